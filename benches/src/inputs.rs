//! Files and trees to measure with, made the same on every machine.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// One function of Rust source with strings, numbers, comments and nesting; 20 lines.
fn function(index: usize, out: &mut impl io::Write) -> io::Result<()> {
    write!(
        out,
        "/// Adds up what item {index} holds, and says so.\n\
         pub fn item_{index}(items: &[Item], limit: usize) -> Result<usize, Error> {{\n\
         \x20   let mut total = {index}_usize;\n\
         \x20   for (at, item) in items.iter().enumerate() {{\n\
         \x20       // Items past the limit do not count.\n\
         \x20       if at >= limit {{\n\
         \x20           return Err(Error::Limit {{ at, limit, name: \"item {index}\".to_owned() }});\n\
         \x20       }}\n\
         \x20       match item.kind {{\n\
         \x20           Kind::Plain => total += item.weight * 3,\n\
         \x20           Kind::Marked(mark) if mark > 0x{index:x} => total = total.saturating_add(mark),\n\
         \x20           _ => continue,\n\
         \x20       }}\n\
         \x20   }}\n\
         \x20   println!(\"item {{}}: {{total}} \\n\", {index});\n\
         \x20   Ok(total)\n\
         }}\n\
         \n\
         const NAME_{index}: &str = \"nothing but a name\";\n\
         \n"
    )
}

/// Rust source with this many lines.
pub fn rust_file(path: &Path, lines: usize) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for index in 0..lines.div_ceil(20) {
        function(index, &mut out)?;
    }
    out.flush()
}

/// A log file of at least this many bytes: lines of about 100 characters.
pub fn log_file(path: &Path, bytes: u64) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut written = 0;
    let mut index = 0_u64;
    while written < bytes {
        let line = format!(
            "2026-11-21T10:{:02}:{:02}.{:03}Z INFO worker-{} request {index} took {} ms and returned {} bytes of data\n",
            index / 60_000 % 60,
            index / 1000 % 60,
            index % 1000,
            index % 16,
            index * 7919 % 1000,
            index * 104_729 % 1_000_000,
        );
        out.write_all(line.as_bytes())?;
        written += line.len() as u64;
        index += 1;
    }
    out.flush()
}

/// One line of this many characters.
pub fn long_line(path: &Path, characters: usize) -> io::Result<()> {
    let mut text = String::with_capacity(characters + 32);
    let mut index = 0;
    while text.len() < characters {
        text.push_str(&format!("{{\"id\":{index},\"name\":\"n{}\"}},", index * 31 % 977));
        index += 1;
    }
    text.truncate(characters);
    text.push('\n');
    std::fs::write(path, text)
}

/// A tree of small source files: `files` of them, 50 a folder, three levels deep.
pub fn tree(root: &Path, files: usize) -> io::Result<()> {
    for index in 0..files {
        let folder = root.join(format!("area{}/part{}", index / 2500, index / 50 % 50));
        if index % 50 == 0 {
            std::fs::create_dir_all(&folder)?;
        }
        let mut out = BufWriter::new(File::create(folder.join(format!("file_{index}.rs")))?);
        for part in 0..3 {
            function(index * 3 + part, &mut out)?;
        }
        if index % 97 == 0 {
            writeln!(out, "// needle in file {index}")?;
        }
        out.flush()?;
    }
    Ok(())
}

/// Paths such as a large project has, without making the files.
pub fn paths(root: &Path, count: usize) -> Vec<PathBuf> {
    const WORDS: [&str; 12] = [
        "core", "render", "widget", "editor", "network", "session", "parser", "index", "search", "theme",
        "build", "test",
    ];
    (0..count)
        .map(|index| {
            let word = |at: usize| WORDS[index / 12_usize.pow(at as u32) % 12];
            root.join(word(3)).join(format!("{}_{}", word(2), index / 1728)).join(format!(
                "{}_{}_{index}.rs",
                word(1),
                word(0)
            ))
        })
        .collect()
}

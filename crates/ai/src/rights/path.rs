//! Paths as a model writes them, made safe or refused: relative to the project, with `/`, nothing that another system
//! or file system would read as something else.

use super::Refusal;

/// Names that are devices on Windows, with or without an ending.
const DEVICES: [&str; 28] = [
    "con", "prn", "aux", "nul", "conin$", "conout$", "com0", "com1", "com2", "com3", "com4", "com5", "com6",
    "com7", "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    "clock$", "config$",
];
/// Longest path, in bytes.
const LONGEST: usize = 4096;

/// The path without `.` and double slashes.
///
/// # Errors
/// Absolute paths, drives, `..`, backslashes, control and invisible characters, streams (`a:b`), devices, short names
/// (`GIT~1`), names that end with a dot or a space, `~`: none of these is guessed at.
pub fn normalise(path: &str) -> Result<String, Refusal> {
    let refuse = |why: &str| Err(Refusal::new(path, why));
    if path.is_empty() || path.len() > LONGEST {
        return refuse("the path is empty or too long");
    }
    if path.starts_with('/') {
        return refuse("absolute paths are refused: write it from the root of the project");
    }
    if path.contains('\\') {
        return refuse("backslashes are refused: write the path with /");
    }
    if path.contains(':') {
        return refuse("colons are refused: they name drives and streams on Windows");
    }
    if path.chars().any(|c| c.is_control() || invisible(c)) {
        return refuse("control and invisible characters are refused");
    }
    let mut names = Vec::new();
    for name in path.split('/').filter(|name| !matches!(*name, "" | ".")) {
        if name == ".." {
            return refuse("`..` is refused: write the path from the root of the project");
        }
        if name.starts_with('~') {
            return refuse("`~` is refused: it names a home folder");
        }
        if name.ends_with(['.', ' ']) || name.starts_with(' ') {
            return refuse(
                "a name that begins with a space, or ends with one or a dot, is another name on Windows",
            );
        }
        let lower = name.to_lowercase();
        let stem = lower.split('.').next().unwrap_or_default().trim_end();
        let device = stem.replace('¹', "1").replace('²', "2").replace('³', "3");
        if DEVICES.contains(&device.as_str()) {
            return refuse("this is the name of a device on Windows");
        }
        if is_short_name(name) {
            return refuse("short names of Windows are refused: write the whole name");
        }
        names.push(name);
    }
    if names.is_empty() {
        return refuse("the path names the project itself, not a file in it");
    }
    Ok(names.join("/"))
}

/// Characters that some file systems ignore, or that make a path look like another.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
        // Full-width forms of what separates names.
        | '\u{ff0e}' | '\u{ff0f}' | '\u{ff3c}' | '\u{2024}' | '\u{2215}' | '\u{2044}' | '\u{29f8}')
}

/// `PROGRA~1`, `GIT~1.TXT`.
fn is_short_name(name: &str) -> bool {
    let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
    let Some((before, number)) = stem.rsplit_once('~') else { return false };
    !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && before.chars().count() <= 6
        && ending.chars().count() <= 3
}

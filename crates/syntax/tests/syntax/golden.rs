//! Highlights of every language as text: under each line one line for each kind, with carets below what
//! it covers. `UPDATE=1` writes what is found; read the difference before believing it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_syntax::Languages;

use crate::support::Document;

/// The source again, with what is highlighted below each line.
fn render(document: &Document) -> String {
    let text = &document.text;
    let spans = document.snapshot().highlights(text, 0..text.len());
    let mut out = String::new();
    for line in 0..text.line_count() {
        let range = text.line_content(line);
        let content = text.slice(range.clone());
        if line + 1 == text.line_count() && content.is_empty() {
            break;
        }
        out.push_str(&content);
        out.push('\n');
        let mut kinds: BTreeMap<&str, String> = BTreeMap::new();
        for (span, kind) in &spans {
            let (start, end) = (span.start.max(range.start), span.end.min(range.end));
            if start < end {
                let marks = kinds.entry(kind.name()).or_default();
                let column = text.slice(range.start..start).chars().count();
                let width = text.slice(start..end).chars().count();
                let gap = column - marks.chars().count();
                // A tab of the source is a tab below it: the carets stay in place.
                let skipped = content.chars().skip(marks.chars().count()).take(gap);
                let skipped: String = skipped.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
                marks.push_str(&skipped);
                marks.push_str(&"^".repeat(width));
            }
        }
        for (kind, marks) in kinds {
            out.push_str(&format!("{marks} {kind}\n"));
        }
    }
    out
}

/// A line of carets, as `render` writes them.
fn is_marks(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('^')
        && line.trim_start_matches(['^', ' ', '\t']).chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

/// The source inside a golden file.
pub fn source_of(golden: &str) -> String {
    let lines = golden.lines().filter(|line| !is_marks(line));
    let mut source: String = lines.flat_map(|line| [line, "\n"]).collect();
    source.truncate(source.trim_end_matches('\n').len() + 1);
    source
}

fn folder() -> PathBuf {
    justbuilt_testkit::package().join("tests/golden")
}

#[test]
fn every_language_looks_as_it_did() {
    let languages = Arc::new(Languages::new());
    let update = std::env::var_os("UPDATE").is_some();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 20, "the golden files are missing");
    let mut wrong = Vec::new();
    for path in files {
        let golden = std::fs::read_to_string(&path).unwrap();
        let source = source_of(&golden);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let document = Document::named(&languages, &name, &source);
        let found = render(&document);
        if update {
            std::fs::write(&path, &found).unwrap();
        } else if found != golden {
            let at = found.lines().zip(golden.lines()).position(|(a, b)| a != b).unwrap_or_default();
            let near =
                |text: &str| text.lines().skip(at.saturating_sub(4)).take(6).collect::<Vec<_>>().join("\n");
            wrong.push(format!(
                "{name}, line {}:\n{}\n-- expected --\n{}",
                at + 1,
                near(&found),
                near(&golden)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

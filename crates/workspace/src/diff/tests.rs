//! Rows of a difference.

use super::*;

fn rows(old: &str, new: &str) -> String {
    let diff = Diff::new(None, ("a", &Text::from(old)), ("b", &Text::from(new)));
    diff.rows
        .iter()
        .map(|row| match row {
            DiffRow::Same { text, .. } => format!(" {text}"),
            DiffRow::Removed { text, .. } => format!("-{text}"),
            DiffRow::Added { text, .. } => format!("+{text}"),
            DiffRow::Gap { lines } => format!("~{lines}"),
        })
        .collect::<Vec<_>>()
        .join("|")
}

#[test]
fn shows_changes_with_three_lines_around_them() {
    assert_eq!(
        rows("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n"),
        "~1| 2| 3| 4|-5|+x| 6| 7| 8|~1"
    );
    assert_eq!(rows("a\n", "a\n"), "");
    assert_eq!(rows("", "a"), "+a");
    assert_eq!(rows("a\r\nb", "a\nb"), "-a|+a| b", "line endings count");
}

#[test]
fn the_largest_texts_are_not_compared() {
    let large = Text::from("x\n".repeat(MAX_BYTES / 2 + 1).as_str());
    let diff = Diff::new(None, ("a", &large), ("b", &Text::from("")));
    assert!(diff.too_large && !diff.is_same() && diff.rows.is_empty());
}

//! Cuts a text into pieces that are about one thing each, as far as its lines show that.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_store::ContentHash;

/// Bytes of a piece: the smallest models read 512 tokens at once, and a token of dense code has less than two bytes.
const MOST: usize = 800;
/// From so many bytes on, an empty line before a line that is not indented ends a piece.
const ENOUGH: usize = 350;
/// A text with so long a line was not written by hand.
const LONGEST_LINE: usize = 5_000;

/// Names a piece by what is in it: the same text in the same file has the same vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PieceKey(pub [u8; 16]);

impl PieceKey {
    fn of(path: &str, lines: &str) -> Self {
        let hash = ContentHash::of(Piece::told(path, lines).as_bytes());
        let mut key = [0; 16];
        key.iter_mut().zip(hash.0).for_each(|(to, from)| *to = from);
        Self(key)
    }
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The file, from the project's root on, with `/`.
    pub path: Arc<str>,
    /// Its lines, from 0.
    pub lines: Range<usize>,
    /// Where it stands in the text of the file, in bytes.
    pub bytes: Range<usize>,
    /// What is in it.
    pub key: PieceKey,
}

impl Piece {
    /// What a model reads of it: where it stands, and its lines.
    pub fn told(path: &str, lines: &str) -> String {
        format!("{path}\n{lines}")
    }

    /// Whether these lines are what it is of.
    pub fn holds(&self, lines: &str) -> bool {
        self.key == PieceKey::of(&self.path, lines)
    }
}

/// The pieces of a text, in order, apart from each other. Empty ones and texts that no hand wrote (a line of over 5,000
/// bytes) are left out.
pub fn pieces(path: &Arc<str>, text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut open = Open::default();
    let mut at = 0;
    for (line, content) in text.split_inclusive('\n').enumerate() {
        if content.len() > LONGEST_LINE {
            return Vec::new();
        }
        let bytes = open.bytes.end - open.bytes.start;
        let fits = bytes + content.len() <= MOST;
        let begins = open.ends_empty && !content.starts_with(char::is_whitespace) && bytes >= ENOUGH;
        if !fits || begins {
            open.close(path, text, &mut out);
            open = Open { bytes: at..at, line, ..Open::default() };
        }
        at += content.len();
        open.bytes.end = at;
        open.ends_empty = content.trim().is_empty();
    }
    open.close(path, text, &mut out);
    out
}

/// A piece that grows.
#[derive(Default)]
struct Open {
    bytes: Range<usize>,
    line: usize,
    ends_empty: bool,
}

impl Open {
    /// Adds it without the empty lines around it.
    fn close(&self, path: &Arc<str>, text: &str, out: &mut Vec<Piece>) {
        let content = text.get(self.bytes.clone()).unwrap_or_default();
        let trimmed = content.trim();
        if trimmed.is_empty() {
            return;
        }
        let before = content.len() - content.trim_start().len();
        // Its first line keeps its indent.
        let skipped = content.get(..before).and_then(|skipped| skipped.rfind('\n')).map_or(0, |at| at + 1);
        let start = self.bytes.start + skipped;
        let end = self.bytes.start + before + trimmed.len();
        let lines = |part: &str| part.bytes().filter(|byte| *byte == b'\n').count();
        let first = self.line + lines(content.get(..skipped).unwrap_or_default());
        let inside = text.get(start..end).unwrap_or_default();
        out.push(Piece {
            path: Arc::clone(path),
            lines: first..first + lines(inside) + 1,
            bytes: start..end,
            key: PieceKey::of(path, inside),
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{LONGEST_LINE, MOST, Piece, pieces};
    use justbuilt_testkit::Random;

    fn of(text: &str) -> Vec<Piece> {
        pieces(&Arc::from("src/a.rs"), text)
    }

    #[test]
    fn functions_are_pieces_when_they_are_long_enough() {
        let body = "    let x = do_something(with, quite, a, few, words);\n".repeat(8);
        let text = format!("fn one() {{\n{body}}}\n\nfn two() {{\n{body}\n{body}}}\n\n\n");
        let found = of(&text);
        let lines: Vec<_> = found.iter().map(|piece| piece.lines.clone()).collect();
        assert_eq!(lines.first(), Some(&(0..10)), "{lines:?}");
        assert!(text[found[0].bytes.clone()].ends_with("\n}"));
        assert!(text[found[1].bytes.clone()].starts_with("fn two"));
    }

    #[test]
    fn the_same_text_has_the_same_key_and_another_file_another() {
        let one = of("fn a() {}\n");
        assert_eq!(one, of("fn a() {}\n"));
        assert_eq!(one[0].key, of("\n\nfn a() {}")[0].key, "where it stands does not count");
        assert_eq!(of("\n\nfn a() {}")[0].lines, 2..3);
        assert_ne!(one[0].key, pieces(&Arc::from("src/b.rs"), "fn a() {}\n")[0].key);
        assert_ne!(one[0].key, of("fn b() {}\n")[0].key);
    }

    #[test]
    fn nothing_and_what_no_hand_wrote_has_no_pieces() {
        assert!(of("").is_empty() && of("\n \n\t\n").is_empty());
        assert!(of(&format!("fn a() {{}}\nvar x = \"{}\";\n", "x".repeat(LONGEST_LINE))).is_empty());
    }

    #[test]
    fn pieces_are_in_order_and_hold_all_that_can_be_seen() {
        let mut random = Random::new(7);
        for _ in 0..200 {
            let mut text = String::new();
            for _ in 0..random.below(80) {
                let kinds =
                    ["\n", "    x\r\n", "größe = 3\n", "\tlong long long line of some words\n", "}\n"];
                text.push_str(kinds[random.below(kinds.len())]);
                if random.below(9) == 0 {
                    text.push_str(&"word ".repeat(random.below(400)));
                }
            }
            let mut at = 0;
            for piece in of(&text) {
                assert!(piece.bytes.start >= at && piece.bytes.end > piece.bytes.start);
                assert!(text[at..piece.bytes.start].trim().is_empty(), "nothing is left out");
                let inside = &text[piece.bytes.clone()];
                let longest = inside.lines().map(str::len).max().unwrap_or(0);
                assert!(inside.len() <= MOST.max(longest + 2));
                let first = text[..piece.bytes.start].matches('\n').count();
                assert_eq!(piece.lines, first..first + inside.matches('\n').count() + 1);
                at = piece.bytes.end;
            }
            assert!(text[at..].trim().is_empty() || text.lines().any(|line| line.len() > LONGEST_LINE));
        }
    }
}

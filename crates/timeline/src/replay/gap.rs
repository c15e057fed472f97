//! A gap buffer: the fastest text for very many changes near each other. For replaying only; it checks that characters
//! are whole once, at the end.

use justbuilt_text::Text;

use crate::oplog::Change;

/// A text in two pieces with room between them.
#[derive(Debug)]
pub struct GapBuffer {
    bytes: Vec<u8>,
    /// Where the gap starts and ends.
    start: usize,
    end: usize,
}

impl GapBuffer {
    /// A buffer with a text.
    pub fn new(text: &Text) -> Self {
        let room = text.len() / 8 + 4096;
        let mut bytes = Vec::with_capacity(text.len() + room);
        for piece in text.chunks(0..text.len()) {
            bytes.extend_from_slice(piece.as_bytes());
        }
        let start = bytes.len();
        bytes.resize(start + room, 0);
        let end = bytes.len();
        Self { bytes, start, end }
    }

    /// Length of the text in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len() - (self.end - self.start)
    }

    /// Does a change; `None` when it does not fit.
    pub fn apply(&mut self, change: &Change<'_>) -> Option<()> {
        let end = change.at.checked_add(change.delete)?;
        if end > self.len() {
            return None;
        }
        if change.at <= self.start && end >= self.start {
            // It reaches over the gap: nothing needs to move.
            self.end += end - self.start;
            self.start = change.at;
        } else {
            self.move_to(if end < self.start { end } else { change.at });
            if end == self.start {
                self.start = change.at;
            } else {
                self.end += change.delete;
            }
        }
        self.insert(change.insert.as_bytes())
    }

    fn move_to(&mut self, at: usize) {
        if at < self.start {
            let moved = self.start - at;
            self.bytes.copy_within(at..self.start, self.end - moved);
            self.end -= moved;
        } else {
            let moved = at - self.start;
            self.bytes.copy_within(self.end..self.end + moved, self.start);
            self.end += moved;
        }
        self.start = at;
    }

    fn insert(&mut self, text: &[u8]) -> Option<()> {
        if text.len() > self.end - self.start {
            let more = text.len() + self.bytes.len() / 8 + 4096;
            let old = self.bytes.len();
            self.bytes.resize(old + more, 0);
            self.bytes.copy_within(self.end..old, self.end + more);
            self.end += more;
        }
        self.bytes.get_mut(self.start..self.start + text.len())?.copy_from_slice(text);
        self.start += text.len();
        Some(())
    }

    /// The text; `None` when a change cut a character in two.
    pub fn text(&self) -> Option<Text> {
        let (before, after) = (self.bytes.get(..self.start)?, self.bytes.get(self.end..)?);
        if let (Ok(before), Ok(after)) = (std::str::from_utf8(before), std::str::from_utf8(after)) {
            return Some(Text::from_pieces([before, after]));
        }
        // The gap may be inside a character that was put together from two sides.
        let whole = String::from_utf8([before, after].concat()).ok()?;
        Some(Text::from(whole))
    }
}

#[cfg(test)]
mod tests {
    //! Against a plain string.
    use justbuilt_testkit::random_cases;

    use super::*;

    #[test]
    fn it_does_what_a_string_does() {
        random_cases(300, |random| {
            let mut model = random.text(30);
            let mut buffer = GapBuffer::new(&Text::from(model.as_str()));
            for _ in 0..random.below(60) {
                let range = random.text_range(&model);
                let range = if random.bool() { range.start..range.start } else { range };
                let insert = if random.one_in(30) { "long ".repeat(3_000) } else { random.text(3) };
                let change = Change { at: range.start, delete: range.len(), insert: &insert };
                buffer.apply(&change).unwrap();
                model.replace_range(range, &insert);
                assert_eq!(buffer.len(), model.len());
            }
            assert_eq!(buffer.text().unwrap(), model.as_str());
            let past = Change { at: model.len(), delete: 1, insert: "" };
            assert!(buffer.apply(&past).is_none());
        });
    }
}

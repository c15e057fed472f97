//! Grapheme clusters over the chunks of the rope (Unicode UAX #29, extended clusters). `\r\n` is one cluster.

use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

use super::Text;

impl Text {
    /// The first grapheme boundary after `byte`; the end of the text at the end.
    pub fn next_grapheme(&self, byte: usize) -> usize {
        let byte = self.clamp_boundary(byte);
        if let Some(next) = self.next_plain(byte) {
            return next;
        }
        let (mut chunk, mut start) = self.chunk_at(byte);
        let mut cursor = GraphemeCursor::new(byte, self.len(), true);
        loop {
            match cursor.next_boundary(chunk, start) {
                Ok(boundary) => return boundary.unwrap_or(self.len()),
                Err(GraphemeIncomplete::NextChunk) => (chunk, start) = self.chunk_at(start + chunk.len()),
                Err(GraphemeIncomplete::PreContext(end)) => self.provide_context(&mut cursor, end),
                // The cursor asks for the chunk before only when it moves backwards.
                Err(GraphemeIncomplete::PrevChunk | GraphemeIncomplete::InvalidOffset) => return self.len(),
            }
        }
    }

    /// The last grapheme boundary before `byte`; 0 at the start.
    pub fn prev_grapheme(&self, byte: usize) -> usize {
        let byte = self.clamp_boundary(byte);
        if let Some(previous) = self.previous_plain(byte) {
            return previous;
        }
        let (mut chunk, mut start) = self.chunk_at(byte.saturating_sub(1));
        let mut cursor = GraphemeCursor::new(byte, self.len(), true);
        loop {
            match cursor.prev_boundary(chunk, start) {
                Ok(boundary) => return boundary.unwrap_or(0),
                Err(GraphemeIncomplete::PrevChunk) => (chunk, start) = self.chunk_at(start.saturating_sub(1)),
                Err(GraphemeIncomplete::PreContext(end)) => self.provide_context(&mut cursor, end),
                Err(GraphemeIncomplete::NextChunk | GraphemeIncomplete::InvalidOffset) => return 0,
            }
        }
    }

    /// Whether a grapheme cluster starts or the text ends at `byte`.
    pub fn is_grapheme_boundary(&self, byte: usize) -> bool {
        if byte == 0 || byte >= self.len() {
            return byte == 0 || byte == self.len();
        }
        if !self.is_boundary(byte) {
            return false;
        }
        let (chunk, start) = self.chunk_at(byte);
        let mut cursor = GraphemeCursor::new(byte, self.len(), true);
        loop {
            match cursor.is_boundary(chunk, start) {
                Ok(is_boundary) => return is_boundary,
                Err(GraphemeIncomplete::PreContext(end)) => self.provide_context(&mut cursor, end),
                Err(_) => return true,
            }
        }
    }

    /// The last grapheme boundary at or before `byte`.
    pub fn clamp_grapheme(&self, byte: usize) -> usize {
        let byte = self.clamp_boundary(byte);
        if self.is_grapheme_boundary(byte) { byte } else { self.prev_grapheme(byte) }
    }

    fn provide_context(&self, cursor: &mut GraphemeCursor, end: usize) {
        let (chunk, start) = self.chunk_at(end.saturating_sub(1));
        cursor.provide_context(chunk.get(..end - start).unwrap_or_default(), start);
    }

    /// Two ASCII characters in a row, other than `\r\n`, always have a boundary between them.
    fn next_plain(&self, byte: usize) -> Option<usize> {
        let (chunk, start) = self.chunk_at(byte);
        let bytes = chunk.as_bytes();
        let (first, second) = (*bytes.get(byte - start)?, *bytes.get(byte - start + 1)?);
        (first.is_ascii() && second.is_ascii() && first != b'\r').then_some(byte + 1)
    }

    fn previous_plain(&self, byte: usize) -> Option<usize> {
        let (chunk, start) = self.chunk_at(byte.checked_sub(1)?);
        let bytes = chunk.as_bytes();
        let last = (byte - start).checked_sub(1)?;
        let (first, second) = (*bytes.get(last.checked_sub(1)?)?, *bytes.get(last)?);
        // What follows could still reach back (a combining mark never joins what is before `first`).
        (first.is_ascii() && second.is_ascii() && second != b'\n').then_some(byte - 1)
    }
}

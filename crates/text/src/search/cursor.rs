//! A regex-cursor [`Cursor`] over the chunks of a text that begins anywhere in O(log n).

use regex_cursor::Cursor;
use ropey::iter::Chunks;

use crate::Text;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The iterator's next chunk is the current one.
    Before,
    /// The iterator's previous chunk is the current one.
    After,
}

/// Walks over chunks in both directions.
#[derive(Clone)]
pub(super) struct TextCursor<'a> {
    chunks: Chunks<'a>,
    chunk: &'a [u8],
    side: Side,
    start: usize,
    len: usize,
}

impl<'a> TextCursor<'a> {
    /// On the chunk that holds `byte`; at the end of the text, on the last one.
    pub(super) fn at(text: &'a Text, byte: usize) -> Self {
        let len = text.len();
        // For the end ropey's iterator would be past the last chunk.
        let byte = byte.min(len.saturating_sub(1));
        let (mut chunks, start, _, _) = text.rope().chunks_at_byte(byte);
        let chunk = chunks.next().unwrap_or_default().as_bytes();
        Self { chunks, chunk, side: Side::After, start, len }
    }
}

impl Cursor for TextCursor<'_> {
    fn chunk(&self) -> &[u8] {
        self.chunk
    }

    fn advance(&mut self) -> bool {
        if self.start + self.chunk.len() >= self.len {
            return false;
        }
        if self.side == Side::Before {
            self.chunks.next();
            self.side = Side::After;
        }
        for chunk in self.chunks.by_ref() {
            if !chunk.is_empty() {
                self.start += self.chunk.len();
                self.chunk = chunk.as_bytes();
                return true;
            }
        }
        false
    }

    fn backtrack(&mut self) -> bool {
        if self.start == 0 {
            return false;
        }
        if self.side == Side::After {
            self.chunks.prev();
            self.side = Side::Before;
        }
        while let Some(chunk) = self.chunks.prev() {
            if !chunk.is_empty() {
                self.start -= chunk.len();
                self.chunk = chunk.as_bytes();
                return true;
            }
        }
        false
    }

    fn utf8_aware(&self) -> bool {
        true
    }

    fn total_bytes(&self) -> Option<usize> {
        Some(self.len)
    }

    fn offset(&self) -> usize {
        self.start
    }
}

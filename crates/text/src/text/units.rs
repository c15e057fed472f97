//! Other units than bytes: characters (Unicode scalar values) and UTF-16 code units, for traces and protocols.

use std::ops::Range;

use super::{Point, Text};

impl Text {
    /// Number of characters.
    pub fn char_count(&self) -> usize {
        self.rope.len_chars()
    }

    /// Characters before `byte`.
    pub fn byte_to_char(&self, byte: usize) -> usize {
        self.rope.byte_to_char(byte.min(self.len()))
    }

    /// The byte offset of the character with index `char`.
    pub fn char_to_byte(&self, char: usize) -> usize {
        self.rope.char_to_byte(char.min(self.rope.len_chars()))
    }

    /// Length in UTF-16 code units.
    pub fn utf16_len(&self) -> usize {
        self.rope.len_utf16_cu()
    }

    /// UTF-16 code units before `byte`.
    pub fn byte_to_utf16(&self, byte: usize) -> usize {
        self.rope.char_to_utf16_cu(self.byte_to_char(byte))
    }

    /// The byte offset of a UTF-16 offset; an offset inside a surrogate pair is its start.
    pub fn utf16_to_byte(&self, utf16: usize) -> usize {
        self.char_to_byte(self.rope.utf16_cu_to_char(utf16.min(self.utf16_len())))
    }

    /// `byte` as line and UTF-16 column, as the Language Server Protocol counts.
    pub fn utf16_point_of(&self, byte: usize) -> Point {
        let line = self.line_of(byte);
        let column = self.byte_to_utf16(byte) - self.byte_to_utf16(self.line_start(line));
        Point { line, column }
    }

    /// The byte offset of a line and UTF-16 column; columns past the end of the line are its end.
    pub fn byte_of_utf16_point(&self, point: Point) -> usize {
        if point.line >= self.line_count() {
            return self.len();
        }
        let Range { start, end } = self.line_content(point.line);
        self.utf16_to_byte(self.byte_to_utf16(start).saturating_add(point.column)).min(end)
    }
}

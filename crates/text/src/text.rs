//! [`Text`]: an immutable-by-sharing rope with a byte API. Clones are O(1), everything else is O(log n) in the
//! length of the text plus the length of what is returned. Not for changing text: that is a
//! [`Transaction`](crate::Transaction).
//!
//! All offsets are bytes on character boundaries. Lines are counted from 0 and end in `\n`; a `\r\n` ends a line too
//! (the `\r` belongs to the ending), a lone `\r` does not. Offsets past the end are clamped to the end, offsets
//! inside a character to its start: nothing here panics.

mod graphemes;
mod units;

use std::{borrow::Cow, fmt, ops::Range};

use ropey::{Rope, RopeSlice};

/// A text. See the module's documentation for the units.
#[derive(Clone, Default)]
pub struct Text {
    rope: Rope,
}

/// A place in a text as line and byte column, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Line, from 0.
    pub line: usize,
    /// Bytes from the start of the line.
    pub column: usize,
}

impl Point {
    /// A place from its parts.
    pub fn new(line: usize, column: usize) -> Self {
        Self { line, column }
    }
}

impl Text {
    /// The empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a text that is put together from pieces, without a second copy in memory.
    pub fn builder() -> TextBuilder {
        TextBuilder { builder: ropey::RopeBuilder::new() }
    }

    /// Reads UTF-8 pieces one after the other.
    pub fn from_pieces<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Self {
        let mut builder = Self::builder();
        for piece in pieces {
            builder.push(piece);
        }
        builder.finish()
    }

    pub(crate) fn from_rope(rope: Rope) -> Self {
        Self { rope }
    }

    pub(crate) fn rope(&self) -> &Rope {
        &self.rope
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of lines: line endings plus one.
    pub fn line_count(&self) -> usize {
        self.rope.len_lines()
    }

    /// The line that holds `byte`. The end of the text is on the last line.
    pub fn line_of(&self, byte: usize) -> usize {
        self.rope.byte_to_line(byte.min(self.len()))
    }

    /// Where `line` starts; the end of the text for lines past the last.
    pub fn line_start(&self, line: usize) -> usize {
        self.rope.line_to_byte(line.min(self.rope.len_lines()))
    }

    /// The bytes of `line` with its ending.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        self.line_start(line)..self.line_start(line.saturating_add(1))
    }

    /// The bytes of `line` without its ending (`\n` or `\r\n`).
    pub fn line_content(&self, line: usize) -> Range<usize> {
        let Range { start, mut end } = self.line_range(line);
        if end > start && self.byte(end - 1) == Some(b'\n') {
            end -= 1;
            if end > start && self.byte(end - 1) == Some(b'\r') {
                end -= 1;
            }
        }
        start..end
    }

    /// Where the content of `line` ends, before its ending.
    pub fn line_end(&self, line: usize) -> usize {
        self.line_content(line).end
    }

    /// The byte at `at`, if it is in the text.
    pub fn byte(&self, at: usize) -> Option<u8> {
        self.rope.get_byte(at)
    }

    /// The text of a range: borrowed when it lies in one chunk of the rope (about 1 kB), else copied.
    pub fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        let slice = self.rope_slice(range);
        match slice.as_str() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(slice.to_string()),
        }
    }

    pub(crate) fn rope_slice(&self, range: Range<usize>) -> RopeSlice<'_> {
        let start = self.clamp_boundary(range.start);
        let end = self.clamp_boundary(range.end).max(start);
        self.rope.byte_slice(start..end)
    }

    /// A new text with the content of a range, sharing nothing that would keep this one alive for long.
    pub fn sub_text(&self, range: Range<usize>) -> Text {
        Text::from_rope(self.rope_slice(range).into())
    }

    /// The chunk of the rope that holds `byte`, and where it starts. For `byte` at the end of the text it is the
    /// last chunk; only the empty text has an empty one.
    pub fn chunk_at(&self, byte: usize) -> (&str, usize) {
        let (chunk, start, _, _) = self.rope.chunk_at_byte(byte.min(self.len()));
        (chunk, start)
    }

    /// The pieces of a range in order, none of them empty.
    pub fn chunks(&self, range: Range<usize>) -> impl Iterator<Item = &str> + Clone + use<'_> {
        self.rope_slice(range).chunks().filter(|chunk| !chunk.is_empty())
    }

    /// The character that starts at `byte`.
    pub fn char_at(&self, byte: usize) -> Option<char> {
        if byte >= self.len() {
            return None;
        }
        let (chunk, start) = self.chunk_at(byte);
        chunk.get(byte - start..)?.chars().next()
    }

    /// The character that ends at `byte`.
    pub fn char_before(&self, byte: usize) -> Option<char> {
        if byte == 0 || byte > self.len() {
            return None;
        }
        let (chunk, start) = self.chunk_at(byte - 1);
        chunk.get(..byte - start)?.chars().next_back()
    }

    /// Where the character after `byte` starts; the end of the text at the end.
    pub fn next_char(&self, byte: usize) -> usize {
        let byte = self.clamp_boundary(byte);
        byte + self.char_at(byte).map_or(0, char::len_utf8)
    }

    /// Where the character before `byte` starts; 0 at the start.
    pub fn prev_char(&self, byte: usize) -> usize {
        let byte = self.clamp_boundary(byte);
        byte - self.char_before(byte).map_or(0, char::len_utf8)
    }

    /// The characters from `byte` to the end.
    pub fn chars_at(&self, byte: usize) -> impl Iterator<Item = char> + use<'_> {
        self.rope.chars_at(self.rope.byte_to_char(self.clamp_boundary(byte)))
    }

    /// The characters before `byte`, backwards to the start.
    pub fn chars_before(&self, byte: usize) -> impl Iterator<Item = char> + use<'_> {
        self.rope.chars_at(self.rope.byte_to_char(self.clamp_boundary(byte))).reversed()
    }

    /// Whether a character starts at `byte`, or the text ends there.
    pub fn is_boundary(&self, byte: usize) -> bool {
        if byte >= self.len() {
            return byte == self.len();
        }
        let (chunk, start) = self.chunk_at(byte);
        chunk.is_char_boundary(byte - start)
    }

    /// The nearest character boundary at or before `byte`.
    pub fn clamp_boundary(&self, byte: usize) -> usize {
        if byte >= self.len() {
            return self.len();
        }
        let (chunk, start) = self.chunk_at(byte);
        start + chunk.floor_char_boundary(byte - start)
    }

    /// `byte` as line and column.
    pub fn point_of(&self, byte: usize) -> Point {
        let byte = byte.min(self.len());
        let line = self.line_of(byte);
        Point { line, column: byte - self.line_start(line) }
    }

    /// `point` as a byte offset: a line past the last is the end of the text, a column past the end of its line the
    /// end of the line's content.
    pub fn byte_of(&self, point: Point) -> usize {
        if point.line >= self.line_count() {
            return self.len();
        }
        let content = self.line_content(point.line);
        self.clamp_boundary(content.start.saturating_add(point.column).min(content.end))
    }

    /// Whether both are the very same rope in memory: true only when neither changed since one was cloned.
    pub fn ptr_eq(&self, other: &Text) -> bool {
        self.rope.is_instance(&other.rope)
    }

    /// Bytes of memory the rope holds, as far as they are not shared.
    pub fn memory(&self) -> usize {
        self.rope.capacity()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl std::str::FromStr for Text {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 200;
        let shown = self.slice(0..SHOWN);
        write!(f, "Text({shown:?}")?;
        if self.len() > shown.len() {
            write!(f, "… {} bytes", self.len())?;
        }
        f.write_str(")")
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.ptr_eq(other) || self.rope == other.rope
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.rope == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.rope == *other
    }
}

/// Builds a [`Text`] from pieces. Memory is that of the rope plus one chunk.
#[derive(Clone, Default)]
pub struct TextBuilder {
    builder: ropey::RopeBuilder,
}

impl TextBuilder {
    /// Adds a piece at the end.
    pub fn push(&mut self, piece: &str) {
        self.builder.append(piece);
    }

    /// The text.
    pub fn finish(self) -> Text {
        Text::from_rope(self.builder.finish())
    }
}

impl fmt::Debug for TextBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TextBuilder")
    }
}

#[cfg(test)]
mod tests;

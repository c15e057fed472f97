//! Markdown as blocks to lay out, kept up to date while text comes in: what is finished is parsed once, and only the
//! last block is read again as it grows. Parsing is `pulldown-cmark`'s; pixels are `paint`'s.

mod open;
mod parse;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use open::{Fence, settled};

/// Bytes of one block that are still read again as a whole while it grows.
const OPEN_MOST: usize = 48 << 10;
/// Bytes of one piece of running text: longer ones are laid out in several.
const TEXT_MOST: usize = 4 << 10;

/// How a run of text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Strong.
    pub strong: bool,
    /// Emphasised.
    pub emphasis: bool,
    /// Struck.
    pub struck: bool,
    /// Code.
    pub code: bool,
    /// Part of a link.
    pub link: bool,
}

/// Text with styles and links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    /// The text.
    pub text: String,
    /// Its runs in order, without gaps.
    pub runs: Vec<(Range<usize>, Style)>,
    /// Where links are, and where they lead: `http`, `https` and `mailto` only.
    pub links: Vec<(Range<usize>, Arc<str>)>,
}

/// What a block stands in, from the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A quotation: a bar at its left.
    Quote,
    /// An item of a list: its marker's column.
    Item,
}

/// What stands before the first block of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A dot; how deep the list is, from 0.
    Bullet(usize),
    /// Its number with a full stop.
    Number(String),
    /// A box, ticked or not.
    Task(bool),
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Running text.
    Text(Arc<Rich>),
    /// A heading, from 1 to 6.
    Heading(u8, Arc<Rich>),
    /// Code.
    Code(Code),
    /// A table.
    Table(Arc<Table>),
    /// A line across.
    Rule,
}

/// A block of code.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// What is written behind the fence, its first word.
    pub language: String,
    /// The code, shown as [`super::clean::visible`].
    pub text: Arc<str>,
    /// Which fenced block of the text it is, from 0; `None` for an indented one.
    pub fence: Option<usize>,
    /// Whether its end has not come yet.
    pub open: bool,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Of each column: -1 left, 0 centred, 1 right.
    pub align: Vec<i8>,
    /// The rows, the head first.
    pub rows: Vec<Vec<Arc<Rich>>>,
}

/// A block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it stands in.
    pub levels: Vec<Level>,
    /// What stands before it.
    pub marker: Option<Marker>,
    /// It follows closely on the one before: in a tight list, or as the rest of a long text.
    pub tight: bool,
    /// What it is.
    pub kind: Kind,
}

/// A text in Markdown, parsed as far as it came.
#[derive(Debug, Default)]
pub struct Document {
    source: String,
    blocks: Vec<Block>,
    /// So many of the blocks are finished.
    stable: usize,
    /// Where in the source the first block that is not finished begins.
    open_from: usize,
    /// Fenced blocks among the finished ones.
    fences: usize,
    /// The fence that is open at the end, when the text ends in one.
    fence: Option<Fence>,
    whole: bool,
    /// Every line end is one: what the user typed.
    breaks: bool,
    /// Bytes that were handed to the parser, for tests and measurements.
    parsed: usize,
}

impl Document {
    /// An empty text; `breaks` keeps its line ends as they are.
    pub fn new(breaks: bool) -> Self {
        Self { breaks, ..Self::default() }
    }

    /// The blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Bytes that were parsed so far, the same byte every time it was read again.
    pub fn parsed_bytes(&self) -> usize {
        self.parsed
    }

    /// Takes the text as it is now; `whole` when nothing more comes. Gives back the first block that is another than
    /// before; those in front of it are the same.
    pub fn update(&mut self, text: &str, whole: bool) -> usize {
        let grown = text.len() >= self.source.len() && text.as_bytes().starts_with(self.source.as_bytes());
        if grown && text.len() == self.source.len() && whole == self.whole {
            return self.blocks.len();
        }
        if !grown || (self.whole && text.len() > self.source.len()) {
            *self = Self { breaks: self.breaks, parsed: self.parsed, ..Self::default() };
        }
        let new = self.source.len();
        self.source.push_str(text.get(new..).unwrap_or_default());
        self.whole = whole;
        if let Some(mut fence) = self.fence.take() {
            let first = self.blocks.len().saturating_sub(1);
            let end = fence.read(&self.source, whole);
            self.set_open_code(&fence, end.is_none() && !whole);
            match end {
                None if !whole => {
                    self.fence = Some(fence);
                    return first;
                }
                end => {
                    self.stable = self.blocks.len();
                    self.fences += 1;
                    self.open_from = end.unwrap_or(self.source.len());
                }
            }
            self.parse_tail();
            return first;
        }
        let first = self.stable;
        self.parse_tail();
        first
    }

    fn set_open_code(&mut self, fence: &Fence, open: bool) {
        if let Some(Block { kind: Kind::Code(code), .. }) = self.blocks.last_mut() {
            code.text = super::clean::visible(&fence.text).into();
            code.open = open;
        }
    }

    /// Reads what is not finished.
    fn parse_tail(&mut self) {
        self.blocks.truncate(self.stable);
        loop {
            let tail = self.source.get(self.open_from..).unwrap_or_default();
            if tail.is_empty() {
                return;
            }
            if let Some(fence) = Fence::begin(tail, self.open_from) {
                let mut fence = fence;
                let end = fence.read(&self.source, self.whole);
                let open = end.is_none() && !self.whole;
                self.blocks.push(Block {
                    levels: Vec::new(),
                    marker: None,
                    tight: false,
                    kind: Kind::Code(Code {
                        language: fence.language.clone(),
                        text: super::clean::visible(&fence.text).into(),
                        fence: Some(self.fences),
                        open,
                    }),
                });
                if open {
                    self.fence = Some(fence);
                    return;
                }
                self.fences += 1;
                self.stable = self.blocks.len();
                self.open_from = end.unwrap_or(self.source.len());
                continue;
            }
            // What stands in front of the next fence at the beginning of a line is parsed without it.
            let shown = if self.whole || tail.len() > OPEN_MOST { tail.into() } else { settled(tail) };
            self.parsed += shown.len();
            let parsed = parse::parse(&shown, self.fences, self.breaks);
            if self.whole {
                self.blocks.extend(parsed.blocks);
                self.stable = self.blocks.len();
                self.fences += parsed.fences;
                self.open_from = self.source.len();
                return;
            }
            let last = parsed.last_top;
            if last > 0 {
                self.blocks.extend(parsed.blocks.into_iter().take(parsed.last_block));
                self.stable = self.blocks.len();
                self.fences += parsed.fences_before_last;
                self.open_from += last;
                continue;
            }
            if tail.len() > OPEN_MOST {
                self.cut_open(tail.len());
                continue;
            }
            self.blocks.extend(parsed.blocks);
            return;
        }
    }

    /// A block that grows without end is finished in the middle, so that what comes is cheap.
    fn cut_open(&mut self, len: usize) {
        let tail = self.source.get(self.open_from..).unwrap_or_default();
        let mut at = len - OPEN_MOST / 4;
        while !tail.is_char_boundary(at) {
            at -= 1;
        }
        let head = tail.get(..at).unwrap_or_default();
        let at = head.rfind('\n').map_or(at, |line| line + 1).max(1);
        let head = tail.get(..at).unwrap_or_default();
        self.parsed += head.len();
        let parsed = parse::parse(head, self.fences, self.breaks);
        self.blocks.extend(parsed.blocks);
        self.stable = self.blocks.len();
        self.fences += parsed.fences;
        self.open_from += at;
    }
}

/// Whether an address may be opened: no other scheme is, whatever a text says.
pub fn is_link(address: &str) -> bool {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
        && !address.chars().any(char::is_control)
}

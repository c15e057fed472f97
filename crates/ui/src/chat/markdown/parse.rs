//! From the parser's events to a flat list of blocks. Nesting becomes the levels of each block; what is nested beyond
//! any use is shown at the deepest level there is.

use std::sync::Arc;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::super::clean::visible;
use super::{Block, Code, Kind, Level, Marker, Rich, Style, TEXT_MOST, Table, is_link};

/// Levels that are shown.
const LEVELS_MOST: usize = 10;
/// Marks in a row that make nesting: more of them are text.
const NESTING_MOST: usize = 200;
/// Brackets that may be open at the same time.
const BRACKETS_MOST: usize = 1_000;
/// Bytes of a text in which bare addresses are looked for.
const LINKED_MOST: usize = 64 << 10;
/// Columns of a table.
const COLUMNS_MOST: usize = 64;

/// What a text was parsed to.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) blocks: Vec<Block>,
    /// Where in the text its last outermost block begins.
    pub(super) last_top: usize,
    /// The first block of that.
    pub(super) last_block: usize,
    /// Fenced blocks in all, and those in front of the last outermost block.
    pub(super) fences: usize,
    pub(super) fences_before_last: usize,
}

/// Parses a text; fenced blocks are counted from `fences`.
pub(super) fn parse(text: &str, fences: usize, breaks: bool) -> Parsed {
    let mut builder = Builder { first_fence: fences, breaks, ..Builder::default() };
    if nests_too_deep(text) {
        builder.run(text, Style::default());
        builder.flush(Shape::Text);
        return builder.parsed;
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let inline = matches!(&event, Event::Start(tag) if is_inline(tag));
        if depth == 0 && !inline && !matches!(event, Event::End(_)) {
            // An indented block begins with its line.
            let before = text.get(..range.start).unwrap_or_default();
            builder.parsed.last_top = before.rfind('\n').map_or(0, |line| line + 1);
            builder.parsed.last_block = builder.parsed.blocks.len();
            builder.parsed.fences_before_last = builder.parsed.fences;
        }
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        builder.event(event);
    }
    builder.flush(Shape::Text);
    builder.parsed
}

/// Whether a line opens so many blocks in each other, or a paragraph so many brackets, that nobody means it and reading
/// it would take its time.
fn nests_too_deep(text: &str) -> bool {
    let lines = text.lines().any(|line| {
        let lead = line.bytes().take_while(|byte| b" \t>-*+0123456789.)".contains(byte));
        lead.filter(|byte| b">-*+.)".contains(byte)).count() > NESTING_MOST
            && !line.bytes().all(|byte| b" -*_".contains(&byte))
    });
    let (mut depth, mut deepest, mut empty) = (0_usize, 0, false);
    for byte in text.bytes() {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'\n' if empty => depth = 0,
            _ => {}
        }
        empty = byte == b'\n';
        deepest = deepest.max(depth);
    }
    lines || deepest > BRACKETS_MOST
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

#[derive(Clone, Copy)]
enum Shape {
    Text,
    Heading(u8),
}

#[derive(Debug)]
enum Container {
    Quote,
    /// The next number, when it has numbers.
    List(Option<u64>),
    Item,
}

#[derive(Default)]
struct Builder {
    parsed: Parsed,
    containers: Vec<Container>,
    levels: Vec<Level>,
    hidden_levels: usize,
    lists: usize,
    marker: Option<Marker>,
    /// Whether a paragraph of its own was seen in the item: then the list is loose.
    paragraph: bool,
    rich: Rich,
    style: Style,
    nested: [usize; 3],
    link: Option<(usize, Arc<str>)>,
    code: Option<(String, String, bool)>,
    table: Option<Table>,
    cells: Vec<Arc<Rich>>,
    first_fence: usize,
    breaks: bool,
    first_of_item: bool,
}

impl Builder {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code, _)) => code.push_str(&text),
                None => self.run(&text, self.style),
            },
            Event::Code(text) => self.run(&text, Style { code: true, ..self.style }),
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.run(&text, Style { code: true, ..self.style });
            }
            Event::Html(text) => self.run(&text, self.style),
            Event::InlineHtml(text) if text.trim_start().starts_with("<br") => self.run("\n", self.style),
            Event::InlineHtml(text) => self.run(&text, self.style),
            Event::FootnoteReference(text) => self.run(&text, self.style),
            Event::SoftBreak if self.breaks => self.run("\n", self.style),
            Event::SoftBreak => self.run(" ", self.style),
            Event::HardBreak => self.run("\n", self.style),
            Event::Rule => self.push(Kind::Rule),
            Event::TaskListMarker(done) => self.marker = Some(Marker::Task(done)),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                self.flush(Shape::Text);
                self.paragraph = true;
            }
            Tag::Heading { .. } | Tag::HtmlBlock => self.flush(Shape::Text),
            Tag::BlockQuote(_) => {
                self.flush(Shape::Text);
                self.containers.push(Container::Quote);
                self.enter(Level::Quote);
            }
            Tag::CodeBlock(kind) => {
                self.flush(Shape::Text);
                let (language, fenced) = match kind {
                    CodeBlockKind::Fenced(info) => {
                        let word = info.split([' ', ',', '{']).next().unwrap_or_default();
                        (visible(word).into_owned(), true)
                    }
                    CodeBlockKind::Indented => (String::new(), false),
                };
                self.code = Some((language, String::new(), fenced));
            }
            Tag::List(first) => {
                self.flush(Shape::Text);
                self.containers.push(Container::List(first));
                self.lists += 1;
            }
            Tag::Item => {
                self.flush(Shape::Text);
                let deep = self.lists.saturating_sub(1);
                self.marker = Some(match self.containers.last_mut() {
                    Some(Container::List(Some(number))) => {
                        let marker = Marker::Number(format!("{number}."));
                        *number = number.saturating_add(1);
                        marker
                    }
                    _ => Marker::Bullet(deep),
                });
                self.containers.push(Container::Item);
                self.enter(Level::Item);
                self.paragraph = false;
                self.first_of_item = true;
            }
            Tag::Table(align) => {
                self.flush(Shape::Text);
                let align = align.iter().take(COLUMNS_MOST).map(|align| match align {
                    Alignment::Right => 1,
                    Alignment::Center => 0,
                    Alignment::None | Alignment::Left => -1,
                });
                self.table = Some(Table { align: align.collect(), rows: Vec::new() });
            }
            Tag::Emphasis => self.nest(0, 1),
            Tag::Strong => self.nest(1, 1),
            Tag::Strikethrough => self.nest(2, 1),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }
                if self.link.is_none() && is_link(&dest_url) =>
            {
                self.link = Some((self.rich.text.len(), Arc::from(&*dest_url)));
                self.style.link = true;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.flush(Shape::Text),
            TagEnd::Heading(level) => self.flush(Shape::Heading(match level {
                HeadingLevel::H1 => 1,
                HeadingLevel::H2 => 2,
                HeadingLevel::H3 => 3,
                HeadingLevel::H4 => 4,
                HeadingLevel::H5 => 5,
                HeadingLevel::H6 => 6,
            })),
            TagEnd::BlockQuote(_) => {
                self.flush(Shape::Text);
                self.containers.pop();
                self.leave();
            }
            TagEnd::CodeBlock => {
                let Some((language, text, fenced)) = self.code.take() else { return };
                let fence = fenced.then_some(self.first_fence + self.parsed.fences);
                self.parsed.fences += usize::from(fenced);
                let text: Arc<str> = visible(&text).into();
                self.push(Kind::Code(Code { language, text, fence, open: false }));
            }
            TagEnd::List(_) => {
                self.containers.pop();
                self.lists = self.lists.saturating_sub(1);
                self.first_of_item = false;
            }
            TagEnd::Item => {
                self.flush(Shape::Text);
                if self.marker.is_some() {
                    // An item without anything in it still has its marker.
                    self.push(Kind::Text(Arc::default()));
                }
                self.containers.pop();
                self.leave();
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push(Kind::Table(Arc::new(table)));
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let mut cells = std::mem::take(&mut self.cells);
                cells.truncate(COLUMNS_MOST);
                if let Some(table) = &mut self.table {
                    table.rows.push(cells);
                }
            }
            TagEnd::TableCell => {
                let rich = self.take_rich();
                self.cells.push(Arc::new(rich));
            }
            TagEnd::Emphasis => self.nest(0, -1),
            TagEnd::Strong => self.nest(1, -1),
            TagEnd::Strikethrough => self.nest(2, -1),
            TagEnd::Link | TagEnd::Image => {
                if let Some((start, address)) = self.link.take() {
                    let end = self.rich.text.len();
                    if start == end {
                        self.run(&address.clone(), self.style);
                    }
                    self.rich.links.push((start..self.rich.text.len(), address));
                    self.style.link = false;
                }
            }
            _ => {}
        }
    }

    fn nest(&mut self, kind: usize, by: isize) {
        if let Some(count) = self.nested.get_mut(kind) {
            *count = count.saturating_add_signed(by);
        }
        let [emphasis, strong, struck] = self.nested;
        self.style = Style { emphasis: emphasis > 0, strong: strong > 0, struck: struck > 0, ..self.style };
    }

    fn enter(&mut self, level: Level) {
        if self.levels.len() < LEVELS_MOST {
            self.levels.push(level);
        } else {
            self.hidden_levels += 1;
        }
    }

    fn leave(&mut self) {
        if self.hidden_levels > 0 {
            self.hidden_levels -= 1;
        } else {
            self.levels.pop();
        }
    }

    fn run(&mut self, text: &str, style: Style) {
        let text = visible(text);
        if text.is_empty() {
            return;
        }
        let start = self.rich.text.len();
        self.rich.text.push_str(&text);
        match self.rich.runs.last_mut() {
            Some((range, last)) if *last == style => range.end = self.rich.text.len(),
            _ => self.rich.runs.push((start..self.rich.text.len(), style)),
        }
    }

    fn take_rich(&mut self) -> Rich {
        let mut rich = std::mem::take(&mut self.rich);
        let kept = rich.text.trim_end().len();
        if kept < rich.text.len() {
            rich.text.truncate(kept);
            rich.runs.retain_mut(|(range, _)| {
                range.end = range.end.min(kept);
                range.start < range.end
            });
            rich.links.retain_mut(|(range, _)| {
                range.end = range.end.min(kept);
                range.start < range.end
            });
        }
        linkify(rich)
    }

    /// Makes a block of the text so far.
    fn flush(&mut self, shape: Shape) {
        if self.table.is_some() || self.rich.text.trim().is_empty() {
            if self.table.is_none() {
                self.rich = Rich::default();
            }
            return;
        }
        let rich = self.take_rich();
        match shape {
            Shape::Heading(level) => self.push(Kind::Heading(level, Arc::new(rich))),
            Shape::Text => {
                for (index, part) in split(rich).into_iter().enumerate() {
                    self.push(Kind::Text(Arc::new(part)));
                    if index > 0
                        && let Some(block) = self.parsed.blocks.last_mut()
                    {
                        block.tight = true;
                    }
                }
            }
        }
    }

    fn push(&mut self, kind: Kind) {
        let loose = self.paragraph || matches!(kind, Kind::Code(_) | Kind::Table(_));
        let in_item = matches!(self.containers.last(), Some(Container::Item));
        let first_block = self.parsed.blocks.is_empty();
        let tight = in_item && !loose && !first_block && (self.lists > 1 || !self.begins_list());
        self.parsed.blocks.push(Block {
            levels: self.levels.clone(),
            marker: self.marker.take(),
            tight,
            kind,
        });
    }

    /// Whether the block that comes is the first of an outermost list.
    fn begins_list(&self) -> bool {
        self.parsed.blocks.last().is_none_or(|last| !last.levels.contains(&Level::Item))
    }
}

/// Cuts a text that is too long for one layout, at a space where there is one.
fn split(rich: Rich) -> Vec<Rich> {
    if rich.text.len() <= TEXT_MOST {
        return vec![rich];
    }
    let mut parts = Vec::new();
    let mut start = 0;
    let mut first_run = 0;
    while start < rich.text.len() {
        let mut end = (start + TEXT_MOST).min(rich.text.len());
        while !rich.text.is_char_boundary(end) {
            end -= 1;
        }
        if end < rich.text.len() {
            let piece = rich.text.get(start..end).unwrap_or_default();
            if let Some(space) = piece.rfind([' ', '\n']).filter(|space| *space > TEXT_MOST / 2) {
                end = start + space + 1;
            }
        }
        let shift = |range: &std::ops::Range<usize>| {
            let (from, to) = (range.start.max(start), range.end.min(end));
            (from < to).then(|| from - start..to - start)
        };
        while rich.runs.get(first_run).is_some_and(|(range, _)| range.end <= start) {
            first_run += 1;
        }
        let runs = rich.runs.iter().skip(first_run).take_while(|(range, _)| range.start < end);
        parts.push(Rich {
            text: rich.text.get(start..end).unwrap_or_default().to_owned(),
            runs: runs.filter_map(|(range, style)| Some((shift(range)?, *style))).collect(),
            links: rich
                .links
                .iter()
                .filter_map(|(range, to)| Some((shift(range)?, Arc::clone(to))))
                .collect(),
        });
        start = end;
    }
    parts
}

/// Makes links of bare addresses.
fn linkify(mut rich: Rich) -> Rich {
    if rich.text.len() > LINKED_MOST || !rich.text.contains("http") {
        return rich;
    }
    let mut found = Vec::new();
    for scheme in ["https://", "http://"] {
        for (start, _) in rich.text.match_indices(scheme) {
            let tail = rich.text.get(start..).unwrap_or_default();
            let end = tail.find(|c: char| c.is_whitespace() || "<>\"'`”’".contains(c)).unwrap_or(tail.len());
            let mut address =
                tail.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?']);
            if address.ends_with(')') && !address.contains('(') {
                address = address.trim_end_matches(')');
            }
            if address.len() > scheme.len() {
                found.push((start..start + address.len(), Arc::<str>::from(address)));
            }
        }
    }
    found.retain(|(range, _)| {
        let covers = |other: &std::ops::Range<usize>| other.start < range.end && range.start < other.end;
        !rich.links.iter().any(|(other, _)| covers(other))
            && !rich.runs.iter().any(|(other, style)| style.code && covers(other))
    });
    if found.is_empty() {
        return rich;
    }
    found.sort_by_key(|(range, _)| range.start);
    let mut runs = Vec::with_capacity(rich.runs.len() + 2 * found.len());
    for (range, style) in rich.runs.drain(..) {
        let mut at = range.start;
        for (link, _) in found.iter().filter(|(link, _)| link.start < range.end && range.start < link.end) {
            let (from, to) = (link.start.max(at), link.end.min(range.end));
            if at < from {
                runs.push((at..from, style));
            }
            if from < to {
                runs.push((from..to, Style { link: true, ..style }));
            }
            at = to.max(at);
        }
        if at < range.end {
            runs.push((at..range.end, style));
        }
    }
    rich.runs = runs;
    rich.links.extend(found);
    rich.links.sort_by_key(|(range, _)| range.start);
    rich
}

//! A turn as rows: made from its parts, and made anew only from where it changed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::data::{Part, Speaker, State, Turn};
use super::item::{CodeBlock, Item, Kind, PIECE_BYTES, PIECE_LINES};
use super::markdown::{self, Document, Level, Marker};
use crate::tokens::{chat, space};

/// The part that what comes behind all parts belongs to.
const FOOT: usize = usize::MAX;

/// Something that can be folded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fold {
    /// What was thought, in which part.
    Thinking(usize),
    /// A call's arguments and result, in which part.
    Call(usize),
    /// A block of code: part and block.
    Code(usize, usize),
}

/// A turn with what is known of its looks.
pub(super) struct TurnView {
    pub(super) turn: Arc<Turn>,
    documents: HashMap<usize, Document>,
    pub(super) items: Vec<Item>,
    built: bool,
    /// The height of all rows, with what is around them.
    pub(super) height: f32,
    /// The width that the rows were measured for.
    width: f32,
    /// What was unfolded; of code, what was folded.
    pub(super) turned: HashSet<Fold>,
    /// When a thought was first and last seen to grow, in egui's seconds.
    thought: HashMap<usize, (f64, f64)>,
    /// The words while the question is edited.
    pub(super) editing: Option<String>,
    /// How far blocks of code are scrolled sideways.
    pub(super) sideways: HashMap<(usize, usize), f32>,
    /// The widest row of a block of code that was seen.
    pub(super) widest: HashMap<(usize, usize), f32>,
}

impl TurnView {
    pub(super) fn new(turn: Arc<Turn>) -> Self {
        Self {
            turn,
            documents: HashMap::new(),
            items: Vec::new(),
            built: false,
            height: 0.0,
            width: 0.0,
            turned: HashSet::new(),
            thought: HashMap::new(),
            editing: None,
            sideways: HashMap::new(),
            widest: HashMap::new(),
        }
    }

    /// How far the rows stand in: what the user says has a box around it.
    pub(super) fn inset(&self) -> f32 {
        if self.is_person() { chat::PERSON } else { 0.0 }
    }

    pub(super) fn is_person(&self) -> bool {
        self.turn.speaker == Speaker::Person
    }

    /// Free points below the last row.
    fn foot(&self) -> f32 {
        if self.is_person() { chat::PERSON } else { 0.0 }
    }

    /// Takes the turn as it is now.
    pub(super) fn update(&mut self, turn: &Arc<Turn>, now: f64) {
        if Arc::ptr_eq(&self.turn, turn) {
            return;
        }
        let before = std::mem::replace(&mut self.turn, Arc::clone(turn));
        for (index, part) in turn.parts.iter().enumerate() {
            if let (Part::Thinking(text), State::Writing) = (part, &turn.state) {
                let grew =
                    !matches!(before.parts.get(index), Some(Part::Thinking(old)) if Arc::ptr_eq(old, text));
                let span = self.thought.entry(index).or_insert((now, now));
                if grew || index + 1 == turn.parts.len() {
                    span.1 = now;
                }
            }
        }
        if !self.built {
            return;
        }
        let same = |index: usize| match (before.parts.get(index), turn.parts.get(index)) {
            (Some(Part::Text(old)), Some(Part::Text(new))) => Arc::ptr_eq(old, new),
            (Some(old), Some(new)) => old == new,
            _ => false,
        };
        let finished = before.state == State::Writing && turn.state != State::Writing;
        let last = before.parts.len().saturating_sub(1);
        let first = (0..turn.parts.len()).find(|index| {
            !same(*index)
                || (finished && *index >= last)
                || (*index == last && turn.parts.len() > before.parts.len())
        });
        match first {
            Some(part) => {
                let grows = matches!(before.parts.get(part), Some(Part::Text(_)))
                    && matches!(turn.parts.get(part), Some(Part::Text(_)));
                let block = if grows { self.read(part) } else { 0 };
                self.build_from((part, block));
            }
            None => self.build_from((turn.parts.len(), 0)),
        }
    }

    /// Reads a part's Markdown; the first block that changed.
    fn read(&mut self, part: usize) -> usize {
        let Some(Part::Text(text)) = self.turn.parts.get(part) else { return 0 };
        let whole = self.turn.state != State::Writing || part + 1 < self.turn.parts.len();
        let breaks = self.is_person();
        self.documents.entry(part).or_insert_with(|| Document::new(breaks)).update(text, whole)
    }

    /// Makes the rows, if there are none yet.
    pub(super) fn build(&mut self) {
        if !self.built {
            self.built = true;
            self.items.clear();
            self.push(Item::new((0, 0), Kind::Head, if self.is_person() { space::XS } else { 0.0 }));
            self.build_from((0, 0));
        }
    }

    /// Makes all rows anew: something was folded, or the question is edited.
    pub(super) fn rebuild(&mut self) {
        if self.built {
            self.build_from((0, 0));
        }
    }

    fn build_from(&mut self, from: (usize, usize)) {
        let keep = self.items.iter().skip(1).take_while(|item| item.at < from).count() + 1;
        let old = if keep < self.items.len() { self.items.split_off(keep) } else { Vec::new() };
        let turn = Arc::clone(&self.turn);
        if self.editing.is_some() {
            self.items.truncate(1);
            self.push(Item::new((0, 0), Kind::Editing, space::XS));
            self.sum();
            return;
        }
        for (index, part) in turn.parts.iter().enumerate().skip(from.0) {
            match part {
                Part::Text(_) => {
                    if index != from.0 || !self.documents.contains_key(&index) {
                        self.read(index);
                    }
                    let first = if index == from.0 { from.1 } else { 0 };
                    self.build_text(index, first, &old);
                }
                Part::Thinking(text) => {
                    self.push(Item::new((index, 0), Kind::Thinking(index), space::XS));
                    if self.turned.contains(&Fold::Thinking(index)) {
                        self.build_thought(index, text);
                    }
                }
                Part::Image { .. } => self.push(Item::new((index, 0), Kind::Image(index), space::S)),
                Part::Call { .. } => self.push(Item::new((index, 0), Kind::Call(index), space::XS)),
            }
        }
        let empty = turn.parts.is_empty();
        if turn.state == State::Writing && empty && turn.trouble.is_none() {
            self.push(Item::new((FOOT, 0), Kind::Waiting, space::XS));
        }
        if matches!(turn.state, State::Cut(..)) && turn.trouble.is_none() {
            self.push(Item::new((FOOT, 1), Kind::Note, space::S));
        }
        if turn.trouble.is_some() {
            self.push(Item::new((FOOT, 2), Kind::Trouble, space::S));
        }
        if turn.card.is_some() {
            self.push(Item::new((FOOT, 3), Kind::Card, space::M));
        }
        // What widgets were measured to stays a better guess than none.
        for item in self.items.iter_mut().skip(keep) {
            if item.is_widget()
                && let Some(before) = old.iter().find(|before| before.at == item.at && before.is_widget())
            {
                (item.height, item.known) = (before.height, before.known);
            }
        }
        self.sum();
    }

    fn build_thought(&mut self, part: usize, text: &Arc<str>) {
        let mut document = Document::new(true);
        document.update(text, true);
        for block in document.blocks() {
            let rich = match &block.kind {
                markdown::Kind::Text(rich) | markdown::Kind::Heading(_, rich) => Arc::clone(rich),
                markdown::Kind::Code(code) => {
                    let text: String = code.text.chars().take(4_000).collect();
                    let runs = vec![(0..text.len(), markdown::Style { code: true, ..Default::default() })];
                    Arc::new(markdown::Rich { text, runs, links: Vec::new() })
                }
                markdown::Kind::Table(_) | markdown::Kind::Rule => continue,
            };
            let mut item = Item::new((part, 0), Kind::Text(rich, 0), space::XS);
            item.quiet = true;
            item.indent = chat::INDENT;
            item.bars = vec![6.0];
            item.bars_join = true;
            self.push(item);
        }
    }

    /// How many fenced blocks there are in the pieces of text before one.
    pub(super) fn fences_before(&self, part: usize) -> usize {
        let fenced = |block: &markdown::Block| match &block.kind {
            markdown::Kind::Code(code) => code.fence.is_some(),
            _ => false,
        };
        let before = self.documents.iter().filter(|(at, _)| **at < part);
        before.map(|(_, document)| document.blocks().iter().filter(|block| fenced(block)).count()).sum()
    }

    fn build_text(&mut self, part: usize, first: usize, old: &[Item]) {
        let Some(document) = self.documents.remove(&part) else { return };
        for (index, block) in document.blocks().iter().enumerate().skip(first) {
            let at = (part, index);
            let first_row = self.items.len();
            let gap = match &block.kind {
                _ if index == 0 && part == 0 => 0.0,
                _ if block.tight => chat::TIGHT,
                markdown::Kind::Heading(1 | 2, _) => chat::HEADING,
                markdown::Kind::Heading(..) => chat::HEADING - space::XS,
                markdown::Kind::Rule => chat::HEADING - space::XS,
                _ => chat::PARAGRAPH,
            };
            match &block.kind {
                markdown::Kind::Text(rich) => {
                    self.items.push(Item::new(at, Kind::Text(Arc::clone(rich), 0), gap));
                }
                markdown::Kind::Heading(level, rich) => {
                    self.items.push(Item::new(at, Kind::Text(Arc::clone(rich), *level), gap));
                }
                markdown::Kind::Rule => self.items.push(Item::new(at, Kind::Rule, gap)),
                markdown::Kind::Table(table) => {
                    for row in 0..table.rows.len() {
                        let gap = if row == 0 { gap } else { 0.0 };
                        self.items.push(Item::new(at, Kind::Row(Arc::clone(table), row), gap));
                    }
                }
                markdown::Kind::Code(code) => self.build_code(at, code, gap, old),
            }
            self.place(first_row, &block.levels, block.marker.clone());
        }
        self.documents.insert(part, document);
    }

    /// Gives new rows their indent, bars and marker, and a height to begin with.
    fn place(&mut self, first: usize, levels: &[Level], marker: Option<Marker>) {
        let mut indent = 0.0;
        let mut bars = Vec::new();
        for level in levels {
            if *level == Level::Quote {
                bars.push(indent + 3.0);
            }
            indent += if *level == Level::Quote { chat::INDENT - space::XS } else { chat::INDENT };
        }
        let width = self.width;
        let quoted = levels.contains(&Level::Quote);
        let quoted_before =
            first.checked_sub(1).and_then(|at| self.items.get(at)).is_some_and(|item| !item.bars.is_empty());
        for (index, item) in self.items.iter_mut().skip(first).enumerate() {
            item.indent = indent;
            item.bars.clone_from(&bars);
            item.bars_join = index > 0 || quoted_before;
            item.quiet = quoted && !matches!(item.kind, Kind::Text(_, 1..));
            if index == 0 {
                item.marker.clone_from(&marker);
            }
            if item.laid.is_none() {
                item.guess(width);
            }
        }
    }

    fn build_code(&mut self, at: (usize, usize), code: &markdown::Code, gap: f32, old: &[Item]) {
        let block = Rc::new(CodeBlock::new(at, code));
        let before = old.iter().find_map(|item| match &item.kind {
            Kind::CodeHead(before) if item.at == at => Some(before),
            _ => None,
        });
        if let Some(before) = before {
            block.follow(before);
        }
        self.items.push(Item::new(at, Kind::CodeHead(Rc::clone(&block)), gap));
        let folded = self.turned.contains(&Fold::Code(at.0, at.1)) && block.lines > chat::FOLD_FROM;
        let mut pieces = pieces(&block.text);
        if folded {
            let end = block.text.match_indices('\n').nth(chat::FOLDED_LINES - 1);
            let end = end.map_or(block.text.len(), |(at, _)| at + 1);
            pieces = vec![(0..end, false)];
        }
        let count = pieces.len();
        let mut reusable = old.iter().filter(|item| item.at == at);
        for (index, (range, sealed)) in pieces.into_iter().enumerate() {
            let last = index + 1 == count && !folded;
            let known = (block.open && sealed).then(|| {
                reusable.find(|item| {
                    matches!(&item.kind, Kind::Code { range: other, sealed: true, last: false, .. } if *other == range)
                })
            });
            let mut item = Item::new(at, Kind::Code { block: Rc::clone(&block), range, sealed, last }, 0.0);
            if let Some(Some(known)) = known {
                item.laid.clone_from(&known.laid);
                (item.height, item.known) = (known.height, known.known);
            }
            self.items.push(item);
        }
        if folded {
            self.items.push(Item::new(at, Kind::CodeMore(block), 0.0));
        }
    }

    fn push(&mut self, mut item: Item) {
        item.guess(self.width);
        self.items.push(item);
    }

    /// Adds the heights up.
    pub(super) fn sum(&mut self) {
        self.height = self.items.iter().map(|item| item.gap + item.height).sum::<f32>() + self.foot();
    }

    /// Takes another width: what was measured for the last one is a guess now.
    pub(super) fn set_width(&mut self, width: f32) {
        if self.width != width {
            let scale = if width > 0.0 && self.width > 0.0 { self.width / width } else { 1.0 };
            self.width = width;
            for item in &mut self.items {
                match &item.kind {
                    Kind::Text(..) | Kind::Row(..) => {
                        item.known = false;
                        item.height = (item.height * scale).max(chat::LINE);
                    }
                    _ if item.is_widget() => item.known = false,
                    _ => {}
                }
            }
            if self.built {
                self.sum();
            } else {
                self.height = self.guess(width);
            }
        } else if !self.built {
            self.height = self.guess(width);
        }
    }

    /// The height of a turn that was never seen.
    fn guess(&self, width: f32) -> f32 {
        let columns = (width / 6.6).max(8.0);
        let parts = self.turn.parts.iter().map(|part| match part {
            Part::Text(text) => (text.len() as f32 / columns).ceil() * chat::LINE * 1.2,
            Part::Image { .. } => chat::THUMBNAIL * 0.6,
            Part::Thinking(_) | Part::Call { .. } => chat::CALL,
        });
        chat::HEAD + parts.sum::<f32>() + 2.0 * self.foot()
    }

    /// Seconds that a thought took, when it was seen to come in.
    pub(super) fn thought_for(&self, part: usize) -> Option<f64> {
        let (from, to) = self.thought.get(&part)?;
        Some(to - from)
    }

    /// Colours code anew.
    pub(super) fn recolor(&mut self) {
        self.forget();
        self.rebuild();
    }

    /// Lets go of what was laid out, for a turn that is far from sight.
    pub(super) fn forget(&mut self) {
        for item in &mut self.items {
            item.laid = None;
        }
    }
}

/// Cuts code into pieces that are laid out each by itself, and says of each whether it is full.
fn pieces(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut pieces = Vec::new();
    let (mut start, mut at, mut lines) = (0, 0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        lines += 1;
        if (lines == PIECE_LINES || at - start >= PIECE_BYTES) && line.ends_with('\n') {
            pieces.push((start..at, true));
            (start, lines) = (at, 0);
        }
    }
    if start < text.len() || pieces.is_empty() {
        pieces.push((start..text.len(), false));
    }
    pieces
}

//! Highlighting by syntect for languages without a grammar here: the parser's state is kept every few
//! lines, an edit re-parses from there until the states agree again. Folds and outline do not come from it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::CancelToken;
use justbuilt_text::Text;
use parking_lot::RwLock;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};
use tree_sitter::InputEdit;
use web_time::Instant;

use crate::highlight::Highlight;
use crate::job::Progress;
use crate::language::Languages;
use crate::reading;
use crate::state::Span;

/// Lines between two kept states.
const EVERY: usize = 32;
/// Longer lines are plain and leave the state alone, in bytes.
const MAX_LINE: usize = 4096;
/// Lines one job parses; then what it has is shown and another one goes on.
const LINES_PER_JOB: usize = 8192;

/// syntect's definitions and what their scopes mean here.
pub(crate) struct ScopeSet {
    set: SyntaxSet,
    kinds: RwLock<HashMap<Scope, Meaning>>,
}

/// What a scope says about the text inside it.
#[derive(Clone, Copy)]
enum Meaning {
    Is(Highlight),
    /// Code inside a string: what is around it does not count.
    Fresh,
    Nothing,
}

impl ScopeSet {
    pub fn load() -> ScopeSet {
        ScopeSet { set: SyntaxSet::load_defaults_newlines(), kinds: RwLock::default() }
    }

    fn meaning(&self, scope: Scope) -> Meaning {
        if let Some(meaning) = self.kinds.read().get(&scope) {
            return *meaning;
        }
        let name = scope.build_string();
        let fresh = ["source", "meta.interpolation", "meta.embedded"];
        let meaning = match Highlight::from_scope(&name) {
            Some(kind) => Meaning::Is(kind),
            None if fresh.iter().any(|prefix| name.starts_with(prefix)) => Meaning::Fresh,
            None => Meaning::Nothing,
        };
        self.kinds.write().insert(scope, meaning);
        meaning
    }

    /// What the innermost scope that means something says.
    fn top(&self, stack: &ScopeStack) -> Option<Highlight> {
        for scope in stack.as_slice().iter().rev() {
            match self.meaning(*scope) {
                Meaning::Is(kind) => return Some(kind),
                Meaning::Fresh => return None,
                Meaning::Nothing => {}
            }
        }
        None
    }

    /// Whether there is a definition with this name.
    #[cfg(test)]
    pub fn has(&self, name: &str) -> bool {
        self.set.find_syntax_by_name(name).is_some()
    }
}

/// The state before a line.
#[derive(Clone, PartialEq)]
struct LineState {
    parse: ParseState,
    stack: ScopeStack,
}

impl LineState {
    fn new(set: &ScopeSet, name: &str) -> LineState {
        let syntax = set.set.find_syntax_by_name(name).unwrap_or_else(|| set.set.find_syntax_plain_text());
        LineState { parse: ParseState::new(syntax), stack: ScopeStack::new() }
    }

    /// Moves over a line; `paint` gets the bytes of the line and what they are.
    fn advance(&mut self, set: &ScopeSet, line: &str, mut paint: impl FnMut(Range<usize>, Highlight)) {
        let Ok(ops) = self.parse.parse_line(line, &set.set) else { return };
        let mut at = 0;
        for (place, op) in ops {
            if place > at {
                if let Some(kind) = set.top(&self.stack) {
                    paint(at..place, kind);
                }
                at = place;
            }
            if self.stack.apply(&op).is_err() {
                self.stack = ScopeStack::new();
            }
        }
        if at < line.len()
            && let Some(kind) = set.top(&self.stack)
        {
            paint(at..line.len(), kind);
        }
    }
}

#[derive(Clone)]
struct Kept {
    line: usize,
    state: Arc<LineState>,
}

/// The states known for a document.
#[derive(Clone)]
pub(crate) struct ScopeLines {
    syntax: &'static str,
    /// By line. The first `exact` are right, the others were before an edit.
    kept: Vec<Kept>,
    exact: usize,
    /// The last line edited since the states were complete: old states up to it prove nothing.
    edited_to: usize,
    complete: bool,
}

impl ScopeLines {
    pub fn new(syntax: &'static str) -> ScopeLines {
        ScopeLines { syntax, kept: Vec::new(), exact: 0, edited_to: 0, complete: false }
    }

    /// Whether every state is right.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    pub fn edited(&self, edits: &[InputEdit]) -> ScopeLines {
        let mut lines = self.clone();
        if lines.complete {
            lines.edited_to = 0;
        }
        lines.complete = false;
        for edit in edits {
            let (start, old_end) = (edit.start_position.row, edit.old_end_position.row);
            let delta = edit.new_end_position.row as isize - old_end as isize;
            lines.exact = lines.exact.min(lines.kept.partition_point(|kept| kept.line <= start));
            if lines.edited_to > old_end {
                lines.edited_to = lines.edited_to.wrapping_add_signed(delta);
            }
            lines.edited_to = lines.edited_to.max(edit.new_end_position.row);
            lines.kept.retain(|kept| kept.line <= start || kept.line > old_end);
            for kept in &mut lines.kept {
                if kept.line > start {
                    kept.line = kept.line.wrapping_add_signed(delta);
                }
            }
        }
        lines
    }

    /// The highlights of a window of bytes: from the nearest state known above it, right or not.
    pub fn highlights(&self, languages: &Languages, text: &Text, window: &Range<usize>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        if !languages.scopes_are_loaded() || window.is_empty() {
            return spans;
        }
        let set = languages.scopes();
        let (first, last) = (text.line_of(window.start), text.line_of(window.end - 1));
        let known = self.kept.partition_point(|kept| kept.line <= first);
        let (mut line, mut state) = match known.checked_sub(1).and_then(|index| self.kept.get(index)) {
            Some(kept) if first - kept.line <= 2 * EVERY => (kept.line, LineState::clone(&kept.state)),
            // Nothing near: a fresh start is a good guess for most lines of most languages.
            _ => (first.saturating_sub(EVERY), LineState::new(set, self.syntax)),
        };
        while line <= last {
            let range = text.line_range(line);
            if range.len() <= MAX_LINE {
                let (content, cut) = line_text(text, range.clone());
                state.advance(set, &content, |part, kind| {
                    let end = (range.start + part.end).min(range.end - cut);
                    let start = (range.start + part.start).max(window.start);
                    let end = end.min(window.end);
                    if start < end {
                        match spans.last_mut() {
                            Some((last, other)) if last.end == start && *other == kind => last.end = end,
                            _ => spans.push((start..end, kind)),
                        }
                    }
                });
            }
            line += 1;
        }
        spans
    }
}

/// A line with `\n` at its end, and how many bytes its own ending has.
fn line_text(text: &Text, range: Range<usize>) -> (String, usize) {
    let mut line = reading::string(text, range);
    let cut = if line.ends_with("\r\n") { 2 } else { usize::from(line.ends_with('\n')) };
    line.truncate(line.len() - cut);
    line.push('\n');
    (line, cut)
}

/// Brings the states of a document up to date.
pub(crate) struct ScopeJob {
    languages: Arc<Languages>,
    text: Text,
    lines: ScopeLines,
    /// The next line and the state before it.
    at: Option<(usize, LineState)>,
    /// The first line whose state was looked at.
    first: Option<usize>,
    /// The line whose state is as before, once there is one.
    same_from: Option<usize>,
    left: usize,
}

impl ScopeJob {
    pub fn new(languages: &Arc<Languages>, text: Text, lines: Arc<ScopeLines>) -> ScopeJob {
        ScopeJob {
            languages: Arc::clone(languages),
            text,
            lines: ScopeLines::clone(&lines),
            at: None,
            first: None,
            same_from: None,
            left: LINES_PER_JOB,
        }
    }

    /// The states, and which bytes may look different from before.
    pub fn finish(self) -> (Arc<ScopeLines>, Vec<Range<usize>>) {
        let start = self.text.line_start(self.first.unwrap_or_default());
        let end = self.same_from.map_or(usize::MAX, |line| self.text.line_start(line));
        (Arc::new(self.lines), std::iter::once(start..end).collect())
    }

    pub fn step(&mut self, budget: Option<Duration>, cancel: &CancelToken) -> Progress {
        let start = Instant::now();
        let languages = Arc::clone(&self.languages);
        let set = languages.scopes();
        let count = self.text.line_count();
        let (mut line, mut state) = self.at.take().unwrap_or_else(|| self.resume(set));
        self.first.get_or_insert(line);
        loop {
            if cancel.is_cancelled() {
                return Progress::Failed;
            }
            if self.agrees(line, &state) || line >= count {
                self.same_from = (line < count).then_some(line);
                self.lines.exact = if line >= count { self.drop_stale(line) } else { self.lines.kept.len() };
                self.lines.complete = true;
                return Progress::Done;
            }
            self.keep(line, &state);
            if self.left == 0 {
                return Progress::Done;
            }
            if budget.is_some_and(|budget| start.elapsed() >= budget) {
                self.at = Some((line, state));
                return Progress::More;
            }
            let range = self.text.line_range(line);
            if range.len() <= MAX_LINE {
                state.advance(set, &line_text(&self.text, range).0, |_, _| {});
            }
            line += 1;
            self.left -= 1;
        }
    }

    /// The last state that is right.
    fn resume(&mut self, set: &ScopeSet) -> (usize, LineState) {
        let last = self.lines.exact.checked_sub(1).and_then(|index| self.lines.kept.get(index));
        match last {
            Some(kept) => (kept.line, LineState::clone(&kept.state)),
            None => (0, LineState::new(set, self.lines.syntax)),
        }
    }

    /// Whether an old state at this line is the same: then so are all after it.
    fn agrees(&self, line: usize, state: &LineState) -> bool {
        line > self.lines.edited_to
            && self
                .lines
                .kept
                .get(self.lines.exact)
                .is_some_and(|kept| kept.line == line && *kept.state == *state)
    }

    /// Keeps the state when it is time, and forgets old ones that were passed.
    fn keep(&mut self, line: usize, state: &LineState) {
        let exact = self.lines.exact;
        let passed = self.lines.kept.iter().skip(exact).take_while(|kept| kept.line <= line).count();
        let last = exact.checked_sub(1).and_then(|index| self.lines.kept.get(index)).map(|kept| kept.line);
        if last.is_some_and(|last| line < last + EVERY) && self.left > 0 && passed == 0 {
            return;
        }
        if last == Some(line) {
            return;
        }
        let kept = Kept { line, state: Arc::new(state.clone()) };
        self.lines.kept.splice(exact..exact + passed, [kept]);
        self.lines.exact += 1;
    }

    /// Nothing after the last line is of use.
    fn drop_stale(&mut self, count: usize) -> usize {
        let exact = self.lines.exact.min(self.lines.kept.len());
        self.lines.kept.truncate(exact);
        debug_assert!(self.lines.kept.last().is_none_or(|kept| kept.line <= count));
        exact
    }
}

#[cfg(test)]
mod tests;

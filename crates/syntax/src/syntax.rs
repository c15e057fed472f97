//! The syntax of one open document: follows its edits, parses within a budget or by a job elsewhere, and
//! hands out snapshots. Asking questions is the snapshot's part.

mod work;

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use justbuilt_base::CancelToken;
use justbuilt_text::{Text, Transaction};
use parking_lot::Mutex;
use tree_sitter::{InputEdit, Point};

use crate::blocks::Blocks;
use crate::job::{Progress, TreeJob};
use crate::language::{Engine, LanguageId, Languages};
use crate::layer::{Layer, mark_dirty};
use crate::reading;
use crate::scopes::{ScopeJob, ScopeLines};
use crate::snapshot::SyntaxSnapshot;
use crate::state::{Analysis, MAX_PARSED_BYTES, State};
use work::{Output, Stamp, Work};

pub use work::{ParseJob, ParseResult};

/// Edits that are remembered for a parse under way; with more of them its result is thrown away.
const MAX_LOGGED_EDITS: usize = 20_000;

/// A budget from which on a caller is taken to wait for the result.
const PATIENT: Duration = Duration::from_millis(50);
/// Below this many bytes a re-parse is tried at once although none was measured yet.
const SMALL_BYTES: usize = 256 << 10;

/// The syntax of one document. Lives where the document lives; its snapshots go anywhere.
pub struct Syntax {
    text: Text,
    /// Counts edits.
    revision: u64,
    /// The revision the analysis was made of; it has been moved along with the edits since.
    parsed: Option<u64>,
    /// Tells results made for another language or another text apart: no two beginnings have the same.
    generation: u64,
    /// Counts accepted results.
    epoch: u64,
    /// Edits since `log_start`, for results that come late.
    log: Vec<Logged>,
    log_start: u64,
    state: Arc<State>,
    /// A parse that `try_parse` could not finish.
    pending: Option<ParseJob>,
    /// What the last re-parse after an edit took, wherever it ran. The parser does not always stop when asked.
    reparse: Option<Duration>,
    /// Replaced analyses. Freeing a large tree takes a while, so the next job does it.
    retired: Vec<Arc<State>>,
}

/// An edit that a late result has to be moved through.
struct Logged {
    revision: u64,
    edits: Vec<InputEdit>,
    /// The text after it.
    text: Text,
}

impl Syntax {
    /// The syntax of `text`, not parsed yet.
    #[must_use]
    pub fn new(languages: &Arc<Languages>, language: LanguageId, text: &Text) -> Syntax {
        let state = new_state(languages, language, text);
        Syntax {
            text: text.clone(),
            revision: 0,
            parsed: matches!(state.analysis, Analysis::Plain).then_some(0),
            generation: beginning(),
            epoch: 0,
            log: Vec::new(),
            log_start: 0,
            state: Arc::new(state),
            pending: None,
            reparse: None,
            retired: Vec::new(),
        }
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> LanguageId {
        self.state.language
    }

    /// Starts over in another language. Nothing is parsed yet.
    pub fn set_language(&mut self, language: LanguageId) {
        let state = new_state(&self.state.languages, language, &self.text);
        self.restart(state);
    }

    fn restart(&mut self, state: State) {
        self.generation = beginning();
        self.parsed = matches!(state.analysis, Analysis::Plain).then_some(self.revision);
        self.state = Arc::new(state);
        self.pending = None;
        self.reparse = None;
        self.log.clear();
        self.log_start = self.revision;
    }

    /// Follows an edit from `old` to `new`. Cheap; highlights move with the text until the next parse.
    pub fn edit(&mut self, transaction: &Transaction, old: &Text, new: &Text) {
        self.pending = None;
        self.text = new.clone();
        if transaction.is_empty() {
            return;
        }
        self.revision += 1;
        if new.len() > MAX_PARSED_BYTES {
            if !matches!(self.state.analysis, Analysis::Plain) {
                self.restart(self.state.with(Analysis::Plain, Blocks::default()));
            }
            self.parsed = Some(self.revision);
            return;
        }
        let edits = input_edits(transaction, old, new);
        let analysis = match &self.state.analysis {
            Analysis::Tree(Some(root)) => Analysis::Tree(Some(edited(root, &edits, new))),
            Analysis::Tree(None) => Analysis::Tree(None),
            Analysis::Scopes(lines) => Analysis::Scopes(Arc::new(lines.edited(&edits))),
            Analysis::Plain => {
                self.parsed = Some(self.revision);
                Analysis::Plain
            }
        };
        let blocks = self.state.blocks.lock().edited(&edits);
        self.state = Arc::new(self.state.with(analysis, blocks));
        self.remember(edits);
    }

    fn remember(&mut self, edits: Vec<InputEdit>) {
        self.log.push(Logged { revision: self.revision, edits, text: self.text.clone() });
        let logged: usize = self.log.iter().map(|logged| logged.edits.len()).sum();
        if logged > MAX_LOGGED_EDITS {
            self.log.clear();
            self.log_start = self.revision;
        }
    }

    /// Whether the analysis is that of the current text.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.parsed == Some(self.revision)
    }

    /// Parses here and now for about `budget`; true when everything is up to date. What was begun goes on
    /// in the next call, or in [`Syntax::parse_job`]. Does not even begin when the last parses took longer than
    /// the budget, or when definitions have to be loaded first: then a job is the way.
    pub fn try_parse(&mut self, budget: Duration) -> bool {
        if self.is_current() {
            return true;
        }
        if !self.is_worth_a_try(budget) {
            return false;
        }
        let Some(mut job) = self.pending.take().or_else(|| self.new_job()) else { return false };
        match job.step_inner(Some(budget), &CancelToken::new()) {
            Progress::More => {
                self.pending = Some(job);
                false
            }
            Progress::Done => {
                self.accept(job.into_result());
                self.is_current()
            }
            Progress::Failed => false,
        }
    }

    fn is_worth_a_try(&self, budget: Duration) -> bool {
        let languages = &self.state.languages;
        let is_ready = match (&self.state.analysis, languages.get(self.state.language).engine) {
            (Analysis::Tree(_), Engine::Tree(id)) => {
                languages.grammar(id).is_some_and(|grammar| grammar.is_ready())
            }
            (Analysis::Scopes(_), _) => languages.scopes_are_loaded(),
            _ => true,
        };
        let is_quick = match self.reparse {
            Some(last) => last <= budget,
            None => self.text.len() <= SMALL_BYTES,
        };
        budget >= PATIENT || (is_ready && is_quick)
    }

    /// A parse of the current text to run elsewhere; `None` when there is nothing to do. The newest wins:
    /// cancel the one before.
    pub fn parse_job(&mut self) -> Option<ParseJob> {
        if self.is_current() {
            return None;
        }
        self.pending.take().or_else(|| self.new_job())
    }

    fn new_job(&mut self) -> Option<ParseJob> {
        let work = match &self.state.analysis {
            Analysis::Tree(root) => {
                let Engine::Tree(id) = self.state.languages.get(self.state.language).engine else {
                    return None;
                };
                let grammar = self.state.languages.grammar(id)?;
                let job = TreeJob::new(&self.state.languages, grammar, self.text.clone(), root.clone());
                Work::Tree(Box::new(job))
            }
            Analysis::Scopes(lines) => {
                let job = ScopeJob::new(&self.state.languages, self.text.clone(), Arc::clone(lines));
                Work::Scopes(Box::new(job))
            }
            Analysis::Plain => return None,
        };
        let stamp = Stamp {
            revision: self.revision,
            generation: self.generation,
            epoch: self.epoch,
            is_reparse: self.parsed.is_some(),
        };
        Some(ParseJob::new(work, stamp, std::mem::take(&mut self.retired)))
    }

    /// Takes a result. Edits made meanwhile are applied to it. False when it came too late to be of use:
    /// cancelled, for another language, or older than what is known already.
    pub fn accept(&mut self, result: ParseResult) -> bool {
        let Some(output) = result.output else { return false };
        if result.stamp.generation == self.generation {
            self.reparse = result.reparse.or(self.reparse);
        }
        let useful = self.parsed.is_none_or(|parsed| result.stamp.revision > parsed);
        if result.stamp.generation != self.generation || !useful || result.stamp.revision < self.log_start {
            return false;
        }
        self.log.retain(|logged| logged.revision > result.stamp.revision);
        self.log_start = result.stamp.revision;
        let analysis = match output {
            Output::Tree(mut root) => {
                for logged in &self.log {
                    root = edited(&root, &logged.edits, &logged.text);
                }
                Analysis::Tree(Some(root))
            }
            Output::Scopes(mut lines) => {
                for logged in &self.log {
                    lines = Arc::new(lines.edited(&logged.edits));
                }
                Analysis::Scopes(lines)
            }
        };
        // A result that is only the beginning is shown, and more is asked for.
        let complete = match &analysis {
            Analysis::Scopes(lines) => lines.is_complete(),
            Analysis::Tree(_) | Analysis::Plain => true,
        };
        // What was computed holds where the parse found nothing new, if it compared with the same analysis.
        let blocks = if result.stamp.epoch == self.epoch {
            let mut changed = result.changed;
            for logged in &self.log {
                for edit in &logged.edits {
                    mark_dirty(&mut changed, edit);
                }
            }
            self.state.blocks.lock().without(&changed)
        } else {
            Blocks::default()
        };
        self.epoch += 1;
        let state = Arc::new(self.state.with(analysis, blocks));
        self.retired.push(std::mem::replace(&mut self.state, state));
        if complete {
            self.parsed = Some(result.stamp.revision);
        }
        self.pending = None;
        true
    }

    /// What is known now. Cheap to make and to clone; goes to other threads.
    #[must_use]
    pub fn snapshot(&self) -> SyntaxSnapshot {
        SyntaxSnapshot::new(Arc::clone(&self.state))
    }
}

/// A number for each beginning. A result of a text that was there before, under the same name, must not be taken for one
/// of this.
fn beginning() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn new_state(languages: &Arc<Languages>, language: LanguageId, text: &Text) -> State {
    let entry = languages.get(language);
    let analysis = match entry.engine {
        _ if text.len() > MAX_PARSED_BYTES => Analysis::Plain,
        Engine::Tree(_) => Analysis::Tree(None),
        Engine::Scopes(name) => Analysis::Scopes(Arc::new(ScopeLines::new(name))),
        Engine::Plain => Analysis::Plain,
    };
    State {
        languages: Arc::clone(languages),
        language: entry.id,
        indent_rule: entry.indent_rule,
        analysis,
        blocks: Mutex::default(),
    }
}

fn edited(root: &Arc<Layer>, edits: &[InputEdit], new: &Text) -> Arc<Layer> {
    let mut layer = Layer::clone(root);
    layer.edit(edits, 0, new);
    Arc::new(layer)
}

/// A transaction's edits, ascending, each in the coordinates after the ones before it.
fn input_edits(transaction: &Transaction, old: &Text, new: &Text) -> Vec<InputEdit> {
    let edit = |old_range: Range<usize>, new_range: Range<usize>| {
        let start_position = reading::point(new, new_range.start);
        let from = reading::point(old, old_range.start);
        let to = reading::point(old, old_range.end);
        let old_end_position = if from.row == to.row {
            Point { row: start_position.row, column: start_position.column + (to.column - from.column) }
        } else {
            Point { row: start_position.row + (to.row - from.row), column: to.column }
        };
        InputEdit {
            start_byte: new_range.start,
            old_end_byte: new_range.start + old_range.len(),
            new_end_byte: new_range.end,
            start_position,
            old_end_position,
            new_end_position: reading::point(new, new_range.end),
        }
    };
    transaction.edits().map(|change| edit(change.old.clone(), change.new.clone())).collect()
}

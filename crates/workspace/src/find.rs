//! Find and replace in one view: the find bar's state. Matches are looked for in the background and counted while
//! one types; the match nearest to where the bar was opened is selected as the query grows. Patterns and
//! replacement templates are `justbuilt_text::search`'s.

pub mod commands;
pub(crate) mod job;
pub(crate) mod replace;

use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::{SpawnerExt as _, TaskHandle};
use justbuilt_text::motion::Words;
use justbuilt_text::search::{Case, Query, Searcher};
use justbuilt_text::{Bias, Selection, Selections, Transaction};

use crate::command::{CommandError, CommandResult, FindCommand, FindQuery};
use crate::effect::{Align, Effect};
use crate::find::job::FindTask;
use crate::ids::{DocumentId, ViewId};
use crate::snapshot::FindSnapshot;
use crate::workspace::Workspace;

pub(crate) use job::Found;

/// Matches that are kept; more are only counted.
pub const MAX_MATCHES: usize = 50_000;
/// Selected text longer than this, in bytes, is not taken as the query.
const MAX_SEED: usize = 1_000;
/// Selections put on matches at most.
const MAX_CARETS: usize = 10_000;

/// The find bar of a view.
pub(crate) struct FindState {
    pub query: FindQuery,
    pub replacement: String,
    pub replacing: bool,
    pub open: bool,
    searcher: Option<Arc<Searcher>>,
    error: Option<String>,
    matches: Arc<[Range<usize>]>,
    count: usize,
    current: Option<usize>,
    /// Where the caret was when the bar was opened: what one types is looked for from here.
    origin: usize,
    scope: Option<Arc<[Range<usize>]>>,
    /// Tells results of an older query or text apart.
    generation: u64,
    task: Option<TaskHandle>,
    /// Select the nearest match when the result is there.
    jump: bool,
}

impl FindState {
    fn new(origin: usize) -> Self {
        Self {
            query: FindQuery::default(),
            replacement: String::new(),
            replacing: false,
            open: true,
            searcher: None,
            error: None,
            matches: Arc::new([]),
            count: 0,
            current: None,
            origin,
            scope: None,
            generation: 0,
            task: None,
            jump: false,
        }
    }

    /// What the face reads.
    pub(crate) fn snapshot(&self) -> Option<Arc<FindSnapshot>> {
        self.open.then(|| {
            Arc::new(FindSnapshot {
                query: self.query.clone(),
                replacement: self.replacement.clone(),
                replacing: self.replacing,
                matches: Arc::clone(&self.matches),
                count: self.count,
                searching: self.task.is_some(),
                current: self.current,
                error: self.error.clone(),
                scope: self.scope.clone(),
            })
        })
    }

    fn compile(&mut self) {
        self.error = None;
        self.searcher = None;
        if self.query.text.is_empty() {
            return;
        }
        let query = Query {
            text: self.query.text.clone(),
            regex: self.query.regex,
            case: if self.query.case { Case::Sensitive } else { Case::Insensitive },
            word: self.query.word,
            ..Query::default()
        };
        match Searcher::compile(&query) {
            Ok(searcher) => self.searcher = Some(Arc::new(searcher)),
            Err(error) => self.error = Some(error.to_string()),
        }
    }

    /// Index of the match that is just this selection.
    fn index_of(&self, selection: &Selection) -> Option<usize> {
        let range = selection.range();
        let index = self.matches.partition_point(|found| found.start < range.start);
        (self.matches.get(index) == Some(&range)).then_some(index)
    }
}

impl Workspace {
    /// Does a find command in a view.
    pub(crate) fn find_run(&mut self, view: ViewId, command: FindCommand) -> CommandResult {
        match command {
            FindCommand::Open { replace } => self.find_open(view, replace),
            FindCommand::Query(query) => self.find_set(view, query),
            FindCommand::Replacement(text) => {
                let state = self.find_state(view)?;
                state.replacement = text;
                self.touch_view(view);
                Ok(())
            }
            FindCommand::Next => self.find_step(view, true),
            FindCommand::Previous => self.find_step(view, false),
            FindCommand::Replace => self.replace_current(view),
            FindCommand::ReplaceAll => self.replace_all(view),
            FindCommand::SelectAll => self.find_select_all(view),
            FindCommand::Close => self.find_close(view),
        }
    }

    fn find_open(&mut self, view: ViewId, replace: bool) -> CommandResult {
        let text = self.view_text(view)?;
        let held = self.views.get_mut(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        let selection = held.selections.primary();
        let state = held.find.get_or_insert_with(|| FindState::new(selection.from()));
        state.open = true;
        state.replacing |= replace;
        state.origin = selection.from();
        let mut query = state.query.clone();
        let range = selection.range();
        let seed = text.slice(range.start..range.end.min(range.start + MAX_SEED));
        if !selection.is_caret() && range.len() <= MAX_SEED && !seed.contains(['\n', '\r']) {
            query.text = if query.regex { justbuilt_text::search::escape(&seed) } else { seed.into_owned() };
        }
        self.find_apply(view, query, false);
        self.effect(Effect::FocusFind { view, replace: false })
    }

    fn find_close(&mut self, view: ViewId) -> CommandResult {
        let held = self.views.get_mut(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        if let Some(state) = &mut held.find {
            state.open = false;
            state.task = None;
            state.scope = None;
            state.query.in_selection = false;
        }
        self.touch_view(view);
        self.effect(Effect::FocusEditor(view))
    }

    fn find_set(&mut self, view: ViewId, query: FindQuery) -> CommandResult {
        let held = self.views.get_mut(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        let origin = held.selections.primary().from();
        let state = held.find.get_or_insert_with(|| FindState::new(origin));
        state.open = true;
        self.find_apply(view, query, true);
        Ok(())
    }

    fn find_apply(&mut self, view: ViewId, query: FindQuery, jump: bool) {
        let Some(held) = self.views.get_mut(&view) else { return };
        let selected: Vec<Range<usize>> =
            held.selections.iter().filter(|selection| !selection.is_caret()).map(Selection::range).collect();
        let Some(state) = &mut held.find else { return };
        if query.in_selection != state.query.in_selection {
            state.scope = (query.in_selection && !selected.is_empty()).then(|| selected.into());
        }
        state.query = FindQuery { in_selection: state.scope.is_some(), ..query };
        state.compile();
        state.jump = jump;
        self.find_refresh(view);
    }

    /// Looks for the query anew.
    pub(crate) fn find_refresh(&mut self, view: ViewId) {
        let Ok(text) = self.view_text(view) else { return };
        let (sender, spawner) = (self.sender.clone(), Arc::clone(&self.platform.spawner));
        let Some(state) = self.views.get_mut(&view).and_then(|held| held.find.as_mut()) else { return };
        state.generation += 1;
        state.task = None;
        match &state.searcher {
            Some(searcher) if state.open => {
                let task = FindTask::new(
                    view,
                    state.generation,
                    Arc::clone(searcher),
                    text,
                    state.scope.clone(),
                    sender,
                );
                state.task = Some(spawner.job("find", task));
            }
            _ => {
                state.matches = Arc::new([]);
                state.count = 0;
                state.current = None;
            }
        }
        self.touch_view(view);
    }

    /// Takes matches in.
    pub(crate) fn found(&mut self, found: Found) {
        let Some(held) = self.views.get_mut(&found.view) else { return };
        let selection = held.selections.primary();
        let Some(state) = held.find.as_mut().filter(|state| state.generation == found.generation) else {
            return;
        };
        state.matches = found.matches.into();
        state.count = found.count;
        if found.complete {
            state.task = None;
        }
        state.current = state.index_of(&selection);
        let jump = found.complete && std::mem::take(&mut state.jump);
        let origin = state.origin;
        self.touch_view(found.view);
        if jump {
            self.select_match_from(found.view, origin);
        }
    }

    /// Selects the first match at or after a position, or else the first one.
    fn select_match_from(&mut self, view: ViewId, from: usize) {
        let Some(state) = self.views.get(&view).and_then(|held| held.find.as_ref()) else { return };
        let index = state.matches.partition_point(|found| found.start < from);
        let found = state.matches.get(index).or_else(|| state.matches.first()).cloned();
        if let Some(found) = found {
            self.select_match(view, found);
        }
    }

    fn select_match(&mut self, view: ViewId, found: Range<usize>) {
        let selections = Selections::single(Selection::of(found.start..found.end));
        // The view was just looked up.
        self.set_selections(view, selections, Align::CenterIfHidden).ok();
    }

    /// Goes to the next or previous match; opens nothing, works also while the bar is closed.
    fn find_step(&mut self, view: ViewId, forwards: bool) -> CommandResult {
        let text = self.view_text(view)?;
        let held = self.views.get(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        let Some(state) = held.find.as_ref().filter(|state| state.searcher.is_some()) else {
            return self.find_open(view, false);
        };
        let selection = held.selections.primary();
        let found = if state.open && state.task.is_none() && state.count <= state.matches.len() {
            let matches = &state.matches;
            let index = if forwards {
                let start = if selection.is_caret() { selection.from() } else { selection.from() + 1 };
                let index = matches.partition_point(|found| found.start < start);
                if index < matches.len() { index } else { 0 }
            } else {
                let index = matches.partition_point(|found| found.start < selection.from());
                index.checked_sub(1).unwrap_or(matches.len().saturating_sub(1))
            };
            matches.get(index).cloned()
        } else {
            let searcher = state.searcher.clone().ok_or(CommandError::NotNow("nothing is looked for"))?;
            if forwards {
                searcher.next(&text, selection.to(), true)
            } else {
                searcher.previous(&text, selection.from(), true)
            }
            .map(|found| found.range)
        };
        let found = found.ok_or(CommandError::NotNow("nothing was found"))?;
        self.remember_place();
        self.select_match(view, found);
        Ok(())
    }

    fn find_select_all(&mut self, view: ViewId) -> CommandResult {
        let state = self.find_state(view)?;
        let matches: Vec<Selection> = state
            .matches
            .iter()
            .take(MAX_CARETS)
            .map(|found| Selection::of(found.start..found.end))
            .collect();
        let primary = state.current.unwrap_or(0).min(matches.len().saturating_sub(1));
        if matches.is_empty() {
            return Err(CommandError::NotNow("nothing was found"));
        }
        self.set_selections(view, Selections::new(matches, primary), Align::CenterIfHidden)?;
        self.find_close(view)
    }

    /// Looks for the selected text, or the word at the caret, and goes to its next place.
    pub(crate) fn find_selection(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let text = self.view_text(view)?;
        let chars = self.active_word_chars();
        let held = self.views.get_mut(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        let selection = held.selections.primary();
        let range = if selection.is_caret() {
            justbuilt_text::select::word_at_of(Words::with(&chars), &text, selection.head)
                .unwrap_or(selection.range())
        } else {
            selection.range()
        };
        if range.is_empty() || range.len() > MAX_SEED {
            return Err(CommandError::NotNow("there is nothing to look for"));
        }
        let state = held.find.get_or_insert_with(|| FindState::new(range.start));
        state.open = true;
        let query = FindQuery { text: text.slice(range).into_owned(), case: true, ..FindQuery::default() };
        self.find_apply(view, query, false);
        self.find_step(view, true)
    }

    /// The query of a view's find bar.
    pub(crate) fn find_query(&self, view: ViewId) -> Option<FindQuery> {
        self.views.get(&view)?.find.as_ref().map(|state| state.query.clone())
    }

    pub(crate) fn find_state(&mut self, view: ViewId) -> Result<&mut FindState, CommandError> {
        let state = self.views.get_mut(&view).and_then(|held| held.find.as_mut());
        state.ok_or(CommandError::NotNow("the find bar is closed"))
    }

    /// A document was edited: matches move along at once and are looked for anew.
    pub(crate) fn find_edited(&mut self, id: DocumentId, transaction: &Transaction) {
        let mut stale = Vec::new();
        for held in self.views.values_mut().filter(|held| held.document == id) {
            let Some(state) = &mut held.find else { continue };
            let map = |range: &Range<usize>| {
                transaction.map(range.start, Bias::Right)..transaction.map(range.end, Bias::Left)
            };
            state.origin = transaction.map(state.origin, Bias::Left);
            if let Some(scope) = &mut state.scope {
                *scope = scope.iter().map(|range| transaction.map_range(range.clone())).collect();
            }
            if state.open && state.searcher.is_some() {
                state.matches =
                    state.matches.iter().map(map).filter(|range| range.start < range.end).collect();
                stale.push(held.id);
            }
        }
        for view in stale {
            self.find_refresh(view);
        }
    }

    /// The whole text of a document was exchanged.
    pub(crate) fn find_restart(&mut self, id: DocumentId) {
        for view in self.views_of(id) {
            if let Some(state) = self.views.get_mut(&view).and_then(|held| held.find.as_mut()) {
                state.scope = None;
                state.matches = Arc::new([]);
                self.find_refresh(view);
            }
        }
    }

    /// The carets moved: another match may be the current one.
    pub(crate) fn find_selection_changed(&mut self, view: ViewId) {
        let Some(held) = self.views.get_mut(&view) else { return };
        let selection = held.selections.primary();
        if let Some(state) = &mut held.find {
            state.current = state.index_of(&selection);
        }
    }

    /// Something visible of a view changed.
    pub(crate) fn touch_view(&mut self, view: ViewId) {
        if let Some(held) = self.views.get_mut(&view) {
            held.touch();
        }
        self.touch();
    }
}

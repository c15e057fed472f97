//! Keeps the syntax tree in step with the text: a small try at once, so that an ordinary keystroke is highlighted
//! in the same frame, and a background parse when that was not enough, one at a time. Texts that are too large to
//! be highlighted are left out by `syntax` itself.

use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::{CancelToken, Job, Sender, SpawnerExt as _, Step, TaskHandle};
use justbuilt_syntax::{LanguageId, Languages, ParseJob, ParseResult, Syntax, SyntaxSnapshot};
use justbuilt_text::{Text, Transaction};

use crate::event::Event;
use crate::ids::DocumentId;
use crate::workspace::Workspace;

/// Texts up to this length, in bytes, get the small budget on the spot.
const SMALL: usize = 1 << 20;
/// What a keystroke may spend on parsing. Files of some thousand lines take less, and have their colours at once.
const BUDGET: Duration = Duration::from_micros(600);

/// The syntax of a document.
pub(crate) struct Parsing {
    syntax: Syntax,
    task: Option<TaskHandle>,
    /// Nobody sees the text, only what it draws: it is parsed when somebody does.
    rests: bool,
}

/// A finished background parse.
pub(crate) struct Parsed(ParseResult);

impl Parsing {
    /// Nothing is parsed yet.
    pub(crate) fn new(languages: &Arc<Languages>, language: LanguageId, text: &Text) -> Self {
        Self { syntax: Syntax::new(languages, language, text), task: None, rests: false }
    }

    /// What is known now.
    pub(crate) fn snapshot(&self) -> SyntaxSnapshot {
        self.syntax.snapshot()
    }
}

/// Parses in the background and sends what came of it.
struct ParseTask {
    job: Option<ParseJob>,
    document: DocumentId,
    sender: Sender<Event>,
}

impl Job for ParseTask {
    fn step(&mut self, budget: Duration, cancel: &CancelToken) -> Step {
        let Some(job) = &mut self.job else { return Step::Done };
        if job.step(budget, cancel) == Step::Again {
            return Step::Again;
        }
        if let Some(job) = self.job.take()
            && !cancel.is_cancelled()
        {
            // The workspace may be gone; then nobody wants the tree.
            self.sender.send(Event::Parsed(self.document, Parsed(job.into_result()))).ok();
        }
        Step::Done
    }
}

impl Workspace {
    /// Starts over, after the language or the whole text has changed.
    pub(crate) fn syntax_restart(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let language = if document.hex { LanguageId::PLAIN } else { document.language };
        document.parsing = Parsing::new(&self.languages, language, document.buffer.text());
        self.syntax_catch_up(id);
        self.touch_document(id);
    }

    /// Follows an edit.
    pub(crate) fn syntax_edited(
        &mut self,
        id: DocumentId,
        transaction: &Transaction,
        old: &Text,
        new: &Text,
    ) {
        let drawn = self.is_only_drawn(id);
        let Some(document) = self.documents.get_mut(id) else { return };
        if !drawn {
            document.parsing.syntax.edit(transaction, old, new);
            return self.syntax_catch_up(id);
        }
        let language = document.parsing.syntax.language();
        let blank = Parsing { rests: true, ..Parsing::new(&self.languages, language, new) };
        let before = std::mem::replace(&mut document.parsing, blank);
        if !before.rests {
            self.retire_syntax(before.syntax, new.len());
        }
    }

    /// Parses what rested and is seen now.
    pub(crate) fn syntax_tick(&mut self) {
        let resting =
            self.documents.iter().filter(|document| document.parsing.rests).map(|document| document.id);
        for id in resting.collect::<Vec<_>>() {
            if !self.is_only_drawn(id)
                && let Some(document) = self.documents.get_mut(id)
            {
                document.parsing.rests = false;
                self.syntax_catch_up(id);
                self.touch_document(id);
            }
        }
    }

    /// Whether a document is seen, but nowhere as text.
    fn is_only_drawn(&self, id: DocumentId) -> bool {
        if self.documents.get(id).is_none_or(|document| document.sketch.is_none()) {
            return false;
        }
        let mut views = self.views.values().filter(|view| view.document == id).peekable();
        views.peek().is_some() && views.all(|view| view.drawing)
    }

    fn syntax_catch_up(&mut self, id: DocumentId) {
        let drawn = self.is_only_drawn(id);
        if !drawn {
            self.outline_changed(id);
        }
        let Some(document) = self.documents.get_mut(id) else { return };
        let Parsing { syntax, task, rests } = &mut document.parsing;
        if drawn {
            *rests = true;
            return;
        }
        if document.buffer.text().len() <= SMALL && syntax.try_parse(BUDGET) {
            *task = None;
            return;
        }
        if task.as_ref().is_some_and(|task| !task.is_finished()) {
            // Its tree will be moved through the edits since; then the next parse starts. Cancelling it here
            // would leave a large file without a tree for as long as someone types.
            return;
        }
        *task = syntax.parse_job().map(|job| {
            let job = ParseTask { job: Some(job), document: id, sender: self.sender.clone() };
            self.platform.spawner.job("parse", job)
        });
    }

    /// Takes a tree in. One that is older than the text is still better than none; then another parse starts.
    pub(crate) fn parsed(&mut self, id: DocumentId, parsed: Parsed) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let failed = !parsed.0.is_complete();
        document.parsing.task = None;
        document.parsing.syntax.accept(parsed.0);
        self.outline_changed(id);
        let Some(document) = self.documents.get(id) else { return };
        if !document.parsing.syntax.is_current() && !failed {
            self.syntax_catch_up(id);
        }
        self.touch_document(id);
    }
}

//! The edit in place: the user says at a selection what is wanted, the answer comes in as a diff there, and is kept or
//! dropped by hunk. Nothing is in the text before it is kept.

mod answer;
mod diff;
mod keeping;
mod requesting;
pub(crate) mod snapshot;

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::client::{Notice, Update};
use justbuilt_ai::event::Event;
use justbuilt_ai::prices::Cost;
use justbuilt_text::{Bias, Text, Transaction};

use super::asking::{Over, Step, Ticket};
use super::changes::hunks::{self, Hunk};
use super::{InlineCommand, InlineSnapshot, InlineState, Routed, Trouble};
use crate::command::{CommandError, CommandResult};
use crate::effect::Effect;
use crate::ids::{DocumentId, ViewId};
use crate::workspace::Workspace;
use diff::Coming;

/// Words that are remembered.
const WORDS: usize = 50;

/// The edit in place.
#[derive(Default)]
pub(crate) struct Inline {
    edit: Option<Box<Edit>>,
    /// What was asked for before, the latest first.
    words: Arc<[String]>,
    /// Counts what is asked.
    asked: u64,
    shared: Option<Arc<InlineSnapshot>>,
}

/// The one that is under way.
struct Edit {
    view: ViewId,
    document: DocumentId,
    /// The bytes that are to be changed: whole lines, or nothing where text is only put in.
    range: Range<usize>,
    /// The text that `range` and `hunks` are for.
    now: Text,
    draft: String,
    draft_revision: u64,
    state: InlineState,
    target: Result<Routed, String>,
    hunks: Vec<Hunk>,
    asking: Option<Asking>,
    /// What the last answer cost.
    cost: Cost,
}

/// A request and its answer.
struct Asking {
    /// Of this request, so that late rules do not go with another.
    number: u64,
    ticket: Option<Ticket>,
    /// What was sent, to know what marks of secrets in the answer stand for.
    message: String,
    /// What the user wants.
    words: String,
    /// The text when it was asked, and where the region was in it.
    base: Text,
    region: Range<usize>,
    /// What was done to the text since.
    since: Transaction,
    coming: Coming,
    raw: String,
    refusal: String,
    /// More came than is shown.
    behind: bool,
    /// What was decided meanwhile: hunks are made no more.
    settled: bool,
}

/// What background work for the edit in place sends back.
pub(crate) struct Told {
    number: u64,
    cached: bool,
    rules: Vec<(String, String)>,
}

impl Inline {
    pub(crate) fn snapshot(&mut self) -> Option<Arc<InlineSnapshot>> {
        let edit = self.edit.as_ref()?;
        if let Some(shared) = &self.shared {
            return Some(Arc::clone(shared));
        }
        let shared = Arc::new(InlineSnapshot {
            view: edit.view,
            range: edit.range.clone(),
            draft: edit.draft.clone(),
            draft_revision: edit.draft_revision,
            state: edit.state.clone(),
            target: edit.target.clone(),
            hunks: hunks::shown(&edit.now, &edit.hunks).into(),
            history: Arc::clone(&self.words),
        });
        self.shared = Some(Arc::clone(&shared));
        Some(shared)
    }

    /// What was asked for before, the latest first.
    pub(super) fn words(&self) -> Vec<String> {
        self.words.to_vec()
    }

    /// What was asked for in earlier sessions.
    pub(super) fn remember_words(&mut self, words: Vec<String>) {
        let new: Vec<String> = self.words.iter().cloned().chain(words).collect();
        let mut known: Vec<String> = Vec::new();
        for word in new {
            if !known.contains(&word) && known.len() < WORDS {
                known.push(word);
            }
        }
        self.words = known.into();
        self.shared = None;
    }

    fn edit(&mut self) -> Result<&mut Edit, CommandError> {
        self.shared = None;
        self.edit.as_deref_mut().ok_or(CommandError::NotNow("nothing is edited in place"))
    }
}

impl Workspace {
    pub(super) fn inline_run(&mut self, command: InlineCommand) -> CommandResult {
        match command {
            InlineCommand::Open(view) => self.inline_open(view),
            InlineCommand::Draft(text) => self.inline_draft(text),
            InlineCommand::Send(text) => self.inline_send(&text, true),
            InlineCommand::Stop => self.inline_stop(),
            InlineCommand::Keep(hunk) => self.inline_keep(hunk),
            InlineCommand::Drop(hunk) => self.inline_drop(hunk),
            InlineCommand::Again => self.inline_again(),
            InlineCommand::Close => {
                let view = self.ai.inline.edit()?.view;
                self.inline_close();
                self.effect(Effect::FocusEditor(view))
            }
        }
    }

    fn inline_touch(&mut self) {
        self.ai.inline.shared = None;
        self.touch();
    }

    /// Opens the field at the selection of a view, or at the line of its caret.
    pub(crate) fn inline_open(&mut self, view: ViewId) -> CommandResult {
        let document = self.view_document(view)?;
        self.check_writable(document)?;
        let text = self.view_text(view)?;
        let selection = self.view_selections(view)?.primary();
        let range = region(&text, selection.range());
        if let Some(edit) = &self.ai.inline.edit
            && edit.view == view
            && edit.range == range
        {
            return self.effect(Effect::FocusInline(view));
        }
        self.ai.inline.edit = Some(Box::new(Edit {
            view,
            document,
            range,
            now: text,
            draft: String::new(),
            draft_revision: 0,
            state: InlineState::Asking,
            target: Err(String::new()),
            hunks: Vec::new(),
            asking: None,
            cost: Cost::Unknown,
        }));
        self.inline_touch();
        self.effect(Effect::FocusInline(view))
    }

    /// The field goes, and what was proposed with it.
    pub(crate) fn inline_close(&mut self) {
        if self.ai.inline.edit.take().is_some() {
            self.inline_touch();
        }
    }

    fn inline_draft(&mut self, text: String) -> CommandResult {
        // The field knows what was typed into it: nothing is drawn anew.
        self.ai.inline.edit()?.draft = text;
        Ok(())
    }

    fn inline_again(&mut self) -> CommandResult {
        let edit = self.ai.inline.edit()?;
        let words = edit.asking.as_ref().map(|asking| asking.words.clone());
        let words = words.ok_or(CommandError::NotNow("nothing was asked yet"))?;
        self.inline_send(&words, false)
    }

    /// Ends what comes in; what came stays for review.
    fn inline_stop(&mut self) -> CommandResult {
        let edit = self.ai.inline.edit()?;
        if edit.state != InlineState::Streaming {
            return Err(CommandError::NotNow("nothing is coming in"));
        }
        // Dropping the ticket ends the request.
        if let Some(asking) = &mut edit.asking {
            asking.ticket = None;
        }
        self.inline_over(None, true);
        Ok(())
    }

    pub(super) fn inline_tick(&mut self) {
        let Some(edit) = &self.ai.inline.edit else { return };
        let there = self.views.get(&edit.view).is_some_and(|view| view.document == edit.document);
        let same = self
            .documents
            .get(edit.document)
            .is_some_and(|document| document.text().len() == edit.now.len() && document.past.is_none());
        if !there || !same {
            return self.inline_close();
        }
        if edit.asking.as_ref().is_some_and(|asking| asking.behind) && edit.state == InlineState::Streaming {
            self.inline_show_more();
        }
    }

    pub(super) fn inline_due(&self) -> Option<Duration> {
        let asking = self.ai.inline.edit.as_ref()?.asking.as_ref()?;
        asking.behind.then_some(Duration::ZERO)
    }

    pub(super) fn inline_project_changed(&mut self) {
        self.ai.inline.words = Arc::default();
        self.inline_close();
    }

    /// A document was edited: the region moves along, and hunks that were touched are in conflict.
    pub(crate) fn inline_text_changed(&mut self, id: DocumentId, since: &Transaction, now: &Text) {
        let Some(edit) = self.ai.inline.edit.as_deref_mut().filter(|edit| edit.document == id) else {
            return;
        };
        if edit.now.len() != since.len_before() {
            return self.inline_close();
        }
        let start = since.map(edit.range.start, Bias::Left);
        let end =
            if edit.range.is_empty() { start } else { since.map(edit.range.end, Bias::Left).max(start) };
        edit.range = start..end;
        hunks::follow(&mut edit.hunks, &edit.now, since, now);
        edit.now = now.clone();
        if let Some(asking) = &mut edit.asking {
            let before = std::mem::replace(&mut asking.since, Transaction::identity(0));
            asking.since = before.compose(since.clone());
        }
        self.ai.inline.shared = None;
    }

    /// Steps of an answer for the edit in place.
    pub(super) fn inline_answer(&mut self, number: u64, told: Step) {
        let Some(edit) = self.ai.inline.edit.as_deref_mut() else { return };
        let Some(asking) = &mut edit.asking else { return };
        if asking.ticket.as_ref().is_none_or(|ticket| ticket.number != number) {
            return;
        }
        match told {
            Step::Target(routed) => {
                // Another one is asked instead: what came before is void.
                asking.begin_again();
                edit.target = Ok(routed);
                self.inline_touch();
            }
            Step::Update(Update::Event(event)) => match event {
                // The answer begins, perhaps anew.
                Event::Start { .. } => asking.begin_again(),
                Event::Text { delta, .. } => {
                    asking.raw.push_str(&delta);
                    asking.behind = true;
                    self.touch();
                }
                Event::Refusal { delta } => asking.refusal.push_str(&delta),
                _ => {}
            },
            Step::Update(Update::Notice(Notice::Retrying { .. })) => asking.begin_again(),
            Step::Vectors(_) => {}
            Step::Over(over) => {
                let Over { cost, trouble, .. } = *over;
                edit.cost = cost;
                asking.ticket = None;
                self.inline_over(trouble, false);
            }
        }
    }

    /// Shows what came since it was shown last.
    fn inline_show_more(&mut self) {
        let Some(edit) = self.ai.inline.edit.as_deref_mut() else { return };
        let Some(asking) = edit.asking.as_mut().filter(|asking| !asking.settled) else { return };
        asking.behind = false;
        let so_far = answer::so_far(&asking.raw);
        if asking.coming.push(so_far) {
            edit.hunks = asking.hunks(&edit.now, false);
            self.inline_touch();
        }
    }

    /// The answer is whole, or as much of it as comes.
    fn inline_over(&mut self, trouble: Option<Trouble>, stopped: bool) {
        let Some(edit) = self.ai.inline.edit.as_deref_mut() else { return };
        let Some(asking) = &mut edit.asking else { return };
        asking.behind = false;
        let cut = stopped || trouble.is_some();
        let outcome = if cut {
            asking.coming.push(answer::so_far(&asking.raw));
            Ok(())
        } else {
            let plain = self.documents.get(edit.document).is_none_or(|document| {
                matches!(document.language.as_str(), "plain" | "text" | "markdown" | "plaintext")
            });
            let old = asking.base.slice(asking.region.clone()).into_owned();
            answer::whole(asking, &old, plain).map(|text| asking.coming.finish(&text))
        };
        edit.hunks = match &outcome {
            Ok(()) => asking.hunks(&edit.now, !cut),
            Err(_) => Vec::new(),
        };
        edit.state = match (outcome, trouble) {
            (_, Some(trouble)) => InlineState::Failed(Box::new(trouble)),
            (Err(says), None) => InlineState::Nothing(says),
            (Ok(()), None) if edit.hunks.is_empty() && stopped => InlineState::Asking,
            (Ok(()), None) if edit.hunks.is_empty() => {
                InlineState::Nothing("Nothing has to be changed here.".to_owned())
            }
            (Ok(()), None) => InlineState::Ready,
        };
        self.inline_touch();
    }
}

impl Asking {
    /// Another attempt: what came before is void.
    fn begin_again(&mut self) {
        self.raw.clear();
        self.refusal.clear();
        self.coming.restart();
        self.behind = true;
    }

    /// The hunks of what came, in the text as it is now.
    fn hunks(&self, now: &Text, whole: bool) -> Vec<Hunk> {
        let mut hunks = self.coming.hunks(&self.base, &self.region, whole);
        if !self.since.is_empty() {
            hunks::follow(&mut hunks, &self.base, &self.since, now);
        }
        hunks
    }
}

/// The whole lines of a selection; of a caret its line, and the caret itself on a line with nothing in it.
fn region(text: &Text, selection: Range<usize>) -> Range<usize> {
    let (first, mut last) = (text.line_of(selection.start), text.line_of(selection.end));
    if selection.is_empty() {
        let line = text.line_content(first);
        if text.slice(line).trim().is_empty() {
            return selection;
        }
    } else if last > first && text.line_start(last) == selection.end {
        last -= 1;
    }
    text.line_start(first)..text.line_range(last).end
}

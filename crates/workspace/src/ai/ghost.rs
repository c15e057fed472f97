//! Completion: text offered at the caret while typing, and where the next edit may be. It looks at the active view once
//! a frame and compares; nothing else has to tell it of edits. Asking is [`super::asking`]'s, showing the face's.

pub(crate) mod asked;
mod next;
mod offer;
pub(crate) mod place;
pub(crate) mod snapshot;
mod trim;

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_text::edit::Change;
use justbuilt_text::{EditKind, Selections, Text, Transaction};

use super::{GhostCommand, GhostSnapshot};
use crate::command::{CommandError, CommandId, CommandResult, Focus};
use crate::effect::Align;
use crate::ids::{DocumentId, ViewId};
use crate::settings::Completion;
use crate::workspace::Workspace;
use asked::Asked;
use next::Renaming;
use offer::{Answers, line_end, word_end};
use place::Place;

/// After the last key.
const PAUSE: Duration = Duration::from_millis(120);
/// After the last key, before the next place of a renaming is looked for.
const RENAMED: Duration = Duration::from_millis(500);
/// What is not offered by itself, in this time after a request failed.
const REST: Duration = Duration::from_secs(30);

/// What is offered, and what is asked for.
#[derive(Default)]
pub(crate) struct Ghost {
    shared: Option<Arc<GhostSnapshot>>,
    /// What the last look saw.
    seen: Option<Seen>,
    /// When a completion is asked for, and when the next edit is looked for.
    due: Option<Duration>,
    next_due: Option<Duration>,
    /// What is due was asked for by hand.
    by_hand: bool,
    asked: Option<Asked>,
    answers: Answers,
    offer: Option<Offer>,
    renaming: Option<Renaming>,
    /// Where the name that was changed stands next.
    next: Option<Range<usize>>,
    hold: Option<(ViewId, Range<usize>)>,
    /// Nothing is asked for by itself before this time: the last request failed.
    rests_until: Option<Duration>,
    files: asked::Files,
    /// In tests: somebody can be asked.
    #[cfg(test)]
    somebody: bool,
}

/// The active text as it was looked at.
struct Seen {
    view: ViewId,
    document: DocumentId,
    revision: u64,
    text: Text,
    selections: Selections,
}

/// What is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    at: usize,
    text: String,
    replaces: Range<usize>,
}

impl Ghost {
    pub(crate) fn snapshot(&mut self) -> Option<Arc<GhostSnapshot>> {
        self.shared.clone()
    }

    /// What the face should see.
    fn shown(&self) -> Option<GhostSnapshot> {
        let seen = self.seen.as_ref()?;
        let held = |at: usize| {
            let hold = self.hold.as_ref().filter(|(view, _)| *view == seen.view);
            hold.is_some_and(|(_, bytes)| (bytes.start..=bytes.end).contains(&at))
        };
        let at = seen.selections.primary().head;
        let offer = self.offer.clone().filter(|offer| offer.at == at && !held(at));
        let name = self.renaming.as_ref();
        let next = self.next.as_ref().zip(name).map(|(place, name)| {
            (seen.text.line_of(place.start.min(seen.text.len())), format!("{} → {}", name.old, name.new))
        });
        if offer.is_none() && next.is_none() {
            return None;
        }
        let Offer { text, replaces, .. } =
            offer.unwrap_or(Offer { at, text: String::new(), replaces: at..at });
        Some(GhostSnapshot { view: seen.view, revision: seen.revision, at, text, replaces, next })
    }

    /// Nothing is offered any more, and nothing asked for.
    fn put_away(&mut self) {
        self.due = None;
        self.by_hand = false;
        self.next_due = None;
        self.asked = None;
        self.offer = None;
        self.renaming = None;
        self.next = None;
    }
}

impl Workspace {
    pub(super) fn ghost_run(&mut self, command: GhostCommand) -> CommandResult {
        match command {
            GhostCommand::Ask(view) => self.ghost_ask_now(view),
            GhostCommand::Accept => self.ghost_accept("ai.accept", str::len),
            GhostCommand::AcceptWord => self.ghost_accept("ai.accept_word", word_end),
            GhostCommand::AcceptLine => self.ghost_accept("ai.accept_line", line_end),
            GhostCommand::Dismiss => self.ghost_dismiss(),
            GhostCommand::GoToNext => self.ghost_go_to_next(),
            GhostCommand::Hold { view, at } => {
                self.ai.ghost.hold = at.map(|at| (view, at));
                self.ghost_publish();
                Ok(())
            }
        }
    }

    pub(super) fn ghost_tick(&mut self) {
        let now = self.platform.clock.elapsed();
        self.ghost_look(now);
        if self.ai.ghost.due.is_some_and(|due| due <= now) {
            self.ai.ghost.due = None;
            self.ghost_ask_by_itself(now);
        }
        if self.ai.ghost.next_due.is_some_and(|due| due <= now) {
            self.ai.ghost.next_due = None;
            self.ghost_find_next();
        }
    }

    pub(super) fn ghost_due(&self) -> Option<Duration> {
        [self.ai.ghost.due, self.ai.ghost.next_due].into_iter().flatten().min()
    }

    pub(super) fn ghost_project_changed(&mut self) {
        let ghost = &mut self.ai.ghost;
        ghost.put_away();
        ghost.answers.clear();
        ghost.seen = None;
        ghost.shared = None;
        ghost.rests_until = None;
    }

    /// Looks at the active text: what was typed of the offer is taken off it, what does not fit any more is dropped.
    fn ghost_look(&mut self, now: Duration) {
        let setting = self.settings.current().completion;
        let view =
            self.active_view_id().filter(|_| self.focus == Focus::Editor && setting != Completion::Off);
        let view = view.and_then(|id| self.views.get(&id));
        let Some((view, document)) = view.and_then(|view| Some((view, self.documents.get(view.document)?)))
        else {
            if self.ai.ghost.seen.take().is_some() {
                self.ai.ghost.put_away();
                self.ghost_publish();
            }
            return;
        };
        let revision = document.buffer.revision().0;
        let seen = self.ai.ghost.seen.as_ref();
        if seen.is_some_and(|seen| {
            (seen.view, seen.document, seen.revision) == (view.id, view.document, revision)
                && seen.selections == view.selections
        }) {
            return;
        }
        let fresh = Seen {
            view: view.id,
            document: view.document,
            revision,
            text: document.text().clone(),
            selections: view.selections.clone(),
        };
        let writable = self.check_writable(fresh.document).is_ok();
        let before = self.ai.ghost.seen.take();
        let before = before.filter(|seen| (seen.view, seen.document) == (fresh.view, fresh.document));
        let typed = before.filter(|seen| seen.revision != fresh.revision && writable);
        let Some(typed) = typed else {
            // The caret went elsewhere, or it is another text.
            self.ai.ghost.put_away();
            self.ai.ghost.seen = Some(fresh);
            self.ghost_publish();
            return;
        };
        let words = self.active_word_chars();
        let caret = fresh.selections.primary();
        let ghost = &mut self.ai.ghost;
        ghost.offer = None;
        ghost.next = None;
        let known = ghost.renaming.take();
        if fresh.selections.len() == 1 && caret.is_caret() {
            let (then, now) = (&typed.text, &fresh.text);
            ghost.renaming = Renaming::follow(known, fresh.document, then, now, caret.head, &words);
        }
        ghost.next_due = ghost.renaming.as_ref().map(|_| now + RENAMED);
        ghost.due = None;
        match place::place(&fresh.text, &fresh.selections, &words) {
            Some(place) => {
                let asked = ghost.asked.as_ref();
                let fits = asked
                    .is_some_and(|asked| asked.answer.left(fresh.document, &fresh.text, place.at).is_some());
                if !fits {
                    ghost.asked = None;
                }
                ghost.seen = Some(fresh);
                let offered = self.ghost_fit(place);
                let wanted = !fits && !offered && setting == Completion::Auto;
                self.ai.ghost.due = (wanted && self.ghost_can_ask()).then_some(now + PAUSE);
            }
            None => {
                ghost.asked = None;
                ghost.seen = Some(fresh);
            }
        }
        self.ghost_publish();
    }

    /// Offers what is known for a place; whether that is something.
    fn ghost_fit(&mut self, place: Place) -> bool {
        let ghost = &mut self.ai.ghost;
        let Some(seen) = &ghost.seen else { return false };
        let streaming =
            ghost.asked.as_ref().and_then(|asked| asked.answer.offered(seen.document, &seen.text, place));
        let known = streaming.or_else(|| ghost.answers.offered(seen.document, &seen.text, place));
        let at = place.at;
        ghost.offer = known.flatten().map(|text| Offer { at, text, replaces: at..at });
        ghost.offer.is_some()
    }

    /// Takes part of what is offered; `part` says how many bytes of it.
    fn ghost_accept(&mut self, command: &'static str, part: impl Fn(&str) -> usize) -> CommandResult {
        let ghost = &self.ai.ghost;
        let Some(shown) = ghost.shared.clone().filter(|shown| !shown.text.is_empty()) else {
            return self.ghost_go_to_next();
        };
        let change = !shown.replaces.is_empty();
        // A name is taken as a whole.
        let end = if change { shown.text.len() } else { part(&shown.text).min(shown.text.len()) };
        let text = self.view_text(shown.view)?;
        let selections = self.view_selections(shown.view)?;
        let id = self.view_document(shown.view)?;
        let current = self.documents.get(id).map(|document| document.buffer.revision().0);
        let inserted = shown.text.get(..end).unwrap_or_default();
        if current != Some(shown.revision) || selections != Selections::caret(shown.at) || inserted.is_empty()
        {
            return Err(CommandError::NotNow("what was offered is for another text"));
        }
        let inserted = self.edit_context_of(shown.view)?.line_ending.normalise(inserted).to_string();
        let caret = shown.replaces.start + inserted.len();
        let edits = [(shown.replaces.clone(), inserted.as_str())];
        let transaction = Transaction::from_edits(text.len(), edits);
        let kind = EditKind::Other("completion");
        let change_made = Change { transaction, selections: Selections::caret(caret), kind };
        // The person's own edit, recorded with the command that made it, however it was asked for.
        let outer = self.timeline.command.is_some();
        if !outer {
            self.timeline.command = Some(CommandId::new(command));
        }
        let done = self.edit(shown.view, change_made);
        if !outer {
            self.timeline.command = None;
        }
        done?;
        let renaming = self.ai.ghost.renaming.clone();
        self.ghost_look(self.platform.clock.elapsed());
        if change {
            self.ai.ghost.renaming = renaming;
            self.ghost_find_next();
        }
        Ok(())
    }

    fn ghost_dismiss(&mut self) -> CommandResult {
        let ghost = &mut self.ai.ghost;
        if ghost.shared.is_none() {
            return Err(CommandError::NotNow("nothing is offered"));
        }
        if let Some(seen) = &ghost.seen {
            ghost.answers.drop_at(seen.document, &seen.text, seen.selections.primary().head);
        }
        ghost.put_away();
        self.ghost_publish();
        Ok(())
    }

    /// Looks for the next place of the name that was changed.
    fn ghost_find_next(&mut self) {
        let words = self.active_word_chars();
        let ghost = &mut self.ai.ghost;
        if let (Some(seen), Some(renaming)) = (&ghost.seen, &ghost.renaming)
            && seen.document == renaming.document
        {
            ghost.next = renaming.next(&seen.text, seen.selections.primary().head, &words);
        }
        self.ghost_publish();
    }

    /// Goes to where the next edit is offered, and offers the same change there.
    fn ghost_go_to_next(&mut self) -> CommandResult {
        let nothing = CommandError::NotNow("no next edit is offered");
        let ghost = &self.ai.ghost;
        let (Some(seen), Some(place), Some(renaming)) =
            (&ghost.seen, ghost.next.clone(), ghost.renaming.clone())
        else {
            return Err(nothing);
        };
        let (view, revision) = (seen.view, seen.revision);
        let id = self.view_document(view)?;
        if self.documents.get(id).map(|document| document.buffer.revision().0) != Some(revision) {
            return Err(nothing);
        }
        self.set_selections(view, Selections::caret(place.end), Align::CenterIfHidden)?;
        // The look puts away what was for the place before.
        self.ghost_look(self.platform.clock.elapsed());
        let offer = Offer { at: place.end, text: renaming.new.clone(), replaces: place };
        let ghost = &mut self.ai.ghost;
        ghost.offer = Some(offer);
        ghost.renaming = Some(renaming);
        self.ghost_publish();
        Ok(())
    }

    /// Hands what is offered to the face, if it is something else than before.
    fn ghost_publish(&mut self) {
        let shown = self.ai.ghost.shown();
        if self.ai.ghost.shared.as_deref() != shown.as_ref() {
            self.ai.ghost.shared = shown.map(Arc::new);
            self.touch();
        }
    }
}

#[cfg(test)]
mod tests;

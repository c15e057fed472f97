//! Which change set came out of an answer, and what became of it: remembered with the answer, so that it is known after a
//! restart too. The sets themselves are kept by [`crate::ai::changes`].

use std::sync::Arc;

use justbuilt_ai::conversation::TurnId;

use super::snapshot::{CameOut, Outcome};
use super::talk::{Note, Talk};
use crate::ai::{ChangeState, ChangesSnapshot};
use crate::ids::{ChangeSetId, ConversationId};
use crate::workspace::Workspace;

impl Workspace {
    /// A change set came out of an answer.
    pub(super) fn chat_came_out(&mut self, id: ConversationId, turn: TurnId, set: ChangeSetId) {
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let note = talk.note(turn);
        (note.changes, note.came) = (Some(set), None);
        talk.changes.push(set);
        talk.changed(turn);
        self.ai.chat.changes = None;
    }

    /// Follows what becomes of change sets.
    pub(super) fn chat_review_tick(&mut self) {
        let changes = self.ai.changes.snapshot();
        let known = self.changes_are_known();
        let seen = (Arc::clone(&changes), known);
        if self
            .ai
            .chat
            .changes
            .as_ref()
            .is_some_and(|(before, was)| Arc::ptr_eq(before, &changes) && *was == known)
        {
            return;
        }
        let mut changed = false;
        for talk in &mut self.ai.chat.talks {
            let before = talk.changes.clone();
            talk.changes.retain(|set| changes.iter().any(|one| one.id == *set && waits(one)));
            changed |= follow(talk, &changes, known) || talk.changes != before;
        }
        self.ai.chat.changes = Some(seen);
        if changed {
            self.chat_touch(false);
        }
    }

    /// The timeline knows whether a set was ever made.
    pub(crate) fn chat_set_located(&mut self, key: &str, made: bool) {
        for talk in &mut self.ai.chat.talks {
            let waiting = |note: &Note| {
                let came = note.came.as_ref().filter(|_| note.changes.is_none());
                came.is_some_and(|came| came.key == key && came.outcome == Outcome::Waits)
            };
            let turns: Vec<TurnId> =
                talk.notes.iter().filter(|(_, note)| waiting(note)).map(|(turn, _)| *turn).collect();
            for turn in turns {
                if let Some(came) = &mut talk.note(turn).came {
                    came.outcome = if made { Outcome::Made } else { Outcome::Dropped };
                }
                talk.changed(turn);
            }
        }
        self.chat_touch(false);
    }
}

fn waits(set: &ChangesSnapshot) -> bool {
    matches!(set.state, ChangeState::Planning | ChangeState::Ready | ChangeState::Failed(_))
}

/// Brings the notes of a conversation in line with the sets that are there; whether something is shown in another way.
fn follow(talk: &mut Talk, changes: &[Arc<ChangesSnapshot>], known: bool) -> bool {
    let of_sets = |note: &Note| note.changes.is_some() || (note.came.is_some() && !note.looked);
    let turns: Vec<TurnId> =
        talk.notes.iter().filter(|(_, note)| of_sets(note)).map(|(turn, _)| *turn).collect();
    let mut any = false;
    for turn in turns {
        let note = talk.note(turn);
        let key = note.came.as_ref().map(|came| came.key.clone());
        let found = changes.iter().find(|set| match note.changes {
            Some(id) => set.id == id,
            None => key.as_ref() == Some(&set.key),
        });
        match found {
            Some(set) => {
                let first = note.changes.replace(set.id).is_none();
                let now = remembered(set);
                let same = note.came.as_ref().is_some_and(|came| is_same(came, &now));
                if !same {
                    note.came = Some(now);
                    talk.changed(turn);
                } else if first {
                    talk.shown_anew(turn);
                }
                if first && waits(set) && !talk.changes.contains(&set.id) {
                    talk.changes.push(set.id);
                }
                any |= first || !same;
            }
            // It was there a moment ago.
            None if note.changes.is_some() => {
                note.changes = None;
                note.looked = true;
                if let Some(came) = note.came.as_mut().filter(|came| came.outcome != Outcome::Made) {
                    came.outcome = Outcome::Dropped;
                }
                talk.changed(turn);
                any = true;
            }
            // It is of an earlier session.
            None if known => {
                note.looked = true;
                talk.shown_anew(turn);
                any = true;
            }
            None => {}
        }
    }
    any
}

/// Whether nothing of it is to be written: decisions about single hunks are the set's.
fn is_same(before: &CameOut, now: &CameOut) -> bool {
    before.key == now.key && before.outcome == now.outcome && before.files.len() == now.files.len()
}

fn remembered(set: &ChangesSnapshot) -> CameOut {
    let files = set.files.iter().map(|file| {
        let (added, removed) = file.lines();
        (file.path.clone(), added, removed)
    });
    CameOut {
        key: set.key.clone(),
        title: set.title.clone(),
        files: files.collect(),
        outcome: match set.state {
            ChangeState::Applied => Outcome::Made,
            ChangeState::Undone => Outcome::TakenBack,
            _ => Outcome::Waits,
        },
    }
}

//! Keeping what was proposed in place, all of it or one hunk: one step to undo, by the model, and one node of the
//! timeline. What was kept is a change set that can be taken back.

use super::{Edit, InlineState};
use crate::ai::ChangeOrigin;
use crate::ai::changes::hunks;
use crate::command::{CommandError, CommandResult};
use crate::effect::Effect;
use crate::workspace::Workspace;

impl Workspace {
    /// Keeps what was proposed.
    pub(super) fn inline_keep(&mut self, only: Option<usize>) -> CommandResult {
        let edit = reviewed(self.ai.inline.edit()?)?;
        let (view, document) = (edit.view, edit.document);
        let asked = edit.asking.as_ref().map(|asking| asking.words.clone()).unwrap_or_default();
        let model = edit.target.as_ref().ok().map(|routed| (routed.provider.clone(), routed.model.clone()));
        let origin = ChangeOrigin {
            turn: None,
            persona: String::new(),
            model,
            prompt: None,
            question: asked,
            cost: edit.cost,
        };
        let (now, mut made) = (edit.now.clone(), Vec::new());
        for (at, hunk) in edit.hunks.iter().enumerate() {
            if only.is_none_or(|only| only == at) {
                if only.is_some() && hunk.conflict {
                    let why = "you have changed these lines since; ask again, or drop it";
                    return Err(CommandError::Failed(why.to_owned()));
                }
                made.extend((!hunk.conflict).then(|| hunk.clone()));
            }
        }
        if made.is_empty() {
            let why = if only.is_some() { "there is no such hunk" } else { "there is nothing to keep" };
            return Err(CommandError::Failed(why.to_owned()));
        }
        self.check_writable(document)?;
        self.timeline_may_act()?;
        if self.documents.get(document).is_none_or(|document| *document.text() != now) {
            return Err(CommandError::NotNow("the text is another now"));
        }
        let change = hunks::transaction(&now, &made, |_| true);
        // Hunks that are made are gone before the others move along.
        let edit = self.ai.inline.edit()?;
        if let Some(asking) = &mut edit.asking {
            asking.settled = true;
        }
        edit.hunks.retain(|hunk| !made.contains(hunk));
        let left = edit.hunks.len();
        self.changes_made_in_place(origin, document, &now, change, made)?;
        match (only, left) {
            (Some(_), 1..) => {
                self.inline_touch();
                Ok(())
            }
            _ => {
                self.inline_close();
                self.effect(Effect::FocusEditor(view))
            }
        }
    }

    /// Drops what was proposed.
    pub(super) fn inline_drop(&mut self, only: Option<usize>) -> CommandResult {
        let edit = reviewed(self.ai.inline.edit()?)?;
        match only {
            Some(hunk) if hunk < edit.hunks.len() => {
                edit.hunks.remove(hunk);
                if let Some(asking) = &mut edit.asking {
                    asking.settled = true;
                }
            }
            Some(_) => return Err(CommandError::NotNow("there is no such hunk")),
            None => edit.hunks.clear(),
        }
        if edit.hunks.is_empty() {
            // The field stays: other words may do better.
            edit.state = InlineState::Asking;
            edit.draft_revision += 1;
        }
        self.inline_touch();
        Ok(())
    }
}

/// An edit with something to decide.
fn reviewed(edit: &mut Edit) -> Result<&mut Edit, CommandError> {
    match edit.state {
        InlineState::Streaming => Err(CommandError::NotNow("it is still coming in; stop it first")),
        InlineState::Asking | InlineState::Nothing(_) => Err(CommandError::NotNow("nothing is proposed")),
        InlineState::Ready | InlineState::Failed(_) => Ok(edit),
    }
}

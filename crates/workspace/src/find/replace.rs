//! Replacing what was found in a view: one match, or all as one undo step.

use justbuilt_text::edit::Change;
use justbuilt_text::{EditKind, Selections, Transaction};

use crate::command::{CommandError, CommandResult, FindCommand};
use crate::ids::ViewId;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

impl Workspace {
    /// Replaces the match that is selected and goes to the next; without one, only goes to the next.
    pub(crate) fn replace_current(&mut self, view: ViewId) -> CommandResult {
        let text = self.view_text(view)?;
        self.check_writable(self.view_document(view)?)?;
        let selection = self.views.get(&view).map(|held| held.selections.primary());
        let selection = selection.ok_or(CommandError::NotNow("the view is closed"))?;
        let state = self.find_state(view)?;
        let searcher = state.searcher.clone().ok_or(CommandError::NotNow("nothing is looked for"))?;
        let replacement = state.replacement.clone();
        let Some(found) = searcher.match_at(&text, selection.range()) else {
            return self.find_run(view, FindCommand::Next);
        };
        let inserted = searcher.template(&replacement).expand(&text, &found);
        let transaction = Transaction::replace(text.len(), found.range.clone(), inserted.as_str());
        let after = Selections::caret(found.range.start + inserted.len());
        self.edit(view, Change { transaction, selections: after, kind: EditKind::Replace })?;
        match self.find_run(view, FindCommand::Next) {
            Err(CommandError::NotNow(_)) => Ok(()),
            other => other,
        }
    }

    /// Replaces every match.
    pub(crate) fn replace_all(&mut self, view: ViewId) -> CommandResult {
        let text = self.view_text(view)?;
        let id = self.view_document(view)?;
        self.check_writable(id)?;
        let selections = self.views.get(&view).map(|held| held.selections.clone());
        let selections = selections.ok_or(CommandError::NotNow("the view is closed"))?;
        let state = self.find_state(view)?;
        let searcher = state.searcher.clone().ok_or(CommandError::NotNow("nothing is looked for"))?;
        let whole = 0..text.len();
        let scope = state.scope.clone().map_or_else(|| Vec::from([whole]), |scope| scope.to_vec());
        let template = searcher.template(&state.replacement);
        let (transaction, count) = searcher.replace_all(&text, scope, &template);
        if count == 0 {
            return Err(CommandError::NotNow("nothing was found"));
        }
        let after = selections.map(&transaction);
        self.edit(view, Change { transaction, selections: after, kind: EditKind::Replace })?;
        let places = if count == 1 { "1 match".to_owned() } else { format!("{count} matches") };
        self.notify(NewNotice::info(format!("Replaced {places}")));
        Ok(())
    }
}

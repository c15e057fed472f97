//! Cut, copy and paste. The clipboard is the face's: text goes out as an effect and comes in as a command.

use justbuilt_text::edit;

use crate::command::CommandResult;
use crate::effect::Effect;
use crate::ids::ViewId;
use crate::workspace::Workspace;

impl Workspace {
    pub(crate) fn copy(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let text = self.view_text(view)?;
        let copied = edit::copy(&text, &self.view_selections(view)?).text;
        self.effect(Effect::Copy(copied))
    }

    pub(crate) fn cut(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        self.check_writable(self.view_document(view)?)?;
        self.copy()?;
        self.change(view, edit::cut)
    }

    /// Asks the face for the clipboard's text.
    pub(crate) fn request_paste(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        self.effect(Effect::RequestPaste(view))
    }

    /// Puts text from the clipboard at the carets.
    pub(crate) fn paste(&mut self, view: ViewId, pasted: &str) -> CommandResult {
        self.change(view, |context, text, selections| edit::paste(context, text, selections, pasted))
    }
}

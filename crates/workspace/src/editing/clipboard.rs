//! Cut, copy and paste. The clipboard is the face's: text goes out as an effect and comes in as a command.

use justbuilt_text::edit::{self, Clip};

use crate::command::CommandResult;
use crate::effect::Effect;
use crate::ids::ViewId;
use crate::workspace::Workspace;

impl Workspace {
    pub(crate) fn copy(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let text = self.view_text(view)?;
        let context = self.edit_context_of(view)?;
        let clip = edit::copy(&context, &text, &self.view_selections(view)?);
        let copied = clip.text.clone();
        self.clip = clip;
        self.effect(Effect::Copy(copied))
    }

    pub(crate) fn cut(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        self.check_writable(self.view_document(view)?)?;
        self.copy()?;
        self.change(view, |context, text, selections| edit::cut(context, text, selections).1)
    }

    /// Asks the face for the clipboard's text.
    pub(crate) fn request_paste(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        self.effect(Effect::RequestPaste(view))
    }

    /// Puts text from the clipboard at the carets.
    pub(crate) fn paste(&mut self, view: ViewId, pasted: &str) -> CommandResult {
        // What was copied here is known in pieces; what comes from elsewhere is just text.
        let clip = if self.clip.text == pasted { self.clip.clone() } else { Clip::from_text(pasted) };
        self.change(view, |context, text, selections| edit::paste(context, text, selections, &clip))
    }
}

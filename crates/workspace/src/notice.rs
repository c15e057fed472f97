//! Notices: what the workspace tells the user without taking the focus. The app shows them as toasts and keeps
//! the list; the workspace only says what happened, why, and what can be done about it.

use justbuilt_base::Severity;

use crate::command::Command;
use crate::ids::{DocumentId, NoticeId};

/// One message to the user.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Identifies the notice for as long as the workspace lives.
    pub id: NoticeId,
    /// How much it matters.
    pub severity: Severity,
    /// One short sentence: what happened.
    pub title: String,
    /// Why, and what to do. May be empty.
    pub detail: String,
    /// Buttons: label and the command sent when pressed.
    pub actions: Vec<(String, Command)>,
    /// Stays until dismissed when it asks for something.
    pub sticky: bool,
    /// The document whose conflict with the disk it asks about; it goes when that is settled.
    pub conflict: Option<DocumentId>,
}

/// A notice being put together; [`crate::Workspace`] gives it its id.
#[derive(Clone, Debug)]
pub struct NewNotice {
    pub(crate) severity: Severity,
    pub(crate) title: String,
    pub(crate) detail: String,
    pub(crate) actions: Vec<(String, Command)>,
    pub(crate) conflict: Option<DocumentId>,
}

impl NewNotice {
    /// Something worth knowing.
    pub fn info(title: impl Into<String>) -> Self {
        Self::new(Severity::Info, title)
    }

    /// Something was done, but not as asked.
    pub fn warning(title: impl Into<String>) -> Self {
        Self::new(Severity::Warning, title)
    }

    /// Something failed.
    pub fn error(title: impl Into<String>) -> Self {
        Self::new(Severity::Error, title)
    }

    fn new(severity: Severity, title: impl Into<String>) -> Self {
        Self { severity, title: title.into(), detail: String::new(), actions: Vec::new(), conflict: None }
    }

    /// It asks about this document's conflict with the disk, and goes when that is settled.
    #[must_use]
    pub fn conflict(mut self, document: DocumentId) -> Self {
        self.conflict = Some(document);
        self
    }

    /// Why it happened and what to do.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// A button.
    #[must_use]
    pub fn action(mut self, label: impl Into<String>, command: Command) -> Self {
        self.actions.push((label.into(), command));
        self
    }

    pub(crate) fn with_id(self, id: NoticeId) -> Notice {
        let sticky = !self.actions.is_empty();
        let NewNotice { severity, title, detail, actions, conflict } = self;
        Notice { id, severity, title, detail, actions, sticky, conflict }
    }
}

//! Who makes changes. Authors are kept once, in a table; operations name them by their place in it.

use serde::{Deserialize, Serialize};

/// What kind of author.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthorKind {
    /// Somebody at the keyboard.
    #[default]
    Person,
    /// A model that plays a part.
    Persona,
    /// A formatter, a script, a generator.
    Tool,
    /// Another program, while the editor was looking or while it was closed.
    Outside,
}

impl AuthorKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [AuthorKind; 4] =
        [AuthorKind::Person, AuthorKind::Persona, AuthorKind::Tool, AuthorKind::Outside];

    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            AuthorKind::Person => "person",
            AuthorKind::Persona => "persona",
            AuthorKind::Tool => "tool",
            AuthorKind::Outside => "outside",
        }
    }
}

/// An author of changes. Two with the same parts are the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Author {
    /// What kind.
    pub kind: AuthorKind,
    /// What to call them.
    pub name: String,
    /// The conversation, the commit or the command line that the change came from.
    pub detail: Option<String>,
}

impl Author {
    /// A person at the keyboard.
    pub fn person(name: impl Into<String>) -> Self {
        Self::new(AuthorKind::Person, name)
    }

    /// An author of a kind.
    pub fn new(kind: AuthorKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), detail: None }
    }

    /// The same, with what the change came from.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

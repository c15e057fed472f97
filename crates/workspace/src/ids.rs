//! Names for the things a workspace holds: documents, views, tabs. Plain numbers that are never reused within
//! a session; tab and view ids are kept in the saved session so that the window's layout can refer to them.
//! Not here: paths and anything that has a meaning outside one workspace.

use justbuilt_base::id_type;

id_type!(
    /// An open document: one text, however many views show it.
    DocumentId
);
id_type!(
    /// One view on a document: its own carets, folds, wrap and scroll position.
    ViewId
);
id_type!(
    /// One tab, whatever it shows.
    TabId
);
id_type!(
    /// A question put to the user with [`crate::Effect::Ask`].
    QuestionId
);
id_type!(
    /// A notice in the list of notices.
    NoticeId
);
id_type!(
    /// A conversation, while the program runs. In the store it has a record's id.
    ConversationId
);
id_type!(
    /// A set of proposed changes.
    ChangeSetId
);
id_type!(
    /// Something that goes along with the next message.
    ChipId
);

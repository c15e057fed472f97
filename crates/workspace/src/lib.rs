//! The editor without a face: documents, tabs, project, search, commands, settings, sessions. A face (window,
//! browser, command line, test) hands in a [`Platform`], sends [`Command`]s, calls [`Workspace::tick`] once a frame,
//! reads the [`Snapshot`] and does the [`Effect`]s. The workspace is the only one that changes anything, and never
//! waits for the disk.

mod ability;
pub mod ai;
pub mod command;
pub mod diff;
mod document;
mod editing;
pub mod effect;
mod event;
mod file;
pub mod find;
pub mod finder;
pub mod ids;
pub mod keymap;
mod navigate;
pub mod notice;
pub mod platform;
pub mod project;
pub mod search;
mod session;
pub mod settings;
pub mod sketches;
pub mod snapshot;
mod tabs;
pub mod timeline;
mod view;
mod window;
mod workspace;

pub use justbuilt_base::Severity;

pub use ability::{Abilities, Ability};
pub use ai::{AiCommand, AiOutside, AiPage, AiSnapshot};
pub use command::{
    Args, Category, Command, CommandError, CommandId, CommandResult, CommandSpec, CommandTable, Direction,
    FindCommand, FindQuery, Focus, OpenAt, Place, Scroll, Step, StepError, TabCommand, Value, When,
};
pub use diff::{Diff, DiffRow};
pub use editing::undo::UndoState;
pub use effect::{
    Align, AskFor, CanvasDoes, CanvasPart, Choice, Effect, PageStep, PanelId, PickerKind, Question, ScrollBy,
};
pub use ids::{ChangeSetId, ChipId, ConversationId, DocumentId, NoticeId, QuestionId, TabId, ViewId};
pub use notice::{NewNotice, Notice};
pub use platform::{Lock, LockSource, MemoryLocks, Options, Platform};
pub use sketches::{
    CodeCommand, PictureFrom, PictureJob, PictureTo, ShelfCommand, SketchCommand, SketchSnapshot,
};
pub use snapshot::{
    BinaryPreview, DiskState, DocumentSnapshot, FindSnapshot, ImageFile, Loading, OpenFailure, Outline,
    ProjectSnapshot, ReadOnly, Snapshot, TabItem, TabSnapshot, ViewSnapshot,
};
pub use timeline::{HistorySource, MemoryHistory, TimelineCommand, TimelineSnapshot};
pub use workspace::Workspace;

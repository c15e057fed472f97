//! Conversations as the face sees them.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_ai::context::Manifest;
use justbuilt_ai::conversation::{TurnId, TurnState};
use justbuilt_ai::event::Usage;
use justbuilt_ai::prices::Cost;
use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ai::Routed;
use crate::ids::{ChangeSetId, ChipId, ConversationId, DocumentId};

/// All conversations of the project.
#[derive(Clone, Debug, Default)]
pub struct ChatSnapshot {
    /// Those that are not put away, the latest first.
    pub list: Arc<[ConversationItem]>,
    /// Those that are put away, the latest first; they can be brought back.
    pub put_away: Arc<[ConversationItem]>,
    /// The one that is shown.
    pub open: Option<Arc<ConversationSnapshot>>,
    /// What was looked for, and where it was found; `None` when nothing is.
    pub search: Option<Arc<(String, Vec<Found>)>>,
    /// Whether what is said is kept.
    pub kept: Kept,
}

/// Whether conversations are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// They are being read.
    #[default]
    Reading,
    /// They are.
    Kept,
    /// They are not, beyond this window: why, and what to do.
    Not {
        /// What happened.
        why: String,
        /// What to do.
        help: String,
    },
}

/// A conversation in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversationItem {
    /// Which.
    pub id: ConversationId,
    /// Its title.
    pub title: String,
    /// When something was said last.
    pub time: Timestamp,
    /// Slugs of the personas in it.
    pub personas: Vec<String>,
    /// How many turns it has, all branches together.
    pub turns: usize,
    /// Whether an answer is coming in.
    pub busy: bool,
    /// Whether something came that was not seen.
    pub unseen: bool,
}

/// A place where something that was looked for stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Its title.
    pub title: String,
    /// In which turn.
    pub turn: TurnId,
    /// The line it stands in.
    pub line: String,
    /// Where in the line: bytes.
    pub at: Range<usize>,
}

/// A conversation, as far as its shown branch goes.
#[derive(Clone, Debug)]
pub struct ConversationSnapshot {
    /// Which.
    pub id: ConversationId,
    /// Its title.
    pub title: String,
    /// The turns of the shown branch. A turn that did not change is the same [`Arc`].
    pub turns: Arc<[Arc<TurnItem>]>,
    /// The answer that is coming in.
    pub busy: Option<TurnId>,
    /// What stands in the field, as it was when the conversation was opened; grows by `draft_revision` when something
    /// other than the user's typing changed it.
    pub draft: String,
    /// See `draft`.
    pub draft_revision: u64,
    /// Slugs of those who answer next.
    pub personas: Vec<String>,
    /// (provider, model) that the user chose for the next answers.
    pub model: Option<(String, String)>,
    /// What goes along with the next message.
    pub context: Arc<ContextView>,
    /// What all of it cost, and whether all of that is known.
    pub cost: (Cost, bool),
    /// Change sets that came out of it and wait for review.
    pub changes: Vec<ChangeSetId>,
}

/// What was said, for display.
#[derive(Clone, Debug)]
pub struct TurnItem {
    /// Which.
    pub id: TurnId,
    /// Grows with every change.
    pub revision: u64,
    /// Who.
    pub speaker: Speaker,
    /// What.
    pub parts: Vec<TurnPart>,
    /// Whether it is whole.
    pub state: TurnState,
    /// When.
    pub time: Timestamp,
    /// The branches at this place, itself included.
    pub branches: Vec<TurnId>,
    /// (provider, model) that says it.
    pub model: Option<(String, String)>,
    /// The tokens.
    pub usage: Usage,
    /// The money.
    pub cost: Cost,
    /// Whether tokens and money are our estimate.
    pub estimated: bool,
    /// What went wrong, or holds it up.
    pub trouble: Option<Trouble>,
    /// What went along with a question.
    pub sent: Option<Arc<Manifest>>,
    /// The prompt and its version that a question was made from.
    pub prompt: Option<(String, u32)>,
    /// The change set that came out of an answer.
    pub changes: Option<ChangeSetId>,
    /// What became of the set, when it is not there any more.
    pub came: Option<CameOut>,
}

/// A change set that came out of an answer, as the conversation remembers it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameOut {
    /// Its [`key`](crate::ai::ChangesSnapshot::key).
    pub key: String,
    /// What it is, in a few words.
    pub title: String,
    /// Its files: path, lines that are added, lines that are removed.
    pub files: Vec<(String, usize, usize)>,
    /// What became of it, as far as the conversation knows.
    pub outcome: Outcome,
}

/// What became of a change set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It waited for review. It was made or dropped since, while the conversation was not here.
    #[default]
    Waits,
    /// It was made.
    Made,
    /// It was made and taken back.
    TakenBack,
    /// It was dropped.
    Dropped,
}

/// Who says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The user.
    Person,
    /// A persona.
    Persona {
        /// Its slug.
        slug: String,
        /// Its name; the slug when it is not there any more.
        name: String,
        /// A character or two.
        avatar: String,
    },
    /// The tools that a persona called.
    Tools,
}

/// A piece of a turn.
#[derive(Clone, Debug, PartialEq)]
pub enum TurnPart {
    /// Markdown.
    Text(Arc<str>),
    /// What the model thought.
    Thinking(Arc<str>),
    /// A picture.
    Image {
        /// Its type.
        media_type: String,
        /// Its bytes.
        bytes: Arc<[u8]>,
    },
    /// A call of a tool.
    Call {
        /// Its id.
        id: String,
        /// The tool.
        name: String,
        /// What it is given, as JSON or as it came.
        arguments: Arc<str>,
        /// How far it is.
        state: CallState,
    },
}

/// How far a call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallState {
    /// It is coming in, or is being carried out.
    Running,
    /// The user is asked.
    Asks {
        /// What would happen, in a sentence.
        what: String,
    },
    /// It was carried out.
    Done(Arc<str>),
    /// It failed, was refused, or was never carried out.
    Failed(Arc<str>),
}

/// Something that went wrong, or holds an answer up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What happened, a sentence.
    pub message: String,
    /// What to do.
    pub help: String,
    /// All that is known, for a report. Never holds a key.
    pub details: String,
    /// It goes on by itself: the attempt that comes.
    pub retrying: Option<u32>,
    /// The provider whose key is wrong or missing.
    pub key_of: Option<String>,
}

/// What goes along with the next message.
#[derive(Clone, Debug)]
pub struct ContextView {
    /// What the user named.
    pub chips: Vec<ContextChip>,
    /// Whether open files and the like go along by themselves.
    pub gathers: bool,
    /// What exactly goes out, and what does not and why; `None` while it is put together.
    pub manifest: Option<Arc<Manifest>>,
    /// Exactly the text that goes along, for its page; secrets taken out.
    pub text: Arc<str>,
    /// Tokens of all that the next message sends: what is told, what was said, what goes along. An estimate.
    pub tokens: u64,
    /// The model's window, when it is known.
    pub window: Option<u64>,
    /// What the next message costs at most.
    pub cost: Option<Cost>,
    /// Who will be asked, and why; or why nobody can be.
    pub target: Result<Routed, String>,
}

/// Something that goes along.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextChip {
    /// Which.
    pub id: ChipId,
    /// What it is.
    pub kind: ContextKind,
    /// Its name: a file's, a symbol's.
    pub label: String,
    /// Where it is from, whole.
    pub detail: String,
    /// How far it is.
    pub state: ContextState,
}

/// What kind of thing goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContextKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// What is selected.
    Selection,
    /// A symbol.
    Symbol,
    /// What was changed.
    Diff,
    /// A problem.
    Problem,
    /// A moment of the timeline.
    Moment,
    /// A page of the web.
    Web,
    /// A conversation.
    Conversation,
    /// A picture.
    Image,
    /// A sketch.
    Sketch,
}

/// How far something that goes along is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextState {
    /// It is being read.
    Reading,
    /// It has so many tokens.
    Tokens(u64),
    /// It cannot go along: why.
    Failed(String),
}

/// Something the user names.
#[derive(Clone, Debug, PartialEq)]
pub enum Mention {
    /// A file of the project.
    File(PathBuf),
    /// Lines of a file of the project, from 0.
    Lines {
        /// The file.
        path: PathBuf,
        /// The lines.
        lines: Range<usize>,
    },
    /// A folder of the project.
    Folder(PathBuf),
    /// What is selected in the active view.
    Selection,
    /// A symbol of an open document: its index in the outline.
    Symbol {
        /// The document.
        document: DocumentId,
        /// The symbol's name.
        name: String,
        /// Its bytes.
        range: Range<usize>,
    },
    /// What was changed since the last commit, or since the project was opened when there is none.
    Diff,
    /// What is wrong, as the problems panel lists it.
    Problems,
    /// The project as it was: what was changed around the moment that is shown, or at a node.
    Moment(Option<justbuilt_timeline::NodeId>),
    /// A page of the web.
    Web(String),
    /// Another conversation.
    Conversation(ConversationId),
    /// Text that was pasted and is too long for the field.
    Paste(Arc<str>),
    /// A sketch.
    Sketch(SketchPlace),
}

/// Where a sketch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SketchPlace {
    /// Open, perhaps without a file.
    Open(DocumentId),
    /// A file of the project.
    File(PathBuf),
}

impl Default for ContextView {
    fn default() -> Self {
        Self {
            chips: Vec::new(),
            gathers: true,
            manifest: None,
            text: Arc::from(""),
            tokens: 0,
            window: None,
            cost: None,
            target: Err(String::new()),
        }
    }
}

//! What a conversation is made of, as it is shown, and what can be asked for in it.

use std::ops::Range;
use std::sync::Arc;

use egui::TextureHandle;
use justbuilt_syntax::Highlight;

/// What was said.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    /// Names it in the conversation.
    pub id: u64,
    /// Grows with every change.
    pub revision: u64,
    /// Who.
    pub speaker: Speaker,
    /// What.
    pub parts: Vec<Part>,
    /// Whether it is whole.
    pub state: State,
    /// When, short: `14:05`.
    pub time: String,
    /// The model; empty when none spoke.
    pub model: String,
    /// Lines for who wants to know more: when exactly, tokens, money.
    pub facts: Vec<String>,
    /// The turns at this place, itself included, in their order.
    pub branches: Vec<u64>,
    /// What went wrong.
    pub trouble: Option<Trouble>,
    /// The change set that came out of it.
    pub card: Option<Card>,
}

impl Turn {
    /// All of its text in Markdown, for the clipboard and for the field that edits it.
    pub fn text(&self) -> String {
        let texts = self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(&**text),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("\n\n")
    }
}

/// Who says something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Speaker {
    /// The user.
    #[default]
    Person,
    /// A persona.
    Persona {
        /// Its slug: gives it its hue.
        slug: String,
        /// Its name.
        name: String,
        /// A character or two; empty for its initials.
        avatar: String,
    },
    /// Tools that a persona called.
    Tools,
}

/// A piece of a turn.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
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
        /// What it is given.
        arguments: Arc<str>,
        /// How far it is.
        state: CallState,
    },
}

/// How far a call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallState {
    /// It is coming in, or is carried out.
    Running,
    /// The user is asked: what would happen.
    Asks(String),
    /// What came of it.
    Done(Arc<str>),
    /// Why nothing did.
    Failed(Arc<str>),
}

/// Whether a turn is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It is coming in.
    Writing,
    /// It is whole.
    #[default]
    Whole,
    /// It ends before its end: why, and whether it can go on.
    Cut(String, bool),
}

/// Something that went wrong, or holds an answer up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub message: String,
    /// What to do.
    pub help: String,
    /// All that is known.
    pub details: String,
    /// It goes on by itself: the attempt that comes.
    pub retrying: Option<u32>,
    /// The provider whose key is wrong or missing.
    pub key_of: Option<String>,
}

/// A change set in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Names it; the turn for a set that is not there any more.
    pub id: u64,
    /// What it is.
    pub title: String,
    /// Its files: path, lines that are added, lines that are removed.
    pub files: Vec<(String, usize, usize)>,
    /// How far it is.
    pub state: CardState,
}

/// How far a change set is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardState {
    /// It is being worked out.
    Planning,
    /// It waits for the user.
    Ready,
    /// It is being made.
    Applying,
    /// It was made.
    Applied,
    /// It was made and taken back.
    Undone,
    /// It could not be made: why.
    Failed(String),
    /// It was made in an earlier session.
    Made,
    /// It is not there any more, and was made or dropped.
    Gone,
    /// It was dropped, or taken back and not kept.
    Dropped,
}

/// Something the user asks for in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Open an address.
    Open(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Put a fenced block at the caret.
    Insert {
        /// Of which turn.
        turn: u64,
        /// Which, from 0.
        fence: usize,
    },
    /// Read edits out of a turn.
    Apply {
        /// Which.
        turn: u64,
        /// Of which fenced block, from 0; of all of it when `None`.
        fence: Option<usize>,
    },
    /// Ask something else in place of a question.
    Edit {
        /// The question.
        turn: u64,
        /// The words.
        text: String,
    },
    /// Ask again; by which of the models that were handed in.
    Retry {
        /// The answer.
        turn: u64,
        /// The model.
        model: Option<usize>,
    },
    /// Go on where an answer was cut.
    Continue(u64),
    /// Show the branch through a turn.
    Branch(u64),
    /// Carry out a call.
    Allow {
        /// Of which turn.
        turn: u64,
        /// Its id.
        call: String,
    },
    /// Refuse a call.
    Refuse {
        /// Of which turn.
        turn: u64,
        /// Its id.
        call: String,
    },
    /// Give a provider a key.
    AddKey(String),
    /// Show the review of a change set.
    Review(u64),
    /// Make a change set.
    ApplyChanges(u64),
    /// Drop a change set.
    DropChanges(u64),
    /// Take a change set back.
    UndoChanges(u64),
    /// Show where the change set of a turn was made.
    FindChanges(u64),
    /// Leave the list for the field.
    ToField,
}

/// What a conversation cannot make by itself.
pub trait Assets {
    /// Kinds of code: byte ranges in order, without overlaps. Called once for a piece of code and look.
    fn highlight(&mut self, language: &str, code: &str) -> Vec<(Range<usize>, Highlight)>;
    /// A picture, if it can be shown. Called every frame that it is seen.
    fn picture(&mut self, ctx: &egui::Context, bytes: &Arc<[u8]>) -> Option<TextureHandle>;
}

/// Neither colours nor pictures.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoAssets;

impl Assets for NoAssets {
    fn highlight(&mut self, _language: &str, _code: &str) -> Vec<(Range<usize>, Highlight)> {
        Vec::new()
    }

    fn picture(&mut self, _ctx: &egui::Context, _bytes: &Arc<[u8]>) -> Option<TextureHandle> {
        None
    }
}

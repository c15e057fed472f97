//! What can be asked of the AI's part besides the table's commands: what carries ids, texts and ranges. All return at
//! once; what comes of them is in a later snapshot.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_ai::conversation::TurnId;
use justbuilt_ai::routing::Role;

use super::Mention;
use crate::ids::{ChangeSetId, ChipId, ConversationId, ViewId};

/// Something asked of the AI's part.
#[derive(Clone, Debug)]
pub enum AiCommand {
    /// Providers, keys, models, money.
    Setup(SetupCommand),
    /// Personas and prompts.
    Colleagues(ColleaguesCommand),
    /// Conversations.
    Chat(ChatCommand),
    /// The review of change sets.
    Changes(ChangesCommand),
    /// The edit in place.
    Inline(InlineCommand),
    /// What is offered at the caret.
    Ghost(GhostCommand),
    /// The search by meaning.
    Semantic(super::SemanticCommand),
    /// Shows a page in a tab.
    Page(super::AiPage),
}

/// Providers, keys, models, money.
#[derive(Clone)]
pub enum SetupCommand {
    /// The page, or the dock without a provider, is seen: what it shows is looked up.
    Show,
    /// Keeps a key and checks it by a harmless call.
    SetKey {
        /// The provider, as the settings call it.
        provider: String,
        /// The key. It is not printed.
        key: String,
    },
    /// Forgets a key.
    DeleteKey {
        /// The provider.
        provider: String,
    },
    /// Checks the key that is there by a harmless call.
    CheckKey {
        /// The provider.
        provider: String,
    },
    /// Opens the vault.
    Unlock {
        /// The passphrase. It is not printed.
        passphrase: String,
    },
    /// Lists the models of a provider.
    ListModels {
        /// The provider.
        provider: String,
    },
    /// Says which models a role asks, in order; empty leaves it to the editor. Written to `providers.toml`.
    Route {
        /// For what.
        role: Role,
        /// (provider, model), the first first.
        models: Vec<(String, String)>,
    },
    /// Decides what requests cost of which nobody knows it, since their program ended: all they can have, or nothing.
    Settle {
        /// Whether they are counted.
        counted: bool,
    },
    /// Adds a provider of the user's own, or changes one. Written to `providers.toml`.
    AddProvider {
        /// Its name.
        name: String,
        /// As `providers.toml` calls the protocol.
        protocol: String,
        /// Where it is.
        base_url: String,
        /// The model that is asked when none is named; may be empty.
        model: String,
    },
    /// Opens `providers.toml`, made with a commented example when it is not there.
    OpenFile,
}

impl std::fmt::Debug for SetupCommand {
    /// Without keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            SetupCommand::Show => "Show",
            SetupCommand::SetKey { .. } => "SetKey",
            SetupCommand::DeleteKey { .. } => "DeleteKey",
            SetupCommand::CheckKey { .. } => "CheckKey",
            SetupCommand::Unlock { .. } => "Unlock",
            SetupCommand::ListModels { .. } => "ListModels",
            SetupCommand::Route { .. } => "Route",
            SetupCommand::Settle { .. } => "Settle",
            SetupCommand::AddProvider { .. } => "AddProvider",
            SetupCommand::OpenFile => "OpenFile",
        })
    }
}

/// Personas and prompts.
#[derive(Clone, Debug)]
pub enum ColleaguesCommand {
    /// Selects a persona on its page.
    SelectPersona(Option<String>),
    /// Selects a prompt on its page.
    SelectPrompt(Option<String>),
    /// Begins a new persona, from another one of this slug or from nothing.
    NewPersona(Option<String>),
    /// Begins a new prompt, from another one or from nothing.
    NewPrompt(Option<String>),
    /// Keeps a persona as the user's (`project`: as the project's). What it was becomes a version.
    SavePersona {
        /// The slug it had; `None` for a new one.
        was: Option<String>,
        /// What it is now.
        persona: Box<justbuilt_ai::persona::Persona>,
        /// Why it changed.
        note: String,
        /// Whether it goes to the project's folder.
        project: bool,
    },
    /// Deletes a persona's file. Its versions stay.
    DeletePersona(String),
    /// Brings a version of a persona back, as a new version.
    RestorePersona {
        /// Which.
        slug: String,
        /// The version, from 1.
        version: u32,
    },
    /// Imports personas from a file in any known format.
    ImportPersona(PathBuf),
    /// Exports a persona in a format, by its name (`claude-agent`, `copilot`, …), into a folder.
    ExportPersona {
        /// Which.
        slug: String,
        /// The format's name.
        format: String,
        /// Where to.
        folder: PathBuf,
    },
    /// Keeps a prompt. Another content becomes a version.
    SavePrompt {
        /// The name it had; `None` for a new one.
        was: Option<String>,
        /// What it is now.
        prompt: Box<justbuilt_ai::prompt::Prompt>,
        /// Whether it goes to the project's folder.
        project: bool,
    },
    /// Deletes a prompt's file. Its versions stay.
    DeletePrompt(String),
    /// Runs a prompt's cases on several models, side by side.
    TestPrompt {
        /// Which.
        name: String,
        /// (provider, model).
        models: Vec<(String, String)>,
    },
    /// Stops the test.
    StopTest,
    /// Opens the file of a persona or a prompt in a tab.
    OpenFile(PathBuf),
}

/// Conversations.
#[derive(Clone, Debug)]
pub enum ChatCommand {
    /// The dock is seen, or not any more.
    Panel(bool),
    /// Begins a conversation; with this persona when given.
    New(Option<String>),
    /// Shows a conversation.
    Open(ConversationId),
    /// Puts a conversation away. It can be brought back by [`ChatCommand::Restore`].
    Delete(ConversationId),
    /// Brings back one that was put away.
    Restore(ConversationId),
    /// Gives a conversation a name; empty takes it away.
    Rename {
        /// Which.
        conversation: ConversationId,
        /// The name.
        name: String,
    },
    /// What stands in the field, kept over restarts.
    Draft(String),
    /// Sends what stands in the field. A slash command is rendered first.
    Send(String),
    /// Sends other words in place of a question, as a branch beside it.
    Edit {
        /// The question.
        turn: TurnId,
        /// The words.
        text: String,
    },
    /// Stops the answer that is coming in.
    Stop,
    /// Asks again, beside the answer; by another (provider, model) when given.
    Retry {
        /// The answer.
        turn: TurnId,
        /// Who is asked.
        model: Option<(String, String)>,
    },
    /// Goes on where an answer was cut.
    Continue(TurnId),
    /// Shows the branch through this turn.
    ShowBranch(TurnId),
    /// Who answers next; several answer one after the other.
    Personas(Vec<String>),
    /// Which (provider, model) answers next; `None` leaves it to the persona and the routes.
    Model(Option<(String, String)>),
    /// Takes something along with the next message.
    Attach(Mention),
    /// Leaves something out again.
    Detach(ChipId),
    /// Takes a picture along: its bytes, and `image/png` and the like.
    AttachImage {
        /// Its bytes.
        bytes: Arc<[u8]>,
        /// Its type.
        media_type: String,
    },
    /// Whether open files and the like go along by themselves.
    Gather(bool),
    /// Carries out a call that waits for the user.
    Allow {
        /// The answer that calls.
        turn: TurnId,
        /// The call's id.
        call: String,
    },
    /// Refuses a call that waits for the user.
    Refuse {
        /// The answer that calls.
        turn: TurnId,
        /// The call's id.
        call: String,
    },
    /// Puts a block of code of an answer at the caret.
    InsertCode {
        /// The answer.
        turn: TurnId,
        /// Which fenced block of its text, from 0.
        block: usize,
    },
    /// Reads edits out of an answer (one block, or all of it) and shows them for review.
    ApplyCode {
        /// The answer.
        turn: TurnId,
        /// Which fenced block of its text, from 0; `None` for all edits of the answer.
        block: Option<usize>,
    },
    /// Looks for text in all conversations; empty ends the search.
    Search(String),
    /// Writes a conversation to a file: Markdown, or JSON when it is called so.
    Export {
        /// Which.
        conversation: ConversationId,
        /// Where to.
        path: PathBuf,
    },
    /// Says all of the conversation in Markdown to the clipboard.
    Copy(ConversationId),
}

/// The review of change sets.
#[derive(Clone, Debug)]
pub enum ChangesCommand {
    /// Edits from elsewhere, written as a model writes them: an answer that was pasted, a patch, what a tool made.
    Propose {
        /// The edits, with whatever is around them.
        answer: String,
        /// The texts that they were made for, by path in the project; files that are not among them are taken as they
        /// are.
        seen: Vec<(String, justbuilt_text::Text)>,
        /// Where they are from.
        origin: Box<super::ChangeOrigin>,
    },
    /// Keeps or drops a hunk.
    Hunk {
        /// Of which set.
        set: ChangeSetId,
        /// Which file of it, from 0.
        file: usize,
        /// Which hunk of it, from 0.
        hunk: usize,
        /// Whether it is made.
        keep: bool,
    },
    /// Keeps or drops a file.
    File {
        /// Of which set.
        set: ChangeSetId,
        /// Which file of it, from 0.
        file: usize,
        /// Whether it is changed.
        keep: bool,
    },
    /// The user wrote other lines in place of a hunk's new ones.
    Write {
        /// Of which set.
        set: ChangeSetId,
        /// Which file of it, from 0.
        file: usize,
        /// Which hunk of it, from 0.
        hunk: usize,
        /// The new lines.
        text: String,
    },
    /// The user agrees to what has to be asked: a secret or ignored file, syntax that gets worse.
    Agree {
        /// Of which set.
        set: ChangeSetId,
        /// Which file of it, from 0.
        file: usize,
        /// Whether the user does.
        yes: bool,
    },
    /// Makes what is kept: one step to undo, and one node of the timeline.
    Apply(ChangeSetId),
    /// Takes an applied set back, as a step of its own that can be taken back, too.
    Undo(ChangeSetId),
    /// Drops the set.
    Drop(ChangeSetId),
    /// Shows the review in a tab.
    Show(ChangeSetId),
    /// Shows in the timeline where a set was made, by its [`key`](super::ChangesSnapshot::key).
    Find(String),
    /// Opens a file of the set at a hunk.
    Open {
        /// Of which set.
        set: ChangeSetId,
        /// Which file of it, from 0.
        file: usize,
        /// Which hunk of it, from 0.
        hunk: Option<usize>,
    },
}

/// The edit in place.
#[derive(Clone, Debug)]
pub enum InlineCommand {
    /// Opens the field at the selection, or at the line of the caret.
    Open(ViewId),
    /// What stands in the field.
    Draft(String),
    /// Sends what stands in the field.
    Send(String),
    /// Stops what comes in; what came stays for review.
    Stop,
    /// Keeps what was proposed, all of it or one hunk.
    Keep(Option<usize>),
    /// Drops what was proposed, all of it or one hunk.
    Drop(Option<usize>),
    /// Asks again with the same words.
    Again,
    /// Closes the field. What was proposed is dropped.
    Close,
}

/// What is offered at the caret.
#[derive(Clone, Debug)]
pub enum GhostCommand {
    /// Asks now, without waiting.
    Ask(ViewId),
    /// Takes all of it.
    Accept,
    /// Takes its next word.
    AcceptWord,
    /// Takes its next line.
    AcceptLine,
    /// Puts it away.
    Dismiss,
    /// Goes to where the next edit is offered.
    GoToNext,
    /// The place in the text where the pointer or a popup is in the way: nothing is offered there.
    Hold {
        /// In which view.
        view: ViewId,
        /// The bytes; `None` when nothing is in the way any more.
        at: Option<Range<usize>>,
    },
}

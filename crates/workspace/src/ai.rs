//! AI colleagues in the editor: who can be asked and for what money, conversations, edits that are reviewed before they
//! are made, edits in place, and completion. What providers say, what personas may do and where an edit belongs is
//! `justbuilt_ai`'s; here it meets documents, files and the timeline. One folder a part; `asking` is the only way out.

pub(crate) mod asking;
pub(crate) mod changes;
pub(crate) mod chat;
pub(crate) mod colleagues;
pub(crate) mod command;
pub(crate) mod commands;
pub mod counting;
pub mod desk;
pub(crate) mod ghost;
pub(crate) mod inline;
pub mod ledger;
pub mod models;
pub mod outside;
pub(crate) mod semantic;
pub(crate) mod setup;
pub mod shelf;
mod snapshot;
pub mod words;

use std::sync::Arc;
use std::time::Duration;

pub use changes::snapshot::{
    ChangeAction, ChangeFile, ChangeHunk, ChangeOrigin, ChangeState, ChangesSnapshot, HunkState, Permission,
};
pub use chat::snapshot::{
    CallState, CameOut, ChatSnapshot, ContextChip, ContextKind, ContextState, ContextView, ConversationItem,
    ConversationSnapshot, Found, Kept, Mention, Outcome, SketchPlace, Speaker, Trouble, TurnItem, TurnPart,
};
pub use colleagues::snapshot::{ColleaguesSnapshot, PersonaItem, PromptCell, PromptItem, PromptTest, Source};
pub use command::{
    AiCommand, ChangesCommand, ChatCommand, ColleaguesCommand, GhostCommand, InlineCommand, SetupCommand,
};
pub use ghost::snapshot::GhostSnapshot;
pub use inline::snapshot::{InlineSnapshot, InlineState};
pub use outside::{
    AiOutside, KeyFault, KeyStore, MemoryKeys, MemoryRecords, NoHttp, RecordSource, RecordsFault,
};
pub use semantic::SemanticCommand;
pub use semantic::snapshot::{SemanticHit, SemanticPlan, SemanticSnapshot, SemanticState};
pub use setup::snapshot::{KeyState, ModelItem, ProviderItem, Routed, SetupSnapshot, Spending, Unsettled};
pub use snapshot::{AiPage, AiSnapshot};

use crate::command::CommandResult;
use crate::tabs::Item;
use crate::workspace::Workspace;

/// The AI's part of the workspace.
#[derive(Default)]
pub(crate) struct Ai {
    pub(crate) asking: asking::Asking,
    pub(crate) setup: setup::Setup,
    pub(crate) colleagues: colleagues::Colleagues,
    pub(crate) chat: chat::Chat,
    pub(crate) changes: changes::Changes,
    pub(crate) inline: inline::Inline,
    pub(crate) ghost: ghost::Ghost,
    pub(crate) semantic: semantic::Semantic,
}

impl Ai {
    /// All of it as the face sees it.
    pub(crate) fn snapshot(&mut self) -> AiSnapshot {
        AiSnapshot {
            setup: self.setup.snapshot(),
            colleagues: self.colleagues.snapshot(),
            chat: self.chat.snapshot(),
            changes: self.changes.snapshot(),
            inline: self.inline.snapshot(),
            ghost: self.ghost.snapshot(),
            semantic: self.semantic.snapshot(),
        }
    }
}

/// What background work of the AI sends back.
pub(crate) enum AiEvent {
    /// Steps of answers wait to be taken in.
    Asking(asking::Told),
    /// Providers, keys, prices, what was spent.
    Setup(Box<setup::Told>),
    /// Personas and prompts.
    Colleagues(Box<colleagues::Told>),
    /// Conversations were read, kept, searched; context was read.
    Chat(Box<chat::Told>),
    /// A change set was planned or written.
    Changes(Box<changes::Told>),
    /// What goes along with an edit in place was read.
    Inline(Box<inline::Told>),
    /// Of the search by meaning.
    Semantic(Box<semantic::Told>),
}

impl Workspace {
    /// Does what was asked of the AI's part.
    pub(crate) fn ai_run(&mut self, command: AiCommand) -> CommandResult {
        match command {
            AiCommand::Setup(command) => self.setup_run(command),
            AiCommand::Colleagues(command) => self.colleagues_run(command),
            AiCommand::Chat(command) => self.chat_run(command),
            AiCommand::Changes(command) => self.changes_run(command),
            AiCommand::Inline(command) => self.inline_run(command),
            AiCommand::Ghost(command) => self.ghost_run(command),
            AiCommand::Semantic(command) => self.semantic_run(command),
            AiCommand::Page(page) => {
                self.open_ai_page(page);
                Ok(())
            }
        }
    }

    /// Shows a page about AI colleagues.
    pub(crate) fn open_ai_page(&mut self, page: AiPage) {
        let known = self.tabs.iter().find(|tab| matches!(tab.item, Item::Ai(shown) if shown == page));
        match known.map(|tab| tab.id) {
            Some(tab) => self.show_tab(tab, false),
            None => {
                self.open_item(Item::Ai(page));
            }
        }
    }

    pub(crate) fn ai_page_title(&self, page: AiPage) -> String {
        match page {
            AiPage::Providers => "Providers".into(),
            AiPage::Personas => "Personas".into(),
            AiPage::Prompts => "Prompts".into(),
            AiPage::Context(_) => "Context".into(),
            AiPage::Changes(set) => {
                let set = self.ai.changes.title(set);
                set.map_or_else(|| "Changes".into(), |title| format!("Changes: {title}"))
            }
        }
    }

    /// Takes in what came of background work.
    pub(crate) fn ai_take(&mut self, event: AiEvent) {
        match event {
            AiEvent::Asking(told) => self.asking_take(told),
            AiEvent::Setup(told) => self.setup_take(*told),
            AiEvent::Colleagues(told) => self.colleagues_take(*told),
            AiEvent::Chat(told) => self.chat_take(*told),
            AiEvent::Changes(told) => self.changes_take(*told),
            AiEvent::Inline(told) => self.inline_take(*told),
            AiEvent::Semantic(told) => self.semantic_take(*told),
        }
    }

    /// Does what is due.
    pub(crate) fn ai_tick(&mut self) {
        self.setup_tick();
        self.colleagues_begin();
        self.chat_tick();
        self.changes_tick();
        self.inline_tick();
        self.ghost_tick();
    }

    /// When something is due, on the monotonic clock.
    pub(crate) fn ai_due(&self) -> Option<Duration> {
        let due =
            [self.setup_due(), self.chat_due(), self.changes_due(), self.inline_due(), self.ghost_due()];
        due.into_iter().flatten().min()
    }

    /// Files and folders of the AI's part whose changes count, beside the project's.
    pub(crate) fn ai_watched(&self) -> Vec<std::path::PathBuf> {
        let config = self.options.config_dir.as_deref();
        let files = [config.map(desk::providers_file), config.map(desk::prices_file)];
        files.into_iter().chain(self.colleagues_folders()).flatten().collect()
    }

    /// Files have changed on disk; `None`: anything may have.
    pub(crate) fn ai_disk_changed(&mut self, paths: Option<&[std::path::PathBuf]>) {
        let touched = |of: &[Option<std::path::PathBuf>]| {
            of.iter().flatten().any(|one| {
                paths.is_none_or(|paths| {
                    paths.iter().any(|path| path.starts_with(one) || one.starts_with(path))
                })
            })
        };
        let config = self.options.config_dir.as_deref();
        let files = [config.map(desk::providers_file), config.map(desk::prices_file)];
        if touched(&files) {
            self.setup_disk_changed();
        }
        if touched(&self.colleagues_folders()) {
            self.colleagues_disk_changed();
        }
    }

    /// Writes what is not kept yet, waiting for the disk. For the end of the program and before a kill is likely.
    pub(crate) fn ai_flush(&mut self) {
        self.chat_flush();
        self.changes_flush();
        self.semantic_flush();
    }

    /// A document was edited by `since`; it is `now`. Told of every edit, before anything else happens.
    pub(crate) fn ai_text_changed(
        &mut self,
        id: crate::ids::DocumentId,
        since: &justbuilt_text::Transaction,
        now: &justbuilt_text::Text,
    ) {
        self.changes_text_changed(id, since, now);
        self.inline_text_changed(id, since, now);
    }

    /// Another project was opened, or none: what belongs to the last one is put away.
    pub(crate) fn ai_project_changed(&mut self) {
        self.setup_project_changed();
        self.colleagues_project_changed();
        self.chat_project_changed();
        self.changes_project_changed();
        self.inline_project_changed();
        self.ghost_project_changed();
        self.semantic_project_changed();
    }
}

/// A part as the face sees it, made anew only when it was touched.
#[derive(Debug)]
pub(crate) struct Shared<T> {
    now: T,
    shared: Option<Arc<T>>,
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        Self { now: T::default(), shared: None }
    }
}

impl<T: Clone> Shared<T> {
    /// To read.
    pub(crate) fn get(&self) -> &T {
        &self.now
    }

    /// To change: the next snapshot is a new one.
    pub(crate) fn change(&mut self) -> &mut T {
        self.shared = None;
        &mut self.now
    }

    /// As the face sees it.
    pub(crate) fn snapshot(&mut self) -> Arc<T> {
        Arc::clone(self.shared.get_or_insert_with(|| Arc::new(self.now.clone())))
    }
}

//! Conversations without a network: tests answer what is asked themselves.

mod changed;
mod keeping;
mod nothing_lost;
mod streaming;
mod talking;
mod tools;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::client::Update;
use justbuilt_ai::event::{Arguments, Event, FinishReason, Usage};
use justbuilt_ai::prices::{Cost, Money};
use justbuilt_ai::request::{Part, Request};
use justbuilt_base::{InlineSpawner, ManualClock, ManualSpawner, Spawner, Waker};
use justbuilt_store::MemoryFs;

use super::snapshot::{ConversationSnapshot, TurnItem, TurnPart};
use crate::ai::asking::{Over, Step, What as Asked};
use crate::ai::{AiCommand, AiOutside, ChatCommand, ChatSnapshot, Routed, Trouble};
use crate::command::{Command, CommandResult};
use crate::platform::{MemoryLocks, Options, Platform};
use crate::project::FsTree;
use crate::project::source::NoWatch;
use crate::search::FsSearch;
use crate::timeline::MemoryHistory;
use crate::workspace::Workspace;

/// What outlives a window.
#[derive(Clone)]
pub(super) struct Machine {
    fs: MemoryFs,
    clock: ManualClock,
    history: MemoryHistory,
    locks: MemoryLocks,
    pub vcs: Arc<dyn justbuilt_vcs::Vcs>,
    ai: AiOutside,
}

impl Machine {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| (Path::new(*path), text.as_bytes()));
        Self {
            fs: MemoryFs::with_files(files).unwrap(),
            clock: ManualClock::default(),
            history: MemoryHistory::default(),
            locks: MemoryLocks::default(),
            vcs: Arc::new(justbuilt_vcs::NoVcs),
            ai: AiOutside::offline(),
        }
    }

    pub fn start(&self) -> Window {
        self.start_with(Arc::new(InlineSpawner), None)
    }

    /// What is done in the background is done when the window settles.
    pub fn start_apart(&self) -> Window {
        let spawner = ManualSpawner::new();
        self.start_with(Arc::new(spawner.clone()), Some(spawner))
    }

    fn start_with(&self, spawner: Arc<dyn Spawner>, background: Option<ManualSpawner>) -> Window {
        let fs: Arc<dyn justbuilt_store::Fs> = Arc::new(self.fs.clone());
        let platform = Platform {
            sketches: crate::sketches::SketchOutside::default(),
            clock: Arc::new(self.clock.clone()),
            spawner,
            waker: Waker::noop(),
            tree: Arc::new(FsTree::new(Arc::clone(&fs))),
            search: Arc::new(FsSearch::new(Arc::clone(&fs))),
            fs,
            watch: Arc::new(NoWatch),
            locks: Arc::new(self.locks.clone()),
            history: Arc::new(self.history.clone()),
            vcs: Arc::clone(&self.vcs),
            ai: self.ai.clone(),
        };
        let options = Options { state_dir: Some("/state".into()), ..Options::default() };
        let mut ws = Workspace::new(platform, options);
        ws.start(Some(PathBuf::from("/p")));
        ws.ai.chat.script = Some(Vec::new());
        let mut window = Window { ws, machine: self.clone(), background };
        window.settle();
        window
    }
}

/// A window whose questions the test answers.
pub(super) struct Window {
    pub ws: Workspace,
    pub machine: Machine,
    pub background: Option<ManualSpawner>,
}

impl Window {
    pub fn settle(&mut self) {
        for _ in 0..6 {
            if let Some(background) = &self.background {
                background.run_until_idle();
            }
            self.ws.tick();
            self.ws.take_effects();
        }
    }

    pub fn pass(&mut self, milliseconds: u64) {
        self.machine.clock.advance(Duration::from_millis(milliseconds));
        self.settle();
    }

    pub fn try_chat(&mut self, command: ChatCommand) -> CommandResult {
        // What is recorded must not all be at one moment.
        self.machine.clock.advance(Duration::from_millis(1));
        let done = self.ws.try_run(Command::Ai(AiCommand::Chat(command)));
        self.settle();
        done
    }

    #[track_caller]
    pub fn chat(&mut self, command: ChatCommand) {
        if let Err(error) = self.try_chat(command.clone()) {
            panic!("{command:?}: {error}");
        }
    }

    #[track_caller]
    pub fn say(&mut self, text: &str) {
        self.chat(ChatCommand::Send(text.to_owned()));
    }

    pub fn open_file(&mut self, path: &str) {
        self.ws.open_given(path);
        self.settle();
    }

    /// How many requests went out.
    pub fn asked(&self) -> usize {
        self.ws.ai.chat.script.as_ref().unwrap().len()
    }

    /// The last request.
    pub fn request(&self) -> Request {
        match &self.ws.ai.chat.script.as_ref().unwrap().last().expect("nothing was asked").what {
            Asked::Answer(request) => (**request).clone(),
            Asked::Fill(_) | Asked::Embed(_) => panic!("no answer was asked"),
        }
    }

    /// All text of the last request's messages.
    pub fn sent(&self) -> String {
        let mut out = String::new();
        for message in self.request().messages {
            for part in message.parts {
                match part {
                    Part::Text { text, .. } | Part::ToolResult { text, .. } => out.push_str(&text),
                    _ => {}
                }
                out.push('\n');
            }
        }
        out
    }

    /// A step of the answer to the last request.
    pub fn step(&mut self, step: Step) {
        let number = self.asked() as u64;
        self.ws.chat_answer(number, step);
    }

    pub fn event(&mut self, event: Event) {
        self.step(Step::Update(Update::Event(event)));
    }

    pub fn text(&mut self, text: &str) {
        self.event(Event::Text { block: 0, delta: text.to_owned() });
    }

    pub fn target(&mut self) {
        let (provider, model) = ("test".to_owned(), "model-1".to_owned());
        self.step(Step::Target(Routed { provider, model, reason: "it is the first".to_owned() }));
    }

    pub fn finish(&mut self, reason: FinishReason) {
        self.event(Event::Finish { reason, raw: String::new() });
        self.over(None);
    }

    pub fn over(&mut self, trouble: Option<Trouble>) {
        let usage = Usage { input: Some(100), output: Some(10), ..Usage::default() };
        let cost = Cost::Known(Money::from_micro_dollars(50));
        let over = Over { usage, cost, estimated: false, trouble, secrets: Vec::new() };
        self.step(Step::Over(Box::new(over)));
        self.settle();
    }

    /// A whole answer.
    pub fn answer(&mut self, text: &str) {
        self.target();
        self.text(text);
        self.finish(FinishReason::Stop);
    }

    /// An answer that calls a tool.
    pub fn call(&mut self, id: &str, name: &str, arguments: Arguments) {
        self.target();
        self.event(Event::ToolStart { index: 0, id: id.to_owned(), name: name.to_owned() });
        self.event(Event::ToolEnd { index: 0, arguments });
        self.finish(FinishReason::Tool);
    }

    pub fn snapshot(&mut self) -> Arc<ChatSnapshot> {
        Arc::clone(&self.ws.snapshot().ai.chat)
    }

    #[track_caller]
    pub fn open(&mut self) -> Arc<ConversationSnapshot> {
        Arc::clone(self.snapshot().open.as_ref().expect("no conversation is open"))
    }

    /// The turns that are shown, each as its text.
    pub fn shown(&mut self) -> Vec<String> {
        self.open().turns.iter().map(|turn| text_of(turn)).collect()
    }

    pub fn last(&mut self) -> Arc<TurnItem> {
        Arc::clone(self.open().turns.last().expect("nothing was said"))
    }

    /// The program ends as it should.
    pub fn close(mut self) -> Machine {
        self.ws.close();
        self.machine
    }

    /// The program is killed.
    pub fn kill(self) -> Machine {
        self.machine
    }
}

pub(super) fn text_of(turn: &TurnItem) -> String {
    let texts = turn.parts.iter().filter_map(|part| match part {
        TurnPart::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    texts.collect()
}

pub(super) fn trouble(message: &str) -> Trouble {
    Trouble {
        message: message.to_owned(),
        help: "Try again.".to_owned(),
        details: String::new(),
        retrying: None,
        key_of: None,
    }
}

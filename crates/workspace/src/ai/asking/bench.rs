//! A workspace without a disk and with a network that plays scripts, and what an asker sees.

use std::path::Path;
use std::sync::Arc;

use justbuilt_ai::client::Update;
use justbuilt_ai::event::Event;
use justbuilt_ai::meter::Meter;
use justbuilt_ai::request::{Message, Part, Request, Role as Speaker};
use justbuilt_ai::routing::Role;
use justbuilt_base::http::{FakeAnswer, FakeHttp, HttpRequest};
use justbuilt_base::{ManualClock, ManualSpawner, ManualTimer, Waker};
use justbuilt_store::{Fs as _, MemoryFs};

use crate::Abilities;
use crate::ai::asking::{Ask, Asker, Over, Step, Ticket, What};
use crate::ai::ledger::{Ledger, MemoryLog};
use crate::ai::{AiOutside, KeyStore as _, MemoryKeys, Routed};
use crate::platform::{MemoryLocks, Options, Platform};
use crate::project::{FsTree, WatchEvent, WatchHandle, WatchSource};
use crate::search::FsSearch;
use crate::timeline::MemoryHistory;
use crate::workspace::Workspace;

pub const KEY: &str = "sk-test-0123456789abcdef0123456789abcdef";

struct NoWatch;

impl WatchSource for NoWatch {
    fn watch(
        &self,
        _: Option<&Path>,
        _: Box<dyn Fn(WatchEvent) + Send + Sync>,
    ) -> Option<Box<dyn WatchHandle>> {
        None
    }
}

pub struct Bench {
    pub workspace: Workspace,
    pub spawner: ManualSpawner,
    pub http: FakeHttp,
    pub timer: ManualTimer,
    pub log: MemoryLog,
    pub fs: MemoryFs,
    pub keys: Arc<MemoryKeys>,
}

/// All that came back of a request.
#[derive(Debug, Default)]
pub struct Heard {
    pub targets: Vec<Routed>,
    pub text: String,
    pub retries: usize,
    /// The steps that end an answer: `Finish`, `Error`, `Truncated`.
    pub ends: usize,
    pub over: Option<Over>,
    pub steps: usize,
}

impl Heard {
    #[track_caller]
    pub fn over(&self) -> &Over {
        self.over.as_ref().expect("it is not over")
    }

    /// What went wrong, as it is said: message, and what to do.
    #[track_caller]
    pub fn said(&self) -> String {
        self.over().trouble.as_ref().map(crate::ai::Trouble::lines).unwrap_or_default()
    }
}

impl Bench {
    /// With this `providers.toml`, and keys of Anthropic and OpenAI in the vault.
    pub fn new(providers: &str) -> Self {
        let bench = Self::bare(providers);
        bench.keys.set("anthropic", KEY).unwrap();
        bench.keys.set("openai", KEY).unwrap();
        bench
    }

    /// Nobody has a key.
    pub fn bare(providers: &str) -> Self {
        let timer = ManualTimer::new(ManualClock::default());
        let http = FakeHttp::manual(&timer);
        let (log, keys) = (MemoryLog::default(), Arc::new(MemoryKeys::default()));
        let fs = MemoryFs::with_files([(Path::new("/config/providers.toml"), providers.as_bytes())]).unwrap();
        let spawner = ManualSpawner::new();
        let ai = AiOutside {
            http: Arc::new(http.clone()),
            timer: Arc::new(timer.clone()),
            keys: Arc::clone(&keys) as _,
            usage: Arc::new(log.clone()),
            ..AiOutside::offline()
        };
        let platform = Platform {
            sketches: crate::sketches::SketchOutside::default(),
            fs: Arc::new(fs.clone()),
            clock: Arc::new(timer.clock()),
            spawner: Arc::new(spawner.clone()),
            waker: Waker::noop(),
            tree: Arc::new(FsTree::new(Arc::new(fs.clone()))),
            search: Arc::new(FsSearch::new(Arc::new(fs.clone()))),
            watch: Arc::new(NoWatch),
            locks: Arc::new(MemoryLocks::default()),
            history: Arc::new(MemoryHistory::default()),
            vcs: Arc::new(justbuilt_vcs::NoVcs),
            ai,
        };
        let options = Options {
            config_dir: Some("/config".into()),
            state_dir: Some("/state".into()),
            read_only_state: false,
            abilities: Abilities::ALL,
        };
        let workspace = Workspace::new(platform, options);
        Self { workspace, spawner, http, timer, log, fs, keys }
    }

    pub fn providers(&self, text: &str) {
        self.timer.advance(std::time::Duration::from_secs(1));
        self.fs.write(Path::new("/config/providers.toml"), text.as_bytes()).unwrap();
    }

    /// Lets everything happen, time included, and says what came back.
    pub fn hear(&mut self, ticket: &Ticket) -> Heard {
        let mut heard = Heard::default();
        loop {
            self.spawner.run_until_idle();
            for step in ticket.outbox.take() {
                heard.steps += 1;
                match step {
                    Step::Target(routed) => {
                        heard.targets.push(routed);
                        heard.text.clear();
                    }
                    Step::Update(Update::Event(Event::Text { delta, .. })) => heard.text.push_str(&delta),
                    Step::Update(Update::Event(
                        Event::Finish { .. } | Event::Error(_) | Event::Truncated,
                    )) => heard.ends += 1,
                    Step::Update(Update::Event(_)) | Step::Vectors(_) => {}
                    Step::Update(Update::Notice(_)) => heard.retries += 1,
                    Step::Over(over) => {
                        assert!(heard.over.replace(*over).is_none(), "it is over once");
                    }
                }
            }
            match self.timer.next() {
                Some(next) if heard.over.is_none() => self.timer.advance(next),
                _ => return heard,
            }
        }
    }

    /// Lets everything happen in the window, time included.
    pub fn settle(&mut self) -> crate::ai::AiSnapshot {
        for _ in 0..100 {
            self.spawner.run_until_idle();
            self.workspace.tick();
            if self.spawner.pending() == 0 {
                break;
            }
            if let Some(next) = self.timer.next() {
                self.timer.advance(next);
            }
        }
        self.workspace.snapshot().ai.clone()
    }

    pub fn ask(&mut self, ask: Ask) -> Heard {
        let ticket = self.workspace.ai_ask(ask);
        self.hear(&ticket)
    }

    /// Asks something, with these answers of the network.
    pub fn asked(&mut self, answers: impl IntoIterator<Item = FakeAnswer>) -> Heard {
        answers.into_iter().for_each(|answer| self.http.add(answer));
        self.ask(question("What is this?"))
    }

    /// What the log says, as another process reads it.
    pub fn meter(&self) -> Meter {
        Ledger::new(Arc::new(self.log.clone()), None).read().unwrap().0
    }

    pub fn requests(&self) -> Vec<HttpRequest> {
        self.http.requests()
    }

    /// Bodies of what was sent, as text.
    pub fn bodies(&self) -> String {
        self.requests().iter().map(|one| String::from_utf8_lossy(&one.body).into_owned()).collect()
    }
}

pub fn question(text: &str) -> Ask {
    let message = Message { role: Speaker::User, parts: vec![Part::text(text)] };
    Ask {
        asker: Asker::Chat,
        role: Role::Chat,
        persona: String::new(),
        model: Some(("anthropic".into(), "claude-sonnet-5-5".into())),
        conversation: "c1".into(),
        message: "m1".into(),
        what: What::Answer(Box::new(Request { messages: vec![message], ..Request::default() })),
        cached: false,
    }
}

/// The same, to whoever is asked then.
pub fn open_question(text: &str) -> Ask {
    Ask { model: None, ..question(text) }
}

/// Anthropic's answer: this text, 1,234 tokens in (200 of them cached) and 56 out.
pub fn anthropic(text: &str) -> FakeAnswer {
    anthropic_begun(text)
        .piece("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n")
        .piece("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":56}}\n\n")
        .piece("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
}

/// The same, without its end.
pub fn anthropic_begun(text: &str) -> FakeAnswer {
    let delta = serde_json::json!({
        "type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text},
    });
    stream()
        .piece("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"claude-sonnet-5-5\",\"usage\":{\"input_tokens\":1034,\"cache_read_input_tokens\":200,\"cache_creation_input_tokens\":0,\"output_tokens\":1}}}\n\n")
        .piece("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n")
        .piece(format!("event: content_block_delta\ndata: {delta}\n\n"))
}

/// OpenAI's answer: this text, 10 tokens in and 2 out.
pub fn openai(text: &str) -> FakeAnswer {
    let piece =
        serde_json::json!({"id": "o", "model": "gpt", "choices": [{"index": 0, "delta": {"content": text}}]});
    let end = serde_json::json!({"id": "o", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
    let usage =
        serde_json::json!({"id": "o", "choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 2}});
    stream().piece(format!("data: {piece}\n\ndata: {end}\n\ndata: {usage}\n\ndata: [DONE]\n\n"))
}

pub fn stream() -> FakeAnswer {
    FakeAnswer::status(200).header("content-type", "text/event-stream")
}

/// A failure as Anthropic says it.
pub fn failing(status: u16, kind: &str, message: &str) -> FakeAnswer {
    let body = serde_json::json!({"type": "error", "error": {"type": kind, "message": message}});
    FakeAnswer::status(status).header("content-type", "application/json").piece(body.to_string())
}

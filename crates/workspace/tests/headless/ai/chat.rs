//! Conversations as the window has them: with requests that go out, pages that are read, commands of the table.

use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::conversation::{CutBy, TurnState};
use justbuilt_base::http::{FakeAnswer, FakeHttp};
use justbuilt_base::{ManualSpawner, ManualTimer};
use justbuilt_text::{Selection, Selections};
use justbuilt_workspace::ai::{
    ChatCommand, ChatSnapshot, ContextState, ConversationSnapshot, KeyStore as _, MemoryKeys, Mention,
    TurnPart,
};
use justbuilt_workspace::{AiCommand, AiPage, Command, Effect, PanelId, TabItem};

use crate::harness::{Machine, Window};

const KEY: &str = "sk-test-0123456789abcdef0123456789abcdef";

pub struct Talk {
    pub window: Window,
    spawner: ManualSpawner,
    pub http: FakeHttp,
    timer: ManualTimer,
}

impl Talk {
    fn new() -> Self {
        Self::on(Machine::new(&[
            ("/p/src/main.rs", "fn main() {\n    work();\n}\n"),
            ("/p/notes.txt", "the password is in the safe\n"),
        ]))
    }

    /// On this machine.
    pub fn on(mut machine: Machine) -> Self {
        let timer = ManualTimer::new(machine.clock.clone());
        let http = FakeHttp::manual(&timer);
        let keys = MemoryKeys::default();
        keys.set("anthropic", KEY).unwrap();
        machine.ai.http = Arc::new(http.clone());
        machine.ai.timer = Arc::new(timer.clone());
        machine.ai.keys = Arc::new(keys);
        let spawner = ManualSpawner::new();
        let window = machine.start_with(Some("/p"), Arc::new(spawner.clone()));
        let mut talk = Self { window, spawner, http, timer };
        talk.go();
        talk.chat(ChatCommand::Model(Some(("anthropic".into(), "claude-sonnet-5-5".into()))));
        talk
    }

    /// Lets everything happen but time.
    pub fn go(&mut self) {
        for _ in 0..8 {
            self.spawner.run_until_idle();
            self.window.workspace.tick();
            let effects = self.window.workspace.take_effects();
            self.window.effects.extend(effects);
        }
    }

    pub fn wait(&mut self, by: Duration) {
        self.timer.advance(by);
        self.go();
    }

    #[track_caller]
    pub fn chat(&mut self, command: ChatCommand) {
        self.window.workspace.try_run(Command::Ai(AiCommand::Chat(command))).unwrap();
        self.go();
    }

    fn snapshot(&mut self) -> Arc<ChatSnapshot> {
        Arc::clone(&self.window.workspace.snapshot().ai.chat)
    }

    pub fn open(&mut self) -> Arc<ConversationSnapshot> {
        self.snapshot().open.clone().expect("no conversation is open")
    }

    fn shown(&mut self) -> Vec<String> {
        let text = |part: &TurnPart| match part {
            TurnPart::Text(text) => text.to_string(),
            _ => String::new(),
        };
        self.open().turns.iter().map(|turn| turn.parts.iter().map(text).collect()).collect()
    }

    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.http.requests().last().unwrap().body).into_owned()
    }
}

fn stream() -> FakeAnswer {
    FakeAnswer::status(200).header("content-type", "text/event-stream")
}

/// The beginning of an answer of Anthropic's.
fn begun(text: &str) -> FakeAnswer {
    let delta = serde_json::json!({
        "type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text},
    });
    stream()
        .piece("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"claude-sonnet-5-5\",\"usage\":{\"input_tokens\":1034,\"cache_read_input_tokens\":200,\"cache_creation_input_tokens\":0,\"output_tokens\":1}}}\n\n")
        .piece("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n")
        .piece(format!("event: content_block_delta\ndata: {delta}\n\n"))
}

pub fn whole(text: &str) -> FakeAnswer {
    begun(text)
        .piece("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n")
        .piece("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":56}}\n\n")
        .piece("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
}

#[test]
fn a_question_goes_out_and_its_answer_comes_in_with_the_providers_own_count() {
    let mut talk = Talk::new();
    talk.http.add(whole("It works."));
    talk.window.workspace.open_given("/p/src/main.rs");
    talk.go();
    talk.chat(ChatCommand::Send("What does it do?".into()));
    assert_eq!(talk.shown(), ["What does it do?", "It works."]);
    let open = talk.open();
    let turn = &open.turns[1];
    assert_eq!((turn.state.clone(), turn.estimated), (TurnState::Whole, false));
    assert_eq!((turn.usage.input, turn.usage.output), (Some(1234), Some(56)));
    assert_eq!(turn.model, Some(("anthropic".into(), "claude-sonnet-5-5".into())));
    assert!(talk.body().contains("work();"), "the file that is looked at goes along");
    assert!(open.turns[0].sent.is_some());
}

#[test]
fn stopping_closes_the_socket_and_keeps_what_came() {
    let mut talk = Talk::new();
    talk.http.add(begun("Once upon").hold());
    talk.chat(ChatCommand::Send("A story, please".into()));
    assert_eq!(talk.shown(), ["A story, please", "Once upon"]);
    assert_eq!(talk.http.open(), 1);
    talk.chat(ChatCommand::Stop);
    assert_eq!(talk.http.open(), 0, "no time has passed");
    let open = talk.open();
    assert_eq!(open.turns[1].state, TurnState::Cut(CutBy::Person));
    assert_eq!(open.busy, None);
}

#[test]
fn a_wrong_key_is_said_with_what_to_do() {
    let mut talk = Talk::new();
    let body = serde_json::json!({"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}});
    talk.http.add(FakeAnswer::status(401).header("content-type", "application/json").piece(body.to_string()));
    talk.chat(ChatCommand::Send("Hello".into()));
    let open = talk.open();
    let trouble = open.turns[1].trouble.clone().unwrap();
    assert_eq!(trouble.key_of.as_deref(), Some("anthropic"));
    assert!(!trouble.details.contains(KEY));
    assert!(matches!(open.turns[1].state, TurnState::Cut(CutBy::Fault(_))));
    talk.http.add(whole("Hello."));
    let turn = open.turns[1].id;
    talk.chat(ChatCommand::Retry { turn, model: None });
    assert_eq!(talk.shown(), ["Hello", "Hello."]);
    assert_eq!(talk.open().turns[1].branches.len(), 2);
}

#[test]
fn a_page_of_the_web_is_read_once_it_is_named() {
    let mut talk = Talk::new();
    let page = FakeAnswer::status(200)
        .header("content-type", "text/html")
        .piece("<html><body><h1>Manual</h1><p>Turn it &amp; wait.</p><script>evil()</script></body></html>");
    talk.http.add(FakeAnswer::status(302).header("location", "/manual"));
    talk.http.add(page);
    talk.chat(ChatCommand::Attach(Mention::Web("https://example.org/".into())));
    let chip = talk.open().context.chips[0].clone();
    assert!(matches!(chip.state, ContextState::Tokens(1..)), "{chip:?}");
    assert!(talk.http.requests()[1].headers.iter().all(|(name, _)| name != "authorization"));
    talk.http.add(whole("Turn it."));
    talk.chat(ChatCommand::Send("How?".into()));
    assert!(talk.body().contains("Turn it & wait.") && !talk.body().contains("evil"));

    for to in [
        "http://169.254.169.254/latest",
        "http://localhost:8080/",
        "https://10.0.0.1/",
        "https://router.local/",
    ] {
        talk.http.add(FakeAnswer::status(302).header("location", to));
        talk.chat(ChatCommand::Attach(Mention::Web("https://example.org/".into())));
        let chip = talk.open().context.chips[0].clone();
        assert!(
            matches!(&chip.state, ContextState::Failed(why) if why.contains("sends us on")),
            "{to}: {chip:?}"
        );
        talk.chat(ChatCommand::Detach(chip.id));
    }
}

#[test]
fn secrets_do_not_go_out() {
    let mut talk = Talk::new();
    let secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    talk.http.add(whole("Fine."));
    talk.chat(ChatCommand::Attach(Mention::Paste(format!("token = \"{secret}\"\n").into())));
    talk.chat(ChatCommand::Send("Is this good?".into()));
    assert!(talk.body().contains("redacted") && !talk.body().contains(secret));
}

#[test]
fn commands_ask_about_what_is_looked_at() {
    let mut talk = Talk::new();
    talk.window.workspace.open_given("/p/src/main.rs");
    talk.go();
    let view = talk.window.view().id;
    let selections = Selections::new([Selection::new(0, 11)], 0);
    talk.window.workspace.run(Command::Select { view, selections });
    talk.window.workspace.try_run(Command::run("ai.attach_selection")).unwrap();
    talk.go();
    let chip = talk.open().context.chips[0].clone();
    assert_eq!(chip.label, "main.rs:1-1");
    let shows = |effect: &Effect| matches!(effect, Effect::FocusPanel(PanelId::Chat));
    assert!(talk.window.take_effects().iter().any(shows), "the dock is shown");
    talk.chat(ChatCommand::Detach(chip.id));

    talk.http.add(whole("It is the entry."));
    talk.window.workspace.try_run(Command::run("ai.explain")).unwrap();
    talk.go();
    assert_eq!(talk.shown(), ["/explain", "It is the entry."]);
    assert_eq!(talk.open().turns[0].prompt, Some(("explain".into(), 1)));
    assert!(talk.body().contains("Explain this code"));
    assert!(talk.window.workspace.try_run(Command::run("ai.stop")).is_err());
    talk.window.workspace.try_run(Command::run("ai.new_chat")).unwrap();
    assert!(talk.open().turns.is_empty());
}

#[test]
fn what_goes_along_is_shown_before_it_is_sent() {
    let mut talk = Talk::new();
    talk.chat(ChatCommand::Panel(true));
    talk.window.workspace.open_given("/p/src/main.rs");
    talk.wait(Duration::from_millis(300));
    let context = talk.open().context.clone();
    assert!(context.text.contains("work();"), "{context:?}");
    let tokens = context.tokens;
    talk.chat(ChatCommand::Draft("a long question ".repeat(50)));
    talk.wait(Duration::from_millis(300));
    assert!(talk.open().context.tokens > tokens + 100);
    assert!(talk.open().context.cost.is_some());
    talk.chat(ChatCommand::Gather(false));
    talk.wait(Duration::from_millis(300));
    assert!(!talk.open().context.text.contains("work();"));
    // At rest nothing is due.
    talk.wait(Duration::from_secs(2));
    let due = talk.window.workspace.next_deadline();
    assert!(due.is_none_or(|due| due > Duration::ZERO), "{due:?}");
}

#[test]
fn what_goes_along_is_shown_before_the_first_message() {
    let mut talk = Talk::new();
    talk.window.step("ai.context");
    let open = talk.open().id;
    let page = talk.window.snapshot().active_tab().map(|tab| tab.item.clone());
    assert!(matches!(page, Some(TabItem::Ai(AiPage::Context(shown))) if shown == open), "{page:?}");
}

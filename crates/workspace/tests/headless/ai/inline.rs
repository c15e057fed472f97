//! The edit in place, against a provider that plays scripts.

use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::http::{FakeAnswer, FakeHttp};
use justbuilt_base::{ManualClock, ManualSpawner, ManualTimer};
use justbuilt_workspace::ai::{
    AiCommand, HunkState, InlineCommand, InlineSnapshot, InlineState, KeyStore as _, MemoryKeys,
};
use justbuilt_workspace::timeline::{AuthorKind, NodeKind};
use justbuilt_workspace::{Command, CommandError};

use crate::harness::{Machine, Window, manual};

/// A window, and the provider that it asks.
struct Desk {
    window: Window,
    spawner: ManualSpawner,
    http: FakeHttp,
    timer: ManualTimer,
}

fn delta(text: &str) -> String {
    let delta = serde_json::json!({
        "type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text},
    });
    format!("event: content_block_delta\ndata: {delta}\n\n")
}

fn begun() -> FakeAnswer {
    FakeAnswer::status(200)
        .header("content-type", "text/event-stream")
        .piece("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"claude\",\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}\n\n")
        .piece("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n")
}

fn ended(answer: FakeAnswer) -> FakeAnswer {
    answer
        .piece("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n")
        .piece("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":5}}\n\n")
        .piece("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
}

fn whole(text: &str) -> FakeAnswer {
    ended(begun().piece(delta(text)))
}

impl Desk {
    fn new(name: &str, text: &str) -> Self {
        let path = format!("/p/{name}");
        let mut machine = Machine::new(&[(&path, text), ("/p/AGENTS.md", "Speak plainly.\n")]);
        let timer = ManualTimer::new(ManualClock::default());
        let http = FakeHttp::manual(&timer);
        let keys = Arc::new(MemoryKeys::default());
        keys.set("anthropic", "sk-test-0123456789abcdef").unwrap();
        machine.ai.http = Arc::new(http.clone());
        machine.ai.timer = Arc::new(timer.clone());
        machine.ai.keys = keys;
        let (spawner, held) = manual();
        let window = machine.start_with(Some("/p"), spawner);
        let mut desk = Self { window, spawner: held, http, timer };
        desk.run();
        desk.window.workspace.open_given(&path);
        desk.run();
        desk
    }

    /// Everything that can happen now, happens.
    fn run(&mut self) {
        for _ in 0..20 {
            self.spawner.run_until_idle();
            self.window.workspace.tick();
        }
    }

    /// So does what waits for the provider.
    fn wait(&mut self, by: Duration) {
        self.timer.advance(by);
        self.run();
    }

    fn ask(&mut self, command: InlineCommand) -> Result<(), CommandError> {
        let done = self.window.workspace.try_run(Command::Ai(AiCommand::Inline(command)));
        self.run();
        done
    }

    fn step(&mut self, step: &str) {
        self.window.workspace.run_step(step.parse().unwrap()).unwrap();
        self.run();
    }

    #[track_caller]
    fn inline(&mut self) -> Arc<InlineSnapshot> {
        self.window.snapshot().ai.inline.clone().expect("nothing is edited in place")
    }

    fn text(&mut self) -> String {
        self.window.text()
    }

    /// The hunks as lines of the text and what comes.
    fn hunks(&mut self) -> Vec<(std::ops::Range<usize>, String)> {
        self.inline().hunks.iter().map(|hunk| (hunk.old.clone(), hunk.text.clone())).collect()
    }
}

const CODE: &str = "fn one() {\n    a();\n    b();\n    c();\n}\n";

#[test]
fn a_selection_is_edited_as_one_step_and_one_node() {
    let mut desk = Desk::new("a.rs", CODE);
    desk.step("go.line 2:1");
    desk.step("select.down");
    desk.step("select.down");
    desk.step("ai.inline");
    let inline = desk.inline();
    assert_eq!(
        (inline.state.clone(), &CODE[inline.range.clone()]),
        (InlineState::Asking, "    a();\n    b();\n")
    );
    desk.http.add(whole("Here it is:\n```rust\n    a();\n    x();\n    b(1);\n```\n"));
    desk.ask(InlineCommand::Send("call x too".into())).unwrap();
    desk.wait(Duration::from_secs(1));
    let inline = desk.inline();
    assert_eq!(inline.state, InlineState::Ready);
    assert_eq!(desk.text(), CODE, "nothing is in the text before it is kept");
    assert_eq!(desk.hunks(), [(2..3, "    x();\n    b(1);\n".to_owned())]);
    let body = String::from_utf8_lossy(&desk.http.requests().last().unwrap().body).into_owned();
    for part in ["fn one() {", "    a();", "call x too", "Rust", "Speak plainly.", "a.rs"] {
        assert!(body.contains(part), "{part}: {body}");
    }
    desk.ask(InlineCommand::Keep(None)).unwrap();
    assert!(desk.window.snapshot().ai.inline.is_none());
    let kept = CODE.replace("    b();\n", "    x();\n    b(1);\n");
    assert_eq!(desk.text(), kept);
    desk.step("undo.undo");
    assert_eq!(desk.text(), CODE);
    desk.step("undo.redo");
    desk.window.machine.clock.advance(Duration::from_secs(1));
    desk.run();
    // It can be taken back as a set, too.
    let set = Arc::clone(&desk.window.snapshot().ai.changes[0]);
    assert_eq!(set.title, "call x too");
    desk.step("ai.undo_changes");
    assert_eq!(desk.text(), CODE);
    desk.window.machine.clock.advance(Duration::from_secs(1));
    desk.run();
    use justbuilt_workspace::timeline::TimelineCommand;
    for rows in [0..0, 0..100] {
        desk.window.workspace.run(Command::Timeline(TimelineCommand::List { filter: Box::default(), rows }));
        desk.run();
    }
    let timeline = Arc::clone(&desk.window.snapshot().timeline);
    let node =
        timeline.list.nodes.iter().find(|row| row.node.kind == NodeKind::AiAction).unwrap().node.clone();
    assert!(node.title.ends_with("call x too"), "{}", node.title);
    assert_eq!(timeline.authors[node.author.0 as usize].kind, AuthorKind::Persona);
}

#[test]
fn it_comes_in_without_showing_what_is_to_come_as_deleted() {
    let mut desk = Desk::new("a.rs", CODE);
    desk.step("select.all");
    desk.step("ai.inline");
    let second = Duration::from_secs(1);
    let answer = begun()
        .piece(delta("```rust\nfn one() {\n    a();\n    ne"))
        .wait(second)
        .piece(delta("w();\n    b();\n"))
        .wait(second)
        .piece(delta("    c();\n}\n```"));
    desk.http.add(ended(answer));
    desk.ask(InlineCommand::Send("call new".into())).unwrap();
    assert_eq!(desk.inline().state, InlineState::Streaming);
    assert_eq!(desk.hunks(), []);
    desk.wait(second);
    assert_eq!(desk.hunks(), [(2..2, "    new();\n".to_owned())]);
    // The user writes above and below meanwhile: what comes moves along.
    desk.step("cursor.document_start");
    desk.step("type // mine");
    desk.step("edit.newline");
    let mine = format!("// mine\n{CODE}");
    assert_eq!(desk.text(), mine);
    assert_eq!(desk.hunks(), [(3..3, "    new();\n".to_owned())]);
    desk.wait(second);
    assert_eq!(desk.hunks(), [(3..3, "    new();\n".to_owned())]);
    desk.wait(second);
    assert_eq!(desk.inline().state, InlineState::Ready);
    assert_eq!(desk.hunks(), [(3..3, "    new();\n".to_owned())]);
    desk.ask(InlineCommand::Keep(None)).unwrap();
    assert_eq!(desk.text(), mine.replace("    b();\n", "    new();\n    b();\n"));
}

#[test]
fn stop_keeps_what_came_and_hunks_are_decided_one_by_one() {
    let mut desk = Desk::new("a.rs", CODE);
    desk.step("select.all");
    desk.step("ai.inline");
    desk.http.add(begun().piece(delta("```\nfn two() {\n    a();\n    b(2);\n    c();\n")).hold());
    desk.ask(InlineCommand::Send("two".into())).unwrap();
    desk.wait(Duration::from_secs(1));
    assert_eq!(desk.http.open(), 1);
    desk.ask(InlineCommand::Keep(None)).unwrap_err();
    desk.ask(InlineCommand::Stop).unwrap();
    assert_eq!(desk.http.open(), 0, "the connection is closed");
    assert_eq!(desk.inline().state, InlineState::Ready);
    // The last line never came: it is not taken for deleted.
    assert_eq!(desk.hunks(), [(0..1, "fn two() {\n".to_owned()), (2..3, "    b(2);\n".to_owned())]);
    // One is touched: it cannot be kept; the other can.
    desk.step("go.line 3:5");
    desk.step("type x");
    assert_eq!(desk.inline().hunks[1].state, HunkState::Conflict);
    desk.ask(InlineCommand::Keep(Some(1))).unwrap_err();
    desk.ask(InlineCommand::Keep(Some(0))).unwrap();
    assert_eq!(desk.text(), "fn two() {\n    a();\n    xb();\n    c();\n}\n");
    assert_eq!(desk.inline().hunks.len(), 1);
    desk.ask(InlineCommand::Drop(Some(0))).unwrap();
    assert_eq!(desk.inline().state, InlineState::Asking);
    // The words are remembered, and can be asked again.
    assert_eq!(desk.inline().history.to_vec(), ["two"]);
    desk.http.add(whole("```\nfn two() {\n    a();\n    xb();\n    c();\n}\n```"));
    desk.ask(InlineCommand::Again).unwrap();
    desk.wait(Duration::from_secs(1));
    assert!(matches!(desk.inline().state, InlineState::Nothing(_)), "{:?}", desk.inline().state);
    desk.ask(InlineCommand::Close).unwrap();
    assert!(desk.window.snapshot().ai.inline.is_none());
}

#[test]
fn words_and_trouble_change_nothing() {
    let mut desk = Desk::new("a.rs", CODE);
    desk.step("ai.inline");
    desk.http.add(whole("I cannot do that, because the function is not defined anywhere here."));
    desk.ask(InlineCommand::Send("do it".into())).unwrap();
    desk.wait(Duration::from_secs(1));
    assert!(matches!(&desk.inline().state, InlineState::Nothing(says) if says.starts_with("I cannot")));
    desk.ask(InlineCommand::Keep(None)).unwrap_err();
    // A wrong key is told, with what to do.
    let body = "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"no\"}}";
    desk.http.add(FakeAnswer::status(401).header("content-type", "application/json").piece(body));
    desk.ask(InlineCommand::Send("again".into())).unwrap();
    desk.wait(Duration::from_secs(1));
    assert!(
        matches!(&desk.inline().state, InlineState::Failed(trouble) if trouble.key_of.as_deref() == Some("anthropic")),
        "{:?}",
        desk.inline().state
    );
    assert_eq!(desk.text(), CODE);
}

#[test]
fn text_is_put_in_at_a_caret_on_an_empty_line() {
    let mut desk = Desk::new("a.rs", "fn one() {\r\n    \r\n}\r\n");
    desk.step("go.line 2:5");
    desk.step("ai.inline");
    assert!(desk.inline().range.is_empty());
    desk.http.add(whole("```rust\n    a();\n    b();\n```"));
    desk.ask(InlineCommand::Send("call a and b".into())).unwrap();
    desk.wait(Duration::from_secs(1));
    desk.ask(InlineCommand::Keep(None)).unwrap();
    assert_eq!(desk.text(), "fn one() {\r\n    a();\r\n    b();\r\n}\r\n");
}

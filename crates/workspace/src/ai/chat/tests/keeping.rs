//! What comes back after a restart, a kill, and where nothing can be kept.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use justbuilt_ai::conversation::{CutBy, TurnState};
use justbuilt_base::Clock;
use justbuilt_store::Entropy;
use justbuilt_store::records::Records;

use super::Machine;
use crate::ai::{ChatCommand, Kept, MemoryRecords, RecordSource, RecordsFault};

#[test]
fn a_conversation_and_its_draft_come_back() {
    let mut window = Machine::new(&[("/p/a.txt", "a")]).start();
    window.say("one");
    window.answer("first");
    let turn = window.last().id;
    window.chat(ChatCommand::Retry { turn, model: None });
    window.answer("second");
    let id = window.open().id;
    window.chat(ChatCommand::Rename { conversation: id, name: "Numbers".into() });
    window.chat(ChatCommand::New(None));
    window.say("other");
    window.answer("yes");
    window.chat(ChatCommand::Open(id));
    window.chat(ChatCommand::Personas(vec!["tester".into()]));
    window.chat(ChatCommand::Draft("half a thou".into()));
    let mut window = window.close().start();
    window.chat(ChatCommand::Panel(true));
    let open = window.open();
    assert_eq!((open.title.as_str(), open.draft.as_str()), ("Numbers", "half a thou"));
    assert_eq!(open.personas, ["tester"]);
    assert_eq!(window.shown(), ["one", "second"]);
    assert_eq!(window.last().branches.len(), 2);
    assert_eq!(window.last().cost, open.turns[1].cost);
    let titles: Vec<String> = window.snapshot().list.iter().map(|row| row.title.clone()).collect();
    assert_eq!(titles, ["other", "Numbers"]);
    assert!(window.open().turns[0].sent.is_some(), "what went along is known still");
    window.say("three");
    window.answer("third");
    assert_eq!(window.shown(), ["one", "second", "three", "third"]);
}

#[test]
fn the_first_letter_of_a_conversation_stays_in_its_field() {
    let mut window = Machine::new(&[]).start();
    window.chat(ChatCommand::Draft("H".into()));
    assert_eq!(window.open().draft, "H");
    let revision = window.open().draft_revision;
    window.chat(ChatCommand::Draft("Hi".into()));
    assert_eq!(window.open().draft_revision, revision, "the face knows what was typed in it");
    window.pass(300);
    let mut window = window.kill().start();
    window.chat(ChatCommand::Panel(true));
    assert_eq!(window.open().draft, "Hi");
}

#[test]
fn a_kill_in_the_middle_keeps_what_came() {
    let mut window = Machine::new(&[]).start();
    window.say("go");
    window.target();
    window.text("a little");
    window.pass(300);
    window.text(" and what a kill costs");
    let mut window = window.kill().start();
    window.chat(ChatCommand::Panel(true));
    assert_eq!(window.shown(), ["go", "a little"]);
    assert_eq!(window.last().state, TurnState::Cut(CutBy::Torn));
    let turn = window.last().id;
    window.chat(ChatCommand::Continue(turn));
    window.answer(" more");
    assert_eq!(window.shown(), ["go", "a little", " more"]);
}

#[test]
fn what_is_put_away_can_be_brought_back() {
    let mut window = Machine::new(&[]).start();
    window.say("go");
    window.answer("gone");
    let id = window.open().id;
    window.chat(ChatCommand::Delete(id));
    assert!(window.snapshot().list.is_empty() && window.snapshot().open.is_none());
    let mut window = window.close().start();
    window.chat(ChatCommand::Panel(true));
    assert!(window.snapshot().list.is_empty());
    let id = window.snapshot().put_away[0].id;
    window.chat(ChatCommand::Restore(id));
    window.chat(ChatCommand::Open(id));
    assert_eq!(window.shown(), ["go", "gone"]);
}

/// Records that another window has, for a while.
struct Held(MemoryRecords, AtomicBool);

impl RecordSource for Held {
    fn open(
        &self,
        state: Option<&Path>,
        root: Option<&Path>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Records, RecordsFault> {
        if self.1.load(Ordering::Relaxed) {
            return Err(RecordsFault {
                message: "Another window has this project.".into(),
                help: "Close it.".into(),
                in_use: true,
            });
        }
        self.0.open(state, root, clock, entropy)
    }
}

#[test]
fn without_records_conversations_live_in_the_window_until_there_are_some() {
    let mut machine = Machine::new(&[]);
    let records = Arc::new(Held(MemoryRecords::default(), AtomicBool::new(true)));
    machine.ai.records = Arc::clone(&records) as _;
    let mut window = machine.start();
    window.chat(ChatCommand::Panel(true));
    assert!(matches!(&window.snapshot().kept, Kept::Not { why, .. } if why.contains("Another window")));
    window.say("go");
    window.answer("gone");
    assert_eq!(window.shown(), ["go", "gone"]);
    records.1.store(false, Ordering::Relaxed);
    window.pass(6_000);
    assert_eq!(window.snapshot().kept, Kept::Kept);
    window.pass(300);
    let mut window = window.kill().start();
    window.chat(ChatCommand::Panel(true));
    assert_eq!(window.shown(), ["go", "gone"], "what was said before is written, too");
}

#[test]
fn nothing_is_opened_or_written_before_it_is_needed() {
    let mut window = Machine::new(&[]).start();
    window.pass(10_000);
    assert!(window.ws.ai.chat.keeping.store.is_none());
    window.chat(ChatCommand::Panel(true));
    window.pass(10_000);
    let due = window.ws.ai_due();
    assert!(due.is_none_or(|due| due > window.ws.platform.clock.elapsed()), "idle: {due:?}");
    let mut window = window.close().start();
    window.chat(ChatCommand::Panel(true));
    assert!(window.snapshot().list.is_empty());
}

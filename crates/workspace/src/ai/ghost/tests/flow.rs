//! Completion in a workspace: keys, requests, answers, accepting, renaming.

use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::client::Update;
use justbuilt_ai::event::{Event, Usage};
use justbuilt_ai::prices::Cost;
use justbuilt_base::spawn::{BlockingFn, BoxFuture, Job};
use justbuilt_base::{InlineSpawner, ManualClock, ManualSpawner, Spawner, TaskHandle, Waker};
use justbuilt_store::MemoryFs;
use justbuilt_text::{Selection, Selections};

use super::super::Ghost;
use crate::ai::asking::{Over, Step};
use crate::ai::{AiOutside, GhostCommand, GhostSnapshot};
use crate::command::{Command, Focus};
use crate::keymap::Lookup;
use crate::project::FsTree;
use crate::search::FsSearch;
use crate::{AiCommand, MemoryHistory, MemoryLocks, Options, Platform, Workspace};

/// Does everything at once but for requests, which the tests answer themselves.
#[derive(Default)]
struct Held(ManualSpawner);

impl Spawner for Held {
    fn spawn_job(&self, name: &'static str, job: Box<dyn Job>) -> TaskHandle {
        InlineSpawner.spawn_job(name, job)
    }

    fn spawn_blocking(&self, name: &'static str, f: BlockingFn) -> TaskHandle {
        InlineSpawner.spawn_blocking(name, f)
    }

    fn spawn_future(&self, name: &'static str, future: BoxFuture) -> TaskHandle {
        match name {
            "ask a model" => self.0.spawn_future(name, future),
            _ => InlineSpawner.spawn_future(name, future),
        }
    }
}

struct Desk {
    workspace: Workspace,
    clock: ManualClock,
}

impl Desk {
    fn new(name: &str, marked: &str) -> Self {
        let (text, selections) = justbuilt_testkit::parse_marked(marked);
        let path = format!("/p/{name}");
        let fs = MemoryFs::with_files([(std::path::Path::new(&path), text.as_bytes())]).expect("files");
        let clock = ManualClock::default();
        let platform = Platform {
            sketches: crate::sketches::SketchOutside::default(),
            fs: Arc::new(fs.clone()),
            clock: Arc::new(clock.clone()),
            spawner: Arc::new(Held::default()),
            waker: Waker::noop(),
            tree: Arc::new(FsTree::new(Arc::new(fs.clone()))),
            search: Arc::new(FsSearch::new(Arc::new(fs))),
            watch: Arc::new(crate::project::source::NoWatch),
            locks: Arc::new(MemoryLocks::default()),
            history: Arc::new(MemoryHistory::default()),
            vcs: Arc::new(justbuilt_vcs::NoVcs),
            ai: AiOutside::offline(),
        };
        let options = Options { config_dir: Some("/config".into()), ..Options::default() };
        let mut desk = Self { workspace: Workspace::new(platform, options), clock };
        desk.workspace.start(Some("/p".into()));
        desk.settle();
        desk.workspace.open_given(&path);
        desk.settle();
        desk.workspace.ai.ghost = Ghost { somebody: true, ..Ghost::default() };
        let view = desk.view();
        let all = selections.iter().map(|(anchor, head)| Selection::new(*anchor, *head));
        let selections = Selections::new(all, 0);
        desk.send(Command::Focus(Focus::Editor));
        desk.send(Command::Select { view, selections });
        desk
    }

    fn settle(&mut self) {
        for _ in 0..6 {
            self.workspace.tick();
        }
    }

    fn send(&mut self, command: Command) {
        self.workspace.run(command);
        self.settle();
    }

    fn view(&mut self) -> crate::ViewId {
        self.workspace.active_view_id().expect("a text is open")
    }

    fn type_text(&mut self, text: &str) {
        let view = self.view();
        for c in text.chars() {
            self.send(Command::Type { view, text: c.to_string() });
        }
    }

    fn advance(&mut self, millis: u64) {
        self.clock.advance(Duration::from_millis(millis));
        self.settle();
    }

    /// Whether a request is under way.
    fn asks(&self) -> bool {
        self.workspace.ai.ghost.asked.is_some()
    }

    fn number(&self) -> u64 {
        self.workspace.ai.ghost.asked.as_ref().expect("a request is under way").number
    }

    /// The request is answered.
    fn answer(&mut self, text: &str) {
        let number = self.number();
        self.stream(text);
        self.workspace.ghost_answer(number, over());
        self.settle();
    }

    fn stream(&mut self, text: &str) {
        let number = self.number();
        let delta = text.to_owned();
        self.workspace.ghost_answer(number, Step::Update(Update::Event(Event::Text { block: 0, delta })));
        self.settle();
    }

    fn shown(&mut self) -> Option<GhostSnapshot> {
        GhostSnapshot::shown(&self.workspace.snapshot()).cloned()
    }

    fn offered(&mut self) -> Option<String> {
        self.shown().map(|ghost| ghost.text).filter(|text| !text.is_empty())
    }

    fn text(&mut self) -> String {
        let view = self.view();
        self.workspace.view_text(view).expect("a text").to_string()
    }

    fn caret(&mut self) -> usize {
        let view = self.view();
        self.workspace.view_selections(view).expect("a view").primary().head
    }

    /// Presses a key as the window does: the first command that can do something.
    fn key(&mut self, chord: &str) -> String {
        let snapshot = self.workspace.snapshot();
        let chords = [chord.parse().expect("a chord")];
        let Lookup::Match(found) = snapshot.keymap.lookup(&chords, snapshot.focus) else {
            panic!("{chord} is not bound");
        };
        let id = found
            .iter()
            .filter_map(|binding| binding.command.clone())
            .find(|id| self.workspace.commands().find(id).is_some_and(|spec| (spec.enabled)(&snapshot)))
            .expect("it does something");
        self.send(Command::Run { id: id.clone(), args: crate::command::Args::NONE });
        id.as_str().to_owned()
    }
}

fn over() -> Step {
    Step::Over(Box::new(Over {
        usage: Usage::default(),
        cost: Cost::Unknown,
        estimated: true,
        trouble: None,
        secrets: Vec::new(),
    }))
}

#[test]
fn a_pause_asks_and_tab_takes_what_is_offered_as_one_step() {
    let mut desk = Desk::new("a.txt", "let x ˇ\nend\n");
    desk.type_text("= ");
    assert!(!desk.asks(), "not while one types");
    desk.advance(130);
    assert!(desk.asks());
    desk.answer("compute(1, 2);\nend");
    assert_eq!(desk.offered().as_deref(), Some("compute(1, 2);"));
    assert_eq!(desk.text(), "let x = \nend\n", "it is not in the text");
    assert_eq!(desk.key("tab"), "ai.accept");
    assert_eq!(desk.text(), "let x = compute(1, 2);\nend\n");
    assert_eq!(desk.caret(), 22);
    desk.send(Command::run("undo.undo"));
    assert_eq!(desk.text(), "let x = \nend\n");
}

#[test]
fn typing_what_is_offered_asks_nobody_and_deleting_brings_it_back() {
    let mut desk = Desk::new("a.txt", "let x =ˇ\n");
    desk.type_text(" ");
    desk.advance(130);
    desk.answer("compute(1)");
    desk.type_text("comp");
    assert_eq!(desk.offered().as_deref(), Some("ute(1)"));
    desk.advance(1000);
    assert!(!desk.asks());
    desk.send(Command::run("delete.left"));
    desk.send(Command::run("delete.left"));
    assert_eq!(desk.offered().as_deref(), Some("mpute(1)"));
    desk.type_text("z");
    assert_eq!(desk.offered(), None);
    desk.advance(130);
    assert!(desk.asks(), "something else was typed");
}

#[test]
fn the_newest_wins_and_typing_that_agrees_keeps_the_stream() {
    let mut desk = Desk::new("a.txt", "let x =ˇ\n");
    desk.type_text(" ");
    desk.advance(130);
    desk.stream("com");
    desk.type_text("c");
    assert!(desk.asks(), "it says what was typed");
    desk.stream("pute(1)\nmore\n");
    assert_eq!(desk.offered().as_deref(), Some("ompute(1)\nmore"));
    desk.type_text("z");
    assert!(!desk.asks(), "the socket is closed");
    desk.advance(130);
    assert!(desk.asks());
}

#[test]
fn words_lines_and_escape() {
    let mut desk = Desk::new("a.txt", "let x =ˇ\n");
    desk.type_text(" ");
    desk.advance(130);
    desk.answer("one two();\nthree();");
    assert_eq!(desk.key("ctrl+right"), "ai.accept_word");
    assert_eq!(desk.text(), "let x = one\n");
    assert_eq!(desk.offered().as_deref(), Some(" two();\nthree();"));
    desk.send(Command::run("ai.accept_line"));
    assert_eq!(desk.text(), "let x = one two();\n");
    assert_eq!(desk.offered().as_deref(), Some("\nthree();"));
    assert_eq!(desk.key("escape"), "ai.dismiss");
    assert_eq!(desk.offered(), None);
    assert_ne!(desk.key("escape"), "ai.dismiss", "nothing is offered: Escape means what it did");
    assert_eq!(desk.key("tab"), "edit.tab");
}

#[test]
fn tab_indents_where_one_indents() {
    let mut desk = Desk::new("a.txt", "a:ˇ\n");
    desk.type_text("\n");
    desk.advance(130);
    desk.answer("    deeper()");
    assert_eq!(desk.offered().as_deref(), Some("    deeper()"));
    assert_eq!(desk.key("tab"), "edit.tab");
    assert_eq!(desk.offered().as_deref(), Some("deeper()"), "typed of what was offered");
    assert_eq!(desk.key("tab"), "ai.accept");
    assert_eq!(desk.text(), "a:\n    deeper()\n");
}

#[test]
fn nothing_is_asked_where_it_may_not() {
    let mut desk = Desk::new(".env", "KEY=ˇ\n");
    desk.type_text("a");
    desk.advance(130);
    assert!(!desk.asks(), "a file with secrets");
    let view = desk.view();
    let error = desk.workspace.try_run(Command::Ai(AiCommand::Ghost(GhostCommand::Ask(view))));
    assert!(error.expect_err("it is refused").to_string().contains(".env"));

    let mut desk = Desk::new("a.txt", "aˇ bˇ\n");
    desk.type_text("x");
    desk.advance(130);
    assert!(!desk.asks(), "two carets");

    let mut desk = Desk::new("a.txt", "aˇ\n");
    desk.type_text("x");
    desk.send(Command::Focus(Focus::FindBar));
    desk.advance(130);
    assert!(!desk.asks(), "the find bar has the keyboard");

    let mut desk = Desk::new("a.txt", "aˇ\n");
    desk.workspace.ai.ghost.somebody = false;
    desk.type_text("x");
    desk.advance(130);
    assert!(!desk.asks(), "nobody is there");
}

#[test]
fn an_input_method_and_a_moved_caret_put_it_away() {
    let mut desk = Desk::new("a.txt", "let x =ˇ\n");
    desk.type_text(" ");
    desk.advance(130);
    desk.answer("one");
    let view = desk.view();
    desk.send(Command::Ai(AiCommand::Ghost(GhostCommand::Hold { view, at: Some(8..8) })));
    assert_eq!(desk.offered(), None);
    assert_eq!(desk.key("tab"), "edit.tab");
    desk.send(Command::run("undo.undo"));

    let mut desk = Desk::new("a.txt", "let x =ˇ\n");
    desk.type_text(" ");
    desk.advance(130);
    desk.answer("one");
    desk.send(Command::run("cursor.left"));
    assert_eq!(desk.offered(), None);
}

#[test]
fn a_failure_is_followed_by_a_rest() {
    let mut desk = Desk::new("a.txt", "let x =ˇ\n");
    desk.type_text(" ");
    desk.advance(130);
    let number = desk.number();
    let Step::Over(mut failed) = over() else { unreachable!() };
    failed.trouble = Some(crate::ai::Trouble {
        message: "too many requests".to_owned(),
        help: String::new(),
        details: String::new(),
        retrying: None,
        key_of: None,
    });
    desk.workspace.ghost_answer(number, Step::Over(failed));
    desk.settle();
    desk.type_text("a");
    desk.advance(130);
    assert!(!desk.asks());
    desk.advance(31_000);
    desk.type_text("b");
    desk.advance(130);
    assert!(desk.asks());
}

#[test]
fn a_renamed_name_is_offered_at_its_next_places() {
    let mut desk = Desk::new("a.txt", "let «count» = 1;\nuse(count, counter);\nreturn count;\n");
    desk.workspace.ai.ghost.somebody = false;
    desk.type_text("total");
    assert_eq!(desk.shown(), None);
    desk.advance(600);
    assert_eq!(desk.shown().and_then(|ghost| ghost.next), Some((1, "count → total".to_owned())));
    assert_eq!(desk.key("alt+]"), "ai.next_edit");
    assert_eq!(desk.offered().as_deref(), Some("total"));
    assert_eq!(desk.key("tab"), "ai.accept");
    assert_eq!(desk.text(), "let total = 1;\nuse(total, counter);\nreturn count;\n");
    assert_eq!(desk.shown().and_then(|ghost| ghost.next), Some((2, "count → total".to_owned())));
    assert_eq!(desk.key("tab"), "ai.accept", "goes there");
    assert_eq!(desk.key("tab"), "ai.accept", "and takes it");
    assert_eq!(desk.text(), "let total = 1;\nuse(total, counter);\nreturn total;\n");
    assert_eq!(desk.shown(), None);
    desk.send(Command::run("undo.undo"));
    assert_eq!(desk.text(), "let total = 1;\nuse(total, counter);\nreturn count;\n", "one step each");
}

#[test]
fn what_is_switched_off_asks_nobody() {
    let mut desk = Desk::new("a.txt", "let x =ˇ\n");
    let set = |desk: &mut Desk, value: &str| {
        let value = format!("\"{value}\"");
        let key = "ai.completion".to_owned();
        desk.send(Command::Settings(crate::settings::SettingsCommand::Set { key, value }));
    };
    set(&mut desk, "manual");
    desk.type_text(" ");
    desk.advance(130);
    assert!(!desk.asks());
    assert_eq!(desk.key("alt+\\"), "ai.complete");
    assert!(desk.asks());
    desk.answer("one");
    assert_eq!(desk.offered().as_deref(), Some("one"));
    set(&mut desk, "off");
    assert_eq!(desk.offered(), None);
    let view = desk.view();
    assert!(desk.workspace.try_run(Command::Ai(AiCommand::Ghost(GhostCommand::Ask(view)))).is_err());
}

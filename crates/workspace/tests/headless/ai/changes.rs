//! Change sets: proposed, carried over to what was typed since, reviewed, made, taken back, kept.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::prices::Cost;
use justbuilt_store::Fs as _;
use justbuilt_text::Text;
use justbuilt_workspace::ai::{
    AiCommand, ChangeAction, ChangeOrigin, ChangeState, ChangesCommand, ChangesSnapshot, HunkState,
    Permission,
};
use justbuilt_workspace::timeline::{AuthorKind, Filter, NodeKind, TimelineCommand};
use justbuilt_workspace::{Command, CommandError};

use crate::harness::{Machine, SECOND, Window};

/// An edit as models write it.
pub fn block(path: &str, search: &str, replace: &str) -> String {
    format!("{path}\n```\n<<<<<<< SEARCH\n{search}=======\n{replace}>>>>>>> REPLACE\n```\n\n")
}

pub fn origin(persona: &str) -> ChangeOrigin {
    ChangeOrigin {
        turn: None,
        persona: persona.to_owned(),
        model: Some(("anthropic".into(), "claude-sonnet-5-5".into())),
        prompt: Some(("fix-problem".into(), 3)),
        question: "Count in German".to_owned(),
        cost: Cost::Unknown,
    }
}

pub trait Proposes {
    fn changes(&mut self, command: ChangesCommand) -> Result<(), CommandError>;
    fn propose(&mut self, answer: &str) -> Arc<ChangesSnapshot>;
    fn propose_seen(&mut self, answer: &str, seen: &[(&str, &str)]) -> Arc<ChangesSnapshot>;
    fn set(&mut self) -> Arc<ChangesSnapshot>;
}

impl Proposes for Window {
    fn changes(&mut self, command: ChangesCommand) -> Result<(), CommandError> {
        let done = self.workspace.try_run(Command::Ai(AiCommand::Changes(command)));
        self.settle();
        done
    }

    fn propose(&mut self, answer: &str) -> Arc<ChangesSnapshot> {
        self.propose_seen(answer, &[])
    }

    #[track_caller]
    fn propose_seen(&mut self, answer: &str, seen: &[(&str, &str)]) -> Arc<ChangesSnapshot> {
        let seen = seen.iter().map(|(path, text)| ((*path).to_owned(), Text::from(*text))).collect();
        let origin = Box::new(origin(""));
        self.changes(ChangesCommand::Propose { answer: answer.to_owned(), seen, origin }).unwrap();
        self.set()
    }

    #[track_caller]
    fn set(&mut self) -> Arc<ChangesSnapshot> {
        Arc::clone(self.snapshot().ai.changes.first().expect("there is no change set"))
    }
}

fn project(files: &[(&str, &str)]) -> Window {
    let files: Vec<(String, &str)> = files.iter().map(|(name, text)| (format!("/p/{name}"), *text)).collect();
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let mut window = Machine::new(&borrowed).start(Some("/p"));
    window.advance(SECOND);
    window
}

/// Kinds and titles of all nodes, oldest first.
fn nodes(window: &mut Window) -> Vec<(NodeKind, String)> {
    window.advance(SECOND);
    for rows in [0..0, 0..1000] {
        window.send(Command::Timeline(TimelineCommand::List { filter: Box::<Filter>::default(), rows }));
    }
    let timeline = Arc::clone(&window.snapshot().timeline);
    timeline.list.nodes.iter().rev().map(|row| (row.node.kind.clone(), row.node.name().to_owned())).collect()
}

const NUMBERS: &str = "one\ntwo\nthree\nfour\nfive\n";

#[test]
fn a_set_over_open_and_closed_files_is_one_step_and_one_node() {
    let mut window =
        project(&[("a.txt", NUMBERS), ("b.txt", NUMBERS), ("old.txt", "old\n"), ("gone.txt", "gone\n")]);
    window.open("/p/a.txt");
    let mut answer = block("a.txt", "two\n", "zwei\n") + &block("b.txt", "three\n", "drei\n");
    answer += &block("new/c.txt", "", "neu\n");
    answer += "*** Begin Patch\n";
    let set = window.propose(&block_free(&answer));
    assert_eq!(set.state, ChangeState::Ready, "{:?}", set.refused);
    assert_eq!(set.title, "Count in German");
    assert_eq!(set.files.len(), 3);
    assert_eq!(window.text(), NUMBERS);
    let before = nodes(&mut window).len();
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(window.set().state, ChangeState::Applied);
    assert_eq!(window.text(), NUMBERS.replace("two", "zwei"));
    assert!(window.tab().dirty, "what is open is not saved");
    assert_eq!(window.machine.read("/p/a.txt"), NUMBERS);
    assert_eq!(window.machine.read("/p/b.txt"), NUMBERS.replace("three", "drei"));
    assert_eq!(window.machine.read("/p/new/c.txt"), "neu\n");
    let after = nodes(&mut window);
    assert_eq!(after.len(), before + 1, "{after:?}");
    assert_eq!(after.last().unwrap().0, NodeKind::AiAction);
    let timeline = Arc::clone(&window.snapshot().timeline);
    let node = &timeline.list.nodes.first().unwrap().node;
    assert_eq!(node.files.len(), 3);
    assert_eq!(timeline.authors[node.author.0 as usize].kind, AuthorKind::Persona);
    for what in [
        "Count in German",
        "anthropic/claude-sonnet-5-5",
        "fix-problem, version 3",
        "Cost: unknown",
        "`b.txt`",
    ] {
        assert!(node.content.contains(what), "{what}: {}", node.content);
    }
    // One command takes all of it back, as a node of its own, and another makes it again.
    window.step("ai.undo_changes");
    assert_eq!(window.set().state, ChangeState::Undone);
    assert_eq!((window.text().as_str(), window.machine.read("/p/b.txt").as_str()), (NUMBERS, NUMBERS));
    assert!(!window.machine.fs.exists(Path::new("/p/new/c.txt")));
    assert_eq!(nodes(&mut window).len(), before + 2);
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(window.machine.read("/p/new/c.txt"), "neu\n");
    assert_eq!(window.text(), NUMBERS.replace("two", "zwei"));
    assert_eq!(nodes(&mut window).len(), before + 3);
    // The document's own undo takes back its part as one step.
    window.step("undo.undo");
    assert_eq!(window.text(), NUMBERS);
    window.changes(ChangesCommand::Undo(set.id)).unwrap();
    assert_eq!(window.text(), NUMBERS);
    assert_eq!(window.machine.read("/p/b.txt"), NUMBERS);
}

/// Without what another format would begin with.
fn block_free(answer: &str) -> String {
    answer.replace("*** Begin Patch\n", "")
}

#[test]
fn files_are_moved_and_deleted_and_come_back() {
    let mut window = project(&[("a.txt", NUMBERS), ("b.txt", "bee\n"), ("c.txt", "sea\n")]);
    window.open("/p/a.txt");
    let answer = "*** Begin Patch\n*** Update File: a.txt\n*** Move to: d/e.txt\n@@\n one\n-two\n+zwei\n three\n\
                  *** Update File: b.txt\n*** Move to: d/b.txt\n@@\n-bee\n+wasp\n*** Delete File: c.txt\n*** End Patch\n";
    let set = window.propose(answer);
    assert_eq!(set.refused, []);
    let actions: Vec<&ChangeAction> = set.files.iter().map(|file| &file.action).collect();
    assert_eq!(
        actions,
        [&ChangeAction::Move("d/e.txt".into()), &ChangeAction::Move("d/b.txt".into()), &ChangeAction::Delete]
    );
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(window.set().state, ChangeState::Applied, "{:?}", window.notices());
    assert_eq!(window.machine.read("/p/d/e.txt"), NUMBERS);
    assert_eq!(window.machine.read("/p/d/b.txt"), "wasp\n");
    assert!(
        !window.machine.fs.exists(Path::new("/p/a.txt")) && !window.machine.fs.exists(Path::new("/p/c.txt"))
    );
    assert_eq!(window.machine.fs.trashed(), [Path::new("/p/c.txt")]);
    assert_eq!(window.text(), NUMBERS.replace("two", "zwei"));
    window.step("file.save");
    assert_eq!(window.machine.read("/p/d/e.txt"), NUMBERS.replace("two", "zwei"));
    window.changes(ChangesCommand::Undo(set.id)).unwrap();
    assert_eq!(window.set().state, ChangeState::Undone, "{:?}", window.notices());
    assert_eq!(window.machine.read("/p/b.txt"), "bee\n");
    assert_eq!(window.machine.read("/p/c.txt"), "sea\n");
    assert_eq!(window.text(), NUMBERS);
    assert_eq!(window.tab().title, "a.txt");
    let kinds: Vec<NodeKind> = nodes(&mut window).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [NodeKind::Open, NodeKind::AiAction, NodeKind::Save, NodeKind::Restore]);
}

#[test]
fn what_was_typed_since_stays_and_a_touched_hunk_is_a_conflict() {
    let mut window = project(&[("a.txt", NUMBERS)]);
    window.open("/p/a.txt");
    // Typed before the answer came: the model saw the text without it.
    window.step("type zero ");
    let answer = block("a.txt", "two\n", "zwei\n") + &block("a.txt", "five\n", "fuenf\n");
    let set = window.propose_seen(&answer, &[("a.txt", NUMBERS)]);
    assert!(set.files[0].rebased);
    assert_eq!(set.files[0].hunks.len(), 2);
    // And after it came, elsewhere, and in a hunk.
    window.step("go.line 4:1");
    window.step("type mine ");
    window.step("go.line 2:3");
    window.step("type x");
    let set = window.set();
    let states: Vec<&HunkState> = set.files[0].hunks.iter().map(|hunk| &hunk.state).collect();
    assert_eq!(states, [&HunkState::Conflict, &HunkState::Kept]);
    assert_eq!(set.files[0].after, "zero one\ntwxo\nthree\nmine four\nfuenf\n");
    // Taken back: it fits again.
    window.step("undo.undo");
    assert_eq!(window.set().files[0].hunks[0].state, HunkState::Kept);
    window.step("undo.redo");
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(window.text(), "zero one\ntwxo\nthree\nmine four\nfuenf\n");
    // Taking the set back leaves what was typed since.
    window.step("go.line 1:1");
    window.step("type more ");
    window.changes(ChangesCommand::Undo(set.id)).unwrap();
    assert_eq!(window.text(), "more zero one\ntwxo\nthree\nmine four\nfive\n");
}

#[test]
fn hunks_and_files_are_kept_dropped_and_written() {
    let mut window = project(&[("a.txt", NUMBERS), ("b.txt", NUMBERS)]);
    let mut answer = block("a.txt", "one\n", "eins\n") + &block("a.txt", "three\n", "drei\n");
    answer += &block("a.txt", "five\n", "fuenf\n");
    answer += &block("b.txt", "one\n", "eins\n");
    let set = window.propose(&answer);
    let id = set.id;
    window.changes(ChangesCommand::Hunk { set: id, file: 0, hunk: 1, keep: false }).unwrap();
    window.changes(ChangesCommand::Write { set: id, file: 0, hunk: 2, text: "cinq".into() }).unwrap();
    window.changes(ChangesCommand::File { set: id, file: 1, keep: false }).unwrap();
    let set = window.set();
    assert_eq!(set.files[0].after, "eins\ntwo\nthree\nfour\ncinq\n");
    assert_eq!(set.files[0].hunks[2].state, HunkState::Written);
    window.changes(ChangesCommand::Apply(id)).unwrap();
    assert_eq!(window.machine.read("/p/a.txt"), "eins\ntwo\nthree\nfour\ncinq\n");
    assert_eq!(window.machine.read("/p/b.txt"), NUMBERS);
    // The set that was made can be dropped; what it did stays.
    window.changes(ChangesCommand::Drop(id)).unwrap();
    assert!(window.snapshot().ai.changes.is_empty());
}

#[test]
fn nothing_is_made_while_it_cannot_be() {
    let mut window = project(&[("a.txt", NUMBERS), ("b.txt", NUMBERS)]);
    window.open("/p/a.txt");
    let set = window.propose(&(block("a.txt", "one\n", "eins\n") + &block("b.txt", "one\n", "eins\n")));
    window.step("type x");
    window.step("undo.undo");
    window.advance(SECOND);
    window.step("timeline.keystroke_back");
    let past = window.changes(ChangesCommand::Apply(set.id));
    assert!(matches!(past, Err(CommandError::Past)), "{past:?}");
    window.step("timeline.return");
    // All or nothing: one file that cannot be written leaves the others as they are.
    window.machine.fs.set_mode(Path::new("/p/b.txt"), 0o444).unwrap();
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    let ChangeState::Failed(why) = window.set().state.clone() else { panic!("{:?}", window.set().state) };
    assert!(why.contains("b.txt is read-only") && why.contains("Nothing was changed"), "{why}");
    assert_eq!((window.text().as_str(), window.machine.read("/p/b.txt").as_str()), (NUMBERS, NUMBERS));
    window.machine.fs.set_mode(Path::new("/p/b.txt"), 0o644).unwrap();
    // Another program was faster, and nobody has told us.
    window.machine.write("/p/b.txt", &NUMBERS.replace("five", "cinq"));
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert!(matches!(&window.set().state, ChangeState::Failed(why) if why.contains("another program")));
    // Then it is seen, and the set follows.
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(window.set().state, ChangeState::Applied);
    assert_eq!(window.machine.read("/p/b.txt"), "eins\ntwo\nthree\nfour\ncinq\n");
    assert_eq!(window.text(), NUMBERS.replace("one", "eins"));
}

#[test]
fn worse_syntax_has_to_be_agreed_to() {
    let mut window = project(&[("a.rs", "fn one() {\n    1;\n}\n"), ("b.rs", "fn broken( {\n}\n")]);
    let set = window.propose(
        &(block("a.rs", "    1;\n", "    1; }}} (\n") + &block("b.rs", "fn broken( {\n", "fn mended() {\n")),
    );
    let (a, b) = (&set.files[0], &set.files[1]);
    assert!(matches!(a.worse, Some((0, 1..))), "{:?}", a.worse);
    assert!(
        matches!(&a.permission, Permission::Asks(why, false) if why.contains("syntax error")),
        "{:?}",
        a.permission
    );
    assert_eq!((b.worse, &b.permission), (None, &Permission::Yes));
    let refused = window.changes(ChangesCommand::Apply(set.id)).unwrap_err();
    assert!(refused.to_string().contains("a.rs"), "{refused}");
    // Written anew it is judged anew.
    window.changes(ChangesCommand::Write { set: set.id, file: 0, hunk: 0, text: "    2;\n".into() }).unwrap();
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(window.machine.read("/p/a.rs"), "fn one() {\n    2;\n}\n");
    let set = window.propose(&block("a.rs", "    2;\n", "    2; }}} (\n"));
    window.changes(ChangesCommand::Agree { set: set.id, file: 0, yes: true }).unwrap();
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(window.machine.read("/p/a.rs"), "fn one() {\n    2; }}} (\n}\n");
}

#[test]
fn a_set_that_waits_survives_the_program() {
    let mut window = project(&[("a.txt", NUMBERS), ("b.txt", NUMBERS)]);
    window.open("/p/a.txt");
    let set = window.propose(
        &(block("a.txt", "one\n", "eins\n")
            + &block("a.txt", "five\n", "cinq\n")
            + &block("b.txt", "two\n", "zwei\n")),
    );
    window.changes(ChangesCommand::Hunk { set: set.id, file: 0, hunk: 1, keep: false }).unwrap();
    window.step("go.line 3:1");
    window.step("type x");
    window.advance(SECOND);
    let machine = window.kill();
    machine.write("/p/b.txt", &format!("zero\n{NUMBERS}"));
    let mut window = machine.start(Some("/p"));
    window.advance(SECOND);
    let set = window.set();
    assert_eq!(
        (set.state.clone(), set.title.as_str(), set.files.len()),
        (ChangeState::Ready, "Count in German", 2)
    );
    assert_eq!(set.files[0].after, "eins\ntwo\nxthree\nfour\nfive\n");
    assert_eq!(set.files[1].after, "zero\none\nzwei\nthree\nfour\nfive\n");
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(window.text(), "eins\ntwo\nxthree\nfour\nfive\n");
    // What was made does not wait any more.
    window.advance(SECOND);
    let mut window = window.kill().start(Some("/p"));
    window.advance(SECOND);
    assert!(window.snapshot().ai.changes.is_empty());
}

#[test]
fn sets_of_closed_files_follow_other_programs_and_documents_that_open_and_close() {
    let mut window = project(&[("a.txt", NUMBERS)]);
    let set = window.propose(&block("a.txt", "five\n", "cinq\n"));
    window.machine.write("/p/a.txt", &format!("zero\n{NUMBERS}"));
    window.machine.watch.tell(&["/p/a.txt"]);
    window.advance(SECOND);
    assert_eq!(window.set().files[0].after, "zero\none\ntwo\nthree\nfour\ncinq\n");
    window.open("/p/a.txt");
    window.step("type minus ");
    assert_eq!(window.set().files[0].after, "minus zero\none\ntwo\nthree\nfour\ncinq\n");
    window.step("undo.undo");
    window.step("tab.close");
    window.advance(SECOND);
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(window.machine.read("/p/a.txt"), "zero\none\ntwo\nthree\nfour\ncinq\n");
}

#[test]
fn nothing_is_due_while_a_set_waits() {
    let mut window = project(&[("a.txt", NUMBERS)]);
    window.propose(&block("a.txt", "five\n", "cinq\n"));
    window.advance(Duration::from_secs(60));
    window.advance(Duration::from_secs(60));
    assert_eq!(window.workspace.next_deadline(), None);
}

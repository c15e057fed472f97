//! A change set whose answer is still coming, from inside: conversations feed it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::conversation::TurnId;
use justbuilt_ai::prices::Cost;
use justbuilt_base::{InlineSpawner, ManualClock, Waker};
use justbuilt_store::MemoryFs;
use justbuilt_text::Text;

use crate::Abilities;
use crate::ai::{AiOutside, ChangeOrigin, ChangeState, ChangesCommand};
use crate::ids::ConversationId;
use crate::platform::{MemoryLocks, Options, Platform};
use crate::project::{FsTree, source::NoWatch};
use crate::search::FsSearch;
use crate::timeline::MemoryHistory;
use crate::workspace::Workspace;

fn open(files: &[(&str, &str)]) -> (Workspace, ManualClock) {
    let files = files.iter().map(|(path, text)| (Path::new(*path), text.as_bytes()));
    let fs = MemoryFs::with_files(files).unwrap();
    let clock = ManualClock::default();
    let platform = Platform {
        sketches: crate::sketches::SketchOutside::default(),
        fs: Arc::new(fs.clone()),
        clock: Arc::new(clock.clone()),
        spawner: Arc::new(InlineSpawner),
        waker: Waker::noop(),
        tree: Arc::new(FsTree::new(Arc::new(fs.clone()))),
        search: Arc::new(FsSearch::new(Arc::new(fs))),
        watch: Arc::new(NoWatch),
        locks: Arc::new(MemoryLocks::default()),
        history: Arc::new(MemoryHistory::default()),
        vcs: Arc::new(justbuilt_vcs::NoVcs),
        ai: AiOutside::offline(),
    };
    let options = Options {
        config_dir: None,
        state_dir: Some("/state".into()),
        read_only_state: false,
        abilities: Abilities::ALL,
    };
    let mut workspace = Workspace::new(platform, options);
    workspace.start(Some("/p".into()));
    run(&mut workspace);
    (workspace, clock)
}

fn run(workspace: &mut Workspace) {
    for _ in 0..6 {
        workspace.tick();
    }
}

#[test]
fn a_set_grows_with_its_answer_and_links_to_it() {
    let text = "one\ntwo\nthree\n";
    let (mut workspace, clock) = open(&[("/p/a.txt", text), ("/p/b.txt", text)]);
    let conversation = ConversationId(7);
    workspace.changes_name_conversation(conversation, "rec-7".to_owned());
    let origin = ChangeOrigin {
        turn: Some((conversation, TurnId(3))),
        persona: String::new(),
        model: None,
        prompt: None,
        question: "In German".to_owned(),
        cost: Cost::Unknown,
    };
    let seen = vec![("a.txt".to_owned(), Text::from(text))];
    let id = workspace.changes_begin(seen, origin).unwrap();
    let one = "a.txt\n```\n<<<<<<< SEARCH\none\n=======\neins\n>>>>>>> REPLACE\n```\n";
    let other = "\nb.txt\n```\n<<<<<<< SEARCH\ntwo\n=======\nzwei\n>>>>>>> REPLACE\n```\n";
    let whole = format!("I do.\n\n{one}{other}");
    let mut planned = 0;
    // A thousand pieces come, and it is planned a few times a second only.
    for end in (0..=whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        workspace.changes_stream(id, &whole[..end]);
        clock.advance(Duration::from_millis(10));
        let before = workspace.snapshot().ai.changes[0].clone();
        run(&mut workspace);
        let after = workspace.snapshot().ai.changes[0].clone();
        planned += usize::from(!Arc::ptr_eq(&before, &after));
        assert_eq!(after.state, ChangeState::Planning);
        assert!(after.files.len() <= 2);
    }
    let seconds = whole.len().div_ceil(100);
    assert!((1..=seconds * 4).contains(&planned), "{planned} times in {seconds} s");
    let set = workspace.snapshot().ai.changes[0].clone();
    assert_eq!(set.files.len(), 1, "the first file is shown before the answer is whole");
    // Nothing is decided while more is to come.
    workspace.changes_run(ChangesCommand::Apply(id)).unwrap_err();
    assert_eq!(workspace.changes_finish(id, &whole), Some(id));
    run(&mut workspace);
    let set = workspace.snapshot().ai.changes[0].clone();
    assert_eq!((set.state.clone(), set.files.len()), (ChangeState::Ready, 2));
    assert_eq!(workspace.ai.changes.set(id).unwrap().place.as_deref(), Some("conversation rec-7, turn 3"));
    // An answer without edits leaves nothing behind.
    let id = workspace.changes_begin(Vec::new(), set.origin.clone()).unwrap();
    workspace.changes_finish(id, "Nothing to be done.");
    run(&mut workspace);
    assert_eq!(workspace.snapshot().ai.changes.len(), 1);
}

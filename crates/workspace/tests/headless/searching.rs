//! Project search and replace: results, newest query wins, open documents, files on disk, and what is told.

use std::path::Path;

use justbuilt_store::{Fault, Fs as _};
use justbuilt_workspace::command::SearchCommand;
use justbuilt_workspace::search::{MAX_HITS, SearchQuery};
use justbuilt_workspace::{Command, Effect};

use crate::harness::{Machine, SECOND, Window, manual};

fn machine() -> Machine {
    Machine::new(&[
        ("/p/a.rs", "old one\r\nold two old"),
        ("/p/src/b.rs", "an old thing\n"),
        ("/p/src/c.md", "older"),
        ("/p/.gitignore", "target"),
        ("/p/target/d.rs", "old"),
    ])
}

fn query(text: &str) -> SearchQuery {
    SearchQuery { text: text.into(), ..SearchQuery::default() }
}

fn send(window: &mut Window, command: SearchCommand) {
    window.send(Command::Search(command));
}

/// The results as text: `label line:bytes text`.
fn results(window: &mut Window) -> Vec<String> {
    let snapshot = window.snapshot();
    let files = snapshot.search.files.iter();
    let hits = files.flat_map(|file| file.hits.iter().map(move |hit| (file, hit)));
    hits.map(|(file, hit)| format!("{} {}:{:?} {}", file.label, hit.line, hit.bytes, hit.text)).collect()
}

fn searched(text: &str) -> Window {
    let mut window = machine().start(Some("/p"));
    send(&mut window, SearchCommand::Query(query(text)));
    window
}

#[test]
fn results_come_with_their_places_and_open_there() {
    let mut window = searched("old");
    assert_eq!(
        results(&mut window),
        [
            "a.rs 0:0..3 old one",
            "a.rs 1:0..3 old two old",
            "a.rs 1:8..11 old two old",
            "src/b.rs 0:3..6 an old thing",
            "src/c.md 0:0..3 older",
        ]
    );
    let snapshot = window.snapshot();
    assert_eq!((snapshot.search.hits, snapshot.search.searched, snapshot.search.running), (5, 4, false));
    send(&mut window, SearchCommand::Open { file: 0, hit: 2, preview: true });
    assert_eq!((window.tabs().as_str(), window.marked().as_str()), ("[a.rs~]", "old one\r\nold two «oldˇ»"));
    window.step("search.next");
    assert_eq!(window.marked(), "an «oldˇ» thing\n");
    window.step("search.previous");
    window.step("search.previous");
    assert_eq!(window.marked(), "old one\r\n«oldˇ» two old");
    assert_eq!(window.snapshot().search.selected, Some((0, 1)));
    send(&mut window, SearchCommand::Toggle { file: 0 });
    assert!(!window.snapshot().search.files[0].expanded);
    send(&mut window, SearchCommand::Dismiss { file: 0, hit: Some(0) });
    send(&mut window, SearchCommand::Dismiss { file: 1, hit: None });
    send(&mut window, SearchCommand::Dismiss { file: 1, hit: Some(0) });
    assert_eq!(results(&mut window), ["a.rs 1:0..3 old two old", "a.rs 1:8..11 old two old"]);
    send(&mut window, SearchCommand::Clear);
    assert!(results(&mut window).is_empty() && window.snapshot().search.query.text.is_empty());
}

#[test]
fn the_selected_text_is_looked_for() {
    let mut window = machine().start(Some("/p"));
    window.open("/p/src/b.rs");
    window.set_carets(&[(7, 12)]);
    window.step("search.open");
    assert_eq!(results(&mut window), ["src/b.rs 0:7..12 an old thing"]);
    assert!(
        window.take_effects().iter().any(|effect| matches!(effect, Effect::FocusSearch { replace: false }))
    );
    window.step("search.open \"two old\"");
    assert_eq!(results(&mut window), ["a.rs 1:4..11 old two old"]);
    window.step("search.toggle_regex");
    window.step("search.open \"o.d t[a-z]+g\"");
    assert_eq!(results(&mut window).len(), 1);
    window.step("search.open o(");
    let error = window.snapshot().search.error.clone().unwrap();
    assert!(!error.is_empty() && results(&mut window).is_empty());
    window.step("search.toggle_regex");
    assert!(window.snapshot().search.error.is_none());
    window.step("search.include a[");
    assert!(window.snapshot().search.error.as_deref().unwrap().contains("a["));
}

#[test]
fn text_that_is_not_saved_wins() {
    let mut window = machine().start(Some("/p"));
    window.open("/p/src/b.rs");
    window.step("type very old, ");
    send(&mut window, SearchCommand::Query(query("very")));
    assert_eq!(results(&mut window), ["src/b.rs 0:0..4 very old, an old thing"]);
}

#[test]
fn the_newest_query_wins_and_cancelling_keeps_what_was_found() {
    let (spawner, tasks) = manual();
    let mut window = machine().start_with(Some("/p"), spawner);
    tasks.run_until_idle();
    window.settle();
    for text in ["o", "ol", "older"] {
        window.workspace.run(Command::Search(SearchCommand::Query(query(text))));
    }
    assert!(window.snapshot().search.running);
    tasks.run_until_idle();
    window.settle();
    assert_eq!(results(&mut window), ["src/c.md 0:0..3 older".replace("0..3", "0..5")]);
    window.workspace.run(Command::Search(SearchCommand::Query(query("thing"))));
    assert_eq!(results(&mut window).len(), 1, "those of before stay until there are new ones");
    window.workspace.run(Command::Search(SearchCommand::Cancel));
    tasks.run_until_idle();
    window.settle();
    assert!(!window.snapshot().search.running);
    assert_eq!(results(&mut window), ["src/c.md 0:0..5 older"]);
    window.workspace.run(Command::Search(SearchCommand::Refresh));
    tasks.run_until_idle();
    window.settle();
    assert_eq!(results(&mut window), ["src/b.rs 0:7..12 an old thing"]);
    send(&mut window, SearchCommand::Query(query("nowhere")));
    tasks.run_until_idle();
    window.settle();
    assert!(results(&mut window).is_empty(), "nothing found is shown as nothing");
}

#[test]
fn too_many_hits_stop_the_search() {
    let text = "x\n".repeat(MAX_HITS - 10);
    let mut window = Machine::new(&[("/p/a", &text), ("/p/b", &text)]).start(Some("/p"));
    send(&mut window, SearchCommand::Query(query("x")));
    let snapshot = window.snapshot();
    assert_eq!((snapshot.search.hits, snapshot.search.truncated), (MAX_HITS, true));
}

#[test]
fn everything_is_replaced_after_asking() {
    let mut window = searched("old");
    let machine = window.machine.clone();
    window.open("/p/a.rs");
    window.step("search.replace_with new");
    window.take_effects();
    window.step("search.replace_all");
    let question = window.question();
    assert_eq!(question.title, "Replace 5 hits in 3 files?");
    assert_eq!(machine.read("/p/src/b.rs"), "an old thing\n", "not before the answer");
    window.send(Command::Answer { question: question.id, choice: Some(1) });
    assert_eq!(machine.read("/p/src/b.rs"), "an new thing\n");
    assert_eq!(machine.read("/p/src/c.md"), "newer");
    assert_eq!(machine.read("/p/target/d.rs"), "old");
    assert_eq!(window.text(), "new one\r\nnew two new");
    assert_eq!(window.tabs(), "[a.rs*]", "open documents are changed, not saved");
    assert_eq!(window.notices(), ["Replaced 5 hits in 3 files"]);
    assert!(results(&mut window).is_empty());
    window.step("undo.undo");
    assert_eq!(window.text(), "old one\r\nold two old", "one step");
    assert_eq!(window.tabs(), "[a.rs]");
}

#[test]
fn one_hit_or_one_file_is_replaced() {
    let mut window = searched("old");
    window.open("/p/a.rs");
    send(&mut window, SearchCommand::Replacement("brand new".into()));
    send(&mut window, SearchCommand::Replace { file: Some(0), hit: Some(1) });
    assert_eq!(window.text(), "old one\r\nbrand new two old");
    assert_eq!(results(&mut window)[..2], ["a.rs 0:0..3 old one", "a.rs 1:14..17 brand new two old"]);
    assert!(window.notices().is_empty());
    send(&mut window, SearchCommand::Replace { file: Some(0), hit: None });
    assert_eq!(window.text(), "brand new one\r\nbrand new two brand new");
    assert_eq!(window.notices(), ["Replaced 2 hits in 1 file"]);
    send(&mut window, SearchCommand::Replace { file: Some(0), hit: Some(0) });
    assert_eq!(
        window.machine.read("/p/src/b.rs"),
        "an brand new thing\n",
        "a file that is not open is written"
    );
    assert_eq!(results(&mut window), ["src/c.md 0:0..3 older"]);
}

#[test]
fn groups_of_a_pattern_are_filled_in() {
    let mut window = machine().start(Some("/p"));
    let query = SearchQuery { regex: true, include: "*.rs".into(), ..query(r"old (\w+)") };
    send(&mut window, SearchCommand::Query(query));
    send(&mut window, SearchCommand::Replacement("$1 ($0)".into()));
    send(&mut window, SearchCommand::ReplaceAll);
    assert_eq!(window.machine.read("/p/a.rs"), "one (old one)\r\ntwo (old two) old");
    assert_eq!(window.machine.read("/p/src/b.rs"), "an thing (old thing)\n");
}

#[test]
fn hits_that_are_gone_are_left_alone() {
    let mut window = searched("old");
    let machine = window.machine.clone();
    machine.write("/p/a.rs", "older one\r\nno two old");
    machine.fs.remove(Path::new("/p/src/c.md")).unwrap();
    send(&mut window, SearchCommand::Replacement("new".into()));
    send(&mut window, SearchCommand::ReplaceAll);
    assert_eq!(machine.read("/p/a.rs"), "newer one\r\nno two old");
    assert_eq!(machine.read("/p/src/b.rs"), "an new thing\n");
    assert!(!machine.fs.exists(Path::new("/p/src/c.md")), "nothing is made anew");
    let snapshot = window.snapshot();
    let notice = snapshot.notices.last().unwrap();
    assert_eq!(notice.title, "Replaced 2 hits in 2 files, not in 1 other");
    assert!(
        notice.detail.contains("c.md") && notice.detail.contains("2 hits were no longer there"),
        "{}",
        notice.detail
    );
}

#[test]
fn what_cannot_be_written_stays_as_it_is_and_is_told() {
    let mut window = searched("thing");
    let machine = window.machine.clone();
    machine.fs.inject("/p/src/b.rs", Fault::FullAfter(3));
    send(&mut window, SearchCommand::Replacement("stuff".into()));
    send(&mut window, SearchCommand::ReplaceAll);
    assert_eq!(machine.read("/p/src/b.rs"), "an old thing\n");
    assert_eq!(results(&mut window).len(), 1, "the hit is still there");
    let snapshot = window.snapshot();
    assert!(snapshot.notices.last().unwrap().detail.contains("disk is full"), "{:?}", snapshot.notices);
}

#[test]
fn encoding_and_odd_bytes_survive_replacing() {
    let machine = Machine::with_bytes(&[
        ("/p/utf16", b"\xFF\xFEo\0l\0d\0\n\0"),
        ("/p/odd", b"\xE9\xFF old \x80\r\nno line end"),
    ]);
    let mut window = machine.start(Some("/p"));
    send(&mut window, SearchCommand::Query(query("old")));
    assert_eq!(window.snapshot().search.hits, 2);
    send(&mut window, SearchCommand::Replacement("new!".into()));
    send(&mut window, SearchCommand::ReplaceAll);
    assert_eq!(machine.fs.read(Path::new("/p/utf16")).unwrap(), b"\xFF\xFEn\0e\0w\0!\0\n\0");
    assert_eq!(machine.fs.read(Path::new("/p/odd")).unwrap(), b"\xE9\xFF new! \x80\r\nno line end");
}

#[test]
fn line_endings_are_not_part_of_a_match() {
    let mut window = machine().start(Some("/p"));
    let query = SearchQuery { regex: true, include: "a.rs".into(), ..query("old.*$") };
    send(&mut window, SearchCommand::Query(query));
    assert_eq!(results(&mut window), ["a.rs 0:0..7 old one", "a.rs 1:0..11 old two old"]);
    send(&mut window, SearchCommand::Replacement("x".into()));
    send(&mut window, SearchCommand::ReplaceAll);
    assert_eq!(window.machine.read("/p/a.rs"), "x\r\nx");
    // Nor does a match go on in the next line, whatever the pattern would allow.
    window.machine.write("/p/a.rs", "ab\ncd\nef");
    let query =
        SearchQuery { regex: true, include: "a.rs".into(), text: "[^x]+".into(), ..SearchQuery::default() };
    send(&mut window, SearchCommand::Query(query));
    assert_eq!(results(&mut window), ["a.rs 0:0..2 ab", "a.rs 1:0..2 cd", "a.rs 2:0..2 ef"]);
    send(&mut window, SearchCommand::ReplaceAll);
    assert_eq!(window.machine.read("/p/a.rs"), "x\nx\nx");
}

#[test]
fn results_follow_what_is_typed_and_what_is_written() {
    let mut window = searched("old");
    window.open("/p/a.rs");
    window.step("type x ");
    assert_eq!(results(&mut window)[0], "a.rs 0:0..3 old one", "not with each key");
    window.advance(SECOND);
    assert_eq!(results(&mut window)[0], "a.rs 0:2..5 x old one");
    window.step("select.line");
    window.step("delete.left");
    window.advance(SECOND);
    assert_eq!(results(&mut window)[..2], ["a.rs 0:0..3 old two old", "a.rs 0:8..11 old two old"]);
    // On the disk, also when there is nothing left.
    let machine = window.machine.clone();
    machine.write("/p/src/b.rs", "new\nan old\n");
    machine.watch.tell(&["/p/src/b.rs"]);
    window.settle();
    window.advance(SECOND);
    assert!(
        results(&mut window).contains(&"src/b.rs 1:3..6 an old".to_owned()),
        "{:?}",
        results(&mut window)
    );
    machine.fs.remove(Path::new("/p/src/b.rs")).unwrap();
    machine.write("/p/src/c.md", "newer");
    machine.watch.tell(&["/p/src"]);
    window.settle();
    window.advance(SECOND);
    assert_eq!(results(&mut window).len(), 2, "{:?}", results(&mut window));
    assert_eq!(window.snapshot().search.hits, 2);
}

#[test]
fn dismissed_hits_and_replaced_ones_do_not_come_back() {
    let mut window = searched("old");
    window.open("/p/a.rs");
    send(&mut window, SearchCommand::Dismiss { file: 0, hit: Some(0) });
    window.step("cursor.document_end");
    window.step("type x");
    window.advance(SECOND);
    assert_eq!(results(&mut window)[..2], ["a.rs 1:0..3 old two oldx", "a.rs 1:8..11 old two oldx"]);
    send(&mut window, SearchCommand::Replacement("older".into()));
    send(&mut window, SearchCommand::Replace { file: Some(0), hit: Some(0) });
    window.advance(SECOND);
    assert_eq!(results(&mut window)[0], "a.rs 1:10..13 older two oldx");
}

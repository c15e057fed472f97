//! What is found for what is typed, and in which order.

use justbuilt_base::{Waker, channel};
use justbuilt_store::MemoryFs;

use super::*;

struct Bench {
    table: Table,
    recent: Vec<PathBuf>,
}

impl Bench {
    fn new(labels: &[&str]) -> Self {
        let mut table = Table::default();
        // In pieces, as they come.
        for piece in labels.chunks(3) {
            table.push(
                piece
                    .iter()
                    .map(|label| FilePath::new(Path::new("/p"), format!("/p/{label}").into()))
                    .collect(),
            );
        }
        Self { table, recent: Vec::new() }
    }

    fn rank(&self, text: &str, among: Option<Arc<Vec<Spot>>>) -> Ranked {
        let (sender, receiver) = channel(8, Waker::noop());
        let fs = MemoryFs::with_files([("/elsewhere/file.txt", "x"), ("/p/file.txt", "x")]).unwrap();
        let mut job = RankJob {
            generation: 1,
            version: 1,
            root: "/p".into(),
            query: FinderQuery::parse(text),
            table: self.table.clone(),
            among,
            recent: Arc::new(self.recent.clone()),
            current: None,
            fs: Arc::new(fs),
            sender,
            state: RankState::default(),
        };
        // In the smallest slices.
        while job.step(Duration::ZERO, &CancelToken::new()) == Step::Again {}
        match receiver.try_recv() {
            Some(Message::Ranked(ranked)) => ranked,
            _ => panic!("nothing was sent"),
        }
    }

    fn found(&self, text: &str) -> Vec<String> {
        let label =
            |item: &FinderItem| item.path.strip_prefix("/p").unwrap_or(&item.path).display().to_string();
        self.rank(text, None).items.iter().map(label).collect()
    }
}

#[test]
fn names_win_over_folders_and_exact_names_over_all() {
    let bench = Bench::new(&[
        "src/main.rs",
        "src/domain/mod.rs",
        "docs/main/readme.md",
        "crates/app/src/lib.rs",
        "lib.rs",
        "src/library.rs",
        "maintenance/list.rs",
        "README.md",
    ]);
    assert_eq!(bench.found("main")[0], "src/main.rs");
    assert_eq!(bench.found("main.rs")[0], "src/main.rs");
    assert_eq!(bench.found("lib.rs")[..2], ["lib.rs", "crates/app/src/lib.rs"]);
    assert_eq!(bench.found("applib")[0], "crates/app/src/lib.rs");
    assert_eq!(bench.found("readme")[0], "README.md");
    assert_eq!(bench.found("app/lib")[0], "crates/app/src/lib.rs");
    assert_eq!(bench.found("lib app")[0], "crates/app/src/lib.rs", "words in any order");
    assert!(bench.found("xyz").is_empty());
    assert_eq!(bench.found("!rs").len(), 2, "what does not match");
    assert_eq!(bench.rank("main", None).matched, bench.found("main").len());
}

#[test]
fn what_was_opened_lately_comes_first() {
    let mut bench = Bench::new(&["b/mod.rs", "a/mod.rs", "c/mod.rs", "z.md"]);
    assert_eq!(bench.found("mod"), ["a/mod.rs", "b/mod.rs", "c/mod.rs"]);
    assert_eq!(bench.found(""), ["z.md", "a/mod.rs", "b/mod.rs", "c/mod.rs"]);
    bench.recent = vec!["/p/c/mod.rs".into(), "/p/b/mod.rs".into(), "/elsewhere/file.txt".into()];
    assert_eq!(bench.found("mod"), ["c/mod.rs", "b/mod.rs", "a/mod.rs"]);
    assert_eq!(bench.found(""), ["c/mod.rs", "b/mod.rs", "z.md", "a/mod.rs"]);
    assert!(bench.rank("mod", None).items[0].recent && !bench.rank("mod", None).items[2].recent);
}

#[test]
fn places_are_read_from_the_query() {
    let place = |line, column| Some(Place::Line { line, column });
    let parse = |text: &str| {
        let query = FinderQuery::parse(text);
        (query.pattern, query.place)
    };
    assert_eq!(parse("name"), ("name".into(), None));
    assert_eq!(parse(" name:12 "), ("name".into(), place(12, 1)));
    assert_eq!(parse("src/a.rs:12:3"), ("src/a.rs".into(), place(12, 3)));
    assert_eq!(parse("name:"), ("name".into(), None));
    assert_eq!(parse("a::b"), ("a::b".into(), None));
}

#[test]
fn full_paths_lead_out_of_the_project() {
    let bench = Bench::new(&["file.txt"]);
    assert_eq!(bench.found("/elsewhere/file.txt"), ["/elsewhere/file.txt"]);
    assert_eq!(bench.found("/elsewhere/file.txt:3"), ["/elsewhere/file.txt"]);
    assert_eq!(bench.found("../elsewhere/file.txt"), ["/elsewhere/file.txt"]);
    assert!(bench.found("/elsewhere").is_empty(), "folders are not opened here");
}

#[test]
fn matches_are_marked_in_name_and_folder() {
    let bench = Bench::new(&["crates/größe/src/übung.rs"]);
    let item = &bench.rank("übung", None).items[0];
    assert_eq!((item.name.as_str(), item.folder.as_str()), ("übung.rs", "crates/größe/src"));
    let marked = |text: &str, ranges: &[std::ops::Range<usize>]| {
        ranges.iter().map(|range| text[range.clone()].to_owned()).collect::<Vec<_>>().join("|")
    };
    assert_eq!(marked(&item.name, &item.name_matches), "übung");
    assert!(item.folder_matches.is_empty());
    let item = &bench.rank("größers", None).items[0];
    assert_eq!(marked(&item.folder, &item.folder_matches), "größe");
    assert_eq!(marked(&item.name, &item.name_matches), "rs");
}

#[test]
fn going_on_finds_the_same_as_starting_over() {
    let mut random = justbuilt_testkit::Random::new(7);
    let mut labels = Vec::new();
    for _ in 0..3000 {
        let mut label = String::new();
        for part in 0..=random.below(4) {
            if part > 0 {
                label.push('/');
            }
            for _ in 0..=random.below(8) {
                label.push(*random.pick(&['a', 'b', 'C', 'd', 'e', '_', '-', '1', 'ä']));
            }
        }
        labels.push(label);
    }
    labels.sort();
    labels.dedup();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let bench = Bench::new(&labels);
    for query in ["abc", "d/e", "a1-", "äb", "_a_"] {
        let mut among = None;
        for end in query.char_indices().map(|(at, c)| at + c.len_utf8()) {
            let typed = &query[..end];
            let fresh = bench.rank(typed, None);
            if let Some(among) = among {
                let going_on = bench.rank(typed, Some(among));
                assert_eq!(going_on.items, fresh.items, "{typed}");
                assert_eq!(going_on.matched, fresh.matched, "{typed}");
            }
            // No path that matches was refused for its letters.
            let mut fuzzy = Fuzzy::paths();
            fuzzy.set_query(typed);
            assert_eq!(
                fresh.matched,
                labels.iter().filter(|label| fuzzy.score(label).is_some()).count(),
                "{typed}"
            );
            among = Some(fresh.all);
        }
    }
}

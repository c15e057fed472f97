//! The parallel search on real files: what is found, what is left out, and agreement with the search in memory.

use std::collections::HashMap;
use std::sync::Arc;

use justbuilt_store::DiskFs;

use super::*;
use crate::search::FsSearch;

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn search_with(
    source: &dyn SearchSource,
    root: &Path,
    query: &SearchQuery,
    unsaved: &HashMap<PathBuf, Text>,
) -> Result<Vec<String>, SearchError> {
    let hits: Mutex<Vec<String>> = Mutex::default();
    let found = |file: SearchFile| {
        for hit in &file.hits {
            let shown = &hit.text[hit.in_text.clone()];
            hits.lock().push(format!("{}:{}:{:?} {shown}", file.label, hit.line, hit.bytes));
        }
        true
    };
    let asked = SearchRequest { root, query, exclude: &["excluded".into()], unsaved };
    source.search(&asked, &CancelToken::new(), &found)?;
    let mut hits = hits.into_inner();
    hits.sort();
    Ok(hits)
}

fn query(text: &str) -> SearchQuery {
    SearchQuery { text: text.into(), ..SearchQuery::default() }
}

fn project() -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    let at = |path: &str| temp.path().join(path);
    write(&at("a.rs"), b"fn needle() {}\r\nlet x = Needle; // needle, needles\r\nend needle");
    write(&at("src/deep/b.txt"), "größe nEEdle\n".as_bytes());
    write(&at("latin1.txt"), b"\xE4\xF6 needle\n");
    write(&at("binary.bin"), b"needle\0needle");
    write(&at("excluded/x.txt"), b"needle");
    write(&at("ignored/x.txt"), b"needle");
    write(&at(".gitignore"), b"ignored\n");
    write(&at(".hidden"), b"needle\n");
    write(&at("empty"), b"");
    temp
}

#[test]
fn hits_are_where_they_are() {
    let temp = project();
    let hits = search_with(&DiskSearch, temp.path(), &query("needle"), &HashMap::new()).unwrap();
    assert_eq!(
        hits,
        [
            ".hidden:0:0..6 needle",
            "a.rs:0:3..9 needle",
            "a.rs:1:19..25 needle",
            "a.rs:1:27..33 needle",
            "a.rs:1:8..14 Needle",
            "a.rs:2:4..10 needle",
            "latin1.txt:0:5..11 needle",
            "src/deep/b.txt:0:8..14 nEEdle",
        ]
    );
    let searched = DiskSearch.search(
        &SearchRequest { root: temp.path(), query: &query("needle"), exclude: &[], unsaved: &HashMap::new() },
        &CancelToken::new(),
        &|_| true,
    );
    assert_eq!(searched, Ok(8), "all but the ignored one");
}

#[test]
fn options_narrow_what_is_found() {
    let temp = project();
    let count =
        |query: SearchQuery| search_with(&DiskSearch, temp.path(), &query, &HashMap::new()).unwrap().len();
    assert_eq!(count(SearchQuery { case: true, ..query("needle") }), 6);
    assert_eq!(count(SearchQuery { word: true, case: true, ..query("needle") }), 5);
    assert_eq!(count(SearchQuery { include: "*.rs".into(), ..query("needle") }), 5);
    assert_eq!(count(SearchQuery { exclude: "a.rs, src/**".into(), ..query("needle") }), 2);
    assert_eq!(count(SearchQuery { ignored: true, ..query("needle") }), 9);
    assert_eq!(count(query("needle()")), 1, "text is no pattern");
    assert_eq!(count(SearchQuery { regex: true, ..query(r"n\w+e\(\)") }), 1);
    assert_eq!(count(SearchQuery { regex: true, ..query("needles$") }), 1, "before \\r\\n too");
    assert_eq!(count(SearchQuery { regex: true, ..query("^end|^fn") }), 2);
    assert_eq!(count(query("GRÖSSE")), 0);
    assert_eq!(count(query("GRÖßE")), 1, "case without regard to the alphabet");
}

#[test]
fn wrong_queries_are_told() {
    let temp = project();
    let search = |query| search_with(&DiskSearch, temp.path(), &query, &HashMap::new()).unwrap_err();
    let error = search(SearchQuery { regex: true, ..query("a(") });
    assert!(matches!(&error, SearchError::Pattern(reason) if reason.contains("unclosed")), "{error}");
    assert!(matches!(search(SearchQuery { include: "a[".into(), ..query("x") }), SearchError::Glob { .. }));
    let gone = temp.path().join("gone");
    let error = DiskSearch.search(
        &SearchRequest { root: &gone, query: &query("x"), exclude: &[], unsaved: &HashMap::new() },
        &CancelToken::new(),
        &|_| true,
    );
    assert!(matches!(error, Err(SearchError::Folder(_))));
}

#[test]
fn texts_that_are_not_saved_win_over_the_disk() {
    let temp = project();
    let at = |path: &str| temp.path().join(path);
    let unsaved = HashMap::from([
        (at("a.rs"), Text::from("nothing\nbut a needle")),
        (at("new.txt"), Text::from("needle in a new file")),
        (at("ignored/x.txt"), Text::from("needle needle")),
        (temp.path().parent().unwrap().join("elsewhere"), Text::from("needle")),
    ]);
    let hits = search_with(&DiskSearch, temp.path(), &query("needle"), &unsaved).unwrap();
    let of = |label: &str| hits.iter().filter(|hit| hit.starts_with(label)).cloned().collect::<Vec<_>>();
    assert_eq!(of("a.rs"), ["a.rs:1:6..12 needle"]);
    assert_eq!(of("new.txt"), ["new.txt:0:0..6 needle"]);
    assert!(of("ignored").is_empty() && of("/").is_empty(), "{hits:?}");
}

#[test]
fn the_search_in_memory_finds_the_same() {
    let temp = project();
    let memory = FsSearch::new(Arc::new(DiskFs::new()));
    let unsaved = HashMap::from([(temp.path().join("new.txt"), Text::from("a needle"))]);
    let mut queries = vec![query("needle"), query("e"), query("n.e")];
    queries.push(SearchQuery { regex: true, ..query("e.*") });
    queries.push(SearchQuery { regex: true, ..query("[^a]+$") });
    queries.push(SearchQuery { case: true, word: true, ..query("needle") });
    queries.push(SearchQuery { regex: true, ..query(r"\bn\w*$") });
    queries.push(SearchQuery { regex: true, include: "*.txt".into(), ..query("[a-z]+") });
    for query in queries {
        let disk = search_with(&DiskSearch, temp.path(), &query, &unsaved).unwrap();
        let other = search_with(&memory, temp.path(), &query, &unsaved).unwrap();
        assert_eq!(disk, other, "{query:?}");
    }
}

#[test]
fn searching_stops_when_told() {
    let temp = tempfile::tempdir().unwrap();
    for number in 0..200 {
        write(&temp.path().join(format!("f{number}")), b"needle\n");
    }
    let files = AtomicUsize::new(0);
    let found = |_| files.fetch_add(1, Ordering::Relaxed) < 3;
    DiskSearch
        .search(
            &SearchRequest {
                root: temp.path(),
                query: &query("needle"),
                exclude: &[],
                unsaved: &HashMap::new(),
            },
            &CancelToken::new(),
            &found,
        )
        .unwrap();
    let found = files.into_inner();
    assert!((4..60).contains(&found), "{found}");
    let cancelled = CancelToken::new();
    cancelled.cancel();
    let searched = DiskSearch.search(
        &SearchRequest { root: temp.path(), query: &query("needle"), exclude: &[], unsaved: &HashMap::new() },
        &cancelled,
        &|_| panic!(),
    );
    assert_eq!(searched, Ok(0));
}

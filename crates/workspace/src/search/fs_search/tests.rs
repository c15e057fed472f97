//! The search in memory: globs, ignore files and unsaved texts. What hits look like is tested with `hit`, agreement
//! with the disk with `native`.

use std::collections::HashMap;

use justbuilt_store::MemoryFs;
use parking_lot::Mutex;

use super::*;

fn labels(query: &SearchQuery, unsaved: &HashMap<PathBuf, Text>) -> Vec<String> {
    let files = [
        ("/p/.gitignore", "target"),
        ("/p/a.rs", "needle"),
        ("/p/src/b.rs", "a needle\nand a needle"),
        ("/p/src/c.md", "needles"),
        ("/p/target/d.rs", "needle"),
        ("/p/vendor/e.rs", "needle"),
        ("/p/bin", "needle\0"),
    ];
    let fs =
        MemoryFs::with_files(files.iter().map(|(path, text)| (Path::new(*path), text.as_bytes()))).unwrap();
    let found: Mutex<Vec<String>> = Mutex::default();
    let tell = |file: SearchFile| {
        found.lock().push(format!("{} {}", file.label, file.hits.len()));
        true
    };
    let source = FsSearch::new(Arc::new(fs));
    let asked = SearchRequest { root: Path::new("/p"), query, exclude: &["vendor".into()], unsaved };
    source.search(&asked, &CancelToken::new(), &tell).unwrap();
    found.into_inner()
}

#[test]
fn files_are_chosen_and_searched() {
    let query = SearchQuery { text: "needle".into(), ..SearchQuery::default() };
    let none = HashMap::new();
    assert_eq!(labels(&query, &none), ["a.rs 1", "src/b.rs 2", "src/c.md 1"]);
    assert_eq!(labels(&SearchQuery { word: true, ..query.clone() }, &none), ["a.rs 1", "src/b.rs 2"]);
    assert_eq!(
        labels(&SearchQuery { include: "src".into(), exclude: "*.md".into(), ..query.clone() }, &none),
        ["src/b.rs 2"]
    );
    assert_eq!(labels(&SearchQuery { ignored: true, ..query.clone() }, &none).len(), 4);
    let unsaved = HashMap::from([
        (PathBuf::from("/p/a.rs"), Text::from("nothing")),
        (PathBuf::from("/p/new.rs"), Text::from("needle")),
        (PathBuf::from("/p/target/d.rs"), Text::from("needle")),
    ]);
    assert_eq!(labels(&query, &unsaved), ["src/b.rs 2", "src/c.md 1", "new.rs 1"]);
}

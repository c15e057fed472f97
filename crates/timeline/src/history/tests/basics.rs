//! Recording and looking, one thing at a time.

use justbuilt_base::Timestamp;
use justbuilt_store::{ContentHash, Storage};
use justbuilt_text::Text;

use super::{Typist, open, path, titles};
use crate::Author;
use crate::history::{
    DiskFile, FileChangeKind, FileContent, NodeKind, NotKept, Opened, OutsideChange, ProjectPath, TextFormat,
    Timeline,
};

#[test]
fn every_keystroke_is_a_moment() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let mut main = Typist::open(&timeline, "src/main.rs", "fn main() {}\n", 0);
    let before = timeline.now();
    main.type_in(11, " go();", 1000);
    main.save(2000);
    let after = timeline.now();
    let mut seen = Vec::new();
    for step in before.step.0..=after.step.0 {
        let moment = crate::history::Moment::new(before.branch, crate::Step(step));
        seen.push(timeline.text("src/main.rs", moment).unwrap().to_string());
    }
    seen.dedup();
    assert_eq!(seen.len(), 7);
    assert_eq!(seen[0], "fn main() {}\n");
    assert_eq!(seen[3], "fn main() { go}\n");
    assert_eq!(seen[6], "fn main() { go();}\n");
    assert_eq!(titles(&timeline), ["edit: Edited fn main in main.rs", "save: Saved main.rs"]);
    let node = timeline.node_of(crate::NodeId(1)).unwrap();
    assert_eq!((node.operations, node.inserted, node.deleted), (6, 6, 0));
    assert_eq!(timeline.text("src/main.rs", node.moment()).unwrap(), "fn main() { go();}\n");
}

#[test]
fn bursts_end_by_a_pause_by_another_file_and_by_a_save() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let mut a = Typist::open(&timeline, "a.txt", "", 0);
    let mut b = Typist::open(&timeline, "b.txt", "", 0);
    a.type_in(0, "first", 1000);
    a.type_in(5, " more", 20_000);
    assert_eq!(timeline.tick(Timestamp(40_000)), Some(Timestamp(50_000)));
    a.type_in(10, "late", 60_000);
    b.type_in(0, "other", 61_000);
    a.type_in(14, "again", 62_000);
    assert_eq!(timeline.tick(Timestamp(100_000)), None);
    a.save(100_001);
    let expected = [
        "edit: Typed “first more” in a.txt",
        "edit: Typed “late” in a.txt",
        "edit: Typed “other” in b.txt",
        "edit: Typed “again” in a.txt",
        "save: Saved a.txt",
    ];
    assert_eq!(titles(&timeline), expected);
    let parents: Vec<_> = (1..=5)
        .map(|id| {
            timeline.node_of(crate::NodeId(id)).unwrap().parents.iter().map(|p| p.0).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(parents, [vec![], vec![1], vec![2], vec![3], vec![4]]);
}

#[test]
fn the_disk_at_the_start_is_the_beginning_and_later_differences_are_from_outside() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let mut disk: std::collections::BTreeMap<String, Vec<u8>> = [
        ("a.txt", &b"alpha\n"[..]),
        ("b.txt", b"beta\n"),
        ("pic.png", b"\x89PNG\0\0"),
        (".env", b"KEY=1"),
        ("old.txt", b"moves away\n"),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
    .into();
    let scan = |timeline: &Timeline, disk: &std::collections::BTreeMap<String, Vec<u8>>, now: i64| {
        let found: Vec<DiskFile> = disk
            .iter()
            .map(|(name, bytes)| DiskFile {
                path: path(name),
                size: bytes.len() as u64,
                hash: Some(ContentHash::of(bytes)),
                ignored: false,
            })
            .collect();
        let mut reads = Vec::new();
        let mut read = |path: &ProjectPath| {
            reads.push(path.to_string());
            disk.get(path.as_str()).cloned()
        };
        let report = timeline.baseline(&found, &mut read, Timestamp(now)).unwrap();
        (report, reads)
    };
    let (report, reads) = scan(&timeline, &disk, 0);
    assert_eq!((report.added, report.left, reads.len()), (5, 1, 4));
    let start = timeline.now();
    assert_eq!(
        timeline.content("pic.png", start).unwrap(),
        Some(FileContent::Binary(b"\x89PNG\0\0"[..].into()))
    );
    let secret = timeline.content(".env", start).unwrap();
    assert_eq!(secret, Some(FileContent::NotKept { size: 5, hash: None, why: NotKept::Secret }));

    let mut a = Typist::open(&timeline, "a.txt", "alpha\n", 10);
    a.type_in(0, "x", 20);
    a.save(30);
    disk.insert("a.txt".into(), b"xalpha\n".to_vec());
    let (report, reads) = scan(&timeline, &disk, 40);
    assert_eq!((report.node, reads), (None, vec![]));

    disk.insert("a.txt".into(), b"xalpha\nouter\n".to_vec());
    disk.remove("b.txt");
    let moved = disk.remove("old.txt").unwrap();
    disk.insert("new.txt".into(), moved);
    disk.insert("c.txt".into(), b"new\n".to_vec());
    let (report, reads) = scan(&timeline, &disk, 50);
    assert_eq!((report.added, report.changed, report.removed, report.renamed), (1, 1, 1, 1));
    assert_eq!(reads, ["a.txt", "c.txt"]);
    let changed: Vec<_> = timeline
        .changed_lines(start, timeline.now())
        .unwrap()
        .into_iter()
        .map(|change| (change.path.to_string(), change.kind, change.added, change.removed))
        .collect();
    let expected = [
        ("a.txt".to_owned(), FileChangeKind::Changed, Some(2), Some(1)),
        ("b.txt".to_owned(), FileChangeKind::Deleted, Some(0), Some(1)),
        ("c.txt".to_owned(), FileChangeKind::Added, Some(1), Some(0)),
        ("new.txt".to_owned(), FileChangeKind::Renamed, Some(0), Some(0)),
    ];
    assert_eq!(changed, expected);
    assert_eq!(timeline.text("b.txt", start).unwrap(), "beta\n");
}

#[test]
fn what_other_programs_do_is_recorded_and_our_own_saving_is_not() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let mut a = Typist::open(&timeline, "a.txt", "one\ntwo\n", 0);
    a.type_in(0, "x", 1);
    a.save(2);
    let own = OutsideChange::bytes(path("a.txt"), b"xone\ntwo\n".to_vec());
    assert_eq!(timeline.outside(&[own], Timestamp(3)).unwrap(), None);
    let other = OutsideChange::bytes(path("a.txt"), b"xone\nTWO\n".to_vec());
    let node =
        timeline.outside(&[other, OutsideChange::gone(path("nothing"))], Timestamp(4)).unwrap().unwrap();
    assert_eq!(timeline.node_of(node).unwrap().kind, NodeKind::Outside);
    assert_eq!(timeline.text("a.txt", timeline.now()).unwrap(), "xone\nTWO\n");
    // The document is loaded again and goes on.
    let mut a = Typist::open(&timeline, "a.txt", "xone\nTWO\n", 5);
    a.type_in(0, "y", 6);
    assert_eq!(timeline.text("a.txt", timeline.now()).unwrap(), "yxone\nTWO\n");
    // A change that nobody saw is recorded before the next edit.
    a.text = Text::from("yxone\nTWO\nthree\n");
    a.type_in(0, "z", 7);
    assert_eq!(timeline.text("a.txt", timeline.now()).unwrap(), "zyxone\nTWO\nthree\n");
}

#[test]
fn files_come_move_and_go() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let author = timeline.author(Author::person("Ada"));
    let at = |now| Timestamp(now);
    let file = timeline.created(&path("src/a.rs"), b"fn a() {}\n", author, at(1)).unwrap();
    let created = timeline.now();
    timeline.renamed(&path("src"), &path("lib"), author, at(2)).unwrap();
    assert_eq!(timeline.renamed(&path("nothing"), &path("lib"), author, at(2)).unwrap(), None);
    let mut a = Typist::open(&timeline, "lib/a.rs", "fn a() {}\n", 3);
    assert_eq!(a.file, file);
    a.type_in(0, "pub ", 4);
    timeline.deleted(&path("lib"), author, at(5)).unwrap();
    assert!(timeline.manifest(timeline.now()).is_empty());
    // Typing into the document of a deleted file brings it back, with its history.
    a.type_in(0, "// ", 6);
    assert_eq!(timeline.text("lib/a.rs", timeline.now()).unwrap(), "// pub fn a() {}\n");
    assert_eq!(timeline.text("src/a.rs", created).unwrap(), "fn a() {}\n");
    let (at_start, _) = timeline.file_content(file, created).unwrap().unwrap();
    assert_eq!(at_start.as_str(), "src/a.rs");
    let expected = [
        "files: Created a.rs",
        "files: Renamed src to lib",
        "edit: Edited fn a in a.rs",
        "files: Deleted lib",
    ];
    assert_eq!(titles(&timeline)[..4], expected);
}

/// Contents that look whether recording could go on while one of them is read.
struct Watched {
    blobs: std::sync::Arc<dyn justbuilt_store::Blobs>,
    timeline: std::sync::OnceLock<Timeline>,
    read: std::sync::atomic::AtomicUsize,
}

impl justbuilt_store::Blobs for Watched {
    fn put(&self, content: &[u8]) -> justbuilt_store::BlobResult<ContentHash> {
        self.blobs.put(content)
    }
    fn put_all(
        &self,
        contents: &mut dyn Iterator<Item = Vec<u8>>,
    ) -> justbuilt_store::BlobResult<Vec<ContentHash>> {
        self.blobs.put_all(contents)
    }
    fn get(&self, hash: ContentHash) -> justbuilt_store::BlobResult<Option<Vec<u8>>> {
        if let Some(timeline) = self.timeline.get() {
            assert!(timeline.inner.state.try_lock().is_some(), "recording waits for the disk");
            self.read.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
        self.blobs.get(hash)
    }
    fn contains(&self, hash: ContentHash) -> bool {
        self.blobs.contains(hash)
    }
    fn sync(&self) -> justbuilt_store::BlobResult<()> {
        self.blobs.sync()
    }
    fn retain(
        &self,
        keep: &dyn Fn(ContentHash) -> bool,
    ) -> justbuilt_store::BlobResult<justbuilt_store::Reclaimed> {
        self.blobs.retain(keep)
    }
    fn hashes(&self) -> justbuilt_store::BlobResult<Vec<ContentHash>> {
        self.blobs.hashes()
    }
    fn stats(&self) -> justbuilt_store::BlobResult<justbuilt_store::BlobStats> {
        self.blobs.stats()
    }
}

#[test]
fn opening_a_file_reads_while_recording_goes_on() {
    let memory = Storage::memory();
    let watched = std::sync::Arc::new(Watched {
        blobs: memory.blobs.clone(),
        timeline: std::sync::OnceLock::new(),
        read: std::sync::atomic::AtomicUsize::new(0),
    });
    let storage = Storage { logs: memory.logs.clone(), blobs: watched.clone() };
    let timeline = open(&storage);
    let bytes = b"kept as a content\n".to_vec();
    let change = OutsideChange::bytes(path("a.txt"), bytes);
    timeline.outside(&[change], Timestamp(1_000)).unwrap();
    watched.timeline.set(timeline.clone()).ok().unwrap();
    let text = Text::from("kept as a content\n");
    let opened =
        timeline.open_file(&path("a.txt"), &text, TextFormat::default(), None, false, Timestamp(2_000));
    assert!(matches!(opened, Ok(Opened::Recorded(_))), "{opened:?}");
    assert_eq!(watched.read.load(std::sync::atomic::Ordering::SeqCst), 1, "and reads it once");
    assert_eq!(titles(&timeline).len(), 1, "it is what it was");
}

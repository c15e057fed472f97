//! The history as a whole: recording, looking, reopening.

mod basics;
mod branches;
mod keeping;
mod large;
mod model;
mod questions;
mod symbols;

use justbuilt_base::Timestamp;
use justbuilt_store::{ContentHash, Storage};
use justbuilt_text::{Text, Transaction};

use super::{Edit, Opened, ProjectPath, TextFormat, Timeline, TimelineOptions};
use crate::{Author, AuthorIx, FileId, OpKind};

fn path(path: &str) -> ProjectPath {
    ProjectPath::new(path).unwrap()
}

fn open(storage: &Storage) -> Timeline {
    let (timeline, diagnostics) = Timeline::open(storage.clone(), TimelineOptions::default()).unwrap();
    assert_eq!(diagnostics, []);
    timeline
}

/// A file that is typed into.
struct Typist<'a> {
    timeline: &'a Timeline,
    file: FileId,
    text: Text,
}

impl<'a> Typist<'a> {
    fn open(timeline: &'a Timeline, name: &str, text: &str, now: i64) -> Self {
        let text = Text::from(text);
        let disk = Some(ContentHash::of(text.to_string().as_bytes()));
        let opened = timeline
            .open_file(&path(name), &text, TextFormat::default(), disk, false, Timestamp(now))
            .unwrap();
        let Opened::Recorded(file) = opened else { panic!("{opened:?}") };
        Self { timeline, file, text }
    }

    fn type_in(&mut self, at: usize, typed: &str, now: i64) {
        let author = self.timeline.author(Author::person("Ada"));
        for (i, c) in typed.char_indices() {
            let change = Transaction::insert(self.text.len(), at + i, c.to_string());
            let edit = Edit::new(OpKind::Typing, author);
            self.timeline.record(self.file, &self.text, &change, edit, Timestamp(now)).unwrap();
            self.text = change.apply(&self.text).unwrap();
        }
    }

    fn save(&self, now: i64) {
        let bytes = self.text.to_string();
        let author = self.timeline.author(Author::person("Ada"));
        let hash = ContentHash::of(bytes.as_bytes());
        let size = bytes.len() as u64;
        self.timeline.saved(self.file, TextFormat::default(), hash, size, author, Timestamp(now)).unwrap();
    }
}

fn titles(timeline: &Timeline) -> Vec<String> {
    (1..=timeline.node_count() as u64)
        .map(|id| timeline.node_of(crate::NodeId(id)).unwrap())
        .map(|node| format!("{}: {}", node.kind, node.title))
        .collect()
}

fn ada(timeline: &Timeline) -> AuthorIx {
    timeline.author(Author::person("Ada"))
}

//! The timeline: what is recorded, the past in the tabs, restoring, branches, merges, what happens when the store
//! fails. The clock stands still unless a test moves it.

mod branches;
mod on_disk;
mod past;
mod recording;
mod store;
mod symbols;
mod waiting;
mod without_file;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_workspace::timeline::{NodeKind, Shown, TimelineState};
use justbuilt_workspace::{Command, TimelineCommand, TimelineSnapshot};

use crate::harness::{Machine, Window};

/// A window on `/p` with these files, the first one open.
fn project(files: &[(&str, &str)]) -> Window {
    let files: Vec<(String, &str)> = files.iter().map(|(name, text)| (format!("/p/{name}"), *text)).collect();
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let mut window = Machine::new(&borrowed).start(Some("/p"));
    window.open(&files[0].0);
    window.advance(Duration::from_secs(1));
    window
}

trait InTime {
    fn timeline(&mut self) -> Arc<TimelineSnapshot>;
    fn ask(&mut self, command: TimelineCommand);
    /// Titles of all nodes, oldest first.
    fn nodes(&mut self) -> Vec<String>;
    fn kinds(&mut self) -> Vec<NodeKind>;
    fn type_at_end(&mut self, text: &str);
    fn shows_past(&mut self) -> bool;
    /// The marks of the active view: kind and lines.
    fn marks(&mut self) -> String;
}

impl InTime for Window {
    fn timeline(&mut self) -> Arc<TimelineSnapshot> {
        Arc::clone(&self.snapshot().timeline)
    }

    #[track_caller]
    fn ask(&mut self, command: TimelineCommand) {
        if let Err(error) = self.workspace.try_run(Command::Timeline(command)) {
            panic!("{error}");
        }
        self.settle();
    }

    fn nodes(&mut self) -> Vec<String> {
        self.ask(TimelineCommand::List { filter: Box::default(), rows: 0..0 });
        self.ask(TimelineCommand::List { filter: Box::default(), rows: 0..1000 });
        let timeline = self.timeline();
        timeline.list.nodes.iter().rev().map(|row| row.node.name().to_owned()).collect()
    }

    fn kinds(&mut self) -> Vec<NodeKind> {
        self.nodes();
        self.timeline().list.nodes.iter().rev().map(|row| row.node.kind.clone()).collect()
    }

    fn type_at_end(&mut self, text: &str) {
        self.step("cursor.document_end");
        self.step(&format!("type {text}"));
    }

    fn shows_past(&mut self) -> bool {
        matches!(self.timeline().shown, Shown::Past(_))
    }

    fn marks(&mut self) -> String {
        let view = self.view();
        let past = view.past.as_ref().expect("the view shows the present");
        let marks = past.marks.iter().map(|mark| format!("{:?} {:?}/{:?}", mark.kind, mark.lines, mark.now));
        marks.collect::<Vec<_>>().join(", ")
    }
}

/// Every file below a folder, with what is in it.
fn tree(machine: &Machine, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    use justbuilt_store::Fs as _;
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in machine.fs.read_dir(&folder).unwrap() {
            if entry.leads_to_dir() {
                folders.push(entry.path);
            } else {
                found.push((entry.path.clone(), machine.fs.read(Path::new(&entry.path)).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_project_is_recorded_and_a_window_without_one_is_not() {
    let mut window = project(&[("a.txt", "one\n")]);
    assert_eq!(window.timeline().state, TimelineState::Recording);
    assert_eq!(window.nodes(), ["The history begins, with 1 file"]);
    let mut bare = Machine::new(&[]).start(None);
    assert!(matches!(bare.timeline().state, TimelineState::Off(_)));
}

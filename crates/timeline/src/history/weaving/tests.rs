//! Merging by operations, against a trace of two people typing at the same time.

use std::io::Read as _;

use justbuilt_base::Timestamp;
use justbuilt_store::Storage;
use justbuilt_testkit::corpus;
use justbuilt_text::{Text, Transaction};

use crate::history::{Edit, MergeBy, Opened, ProjectPath, TextFormat, Timeline, TimelineOptions};
use crate::{Author, AuthorIx, BranchId, FileId, LaneId, Moment, OpKind};

/// A file on two branches, edited on both without switching.
struct Pair {
    timeline: Timeline,
    file: FileId,
    me: AuthorIx,
    branches: [BranchId; 2],
    texts: [Text; 2],
}

impl Pair {
    fn new(text: &str) -> Self {
        let (timeline, _) = Timeline::open(Storage::memory(), TimelineOptions::default()).unwrap();
        let me = timeline.author(Author::person("Ada"));
        let path = ProjectPath::new("a.txt").unwrap();
        let text = Text::from(text);
        let opened = timeline.open_file(&path, &text, TextFormat::default(), None, false, Timestamp(0)).unwrap();
        let Opened::Recorded(file) = opened else { panic!("{opened:?}") };
        let other = timeline.branch("other", "", timeline.now(), me, Timestamp(0)).unwrap();
        Self { timeline, file, me, branches: [BranchId::MAIN, other], texts: [text.clone(), text] }
    }

    fn edit(&mut self, side: usize, changes: &[Transaction]) -> Moment {
        let branch = self.branches[side];
        let lane = LaneId::new(self.file, branch);
        let edit = Edit::new(OpKind::Typing, self.me);
        if self.timeline.operations().lane(lane).is_none() {
            let head = self.timeline.manifest(self.timeline.head(branch));
            let entry = head.get("a.txt").unwrap().clone();
            let mut state = self.timeline.state();
            self.timeline.settle_on(&mut state, branch, &entry, &self.texts[side], edit, Timestamp(0)).unwrap();
        }
        for change in changes {
            let mut state = self.timeline.state();
            self.timeline.put(&mut state, lane, change, edit, Timestamp(0)).unwrap();
            self.texts[side] = change.apply(&self.texts[side]).unwrap();
        }
        self.timeline.head(branch)
    }

    /// Takes a moment of the other side in; whether there was anything new.
    fn merge(&mut self, side: usize, from: Moment) -> bool {
        let into = self.branches[side];
        let Ok(plan) = self.timeline.merge_by(MergeBy::Operations, &[from], into) else { return false };
        assert_eq!(plan.open().count(), 0, "{from:?} into {into}");
        self.timeline.merged(&plan, self.me, Timestamp(0)).unwrap();
        self.texts[side] = self.timeline.text("a.txt", self.timeline.head(into)).unwrap();
        true
    }
}

#[test]
fn everything_that_both_did_is_there() {
    let mut pair = Pair::new("one two three\n");
    let insert = |pair: &Pair, side: usize, at: usize, text: &str| Transaction::insert(pair.texts[side].len(), at, text);
    let change = insert(&pair, 0, 3, " and");
    pair.edit(0, &[change]);
    let delete = Transaction::replace(pair.texts[1].len(), 4..8, "");
    pair.edit(1, &[delete]);
    let change = insert(&pair, 1, 9, "!");
    let theirs = pair.edit(1, &[change]);
    assert!(pair.merge(0, theirs));
    assert_eq!(pair.texts[0], "one and three!\n");
    // Both go on, and merge crosswise.
    let change = insert(&pair, 0, 0, "> ");
    let ours = pair.edit(0, &[change]);
    let change = insert(&pair, 1, 3, ",");
    let theirs = pair.edit(1, &[change]);
    assert!(pair.merge(0, theirs) && pair.merge(1, ours));
    assert_eq!(pair.texts[0], pair.texts[1]);
    let text = pair.texts[0].to_string();
    let all = text.starts_with("> one") && text.ends_with(" three!\n") && text.contains(" and") && text.contains(',');
    assert!(all, "{text}");
}

#[test]
fn two_people_typing_end_in_the_same_text() {
    let Some(path) = corpus("traces/concurrent/friendsforever.json.gz") else { return };
    let mut json = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut json).unwrap();
    let trace: serde_json::Value = serde_json::from_str(&json).unwrap();
    let number = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let mut pair = Pair::new("");
    // Which moment each transaction led to.
    let mut moments: Vec<Moment> = Vec::new();
    let mut merges = 0;
    for txn in trace["txns"].as_array().unwrap() {
        let side = number(&txn["agent"]);
        let own = pair.branches[side];
        for parent in txn["parents"].as_array().unwrap() {
            let parent = moments[number(parent)];
            if parent.branch != own {
                merges += usize::from(pair.merge(side, parent));
            }
        }
        let mut changes = Vec::new();
        let mut text = pair.texts[side].clone();
        for patch in txn["patches"].as_array().unwrap() {
            let (at, del) = (number(&patch[0]), number(&patch[1]));
            let range = text.char_to_byte(at)..text.char_to_byte(at + del);
            let change = Transaction::replace(text.len(), range, patch[2].as_str().unwrap());
            text = change.apply(&text).unwrap();
            changes.push(change);
        }
        moments.push(pair.edit(side, &changes));
    }
    let last = pair.timeline.head(pair.branches[1]);
    pair.merge(0, last);
    assert!(merges > 2_000, "{merges}");
    assert_eq!(pair.texts[0].to_string(), trace["endContent"].as_str().unwrap());
}

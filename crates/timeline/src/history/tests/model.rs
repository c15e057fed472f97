//! Random histories of a whole project against a naive model that copies everything at every moment.

use std::collections::BTreeMap;

use justbuilt_base::Timestamp;
use justbuilt_store::{ContentHash, Storage};
use justbuilt_testkit::{Random, random_cases};
use justbuilt_text::{Text, Transaction};

use super::{ada, path};
use crate::history::{
    Edit, Opened, OutsideChange, PlanKind, Resolution, Restore, TextFormat, Timeline, TimelineOptions, WritePlan,
};
use crate::{BranchId, FileId, Moment, OpKind};

type Files = BTreeMap<String, String>;

/// The project as it should be.
struct Model {
    storage: Storage,
    timeline: Timeline,
    /// The files of every branch now.
    heads: BTreeMap<BranchId, Files>,
    active: BranchId,
    /// Documents that are open on the active branch.
    open: BTreeMap<String, FileId>,
    /// What was there at moments that were looked at.
    past: Vec<(Moment, Files)>,
    now: i64,
}

impl Model {
    fn new() -> Self {
        let storage = Storage::memory();
        let (timeline, _) = Timeline::open(storage.clone(), TimelineOptions::default()).unwrap();
        Self {
            storage,
            timeline,
            heads: BTreeMap::from([(BranchId::MAIN, Files::new())]),
            active: BranchId::MAIN,
            open: BTreeMap::new(),
            past: Vec::new(),
            now: 0,
        }
    }

    fn tick(&mut self, random: &mut Random) -> Timestamp {
        self.now += random.below(40_000) as i64;
        Timestamp(self.now)
    }

    fn here(&mut self) -> &mut Files {
        self.heads.get_mut(&self.active).unwrap()
    }

    fn remember(&mut self) {
        let moment = self.timeline.now();
        let files = self.here().clone();
        self.past.push((moment, files));
    }

    fn name(&self, random: &mut Random) -> String {
        format!("{}f{}.txt", ["", "dir/", "dir/sub/"][random.below(3)], random.below(3))
    }

    fn some_file(&mut self, random: &mut Random) -> Option<String> {
        let names: Vec<String> = self.here().keys().cloned().collect();
        (!names.is_empty()).then(|| random.pick(&names).clone())
    }

    fn open(&mut self, name: &str, now: Timestamp) -> FileId {
        if let Some(file) = self.open.get(name) {
            return *file;
        }
        let text = Text::from(self.here()[name].as_str());
        let opened = self.timeline.open_file(&path(name), &text, TextFormat::default(), None, false, now).unwrap();
        let Opened::Recorded(file) = opened else { panic!("{opened:?}") };
        self.open.insert(name.to_owned(), file);
        file
    }

    fn edit(&mut self, random: &mut Random) {
        let Some(name) = self.some_file(random) else { return };
        let now = self.tick(random);
        let file = self.open(&name, now);
        let me = ada(&self.timeline);
        for _ in 0..1 + random.below(4) {
            let old = self.here()[&name].clone();
            let range = random.text_range(&old);
            let range = if random.bool() { range.start..range.start } else { range };
            let typed = random.text(3).replace('\u{10ffff}', "y");
            let before = Text::from(old.as_str());
            let change = Transaction::replace(before.len(), range, typed.as_str());
            self.timeline.record(file, &before, &change, Edit::new(OpKind::Typing, me), now).unwrap();
            let after = change.apply(&before).unwrap().to_string();
            self.here().insert(name.clone(), after);
            self.remember();
        }
        if random.one_in(3) {
            let text = self.here()[&name].clone();
            let hash = ContentHash::of(text.as_bytes());
            self.timeline.saved(file, TextFormat::default(), hash, text.len() as u64, me, now).unwrap();
        }
    }

    fn create(&mut self, random: &mut Random) {
        let (name, text, now) = (self.name(random), plain_text(random), self.tick(random));
        self.timeline.created(&path(&name), text.as_bytes(), ada(&self.timeline), now).unwrap();
        self.open.remove(&name);
        self.here().insert(name, text);
    }

    fn rename(&mut self, random: &mut Random) {
        let Some(from) = self.some_file(random) else { return };
        let (to, now) = (self.name(random), self.tick(random));
        if self.here().contains_key(&to) {
            return;
        }
        self.timeline.renamed(&path(&from), &path(&to), ada(&self.timeline), now).unwrap();
        let text = self.here().remove(&from).unwrap();
        self.here().insert(to.clone(), text);
        if let Some(file) = self.open.remove(&from) {
            self.open.insert(to, file);
        }
    }

    fn delete(&mut self, random: &mut Random) {
        let Some(name) = self.some_file(random) else { return };
        let now = self.tick(random);
        self.timeline.deleted(&path(&name), ada(&self.timeline), now).unwrap();
        self.open.remove(&name);
        self.here().remove(&name);
    }

    fn outside(&mut self, random: &mut Random) {
        let now = self.tick(random);
        let (name, text) = (self.name(random), plain_text(random));
        let change = match random.one_in(4) {
            true => OutsideChange::gone(path(&name)),
            false => OutsideChange::bytes(path(&name), text.clone().into_bytes()),
        };
        if change.content == crate::history::OutsideContent::Gone {
            self.here().remove(&name);
        } else {
            self.here().insert(name.clone(), text);
        }
        self.open.remove(&name);
        self.timeline.outside(&[change], now).unwrap();
    }

    fn branch(&mut self, random: &mut Random) {
        if self.past.is_empty() || self.heads.len() > 4 {
            return;
        }
        let (from, files) = random.pick(&self.past).clone();
        let now = self.tick(random);
        let name = format!("branch {}", self.now + self.heads.len() as i64);
        let Ok(id) = self.timeline.branch(&name, "", from, ada(&self.timeline), now) else { return };
        self.heads.insert(id, files);
    }

    fn carry_out(&mut self, plan: &WritePlan) -> Files {
        let mut files = self.here().clone();
        for delete in &plan.deletes {
            assert!(files.remove(delete.path.as_str()).is_some(), "{delete:?}");
        }
        for write in &plan.writes {
            let bytes = write.content.to_bytes().unwrap();
            files.insert(write.path.to_string(), String::from_utf8(bytes).unwrap());
        }
        assert!(plan.left.is_empty());
        files
    }

    fn switch(&mut self, random: &mut Random) {
        let to = *random.pick(&self.heads.keys().copied().collect::<Vec<_>>());
        if to == self.active {
            return;
        }
        let now = self.tick(random);
        let plan = self.timeline.switch(to).unwrap();
        assert_eq!(self.carry_out(&plan), self.heads[&to]);
        self.timeline.switched(&plan, ada(&self.timeline), now).unwrap();
        self.active = to;
        self.open.clear();
    }

    fn restore(&mut self, random: &mut Random) {
        if self.past.is_empty() {
            return;
        }
        let (from, then) = random.pick(&self.past).clone();
        let now = self.tick(random);
        let folder = match random.below(3) {
            0 => None,
            n => Some(["dir", "dir/sub"][n - 1]),
        };
        let what = folder.map_or(Restore::Project, |folder| Restore::Folder(path(folder)));
        let inside = |name: &str| folder.is_none_or(|folder| path(name).is_in(folder));
        let plan = self.timeline.restore(what, from).unwrap();
        assert!(matches!(plan.kind, PlanKind::Restore { .. }));
        let files = self.carry_out(&plan);
        let inner = |files: &Files| -> Files {
            files.iter().filter(|(name, _)| inside(name)).map(|(name, text)| (name.clone(), text.clone())).collect()
        };
        assert_eq!(inner(&files), inner(&then), "{folder:?}");
        self.timeline.restored(&plan, ada(&self.timeline), now).unwrap();
        *self.here() = files;
        self.open.clear();
    }

    fn merge(&mut self, random: &mut Random) {
        let from = *random.pick(&self.heads.keys().copied().collect::<Vec<_>>());
        let now = self.tick(random);
        let Ok(mut plan) = self.timeline.merge(&[self.timeline.head(from)], self.active) else { return };
        let open: Vec<String> = plan.open().map(|file| file.path.to_string()).collect();
        for name in open {
            let resolution = if random.bool() { Resolution::Ours } else { Resolution::Theirs };
            plan.resolve(&name, resolution);
        }
        let writes = plan.writes().unwrap();
        let files = self.carry_out(&writes);
        self.timeline.merged(&plan, ada(&self.timeline), now).unwrap();
        *self.here() = files;
        self.open.clear();
    }

    fn reopen(&mut self, random: &mut Random) {
        self.open.clear();
        if random.bool() {
            self.timeline.close().unwrap();
        } else {
            // Killed right after a flush.
            self.timeline.flush().unwrap();
        }
        let (timeline, diagnostics) = Timeline::open(self.storage.clone(), TimelineOptions::default()).unwrap();
        assert_eq!(diagnostics, []);
        self.timeline = timeline;
        assert_eq!(self.timeline.active_branch(), self.active);
    }

    fn check(&self, moment: Moment, files: &Files) {
        let manifest = self.timeline.manifest(moment);
        let names: Vec<&str> = manifest.entries().iter().map(|entry| entry.path.as_str()).collect();
        let expected: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(names, expected, "at {moment:?}");
        for (name, text) in files {
            let content = self.timeline.content(name, moment).unwrap().unwrap();
            assert_eq!(String::from_utf8(content.to_bytes().unwrap()).unwrap(), *text, "{name} at {moment:?}");
        }
    }
}

/// Text that is no binary file.
fn plain_text(random: &mut Random) -> String {
    random.text(12).replace(['\0', '\u{7f}', '\u{feff}', '\u{10ffff}'], "x")
}

#[test]
fn any_moment_of_any_history_is_what_it_was() {
    random_cases(60, |random| {
        let mut model = Model::new();
        for _ in 0..120 {
            match random.below(20) {
                0..=7 => model.edit(random),
                8 | 9 => model.create(random),
                10 => model.rename(random),
                11 => model.delete(random),
                12 | 13 => model.outside(random),
                14 => model.branch(random),
                15 | 16 => model.switch(random),
                17 => model.restore(random),
                18 => model.merge(random),
                _ => model.reopen(random),
            }
            model.remember();
        }
        for (moment, files) in &model.past {
            model.check(*moment, files);
        }
        for (branch, files) in &model.heads {
            model.check(model.timeline.head(*branch), files);
        }
    });
}

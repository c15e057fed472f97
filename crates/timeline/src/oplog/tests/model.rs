//! A model that keeps every text of every lane as a string, and does to an op log what it does to itself.

use std::collections::BTreeMap;

use justbuilt_testkit::Random;

use super::super::touch::before_change;
use super::*;

/// A lane as plain data.
#[derive(Clone, Debug, Default)]
struct Naive {
    /// The text after 0, 1, 2, … operations; `None` where it was thinned out.
    texts: Vec<Option<String>>,
    operations: Vec<Operation>,
    caret: usize,
}

impl Naive {
    fn len(&self) -> usize {
        self.operations.len()
    }

    fn text(&self) -> &str {
        self.texts.last().and_then(Option::as_deref).unwrap()
    }
}

/// An op log and what should be in it.
pub struct Model {
    storage: Storage,
    log: OpLog,
    now: BTreeMap<LaneId, Naive>,
    /// What is on the disk for sure.
    flushed: BTreeMap<LaneId, Naive>,
    step: u64,
    time: i64,
}

impl Model {
    pub fn new(random: &mut Random) -> Self {
        let storage = Storage::memory();
        let (log, _) = OpLog::open_with(storage.clone(), SMALL).unwrap();
        let (now, flushed) = Default::default();
        let mut model = Self { storage, log, now, flushed, step: 0, time: 0 };
        while model.now.is_empty() {
            model.start(random);
        }
        model.log.flush().unwrap();
        model.flushed = model.now.clone();
        model
    }

    /// Does anything.
    pub fn act(&mut self, random: &mut Random) {
        match random.below(100) {
            0..55 => self.edit(random),
            55..75 => {
                self.log.flush().unwrap();
                self.flushed = self.now.clone();
            }
            75..80 => {
                self.log.seal().unwrap();
                self.flushed = self.now.clone();
            }
            80..85 => self.crash(),
            85..89 => self.start(random),
            89..91 => self.thin(random),
            91..93 => self.anchor(random),
            93..95 => self.log.drop_caches(),
            _ => self.look(random),
        }
    }

    fn lanes(&self) -> Vec<LaneId> {
        self.now.keys().copied().collect()
    }

    fn start(&mut self, random: &mut Random) {
        let id = LaneId::new(FileId(self.now.len() as u64), BranchId(1 + random.below(3) as u64));
        let lanes = self.lanes();
        let (base, text) = match random.below(3) {
            0 if !lanes.is_empty() => {
                let parent = *random.pick(&lanes);
                let naive = &self.now[&parent];
                let index = random.below(naive.len() + 1);
                match &naive.texts[index] {
                    Some(text) => (Base::Lane { lane: parent, index }, text.clone()),
                    None => return,
                }
            }
            1 => (Base::Empty, String::new()),
            _ => {
                let text = random.text(20);
                (Base::Text(Text::from(text.as_str())), text)
            }
        };
        self.log.start(id, base).unwrap();
        self.now.insert(id, Naive { texts: vec![Some(text)], ..Naive::default() });
    }

    fn edit(&mut self, random: &mut Random) {
        let lanes = self.lanes();
        let id = *random.pick(&lanes);
        for _ in 0..random.range(1..15) {
            let naive = self.now.get_mut(&id).unwrap();
            let mut text = naive.text().to_owned();
            let mut splices = smallvec::SmallVec::new();
            for _ in 0..if random.one_in(15) { 3 } else { 1 } {
                if random.one_in(8) || !text.is_char_boundary(naive.caret.min(text.len())) {
                    naive.caret = random.boundary(&text);
                }
                let caret = naive.caret.min(text.len());
                let before = text[..caret].chars().next_back().map_or(0, char::len_utf8);
                let (range, insert) = match random.below(6) {
                    0 => (random.text_range(&text), random.text(3)),
                    1 | 2 => (caret - before..caret, String::new()),
                    _ => (caret..caret, (*random.pick(&["a", "b", "é", "\n"])).to_owned()),
                };
                text.replace_range(range.clone(), &insert);
                naive.caret = range.start + insert.len();
                if !range.is_empty() || !insert.is_empty() {
                    splices.push(Splice::new(range.start, range.len(), insert));
                }
            }
            self.step += 1 + random.below(3) as u64;
            self.time += random.below(900) as i64;
            let operation = Operation {
                step: Step(self.step),
                time: Timestamp(self.time),
                author: AuthorIx(random.below(2) as u16),
                kind: *random.pick(&OpKind::ALL),
                command: None,
                splices,
            };
            let naive = self.now.get_mut(&id).unwrap();
            naive.texts.push(Some(text));
            naive.operations.push(Operation { time: crate::op::tick(operation.time), ..operation.clone() });
            assert_eq!(self.log.record(id, operation).unwrap(), naive.len());
        }
    }

    /// The process ends without a word; what was flushed is there.
    fn crash(&mut self) {
        let (log, diagnostics) = OpLog::open_with(self.storage.clone(), SMALL).unwrap();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        self.log = log;
        self.now = self.flushed.clone();
    }

    fn anchor(&mut self, random: &mut Random) {
        let lanes = self.lanes();
        let id = *random.pick(&lanes);
        let index = random.below(self.now[&id].len() + 1);
        if let Some(text) = &self.now[&id].texts[index] {
            let hash = self.storage.blobs.put(text.as_bytes()).unwrap();
            self.log.anchor(id, index, hash).unwrap();
        }
    }

    fn thin(&mut self, random: &mut Random) {
        let before = Timestamp(random.below(self.time as usize + 1) as i64);
        let keep: Vec<(LaneId, usize)> = (0..random.below(8))
            .map(|_| {
                let lanes = self.lanes();
                let id = *random.pick(&lanes);
                (id, random.below(self.now[&id].len() + 1))
            })
            .collect();
        self.log.seal().unwrap();
        let thinned = self.log.thin(before, &keep).unwrap();
        let mut gone = 0;
        for (id, naive) in &mut self.now {
            for index in 0..=naive.len() {
                let kept = self.log.kept_before(*id, index).unwrap();
                assert!(kept <= index);
                let was = naive.texts[index].is_some();
                if kept == index {
                    assert!(was, "what was thinned out does not come back");
                    continue;
                }
                if was {
                    gone += 1;
                    let wanted = keep.contains(&(*id, index));
                    assert!(!wanted && naive.operations[index - 1].time < before);
                }
                naive.texts[index] = None;
            }
        }
        assert_eq!(thinned.operations, gone);
        self.flushed = self.now.clone();
    }

    fn look(&mut self, random: &mut Random) {
        let lanes = self.lanes();
        let id = *random.pick(&lanes);
        self.look_at(random, id);
    }

    fn look_at(&self, random: &mut Random, id: LaneId) {
        let naive = &self.now[&id];
        let index = random.below(naive.len() + 1);
        match &naive.texts[index] {
            Some(text) => assert_eq!(self.log.text_at(id, index).unwrap(), text.as_str(), "{id} at {index}"),
            None => {
                let error = self.log.text_at(id, index).unwrap_err();
                assert!(matches!(error, TimelineError::Thinned { .. }), "{error}");
            }
        }
        let step = Step(random.below(self.step as usize + 2) as u64);
        let all = naive.texts.iter().all(Option::is_some);
        let time = Timestamp(random.below(self.time as usize + 1) as i64);
        if all {
            let expected = naive.operations.partition_point(|operation| operation.step <= step);
            assert_eq!(self.log.index_at(id, step).unwrap(), expected);
            let ticks = crate::op::tick(time);
            let expected = naive.operations.iter().position(|operation| operation.time > ticks);
            assert_eq!(self.log.index_at_time(id, time).unwrap(), expected.unwrap_or(naive.len()));
            let (a, b) = (random.below(naive.len() + 1), random.below(naive.len() + 1));
            let range = a.min(b)..a.max(b);
            let expected = &naive.operations[range.clone()];
            assert_eq!(self.log.operations(id, range.clone()).unwrap(), expected);
            let metas: Vec<OpMeta> = expected.iter().map(Operation::meta).collect();
            assert_eq!(self.log.operation_meta(id, range).unwrap(), metas);
            self.touch(random, id, index);
        }
    }

    /// The newest operation found is the newest of which it is true, by looking at one after the other.
    fn touch(&self, random: &mut Random, id: LaneId, index: usize) {
        let naive = &self.now[&id];
        let Some(Some(text)) = naive.texts.get(index) else { return };
        let mut range = random.text_range(text);
        if range.is_empty() {
            return;
        }
        let found = self.log.touched(id, index, range.clone()).unwrap();
        for (at, operation) in naive.operations[..index].iter().enumerate().rev() {
            let mut hit = false;
            for splice in operation.splices.iter().rev() {
                let (touched, before) = before_change(&range, splice.at, splice.delete, splice.insert.len());
                hit |= touched;
                range = before;
            }
            if hit {
                let found = found.unwrap();
                assert_eq!((found.lane, found.index), (id, at));
                assert_eq!(found.before, range);
                return;
            }
        }
        assert!(found.is_none_or(|found| found.lane != id));
    }

    /// Looks at everything.
    pub fn check(&self, random: &mut Random) {
        assert_eq!(self.log.lanes(), self.lanes());
        for (id, naive) in &self.now {
            let info = self.log.lane(*id).unwrap();
            assert_eq!(info.len, naive.len());
            assert!(info.len_bytes.is_none_or(|len| len == naive.text().len()));
            assert_eq!(info.last, naive.operations.last().map(|last| (last.step, last.time)));
            for (index, text) in naive.texts.iter().enumerate() {
                if let Some(text) = text {
                    assert_eq!(self.log.text_at(*id, index).unwrap(), text.as_str(), "{id} at {index}");
                }
            }
            for _ in 0..5 {
                self.look_at(random, *id);
            }
        }
    }
}

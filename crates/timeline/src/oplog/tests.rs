//! The op log against a naive model: whatever is recorded, flushed, sealed, thinned, lost in a crash or read again, the
//! texts are those that plain strings have.

mod damage;
mod kill;
mod model;
mod overlaps;
mod traces;

use justbuilt_testkit::random_cases;

use super::*;
use crate::{AuthorIx, BranchId, FileId, OpKind, Splice};
use model::Model;

const SMALL: Sizes = Sizes { part: 7, seal: 20, merged: 90 };

fn lane(file: u64) -> LaneId {
    LaneId::new(FileId(file), BranchId::MAIN)
}

fn operation(step: u64, at: usize, delete: usize, insert: &str) -> Operation {
    Operation {
        step: Step(step),
        time: Timestamp(step as i64 * 1_000),
        author: AuthorIx(0),
        kind: if delete == 0 { OpKind::Typing } else { OpKind::Replace },
        command: None,
        splices: smallvec::smallvec![Splice::new(at, delete, insert)],
    }
}

#[test]
fn it_is_what_the_model_is() {
    random_cases(120, |random| {
        let mut model = Model::new(random);
        for _ in 0..60 {
            model.act(random);
        }
        model.check(random);
    });
}

#[test]
fn what_does_not_fit_is_refused_and_not_recorded() {
    let (log, _) = OpLog::open(Storage::memory()).unwrap();
    let id = lane(1);
    let refused = log.record(id, operation(1, 0, 0, "x"));
    assert!(matches!(refused, Err(TimelineError::NoLane(_))));
    log.start(id, Base::Text(Text::from("abc"))).unwrap();
    assert!(matches!(log.record(id, operation(1, 2, 2, "")), Err(TimelineError::Operation { .. })));
    assert_eq!(log.record(id, operation(5, 1, 1, "x")).unwrap(), 1);
    assert!(matches!(log.record(id, operation(5, 0, 0, "x")), Err(TimelineError::Operation { .. })));
    assert!(matches!(log.text_at(id, 2), Err(TimelineError::PastEnd { .. })));
    assert_eq!(log.text_at(id, 1).unwrap(), "axc");
    let info = log.lane(id).unwrap();
    assert_eq!((info.len, info.len_bytes), (1, Some(3)));
    assert_eq!(info.last, Some((Step(5), Timestamp(5_000))));
    assert!(log.start(lane(2), Base::Lane { lane: id, index: 2 }).is_err());
}

#[test]
fn a_character_cut_in_two_is_an_error_not_a_panic() {
    let (log, _) = OpLog::open(Storage::memory()).unwrap();
    let id = lane(1);
    log.start(id, Base::Text(Text::from("é"))).unwrap();
    log.record(id, operation(1, 1, 0, "x")).unwrap();
    assert!(matches!(log.text_at(id, 1), Err(TimelineError::Damaged { .. })));
    log.flush().unwrap();
    assert_eq!(log.text_at(id, 0).unwrap(), "é");
}

#[test]
fn the_life_of_a_line_goes_back_to_its_birth() {
    let (log, _) = OpLog::open(Storage::memory()).unwrap();
    let id = lane(1);
    log.start(id, Base::Text(Text::from("one\nthree\n"))).unwrap();
    for (step, at, delete, insert) in [
        (1, 4, 0, "two\n"),
        (2, 0, 0, "// top\n"),
        (3, 11, 3, "TWO"),
        (4, 20, 0, " and more"),
        (5, 12, 2, ""),
    ] {
        log.record(id, operation(step, at, delete, insert)).unwrap();
    }
    assert_eq!(log.text_at(id, 5).unwrap(), "// top\none\nT\nthree and more\n");
    let branch = LaneId::new(FileId(1), BranchId(2));
    log.start(branch, Base::Lane { lane: id, index: 5 }).unwrap();
    log.record(branch, operation(6, 0, 7, "")).unwrap();
    let mut steps = Vec::new();
    let (mut at, mut range) = ((branch, 1), 4..6);
    while let Some(touch) = log.touched(at.0, at.1, range).unwrap() {
        let text = log.text_at(touch.lane, touch.index).unwrap();
        steps.push((touch.meta.step.0, text.slice(touch.before.clone()).into_owned()));
        (at, range) = ((touch.lane, touch.index), touch.before);
    }
    let expected = [(5, "TWO\n"), (3, "two\n"), (1, "")].map(|(step, text)| (step, text.to_owned()));
    assert_eq!(steps, expected);
    // Older than the history.
    assert_eq!(log.touched(branch, 1, 0..3).unwrap(), None);
}

#[test]
fn a_lane_can_begin_anew() {
    let storage = Storage::memory();
    let (log, _) = OpLog::open(storage.clone()).unwrap();
    let id = lane(1);
    log.start(id, Base::Empty).unwrap();
    log.record(id, operation(1, 0, 0, "a")).unwrap();
    log.start(id, Base::Text(Text::from("anew"))).unwrap();
    log.record(id, operation(2, 4, 0, "!")).unwrap();
    log.seal().unwrap();
    for log in [log, OpLog::open(storage).unwrap().0] {
        // The moment between belongs to what begins there.
        assert_eq!(log.text_at(id, 0).unwrap(), "");
        assert_eq!(log.text_at(id, 1).unwrap(), "anew");
        assert_eq!(log.text_at(id, 2).unwrap(), "anew!");
        assert_eq!(log.touched(id, 2, 0..2).unwrap(), None);
        assert_eq!(log.touched(id, 2, 4..5).unwrap().map(|touch| touch.index), Some(1));
    }
}

#[test]
fn a_closed_project_has_an_empty_tail_and_few_blocks() {
    let storage = Storage::memory();
    let (log, _) = OpLog::open_with(storage.clone(), SMALL).unwrap();
    log.start(lane(1), Base::Empty).unwrap();
    log.start(lane(2), Base::Text(Text::from("never typed in"))).unwrap();
    for step in 1..=80 {
        log.record(lane(1), operation(step, 0, 0, "x")).unwrap();
        if step % 5 == 0 {
            log.flush().unwrap();
        }
    }
    log.seal().unwrap();
    let stats = log.stats().unwrap();
    assert_eq!((stats.operations, stats.blocks, stats.pending, stats.garbage), (80, 1, 0, 0));
    let (records, _) = storage.logs.read_all(TAIL).unwrap();
    assert_eq!(records.len(), 1, "only where the untouched lane starts");
    let (again, diagnostics) = OpLog::open_with(storage, SMALL).unwrap();
    assert!(diagnostics.is_empty());
    assert_eq!(again.text_at(lane(1), 80).unwrap().len(), 80);
    assert_eq!(again.text_at(lane(2), 0).unwrap(), "never typed in");
}

#[test]
fn threads_do_not_get_in_each_others_way() {
    // What is typed while blocks are made of what was typed before goes wrong only now and then.
    for _ in 0..20 {
        recorded_while_sealed();
    }
}

fn recorded_while_sealed() {
    const COUNT: usize = 3_000;
    let storage = Storage::memory();
    let (log, _) = OpLog::open_with(storage.clone(), SMALL).unwrap();
    log.start(lane(1), Base::Empty).unwrap();
    let text = |index: usize| -> String { (0..index).map(|at| char::from(b'a' + (at % 26) as u8)).collect() };
    let whole = text(COUNT);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for at in 0..COUNT {
                log.record(lane(1), operation(at as u64 + 1, at, 0, &whole[at..at + 1])).unwrap();
            }
        });
        for round in 0..2 {
            let (log, whole) = (log.clone(), whole.as_str());
            scope.spawn(move || {
                let mut random = justbuilt_testkit::Random::new(round);
                loop {
                    let len = log.lane(lane(1)).unwrap().len;
                    if len == COUNT {
                        break;
                    }
                    let index = random.below(len + 1);
                    assert_eq!(log.text_at(lane(1), index).unwrap(), whole[..index]);
                    if random.one_in(9) {
                        log.drop_caches();
                    }
                    if random.one_in(20) {
                        log.seal().unwrap();
                    } else if random.one_in(3) {
                        log.flush().unwrap();
                    }
                }
            });
        }
    });
    log.flush().unwrap();
    let (again, diagnostics) = OpLog::open_with(storage, SMALL).unwrap();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(again.text_at(lane(1), COUNT).unwrap(), whole.as_str());
}

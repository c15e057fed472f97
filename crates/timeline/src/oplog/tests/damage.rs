//! Damage: what is left can be read, what is missing is said, recording goes on, nothing is overwritten.

use justbuilt_store::StoreError;
use justbuilt_store::log::limited::{LimitedLogs, Room};
use justbuilt_testkit::Random;

use super::*;

/// A storage with one lane, the texts of it, and a second lane on top.
fn recorded(random: &mut Random) -> (Storage, Vec<String>) {
    let storage = Storage::memory();
    let (log, _) = OpLog::open_with(storage.clone(), SMALL).unwrap();
    log.start(lane(1), Base::Text(Text::from("start\n"))).unwrap();
    let mut texts = vec!["start\n".to_owned()];
    for step in 1..=random.range(30..200) as u64 {
        let mut text = texts.last().unwrap().clone();
        let at = random.boundary(&text);
        let insert = if random.one_in(5) { "" } else { *random.pick(&["a", "é", "\n"]) };
        let range = if insert.is_empty() { random.text_range(&text) } else { at..at };
        text.replace_range(range.clone(), insert);
        log.record(lane(1), operation(step, range.start, range.len(), insert)).unwrap();
        texts.push(text);
        if random.one_in(6) {
            log.flush().unwrap();
        }
        if random.one_in(20) {
            let hash = storage.blobs.put(texts.last().unwrap().as_bytes()).unwrap();
            log.anchor(lane(1), texts.len() - 1, hash).unwrap();
        }
    }
    if random.bool() {
        log.seal().unwrap()
    } else {
        log.flush().unwrap()
    }
    (storage, texts)
}

#[test]
fn a_lost_record_loses_no_more_than_it_held() {
    let mut lost_something = 0;
    random_cases(150, |random| {
        let (storage, texts) = recorded(random);
        let log = if random.bool() { BLOCKS } else { TAIL };
        let (mut records, _) = storage.logs.read_all(log).unwrap();
        if records.is_empty() {
            return;
        }
        let which = random.below(records.len());
        let garbled = random.bool();
        if garbled {
            let record = &mut records[which];
            let cut = random.range(2..record.len());
            record.truncate(cut);
        } else {
            records.remove(which);
        }
        storage.logs.replace(log, &mut records.into_iter()).unwrap();
        let before = storage.logs.size(log).unwrap();

        let (log_, diagnostics) = OpLog::open_with(storage.clone(), SMALL).unwrap();
        let Some(info) = log_.lane(lane(1)) else { return };
        let mut missing = 0;
        for (index, text) in texts.iter().enumerate().take(info.len + 1) {
            match log_.text_at(lane(1), index) {
                Ok(found) => assert_eq!(found, text.as_str(), "never a wrong text"),
                Err(TimelineError::Lost { .. } | TimelineError::Damaged { .. }) => missing += 1,
                Err(other) => panic!("{other}"),
            }
        }
        if missing > 0 {
            lost_something += 1;
            // The body of a block is looked at when it is needed, its place when the log is opened.
            assert!(!diagnostics.is_empty() || garbled);
        }
        assert_eq!(storage.logs.size(log).unwrap(), before, "reading changes nothing");

        // Going on: the text of now is known to the editor.
        let step = info.last.map_or(0, |(step, _)| step.0) + 1000;
        log_.start(lane(1), Base::Text(Text::from("now"))).unwrap();
        log_.record(lane(1), operation(step, 3, 0, "!")).unwrap();
        log_.flush().unwrap();
        let (again, _) = OpLog::open_with(storage, SMALL).unwrap();
        assert_eq!(again.text_at(lane(1), info.len + 1).unwrap(), "now!");
    });
    assert!(lost_something > 20, "only {lost_something} cases lost anything");
}

#[test]
fn a_newer_version_is_refused_and_left_alone() {
    let storage = Storage::memory();
    let (log, _) = OpLog::open(storage.clone()).unwrap();
    log.start(lane(1), Base::Empty).unwrap();
    log.record(lane(1), operation(1, 0, 0, "x")).unwrap();
    log.flush().unwrap();
    storage.logs.append(TAIL, &[&[record::VERSION + 1, 0, 0]]).unwrap();
    let size = storage.logs.size(TAIL).unwrap();
    let refused = OpLog::open(storage.clone()).err().unwrap();
    assert!(matches!(refused, TimelineError::Newer { .. }), "{refused}");
    assert_eq!(storage.logs.size(TAIL).unwrap(), size);
}

#[test]
fn with_a_full_disk_recording_goes_on_and_nothing_is_lost() {
    random_cases(100, |random| {
        let memory = Storage::memory();
        let room = Room::default();
        let logs = Arc::new(LimitedLogs::new(memory.logs.clone(), room.clone()));
        let storage = Storage { logs, blobs: memory.blobs.clone() };
        let (log, _) = OpLog::open_with(storage.clone(), SMALL).unwrap();
        log.start(lane(1), Base::Text(Text::from("0"))).unwrap();
        let mut texts = vec!["0".to_owned()];
        let mut failed = 0;
        for step in 1..150_u64 {
            let mut text = texts.last().unwrap().clone();
            let at = random.boundary(&text);
            text.insert(at, 'x');
            assert_eq!(log.record(lane(1), operation(step, at, 0, "x")).unwrap(), texts.len());
            texts.push(text);
            if random.one_in(4) {
                room.set(if random.bool() { random.below(6) } else { usize::MAX });
                let done = if random.one_in(5) { log.seal() } else { log.flush() };
                failed += usize::from(done.is_err());
                if let Err(error) = done {
                    assert!(matches!(error, TimelineError::Store(StoreError::Full { .. })), "{error}");
                }
            }
            if random.one_in(10) {
                let index = random.below(texts.len());
                assert_eq!(log.text_at(lane(1), index).unwrap(), texts[index].as_str());
            }
        }
        assert!(failed > 0);
        room.free();
        log.flush().unwrap();
        let (again, diagnostics) = OpLog::open_with(storage, SMALL).unwrap();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        for log in [log, again] {
            for (index, text) in texts.iter().enumerate() {
                assert_eq!(log.text_at(lane(1), index).unwrap(), text.as_str());
            }
        }
    });
}

#[test]
fn a_store_that_cannot_be_written_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    {
        let (log, _) = OpLog::open(Storage::open(folder.path()).unwrap()).unwrap();
        log.start(lane(1), Base::Text(Text::from("text"))).unwrap();
        log.record(lane(1), operation(1, 4, 0, "!")).unwrap();
        log.seal().unwrap();
    }
    let (log, _) = OpLog::open(Storage::open_read_only(folder.path()).unwrap()).unwrap();
    assert_eq!(log.text_at(lane(1), 1).unwrap(), "text!");
    log.record(lane(1), operation(2, 5, 0, "?")).unwrap();
    assert!(matches!(log.flush(), Err(TimelineError::Store(StoreError::ReadOnly { .. }))));
    assert_eq!(log.text_at(lane(1), 2).unwrap(), "text!?");
    assert_eq!(log.stats().unwrap().pending, 1);
}

#[test]
fn bits_that_rot_on_the_disk_are_said() {
    let folder = tempfile::tempdir().unwrap();
    {
        let (log, _) = OpLog::open_with(Storage::open(folder.path()).unwrap(), SMALL).unwrap();
        log.start(lane(1), Base::Empty).unwrap();
        for step in 1..=60 {
            log.record(lane(1), operation(step, 0, 0, "x")).unwrap();
            log.flush().unwrap();
        }
    }
    let path = folder.path().join("logs").join(format!("{BLOCKS}.log"));
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    std::fs::write(&path, &bytes).unwrap();
    let (log, diagnostics) = OpLog::open_with(Storage::open(folder.path()).unwrap(), SMALL).unwrap();
    assert!(diagnostics.len() >= 2, "{diagnostics:?}");
    assert_eq!(log.text_at(lane(1), 10).unwrap().len(), 10);
    assert!(matches!(log.text_at(lane(1), 60), Err(TimelineError::Lost { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "nothing is changed by looking");
}

//! Logs of earlier versions, in which blocks overlap: every operation counts once, and the next seal puts the log right.

use justbuilt_store::codec::Effort;
use justbuilt_testkit::Random;

use super::super::chunk::Chunk;
use super::super::lane::{Anchor, Block};
use super::super::record::{self, Record};
use super::super::seal::block_of;
use super::*;

const COUNT: usize = 120;

/// What was typed, and the text after each operation.
fn typed(random: &mut Random) -> (Vec<Operation>, Vec<String>) {
    let mut texts = vec!["start\n".to_owned()];
    let mut operations = Vec::new();
    for step in 1..=COUNT as u64 {
        let mut text = texts[texts.len() - 1].clone();
        let at = random.boundary(&text);
        let gone = if random.one_in(5) { random.text_range(&text) } else { at..at };
        let insert = if gone.is_empty() { *random.pick(&["a", "é", "longer"]) } else { "" };
        let range = if gone.is_empty() { at..at } else { gone };
        text.replace_range(range.clone(), insert);
        operations.push(operation(step, range.start, range.len(), insert));
        texts.push(text);
    }
    (operations, texts)
}

/// A record of these operations, as it is in either log.
fn written(
    operations: &[Operation],
    texts: &[String],
    range: Range<usize>,
    anchors: &[(usize, Anchor)],
) -> Vec<u8> {
    let mut chunk = Chunk::default();
    for operation in &operations[range.clone()] {
        chunk.push(operation, 1);
    }
    let block = block_of(range.start, Some(texts[range.start].len()), &chunk);
    record::operations_record(lane(1), &block, anchors, &chunk, Effort::Fast)
}

fn blob(storage: &Storage, text: &str) -> Anchor {
    let hash = storage.blobs.put(text.as_bytes()).unwrap();
    Anchor { base: Base::Blob(hash), restart: false, sealed: false }
}

fn check(log: &OpLog, operations: &[Operation], texts: &[String]) {
    let found = log.operations(lane(1), 0..operations.len()).unwrap();
    assert_eq!(found.len(), operations.len(), "every operation once");
    for (found, operation) in found.iter().zip(operations) {
        assert_eq!(found, operation);
    }
    for (index, text) in texts.iter().enumerate() {
        assert_eq!(log.text_at(lane(1), index).unwrap(), text.as_str(), "at {index}");
    }
    let info = log.lane(lane(1)).unwrap();
    assert_eq!((info.len, info.len_bytes), (operations.len(), texts.last().map(String::len)));
    assert_eq!(info.first.map(|(step, _)| step), operations.first().map(|operation| operation.step));
    assert_eq!(info.last.map(|(step, _)| step), operations.last().map(|operation| operation.step));
}

fn blocks(storage: &Storage) -> Vec<Block> {
    let (records, _) = storage.logs.read_all(BLOCKS).unwrap();
    let block = |bytes: &Vec<u8>| match record::read(bytes).unwrap() {
        Record::Operations { block, .. } => Some(block),
        Record::Anchor { .. } => None,
    };
    records.iter().filter_map(block).collect()
}

#[test]
fn a_part_that_grew_into_a_block_and_became_one_loses_nothing() {
    let (operations, texts) = typed(&mut Random::new(3));
    let storage = Storage::memory();
    let start = record::anchor_record(lane(1), 0, &blob(&storage, &texts[0]));
    // The text behind them was found by replaying the first operations of the second block twice.
    let wrong = (70, blob(&storage, "what never was"));
    let right = (60, blob(&storage, &texts[60]));
    let sealed = [
        written(&operations, &texts, 0..40, &[]),
        written(&operations, &texts, 30..75, &[right, wrong.clone()]),
        written(&operations, &texts, 75..90, &[]),
    ];
    storage.logs.append(BLOCKS, &sealed.each_ref().map(Vec::as_slice)).unwrap();
    let later = (100, blob(&storage, "nor this"));
    let tail = [
        start,
        written(&operations, &texts, 80..100, &[]),
        record::anchor_record(lane(1), later.0, &later.1),
        written(&operations, &texts, 100..COUNT, &[]),
    ];
    storage.logs.append(TAIL, &tail.each_ref().map(Vec::as_slice)).unwrap();

    let (log, diagnostics) = OpLog::open_with(storage.clone(), SMALL).unwrap();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    check(&log, &operations, &texts);
    let kept = log.contents();
    assert!(
        [&wrong.1.base, &later.1.base].iter().all(|base| kept.iter().any(|hash| **base == Base::Blob(*hash)))
    );
    log.drop_caches();
    log.seal().unwrap();
    check(&log, &operations, &texts);

    let mut at = 0;
    for block in blocks(&storage) {
        assert_eq!(block.first, at, "no overlaps are left");
        at = block.range().end;
    }
    assert_eq!(at, COUNT);
    let (again, diagnostics) = OpLog::open_with(storage, SMALL).unwrap();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    check(&again, &operations, &texts);
    let wrong: Vec<ContentHash> =
        ["what never was", "nor this"].map(|text| ContentHash::of(text.as_bytes())).into();
    assert!(again.contents().iter().all(|hash| !wrong.contains(hash)), "wrong texts are gone");
}

#[test]
fn a_block_that_was_forgotten_is_found_again() {
    // It began within the one before; when that was merged with others, it was taken for a part of it.
    let (operations, texts) = typed(&mut Random::new(4));
    let storage = Storage::memory();
    let sealed = [
        written(&operations, &texts, 0..20, &[(0, blob(&storage, &texts[0]))]),
        written(&operations, &texts, 20..40, &[]),
        written(&operations, &texts, 35..60, &[]),
        written(&operations, &texts, 0..40, &[(0, blob(&storage, &texts[0]))]),
        written(&operations, &texts, 60..COUNT, &[]),
    ];
    storage.logs.append(BLOCKS, &sealed.each_ref().map(Vec::as_slice)).unwrap();
    let (log, diagnostics) = OpLog::open_with(storage.clone(), SMALL).unwrap();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    check(&log, &operations, &texts);
}

#[test]
fn whatever_overlaps_every_operation_counts_once() {
    random_cases(150, |random| {
        let (mut operations, mut texts) = typed(random);
        let storage = Storage::memory();
        let sealed_to = random.range(1..COUNT);
        let (mut sealed, mut at) = (Vec::new(), 0);
        while at < sealed_to {
            let first = at - random.below(at.min(12) + 1);
            let to = (at + random.range(1..30)).min(sealed_to);
            sealed.push(written(&operations, &texts, first..to, &[]));
            at = to;
        }
        storage.logs.append(BLOCKS, &sealed.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        let mut tail = vec![record::anchor_record(lane(1), 0, &blob(&storage, &texts[0]))];
        while at < COUNT {
            let first = at - random.below(at.min(12) + 1);
            let to = (at + random.range(1..30)).min(COUNT);
            tail.push(written(&operations, &texts, first..to, &[]));
            at = to;
        }
        storage.logs.append(TAIL, &tail.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        let (log, diagnostics) = OpLog::open_with(storage.clone(), SMALL).unwrap();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        check(&log, &operations, &texts);
        // Recording goes on, before the log is put right and after.
        for round in 0..3 {
            let mut text = texts[texts.len() - 1].clone();
            text.insert(0, 'z');
            texts.push(text);
            operations.push(operation((COUNT + round + 1) as u64, 0, 0, "z"));
            log.record(lane(1), operations[operations.len() - 1].clone()).unwrap();
            if random.bool() {
                log.flush().unwrap();
            }
            if random.bool() {
                log.seal().unwrap();
            }
            check(&log, &operations, &texts);
        }
        log.seal().unwrap();
        let (again, diagnostics) = OpLog::open_with(storage, SMALL).unwrap();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        check(&again, &operations, &texts);
    });
}

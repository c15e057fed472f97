//! Real editing histories: recorded, closed, opened again, and compared with a plain string at every keystroke.

use std::io::Read as _;

use justbuilt_testkit::corpus;
use justbuilt_text::Transaction;

use super::*;
use crate::trace::Trace;

/// Every operation comes back, and makes every text that a plain string has; every `every`th text is also looked for
/// by seeking, forwards and then in leaps.
fn check(name: &str, every: usize) {
    let Some(path) = corpus(&format!("traces/sequential/{name}.json.gz")) else { return };
    let mut json = Vec::new();
    let file = std::fs::File::open(path).unwrap();
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut json).unwrap();
    let trace = Trace::from_json(&json).unwrap();
    let (storage, id) = (Storage::memory(), lane(1));
    let changes = record(&trace, &storage, id);

    let (log, diagnostics) = OpLog::open(storage).unwrap();
    assert!(diagnostics.is_empty());
    assert_eq!(log.lane(id).unwrap().len, trace.txns.len());
    let (mut expected, mut replayed) = (trace.start_content.clone(), trace.start_content.clone());
    let mut index = 0;
    let mut leaps = Vec::new();
    for part in changes.chunks(4_000) {
        let operations = log.operations(id, index..index + part.len()).unwrap();
        assert_eq!(operations.len(), part.len());
        for (change, operation) in part.iter().zip(operations) {
            let edits: Vec<_> = change.edits().collect();
            for edit in edits.into_iter().rev() {
                expected.replace_range(edit.old, edit.inserted);
            }
            for splice in &operation.splices {
                replayed.replace_range(splice.at..splice.at + splice.delete, &splice.insert);
            }
            index += 1;
            assert_eq!(operation.step, Step(index as u64));
            assert!(replayed == expected, "{name}: operation {index} is not what was recorded");
            if index % every == 0 {
                assert!(log.text_at(id, index).unwrap() == expected.as_str(), "{name}: the text at {index}");
            }
            if index % 2_003 == 0 {
                leaps.push((index, justbuilt_store::ContentHash::of(expected.as_bytes())));
            }
        }
    }
    assert!(expected == trace.end_content, "{name} does not end as it says");
    log.drop_caches();
    for (index, hash) in leaps.into_iter().rev() {
        let text = log.text_at(id, index).unwrap().to_string();
        assert!(justbuilt_store::ContentHash::of(text.as_bytes()) == hash, "{name}: the text at {index}");
    }
}

/// Records a trace and gives what was recorded.
fn record(trace: &Trace, storage: &Storage, id: LaneId) -> Vec<Transaction> {
    let mut changes = Vec::with_capacity(trace.txns.len());
    let (log, _) = OpLog::open(storage.clone()).unwrap();
    log.start(id, Base::Text(Text::from(trace.start_content.as_str()))).unwrap();
    let mut text = Text::from(trace.start_content.as_str());
    for (index, txn) in trace.txns.iter().enumerate() {
        let change = txn.transaction(&text);
        // Not through a buffer: its undo tree has its own test with these traces.
        text = change.apply(&text).unwrap();
        let (step, author) = (Step(index as u64 + 1), AuthorIx(0));
        let operation = Operation::from_transaction(&change, step, txn.timestamp(), author, txn.kind(), None);
        log.record(id, operation).unwrap();
        if index % 3_000 == 0 {
            log.flush().unwrap();
        }
        changes.push(change);
    }
    assert!(text == trace.end_content.as_str());
    log.seal().unwrap();
    changes
}

#[test]
fn automerge_paper() {
    check("automerge-paper", 41);
}

#[test]
fn rustcode() {
    check("rustcode", 5);
}

#[test]
fn seph_blog1() {
    check("seph-blog1", 19);
}

#[test]
fn json_crdt_blog_post() {
    check("json-crdt-blog-post", 3);
}

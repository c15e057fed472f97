//! Chunks against plain lists of operations.

use justbuilt_testkit::{Random, random_cases};

use super::*;
use crate::{OpMeta, replay};

/// Operations as somebody would type them: mostly in runs, now and then anywhere.
pub fn operations(random: &mut Random, count: usize) -> (String, Vec<Operation>) {
    let start = random.text(20);
    let mut text = start.clone();
    let mut caret = random.boundary(&text);
    let (mut step, mut time) = (random.below(1000) as u64, random.below(100_000) as i64);
    let mut list = Vec::new();
    let mut kind = OpKind::Typing;
    for _ in 0..count {
        step += if random.one_in(10) { random.range(1..9) as u64 } else { 1 };
        time += random.below(300) as i64;
        if random.one_in(6) {
            kind = OpKind::ALL[random.below(OpKind::ALL.len())];
        }
        if random.one_in(15) {
            caret = random.boundary(&text);
        }
        let splices = splices(random, &mut text, &mut caret, kind);
        list.push(Operation {
            step: Step(step),
            time: crate::op::tick(Timestamp(time)),
            author: AuthorIx(u16::from(random.one_in(30))),
            kind,
            command: (kind == OpKind::Other).then_some(CommandIx(3)),
            splices,
        });
    }
    (start, list)
}

fn splices(
    random: &mut Random,
    text: &mut String,
    caret: &mut usize,
    kind: OpKind,
) -> smallvec::SmallVec<[Splice; 1]> {
    let count = if random.one_in(20) { random.range(2..5) } else { 1 };
    (0..count)
        .map(|index| {
            if index > 0 {
                *caret = random.boundary(text);
            }
            let (range, insert) = match kind {
                OpKind::Typing => {
                    (*caret..*caret, random.pick(&["a", "b", "é", " ", "\n", "日"]).to_string())
                }
                OpKind::DeleteBackward => {
                    let before = text[..*caret].chars().next_back().map_or(0, char::len_utf8);
                    (*caret - before..*caret, String::new())
                }
                OpKind::DeleteForward => {
                    let after = text[*caret..].chars().next().map_or(0, char::len_utf8);
                    (*caret..*caret + after, String::new())
                }
                _ => (random.text_range(text), random.text(4)),
            };
            text.replace_range(range.clone(), &insert);
            *caret = range.start + insert.len();
            Splice::new(range.start, range.len(), insert)
        })
        .filter(|splice| splice.delete + splice.insert.len() > 0)
        .collect()
}

fn chunk_of(operations: &[Operation]) -> Chunk {
    let mut chunk = Chunk::default();
    for operation in operations {
        chunk.push(operation, 1);
    }
    chunk
}

fn list(chunk: &Chunk) -> Vec<Operation> {
    (0..chunk.count()).map(|index| chunk.operation(index)).collect()
}

#[test]
fn what_goes_in_comes_out() {
    random_cases(200, |random| {
        let count = random.below(200);
        let (_, operations) = operations(random, count);
        let chunk = chunk_of(&operations);
        assert_eq!(list(&chunk), operations);
        let metas: Vec<OpMeta> = (0..count).map(|index| chunk.meta(index)).collect();
        assert_eq!(metas, operations.iter().map(Operation::meta).collect::<Vec<_>>());
        for _ in 0..20 {
            let step = Step(random.below(1500) as u64);
            let expected = operations.partition_point(|operation| operation.step <= step);
            assert_eq!(chunk.count_to_step(step), expected, "{step}");
            let time = Timestamp(random.below(150_000) as i64);
            let expected = operations.iter().position(|operation| operation.time > time).unwrap_or(count);
            assert_eq!(chunk.count_to_time(time), expected);
        }
    });
}

#[test]
fn parts_join_to_the_whole() {
    random_cases(200, |random| {
        let count = random.below(150);
        let (_, operations) = operations(random, count);
        let chunk = chunk_of(&operations);
        let (mut joined, mut at) = (Chunk::default(), 0);
        while at < count {
            let to = (at + 1 + random.below(40)).min(count);
            let part = chunk.slice(at..to);
            assert_eq!(list(&part), operations[at..to]);
            joined.append(&part);
            at = to;
        }
        assert_eq!(list(&joined), operations);
        assert_eq!(joined.runs, chunk.runs, "runs grow together again");
        assert_eq!(joined.text, chunk.text);
    });
}

#[test]
fn few_changes_do_what_many_operations_did() {
    random_cases(200, |random| {
        let count = random.below(200);
        let (start, operations) = operations(random, count);
        let chunk = chunk_of(&operations);
        let (from, to) = (random.below(count + 1), random.below(count + 1));
        let range = from.min(to)..from.max(to);
        let mut text = start;
        for operation in &operations[..range.start] {
            for splice in &operation.splices {
                text.replace_range(splice.at..splice.at + splice.delete, &splice.insert);
            }
        }
        let mut expected = text.clone();
        for splice in operations[range.clone()].iter().flat_map(|operation| &operation.splices) {
            expected.replace_range(splice.at..splice.at + splice.delete, &splice.insert);
        }
        let changes = chunk.changes(range.clone());
        let splices: Vec<Splice> =
            changes.map(|change| Splice::new(change.at, change.delete, change.insert)).collect();
        assert_eq!(splices.len(), chunk.count_changes(range));
        let composed = replay::compose(text.len(), &splices).unwrap();
        assert_eq!(composed.apply(&text.as_str().into()).unwrap(), expected.as_str());
    });
}

#[test]
fn thinned_operations_stand_for_many() {
    let splice = |at| smallvec::smallvec![Splice::new(at, 0, "xy")];
    let operation = |step, at| Operation {
        step: Step(step),
        time: Timestamp(0),
        author: AuthorIx(0),
        kind: OpKind::Other,
        command: None,
        splices: splice(at),
    };
    let mut chunk = Chunk::default();
    for (step, at, span) in [(1, 0, 1), (2, 2, 1), (9, 0, 7), (10, 0, 1)] {
        chunk.push(&operation(step, at), span);
    }
    assert_eq!((chunk.count(), chunk.span()), (4, 10));
    let at: Vec<_> = [0, 1, 2, 3, 8, 9, 10].map(|index| chunk.operations_at(index)).into();
    assert_eq!(at, [(0, 0), (1, 1), (2, 2), (2, 2), (2, 2), (3, 9), (4, 10)]);
    let mut joined = chunk.slice(0..2);
    assert_eq!(joined.span(), 2);
    joined.append(&chunk.slice(2..4));
    assert_eq!(joined.ends, chunk.ends);
    let mut twice = chunk.clone();
    twice.append(&chunk);
    assert_eq!((twice.span(), twice.end_of(6), twice.end_of(7)), (20, 12, 19));
}

#[test]
fn columns_hold_it_all() {
    random_cases(200, |random| {
        let count = random.below(200);
        let (_, operations) = operations(random, count);
        let mut chunk = Chunk::default();
        let thinned = random.one_in(4);
        for operation in &operations {
            chunk.push(operation, if thinned { random.range(1..5) } else { 1 });
        }
        let columns = chunk.to_columns();
        let back = Chunk::from_columns(std::array::from_fn(|index| &*columns[index]));
        assert_eq!(back.as_ref(), Some(&chunk));
        // Whatever they hold, there is no panic.
        let which = random.below(COLUMNS);
        let mut bad = columns[which].to_vec();
        if !bad.is_empty() {
            let at = random.below(bad.len());
            bad[at] ^= 1 << random.below(8);
            let _either = Chunk::from_columns(std::array::from_fn(|index| {
                if index == which { bad.as_slice() } else { &*columns[index] }
            }));
        }
    });
}

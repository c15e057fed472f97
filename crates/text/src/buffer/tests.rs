//! Dirtiness, marks, loading in pieces, and real editing histories.

use std::{fs::File, io::BufReader};

use flate2::bufread::GzDecoder;
use justbuilt_base::Timestamp;
use justbuilt_testkit::{corpus, random_cases};
use serde_json::Value;

use super::*;

fn insert(buffer: &mut Buffer, at: usize, text: &str) {
    let change = Transaction::insert(buffer.text().len(), at, text);
    let carets = Selections::caret(at);
    buffer.apply(&change, &carets, &carets.map(&change), EditKind::Paste, Timestamp(0)).unwrap();
}

#[test]
fn undoing_to_what_was_saved_is_clean() {
    let mut buffer = Buffer::new(Text::from("a"));
    assert!(!buffer.is_dirty());
    insert(&mut buffer, 1, "b");
    assert!(buffer.is_dirty());
    buffer.undo();
    assert!(!buffer.is_dirty());
    buffer.redo();
    buffer.mark_saved();
    assert!(!buffer.is_dirty());
    buffer.undo();
    assert!(buffer.is_dirty());
    let saving = buffer.revision();
    insert(&mut buffer, 1, "c");
    buffer.mark_saved_at(saving);
    assert!(buffer.is_dirty());
    buffer.undo();
    assert!(!buffer.is_dirty());
    buffer.mark_unsaved();
    assert!(buffer.is_dirty());
}

#[test]
fn another_format_is_dirty() {
    let mut buffer = Buffer::new(Text::from("a\n"));
    buffer.set_encoding(Encoding::UTF_16_LE);
    assert!(buffer.is_dirty());
    buffer.mark_saved();
    buffer.set_line_ending(LineEnding::CrLf);
    assert!(buffer.is_dirty());
    buffer.set_line_ending_of_file(LineEnding::CrLf);
    assert!(!buffer.is_dirty());
}

#[test]
fn a_refused_change_changes_nothing() {
    let mut buffer = Buffer::new(Text::from("é"));
    let carets = Selections::caret(0);
    for wrong in [Transaction::insert(1, 0, "x"), Transaction::insert(2, 1, "x")] {
        assert!(buffer.apply(&wrong, &carets, &carets, EditKind::Paste, Timestamp(0)).is_err());
    }
    assert_eq!(buffer.revision(), Revision(0));
    assert!(!buffer.history().can_undo());
}

#[test]
fn marks_move_along() {
    let mut buffer = Buffer::new(Text::from("one two"));
    let left = buffer.add_mark(4, Bias::Left);
    let right = buffer.add_mark(4, Bias::Right);
    insert(&mut buffer, 4, "xx");
    assert_eq!((buffer.mark(left), buffer.mark(right)), (Some(4), Some(6)));
    insert(&mut buffer, 0, "yy");
    assert_eq!((buffer.mark(left), buffer.mark(right)), (Some(6), Some(8)));
    buffer.undo();
    assert_eq!(buffer.mark(left), Some(4));
    assert!(buffer.remove_mark(left) && !buffer.remove_mark(left));
    assert_eq!(buffer.mark(left), None);
    assert_eq!(buffer.marks().count(), 1);
}

#[test]
fn loading_in_pieces_is_loading_at_once() {
    random_cases(200, |random| {
        let mut bytes = random.text(40).into_bytes();
        if random.bool() {
            bytes = bytes.repeat(200);
        }
        if random.one_in(3) && !bytes.is_empty() {
            let at = random.below(bytes.len());
            bytes[at] = 0xFF;
        }
        let whole = Buffer::from_bytes(&bytes, Some(Encoding::UTF_8));
        let mut loader = Loader::new(Some(Encoding::UTF_8));
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(random.range(1..rest.len().min(5000) + 1));
            loader.push(piece);
            assert!(loader.preview().len() <= loader.bytes() as usize * 4 + 4);
            rest = after;
        }
        let pieces = loader.finish();
        assert_eq!(whole.buffer.text(), pieces.buffer.text());
        assert_eq!(whole.notes, pieces.notes);
        assert_eq!(whole.buffer.encode(), bytes, "written as it was read");
        assert_eq!(pieces.buffer.line_ending(), whole.buffer.line_ending());
    });
}

#[test]
fn carriage_returns_alone_end_lines() {
    let loaded = Buffer::from_bytes(b"a\rb\r", None);
    assert_eq!(loaded.buffer.line_ending(), LineEnding::Cr);
    assert_eq!(loaded.buffer.text(), &Text::from("a\nb\n"));
    assert_eq!(loaded.buffer.encode(), b"a\rb\r");
    let mixed = Buffer::from_bytes(b"a\rb\r\nc\n", None);
    assert!(mixed.mixed_line_endings && !mixed.notes.is_empty());
    assert_eq!(mixed.buffer.encode(), b"a\rb\r\nc\n");
}

fn replay(name: &str) {
    let Some(path) = corpus(&format!("traces/sequential/{name}.json.gz")) else { return };
    let file = BufReader::new(File::open(path).unwrap());
    let trace: Value = serde_json::from_reader(BufReader::new(GzDecoder::new(file))).unwrap();
    let start = trace["startContent"].as_str().unwrap();
    let end = trace["endContent"].as_str().unwrap();
    let mut buffer = Buffer::new(Text::from(start));
    let mut now = 0;
    for step in trace["txns"].as_array().unwrap() {
        // One transaction for all patches of a step: each applies to the result of the one before.
        let mut all = Transaction::identity(buffer.text().len());
        let mut text = buffer.text().clone();
        let patches = step["patches"].as_array().unwrap();
        for (index, patch) in patches.iter().enumerate() {
            let number = |index: usize| usize::try_from(patch[index].as_u64().unwrap()).unwrap();
            let from = text.char_to_byte(number(0));
            let to = text.char_to_byte(number(0) + number(1));
            let change = Transaction::replace(text.len(), from..to, patch[2].as_str().unwrap());
            if index + 1 < patches.len() {
                text = change.apply(&text).unwrap();
            }
            all = all.compose(change);
        }
        let first = all.edits().next();
        let kind = match &first {
            Some(edit) if edit.inserted.is_empty() => EditKind::DeleteBackward,
            _ => EditKind::Insert,
        };
        let places = |at: usize| Selections::caret(at);
        let before = first.as_ref().map_or(0, |edit| edit.old.end);
        let after = first.map_or(0, |edit| edit.new.end);
        buffer.apply(&all, &places(before), &places(after), kind, Timestamp(now)).unwrap();
        now += 90;
    }
    assert!(*buffer.text() == *end, "{name} does not end in its endContent");
    let steps = buffer.history().nodes().count();
    assert!(buffer.history().memory() < 12 << 20, "{name}: {} bytes", buffer.history().memory());
    while buffer.undo().is_some() {}
    assert!(*buffer.text() == *start, "{name} does not undo to its startContent");
    assert!(!buffer.is_dirty());
    while buffer.redo().is_some() {}
    assert!(*buffer.text() == *end, "{name} does not redo to its endContent");
    assert!(steps > 100, "only {steps} steps");
    let root = buffer.goto_revision(crate::NodeId::ROOT).unwrap().0;
    assert_eq!(root.len_before(), end.len());
    assert!(*buffer.text() == *start);
}

#[test]
fn trace_automerge_paper() {
    replay("automerge-paper");
}

#[test]
fn trace_rustcode() {
    replay("rustcode");
}

#[test]
fn trace_seph_blog() {
    replay("seph-blog1");
}

#[test]
fn trace_json_crdt_blog_post() {
    replay("json-crdt-blog-post");
}

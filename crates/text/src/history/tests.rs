//! Grouping, branches, and any walk over the tree.

use justbuilt_base::Timestamp;
use justbuilt_testkit::random_cases;

use crate::{Buffer, EditKind, NodeId, Selections, Text, Transaction};

struct Typist {
    buffer: Buffer,
    caret: usize,
    now: i64,
}

impl Typist {
    fn new(text: &str) -> Self {
        Self { buffer: Buffer::new(Text::from(text)), caret: text.len(), now: 1000 }
    }

    fn types(&mut self, text: &str) {
        for c in text.chars() {
            self.insert(&c.to_string(), EditKind::Insert);
            self.now += 100;
        }
    }

    fn insert(&mut self, text: &str, kind: EditKind) {
        let change = Transaction::insert(self.buffer.text().len(), self.caret, text);
        let (before, after) = (Selections::caret(self.caret), Selections::caret(self.caret + text.len()));
        self.buffer.apply(&change, &before, &after, kind, Timestamp(self.now)).unwrap();
        self.caret += text.len();
    }

    fn backspaces(&mut self, count: usize) {
        for _ in 0..count {
            let change = Transaction::replace(self.buffer.text().len(), self.caret - 1..self.caret, "");
            let (before, after) = (Selections::caret(self.caret), Selections::caret(self.caret - 1));
            self.buffer
                .apply(&change, &before, &after, EditKind::DeleteBackward, Timestamp(self.now))
                .unwrap();
            self.caret -= 1;
            self.now += 100;
        }
    }

    fn undoes(&mut self) -> String {
        let (_, selections) = self.buffer.undo().unwrap();
        self.caret = selections.primary().head;
        self.buffer.text().to_string()
    }

    fn redoes(&mut self) -> String {
        let (_, selections) = self.buffer.redo().unwrap();
        self.caret = selections.primary().head;
        self.buffer.text().to_string()
    }
}

#[test]
fn words_are_steps() {
    let mut typist = Typist::new("");
    typist.types("one two");
    assert_eq!(typist.undoes(), "one ");
    assert_eq!(typist.undoes(), "");
    assert!(typist.buffer.undo().is_none());
    assert_eq!(typist.redoes(), "one ");
    assert_eq!(typist.redoes(), "one two");
    assert!(typist.buffer.redo().is_none());
    assert_eq!(typist.caret, 7);
}

#[test]
fn a_pause_another_kind_another_place_are_steps() {
    let mut typist = Typist::new("");
    typist.types("ab");
    typist.now += 5000;
    typist.types("cd");
    typist.backspaces(1);
    typist.types("e");
    typist.caret = 0;
    typist.types("f");
    assert_eq!(typist.buffer.text(), &Text::from("fabce"));
    assert_eq!(typist.undoes(), "abce");
    assert_eq!(typist.caret, 0);
    assert_eq!(typist.undoes(), "abc");
    assert_eq!(typist.undoes(), "abcd");
    assert_eq!(typist.undoes(), "ab");
    assert_eq!(typist.undoes(), "");
}

#[test]
fn deletes_group_and_pastes_do_not() {
    let mut typist = Typist::new("hello");
    typist.backspaces(4);
    typist.insert("x", EditKind::Paste);
    typist.insert("y", EditKind::Paste);
    assert_eq!(typist.undoes(), "hx");
    assert_eq!(typist.undoes(), "h");
    assert_eq!(typist.undoes(), "hello");
    typist.redoes();
    typist.buffer.break_undo_group();
    typist.backspaces(1);
    assert_eq!(typist.undoes(), "h");
}

#[test]
fn branches_are_kept() {
    let mut typist = Typist::new("");
    typist.insert("a", EditKind::Paste);
    typist.insert("b", EditKind::Paste);
    let first = typist.buffer.history().current();
    typist.undoes();
    typist.insert("c", EditKind::Paste);
    assert_eq!(typist.buffer.text(), &Text::from("ac"));
    let (change, selections) = typist.buffer.goto_revision(first).unwrap();
    assert_eq!(typist.buffer.text(), &Text::from("ab"));
    assert_eq!(change.apply(&Text::from("ac")).unwrap(), "ab");
    assert_eq!(selections, Selections::caret(2));
    // Redo follows the branch that was gone to.
    assert_eq!(typist.undoes(), "a");
    assert_eq!(typist.redoes(), "ab");
    assert_eq!(typist.buffer.history().node(NodeId::ROOT).unwrap().children().len(), 1);
    assert!(typist.buffer.goto_revision(first).is_none());
}

#[test]
fn any_walk_shows_the_texts_that_were() {
    random_cases(150, |random| {
        let mut typist = Typist::new(&random.text(5));
        let mut texts = vec![typist.buffer.text().to_string()];
        for _ in 0..60 {
            typist.now += 3000;
            match random.below(6) {
                0 => drop(typist.buffer.undo()),
                1 => drop(typist.buffer.redo()),
                2 => {
                    let count = texts.len();
                    let target =
                        typist.buffer.history().nodes().map(|(id, _)| id).nth(random.below(count)).unwrap();
                    let old = typist.buffer.text().clone();
                    if let Some((change, _)) = typist.buffer.goto_revision(target) {
                        assert_eq!(&change.apply(&old).unwrap(), typist.buffer.text());
                    }
                }
                _ => {
                    let before = typist.buffer.text().to_string();
                    let range = random.text_range(&before);
                    let change = Transaction::replace(before.len(), range, random.text(3));
                    if change.is_empty() {
                        continue;
                    }
                    let carets = Selections::caret(0);
                    typist
                        .buffer
                        .apply(&change, &carets, &carets, EditKind::Paste, Timestamp(typist.now))
                        .unwrap();
                    texts.push(typist.buffer.text().to_string());
                }
            }
            let current = typist.buffer.history().current().index();
            assert_eq!(typist.buffer.text(), &Text::from(texts[current].as_str()));
        }
    });
}

#[test]
fn a_packed_step_comes_out_as_it_was() {
    random_cases(300, |random| {
        let old = Text::from(random.text(40).as_str());
        let mut edits = Vec::new();
        let mut at = 0;
        for _ in 0..random.below(5) {
            let start = old.clamp_boundary(at + random.below(old.len() + 1 - at)).max(at);
            let end = old.clamp_boundary((start + random.below(6)).min(old.len())).max(start);
            edits.push((start..end, random.text(6)));
            at = end;
        }
        let forward = Transaction::from_edits(old.len(), edits);
        let new = forward.apply(&old).unwrap();
        let places = |random: &mut justbuilt_testkit::Random, text: &Text| {
            let count = 1 + random.below(3);
            let one = |random: &mut justbuilt_testkit::Random| {
                let place = crate::Selection::new(random.below(text.len() + 1), random.below(text.len() + 1));
                place.with_goal(random.bool().then(|| random.below(99) as u32))
            };
            let ranges: Vec<_> = (0..count).map(|_| one(random)).collect();
            Selections::new(ranges, random.below(count))
        };
        let step = super::Step {
            backward: forward.invert(&old),
            forward,
            before: places(random, &old),
            after: places(random, &new),
        };
        let again = super::Packed::pack(&step).expect("it is small").unpack().unwrap();
        assert_eq!((again.forward, again.backward), (step.forward, step.backward));
        assert_eq!((again.before, again.after), (step.before, step.after));
    });
}

#[test]
fn a_large_step_is_not_copied() {
    let mut typist = Typist::new("");
    typist.insert(&"x".repeat(100_000), EditKind::Paste);
    typist.insert("y", EditKind::Paste);
    assert_eq!(typist.undoes().len(), 100_000);
    assert_eq!(typist.undoes(), "");
    assert_eq!(typist.redoes().len(), 100_000);
}

/// The steps of many single letters take little memory: each letter at another place, so none joins another.
#[test]
fn a_step_takes_few_bytes() {
    let mut typist = Typist::new(&"word ".repeat(2000));
    for n in 0..2000 {
        typist.caret = n * 7919 % 9000;
        typist.insert("x", EditKind::Insert);
    }
    let history = typist.buffer.history();
    let steps = history.nodes().count();
    assert!(steps > 1900, "{steps} steps");
    let bytes = history.memory() / steps;
    assert!(bytes <= 180, "{bytes} bytes a step");
}

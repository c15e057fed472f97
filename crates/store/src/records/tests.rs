//! What repositories must do, over every store of records: in memory and in sled.

use std::{any::Any, collections::BTreeMap, time::Duration};

use justbuilt_base::{ManualClock, Timestamp};
use justbuilt_testkit::random_cases;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{group::record_key, *};
use crate::{
    entropy::SeededEntropy,
    kv::{StoreError, memory::MemoryKv},
};

struct Bench {
    kv: Arc<dyn Kv>,
    clock: ManualClock,
    records: Records,
    _guard: Box<dyn Any>,
}

fn bench(kv: Arc<dyn Kv>, guard: Box<dyn Any>) -> Bench {
    let clock = ManualClock::default();
    let records = Records::new(Arc::clone(&kv), Arc::new(clock.clone()), Arc::new(SeededEntropy::new(5)));
    Bench { kv, clock, records, _guard: guard }
}

macro_rules! contract {
    ($($name:ident),+ $(,)?) => {
        mod memory {
            use super::*;
            $(#[test] fn $name() {
                super::$name(&bench(Arc::new(MemoryKv::new()), Box::new(())));
            })+
        }
        mod sled {
            use super::*;
            $(#[test] fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let kv = crate::SledKv::open(&folder.path().join("store")).unwrap();
                super::$name(&bench(Arc::new(kv), Box::new(folder)));
            })+
        }
    };
}

contract!(
    records_come_back,
    lists_come_in_pages,
    indexes_follow_their_records,
    a_unique_key_is_there_once,
    some_are_written_together_or_not_at_all,
    what_belongs_to_a_record_goes_with_it,
    unknown_fields_stay,
    a_newer_record_is_left_alone,
    old_records_are_brought_on,
    damaged_records_are_told_and_left,
    indexes_are_made_anew_when_they_change,
    entries_left_behind_are_no_answers,
    values_that_would_be_lost_are_refused,
    it_does_what_a_map_does,
);

/// A note, as the first version knew it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Note {
    owner: String,
    text: String,
    #[serde(default)]
    number: f64,
}

impl Note {
    const BY_OWNER: Index<Self> = Index {
        name: "owner",
        unique: false,
        keys: |record| vec![IndexKey::new().text(&record.fields.owner)],
    };
    const BY_TEXT: Index<Self> = Index {
        name: "text",
        unique: true,
        keys: |record| match record.fields.text.as_str() {
            "" => Vec::new(),
            text => vec![IndexKey::new().text(text)],
        },
    };
}

impl RecordType for Note {
    const KIND: &'static str = "note";
    const GROUP: &'static str = "records.notes";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_OWNER, Self::BY_TEXT];
    const OWNED: &'static [Owned] = &[Owned::by::<Remark>()];
}

/// Belongs to a note, or to another remark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Remark {
    on: RecordId,
}

impl RecordType for Remark {
    const KIND: &'static str = "remark";
    const GROUP: &'static str = Note::GROUP;
    const INDEXES: &'static [Index<Self>] =
        &[Index { name: "on", unique: false, keys: |record| vec![IndexKey::of(record.fields.on)] }];
    const OWNERS: &'static [Index<Self>] = Self::INDEXES;
    const OWNED: &'static [Owned] = &[Owned::by::<Remark>()];
}

/// The same note in the third version: `text` became `title`, then got `words`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct LaterNote {
    owner: String,
    title: String,
    words: u64,
}

impl LaterNote {
    const BY_TITLE: Index<Self> = Index {
        name: "title",
        unique: false,
        keys: |record| vec![IndexKey::new().text(&record.fields.title)],
    };
}

fn text_becomes_title(fields: &mut Map<String, Value>) -> Result<(), String> {
    let text = fields.remove("text").ok_or("there is no text")?;
    fields.insert("title".into(), text);
    Ok(())
}

fn words_are_counted(fields: &mut Map<String, Value>) -> Result<(), String> {
    let title = fields.get("title").and_then(Value::as_str).ok_or("there is no title")?;
    let words = title.split_whitespace().count();
    fields.insert("words".into(), json!(words));
    Ok(())
}

impl RecordType for LaterNote {
    const KIND: &'static str = Note::KIND;
    const GROUP: &'static str = Note::GROUP;
    const SCHEMA: Schema = Schema(3, 1);
    const MIGRATIONS: &'static [Migration] = &[text_becomes_title, words_are_counted];
    const INDEXES: &'static [Index<Self>] = &[Self::BY_TITLE];
}

fn note(owner: &str, text: &str) -> Note {
    Note { owner: owner.into(), text: text.into(), number: 0.0 }
}

impl Bench {
    fn notes(&self) -> Repository<Note> {
        self.records.of().unwrap()
    }

    fn of_owner(&self, owner: &str) -> Vec<String> {
        let found = self.notes().find(&Note::BY_OWNER, &IndexKey::new().text(owner), &Page::all()).unwrap();
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        found.records.into_iter().map(|record| record.fields.text).collect()
    }

    /// What is kept of a record, as JSON.
    fn json(&self, id: RecordId) -> Value {
        let bytes = self.kv.get(Note::GROUP, &record_key::<Note>(id)).unwrap().unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn set_json(&self, id: RecordId, value: &Value) {
        self.kv.set(Note::GROUP, &record_key::<Note>(id), value.to_string().as_bytes()).unwrap();
    }
}

fn records_come_back(b: &Bench) {
    let notes = b.notes();
    let record = notes.create(note("ann", "one")).unwrap();
    assert_eq!((record.created, record.updated, record.schema), (b.clock.now(), b.clock.now(), Schema(1, 0)));
    assert_eq!(notes.get(record.id).unwrap().unwrap(), record);
    b.clock.advance(Duration::from_secs(1));
    let mut changed = record.clone();
    changed.fields.text = "two".into();
    notes.put(&mut changed).unwrap();
    assert_eq!((changed.created, changed.updated), (record.created, b.clock.now()));
    // A clock that goes back does not make a record older than it is.
    b.clock.set_now(Timestamp(5));
    let updated = notes.update(record.id, |note| note.owner.push('a')).unwrap().unwrap();
    assert_eq!((updated.created, updated.updated), (record.created, record.created));
    assert_eq!(b.records.of::<Note>().unwrap().get(record.id).unwrap().unwrap().fields, note("anna", "two"));
    assert_eq!(notes.delete(record.id).unwrap(), 1);
    assert_eq!(notes.delete(record.id).unwrap(), 0);
    assert!(notes.get(record.id).unwrap().is_none() && b.of_owner("anna").is_empty());
    assert!(notes.update(record.id, |_| ()).unwrap().is_none());
    let left: Vec<_> = b.kv.scan(Note::GROUP, b"").unwrap();
    assert_eq!(left.len(), 1, "only what is known of the indexes: {left:?}");
}

fn lists_come_in_pages(b: &Bench) {
    let notes = b.notes();
    for i in 0..25 {
        notes.create(note(if i % 2 == 0 { "ann" } else { "bob" }, &format!("{i:02}"))).unwrap();
    }
    let texts = |listing: &Listing<Note>| -> Vec<String> {
        listing.records.iter().map(|record| record.fields.text.clone()).collect()
    };
    let in_pages = |mut page: Page, ask: &dyn Fn(&Page) -> Listing<Note>| {
        let mut all = Vec::new();
        loop {
            let listing = ask(&page);
            assert!(listing.records.len() <= page.limit);
            all.extend(texts(&listing));
            match listing.next {
                Some(next) => page = page.after(next),
                None => return all,
            }
        }
    };
    let expected: Vec<String> = (0..25).map(|i| format!("{i:02}")).collect();
    let turned: Vec<String> = expected.iter().rev().cloned().collect();
    for limit in [1, 7, 25, 26] {
        assert_eq!(in_pages(Page::first(limit), &|page| notes.list(page).unwrap()), expected);
        assert_eq!(in_pages(Page::last(limit), &|page| notes.list(page).unwrap()), turned);
        let of_ann = |page: &Page| notes.find(&Note::BY_OWNER, &IndexKey::new().text("ann"), page).unwrap();
        assert!(in_pages(Page::first(limit), &of_ann).iter().eq(expected.iter().step_by(2)));
        assert!(in_pages(Page::last(limit), &of_ann).iter().eq(turned.iter().step_by(2)));
    }
    assert_eq!(notes.count(&Note::BY_OWNER, &IndexKey::new().text("bob")).unwrap(), 12);
    assert_eq!(notes.count(&Note::BY_OWNER, &IndexKey::new()).unwrap(), 25);
    assert_eq!(notes.count(&Note::BY_TEXT, &IndexKey::new().starting_with("1")).unwrap(), 10);
    let first = notes.find_one(&Note::BY_OWNER, &IndexKey::new().text("bob")).unwrap().unwrap();
    assert_eq!(first.fields.text, "01");
    assert!(notes.find_one(&Note::BY_OWNER, &IndexKey::new().text("bo")).unwrap().is_none());
}

fn indexes_follow_their_records(b: &Bench) {
    let notes = b.notes();
    let mut record = notes.create(note("ann", "")).unwrap();
    assert_eq!(b.of_owner("ann"), [""]);
    record.fields = note("bob", "x");
    notes.put(&mut record).unwrap();
    assert!(b.of_owner("ann").is_empty());
    assert_eq!(b.of_owner("bob"), ["x"]);
    notes.update(record.id, |note| note.text = "y".into()).unwrap();
    assert!(notes.find_one(&Note::BY_TEXT, &IndexKey::new().text("x")).unwrap().is_none());
    assert_eq!(notes.find_one(&Note::BY_TEXT, &IndexKey::new().text("y")).unwrap().unwrap().id, record.id);
}

fn a_unique_key_is_there_once(b: &Bench) {
    let notes = b.notes();
    let first = notes.create(note("ann", "same")).unwrap();
    let error = notes.create(note("bob", "same")).unwrap_err();
    assert!(matches!(error, RecordError::Taken { index: "text", by, .. } if by == first.id), "{error:?}");
    assert!(b.of_owner("bob").is_empty());
    let second = notes.create(note("bob", "other")).unwrap();
    assert!(matches!(notes.update(second.id, |n| n.text = "same".into()), Err(RecordError::Taken { .. })));
    assert_eq!(notes.get(second.id).unwrap().unwrap().fields.text, "other");
    // Its own key is no hindrance, and one that was given up is free.
    notes.update(first.id, |n| n.owner = "cleo".into()).unwrap();
    notes.update(first.id, |n| n.text = "free".into()).unwrap();
    notes.update(second.id, |n| n.text = "same".into()).unwrap();
    let mut both = [notes.prepare(note("x", "twice")).unwrap(), notes.prepare(note("x", "twice")).unwrap()];
    assert!(matches!(notes.put_all(&mut both), Err(RecordError::Taken { .. })));
    assert!(b.of_owner("x").is_empty());
}

fn some_are_written_together_or_not_at_all(b: &Bench) {
    let notes = b.notes();
    let mut records: Vec<_> = (0..10).map(|i| notes.prepare(note("ann", &i.to_string())).unwrap()).collect();
    assert!(records.windows(2).all(|pair| pair[0].id < pair[1].id));
    records[9].fields.number = f64::NAN;
    assert!(matches!(notes.put_all(&mut records), Err(RecordError::Invalid { .. })));
    assert!(notes.list(&Page::all()).unwrap().records.is_empty());
    records[9].fields.number = 0.1;
    notes.put_all(&mut records).unwrap();
    assert_eq!(notes.list(&Page::all()).unwrap().records, records);
    let mut twice = [records[0].clone(), records[0].clone()];
    assert!(matches!(notes.put_all(&mut twice), Err(RecordError::Invalid { field: "id", .. })));
    notes.put_all(&mut []).unwrap();
    let ids: Vec<_> = records.iter().take(4).map(|record| record.id).collect();
    assert_eq!(notes.delete_all(&ids).unwrap(), 4);
    assert_eq!(notes.list(&Page::all()).unwrap().records.len(), 6);
}

fn what_belongs_to_a_record_goes_with_it(b: &Bench) {
    let (notes, remarks) = (b.notes(), b.records.of::<Remark>().unwrap());
    let (kept, gone) = (notes.create(note("a", "kept")).unwrap(), notes.create(note("a", "gone")).unwrap());
    let other = remarks.create(Remark { on: kept.id }).unwrap();
    for _ in 0..5 {
        let remark = remarks.create(Remark { on: gone.id }).unwrap();
        remarks.create(Remark { on: remark.id }).unwrap();
    }
    assert_eq!(notes.delete(gone.id).unwrap(), 11);
    let left = remarks.list(&Page::all()).unwrap();
    assert_eq!(left.records, [other]);
    assert_eq!(remarks.count(&Remark::INDEXES[0], &IndexKey::new()).unwrap(), 1);
}

fn unknown_fields_stay(b: &Bench) {
    let notes = b.notes();
    let record = notes.create(note("ann", "one")).unwrap();
    let mut json = b.json(record.id);
    json["schema"] = json!([1, 7]);
    json["fields"]["colour"] = json!({"name": "red", "of": [1, 2]});
    b.set_json(record.id, &json);
    let mut read = notes.get(record.id).unwrap().unwrap();
    assert_eq!(read.schema, Schema(1, 7));
    read.fields.text = "two".into();
    notes.put(&mut read).unwrap();
    let written = b.json(record.id);
    assert_eq!(
        (&written["schema"], &written["fields"]["colour"]),
        (&json["schema"], &json["fields"]["colour"])
    );
    assert_eq!(written["fields"]["text"], "two");
    // Also when the record is written by who has not read it.
    let mut blind = Record { fields: note("bob", "three"), ..record.clone() };
    notes.put(&mut blind).unwrap();
    let written = b.json(record.id);
    assert_eq!(
        (&written["schema"], &written["fields"]["colour"]),
        (&json["schema"], &json["fields"]["colour"])
    );
    assert_eq!(blind.schema, Schema(1, 7));
}

fn a_newer_record_is_left_alone(b: &Bench) {
    let notes = b.notes();
    let mut record = notes.create(note("ann", "one")).unwrap();
    let mut json = b.json(record.id);
    json["schema"] = json!([2, 0]);
    json["fields"] = json!({"other": true});
    b.set_json(record.id, &json);
    let newer = |error: RecordError| {
        let text = error.to_string();
        assert!(text.ends_with("was written by a newer version (schema 2.0, this one knows 1.0)"), "{text}");
        assert!(error.help().contains("Update"));
    };
    newer(notes.get(record.id).unwrap_err());
    newer(notes.put(&mut record).unwrap_err());
    newer(notes.update(record.id, |_| ()).unwrap_err());
    newer(notes.delete(record.id).unwrap_err());
    newer(notes.list(&Page::all()).unwrap().problems.remove(0));
    newer(
        notes.find(&Note::BY_OWNER, &IndexKey::new().text("ann"), &Page::all()).unwrap().problems.remove(0),
    );
    newer(notes.migrate().unwrap().problems.remove(0));
    // What it may have taken stays taken.
    assert!(matches!(notes.create(note("bob", "one")), Err(RecordError::Taken { .. })));
    assert_eq!(b.json(record.id), json);
}

fn old_records_are_brought_on(b: &Bench) {
    let notes = b.notes();
    let first = notes.create(note("ann", "some words here")).unwrap();
    let second = notes.create(note("ann", "more")).unwrap();
    let mut broken = b.json(second.id);
    broken["id"] = json!(RecordId([7; 16]));
    broken["fields"] = json!({"owner": "x"});
    b.set_json(RecordId([7; 16]), &broken);
    b.clock.advance(Duration::from_secs(9));
    // The indexes of the new version are made when it first opens its records.
    let later = b.records.of::<LaterNote>().unwrap();
    let found =
        later.find_one(&LaterNote::BY_TITLE, &IndexKey::new().text("some words here")).unwrap().unwrap();
    assert_eq!((found.id, found.fields.words, found.schema), (first.id, 3, Schema(3, 1)));
    assert_eq!(b.json(first.id)["schema"], json!([1, 0]), "reading writes nothing");
    let error = later.get(RecordId([7; 16])).unwrap_err();
    assert!(error.to_string().ends_with("schema 1 could not be brought on: there is no text"), "{error}");
    let done = later.migrate().unwrap();
    assert_eq!((done.changed, done.problems.len()), (2, 1));
    assert_eq!(later.migrate().unwrap().changed, 0);
    let json = b.json(first.id);
    assert_eq!(json["schema"], json!([3, 1]));
    assert_eq!(
        json["fields"],
        json!({"owner": "ann", "title": "some words here", "words": 3, "number": 0.0})
    );
    assert_eq!(later.get(first.id).unwrap().unwrap().updated, first.updated);
    assert_eq!(b.json(RecordId([7; 16])), broken);
    // The old version does not touch them.
    assert!(matches!(b.notes().get(first.id), Err(RecordError::Newer { .. })));
}

fn damaged_records_are_told_and_left(b: &Bench) {
    let notes = b.notes();
    let record = notes.create(note("ann", "one")).unwrap();
    let good = b.json(record.id);
    let mut samples = vec![json!(1), json!({}), json!([good.clone()])];
    for field in ["id", "kind", "schema", "created", "updated", "fields"] {
        let mut sample = good.clone();
        sample.as_object_mut().unwrap().remove(field);
        samples.push(sample);
        let mut sample = good.clone();
        sample[field] = json!("x");
        samples.push(sample);
    }
    let mut sample = good.clone();
    sample["fields"]["text"] = json!(5);
    samples.push(sample);
    let mut sample = good.clone();
    sample["schema"] = json!([0, 1]);
    samples.push(sample);
    for sample in samples {
        b.set_json(record.id, &sample);
        assert!(matches!(notes.get(record.id), Err(RecordError::Damaged { .. })), "{sample}");
        assert!(matches!(notes.put(&mut record.clone()), Err(RecordError::Damaged { .. })), "{sample}");
        assert_eq!(notes.list(&Page::all()).unwrap().problems.len(), 1);
        assert_eq!(b.json(record.id), sample);
    }
    // It can be deleted, and leaves nothing.
    assert_eq!(notes.delete(record.id).unwrap(), 1);
    assert_eq!(notes.count(&Note::BY_OWNER, &IndexKey::new()).unwrap(), 0);
}

fn indexes_are_made_anew_when_they_change(b: &Bench) {
    let record = b.notes().create(note("ann", "one")).unwrap();
    let entry = |_: &Bench| b.kv.scan(Note::GROUP, b"note\0i").unwrap();
    let before = entry(b);
    for (key, _) in &before {
        b.kv.delete(Note::GROUP, key).unwrap();
    }
    b.kv.set(Note::GROUP, b"note\0iold\0\0\x01", b"").unwrap();
    assert!(b.of_owner("ann").is_empty());
    // What is known of them says that they are others, or is lost.
    for known in [Some(&b"1 other"[..]), None] {
        match known {
            Some(known) => b.kv.set(Note::GROUP, b"note\0m", known).unwrap(),
            None => b.kv.delete(Note::GROUP, b"note\0m").unwrap(),
        }
        assert_eq!(b.of_owner("ann"), ["one"]);
        assert_eq!(entry(b), before);
    }
    assert_eq!(b.notes().rebuild().unwrap(), 1);
    assert_eq!(b.notes().get(record.id).unwrap().unwrap(), record);
}

fn entries_left_behind_are_no_answers(b: &Bench) {
    let notes = b.notes();
    let record = notes.create(note("ann", "one")).unwrap();
    // As after a record was lost, or changed by a program that knows other indexes.
    let stale = IndexKey::new().text("two").0;
    let key = [b"note\0itext\0".as_slice(), &stale, &record.id.0].concat();
    b.kv.set(Note::GROUP, &key, b"").unwrap();
    let key = [b"note\0itext\0".as_slice(), &stale, &[9; 16]].concat();
    b.kv.set(Note::GROUP, &key, b"").unwrap();
    assert!(notes.find_one(&Note::BY_TEXT, &IndexKey::new().text("two")).unwrap().is_none());
    notes.create(note("bob", "two")).unwrap();
}

fn values_that_would_be_lost_are_refused(b: &Bench) {
    let notes = b.notes();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let refused = notes.create(Note { number, ..note("a", "") });
        assert!(matches!(refused, Err(RecordError::Invalid { .. })));
    }
    random_cases(200, |random| {
        let number = f64::from_bits(random.next_u64());
        if number.is_finite() {
            let record = notes.create(Note { number, ..note("a", "") }).unwrap();
            let read = notes.get(record.id).unwrap().unwrap();
            assert_eq!(read.fields.number.to_bits(), number.to_bits());
        }
    });
}

fn it_does_what_a_map_does(b: &Bench) {
    let notes = b.notes();
    let mut model: BTreeMap<RecordId, Note> = BTreeMap::new();
    random_cases(15, |random| {
        for _ in 0..20 {
            let owner = *random.pick(&["a", "b", "ab", "a\0"]);
            let fields = note(owner, &random.text(1));
            let taken = |but: Option<RecordId>, model: &BTreeMap<RecordId, Note>| {
                let same = |(id, n): (&RecordId, &Note)| Some(*id) != but && n.text == fields.text;
                !fields.text.is_empty() && model.iter().any(same)
            };
            let some = (!model.is_empty()).then(|| *random.pick(&model.keys().copied().collect::<Vec<_>>()));
            match (random.below(4), some) {
                (0, Some(id)) => {
                    assert_eq!(notes.delete(id).unwrap(), 1);
                    model.remove(&id);
                }
                (1, Some(id)) => {
                    let changed = notes.update(id, |note| *note = fields.clone());
                    assert_eq!(changed.is_err(), taken(Some(id), &model));
                    if changed.is_ok() {
                        model.insert(id, fields);
                    }
                }
                _ => {
                    let made = notes.create(fields.clone());
                    assert_eq!(made.is_err(), taken(None, &model));
                    if let Ok(record) = made {
                        model.insert(record.id, fields);
                    }
                }
            }
        }
        for owner in ["a", "b", "ab", "a\0"] {
            let mut found = b.of_owner(owner);
            let mut expected: Vec<_> =
                model.values().filter(|n| n.owner == owner).map(|n| n.text.clone()).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected);
        }
        let listed = notes.list(&Page::all()).unwrap().records;
        assert!(listed.iter().map(|record| (&record.id, &record.fields)).eq(model.iter()));
    });
}

#[test]
fn errors_of_the_store_come_through() {
    let error = RecordError::from(StoreError::Full { path: "disk".into() });
    assert!(error.to_string().contains("disk is full") && error.help().contains("space"));
}

#[test]
fn any_bytes_are_an_error_and_no_panic() {
    random_cases(500, |random| {
        let id = RecordId([1; 16]);
        let record = Record::new(id, Timestamp(5), note(&random.text(5), &random.text(5)));
        let mut bytes = record.encode().unwrap();
        assert_eq!(Record::<Note>::decode(id, &bytes).unwrap(), (record, false));
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[at] ^= 1 << random.below(8),
                1 => bytes.truncate(at + 1),
                _ => bytes.splice(at..at, random.text(2).into_bytes()).for_each(drop),
            }
        }
        drop(Record::<Note>::decode(id, &bytes));
    });
}

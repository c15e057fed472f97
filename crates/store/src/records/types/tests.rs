//! Each type: its fields and indexes, and that what its first version wrote can be read for ever.

use std::{collections::BTreeSet, sync::Arc};

use justbuilt_base::{ManualClock, Timestamp};
use serde_json::{Value, json};

use super::*;
use crate::{
    entropy::SeededEntropy,
    kv::memory::MemoryKv,
    records::{IndexKey, Page, Record, RecordId, RecordType, Records, Repository, Schema, group::record_key},
};

const ID: RecordId = RecordId([0xab; 16]);

fn records() -> (MemoryKv, Records) {
    let kv = MemoryKv::new();
    let records =
        Records::new(Arc::new(kv.clone()), Arc::new(ManualClock::default()), Arc::new(SeededEntropy::new(1)));
    (kv, records)
}

/// That `fields`, as version 1.0 has written them, are read and written without a loss. When this fails, the type has
/// been changed so that old records cannot be read: give it a migration and leave the sample as it is.
#[track_caller]
fn check<T: RecordType>(fields: Value) -> T {
    let (_, records) = records();
    let repository: Repository<T> = records.of().unwrap();
    let bytes = json!({
        "id": ID, "kind": T::KIND, "schema": [1, 0], "created": 1, "updated": 2, "fields": fields,
    });
    let group = crate::records::group::Group::new::<T>(Arc::new(MemoryKv::new()));
    group.kv.set(T::GROUP, &record_key::<T>(ID), bytes.to_string().as_bytes()).unwrap();
    let mut record: Record<T> = group.read(ID).unwrap().unwrap();
    assert_eq!((record.created, record.updated), (Timestamp(1), Timestamp(2)));
    let written = serde_json::to_value(&record.fields).unwrap();
    if T::SCHEMA == Schema(1, 0) {
        assert_eq!(written, fields, "the sample has all fields");
    }
    repository.put(&mut record).unwrap();
    for index in T::INDEXES {
        for key in (index.keys)(&record) {
            assert_eq!(repository.find_one(index, &key).unwrap().unwrap(), record, "{}", index.name);
        }
        assert!(repository.count(index, &IndexKey::new()).unwrap() >= 1, "{}", index.name);
    }
    assert_eq!(repository.delete(ID).unwrap(), 1);
    record.fields
}

#[test]
fn people() {
    check::<Profile>(json!({"email": "A@b.example", "full_name": "Ann", "avatar": "00ff"}));
    let persona: Persona = check(json!({
        "owner": ID, "name": "Reviewer", "description": "Reads.",
        "traits": [{"name": "thorough", "level": 90, "description": "Reads twice."}],
        "expertise": [{"name": "Rust", "level": 80, "description": "Ownership."}],
        "coding_style": {"rules": ["Short functions."], "prefers": ["std"], "avoids": ["macros"],
            "comments": 10, "tests": 100},
        "model": {"provider": "anthropic", "model": "m"},
        "prompt": {"prompt": ID, "version": 3},
    }));
    let mut whole: Persona = check(json!({
        "name": "Reviewer", "project": ID, "avatar": "R", "document": "---\npersona: 1\n---\n", "version": 2,
        "versions": [{"version": 1, "document": "old", "replaced": 4, "note": "clearer"}],
        "source": {"format": "claude", "file": "reviewer.md", "content": "00ff", "index": 0},
    }));
    assert_eq!(whole.source.as_ref().unwrap().file, "reviewer.md");
    whole.revise("---\npersona: 1\n---\n", "the same", Timestamp(5));
    assert_eq!((whole.version, whole.versions.len()), (2, 1));
    whole.revise("new", "another", Timestamp(6));
    assert_eq!((whole.version, whole.versions.len(), whole.versions[1].note.as_str()), (3, 2, "another"));
    assert!(
        Persona { coding_style: CodingStyle { tests: 101, ..Default::default() }, ..persona }
            .check()
            .is_err()
    );
    assert!(Persona::default().check().is_err());
}

#[test]
fn files() {
    check::<Project>(json!({
        "owner": null, "name": "editor", "description": "", "settings": {"tabs": 4},
        "place": {"kind": "folder", "address": "/code/editor"},
    }));
    check::<ProjectFile>(json!({"project": ID, "path": "src/lib.rs", "name": "lib.rs", "content": "00ff"}));
    for scope in [json!("machine"), json!({"profile": ID}), json!({"project": ID})] {
        check::<Setting>(json!({"scope": scope, "key": "editor.font_size", "value": 13.5}));
    }
    check::<Session>(json!({
        "project": ID, "profile": null, "name": "", "used": 7, "state": {"tabs": [{"path": "a"}]},
    }));
}

#[test]
fn a_project_is_found_by_its_place() {
    let (_, records) = records();
    let projects = records.of::<Project>().unwrap();
    let place = Place::folder("/code/editor/");
    assert_eq!(projects.at(&place).unwrap(), None);
    let project = projects.at_or_new(&place).unwrap();
    assert_eq!(project.fields.name, "editor");
    assert_eq!(projects.at_or_new(&place).unwrap(), project);
    assert_eq!(projects.at_or_new(&Place::folder("/")).unwrap().fields.name, "/");
    assert_eq!(projects.at_or_new(&Place::folder("C:\\code\\ä")).unwrap().fields.name, "ä");
    assert_eq!(projects.list(&Page::all()).unwrap().records.len(), 3);
}

#[test]
fn chats() {
    let variable = json!({
        "name": "file", "type": "file", "description": "Which.", "default": null, "choices": ["a", "b"],
    });
    let mut prompt: Prompt = check(json!({
        "owner": ID, "name": "Review", "description": "", "content": "Review {file}.", "version": 2,
        "variables": [variable],
        "versions": [{"version": 1, "content": "Review.", "variables": [], "replaced": 4, "note": "a file"}],
    }));
    let newer: Prompt = check(json!({
        "name": "Review", "content": "Review.", "version": 1, "document": "---\nname: Review\n---\nReview.", "project": ID,
        "labels": {"production": 1}, "cases": [{"name": "a", "values": {"file": "b"}, "expect": ["Review"]}],
    }));
    assert_eq!((newer.labels["production"], newer.cases[0].expect.len()), (1, 1));
    prompt.revise("Read {file}.", Vec::new(), "milder", Timestamp(9));
    assert_eq!((prompt.version, prompt.versions.len(), prompt.versions[1].version), (3, 2, 2));
    let usage = json!({"input_tokens": 10, "cached_tokens": 5, "output_tokens": 3, "micro_dollars": 120});
    check::<Conversation>(json!({
        "project": ID, "persona": ID, "title": "About ropes", "usage": usage, "archived": false,
        "context": [{"type": "file", "reference": "src/rope.rs", "content": "00ff"}],
    }));
    let message: Message = check(json!({
        "conversation": ID, "position": 3, "role": "assistant", "usage": usage,
        "parts": [{"type": "tool-call", "text": "{}", "details": {"tool": "grep"}}, {"type": "new", "text": "", "details": {}}],
        "model": {"provider": "p", "model": "m"},
    }));
    assert_eq!(message.parts[1].kind, PartKind::Other("new".into()));
}

#[test]
fn graph_sketch_and_timeline() {
    check::<KnowledgeNode>(json!({
        "project": ID, "type": "symbol", "name": "Rope", "description": "", "metadata": {"line": 3},
    }));
    let relation: Relation = check(json!({
        "project": ID, "source": ID, "target": RecordId([1; 16]), "type": "calls", "strength": 100, "description": "",
    }));
    assert!(Relation { strength: 101, ..relation }.check().is_err());
    let sketch: Sketch = check(json!({
        "project": ID, "name": "Login", "width": 1280.0, "height": 800.5, "background": "#fff",
    }));
    assert!(Sketch { width: f64::NAN, ..sketch }.check().is_err());
    check::<Element>(json!({
        "sketch": ID, "type": "arrow", "x": 0.1, "y": -2.0, "width": 3.0, "height": 4.0,
        "properties": {"stroke": "red", "points": [[0.0, 0.1]]}, "parent": ID, "order": 4,
    }));
    check::<TimelineBranch>(json!({
        "project": ID, "name": "main", "description": "", "active": true, "parent": {"branch": ID, "step": 77},
    }));
    check::<TimelineNode>(json!({
        "branch": ID, "type": "merge", "title": "Both", "content": "", "parents": [ID, ID], "step": 9,
        "author": {"kind": "person", "name": "Ann"}, "time": 5,
    }));
}

#[test]
fn what_belongs_together_goes_together() {
    let (kv, records) = records();
    let nodes = records.of::<KnowledgeNode>().unwrap();
    let relations = records.of::<Relation>().unwrap();
    let node = |name: &str| KnowledgeNode {
        project: ID,
        kind: NodeType::Note,
        name: name.into(),
        description: String::new(),
        metadata: Fields::new(),
    };
    let [a, b, c] = ["a", "b", "c"].map(|name| nodes.create(node(name)).unwrap().id);
    for (source, target) in [(a, b), (b, a), (a, a), (b, c)] {
        let kind = RelationType::RelatedTo;
        relations
            .create(Relation { project: ID, source, target, kind, strength: 50, description: String::new() })
            .unwrap();
    }
    assert_eq!(nodes.delete(a).unwrap(), 4);
    let left = relations.list(&Page::all()).unwrap().records;
    assert_eq!(left.iter().map(|one| (one.fields.source, one.fields.target)).collect::<Vec<_>>(), [(b, c)]);
    nodes.delete_all(&[b, c]).unwrap();
    use crate::kv::Kv;
    assert_eq!(kv.scan(KnowledgeNode::GROUP, b"").unwrap().len(), 2, "only what is known of the indexes");
}

#[test]
fn words_are_open() {
    for word in TimelineNodeType::KNOWN {
        assert_eq!(&TimelineNodeType::from(word.as_str()), word);
    }
    let word: TimelineNodeType = serde_json::from_value(json!("sculpture")).unwrap();
    assert_eq!(
        (word.to_string(), serde_json::to_value(&word).unwrap()),
        ("sculpture".into(), json!("sculpture"))
    );
}

#[test]
fn kinds_are_told_apart() {
    fn of<T: RecordType>() -> (&'static str, &'static str) {
        assert!(T::INDEXES.iter().map(|index| index.name).collect::<BTreeSet<_>>().len() == T::INDEXES.len());
        assert!(T::OWNERS.iter().all(|owner| T::INDEXES.iter().any(|index| index.name == owner.name)));
        assert_eq!(T::MIGRATIONS.len() + 1, T::SCHEMA.0 as usize, "{}", T::KIND);
        (T::GROUP, T::KIND)
    }
    let all = [
        of::<Profile>(),
        of::<Persona>(),
        of::<Project>(),
        of::<ProjectFile>(),
        of::<Setting>(),
        of::<Session>(),
        of::<Prompt>(),
        of::<Conversation>(),
        of::<Message>(),
        of::<KnowledgeNode>(),
        of::<Relation>(),
        of::<Sketch>(),
        of::<Element>(),
        of::<TimelineBranch>(),
        of::<TimelineNode>(),
    ];
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    assert!(all.iter().all(|(group, _)| group.starts_with("records.")));
}

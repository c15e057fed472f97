//! Decision records, against the corpus.

use justbuilt_base::Timestamp;
use justbuilt_store::Storage;
use justbuilt_testkit::corpus;

use super::super::node::LinkKind;
use super::{Decision, DecisionFormat};
use crate::history::{Timeline, TimelineOptions};
use crate::{Author, NodeId};

struct Listed {
    file: String,
    text: String,
    title: String,
    status: Option<String>,
    date: Option<String>,
    format: String,
    links: Vec<String>,
}

fn listed() -> Option<Vec<Listed>> {
    let folder = corpus("adr")?;
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Vec<serde_json::Value> = serde_json::from_str(&manifest).unwrap();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let records = manifest.iter().map(|entry| {
        let file = text(&entry["file"]).unwrap();
        Listed {
            text: std::fs::read_to_string(folder.join(&file)).unwrap(),
            file,
            title: text(&entry["title"]).unwrap(),
            status: text(&entry["status"]),
            date: text(&entry["date"]),
            format: text(&entry["format"]).unwrap(),
            links: entry["links"].as_array().unwrap().iter().filter_map(text).collect(),
        }
    });
    Some(records.collect())
}

#[test]
fn titles_status_and_dates_are_those_of_the_list() {
    let Some(records) = listed() else { return };
    assert_eq!(records.len(), 27);
    for record in records {
        let decision = Decision::from_markdown(&record.text, Some(&record.file));
        assert_eq!(decision.title, record.title, "{}", record.file);
        assert_eq!(decision.status, record.status, "{}", record.file);
        assert_eq!(decision.date, record.date, "{}", record.file);
        assert!(!decision.context.is_empty() && !decision.decision.is_empty(), "{}", record.file);
        assert_eq!(decision.format == DecisionFormat::Nygard, record.format == "Nygard", "{}", record.file);
        assert_eq!(decision.to_markdown(), record.text, "{}", record.file);
        let links: Vec<String> = decision.links().into_iter().map(|link| link.target).collect();
        for link in &record.links {
            let found = links.iter().any(|found| found.rsplit('/').next() == Some(link.as_str()));
            assert!(found, "{}: {link} is not in {links:?}", record.file);
        }
    }
}

#[test]
fn a_folder_is_imported_linked_and_exported_to_the_byte() {
    let Some(records) = listed() else { return };
    let (timeline, _) = Timeline::open(Storage::memory(), TimelineOptions::default()).unwrap();
    let me = timeline.author(Author::person("Ada"));
    let files: Vec<(String, String)> =
        records.iter().map(|record| (record.file.clone(), record.text.clone())).collect();
    let imported = timeline.import_decisions(&files, me, Timestamp(1)).unwrap();
    let node = |file: &str| imported.iter().find(|record| record.file.ends_with(file)).unwrap().node;
    let linked = |from: &str, to: &str| -> Option<LinkKind> {
        let links = timeline.node_of(node(from)).unwrap().links.clone();
        links.iter().find(|link| link.node == node(to)).map(|link| link.kind)
    };
    assert_eq!(linked("20201028-superseded-adr.md", "20201029-superseder.md"), Some(LinkKind::SupersededBy));
    assert_eq!(linked("20201029-superseder.md", "20201028-superseded-adr.md"), Some(LinkKind::Supersedes));
    assert_eq!(linked("0004-dns-definitions-for-hosts-and-services.md", "0015-dns-infrastructure.md"), Some(LinkKind::SupersededBy));
    assert_eq!(linked("0015-dns-infrastructure.md", "0004-dns-definitions-for-hosts-and-services.md"), Some(LinkKind::Supersedes));
    assert_eq!(linked("0033-ip-ranges.md", "0003-aws-networking-outline.md"), Some(LinkKind::Supersedes));
    assert_eq!(
        linked("20200926-use-the-adr-number-as-its-unique-id.md", "20201016-use-the-adr-slug-as-its-unique-id.md"),
        Some(LinkKind::SupersededBy)
    );
    let missing: Vec<&String> = imported.iter().flat_map(|record| &record.unresolved).collect();
    assert!(missing.iter().any(|link| link.contains("repository-library-design.md")), "{missing:?}");
    let exported: Vec<(String, String)> =
        timeline.export_decisions().into_iter().map(|(_, file, text)| (file, text)).collect();
    assert_eq!(exported, files);
    let count = timeline.node_count();
    let again = timeline.import_decisions(&files, me, Timestamp(2)).unwrap();
    assert!(again.iter().all(|record| record.same));
    assert_eq!(timeline.node_count(), count);
}

#[test]
fn a_changed_field_changes_nothing_else() {
    let nygard = "# 1. One\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n\n## Context\n\nWhy.\n\n## Decision\n\nSo.\n";
    let mut decision = Decision::from_markdown(nygard, None);
    decision.status = Some("superseded by [2](2.md)".into());
    decision.consequences = "None.".into();
    let expected = nygard.replace("Accepted", "superseded by [2](2.md)") + "\n## Consequences\n\nNone.\n";
    assert_eq!(decision.to_markdown(), expected);
    let madr = "---\nnav: 1\n---\n# Two\n\n## Context and Problem Statement\n\nWhy.\n\n## Decision Outcome\n\nSo.\n\n### Consequences\n\n* Good\n";
    let mut decision = Decision::from_markdown(madr, None);
    assert_eq!(decision.consequences, "* Good");
    decision.status = Some("accepted".into());
    decision.title = "Three".into();
    decision.consequences = "* Bad".into();
    let expected = madr.replace("nav: 1\n", "nav: 1\nstatus: accepted\n").replace("Two", "Three").replace("Good", "Bad");
    assert_eq!(decision.to_markdown(), expected);
}

#[test]
fn what_was_made_here_is_read_as_it_was_meant() {
    for format in [DecisionFormat::Madr4, DecisionFormat::Madr2, DecisionFormat::Nygard] {
        let decision = Decision {
            title: "Use ropes".into(),
            status: Some("accepted".into()),
            date: Some("2026-01-02".into()),
            deciders: if format == DecisionFormat::Nygard { vec![] } else { vec!["Ada".into(), "Bob".into()] },
            context: "Texts are long.".into(),
            decision: "Ropes.".into(),
            consequences: String::new(),
            format,
            ..Decision::default()
        };
        let read = Decision::from_markdown(&decision.to_markdown(), None);
        assert_eq!(Decision { document: None, ..read }, decision, "{format:?}");
    }
}

#[test]
fn superseding_links_both() {
    let (timeline, _) = Timeline::open(Storage::memory(), TimelineOptions::default()).unwrap();
    let me = timeline.author(Author::person("Ada"));
    let decision = |title: &str| Decision { title: title.into(), status: Some("accepted".into()), ..Decision::default() };
    let old = timeline.decide(decision("Old"), me, Timestamp(1)).unwrap();
    let new = timeline.decide(decision("New"), me, Timestamp(2)).unwrap();
    timeline.supersede(old, new, me, Timestamp(3)).unwrap();
    let node = timeline.node_of(old).unwrap();
    assert_eq!(node.decision.as_ref().unwrap().status.as_deref(), Some("superseded by New"));
    assert_eq!((node.links[0].kind, node.links[0].node), (LinkKind::SupersededBy, new));
    assert!(timeline.supersede(old, NodeId(99), me, Timestamp(3)).is_err());
}

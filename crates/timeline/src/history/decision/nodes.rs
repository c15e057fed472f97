//! Decisions as nodes of the timeline: recording, changing, importing a folder of records, exporting it again.

use std::collections::HashMap;

use justbuilt_base::Timestamp;

use crate::{AuthorIx, NodeId};

use super::super::error::{HistoryError, HistoryResult};
use super::super::event::{Event, NodeEdit};
use super::super::node::{Link, LinkKind, NodeKind};
use super::super::state::{NodeDraft, State};
use super::super::timeline::Timeline;
use super::Decision;

/// A record that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedDecision {
    /// Its node.
    pub node: NodeId,
    /// Its file.
    pub file: String,
    /// Whether it was there already and nothing of it changed.
    pub same: bool,
    /// Links to records that are not there; they stay as text.
    pub unresolved: Vec<String>,
}

impl Timeline {
    /// Records a decision, as a node of the active branch.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`].
    pub fn decide(&self, decision: Decision, author: AuthorIx, now: Timestamp) -> HistoryResult<NodeId> {
        self.writable()?;
        let mut state = self.state();
        Ok(add_decision(&mut state, decision, author, now))
    }

    /// Changes a decision. What it was stays in the history's log.
    ///
    /// # Errors
    /// [`HistoryError::NoNode`] when there is no such decision, [`HistoryError::ReadOnly`].
    pub fn revise(&self, id: NodeId, decision: Decision, author: AuthorIx, now: Timestamp) -> HistoryResult<()> {
        if self.node_of(id).is_none_or(|node| node.decision.is_none()) {
            return Err(HistoryError::NoNode(id));
        }
        self.edit_node(id, NodeEdit::Decision(Box::new(decision)), author, now)
    }

    /// Says that one decision takes the place of another: both get the link, the old one its status.
    ///
    /// # Errors
    /// [`HistoryError::NoNode`] when one of them is no decision, [`HistoryError::ReadOnly`].
    pub fn supersede(&self, old: NodeId, new: NodeId, author: AuthorIx, now: Timestamp) -> HistoryResult<()> {
        self.writable()?;
        let mut state = self.state();
        let decision = |state: &State, id: NodeId| {
            state.core.node(id).and_then(|node| node.decision.as_deref().cloned()).ok_or(HistoryError::NoNode(id))
        };
        let (mut before, after) = (decision(&state, old)?, decision(&state, new)?);
        before.status = Some(match &after.file {
            Some(file) => format!("superseded by [{}]({file})", after.title),
            None => format!("superseded by {}", after.title),
        });
        state.edit_node(old, NodeEdit::Decision(Box::new(before)), author, now)?;
        link(&mut state, old, Link { kind: LinkKind::SupersededBy, node: new }, author, now);
        link(&mut state, new, Link { kind: LinkKind::Supersedes, node: old }, author, now);
        Ok(())
    }

    /// Imports decision records: pairs of a file name, as seen from the folder of decisions, and its text. One that
    /// was imported before is brought up to date. Links between them become links between nodes, seen from both ends.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`].
    pub fn import_decisions(
        &self,
        files: &[(String, String)],
        author: AuthorIx,
        now: Timestamp,
    ) -> HistoryResult<Vec<ImportedDecision>> {
        self.writable()?;
        let mut state = self.state();
        let mut by_file: HashMap<String, NodeId> = state
            .core
            .nodes
            .iter()
            .filter_map(|node| Some((node.decision.as_ref()?.file.clone()?, node.id)))
            .collect();
        let mut imported = Vec::new();
        for (file, text) in files {
            let decision = Decision::from_markdown(text, Some(file));
            let known = by_file.get(file).copied();
            let same = known
                .and_then(|id| state.core.node(id))
                .is_some_and(|node| node.decision.as_deref() == Some(&decision));
            let node = match known {
                Some(id) if same => id,
                Some(id) => {
                    state.edit_node(id, NodeEdit::Decision(Box::new(decision)), author, now)?;
                    id
                }
                None => add_decision(&mut state, decision, author, now),
            };
            by_file.insert(file.clone(), node);
            imported.push(ImportedDecision { node, file: file.clone(), same, unresolved: Vec::new() });
        }
        for record in &mut imported {
            let Some(decision) = state.core.node(record.node).and_then(|node| node.decision.clone()) else { continue };
            for found in decision.links() {
                let Some(target) = by_file.get(&resolve(&record.file, &found.target)).copied() else {
                    record.unresolved.push(found.target);
                    continue;
                };
                if target == record.node {
                    continue;
                }
                link(&mut state, record.node, Link { kind: found.kind, node: target }, author, now);
                link(&mut state, target, Link { kind: reverse(found.kind), node: record.node }, author, now);
            }
        }
        Ok(imported)
    }

    /// All decisions, with the name of their file (made from the title where there is none) and their text.
    pub fn export_decisions(&self) -> Vec<(NodeId, String, String)> {
        let core = self.core();
        let mut taken: std::collections::HashSet<String> = std::collections::HashSet::new();
        let mut records = Vec::new();
        for node in core.nodes.iter() {
            let Some(decision) = &node.decision else { continue };
            let name = decision.file.clone().unwrap_or_else(|| format!("{:04}-{}.md", node.id.0, slug(&decision.title)));
            let name = if taken.insert(name.clone()) { name } else { format!("{}-{name}", node.id) };
            records.push((node.id, name, decision.to_markdown()));
        }
        records
    }
}

fn add_decision(state: &mut State, decision: Decision, author: AuthorIx, now: Timestamp) -> NodeId {
    let mut draft = NodeDraft::new(NodeKind::Decision, decision.title.clone(), author);
    draft.content = decision.status.clone().unwrap_or_default();
    let branch = state.core.active;
    let id = state.add_node(branch, draft, now);
    state.push(Event::NodeEdit { id, time: now, author, edit: NodeEdit::Decision(Box::new(decision)) });
    id
}

/// Adds a link to a node. Of two senses the telling one stays.
fn link(state: &mut State, id: NodeId, link: Link, author: AuthorIx, now: Timestamp) {
    let Some(node) = state.core.node(id) else { return };
    let mut links = node.links.clone();
    match links.iter_mut().find(|known| known.node == link.node) {
        Some(known) if known.kind == link.kind || link.kind == LinkKind::Relates => return,
        Some(known) => known.kind = link.kind,
        None => links.push(link),
    }
    state.push(Event::NodeEdit { id, time: now, author, edit: NodeEdit::Links(links) });
}

fn reverse(kind: LinkKind) -> LinkKind {
    match kind {
        LinkKind::Supersedes => LinkKind::SupersededBy,
        LinkKind::SupersededBy => LinkKind::Supersedes,
        LinkKind::Amends => LinkKind::AmendedBy,
        LinkKind::AmendedBy => LinkKind::Amends,
        LinkKind::Relates => LinkKind::Relates,
    }
}

/// A link as seen from the folder of decisions.
fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let slug: String = words.join("-").chars().take(60).collect();
    if slug.is_empty() { "decision".to_owned() } else { slug }
}

//! What is said of a change set that is made or taken back: the node of the timeline, and the notice.

use justbuilt_timeline::{Author, AuthorKind, NodeKind, OpKind};

use super::work::Work;
use crate::ai::changes::hunks::Hunk;
use crate::ai::changes::set::{ChangeSet, SetFile};
use crate::ai::{AiCommand, ChangeAction, ChangeOrigin, ChangeState, ChangesCommand};
use crate::command::Command;
use crate::ids::ChangeSetId;
use crate::notice::NewNotice;
use crate::timeline::acting::Acted;
use crate::workspace::Workspace;

impl Workspace {
    pub(super) fn changes_tell_made(&mut self, id: ChangeSetId, work: &Work) {
        let Some(set) = self.ai.changes.set(id) else { return };
        let back = set.state == ChangeState::Undone;
        let files = match set.files.len() {
            1 => "1 file".to_owned(),
            count => format!("{count} files"),
        };
        let title = if back {
            format!("Took back the changes in {files}")
        } else {
            format!("Made the changes in {files}")
        };
        let mut detail = String::new();
        if !work.documents.is_empty() {
            detail.push_str("What is open is not saved yet.");
        }
        if work.left > 0 {
            let places = if work.left == 1 { "1 place was" } else { "Some places were" };
            detail.push_str(&format!(" {places} left out, since you have changed the text there."));
        }
        let other = if back { ChangesCommand::Apply(id) } else { ChangesCommand::Undo(id) };
        let label = if back { "Make them again" } else { "Undo" };
        let mut notice = NewNotice::info(title).detail(detail.trim_start());
        if !work.documents.is_empty() {
            notice = notice.action("Save all", Command::run("file.save_all"));
        }
        self.notify(notice.action(label, Command::Ai(AiCommand::Changes(other))));
    }

    pub(super) fn changes_node_title(&mut self, id: ChangeSetId) -> String {
        let Some(set) = self.ai.changes.set(id) else { return String::new() };
        let (title, back, origin) =
            (set.title.clone(), set.state == ChangeState::Applied, set.origin.clone());
        match back {
            true => format!("Took back: {title}"),
            false => format!("{}: {title}", self.changes_author(&origin).name),
        }
    }

    /// Whose edits these are.
    fn changes_author(&mut self, origin: &ChangeOrigin) -> Author {
        let persona = match origin.persona.as_str() {
            "" => None,
            slug => self.changes_persona(slug).map(|persona| persona.name).filter(|name| !name.is_empty()),
        };
        let model = || origin.model.as_ref().map(|(_, model)| model.clone());
        let slug = || Some(origin.persona.clone()).filter(|slug| !slug.is_empty());
        let name = persona.or_else(slug).or_else(model).unwrap_or_else(|| "AI".to_owned());
        Author::new(AuthorKind::Persona, name)
    }

    /// The node, without its edits.
    pub(super) fn changes_acted(&mut self, id: ChangeSetId, title: &str) -> Acted {
        let set = self.ai.changes.set(id);
        let back = set.is_some_and(|set| set.state == ChangeState::Applied);
        let content = set.map(content_of).unwrap_or_default();
        let detail = set.and_then(|set| set.place.clone());
        let origin = set.map(|set| set.origin.clone());
        let author = origin.map(|origin| self.changes_author(&origin));
        let author = author.map(|author| match detail {
            Some(detail) => author.with_detail(detail),
            None => author,
        });
        Acted {
            kind: if back { NodeKind::Restore } else { NodeKind::AiAction },
            title: title.to_owned(),
            content,
            author: author.filter(|_| !back),
            edits: if back { OpKind::Restore } else { OpKind::Other },
            command: if back { "ai.undo_changes" } else { "ai.apply_changes" },
            documents: Vec::new(),
            deeds: Vec::new(),
        }
    }
}

/// What links a node to where it came from, for people and programs: a line each.
fn content_of(set: &ChangeSet) -> String {
    let origin = &set.origin;
    let mut lines = Vec::new();
    let mut line = |what: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("- {what}: {value}"));
        }
    };
    line("Asked", origin.question.lines().map(str::trim).collect::<Vec<_>>().join(" "));
    line("Persona", origin.persona.clone());
    line(
        "Model",
        origin.model.as_ref().map(|(provider, model)| format!("{provider}/{model}")).unwrap_or_default(),
    );
    let prompt = origin.prompt.as_ref().map(|(name, version)| format!("{name}, version {version}"));
    line("Prompt", prompt.unwrap_or_default());
    line("Cost", origin.cost.to_string());
    line("From", set.place.clone().unwrap_or_default());
    line("Change set", set.key.clone());
    let hunks = |file: &SetFile| file.hunks.iter().filter(|hunk| Hunk::is_made(hunk)).count();
    for file in set.files.iter().filter(|file| file.does_something()) {
        let what = match &file.action {
            ChangeAction::Create => "made".to_owned(),
            ChangeAction::Delete => "deleted".to_owned(),
            ChangeAction::Change if hunks(file) == 1 => "1 place changed".to_owned(),
            ChangeAction::Change => format!("{} places changed", hunks(file)),
            ChangeAction::Move(to) => format!("moved to {to}"),
        };
        line(&format!("`{}`", file.path), what);
    }
    lines.join("\n")
}

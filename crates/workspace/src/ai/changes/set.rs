//! A change set: files, what is to be done to each, and what the user decided. Planning, following, making and keeping
//! are next to it; here is what they all know, and how the face sees it.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_ai::edits::Level;
use justbuilt_base::TaskHandle;
use justbuilt_store::ContentHash;
use justbuilt_syntax::LanguageId;
use justbuilt_text::{Text, Transaction};
use justbuilt_timeline::history::TextFormat;

use super::hunks::{self, Hunk};
use super::streaming::Stream;
use crate::ai::{ChangeAction, ChangeFile, ChangeOrigin, ChangeState, ChangesSnapshot, Permission};
use crate::ids::{ChangeSetId, DocumentId};

/// A change set.
pub(crate) struct ChangeSet {
    pub id: ChangeSetId,
    /// What conversations and the timeline call it, also after a restart.
    pub key: String,
    pub title: String,
    pub origin: ChangeOrigin,
    /// Which answer of which conversation, by the names of the store, for the timeline.
    pub place: Option<String>,
    /// What would be done next: what is proposed, or, once it was made, what takes it back.
    pub files: Vec<SetFile>,
    pub refused: Vec<(String, usize, String, Vec<usize>)>,
    pub state: ChangeState,
    /// Once it was made: what was made, as it was shown.
    pub made: Vec<Arc<ChangeFile>>,
    pub stream: Option<Stream>,
    pub planning: Option<TaskHandle>,
    pub judging: Option<TaskHandle>,
    /// When syntax and style are looked at again, on the monotonic clock.
    pub judge_due: Option<std::time::Duration>,
    /// It is made as soon as that was done.
    pub apply_then: bool,
    /// What is being made takes it back.
    pub back: bool,
    /// When it was made last, in order.
    pub made_at: u64,
    pub shared: Option<Arc<ChangesSnapshot>>,
}

/// Where the text of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// In an open document.
    Document(DocumentId),
    /// On the disk: the hash of its bytes.
    Disk(ContentHash),
    /// Nowhere: the file is made.
    Nothing,
}

/// A file of a change set.
#[derive(Clone, Debug)]
pub(crate) struct SetFile {
    /// From the root of the project, with `/`.
    pub path: String,
    pub full: PathBuf,
    pub action: ChangeAction,
    /// The text that the hunks are for; empty for a new file.
    pub base: Text,
    pub hunks: Vec<Hunk>,
    pub source: Source,
    /// How the text is bytes.
    pub format: TextFormat,
    pub keep: bool,
    /// Why the user has to be asked, apart from syntax.
    pub asks: Option<String>,
    /// Why it cannot be.
    pub no: Option<String>,
    /// Whether the user agreed.
    pub agreed: bool,
    pub level: Level,
    pub worse: Option<(usize, usize)>,
    /// Line from 1 and what.
    pub findings: Vec<(usize, String)>,
    pub rebased: bool,
    pub language: LanguageId,
    /// What was judged last; `None` when nothing was.
    pub judged: Option<Text>,
    pub shared: Option<Arc<ChangeFile>>,
}

impl SetFile {
    pub fn touch(&mut self) {
        self.shared = None;
    }

    /// Whether the user has to agree and did, or need not, and nothing forbids it.
    pub fn permission(&self) -> Permission {
        if let Some(no) = &self.no {
            return Permission::No(no.clone());
        }
        let worse = self.worse.map(|(before, after)| {
            let errors = |count: usize| match count {
                0 => "no syntax errors".to_owned(),
                1 => "1 syntax error".to_owned(),
                count => format!("{count} syntax errors"),
            };
            format!("it has {} now and would have {after}", errors(before))
        });
        match (&self.asks, worse) {
            (None, None) => Permission::Yes,
            (Some(one), None) => Permission::Asks(one.clone(), self.agreed),
            (None, Some(one)) => Permission::Asks(one, self.agreed),
            (Some(one), Some(other)) => Permission::Asks(format!("{one}; {other}"), self.agreed),
        }
    }

    /// The change with what is kept and possible.
    pub fn change(&self) -> Transaction {
        hunks::transaction(&self.base, &self.hunks, Hunk::is_made)
    }

    /// The text with what is kept and possible.
    pub fn after(&self) -> Text {
        // A change of this very text; it cannot fail.
        self.change().apply(&self.base).unwrap_or_else(|_| self.base.clone())
    }

    /// Whether making it does anything.
    pub fn does_something(&self) -> bool {
        let hunks = self.hunks.iter().any(Hunk::is_made);
        let moves = matches!(self.action, ChangeAction::Move(_));
        // An empty file has nothing to show, and is made or deleted all the same.
        let whole = matches!(self.action, ChangeAction::Create | ChangeAction::Delete);
        self.keep && self.no.is_none() && (hunks || moves || (whole && self.hunks.is_empty()))
    }

    pub fn snapshot(&mut self) -> Arc<ChangeFile> {
        if let Some(shared) = &self.shared {
            return Arc::clone(shared);
        }
        let shared = Arc::new(ChangeFile {
            path: self.path.clone(),
            action: self.action.clone(),
            before: self.base.clone(),
            after: self.after(),
            language: self.language,
            hunks: hunks::shown(&self.base, &self.hunks),
            keep: self.keep,
            permission: self.permission(),
            level: self.level,
            worse: self.worse,
            rebased: self.rebased,
        });
        self.shared = Some(Arc::clone(&shared));
        shared
    }

    /// What takes it back, once it is made.
    pub fn inverse(&self, root: &std::path::Path) -> Self {
        let after = self.after();
        let mut back = hunks::inverse(&after, &self.hunks, Hunk::is_made);
        let (path, action) = match &self.action {
            ChangeAction::Create => (self.path.clone(), ChangeAction::Delete),
            ChangeAction::Delete => (self.path.clone(), ChangeAction::Create),
            ChangeAction::Change => (self.path.clone(), ChangeAction::Change),
            ChangeAction::Move(to) => (to.clone(), ChangeAction::Move(self.path.clone())),
        };
        let source = match (&action, self.source) {
            (ChangeAction::Create, _) => Source::Nothing,
            (_, Source::Document(id)) => Source::Document(id),
            _ => Source::Disk(ContentHash::of(&self.format.encode(&after))),
        };
        if matches!(action, ChangeAction::Delete) && back.is_empty() && !after.is_empty() {
            back = vec![Hunk::new(&after, 0..after.len(), "")];
        }
        let mut full = root.to_owned();
        full.extend(path.split('/'));
        Self {
            path,
            full,
            action,
            base: after,
            hunks: back,
            source,
            format: self.format,
            keep: true,
            // The user has agreed to be here.
            asks: None,
            no: None,
            agreed: false,
            level: self.level,
            worse: None,
            findings: Vec::new(),
            rebased: false,
            language: self.language,
            judged: None,
            shared: None,
        }
    }
}

impl ChangeSet {
    pub fn new(id: ChangeSetId, origin: ChangeOrigin) -> Self {
        Self {
            id,
            key: String::new(),
            title: title_of(&origin),
            origin,
            place: None,
            files: Vec::new(),
            refused: Vec::new(),
            state: ChangeState::Planning,
            made: Vec::new(),
            stream: None,
            planning: None,
            judging: None,
            judge_due: None,
            apply_then: false,
            back: false,
            made_at: 0,
            shared: None,
        }
    }

    /// Whether it can be reviewed and made.
    pub fn waits(&self) -> bool {
        matches!(self.state, ChangeState::Ready | ChangeState::Undone | ChangeState::Failed(_))
    }

    /// Whether its files are kept in step with the project.
    pub fn follows(&self) -> bool {
        self.waits() || self.state == ChangeState::Applied
    }

    pub fn snapshot(&mut self) -> Arc<ChangesSnapshot> {
        if let Some(shared) = &self.shared {
            return Arc::clone(shared);
        }
        let made = matches!(self.state, ChangeState::Applied) && !self.made.is_empty();
        let files =
            if made { self.made.clone() } else { self.files.iter_mut().map(SetFile::snapshot).collect() };
        let findings = self.files.iter().flat_map(|file| {
            let of = |(line, what): &(usize, String)| (file.path.clone(), *line, what.clone());
            file.findings.iter().map(of)
        });
        let shared = Arc::new(ChangesSnapshot {
            id: self.id,
            key: self.key.clone(),
            title: self.title.clone(),
            origin: self.origin.clone(),
            files,
            refused: self.refused.clone(),
            state: self.state.clone(),
            findings: findings.collect(),
        });
        self.shared = Some(Arc::clone(&shared));
        shared
    }
}

/// What was asked, in a few words.
fn title_of(origin: &ChangeOrigin) -> String {
    const LONGEST: usize = 60;
    let line = origin.question.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    if line.is_empty() {
        return match origin.persona.as_str() {
            "" => "Proposed edits".to_owned(),
            persona => format!("Edits of {persona}"),
        };
    }
    match line.char_indices().nth(LONGEST) {
        None => line.to_owned(),
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line).trim_end()),
    }
}

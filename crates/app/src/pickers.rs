//! The pickers: command palette, files, symbols, lines, languages and so on. One list, one field, one way to
//! accept. What is listed for each kind is in [`sources`]; how it looks is `ui`'s picker widget.

mod meaning;
pub mod sources;
pub mod view;

use std::ops::Range;

use justbuilt_ui::Icon;
use justbuilt_ui::widgets::picker::PickerState;
use justbuilt_workspace::finder::fuzzy::Fuzzy;
use justbuilt_workspace::{Command, PickerKind, Snapshot};

/// One entry of a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What is matched and shown first.
    pub label: String,
    /// Shown after it, dimmer.
    pub detail: String,
    /// Shown at the right, such as keys.
    pub trailing: String,
    /// The same as words, not keys.
    pub note: String,
    /// In front.
    pub icon: Option<Icon>,
    /// What accepting it sends.
    pub command: Command,
    /// What merely moving onto it sends, such as showing a symbol.
    pub preview: Option<Command>,
    /// Whether it is the one in force.
    pub current: bool,
    /// Why accepting it would do nothing in this window.
    pub impossible: Option<&'static str>,
    /// What accepting it with Ctrl sends.
    pub other: Option<Command>,
    /// The picker stays open, for what comes of it.
    pub stays: bool,
}

impl Entry {
    /// An entry with nothing but a label.
    pub fn new(label: impl Into<String>, command: Command) -> Self {
        Self {
            label: label.into(),
            detail: String::new(),
            trailing: String::new(),
            note: String::new(),
            icon: None,
            command,
            preview: None,
            current: false,
            impossible: None,
            other: None,
            stays: false,
        }
    }

    /// Adds what is shown after the label.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds what is shown at the right.
    #[must_use]
    pub fn trailing(mut self, trailing: impl Into<String>) -> Self {
        self.trailing = trailing.into();
        self
    }

    /// Adds an icon.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

/// One row to show: an entry and the letters of its label that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Index into the entries.
    pub entry: usize,
    /// Byte ranges of the label.
    pub matches: Vec<Range<usize>>,
}

/// An open picker.
pub struct Picker {
    kind: PickerKind,
    /// What was typed, and which row is selected.
    pub state: PickerState,
    entries: Vec<Entry>,
    rows: Vec<Row>,
    fuzzy: Fuzzy,
    ranked_query: Option<String>,
    source_revision: u64,
}

impl Picker {
    /// Opens a picker of this kind.
    pub fn new(kind: PickerKind, snapshot: &Snapshot) -> Self {
        let mut picker = Self {
            kind,
            state: PickerState::default(),
            entries: Vec::new(),
            rows: Vec::new(),
            fuzzy: Fuzzy::new(),
            ranked_query: None,
            source_revision: snapshot.revision,
        };
        picker.entries = sources::entries(kind, "", snapshot);
        picker.rank();
        picker.state.selected = picker
            .rows
            .iter()
            .position(|row| picker.entries.get(row.entry).is_some_and(|entry| entry.current))
            .unwrap_or(0);
        picker
    }

    /// Opens a picker over entries that only the workspace itself can list.
    pub fn with_entries(kind: PickerKind, entries: Vec<Entry>, snapshot: &Snapshot) -> Self {
        let mut picker = Self::new(kind, snapshot);
        picker.entries = entries;
        picker.rank();
        picker
    }

    /// What is picked from.
    pub fn kind(&self) -> PickerKind {
        self.kind
    }

    /// The rows in their order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The entry of a row.
    pub fn entry(&self, row: usize) -> Option<&Entry> {
        self.rows.get(row).and_then(|row| self.entries.get(row.entry))
    }

    /// Follows the query and the workspace.
    pub fn update(&mut self, snapshot: &Snapshot) {
        // `>` in the file finder is the palette, `@` symbols, `:` a line, as in other editors; and back.
        if let Some((kind, query)) = sources::switch(self.kind, &self.state.query) {
            let query = query.to_owned();
            *self = Self::new(kind, snapshot);
            self.state.query = query;
        }
        let from_query = sources::depends_on_query(self.kind);
        let stale = self.source_revision != snapshot.revision && sources::follows_workspace(self.kind);
        let typed = self.ranked_query.as_deref() != Some(&self.state.query);
        if stale || (typed && from_query) {
            self.entries = sources::entries(self.kind, &self.state.query, snapshot);
            self.source_revision = snapshot.revision;
        }
        if typed {
            self.state.selected = 0;
        }
        if typed || stale {
            self.rank();
        }
        self.state.selected = self.state.selected.min(self.rows.len().saturating_sub(1));
    }

    fn rank(&mut self) {
        let query = self.state.query.trim().to_owned();
        self.rows = if sources::depends_on_query(self.kind) {
            (0..self.entries.len()).map(|entry| Row { entry, matches: Vec::new() }).collect()
        } else {
            self.fuzzy
                .rank(&query, self.entries.iter().map(|entry| entry.label.as_str()))
                .into_iter()
                .map(|ranked| Row { entry: ranked.index, matches: ranked.matches })
                .collect()
        };
        self.ranked_query = Some(self.state.query.clone());
    }
}

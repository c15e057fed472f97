//! What can be named behind `@` and `/`: files by the project's finder, symbols of the open file, what is selected, what
//! was changed, problems, moments, conversations, pages of the web; and prompts.

use std::path::PathBuf;

use justbuilt_ui::Icon;
use justbuilt_ui::chat::{CompletionRow, Wish};
use justbuilt_ui::icons::file_icon;
use justbuilt_workspace::Command;
use justbuilt_workspace::ai::{Mention, SketchPlace};
use justbuilt_workspace::command::FinderCommand;
use justbuilt_workspace::finder::fuzzy::Fuzzy;
use justbuilt_workspace::sketches::SketchFormat;

use super::convert;
use crate::ctx::Ctx;
use crate::symbols;

/// Rows at most.
const MOST: usize = 60;
/// Files among them.
const FILES: usize = 24;
/// Symbols that are looked through.
const SYMBOLS: usize = 4_000;

/// What a row stands for.
#[derive(Clone, Debug, PartialEq)]
enum Choice {
    Mention(Mention),
    /// Says what kind of thing is looked for, and waits for its name.
    Narrow(&'static str),
    Prompt(String),
}

/// The rows of the popup.
#[derive(Default)]
pub(super) struct Mentions {
    rows: Vec<CompletionRow>,
    choices: Vec<Choice>,
    /// What the rows were made from.
    made_of: Option<(Wish, u64, u64)>,
    finding: bool,
}

impl Mentions {
    pub(super) fn rows(&self) -> &[CompletionRow] {
        &self.rows
    }

    /// What to say when there are none.
    pub(super) fn empty(&self) -> &'static str {
        match &self.made_of {
            Some((Wish::Prompt(_), ..)) => "No prompt is called so",
            _ => "Nothing of that name. An address that begins with https:// is taken from the web",
        }
    }

    pub(super) fn mention(&self, row: usize) -> Option<Mention> {
        match self.choices.get(row)? {
            Choice::Mention(mention) => Some(mention.clone()),
            _ => None,
        }
    }

    pub(super) fn narrows(&self, row: usize) -> Option<&'static str> {
        match self.choices.get(row)? {
            Choice::Narrow(prefix) => Some(prefix),
            _ => None,
        }
    }

    pub(super) fn prompt(&self, row: usize) -> Option<&str> {
        match self.choices.get(row)? {
            Choice::Prompt(name) => Some(name),
            _ => None,
        }
    }

    /// Another word is looked for: the finder is asked, or left alone again.
    pub(super) fn look(&mut self, ctx: &Ctx<'_>, wish: Option<&Wish>) {
        let files = match wish {
            Some(Wish::Mention(query)) => Some(files_of(query)),
            _ => None,
        };
        let finder = |command| ctx.send(Command::Finder(command));
        match files {
            Some(query) => {
                if !std::mem::replace(&mut self.finding, true) {
                    finder(FinderCommand::Open);
                }
                finder(FinderCommand::Query(query.to_owned()));
            }
            None => {
                if std::mem::take(&mut self.finding) {
                    finder(FinderCommand::Close);
                }
                self.made_of = None;
                self.rows.clear();
                self.choices.clear();
            }
        }
    }

    /// Makes the rows, when what they are made from is another.
    pub(super) fn update(&mut self, ctx: &Ctx<'_>, wish: Option<&Wish>) {
        let Some(wish) = wish else { return };
        let now = (wish.clone(), ctx.snapshot.finder.revision, ctx.snapshot.ai.colleagues.revision);
        if self.made_of.as_ref() == Some(&now) {
            return;
        }
        self.rows.clear();
        self.choices.clear();
        match wish {
            Wish::Mention(query) => self.mentions(ctx, query),
            Wish::Prompt(query) => self.prompts(ctx, query),
        }
        self.made_of = Some(now);
    }

    fn push(
        &mut self,
        icon: Icon,
        label: &str,
        detail: &str,
        matches: Vec<std::ops::Range<usize>>,
        choice: Choice,
    ) {
        if self.rows.len() < MOST {
            self.rows.push(CompletionRow {
                icon,
                label: label.to_owned(),
                detail: detail.to_owned(),
                matches,
            });
            self.choices.push(choice);
        }
    }

    fn mentions(&mut self, ctx: &Ctx<'_>, query: &str) {
        let snapshot = ctx.snapshot;
        if query.starts_with("http://") || query.starts_with("https://") {
            let mention = Choice::Mention(Mention::Web(query.to_owned()));
            self.push(Icon::Globe, query, "a page of the web", Vec::new(), mention);
            return;
        }
        let mut fuzzy = Fuzzy::new();
        if let Some(query) = query.strip_prefix("symbol:") {
            return self.symbols(ctx, &mut fuzzy, query);
        }
        if let Some(name) = query.strip_prefix("sketch:") {
            return self.sketches(ctx, &mut fuzzy, name, query);
        }
        if let Some(query) = query.strip_prefix("conversation:") {
            return self.conversations(ctx, &mut fuzzy, query);
        }
        let only_files = query.starts_with("file:");
        let query = query.strip_prefix("file:").unwrap_or(query);
        fuzzy.set_query(query);
        let view = snapshot.active_view();
        let selected = view.is_some_and(|view| !view.selections.primary().is_caret());
        let mut fixed: Vec<(Icon, &str, &str, Choice)> = Vec::new();
        if selected {
            fixed.push((
                Icon::TextSelect,
                "selection",
                "what is selected",
                Choice::Mention(Mention::Selection),
            ));
        }
        let always = [
            (
                Icon::FileDiff,
                "diff",
                "what was changed since the last commit",
                Choice::Mention(Mention::Diff),
            ),
            (Icon::TriangleAlert, "problems", "what is wrong", Choice::Mention(Mention::Problems)),
            (
                Icon::History,
                "moment",
                "what was changed around the moment shown",
                Choice::Mention(Mention::Moment(None)),
            ),
            (
                Icon::PenTool,
                "sketch",
                "a drawing, told in words and as a picture",
                Choice::Narrow("@sketch:"),
            ),
            (Icon::SquareFunction, "symbol", "a symbol of the open file", Choice::Narrow("@symbol:")),
            (
                Icon::MessagesSquare,
                "conversation",
                "what was said elsewhere",
                Choice::Narrow("@conversation:"),
            ),
        ];
        fixed.extend(always);
        if !only_files {
            for (icon, label, detail, choice) in fixed {
                if query.is_empty()
                    || (label.starts_with(query) || fuzzy.score(label).is_some() && query.len() > 1)
                {
                    let matches = fuzzy.matches(label);
                    self.push(icon, label, detail, matches, choice);
                }
            }
        }
        let root = snapshot.project.as_ref().map(|project| project.root.clone());
        // A result of an earlier word would be the wrong file.
        let current = snapshot.finder.query == query;
        for item in snapshot.finder.items.iter().filter(|_| current).take(FILES) {
            // A drawing is told in words: its file says little to a reader.
            let sketch = SketchFormat::of_path(&item.path).is_some();
            let icon = if sketch { Icon::PenTool } else { file_icon(&item.name, ctx.theme).0 };
            let mention = match sketch {
                true => Choice::Mention(Mention::Sketch(SketchPlace::File(item.path.clone()))),
                false => Choice::Mention(Mention::File(item.path.clone())),
            };
            self.push(icon, &item.name, &item.folder, item.name_matches.clone(), mention);
        }
        let mut folders: Vec<PathBuf> = Vec::new();
        for item in snapshot.finder.items.iter().filter(|_| current) {
            let folder = item.path.parent().map(std::path::Path::to_path_buf);
            let inside = |folder: &PathBuf| {
                root.as_ref().is_some_and(|root| folder.starts_with(root) && folder != root)
            };
            if let Some(folder) = folder.filter(|folder| inside(folder) && !folders.contains(folder)) {
                folders.push(folder);
            }
        }
        for folder in folders.into_iter().take(6) {
            let shown = root.as_ref().and_then(|root| folder.strip_prefix(root).ok()).unwrap_or(&folder);
            let label = format!("{}/", shown.display());
            if query.is_empty() || fuzzy.score(&label).is_some() {
                let matches = fuzzy.matches(&label);
                self.push(Icon::Folder, &label, "folder", matches, Choice::Mention(Mention::Folder(folder)));
            }
        }
        if query.len() > 2 && !only_files {
            self.symbols(ctx, &mut fuzzy, query);
        }
    }

    fn symbols(&mut self, ctx: &Ctx<'_>, fuzzy: &mut Fuzzy, query: &str) {
        let Some(document) = ctx.snapshot.outline.document else { return };
        let symbols = &ctx.snapshot.outline.symbols;
        let ranked = fuzzy.rank(query, symbols.iter().take(SYMBOLS).map(|symbol| symbol.name.as_str()));
        for found in ranked.into_iter().take(FILES) {
            let Some(symbol) = symbols.get(found.index) else { continue };
            let mention =
                Mention::Symbol { document, name: symbol.name.clone(), range: symbol.range.clone() };
            let (icon, kind) = (symbols::icon(symbol.kind), symbols::kind_name(symbol.kind));
            let matches = fuzzy.matches(&symbol.name);
            self.push(icon, &symbol.name, kind, matches, Choice::Mention(mention));
        }
    }

    /// Sketches that are open, then those of the project.
    fn sketches(&mut self, ctx: &Ctx<'_>, fuzzy: &mut Fuzzy, name: &str, query: &str) {
        let mut open: Vec<_> = Vec::new();
        for view in ctx.snapshot.views.values().filter(|view| view.document.sketch.is_some()) {
            let document = &view.document;
            if !open.iter().any(|(id, _, _)| *id == document.id) {
                open.push((document.id, document.name.clone(), document.path.clone()));
            }
        }
        open.sort_by_key(|(id, _, _)| *id);
        let ranked = fuzzy.rank(name, open.iter().map(|(_, name, _)| name.as_ref()));
        for found in ranked.into_iter().take(FILES) {
            let Some((id, name, _)) = open.get(found.index) else { continue };
            let matches = fuzzy.matches(name);
            let mention = Mention::Sketch(SketchPlace::Open(*id));
            self.push(Icon::PenTool, name, "open", matches, Choice::Mention(mention));
        }
        let current = ctx.snapshot.finder.query == files_of(query);
        let items = ctx.snapshot.finder.items.iter().filter(|_| current);
        let others = items.filter(|item| {
            let known = open.iter().any(|(_, _, path)| path.as_ref() == Some(&item.path));
            !known && SketchFormat::of_path(&item.path).is_some()
        });
        for item in others.take(FILES) {
            let mention = Mention::Sketch(SketchPlace::File(item.path.clone()));
            let matches = if name.is_empty() { Vec::new() } else { item.name_matches.clone() };
            self.push(Icon::PenTool, &item.name, &item.folder, matches, Choice::Mention(mention));
        }
    }

    fn conversations(&mut self, ctx: &Ctx<'_>, fuzzy: &mut Fuzzy, query: &str) {
        let chat = &ctx.snapshot.ai.chat;
        let open = chat.open.as_ref().map(|open| open.id);
        let others: Vec<_> = chat.list.iter().filter(|item| Some(item.id) != open).collect();
        let ranked = fuzzy.rank(query, others.iter().map(|item| item.title.as_str()));
        for found in ranked.into_iter().take(FILES) {
            let Some(item) = others.get(found.index) else { continue };
            let when = ctx.time.weekday_day(item.time, ctx.now);
            let matches = fuzzy.matches(&item.title);
            let icon = convert::icon(justbuilt_workspace::ai::ContextKind::Conversation);
            self.push(icon, &item.title, &when, matches, Choice::Mention(Mention::Conversation(item.id)));
        }
    }

    fn prompts(&mut self, ctx: &Ctx<'_>, query: &str) {
        let mut fuzzy = Fuzzy::new();
        let prompts = &ctx.snapshot.ai.colleagues.prompts;
        let ranked = fuzzy.rank(query, prompts.iter().map(|item| item.prompt.name.as_str()));
        for found in ranked.into_iter().take(MOST) {
            let Some(item) = prompts.get(found.index) else { continue };
            let prompt = &item.prompt;
            let matches = fuzzy.matches(&prompt.name);
            let choice = Choice::Prompt(prompt.name.clone());
            self.push(Icon::SquareSlash, &prompt.name, &prompt.description, matches, choice);
        }
    }
}

/// What of the project's files is looked for.
fn files_of(query: &str) -> &str {
    match query.strip_prefix("sketch:") {
        // All of them, as far as a name can say it.
        Some("") => ".sketch.json",
        Some(name) => name,
        None => query.strip_prefix("file:").unwrap_or(query),
    }
}

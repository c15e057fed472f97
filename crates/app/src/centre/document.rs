//! A tab that shows a document: find bar, banners, and the code editor widget. Turns the widget's intents into
//! commands.

use egui::Ui;
use justbuilt_text::edit::{Change, IndentStyle};
use justbuilt_text::{EditKind, Selection, Selections, Transaction};
use justbuilt_ui::editor::{
    EditorData, EditorIntent, EditorOptions, EditorState, LineNumbers, Reveal, RevealAlign, ScrollPosition,
    Whitespace, editor_ui,
};
use justbuilt_ui::widgets::{Banner, BannerAction, MenuItem, Tone, menu_at, progress_line, separator};
use justbuilt_workspace::command::Scroll;
use justbuilt_workspace::effect::{Align, ScrollBy};
use justbuilt_workspace::settings::{
    CursorBlink, LineNumbers as LineNumbersSetting, RenderWhitespace, Settings,
};
use justbuilt_workspace::{Command, DiskState, ViewId, ViewSnapshot};

use super::offered::Offered;
use super::past;
use crate::ctx::Ctx;
use crate::panels::find_bar;
use crate::shell::Shell;
use crate::shell::focus::{editor_id, timeline_id, timeline_list_id};

/// What the window keeps of a view.
#[derive(Default)]
pub struct ViewState {
    editor: EditorState,
    reveal: Option<Reveal>,
    seq: u64,
    page_rows: usize,
    shown: Option<Shown>,
    menu: Option<egui::Pos2>,
    /// Where it was open last.
    menu_place: Option<egui::Pos2>,
    /// The line that it was asked for on.
    menu_line: usize,
    offered: Offered,
}

/// What a view showed last.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    position: ScrollPosition,
    rows: u32,
    columns: u32,
    visible: std::ops::Range<usize>,
}

impl ViewState {
    /// Scrolls so that a place is seen.
    pub fn reveal(&mut self, byte: usize, align: Align, view: &ViewSnapshot) {
        let align = match align {
            Align::Nearest | Align::Bottom => RevealAlign::Nearest,
            Align::Center => RevealAlign::Center,
            Align::CenterIfHidden if self.shows(byte, view) => return,
            Align::CenterIfHidden => RevealAlign::Center,
            Align::Top => RevealAlign::Top,
        };
        self.seq += 1;
        self.reveal = Some(Reveal { seq: self.seq, byte, align });
    }

    fn shows(&self, byte: usize, view: &ViewSnapshot) -> bool {
        let row = view.display.row_of(byte).0;
        self.shown.as_ref().is_some_and(|shown| shown.visible.contains(&row))
    }

    /// Scrolls; the caret stays.
    pub fn scroll(&mut self, by: ScrollBy, view: &ViewSnapshot) {
        let mut position = self.editor.scroll.position();
        match by {
            ScrollBy::Rows(rows) => position.rows += f64::from(rows),
            ScrollBy::Pages(pages) => position.rows += f64::from(pages) * self.page_rows.max(1) as f64,
            ScrollBy::Top => {
                position = ScrollPosition { columns: position.columns, ..ScrollPosition::default() }
            }
            ScrollBy::Bottom => {
                position.line = view.document.text.line_count().saturating_sub(1);
                position.rows = -(self.page_rows.saturating_sub(1) as f64);
            }
        }
        self.editor.scroll.set_position(position);
    }

    /// Scrolls to where the session left it.
    pub fn restore(&mut self, scroll: Scroll) {
        let Scroll { line, rows, columns } = scroll;
        self.editor.scroll.set_position(ScrollPosition { line, rows, columns });
    }
}

/// Shows a document.
pub fn document_ui(shell: &mut Shell, ctx: &Ctx<'_>, ui: &mut Ui, id: ViewId, active: bool) {
    let Some(view) = ctx.snapshot.views.get(&id) else { return };
    if let Some(past) = &view.past
        && past::missing_ui(ctx, ui, past)
    {
        return;
    }
    banners_ui(ctx, ui, view);
    if let Some(sketch) = view.document.sketch.as_ref().filter(|_| view.drawing) {
        return super::sketch::sketch_ui(shell, ctx, ui, view, sketch);
    }
    if let Some(find) = &view.find {
        find_bar::find_bar_ui(ctx, ui, id, find, &mut shell.panels.find);
    }
    let settings = &ctx.snapshot.settings;
    let options = options(settings, view);
    let document = &view.document;
    let state = shell.views.entry(id).or_default();
    let find_matches = view.find.as_ref().map(|find| find.matches.as_ref()).unwrap_or_default();
    state.offered.update(ctx, view, shell.workspace.languages());
    // Stepping through time swaps the views: the keyboard stays with the timeline meanwhile.
    let elsewhere = ui
        .memory(|memory| memory.focused().is_some_and(|id| id == timeline_id() || id == timeline_list_id()));
    let marks = view.past.as_deref().map(past::marks).unwrap_or_default();
    let data = EditorData {
        id: editor_id(id),
        label: &document.name,
        text: &document.text,
        revision: document.revision,
        selections: &view.selections,
        display: &view.display,
        syntax: &document.syntax,
        find_matches,
        current_match: view.find.as_ref().and_then(|find| find.current),
        line_marks: &marks,
        decorations: &state.offered.decorations,
        blocks: &state.offered.blocks,
        replaced: &state.offered.replaced,
        ghost: state.offered.ghost(),
        read_only: document.read_only.is_some(),
        focused: active && !elsewhere,
        reveal: state.reveal,
        options: &options,
    };
    let top = ui.available_rect_before_wrap();
    let output = editor_ui(ui, &mut state.editor, &data, ctx.theme);
    state.page_rows = output.page_rows;
    let composing = state.editor.preedit.is_composing();
    if let Some(byte) = state.offered.overlay_ui(ctx, ui, view, &output, (active, composing)) {
        state.reveal(byte.min(document.text.len()), Align::Center, view);
        ui.ctx().request_repaint();
    }
    if document.loading.is_some() {
        let done = document.loading.map(|loading| loading.done as f32 / loading.total.max(1) as f32);
        let line =
            egui::Rect::from_min_size(top.min, egui::vec2(top.width(), justbuilt_ui::tokens::size::PROGRESS));
        progress_line(ui, line, done);
    }
    let position = state.editor.scroll.position();
    let rows = u32::try_from(output.page_rows).unwrap_or(u32::MAX);
    let shown = Shown { position, rows, columns: output.wrap_columns, visible: output.visible_rows };
    if state.shown.as_ref() != Some(&shown) {
        let scroll = Scroll { line: position.line, rows: position.rows, columns: position.columns };
        ctx.send(Command::Viewport { view: id, scroll, rows, columns: shown.columns });
        state.shown = Some(shown);
    }
    let pointer = ui.input(|input| input.pointer.interact_pos());
    for intent in output.intents {
        intend(ctx, view, state, intent, pointer);
    }
    if context_menu_ui(ctx, ui, state, view) {
        shell.past.ask_why(state.menu_place);
    }
    if active {
        past::why_ui(ctx, ui, &mut shell.past, output.caret_rect);
    }
}

fn intend(
    ctx: &Ctx<'_>,
    view: &ViewSnapshot,
    state: &mut ViewState,
    intent: EditorIntent,
    pointer: Option<egui::Pos2>,
) {
    let id = view.id;
    match intent {
        EditorIntent::Type(text) => ctx.send(Command::Type { view: id, text }),
        EditorIntent::Paste(text) => ctx.send(Command::Paste { view: id, text }),
        EditorIntent::Copy => ctx.run("edit.copy"),
        EditorIntent::Cut => ctx.run("edit.cut"),
        EditorIntent::Select(selections) => ctx.send(Command::Select { view: id, selections }),
        EditorIntent::ToggleFold(line) => ctx.send(Command::ToggleFold { view: id, line }),
        EditorIntent::GutterClick(line) => {
            let text = &view.document.text;
            let lines = past::marked_lines(view, line);
            let range = match lines.as_ref().filter(|lines| !lines.is_empty()) {
                Some(lines) => text.line_range(lines.start).start..text.line_range(lines.end - 1).end,
                None => text.line_range(line),
            };
            // The caret is on the first of marked lines, which is where what is offered looks for the mark.
            let selection = match lines {
                Some(_) => Selection::new(range.end, range.start),
                None => Selection::new(range.start, range.end),
            };
            let selections = Selections::single(selection);
            ctx.send(Command::Select { view: id, selections });
            // What differs from now can be brought back from there.
            if lines.is_some() {
                state.menu = pointer;
                state.menu_line = line;
            }
        }
        EditorIntent::OpenContextMenu { pos, byte } => {
            state.menu = Some(pos);
            state.menu_line = view.document.text.point_of(byte).line;
        }
        EditorIntent::DeleteSurrounding { before, after } => {
            if let Some(change) = delete_surrounding(view, before, after) {
                ctx.send(Command::Edit { view: id, change });
            }
        }
        EditorIntent::MiddlePaste { byte, text } => {
            ctx.send(Command::Select { view: id, selections: Selections::caret(byte) });
            ctx.send(Command::Paste { view: id, text });
        }
        EditorIntent::DropText { from, to, copy } => {
            if let Some(change) = drop_text(view, from, to, copy) {
                ctx.send(Command::Edit { view: id, change });
            }
        }
        EditorIntent::Zoom(factor) => ctx.run(if factor > 1.0 { "view.zoom_in" } else { "view.zoom_out" }),
        // Positions are reported with the viewport; a click has focused the tab already.
        EditorIntent::Scrolled(_) | EditorIntent::Focus | EditorIntent::Follow(_) => {}
    }
}

/// The change that an input method asks for.
fn delete_surrounding(view: &ViewSnapshot, before: usize, after: usize) -> Option<Change> {
    let text = &view.document.text;
    let edits: Vec<(std::ops::Range<usize>, &str)> = view
        .selections
        .iter()
        .map(|selection| {
            let start = text.chars_before(selection.from()).take(before).map(char::len_utf8).sum::<usize>();
            let end = text.chars_at(selection.to()).take(after).map(char::len_utf8).sum::<usize>();
            (selection.from() - start..selection.to() + end, "")
        })
        .collect();
    let transaction = Transaction::from_edits(text.len(), edits);
    let selections = view.selections.clone().map(&transaction);
    Some(Change { transaction, selections, kind: EditKind::DeleteBackward })
}

/// The change that moves or copies dragged text.
fn drop_text(view: &ViewSnapshot, from: std::ops::Range<usize>, to: usize, copy: bool) -> Option<Change> {
    let text = &view.document.text;
    if from.is_empty() || (from.start..=from.end).contains(&to) {
        return None;
    }
    let moved = text.slice(from.clone()).into_owned();
    let mut edits = vec![(to..to, moved.clone())];
    if !copy {
        edits.push((from.clone(), String::new()));
        edits.sort_by_key(|(range, _)| range.start);
    }
    let transaction = Transaction::from_edits(text.len(), edits);
    let start = if copy || to < from.start { to } else { to - from.len() };
    let selections = Selections::single(Selection::new(start, start + moved.len()));
    Some(Change { transaction, selections, kind: EditKind::Other("drag") })
}

fn options(settings: &Settings, view: &ViewSnapshot) -> EditorOptions {
    let editor = &view.document.editor;
    EditorOptions {
        font_size: editor.font_size,
        line_height: editor.line_height,
        ligatures: editor.ligatures,
        whitespace: match editor.render_whitespace {
            RenderWhitespace::None => Whitespace::None,
            RenderWhitespace::Selection => Whitespace::Selection,
            RenderWhitespace::Trailing => Whitespace::Trailing,
            RenderWhitespace::All => Whitespace::All,
        },
        indent_guides: editor.indent_guides,
        indent_width: match view.document.indent {
            IndentStyle::Spaces(width) => width,
            IndentStyle::Tabs => view.document.tab_width,
        },
        rulers: editor.rulers.clone(),
        line_numbers: match editor.line_numbers {
            LineNumbersSetting::Off => LineNumbers::Off,
            LineNumbersSetting::Absolute => LineNumbers::Absolute,
            LineNumbersSetting::Relative => LineNumbers::Relative,
        },
        word_chars: view.document.word_chars.to_string(),
        blink: editor.cursor_blink == CursorBlink::Blink,
        scroll_beyond_end: editor.scroll_beyond_end,
        smooth_scroll: !settings.reduce_motion,
        ..EditorOptions::default()
    }
}

/// What must be known about the file before one goes on.
fn banners_ui(ctx: &Ctx<'_>, ui: &mut Ui, view: &ViewSnapshot) {
    let document = &view.document;
    match document.disk {
        DiskState::Conflict => {
            let banner = Banner::new(Tone::Warning, "This file has changed on disk, and here.")
                .action("Compare")
                .action("Keep mine")
                .action("Take theirs")
                .persistent();
            match banner.show(ui) {
                Some(BannerAction::Action(0)) => ctx.run("file.show_conflict"),
                Some(BannerAction::Action(1)) => ctx.run("file.keep_mine"),
                Some(BannerAction::Action(2)) => ctx.run("file.take_theirs"),
                _ => {}
            }
        }
        DiskState::Deleted => {
            let banner = Banner::new(Tone::Warning, "This file was deleted on disk. Saving makes it anew.")
                .action("Save")
                .persistent();
            if banner.show(ui) == Some(BannerAction::Action(0)) {
                ctx.run("file.save");
            }
        }
        DiskState::InStep | DiskState::New => {}
    }
}

/// Shows the menu of the text; whether it was asked why a line is there.
fn context_menu_ui(ctx: &Ctx<'_>, ui: &Ui, state: &mut ViewState, view: &ViewSnapshot) -> bool {
    let mut why = false;
    state.menu_place = state.menu.or(state.menu_place);
    let line = state.menu_line;
    menu_at(ui, egui::Id::unique("editor menu"), &mut state.menu, |ui| {
        let item = |ui: &mut Ui, text: &str, id: &'static str| {
            let keys = Some(ctx.keys(id)).filter(|keys| !keys.is_empty());
            if ui.add(MenuItem::new(text).keys(keys.as_deref())).clicked() {
                ctx.run(id);
            }
        };
        if view.past.is_some() {
            why = past::menu_items_ui(ctx, ui, view, line);
            separator(ui);
            item(ui, "Copy", "edit.copy");
        } else {
            item(ui, "Cut", "edit.cut");
            item(ui, "Copy", "edit.copy");
            item(ui, "Paste", "edit.paste");
        }
        separator(ui);
        item(ui, "Select all", "select.all");
        item(ui, "Select all matches", "select.all_matches");
        separator(ui);
        if view.past.is_none() {
            why = past::menu_items_ui(ctx, ui, view, line);
        }
        item(ui, "Go to symbol…", "palette.symbols");
        item(ui, "Command palette…", "palette.commands");
    });
    why
}

//! The status bar: where the caret is and how the file is written, each clickable; problems and what a half
//! typed key binding waits for.

use egui::{Align, Layout, Ui};
use justbuilt_text::LineEnding;
use justbuilt_text::edit::IndentStyle;
use justbuilt_ui::Icon;
use justbuilt_ui::paint;
use justbuilt_ui::tokens::space;
use justbuilt_ui::widgets::StatusItem;
use justbuilt_workspace::timeline::{OffWhy, TimelineState};
use justbuilt_workspace::{DiskState, PanelId, PickerKind, ReadOnly, ViewSnapshot};

use crate::ctx::{Ctx, WindowAction};

/// Shows the status bar. `hint` is about a key binding that is being typed.
pub fn status_bar_ui(ctx: &Ctx<'_>, ui: &mut Ui, hint: Option<&str>) {
    let bar = ui.max_rect();
    paint::h_line(ui.painter(), bar.x_range(), bar.top() + 0.5, ctx.theme.colors.border);
    ui.spacing_mut().item_spacing.x = 0.0;
    ui.horizontal_centered(|ui| {
        ui.add_space(space::XS);
        left_ui(ctx, ui, hint);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(space::XS);
            if let Some(view) = ctx.snapshot.active_view() {
                right_ui(ctx, ui, view);
            }
        });
    });
}

/// The branch that is worked on, and whether anything is recorded: opens the timeline.
fn timeline_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let colors = &ctx.theme.colors;
    let timeline = &ctx.snapshot.timeline;
    let branch = timeline.branches.iter().find(|branch| branch.id == timeline.active);
    let branch = branch.map_or("main", |branch| branch.name.as_str());
    let (text, icon, color, tooltip) = match &timeline.state {
        TimelineState::Off(off) if off.why == OffWhy::NoProject => return,
        TimelineState::Off(off) => ("not recorded", Icon::History, Some(colors.warning), off.text.as_str()),
        TimelineState::Opening => (branch, Icon::History, None, "The history is being opened"),
        TimelineState::Recording if timeline.fault.is_some() => {
            (branch, Icon::TriangleAlert, Some(colors.warning), "The history cannot be written")
        }
        TimelineState::Recording if timeline.in_past() => {
            ("in the past", Icon::History, Some(colors.accent), "Show the timeline")
        }
        TimelineState::Recording => (branch, Icon::History, None, "Show the timeline"),
    };
    let keys = ctx.keys("timeline.show");
    let keys = Some(keys.as_str()).filter(|keys| !keys.is_empty());
    let mut item = StatusItem::new(text).icon(icon).tooltip(tooltip).keys(keys);
    if let Some(color) = color {
        item = item.color(color);
    }
    if ui.add(item).clicked() {
        ctx.act(WindowAction::TogglePanel(PanelId::Timeline));
    }
    if let Some(busy) = &timeline.busy {
        ui.add(StatusItem::new(busy).icon(Icon::LoaderCircle).passive());
    }
}

fn left_ui(ctx: &Ctx<'_>, ui: &mut Ui, hint: Option<&str>) {
    let colors = &ctx.theme.colors;
    timeline_ui(ctx, ui);
    let problems = ctx.problems.len();
    if problems > 0 {
        let text = problems.to_string();
        let item =
            StatusItem::new(&text).icon(Icon::TriangleAlert).color(colors.warning).tooltip("Show problems");
        if ui.add(item).clicked() {
            ctx.act(WindowAction::TogglePanel(PanelId::Problems));
        }
    }
    if ctx.snapshot.second_window {
        let item = StatusItem::new("second window").icon(Icon::Copy).color(colors.warning);
        ui.add(item.tooltip("Another window has this project open; this one keeps no session").passive());
    }
    if let Some(hint) = hint {
        ui.add(StatusItem::new(hint).icon(Icon::Keyboard).passive());
        return;
    }
    let Some(view) = ctx.snapshot.active_view() else { return };
    let document = &view.document;
    if let Some(loading) = document.loading {
        let percent = loading.done * 100 / loading.total.max(1);
        let text = format!("Reading, {percent} %");
        ui.add(StatusItem::new(&text).icon(Icon::LoaderCircle).passive());
    }
    match document.disk {
        DiskState::Conflict => {
            let item = StatusItem::new("changed on disk").icon(Icon::GitCompare).color(colors.warning);
            if ui.add(item.tooltip("Compare with the file on disk")).clicked() {
                ctx.run("file.show_conflict");
            }
        }
        DiskState::Deleted => {
            let item = StatusItem::new("deleted on disk").icon(Icon::FileX).color(colors.warning);
            ui.add(item.tooltip("The file is gone; saving makes it anew").passive());
        }
        DiskState::InStep | DiskState::New => {}
    }
    if let Some(read_only) = document.read_only {
        let text = match read_only {
            ReadOnly::Loading => "",
            ReadOnly::Hex => "bytes, read-only",
            ReadOnly::Locked => "read-only",
            // The banner says it.
            ReadOnly::Past => "",
        };
        if !text.is_empty() {
            ui.add(StatusItem::new(text).icon(Icon::Lock).passive());
        }
    }
    if !document.notes.is_empty() {
        let text = document.notes.join(" ");
        ui.add(StatusItem::new("").icon(Icon::Info).color(colors.warning).tooltip(&text).passive());
    }
}

/// From the right to the left.
fn right_ui(ctx: &Ctx<'_>, ui: &mut Ui, view: &ViewSnapshot) {
    let document = &view.document;
    let pick = |ui: &mut Ui, text: &str, tooltip: &str, kind: PickerKind| {
        if ui.add(StatusItem::new(text).tooltip(tooltip)).clicked() {
            ctx.act(WindowAction::OpenPicker(kind));
        }
    };
    pick(ui, &document.language_name, "Language", PickerKind::Languages);
    let ending = match document.line_ending {
        LineEnding::Lf => "LF",
        LineEnding::CrLf => "CRLF",
        LineEnding::Cr => "CR",
    };
    let ending = if document.mixed_line_endings { format!("{ending}, mixed") } else { ending.to_owned() };
    pick(ui, &ending, "Line ending", PickerKind::LineEndings);
    pick(ui, &document.encoding.label(), "Encoding", PickerKind::ReopenEncoding);
    // A drawing has no caret and no indentation.
    if view.drawing {
        return;
    }
    let indent = match document.indent {
        IndentStyle::Tabs => format!("Tabs: {}", document.tab_width),
        IndentStyle::Spaces(width) => format!("Spaces: {width}"),
    };
    pick(ui, &indent, "Indentation", PickerKind::Indentation);
    pick(ui, &position(view), "Go to line", PickerKind::Line);
}

/// `Ln 3, Col 7`, with what is selected or how many carets there are.
fn position(view: &ViewSnapshot) -> String {
    let text = &view.document.text;
    let primary = view.selections.primary();
    let line = text.line_of(primary.head);
    let start = text.line_start(line);
    // Columns count characters; a very long line is not counted to its end for it.
    let column = text.byte_to_char(primary.head).saturating_sub(text.byte_to_char(start)) + 1;
    let carets = view.selections.len();
    if carets > 1 {
        return format!("{carets} carets");
    }
    let selected = primary.to() - primary.from();
    if selected == 0 {
        return format!("Ln {}, Col {column}", line + 1);
    }
    let characters = text.byte_to_char(primary.to()) - text.byte_to_char(primary.from());
    format!("Ln {}, Col {column} ({characters} selected)", line + 1)
}

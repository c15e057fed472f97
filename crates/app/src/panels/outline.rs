//! The outline: symbols of the active file, the one around the caret marked. Finding them is the syntax
//! crate's.

use egui::{Align, Rect, Ui, pos2};
use justbuilt_syntax::Symbol;
use justbuilt_ui::Icon;
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{EmptyState, List, section_header};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::{Command, Snapshot};

use super::State;
use crate::ctx::{Ctx, WindowAction};
use crate::shell::focus::outline_id;
use crate::symbols::{icon, kind_name};

/// What the outline keeps between frames.
#[derive(Default)]
pub struct OutlineState {
    cursor: Option<usize>,
    followed: Option<usize>,
}

/// The command that goes to a symbol of the active document.
pub fn go_to(ctx_snapshot: &Snapshot, symbol: &Symbol) -> Command {
    let text = ctx_snapshot.active_view().map(|view| view.document.text.clone()).unwrap_or_default();
    let at = text.point_of(symbol.name_range.start);
    let start = text.line_start(at.line);
    let column = text.byte_to_char(symbol.name_range.start) - text.byte_to_char(start);
    Command::run_with("go.line", [format!("{}:{}", at.line + 1, column + 1)])
}

/// Shows the outline.
pub fn outline_ui(ctx: &Ctx<'_>, ui: &mut Ui, panel: &mut State) {
    let state = &mut panel.outline;
    section_header(ui, "Outline", |_| {});
    let outline = &ctx.snapshot.outline;
    if outline.symbols.is_empty() {
        let text = if outline.document.is_some() { "This file has no symbols" } else { "No file is open" };
        EmptyState::new(Icon::ListTree, text).show(ui);
        return;
    }
    let mut reveal = None;
    if outline.current != state.followed {
        state.followed = outline.current;
        state.cursor = outline.current;
        reveal = outline.current;
    }
    let name = |index: usize| outline.symbols.get(index).map_or("", |symbol| symbol.name.as_str()).into();
    let output = List::new(outline_id(), "Symbols", outline.symbols.len())
        .names(&name)
        .selected(state.cursor)
        .reveal(reveal)
        .show(ui, |ui, index, place, _| {
            let Some(symbol) = outline.symbols.get(index) else { return String::new() };
            let colors = &ctx.theme.colors;
            let left = place.left() + space::M + symbol.depth as f32 * size::INDENT;
            let middle = place.center().y;
            paint::icon(
                ui.painter(),
                pos2(left + space::S, middle),
                icon(symbol.kind),
                size::ICON,
                colors.text_secondary,
            );
            let room = Rect::from_x_y_ranges(
                left + size::ICON + space::S..=place.right() - space::S,
                place.y_range(),
            );
            paint::text(ui.painter(), room, Align::Min, &symbol.name, fonts::body(), colors.text);
            format!("{} {}", kind_name(symbol.kind), symbol.name)
        });
    if let Some(index) = output.selected.or(output.clicked) {
        state.cursor = Some(index);
    }
    if let Some(index) = output.activated.or(output.clicked)
        && let Some(symbol) = outline.symbols.get(index)
    {
        ctx.send(go_to(ctx.snapshot, symbol));
        if output.activated.is_some() {
            ctx.act(WindowAction::FocusActiveTab);
        }
    }
}

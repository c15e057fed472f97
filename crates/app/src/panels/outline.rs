//! The outline: symbols of the active file, the one around the caret marked. Finding them is the syntax
//! crate's.

use egui::{Align, Rect, Ui, pos2};
use justbuilt_syntax::{Symbol, SymbolKind};
use justbuilt_ui::Icon;
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{EmptyState, List, section_header};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::{Command, Snapshot};

use super::State;
use crate::ctx::{Ctx, WindowAction};
use crate::shell::focus::outline_id;

/// What the outline keeps between frames.
#[derive(Default)]
pub struct OutlineState {
    cursor: Option<usize>,
    followed: Option<usize>,
}

/// The icon of a kind of symbol.
pub fn icon(kind: SymbolKind) -> Icon {
    use SymbolKind as K;
    match kind {
        K::Function | K::Method | K::Constructor | K::Macro => Icon::SquareFunction,
        K::Class | K::Struct | K::Type | K::Enum | K::Interface | K::Impl => Icon::Box,
        K::Module => Icon::Package,
        K::Constant | K::Variable | K::Field | K::EnumMember => Icon::Variable,
        K::Heading => Icon::Heading,
        K::Table => Icon::Table,
        K::Key | K::Selector | K::Tag => Icon::Code,
    }
}

/// The word for a kind of symbol.
pub fn kind_name(kind: SymbolKind) -> &'static str {
    use SymbolKind as K;
    match kind {
        K::Class => "class",
        K::Constant => "constant",
        K::Constructor => "constructor",
        K::Enum => "enum",
        K::EnumMember => "member",
        K::Field => "field",
        K::Function => "function",
        K::Heading => "heading",
        K::Impl => "impl",
        K::Interface => "interface",
        K::Key => "key",
        K::Macro => "macro",
        K::Method => "method",
        K::Module => "module",
        K::Selector => "rule",
        K::Struct => "struct",
        K::Table => "table",
        K::Tag => "element",
        K::Type => "type",
        K::Variable => "variable",
    }
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

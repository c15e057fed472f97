//! How symbols are shown and gone to, wherever they are listed: outline, picker, what a conversation takes along.

use justbuilt_syntax::{Symbol, SymbolKind};
use justbuilt_ui::Icon;
use justbuilt_workspace::{Command, Snapshot};

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

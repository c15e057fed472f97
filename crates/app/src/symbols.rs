//! How kinds of symbols are shown: their icons and their words. Finding symbols is the syntax crate's.

use justbuilt_syntax::SymbolKind;
use justbuilt_ui::Icon;

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

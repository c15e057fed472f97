//! The symbols of a document, by the outline query of each layer.

use std::cmp::Reverse;
use std::ops::Range;

use justbuilt_base::CancelToken;
use justbuilt_text::Text;
use serde::Serialize;
use tree_sitter::{QueryCursor, StreamingIterator};

use crate::layer::Layer;
use crate::reading::{self, NodeText};
use crate::state::State;

/// A name is cut after this many bytes.
const MAX_NAME: usize = 200;

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SymbolKind {
    /// A class.
    Class,
    /// A constant or static.
    Constant,
    /// A constructor.
    Constructor,
    /// An enumeration.
    Enum,
    /// One of an enumeration.
    EnumMember,
    /// A field or property.
    Field,
    /// A function.
    Function,
    /// A heading of prose.
    Heading,
    /// An implementation block.
    Impl,
    /// An interface or trait.
    Interface,
    /// A key of a data file.
    Key,
    /// A macro.
    Macro,
    /// A method.
    Method,
    /// A module, package or namespace.
    Module,
    /// A style rule.
    Selector,
    /// A structure.
    Struct,
    /// A database table or view, a table of a data file.
    Table,
    /// An element of markup.
    Tag,
    /// A type alias.
    Type,
    /// A variable.
    Variable,
}

impl SymbolKind {
    fn from_capture(name: &str) -> Option<SymbolKind> {
        use SymbolKind::*;
        Some(match name.strip_prefix("symbol.")? {
            "class" => Class,
            "constant" => Constant,
            "constructor" => Constructor,
            "enum" => Enum,
            "member" => EnumMember,
            "field" => Field,
            "function" => Function,
            "heading" => Heading,
            "impl" => Impl,
            "interface" => Interface,
            "key" => Key,
            "macro" => Macro,
            "method" => Method,
            "module" => Module,
            "selector" => Selector,
            "struct" => Struct,
            "table" => Table,
            "tag" => Tag,
            "type" => Type,
            "variable" => Variable,
            _ => return None,
        })
    }
}

/// Something with a name in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Symbol {
    /// The name as in the text, on one line; with some context where that helps (`impl Display for Text`).
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it, in bytes of the document.
    pub range: Range<usize>,
    /// Its name, in bytes of the document: where to put the caret.
    pub name_range: Range<usize>,
    /// How many symbols it is inside of.
    pub depth: usize,
}

pub(super) fn outline(state: &State, text: &Text, range: Range<usize>, cancel: &CancelToken) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    if let Some(root) = state.root() {
        collect(root, 0, text, &range, cancel, &mut symbols);
    }
    // Of two patterns for the same node the later one counts.
    symbols
        .sort_by_key(|(symbol, pattern)| (symbol.range.start, Reverse(symbol.range.end), Reverse(*pattern)));
    let mut symbols: Vec<Symbol> = symbols.into_iter().map(|(symbol, _)| symbol).collect();
    symbols.dedup_by(|later, earlier| later.name_range == earlier.name_range);
    let mut around: Vec<usize> = Vec::new();
    for symbol in &mut symbols {
        while around.pop_if(|end| *end < symbol.range.end || *end <= symbol.range.start).is_some() {}
        symbol.depth = around.len();
        around.push(symbol.range.end);
    }
    symbols
}

pub(super) fn symbols_at(state: &State, text: &Text, byte: usize) -> Vec<Symbol> {
    let byte = text.clamp_boundary(byte.min(text.len()));
    let mut symbols = outline(state, text, byte..byte + 1, &CancelToken::new());
    symbols.retain(|symbol| symbol.range.start <= byte && byte <= symbol.range.end);
    for (depth, symbol) in symbols.iter_mut().enumerate() {
        symbol.depth = depth;
    }
    symbols
}

fn collect(
    layer: &Layer,
    base: usize,
    text: &Text,
    range: &Range<usize>,
    cancel: &CancelToken,
    symbols: &mut Vec<(Symbol, usize)>,
) {
    let local = range.start.saturating_sub(base)..range.end.saturating_sub(base);
    if let Some(query) = layer.grammar.outline() {
        let names = query.capture_names();
        let mut cursor = QueryCursor::new();
        cursor.set_byte_range(local.clone());
        let mut matches = cursor.matches(query, layer.tree.root_node(), NodeText { text, base });
        while let Some(matched) = matches.next() {
            if cancel.is_cancelled() {
                return;
            }
            let mut kind = None;
            let mut whole = 0..0;
            let mut parts: Vec<(Range<usize>, bool)> = Vec::new();
            for capture in matched.captures() {
                let bytes = capture.node.byte_range();
                let bytes = base + bytes.start..(base + bytes.end).min(text.len());
                match names.get(capture.index as usize).copied() {
                    Some("name") => parts.push((bytes, true)),
                    Some("context") => parts.push((bytes, false)),
                    Some(name) => {
                        if let Some(found) = SymbolKind::from_capture(name) {
                            kind = Some(found);
                            whole = bytes;
                        }
                    }
                    None => {}
                }
            }
            parts.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
            parts.dedup();
            let (Some(kind), Some(name_range)) =
                (kind, parts.iter().find(|(_, is_name)| *is_name).map(|(bytes, _)| bytes.clone()))
            else {
                continue;
            };
            let name = name(text, &parts);
            if !name.is_empty() {
                symbols
                    .push((Symbol { name, kind, range: whole, name_range, depth: 0 }, matched.pattern_index));
            }
        }
    }
    for child in layer.children_in(&local) {
        // The inlines of a document have no symbols, and there are many.
        if child.layer.grammar.outline().is_some() || !child.layer.children.is_empty() {
            collect(&child.layer, base + child.start, text, range, cancel, symbols);
        }
    }
}

fn name(text: &Text, parts: &[(Range<usize>, bool)]) -> String {
    let mut name = String::new();
    for (bytes, _) in parts {
        let part = reading::string(text, bytes.start..bytes.end.min(bytes.start + MAX_NAME));
        for word in part.trim_end_matches('\u{fffd}').split_whitespace() {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
    }
    name
}

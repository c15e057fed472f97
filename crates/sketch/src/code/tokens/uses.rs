//! What colours are used for, and how much: the count that names are given by, for all languages.
//!
//! Not here: the names themselves (`colour`).

use super::colour::{Colour, Names, Use};
use crate::layout::{Content, Node, Role, Tree};
use crate::scene::ComponentKind;
use std::collections::BTreeMap;

/// Colours of a page by what they do.
#[derive(Default)]
pub(in crate::code) struct Uses {
    colours: BTreeMap<(Colour, Use), u64>,
    /// Colours of words, and the fills they stand on.
    on: BTreeMap<(Colour, Colour), u64>,
}

impl Uses {
    /// Those of a layout tree.
    pub(in crate::code) fn of(tree: &Tree) -> Self {
        let mut uses = Self::default();
        uses.node(&tree.root, None, 0);
        uses
    }

    /// The colour was used once so.
    pub(super) fn once(&mut self, colour: Colour, at: Use) {
        *self.colours.entry((colour, at)).or_default() += 1;
    }

    /// So many letters are set in the colour, on this fill.
    pub(super) fn letters(&mut self, colour: Colour, fill: Option<Colour>, count: u64) {
        *self.colours.entry((colour, Use::Text)).or_default() += count;
        if let Some(fill) = fill {
            *self.on.entry((colour, fill)).or_default() += count;
        }
    }

    /// Names for them.
    pub(in crate::code) fn names(&self) -> Names {
        Names::of(&self.colours, &self.on)
    }

    fn node(&mut self, node: &Node, fill: Option<Colour>, depth: usize) {
        if depth > crate::code::DEEPEST {
            return;
        }
        let own = node.paint.background.as_deref().and_then(Colour::parse);
        if let Some(own) = own {
            let at = match node.role {
                _ if depth == 0 => Use::Page,
                Role::Rule => Use::Line,
                Role::Control(ComponentKind::Button) => Use::Button,
                _ => Use::Fill,
            };
            self.once(own, at);
        }
        for (_, colour) in node.paint.borders.iter().flatten() {
            if let Some(colour) = Colour::parse(colour) {
                self.once(colour, Use::Line);
            }
        }
        let fill = own.or(fill);
        let run = match &node.content {
            Content::Text(run) => Some(run),
            Content::Control { run, .. } => run.as_ref(),
            _ => None,
        };
        if let Some((run, colour)) = run.and_then(|run| Some((run, Colour::parse(&run.colour)?))) {
            self.letters(colour, fill, run.text.chars().count().max(1) as u64);
        }
        for child in &node.children {
            self.node(child, fill, depth + 1);
        }
    }
}

//! What a layout tree becomes: code in several languages.
//!
//! ```text
//! layout::Tree ─▶ dom::Document ─▶ HTML + CSS, HTML + Tailwind, React, Svelte
//!              └▶ egui
//! ```
//!
//! The languages of the web are printers of one [`dom::Document`], so that they look alike; egui reads the tree.
//! [`tokens`] names what a page uses often, [`merge`] keeps what people changed in generated files.
//!
//! Not here: inference.

pub mod dom;
pub mod egui;
pub mod export;
pub mod html;
pub mod merge;
pub mod pictures;
pub mod react;
pub mod svelte;
pub mod tailwind;
pub mod tokens;
pub mod web;

mod classes;
mod component;
mod controls;
mod inherit;
mod labels;
mod markup;
mod names;
mod naming;
pub(crate) mod nodes;
mod repeats;
mod writer;

use crate::layout::Tree;
use std::ops::Range;
use std::sync::Arc;

/// Elements deeper than this are not printed: no page has them, and a stack is finite.
pub(crate) const DEEPEST: usize = 200;

/// A language that drawings become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Target {
    /// A page and its style sheet.
    #[default]
    Html,
    /// A page with utilities of Tailwind.
    Tailwind,
    /// Components of React with CSS modules.
    React,
    /// Components of React with utilities of Tailwind.
    ReactTailwind,
    /// A component of Svelte.
    Svelte,
    /// A module of Rust for egui.
    Egui,
}

impl Target {
    /// In the order they are offered.
    pub const ALL: [Self; 6] =
        [Self::Html, Self::Tailwind, Self::React, Self::ReactTailwind, Self::Svelte, Self::Egui];

    /// As the command line and settings write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Tailwind => "tailwind",
            Self::React => "react",
            Self::ReactTailwind => "react-tailwind",
            Self::Svelte => "svelte",
            Self::Egui => "egui",
        }
    }

    /// As people are told.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Html => "HTML + CSS",
            Self::Tailwind => "HTML + Tailwind",
            Self::React => "React",
            Self::ReactTailwind => "React + Tailwind",
            Self::Svelte => "Svelte",
            Self::Egui => "egui (Rust)",
        }
    }

    /// The target of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }
}

/// The files that a screen becomes.
#[must_use]
pub fn generate(tree: &Tree, target: Target) -> Vec<File> {
    match target {
        Target::Html => html::print(&component::whole(page(tree))),
        Target::Tailwind => tailwind::print(&component::whole(page(tree))),
        Target::React => react::print(&component::filling(page(tree)), react::Look::Modules),
        Target::ReactTailwind => react::print(&component::filling(page(tree)), react::Look::Tailwind),
        Target::Svelte => svelte::print(&component::filling(page(tree))),
        Target::Egui => {
            let mut tree = nodes::settled(tree);
            let pictures = pictures::named(&mut tree);
            let mut files = egui::print(&tree);
            files.extend(pictures);
            files
        }
    }
}

/// The page of a screen, its parts named and its values with tokens.
#[must_use]
pub fn page(tree: &Tree) -> dom::Document {
    let mut tree = nodes::settled(tree);
    let pictures = pictures::named(&mut tree);
    let tree = &tree;
    let filled = labels::tied(controls::filled(web::document(tree), tree));
    let mut document = web::ruled(inherit::hoisted(tokens::named(naming::told(filled))));
    document.pictures.extend(pictures);
    document
}

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct File {
    /// Below the folder that the code goes to, with `/`.
    pub path: String,
    /// The whole text; of a picture, what stands for it where files are compared ([`pictures::fingerprint`]).
    pub text: String,
    /// The bytes of a picture, which is no text.
    pub picture: Option<Arc<[u8]>>,
    /// Which bytes of the text stand for which node of the layout, in order of their start; the outer one first. A
    /// node may have several (its markup and its rule), and nodes of repeated items may share one.
    pub parts: Vec<(String, Range<usize>)>,
}

impl File {
    /// What is written.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.picture.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The innermost part at this byte.
    #[must_use]
    pub fn part_at(&self, byte: usize) -> Option<&str> {
        self.parts
            .iter()
            .filter(|(_, range)| range.contains(&byte))
            .min_by_key(|(_, range)| range.len())
            .map(|(id, _)| id.as_str())
    }

    /// Where a node stands in the text.
    pub fn ranges<'a>(&'a self, id: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.parts.iter().filter(move |(part, _)| part == id).map(|(_, range)| range.clone())
    }
}

#[cfg(test)]
mod tests;

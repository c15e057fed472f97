//! A page as elements with declarations of CSS: what all languages of the web print.
//!
//! Declarations are on the elements; which become classes, utilities or files is the printer's business.
//!
//! Not here: how the declarations were found (`code::web`), how they are printed.

use super::File;

/// A page.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Document {
    /// Title of the page; the component's name comes from it.
    pub title: String,
    /// Language of the text, BCP 47.
    pub language: String,
    /// Custom properties of `:root` in order: `--colour-primary` and its value.
    pub tokens: Vec<(String, String)>,
    /// Rules that are not an element's own, and before them what browsers must be told so that all begin alike. CSS.
    pub rules: String,
    /// The same where browsers are told already: Tailwind has a reset of its own.
    pub base: String,
    /// Pictures that are files of their own.
    pub pictures: Vec<File>,
    /// The `body`.
    pub body: Element,
}

/// An element of a page.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Element {
    /// `div`, `h1`, `button`, …
    pub tag: String,
    /// The layout node it comes from: stable, unique in the document.
    pub id: String,
    /// A word for it that classes and components are named after: `card`, `nav`, `title`; may repeat.
    pub name: String,
    /// In order, without `class` and `style`; `None` is an attribute without a value.
    pub attributes: Vec<(String, Option<String>)>,
    /// In order; a property once.
    pub style: Vec<Declaration>,
    /// Declarations that hold only below a width of the window (px), widest first.
    pub narrow: Vec<(f64, Vec<Declaration>)>,
    /// What is inside.
    pub children: Vec<Child>,
}

/// What is inside an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Child {
    /// An element.
    Element(Element),
    /// Words, not escaped.
    Text(String),
    /// `<br>`.
    Break,
}

/// One declaration of CSS.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Declaration {
    /// `padding-left`.
    pub property: String,
    /// `12px`, `var(--colour-primary)`.
    pub value: String,
}

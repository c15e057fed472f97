//! The words of the file for what the scene has enums for.
//!
//! Not here: keys.

use crate::scene::{Align, ComponentKind, Family, FillStyle, Head, Routing, StrokeStyle, Vertical};

/// A word and what it stands for.
type Words<T> = [(&'static str, T)];

const COMPONENTS: [(&str, ComponentKind); 18] = [
    ("button", ComponentKind::Button),
    ("input", ComponentKind::Input),
    ("text-area", ComponentKind::TextArea),
    ("checkbox", ComponentKind::Checkbox),
    ("radio", ComponentKind::Radio),
    ("toggle", ComponentKind::Toggle),
    ("select", ComponentKind::Select),
    ("slider", ComponentKind::Slider),
    ("tabs", ComponentKind::Tabs),
    ("table", ComponentKind::Table),
    ("card", ComponentKind::Card),
    ("list", ComponentKind::List),
    ("nav-bar", ComponentKind::NavBar),
    ("avatar", ComponentKind::Avatar),
    ("image", ComponentKind::Image),
    ("icon", ComponentKind::Icon),
    ("modal", ComponentKind::Modal),
    ("chart", ComponentKind::Chart),
];

pub(super) const ROUTINGS: &Words<Routing> =
    &[("straight", Routing::Straight), ("curved", Routing::Curved), ("elbow", Routing::Elbow)];
pub(super) const FAMILIES: &Words<Family> =
    &[("sans", Family::Sans), ("hand", Family::Hand), ("serif", Family::Serif), ("mono", Family::Mono)];
pub(super) const ALIGNS: &Words<Align> =
    &[("start", Align::Start), ("middle", Align::Middle), ("end", Align::End)];
pub(super) const VERTICALS: &Words<Vertical> =
    &[("top", Vertical::Top), ("middle", Vertical::Middle), ("bottom", Vertical::Bottom)];
pub(super) const FILLS: &Words<FillStyle> = &[
    ("solid", FillStyle::Solid),
    ("hachure", FillStyle::Hachure),
    ("cross-hatch", FillStyle::CrossHatch),
    ("zigzag", FillStyle::Zigzag),
];
pub(super) const STROKES: &Words<StrokeStyle> =
    &[("solid", StrokeStyle::Solid), ("dashed", StrokeStyle::Dashed), ("dotted", StrokeStyle::Dotted)];
const HEADS: [(&str, Head); 6] = [
    ("none", Head::None),
    ("arrow", Head::Arrow),
    ("triangle", Head::Triangle),
    ("dot", Head::Dot),
    ("bar", Head::Bar),
    ("diamond", Head::Diamond),
];

/// The word for a value of a table; the table's first for one that is not in it.
pub(super) fn word<T: PartialEq>(words: &Words<T>, value: &T) -> &'static str {
    words.iter().find(|(_, known)| known == value).or(words.first()).map_or("", |(word, _)| word)
}

/// What a word of a table stands for.
pub(super) fn named<T: Clone>(words: &Words<T>, word: &str) -> Option<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, value)| value.clone())
}

/// The word for a head.
pub(super) fn head_name(head: &Head) -> &str {
    match head {
        Head::Other(name) => name,
        known => word(&HEADS, known),
    }
}

/// The head that a word stands for.
pub(super) fn head_named(name: &str) -> Head {
    named(&HEADS, name).unwrap_or_else(|| Head::Other(name.to_owned()))
}

/// The word for a component in files: `nav-bar`.
#[must_use]
pub fn component_name(kind: ComponentKind) -> &'static str {
    word(&COMPONENTS, &kind)
}

/// The component that a word of a file stands for.
#[must_use]
pub fn component_named(name: &str) -> Option<ComponentKind> {
    named(&COMPONENTS, name)
}

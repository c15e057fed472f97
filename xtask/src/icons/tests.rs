//! The font that is checked in, and how it is made.

use super::*;

#[test]
fn every_icon_that_is_used_is_in_the_font() {
    let places = Places::find().unwrap();
    let font = std::fs::read(places.root.join(FONT)).unwrap();
    let there = subset::characters(&font).unwrap();
    let missing: Vec<String> = used(&places.root)
        .unwrap()
        .into_iter()
        .filter(|(_, glyph)| !there.contains_key(&u32::from(*glyph)))
        .map(|(name, _)| name)
        .collect();
    assert!(missing.is_empty(), "run `cargo xtask icons`: the font lacks {missing:?}");
}

#[test]
fn names_are_found_in_sources() {
    let source =
        "let a = Icon::FolderOpen; use x::{Icon}; Icon::new(); f(Icon::X, Icon::File); CursorIcon::Text";
    assert_eq!(names(source).collect::<Vec<_>>(), ["FolderOpen", "X", "File"]);
    for (name, icon) in
        [("FolderOpen", Icon::FolderOpen), ("Columns2", Icon::Columns2), ("CircleX", Icon::CircleX)]
    {
        assert_eq!(glyph(name), Some(char::from(icon)), "{name}");
    }
    assert_eq!(glyph("NoSuchIcon"), None);
}

#[test]
fn a_subset_has_its_characters_and_nothing_else() {
    let wanted = [Icon::X, Icon::Folder, Icon::Search].map(char::from);
    let font = subset::subset(LUCIDE_FONT_BYTES, wanted).unwrap();
    let there: Vec<u32> = subset::characters(&font).unwrap().into_keys().collect();
    let mut wanted: Vec<u32> = wanted.into_iter().map(u32::from).collect();
    wanted.sort_unstable();
    assert_eq!(there, wanted);
    assert!(font.len() < 8000, "{} bytes", font.len());
    // What is made of it again is the same: nothing is lost on the way.
    let again = subset::subset(&font, wanted.into_iter().filter_map(char::from_u32)).unwrap();
    assert_eq!(again, font);
}

#[test]
fn damaged_fonts_are_refused() {
    assert!(subset::subset(&[], ['a']).is_err());
    assert!(subset::subset(&LUCIDE_FONT_BYTES[..5000], [char::from(Icon::X)]).is_err());
    assert!(subset::subset(LUCIDE_FONT_BYTES, ['漢']).is_err(), "not one of its characters");
}

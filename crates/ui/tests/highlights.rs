//! The names of highlights and of the syntax colours of themes are the same words.

use justbuilt_syntax::Highlight;
use justbuilt_ui::theme::SyntaxColors;

#[test]
fn every_highlight_has_its_colour() {
    let missing: Vec<&str> = Highlight::ALL
        .iter()
        .map(|kind| kind.name())
        .filter(|name| !SyntaxColors::NAMES.contains(name))
        .collect();
    assert!(missing.is_empty(), "no theme can colour {missing:?}");
}

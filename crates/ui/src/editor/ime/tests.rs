//! What input methods' events become.

use super::*;

#[test]
fn a_composition_is_shown_and_then_typed() {
    let mut preedit = Preedit::default();
    let event = ImeEvent::Preedit { text: "にほん".into(), active_range_chars: Some(1..3) };
    assert_eq!(preedit.take(event), None);
    assert!(preedit.is_composing());
    assert_eq!(preedit.active, Some(3..9));
    assert_eq!(preedit.take(ImeEvent::Commit("日本".into())), Some(EditorIntent::Type("日本".into())));
    assert!(!preedit.is_composing());
}

#[test]
fn an_empty_preedit_ends_the_composition() {
    let mut preedit = Preedit { text: "a".into(), active: None };
    assert_eq!(preedit.take(ImeEvent::Preedit { text: String::new(), active_range_chars: None }), None);
    assert!(!preedit.is_composing());
    assert_eq!(preedit.take(ImeEvent::Commit(String::new())), None);
}

#[test]
fn the_enter_key_is_not_text() {
    let mut preedit = Preedit::default();
    assert_eq!(preedit.take(ImeEvent::Commit("\n".into())), None);
    assert_eq!(preedit.take(ImeEvent::Preedit { text: "\r".into(), active_range_chars: None }), None);
    assert!(!preedit.is_composing());
}

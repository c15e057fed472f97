//! Names, numbers and captures of highlight kinds.

use super::Highlight;

#[test]
fn numbers_and_names_round_trip() {
    for (number, kind) in Highlight::ALL.iter().enumerate() {
        assert_eq!(Highlight::from_u8(u8::try_from(number).unwrap()), Some(*kind));
        assert_eq!(Highlight::from_name(kind.name()), Some(*kind));
        assert_eq!(serde_name(*kind), kind.name());
    }
    assert_eq!(Highlight::from_u8(255), None);
    assert_eq!(Highlight::from_name("keyword2"), None);
}

fn serde_name(kind: Highlight) -> String {
    // The debug name in kebab case is what serde writes.
    let mut name = String::new();
    for (index, c) in format!("{kind:?}").chars().enumerate() {
        if c.is_uppercase() && index > 0 {
            name.push('-');
        }
        name.extend(c.to_lowercase());
    }
    name
}

#[test]
fn captures_map_by_longest_prefix() {
    assert_eq!(Highlight::from_capture("function.method.call"), Some(Highlight::Function));
    assert_eq!(Highlight::from_capture("function.macro"), Some(Highlight::Macro));
    assert_eq!(Highlight::from_capture("keyword.control.return"), Some(Highlight::Keyword));
    assert_eq!(Highlight::from_capture("comment.documentation.block"), Some(Highlight::DocComment));
    assert_eq!(Highlight::from_capture("_helper"), None);
    assert_eq!(Highlight::from_capture("none"), None);
    assert_eq!(Highlight::from_capture("variable"), None);
}

#[test]
fn scopes_map_by_longest_prefix() {
    assert_eq!(Highlight::from_scope("keyword.control.ruby"), Some(Highlight::Keyword));
    assert_eq!(Highlight::from_scope("string.quoted.double.lua"), Some(Highlight::String));
    assert_eq!(Highlight::from_scope("source.ruby"), None);
}

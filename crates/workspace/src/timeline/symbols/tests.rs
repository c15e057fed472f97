//! What has a name, in several languages, from text to text.

use super::*;

fn found(finder: &mut LanguageSymbols, path: &str, text: &str, name: &str) -> Vec<String> {
    let text = Text::from(text);
    let places = finder.places(&ProjectPath::new(path).unwrap(), &text, name);
    let first = |range: Range<usize>| text.slice(range).lines().next().unwrap_or_default().to_owned();
    places.into_iter().map(first).collect()
}

#[test]
fn functions_types_and_what_is_implemented_for_them() {
    let mut finder = LanguageSymbols::new(Arc::new(Languages::new()));
    let rust = "struct Rope<T>(T);\nimpl<T> Rope<T> {\n    fn len(&self) -> usize { 1 }\n}\n\
                impl Display for Rope<u8> {}\nfn rope() { len(); }\n// Rope\n";
    assert_eq!(
        found(&mut finder, "a.rs", rust, "Rope"),
        ["struct Rope<T>(T);", "impl<T> Rope<T> {", "impl Display for Rope<u8> {}"]
    );
    assert_eq!(found(&mut finder, "a.rs", rust, "len"), ["fn len(&self) -> usize { 1 }"]);
    // The same file later.
    let later = format!("fn first() {{}}\n{}", rust.replace("fn rope", "fn hemp"));
    assert_eq!(found(&mut finder, "a.rs", &later, "first"), ["fn first() {}"]);
    assert_eq!(found(&mut finder, "a.rs", &later, "rope"), [] as [&str; 0]);
    assert_eq!(found(&mut finder, "a.rs", &later, "hemp"), ["fn hemp() { len(); }"]);
    assert_eq!(found(&mut finder, "b.py", "def f():\n    return 1\n", "f"), ["def f():"]);
    assert_eq!(found(&mut finder, "c.txt", "def f():\n", "f"), [] as [&str; 0]);
}

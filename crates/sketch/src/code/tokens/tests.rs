//! Tests of the neighbouring code: `tokens`.

use super::colour::Colour;
use super::*;

fn element(tag: &str, text: &str, style: &[(&str, &str)], children: Vec<Element>) -> Element {
    let declaration = |(property, value): &(&str, &str)| Declaration {
        property: (*property).into(),
        value: (*value).into(),
    };
    let mut element =
        Element { tag: tag.into(), style: style.iter().map(declaration).collect(), ..Element::default() };
    if !text.is_empty() {
        element.children.push(Child::Text(text.into()));
    }
    element.children.extend(children.into_iter().map(Child::Element));
    element
}

fn page() -> Document {
    let card = |words: &str| {
        element(
            "article",
            "",
            &[
                ("background", "#ffffff"),
                ("border", "1px solid #d8dde5"),
                ("border-radius", "8px"),
                ("padding", "16px 24px"),
            ],
            vec![
                element("h2", words, &[("font-size", "20px"), ("color", "#1f2430")], Vec::new()),
                element(
                    "p",
                    "A quiet text that goes on for a while.",
                    &[("font-size", "14px"), ("color", "#5b6472")],
                    Vec::new(),
                ),
                element(
                    "p",
                    "And another, of the most usual kind there is on this page.",
                    &[("font-size", "14px"), ("color", "#1f2430")],
                    Vec::new(),
                ),
            ],
        )
    };
    let button = element(
        "button",
        "Save",
        &[("background", "#1d5fd6"), ("color", "#ffffff"), ("padding", "16px"), ("font-size", "14px")],
        Vec::new(),
    );
    Document {
        body: element(
            "body",
            "",
            &[("background", "#f6f7f9"), ("gap", "24px"), ("font-family", "Arial, sans-serif")],
            vec![card("One"), card("Two"), button],
        ),
        ..Document::default()
    }
}

fn value<'a>(document: &'a Document, name: &str) -> &'a str {
    document.tokens.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

#[test]
fn colours_are_named_by_what_they_do() {
    let document = named(page());
    for (name, css) in [
        ("background", "#f6f7f9"),
        ("surface", "#ffffff"),
        ("text", "#1f2430"),
        ("muted", "#5b6472"),
        ("border", "#d8dde5"),
        ("primary", "#1d5fd6"),
        ("on-primary", "#ffffff"),
    ] {
        assert_eq!(value(&document, &format!("--color-{name}")), css, "{name}: {:?}", document.tokens);
    }
}

#[test]
fn sizes_spaces_radii_and_fonts_are_named_by_their_scale() {
    let document = named(page());
    let of = |name: &str| value(&document, name).to_owned();
    assert_eq!((of("--text-base"), of("--text-lg")), ("14px".into(), "20px".into()));
    assert_eq!((of("--space-4"), of("--space-6")), ("16px".into(), "24px".into()));
    assert_eq!((of("--radius-lg"), of("--font-sans")), ("8px".into(), "Arial, sans-serif".into()));
}

#[test]
fn values_become_tokens() {
    let document = named(page());
    let styles = |element: &Element| {
        element.style.iter().map(|d| format!("{}: {}", d.property, d.value)).collect::<Vec<_>>()
    };
    assert_eq!(
        styles(&document.body),
        ["background: var(--color-background)", "gap: var(--space-6)", "font-family: var(--font-sans)"]
    );
    let Some(Child::Element(card)) = document.body.children.first() else { panic!("a card") };
    assert_eq!(
        styles(card),
        [
            "background: var(--color-surface)",
            "border: 1px solid var(--color-border)",
            "border-radius: var(--radius-lg)",
            "padding: var(--space-4) var(--space-6)"
        ]
    );
    let Some(Child::Element(button)) = document.body.children.get(2) else { panic!("a button") };
    assert_eq!(styles(button)[..2], ["background: var(--color-primary)", "color: var(--color-on-primary)"]);
}

#[test]
fn tokens_of_the_document_stay_and_nothing_is_named_twice() {
    let mut document = page();
    document.tokens.push(("--color-primary".into(), "#ff0000".into()));
    let document = named(document);
    assert_eq!(value(&document, "--color-primary"), "#ff0000");
    let mut names: Vec<_> = document.tokens.iter().map(|(name, _)| name).collect();
    names.sort();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    assert_eq!(named(page()), named(page()));
    assert_eq!(named(Document::default()).tokens, []);
}

#[test]
fn colours_are_read_as_css_writes_them() {
    assert_eq!(Colour::parse("#fff"), Some(Colour([255, 255, 255, 255])));
    assert_eq!(Colour::parse("#1E1E1E80"), Some(Colour([30, 30, 30, 128])));
    assert_eq!(Colour::parse("rgba(1, 2, 3, 0.5)"), Some(Colour([1, 2, 3, 128])));
    assert_eq!(Colour::parse("rgb(1 2 3 / 50%)"), Some(Colour([1, 2, 3, 128])));
    for none in
        ["", "#", "#12", "#é12345", "transparent", "rgb(", "rgb(1)", "var(--a)", "#gggggg", "rgb(a b c)"]
    {
        assert_eq!(Colour::parse(none), None, "{none}");
    }
}

#[test]
fn room_less_its_edge_is_a_token_less_it() {
    let card = || element("div", "A card", &[("padding", "calc(24px - 1px) 24px")], Vec::new());
    let body = element("body", "", &[], vec![card(), card()]);
    let document = named(Document { body, ..Document::default() });
    let Some(Child::Element(card)) = document.body.children.first() else { panic!("a card") };
    assert_eq!(card.style[0].value, "calc(var(--space-6) - 1px) var(--space-6)");
}

#[test]
fn words_on_a_dark_side_are_not_the_quiet_ones_of_the_page() {
    let text = |colour: &str, words: &str| element("p", words, &[("color", colour)], Vec::new());
    let side = element(
        "aside",
        "",
        &[("background", "#1f2430")],
        vec![text("#ffffff", "Harbour"), text("#c9cfda", "Overview, orders, customers, products")],
    );
    let main = element(
        "main",
        "",
        &[],
        vec![text("#1f2430", "Most words of the page are these"), text("#5b6472", "Revenue of this month")],
    );
    let body = element("body", "", &[("background", "#f6f7f9")], vec![side, main]);
    let document = named(Document { body, ..Document::default() });
    let value =
        |name: &str| document.tokens.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(value("--color-muted"), Some("#5b6472"));
    assert_eq!(value("--color-inverse"), Some("#ffffff"));
    assert_eq!(value("--color-inverse-muted"), Some("#c9cfda"));
}

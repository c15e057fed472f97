//! Tests of the neighbouring code: `tailwind`.

use super::*;
use crate::code::dom::{Child, Declaration};

fn element(style: &[(&str, &str)]) -> Element {
    let declaration = |(property, value): &(&str, &str)| Declaration {
        property: (*property).into(),
        value: (*value).into(),
    };
    Element {
        tag: "div".into(),
        id: "a".into(),
        style: style.iter().map(declaration).collect(),
        ..Element::default()
    }
}

fn classes(style: &[(&str, &str)]) -> String {
    let document = Document {
        tokens: vec![
            ("--color-primary".into(), "#1d5fd6".into()),
            ("--text-sm".into(), "13px".into()),
            ("--radius-md".into(), "6px".into()),
        ],
        ..Document::default()
    };
    Theme::of(&document).class(&element(style)).unwrap_or_default()
}

#[test]
fn layout_has_names() {
    assert_eq!(
        classes(&[("display", "flex"), ("flex-direction", "column"), ("gap", "16px")]),
        "flex flex-col gap-4"
    );
    assert_eq!(
        classes(&[("align-items", "flex-start"), ("justify-content", "space-between")]),
        "items-start justify-between"
    );
    assert_eq!(classes(&[("gap", "8px 12px")]), "gap-y-2 gap-x-3");
    assert_eq!(classes(&[("flex", "1 1 0"), ("min-width", "0")]), "flex-1 min-w-0");
    assert_eq!(classes(&[("grid-template-columns", "repeat(3, minmax(0, 1fr))")]), "grid-cols-3");
    assert_eq!(
        classes(&[("grid-template-columns", "200px minmax(0, 1fr)")]),
        "grid-cols-[200px_minmax(0,1fr)]"
    );
    assert_eq!(classes(&[("grid-column", "span 2 / span 2"), ("grid-row", "1 / 3")]), "col-span-2 row-[1/3]");
    assert_eq!(
        classes(&[("width", "100%"), ("max-width", "1120px"), ("height", "auto")]),
        "w-full max-w-280 h-auto"
    );
}

#[test]
fn spaces_are_quarters_of_a_step() {
    assert_eq!(classes(&[("padding", "8px 16px")]), "py-2 px-4");
    assert_eq!(classes(&[("padding", "1px 2px 3px 4px")]), "pt-px pr-0.5 pb-0.75 pl-1");
    assert_eq!(classes(&[("padding", "var(--space-4) var(--space-6)")]), "py-4 px-6");
    assert_eq!(classes(&[("padding", "12.6px var(--space-2) 8px")]), "pt-[12.6px] px-2 pb-2");
    assert_eq!(classes(&[("margin", "0 auto")]), "mx-auto");
    assert_eq!(classes(&[("margin-top", "-8px"), ("padding-left", "7.5px")]), "-mt-2 pl-[7.5px]");
    assert_eq!(classes(&[("padding-inline", "max(16px, 50% - 560px)")]), "px-[max(16px,50%_-_560px)]");
}

#[test]
fn colours_borders_and_words() {
    assert_eq!(
        classes(&[("color", "var(--color-primary)"), ("background", "#f6f7f9")]),
        "text-primary bg-[#f6f7f9]"
    );
    assert_eq!(classes(&[("background", "var(--brand)")]), "bg-(--brand)");
    assert_eq!(classes(&[("border", "1px solid #d8dde5")]), "border border-[#d8dde5]");
    assert_eq!(
        classes(&[("border-bottom", "2px dashed var(--color-primary)")]),
        "border-b-2 border-dashed border-b-primary"
    );
    assert_eq!(classes(&[("border", "0")]), "border-0");
    assert_eq!(classes(&[("border-radius", "var(--radius-md)")]), "rounded-md");
    // The theme may say another size for the name.
    assert_eq!(classes(&[("border-radius", "6px")]), "rounded-[6px]");
    assert_eq!(classes(&[("border-radius", "8px")]), "rounded-lg");
    assert_eq!(
        classes(&[("font-size", "var(--text-sm)"), ("font-weight", "600"), ("line-height", "1.5")]),
        "text-sm font-semibold leading-normal"
    );
    assert_eq!(classes(&[("font-size", "15px"), ("line-height", "1.4375")]), "text-[15px] leading-[1.4375]");
    assert_eq!(classes(&[("opacity", "0.5"), ("white-space", "nowrap")]), "opacity-50 whitespace-nowrap");
    assert_eq!(
        classes(&[("font-family", "\"Courier New\", monospace")]),
        "font-[family-name:'Courier_New',monospace]"
    );
}

#[test]
fn what_has_no_utility_is_written_out() {
    assert_eq!(classes(&[("scroll-snap-type", "x mandatory")]), "[scroll-snap-type:x_mandatory]");
    assert_eq!(classes(&[("content", "a_b")]), "[content:a\\_b]");
}

#[test]
fn narrow_windows_have_a_variant() {
    let document = Document::default();
    let mut row = element(&[("display", "flex")]);
    row.narrow = vec![
        (768.0, vec![Declaration { property: "flex-direction".into(), value: "column".into() }]),
        (500.0, vec![Declaration { property: "gap".into(), value: "8px".into() }]),
    ];
    assert_eq!(
        Theme::of(&document).class(&row).unwrap_or_default(),
        "flex max-md:flex-col max-[500px]:gap-2"
    );
}

#[test]
fn the_page_and_its_theme() {
    let mut body = element(&[("background", "var(--color-primary)")]);
    body.children.push(Child::Element(Element {
        tag: "p".into(),
        id: "b".into(),
        children: vec![Child::Text("Fish & chips <1>".into())],
        ..Element::default()
    }));
    let document = Document {
        title: "Fish & chips".into(),
        tokens: vec![
            ("--color-primary".into(), "#1d5fd6".into()),
            ("--space-4".into(), "16px".into()),
            ("--own".into(), "1".into()),
        ],
        base: "h1, h2 {\n  margin: 0;\n}\n".into(),
        body,
        ..Document::default()
    };
    let files = print(&document);
    let [page, sheet] = files.as_slice() else { panic!("a page and a sheet") };
    assert_eq!(
        page.text,
        r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Fish &amp; chips</title>
    <link rel="stylesheet" href="app.css" />
  </head>
  <body class="bg-primary" data-sketch="a">
    <p data-sketch="b">Fish &amp; chips &lt;1&gt;</p>
  </body>
</html>
"#
    );
    assert_eq!(
        sheet.text,
        "@import \"tailwindcss\";\n\n@theme {\n  --color-primary: #1d5fd6;\n}\n\n@layer base {\n  :root {\n    --own: 1;\n  }\n\n  h1,\n  h2 {\n    margin: 0;\n  }\n}\n"
    );
    let at = page.text.find("Fish &amp; chips &lt;").expect("the words");
    assert_eq!(page.part_at(at), Some("b"));
    assert_eq!(
        page.ranges("b").map(|range| &page.text[range]).collect::<Vec<_>>(),
        ["<p data-sketch=\"b\">Fish &amp; chips &lt;1&gt;</p>"]
    );
}

#[test]
fn what_tailwind_does_first_is_not_said_again() {
    assert_eq!(classes(&[("padding", "0 24px"), ("margin", "0")]), "px-6");
    assert_eq!(classes(&[("padding", "11px 16px 11px 0")]), "pt-2.75 pr-4 pb-2.75");
    let mut narrow = element(&[("margin-left", "16px")]);
    narrow.narrow.push((640.0, vec![Declaration { property: "margin-left".into(), value: "0".into() }]));
    let document = Document::default();
    let found = Theme::of(&document).class(&narrow);
    assert_eq!(found.as_deref(), Some("ml-4 max-sm:ml-0"), "in small windows it takes something back");
}

#[test]
fn one_size_for_both_and_room_less_its_edge() {
    assert_eq!(
        classes(&[("width", "32px"), ("height", "32px"), ("border-radius", "50%")]),
        "size-8 rounded-full"
    );
    assert_eq!(classes(&[("width", "32px"), ("height", "24px")]), "w-8 h-6");
    assert_eq!(classes(&[("padding", "calc(24px - 1px)")]), "p-[calc(--spacing(6)-1px)]");
    assert_eq!(
        classes(&[("padding", "calc(var(--space-4) - 1px) 12px")]),
        "py-[calc(--spacing(4)-1px)] px-3"
    );
}

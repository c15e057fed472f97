//! What parts are in the code: labels of fields, links and what they stand in, headings, tables, boxes of components.

use super::super::dom::{Child, Element as Tag};
use super::super::*;
use crate::layout::{self, metrics};
use crate::samples;
use crate::scene::{Align, Component, ComponentKind, Element, Family, Kind, Page, Sketch, Text, Vertical};
use kurbo::Rect;
use std::sync::Arc;

/// A drawing of 1280 × 800.
#[derive(Default)]
struct Drawing(Vec<Element>);

impl Drawing {
    fn add(mut self, id: &str, kind: Kind, [x, y, width, height]: [f64; 4]) -> Self {
        let mut element = Element::new(id, kind, Rect::new(x, y, x + width, y + height));
        element.style.stroke = "#222222".into();
        element.style.stroke_width = 1.0;
        self.0.push(element);
        self
    }

    fn box_of(self, id: &str, fill: &str, stroke: &str, at: [f64; 4]) -> Self {
        let mut drawing = self.add(id, Kind::Rectangle, at);
        if let Some(last) = drawing.0.last_mut() {
            last.style.fill = fill.into();
            last.style.stroke = stroke.into();
        }
        drawing
    }

    fn part(self, id: &str, kind: ComponentKind, at: [f64; 4], text: &str) -> Self {
        let component = Component { kind, text: text.into(), ..Component::default() };
        self.add(id, Kind::Component(component), at)
    }

    fn text(self, id: &str, x: f64, y: f64, size: f64, words: &str) -> Self {
        let text = Text {
            text: words.into(),
            size,
            family: Family::Sans,
            weight: 400,
            italic: false,
            line_height: 1.5,
            align: Align::Start,
            vertical: Vertical::Top,
            auto_width: true,
            wrapped: None,
        };
        let width = metrics::width(words, size, Family::Sans, false).ceil();
        self.add(id, Kind::Text(text), [x, y, width, size * 1.5])
    }

    fn tree(self) -> layout::Tree {
        let mut frame = Element::new("screen", Kind::Frame, Rect::new(0.0, 0.0, 1280.0, 800.0));
        frame.name = Some("Screen".into());
        let elements = self.0.into_iter().chain([frame]).map(Arc::new).collect();
        let page = Page { elements, ..Page::default() };
        let sketch = Sketch { pages: vec![page], ..Sketch::default() };
        layout::infer(&sketch, &sketch.pages[0], None).0
    }

    fn outline(self) -> String {
        outline(&self.tree())
    }
}

/// The page as tags with what they say, a line each.
fn outline(tree: &layout::Tree) -> String {
    fn visit(tag: &Tag, depth: usize, out: &mut String) {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&tag.tag);
        for (name, value) in &tag.attributes {
            if matches!(name.as_str(), "for" | "id" | "role" | "aria-current")
                || (name == "href" && tag.tag == "a")
            {
                out.push_str(&format!(" {name}={}", value.as_deref().unwrap_or_default()));
            }
        }
        for child in &tag.children {
            if let Child::Text(words) = child {
                out.push_str(&format!(" {words:?}"));
            }
        }
        out.push('\n');
        for child in &tag.children {
            if let Child::Element(child) = child {
                visit(child, depth + 1, out);
            }
        }
    }
    let mut out = String::new();
    visit(&page(tree).body, 0, &mut out);
    out
}

fn sample(name: &str) -> String {
    let (_, sketch) = samples::all().into_iter().find(|(known, _)| *known == name).expect("a sample");
    outline(&layout::infer(&sketch, &sketch.pages[0], None).0)
}

#[track_caller]
fn has(outline: &str, wanted: &[&str]) {
    for line in wanted {
        assert!(outline.lines().any(|known| known.trim() == *line), "{line} is not in\n{outline}");
    }
}

#[test]
fn labels_above_any_field_are_tied_to_it() {
    let found = Drawing::default()
        .text("a", 40.0, 40.0, 14.0, "Country")
        .part("country", ComponentKind::Select, [40.0, 66.0, 300.0, 40.0], "Peru\nChile")
        .text("b", 40.0, 130.0, 14.0, "About you")
        .part("about", ComponentKind::TextArea, [40.0, 156.0, 300.0, 90.0], "")
        .text("c", 40.0, 270.0, 14.0, "Volume")
        .part("volume", ComponentKind::Slider, [40.0, 296.0, 300.0, 24.0], "")
        .text("d", 40.0, 344.0, 14.0, "Date of birth")
        .part("date", ComponentKind::Input, [40.0, 370.0, 300.0, 40.0], "")
        .outline();
    has(
        &found,
        &[
            "label for=country \"Country\"",
            "select id=country",
            "label for=about-you \"About you\"",
            "textarea id=about-you",
            "label for=volume \"Volume\"",
            "input id=volume",
            "label for=date-of-birth \"Date of birth\"",
            "input id=date-of-birth",
        ],
    );
}

#[test]
fn labels_left_of_fields_are_tied_to_them() {
    let mut drawing = Drawing::default();
    for (at, (words, kind)) in [
        ("Name", ComponentKind::Input),
        ("Favourite country", ComponentKind::Select),
        ("Notes", ComponentKind::TextArea),
        ("Loudness", ComponentKind::Slider),
    ]
    .into_iter()
    .enumerate()
    {
        let y = 40.0 + 70.0 * at as f64;
        let (text, height) = if kind == ComponentKind::Slider { ("", 24.0) } else { ("One", 40.0) };
        drawing = drawing.text(&format!("label-{at}"), 40.0, y + height / 2.0 - 10.5, 14.0, words).part(
            &format!("field-{at}"),
            kind,
            [220.0, y, 320.0, height],
            text,
        );
    }
    let tree = drawing.tree();
    has(
        &outline(&tree),
        &[
            "label for=name \"Name\"",
            "label for=favourite-country \"Favourite country\"",
            "label for=notes \"Notes\"",
            "label for=loudness \"Loudness\"",
            "input id=name",
            "textarea id=notes \"One\"",
            "input id=loudness",
        ],
    );
    // Fields of the struct are called so too.
    let code: String = generate(&tree, Target::Egui).iter().map(|file| file.text.clone()).collect();
    for field in
        ["pub name: String", "pub favourite_country: usize", "pub notes: String", "pub loudness: f32"]
    {
        assert!(code.contains(field), "{field} is not in\n{code}");
    }
}

#[test]
fn words_far_from_a_lonely_field_do_not_name_it() {
    let found = Drawing::default()
        .text("title", 40.0, 50.0, 14.0, "Orders")
        .part("search", ComponentKind::Input, [260.0, 40.0, 300.0, 40.0], "Search")
        .outline();
    assert!(!found.contains("label"), "{found}");
}

#[test]
fn a_card_holds_what_is_drawn_on_it() {
    let tree = Drawing::default()
        .part("card", ComponentKind::Card, [40.0, 40.0, 400.0, 260.0], "Profile\nHow others see you.")
        .text("name-label", 56.0, 110.0, 14.0, "Name")
        .part("name", ComponentKind::Input, [56.0, 136.0, 368.0, 40.0], "")
        .part("save", ComponentKind::Button, [56.0, 200.0, 120.0, 40.0], "Save")
        .tree();
    let found = outline(&tree);
    has(&found, &["p \"How others see you.\"", "label for=name \"Name\"", "button \"Save\""]);
    assert!(found.contains("form") || found.contains("article"), "{found}");
    assert!(
        found.lines().any(|line| line.trim().starts_with('h') && line.contains("\"Profile\"")),
        "{found}"
    );
    let code = generate(&tree, Target::Html);
    let all: String = code.iter().map(|file| file.text.as_str()).collect();
    assert!(!all.contains("layers") && !all.contains("grid-area"), "in flow:\n{all}");
    assert!(all.contains("padding: "), "{all}");
    // Its words lead back to it.
    let nodes = layout::infer::nodes(&tree.root);
    let title = nodes.iter().find(|node| node.id == "card-words-1").expect("the title");
    assert_eq!(title.elements, ["card".into()]);
}

#[test]
fn a_dialog_holds_what_is_drawn_on_it() {
    let found = Drawing::default()
        .part("dialog", ComponentKind::Modal, [340.0, 200.0, 480.0, 280.0], "Rename the boat")
        .text("label", 360.0, 270.0, 14.0, "New name")
        .part("name", ComponentKind::Input, [360.0, 296.0, 440.0, 40.0], "")
        .outline();
    has(&found, &["label for=new-name \"New name\"", "button \"OK\"", "button \"Cancel\""]);
    assert!(found.contains("role=dialog"), "{found}");
}

#[test]
fn a_bar_holds_what_is_drawn_on_it() {
    let found = Drawing::default()
        .part("bar", ComponentKind::NavBar, [0.0, 0.0, 1280.0, 64.0], "Harbour\nBoats\nCrews\nPorts")
        .part("search", ComponentKind::Input, [400.0, 12.0, 300.0, 40.0], "Search")
        .text("title", 40.0, 120.0, 40.0, "All the boats")
        .text("words", 40.0, 200.0, 14.0, "There are none in the yard.")
        .outline();
    has(&found, &["a href=/ \"Harbour\"", "nav", "a href=#boats \"Boats\"", "h1 \"All the boats\""]);
    assert_eq!(found.matches("header").count(), 1, "{found}");
}

#[test]
fn words_in_bars_are_links() {
    let landing = sample("Landing");
    has(
        &landing,
        &["a href=/ \"Harbour\"", "a href=#features \"Features\"", "a href=#docs \"Docs\"", "footer"],
    );
    assert_eq!(landing.matches("nav\n").count(), 2, "in the header and in the footer\n{landing}");
    let settings = sample("Settings");
    has(
        &settings,
        &[
            "a href=/ \"Harbour\"",
            "a href=#team \"Team\"",
            "a href=#profile aria-current=page \"Profile\"",
            "a href=#members \"Members\"",
        ],
    );
    let dashboard = sample("Dashboard");
    has(&dashboard, &["aside", "a href=/ \"Harbour\"", "nav", "a href=#reports \"Reports\"", "main"]);
}

#[test]
fn one_heading_heads_a_page_and_no_level_is_left_out() {
    for name in ["Settings", "Login", "Dashboard", "Landing"] {
        let found = sample(name);
        let levels: Vec<u32> = found
            .lines()
            .filter_map(|line| line.trim().strip_prefix('h')?.split(' ').next()?.parse().ok())
            .collect();
        assert_eq!(levels.first(), Some(&1), "{name} begins with its heading\n{found}");
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}\n{found}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
    }
    let landing = sample("Landing");
    assert!(landing.contains("p \"Harbour keeps every crew list"), "{landing}");
    assert!(landing.contains("p \"€ 12 per boat\""), "{landing}");
}

#[test]
fn rows_of_words_in_a_card_are_a_table() {
    let found = sample("Dashboard");
    assert_eq!(found.matches("table\n").count(), 1, "{found}");
    assert_eq!(found.matches(" tr\n").count(), 7, "{found}");
    has(
        &found,
        &["th \"Customer\"", "td \"€ 128.00\"", "h2 \"Latest orders\"", "a href=#see-all \"See all\""],
    );
}

#[test]
fn a_ground_without_an_edge_is_no_field() {
    let mut drawing = Drawing::default().box_of("side", "#ffffff", "#d8dde5", [40.0, 40.0, 240.0, 200.0]);
    for (at, words) in ["Profile", "Security", "Billing"].into_iter().enumerate() {
        let y = 52.0 + 44.0 * at as f64;
        drawing = drawing
            .box_of(&format!("row-{at}"), "#ffffff", "transparent", [48.0, y, 224.0, 37.0])
            .text(&format!("words-{at}"), 64.0, y + 8.0, 14.0, words);
    }
    let found = drawing.outline();
    assert!(!found.contains("input"), "{found}");
}

#[test]
fn rows_of_settings_are_alike() {
    let (_, sketch) = samples::all().into_iter().find(|(name, _)| *name == "Settings").expect("a sample");
    let tree = layout::infer(&sketch, &sketch.pages[0], None).0;
    let files = generate(&tree, Target::React);
    let react = &files.iter().find(|file| file.path == "Settings.tsx").expect("the component").text;
    // One component for all three, with the words that name the switch.
    assert!(react.contains("htmlFor={"), "{react}");
    assert_eq!(react.matches("role=\"switch\"").count(), 1, "{react}");
}

#[test]
fn faces_that_egui_lacks_are_said() {
    let mut drawing = Drawing::default().text("words", 40.0, 40.0, 14.0, "With serifs");
    if let Some(Kind::Text(text)) = drawing.0.last_mut().map(|last| &mut last.kind) {
        text.family = Family::Serif;
    }
    let tree = drawing.tree();
    let code = generate(&tree, Target::Egui);
    assert!(code[0].text.contains("the font family `serif` where the app has it"), "{}", code[0].text);
    assert!(code[0].text.contains("face: Face::Serif"), "{}", code[0].text);
    let css: String = generate(&tree, Target::Html).iter().map(|file| file.text.clone()).collect();
    assert!(css.contains("Georgia, \"Times New Roman\", serif"), "{css}");
}

#[test]
fn repeated_parts_are_called_by_words() {
    for name in ["Landing", "Settings", "Dashboard", "Login"] {
        let (_, sketch) = samples::all().into_iter().find(|(known, _)| *known == name).expect("a sample");
        let (tree, _) = layout::infer(&sketch, &sketch.pages[0], None);
        for target in [Target::React, Target::ReactTailwind, Target::Svelte] {
            let source = &generate(&tree, target)[0].text;
            let lists = source
                .lines()
                .filter_map(|line| line.trim().strip_prefix("const ")?.split([':', ' ']).next());
            for list in lists {
                assert!(!list.contains(|c: char| c.is_ascii_digit()), "{name}: {list}");
            }
        }
    }
    let source = sample_code("Landing", Target::React);
    assert!(source.contains("const navLinks: NavLinkProps[]"), "{source}");
    assert!(source.contains("const footerNavLinks: FooterNavLinkProps[]"), "{source}");
}

#[test]
fn what_ties_a_field_to_its_words_is_one_property() {
    let source = sample_code("Settings", Target::React);
    let props = source.split("interface NotificationProps {").nth(1).expect("an interface");
    let props = props.split('}').next().expect("its end");
    assert_eq!(
        props.split_whitespace().collect::<Vec<_>>().join(" "),
        "id: string; name: string; label: string; note: string; checked?: boolean;"
    );
    assert!(source.contains("htmlFor={name}") && source.contains("id={`${name}-note`}"), "{source}");
}

#[test]
fn pages_have_a_main_part_and_navigations_have_names() {
    for (name, labels) in [("Landing", ["Main", "Footer"]), ("Settings", ["Main", "Settings"])] {
        let source = sample_code(name, Target::Html);
        for label in labels {
            assert!(source.contains(&format!("aria-label=\"{label}\"")), "{name}: {label}");
        }
    }
    assert!(sample_code("Login", Target::Html).contains("<main class=\"main\""));
    assert!(sample_code("Login", Target::React).contains("<main className={styles.page}"));
}

fn sample_code(name: &str, target: Target) -> String {
    let (_, sketch) = samples::all().into_iter().find(|(known, _)| *known == name).expect("a sample");
    let (tree, _) = layout::infer(&sketch, &sketch.pages[0], None);
    generate(&tree, target).swap_remove(0).text
}

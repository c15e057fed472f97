//! Tests that what was drawn of components, forms and tables is in the code.

use super::super::*;
use crate::layout::{self, Content, Layout, Line, Node, Paint, Role, Run, Tree};
use crate::samples;
use crate::scene::{Align, Component, ComponentKind, Element, Family, Kind, Page, Sketch, Text, Vertical};
use kurbo::Rect;
use std::sync::Arc;

fn component(id: &str, kind: ComponentKind, at: Rect, text: &str, stroke: &str, fill: &str) -> Element {
    let component = Component { kind, text: text.into(), on: true, ..Component::default() };
    let mut element = Element::new(id, Kind::Component(component), at);
    element.style.stroke = stroke.into();
    element.style.fill = fill.into();
    element.style.stroke_width = 2.0;
    element.style.corner = 11.0;
    element
}

fn words(id: &str, x: f64, y: f64, text: &str) -> Element {
    let text = Text {
        text: text.into(),
        size: 14.0,
        family: Family::Sans,
        weight: 400,
        italic: false,
        line_height: 1.5,
        align: Align::Start,
        vertical: Vertical::Top,
        auto_width: true,
        wrapped: None,
    };
    Element::new(id, Kind::Text(text), Rect::new(x, y, x + 80.0, y + 21.0))
}

fn drawn(elements: Vec<Element>) -> Tree {
    let page = Page { elements: elements.into_iter().map(Arc::new).collect(), ..Page::default() };
    let sketch = Sketch { name: "Sign up".into(), pages: vec![page], ..Sketch::default() };
    layout::infer(&sketch, &sketch.pages[0], None).0
}

fn text_of(tree: &Tree, target: Target) -> String {
    generate(tree, target).iter().map(|file| file.text.as_str()).collect()
}

fn sample(name: &str) -> Tree {
    let (_, sketch) = samples::all().into_iter().find(|(known, _)| *known == name).expect("a sample");
    layout::infer(&sketch, &sketch.pages[0], None).0
}

#[test]
fn components_keep_what_they_were_painted_with() {
    let tree = drawn(vec![
        component(
            "b",
            ComponentKind::Button,
            Rect::new(20.0, 20.0, 220.0, 60.0),
            "Go on",
            "#8a1f5c",
            "#ffe6f2",
        ),
        component("f", ComponentKind::Input, Rect::new(20.0, 80.0, 420.0, 120.0), "", "#0b5d1e", "#f0fff4"),
        component(
            "c",
            ComponentKind::Checkbox,
            Rect::new(20.0, 140.0, 220.0, 164.0),
            "Yes",
            "#123456",
            "#ffffff",
        ),
    ]);
    let html = text_of(&tree, Target::Html);
    for wanted in ["#8a1f5c", "#ffe6f2", "#0b5d1e", "#f0fff4", "#123456", "11px", "2px solid", "accent-color"]
    {
        assert!(html.contains(wanted), "{wanted} is not in\n{html}");
    }
    let rust = text_of(&tree, Target::Egui);
    for wanted in
        ["(138, 31, 92)", "(255, 230, 242)", "(11, 93, 30)", "(240, 255, 244)", "(18, 52, 86)", "11.0"]
    {
        assert!(rust.contains(wanted), "{wanted} is not in\n{rust}");
    }
}

#[test]
fn words_that_could_not_be_read_are_set_in_the_page_s_colour() {
    let pale = |text| {
        component("b", ComponentKind::Button, Rect::new(20.0, 20.0, 220.0, 60.0), text, "#d8dde5", "#ffffff")
    };
    let html = text_of(&drawn(vec![pale("Cancel"), words("w", 20.0, 90.0, "Some words")]), Target::Html);
    assert!(!html.contains("  color: #d8dde5"), "{html}");
    let dark = component(
        "b",
        ComponentKind::Button,
        Rect::new(20.0, 20.0, 220.0, 60.0),
        "Save",
        "#1d3fa6",
        "#1d3fa6",
    );
    let html = text_of(&drawn(vec![dark, words("w", 20.0, 90.0, "Some words")]), Target::Html);
    assert!(
        html.contains("--color-on-primary: #ffffff;") && html.contains("var(--color-on-primary)"),
        "{html}"
    );
}

#[test]
fn fields_are_named_by_their_words_and_sent_with_a_form() {
    let html = text_of(&sample("Settings"), Target::Html);
    for wanted in [
        "<form ",
        "for=\"first-name\"",
        "autocomplete=\"given-name\"",
        "type=\"email\"",
        "<label class=\"label\" for=\"language\"",
        "<select",
        "role=\"switch\"",
        "aria-describedby=\"product-news-note\"",
        "id=\"product-news-note\"",
        "type=\"submit\"",
        ":focus-visible {",
    ] {
        assert!(html.contains(wanted), "{wanted} is not in\n{html}");
    }
    assert!(!html.contains("aria-label=\"Field\""), "{html}");
    // Every `for` and every description leads to an element.
    for (attribute, end) in [("for=\"", '"'), ("aria-describedby=\"", '"')] {
        for rest in html.split(attribute).skip(1) {
            let id = rest.split(end).next().unwrap_or_default();
            assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{id} in\n{html}");
        }
    }
    let login = text_of(&sample("Login"), Target::React);
    for wanted in
        ["type=\"password\"", "autoComplete=\"current-password\"", "type=\"submit\"", "defaultChecked"]
    {
        assert!(login.contains(wanted), "{wanted} is not in\n{login}");
    }
}

#[test]
fn looks_that_are_alike_are_said_once() {
    let files = generate(&sample("Settings"), Target::Html);
    let sheet = &files.iter().find(|file| file.path == "style.css").expect("a sheet").text;
    // A field, a choice and a card look so once each.
    assert_eq!(sheet.matches("padding: 0 var(--space-3);").count(), 1, "{sheet}");
    assert!(sheet.matches("border: 1px solid").count() <= 6, "{sheet}");
    // Size and colour of most words are the page's.
    assert_eq!(sheet.matches("font-size: var(--text-base);").count(), 1, "{sheet}");
    assert_eq!(sheet.matches("line-height: 1.5;").count(), 1, "{sheet}");
    for file in &files {
        for class in file.text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            for name in class.split(' ') {
                assert!(
                    sheet.contains(&format!(".{name} {{")) || sheet.contains(&format!(".{name},")),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn small_windows_have_rows_below_each_other() {
    let sheet = text_of(&sample("Landing"), Target::Html);
    let (_, small) = sheet.split_once("@media (max-width: 639.98px) {").expect("rules for small windows");
    assert!(small.contains("flex-wrap: wrap;"), "{small}");
    let tailwind = text_of(&sample("Landing"), Target::Tailwind);
    assert!(tailwind.contains("max-sm:flex-wrap"), "{tailwind}");
}

#[test]
fn charts_are_pictures_of_their_own() {
    let files = generate(&sample("Dashboard"), Target::React);
    let chart = files.iter().find(|file| file.path == "sales-by-month.svg").expect("the chart");
    assert!(chart.text.starts_with("<svg ") && chart.text.contains("#1d5fd6"), "{}", chart.text);
    assert!(
        files[0].text.contains("import salesByMonth from \"./sales-by-month.svg\";\n")
            && files[0].text.contains("src={salesByMonth}\n")
            && files[0].text.contains("alt=\"Sales by month\"")
    );
}

#[test]
fn dark_pages_say_so() {
    let mut light = words("w", 40.0, 40.0, "Light words");
    light.style.stroke = "#e8eaee".into();
    let field = component(
        "f",
        ComponentKind::Input,
        Rect::new(40.0, 80.0, 440.0, 120.0),
        "Mara",
        "#8790a0",
        "#22262e",
    );
    let page = Page { elements: [light, field].into_iter().map(Arc::new).collect(), ..Page::default() };
    let background = Some("#15171c".to_owned());
    let sketch = Sketch { name: "Dark".into(), background, pages: vec![page], ..Sketch::default() };
    let html = text_of(&layout::infer(&sketch, &sketch.pages[0], None).0, Target::Html);
    assert!(html.contains("color-scheme: dark;"), "{html}");
}

fn cell(id: &str, text: &str, heads: bool, at: (f64, f64)) -> Node {
    let run = Run { text: text.into(), ..crate::layout::piece::plain_run(text, 14.0) };
    Node {
        id: id.into(),
        role: Role::TableCell(heads),
        drawn: Rect::new(at.0, at.1, at.0 + 60.0, at.1 + 20.0),
        content: Content::Text(run),
        ..Node::default()
    }
}

#[test]
fn tables_have_heads_rows_and_cells() {
    let row = |number: usize, heads: bool, cells: [&str; 2]| {
        let y = 40.0 * number as f64 + 10.0;
        let children = (cells.iter().enumerate())
            .map(|(at, text)| cell(&format!("c{number}{at}"), text, heads, (200.0 * at as f64, y)))
            .collect();
        Node {
            id: format!("r{number}"),
            role: Role::TableRow,
            drawn: Rect::new(0.0, y, 400.0, y + 20.0),
            layout: Layout::Row(Line::default()),
            children,
            ..Node::default()
        }
    };
    let rule = Node {
        id: "rule".into(),
        role: Role::Rule,
        drawn: Rect::new(0.0, 39.0, 400.0, 40.0),
        paint: Paint { background: Some("#d8dde5".into()), ..Paint::default() },
        ..Node::default()
    };
    let table = Node {
        id: "table".into(),
        role: Role::Table,
        drawn: Rect::new(-7.0, 0.0, 400.0, 160.0),
        layout: Layout::Column(Line::default()),
        children: vec![
            row(0, true, ["Order", "Total"]),
            rule,
            row(1, false, ["#1", "€ 10"]),
            row(2, false, ["#2", "€ 20"]),
            row(3, false, ["#3", "€ 30"]),
        ],
        ..Node::default()
    };
    let root = Node {
        id: "root".into(),
        layout: Layout::Column(Line::default()),
        children: vec![table],
        ..Node::default()
    };
    let tree = Tree { name: "Orders".into(), width: 400.0, height: 160.0, root, ..Tree::default() };
    let html = text_of(&tree, Target::Html);
    assert!(html.contains("<thead>") && html.contains("<tbody>") && !html.contains("<hr"), "{html}");
    assert_eq!(html.matches("scope=\"col\"").count(), 2, "{html}");
    assert_eq!(html.matches("<td").count(), 6, "{html}");
    assert!(html.contains("width: 50.86%;") && html.contains("border-top: 1px solid"), "{html}");
    // The words of the first column stand as far in as drawn; the line between rows is part of their height.
    assert!(html.contains("padding: 10px var(--space-4) 9px 7px"), "{html}");
    let react = text_of(&tree, Target::React);
    assert!(react.contains(".map((") && react.contains("order:") && react.contains("total:"), "{react}");
    let svelte = text_of(&tree, Target::Svelte);
    assert!(svelte.contains("{#each ") && svelte.contains("<td"), "{svelte}");
}

fn css_of(root: Node) -> String {
    let tree = Tree { name: "Part".into(), width: 800.0, height: 400.0, root, ..Tree::default() };
    let files = generate(&tree, Target::Html);
    files.iter().find(|file| file.path == "style.css").map(|file| file.text.clone()).unwrap_or_default()
}

fn one_line(id: &str, x: f64) -> Node {
    Node {
        id: id.into(),
        drawn: Rect::new(x, 0.0, x + 60.0, 20.0),
        content: Content::Text(crate::layout::piece::plain_run(id, 14.0)),
        one_line: true,
        ..Node::default()
    }
}

#[test]
fn words_spread_over_a_width_keep_it() {
    let inner = |justify| Node {
        id: "inner".into(),
        drawn: Rect::new(500.0, 0.0, 700.0, 20.0),
        layout: Layout::Row(Line { gap: 10.0, justify, ..Line::default() }),
        width: layout::Size::Fixed(196.0),
        children: vec![one_line("Shelf", 500.0), one_line("About", 640.0)],
        ..Node::default()
    };
    let root = |justify| Node {
        id: "root".into(),
        layout: Layout::Row(Line { justify: layout::Justify::Between, ..Line::default() }),
        children: vec![one_line("Name", 0.0), inner(justify)],
        ..Node::default()
    };
    assert!(css_of(root(layout::Justify::Between)).contains("width: 196px"));
    // Words one after the other are as wide as they are.
    assert!(!css_of(root(layout::Justify::Start)).contains("width: 196px"));
}

#[test]
fn pictures_beside_what_fills_a_row_keep_their_height() {
    let picture = Node {
        id: "face".into(),
        drawn: Rect::new(0.0, 0.0, 64.0, 64.0),
        width: layout::Size::Fixed(64.0),
        height: layout::Size::Fixed(64.0),
        content: Content::Picture { picture: None, alternative: "Face".into() },
        ..Node::default()
    };
    let card = Node {
        id: "card".into(),
        drawn: Rect::new(80.0, 0.0, 700.0, 300.0),
        width: layout::Size::Fixed(620.0),
        layout: Layout::Column(Line::default()),
        paint: Paint { background: Some("#eeeeee".into()), ..Paint::default() },
        children: vec![one_line("Words", 80.0)],
        ..Node::default()
    };
    let root = Node {
        id: "root".into(),
        drawn: Rect::new(0.0, 0.0, 700.0, 300.0),
        layout: Layout::Row(Line { align: layout::Cross::Start, ..Line::default() }),
        children: vec![picture, card],
        ..Node::default()
    };
    let css = css_of(root);
    assert!(css.contains("align-self: flex-start"), "{css}");
}

#[test]
fn pages_go_on_to_the_end_of_the_window() {
    // The ground of a component is not that of the window; a page's own is.
    let react = generate(&sample("Landing"), Target::React);
    let module = &react.iter().find(|file| file.path == "Landing.module.css").expect("a module").text;
    assert!(module.contains(".page {\n") && module.matches("min-height: 100dvh;").count() == 1, "{module}");
    assert!(text_of(&sample("Landing"), Target::Svelte).contains("min-height: 100dvh;"));
    assert!(text_of(&sample("Landing"), Target::ReactTailwind).contains("min-h-dvh"));
    assert!(!text_of(&sample("Landing"), Target::Html).contains("100dvh"));
    // What stands at its side goes on with it.
    assert!(text_of(&sample("Dashboard"), Target::Html).contains("min-height: 100dvh;"));
}

#[test]
fn small_windows_have_the_same_edges_all_the_way_down() {
    let sheet = text_of(&sample("Settings"), Target::Html);
    let (_, small) = sheet.split_once("@media (max-width: 639.98px) {").expect("rules for small windows");
    assert_eq!(small.matches("padding-inline: var(--space-4);").count(), 2, "{small}");
}

#[test]
fn lines_between_parts_are_borders_and_no_surface() {
    let sheet = text_of(&sample("Landing"), Target::Html);
    assert!(sheet.contains("--color-surface: #e9eef6;"), "{sheet}");
    let rule = sheet.split(".rule {").nth(1).expect("a rule");
    assert!(rule.split('}').next().expect("its body").contains("background: var(--color-border);"), "{rule}");
}

#[test]
fn rows_of_one_component_are_told_apart_without_ids() {
    let at = Rect::new(0.0, 0.0, 900.0, 60.0);
    let bar =
        component("bar", ComponentKind::NavBar, at, "Harbour\nHome\nPrices\nAbout", "#000000", "#ffffff");
    let table = Rect::new(0.0, 100.0, 900.0, 300.0);
    let rows = "Order, Total\n1, 20\n2, 20\n3, 20\n4, 20";
    let table = component("table", ComponentKind::Table, table, rows, "#000000", "#ffffff");
    let tree = drawn(vec![bar, table]);
    let svelte = text_of(&tree, Target::Svelte);
    assert!(svelte.contains("{#each navLinks as navLink (navLink.href)}"), "{svelte}");
    assert!(svelte.contains("{#each tableRows as tableRow (tableRow.order)}"), "{svelte}");
    assert!(!svelte.contains("id: \"\""), "{svelte}");
    let react = text_of(&tree, Target::React);
    assert!(react.contains("<NavLink key={navLink.href} {...navLink} />"), "{react}");
    assert!(
        react.contains("function TableRow({ order, total }: TableRowProps)") || !react.contains("{ id,"),
        "{react}"
    );
}

#[test]
fn the_link_to_where_one_is_is_one_of_the_list() {
    let react = text_of(&sample("Settings"), Target::React);
    assert!(react.contains("className={current ? styles.currentLink : styles.link}"), "{react}");
    assert!(react.contains("current: \"page\""), "{react}");
    assert_eq!(react.matches("<a").count(), 3, "brand, and one for each list\n{react}");
    let svelte = text_of(&sample("Settings"), Target::Svelte);
    assert!(svelte.contains("class:current-link={sideNavLink.current}"), "{svelte}");
    assert!(svelte.contains("class:link={!sideNavLink.current}"), "{svelte}");
}

#[test]
fn room_on_the_grid_is_said_with_the_edge_beside_it() {
    let html = text_of(&sample("Dashboard"), Target::Html);
    assert!(html.contains("padding: calc(var(--space-6) - 1px);"), "{html}");
    let egui = text_of(&sample("Dashboard"), Target::Egui);
    assert!(egui.contains("padding: [24.0, 24.0, 24.0, 24.0],"), "{egui}");
}

#[test]
fn a_bar_at_the_side_stays_as_wide_as_drawn() {
    let html = text_of(&sample("Dashboard"), Target::Html);
    assert!(html.contains("flex: 0 1 224px;") && html.contains("flex: 1 1 1024px;"), "{html}");
    // Alone in its line it takes the whole.
    assert!(html.contains("flex-grow: 1;"), "{html}");
    let html = text_of(&sample("Settings"), Target::Html);
    assert!(html.contains("flex: 0 1 240px;") && html.contains("gap: 48px;"), "{html}");
    assert!(html.contains("flex: 1;"), "words beside a switch take the rest\n{html}");
}

#[test]
fn large_words_are_smaller_in_small_windows() {
    let html = text_of(&sample("Landing"), Target::Html);
    let small = html.split("@media (max-width: 639.98px)").nth(1).unwrap_or_default();
    assert!(small.contains("font-size: var(--text-2xl);"), "{small}");
    assert!(html.contains("--text-2xl: 36px;") && html.contains("--text-3xl: 48px;"), "{html}");
    // Cards below each other keep their distance.
    assert!(!small.contains("row-gap: 0;"), "{small}");
}

#[test]
fn a_label_and_a_note_are_no_section() {
    let html = text_of(&sample("Settings"), Target::Html);
    assert_eq!(html.matches("<section").count(), 2, "{html}");
    assert!(html.contains("class=\"toggle\""), "{html}");
}

#[test]
fn a_password_is_not_shown() {
    let egui = text_of(&sample("Login"), Target::Egui);
    assert!(egui.contains("password(\n"), "{egui}");
    assert_eq!(egui.matches("| {\n                    field(\n").count(), 1, "the other field is\n{egui}");
}

#[test]
fn hints_are_paler_than_what_is_filled_in() {
    let field = |colour: &str| {
        let at = Rect::new(20.0, 20.0, 320.0, 60.0);
        text_of(
            &drawn(vec![component("f", ComponentKind::Input, at, "Search boats…", colour, "#ffffff")]),
            Target::Html,
        )
    };
    assert!(field("#d8dde5").contains("::placeholder {\n  color: inherit;\n  opacity: 0.75;"));
}

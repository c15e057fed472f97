//! Tests of the neighbouring code: `egui`.

use super::syntax::{call, chain, float, string};
use super::*;
use crate::layout::{Content, Layout, Line, Node, Role, Run, Size};
use crate::scene::{Align, ComponentKind, Family};
use kurbo::Rect;

fn run(text: &str) -> Run {
    Run {
        text: text.into(),
        lines: 1,
        size: 14.0,
        weight: 400,
        italic: false,
        family: Family::Sans,
        line_height: 1.5,
        colour: "#1f2430".into(),
        align: Align::Start,
    }
}

fn control(id: &str, kind: ComponentKind, text: &str) -> Node {
    Node {
        id: id.into(),
        role: Role::Control(kind),
        drawn: Rect::new(0.0, 0.0, 200.0, 32.0),
        content: Content::Control {
            text: text.into(),
            hint: String::new(),
            on: true,
            value: 1.0,
            run: Some(run("")),
        },
        ..Node::default()
    }
}

fn tree(children: Vec<Node>) -> Tree {
    let root = Node {
        id: "root".into(),
        layout: Layout::Column(Line { gap: 8.0, ..Line::default() }),
        children,
        ..Node::default()
    };
    Tree { name: "Sign up".into(), width: 800.0, height: 600.0, root, ..Tree::default() }
}

fn label(id: &str, of: &str, text: &str) -> Node {
    Node { id: id.into(), role: Role::Label(of.into()), content: Content::Text(run(text)), ..Node::default() }
}

#[test]
fn what_can_be_changed_is_a_field_and_what_can_be_pressed_an_event() {
    let files = print(&tree(vec![
        label("l", "mail", "Your email"),
        control("mail", ComponentKind::Input, ""),
        control("news", ComponentKind::Checkbox, "Send me news"),
        control("plan", ComponentKind::Select, "Free\nPaid"),
        control("type", ComponentKind::Radio, "One"),
        control("type2", ComponentKind::Radio, "Two"),
        control("go", ComponentKind::Button, "Sign up now"),
        control("again", ComponentKind::Button, "Sign up now"),
    ]));
    let [screen, flex, parts] = files.as_slice() else { panic!("a screen and what it is made of") };
    assert_eq!((&*screen.path, &*flex.path, &*parts.path), ("sign_up.rs", "flex.rs", "parts.rs"));
    let code = &screen.text;
    for line in [
        "pub struct SignUp {\n    pub your_email: String,\n    pub send_me_news: bool,\n    pub select: usize,\n    pub choice: usize,\n}\n",
        "            your_email: String::new(),\n            send_me_news: true,\n            select: 1,\n            choice: 1,\n",
        "pub enum SignUpEvent {\n    SignUpNow,\n}\n",
        "pub fn show(ui: &mut Ui, state: &mut SignUp) -> Vec<SignUpEvent> {\n",
        "ui.name_inputs(\"Your email\", |ui| {\n",
        "&mut state.choice, 1, \"Two\"",
        "events.push(SignUpEvent::SignUpNow);\n",
    ] {
        assert!(code.contains(line), "no {line:?} in\n{code}");
    }
    let at = code.find("&mut state.your_email").expect("the field");
    assert_eq!(screen.part_at(at), Some("mail"));
}

#[test]
fn names_of_any_kind_become_names_of_rust() {
    for (name, path, kind) in [
        ("Über uns", "uber_uns.rs", "UberUns"),
        ("", "screen.rs", "Screen"),
        ("2 of 3", "screen_2_of_3.rs", "Screen2Of3"),
        ("match", "match_field.rs", "Match"),
        ("日本", "screen.rs", "Screen"),
        ("flex", "flex_screen.rs", "Flex"),
    ] {
        let mut tree = tree(Vec::new());
        tree.name = name.into();
        let files = print(&tree);
        assert_eq!(files[0].path, path, "{name}");
        assert!(files[0].text.contains(&format!("pub struct {kind};")), "{name}");
    }
}

#[test]
fn code_is_set_as_rustfmt_sets_it() {
    assert_eq!(string("a\"b\\c\n\u{202e}"), r#""a\"b\\c\n\u{202e}""#);
    assert_eq!([float(12.0), float(0.5), float(-0.0), float(1.0 / 3.0)], ["12.0", "0.5", "0.0", "0.33"]);
    assert_eq!(float(f64::INFINITY), "f32::INFINITY");
    let arguments = ["ui".to_owned(), "\"a\"".to_owned()];
    assert_eq!(call(1, "", "label", &arguments, ";"), "label(ui, \"a\");");
    let long = ["ui".to_owned(), format!("\"{}\"", "a".repeat(60))];
    assert_eq!(
        call(1, "", "label", &long, ";"),
        format!("label(\n        ui,\n        \"{}\",\n    );", "a".repeat(60))
    );
    let calls = [".b()".to_owned(), ".c()".to_owned()];
    assert_eq!(chain(0, "let a = ", "a()", &calls, ";"), "let a = a().b().c();");
    assert_eq!(chain(23, "let a = ", "a()", &calls, ";").lines().count(), 3);
}

#[test]
fn odd_numbers_do_no_harm() {
    let mut odd = control("odd", ComponentKind::Slider, "");
    odd.drawn = Rect::new(f64::NAN, 0.0, f64::INFINITY, -5.0);
    odd.width = Size::Fill { weight: f64::NAN, min: f64::NAN, max: f64::INFINITY };
    odd.padding.left = f64::NAN;
    let files = print(&tree(vec![odd]));
    assert!(!files[0].text.contains("NaN"), "{}", files[0].text);
}

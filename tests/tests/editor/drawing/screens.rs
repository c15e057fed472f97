//! The screens: a login form by strokes alone; settings, a dashboard and a landing page by tools and components.

use justbuilt_sketch::layout::{Content, Layout, Role};

use super::*;

#[test]
fn a_login_form_by_strokes_of_a_pen() {
    let mut hand = Hand::new("login", 11);
    hand.keys(&["keys p"]);
    // The card, a picture, a title.
    hand.pen_box([0.0, 0.0, 420.0, 620.0]);
    hand.pen_box([160.0, 30.0, 100.0, 80.0]);
    hand.stroke(&[(161.0, 31.0), (259.0, 109.0)]);
    hand.stroke(&[(259.0, 31.0), (161.0, 109.0)]);
    hand.squiggle([140.0, 130.0, 140.0, 26.0]);
    // A label and a box, three times; the last one chooses.
    for (y, _what) in [(190.0, "mail"), (280.0, "password"), (370.0, "role")] {
        hand.squiggle([30.0, y, 90.0, 16.0]);
        hand.pen_box([30.0, y + 26.0, 360.0, 40.0]);
    }
    hand.stroke(&[(350.0, 410.0), (378.0, 410.0), (364.0, 426.0), (351.0, 411.0)]);
    // A box to tick.
    hand.pen_box([30.0, 470.0, 22.0, 22.0]);
    hand.squiggle([62.0, 472.0, 110.0, 17.0]);
    // A button: a box with words in its middle.
    hand.pen_box([30.0, 520.0, 360.0, 48.0]);
    hand.squiggle([165.0, 536.0, 90.0, 17.0]);
    hand.picture("login-strokes");
    assert_eq!(
        hand.kinds(),
        [
            "Rectangle",
            "Image",
            "Text",
            "Text",
            "Rectangle",
            "Text",
            "Rectangle",
            "Text",
            "Select",
            "Checkbox",
            "Rectangle",
            "Text"
        ]
    );
    // Words in place of the squiggles: a double click on each.
    hand.keys(&["keys v"]);
    for (x, y, words) in [
        (210.0, 143.0, "Welcome back"),
        (75.0, 198.0, "Email"),
        (75.0, 288.0, "Password"),
        (75.0, 378.0, "Role"),
        (100.0, 481.0, "Remember me"),
        (210.0, 544.0, "Sign in"),
    ] {
        hand.double_click(x, y);
        hand.retype(words);
    }
    let elements = hand.elements();
    assert_eq!(components(&elements, ComponentKind::Checkbox)[0].text, "Remember me");
    let tree = tree(&hand);
    hand.tree(&tree);
    let all = nodes(&tree.root);
    let count = |wanted: &dyn Fn(&Role) -> bool| all.iter().filter(|node| wanted(&node.role)).count();
    assert_eq!(count(&|role| matches!(role, Role::Control(ComponentKind::Input))), 2, "two fields");
    assert_eq!(count(&|role| matches!(role, Role::Control(ComponentKind::Select))), 1);
    assert_eq!(count(&|role| matches!(role, Role::Control(ComponentKind::Checkbox))), 1);
    assert_eq!(count(&|role| matches!(role, Role::Control(ComponentKind::Button))), 1);
    assert_eq!(count(&|role| matches!(role, Role::Label(_))), 3, "fields have their labels");
    assert_eq!(count(&|role| matches!(role, Role::Picture)), 1);
    assert_eq!(count(&|role| matches!(role, Role::Heading(_))), 1);
    // A squiggle gives way to as much room as the words need.
    for node in &all {
        let Content::Text(run) = &node.content else { continue };
        assert_eq!(run.lines, 1, "{:?} is on one line", run.text);
    }
    finish(&mut hand);
}

#[test]
fn a_settings_page_by_tools_and_components() {
    let mut hand = Hand::new("settings", 12);
    hand.look(0.85, (0.0, 0.0));
    hand.draw("frame", [0.0, 0.0, 1280.0, 800.0]);
    hand.named("nav-bar", [0.0, 0.0, 1280.0, 56.0], "Harbour\nProjects\nTeam\nHelp");
    hand.named("list", [32.0, 96.0, 220.0, 160.0], "Profile\nSecurity\nBilling\nMembers");
    hand.head(300.0, 112.0, "Settings");
    hand.draw("card", [300.0, 150.0, 948.0, 330.0]);
    hand.rename_card("Profile");
    for (x, y, label) in [(324.0, 210.0, "First name"), (786.0, 210.0, "Last name"), (324.0, 300.0, "Email")]
    {
        hand.write(x, y, label);
        hand.draw("input", [x, y + 18.0, 438.0, 40.0]);
    }
    hand.write(786.0, 300.0, "Language");
    hand.named("dropdown", [786.0, 318.0, 438.0, 40.0], "English\nDeutsch");
    hand.write(324.0, 390.0, "About you");
    hand.draw("text-area", [324.0, 408.0, 900.0, 60.0]);
    for (y, label) in [(510.0, "Product news"), (556.0, "Comments"), (602.0, "Sign-ins")] {
        hand.named("toggle", [300.0, y, 240.0, 24.0], label);
    }
    hand.named("button", [970.0, 720.0, 120.0, 40.0], "Cancel");
    hand.named("button", [1108.0, 720.0, 140.0, 40.0], "Save changes");
    hand.picture("settings-drawn");
    let tree = tree(&hand);
    hand.tree(&tree);
    let all = nodes(&tree.root);
    let count = |wanted: &dyn Fn(&Role) -> bool| all.iter().filter(|node| wanted(&node.role)).count();
    assert_eq!(count(&|role| matches!(role, Role::Control(ComponentKind::Input))), 3);
    assert_eq!(count(&|role| matches!(role, Role::Control(ComponentKind::Toggle))), 3);
    assert_eq!(count(&|role| matches!(role, Role::Control(ComponentKind::Button))), 2);
    assert_eq!(count(&|role| matches!(role, Role::Label(_))), 5, "fields have their labels");
    assert_eq!(count(&|role| matches!(role, Role::Heading(_))), 2, "of the page and of the card");
    finish(&mut hand);
}

#[test]
fn a_dashboard_with_cards_and_a_table() {
    let mut hand = Hand::new("dashboard", 13);
    hand.look(0.85, (0.0, 0.0));
    hand.draw("frame", [0.0, 0.0, 1280.0, 800.0]);
    hand.head(32.0, 48.0, "Dashboard");
    hand.named("button", [1108.0, 28.0, 140.0, 40.0], "New report");
    for (at, (what, number)) in
        [("Revenue", "48,200"), ("Orders", "1,204"), ("Visitors", "18,930"), ("Returns", "32")]
            .into_iter()
            .enumerate()
    {
        let x = 32.0 + at as f64 * 308.0;
        hand.draw("rectangle", [x, 100.0, 284.0, 110.0]);
        hand.write(x + 20.0, 130.0, what);
        hand.write(x + 20.0, 170.0, number);
    }
    hand.draw("chart", [32.0, 240.0, 592.0, 240.0]);
    hand.draw("chart", [656.0, 240.0, 592.0, 240.0]);
    hand.named(
        "table",
        [32.0, 510.0, 1216.0, 200.0],
        "Order,Customer,Total,Status\n1001,Ada,120,Paid\n1002,Grace,80,Open\n1003,Lin,42,Paid",
    );
    hand.picture("dashboard-drawn");
    let tree = tree(&hand);
    hand.tree(&tree);
    let all = nodes(&tree.root);
    let count = |wanted: &dyn Fn(&Role) -> bool| all.iter().filter(|node| wanted(&node.role)).count();
    assert_eq!(count(&|role| matches!(role, Role::Table | Role::Control(ComponentKind::Table))), 1);
    assert_eq!(count(&|role| matches!(role, Role::Control(ComponentKind::Chart))), 2);
    let card = |node: &&&Node| {
        let words = node.children.iter().filter(|child| matches!(child.content, Content::Text(_))).count();
        matches!(node.layout, Layout::Column(_)) && words == 2 && node.children.len() == 2
    };
    assert_eq!(all.iter().filter(card).count(), 4, "four cards with a name and a number each");
    for element in hand.elements() {
        let sides = [element.x, element.y, element.width, element.height];
        let words = matches!(element.kind, Kind::Text(_));
        assert!(words || sides.iter().all(|side| side.fract() == 0.0), "whole px: {element:?}");
    }
    finish(&mut hand);
}

#[test]
fn a_landing_page() {
    let mut hand = Hand::new("landing", 14);
    hand.look(0.8, (0.0, 0.0));
    hand.draw("frame", [0.0, 0.0, 1280.0, 900.0]);
    hand.named("nav-bar", [0.0, 0.0, 1280.0, 64.0], "Harbour\nProduct\nPrices\nAbout");
    hand.head(120.0, 180.0, "Ship what you draw");
    hand.write(120.0, 240.0, "Boxes become code that you would merge.");
    hand.named("button", [120.0, 290.0, 160.0, 48.0], "Start drawing");
    hand.named("button", [296.0, 290.0, 140.0, 48.0], "Watch a film");
    hand.draw("image", [700.0, 120.0, 460.0, 280.0]);
    for (at, what) in ["Draw", "Generate", "Merge"].into_iter().enumerate() {
        let x = 120.0 + at as f64 * 360.0;
        hand.named("card", [x, 480.0, 320.0, 180.0], what);
    }
    hand.draw("line", [120.0, 800.0, 1040.0, 0.0]);
    hand.write(120.0, 840.0, "2026 Harbour");
    hand.picture("landing-drawn");
    let tree = tree(&hand);
    hand.tree(&tree);
    let all = nodes(&tree.root);
    let count = |wanted: &dyn Fn(&Role) -> bool| all.iter().filter(|node| wanted(&node.role)).count();
    assert_eq!(count(&|role| matches!(role, Role::Control(ComponentKind::Button))), 2);
    assert!(count(&|role| matches!(role, Role::Heading(_))) >= 1);
    assert!(count(&|role| matches!(role, Role::Picture)) >= 1);
    finish(&mut hand);
}

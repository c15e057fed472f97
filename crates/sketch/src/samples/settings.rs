//! A settings page: a list of sections on the left, forms on the right.

use super::{BODY, GROUND, HEADING, INK, LABEL, LINE, NOTE, PAPER, STRONG, Screen, Set, TITLE};
use crate::scene::{ComponentKind, Sketch};
use kurbo::Rect;

pub(super) fn sketch() -> Sketch {
    let mut screen = Screen::new("Settings", 1280.0, 960.0, GROUND);
    screen.shape("top", Rect::new(0.0, 0.0, 1280.0, 64.0), PAPER, "transparent", 0.0);
    screen.rule("top-line", 0.0, 64.0, 1280.0);
    screen.words("brand", 32.0, 18.5, "Harbour", Set { colour: STRONG, ..HEADING });
    for (id, x, words) in
        [("nav-projects", 1008.0, "Projects"), ("nav-team", 1096.0, "Team"), ("nav-help", 1160.0, "Help")]
    {
        screen.words(id, x, 21.5, words, NOTE);
    }
    screen.shape("avatar", Rect::new(1216.0, 16.0, 1248.0, 48.0), LINE, "transparent", 16.0);
    side(&mut screen);
    screen.words("title", 320.0, 104.0, "Settings", TITLE);
    screen.words("hint", 320.0, 147.0, "Your profile and how we reach you.", NOTE);
    profile(&mut screen);
    notices(&mut screen);
    screen.component("cancel", ComponentKind::Button, Rect::new(1000.0, 864.0, 1096.0, 904.0), "Cancel");
    screen.primary("save", Rect::new(1112.0, 864.0, 1248.0, 904.0), "Save changes");
    screen.done()
}

fn side(screen: &mut Screen) {
    screen.shape("side", Rect::new(32.0, 104.0, 272.0, 904.0), PAPER, LINE, 8.0);
    for (number, words) in ["Profile", "Security", "Billing", "Members"].into_iter().enumerate() {
        let y = 112.0 + 44.0 * number as f64;
        let chosen = number == 0;
        if chosen {
            screen.shape("side-chosen", Rect::new(40.0, y, 264.0, y + 40.0), "#e3ecfb", "transparent", 6.0);
        }
        let set = if chosen { LABEL.coloured(STRONG) } else { BODY.coloured(INK) };
        screen.words(&format!("side-{}", words.to_lowercase()), 56.0, y + 9.5, words, set);
    }
}

fn profile(screen: &mut Screen) {
    screen.shape("profile", Rect::new(320.0, 192.0, 1248.0, 560.0), PAPER, LINE, 8.0);
    screen.words("profile-title", 344.0, 216.0, "Profile", HEADING);
    let (first, second) = (344.0, 796.0);
    let field = |x: f64, y: f64| Rect::new(x, y, x + 428.0, y + 40.0);
    for (id, x, y, label, text) in [
        ("first-name", first, 267.0, "First name", "Mara"),
        ("last-name", second, 267.0, "Last name", "Lindholm"),
        ("mail", first, 356.0, "Email", "mara@example.com"),
    ] {
        screen.words(&format!("{id}-label"), x, y, label, LABEL);
        screen.component(id, ComponentKind::Input, field(x, y + 29.0), text);
    }
    screen.words("language-label", second, 356.0, "Language", LABEL);
    screen.component("language", ComponentKind::Select, field(second, 385.0), "English\nDeutsch\nFrançais");
    screen.words("about-label", first, 445.0, "About you", LABEL);
    screen.component("about", ComponentKind::TextArea, Rect::new(first, 474.0, 1224.0, 536.0), "");
}

fn notices(screen: &mut Screen) {
    screen.shape("notices", Rect::new(320.0, 584.0, 1248.0, 840.0), PAPER, LINE, 8.0);
    screen.words("notices-title", 344.0, 608.0, "Notifications", HEADING);
    for (number, (words, hint, on)) in [
        ("Product news", "What is new, once a month.", true),
        ("Comments", "When someone answers you.", true),
        ("Sign-ins", "When your account is used on a new device.", false),
    ]
    .into_iter()
    .enumerate()
    {
        let y = 651.0 + 60.0 * number as f64;
        let id = words.to_lowercase().replace(' ', "-");
        screen.words(&format!("{id}-label"), 344.0, y, words, LABEL);
        screen.words(&format!("{id}-hint"), 344.0, y + 21.0, hint, NOTE);
        screen.set(&id, ComponentKind::Toggle, Rect::new(1180.0, y + 9.0, 1224.0, y + 33.0), "", on, 0.0);
    }
}

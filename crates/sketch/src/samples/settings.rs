//! A settings page: a list of sections on the left, forms on the right.

use super::{BODY, GROUND, HEADING, INK, LABEL, LINE, NOTE, PAPER, STRONG, Screen, Set, TITLE, button};
use crate::scene::{ComponentKind, Sketch};
use kurbo::Rect;

pub(super) fn sketch() -> Sketch {
    let mut screen = Screen::new("Settings", 1280.0, 937.0, GROUND);
    screen.shape("top", Rect::new(0.0, 0.0, 1280.0, 64.0), PAPER, "transparent", 0.0);
    screen.rule("top-line", 0.0, 63.0, 1280.0);
    screen.words("brand", 32.0, 18.5, "Harbour", Set { colour: STRONG, ..HEADING });
    let links = [("nav-projects", "Projects"), ("nav-team", "Team"), ("nav-help", "Help")];
    screen.links(1192.0, 21.5, 24.0, &links, NOTE);
    let avatar = Rect::new(1216.0, 16.0, 1248.0, 48.0);
    let style = &mut screen.component("avatar", ComponentKind::Avatar, avatar, "Mara Lindholm").style;
    STRONG.clone_into(&mut style.stroke);
    "#e3ecfb".clone_into(&mut style.fill);
    side(&mut screen);
    screen.words("title", 320.0, 104.0, "Settings", TITLE);
    screen.words("hint", 320.0, 147.0, "Your profile and how we reach you.", NOTE);
    profile(&mut screen);
    notices(&mut screen);
    let save = 1248.0 - button("Save changes");
    let cancel = save - 16.0 - button("Cancel");
    screen.component("cancel", ComponentKind::Button, Rect::new(cancel, 857.0, save - 16.0, 897.0), "Cancel");
    screen.primary("save", Rect::new(save, 857.0, 1248.0, 897.0), "Save changes");
    screen.done()
}

fn side(screen: &mut Screen) {
    screen.shape("side", Rect::new(32.0, 104.0, 272.0, 897.0), PAPER, LINE, 8.0);
    for (number, words) in ["Profile", "Security", "Billing", "Members"].into_iter().enumerate() {
        let y = 112.0 + 41.0 * number as f64;
        let chosen = number == 0;
        let fill = if chosen { "#e3ecfb" } else { PAPER };
        let id = words.to_lowercase();
        let row = Rect::new(40.0, y, 264.0, y + 37.0);
        screen.shape(&format!("side-{id}-row"), row, fill, "transparent", 6.0);
        let set = if chosen { LABEL.coloured(STRONG) } else { BODY.coloured(INK) };
        screen.words(&format!("side-{id}"), 56.0, y + 8.0, words, set);
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
    screen.shape("notices", Rect::new(320.0, 584.0, 1248.0, 833.0), PAPER, LINE, 8.0);
    screen.words("notices-title", 344.0, 608.0, "Notifications", HEADING);
    for (number, (words, hint, on)) in [
        ("Product news", "What is new, once a month.", true),
        ("Comments", "When someone answers you.", true),
        ("Sign-ins", "When your account is used on a new device.", false),
    ]
    .into_iter()
    .enumerate()
    {
        let y = 651.0 + 58.0 * number as f64;
        let id = words.to_lowercase().replace(' ', "-");
        screen.words(&format!("{id}-label"), 344.0, y, words, LABEL);
        screen.words(&format!("{id}-hint"), 344.0, y + 21.0, hint, NOTE);
        screen.set(&id, ComponentKind::Toggle, Rect::new(1184.0, y + 10.0, 1224.0, y + 32.0), "", on, 0.0);
    }
}

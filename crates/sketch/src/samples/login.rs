//! A login form in the middle of the screen.

use super::{BODY, GROUND, HEADING, LABEL, LINE, NOTE, PAPER, STRONG, Screen, Set, TITLE};
use crate::scene::{ComponentKind, Sketch};
use kurbo::Rect;

pub(super) fn sketch() -> Sketch {
    let mut screen = Screen::new("Login", 1280.0, 800.0, GROUND);
    let (left, right) = (440.0, 840.0);
    screen.words("brand", 640.0, 80.0, "Harbour", Set { size: 20.0, colour: STRONG, ..HEADING.middle() });
    screen.shape("card", Rect::new(left, 142.0, right, 609.0), PAPER, LINE, 12.0);
    screen.words("title", left + 32.0, 174.0, "Sign in", TITLE);
    screen.words("hint", left + 32.0, 217.0, "Welcome back. Please enter your details.", NOTE);
    let field = |y: f64| Rect::new(left + 32.0, y, right - 32.0, y + 40.0);
    screen.words("email-label", left + 32.0, 262.0, "Email", LABEL);
    screen.component("email", ComponentKind::Input, field(291.0), "");
    screen.words("password-label", left + 32.0, 351.0, "Password", LABEL);
    screen.component("password", ComponentKind::Input, field(380.0), "");
    screen.set(
        "remember",
        ComponentKind::Checkbox,
        Rect::new(left + 32.0, 440.0, left + 192.0, 464.0),
        "Remember me",
        true,
        0.0,
    );
    screen.primary("sign-in", Rect::new(left + 32.0, 488.0, right - 32.0, 532.0), "Sign in");
    screen.words("forgot", 640.0, 556.0, "Forgot your password?", BODY.middle().coloured(STRONG));
    screen.words("join", 640.0, 633.0, "New here? Create an account", NOTE.middle());
    screen.done()
}

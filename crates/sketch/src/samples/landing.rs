//! A landing page: a large promise with a picture, three reasons, a price, and a footer.

use super::{BODY, GROUND, HEADING, LABEL, LINE, NOTE, PAPER, STRONG, Screen, Set, TITLE, button};
use crate::scene::{ComponentKind, Kind, Sketch, Style};
use kurbo::Rect;

pub(super) fn sketch() -> Sketch {
    let mut screen = Screen::new("Landing", 1280.0, 1217.0, PAPER);
    screen.words("brand", 80.0, 30.5, "Harbour", HEADING.coloured(STRONG));
    let links = [("nav-features", "Features"), ("nav-pricing", "Pricing"), ("nav-docs", "Docs")];
    let start = 1200.0 - button("Start free");
    screen.links(start - 32.0, 33.5, 32.0, &links, BODY);
    screen.primary("start-top", Rect::new(start, 24.0, 1200.0, 64.0), "Start free");
    hero(&mut screen);
    reasons(&mut screen);
    price(&mut screen);
    screen.rule("foot-line", 80.0, 1139.0, 1120.0);
    screen.words("foot-note", 80.0, 1164.0, "© 2026 Harbour", NOTE);
    let links = [("foot-terms", "Terms"), ("foot-privacy", "Privacy"), ("foot-mail", "Contact")];
    screen.links(1200.0, 1164.0, 24.0, &links, NOTE);
    screen.done()
}

fn hero(screen: &mut Screen) {
    let large = Set { size: 48.0, ..TITLE };
    screen.passage(
        "promise",
        Rect::new(80.0, 161.0, 624.0, 281.0),
        "Ship your boats, not your paperwork",
        large,
    );
    let note = Set { size: 18.0, ..NOTE };
    let text =
        "Harbour keeps every crew list, permit and invoice in one place, so that you can leave port on time.";
    screen.passage("promise-note", Rect::new(80.0, 305.0, 624.0, 359.0), text, note);
    let tour = 96.0 + button("Start free");
    screen.primary("start", Rect::new(80.0, 391.0, tour - 16.0, 439.0), "Start free");
    let tour = Rect::new(tour, 391.0, tour + button("Take the tour"), 439.0);
    screen.component("tour", ComponentKind::Button, tour, "Take the tour");
    let style = Style {
        stroke: LINE.into(),
        fill: "#e9eef6".into(),
        stroke_width: 1.0,
        corner: 12.0,
        ..Style::default()
    };
    let picture =
        screen.add("picture", Kind::Image { picture: None }, Rect::new(696.0, 136.0, 1200.0, 464.0), style);
    picture.name = Some("A harbour at dawn".into());
}

fn reasons(screen: &mut Screen) {
    screen.shape("reasons", Rect::new(0.0, 528.0, 1280.0, 804.0), GROUND, "transparent", 0.0);
    screen.words("reasons-title", 640.0, 568.0, "Why crews choose Harbour", TITLE.middle());
    for (number, (title, text)) in [
        ("Ready in minutes", "Import your crew and your fleet from a sheet, and you are done."),
        ("Works offline", "Everything is on board, and syncs when you are back in range."),
        ("Fair prices", "Pay for boats that sail. Those in the yard are free of charge."),
    ]
    .into_iter()
    .enumerate()
    {
        let x = 80.0 + 384.0 * number as f64;
        let id = title.split(' ').next().unwrap_or_default().to_lowercase();
        screen.shape(&format!("{id}-card"), Rect::new(x, 635.0, x + 352.0, 764.0), PAPER, LINE, 8.0);
        screen.words(&format!("{id}-title"), x + 24.0, 659.0, title, HEADING);
        screen.passage(&format!("{id}-text"), Rect::new(x + 24.0, 698.0, x + 328.0, 740.0), text, NOTE);
    }
}

fn price(screen: &mut Screen) {
    screen.words("price-title", 640.0, 852.0, "One plan", TITLE.middle());
    screen.shape("plan", Rect::new(440.0, 919.0, 840.0, 1099.0), PAPER, LINE, 12.0);
    screen.words("plan-name", 640.0, 943.0, "Harbour for crews", LABEL.middle());
    screen.words("plan-price", 640.0, 972.0, "€ 12 per boat", TITLE.middle());
    screen.primary("plan-start", Rect::new(472.0, 1031.0, 808.0, 1075.0), "Start free");
}

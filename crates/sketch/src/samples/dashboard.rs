//! A dashboard: four numbers as cards, a chart, and a table of orders.

use super::{BODY, GOOD, GROUND, HEADING, LABEL, LINE, NOTE, PAPER, STRONG, Screen, Set, TITLE, button};
use crate::scene::{Align, ComponentKind, Sketch};
use kurbo::Rect;

pub(super) fn sketch() -> Sketch {
    let mut screen = Screen::new("Dashboard", 1280.0, 1008.0, GROUND);
    screen.shape("side", Rect::new(0.0, 0.0, 224.0, 1008.0), "#1f2430", "transparent", 0.0);
    screen.words("brand", 24.0, 24.0, "Harbour", HEADING.coloured(PAPER));
    for (number, words) in ["Overview", "Orders", "Customers", "Products", "Reports"].into_iter().enumerate()
    {
        let y = 83.0 + 37.0 * number as f64;
        screen.words(&format!("side-{}", words.to_lowercase()), 24.0, y, words, BODY.coloured("#c9cfda"));
    }
    screen.words("title", 256.0, 34.5, "Overview", TITLE);
    screen.primary("report", Rect::new(1248.0 - button("New report"), 32.0, 1248.0, 72.0), "New report");
    cards(&mut screen);
    screen.shape("sales", Rect::new(256.0, 237.0, 1248.0, 557.0), PAPER, LINE, 8.0);
    screen.words("sales-title", 280.0, 261.0, "Sales by month", HEADING);
    let chart = Rect::new(280.0, 304.0, 1224.0, 533.0);
    let style = &mut screen.component("sales-chart", ComponentKind::Chart, chart, "Sales by month").style;
    STRONG.clone_into(&mut style.stroke);
    "#e3ecfb".clone_into(&mut style.fill);
    orders(&mut screen);
    screen.done()
}

fn cards(screen: &mut Screen) {
    for (number, (label, value, change)) in [
        ("Revenue", "€ 48,210", "+12 % this month"),
        ("Orders", "1,284", "+4 % this month"),
        ("Customers", "932", "+7 % this month"),
        ("Refunds", "18", "+1 % this month"),
    ]
    .into_iter()
    .enumerate()
    {
        let x = 256.0 + 252.0 * number as f64;
        let id = label.to_lowercase();
        screen.shape(&format!("{id}-card"), Rect::new(x, 96.0, x + 236.0, 213.0), PAPER, LINE, 8.0);
        screen.words(&format!("{id}-label"), x + 20.0, 112.0, label, NOTE);
        screen.words(&format!("{id}-value"), x + 20.0, 137.0, value, TITLE);
        screen.words(&format!("{id}-change"), x + 20.0, 176.0, change, Set { colour: GOOD, ..BODY });
    }
}

fn orders(screen: &mut Screen) {
    screen.shape("orders", Rect::new(256.0, 581.0, 1248.0, 976.0), PAPER, LINE, 8.0);
    screen.words("orders-title", 280.0, 605.0, "Latest orders", HEADING);
    screen.words("orders-all", 1224.0, 608.0, "See all", Set { align: Align::End, ..LABEL.coloured(STRONG) });
    let columns = [280.0, 440.0, 800.0, 1000.0];
    let rows = [
        ["Order", "Customer", "Date", "Total"],
        ["#1284", "Mara Lindholm", "12 May", "€ 128.00"],
        ["#1283", "Jonas Okafor", "12 May", "€ 64.50"],
        ["#1282", "Aiko Tanaka", "11 May", "€ 310.20"],
        ["#1281", "Elena Ruiz", "11 May", "€ 42.00"],
        ["#1280", "Tom Becker", "10 May", "€ 89.90"],
        ["#1279", "Sofia Rossi", "10 May", "€ 150.75"],
    ];
    for (row, cells) in rows.into_iter().enumerate() {
        let y = 650.0 + 44.0 * row as f64;
        if row > 0 {
            screen.rule(&format!("row-{row}-line"), 280.0, y - 6.0, 944.0);
        }
        for (column, words) in cells.into_iter().enumerate() {
            let set = if row == 0 { LABEL } else { BODY };
            screen.words(&format!("cell-{row}-{column}"), columns[column], y + 6.0, words, set);
        }
    }
}

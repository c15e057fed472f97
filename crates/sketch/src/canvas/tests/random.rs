//! Any events: no panic, every change inverts, Escape leaves no trace, the index is that of a new board.

use super::*;
use crate::scene::ComponentKind;
use justbuilt_testkit::{Random, random_cases};

const SCENE: &str = "frame f 0,0 300x300\nrect a 10,10 100x50 fill parent=f\ntext t 12,12 50x20 parent=a\n\
    group g 0,0 0x0\nellipse b 350,50 80x60 parent=g\ndiamond c 400,200 80x60 fill parent=g\n\
    arrow r 110,35 240x45 start=a end=b\nline l 20,320 200x40\npen p 300,350 60x60\nrect x 500,0 50x50 fill locked\n\
    text u 500,300 80x25\nrect y 480,280 120x70 angle=30";

fn event(random: &mut Random) -> Event {
    let odd = [f64::NAN, f64::INFINITY, -1e12, 1e12, 0.0];
    let coordinate = |random: &mut Random| {
        if random.one_in(200) { *random.pick(&odd) } else { random.below(700) as f64 - 50.0 }
    };
    let modifiers = Modifiers { shift: random.one_in(4), alt: random.one_in(4), command: random.one_in(6) };
    let pointer = Pointer {
        at: Point::new(coordinate(random), coordinate(random)),
        pressure: random.bool().then(|| random.below(100) as f64 / 99.0),
        button: *random.pick(&[
            Button::Primary,
            Button::Primary,
            Button::Primary,
            Button::Primary,
            Button::Middle,
            Button::Secondary,
            Button::PenEraser,
        ]),
        device: *random.pick(&[Device::Mouse, Device::Mouse, Device::Pen, Device::Touch]),
        modifiers,
        time: random.below(1000) as f64,
    };
    match random.below(24) {
        0..=5 => Event::Down(pointer),
        6..=12 => Event::Move(pointer),
        13..=17 => Event::Up(pointer),
        18 => Event::DoubleClick(pointer),
        19 => Event::Zoom { at: pointer.at, factor: 0.5 + random.below(10) as f64 / 6.0, pan: Vec2::ZERO },
        20 => Event::Modifiers(modifiers),
        _ => {
            let keys = [
                Key::Enter,
                Key::Escape,
                Key::Delete,
                Key::Tab,
                Key::Left,
                Key::Up,
                Key::SpaceDown,
                Key::SpaceUp,
            ];
            let key = if random.bool() {
                *random.pick(&keys)
            } else {
                Key::Char(*random.pick(&[
                    'v', 'r', 'd', 'o', 'a', 'l', 'p', 't', 'f', 'e', 's', 'h', 'g', 'q', ']', '[', '1', 'c',
                    'x', 'i', 'k',
                ]))
            };
            Event::Key(key, modifiers)
        }
    }
}

fn command(random: &mut Random) -> Command {
    use arrange::{Alignment, Axis, Order};
    match random.below(14) {
        0 => Command::Group,
        1 => Command::Ungroup,
        2 => Command::Duplicate,
        3 => Command::Order(*random.pick(&[Order::ToFront, Order::ToBack, Order::Forward, Order::Backward])),
        4 => Command::Align(*random.pick(&[Alignment::Left, Alignment::Middle])),
        5 => Command::Distribute(Axis::Vertical),
        6 => Command::Flip(Axis::Horizontal),
        7 => Command::Turn(0.4),
        8 => Command::Lock,
        9 => Command::WrapInFrame,
        10 => Command::MatchSize(Axis::Horizontal),
        11 => Command::Delete,
        12 => Command::Style(styles::Look::Routing(crate::scene::Routing::Elbow)),
        _ => Command::SelectAll,
    }
}

#[test]
fn any_events_invert_and_escape_leaves_no_trace() {
    random_cases(150, |random| {
        let start = page(SCENE);
        let mut canvas = Canvas::new(&start, 3);
        canvas.options.snap = random.bool();
        canvas.options.grid = random.one_in(3).then_some(10.0);
        canvas.options.keep_tool = random.bool();
        canvas.options.routing = *random.pick(&[
            crate::scene::Routing::Straight,
            crate::scene::Routing::Curved,
            crate::scene::Routing::Elbow,
        ]);
        let mut document = start.clone();
        let mut done: Vec<Changes> = Vec::new();
        for _ in 0..120 {
            if random.one_in(40) {
                canvas.set_tool(Tool::Component(ComponentKind::Tabs));
            }
            let before = canvas.board().page().clone();
            let actions = if canvas.editing().is_some() && random.one_in(3) {
                let words = random.text(6);
                canvas.type_words(words);
                canvas.finish_editing(&Estimate)
            } else if random.one_in(15) {
                let command = command(random);
                canvas.run(&command, &Estimate)
            } else {
                canvas.event(&event(random), &Estimate)
            };
            let mut copies = Vec::new();
            let mut changes = actions;
            while let Some(action) = (!changes.is_empty()).then(|| changes.remove(0)) {
                if let Action::Change(change) = action {
                    assert!(!change.is_empty());
                    change.apply(&mut document).unwrap();
                    done.push(change);
                } else if let Action::Copy(copied) = action {
                    copies.push(copied);
                }
                if changes.is_empty()
                    && let Some(copied) = copies.pop()
                {
                    changes = canvas.paste(&copied, Point::new(100.0, 100.0));
                }
            }
            assert!(document.elements == canvas.board().elements(), "the document is what the board shows");
            if document.elements.len() > 300 {
                canvas.run(&Command::SelectAll, &Estimate);
                for action in canvas.run(&Command::Delete, &Estimate) {
                    if let Action::Change(change) = action {
                        change.apply(&mut document).unwrap();
                        done.push(change);
                    }
                }
            }
            // What is painted with the preview is the page that it would become.
            let all = Rect::new(-1e9, -1e9, 1e9, 1e9);
            let mut shown = document.clone();
            if let Some(preview) = canvas.preview() {
                preview.apply(&mut shown).unwrap();
            }
            let wanted: Vec<_> =
                shown.elements.iter().filter(|e| !matches!(e.kind, Kind::Group)).cloned().collect();
            assert_eq!(canvas.board().painted(all, canvas.preview()), wanted);
            if random.one_in(10) {
                let mut stopped = canvas.clone();
                stopped.event(&Event::Key(Key::Escape, Modifiers::default()), &Estimate);
                assert_eq!(stopped.board().elements(), document.elements);
                assert!(stopped.preview().is_none());
            }
            let _ = (before, canvas.cursor(), canvas.handles(), canvas.marquee());
        }
        // The index kept up by changes is that of a board read anew.
        let fresh = Board::new(&document);
        for _ in 0..20 {
            let (x, y) = (random.below(600) as f64, random.below(600) as f64);
            let rect = Rect::new(x, y, x + 80.0, y + 80.0);
            assert_eq!(canvas.board().in_rect(rect), fresh.in_rect(rect));
        }
        for element in &document.elements {
            assert_eq!(canvas.board().position(&element.id), fresh.position(&element.id));
            assert_eq!(canvas.board().children(&element.id), fresh.children(&element.id));
            let sorted = |board: &Board| {
                let mut arrows = board.arrows(&element.id).to_vec();
                arrows.sort();
                arrows
            };
            assert_eq!(sorted(canvas.board()), sorted(&fresh));
        }
        for change in done.iter().rev() {
            change.inverted().apply(&mut document).unwrap();
        }
        assert!(document == start, "everything taken back");
    });
}

#[test]
fn hits_agree_with_a_walk_over_all() {
    random_cases(60, |random| {
        let mut scene = String::new();
        for i in 0..40 {
            let kind = random.pick(&["rect", "ellipse", "diamond", "line", "pen", "text"]);
            let (x, y) = (random.below(400), random.below(400));
            let (w, h) = (random.range(5..120), random.range(5..120));
            let fill = if random.bool() { " fill" } else { "" };
            scene += &format!("{kind} e{i} {x},{y} {w}x{h} angle={}{fill}\n", random.below(4) * 25);
        }
        let board = Board::new(&page(&scene));
        for _ in 0..50 {
            let at = Point::new(random.below(450) as f64, random.below(450) as f64);
            let naive =
                board.elements().iter().rev().find(|e| pick::hit(e, at, 5.0, 1.0)).map(|e| e.id.clone());
            assert_eq!(pick::topmost(&board, at, 5.0, 1.0, false), naive);
        }
    });
}

//! What is done to a selection as a whole.

use super::*;
use crate::canvas::arrange::{Alignment, Axis};
use crate::canvas::styles::{Common, Look, read};

#[track_caller]
fn does(scene: &str, command: Command, after: &str) -> Canvas {
    let mut canvas = canvas(scene);
    canvas.run(&Command::SelectAll, &Estimate);
    let before = canvas.board().page().clone();
    let actions = canvas.run(&command, &Estimate);
    let tidy: String = after.lines().map(|l| format!("{}\n", l.trim())).collect();
    assert_eq!(dump(canvas.board().page()), tidy);
    let mut document = before.clone();
    for action in &actions {
        if let Action::Change(changes) = action {
            changes.apply(&mut document).unwrap();
        }
    }
    assert_eq!(document.elements, canvas.board().elements());
    for action in actions.iter().rev() {
        if let Action::Change(changes) = action {
            changes.inverted().apply(&mut document).unwrap();
        }
    }
    assert_eq!(document, before);
    canvas
}

const THREE: &str = "rect a 0,0 50x20 fill\nrect b 60,30 30x40 fill\nrect c 200,100 100x50 fill";

#[test]
fn align() {
    let cases = [
        (Alignment::Left, "rect a 0,0 50x20\nrect b 0,30 30x40\nrect c 0,100 100x50"),
        (Alignment::Centre, "rect a 125,0 50x20\nrect b 135,30 30x40\nrect c 100,100 100x50"),
        (Alignment::Right, "rect a 250,0 50x20\nrect b 270,30 30x40\nrect c 200,100 100x50"),
        (Alignment::Top, "rect a 0,0 50x20\nrect b 60,0 30x40\nrect c 200,0 100x50"),
        (Alignment::Middle, "rect a 0,65 50x20\nrect b 60,55 30x40\nrect c 200,50 100x50"),
        (Alignment::Bottom, "rect a 0,130 50x20\nrect b 60,110 30x40\nrect c 200,100 100x50"),
    ];
    for (to, after) in cases {
        does(THREE, Command::Align(to), after);
    }
}

#[test]
fn distribute_and_match() {
    does(
        THREE,
        Command::Distribute(Axis::Horizontal),
        "rect a 0,0 50x20\nrect b 110,30 30x40\nrect c 200,100 100x50",
    );
    does(
        THREE,
        Command::Distribute(Axis::Vertical),
        "rect a 0,0 50x20\nrect b 60,40 30x40\nrect c 200,100 100x50",
    );
    does(
        THREE,
        Command::MatchSize(Axis::Horizontal),
        "rect a 0,0 100x20\nrect b 60,30 100x40\nrect c 200,100 100x50",
    );
}

#[test]
fn flip_and_turn() {
    does(
        "rect a 0,0 50x20 fill\nline l 100,0 50x40",
        Command::Flip(Axis::Horizontal),
        "rect a 100,0 50x20\nline l 0,0 50x40",
    );
    let canvas = does("line l 100,0 50x40", Command::Flip(Axis::Vertical), "line l 100,0 50x40");
    let line = canvas.board().get(&"l".to_owned().into()).unwrap();
    let path = geometry::path(line);
    assert!(
        path[0].distance(Point::new(100.0, 40.0)) < 1e-9 && path[1].distance(Point::new(150.0, 0.0)) < 1e-9
    );
    does(
        "rect a 0,0 40x20 fill\nrect b 80,0 40x20 fill",
        Command::Turn(std::f64::consts::FRAC_PI_2),
        "rect a 40,-40 40x20 angle=90\nrect b 40,40 40x20 angle=90",
    );
}

#[test]
fn group_and_apart() {
    let canvas = does(
        "rect a 0,0 10x10 fill\nrect x 0,50 10x10 locked\nrect b 20,0 10x10 fill",
        Command::Group,
        "rect x 0,50 10x10 locked\ngroup n1 0,0 0x0\nrect a 0,0 10x10 parent=n1\nrect b 20,0 10x10 parent=n1",
    );
    assert_eq!(canvas.selection().len(), 1);
    does(
        "group g 0,0 0x0\nrect a 0,0 10x10 fill parent=g\nrect b 20,0 10x10 fill parent=g",
        Command::Ungroup,
        "rect a 0,0 10x10\nrect b 20,0 10x10",
    );
}

#[test]
fn wrap_lock_duplicate_delete() {
    does(
        "rect a 0,0 10x10 fill\nrect b 20,0 10x10 fill",
        Command::WrapInFrame,
        "frame n1 -24,-24 78x58\nrect a 0,0 10x10 parent=n1\nrect b 20,0 10x10 parent=n1",
    );
    does("rect a 0,0 10x10 fill", Command::Lock, "rect a 0,0 10x10 locked");
    does(
        "rect a 0,0 10x10 fill\nrect b 50,0 10x10 fill\narrow r 15,5 30x0 start=a end=b",
        Command::Duplicate,
        "rect a 0,0 10x10\nrect b 50,0 10x10\narrow r 15,5 30x0 start=a end=b\n\
         rect n1 16,16 10x10\nrect n2 66,16 10x10\narrow n3 31,21 30x0 start=n1 end=n2",
    );
    // A group without members goes, too.
    let mut canvas = canvas("group g 0,0 0x0\nrect a 0,0 10x10 fill parent=g\nrect b 50,0 10x10 fill");
    play(&mut canvas, "double 5,5; key delete");
    assert_eq!(dump(canvas.board().page()), "rect b 50,0 10x10\n");
}

#[test]
fn looks_are_read_and_set() {
    let mut canvas = canvas("rect a 0,0 100x100 fill\ntext t 0,0 55x25 parent=a\nellipse b 200,0 10x10");
    canvas.run(&Command::SelectAll, &Estimate);
    let looks = read(canvas.board(), canvas.selection());
    assert_eq!(looks.fill, Common::Mixed);
    assert_eq!(looks.stroke, Common::Same("#1e1e1e".into()));
    assert_eq!(looks.size, Common::Same(20.0));
    assert_eq!(looks.routing, Common::None);
    canvas.run(&Command::Style(Look::Fill("#f00".into())), &Estimate);
    canvas.run(&Command::Style(Look::Size(40.0)), &Estimate);
    canvas.run(&Command::Style(Look::StrokeWidth(f64::NAN)), &Estimate);
    let looks = read(canvas.board(), canvas.selection());
    assert_eq!(looks.fill, Common::Same("#f00".into()));
    assert_eq!(looks.size, Common::Same(40.0));
    assert_eq!(looks.stroke_width, Common::Same(0.0));
    // The label has a new place in its shape, and the next shape the new look.
    assert_ne!(canvas.board().get(&"t".to_owned().into()).unwrap().height, 25.0);
    assert_eq!(canvas.options.style.fill, "#f00");
}

#[test]
fn copied_here_pasted_there() {
    let mut canvas = canvas(
        "frame f 0,0 100x100\nrect a 10,10 10x10 fill parent=f\nrect b 50,10 10x10 fill parent=f\n\
         arrow r 25,15 20x0 start=a end=b parent=f",
    );
    let actions = play(&mut canvas, "click 15,15; click 40,15 shift; key ctrl+c");
    let Some(Action::Copy(copied)) = actions.last() else { panic!("{actions:?}") };
    let mut other = self::canvas("frame g 1000,0 200x200");
    let text = clipboard::text(copied);
    let read = clipboard::from_text(&text).expect("what was written is read");
    assert!(clipboard::from_text("{\"pages\": []}").is_none());
    assert!(clipboard::from_text("some words").is_none());
    other.paste(&read, Point::new(1100.0, 100.0));
    assert_eq!(
        dump(other.board().page()),
        "frame g 1000,0 200x200\nrect n1 1083,95 10x10 parent=g\narrow n2 1098,100 20x0 parent=g start=n1\n"
    );
    assert_eq!(other.selection().len(), 2);
    // Seeds make ids: the same twice.
    let mut again = self::canvas("frame g 1000,0 200x200");
    again.paste(copied, Point::new(1100.0, 100.0));
    assert_eq!(again.board().page(), other.board().page());
}

#[test]
fn words_are_found_in_reading_order() {
    let canvas =
        canvas("text t 0,100 10x10 text=Save\ntext u 50,0 10x10 text=unsaved\ntext v 0,0 10x10 text=other");
    let found = search::search(canvas.board(), " SAVE");
    assert_eq!(found.iter().map(ElementId::as_str).collect::<Vec<_>>(), ["u", "t"]);
    assert!(search::search(canvas.board(), " ").is_empty());
}

#[test]
fn broken_numbers_and_cycles_do_no_harm() {
    let mut page = page(
        "rect a 0,0 10x10 fill parent=b\ngroup b 0,0 1x1 parent=a\nrect c 5,5 10x10 fill parent=c\nline l 0,0 10x10",
    );
    for (i, value) in [f64::NAN, f64::INFINITY, -1e300, 1e300].into_iter().enumerate() {
        let mut broken = (*page.elements[i]).clone();
        (broken.x, broken.width, broken.angle) = (value, value, value);
        if let Kind::Line(line) = &mut broken.kind {
            line.points.push(Point::new(value, -value));
        }
        broken.id = format!("broken{i}").into();
        page.elements.push(Arc::new(broken));
    }
    let mut canvas = Canvas::new(&page, 1);
    let script = "click 2,2; key ctrl+a; down 5,5; move 50,50; up; key ctrl+g; double 5,5; key shift+h; \
                  key ctrl+d; key shift+1; key delete; tool a; down 0,0; move 9,90; up; tool f; down 0,0; move 800,800; up";
    play(&mut canvas, script);
    assert!(canvas.board().extent().is_none_or(|r| r.x0.is_finite() && r.x1.is_finite()));
}

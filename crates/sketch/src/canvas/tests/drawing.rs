//! The tools that make things.

use super::*;
use crate::scene::{ComponentKind, Routing};

#[test]
fn shapes_are_drawn_and_the_tool_goes_back() {
    let canvas = check("", "tool r; down 10,10; move 60,40; up", "rect n1 10,10 50x30");
    assert_eq!(canvas.tool(), Tool::Select);
    assert_eq!(canvas.selection().len(), 1);
    check("", "tool d; down 60,40; move 10,10; up", "diamond n1 10,10 50x30");
    check("", "tool o; down 10,10; move 60,40 shift; up 60,40 shift", "ellipse n1 10,10 50x50");
    check("", "tool r; down 50,50; move 60,70 alt; up 60,70 alt", "rect n1 40,30 20x40");
    check("", "tool r; down 10,10; move 60,40; key escape; up", "");
    // A click draws nothing, and the tool stays.
    assert_eq!(check("", "tool r; click 10,10", "").tool(), Tool::Rectangle);
    let mut canvas = canvas_with_lock();
    play(&mut canvas, "tool r; down 10,10; move 60,40; up");
    assert_eq!(canvas.tool(), Tool::Rectangle);
}

fn canvas_with_lock() -> Canvas {
    let mut canvas = canvas("");
    canvas.options.keep_tool = true;
    canvas
}

#[test]
fn components_have_their_size() {
    let mut canvas = canvas("frame f 0,0 400x300");
    canvas.set_tool(Tool::Component(ComponentKind::Button));
    play(&mut canvas, "click 200,100");
    assert_eq!(dump(canvas.board().page()), "frame f 0,0 400x300\nbutton n1 144,82 112x36 parent=f\n");
}

#[test]
fn a_frame_takes_what_it_is_drawn_around() {
    check(
        "rect a 20,20 30x30 fill\nrect b 300,20 30x30 fill",
        "tool f; down 0,0; move 100,100; up",
        "frame n1 0,0 100x100\nrect a 20,20 30x30 parent=n1\nrect b 300,20 30x30",
    );
}

#[test]
fn lines_by_dragging_and_by_clicks() {
    check("", "tool l; down 10,10; move 60,40; up", "line n1 10,10 50x30");
    check(
        "",
        "tool l; click 0,0; move 50,0; click 50,0; move 50,50; click 50,50; key enter",
        "line n1 0,0 50x50 points=3",
    );
    check(
        "",
        "tool l; click 0,0; move 50,0; click 50,0; move 50,50; double 50,50",
        "line n1 0,0 50x50 points=3",
    );
    check("", "tool l; click 0,0; move 50,0; click 50,0; key escape", "");
    // In steps of 15 degrees.
    check("", "tool l; down 0,0; move 100,4 shift; up 100,4 shift", "line n1 0,0 100x0");
}

#[test]
fn arrows_hold_on_and_route() {
    let scene = "rect a 0,0 100x50 fill\nrect b 300,0 100x50 fill";
    check(
        scene,
        "tool a; down 50,25; move 350,25; up",
        "rect a 0,0 100x50\nrect b 300,0 100x50\narrow n1 104,25 192x0 start=a end=b",
    );
    check(
        scene,
        "tool a; down 50,25; move 350,25 ctrl; up 350,25 ctrl",
        "rect a 0,0 100x50\nrect b 300,0 100x50\narrow n1 104,25 246x0 start=a",
    );
    let mut canvas = canvas("rect a 0,0 100x50 fill\nrect b 300,200 100x50 fill");
    canvas.options.routing = Routing::Elbow;
    play(&mut canvas, "tool a; down 50,25; move 350,225; up");
    assert_eq!(
        dump(canvas.board().page()).lines().last().unwrap(),
        "arrow n1 50,54 300x142 start=a end=b points=4"
    );
    // An end is pulled off and put elsewhere.
    play(&mut canvas, "down 350,196; move 500,100; up");
    assert!(dump(canvas.board().page()).lines().last().unwrap().ends_with("start=a points=3"));
}

#[test]
fn elbows_go_around_what_stands_between() {
    let mut canvas = canvas("rect a 0,0 100x50 fill\nrect x 180,-30 60x110 fill\nrect b 300,0 100x50 fill");
    canvas.options.routing = Routing::Elbow;
    play(&mut canvas, "tool a; down 95,25; move 305,25; up");
    let way = crate::arrows::points(canvas.board().elements().last().unwrap());
    assert!(way.len() > 4, "{way:?}");
    let block = Rect::new(180.0, -30.0, 240.0, 80.0);
    for piece in way.windows(2) {
        let piece = Rect::from_points(piece[0], piece[1]);
        assert!(!geometry::overlap(piece, block), "{way:?}");
    }
    // What moves into the way is not run through once the arrow is asked again; what it holds on to, it follows.
    play(&mut canvas, "click 350,25; key right; key right");
    let ends = crate::arrows::points(canvas.board().elements().last().unwrap());
    assert_eq!(ends.last().unwrap().x, way.last().unwrap().x + 2.0);
}

#[test]
fn two_shapes_are_joined_and_shapes_placed_by_keys() {
    let mut canvas = canvas("rect a 0,0 100x50 fill\nrect b 300,0 100x50 fill");
    play(&mut canvas, "key ctrl+a");
    canvas.run(&Command::Connect, &Estimate);
    assert!(dump(canvas.board().page()).contains("arrow n1 104,25 192x0 start=a end=b"));
    play(&mut canvas, "key escape; key escape");
    canvas.camera.set_view(kurbo::Size::new(800.0, 600.0));
    play(&mut canvas, "key o; key enter");
    let placed = canvas.board().elements().last().unwrap();
    assert_eq!((&placed.kind, placed.rect().center()), (&Kind::Ellipse, canvas.camera.visible().center()));
    canvas.run(&Command::Grow(Vec2::new(10.0, -200.0)), &Estimate);
    let grown = canvas.board().elements().last().unwrap();
    assert_eq!((grown.width, grown.height), (170.0, 1.0));
}

#[test]
fn a_line_gets_new_points() {
    check("line l 0,0 100x0", "click 30,0; down 50,0; move 50,40; up", "line l 0,0 100x40 points=3");
    check("line l 0,0 100x0", "click 30,0; down 100,0; move 100,50; up", "line l 0,0 100x50");
}

#[test]
fn a_pen_draws_and_stays_in_the_hand() {
    let canvas =
        check("", "tool p; down 0,0 pen; move 10,20 pen; move 20,0 pen; up 20,0 pen", "pen n1 0,0 20x20");
    assert_eq!(canvas.tool(), Tool::Freehand);
    // Then a finger moves the page.
    let mut canvas = canvas;
    play(&mut canvas, "down 0,0 touch; move 10,20 touch; up 10,20 touch");
    assert_eq!(canvas.board().len(), 1);
    assert_eq!(canvas.camera.origin(), Point::new(-10.0, -20.0));
}

#[test]
fn words_are_typed() {
    // 5 letters of 11 px, a line of 25.
    let canvas = check("", "tool t; click 100,100; type words", "text n1 100,88 55x25 text=words");
    assert_eq!(canvas.tool(), Tool::Select);
    check("", "tool t; click 100,100; type  ", "");
    check("", "double 100,100; type words", "text n1 100,88 55x25 text=words");
    check(
        "rect a 0,0 200x100 fill",
        "double 100,50; type words",
        "rect a 0,0 200x100\ntext n1 72.5,37.5 55x25 parent=a text=words",
    );
    // A label that was there, by Enter; it goes away with its words.
    let scene = "rect a 0,0 200x100 fill\ntext t 72,37 55x25 parent=a";
    check(scene, "click 10,10; key enter; type ", "rect a 0,0 200x100");
    // The shape becomes as high as its label needs.
    check(
        "rect a 0,0 100x30 fill",
        "double 50,15; type one|two|three",
        "rect a 0,0 100x91\ntext n1 22.5,8 55x75 parent=a text=one|two|three",
    );
    check(
        "arrow r 0,0 100x0",
        "click 30,0; key enter; type words",
        "arrow r 0,0 100x0\ntext n1 22.5,-12.5 55x25 parent=r text=words",
    );
}

#[test]
fn the_eraser_takes_what_it_touches() {
    let scene = "rect a 0,0 50x50 fill\ntext t 0,0 20x20 parent=a\nrect b 100,0 50x50 fill\n\
                 arrow r 55,25 40x0 start=a end=b\nrect c 300,0 50x50 fill";
    check(
        scene,
        "tool e; down 10,70; move 10,40; up",
        "rect b 100,0 50x50\narrow r 55,25 40x0 end=b\nrect c 300,0 50x50",
    );
    let mut canvas = canvas(scene);
    play(&mut canvas, "tool e; down -20,10; move 400,10");
    assert_eq!(canvas.erasing().len(), 3);
    play(&mut canvas, "key escape; up");
    assert_eq!(canvas.board().len(), 5);
}

#[test]
fn the_laser_leaves_nothing() {
    let mut canvas = check("", "tool k; down 0,0; move 10,10; move 20,20; up", "");
    assert_eq!(canvas.trail(0.05).len(), 3);
    assert!(canvas.trail(5.0).is_empty());
}

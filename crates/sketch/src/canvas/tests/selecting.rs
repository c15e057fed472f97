//! Clicking, dragging, resizing, turning.

use super::*;

#[test]
fn a_drag_moves_and_escape_takes_it_back() {
    check("rect a 0,0 100x50 fill", "down 50,25; move 60,25; move 80,45; up", "rect a 30,20 100x50");
    check("rect a 0,0 100x50 fill", "down 50,25; move 80,45; key escape; up 90,90", "rect a 0,0 100x50");
    check("rect a 0,0 100x50 fill", "down 50,25; move 80,45; cancel; move 90,90; up", "rect a 0,0 100x50");
    // Less than a drag is a click.
    check("rect a 0,0 100x50 fill", "down 50,25; move 52,26; up", "rect a 0,0 100x50");
    // With shift along one direction.
    check("rect a 0,0 100x50 fill", "down 50,25; move 80,45 shift; up 80,45 shift", "rect a 30,0 100x50");
}

#[test]
fn hollow_shapes_are_hit_on_their_outline() {
    selected(&check("rect a 0,0 100x50", "click 50,25", "rect a 0,0 100x50"), "");
    selected(&check("rect a 0,0 100x50", "click 1,25", "rect a 0,0 100x50"), "a");
    selected(&check("ellipse a 0,0 100x50", "click 50,1", "ellipse a 0,0 100x50"), "a");
    selected(&check("ellipse a 0,0 100x50", "click 4,4", "ellipse a 0,0 100x50"), "");
    selected(&check("diamond a 0,0 100x50", "click 25,13", "diamond a 0,0 100x50"), "a");
    selected(&check("line a 0,0 100x50", "click 50,28", "line a 0,0 100x50"), "a");
    selected(&check("pen a 0,0 100x50", "click 50,49", "pen a 0,0 100x50"), "a");
    // Turned by a quarter: 100x50 about 50,25 stands upright.
    selected(&check("rect a 0,0 100x50 fill angle=90", "click 50,-20", "rect a 0,0 100x50 angle=90"), "a");
    selected(&check("rect a 0,0 100x50 fill angle=90", "click 5,25", "rect a 0,0 100x50 angle=90"), "");
}

#[test]
fn the_topmost_is_meant_and_locked_ones_are_passed() {
    let scene = "rect a 0,0 100x50 fill\nrect b 0,0 100x50 fill\nrect c 0,0 100x50 fill locked";
    let mut canvas = canvas(scene);
    play(&mut canvas, "click 50,25");
    selected(&canvas, "b");
    play(&mut canvas, "click 300,300");
    selected(&canvas, "");
}

#[test]
fn shift_adds_and_takes_out() {
    let mut canvas = canvas("rect a 0,0 50x50 fill\nrect b 100,0 50x50 fill");
    play(&mut canvas, "click 25,25; click 125,25 shift");
    selected(&canvas, "a b");
    play(&mut canvas, "click 25,25 shift");
    selected(&canvas, "b");
    play(&mut canvas, "click 25,25");
    selected(&canvas, "a");
}

#[test]
fn a_box_selects_what_it_touches_and_with_command_what_it_holds() {
    let mut canvas = canvas("rect a 0,0 50x50 fill\nrect b 100,0 50x50 fill\nrect big -500,-500 2000x2000");
    play(&mut canvas, "down -20,-20; move 120,60; up");
    selected(&canvas, "a b");
    play(&mut canvas, "down -20,-20; move 120,60 ctrl; up 120,60 ctrl");
    selected(&canvas, "a");
}

#[test]
fn a_lasso_selects_what_it_encloses() {
    let mut canvas = canvas("rect a 0,0 50x50 fill\nrect b 100,0 50x50 fill");
    play(&mut canvas, "tool s; down -10,-10; move 60,-10; move 60,60; move -10,60; up");
    selected(&canvas, "a");
}

#[test]
fn groups_are_selected_as_a_whole_then_a_level_deeper() {
    let scene = "group g 0,0 0x0\ngroup h 0,0 0x0 parent=g\nrect a 0,0 50x50 fill parent=h\n\
                 rect b 100,0 50x50 fill parent=h\nrect c 200,0 50x50 fill parent=g";
    let mut canvas = canvas(scene);
    play(&mut canvas, "click 25,25");
    selected(&canvas, "g");
    play(&mut canvas, "double 25,25");
    selected(&canvas, "h");
    play(&mut canvas, "double 25,25");
    selected(&canvas, "a");
    play(&mut canvas, "click 125,25");
    selected(&canvas, "b");
    play(&mut canvas, "key escape");
    selected(&canvas, "h");
    play(&mut canvas, "click 400,400; click 125,25");
    selected(&canvas, "g");
    play(&mut canvas, "down 25,25; move 35,25; up");
    assert!(dump(canvas.board().page()).contains("rect c 210,0 50x50 parent=g"));
}

#[test]
fn alt_drags_a_copy() {
    let canvas = check(
        "rect a 0,0 50x50 fill\ntext t 10,10 30x20 parent=a",
        "down 40,40; move 140,40 alt; up 140,40 alt",
        "rect a 0,0 50x50\ntext t 10,10 30x20 parent=a text=words\n\
         rect n1 100,0 50x50\ntext n2 110,10 30x20 parent=n1 text=words",
    );
    assert_eq!(canvas.selection().len(), 1);
    assert_ne!(canvas.selection()[0].as_str(), "a");
}

#[test]
fn corners_and_edges_resize() {
    let a = "rect a 0,0 100x50 fill";
    check(a, "click 50,25; down 100,50; move 120,80; up", "rect a 0,0 120x80");
    check(a, "click 50,25; down 0,0; move -20,-10; up", "rect a -20,-10 120x60");
    check(a, "click 50,25; down 100,25; move 150,60; up", "rect a 0,0 150x50");
    // With aspect, and from the centre.
    check(a, "click 50,25; down 100,50; move 200,60 shift; up 200,60 shift", "rect a 0,0 200x100");
    check(a, "click 50,25; down 100,50; move 110,55 alt; up 110,55 alt", "rect a -10,-5 120x60");
    // Over the other side.
    check(a, "click 50,25; down 100,50; move -50,50; up", "rect a -50,0 50x50");
    check(a, "click 50,25; down 100,50; move 120,80; key escape; up", "rect a 0,0 100x50");
}

#[test]
fn a_turned_box_keeps_the_corner_across() {
    let canvas = check(
        "rect a 0,0 100x50 fill angle=90",
        // Its box upright is 25..75 × -25..75; the corner at 100,50 before turning is at 25,75.
        "click 50,25; down 25,75; move 25,95; up",
        "rect a -10,10 120x50 angle=90",
    );
    let element = canvas.board().get(&"a".to_owned().into()).unwrap();
    let corner = geometry::to_page(element, geometry::local_box(element).origin());
    assert!(corner.distance(Point::new(75.0, -25.0)) < 1e-6, "{corner:?}");
}

#[test]
fn several_scale_together() {
    check(
        "rect a 0,0 50x50 fill\nline b 50,50 50x50",
        "key ctrl+a; down 100,100; move 200,200; up",
        "rect a 0,0 100x100\nline b 100,100 100x100",
    );
}

#[test]
fn the_handle_above_turns_in_steps() {
    // The handle stands 22 px above the top edge.
    let canvas = check(
        "rect a 0,100 100x100 fill",
        "click 50,150; down 50,78; move 130,152 shift; up 130,152 shift",
        "rect a 0,100 100x100 angle=90",
    );
    selected(&canvas, "a");
}

#[test]
fn labels_and_arrows_follow() {
    let scene = "rect a 0,0 100x50 fill\nrect b 300,0 100x50 fill\ntext t 0,0 55x25 parent=a\n\
                 arrow r 105,25 190x0 start=a end=b";
    check(
        scene,
        "down 350,25; move 350,125; up",
        "rect a 0,0 100x50\nrect b 300,100 100x50\ntext t 0,0 55x25 parent=a text=words\n\
         arrow r 105,43.3 190x63.3 start=a end=b",
    );
    // Both moved: it goes along as it is.
    check(
        scene,
        "key ctrl+a; down 350,25; move 350,125; up",
        "rect a 0,100 100x50\nrect b 300,100 100x50\ntext t 0,100 55x25 parent=a text=words\n\
         arrow r 105,125 190x0 start=a end=b",
    );
    // Alone it lets go.
    check(
        "rect a 0,0 100x50 fill\nrect b 300,0 100x50 fill\narrow r 105,25 190x0 start=a end=b",
        "click 200,25; down 150,25; move 150,75; up",
        "rect a 0,0 100x50\nrect b 300,0 100x50\narrow r 105,75 190x0",
    );
}

#[test]
fn frames_carry_and_take() {
    let scene = "frame f 0,0 200x200\nrect a 10,10 50x50 fill parent=f\nrect b 300,10 50x50 fill";
    check(
        scene,
        "down 100,0; move 110,10; up",
        "frame f 10,10 200x200\nrect a 20,20 50x50 parent=f\nrect b 300,10 50x50",
    );
    check(
        scene,
        "down 320,30; move 120,30; up",
        "frame f 0,0 200x200\nrect a 10,10 50x50 parent=f\nrect b 100,10 50x50 parent=f",
    );
    check(
        scene,
        "down 30,30; move 330,130; up",
        "frame f 0,0 200x200\nrect a 310,110 50x50\nrect b 300,10 50x50",
    );
    // One that lies under the frame comes over it.
    check(
        "rect b 300,10 50x50 fill\nframe f 0,0 200x200\nrect a 10,10 50x50 fill parent=f",
        "down 320,30; move 120,30; up",
        "frame f 0,0 200x200\nrect b 100,10 50x50 parent=f\nrect a 10,10 50x50 parent=f",
    );
}

#[test]
fn things_snap_to_others_and_show_why() {
    let mut canvas = canvas("rect a 0,0 100x50 fill\nrect b 300,200 100x50 fill");
    canvas.options.snap = true;
    play(&mut canvas, "down 350,225; move 340,225; move 54,150");
    assert_eq!(canvas.guides().len(), 3, "left, centre, right: {:?}", canvas.guides());
    play(&mut canvas, "up 54,150");
    assert!(dump(canvas.board().page()).contains("rect b 0,125 100x50"));
    assert!(canvas.guides().is_empty());
    // Command switches it off.
    let mut canvas = self::canvas("rect a 0,0 100x50 fill\nrect b 300,200 100x50 fill");
    canvas.options.snap = true;
    play(&mut canvas, "down 350,225; move 54,150 ctrl; up 54,150 ctrl");
    assert!(dump(canvas.board().page()).contains("rect b 4,125 100x50"));
}

#[test]
fn equal_gaps_are_found() {
    let mut canvas = canvas("rect a 0,0 50x50 fill\nrect b 80,3 50x44 fill\nrect c 400,200 50x40 fill");
    canvas.options.snap = true;
    // c goes to the right of b with a gap near 30.
    play(&mut canvas, "down 425,220; move 186,28");
    assert!(canvas.guides().iter().any(|g| matches!(g, snap::Guide::Gap { .. })), "{:?}", canvas.guides());
    play(&mut canvas, "up 186,28");
    assert!(dump(canvas.board().page()).contains("rect c 160,"), "{}", dump(canvas.board().page()));
}

#[test]
fn the_grid_holds_corners() {
    let mut canvas = canvas("rect a 3,3 50x50 fill");
    canvas.options.grid = Some(20.0);
    play(&mut canvas, "down 25,25; move 47,47; up; key right");
    assert_eq!(dump(canvas.board().page()), "rect a 40,20 50x50\n");
}

#[test]
fn keys_move_order_and_walk() {
    let scene = "rect a 0,0 50x50 fill\nrect b 20,20 50x50 fill\nrect c 40,40 50x50 fill";
    check(
        scene,
        "click 5,5; key right; key shift+down",
        "rect a 1,10 50x50\nrect b 20,20 50x50\nrect c 40,40 50x50",
    );
    check(scene, "click 5,5; key ctrl+]", "rect b 20,20 50x50\nrect a 0,0 50x50\nrect c 40,40 50x50");
    check(scene, "click 5,5; key ctrl+shift+]", "rect b 20,20 50x50\nrect c 40,40 50x50\nrect a 0,0 50x50");
    check(scene, "click 85,85; key ctrl+[", "rect a 0,0 50x50\nrect c 40,40 50x50\nrect b 20,20 50x50");
    check(scene, "click 85,85; key ctrl+shift+[", "rect c 40,40 50x50\nrect a 0,0 50x50\nrect b 20,20 50x50");
    let mut canvas = canvas(scene);
    play(&mut canvas, "key tab; key tab");
    selected(&canvas, "b");
    play(&mut canvas, "key shift+tab");
    selected(&canvas, "a");
    assert!(canvas.walks(false) && !canvas.walks(true), "before the first is what stands before the canvas");
    play(&mut canvas, "key shift+tab");
    selected(&canvas, "a");
    play(&mut canvas, "key tab; key tab");
    selected(&canvas, "c");
    assert!(canvas.walks(true) && !canvas.walks(false));
}

#[test]
fn a_finger_on_nothing_moves_the_page() {
    let mut canvas = canvas("rect a 0,0 50x50 fill");
    play(&mut canvas, "down 200,200 touch; move 220,230 touch; move 240,250 touch; up 240,250 touch");
    assert_eq!(canvas.camera.origin(), Point::new(-20.0, -20.0));
    play(&mut canvas, "down 200,200 middle; move 190,200; up");
    assert_eq!(canvas.camera.origin(), Point::new(-10.0, -20.0));
}

#[test]
fn links_are_followed_with_command() {
    let mut scene = page("rect a 0,0 50x50 fill");
    let mut linked = (*scene.elements[0]).clone();
    linked.link = Some("https://example.com".into());
    scene.elements[0] = Arc::new(linked);
    let mut canvas = Canvas::new(&scene, 1);
    let actions = play(&mut canvas, "click 25,25 ctrl");
    assert!(actions.contains(&Action::OpenLink("https://example.com".into())), "{actions:?}");
}

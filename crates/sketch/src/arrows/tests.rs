//! Where lines meet shapes, how they follow, and the ways of elbow lines.

use super::*;
use justbuilt_testkit::{Random, random_cases};
use kurbo::ParamCurveNearest;

fn shape(id: &str, kind: Kind, at: [f64; 4]) -> Element {
    Element::new(id, kind, Rect::new(at[0], at[1], at[2], at[3]))
}

fn arrow(
    id: &str,
    points: &[(f64, f64)],
    routing: Routing,
    start: Option<&str>,
    end: Option<&str>,
) -> Element {
    let bind = |to: &str| Binding { element: to.into(), at: Point::new(0.5, 0.5), gap: 4.0 };
    let line = Linear {
        routing,
        start: start.map(bind),
        end: end.map(bind),
        points: vec![Point::ZERO; 2],
        ..Linear::default()
    };
    let points: Vec<Point> = points.iter().map(|p| Point::from(*p)).collect();
    with_points(&shape(id, Kind::Arrow(line), [0.0; 4]), &points)
}

fn page(elements: Vec<Element>) -> Page {
    Page { elements: elements.into_iter().map(Arc::new).collect(), ..Page::default() }
}

#[track_caller]
fn near(a: Point, b: (f64, f64)) {
    assert!(a.distance(Point::from(b)) < 0.02, "{a:?} is not {b:?}");
}

#[test]
fn lines_meet_outlines() {
    let far = Point::new(300.0, 50.0);
    let middle = Point::new(50.0, 50.0);
    let at = [0.0, 0.0, 100.0, 100.0];
    near(meet(&shape("a", Kind::Rectangle, at), far, middle, 4.0).unwrap(), (104.0, 50.0));
    near(meet(&shape("a", Kind::Ellipse, at), far, middle, 4.0).unwrap(), (104.0, 50.0));
    let corner = Point::new(150.0, 150.0);
    near(meet(&shape("a", Kind::Rectangle, at), corner, middle, 0.0).unwrap(), (100.0, 100.0));
    near(meet(&shape("a", Kind::Diamond, at), corner, middle, 0.0).unwrap(), (75.0, 75.0));
    let on_circle = 50.0 + 50.0 * std::f64::consts::FRAC_1_SQRT_2;
    near(meet(&shape("a", Kind::Ellipse, at), corner, middle, 0.0).unwrap(), (on_circle, on_circle));
    // A square turned by an eighth has its tip there.
    let mut turned = shape("a", Kind::Rectangle, at);
    turned.angle = std::f64::consts::FRAC_PI_4;
    near(meet(&turned, far, middle, 0.0).unwrap(), (50.0 + 50.0 * std::f64::consts::SQRT_2, 50.0));
    // Rounded corners are nearer.
    let mut round = shape("a", Kind::Rectangle, at);
    round.style.corner = 50.0;
    near(meet(&round, corner, middle, 0.0).unwrap(), (on_circle, on_circle));
    // From within nothing is met; an aim on the edge is.
    assert_eq!(meet(&round, Point::new(40.0, 50.0), middle, 0.0), None);
    near(meet(&shape("a", Kind::Rectangle, at), far, Point::new(100.0, 50.0), 4.0).unwrap(), (104.0, 50.0));
}

#[test]
fn the_gap_is_kept_on_all_sides() {
    for kind in [Kind::Rectangle, Kind::Diamond, Kind::Ellipse] {
        let mut element = shape("a", kind, [10.0, 20.0, 150.0, 90.0]);
        element.angle = 0.4;
        let edge = outline(&element, 0.0);
        for i in 0..24 {
            let out = Point::new(80.0, 55.0) + Vec2::from_angle(f64::from(i) * 0.2618) * 400.0;
            let at = meet(&element, out, Point::new(80.0, 55.0), 6.0).unwrap();
            let off = distance(&edge, at);
            // Outside the tips of a diamond the way to the outline is longer than the gap; elsewhere it is the gap, or
            // a little less along an ellipse.
            assert!((4.5..12.0).contains(&off), "{:?} {i}: {off}", element.kind);
        }
    }
}

#[test]
fn shares_and_aim_are_inverse() {
    let mut turned = shape("turned", Kind::Rectangle, [200.0, 0.0, 300.0, 50.0]);
    turned.angle = std::f64::consts::PI;
    assert!((shares(&turned, Point::new(305.0, 25.0)) - Point::new(0.0, 0.5)).hypot() < 1e-9);
    let binding =
        Binding { element: "turned".into(), at: shares(&turned, Point::new(220.0, 10.0)), gap: 0.0 };
    near(aim(&turned, &binding), (220.0, 10.0));
}

/// From a point to a path, px.
fn distance(path: &BezPath, at: Point) -> f64 {
    path.segments().map(|piece| piece.nearest(at, 0.01).distance_sq).fold(f64::INFINITY, f64::min).sqrt()
}

/// The lines that hold on to these and change when these have moved.
fn follow(page: &Page, moved: &[ElementId]) -> Vec<Element> {
    let holds =
        |line: &Linear| [&line.start, &line.end].into_iter().flatten().any(|b| moved.contains(&b.element));
    let lines = page.elements.iter().filter(|e| geometry::linear(e).is_some_and(holds));
    lines.map(|line| routed(page, line)).filter(|new| page.element(&new.id).as_deref() != Some(new)).collect()
}

fn joined(routing: Routing, b: [f64; 4]) -> Page {
    page(vec![
        shape("a", Kind::Rectangle, [0.0, 0.0, 100.0, 60.0]),
        shape("b", Kind::Rectangle, b),
        arrow("line", &[(0.0, 0.0), (1.0, 1.0)], routing, Some("a"), Some("b")),
    ])
}

#[test]
fn a_line_follows() {
    let mut page = joined(Routing::Straight, [300.0, 0.0, 400.0, 60.0]);
    let changed = follow(&page, &["a".into()]);
    assert_eq!(changed.len(), 1);
    let ends = points(&changed[0]);
    near(ends[0], (104.0, 30.0));
    near(ends[1], (296.0, 30.0));
    page.elements[2] = Arc::new(changed[0].clone());
    assert!(follow(&page, &["b".into()]).is_empty(), "all is in its place");
    Arc::make_mut(&mut page.elements[1]).y += 500.0;
    let changed = follow(&page, &["b".into()]);
    let ends = points(&changed[0]);
    assert!((ends[1].y - 496.0).abs() < 0.01 && (ends[0].y - 64.0).abs() < 0.01, "{ends:?}");
    assert!(follow(&page, &["nobody".into()]).is_empty());
}

#[test]
fn points_between_go_along_when_both_shapes_move() {
    let mut page = joined(Routing::Curved, [300.0, 0.0, 400.0, 60.0]);
    let line =
        arrow("line", &[(0.0, 0.0), (200.0, -80.0), (1.0, 1.0)], Routing::Curved, Some("a"), Some("b"));
    page.elements[2] = Arc::new(routed(&page, &line));
    let before = points(&page.elements[2]);
    near(before[1], (200.0, -80.0));
    for i in 0..2 {
        Arc::make_mut(&mut page.elements[i]).x += 70.0;
    }
    let after = points(&follow(&page, &["a".into(), "b".into()])[0]);
    near(after[1], (270.0, -80.0));
    near(after[0], (before[0].x + 70.0, before[0].y));
    // One alone leaves it.
    Arc::make_mut(&mut page.elements[1]).x += 300.0;
    near(points(&follow(&page, &["b".into()])[0])[1], (200.0, -80.0));
}

fn ways(points: &[Point]) -> String {
    points.iter().map(|p| format!("{},{}", p.x.round(), p.y.round())).collect::<Vec<_>>().join(" ")
}

#[test]
fn elbow_ways() {
    let way = |b: [f64; 4]| {
        ways(&points(&routed(&joined(Routing::Elbow, b), &joined(Routing::Elbow, b).elements[2])))
    };
    // Straight ahead, a step, around a corner, straight down.
    assert_eq!(way([300.0, 0.0, 400.0, 60.0]), "104,30 296,30");
    assert_eq!(way([300.0, 40.0, 400.0, 100.0]), "104,30 200,30 200,70 296,70");
    assert_eq!(way([0.0, 300.0, 100.0, 360.0]), "50,64 50,296");
}

#[test]
fn elbow_ports_are_heeded() {
    let port = |at: (f64, f64), heading, shape: [f64; 4]| Port {
        at: at.into(),
        heading: Some(heading),
        shape: Some(Rect::new(shape[0], shape[1], shape[2], shape[3])),
    };
    // Out at the left, in at the right: around both.
    let from = port((-4.0, 30.0), Heading::Left, [0.0, 0.0, 100.0, 60.0]);
    let to = port((404.0, 30.0), Heading::Right, [300.0, 0.0, 400.0, 60.0]);
    let way = elbow(&from, &to, &[]);
    assert!(way.len() == 6, "{way:?}");
    // An obstacle in the straight way.
    let from = port((104.0, 30.0), Heading::Right, [0.0, 0.0, 100.0, 60.0]);
    let to = port((596.0, 30.0), Heading::Left, [600.0, 0.0, 700.0, 60.0]);
    let block = Rect::new(300.0, -40.0, 380.0, 80.0);
    let way = elbow(&from, &to, &[block]);
    assert!(way.len() == 6 && !crosses(&way, block), "{way:?}");
    assert_eq!(elbow(&from, &to, &[]).len(), 2);
}

fn crosses(way: &[Point], rect: Rect) -> bool {
    way.windows(2).any(|w| {
        let piece = Rect::from_points(w[0], w[1]);
        piece.x0 < rect.x1 && piece.x1 > rect.x0 && piece.y0 < rect.y1 && piece.y1 > rect.y0
    })
}

#[test]
fn random_elbows_are_straight_and_clear() {
    let mut clear = 0;
    random_cases(300, |random| {
        let any = |random: &mut Random| {
            let at = (random.below(800) as f64, random.below(800) as f64);
            Rect::from_origin_size(at, (20.0 + random.below(150) as f64, 20.0 + random.below(150) as f64))
        };
        let (a, b) = (any(random), any(random));
        let bind = |random: &mut Random, id: &str| Binding {
            element: id.into(),
            at: Point::new(random.below(11) as f64 / 10.0, random.below(11) as f64 / 10.0),
            gap: 4.0,
        };
        let mut line = arrow("line", &[(0.0, 0.0), (1.0, 1.0)], Routing::Elbow, Some("a"), Some("b"));
        if let Kind::Arrow(line) = &mut line.kind {
            (line.start, line.end) = (Some(bind(random, "a")), Some(bind(random, "b")));
        }
        let page = page(vec![
            shape("a", Kind::Rectangle, [a.x0, a.y0, a.x1, a.y1]),
            shape("b", Kind::Rectangle, [b.x0, b.y0, b.x1, b.y1]),
            line,
        ]);
        let way = points(&routed(&page, &page.elements[2]));
        assert!((2..=9).contains(&way.len()), "{way:?}");
        for w in way.windows(2) {
            assert!((w[0].x - w[1].x).abs() < 1e-9 || (w[0].y - w[1].y).abs() < 1e-9, "slanted: {way:?}");
        }
        // With room between the shapes, the way goes through neither.
        if !a.inflate(41.0, 41.0).overlaps(b) {
            assert!(!crosses(&way, a) && !crosses(&way, b), "{a:?} {b:?} {way:?}");
            clear += 1;
        }
    });
    assert!(clear > 100 || std::env::var_os("SEED").is_some(), "{clear}");
}

#[test]
fn paths_and_middles() {
    let points = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)].map(Point::from);
    assert_eq!(path(&points, Routing::Elbow, 0.0).to_svg(), "M0,0 L100,0 L100,100");
    assert_eq!(path(&points, Routing::Elbow, 10.0).to_svg(), "M0,0 L90,0 Q100,0 100,10 L100,100");
    let curve = path(&points, Routing::Curved, 0.0);
    for point in points {
        assert!(distance(&curve, point) < 1e-6);
    }
    let line = arrow("a", &[(0.0, 0.0), (100.0, 0.0), (100.0, 300.0)], Routing::Elbow, None, None);
    near(label_place(&line, Size::new(20.0, 10.0)).center(), (100.0, 100.0));
    assert!(path(&[], Routing::Curved, 0.0).elements().is_empty());
}

#[test]
fn bad_input() {
    let nan = shape("nan", Kind::Rectangle, [f64::NAN, 0.0, f64::INFINITY, 1.0]);
    let empty = shape("empty", Kind::Diamond, [0.0; 4]);
    let huge = shape("huge", Kind::Ellipse, [-1e300, -1e300, 1e300, 1e300]);
    for routing in [Routing::Straight, Routing::Curved, Routing::Elbow] {
        for (a, b) in
            [("nan", "empty"), ("huge", "empty"), ("line", "line"), ("gone", "nan"), ("empty", "empty")]
        {
            let mut line = arrow("line", &[(0.0, 0.0), (5.0, 5.0)], routing, Some(a), Some(b));
            let page = page(vec![nan.clone(), empty.clone(), huge.clone(), line.clone()]);
            let _ = (follow(&page, &[a.into(), b.into()]), routed(&page, &line));
            if let Kind::Arrow(line) = &mut line.kind {
                line.points.clear();
            }
            let _ = (routed(&page, &line), label_place(&line, Size::ZERO), points(&line));
        }
    }
    assert!(elbow_free(Point::new(f64::NAN, 0.0), Point::ZERO).len() > 1);
}

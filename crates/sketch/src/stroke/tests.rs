//! Outlines against those that perfect-freehand 1.2.2 computed; the growing stroke against the finished one.

use super::*;
use justbuilt_testkit::{Random, corpus, random_cases};
use serde_json::Value;
use std::fs;

fn read(name: &str) -> Option<Value> {
    let file = corpus("strokes")?.join(name);
    Some(serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
}

fn input(inputs: &Value, name: &Value) -> (Vec<Point>, Vec<f64>) {
    let Some(name) = name.as_str() else { return (Vec::new(), Vec::new()) };
    let sample = |point: &Value| match point {
        Value::Array(p) => {
            let at = Point::new(p[0].as_f64().unwrap(), p[1].as_f64().unwrap());
            (at, p.get(2).map_or(f64::NAN, |p| p.as_f64().unwrap()))
        }
        // The original gives points of this form a pressure when they have none.
        _ => {
            let number = |key: &str| point.get(key).and_then(Value::as_f64);
            (Point::new(number("x").unwrap(), number("y").unwrap()), number("pressure").unwrap_or(0.5))
        }
    };
    inputs[name].as_array().unwrap().iter().map(sample).unzip()
}

fn options(json: &Value) -> Options {
    let mut options = Options::default();
    let tip = |json: &Value, tip: &mut Tip| {
        for (key, value) in json.as_object().unwrap() {
            match (key.as_str(), value) {
                ("cap", value) => tip.cap = value.as_bool().unwrap(),
                ("taper", Value::Bool(true)) => tip.taper = Taper::Whole,
                ("taper", Value::Bool(false)) => tip.taper = Taper::None,
                ("taper", value) => tip.taper = Taper::Length(value.as_f64().unwrap()),
                other => panic!("{other:?}"),
            }
        }
    };
    for (key, value) in json.as_object().unwrap() {
        match key.as_str() {
            "size" => options.size = value.as_f64().unwrap(),
            "thinning" => options.thinning = value.as_f64().unwrap(),
            "smoothing" => options.smoothing = value.as_f64().unwrap(),
            "streamline" => options.streamline = value.as_f64().unwrap(),
            "simulatePressure" => options.simulate_pressure = value.as_bool().unwrap(),
            "last" => options.last = value.as_bool().unwrap(),
            "start" => tip(value, &mut options.start),
            "end" => tip(value, &mut options.end),
            other => panic!("{other}"),
        }
    }
    options
}

fn pair(json: &Value) -> Point {
    Point::new(json[0].as_f64().unwrap(), json[1].as_f64().unwrap())
}

#[track_caller]
fn check_outline(id: &Value, ours: &[Point], expected: &Value, within: f64) {
    let expected: Vec<Point> = expected.as_array().unwrap().iter().map(pair).collect();
    assert_eq!(ours.len(), expected.len(), "{id}: count");
    for (i, (a, b)) in ours.iter().zip(&expected).enumerate() {
        let off = (a.x - b.x).abs().max((a.y - b.y).abs());
        assert!(off <= within, "{id}: point {i} is {a:?}, not {b:?}");
    }
}

#[test]
fn snapshots() {
    let (Some(inputs), Some(cases)) = (read("inputs.json"), read("snapshot_cases.json")) else { return };
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 18);
    for case in cases {
        let ((path, pressures), options) = (input(&inputs, &case["input"]), options(&case["options"]));
        let (id, expected) = (&case["id"], &case["expected"]);
        if case["function"] != "getStrokePoints" {
            check_outline(id, &outline(&path, &pressures, &options), expected, 1e-6);
            continue;
        }
        let (ours, expected) = (points(&path, &pressures, &options), expected.as_array().unwrap());
        assert_eq!(ours.len(), expected.len(), "{id}");
        for (ours, expected) in ours.iter().zip(expected) {
            let number = |key: &str| expected[key].as_f64().unwrap();
            let (at, vector) = (pair(&expected["point"]), pair(&expected["vector"]));
            let off = [
                ours.point.x - at.x,
                ours.point.y - at.y,
                ours.vector.x - vector.x,
                ours.vector.y - vector.y,
                ours.pressure - number("pressure"),
                ours.distance - number("distance"),
                ours.running_length - number("runningLength"),
            ];
            assert!(off.iter().all(|off| off.abs() <= 1e-6), "{id}: {ours:?} {expected}");
        }
    }
}

#[test]
fn with_options() {
    let (Some(inputs), Some(cases)) = (read("inputs.json"), read("options_cases.json")) else { return };
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 60);
    for case in cases {
        let ((path, pressures), options) = (input(&inputs, &case["input"]), options(&case["options"]));
        check_outline(&case["id"], &outline(&path, &pressures, &options), &case["expected"], 2e-6);
    }
}

#[test]
fn radius() {
    let Some(cases) = read("radius_cases.json") else { return };
    for case in cases.as_array().unwrap() {
        let easing = if case["easing"] == "linear" { easing::linear } else { easing::quad };
        let (size, thinning) = (case["size"].as_f64().unwrap(), case["thinning"].as_f64().unwrap());
        let options = Options { size, thinning, easing, ..Options::default() };
        let radius = options.radius(case["pressure"].as_f64().unwrap());
        assert!((radius - case["expected"].as_f64().unwrap()).abs() < 1e-9, "{case}: {radius}");
    }
}

/// The growing stroke after each point, and when it is done.
#[track_caller]
fn check_live(path: &[Point], pressures: &[f64], options: &Options) {
    let mut live = Live::new(*options);
    assert!(live.outline().is_empty());
    let open = Options { last: false, ..*options };
    for (i, at) in path.iter().enumerate() {
        live.push(*at, pressures.get(i).copied());
        let to = (i + 1).min(pressures.len());
        let whole = outline(&path[..=i], &pressures[..to], &open);
        assert_eq!(live.outline(), whole, "after point {i} of {options:?}");
        assert_eq!(live.since(Seam::default()), whole);
    }
    assert_eq!(live.len(), path.len());
    assert_eq!(live.finish(), outline(path, pressures, &Options { last: true, ..*options }));
}

#[test]
fn a_growing_stroke_is_the_same() {
    let (Some(inputs), Some(cases)) = (read("inputs.json"), read("options_cases.json")) else { return };
    for case in cases.as_array().unwrap() {
        let ((path, pressures), options) = (input(&inputs, &case["input"]), options(&case["options"]));
        check_live(&path, &pressures, &options);
    }
}

fn walk(random: &mut Random, count: usize, step: f64) -> Vec<Point> {
    let mut at = Point::new(0.0, 0.0);
    let mut direction: f64 = 0.0;
    let mut path = Vec::new();
    for _ in 0..count {
        direction += random.below(2001) as f64 / 1000.0 - 1.0;
        if random.below(30) == 0 {
            direction += 2.5;
        }
        if random.below(8) != 0 {
            at += Vec2::from_angle(direction) * step * (random.below(1000) as f64 / 500.0);
        }
        path.push(at);
    }
    path
}

#[test]
fn random_strokes_grow_the_same() {
    random_cases(60, |random| {
        let (count, step) = (random.below(80), [0.2, 3.0, 20.0][random.below(3)]);
        let path = walk(random, count, step);
        let pressures: Vec<f64> = path.iter().map(|_| random.below(101) as f64 / 100.0).collect();
        let known = random.below(path.len() + 1);
        let tapers = [Taper::None, Taper::Length(25.0), Taper::Whole, Taper::Length(0.0)];
        let base = Options::default();
        let options = Options {
            size: [2.0, 16.0, 40.0][random.below(3)],
            thinning: [0.5, 0.0, -0.7][random.below(3)],
            smoothing: [0.5, 0.0, 1.0][random.below(3)],
            streamline: [0.5, 0.0, 1.0][random.below(3)],
            simulate_pressure: random.below(2) == 0,
            start: Tip { cap: random.below(2) == 0, taper: tapers[random.below(4)], ..base.start },
            end: Tip { cap: random.below(2) == 0, taper: tapers[random.below(4)], ..base.end },
            ..base
        };
        check_live(&path, &pressures[..known], &options);
    });
}

#[test]
fn pieces_between_seams_are_the_whole() {
    let path = walk(&mut Random::new(7), 400, 6.0);
    let mut live = Live::new(Options::default());
    let (mut seams, mut pieces) = (vec![Seam::default()], Vec::new());
    for (i, at) in path.iter().enumerate() {
        live.push(*at, None);
        if i % 50 == 49 {
            let (before, now) = (*seams.last().unwrap(), live.seam());
            assert!(now.left > before.left && now.right > before.right);
            pieces.push(live.between(before, now));
            seams.push(now);
        }
    }
    let (left, right) = (live.seam().left, live.seam().right);
    let whole = live.outline();
    let mut lefts = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let shared = usize::from(i > 0);
        let count = seams[i + 1].left - seams[i].left;
        lefts.extend_from_slice(&piece[shared..shared + count]);
        assert_eq!(piece.len(), count + seams[i + 1].right - seams[i].right + 2 * shared);
    }
    assert_eq!(lefts, whole[..lefts.len()]);
    assert!(lefts.len() == seams.last().unwrap().left && left >= lefts.len() && right > 0);
    let rest = live.since(*seams.last().unwrap());
    assert_eq!(rest[0], *lefts.last().unwrap());
    assert!(rest.len() < 120, "the tail is short: {}", rest.len());
}

#[test]
fn what_is_under_the_pen_does_not_grow() {
    let path = walk(&mut Random::new(3), 20_000, 6.0);
    let mut live = Live::new(Options::default());
    let mut longest = 0;
    for at in path {
        live.push(at, None);
        longest = longest.max(live.unsettled());
    }
    assert!(longest < 40, "{longest} points were walked over again");
}

#[test]
fn bad_input() {
    let nan = Point::new(f64::NAN, 0.0);
    let far = Point::new(f64::MAX, -f64::MAX);
    let inputs: [&[Point]; 7] = [
        &[],
        &[nan],
        &[far],
        &[far, Point::ZERO, Point::new(-f64::MAX, f64::MAX)],
        &[Point::ZERO; 5],
        &[Point::ZERO, nan, Point::new(f64::INFINITY, 1.0), Point::new(3.0, 4.0)],
        &[Point::new(1e-320, 0.0), Point::ZERO, Point::new(1e-320, 1e-320)],
    ];
    let sizes = [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300, 1e-300, 16.0];
    for input in inputs {
        for size in sizes {
            let options = Options { size, ..Options::default() };
            let whole = outline(input, &[f64::NAN, -3.0, f64::INFINITY], &options);
            if size > 0.0 && size < 1e200 {
                assert!(whole.iter().all(|p| p.is_finite()), "{input:?} {size}");
            }
            let mut live = Live::new(options);
            for at in input {
                live.push(*at, Some(f64::NAN));
                let _ = (live.outline(), live.since(live.seam()), live.finish());
            }
        }
    }
    assert_eq!(outline(&[nan, Point::ZERO], &[], &Options::default()).len(), 44);
}

#[test]
fn smooth_path() {
    let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)].map(Point::from);
    assert_eq!(path(&square).to_svg(), "M0,0 Q0,0 5,0 Q10,0 10,5 Q10,10 5,10 Q0,10 0,5 Z");
    assert!(path(&[]).elements().is_empty());
}

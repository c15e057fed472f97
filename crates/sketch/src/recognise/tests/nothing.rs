//! Strokes that mean nothing, which must stay as they were drawn. Not shapes.

use super::draw::{Hand, between};
use super::matrix::Matrix;
use crate::recognise::{Settings, stroke};
use justbuilt_testkit::{Random, corpus};
use kurbo::{Point, Vec2};
use serde_json::Value;
use std::collections::BTreeSet;
use std::f64::consts::{PI, TAU};
use std::fs;

/// Paths that are none of the shapes.
const NOTHINGS: [&str; 16] = [
    "arc",
    "u",
    "l",
    "s",
    "spiral",
    "eight",
    "star",
    "heart",
    "half disc",
    "check",
    "scribble",
    "cursive",
    "drop",
    "wedge",
    "moon",
    "step",
];

fn nothing(random: &mut Random, name: &str) -> Vec<Point> {
    let hand = Hand { end: (0.0, 0.0), ..Hand::any(random) };
    let size = 40.0 * between(random, 0.0, 2.2).exp();
    let turn = between(random, 0.0, TAU);
    let curve = |f: &dyn Fn(f64) -> (f64, f64)| -> Vec<Point> {
        (0..=160).map(|i| Point::from(f(f64::from(i) / 160.0))).collect()
    };
    let ideal: Vec<Point> = match name {
        "arc" => {
            let open = between(random, 1.2, 4.6);
            curve(&|t| ((t * open).cos(), (t * open).sin()))
        }
        "u" => {
            vec![(-0.6, -1.0), (-0.6, 0.8), (0.6, 0.8), (0.6, -1.0)].into_iter().map(Point::from).collect()
        }
        "l" => {
            let arm = between(random, 0.4, 1.0);
            vec![(0.0, -1.0), (0.0, 0.7), (arm, 0.7)].into_iter().map(Point::from).collect()
        }
        "s" => curve(&|t| (0.6 * (t * TAU).sin(), 2.0 * t - 1.0)),
        "spiral" => {
            let rounds = between(random, 1.8, 3.5);
            curve(&|t| ((0.15 + t) * (t * rounds * TAU).cos(), (0.15 + t) * (t * rounds * TAU).sin()))
        }
        "eight" => curve(&|t| ((t * TAU).sin(), 0.9 * (2.0 * t * TAU).sin())),
        "star" => (0..=5).map(|i| Vec2::from_angle(f64::from(i) * 0.8 * PI).to_point()).collect(),
        "heart" => curve(&|t| {
            let a = t * TAU;
            (
                a.sin().powi(3),
                -(13.0 * a.cos() - 5.0 * (2.0 * a).cos() - 2.0 * (3.0 * a).cos() - (4.0 * a).cos()) / 16.0,
            )
        }),
        "half disc" => {
            let mut path = curve(&|t| ((t * PI).cos(), (t * PI).sin()));
            path.push(path[0]);
            path
        }
        "check" => vec![(-0.6, 0.1), (-0.2, 0.6), (0.8, -0.8)].into_iter().map(Point::from).collect(),
        "scribble" => {
            let mut at = Point::ZERO;
            (0..random.range(12..40))
                .map(|_| {
                    at = Point::new(between(random, -1.0, 1.0), between(random, -1.0, 1.0)).lerp(at, 0.3);
                    at
                })
                .collect()
        }
        "cursive" => {
            // Letters of uneven height and width, with loops.
            let mut path = Vec::new();
            let mut x = 0.0;
            for _ in 0..random.range(3..9) {
                let (w, h) = (between(random, 0.15, 0.4), between(random, 0.12, 0.6));
                let (lean, loops) = (between(random, -0.2, 0.4), between(random, 0.0, 0.8));
                for i in 0..24 {
                    let t = f64::from(i) / 24.0;
                    let a = t * TAU;
                    path.push(Point::new(
                        x + t * w + loops * w * a.sin() + lean * h * (1.0 - a.cos()) / 2.0,
                        -h * (1.0 - a.cos()) / 2.0,
                    ));
                }
                x += w;
            }
            path
        }
        "drop" => {
            let mut path = curve(&|t| {
                let a = -2.4 + t * 4.8;
                (0.6 * a.sin(), 0.4 + 0.6 * a.cos())
            });
            path.insert(0, Point::new(0.0, -1.4));
            path.push(Point::new(0.0, -1.4));
            path
        }
        "wedge" => {
            // Two sides far from parallel.
            let short = between(random, 0.15, 0.4);
            vec![(-1.0, -1.0), (1.0, -short), (1.0, short), (-1.0, 1.0), (-1.0, -1.0)]
                .into_iter()
                .map(Point::from)
                .collect()
        }
        "moon" => curve(&|t| {
            if t < 0.5 {
                let a = 0.6 + t * 2.0 * (TAU - 1.2);
                (a.cos(), a.sin())
            } else {
                let a = 0.6 + (1.0 - t) * 2.0 * (TAU - 1.2);
                (0.7 * a.cos() + 0.247, 0.7 * a.sin())
            }
        }),
        "step" => vec![(-1.0, -0.6), (-0.3, -0.6), (-0.3, 0.0), (0.4, 0.0), (0.4, 0.6), (1.0, 0.6)]
            .into_iter()
            .map(Point::from)
            .collect(),
        other => panic!("{other}"),
    };
    let place = kurbo::Affine::rotate(turn) * kurbo::Affine::scale(size);
    let path: Vec<Point> = ideal.iter().map(|point| place * *point).collect();
    hand.trace(random, &path)
}

#[test]
fn nothing_stays_freehand() {
    let mut matrix = Matrix::default();
    let verbose = std::env::var_os("SHOW").is_some();
    let (mut kept, mut all) = (0, 0);
    for (row, name) in NOTHINGS.iter().enumerate() {
        for case in 0..200 {
            let mut random = Random::new(case * 104_729 + row as u64);
            let path = nothing(&mut random, name);
            let found = stroke(&path, &Settings::default());
            let found = found.map_or("freehand", |found| found.shape.name());
            if verbose && found != "freehand" {
                println!("{} {case} {found} {:?}", name.replace(' ', "-"), vec![path]);
            }
            matrix.add(name, found);
            all += 1;
            kept += u32::from(found == "freehand");
        }
    }
    let kept = f64::from(kept) / f64::from(all);
    println!("nothings that stay freehand: {:.2} %\n{}", kept * 100.0, matrix.print("nothings"));
    assert!(kept >= 0.97, "{}", matrix.print("nothings"));
}

#[test]
fn the_strokes_of_the_corpus_stay_freehand() {
    let Some(file) = corpus("strokes/inputs.json") else { return };
    let inputs: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    for name in ["hey", "waves"] {
        let point = |p: &Value| {
            let at = |i: usize, key: &str| p.get(i).or(p.get(key)).and_then(Value::as_f64).unwrap();
            Point::new(at(0, "x"), at(1, "y"))
        };
        let path: Vec<Point> = inputs[name].as_array().unwrap().iter().map(point).collect();
        assert_eq!(stroke(&path, &Settings::default()), None, "{name}");
    }
}

/// Freehand elements of the libraries: leaves, cells, faces, arcs. A few of them are straight; they are told by their
/// chord, which is the definition of a line and not the recogniser's.
#[test]
fn freehand_of_the_libraries_stays_freehand() {
    let Some(folder) = corpus("excalidraw/libraries") else { return };
    let mut seen = BTreeSet::new();
    let (mut straight, mut lines, mut others, mut kept) = (0, 0, 0, 0);
    let verbose = std::env::var_os("SHOW").is_some();
    for path in freehand(&folder) {
        if path.len() < 4 || !seen.insert(format!("{path:?}")) {
            continue;
        }
        let rect = path.iter().fold(kurbo::Rect::from_points(path[0], path[0]), |r, p| r.union_pt(*p));
        // Most were drawn small; larger, they cannot hide behind the least size.
        let scale = (160.0 / rect.width().hypot(rect.height())).max(1.0);
        let path: Vec<Point> = path.iter().map(|p| Point::new(p.x * scale, p.y * scale)).collect();
        let length: f64 = path.windows(2).map(|w| w[0].distance(w[1])).sum();
        let found = stroke(&path, &Settings::default()).map_or("freehand", |found| found.shape.name());
        let chord = path[0].distance(path[path.len() - 1]) / length;
        if chord > 0.99 {
            straight += 1;
            lines += u32::from(found == "line");
        } else if chord < 0.97 {
            others += 1;
            kept += u32::from(found == "freehand");
            if verbose && found != "freehand" {
                println!("library {others} {found} {:?}", vec![&path]);
            }
        }
    }
    println!("straight {straight}, of them lines {lines}; others {others}, of them freehand {kept}");
    assert!(others > 60 && straight > 5);
    assert!(f64::from(lines) >= 0.95 * f64::from(straight), "{lines} of {straight}");
    assert!(f64::from(kept) >= 0.95 * f64::from(others), "{kept} of {others}");
}

fn freehand(folder: &std::path::Path) -> Vec<Vec<Point>> {
    let mut files: Vec<_> = ["ui-kits", "other"]
        .iter()
        .flat_map(|part| fs::read_dir(folder.join(part)).unwrap().map(|entry| entry.unwrap().path()))
        .collect();
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let library: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        collect(&library, &mut found);
    }
    found
}

fn collect(value: &Value, found: &mut Vec<Vec<Point>>) {
    match value {
        Value::Array(all) => all.iter().for_each(|value| collect(value, found)),
        Value::Object(keys)
            if matches!(keys.get("type").and_then(Value::as_str), Some("freedraw" | "draw")) =>
        {
            let points = keys["points"].as_array().unwrap();
            found.push(
                points.iter().map(|p| Point::new(p[0].as_f64().unwrap(), p[1].as_f64().unwrap())).collect(),
            );
        }
        Value::Object(keys) => keys.values().for_each(|value| collect(value, found)),
        _ => {}
    }
}

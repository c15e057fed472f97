//! How long a pen waits: the outline after each point of a long stroke, and recognition when it lifts.
//!
//! `cargo run --release -p justbuilt-sketch --example pens`

#![expect(clippy::print_stdout, reason = "its output is its report")]

use justbuilt_sketch::recognise::{Settings, strokes};
use justbuilt_sketch::stroke::{Live, Options, Taper, Tip};
use kurbo::{Point, Vec2};
use std::time::Instant;

fn main() {
    let base = Options::default();
    let tapered = Options { end: Tip { taper: Taper::Length(60.0), ..base.end }, ..base };
    for (name, options) in [("plain", base), ("tapered", tapered)] {
        let mut whole = Vec::new();
        let mut tail = Vec::new();
        let mut live = Live::new(options);
        let mut seam = live.seam();
        for point in walk(10_000) {
            let start = Instant::now();
            live.push(point, Some(0.5));
            let piece = live.since(seam);
            tail.push(start.elapsed().as_secs_f64() * 1e3);
            if piece.len() > 400 {
                seam = live.seam();
            }
            let start = Instant::now();
            let outline = live.outline();
            whole.push(start.elapsed().as_secs_f64() * 1e3);
            assert!(outline.len() < 1_000_000);
        }
        say(&format!("stroke of 10,000 points, {name}: a point and its tail"), tail);
        say(&format!("stroke of 10,000 points, {name}: the whole outline"), whole);
    }
    // Lines, boxes and waves, alone and in a heap of others.
    let mut alone = Vec::new();
    let drawn: Vec<Vec<Point>> = (0..200).map(stroke).collect();
    for stroke in &drawn {
        alone
            .push(least(|| assert_eq!(strokes(std::slice::from_ref(stroke), &Settings::default()).len(), 1)));
    }
    say("recognition of a stroke", alone);
    let each = least(|| assert!(!strokes(&drawn, &Settings::default()).is_empty())) / drawn.len() as f64;
    println!("recognition of {} strokes over each other: {each:.3} ms each", drawn.len());
}

/// The shortest of some runs, ms: what the machine did besides is not counted.
fn least(run: impl Fn()) -> f64 {
    let times = (0..7).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1e3
    });
    times.fold(f64::INFINITY, f64::min)
}

/// A long wandering path.
fn walk(count: u32) -> impl Iterator<Item = Point> {
    (0..count).map(|i| {
        let t = f64::from(i) / 40.0;
        Point::new(3.0 * t.sin() * t + 2.0 * f64::from(i % 7), 200.0 * (t * 0.37).cos() + 4.0 * t)
    })
}

fn stroke(i: u32) -> Vec<Point> {
    let size = 40.0 + 10.0 * f64::from(i % 37);
    let wobble = |t: f64| Vec2::new((t * 31.0).sin(), (t * 47.0).cos()) * (0.008 * size);
    let at = Vec2::new(f64::from(i % 13) * 20.0, f64::from(i % 17) * 20.0);
    (0..=150)
        .map(|step| {
            let t = f64::from(step) / 150.0;
            let ideal = match i % 4 {
                0 => Point::new(t * size, t * size * 0.3),
                1 => {
                    let v = Vec2::from_angle(t * std::f64::consts::TAU);
                    Point::new(v.x * size, v.y * size * 0.6)
                }
                2 => {
                    let side = t * 4.0;
                    let along = side.fract() * size;
                    match side as u32 {
                        0 => Point::new(along, 0.0),
                        1 => Point::new(size, along),
                        2 => Point::new(size - along, size),
                        _ => Point::new(0.0, size - along),
                    }
                }
                _ => Point::new((t * 9.0).sin() * size, (t * 14.0).cos() * size),
            };
            ideal + at + wobble(t)
        })
        .collect()
}

fn say(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default();
    let most = times.last().copied().unwrap_or_default();
    println!("{what}: median {:.4} ms, p99 {:.4} ms, most {most:.4} ms", at(0.5), at(0.99));
}

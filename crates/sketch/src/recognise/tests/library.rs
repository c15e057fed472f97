//! Shapes of the corpus, drawn by the generated hand: real sizes, proportions and turns, which a generator would not
//! think of. Also how long a stroke takes.

use super::draw::Hand;
use super::matrix::{Matrix, outcome};
use crate::recognise::{Settings, strokes};
use justbuilt_testkit::{Random, corpus};
use kurbo::{Affine, Point, Rect, Vec2};
use serde_json::Value;
use std::f64::consts::TAU;
use std::fs;
use std::time::Instant;

/// A shape with its name and the path around it; whether it is closed.
struct Ideal {
    name: &'static str,
    path: Vec<Point>,
    closed: bool,
}

fn ideal(element: &Value) -> Option<Ideal> {
    let number = |key: &str| element.get(key).and_then(Value::as_f64).unwrap_or(0.0);
    let rect =
        Rect::from_origin_size((number("x"), number("y")), (number("width").abs(), number("height").abs()));
    let turn = Affine::rotate_about(number("angle"), rect.center());
    // Below the size that is judged, or flatter than a pen can draw.
    let drawable = rect.width().min(rect.height()) >= 20.0
        && rect.width().max(rect.height()) < 6.0 * rect.width().min(rect.height());
    let corners =
        |list: &[(f64, f64)]| -> Vec<Point> { list.iter().map(|p| turn * Point::from(*p)).collect() };
    let (cx, cy) = (rect.center().x, rect.center().y);
    let upright = (number("angle") / TAU * 4.0).fract().abs();
    let upright = !(0.1..=0.9).contains(&upright);
    match element.get("type")?.as_str()? {
        "rectangle" if drawable => Some(Ideal {
            name: "rectangle",
            path: corners(&[(rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1)]),
            closed: true,
        }),
        "diamond" if drawable && upright => Some(Ideal {
            name: "diamond",
            path: corners(&[(cx, rect.y0), (rect.x1, cy), (cx, rect.y1), (rect.x0, cy)]),
            closed: true,
        }),
        "ellipse" if drawable => {
            let around = (0..96).map(|i| Vec2::from_angle(f64::from(i) / 96.0 * TAU));
            let list: Vec<(f64, f64)> =
                around.map(|v| (cx + v.x * rect.width() / 2.0, cy + v.y * rect.height() / 2.0)).collect();
            Some(Ideal { name: "ellipse", path: corners(&list), closed: true })
        }
        "line" => {
            let (x, y) = (number("x"), number("y"));
            let points: Vec<(f64, f64)> = element["points"]
                .as_array()?
                .iter()
                .map(|p| Some((x + p[0].as_f64()?, y + p[1].as_f64()?)))
                .collect::<Option<_>>()?;
            let path = corners(&points);
            match path.as_slice() {
                [a, b] if a.distance(*b) >= 24.0 => Some(Ideal { name: "line", path, closed: false }),
                [a, b, c, d] if a.distance(*d) < 1.0 => {
                    let least = [(a, b, c), (b, c, a), (c, a, b)]
                        .iter()
                        .map(|(p, q, r)| {
                            let (v, w) = (**q - **p, **r - **p);
                            v.cross(w).atan2(v.dot(w)).abs()
                        })
                        .fold(f64::INFINITY, f64::min);
                    // Curved ones have three corners too, but are not drawn as triangles.
                    let sharp = element.get("roundness").is_none_or(Value::is_null)
                        && element.get("strokeSharpness").and_then(Value::as_str) != Some("round");
                    (least > 0.4 && drawable && sharp).then(|| Ideal {
                        name: "triangle",
                        path: path[..3].to_vec(),
                        closed: true,
                    })
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn ideals() -> Option<Vec<Ideal>> {
    let folder = corpus("excalidraw/libraries")?;
    let mut files: Vec<_> = ["ui-kits", "other"]
        .iter()
        .flat_map(|part| fs::read_dir(folder.join(part)).unwrap().map(|entry| entry.unwrap().path()))
        .collect();
    files.sort();
    let mut found = Vec::new();
    let mut walk = vec![];
    for file in files {
        walk.push(serde_json::from_slice::<Value>(&fs::read(file).unwrap()).unwrap());
    }
    while let Some(value) = walk.pop() {
        found.extend(ideal(&value));
        match value {
            Value::Array(all) => walk.extend(all),
            Value::Object(keys) => walk.extend(keys.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    Some(found)
}

#[test]
fn shapes_of_the_libraries() {
    let Some(ideals) = ideals() else { return };
    let mut matrix = Matrix::default();
    let mut random = Random::new(11);
    let verbose = std::env::var_os("SHOW").is_some();
    for (i, ideal) in ideals.iter().enumerate().step_by(3) {
        let hand = Hand::any(&mut random);
        // Small shapes are drawn with a steady hand.
        let hand = Hand { tremor: hand.tremor.min(0.5), spacing: hand.spacing.min(4.0), ..hand };
        let drawn = if ideal.closed {
            hand.around(&mut random, &ideal.path)
        } else {
            hand.trace(&mut random, &ideal.path)
        };
        let drawn = vec![drawn];
        let found = outcome(&strokes(&drawn, &Settings::default()));
        if verbose && found != ideal.name {
            println!("{} {i} {found} {drawn:?}", ideal.name);
        }
        matrix.add(ideal.name, &found);
    }
    println!("{}", matrix.print("shapes of the libraries"));
    assert!(matrix.total() >= 0.97, "{}", matrix.print("shapes of the libraries"));
}

#[test]
fn a_stroke_takes_no_time() {
    // Long and short strokes, after many others. The bar is 1 ms; unoptimized builds get more.
    let mut random = Random::new(5);
    let mut drawn = Vec::new();
    for _ in 0..300 {
        let name = super::draw::SHAPES[random.below(6)];
        drawn.extend(super::draw::shape(&mut random, name));
    }
    let count = drawn.len();
    let mut board = crate::recognise::group::Board::new(Settings::default());
    let mut times: Vec<f64> = Vec::new();
    for (i, points) in drawn.iter().enumerate() {
        let start = Instant::now();
        board.lift(i, points);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{count} strokes: median {:.3} ms, p99 {:.3} ms, most {:.3} ms",
        times[count / 2],
        times[count * 99 / 100],
        times[count - 1]
    );
    let bar = if cfg!(debug_assertions) { 30.0 } else { 1.0 };
    assert!(times[count / 2] < bar);
}

//! Signs for pieces of an interface, drawn by the generated hand. Not single shapes.

use super::draw::{Hand, between, rectangle, squiggle};
use super::matrix::{Matrix, outcome};
use crate::recognise::{Settings, strokes};
use justbuilt_testkit::Random;
use kurbo::{Point, Rect, Vec2};

const SIGNS: [&str; 6] = ["text", "image", "select", "checkbox", "radio", "rectangle+text"];

fn flat(random: &mut Random, width: (f64, f64), height: (f64, f64)) -> Rect {
    let at = Point::new(between(random, -500.0, 500.0), between(random, -500.0, 500.0));
    Rect::from_origin_size(at, (between(random, width.0, width.1), between(random, height.0, height.1)))
}

fn level_box(random: &mut Random, hand: &Hand, rect: Rect) -> Vec<Vec<Point>> {
    // One stroke, level.
    loop {
        let drawn = rectangle(random, hand, rect);
        let around = drawn
            .iter()
            .flatten()
            .fold(Rect::from_points(rect.center(), rect.center()), |r, p| r.union_pt(*p));
        let like =
            (around.width() / rect.width() - 1.0).abs() + (around.height() / rect.height() - 1.0).abs();
        if drawn.len() == 1 && like < 0.35 {
            return drawn;
        }
    }
}

fn sign(random: &mut Random, name: &str) -> Vec<Vec<Point>> {
    let hand = Hand::any(random);
    let near = |random: &mut Random, p: Point, by: f64| {
        p + Vec2::new(between(random, -by, by), between(random, -by, by))
    };
    match name {
        "text" => {
            let height = between(random, 8.0, 36.0);
            let at = flat(random, (height * 3.0, height * 9.0), (height, height));
            vec![squiggle(random, &hand, at)]
        }
        "image" => {
            let rect = flat(random, (50.0, 400.0), (50.0, 300.0));
            let mut drawn = level_box(random, &hand, rect);
            let by = 0.06 * rect.width().min(rect.height());
            let [a, b, c, d] =
                [(rect.x0, rect.y0), (rect.x1, rect.y1), (rect.x1, rect.y0), (rect.x0, rect.y1)]
                    .map(|p| near(random, Point::from(p), by));
            if random.one_in(4) {
                // Both in one stroke, along a side.
                drawn.push(hand.trace(random, &[a, b, c, d]));
            } else {
                drawn.push(hand.trace(random, &[a, b]));
                let other = if random.bool() { [c, d] } else { [d, c] };
                drawn.push(hand.trace(random, &other));
                if random.one_in(4) {
                    drawn.rotate_left(1);
                }
            }
            drawn
        }
        "select" => {
            let rect = flat(random, (110.0, 400.0), (28.0, 60.0));
            let mut drawn = level_box(random, &hand, rect);
            let tall = rect.height() * between(random, 0.3, 0.55);
            let wide = tall * between(random, 1.0, 1.7);
            let middle = Point::new(rect.x1 - between(random, 0.9, 1.3) * wide, rect.center().y);
            let (l, r, tip) = (
                near(random, middle + Vec2::new(-wide / 2.0, -tall / 2.0), tall * 0.07),
                near(random, middle + Vec2::new(wide / 2.0, -tall / 2.0), tall * 0.07),
                near(random, middle + Vec2::new(0.0, tall / 2.0), tall * 0.07),
            );
            let small = Hand { spacing: 2.0, tremor: hand.tremor.min(0.5), ..hand.clone() };
            drawn.push(if random.bool() {
                small.trace(random, &[l, tip, r])
            } else {
                small.trace(random, &[l, r, tip, l])
            });
            drawn
        }
        "checkbox" | "radio" => {
            let side = between(random, 20.0, 36.0);
            let rect = flat(random, (side, side), (side, side));
            let small = Hand { spacing: hand.spacing.min(3.0), tremor: hand.tremor.min(0.5), ..hand.clone() };
            let height = side * between(random, 0.5, 1.1);
            let text = Rect::from_origin_size(
                (rect.x1 + side * between(random, 0.2, 1.2), rect.center().y - height / 2.0),
                (height * between(random, 3.0, 8.0), height),
            );
            let label = squiggle(random, &hand, text);
            let mut drawn = if name == "checkbox" {
                level_box(random, &small, rect)
            } else {
                let ring: Vec<Point> = (0..48)
                    .map(|i| rect.center() + Vec2::from_angle(f64::from(i) * 0.1309) * (side / 2.0))
                    .collect();
                vec![small.around(random, &ring)]
            };
            drawn.push(label);
            if random.one_in(4) {
                drawn.rotate_left(1);
            }
            drawn
        }
        // A button: the label stays a text.
        _ => {
            let rect = flat(random, (120.0, 300.0), (36.0, 60.0));
            let mut drawn = level_box(random, &hand, rect);
            drawn.push(squiggle(random, &hand, rect.inset(-0.3 * rect.height())));
            drawn
        }
    }
}

#[test]
fn signs_of_an_interface() {
    let mut matrix = Matrix::default();
    let verbose = std::env::var_os("SHOW").is_some();
    for (row, name) in SIGNS.iter().enumerate() {
        for case in 0..250 {
            let mut random = Random::new(case * 6151 + row as u64);
            let drawn = sign(&mut random, name);
            let found = outcome(&strokes(&drawn, &Settings::default()));
            if verbose && found != *name {
                println!("{name} {case} {found} {drawn:?}");
            }
            matrix.add(name, &found);
        }
    }
    println!("{}", matrix.print("signs"));
    assert!(matrix.total() >= 0.97, "{}", matrix.print("signs"));
    for name in SIGNS {
        assert!(matrix.share(name) >= 0.91, "{}", matrix.print("signs"));
    }
}

#[test]
fn signs_can_be_turned_off() {
    let mut random = Random::new(1);
    let settings = Settings { signs: false, ..Settings::default() };
    let drawn = sign(&mut random, "image");
    let found = strokes(&drawn, &settings);
    assert!(found.iter().all(|one| one.found.as_ref().is_none_or(|found| found.shape.name() != "image")));
    assert_eq!(outcome(&strokes(&sign(&mut random, "text"), &settings)), "freehand");
}

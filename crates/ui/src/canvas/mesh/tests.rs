//! How many corners elements have at a scale.

use justbuilt_sketch::scene::{Linear, Stroke};

use super::*;

fn vertices(kind: Kind, px: f64, coarse: bool) -> usize {
    let mut element = Element::new("a".to_owned(), kind, Rect::new(0.0, 0.0, 44.0, 32.0));
    element.style.fill = "#a5d8ff".to_owned();
    element.style.corner = 6.0;
    look(&element, None, Manner { px, light: false, coarse }).vertices.len()
}

/// Two hundred points of a pen.
fn wave() -> Kind {
    let at = |step: u32| f64::from(step) / 199.0;
    let points = (0..200).map(|step| Point::new(at(step) * 44.0, 16.0 + (at(step) * 12.0).sin() * 14.0));
    Kind::Freehand(Stroke { points: points.collect(), pressures: Vec::new() })
}

#[test]
fn from_afar_there_are_fewer_corners() {
    for kind in [Kind::Rectangle, Kind::Ellipse, Kind::Diamond, wave()] {
        let (near, far) = (vertices(kind.clone(), 0.5, false), vertices(kind.clone(), 2.5, false));
        assert!(far < near, "{kind:?}: {far} of {near}");
        let coarse = vertices(kind.clone(), 2.5, true);
        assert!(
            coarse < far || matches!(kind, Kind::Ellipse) && coarse <= far,
            "{kind:?}: {coarse} of {far}"
        );
    }
}

#[test]
fn lines_that_turn_back_have_no_spikes() {
    let wave = |step: u32| {
        let at = f64::from(step) / 29.0;
        Point::new(at * 44.0, 16.0 + (at * 12.0).sin() * 14.0)
    };
    let back = [(0.0, 0.0), (40.0, 10.0), (1.0, 0.3), (40.0, 10.0)].map(|(x, y)| Point::new(x, y));
    for points in [(0..30).map(wave).collect::<Vec<_>>(), back.to_vec()] {
        for width in [1.0, 2.0, 4.0] {
            for zoom in [0.2, 0.26, 0.5, 1.0, 3.0] {
                let stroke = Stroke { points: points.clone(), pressures: Vec::new() };
                let line = Linear { points: points.clone(), ..Linear::default() };
                for kind in [Kind::Freehand(stroke), Kind::Line(line)] {
                    let mut element = Element::new("a".to_owned(), kind, Rect::new(0.0, 0.0, 44.0, 32.0));
                    element.style.stroke_width = width;
                    let look =
                        look(&element, None, Manner { px: 1.0 / zoom, light: false, coarse: zoom < 0.4 });
                    let room = (width * 8.0 + 4.0 / zoom) as f32;
                    let around = egui::Rect::from_min_max(pos2(0.0, 0.0), pos2(44.0, 32.0)).expand(room);
                    let far = look.vertices.iter().find(|vertex| !around.contains(vertex.pos));
                    assert!(far.is_none(), "{:?} at {zoom}, {width} wide", far.map(|vertex| vertex.pos));
                }
            }
        }
    }
}

#[test]
fn points_that_are_not_seen_are_taken_out() {
    let line = |count: usize| (0..count).map(|at| pos2(at as f32, 0.0)).collect::<Vec<_>>();
    let mut straight = line(50);
    thin_out(&mut straight, 0.1);
    assert_eq!(straight, [pos2(0.0, 0.0), pos2(49.0, 0.0)]);
    // There and back again: the far end stays.
    let mut back: Vec<Pos2> = line(20).into_iter().chain(line(19).into_iter().rev()).collect();
    thin_out(&mut back, 0.1);
    assert_eq!(back, [pos2(0.0, 0.0), pos2(19.0, 0.0), pos2(0.0, 0.0)]);
    let round: Vec<Pos2> =
        (0..400).map(|at| Pos2::ZERO + 50.0 * egui::Vec2::angled(at as f32 / 64.0)).collect();
    let mut few = round.clone();
    thin_out(&mut few, 0.1);
    assert!(few.len() < 80, "{}", few.len());
    for point in round {
        let near = few.windows(2).map(|pair| {
            let (a, along) = (pair[0], pair[1] - pair[0]);
            let share = ((point - a).dot(along) / along.length_sq()).clamp(0.0, 1.0);
            (point - a - along * share).length()
        });
        assert!(near.fold(f32::MAX, f32::min) <= 0.1001, "{point}");
    }
    let mut broken = vec![pos2(f32::NAN, 0.0); 20];
    thin_out(&mut broken, 0.1);
    assert_eq!(broken.len(), 20);
}

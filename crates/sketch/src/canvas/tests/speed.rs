//! How long things take with many elements. The limits are those of a debug build on a slow machine; run with
//! `--release --nocapture` for numbers.

use super::*;
use std::time::Instant;

fn many(count: usize) -> Canvas {
    let mut page = Page::default();
    let across = (count as f64).sqrt().ceil() as usize;
    for i in 0..count {
        let (x, y) = ((i % across) as f64 * 60.0, (i / across) as f64 * 50.0);
        let kind = match i % 4 {
            0 => Kind::Ellipse,
            1 => Kind::Diamond,
            _ => Kind::Rectangle,
        };
        let mut element = Element::new(format!("e{i}"), kind, Rect::from_origin_size((x, y), (40.0, 30.0)));
        element.style.fill = "#fff".into();
        page.elements.push(Arc::new(element));
    }
    let mut canvas = Canvas::new(&page, 1);
    canvas.camera.fit(canvas.board().extent().unwrap(), 10.0, 1.0);
    canvas
}

/// Milliseconds: the least and the median of so many.
fn time(times: u32, mut run: impl FnMut(u32)) -> (f64, f64) {
    let mut all: Vec<f64> = (0..times)
        .map(|i| {
            let start = Instant::now();
            run(i);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    all.sort_by(f64::total_cmp);
    (all[0], all[all.len() / 2])
}

#[test]
fn many_elements_stay_fast() {
    for count in [10_000, 50_000] {
        let mut canvas = many(count);
        let extent = canvas.board().extent().unwrap();
        let hit = time(200, |i| {
            let at = Point::new(f64::from(i) * 37.0 % extent.width(), f64::from(i) * 53.0 % extent.height());
            std::hint::black_box(pick::topmost(canvas.board(), at, 5.0, 1.0, false));
        });
        let boxed = time(20, |_| {
            std::hint::black_box(pick::in_box(canvas.board(), extent, false, None));
        });
        let targets = time(10, |_| {
            std::hint::black_box(snap::Targets::new(canvas.board(), extent, &Default::default()));
        });
        let lines = snap::Targets::new(canvas.board(), extent, &Default::default());
        let snapped = time(100, |i| {
            let x = f64::from(i) * 3.7;
            std::hint::black_box(lines.snap_box(Rect::new(x, x, x + 33.0, x + 21.0), 6.0));
        });
        let page = canvas.board().page().clone();
        let synced = time(100, |_| {
            std::hint::black_box(canvas.sync(&page));
        });
        // Some rows in the middle of the page.
        canvas.select((0..1000).map(|i| ElementId::from(format!("e{}", count / 2 + i))));
        let zoom = canvas.camera.zoom();
        // In the middle of the selected one in the middle: handles are far.
        let middle = canvas.board().bounds(&canvas.selection()[550]).unwrap().center();
        let on = canvas.camera.to_screen(middle);
        let pointer = |at| Event::Move(Pointer { at, ..Pointer::default() });
        canvas.event(&Event::Down(Pointer { at: on, ..Pointer::default() }), &Estimate);
        let first = time(1, |_| {
            canvas.event(&pointer(on + Vec2::new(12.0, 0.0)), &Estimate);
        });
        let dragged = time(60, |i| {
            canvas.event(&pointer(on + Vec2::new(12.0 + f64::from(i), 5.0)), &Estimate);
        });
        assert_eq!(canvas.preview().map(Changes::len), Some(1000));
        assert_eq!(canvas.cursor(), Cursor::Move);
        let all = canvas.camera.visible();
        let painted = time(20, |_| {
            std::hint::black_box(canvas.board().painted(all, canvas.preview()));
        });
        let dropped = time(1, |_| {
            canvas.event(
                &Event::Up(Pointer { at: on + Vec2::new(72.0, 5.0), ..Pointer::default() }),
                &Estimate,
            );
        });
        assert_ne!(canvas.board().page().elements, page.elements, "it was moved");
        let corner = canvas.camera.rect_to_screen(canvas.frame().unwrap().0).origin();
        canvas.event(&Event::Down(Pointer { at: corner, ..Pointer::default() }), &Estimate);
        let resized = time(30, |i| {
            canvas.event(&pointer(corner + Vec2::new(20.0 + f64::from(i), 20.0)), &Estimate);
        });
        assert!(matches!(canvas.cursor(), Cursor::Resize(_)));
        println!(
            "{count} elements (zoom {zoom:.2}), ms least/median: hit {:.3}/{:.3}, box of all {:.2}/{:.2}, snap lines \
             {:.2}, snap {:.4}/{:.4}, sync {:.3}, drag of 1,000: first {:.2}, then {:.2}/{:.2}, drop {:.2}, list to \
             paint {:.2}, resize of 1,000 {:.2}/{:.2}",
            hit.0,
            hit.1,
            boxed.0,
            boxed.1,
            targets.0,
            snapped.0,
            snapped.1,
            synced.0,
            first.0,
            dragged.0,
            dragged.1,
            dropped.0,
            painted.0,
            resized.0,
            resized.1
        );
        assert!(dragged.0 < 400.0, "a drag of 1,000 of {count}: {} ms", dragged.0);
    }
}

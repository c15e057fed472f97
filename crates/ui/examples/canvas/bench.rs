//! Times frames with many elements, CPU only: paint list and tessellation, which is all that is done before the
//! graphics card. Build in release.

use std::time::{Duration, Instant};

use egui::{Event, Id, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use justbuilt_sketch::canvas::{Action, Changes};
use justbuilt_sketch::scene::{ElementId, Page};
use justbuilt_ui::Theme;
use justbuilt_ui::canvas::{CanvasState, CanvasView};

use super::sample;

struct Window {
    ctx: egui::Context,
    page: Page,
    state: CanvasState,
    time: f64,
}

impl Window {
    fn new(page: Page) -> Self {
        let ctx = egui::Context::default();
        justbuilt_ui::install(&ctx, &Theme::dark());
        let state = CanvasState::new(&page, 1);
        Self { ctx, page, state, time: 0.0 }
    }

    /// Runs a frame: its time, and whether it wants another one.
    fn frame(&mut self, events: Vec<Event>) -> (Duration, bool) {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1600.0, 1000.0))),
            time: Some(self.time),
            predicted_dt: 1.0 / 60.0,
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let (page, state) = (&self.page, &mut self.state);
        let mut changes: Vec<Changes> = Vec::new();
        let output = self.ctx.run_ui(input, |ui| {
            let out = CanvasView::new(Id::unique("canvas"), page).show(ui, state);
            changes.extend(out.actions.into_iter().filter_map(|a| match a {
                Action::Change(changes) => Some(changes),
                _ => None,
            }));
        });
        for change in &changes {
            let done = change.apply(&mut self.page);
            assert!(done.is_ok(), "the page is the one that was shown");
        }
        let viewport = output.viewport_output.get(&egui::ViewportId::ROOT);
        let again = viewport.is_some_and(|viewport| viewport.repaint_delay < Duration::from_secs(3_600));
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        std::hint::black_box(primitives.len());
        let time = start.elapsed();
        let mut textures = output.textures_delta;
        textures.clear();
        (time, again)
    }

    /// Frames until nothing asks for another one.
    fn settle(&mut self) -> usize {
        (0..400).take_while(|_| self.frame(Vec::new()).1).count()
    }
}

#[expect(clippy::print_stdout, reason = "this is the output of the program")]
fn report(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let [least, p50, p95, most] = [0, 50, 95, 100].map(|percent: usize| {
        let index = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    });
    println!("{name:<46} least {least:>7.2}  p50 {p50:>7.2}  p95 {p95:>7.2}  most {most:>7.2} ms");
}

fn key_space(pressed: bool) -> Event {
    Event::Key {
        key: egui::Key::Space,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

fn button(pos: Pos2, button: PointerButton, pressed: bool) -> Event {
    Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE }
}

/// Prints a table.
#[expect(clippy::print_stdout, reason = "this is the output of the program")]
pub fn run() {
    for count in [10_000, 50_000] {
        let mut window = Window::new(sample::many(count));
        let first = window.frame(Vec::new()).0;
        let settled = window.settle();
        println!(
            "{count} elements, {} seen: first frame {:.1} ms, at rest after {settled} more",
            window.state.painted(),
            first.as_secs_f64() * 1000.0
        );
        report(
            "  nothing happens (one frame by force)",
            (0..60).map(|_| window.frame(Vec::new()).0).collect(),
        );
        pan(&mut window, "  pan, all in view");
        zoom(&mut window, "  zoom, all in view and nearer");
        window.state.fit();
        window.settle();
        drag(&mut window, count);
        // As one works: some hundred elements in view.
        window.state.canvas.camera.look_at(kurbo::Point::new(1000.0, 1000.0), 1.0);
        window.settle();
        println!("  at 100 %: {} seen", window.state.painted());
        pan(&mut window, "  pan at 100 %");
        zoom(&mut window, "  zoom around 100 %");
        let settled = window.settle();
        let again = (0..60).filter(|_| window.frame(Vec::new()).1).count();
        println!("  at rest after {settled} frames; then {again} of 60 frames asked for another one");
    }
}

fn pan(window: &mut Window, name: &str) {
    let at = pos2(800.0, 500.0);
    window.frame(vec![Event::PointerMoved(at), key_space(false), button(at, PointerButton::Middle, true)]);
    let times = (0..120).map(|i| {
        let by = vec2((f64::from(i) * 0.35).sin() as f32 * 90.0, (f64::from(i) * 0.21).cos() as f32 * 70.0);
        window.frame(vec![Event::PointerMoved(at + by)]).0
    });
    let times = times.collect();
    window.frame(vec![button(at, PointerButton::Middle, false)]);
    window.settle();
    report(name, times);
}

fn zoom(window: &mut Window, name: &str) {
    let at = pos2(800.0, 500.0);
    window.frame(vec![Event::PointerMoved(at)]);
    let times = (0..160).map(|i| {
        let factor = if i / 40 % 2 == 0 { 1.03 } else { 1.0 / 1.03 };
        window.frame(vec![Event::Zoom(factor)]).0
    });
    let times = times.collect();
    window.settle();
    report(name, times);
}

fn drag(window: &mut Window, count: usize) {
    let ids = (0..1000).map(|i| ElementId::from(format!("e{}", count / 2 + i)));
    window.state.canvas.select(ids);
    let middle = ElementId::from(format!("e{}", count / 2 + 549));
    let Some(rect) = window.state.canvas.board().bounds(&middle) else { return };
    let at = window.state.canvas.camera.to_screen(rect.center());
    let at = pos2(at.x as f32, at.y as f32);
    window.frame(vec![Event::PointerMoved(at)]);
    window.frame(vec![button(at, PointerButton::Primary, true)]);
    let times: Vec<Duration> = (0..120)
        .map(|i| window.frame(vec![Event::PointerMoved(at + vec2(12.0 + i as f32, (i % 30) as f32))]).0)
        .collect();
    assert_eq!(window.state.canvas.preview().map(Changes::len), Some(1000), "a thousand are dragged");
    let drop = window.frame(vec![button(at + vec2(130.0, 20.0), PointerButton::Primary, false)]).0;
    report("  drag 1,000 of them", times);
    report("  drop them", vec![drop]);
    window.settle();
}

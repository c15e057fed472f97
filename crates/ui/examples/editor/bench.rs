//! Times frames, CPU only: from the keystroke or wheel to the paint list, and the tessellation apart. Build in release.

use std::time::{Duration, Instant};

use egui::{Event, MouseWheelUnit, RawInput, Rect, TouchPhase, Vec2, pos2, vec2};
use justbuilt_display::Settings;
use justbuilt_text::Selections;
use justbuilt_ui::Theme;

use super::view::View;

const SAMPLE: &str = include_str!("sample.rs.txt");
const FRAMES: usize = 400;

/// One measured series.
struct Series(Vec<Duration>);

impl Series {
    fn percentile(&mut self, percent: usize) -> f64 {
        self.0.sort_unstable();
        let index = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}

/// A context that is given events and asked for paint lists, as a window would.
struct Window {
    ctx: egui::Context,
    view: View,
    time: f64,
}

impl Window {
    fn new(view: View) -> Self {
        let ctx = egui::Context::default();
        justbuilt_ui::install(&ctx, &view.theme);
        let mut window = Self { ctx, view, time: 0.0 };
        for _ in 0..3 {
            window.frame(Vec::new());
        }
        window
    }

    /// Runs a frame; times of paint list and tessellation.
    fn frame(&mut self, events: Vec<Event>) -> (Duration, Duration) {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 1000.0))),
            time: Some(self.time),
            predicted_dt: 1.0 / 60.0,
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let output = self.ctx.run_ui(input, |ui| self.view.ui(ui));
        let painted = start.elapsed();
        let start = Instant::now();
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        std::hint::black_box(primitives.len());
        (painted, start.elapsed())
    }
}

fn source(lines: usize) -> String {
    let mut text = String::with_capacity(lines * 32);
    let mut count = 0;
    while count < lines {
        for line in SAMPLE.lines() {
            text.push_str(line);
            text.push('\n');
            count += 1;
        }
    }
    text
}

/// Prints a table.
#[expect(clippy::print_stdout, reason = "this is the output of the program")]
pub fn run() -> Result<(), String> {
    println!(
        "{:<34} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "ms", "edit 50", "95", "paint 50", "95", "tess 50", "95"
    );
    for lines in [1_000, 100_000, 1_000_000] {
        let source = source(lines);
        let middle = source.len() / 2;
        let line_start = source.get(..middle).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
        let make = || {
            let mut view = View::new(&source, "rust", Settings::default(), Theme::dark());
            view.selections = Selections::caret(line_start);
            view.reveal_line(line_start);
            Window::new(view)
        };
        report(&format!("keystroke, {lines} lines"), keystrokes(&mut make()));
        report(&format!("scroll, {lines} lines"), scrolling(&mut make()));
        report(&format!("page down, {lines} lines"), paging(&mut make()));
        report(&format!("still frame, {lines} lines"), still(&mut make()));
    }
    let long = "let value = compute(alpha, beta) + 1; ".repeat(1_000_000 / 38);
    let make = || {
        let mut view = View::new(&long, "rust", Settings::default(), Theme::dark());
        view.selections = Selections::caret(500_000);
        view.reveal_line(500_000);
        Window::new(view)
    };
    report("keystroke, line of 1,000,000", keystrokes(&mut make()));
    report("scroll sideways, same line", sideways(&mut make()));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "this is the output of the program")]
fn report(name: &str, mut series: [Series; 3]) {
    let columns: Vec<String> = series
        .iter_mut()
        .map(|series| format!("{:>8.3} {:>8.3}", series.percentile(50), series.percentile(95)))
        .collect();
    println!("{name:<34} {}", columns.join(" "));
}

/// Types and shows what was typed.
fn keystrokes(window: &mut Window) -> [Series; 3] {
    series(|_| {
        let start = Instant::now();
        window.view.insert("x");
        let edit = start.elapsed();
        let (paint, tessellate) = window.frame(Vec::new());
        [edit, paint, tessellate]
    })
}

fn scrolling(window: &mut Window) -> [Series; 3] {
    window.frame(vec![Event::PointerMoved(pos2(600.0, 400.0))]);
    series(|index| {
        let direction = if index / 8 % 2 == 0 { -1.0 } else { 1.0 };
        let (paint, tessellate) = window.frame(vec![wheel(vec2(0.0, 57.0 * direction))]);
        [Duration::ZERO, paint, tessellate]
    })
}

/// Every row of every frame is new.
fn paging(window: &mut Window) -> [Series; 3] {
    window.view.options.smooth_scroll = false;
    window.frame(vec![Event::PointerMoved(pos2(600.0, 400.0))]);
    series(|_| {
        let (paint, tessellate) = window.frame(vec![wheel(vec2(0.0, -990.0))]);
        [Duration::ZERO, paint, tessellate]
    })
}

fn sideways(window: &mut Window) -> [Series; 3] {
    window.frame(vec![Event::PointerMoved(pos2(600.0, 400.0))]);
    series(|_| {
        let (paint, tessellate) = window.frame(vec![wheel(vec2(-200.0, 0.0))]);
        [Duration::ZERO, paint, tessellate]
    })
}

fn still(window: &mut Window) -> [Series; 3] {
    series(|_| {
        let (paint, tessellate) = window.frame(Vec::new());
        [Duration::ZERO, paint, tessellate]
    })
}

fn series(mut frame: impl FnMut(usize) -> [Duration; 3]) -> [Series; 3] {
    let mut all = [Series(Vec::new()), Series(Vec::new()), Series(Vec::new())];
    for index in 0..FRAMES {
        for (series, time) in all.iter_mut().zip(frame(index)) {
            series.0.push(time);
        }
    }
    all
}

fn wheel(delta: Vec2) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta,
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    }
}

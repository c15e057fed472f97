//! The canvas with many elements, through the whole shell: what a frame costs from the event to the triangles, what it
//! costs when a change becomes an edit of the file's text, and how soon a large sketch is there.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use egui::{Event, Modifiers, PointerButton, Pos2, Rect, TouchDeviceId, TouchId, TouchPhase, vec2};
use justbuilt_app::native::screenshot::{OffscreenShell, unopened};
use justbuilt_app::native::timings::{memory, millis};
use justbuilt_app::native::{OpenPath, open_commands};
use justbuilt_app::shell::focus::editor_id;
use justbuilt_sketch::canvas::{Canvas, Estimate, Event as Input, Pointer, Tool};
use justbuilt_sketch::scene::{
    Align, Component, ComponentKind, Element, Family, Head, Kind, Linear, Page, Sketch, Stroke, Style,
    Text as Words, Vertical,
};
use justbuilt_sketch::{excalidraw, file};
use justbuilt_text::{Text, Transaction};
use justbuilt_ui::canvas::CanvasState;
use justbuilt_ui::tokens::canvas::FILLS;
use justbuilt_workspace::Command;

use crate::Lab;
use crate::editing::SCREEN;
use crate::report::{Frame, Row, Samples, Thread};

const PATIENCE: Duration = Duration::from_secs(60);
/// Distance of the elements, px.
const STEP: (f64, f64) = (60.0, 50.0);

/// A frame that changes the drawing may take this long, ms.
const A_FRAME: f64 = 16.0;

/// So many elements in a square of all kinds, as large as in a wireframe that is seen from afar.
fn page(count: usize) -> Page {
    let across = (count as f64).sqrt().ceil() as usize;
    let element = |index: usize| {
        let place = ((index % across) as f64 * STEP.0, (index / across) as f64 * STEP.1);
        let rect = kurbo::Rect::from_origin_size(place, (44.0, 32.0));
        let kind = match index % 16 {
            0 | 8 => Kind::Text(words()),
            1 | 2 | 9 => Kind::Ellipse,
            3 => Kind::Diamond,
            4 | 12 => Kind::Arrow(Linear {
                points: vec![kurbo::Point::ZERO, kurbo::Point::new(44.0, 32.0)],
                end_head: Head::Arrow,
                ..Linear::default()
            }),
            5 => Kind::Freehand(wave()),
            13 => Kind::Component(Component {
                kind: ComponentKind::Button,
                text: "Save".to_owned(),
                ..Component::default()
            }),
            _ => Kind::Rectangle,
        };
        let mut element = Element::new(format!("e{index}"), kind, rect);
        if matches!(element.kind, Kind::Rectangle | Kind::Ellipse) {
            element.style = Style { fill: FILLS[6].1.to_owned(), corner: 6.0, ..Style::default() };
        }
        Arc::new(element)
    };
    Page {
        id: "page-1".to_owned(),
        name: "Page 1".to_owned(),
        elements: (0..count).map(element).collect(),
        ..Page::default()
    }
}

fn words() -> Words {
    Words {
        text: "Words".to_owned(),
        size: 14.0,
        family: Family::Sans,
        weight: 400,
        italic: false,
        line_height: 1.25,
        align: Align::Start,
        vertical: Vertical::Top,
        auto_width: true,
        wrapped: None,
    }
}

/// Thirty points of a pen.
fn wave() -> Stroke {
    let point = |step: u32| {
        let at = f64::from(step) / 29.0;
        kurbo::Point::new((at * 44.0 * 8.0).round() / 8.0, 16.0 + ((at * 12.0).sin() * 112.0).round() / 8.0)
    };
    Stroke { points: (0..30).map(point).collect(), pressures: Vec::new() }
}

/// A file with so many elements.
fn write(path: &Path, count: usize) -> anyhow::Result<()> {
    let sketch = Sketch {
        name: "Many".to_owned(),
        width: 1280.0,
        height: 800.0,
        pages: vec![page(count)],
        ..Sketch::default()
    };
    std::fs::write(path, file::write(&sketch)).with_context(|| format!("writing {}", path.display()))
}

/// An editor with the drawing open.
struct Window {
    editor: OffscreenShell,
    /// Until the drawing was seen, ms.
    shown: f64,
    /// While it was opened.
    opening: Samples,
}

impl Window {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let mut editor = unopened(SCREEN, None)?;
        editor.settle(Duration::from_secs(5));
        editor.tessellate();
        let mut window = Self { editor, shown: 0.0, opening: Samples::new(vec![0.0]) };
        let start = Instant::now();
        window.editor.face.send_all(open_commands(&[OpenPath { path: path.to_owned(), place: None }]));
        let mut frames = Vec::new();
        while start.elapsed() < PATIENCE {
            frames.push(window.frame(Vec::new()));
            if window.state().is_ok_and(|state| state.painted() > 0) {
                break;
            }
            std::thread::yield_now();
        }
        window.shown = millis(start.elapsed());
        anyhow::ensure!(window.state()?.painted() > 0, "{} never showed", path.display());
        // Until all of it is as it stays.
        while start.elapsed() < PATIENCE && !window.editor.settle(Duration::from_millis(100)) {
            frames.push(window.frame(Vec::new()));
        }
        window.opening = own(&frames);
        window.editor.tessellate();
        Ok(window)
    }

    /// A frame with these events: paint list and triangles.
    fn frame(&mut self, events: Vec<Event>) -> Frame {
        let (start, before) = (Instant::now(), Thread::now());
        self.editor.frame(events);
        std::hint::black_box(self.editor.tessellate());
        before.frame(millis(start.elapsed()))
    }

    fn settle(&mut self) {
        self.editor.settle(PATIENCE);
        self.editor.tessellate();
    }

    fn state(&self) -> anyhow::Result<&CanvasState> {
        let view = self.editor.face.snapshot().active_view().map(|view| view.id).context("no view")?;
        self.editor.face.canvas(view).context("no canvas")
    }

    fn view(&self) -> anyhow::Result<Rect> {
        let view = self.editor.face.snapshot().active_view().map(|view| view.id).context("no view")?;
        Ok(self.editor.ctx.read_response(editor_id(view)).context("the canvas is not shown")?.rect)
    }

    /// Where a place of the page is on the screen.
    fn at(&self, x: f64, y: f64) -> anyhow::Result<Pos2> {
        let p = self.state()?.canvas.camera.to_screen(kurbo::Point::new(x, y));
        Ok(self.view()?.min + vec2(p.x as f32, p.y as f32))
    }

    fn elements(&self) -> anyhow::Result<Vec<Arc<Element>>> {
        let snapshot = self.editor.face.snapshot();
        let view = snapshot.active_view().context("no view")?;
        let sketch = view.document.sketch.as_ref().context("no sketch")?;
        Ok(sketch.sketch.pages.first().map(|page| page.elements.clone()).unwrap_or_default())
    }

    fn run(&mut self, command: &'static str) {
        self.editor.face.send(Command::run(command));
        self.settle();
    }
}

/// What the frames cost this thread, ms: without the time in which it waited for a processor.
fn own(frames: &[Frame]) -> Samples {
    Samples::new(frames.iter().map(Frame::own).collect())
}

fn button(pos: Pos2, button: PointerButton, pressed: bool) -> Event {
    Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE }
}

/// Frames while the page is moved about with the middle button.
fn pan(window: &mut Window, rounds: usize) -> anyhow::Result<Vec<Frame>> {
    let at = window.view()?.center();
    window.frame(vec![Event::PointerMoved(at), button(at, PointerButton::Middle, true)]);
    let frames = (0..rounds)
        .map(|round| {
            let turn = round as f32;
            let by = vec2((turn * 0.35).sin() * 90.0, (turn * 0.21).cos() * 70.0);
            window.frame(vec![Event::PointerMoved(at + by)])
        })
        .collect();
    window.frame(vec![button(at, PointerButton::Middle, false)]);
    window.settle();
    Ok(frames)
}

/// Frames while it is scaled under the pointer.
fn zoom(window: &mut Window, rounds: usize) -> anyhow::Result<Vec<Frame>> {
    let at = window.view()?.center();
    window.frame(vec![Event::PointerMoved(at)]);
    let frames = (0..rounds)
        .map(|round| window.frame(vec![Event::Zoom(if round / 40 % 2 == 0 { 1.03 } else { 1.0 / 1.03 })]))
        .collect();
    window.settle();
    Ok(frames)
}

/// Selects a square of elements by a box drawn around them; how many they are.
fn select(window: &mut Window, side: f64) -> anyhow::Result<usize> {
    window.run("sketch.fit");
    // As far from the drawing on the screen, however many there are: beside it, and not under the tools.
    let from = window.at(0.0, 0.0)? - vec2(18.0, 18.0);
    let to = window.at(side * STEP.0 - 10.0, side * STEP.1 - 10.0)?;
    window.frame(vec![Event::PointerMoved(from)]);
    window.frame(vec![button(from, PointerButton::Primary, true)]);
    for step in 1..=4_u8 {
        window.frame(vec![Event::PointerMoved(from.lerp(to, f32::from(step) / 4.0))]);
    }
    window.frame(vec![button(to, PointerButton::Primary, false)]);
    window.settle();
    Ok(window.state()?.canvas.selection().len())
}

/// What dragging the selection cost.
struct Dragged {
    frames: Vec<Frame>,
    drop: Vec<Frame>,
    moved: usize,
}

/// Drags what is selected, and lets it go: its frame, and those in which the text and the page follow.
fn drag(window: &mut Window, side: f64, rounds: usize) -> anyhow::Result<Dragged> {
    let before = window.elements()?;
    // Far from the panel of looks.
    let at = window.at((side - 2.0) * STEP.0 + 22.0, (side - 2.0) * STEP.1 + 16.0)?;
    window.frame(vec![Event::PointerMoved(at)]);
    window.frame(vec![button(at, PointerButton::Primary, true)]);
    let frames = (0..rounds)
        .map(|round| {
            window.frame(vec![Event::PointerMoved(at + vec2(8.0 + round as f32 / 4.0, (round % 30) as f32))])
        })
        .collect();
    let last = at + vec2(8.0 + rounds as f32 / 4.0, 7.0);
    let mut drop = vec![window.frame(vec![button(last, PointerButton::Primary, false)])];
    drop.extend((0..5).map(|_| window.frame(Vec::new())));
    window.settle();
    let after = window.elements()?;
    let moved = before.iter().zip(&after).filter(|(a, b)| (a.x, a.y) != (b.x, b.y)).count();
    Ok(Dragged { frames, drop, moved })
}

/// Frames in which a command's change goes through.
fn change(window: &mut Window, command: &'static str) -> Vec<Frame> {
    window.editor.face.send(Command::run(command));
    let frames = (0..6).map(|_| window.frame(Vec::new())).collect();
    window.settle();
    frames
}

/// Frames while a pen draws at 100 %, and those in which its stroke becomes an element.
fn draw(window: &mut Window, rounds: usize) -> anyhow::Result<(Vec<Frame>, Vec<Frame>)> {
    window.run("sketch.actual_size");
    window.editor.face.send(Command::run_with("sketch.tool", ["freehand"]));
    window.settle();
    let middle = window.view()?.center();
    let touch = |phase, pos| Event::Touch {
        device_id: TouchDeviceId(1),
        id: TouchId(1),
        phase,
        pos,
        force: Some(0.5),
    };
    let (mut moves, mut ends) = (Vec::new(), Vec::new());
    for stroke in 0..rounds.div_ceil(60) {
        let from = middle + vec2(stroke as f32 * 12.0 - 60.0, 0.0);
        window.frame(vec![touch(TouchPhase::Start, from), Event::PointerMoved(from)]);
        window.frame(vec![button(from, PointerButton::Primary, true)]);
        let mut last = from;
        for step in 0..60 {
            let turn = step as f32 * 0.2;
            last = from + vec2(turn * 9.0 + turn.sin() * 40.0, turn.cos() * 60.0);
            moves.push(window.frame(vec![touch(TouchPhase::Move, last), Event::PointerMoved(last)]));
        }
        ends.push(
            window.frame(vec![touch(TouchPhase::End, last), button(last, PointerButton::Primary, false)]),
        );
        ends.extend((0..3).map(|_| window.frame(Vec::new())));
        window.settle();
    }
    window.editor.face.send(Command::run_with("sketch.tool", ["select"]));
    window.settle();
    Ok((moves, ends))
}

/// Milliseconds from a point of the pen to the outline of its stroke, with all these elements on the canvas: what the
/// pen costs by itself, without what is painted around it.
fn outlines(count: usize, rounds: usize) -> Samples {
    let mut canvas = Canvas::new(&page(count), 1);
    canvas.set_tool(Tool::Freehand);
    let pointer = |step: usize| {
        let turn = step as f64 * 0.05;
        let at = kurbo::Point::new(600.0 + turn * 9.0 + turn.sin() * 90.0, 400.0 + turn.cos() * 120.0);
        Pointer { at, pressure: Some(0.5), ..Pointer::default() }
    };
    canvas.event(&Input::Down(pointer(0)), &Estimate);
    let times = (1..rounds)
        .map(|step| {
            let start = Instant::now();
            canvas.event(&Input::Move(pointer(step)), &Estimate);
            let shown = canvas.preview().and_then(|preview| preview.inserted.first());
            if let Some((_, element)) = shown {
                std::hint::black_box(justbuilt_sketch::render::marks(element, None));
            }
            millis(start.elapsed())
        })
        .collect();
    Samples::new(times)
}

fn note(frames: &[Frame]) -> String {
    let clock = Samples::new(frames.iter().map(|frame| frame.wall).collect());
    format!(
        "on a processor: {}; by the clock p95 {:.2}, max {:.2}",
        own(frames).note().trim_start_matches("by the clock "),
        clock.percentile(95.0),
        clock.percentile(100.0)
    )
}

/// Many elements: moving about, dragging, drawing, changing, opening.
pub fn canvas(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let sizes = [(lab.size(10_000, 400), 8.0, 16.0), (lab.size(50_000, 900), 33.0, 33.0)];
    let rounds = lab.size(240, 12);
    for (count, bar, drag_bar) in sizes {
        let path = lab.path(&format!("many_{count}.sketch.json"));
        write(&path, count)?;
        let before = memory();
        let mut window = Window::open(&path)?;
        let seen = window.state()?.painted();
        rows.push(
            Row::at_most(
                format!("open a sketch of {count} elements, worst frame"),
                window.opening.percentile(100.0),
                "ms",
                A_FRAME,
            )
            .note(format!("shown after {:.0} ms by the clock", window.shown)),
        );
        if let (Some(before), Some(after)) = (before, memory()) {
            let more = after.resident.saturating_sub(before.resident) as f64 / 1e6;
            rows.push(Row::reported(format!("memory for a sketch of {count} elements, open"), more, "MB"));
        }
        let mut moving = pan(&mut window, rounds)?;
        moving.extend(zoom(&mut window, rounds)?);
        let samples = own(&moving);
        rows.push(
            Row::at_most(
                format!("canvas, {count} elements in view: pan and zoom frame, p95"),
                samples.percentile(95.0),
                "ms",
                bar,
            )
            .note(format!("{}; {seen} painted", note(&moving))),
        );
        // On a dark canvas the ink that nobody chose is painted light where it lies on nothing light.
        for theme in ["dark", "light"] {
            window.editor.face.force_theme(theme);
            window.settle();
            let mut moving = pan(&mut window, rounds)?;
            moving.extend(zoom(&mut window, rounds)?);
            let samples = own(&moving);
            let what = format!("canvas, {count} elements in view, {theme} canvas: pan and zoom frame, p95");
            rows.push(Row::at_most(what, samples.percentile(95.0), "ms", bar).note(note(&moving)));
        }
        window.editor.face.force_theme("dark");
        window.run("sketch.actual_size");
        let mut near = pan(&mut window, rounds)?;
        near.extend(zoom(&mut window, rounds)?);
        let samples = own(&near);
        rows.push(
            Row::at_most(
                format!("canvas, {count} elements, at 100 %: pan and zoom frame, p95"),
                samples.percentile(95.0),
                "ms",
                bar,
            )
            .note(note(&near)),
        );
        let side = if lab.smoke { 8.0 } else { 32.0 };
        let selected = select(&mut window, side)?;
        let dragged = drag(&mut window, side, rounds)?;
        anyhow::ensure!(dragged.moved > 0 && selected > 0, "{} of {selected} moved", dragged.moved);
        let samples = own(&dragged.frames);
        let what = format!("canvas, {count} elements: frame while {} are dragged, p95", dragged.moved);
        rows.push(Row::at_most(what, samples.percentile(95.0), "ms", drag_bar).note(note(&dragged.frames)));
        let samples = own(&dragged.drop);
        let what = format!("canvas, {count} elements: they are let go and written, worst frame");
        rows.push(Row::at_most(what, samples.percentile(100.0), "ms", A_FRAME).note(note(&dragged.drop)));
        for (command, what) in [
            ("sketch.lock", "locked"),
            ("undo.undo", "undone"),
            ("undo.redo", "redone"),
            ("undo.undo", "undone again"),
        ] {
            let frames = change(&mut window, command);
            let samples = own(&frames);
            let what = format!("canvas, {count} elements: {selected} are {what}, worst frame");
            rows.push(Row::at_most(what, samples.percentile(100.0), "ms", A_FRAME).note(note(&frames)));
        }
        let (moves, ends) = draw(&mut window, rounds)?;
        let samples = own(&moves);
        rows.push(
            Row::reported(
                format!("canvas, {count} elements, at 100 %: frame while a pen draws, p99"),
                samples.percentile(99.0),
                "ms",
            )
            .note(note(&moves)),
        );
        let samples = own(&ends);
        let what = format!("canvas, {count} elements: the pen lifts, its stroke is written, worst frame");
        rows.push(Row::at_most(what, samples.percentile(100.0), "ms", A_FRAME).note(note(&ends)));
        let samples = outlines(count, lab.size(600, 50));
        let what = format!("pen input → outline with {count} elements on the canvas, p99");
        rows.push(Row::at_most(what, samples.percentile(99.0), "ms", 2.0).note(samples.note()));
    }
    rows.extend(excalidraw(lab)?);
    Ok(rows)
}

/// Excalidraw files: elements that are moved as edits of the text, through the whole shell and by themselves.
fn excalidraw(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let (few, many) = (lab.size(1_000, 100), lab.size(10_000, 400));
    let all = |count: usize| (count as f64).sqrt().ceil();
    for (count, side) in [(few, all(few)), (many, all(few)), (many, all(many))] {
        let path = lab.path(&format!("many_{count}.excalidraw"));
        let sketch = Sketch { pages: vec![page(count)], ..Sketch::default() };
        std::fs::write(&path, excalidraw::write(&sketch))
            .with_context(|| format!("writing {}", path.display()))?;
        let mut window = Window::open(&path)?;
        let selected = select(&mut window, side)?;
        let mut drops = Vec::new();
        let mut moved = 0;
        for _ in 0..lab.size(5, 1) {
            let dragged = drag(&mut window, side, lab.size(10, 2))?;
            anyhow::ensure!(dragged.moved >= selected, "{} of {selected} moved", dragged.moved);
            (moved, drops) = (dragged.moved, [drops, dragged.drop].concat());
        }
        let mut row = |what: &str, frames: &[Frame]| {
            let what = format!("Excalidraw file of {count} elements: {moved} are {what}, worst frame");
            rows.push(Row::at_most(what, own(frames).percentile(100.0), "ms", A_FRAME).note(note(frames)));
        };
        row("let go and written", &drops);
        row("undone", &change(&mut window, "undo.undo"));
        row("redone", &change(&mut window, "undo.redo"));
        row("locked", &change(&mut window, "sketch.lock"));
    }
    for (count, bar) in [(few, 8.0), (many, A_FRAME)] {
        rows.extend(edits(lab, count, bar)?);
    }
    Ok(rows)
}

/// Milliseconds in which moved elements become edits of the text of an Excalidraw file: one of them, and all.
fn edits(lab: &Lab, count: usize, bar: f64) -> anyhow::Result<Vec<Row>> {
    let sketch = Sketch { pages: vec![page(count)], ..Sketch::default() };
    let text = excalidraw::write(&sketch);
    let (read, _) = excalidraw::read(text.as_bytes()).context("reading what was written")?;
    let places = excalidraw::Places::of(&text, &read).context("the text is sound")?;
    let text = Text::from(text);
    let step = |to: &Sketch| places.step(text.len(), &|range| text.slice(range), &read, to);
    let (mut one, mut all, mut applied) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..lab.size(40, 3) {
        let mut moved = read.clone();
        let elements = moved.pages.first_mut().map(|page| &mut page.elements).context("a page")?;
        let at = round % elements.len();
        Arc::make_mut(elements.get_mut(at).context("an element")?).x += 3.0;
        let (start, before) = (Instant::now(), Thread::now());
        let edits = step(&moved).context("it is known")?.edits;
        one.push(before.frame(millis(start.elapsed())));
        anyhow::ensure!(!edits.is_empty() && edits.len() < 8, "{} edits for one element", edits.len());
        let elements = moved.pages.first_mut().map(|page| &mut page.elements).context("a page")?;
        for element in elements.iter_mut() {
            let element = Arc::make_mut(element);
            (element.x, element.y) = (element.x + 3.0, element.y + 5.0);
        }
        let (start, before) = (Instant::now(), Thread::now());
        let edits = step(&moved).context("it is known")?.edits;
        all.push(before.frame(millis(start.elapsed())));
        anyhow::ensure!(edits.len() >= count, "{} edits for all elements", edits.len());
        let (start, before) = (Instant::now(), Thread::now());
        let transaction = Transaction::from_edits(text.len(), edits);
        let new = transaction.apply(&text).context("the edits fit")?;
        std::hint::black_box((transaction.invert(&text), new));
        applied.push(before.frame(millis(start.elapsed())));
    }
    let row = |what: &str, frames: &[Frame]| {
        let what = format!("Excalidraw file of {count} elements: {what}, p95");
        Row::at_most(what, own(frames).percentile(95.0), "ms", bar).note(note(frames))
    };
    Ok(vec![
        row("a moved one as edits of its text", &one),
        row("all of them, moved, as edits of its text", &all),
        row("these edits made and turned round", &applied),
    ])
}

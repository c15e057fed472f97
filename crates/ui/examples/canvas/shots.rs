//! Makes pictures of the canvas.

use std::path::Path;

use egui::{Id, Pos2, Vec2, vec2};
use egui_kittest::Harness;
use justbuilt_sketch::canvas::{Command, Estimate, Tool};
use justbuilt_sketch::scene::{ElementId, Page};
use justbuilt_ui::Theme;
use justbuilt_ui::canvas::{CanvasState, CanvasView};

use super::sample;

struct Shown {
    page: Page,
    state: CanvasState,
}

struct Shot {
    name: &'static str,
    size: Vec2,
    /// Before the first frame.
    before: fn(&mut CanvasState),
    /// After some.
    then: fn(&mut Harness<'_, Shown>),
}

const SHOTS: &[Shot] = &[
    Shot { name: "canvas", size: vec2(1440.0, 820.0), before: |_| {}, then: |_| {} },
    Shot {
        name: "selected",
        size: vec2(1440.0, 820.0),
        before: |state| state.canvas.select([id("draw")]),
        then: |_| {},
    },
    Shot {
        name: "several",
        size: vec2(1440.0, 820.0),
        before: |state| state.canvas.select([id("idea"), id("draw"), id("ok"), id("turned")]),
        then: |_| {},
    },
    Shot {
        name: "arrow",
        size: vec2(1440.0, 820.0),
        before: |state| state.canvas.select([id("a2")]),
        then: |_| {},
    },
    Shot {
        name: "drag",
        size: vec2(1440.0, 820.0),
        before: |state| state.canvas.select([id("idea")]),
        then: |harness| {
            let place = harness.state().state.canvas.board().bounds(&id("idea")).unwrap_or_default();
            let screen = |harness: &Harness<'_, Shown>, x: f64, y: f64| {
                let at = harness.state().state.canvas.camera.to_screen(kurbo::Point::new(x, y));
                Pos2::new(at.x as f32, at.y as f32)
            };
            let from = screen(harness, place.center().x, place.y0 + 12.0);
            let to = screen(harness, place.center().x + 3.0, place.y0 + 12.0 + 320.0);
            harness.hover_at(from);
            harness.run_steps(1);
            harness.drag_at(from);
            harness.run_steps(1);
            harness.hover_at(from + vec2(0.0, 20.0));
            harness.run_steps(1);
            harness.hover_at(to);
            harness.run_steps(1);
        },
    },
    Shot {
        name: "words",
        size: vec2(1440.0, 820.0),
        before: |state| {
            let mut actions = Vec::new();
            state.canvas.edit_words_of(&id("idea"), &mut actions);
        },
        then: |_| {},
    },
    Shot {
        name: "tool",
        size: vec2(1024.0, 640.0),
        before: |state| {
            state.canvas.set_tool(Tool::Rectangle);
            state.canvas.options.grid = Some(20.0);
        },
        then: |_| {},
    },
    Shot {
        name: "near",
        size: vec2(1024.0, 640.0),
        before: |state| {
            state.canvas.select([id("ok")]);
            state.canvas.run(&Command::FitSelection, &Estimate);
        },
        then: |harness| {
            let canvas = &mut harness.state_mut().state.canvas;
            canvas.run(&Command::FitSelection, &Estimate);
        },
    },
];

fn id(id: &str) -> ElementId {
    id.to_owned().into()
}

/// Writes them.
pub fn run(folder: &str, scale: f32) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    for theme in [Theme::dark(), Theme::light()] {
        for shot in SHOTS {
            let file = format!("{}-{}-{scale}x.png", shot.name, theme.name.to_lowercase());
            render(shot, &theme, scale, &Path::new(folder).join(file))?;
        }
        many(&theme, scale, &Path::new(folder).join(format!("many-{}.png", theme.name.to_lowercase())))?;
    }
    Ok(())
}

fn harness(page: Page, size: Vec2, theme: &Theme, scale: f32) -> Harness<'static, Shown> {
    let theme = theme.clone();
    let state = CanvasState::new(&page, 1);
    Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
        .with_step_dt(1.0 / 60.0)
        .allow_missing_glyphs()
        .with_context_setup(move |ctx| justbuilt_ui::install(ctx, &theme))
        .wgpu()
        .build_ui_state(
            |ui, shown: &mut Shown| {
                CanvasView::new(Id::unique("canvas"), &shown.page).show(ui, &mut shown.state);
            },
            Shown { page, state },
        )
}

fn render(shot: &Shot, theme: &Theme, scale: f32, file: &Path) -> Result<(), String> {
    let mut harness = harness(sample::page(), shot.size, theme, scale);
    harness.run_steps(2);
    (shot.before)(&mut harness.state_mut().state);
    harness.run_steps(3);
    (shot.then)(&mut harness);
    harness.run_steps(4);
    harness.render()?.save(file).map_err(|error| error.to_string())
}

fn many(theme: &Theme, scale: f32, file: &Path) -> Result<(), String> {
    let mut harness = harness(sample::many(10_000), vec2(1440.0, 900.0), theme, scale);
    harness.run_steps(10);
    harness.render()?.save(file).map_err(|error| error.to_string())
}

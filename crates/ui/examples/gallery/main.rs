//! Renders every widget in both themes to pictures: `cargo run -p justbuilt-ui --example gallery -- FOLDER [SCALE]`.
//! Pages are made of sample data; nothing is clicked but what a page wants to show open.

mod chat;
mod controls;
mod history;
mod pages;
mod timeline;
mod window;

use std::path::Path;

use egui::{Key, Modifiers, Pos2, Ui, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use justbuilt_ui::Theme;

/// A page: its name, its size in points, how to draw it, and what to do before the picture.
struct Page {
    name: &'static str,
    size: Vec2,
    draw: fn(&mut Ui),
    before: fn(&mut Harness<'_>),
}

const PAGES: &[Page] = &[
    Page { name: "chat-300", size: vec2(300.0, 900.0), draw: chat::all, before: |_| {} },
    Page { name: "chat-420", size: vec2(420.0, 1100.0), draw: chat::all, before: |_| {} },
    Page {
        name: "chat-700",
        size: vec2(700.0, 1000.0),
        draw: chat::all,
        before: |harness| harness.hover_at(Pos2::new(300.0, 400.0)),
    },
    Page { name: "chat-tools", size: vec2(420.0, 760.0), draw: chat::tools, before: |_| {} },
    Page { name: "chat-tools-300", size: vec2(300.0, 760.0), draw: chat::tools, before: |_| {} },
    Page { name: "chat-trouble", size: vec2(420.0, 900.0), draw: chat::trouble, before: |_| {} },
    Page { name: "chat-popup", size: vec2(420.0, 620.0), draw: chat::popup, before: |_| {} },
    Page { name: "timeline-around", size: vec2(1100.0, 420.0), draw: pages::around, before: |_| {} },
    Page { name: "timeline-merge", size: vec2(1100.0, 520.0), draw: pages::beside, before: |_| {} },
    Page { name: "timeline-merge-stacked", size: vec2(760.0, 560.0), draw: pages::above, before: |_| {} },
    Page { name: "timeline-why", size: vec2(520.0, 280.0), draw: pages::reasons, before: |_| {} },
    Page { name: "timeline-empty", size: vec2(1000.0, 420.0), draw: pages::empty, before: |_| {} },
    Page { name: "timeline-panel", size: vec2(1280.0, 620.0), draw: timeline::panel, before: |_| {} },
    Page { name: "timeline-days", size: vec2(1280.0, 260.0), draw: timeline::days, before: |_| {} },
    Page {
        name: "timeline-past",
        size: vec2(1280.0, 260.0),
        draw: timeline::past,
        before: |harness| harness.hover_at(Pos2::new(700.0, 60.0)),
    },
    Page {
        name: "timeline-hour",
        size: vec2(1280.0, 260.0),
        draw: timeline::hour,
        before: |harness| harness.hover_at(Pos2::new(620.0, 170.0)),
    },
    Page { name: "timeline-seconds", size: vec2(1280.0, 260.0), draw: timeline::seconds, before: |_| {} },
    Page { name: "timeline-all", size: vec2(1280.0, 260.0), draw: timeline::all, before: |_| {} },
    Page { name: "timeline-range", size: vec2(1280.0, 260.0), draw: timeline::range, before: |_| {} },
    Page { name: "timeline-narrow", size: vec2(520.0, 200.0), draw: timeline::days, before: |_| {} },
    Page { name: "window", size: vec2(1100.0, 700.0), draw: window::window, before: |_| {} },
    Page {
        name: "menu",
        size: vec2(700.0, 420.0),
        draw: window::window,
        before: |harness| {
            harness.get_by_label("File").click();
            harness.run_steps(3);
            harness.get_by_label("Save as…").hover();
        },
    },
    Page { name: "picker", size: vec2(900.0, 560.0), draw: window::picker, before: |_| {} },
    Page { name: "dialog", size: vec2(800.0, 420.0), draw: window::dialog, before: |_| {} },
    Page {
        name: "controls",
        size: vec2(900.0, 640.0),
        draw: controls::controls,
        before: |harness| harness.hover_at(Pos2::new(150.0, 72.0)),
    },
    Page {
        name: "focus",
        size: vec2(900.0, 640.0),
        draw: controls::controls,
        before: |harness| {
            for _ in 0..2 {
                harness.key_press_modifiers(Modifiers::NONE, Key::Tab);
                harness.run_steps(1);
            }
        },
    },
    Page {
        name: "tree",
        size: vec2(280.0, 400.0),
        draw: window::tree,
        before: |harness| harness.key_press(Key::ArrowDown),
    },
    Page { name: "rename", size: vec2(320.0, 400.0), draw: window::tree, before: |_| {} },
    Page {
        name: "tooltip",
        size: vec2(700.0, 420.0),
        draw: window::window,
        before: |harness| {
            harness.get_by_label("Search").hover();
            harness.run_steps(60);
        },
    },
    Page { name: "type", size: vec2(900.0, 560.0), draw: controls::type_page, before: |_| {} },
];

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("which folder?")?;
    let scale: f32 = arguments.next().and_then(|scale| scale.parse().ok()).unwrap_or(1.0);
    let only = arguments.next();
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    for theme in [Theme::dark(), Theme::light()] {
        for page in PAGES.iter().filter(|page| only.as_deref().is_none_or(|only| page.name.starts_with(only)))
        {
            let file = format!("{}-{}-{scale}x.png", page.name, theme.name.to_lowercase());
            render(page, &theme, scale, &Path::new(&folder).join(file))?;
        }
    }
    Ok(())
}

fn render(page: &Page, theme: &Theme, scale: f32, file: &Path) -> Result<(), String> {
    let theme = theme.clone();
    let mut harness = Harness::builder()
        .with_size(page.size)
        .with_pixels_per_point(scale)
        .with_step_dt(1.0 / 60.0)
        .allow_missing_glyphs()
        .with_context_setup(move |ctx| justbuilt_ui::install(ctx, &theme))
        .wgpu()
        .build_ui(page.draw);
    harness.run_steps(3);
    (page.before)(&mut harness);
    harness.run_steps(3);
    let image = harness.render()?;
    image.save(file).map_err(|error| error.to_string())
}

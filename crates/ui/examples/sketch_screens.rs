//! Draws the screens that the sample drawings become for egui, as pictures: `sketch_screens FOLDER`.

#[rustfmt::skip]
#[path = "../tests/sketch/dashboard.rs"]
mod dashboard;
#[rustfmt::skip]
#[expect(dead_code, reason = "screens take what they need of it")]
#[path = "../tests/sketch/flex.rs"]
mod flex;
#[rustfmt::skip]
#[path = "../tests/sketch/landing.rs"]
mod landing;
#[rustfmt::skip]
#[path = "../tests/sketch/login.rs"]
mod login;
#[rustfmt::skip]
#[expect(dead_code, reason = "screens take what they need of it")]
#[path = "../tests/sketch/parts.rs"]
mod parts;
#[rustfmt::skip]
#[path = "../tests/sketch/settings.rs"]
mod settings;

use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{FontData, FontFamily, Ui, UiBuilder, vec2};
use egui_kittest::Harness;
use justbuilt_ui::theme::Theme;
use std::path::Path;

fn main() -> Result<(), String> {
    let Some(folder) = std::env::args().nth(1) else { return Err("usage: sketch_screens FOLDER".to_owned()) };
    let folder = Path::new(&folder);
    for width in [1280.0, 1024.0, 768.0, 375.0] {
        draw(folder, "dashboard", width, |ui, state| drop(dashboard::show(ui, state)))?;
        draw(folder, "landing", width, |ui, state| drop(landing::show(ui, state)))?;
        draw(folder, "login", width, |ui, state| drop(login::show(ui, state)))?;
        draw(folder, "settings", width, |ui, state| drop(settings::show(ui, state)))?;
    }
    Ok(())
}

/// The bold face that the screens ask for.
fn bold() -> FontInsert {
    let file = include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf");
    let family =
        InsertFontFamily { family: FontFamily::Name("bold".into()), priority: FontPriority::Highest };
    FontInsert::new("bold", FontData::from_static(file), vec![family])
}

fn draw<State: Default>(
    folder: &Path,
    name: &str,
    width: f32,
    mut show: impl FnMut(&mut Ui, &mut State),
) -> Result<(), String> {
    let show = |ui: &mut Ui, state: &mut State| {
        let whole = UiBuilder::new().max_rect(ui.ctx().content_rect());
        show(&mut ui.new_child(whole), state);
    };
    let mut harness = Harness::builder()
        .with_size(vec2(width, 1240.0))
        .with_accessibility_check(false)
        .allow_missing_glyphs()
        .with_context_setup(|ctx| {
            justbuilt_ui::install(ctx, &Theme::light());
            ctx.add_font(bold());
        })
        .wgpu()
        .build_ui_state(show, State::default());
    harness.run_steps(4);
    let image = harness.render()?;
    image.save(folder.join(format!("{name}-{width}.png"))).map_err(|error| error.to_string())
}

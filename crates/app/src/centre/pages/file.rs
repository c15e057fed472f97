//! Files that are not shown as text: pictures, binary files, and those that could not be opened.

mod picture;

pub(crate) use picture::decode as decode_picture;

use std::sync::Arc;

use egui::Ui;
use justbuilt_ui::Icon;
use justbuilt_ui::widgets::{Banner, BannerAction, EmptyState, Tone};
use justbuilt_workspace::{BinaryPreview, ImageFile, OpenFailure};

use crate::ctx::Ctx;

/// A file that does not look like text.
pub fn binary_ui(ctx: &Ctx<'_>, ui: &mut Ui, file: &BinaryPreview) {
    let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sentence = format!("{name} does not look like text ({})", size_text(file.len));
    let empty = EmptyState::new(Icon::FileDigit, &sentence)
        .action("Open as text", None)
        .action("Show its bytes", None);
    match empty.show(ui) {
        Some(0) => ctx.run("file.open_as_text"),
        Some(1) => ctx.run("file.open_as_hex"),
        _ => {}
    }
}

/// A file that could not be opened.
pub fn failed_ui(ctx: &Ctx<'_>, ui: &mut Ui, failure: &OpenFailure) {
    let sentence = format!("{} {}", failure.reason, failure.help);
    if EmptyState::new(Icon::FileX, &sentence).action("Try again", None).show(ui).is_some() {
        ctx.run("file.retry");
    }
}

/// A picture, as large as fits and no larger than it is.
pub fn image_ui(ctx: &Ctx<'_>, ui: &mut Ui, image: &ImageFile) {
    let id = egui::Id::unique(("picture", &image.path, Arc::as_ptr(&image.bytes).cast::<u8>() as usize));
    let shown: Option<Result<(egui::TextureHandle, bool), String>> = ui.data(|data| data.get_temp(id));
    let shown = shown.unwrap_or_else(|| {
        let most = ui.input(|input| input.max_texture_side);
        let made = picture::decode(&image.bytes, most).map(|pixels| {
            let name = image.path.display().to_string();
            let texture = ui.ctx().load_texture(name, pixels, egui::TextureOptions::LINEAR);
            (texture, justbuilt_sketch::excalidraw::is_inside(&image.bytes))
        });
        ui.data_mut(|data| data.insert_temp(id, made.clone()));
        made
    });
    match shown {
        Ok((texture, drawing)) => {
            if drawing {
                let banner = Banner::new(Tone::Info, "There is a drawing in this picture.");
                if banner.action("Open as sketch").persistent().show(ui) == Some(BannerAction::Action(0)) {
                    ctx.run("sketch.import");
                }
            }
            let room = ui.available_rect_before_wrap();
            let natural = texture.size_vec2() / ui.pixels_per_point();
            let scale = (room.width() * 0.9 / natural.x).min(room.height() * 0.9 / natural.y).min(1.0);
            let place = egui::Rect::from_center_size(room.center(), natural * scale.max(0.01));
            let whole = egui::Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
            ui.painter().image(texture.id(), place, whole, justbuilt_ui::tokens::UNTINTED);
        }
        Err(error) => {
            let sentence = format!("This picture cannot be shown. {error}");
            let empty = EmptyState::new(Icon::ImageOff, &sentence).action("Show its bytes", None);
            if empty.show(ui).is_some() {
                ctx.run("file.open_as_hex");
            }
        }
    }
}

/// A number of bytes as people read it.
pub fn size_text(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut value = bytes as f64 / 1000.0;
    for unit in UNITS {
        if value < 1000.0 {
            return format!("{value:.1} {unit}");
        }
        value /= 1000.0;
    }
    format!("{value:.0} PB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(size_text(0), "0 bytes");
        assert_eq!(size_text(1500), "1.5 kB");
        assert_eq!(size_text(104_857_600), "104.9 MB");
    }
}

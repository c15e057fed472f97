//! From the bytes of a picture file to pixels: bounded, whatever the file claims about itself.

use std::io::Cursor;

use egui::ColorImage;
use image::error::{ImageError, LimitErrorKind};
use image::imageops::FilterType;
use image::{DynamicImage, ImageReader, Limits};

/// Pixels of a picture that is still shown: 100 million take 400 MB while they are looked at.
const MOST_PIXELS: u64 = 100_000_000;
/// Bytes a decoder may take beside that.
const MOST_BYTES: u64 = 512 << 20;

/// The pixels of a picture, made smaller where a side is longer than `most_side`.
///
/// # Errors
/// Why it cannot be shown, as sentences.
pub(crate) fn decode(bytes: &[u8], most_side: usize) -> Result<ColorImage, String> {
    let reader = || {
        let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
        reader.map_err(|error| error.to_string())
    };
    let (width, height) = reader()?.into_dimensions().map_err(|error| sentence(&error))?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let most = MOST_PIXELS / 1_000_000;
        return Err(format!("It has {width} × {height} pixels; up to {most} million are shown."));
    }
    let mut reader = reader()?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let image = reader.decode().map_err(|error| sentence(&error))?;
    let most = u32::try_from(most_side).unwrap_or(u32::MAX).max(1);
    let image = if width > most || height > most { smaller(&image, most) } else { image };
    let pixels = image.to_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, pixels.as_raw()))
}

fn smaller(image: &DynamicImage, most: u32) -> DynamicImage {
    image.resize(most, most, FilterType::Triangle)
}

fn sentence(error: &ImageError) -> String {
    let cut = |error: &dyn std::error::Error| {
        let text = error.to_string().to_lowercase();
        ["eof", "end of file", "fill whole buffer", "truncated", "no more bytes"]
            .iter()
            .any(|s| text.contains(s))
    };
    match error {
        ImageError::Limits(limits) => match limits.kind() {
            LimitErrorKind::DimensionError => "It is too large.".to_owned(),
            _ => "Showing it would take too much memory.".to_owned(),
        },
        ImageError::IoError(_) => "The file ends too early.".to_owned(),
        ImageError::Decoding(error) if cut(error) => "The file ends too early.".to_owned(),
        ImageError::Decoding(error) => format!("The file is damaged: {error}."),
        ImageError::Unsupported(_) => {
            "Its format is not known, or a kind of it that cannot be read.".to_owned()
        }
        error => format!("{error}."),
    }
}

#[cfg(test)]
mod tests;

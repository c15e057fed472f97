//! Every format that is offered, and files that are not what they claim.

use image::{ImageFormat, Rgba, RgbaImage};

use super::*;

const FORMATS: [ImageFormat; 6] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::Gif,
    ImageFormat::WebP,
    ImageFormat::Bmp,
    ImageFormat::Ico,
];

fn file(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let image = RgbaImage::from_pixel(width, height, Rgba([200, 40, 40, 255]));
    let image = DynamicImage::ImageRgba8(image);
    let mut bytes = Vec::new();
    // JPEG has no transparency.
    let image = if format == ImageFormat::Jpeg { image.to_rgb8().into() } else { image };
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

#[test]
fn every_format_is_shown() {
    for format in FORMATS {
        let shown = decode(&file(format, 20, 10), 4096).unwrap_or_else(|why| panic!("{format:?}: {why}"));
        assert_eq!(shown.size, [20, 10], "{format:?}");
        let [red, green, ..] = shown.pixels[25].to_array();
        assert!(red > 180 && green < 60, "{format:?}: {:?}", shown.pixels[25]);
    }
}

#[test]
fn files_that_end_too_early_say_so() {
    for format in FORMATS {
        let whole = file(format, 64, 64);
        for part in [whole.len() / 2, 30.min(whole.len() - 1)] {
            // Some decoders show what there is, which is as good; none may panic.
            if let Err(why) = decode(&whole[..part], 4096) {
                assert!(why.ends_with('.') && why.len() > 10, "{format:?} at {part}: {why}");
            }
        }
    }
    let png = file(ImageFormat::Png, 64, 64);
    assert_eq!(decode(&png[..png.len() / 2], 4096).unwrap_err(), "The file ends too early.");
    assert!(decode(b"no picture at all", 4096).unwrap_err().contains("format is not known"));
    assert!(decode(&[], 4096).is_err());
}

#[test]
fn a_file_that_claims_to_be_huge_costs_nothing() {
    let mut png = file(ImageFormat::Png, 8, 8);
    // Width and height of the header, and its checksum.
    png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    let why = decode(&png, 4096).unwrap_err();
    assert_eq!(why, "It has 60000 × 60000 pixels; up to 100 million are shown.");
    let mut bmp = file(ImageFormat::Bmp, 8, 8);
    bmp[18..22].copy_from_slice(&50_000_u32.to_le_bytes());
    bmp[22..26].copy_from_slice(&50_000_u32.to_le_bytes());
    assert!(decode(&bmp, 4096).is_err());
}

#[test]
fn what_is_longer_than_the_graphics_take_is_made_smaller() {
    let shown = decode(&file(ImageFormat::Png, 300, 3), 100).unwrap();
    assert_eq!(shown.size, [100, 1]);
}

/// The checksum of PNG: CRC-32 of ISO 3309.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}

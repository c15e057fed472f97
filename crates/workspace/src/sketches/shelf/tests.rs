//! Pictures made smaller, libraries kept.

use std::io::Cursor;
use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use justbuilt_sketch::scene::{Element, Kind, Page, Sketch};
use justbuilt_store::{Fs as _, MemoryFs};

use super::{keep, library, read_picture, ready};

fn png(width: u32, height: u32) -> Vec<u8> {
    // Noise: nothing is saved by packing it.
    let image = RgbImage::from_fn(width, height, |x, y| {
        let mixed = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519);
        Rgb([mixed as u8, (mixed >> 8) as u8, (mixed >> 16) as u8])
    });
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

#[test]
fn small_pictures_stay_as_they_came() {
    let bytes = png(40, 30);
    let kept = ready(&bytes).unwrap();
    assert_eq!((&*kept.picture.bytes, kept.size, kept.was), (&*bytes, (40, 30), None));
    assert_eq!(kept.picture.media_type, "image/png");
}

#[test]
fn large_pictures_are_made_smaller_and_say_so() {
    let bytes = png(3000, 600);
    let kept = ready(&bytes).unwrap();
    assert_eq!((kept.size, kept.was), ((2048, 410), Some((3000, 600))));
    assert_eq!(kept.picture.media_type, "image/jpeg");
    assert!(kept.picture.bytes.len() < bytes.len() / 2, "{}", kept.picture.bytes.len());
    // What can be seen through stays so.
    let clear = RgbaImage::from_pixel(2100, 4, Rgba([9, 9, 9, 100]));
    let mut out = Cursor::new(Vec::new());
    clear.write_to(&mut out, ImageFormat::Png).unwrap();
    assert_eq!(ready(&out.into_inner()).unwrap().picture.media_type, "image/png");
}

#[test]
fn what_is_too_large_or_no_picture_is_refused_in_words() {
    let fs = MemoryFs::new();
    fs.create_dir_all(Path::new("/p")).unwrap();
    fs.write(Path::new("/p/huge.png"), &vec![0; 65 << 20]).unwrap();
    let error = read_picture(&fs, Path::new("/p/huge.png")).err().unwrap();
    assert!(error.contains("huge.png has 65 MB") && error.contains("64 MB"), "{error}");
    fs.write(Path::new("/p/no.png"), b"hello").unwrap();
    assert!(read_picture(&fs, Path::new("/p/no.png")).err().unwrap().starts_with("no.png: "));
    // A file that claims to be larger than it can be.
    let mut lie = png(4, 4);
    lie[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert!(ready(&lie).is_err());
    let mut cut = png(3000, 600);
    cut.truncate(cut.len() / 2);
    assert!(ready(&cut).is_err());
}

#[test]
fn items_are_added_to_the_library_and_what_is_there_stays() {
    let fs = MemoryFs::new();
    fs.create_dir_all(Path::new("/p")).unwrap();
    let path = Path::new("/p/library.excalidrawlib");
    for name in ["Save", "Cancel"] {
        let mut element = Element::new(name, Kind::Rectangle, kurbo::Rect::new(0.0, 0.0, 80.0, 30.0));
        element.name = Some(name.to_owned());
        let page = Page { elements: vec![element.into()], ..Page::default() };
        keep(&fs, path, Sketch { pages: vec![page], ..Sketch::default() }).unwrap();
    }
    let read = library(&fs, path).unwrap();
    let names: Vec<&str> = read.sketch.pages.iter().map(|page| page.name.as_str()).collect();
    assert_eq!((read.title.as_str(), names.as_slice()), ("library", ["Save", "Cancel"].as_slice()));
    assert!(read.sketch.pages.iter().all(|page| page.elements.len() == 1));
    fs.write(path, b"{").unwrap();
    assert!(library(&fs, path).is_err());
    assert!(keep(&fs, path, Sketch::default()).is_err(), "a broken library is not written over");
}

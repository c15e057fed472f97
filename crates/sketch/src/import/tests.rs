//! What files become.

use super::{plain, read};
use crate::scene::Kind;
use justbuilt_testkit::corpus;

#[track_caller]
fn first(name: &str, bytes: &[u8]) -> Kind {
    let (sketch, _) = read(name, bytes).unwrap();
    sketch.pages[0].elements[0].kind.clone()
}

#[test]
fn a_file_is_known_by_its_bytes() {
    assert!(matches!(first("x.txt", b"hello"), Kind::Text(text) if text.text == "hello"));
    assert!(matches!(first("x.svg", b"<svg><rect width='5' height='5'/></svg>"), Kind::Rectangle));
    assert!(matches!(first("x.md", b"graph TD\n a((A)) --> b"), Kind::Ellipse));
    let scene = br#"{"type":"excalidraw","elements":[{"id":"a","type":"diamond","x":0,"y":0}]}"#;
    assert!(matches!(first("clipboard", scene), Kind::Diamond));
    let ours = br#"{"format":"justbuilt-sketch","pages":[{"elements":[{"id":"a","type":"frame"}]}]}"#;
    assert!(matches!(first("clipboard", ours), Kind::Frame));
    let gif = b"GIF89a\x20\x00\x10\x00rest";
    let (sketch, told) = read("x.gif", gif).unwrap();
    assert_eq!((sketch.width, sketch.height, told.len()), (32.0, 16.0, 0));
    let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x20\x00\x40\x01";
    let (sketch, told) = read("x.jpg", jpeg).unwrap();
    assert_eq!((sketch.width, sketch.height, told.len()), (64.0, 32.0, 0));
    for bad in [&b"\x00\x01\xff\xfe"[..], b"a\0b"] {
        assert!(read("x.bin", bad).is_err());
    }
    assert!(
        read("x.svg", b"<svg").is_err()
            && read("x.mmd", b"pie").is_err()
            && read("x.sketch.json", b"[]").is_err()
    );
}

#[test]
fn a_picture_gives_its_scene_or_itself() {
    let Some(root) = corpus("excalidraw/embedded") else { return };
    let png = std::fs::read(root.join("test_embedded_v1.png")).unwrap();
    assert!(matches!(first("x.png", &png), Kind::Text(text) if text.text == "test"));
    let (chunks, _) = crate::png::chunks(&png);
    let bare = crate::png::with_text(&png, "application/vnd.excalidraw+json", b"").unwrap();
    assert!(chunks.len() >= 3 && read("x.png", &bare).is_err(), "a scene that is broken is told");
    let mut without = png.clone();
    let at = png.windows(4).position(|four| four == b"tEXt").unwrap();
    without[at..at + 4].copy_from_slice(b"xxXx");
    let (sketch, _) = read("x.png", &without).unwrap();
    assert!(matches!(sketch.pages[0].elements[0].kind, Kind::Image { .. }) && sketch.width > 1.0);
}

#[test]
fn long_text_wraps() {
    let (sketch, told) = plain(&"word ".repeat(100));
    let element = &sketch.pages[0].elements[0];
    assert!(element.width <= 720.0 && element.height > 50.0 && told.is_empty());
    let (_, told) = plain(&"é\n".repeat(600_000));
    assert_eq!(told.len(), 1);
}

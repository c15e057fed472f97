//! Screens of real pages as drawings, from the corpus of layouts.

use justbuilt_sketch::excalidraw;
use justbuilt_sketch::scene::Sketch;
use std::io::Read as _;

/// All screens by name; none where the corpus is not.
pub fn screens() -> Vec<(String, Sketch)> {
    let Some(folder) = justbuilt_testkit::corpus("layout") else { return Vec::new() };
    let packed = std::fs::read(folder.join("scenes.tar.zst")).expect("the scenes of the corpus");
    let mut tar = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(packed.as_slice())
        .expect("a Zstandard stream")
        .read_to_end(&mut tar)
        .expect("the whole archive");
    let mut found = Vec::new();
    let mut rest = tar.as_slice();
    // An archive of tar is blocks of 512 bytes: a head with name and size, then the file.
    while let Some((head, after)) = rest.split_at_checked(512) {
        let word = |range: std::ops::Range<usize>| {
            String::from_utf8_lossy(&head[range]).trim_matches(['\0', ' ']).to_owned()
        };
        let size = usize::from_str_radix(&word(124..136), 8).unwrap_or(0);
        let Some((bytes, after)) = after.split_at_checked(size.next_multiple_of(512)) else { break };
        let name = word(0..100);
        if name.ends_with(".excalidraw") {
            let (sketch, _) = excalidraw::read(&bytes[..size]).expect("a scene");
            found.push((name, sketch));
        }
        rest = after;
    }
    assert!(found.len() > 200, "{} scenes in the corpus", found.len());
    found
}

//! Chunks of sound and of broken files.

use super::{MAX_UNPACKED, SIGNATURE, chunks, deflate, inflate, text, with_text};
use justbuilt_testkit::{corpus, random_cases};

/// A picture of one pixel.
fn pixel() -> Vec<u8> {
    let mut bytes = SIGNATURE.to_vec();
    let mut put = |kind: &[u8; 4], data: &[u8]| {
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        bytes.extend(super::checksum(kind, data).to_be_bytes());
    };
    put(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    put(b"IDAT", &deflate(&[0, 255]));
    put(b"IEND", &[]);
    bytes
}

#[test]
fn a_text_is_put_in_replaced_and_read() {
    let once = with_text(&pixel(), "key", b"first").unwrap();
    let twice = with_text(&once, "key", b"second \xe9").unwrap();
    assert_eq!(text(&twice, "key").unwrap(), b"second \xe9");
    assert_eq!(text(&twice, "ke"), None);
    let (found, whole) = chunks(&twice);
    assert!(whole && found.iter().all(|chunk| chunk.sound));
    assert_eq!(
        found.iter().map(|chunk| &chunk.kind).collect::<Vec<_>>(),
        [b"IHDR", b"IDAT", b"tEXt", b"IEND"]
    );
    assert_eq!(found[1].data, chunks(&pixel()).0[1].data);
    assert_eq!(with_text(b"no picture", "key", b"x"), None);
}

#[test]
fn a_chunk_longer_than_its_file_ends_the_reading() {
    let mut bytes = pixel();
    let start = SIGNATURE.len();
    bytes[start..start + 4].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(chunks(&bytes), (vec![], false));
    let mut bytes = pixel();
    bytes.truncate(bytes.len() - 3);
    let (found, whole) = chunks(&bytes);
    assert!(!whole && found.len() == 2);
}

#[test]
fn a_bomb_is_refused_and_broken_data_too() {
    let bomb = deflate(&vec![0; 4 << 20]);
    assert!(bomb.len() < 8192);
    assert!(inflate(&bomb, 1 << 20).unwrap_err().contains("larger"));
    assert_eq!(inflate(&bomb, 4 << 20).unwrap().len(), 4 << 20);
    assert!(inflate(&bomb[..bomb.len() / 2], MAX_UNPACKED).is_err());
    assert!(inflate(b"nothing of the kind", MAX_UNPACKED).is_err());
}

#[test]
fn broken_files_are_read_without_a_crash() {
    let Some(path) = corpus("excalidraw/embedded/test_embedded_v1.png") else { return };
    let good = std::fs::read(path).unwrap();
    random_cases(2000, |random| {
        let mut bytes = good.clone();
        for _ in 0..=random.below(6) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = random.next_u64() as u8,
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, random.next_u64() as u8),
                _ => {
                    let end = (at + random.below(64)).min(bytes.len());
                    bytes.drain(at..end);
                    if bytes.is_empty() {
                        bytes.push(0);
                    }
                }
            }
        }
        let (found, _) = chunks(&bytes);
        assert!(found.iter().map(|chunk| chunk.data.len() + 12).sum::<usize>() <= bytes.len());
        let _ = crate::excalidraw::read(&bytes);
        if let Some(with) = with_text(&bytes, "k", b"v") {
            assert_eq!(text(&with, "k").unwrap(), b"v");
        }
    });
}

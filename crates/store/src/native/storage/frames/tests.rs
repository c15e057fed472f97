//! Tests of going through frames; damage of all kinds is in the tests of logs and packs.

use std::{fs::File, io::Write};

use super::{BLOCK, Frames, Next};
use crate::log::{Damage, LogPosition, frame::encode};

fn file_of(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn framed(records: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for record in records {
        encode(bytes.len() as u64, record, &mut bytes);
    }
    bytes
}

fn all(frames: &mut Frames) -> (Vec<Vec<u8>>, Vec<Damage>) {
    let (mut records, mut damaged) = (Vec::new(), Vec::new());
    loop {
        match frames.next().unwrap() {
            Next::Record(_, record) => records.push(record.to_vec()),
            Next::Damaged(damage) => damaged.push(damage),
            Next::End(damage) => {
                damaged.extend(damage);
                return (records, damaged);
            }
        }
    }
}

#[test]
fn frames_of_all_sizes_across_blocks() {
    let sizes = [0, 1, 1_000, BLOCK - 20, BLOCK, 3 * BLOCK, 5, BLOCK - 7, 127, 128];
    let records: Vec<Vec<u8>> = sizes.iter().map(|&size| vec![size as u8; size]).collect();
    let bytes = framed(&records);
    let mut frames = Frames::new(file_of(&bytes), 0, u64::MAX).unwrap();
    assert!(all(&mut frames) == (records.clone(), vec![]));
    assert_eq!(frames.position(), bytes.len() as u64);
    // From anywhere else than a frame: what follows is found.
    let mut frames = Frames::new(file_of(&bytes), 3, u64::MAX).unwrap();
    let (found, damaged) = all(&mut frames);
    assert!(found == records[1..] || found == records[..0] || found.len() < records.len());
    assert_eq!(damaged.len(), 1);
    // Only up to a limit.
    let mut frames = Frames::new(file_of(&bytes), 0, bytes.len() as u64 - 1).unwrap();
    let (found, damaged) = all(&mut frames);
    assert_eq!(
        (found.len(), damaged[0].reason.as_str()),
        (records.len() - 1, "the last record is cut short")
    );
}

#[test]
fn nothing_zeros_and_a_hole_in_the_middle() {
    assert_eq!(all(&mut Frames::new(file_of(b""), 0, u64::MAX).unwrap()), (vec![], vec![]));
    assert_eq!(all(&mut Frames::new(file_of(b""), 50, u64::MAX).unwrap()), (vec![], vec![]));
    let records = vec![b"one".to_vec(), vec![7; 10_000], b"three".to_vec()];
    let mut bytes = framed(&records);
    bytes.extend([0; 5_000]);
    let (found, damaged) = all(&mut Frames::new(file_of(&bytes), 0, u64::MAX).unwrap());
    assert_eq!((found.len(), damaged.len(), damaged[0].bytes), (3, 1, 5_000));
    // A page of zeros over the ends of two records.
    bytes[4..5_000].fill(0);
    let (found, damaged) = all(&mut Frames::new(file_of(&bytes), 0, u64::MAX).unwrap());
    assert_eq!((found, damaged[0].at), (vec![b"three".to_vec()], LogPosition(0)));
}

//! Tests of frames.

use super::{Head, MAX_HEAD, encode, frame_len, head, is_whole};

fn framed(position: u64, record: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    encode(position, record, &mut frame);
    frame
}

fn decode(position: u64, frame: &[u8]) -> Option<&[u8]> {
    match head(position, frame) {
        Head::Frame { head, record, sum } => is_whole(frame, head, record, sum),
        Head::Short | Head::Bad => None,
    }
}

#[test]
fn any_length_comes_back_with_little_around_it() {
    for size in [0, 1, 127, 128, 16_383, 16_384, (1 << 21) - 1, 1 << 21] {
        let record: Vec<u8> = (0..size).map(|i: usize| (i * 31 % 253) as u8).collect();
        let frame = framed(77, &record);
        assert_eq!(frame.len(), frame_len(size));
        assert!(frame.len() - size <= if size < 1 << 21 { 8 } else { 9 }, "{size}");
        assert!(decode(77, &frame).unwrap() == record);
        assert_eq!(head(77, &frame).frame_len(), Some(frame.len()));
    }
}

#[test]
fn every_bit_and_the_place_are_checked() {
    let frame = framed(1_000, b"a record of some length");
    for index in 0..frame.len() {
        for bit in 0..8 {
            let mut bad = frame.clone();
            bad[index] ^= 1 << bit;
            assert_eq!(decode(1_000, &bad), None, "byte {index}, bit {bit}");
        }
        assert_eq!(decode(1_000, &frame[..index]), None);
    }
    // The check byte alone lets one of 256 places pass; with the CRC none does.
    assert!((0..3_000).filter(|&place| decode(place, &frame).is_some()).eq([1_000]));
}

#[test]
fn zeros_and_short_heads_are_no_records() {
    let zeros = vec![0; 64];
    assert!((0..100_000).all(|place| decode(place, &zeros).is_none()));
    assert_eq!(head(0, &[]), Head::Short);
    assert_eq!(head(0, &[0x80, 0x80]), Head::Short);
    assert_eq!(head(0, &[0xff; MAX_HEAD]), Head::Bad);
    let mut long_zero = vec![0x80, 0x00];
    long_zero.extend([0; 16]);
    assert_eq!(head(0, &long_zero), Head::Bad);
}

//! Guessing the encoding of bytes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs as rs;

use super::Encoding;

/// Bytes the guess looks at.
const SAMPLE: usize = 64 << 10;

/// Whether the beginning of a file looks like anything but text: it holds a NUL and is not UTF-16, or much of it is
/// control characters.
pub fn looks_binary(head: &[u8]) -> bool {
    let head = head.get(..SAMPLE).unwrap_or(head);
    if from_bom(head).is_some() || looks_utf16(head).is_some() {
        return false;
    }
    if memchr::memchr(0, head).is_some() {
        return true;
    }
    let control = |byte: &&u8| matches!(**byte, 0..=7 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F);
    head.iter().filter(control).count() * 10 > head.len()
}

/// The encoding whose byte order mark `head` begins with.
pub(super) fn from_bom(head: &[u8]) -> Option<Encoding> {
    rs::Encoding::for_bom(head).map(|(charset, _)| Encoding::of(charset, true))
}

/// UTF-16 without a byte order mark: in text of mostly ASCII or Latin script every other byte is NUL.
pub(super) fn looks_utf16(head: &[u8]) -> Option<Encoding> {
    let head = head.get(..4096).unwrap_or(head);
    let pairs = head.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let charset = if odd * 10 >= pairs * 7 && even * 20 <= pairs {
        rs::UTF_16LE
    } else if even * 10 >= pairs * 7 && odd * 20 <= pairs {
        rs::UTF_16BE
    } else {
        return None;
    };
    Some(Encoding::of(charset, false))
}

/// The encoding of bytes that are not UTF-8, when they are plausible as one: they decode, and in single-byte
/// encodings, where anything decodes, what comes out looks like words. `last`: nothing comes after `sample`.
pub(super) fn legacy(sample: &[u8], last: bool) -> Option<Encoding> {
    let cut = sample.len() > SAMPLE;
    let sample = sample.get(..SAMPLE).unwrap_or(sample);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, last && !cut);
    let charset = detector.guess(None, Utf8Detection::Deny);
    let mut decoder = charset.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(sample.len())?);
    let (result, ..) = decoder.decode_to_string_without_replacement(sample, &mut text, last && !cut);
    if matches!(result, rs::DecoderResult::Malformed(..)) {
        return None;
    }
    // Not every pair of bytes comes back from every encoding; what is only guessed must.
    let (written, _, wrong) = charset.encode(&text);
    if wrong || !sample.starts_with(&written) {
        return None;
    }
    let plausible = !charset.is_single_byte() || reads_like_words(charset, sample, &text);
    plausible.then_some(Encoding::of(charset, false))
}

fn reads_like_words(charset: &'static rs::Encoding, sample: &[u8], text: &str) -> bool {
    // Hardly any text in a Western language has them, and many a broken file does.
    if charset == rs::WINDOWS_1252 && memchr::memchr2(0xFE, 0xFF, sample).is_some() {
        return false;
    }
    let mut joined = 0usize;
    let mut odd = 0usize;
    let mut before = ' ';
    for c in text.chars() {
        if c.is_control() && !c.is_ascii() {
            return false;
        }
        if !c.is_ascii() && c.is_alphabetic() {
            joined += usize::from(before.is_alphabetic());
        } else if !before.is_ascii() && before.is_alphabetic() && c.is_alphabetic() {
            joined += 1;
        } else if !c.is_ascii() && !is_usual_mark(c) {
            odd += 1;
        }
        before = c;
    }
    joined > odd
}

fn is_usual_mark(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '£' | '€' | '§' | '©' | '®' | '°' | '«' | '»' | '·' | '¿' | '¡' | '№' | '\u{2010}'
            ..='\u{2026}'
    )
}

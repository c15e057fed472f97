//! Guessing a file's encoding from its first bytes, and whether it is text at all.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::Encoding;

/// How many bytes a guess looks at.
const LOOK: usize = 1 << 20;

/// The encoding of a file. `whole` says that `bytes` is all of it, not only the beginning.
///
/// In this order: a byte order mark; UTF-8 when it is; UTF-16 by its zero bytes; a guess by chardetng when the whole of
/// `bytes` decodes in it without an error; UTF-8 with escapes.
pub fn detect(bytes: &[u8], whole: bool) -> Encoding {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return Encoding::UTF_8_BOM;
    }
    // FF FE 00 00 would be UTF-32, which nothing here reads; as UTF-16 it at least shows.
    if bytes.starts_with(b"\xFF\xFE") && bytes.len().is_multiple_of(2) | !whole {
        return Encoding::UTF_16LE;
    }
    if bytes.starts_with(b"\xFE\xFF") && bytes.len().is_multiple_of(2) | !whole {
        return Encoding::UTF_16BE;
    }
    let cut = match std::str::from_utf8(bytes) {
        Ok(_) => None,
        Err(error) if error.error_len().is_none() && !whole => None,
        Err(error) => Some(error.valid_up_to()),
    };
    if let Some(encoding) = utf16_by_zeros(bytes, whole) {
        return encoding;
    }
    let Some(first_bad) = cut else { return Encoding::UTF_8 };
    // A file that is UTF-8 but for a stray byte far inside stays UTF-8: escapes keep it exact.
    let looked = bytes.get(..bytes.len().min(LOOK)).unwrap_or(bytes);
    let stray = looked.get(..first_bad.min(looked.len())).is_some_and(|good| good.iter().any(|byte| *byte >= 0x80));
    if stray {
        return Encoding::UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(looked, whole && looked.len() == bytes.len());
    let guess = detector.guess(None, Utf8Detection::Deny);
    let (_, malformed) = guess.decode_without_bom_handling(bytes);
    if malformed || has_controls(bytes) { Encoding::UTF_8 } else { Encoding::plain(guess) }
}

/// Control characters that no text has.
fn has_controls(bytes: &[u8]) -> bool {
    bytes.iter().take(LOOK).any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

/// Mostly Latin text in UTF-16 without a mark has a zero in every other byte.
fn utf16_by_zeros(bytes: &[u8], whole: bool) -> Option<Encoding> {
    let looked = bytes.get(..bytes.len().min(4096) & !1)?;
    if looked.len() < 4 || (whole && !bytes.len().is_multiple_of(2)) {
        return None;
    }
    let pairs = looked.len() / 2;
    let zeros = |odd: usize| looked.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let inner = if odd * 10 >= pairs * 7 && even * 20 <= pairs {
        encoding_rs::UTF_16LE
    } else if even * 10 >= pairs * 7 && odd * 20 <= pairs {
        encoding_rs::UTF_16BE
    } else {
        return None;
    };
    let (text, malformed) = inner.decode_without_bom_handling(looked);
    let readable = !malformed && !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    readable.then_some(Encoding { inner, bom: false })
}

/// Whether the first bytes of a file look like no text: zero bytes (unless it is UTF-16), or many control characters.
pub fn looks_binary(head: &[u8]) -> bool {
    let head = head.get(..head.len().min(8192)).unwrap_or(head);
    if head.is_empty() || head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return false;
    }
    if head.contains(&0) {
        return utf16_by_zeros(head, false).is_none();
    }
    let controls = head.iter().filter(|byte| matches!(byte, 1..=6 | 14..=26 | 28..=31)).count();
    controls * 20 > head.len()
}

//! Writing UTF-16, which encoding_rs only reads.

/// The text in UTF-16.
pub(super) fn encode(text: &str, big_end_first: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 2);
    for unit in text.encode_utf16() {
        out.extend_from_slice(&if big_end_first { unit.to_be_bytes() } else { unit.to_le_bytes() });
    }
    out
}

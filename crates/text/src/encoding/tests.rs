//! Whatever a file holds, reading and writing it gives the same file.

use super::*;
use crate::buffer::Buffer;

fn exact(bytes: &[u8]) -> Buffer {
    let buffer = Buffer::from_bytes(bytes, None).buffer;
    assert_eq!(buffer.encode(), bytes, "{bytes:?} as {:?}", buffer.encoding());
    buffer
}

#[test]
fn broken_utf8_is_shown_and_written_back() {
    let buffer = exact(b"ab\xFFcd \xC3\x28 \xE2\x82 end\xF0\x9F");
    assert_eq!(buffer.encoding(), Encoding::UTF_8);
    assert!(buffer.text().to_string().contains('\u{10FFFF}'));
}

#[test]
fn the_escapes_own_characters_stay_exact() {
    exact("x\u{10FF80}y\u{10FFFF}z".as_bytes());
    exact("\u{10FF7F} is an ordinary character".as_bytes());
}

#[test]
fn every_cut_of_a_file_reads_the_same() {
    let bytes = "aé€😀\u{10FF80}".bytes().chain(*b"\xFF\xE2\x82z\xF4\x8F").collect::<Vec<u8>>();
    let (whole, malformed) = decode(&bytes, Encoding::UTF_8);
    for cut in 0..=bytes.len() {
        let mut decoder = Decoder::new(Encoding::UTF_8);
        decoder.push(&bytes[..cut]);
        decoder.push(&bytes[cut..]);
        assert_eq!(decoder.finish(), (whole.clone(), malformed), "cut at {cut}");
    }
    let mut decoder = Decoder::new(Encoding::UTF_8);
    for byte in &bytes {
        decoder.push(std::slice::from_ref(byte));
    }
    assert_eq!(decoder.finish(), (whole, malformed));
}

#[test]
fn random_bytes_stay_exact() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for round in 0..400 {
        let mut bytes = Vec::new();
        for _ in 0..round {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // Mostly bytes that matter to UTF-8 and to line endings.
            let choices = [b'a', b'\n', b'\r', 0x80, 0xBF, 0xC3, 0xE2, 0xF0, 0xF4, 0x8F, 0xFF, (state >> 40) as u8];
            bytes.push(choices[(state >> 20) as usize % choices.len()]);
        }
        let (text, _) = decode(&bytes, Encoding::UTF_8);
        let mut encoder = PieceEncoder::new(Encoding::UTF_8);
        assert_eq!(encoder.encode(&text.to_string(), true).into_owned(), bytes);
    }
}

#[test]
fn marks_and_wide_encodings_are_kept() {
    assert_eq!(exact(b"\xEF\xBB\xBFhi\n").encoding(), Encoding::UTF_8_BOM);
    let text = "grün 😀\r\nline\r\n";
    for (encoding, big) in [(Encoding::UTF_16LE, false), (Encoding::UTF_16BE, true)] {
        let mut bytes = encoding.bom_bytes().to_vec();
        bytes.extend(utf16::encode(text, big));
        let buffer = exact(&bytes);
        assert_eq!(buffer.encoding(), encoding);
        assert_eq!(*buffer.text(), *text);
        let plain = exact(&utf16::encode("plain text without a mark\n", big));
        assert_eq!(*plain.text(), *"plain text without a mark\n");
        assert!(!plain.encoding().has_bom());
    }
}

#[test]
fn older_encodings_are_found_and_written_back() {
    for (encoding, text) in [
        (encoding_rs::WINDOWS_1252, "Größe und Länge, déjà vu à la carte, señor\n"),
        (encoding_rs::SHIFT_JIS, "これは日本語の文章です。漢字とかなが混ざっています。\n"),
        (encoding_rs::EUC_KR, "이것은 한국어 문장입니다. 여러 글자가 있습니다.\n"),
        (encoding_rs::WINDOWS_1251, "Это предложение на русском языке, довольно длинное.\n"),
    ] {
        let (bytes, _, lost) = encoding.encode(text);
        assert!(!lost);
        let buffer = exact(&bytes);
        assert_eq!(buffer.text().to_string(), text, "{}", encoding.name());
    }
}

#[test]
fn characters_an_encoding_lacks_are_counted() {
    let mut encoder = PieceEncoder::new(Encoding::plain(encoding_rs::WINDOWS_1252));
    assert_eq!(encoder.encode("a😀b", true).into_owned(), b"a&#128512;b");
    assert_eq!(encoder.lost, 1);
}

#[test]
fn names_read_back() {
    for encoding in Encoding::common() {
        assert_eq!(Encoding::by_name(&encoding.name()), Some(encoding));
    }
    assert_eq!(Encoding::by_name("latin1").map(|e| e.name()), Some("windows-1252".into()));
    assert_eq!(Encoding::by_name("nonsense"), None);
}

#[test]
fn binary_files_are_told_from_text() {
    assert!(looks_binary(b"\x7FELF\x02\x01\x01\0\0\0"));
    assert!(looks_binary(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"));
    assert!(!looks_binary(b""));
    assert!(!looks_binary(b"fn main() {}\n"));
    assert!(!looks_binary(&utf16::encode("text", false)));
    assert!(!looks_binary(b"caf\xE9\n"));
}

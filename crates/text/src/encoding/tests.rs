//! Round trips, guesses, odd bytes.

use justbuilt_testkit::random_cases;

use super::*;
use crate::{Buffer, LineEnding};

fn decode(bytes: &[u8], encoding: Option<Encoding>) -> (String, Encoding) {
    let loaded = Buffer::from_bytes(bytes, encoding);
    (loaded.buffer.text().to_string(), loaded.buffer.encoding())
}

fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    Encoder::new(Text::from(text), encoding, LineEnding::Lf).to_bytes()
}

#[test]
fn any_bytes_survive_as_utf8() {
    random_cases(500, |random| {
        let len = random.below(200);
        let mut bytes: Vec<u8> = (0..len).map(|_| random.next_u64() as u8).collect();
        if random.bool() {
            bytes.extend(random.text(20).into_bytes());
        }
        for guess in [Some(Encoding::UTF_8), None] {
            let loaded = Buffer::from_bytes(&bytes, guess);
            // UTF-16 is not lossless, and a random mark may ask for it.
            if loaded.lost == 0 {
                assert_eq!(loaded.buffer.encode(), bytes, "{:?}", loaded.buffer.encoding());
            }
        }
    });
}

#[test]
fn wrong_bytes_are_shown_and_kept() {
    let bytes = b"gr\xC3\xBC\xC3 \xFF\n";
    let loaded = Buffer::from_bytes(bytes, None);
    assert_eq!(loaded.buffer.encoding(), Encoding::UTF_8);
    assert_eq!(loaded.undecodable, 2);
    assert_eq!(loaded.buffer.text(), &Text::from("grü\u{10FFC3} \u{10FFFF}\n"));
    let shown: Vec<u8> = loaded.buffer.text().chars_at(0).filter_map(escaped_byte).collect();
    assert_eq!(shown, [0xC3, 0xFF]);
    assert_eq!(loaded.buffer.encode(), bytes);
    assert!(loaded.notes.iter().any(|note| note.contains("2 bytes")));
}

#[test]
fn real_characters_of_the_escape_range_stay_exact() {
    let bytes = "a\u{10FF80}b\u{10FFFF}\u{10FF7F}".as_bytes();
    let loaded = Buffer::from_bytes(bytes, None);
    assert_eq!(loaded.undecodable, 8);
    assert_eq!(loaded.buffer.encode(), bytes);
}

#[test]
fn marks_decide() {
    for (bytes, text, encoding) in [
        (&b"\xEF\xBB\xBFa\xC3\xA9"[..], "aé", Encoding::UTF_8_BOM),
        (b"\xFF\xFEa\0\xE9\0", "aé", Encoding::UTF_16_LE),
        (b"\xFE\xFF\0a\0\xE9", "aé", Encoding::UTF_16_BE),
        (b"\xFF\xFE", "", Encoding::UTF_16_LE),
        (b"\xEF\xBB\xBF", "", Encoding::UTF_8_BOM),
        (b"", "", Encoding::UTF_8),
    ] {
        assert_eq!(decode(bytes, None), (text.to_owned(), encoding));
        assert_eq!(Buffer::from_bytes(bytes, None).buffer.encode(), bytes);
    }
}

#[test]
fn encodings_are_guessed() {
    let german =
        "Die Straße führt über die Brücke. Größe, Maß und Fuß; schöne Grüße aus München.\n".repeat(3);
    let russian = "Съешь же ещё этих мягких французских булок, да выпей чаю.\n".repeat(3);
    let japanese = "いろはにほへと ちりぬるを わかよたれそ つねならむ 漢字カタカナ\n".repeat(3);
    let guess = |text: &str, encoding: Encoding| {
        let bytes = encode(text, encoding);
        let loaded = Buffer::from_bytes(&bytes, None);
        assert_eq!(loaded.buffer.text(), &Text::from(text), "{encoding}");
        assert_eq!(loaded.buffer.encode(), bytes);
        loaded.buffer.encoding()
    };
    assert_eq!(guess(&german, Encoding::WINDOWS_1252), Encoding::WINDOWS_1252);
    let cyrillic = Encoding::by_name("windows-1251").unwrap();
    assert_eq!(guess(&russian, cyrillic), cyrillic);
    assert_eq!(guess(&japanese, Encoding::SHIFT_JIS), Encoding::SHIFT_JIS);
    let euc = Encoding::by_name("euc-jp").unwrap();
    assert_eq!(guess(&japanese, euc), euc);
    // Without a mark, by its zeros.
    let bare = Encoding::by_name("utf-16le").unwrap();
    assert_eq!(guess("plain text\n", bare), bare);
    // Late: after much that is ASCII.
    let late = "x".repeat(10_000) + "\n" + &german;
    assert_eq!(guess(&late, Encoding::WINDOWS_1252), Encoding::WINDOWS_1252);
}

#[test]
fn every_encoding_round_trips_what_it_has() {
    for encoding in Encoding::common() {
        assert_eq!(Encoding::by_name(&encoding.name()), Some(encoding), "{encoding:?}");
        let text = "plain ASCII\n\ttext, 0123456789.\r\n";
        let bytes = encode(text, encoding);
        assert_eq!(decode(&bytes, Some(encoding)), (text.to_owned(), encoding), "{encoding}");
        // All that single bytes can say, both ways.
        let all: Vec<u8> = (0..=255).collect();
        if !matches!(
            encoding.name().as_str(),
            "iso-2022-jp" | "utf-16le" | "utf-16be" | "utf-16le-bom" | "utf-16be-bom"
        ) {
            let loaded = Buffer::from_bytes(&all, Some(encoding));
            let written = loaded.buffer.encode();
            let body = written.strip_prefix(encoding.bom()).unwrap_or(&written);
            assert_eq!(loaded.lost, 0);
            if encoding.charset().is_single_byte() || encoding.is_utf8() {
                assert_eq!(body, all, "{encoding}");
            }
        }
        let label = encoding.label();
        assert!(!label.is_empty() && label != "replacement");
    }
}

#[test]
fn names_of_all_sorts() {
    assert_eq!(Encoding::by_name("UTF-8"), Some(Encoding::UTF_8));
    assert_eq!(Encoding::by_name(" utf8 "), Some(Encoding::UTF_8));
    assert_eq!(Encoding::by_name("UTF-8 with BOM"), Some(Encoding::UTF_8_BOM));
    assert_eq!(Encoding::by_name("latin1"), Some(Encoding::WINDOWS_1252));
    assert_eq!(Encoding::by_name("sjis"), Some(Encoding::SHIFT_JIS));
    assert_eq!(Encoding::by_name("UTF-16 LE with BOM"), Some(Encoding::UTF_16_LE));
    assert_eq!(Encoding::by_name("nonsense"), None);
    assert_eq!(serde_json::to_string(&Encoding::UTF_16_BE).unwrap(), "\"utf-16be-bom\"");
    assert_eq!(serde_json::from_str::<Encoding>("\"shift_jis\"").unwrap(), Encoding::SHIFT_JIS);
}

#[test]
fn utf16_in_pieces_and_broken() {
    let text = "a😀b\r\n漢";
    let bytes = encode(text, Encoding::UTF_16_LE);
    for size in 1..8 {
        let mut decoder = Decoder::new(None);
        let mut out = String::new();
        bytes.chunks(size).for_each(|piece| decoder.feed(piece, &mut |text| out.push_str(text)));
        decoder.finish(&mut |text| out.push_str(text));
        assert_eq!(out, text);
        assert_eq!(decoder.lost(), 0);
    }
    let loaded = Buffer::from_bytes(b"\xFF\xFE\x00\xD8a\0b", None);
    assert_eq!(loaded.buffer.text(), &Text::from("\u{FFFD}a\u{FFFD}"));
    assert_eq!(loaded.lost, 2);
    assert!(!loaded.notes.is_empty());
}

#[test]
fn what_an_encoding_lacks() {
    let text = Text::from("naïve 漢");
    assert_eq!(Encoding::WINDOWS_1252.first_unencodable(&text), Some("naïve ".len()));
    assert_eq!(Encoding::UTF_8.first_unencodable(&text), None);
    assert_eq!(Encoding::UTF_16_LE.first_unencodable(&text), None);
    assert_eq!(Encoding::WINDOWS_1252.first_unencodable(&Text::from("naïve \u{10FF81}")), None);
    assert_eq!(encode("naïve 漢!", Encoding::WINDOWS_1252), b"na\xEFve ?!");
}

#[test]
fn what_is_text() {
    assert!(!looks_binary(b""));
    assert!(!looks_binary(b"text\n\x1b[0m"));
    assert!(!looks_binary("grün 漢字".as_bytes()));
    assert!(!looks_binary(&encode("text in sixteen bits", Encoding::UTF_16_LE)));
    assert!(looks_binary(b"\x7fELF\x02\x01\x01\0\0\0"));
    assert!(looks_binary(b"PK\x03\x04\x14\0\0\0\x08\0"));
    assert!(looks_binary(&[1, 2, 3, 4, 5, 6, 7, 0x80]));
}

#[test]
fn blocks_make_the_file() {
    let text = "line with ümlaut\n".repeat(100_000);
    let encoder = Encoder::new(Text::from(text.as_str()), Encoding::UTF_8_BOM, LineEnding::Lf);
    let blocks: Vec<Vec<u8>> = encoder.chunks().collect();
    assert!(blocks.len() > 2 && blocks.iter().all(|block| !block.is_empty()));
    assert_eq!(blocks.concat(), [b"\xEF\xBB\xBF", text.as_bytes()].concat());
    assert!(Encoder::new(Text::new(), Encoding::UTF_8, LineEnding::Lf).chunks().next().is_none());
}

/// Loads bytes in blocks of random lengths.
fn in_blocks(
    random: &mut justbuilt_testkit::Random,
    bytes: &[u8],
    encoding: Option<Encoding>,
) -> crate::Loaded {
    let mut loader = crate::Loader::new(encoding);
    let mut rest = bytes;
    while !rest.is_empty() {
        let (block, after) = rest.split_at(random.range(1..rest.len().min(30_000) + 1));
        loader.push(block);
        rest = after;
    }
    loader.finish()
}

#[test]
fn what_is_guessed_is_exact_to_the_end_of_the_file() {
    let sentence = encode("これは日本語の文章です。\n", Encoding::SHIFT_JIS);
    random_cases(20, |random| {
        let mut bytes = sentence.repeat(4000);
        // ∵ as NEC wrote it: a file that is saved would have the other ∵.
        for _ in 0..random.below(4) {
            let line = random.range(3000..4000);
            bytes.splice(line * sentence.len()..line * sentence.len(), [0x87, 0x9A]);
        }
        bytes.extend([0x81]);
        let loaded = in_blocks(random, &bytes, None);
        assert_eq!(loaded.buffer.encoding(), Encoding::SHIFT_JIS);
        assert!(loaded.buffer.text().line_count() > 4000);
        assert!(loaded.buffer.encode() == bytes, "written as it was read");
        assert!(loaded.undecodable % 2 == 1 && loaded.undecodable <= 7);
        assert!(!loaded.notes.is_empty());
    });
}

#[test]
fn wrong_bytes_at_the_end_of_a_block_are_kept() {
    random_cases(100, |random| {
        let mut bytes = Vec::new();
        for _ in 0..random.range(1..60) {
            match random.below(4) {
                0 => bytes.extend(encode("日本", Encoding::SHIFT_JIS)),
                1 => bytes.extend([0x81, b'\n']),
                2 => bytes.extend([0xFD]),
                _ => bytes.extend(b"abc"),
            }
        }
        let whole = Buffer::from_bytes(&bytes, Some(Encoding::SHIFT_JIS));
        let mut loader = crate::Loader::new(Some(Encoding::SHIFT_JIS));
        for block in bytes.chunks(random.range(1..9)) {
            loader.push(block);
        }
        let loaded = loader.finish();
        assert_eq!(loaded.buffer.text(), whole.buffer.text());
        assert_eq!(loaded.buffer.encode(), bytes);
    });
}

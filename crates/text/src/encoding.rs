//! Encodings: which one a file has, reading it piece by piece, writing it back.
//!
//! Reading UTF-8 loses nothing: a byte that does not decode becomes one of the characters U+10FF80..=U+10FFFF (the
//! byte's value added to U+10FF00), and is written as that byte again. A file that really holds such a character
//! stays exact too, because its four bytes are treated as not decodable. Malformed bytes of the other encodings of
//! encoding_rs are kept the same way; only unpaired surrogates of UTF-16 cannot be kept (they become U+FFFD, and
//! reading says so).

mod decode;
mod detect;
mod encode;
mod legacy;

use std::fmt;

use encoding_rs as rs;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Text;

pub use decode::Decoder;
pub use detect::looks_binary;
pub use encode::Encoder;

/// First of the characters that stand for bytes; it would stand for byte 0, those in use begin at 0x80.
const ESCAPE_BASE: u32 = 0x10_FF00;

/// The byte that `c` stands for, when it is one that did not decode.
pub fn escaped_byte(c: char) -> Option<u8> {
    let byte = u32::from(c).checked_sub(ESCAPE_BASE)?;
    u8::try_from(byte).ok().filter(|byte| *byte >= 0x80)
}

/// The character for a byte that does not decode; ASCII is itself.
pub fn escape_byte(byte: u8) -> char {
    match byte {
        0..0x80 => char::from(byte),
        _ => char::from_u32(ESCAPE_BASE + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// How characters are bytes in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    charset: &'static rs::Encoding,
    bom: bool,
}

impl Default for Encoding {
    fn default() -> Self {
        Self::UTF_8
    }
}

impl Encoding {
    /// UTF-8 without a byte order mark: the default.
    pub const UTF_8: Self = Self { charset: rs::UTF_8, bom: false };
    /// UTF-8 with a byte order mark.
    pub const UTF_8_BOM: Self = Self { charset: rs::UTF_8, bom: true };
    /// UTF-16, little end first, with a byte order mark.
    pub const UTF_16_LE: Self = Self { charset: rs::UTF_16LE, bom: true };
    /// UTF-16, big end first, with a byte order mark.
    pub const UTF_16_BE: Self = Self { charset: rs::UTF_16BE, bom: true };
    /// Windows code page 1252, of which Latin-1 is a part.
    pub const WINDOWS_1252: Self = Self { charset: rs::WINDOWS_1252, bom: false };
    /// Shift JIS.
    pub const SHIFT_JIS: Self = Self { charset: rs::SHIFT_JIS, bom: false };

    /// Those one may choose from, the usual ones first.
    pub fn common() -> Vec<Encoding> {
        let plain = |charset| Encoding { charset, bom: false };
        let mut all = vec![Self::UTF_8, Self::UTF_8_BOM, Self::UTF_16_LE, Self::UTF_16_BE];
        all.extend([plain(rs::UTF_16LE), plain(rs::UTF_16BE)]);
        all.extend(NAMES.iter().map(|(charset, _)| plain(*charset)));
        all
    }

    /// By its name or any label the WHATWG encoding standard knows (`latin1`, `sjis`), in any case. `-bom` or
    /// `with bom` at the end asks for a byte order mark.
    pub fn by_name(name: &str) -> Option<Encoding> {
        let name = name.trim().to_ascii_lowercase();
        let (label, bom) = match name.strip_suffix("bom") {
            Some(label) => (label.trim_end_matches([' ', '-', '_']).trim_end_matches(" with"), true),
            None => (name.as_str(), false),
        };
        let label = match label {
            "utf-16 le" => "utf-16le",
            "utf-16 be" => "utf-16be",
            other => other,
        };
        let charset = rs::Encoding::for_label_no_replacement(label.as_bytes())?;
        Some(Encoding { charset, bom: bom && is_unicode(charset) })
    }

    /// Stable name, lower case; [`by_name`](Self::by_name) finds it.
    pub fn name(self) -> String {
        let name = self.charset.name().to_ascii_lowercase();
        if self.bom { format!("{name}-bom") } else { name }
    }

    /// Name for people.
    pub fn label(self) -> String {
        let name = match self.charset.name() {
            "UTF-16LE" => "UTF-16 LE",
            "UTF-16BE" => "UTF-16 BE",
            name => NAMES.iter().find(|(charset, _)| charset.name() == name).map_or(name, |(_, label)| label),
        };
        if self.bom { format!("{name} with BOM") } else { name.to_owned() }
    }

    /// Whether files begin with a byte order mark.
    pub fn has_bom(self) -> bool {
        self.bom
    }

    /// Whether it is UTF-8, with or without a byte order mark.
    pub fn is_utf8(self) -> bool {
        self.charset == rs::UTF_8
    }

    /// The byte order mark, if files begin with one.
    pub fn bom(self) -> &'static [u8] {
        match (self.bom, self.charset.name()) {
            (true, "UTF-8") => b"\xEF\xBB\xBF",
            (true, "UTF-16LE") => b"\xFF\xFE",
            (true, "UTF-16BE") => b"\xFE\xFF",
            _ => b"",
        }
    }

    /// Where the first character stands that this encoding does not have; writing puts a `?` there.
    pub fn first_unencodable(self, text: &Text) -> Option<usize> {
        encode::first_unencodable(self, text)
    }

    pub(crate) fn charset(self) -> &'static rs::Encoding {
        self.charset
    }

    pub(crate) fn of(charset: &'static rs::Encoding, bom: bool) -> Self {
        Self { charset, bom: bom && is_unicode(charset) }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoding({})", self.name())
    }
}

impl Serialize for Encoding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for Encoding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Encoding::by_name(&name)
            .ok_or_else(|| serde::de::Error::custom(format!("no encoding is called {name:?}")))
    }
}

fn is_unicode(charset: &'static rs::Encoding) -> bool {
    charset == rs::UTF_8 || charset == rs::UTF_16LE || charset == rs::UTF_16BE
}

const NAMES: &[(&rs::Encoding, &str)] = &[
    (rs::WINDOWS_1252, "Western (Windows-1252, Latin-1)"),
    (rs::ISO_8859_15, "Western (ISO 8859-15)"),
    (rs::MACINTOSH, "Western (Mac Roman)"),
    (rs::SHIFT_JIS, "Japanese (Shift JIS)"),
    (rs::EUC_JP, "Japanese (EUC-JP)"),
    (rs::ISO_2022_JP, "Japanese (ISO-2022-JP)"),
    (rs::GB18030, "Chinese (GB 18030)"),
    (rs::GBK, "Chinese simplified (GBK)"),
    (rs::BIG5, "Chinese traditional (Big5)"),
    (rs::EUC_KR, "Korean (EUC-KR)"),
    (rs::WINDOWS_1250, "Central European (Windows-1250)"),
    (rs::ISO_8859_2, "Central European (ISO 8859-2)"),
    (rs::ISO_8859_16, "Romanian (ISO 8859-16)"),
    (rs::ISO_8859_3, "South European (ISO 8859-3)"),
    (rs::WINDOWS_1251, "Cyrillic (Windows-1251)"),
    (rs::KOI8_R, "Cyrillic (KOI8-R)"),
    (rs::KOI8_U, "Cyrillic (KOI8-U)"),
    (rs::IBM866, "Cyrillic (CP 866)"),
    (rs::ISO_8859_5, "Cyrillic (ISO 8859-5)"),
    (rs::X_MAC_CYRILLIC, "Cyrillic (Mac)"),
    (rs::WINDOWS_1253, "Greek (Windows-1253)"),
    (rs::ISO_8859_7, "Greek (ISO 8859-7)"),
    (rs::WINDOWS_1254, "Turkish (Windows-1254)"),
    (rs::WINDOWS_1255, "Hebrew (Windows-1255)"),
    (rs::ISO_8859_8_I, "Hebrew (ISO 8859-8-I)"),
    (rs::ISO_8859_8, "Hebrew visual (ISO 8859-8)"),
    (rs::WINDOWS_1256, "Arabic (Windows-1256)"),
    (rs::ISO_8859_6, "Arabic (ISO 8859-6)"),
    (rs::WINDOWS_1257, "Baltic (Windows-1257)"),
    (rs::ISO_8859_4, "Baltic (ISO 8859-4)"),
    (rs::ISO_8859_13, "Baltic (ISO 8859-13)"),
    (rs::ISO_8859_10, "Nordic (ISO 8859-10)"),
    (rs::ISO_8859_14, "Celtic (ISO 8859-14)"),
    (rs::WINDOWS_1258, "Vietnamese (Windows-1258)"),
    (rs::WINDOWS_874, "Thai (Windows-874)"),
];

#[cfg(test)]
mod tests;

//! Character cards within PNG pictures: `tEXt` chunks named `chara` (V2) and `ccv3` (V3), JSON in base64
//! (<https://www.w3.org/TR/png-3/#11tEXt>). Pixels are not looked at; other chunks stay as they are.

use std::ops::Range;

use base64::{Engine, engine::general_purpose::STANDARD};

/// What every PNG begins with.
pub const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// Larger pictures are refused, in bytes.
const MAX_BYTES: usize = 64 << 20;

/// A picture with cards in it.
#[derive(Clone, Debug)]
pub struct Picture {
    bytes: Vec<u8>,
    cards: Vec<Card>,
}

#[derive(Clone, Debug)]
struct Card {
    name: &'static str,
    chunk: Range<usize>,
    json: String,
}

impl Picture {
    /// Reads the chunks. The V3 card comes last, so that it has the last word.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > MAX_BYTES {
            return Err(format!("the picture has {} bytes; up to {MAX_BYTES} are read", bytes.len()));
        }
        if !bytes.starts_with(&SIGNATURE) {
            return Err("no PNG".to_owned());
        }
        let mut cards = Vec::new();
        let mut at = SIGNATURE.len();
        while let Some(head) = bytes.get(at..at + 8) {
            let (length, kind) = head.split_at(4);
            let length = length.iter().fold(0usize, |sum, byte| sum << 8 | usize::from(*byte));
            let end = at + 12 + length;
            let data = bytes.get(at + 8..at + 8 + length);
            let Some(data) = data.filter(|_| end <= bytes.len()) else {
                return Err(format!("the chunk at byte {at} is cut off"));
            };
            if kind == b"tEXt" {
                for name in ["chara", "ccv3"] {
                    let content = data.strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(&[0]));
                    let Some(content) = content else { continue };
                    let json = STANDARD
                        .decode(content.trim_ascii())
                        .ok()
                        .and_then(|json| String::from_utf8(json).ok());
                    let json =
                        json.ok_or_else(|| format!("the chunk {name} at byte {at} is no text in base64"))?;
                    cards.push(Card { name, chunk: at..end, json });
                }
            }
            at = end;
            if kind == b"IEND" {
                break;
            }
        }
        if cards.is_empty() {
            return Err(
                "there is no character card in the picture (no tEXt chunk named chara or ccv3)".to_owned()
            );
        }
        cards.sort_by_key(|card| card.name == "ccv3");
        Ok(Self { bytes: bytes.to_vec(), cards })
    }

    /// The cards, as JSON.
    pub fn cards(&self) -> impl Iterator<Item = &str> {
        self.cards.iter().map(|card| card.json.as_str())
    }

    /// The picture with cards in the place of those it was read with. A card that is the same keeps its bytes.
    pub fn bytes<'a>(&self, cards: impl Iterator<Item = &'a str>) -> Vec<u8> {
        let mut changes: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
        for (card, json) in self.cards.iter().zip(cards) {
            if card.json != json {
                changes.push((card.chunk.clone(), chunk(card.name, json)));
            }
        }
        changes.sort_by_key(|(range, _)| range.start);
        let mut out = Vec::new();
        let mut at = 0;
        for (range, new) in changes {
            out.extend_from_slice(self.bytes.get(at..range.start).unwrap_or_default());
            out.extend(new);
            at = range.end;
        }
        out.extend_from_slice(self.bytes.get(at..).unwrap_or_default());
        out
    }
}

/// A whole chunk: length, kind, data, checksum.
pub fn chunk(name: &str, json: &str) -> Vec<u8> {
    let mut data = b"tEXt".to_vec();
    data.extend_from_slice(name.as_bytes());
    data.push(0);
    data.extend_from_slice(STANDARD.encode(json).as_bytes());
    let length = u32::try_from(data.len() - 4).unwrap_or(u32::MAX);
    let sum = crc32fast::hash(&data);
    [length.to_be_bytes().as_slice(), &data, &sum.to_be_bytes()].concat()
}

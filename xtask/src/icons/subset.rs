//! A TrueType font with some of its glyphs: outlines, widths and the character map are kept, names of glyphs and
//! ligatures are not. Only what icon fonts need: simple outlines, no hinting. Format: OpenType 1.9, `glyf`.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;

/// A font's tables by their tag.
type Tables<'a> = BTreeMap<[u8; 4], &'a [u8]>;

/// The font with only these characters.
///
/// # Errors
/// When the font is damaged, has no TrueType outlines, or lacks one of the characters.
pub fn subset(font: &[u8], characters: impl IntoIterator<Item = char>) -> Result<Vec<u8>> {
    let tables = tables(font)?;
    let table = |tag: &[u8; 4]| {
        tables.get(tag).copied().with_context(|| format!("no table {}", String::from_utf8_lossy(tag)))
    };
    let (head, hhea, maxp) = (table(b"head")?, table(b"hhea")?, table(b"maxp")?);
    let (cmap, hmtx, loca, glyf) = (table(b"cmap")?, table(b"hmtx")?, table(b"loca")?, table(b"glyf")?);
    let long_loca = u16_at(head, 50)? != 0;
    let metrics = u16_at(hhea, 34)?;
    let map = character_map(cmap)?;
    let mut characters: Vec<u32> = characters.into_iter().map(u32::from).collect();
    characters.sort_unstable();
    characters.dedup();
    // The first glyph is that of unknown characters.
    let mut glyphs = vec![0];
    for character in &characters {
        glyphs.push(*map.get(character).with_context(|| format!("no glyph for U+{character:04X}"))?);
    }
    let (mut new_glyf, mut new_loca, mut new_hmtx) = (Vec::new(), Vec::new(), Vec::new());
    for glyph in &glyphs {
        push_u32(&mut new_loca, new_glyf.len())?;
        let outline = outline(loca, glyf, *glyph, long_loca)?;
        if outline.first().is_some_and(|high| *high & 0x80 != 0) {
            bail!("glyph {glyph} is made of others, which is not handled");
        }
        new_glyf.extend_from_slice(outline);
        new_glyf.resize(new_glyf.len().next_multiple_of(4), 0);
        // Glyphs behind the last width have that width.
        let at = usize::from((*glyph).min(metrics.saturating_sub(1))) * 4;
        new_hmtx.extend_from_slice(slice(hmtx, at, 4)?);
    }
    push_u32(&mut new_loca, new_glyf.len())?;
    let count = u16::try_from(glyphs.len()).context("too many glyphs")?;
    let mut new: BTreeMap<[u8; 4], Vec<u8>> = BTreeMap::new();
    for tag in [b"OS/2", b"name"] {
        if let Some(kept) = tables.get(tag) {
            new.insert(*tag, kept.to_vec());
        }
    }
    new.insert(*b"head", with_u16(&with_u32(head, 8, 0)?, 50, 1)?);
    new.insert(*b"hhea", with_u16(hhea, 34, count)?);
    new.insert(*b"maxp", with_u16(maxp, 4, count)?);
    new.insert(*b"post", [&[0, 3, 0, 0], [0_u8; 28].as_slice()].concat());
    new.insert(*b"cmap", new_character_map(&characters)?);
    new.insert(*b"hmtx", new_hmtx);
    new.insert(*b"loca", new_loca);
    new.insert(*b"glyf", new_glyf);
    assemble(&new)
}

/// The characters of a font and their glyphs.
///
/// # Errors
/// When the font is damaged, or has a map that is not read here.
#[cfg(test)]
pub fn characters(font: &[u8]) -> Result<BTreeMap<u32, u16>> {
    character_map(tables(font)?.get(b"cmap").context("no character map")?)
}

fn tables(font: &[u8]) -> Result<Tables<'_>> {
    let count = usize::from(u16_at(font, 4)?);
    (0..count)
        .map(|index| {
            let record = slice(font, 12 + 16 * index, 16)?;
            let tag = record.first_chunk::<4>().context("no tag")?;
            let (offset, length) = (u32_at(record, 8)?, u32_at(record, 12)?);
            Ok((*tag, slice(font, offset as usize, length as usize)?))
        })
        .collect()
}

fn outline<'a>(loca: &[u8], glyf: &'a [u8], glyph: u16, long: bool) -> Result<&'a [u8]> {
    let place = |index: usize| -> Result<usize> {
        if long {
            Ok(u32_at(loca, index * 4)? as usize)
        } else {
            Ok(usize::from(u16_at(loca, index * 2)?) * 2)
        }
    };
    let (start, end) = (place(glyph.into())?, place(usize::from(glyph) + 1)?);
    slice(glyf, start, end.saturating_sub(start))
}

/// Reads the Unicode map, format 4 or 12.
fn character_map(cmap: &[u8]) -> Result<BTreeMap<u32, u16>> {
    let count = usize::from(u16_at(cmap, 2)?);
    let mut map = BTreeMap::new();
    for index in 0..count {
        let platform = u16_at(cmap, 4 + 8 * index)?;
        let at = u32_at(cmap, 8 + 8 * index)? as usize;
        let part = cmap.get(at..).context("a map beyond the end")?;
        match (platform, u16_at(part, 0)?) {
            (0 | 3, 4) => segments(part, &mut map)?,
            (0 | 3, 12) => {
                for group in 0..u32_at(part, 12)? as usize {
                    let record = slice(part, 16 + 12 * group, 12)?;
                    let (first, last) = (u32_at(record, 0)?, u32_at(record, 4)?);
                    for character in first..=last {
                        map.insert(character, u16::try_from(u32_at(record, 8)? + character - first)?);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(map)
}

/// Format 4: segments with a shift or with a list of glyphs each.
fn segments(part: &[u8], map: &mut BTreeMap<u32, u16>) -> Result<()> {
    let count = usize::from(u16_at(part, 6)?) / 2;
    for index in 0..count {
        let end = u16_at(part, 14 + 2 * index)?;
        let start = u16_at(part, 16 + 2 * count + 2 * index)?;
        let shift = u16_at(part, 16 + 4 * count + 2 * index)?;
        let list_at = 16 + 6 * count + 2 * index;
        let list = u16_at(part, list_at)?;
        for character in start..=end.min(0xFFFE) {
            let glyph = if list == 0 {
                character.wrapping_add(shift)
            } else {
                let at = list_at + usize::from(list) + 2 * usize::from(character - start);
                match u16_at(part, at)? {
                    0 => 0,
                    glyph => glyph.wrapping_add(shift),
                }
            };
            if glyph != 0 {
                map.insert(character.into(), glyph);
            }
        }
    }
    Ok(())
}

/// A map of format 12, in which the characters have the glyphs from 1 on.
fn new_character_map(characters: &[u32]) -> Result<Vec<u8>> {
    let mut cmap = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0];
    push_u32(&mut cmap, 16 + 12 * characters.len())?;
    push_u32(&mut cmap, 0)?;
    push_u32(&mut cmap, characters.len())?;
    for (index, character) in characters.iter().enumerate() {
        cmap.extend_from_slice(&character.to_be_bytes());
        cmap.extend_from_slice(&character.to_be_bytes());
        push_u32(&mut cmap, index + 1)?;
    }
    Ok(cmap)
}

fn assemble(tables: &BTreeMap<[u8; 4], Vec<u8>>) -> Result<Vec<u8>> {
    let count = u16::try_from(tables.len())?;
    let power = count.ilog2();
    let range = 16_u16 << power;
    let mut font = vec![0, 1, 0, 0];
    for number in [count, range, u16::try_from(power)?, count * 16 - range] {
        font.extend_from_slice(&number.to_be_bytes());
    }
    let mut at = 12 + 16 * tables.len();
    for (tag, table) in tables {
        font.extend_from_slice(tag);
        font.extend_from_slice(&checksum(table).to_be_bytes());
        push_u32(&mut font, at)?;
        push_u32(&mut font, table.len())?;
        at += table.len().next_multiple_of(4);
    }
    let mut head_at = 0;
    for (tag, table) in tables {
        if tag == b"head" {
            head_at = font.len();
        }
        font.extend_from_slice(table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    let whole = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&font));
    with_u32(&font, head_at + 8, whole)
}

fn checksum(table: &[u8]) -> u32 {
    let word = |bytes: &[u8]| {
        let mut padded = [0; 4];
        padded.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        u32::from_be_bytes(padded)
    };
    table.chunks(4).map(word).fold(0, u32::wrapping_add)
}

fn slice(bytes: &[u8], at: usize, length: usize) -> Result<&[u8]> {
    bytes.get(at..at.saturating_add(length)).context("the font is cut short")
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16> {
    Ok(u16::from_be_bytes(*slice(bytes, at, 2)?.first_chunk().context("the font is cut short")?))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32> {
    Ok(u32::from_be_bytes(*slice(bytes, at, 4)?.first_chunk().context("the font is cut short")?))
}

fn push_u32(bytes: &mut Vec<u8>, number: usize) -> Result<()> {
    bytes.extend_from_slice(&u32::try_from(number)?.to_be_bytes());
    Ok(())
}

fn with_u16(table: &[u8], at: usize, number: u16) -> Result<Vec<u8>> {
    let mut table = table.to_vec();
    table.get_mut(at..at + 2).context("the font is cut short")?.copy_from_slice(&number.to_be_bytes());
    Ok(table)
}

fn with_u32(table: &[u8], at: usize, number: u32) -> Result<Vec<u8>> {
    let mut table = table.to_vec();
    table.get_mut(at..at + 4).context("the font is cut short")?.copy_from_slice(&number.to_be_bytes());
    Ok(table)
}

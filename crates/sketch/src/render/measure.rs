//! Widths of words without a font: those of Inter and JetBrains Mono, and near those of a hand.
//!
//! Good enough to break lines and to frame a drawing; who has the font measures with it.
//!
//! `layout::metrics` measures words, too, and on purpose not with these widths. Here the question is how much room words
//! take *in the drawing*, on a canvas that paints them in Inter (or a hand): for frames, labels of arrows, wireframes.
//! There it is how wide words will be *in the code that is made of it*, in a browser whose sans face is Arial or one as
//! wide, and whether they break there as they were drawn: exact tables, without which boxes of the layout are off by
//! some px. Inter is the wider of the two: measuring with one for both would either cut words in wireframes
//! or make columns of the code too wide.
//!
//! Not here: shaping.

mod inter;

use crate::scene::Family;

/// Units of the tables in the size of letters.
const EM: f64 = 2816.0;

/// Width of a letter as a share of the size; a guess for one that is in no table.
fn advance(letter: char, bold: bool) -> f64 {
    let code = letter as u32;
    let tables: [(u32, &[u16]); 3] = if bold {
        [(0x20, &inter::LATIN_BOLD), (0x2010, &inter::PUNCTUATION_BOLD), (0x20a0, &inter::CURRENCY_BOLD)]
    } else {
        [(0x20, &inter::LATIN), (0x2010, &inter::PUNCTUATION), (0x20a0, &inter::CURRENCY)]
    };
    let known = tables
        .iter()
        .find_map(|(first, table)| table.get(code.checked_sub(*first)? as usize))
        .filter(|width| **width > 0);
    if let Some(width) = known {
        return f64::from(*width) / EM;
    }
    match letter {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}' => 1.0,
        '\u{1f000}'..='\u{1ffff}' => 1.2,
        _ => 0.6,
    }
}

/// Width of a line of words, px.
#[must_use]
pub fn width(text: &str, size: f64, family: Family, bold: bool) -> f64 {
    let letters: f64 = match family {
        Family::Mono => {
            text.chars().map(|letter| if advance(letter, false) == 0.0 { 0.0 } else { 0.6 }).sum()
        }
        Family::Sans | Family::Serif => text.chars().map(|letter| advance(letter, bold)).sum(),
        Family::Hand => text.chars().map(|letter| advance(letter, false) * 0.97).sum(),
    };
    letters * size
}

/// The lines that words take in a box of this width, px: broken at spaces, and in words that are longer than a line.
#[must_use]
pub fn wrap(text: &str, size: f64, family: Family, bold: bool, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for typed in text.split('\n') {
        let mut line = String::new();
        for word in typed.split_inclusive(' ') {
            let with = format!("{line}{}", word.trim_end());
            if line.is_empty() || width(&with, size, family, bold) <= room {
                line.push_str(word);
            } else {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                line.push_str(word);
            }
            while width(line.trim_end(), size, family, bold) > room && line.trim_end().chars().count() > 1 {
                let mut fits = String::new();
                let mut rest = line.chars();
                for letter in rest.by_ref() {
                    fits.push(letter);
                    if width(&fits, size, family, bold) > room && fits.chars().count() > 1 {
                        fits.pop();
                        let rest: String = std::iter::once(letter).chain(rest).collect();
                        line = rest;
                        break;
                    }
                }
                if fits.is_empty() || fits == line {
                    break;
                }
                lines.push(fits);
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

//! Widths of words, and the widths of a box in which a text breaks as it was drawn.
//!
//! Measured with the widths of Arial and Georgia, so that the layout of a drawing is the same on every machine. A drawing
//! brings the width of its longest line with it; what is measured here is corrected by it. What words take on the canvas,
//! where they are painted in other faces, is `render::measure`'s; why there are two, `widths` says.
//!
//! Not here: shaping, and any font file.

use crate::scene::Family;
use crate::widths::{self, Face};

/// Share of the size that a mono letter is wide.
const MONO: f64 = 0.600_097_7;

/// The face that words of a family are in the browser. A hand is how a drawing looks, not what is asked for.
fn face(family: Family) -> Face {
    match family {
        Family::Serif => Face::Georgia,
        Family::Hand | Family::Sans | Family::Mono => Face::Arial,
    }
}

/// Whether most letters of lines are in no table: a drawing then knows better how wide they are.
fn guessed(lines: &[&str]) -> bool {
    let letters = || lines.iter().flat_map(|line| line.chars()).filter(|letter| !letter.is_whitespace());
    2 * letters().filter(|letter| Face::Arial.known(*letter, false).is_none()).count() > letters().count()
}

/// Width of a line without breaks, px.
#[must_use]
pub fn width(text: &str, size: f64, family: Family, bold: bool) -> f64 {
    let share = match family {
        Family::Mono => widths::cells(text) * MONO,
        Family::Hand | Family::Sans | Family::Serif => face(family).line(text, bold),
    };
    share * size
}

/// The same in a browser that puts letters on whole pixels, px.
#[must_use]
pub fn whole_width(text: &str, size: f64, family: Family, bold: bool) -> f64 {
    match family {
        Family::Mono => widths::cells(text) * (MONO * size).round(),
        Family::Hand | Family::Sans | Family::Serif => {
            text.chars().map(|letter| (face(family).advance(letter, bold) * size).round()).sum()
        }
    }
}

/// Height of the letters' box in a browser, px: what a line height is spread around.
#[must_use]
pub fn letters(size: f64, family: Family) -> f64 {
    let (above, below) = match family {
        Family::Mono => (0.833, 0.3),
        Family::Serif => (0.917, 0.219_2),
        Family::Sans | Family::Hand => (0.905_3, 0.211_9),
    };
    (above * size).round() + (below * size).round()
}

/// Widths of a box in which lines break as drawn: from the first to below the second, px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The longest line just fits.
    pub least: f64,
    /// Here a word would go up into the line before; infinite when no line was broken for want of room.
    pub below: f64,
}

impl Fit {
    /// Any width at all.
    pub const ANY: Self = Self { least: 0.0, below: f64::INFINITY };

    /// The fit of lines, of which `drawn` px is the width of the longest as drawn. `original` has a line break only
    /// where one was typed.
    ///
    /// The drawn width counts where it is about what the words measure; in another face, or around a picture, words
    /// measure differently, and then the measure counts: first for the same lines, else for as many lines.
    #[must_use]
    pub fn of(original: &str, lines: &[&str], drawn: f64, measure: impl Fn(&str) -> f64) -> Self {
        let measured = lines.iter().map(|line| measure(line)).fold(0.0, f64::max);
        let scale = if measured > 0.0 && drawn > 0.0 { drawn / measured } else { 1.0 };
        let near = if guessed(lines) { 0.4..=1.6 } else { 0.98..=1.09 };
        let scale = if near.contains(&scale) { scale } else { 1.0 };
        let sure = scale <= 1.07 || guessed(lines);
        let least = measured * scale;
        let hard = hard_ends(original);
        let mut below = f64::INFINITY;
        let mut letters = 0;
        for pair in lines.windows(2) {
            let (Some(line), Some(next)) = (pair.first(), pair.get(1)) else { continue };
            letters += dense(line);
            if hard.contains(&letters) {
                continue;
            }
            let word = first_piece(next);
            let joined = if line.ends_with('-') { format!("{line}{word}") } else { format!("{line} {word}") };
            // Much wider than it measures: it may come out narrower.
            below = below.min(measure(&joined) * if sure { scale } else { 1.0 });
        }
        if below <= least + 0.5 && below > 0.92 * least {
            // Within what a measure is off: the drawing knows better.
            return Self { least: drawn, below: drawn + 1.5 };
        }
        if below <= least + 0.5 {
            return Self::by_count(original, lines.len(), least, |line| measure(line) * scale);
        }
        Self { least, below }
    }

    /// The widths in which words take this many lines.
    fn by_count(original: &str, count: usize, longest: f64, measure: impl Fn(&str) -> f64) -> Self {
        let lines = |room: f64| wrap(original, room, &measure).len();
        // The least width with no more than so many lines, and the least with fewer.
        let least_for = |most: usize| {
            let (mut low, mut high) = (0.0, longest.max(1.0) * 1.5 + 50.0);
            for _ in 0..24 {
                let middle = f64::midpoint(low, high);
                if lines(middle) <= most { high = middle } else { low = middle }
            }
            high
        };
        let least = least_for(count);
        let below = if count > 1 { least_for(count - 1) } else { f64::INFINITY };
        let least = if (least..below - 1.0).contains(&longest) { longest } else { least };
        if below > least + 0.5 {
            Self { least, below }
        } else {
            Self { least: longest, below: longest + 1.5 }
        }
    }

    /// Whether lines break as drawn in a box of this width.
    #[must_use]
    pub fn holds(&self, width: f64) -> bool {
        width >= self.least - 0.05 && width < self.below - 0.75
    }

    /// A width well inside, for a box of its own.
    #[must_use]
    pub fn comfortable(&self) -> f64 {
        let room = (self.below - self.least).min(24.0);
        (self.least + room / 2.0).ceil().min(self.below - 0.6).max(self.least)
    }
}

/// Letters of a line without the spaces.
fn dense(line: &str) -> usize {
    line.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// Numbers of letters after which the original has a typed break.
fn hard_ends(original: &str) -> Vec<usize> {
    let mut count = 0;
    let mut ends = Vec::new();
    for line in original.split('\n') {
        count += dense(line);
        ends.push(count);
    }
    ends
}

/// The part of a line that a browser moves up as one: a word, or its part up to where a word may be parted.
fn first_piece(line: &str) -> &str {
    let word = line.split_whitespace().next().unwrap_or("");
    let mut letters = word.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        let digit = letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if matches!(letter, '\u{2010}' | '\u{2013}' | '\u{2014}') || (matches!(letter, '-' | '/') && !digit) {
            return word.get(..at + letter.len_utf8()).unwrap_or(word);
        }
    }
    word
}

/// The lines of a text in a box this wide.
#[must_use]
pub fn wrap(text: &str, room: f64, measure: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && measure(&longer) > room + 0.01 {
                lines.push(std::mem::take(&mut line));
                line.push_str(word);
            } else {
                line = longer;
            }
        }
        lines.push(line);
    }
    lines
}

/// Words of a text, measured once: how many lines they take in boxes of any width, and how wide these are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// The widths of the words of each paragraph, px.
    paragraphs: Vec<Vec<f64>>,
    /// Width of a space, px.
    space: f64,
}

impl Measured {
    /// The words of a text.
    #[must_use]
    pub fn of(text: &str, measure: impl Fn(&str) -> f64) -> Self {
        let words = |paragraph: &str| paragraph.split_whitespace().map(&measure).collect();
        Self { paragraphs: text.split('\n').map(words).collect(), space: measure(" ") }
    }

    /// The widths of the lines in a box this wide, as [`wrap`] breaks them, px.
    pub fn lines(&self, room: f64) -> impl Iterator<Item = f64> + '_ {
        self.paragraphs.iter().flat_map(move |words| {
            let mut words = words.iter().copied().peekable();
            let mut ended = false;
            std::iter::from_fn(move || {
                if std::mem::replace(&mut ended, true) && words.peek().is_none() {
                    return None;
                }
                let mut line = words.next().unwrap_or(0.0);
                while let Some(word) = words.peek() {
                    let longer = line + self.space + word;
                    if longer > room + 0.01 {
                        break;
                    }
                    line = longer;
                    words.next();
                }
                Some(line)
            })
        })
    }
}

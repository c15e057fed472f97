//! How wide letters are in the faces of drawings and of the code that is made of them, without a font file.
//!
//! There are two questions, and so two sans faces. How much room do words take *in the drawing*, on a canvas that paints
//! them in Inter ([`crate::render::measure`])? And how wide will they be *in the code*, in a browser whose sans face is
//! Arial or one as wide ([`crate::layout::metrics`])? Inter is the wider of the two: measuring with one for both would
//! either cut words in wireframes or make columns of the code too wide.
//!
//! Not here: lines, shaping, kerning.

mod arial;
mod excalifont;
mod georgia;
mod inter;

/// A face whose widths are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Arial, Helvetica, Liberation Sans: what browsers take for sans.
    Arial,
    /// Inter: the canvas's sans.
    Inter,
    /// Georgia, and Gelasio, which is as wide.
    Georgia,
    /// Excalifont: the canvas's hand.
    Excalifont,
}

/// Tables of a face: the first letter, and the widths from there.
type Tables = &'static [(u32, &'static [u16])];

impl Face {
    /// Units of the size, and the tables.
    fn tables(self, bold: bool) -> (f64, Tables) {
        match (self, bold) {
            (Self::Arial, false) => (
                2048.0,
                &[(0x20, &arial::LATIN), (0x370, &arial::GREEK_CYRILLIC), (0x2010, &arial::PUNCTUATION)],
            ),
            (Self::Arial, true) => (
                2048.0,
                &[
                    (0x20, &arial::LATIN_BOLD),
                    (0x370, &arial::GREEK_CYRILLIC_BOLD),
                    (0x2010, &arial::PUNCTUATION_BOLD),
                ],
            ),
            (Self::Inter, false) => {
                (2816.0, &[(0x20, &inter::LATIN), (0x2010, &inter::PUNCTUATION), (0x20a0, &inter::CURRENCY)])
            }
            (Self::Inter, true) => (
                2816.0,
                &[
                    (0x20, &inter::LATIN_BOLD),
                    (0x2010, &inter::PUNCTUATION_BOLD),
                    (0x20a0, &inter::CURRENCY_BOLD),
                ],
            ),
            (Self::Georgia, false) => (
                2048.0,
                &[(0x20, &georgia::LATIN), (0x2010, &georgia::PUNCTUATION), (0x20a0, &georgia::CURRENCY)],
            ),
            (Self::Georgia, true) => (
                2048.0,
                &[
                    (0x20, &georgia::LATIN_BOLD),
                    (0x2010, &georgia::PUNCTUATION_BOLD),
                    (0x20a0, &georgia::CURRENCY_BOLD),
                ],
            ),
            (Self::Excalifont, false) => (
                1000.0,
                &[
                    (0x20, &excalifont::LATIN),
                    (0x370, &excalifont::GREEK_CYRILLIC),
                    (0x2010, &excalifont::PUNCTUATION),
                    (0x20a0, &excalifont::CURRENCY),
                ],
            ),
            (Self::Excalifont, true) => (
                1000.0,
                &[
                    (0x20, &excalifont::LATIN_BOLD),
                    (0x370, &excalifont::GREEK_CYRILLIC_BOLD),
                    (0x2010, &excalifont::PUNCTUATION_BOLD),
                    (0x20a0, &excalifont::CURRENCY_BOLD),
                ],
            ),
        }
    }

    /// Width of a letter as a share of the size, where the face has it.
    #[must_use]
    pub fn known(self, letter: char, bold: bool) -> Option<f64> {
        let code = letter as u32;
        let (em, tables) = self.tables(bold);
        let width = tables
            .iter()
            .find_map(|(first, widths)| widths.get(code.checked_sub(*first)? as usize))
            .filter(|width| **width > 0);
        width.map(|width| f64::from(*width) / em)
    }

    /// The same, or a guess.
    #[must_use]
    pub fn advance(self, letter: char, bold: bool) -> f64 {
        self.known(letter, bold).unwrap_or_else(|| self.guess(letter))
    }

    /// About as wide as a letter is that is in no table.
    fn guess(self, letter: char) -> f64 {
        match letter as u32 {
            0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0.0,
            // Emoji are painted a little wider than the browser's text is laid out with.
            0x1f000..=0x1ffff if self != Self::Arial => 1.2,
            0x1100..=0x11ff
            | 0x2e80..=0xa4cf
            | 0xac00..=0xd7af
            | 0xf900..=0xfaff
            | 0xfe30..=0xfe4f
            | 0xff00..=0xff60
            | 0x1f000..=0x1ffff => 1.0,
            _ => 0.6,
        }
    }

    /// Width of a line without breaks, as a share of the size.
    #[must_use]
    pub fn line(self, text: &str, bold: bool) -> f64 {
        text.chars().map(|letter| self.advance(letter, bold)).sum()
    }
}

/// How many cells a line takes in a monospaced face: letters that combine take none.
#[must_use]
pub fn cells(text: &str) -> f64 {
    text.chars().filter(|letter| Face::Arial.advance(*letter, false) > 0.0).count() as f64
}

#[cfg(test)]
mod tests {
    use super::Face;

    #[test]
    fn faces_have_the_widths_of_their_fonts() {
        // Georgia's advance widths as its own `hmtx` has them.
        assert_eq!(Face::Georgia.known('a', false), Some(1032.0 / 2048.0));
        assert_eq!(Face::Georgia.known(' ', false), Some(494.0 / 2048.0));
        assert_eq!(Face::Arial.known('a', false), Some(1139.0 / 2048.0));
        assert_eq!(Face::Georgia.known('Ж', false), None);
        assert!(Face::Excalifont.known('Ж', false).is_some());
        assert!(Face::Excalifont.advance('m', true) > Face::Excalifont.advance('m', false));
    }

    #[test]
    fn marks_take_no_room_and_ideographs_a_whole_size() {
        assert_eq!((Face::Inter.advance('\u{301}', false), Face::Inter.advance('字', false)), (0.0, 1.0));
        assert_eq!(super::cells("e\u{301}字"), 2.0);
    }
}

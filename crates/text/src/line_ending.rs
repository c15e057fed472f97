//! Line endings: which one a file uses, whether it mixes them, and converting. Mixed endings stay in the text as
//! they are; what is typed uses the document's own.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::text::Text;
use crate::transaction::{Transaction, TransactionBuilder};

/// How lines end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LineEnding {
    /// `\n`.
    #[default]
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r`, as on Macs before 2001. In the text such files have `\n`; reading and writing translate.
    Cr,
}

impl LineEnding {
    /// The characters in the text.
    pub const fn in_text(self) -> &'static str {
        match self {
            LineEnding::Lf | LineEnding::Cr => "\n",
            LineEnding::CrLf => "\r\n",
        }
    }

    /// A short name: `LF`, `CRLF`, `CR`.
    pub const fn name(self) -> &'static str {
        match self {
            LineEnding::Lf => "LF",
            LineEnding::CrLf => "CRLF",
            LineEnding::Cr => "CR",
        }
    }
}

/// How many lines end in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineEndings {
    /// `\n` without `\r` before it.
    pub lf: usize,
    /// `\r\n`.
    pub crlf: usize,
    /// `\r` without `\n` after it.
    pub cr: usize,
    last_was_cr: bool,
}

impl LineEndings {
    /// Counts in a text.
    pub fn of(text: &Text) -> Self {
        let mut counts = Self::default();
        for chunk in text.chunks(0..text.len()) {
            counts.add(chunk.as_bytes());
        }
        counts
    }

    /// Adds the endings of the next piece of a text.
    pub fn add(&mut self, piece: &[u8]) {
        if !self.last_was_cr && !piece.contains(&b'\r') {
            self.lf += piece.iter().filter(|byte| **byte == b'\n').count();
            return;
        }
        for byte in piece {
            match byte {
                b'\n' if self.last_was_cr => {
                    self.cr -= 1;
                    self.crlf += 1;
                }
                b'\n' => self.lf += 1,
                b'\r' => self.cr += 1,
                _ => {}
            }
            self.last_was_cr = *byte == b'\r';
        }
    }

    /// The ending most lines have; `None` when there is no line break.
    pub fn majority(&self) -> Option<LineEnding> {
        if self.lf == 0 && self.crlf == 0 {
            return (self.cr > 0).then_some(LineEnding::Cr);
        }
        Some(if self.crlf > self.lf { LineEnding::CrLf } else { LineEnding::Lf })
    }

    /// Whether there is more than one kind.
    pub fn is_mixed(&self) -> bool {
        [self.lf, self.crlf, self.cr].iter().filter(|count| **count > 0).count() > 1
    }
}

/// The change that gives every line this ending (in the text: see [`LineEnding::in_text`]); `None` when all have it.
pub fn convert(text: &Text, to: LineEnding) -> Option<Transaction> {
    let wanted = to.in_text();
    let mut builder = Transaction::builder(text.len());
    let mut changed = false;
    let mut at = 0;
    let mut kept = 0;
    let mut cr_at: Option<usize> = None;
    let mut replace = |builder: &mut TransactionBuilder, kept: &mut usize, from: usize, to: usize, had: &str| {
        if had != wanted {
            builder.retain(from - *kept);
            builder.insert(wanted);
            builder.delete(to - from);
            *kept = to;
            changed = true;
        }
    };
    for chunk in text.chunks(0..text.len()) {
        for (index, byte) in chunk.bytes().enumerate() {
            let here = at + index;
            match (byte, cr_at.take()) {
                (b'\n', Some(cr)) => replace(&mut builder, &mut kept, cr, here + 1, "\r\n"),
                (b'\n', None) => replace(&mut builder, &mut kept, here, here + 1, "\n"),
                (_, Some(cr)) => replace(&mut builder, &mut kept, cr, cr + 1, "\r"),
                _ => {}
            }
            if byte == b'\r' {
                cr_at = Some(here);
            }
        }
        at += chunk.len();
    }
    if let Some(cr) = cr_at {
        replace(&mut builder, &mut kept, cr, cr + 1, "\r");
    }
    builder.retain(text.len() - kept);
    changed.then(|| builder.finish())
}

//! Real editing histories, recorded and measured: a trace goes through a document's buffer into an op log, keystroke by
//! keystroke, and then any of its moments must come back exactly and fast. For `justbuilt timeline replay`, benches and
//! tests; the format is that of <https://github.com/josephg/editing-traces>, sequential traces.

mod measure;

use justbuilt_base::Timestamp;
use justbuilt_text::{Text, Transaction};
use serde::Deserialize;

use crate::OpKind;

pub use measure::{Options, Report, Spread, replay};

/// A trace: how a text came about.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    /// The text before.
    pub start_content: String,
    /// The text that all transactions together must make.
    pub end_content: String,
    /// What the user did, in order.
    pub txns: Vec<Txn>,
}

/// One action of the user.
#[derive(Clone, Debug, Deserialize)]
pub struct Txn {
    /// When, as RFC 3339 in UTC.
    pub time: String,
    /// One after the other, each in the text that the one before made.
    pub patches: Vec<Patch>,
}

/// Position and number of deleted code points, and the text inserted.
#[derive(Clone, Debug, Deserialize)]
pub struct Patch(pub usize, pub usize, pub String);

impl Trace {
    /// Reads a trace.
    ///
    /// # Errors
    /// When it is no JSON of that format.
    pub fn from_json(json: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(json)
    }

    /// Patches in all.
    pub fn patches(&self) -> usize {
        self.txns.iter().map(|txn| txn.patches.len()).sum()
    }
}

impl Txn {
    /// What it does to `text`, as one change.
    pub fn transaction(&self, text: &Text) -> Transaction {
        let mut all: Option<Transaction> = None;
        let mut text = text.clone();
        for (index, Patch(at, deleted, inserted)) in self.patches.iter().enumerate() {
            let range = text.char_to_byte(*at)..text.char_to_byte(at + deleted);
            let change = Transaction::replace(text.len(), range, inserted.as_str());
            if index + 1 < self.patches.len()
                && let Ok(changed) = change.apply(&text)
            {
                text = changed;
            }
            all = Some(match all {
                Some(all) => all.compose(change),
                None => change,
            });
        }
        all.unwrap_or_else(|| Transaction::identity(text.len()))
    }

    /// What kind of action it looks like.
    pub fn kind(&self) -> OpKind {
        let mut kinds = self.patches.iter().map(|Patch(_, deleted, inserted)| {
            match (*deleted, inserted.chars().count()) {
                (0, 1) => OpKind::Typing,
                (1, 0) => OpKind::DeleteBackward,
                (0, _) => OpKind::Paste,
                _ => OpKind::Replace,
            }
        });
        let first = kinds.next().unwrap_or(OpKind::Other);
        if kinds.all(|kind| kind == first) { first } else { OpKind::Other }
    }

    /// When it was; the epoch if that cannot be read.
    pub fn timestamp(&self) -> Timestamp {
        timestamp(&self.time).unwrap_or_default()
    }
}

/// `2021-04-19T06:06:58.219Z` as milliseconds since the epoch.
fn timestamp(text: &str) -> Option<Timestamp> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    // Days from civil (Howard Hinnant, chrono-Compatible Low-Level Date Algorithms): years begin in March.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = year * 365 + leap_days + day_of_year - 719_468;
    let seconds = (days * 24 + number(11, 13)?) * 3_600 + number(14, 16)? * 60 + number(17, 19)?;
    Some(Timestamp(seconds * 1_000 + number(20, 23).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    //! Times as traces write them.
    use super::*;

    #[test]
    fn times_are_milliseconds_since_the_epoch() {
        assert_eq!(timestamp("1970-01-01T00:00:00.000Z"), Some(Timestamp(0)));
        assert_eq!(timestamp("2021-04-19T06:06:58.219Z"), Some(Timestamp(1_618_812_418_219)));
        assert_eq!(timestamp("2024-02-29T23:59:59Z"), Some(Timestamp(1_709_251_199_000)));
        assert_eq!(timestamp("yesterday"), None);
    }
}

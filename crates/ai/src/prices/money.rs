//! Money without rounding: whole picodollars, so that a token of the cheapest model is a whole number of them. Not
//! for any currency but the US dollar.

use std::fmt;

use serde::{Deserialize, Serialize};

/// US dollars, in millionths of a millionth. Up to 18 million dollars; sums stay there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(u64);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// From dollars; `None` for less than nothing and for what is no number.
    pub fn from_usd(dollars: f64) -> Option<Money> {
        (0.0..18_000_000.0).contains(&dollars).then(|| Money((dollars * 1e12).round() as u64))
    }

    /// A token, when a million of them cost so many dollars.
    pub fn per_million(dollars: f64) -> Option<Money> {
        (0.0..1e9).contains(&dollars).then(|| Money((dollars * 1e6).round() as u64))
    }

    /// In dollars.
    pub fn usd(self) -> f64 {
        self.0 as f64 / 1e12
    }

    /// In millionths of a dollar, rounded.
    pub fn micro_dollars(self) -> u64 {
        self.0.saturating_add(500_000) / 1_000_000
    }

    /// From millionths of a dollar.
    pub fn from_micro_dollars(micro: u64) -> Money {
        Money(micro.saturating_mul(1_000_000))
    }

    /// So many times as much.
    pub fn times(self, by: u64) -> Money {
        Money(self.0.saturating_mul(by))
    }

    /// Both together.
    pub fn plus(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }

    /// What is left; never below nothing.
    pub fn minus(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }

    pub(super) fn plus_quarter(self) -> Money {
        Money(self.0.saturating_add(self.0 / 4))
    }
}

impl fmt::Display for Money {
    /// `$12.34`; below a dollar with as many places as show two digits that are not zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let usd = self.usd();
        let places =
            if self.0 == 0 || usd >= 1.0 { 2 } else { ((-usd.log10()).ceil() as usize + 1).clamp(2, 12) };
        write!(f, "${usd:.places$}")
    }
}

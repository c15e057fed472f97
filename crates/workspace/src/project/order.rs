//! The order in which names are listed: folders first, then as people count (`a2` before `a10`), without regard to
//! case unless that is the only difference.

use std::cmp::Ordering;

/// Compares two names.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        match (left.chars().next(), right.chars().next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (x, rest_x) = number(left);
                let (y, rest_y) = number(right);
                let order = x.len().cmp(&y.len()).then_with(|| x.cmp(y));
                if order != Ordering::Equal {
                    return order;
                }
                (left, right) = (rest_x, rest_y);
            }
            (Some(x), Some(y)) => {
                let order = x.to_lowercase().cmp(y.to_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
                left = left.get(x.len_utf8()..).unwrap_or_default();
                right = right.get(y.len_utf8()..).unwrap_or_default();
            }
        }
    }
}

/// The number at the start without leading zeros, and what follows it.
fn number(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.trim_start_matches('0'), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_count_like_this() {
        let mut names = vec![
            "b", "a10", "A2", "a1", "a02", "_x", ".git", "Ä", "a", "é", "a1b", "a1a", "", "10", "9", "0",
        ];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(
            names,
            ["", ".git", "0", "9", "10", "_x", "a", "a1", "a1a", "a1b", "A2", "a02", "a10", "b", "Ä", "é",]
        );
    }

    #[test]
    fn the_order_is_total() {
        let names = ["a1", "a01", "A1", "a001", "a", "b1"];
        for x in names {
            for y in names {
                assert_eq!(natural(x, y), natural(y, x).reverse(), "{x} {y}");
                assert_eq!(natural(x, y) == Ordering::Equal, x == y, "{x} {y}");
            }
        }
    }
}

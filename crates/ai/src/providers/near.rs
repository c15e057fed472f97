//! Names that are nearly the same, for those who mistyped one.

/// Up to `most` of `known` that are nearly called `name`, the nearest first: few changes apart, or with it in them.
pub fn nearest(name: &str, known: &[String], most: usize) -> Vec<String> {
    let wanted = name.to_lowercase();
    let near = |one: &&String| {
        let one = one.to_lowercase();
        let apart = distance(&wanted, &one);
        let within = wanted.len() >= 3 && (one.contains(&wanted) || wanted.contains(&one));
        (within || apart * 3 <= wanted.chars().count().max(one.chars().count())).then_some((!within, apart))
    };
    let mut found: Vec<_> = known.iter().filter_map(|one| near(&one).map(|by| (by, one))).collect();
    found.sort();
    found.into_iter().take(most).map(|(_, one)| one.clone()).collect()
}

/// Characters to change, add or take away (Levenshtein, 1965).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (above, c) in a.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(&b) {
            let best = (diagonal + usize::from(c != *other)).min(*cell + 1).min(left + 1);
            diagonal = std::mem::replace(cell, best);
            left = best;
        }
    }
    row.last().copied().unwrap_or_default()
}

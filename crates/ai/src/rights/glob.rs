//! Globs over paths with `/`: `*` and `?` within a name, `[a-z]`, `{a,b}`, `**` for any number of folders. Matched in
//! time linear in pattern times path, whatever they say.

/// A glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    /// Alternatives of braces written out, each in names.
    alternatives: Vec<Vec<Part>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// `**`
    Any,
    /// A name with wildcards.
    Name(Vec<Piece>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    One(char),
    /// `?`
    Single,
    /// `*`
    Many,
    Class {
        not: bool,
        ranges: Vec<(char, char)>,
    },
}

/// A glob that is written wrongly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the glob {glob:?} {why}")]
pub struct GlobError {
    /// The glob.
    pub glob: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// Braces written out are at most so many.
const MOST: usize = 256;

impl Glob {
    /// Reads a glob. A slash at its end means all that is in the folder.
    ///
    /// # Errors
    /// When it is empty, not relative, has `..`, a backslash or an open bracket, or is too large.
    pub fn new(glob: &str) -> Result<Self, GlobError> {
        let wrong = |why| GlobError { glob: glob.to_owned(), why };
        if glob.is_empty() || glob.len() > 1000 {
            return Err(wrong("is empty or too long"));
        }
        if glob.contains(['\\', '\0']) || glob.starts_with('/') {
            return Err(wrong("must be relative to the project, with /"));
        }
        let whole = if glob.ends_with('/') { format!("{glob}**") } else { glob.to_owned() };
        let mut written = vec![whole];
        while let Some(at) = written.iter().position(|one| one.contains('{')) {
            let one = written.swap_remove(at);
            written.extend(expand(&one).ok_or_else(|| wrong("has a brace that is not closed"))?);
            if written.len() > MOST {
                return Err(wrong("has too many alternatives"));
            }
        }
        let mut alternatives = Vec::new();
        for one in written {
            let mut parts = Vec::new();
            for name in one.split('/').filter(|name| !name.is_empty() && *name != ".") {
                match name {
                    ".." => return Err(wrong("leaves the project with ..")),
                    "**" => {
                        if parts.last() != Some(&Part::Any) {
                            parts.push(Part::Any);
                        }
                    }
                    _ => parts
                        .push(Part::Name(pieces(name).ok_or_else(|| wrong("has a [ that is not closed"))?)),
                }
            }
            alternatives.push(parts);
        }
        Ok(Self { alternatives })
    }

    /// Whether it matches a path in names joined by `/`. `**` at the end matches what is below, not the folder.
    pub fn matches(&self, path: &str, any_case: bool) -> bool {
        let folded = |text: &str| if any_case { fold(text) } else { text.to_owned() };
        let names: Vec<Vec<char>> = path.split('/').map(|name| folded(name).chars().collect()).collect();
        self.alternatives.iter().any(|parts| matches_parts(parts, &names, any_case))
    }

    /// Whether it matches a path or a folder that it is in: for denials, so that a denied folder closes all below.
    pub fn covers(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        ends.into_iter().any(|end| path.get(..end).is_some_and(|part| self.matches(part, true)))
    }
}

/// Letters without their case.
pub(super) fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The first braces written out.
fn expand(glob: &str) -> Option<Vec<String>> {
    let open = glob.rfind('{')?;
    let close = open + glob.get(open..)?.find('}')?;
    let (before, after) = (glob.get(..open)?, glob.get(close + 1..)?);
    let inner = glob.get(open + 1..close)?;
    Some(inner.split(',').map(|one| format!("{before}{one}{after}")).collect())
}

fn pieces(name: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        pieces.push(match c {
            '*' => Piece::Many,
            '?' => Piece::Single,
            '[' => {
                let not = chars.next_if(|c| matches!(c, '!' | '^')).is_some();
                let mut ranges = Vec::new();
                loop {
                    let from = chars.next()?;
                    if from == ']' && !ranges.is_empty() {
                        break;
                    }
                    let mut to = from;
                    if chars.peek() == Some(&'-') {
                        chars.next();
                        match chars.peek() {
                            Some(&']') | None => ranges.push(('-', '-')),
                            Some(&end) => {
                                to = end;
                                chars.next();
                            }
                        }
                    }
                    ranges.push((from, to));
                }
                Piece::Class { not, ranges }
            }
            c => Piece::One(c),
        });
    }
    Some(pieces)
}

/// Row by row: after each name, which positions of the pattern can be reached.
fn matches_parts(parts: &[Part], names: &[Vec<char>], any_case: bool) -> bool {
    // `**` stands for no folder as well, but not at the end: what is below a folder is not the folder.
    let skip = |reach: &mut Vec<bool>| {
        for at in 0..parts.len() {
            let open = matches!(parts.get(at), Some(Part::Any)) && at + 1 < parts.len();
            if open
                && reach.get(at) == Some(&true)
                && let Some(next) = reach.get_mut(at + 1)
            {
                *next = true;
            }
        }
    };
    let mut reach = vec![false; parts.len() + 1];
    if let Some(first) = reach.first_mut() {
        *first = true;
    }
    skip(&mut reach);
    for name in names {
        let mut next = vec![false; parts.len() + 1];
        for (at, part) in parts.iter().enumerate() {
            if reach.get(at) != Some(&true) {
                continue;
            }
            match part {
                Part::Any => {
                    for to in [at, at + 1] {
                        if let Some(slot) = next.get_mut(to) {
                            *slot = true;
                        }
                    }
                }
                Part::Name(pieces) => {
                    if matches_name(pieces, name, any_case)
                        && let Some(slot) = next.get_mut(at + 1)
                    {
                        *slot = true;
                    }
                }
            }
        }
        reach = next;
        skip(&mut reach);
    }
    reach.last() == Some(&true)
}

fn matches_name(pieces: &[Piece], name: &[char], any_case: bool) -> bool {
    let mut reach = vec![false; name.len() + 1];
    if let Some(first) = reach.first_mut() {
        *first = true;
    }
    for piece in pieces {
        let mut next = vec![false; name.len() + 1];
        if *piece == Piece::Many {
            let first = reach.iter().position(|open| *open).unwrap_or(reach.len());
            next.iter_mut().skip(first).for_each(|slot| *slot = true);
        } else {
            for (at, c) in name.iter().enumerate() {
                if reach.get(at) == Some(&true)
                    && matches_char(piece, *c, any_case)
                    && let Some(slot) = next.get_mut(at + 1)
                {
                    *slot = true;
                }
            }
        }
        reach = next;
    }
    reach.last() == Some(&true)
}

fn matches_char(piece: &Piece, c: char, any_case: bool) -> bool {
    match piece {
        Piece::One(one) if any_case => one.to_lowercase().eq(c.to_lowercase()),
        Piece::One(one) => *one == c,
        Piece::Single | Piece::Many => true,
        Piece::Class { not, ranges } => {
            let within = |c: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
            let upper = || c.to_uppercase().any(within);
            (within(c) || (any_case && upper())) != *not
        }
    }
}

/// `*` for any part of a word; for names of tools and words of commands.
pub(super) fn wildcard(pattern: &str, text: &str, any_case: bool) -> bool {
    let pieces: Vec<Piece> =
        pattern.chars().map(|c| if c == '*' { Piece::Many } else { Piece::One(c) }).collect();
    matches_name(&pieces, &text.chars().collect::<Vec<_>>(), any_case)
}

//! `PATH[:LINE[:COLUMN]]` as compilers and grep print it. Parsing only.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A path with an optional place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// As given.
    pub path: PathBuf,
    /// Line from 1.
    pub line: Option<usize>,
    /// Column from 1, in characters.
    pub column: Option<usize>,
}

impl FromStr for Location {
    type Err = Infallible;

    /// A file that really is called `a:1` wins over line 1 of `a`.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(parse(text, |path| path.exists()))
    }
}

fn parse(text: &str, exists: impl Fn(&Path) -> bool) -> Location {
    let whole = Location { path: text.into(), line: None, column: None };
    if exists(&whole.path) {
        return whole;
    }
    let text = text.strip_suffix(':').unwrap_or(text);
    let number = |text: &str| text.parse::<usize>().ok().filter(|n| *n > 0);
    let Some((rest, last)) = text.rsplit_once(':') else { return whole };
    let Some(last) = number(last) else { return whole };
    if rest.is_empty() {
        return whole;
    }
    if let Some((path, line)) = rest.rsplit_once(':')
        && let Some(line) = number(line)
        && !path.is_empty()
        && !exists(Path::new(rest))
    {
        return Location { path: path.into(), line: Some(line), column: Some(last) };
    }
    Location { path: rest.into(), line: Some(last), column: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, existing: &[&str], path: &str, line: Option<usize>, column: Option<usize>) {
        let got = parse(text, |path| existing.iter().any(|e| Path::new(e) == path));
        assert_eq!(got, Location { path: path.into(), line, column }, "{text}");
    }

    #[test]
    fn lines_and_columns() {
        check("src/main.rs", &[], "src/main.rs", None, None);
        check("src/main.rs:12", &[], "src/main.rs", Some(12), None);
        check("src/main.rs:12:", &[], "src/main.rs", Some(12), None);
        check("src/main.rs:12:5", &[], "src/main.rs", Some(12), Some(5));
        check("src/main.rs:12:5:", &[], "src/main.rs", Some(12), Some(5));
        check("a:0", &[], "a:0", None, None);
        check(":3", &[], ":3", None, None);
    }

    #[test]
    fn a_file_of_that_name_wins() {
        check("a:1", &["a:1"], "a:1", None, None);
        check("a:1:2", &["a:1"], "a:1", Some(2), None);
    }
}

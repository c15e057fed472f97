//! Which paths an edit may touch: none outside the project, none in a repository's own folder, none that another
//! system reads as such, and no secret or ignored file without asking. Checked as text first, then, links followed, as
//! the file it leads to. Not for reading or writing anything.
//!
//! Rules of Windows names: <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>. Names that are `.git` in
//! disguise: CVE-2014-9390 and `path.c` of git.

mod resolver;
mod secrets;

pub use resolver::FsResolver;

/// What an edit may do with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Allow,
    /// Only if the user says so.
    Ask(AskReason),
    /// It may not, whatever anybody says.
    Refuse(RefuseReason),
}

/// Why the user is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskReason {
    /// It is named like a file with keys or passwords.
    #[error("it is named like a file with keys or passwords")]
    Secret,
    /// The project ignores it.
    #[error("the project ignores it")]
    Ignored,
    /// What is in it is run by tools without being asked.
    #[error("tools run what is in it")]
    Runs,
}

/// Why a path is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefuseReason {
    /// Nothing is named.
    #[error("no file is named")]
    Empty,
    /// It starts at the root, a drive, a share or a home folder.
    #[error("it is not relative to the project")]
    Absolute,
    /// It holds `..` or `.`.
    #[error("it holds ‘.’ or ‘..’")]
    Dots,
    /// Parts that are empty, or a slash at the end.
    #[error("a part of it is empty")]
    EmptyPart,
    /// A backslash, a colon, a control character or another that is no part of a name on every system.
    #[error("it holds a character that is no part of a file name on every system")]
    Character,
    /// A character that looks like a separator or a dot, or cannot be seen.
    #[error("it holds a character that looks like another one or cannot be seen")]
    LookAlike,
    /// A part ends with a dot or a blank, which Windows leaves out.
    #[error("a part of it ends with a dot or a blank")]
    Ending,
    /// It is in the folder of a version control system.
    #[error("it is inside a repository's own folder")]
    Repository,
    /// A short name of Windows for another file, such as `git~1`.
    #[error("it can be the short name of another file")]
    ShortName,
    /// A device of Windows, such as `NUL`.
    #[error("it is the name of a device on Windows")]
    Device,
    /// It is too long.
    #[error("it is too long for a file name")]
    Length,
    /// A link leads out of the project, or nobody knows where.
    #[error("a symbolic link on it leads out of the project")]
    Link,
    /// Whose edit it is has no right to it; [`super::project::Project::rights_refusal`] says more.
    #[error("this persona has no right to write it")]
    Rights,
}

/// What is known of the project's files.
pub trait Resolver {
    /// Where `path` (relative to the project, `/` between the parts) leads when every link on it is followed, as such
    /// a path again; parts that do not exist yet stay as they are. `None` where it leads out of the project or cannot
    /// be told.
    fn real(&self, path: &str) -> Option<String>;

    /// Whether the project ignores the file (`.gitignore` and the like).
    fn is_ignored(&self, path: &str) -> bool;
}

/// Says whether an edit may touch `path`, as resolved in the project. Check both names of a file that moves.
pub fn check(path: &str, project: &dyn Resolver) -> Verdict {
    if let Some(reason) = refused(path) {
        return Verdict::Refuse(reason);
    }
    let Some(real) = project.real(path) else { return Verdict::Refuse(RefuseReason::Link) };
    if real != path
        && let Some(reason) = refused(&real)
    {
        return Verdict::Refuse(reason);
    }
    for name in [path, &real] {
        if secrets::is_secret(&fold(name)) {
            return Verdict::Ask(AskReason::Secret);
        }
        if secrets::is_run(&fold(name)) {
            return Verdict::Ask(AskReason::Runs);
        }
        if project.is_ignored(name) {
            return Verdict::Ask(AskReason::Ignored);
        }
    }
    Verdict::Allow
}

/// Why a path is no path inside a project, by its text alone.
pub fn refused(path: &str) -> Option<RefuseReason> {
    if path.trim().is_empty() {
        return Some(RefuseReason::Empty);
    }
    if path.len() > 1024 {
        return Some(RefuseReason::Length);
    }
    let mut chars = path.chars();
    let drive = chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':');
    if path.starts_with(['/', '\\', '~']) || drive {
        return Some(RefuseReason::Absolute);
    }
    if path.chars().any(looks_alike) {
        return Some(RefuseReason::LookAlike);
    }
    let lower = path.to_ascii_lowercase();
    let encoded = ["%2e", "%2f", "%5c", "%00"].iter().any(|code| lower.contains(code));
    if encoded
        || path
            .contains(|c: char| c.is_control() || matches!(c, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*'))
    {
        return Some(RefuseReason::Character);
    }
    path.split('/').find_map(refused_part)
}

fn refused_part(part: &str) -> Option<RefuseReason> {
    if part.is_empty() {
        return Some(RefuseReason::EmptyPart);
    }
    if part.len() > 255 {
        return Some(RefuseReason::Length);
    }
    if part.trim_matches(|c: char| c == '.' || c.is_whitespace()).is_empty() {
        return Some(RefuseReason::Dots);
    }
    if part.ends_with(|c: char| c == '.' || c.is_whitespace()) || part.starts_with(char::is_whitespace) {
        return Some(RefuseReason::Ending);
    }
    let name = fold(part);
    if matches!(name.as_str(), ".git" | ".hg" | ".svn" | ".bzr" | ".jj" | "_svn") {
        return Some(RefuseReason::Repository);
    }
    if is_short(&name) {
        return Some(RefuseReason::ShortName);
    }
    is_device(&name).then_some(RefuseReason::Device)
}

/// A name as systems that do not tell case apart compare it.
fn fold(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ſ' => 's',
            'ı' => 'i',
            _ => c,
        })
        .filter(|c| *c != '\u{307}')
        .collect()
}

/// `name~1`, with or without an extension.
fn is_short(name: &str) -> bool {
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or(name);
    let by_digits = |stem: &str| {
        let digits = stem.chars().rev().take_while(char::is_ascii_digit).count();
        digits > 0 && stem.get(..stem.len() - digits).is_some_and(|stem| stem.ends_with('~'))
    };
    by_digits(stem) || by_digits(name)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let numbered = |stem: &str| {
        ["com", "lpt"].iter().any(|device| {
            let mut rest = stem.strip_prefix(device).unwrap_or_default().chars();
            rest.next().is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
                && rest.next().is_none()
        })
    };
    matches!(stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$" | "clock$") || numbered(stem)
}

/// Characters that look like a separator, a dot or a colon, or cannot be seen; and the wide forms of ASCII.
fn looks_alike(c: char) -> bool {
    matches!(
        c,
        '\u{2024}'..='\u{2026}'
            | '\u{fe52}'
            | '\u{fe55}'
            | '\u{fe13}'
            | '\u{fe19}'
            | '\u{fe30}'
            | '\u{fe68}'
            | '\u{ff01}'..='\u{ff65}'
            | '\u{2044}'
            | '\u{2215}'
            | '\u{2216}'
            | '\u{2236}'
            | '\u{2571}'
            | '\u{2572}'
            | '\u{27cb}'
            | '\u{27cd}'
            | '\u{29f5}'
            | '\u{29f6}'
            | '\u{29f8}'
            | '\u{29f9}'
            | '\u{a789}'
            | '\u{2f03}'
            | '\u{4e36}'
            | '\u{4e3f}'
            | '\u{338}'
            | '\u{337}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{206f}'
            | '\u{3000}'
            | '\u{3164}'
            | '\u{a0}'
            | '\u{1680}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{ffff}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{e0fff}'
            | '\u{f0000}'..='\u{10ffff}'
            // The letters of `git` and `ssh` as mathematical ones.
            | '\u{1d400}'..='\u{1d7ff}'
            | '\u{2100}'..='\u{214f}'
            | '\u{24b6}'..='\u{24e9}'
    )
}

#[cfg(test)]
mod tests;

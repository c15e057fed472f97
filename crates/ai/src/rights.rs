//! What a persona may do, enforced by code: files, tools, commands, hosts, budget. What is not allowed is refused,
//! and a denial wins over any permission. Deciding is here; doing is the caller's, with what the verdict gives back
//! and not with what was asked. What the words of a request say plays no part.
//!
//! Whatever rights say, nobody writes below `.git` and `.justbuilt`: hooks would run as the user, and a persona could
//! give itself rights.

use serde::{Deserialize, Serialize};

mod budget;
mod command;
mod files;
mod glob;
mod network;
mod path;
mod resolve;

pub use budget::{Budget, Spent};
pub use command::tokens;
pub use files::{Access, Allowed};
pub use glob::{Glob, GlobError};
pub use path::normalise;
pub use resolve::{FsResolver, Real, Resolver};

use command::CommandRule;
use network::HostRule;

/// What is allowed; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rights {
    /// Files that may be read, as globs from the root of the project; `!glob` takes some away.
    pub read: Vec<String>,
    /// Files that may be written or deleted; `!glob` takes some away.
    pub write: Vec<String>,
    /// Files that may be neither read nor written, whatever else is said.
    pub deny: Vec<String>,
    /// Tools by name, `*` for a part of a name; `!name` takes some away.
    pub tools: Vec<String>,
    /// Commands, word by word: `cargo test`, `cargo test -p *`, `git log **`. `*` is one word and `**` any number of
    /// them at the end; neither is an option or a path out of the project. `!` takes some away.
    pub commands: Vec<String>,
    /// Any command, as a line for a shell. Everything that the user can do.
    pub shell: bool,
    /// Hosts: `docs.rs`, `*.rust-lang.org`, `localhost:8080`, `*` for any public one; `!host` takes some away.
    pub network: Vec<String>,
    /// How much one task may cost.
    pub budget: Budget,
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Refusal {
    /// What was asked for, made safe to show.
    pub what: String,
    /// Why it is refused, and what would help.
    pub why: String,
}

impl Refusal {
    fn new(what: &str, why: impl Into<String>) -> Self {
        let what: String = what.chars().take(200).flat_map(char::escape_debug).collect();
        Self { what, why: why.into() }
    }
}

/// A right that is written wrongly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rights: {kind} {text:?}: {why}")]
pub struct RightsError {
    /// `read`, `commands`, …
    pub kind: &'static str,
    /// The entry.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
}

/// Decides. Made once for a persona, asked for every call.
#[derive(Clone, Debug)]
pub struct Guard {
    read: Vec<(bool, Glob)>,
    write: Vec<(bool, Glob)>,
    deny: Vec<Glob>,
    tools: Vec<(bool, String)>,
    commands: Vec<(bool, CommandRule)>,
    shell: bool,
    network: Vec<(bool, HostRule)>,
    budget: Budget,
    any_case: bool,
    within: Option<Box<Guard>>,
}

impl Guard {
    /// A guard for these rights. Allowances are matched with the case of letters, denials without it.
    ///
    /// # Errors
    /// An entry that is written wrongly; a guard with holes is not made.
    pub fn new(rights: &Rights) -> Result<Self, RightsError> {
        fn each<T>(
            kind: &'static str,
            entries: &[String],
            read: impl Fn(&str) -> Result<T, String>,
        ) -> Result<Vec<(bool, T)>, RightsError> {
            let one = |entry: &String| {
                let (allow, text) = match entry.strip_prefix('!') {
                    Some(text) => (false, text),
                    None => (true, entry.as_str()),
                };
                let wrong = |why| RightsError { kind, text: entry.clone(), why };
                if text.trim().is_empty() {
                    return Err(wrong("is empty".to_owned()));
                }
                Ok((allow, read(text).map_err(wrong)?))
            };
            entries.iter().map(one).collect()
        }
        let glob = |text: &str| Glob::new(text).map_err(|error| error.to_string());
        let deny = each("deny", &rights.deny, glob)?;
        Ok(Self {
            read: each("read", &rights.read, glob)?,
            write: each("write", &rights.write, glob)?,
            deny: deny.into_iter().map(|(_, glob)| glob).collect(),
            tools: each("tools", &rights.tools, |text| Ok(text.to_owned()))?,
            commands: each("commands", &rights.commands, CommandRule::new)?,
            shell: rights.shell,
            network: each("network", &rights.network, HostRule::new)?,
            budget: rights.budget,
            any_case: false,
            within: None,
        })
    }

    /// Matches allowances without the case of letters, for file systems that do not know it.
    #[must_use]
    pub fn any_case(mut self) -> Self {
        self.any_case = true;
        self
    }

    /// Within other rights: what either refuses is refused. For what a project's file asks within what the user gave.
    #[must_use]
    pub fn within(mut self, outer: Guard) -> Self {
        self.within = Some(match self.within.take() {
            Some(inner) => Box::new(inner.within(outer)),
            None => Box::new(outer),
        });
        self
    }

    /// Whether a tool may be called. What it is called with is for the other questions.
    ///
    /// # Errors
    /// The refusal.
    pub fn tool(&self, name: &str) -> Result<(), Refusal> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/');
        if name.is_empty() || name.len() > 128 || !name.chars().all(plain) {
            return Err(Refusal::new(name, "no name of a tool"));
        }
        let any = |allow: bool| {
            self.tools.iter().any(|(one, pattern)| *one == allow && glob::wildcard(pattern, name, !allow))
        };
        if any(false) || !any(true) {
            return Err(Refusal::new(name, "this persona has no right to this tool"));
        }
        self.within.as_ref().map_or(Ok(()), |outer| outer.tool(name))
    }
}

#[cfg(test)]
mod tests;

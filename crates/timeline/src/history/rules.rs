//! What of a project is recorded: rules that the user sees and changes. They are about names, sizes and kinds of
//! content; what git ignores is known to the caller.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use justbuilt_text::encoding::looks_binary;
use serde::{Deserialize, Serialize};

use super::content::NotKept;
use super::path::ProjectPath;

/// The rules. A file they leave out is still in the list of files, only its content is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Largest text that is kept, in bytes.
    pub text_limit: u64,
    /// Largest other content that is kept, in bytes; 0 keeps none.
    pub binary_limit: u64,
    /// Whether files that git ignores are recorded.
    pub ignored: bool,
    /// Globs of paths that are not recorded: `target/**`, `*.log`. Without a `/` they are for names.
    pub exclude: Vec<String>,
    /// Globs of names that look like secrets: their content is never kept. Matched without regard to case.
    pub secrets: Vec<String>,
    /// Globs that are recorded whatever the other rules say of names.
    pub include: Vec<String>,
    /// Most bytes that the history of the project may take; when there are more, the oldest detail goes.
    pub cap: Option<u64>,
    /// Days after which the detail of operations goes; named moments stay.
    pub detail_days: Option<u32>,
    /// Seconds without an edit after which a burst of edits is over.
    pub pause: u32,
}

impl Default for Rules {
    fn default() -> Self {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            text_limit: 8 << 20,
            binary_limit: 1 << 20,
            ignored: false,
            exclude: Vec::new(),
            secrets: all(SECRETS),
            include: all(&["*.pub", ".env.example", ".env.sample", ".env.template"]),
            cap: None,
            detail_days: None,
            pause: 30,
        }
    }
}

/// Names of files that hold secrets, as common tools write them.
const SECRETS: &[&str] = &[
    ".env",
    ".env.*",
    "*.env",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "*.keystore",
    "*.kdbx",
    "*.ppk",
    "*.gpg",
    "*.asc",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".htpasswd",
    ".git-credentials",
    "credentials",
    "credentials.json",
    "service-account*.json",
    "secrets.*",
    ".ssh/**",
    ".aws/**",
    ".gnupg/**",
];

/// The rules, ready to be asked.
#[derive(Clone, Debug)]
pub struct Judge {
    rules: Rules,
    exclude: GlobSet,
    secrets: GlobSet,
    include: GlobSet,
}

impl Judge {
    /// Reads the globs. One that is none is in the list that comes with it, and matches nothing.
    pub fn new(rules: &Rules) -> (Self, Vec<String>) {
        let mut faults = Vec::new();
        let mut set = |globs: &[String]| glob_set(globs, &mut faults);
        let (exclude, secrets, include) = (set(&rules.exclude), set(&rules.secrets), set(&rules.include));
        (Self { rules: rules.clone(), exclude, secrets, include }, faults)
    }

    /// What the name alone says. `ignored`: whether git ignores it.
    ///
    /// # Errors
    /// Why its content is not to be kept.
    pub fn by_name(&self, path: &ProjectPath, ignored: bool) -> Result<(), NotKept> {
        if self.include.is_match(path.as_str()) {
            Ok(())
        } else if self.secrets.is_match(path.as_str()) {
            Err(NotKept::Secret)
        } else if self.exclude.is_match(path.as_str()) || (ignored && !self.rules.ignored) {
            Err(NotKept::Ignored)
        } else {
            Ok(())
        }
    }

    /// What size says before anything is read: whether it can be kept at all.
    ///
    /// # Errors
    /// Why not.
    pub fn by_size(&self, size: u64) -> Result<(), NotKept> {
        if size > self.rules.text_limit.max(self.rules.binary_limit) {
            Err(NotKept::TooLarge)
        } else {
            Ok(())
        }
    }

    /// What the content says.
    ///
    /// # Errors
    /// Why it is not to be kept.
    pub fn by_content(&self, bytes: &[u8]) -> Result<(), NotKept> {
        let size = bytes.len() as u64;
        match looks_binary(bytes) {
            true if self.rules.binary_limit == 0 => Err(NotKept::Binary),
            true if size > self.rules.binary_limit => Err(NotKept::TooLarge),
            false if size > self.rules.text_limit => Err(NotKept::TooLarge),
            _ => Ok(()),
        }
    }

    /// All together.
    ///
    /// # Errors
    /// Why it is not to be kept.
    pub fn all(&self, path: &ProjectPath, ignored: bool, bytes: &[u8]) -> Result<(), NotKept> {
        self.by_name(path, ignored)?;
        self.by_content(bytes)
    }
}

/// Globs as one matcher. Those without a `/` match the name in any folder; all match without regard to case.
pub(crate) fn glob_set(globs: &[String], faults: &mut Vec<String>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let whole =
            if glob.contains('/') { glob.trim_start_matches('/').to_owned() } else { format!("**/{glob}") };
        let both = [whole.clone(), format!("**/{whole}")];
        for pattern in both.iter().take(if glob.starts_with('.') && glob.contains('/') { 2 } else { 1 }) {
            match GlobBuilder::new(pattern).literal_separator(true).case_insensitive(true).build() {
                Ok(built) => {
                    set.add(built);
                }
                Err(error) => faults.push(format!("‘{glob}’: {}", error.kind())),
            }
        }
    }
    set.build().unwrap_or_else(|error| {
        faults.push(error.to_string());
        GlobSet::empty()
    })
}

#[cfg(test)]
mod tests;

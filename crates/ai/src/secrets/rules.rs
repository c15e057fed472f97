//! The table of rules as it is written, and a rule ready for use. How they are run is in `scan`.

use std::sync::{Arc, OnceLock};

use regex_automata::{meta::Regex, util::syntax};
use serde::Deserialize;

/// Bytes after a keyword that are looked at, unless a rule says otherwise.
const REACH: usize = 512;
/// Bytes before a keyword that are looked at, unless a rule says otherwise.
const BEFORE: usize = 160;

/// What `%IS%` in a regex stands for: what is between a name and its value.
const IS: &str = concat!(
    r#"(?:\\?["'`])?[\])]?\s{0,8}"#,
    r"(?::\s{0,3}(?:&(?:'static )?)?(?:str|String|string)\s{0,3})?",
    r#"(?:=>|:=|==|[:=,(])\s{0,8}(?:\(\s{0,12})?(?:\\?["'`])?"#,
);

/// Why a table of rules cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The file is not what it should be.
    #[error("the rules for secrets cannot be read: {reason}. Mend the file, or remove it")]
    Form {
        /// What is wrong, and where.
        reason: String,
    },
    /// A rule has a regex that is none, or no keyword.
    #[error("the rule for secrets '{id}' cannot be used: {reason}. Mend it, or remove it")]
    Rule {
        /// The rule.
        id: String,
        /// What is wrong.
        reason: String,
    },
    /// The keywords are too many.
    #[error("the keywords of the rules for secrets cannot be used: {reason}")]
    Keywords {
        /// What is wrong.
        reason: String,
    },
}

/// A file of rules.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Table {
    pub rule: Vec<RawRule>,
    pub file: Vec<RawFile>,
    pub plain: Vec<RawPlain>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub id: String,
    pub name: String,
    pub keywords: Vec<String>,
    pub regex: String,
    #[serde(default)]
    pub entropy: f32,
    #[serde(default)]
    pub digit: bool,
    #[serde(default)]
    pub allow: Vec<String>,
    #[serde(default)]
    pub reach: Option<usize>,
    #[serde(default)]
    pub before: Option<usize>,
    #[serde(default)]
    pub weak: bool,
    #[serde(default)]
    pub settings: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    pub pattern: String,
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPlain {
    pub pattern: String,
}

impl Table {
    pub fn read(text: &str) -> Result<Self, RuleError> {
        toml::from_str(text).map_err(|error| RuleError::Form { reason: error.to_string() })
    }

    pub fn add(&mut self, other: Table) {
        self.rule.extend(other.rule);
        self.file.extend(other.file);
        self.plain.extend(other.plain);
    }
}

/// A rule. Its regexes are compiled when they are first needed: most never are.
pub(super) struct Rule {
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub entropy: f32,
    pub digit: bool,
    pub reach: usize,
    pub before: usize,
    pub weak: bool,
    /// Only for settings files, and text that is no file.
    pub settings: bool,
    regex: Lazy,
    allow: Vec<Lazy>,
}

struct Lazy {
    pattern: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Lazy {
    fn new(pattern: String) -> Self {
        Self { pattern, compiled: OnceLock::new() }
    }

    fn get(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| compile(&self.pattern).ok()).as_ref()
    }
}

fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::builder()
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .configure(Regex::config().utf8_empty(false))
        .build(pattern)
        .map_err(|error| error.syntax_error().map_or_else(|| error.to_string(), ToString::to_string))
}

/// Whether it is a regex, without the cost of making one that runs.
fn check(pattern: &str) -> Result<(), String> {
    syntax::parse_with(pattern, &syntax::Config::new().unicode(false).utf8(false))
        .map(drop)
        .map_err(|error| error.to_string())
}

impl Rule {
    pub fn new(mut raw: RawRule) -> Result<Self, RuleError> {
        raw.regex = raw.regex.replace("%IS%", IS);
        let wrong = |reason: String| RuleError::Rule { id: raw.id.clone(), reason };
        if raw.keywords.is_empty() || raw.keywords.iter().any(String::is_empty) {
            return Err(wrong("it has no keywords".to_owned()));
        }
        for pattern in std::iter::once(&raw.regex).chain(&raw.allow) {
            check(pattern).map_err(wrong)?;
        }
        Ok(Self {
            id: raw.id.into(),
            name: raw.name.into(),
            entropy: raw.entropy,
            digit: raw.digit,
            reach: raw.reach.unwrap_or(REACH),
            before: raw.before.unwrap_or(BEFORE),
            weak: raw.weak,
            settings: raw.settings,
            regex: Lazy::new(raw.regex),
            allow: raw.allow.into_iter().map(Lazy::new).collect(),
        })
    }

    /// `None` for one too large to run.
    pub fn regex(&self) -> Option<&Regex> {
        self.regex.get()
    }

    pub fn allows(&self, secret: &[u8]) -> bool {
        self.allow.iter().filter_map(Lazy::get).any(|regex| regex.is_match(secret))
    }
}

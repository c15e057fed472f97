//! Arguments of a command: what the palette, a key binding or the command line hands to it. Values are plain
//! data (text, whole numbers, yes/no), named or by position.

use smol_str::SmolStr;

/// One argument's value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Text, also paths and file names.
    Text(SmolStr),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.into())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text.into())
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(number)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Flag(flag)
    }
}

impl Value {
    /// The value as the command line would write it.
    pub fn to_text(&self) -> SmolStr {
        match self {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string().into(),
            Value::Flag(flag) => if *flag { "true" } else { "false" }.into(),
        }
    }

    /// A number, also one written as text.
    pub fn to_number(&self) -> Option<i64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            Value::Flag(_) => None,
        }
    }

    /// Yes or no, also written as `true`/`false`, `on`/`off`, `yes`/`no`.
    pub fn to_flag(&self) -> Option<bool> {
        match self {
            Value::Flag(flag) => Some(*flag),
            Value::Number(number) => Some(*number != 0),
            Value::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "on" | "yes" | "1" => Some(true),
                "false" | "off" | "no" | "0" => Some(false),
                _ => None,
            },
        }
    }
}

/// What an argument must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgKind {
    /// Any text.
    Text,
    /// A path; relative ones start at the project's folder.
    Path,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
}

/// Describes one argument of a command.
#[derive(Clone, Copy, Debug)]
pub struct ArgSpec {
    /// Name used in the keymap file and in help.
    pub name: &'static str,
    /// What it must look like.
    pub kind: ArgKind,
    /// Whether the command refuses to run without it (otherwise it asks or uses a default).
    pub required: bool,
    /// One sentence.
    pub help: &'static str,
}

impl ArgSpec {
    /// An argument that may be left out.
    pub const fn optional(name: &'static str, kind: ArgKind, help: &'static str) -> Self {
        Self { name, kind, required: false, help }
    }

    /// An argument without which the command refuses.
    pub const fn required(name: &'static str, kind: ArgKind, help: &'static str) -> Self {
        Self { name, kind, required: true, help }
    }
}

/// The arguments of one call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Args {
    positional: Vec<Value>,
    named: Vec<(SmolStr, Value)>,
}

impl Args {
    /// No arguments.
    pub const NONE: Args = Args { positional: Vec::new(), named: Vec::new() };

    /// Arguments by position.
    pub fn of<V: Into<Value>>(values: impl IntoIterator<Item = V>) -> Self {
        Self { positional: values.into_iter().map(Into::into).collect(), named: Vec::new() }
    }

    /// Adds a named argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.named.push((name.into(), value.into()));
        self
    }

    /// Adds the next argument by position.
    pub fn push(&mut self, value: impl Into<Value>) {
        self.positional.push(value.into());
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.positional.is_empty() && self.named.is_empty()
    }

    /// How many were given by position.
    pub fn positional(&self) -> &[Value] {
        &self.positional
    }

    /// The names that were given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|(name, _)| name.as_str())
    }

    /// The argument called `name`, or else the one at `index`.
    pub fn get(&self, index: usize, name: &str) -> Option<&Value> {
        self.named
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value)
            .or_else(|| self.positional.get(index))
    }

    /// The argument as text.
    pub fn text(&self, index: usize, name: &str) -> Option<SmolStr> {
        self.get(index, name).map(Value::to_text)
    }

    /// The argument as a number; `None` also when it is not one.
    pub fn number(&self, index: usize, name: &str) -> Option<i64> {
        self.get(index, name).and_then(Value::to_number)
    }

    /// The argument as yes or no; `None` also when it is neither.
    pub fn flag(&self, index: usize, name: &str) -> Option<bool> {
        self.get(index, name).and_then(Value::to_flag)
    }

    /// Whether the values fit what the command expects.
    ///
    /// # Errors
    /// One sentence that names the argument.
    pub fn check(&self, specs: &[ArgSpec]) -> Result<(), String> {
        if let Some(extra) = self.positional.get(specs.len()) {
            return Err(format!("unexpected argument “{}”", extra.to_text()));
        }
        if let Some(name) = self.names().find(|name| specs.iter().all(|spec| spec.name != *name)) {
            return Err(format!("no argument is called “{name}”"));
        }
        for (index, spec) in specs.iter().enumerate() {
            let Some(value) = self.get(index, spec.name) else {
                if spec.required {
                    return Err(format!("the argument “{}” is missing", spec.name));
                }
                continue;
            };
            let fits = match spec.kind {
                ArgKind::Text | ArgKind::Path => true,
                ArgKind::Number => value.to_number().is_some(),
                ArgKind::Flag => value.to_flag().is_some(),
            };
            if !fits {
                return Err(format!("“{}” does not fit the argument “{}”", value.to_text(), spec.name));
            }
        }
        Ok(())
    }
}

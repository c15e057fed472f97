//! The bindings: defaults made from the command table, the user's file over them, and the question which command a
//! sequence of chords means where. Reading and watching the file is the store's business.

use std::ops::Range;

use justbuilt_base::Diagnostic;
use serde::Deserialize;
use toml::Spanned;

use super::chord::{Chord, parse_chords};
use crate::command::{Args, CommandId, CommandTable, Focus, Value, When};

/// One binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// One chord, or two pressed after each other.
    pub chords: Vec<Chord>,
    /// Where it works.
    pub when: When,
    /// What it runs; `None` takes a default away.
    pub command: Option<CommandId>,
    /// With what.
    pub args: Args,
    /// Whether it is the user's.
    pub user: bool,
}

/// What a sequence of chords means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// Nothing.
    None,
    /// The beginning of a longer sequence, and what it means when nothing follows, the most specific first.
    Prefix(Vec<&'a Binding>),
    /// These commands, the most specific first; the first one that is enabled is meant.
    Match(Vec<&'a Binding>),
}

/// All bindings, the defaults first.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    /// Grows with every change.
    pub revision: u64,
    bindings: Vec<Binding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    bind: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    keys: Spanned<String>,
    command: Spanned<String>,
    #[serde(default)]
    args: Vec<toml::Value>,
    when: Option<Spanned<String>>,
}

impl Keymap {
    /// The default bindings of a table of commands; `mac` reads ctrl as cmd where a command has no Mac keys.
    pub fn defaults(table: &CommandTable, mac: bool) -> Self {
        let mut bindings = Vec::new();
        for spec in table.iter() {
            let own_mac = mac && !spec.mac_keys.is_empty();
            for keys in if own_mac { spec.mac_keys } else { spec.keys } {
                let Ok(mut chords) = parse_chords(keys) else {
                    log::error!("{}: cannot read the default keys “{keys}”", spec.id);
                    continue;
                };
                if mac && !own_mac {
                    chords = chords.into_iter().map(Chord::with_cmd_for_ctrl).collect();
                }
                let command = Some(CommandId::new(spec.id));
                bindings.push(Binding { chords, when: spec.when, command, args: Args::NONE, user: false });
            }
        }
        Self { revision: 0, bindings }
    }

    /// These bindings with the user's file over them. What cannot be read is left out and told; when the file is no
    /// TOML at all, `Err` has the reason and nothing changes.
    ///
    /// # Errors
    /// The file is not TOML, or has keys that no keymap has.
    pub fn with_user(
        &self,
        text: &str,
        table: &CommandTable,
    ) -> Result<(Self, Vec<Diagnostic>), Box<Diagnostic>> {
        let file: File = toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            Box::new(at(text, span, Diagnostic::error(error.message().to_owned())))
        })?;
        let mut keymap = Self { revision: self.revision, bindings: self.bindings.clone() };
        let mut problems = Vec::new();
        for entry in file.bind {
            match entry.get_ref().read(table) {
                Ok(binding) => keymap.bindings.push(binding),
                Err((span, message)) => problems.push(at(text, span, Diagnostic::error(message))),
            }
        }
        Ok((keymap, problems))
    }

    /// What `chords` mean while `focus` has the keyboard.
    pub fn lookup(&self, chords: &[Chord], focus: Focus) -> Lookup<'_> {
        let mut found: Vec<(usize, &Binding)> = Vec::new();
        let mut prefix = false;
        for (index, binding) in self.bindings.iter().enumerate() {
            if !binding.when.holds(focus) || !binding.chords.starts_with(chords) {
                continue;
            }
            if binding.chords.len() > chords.len() {
                prefix |= binding.command.is_some() && !self.is_taken_away(index);
            } else if !self.is_taken_away(index) {
                found.push((index, binding));
            }
        }
        found.sort_by_key(|(index, binding)| {
            (
                std::cmp::Reverse(binding.user),
                std::cmp::Reverse(binding.when.rank()),
                std::cmp::Reverse(*index),
            )
        });
        let found: Vec<&Binding> = found
            .into_iter()
            .map(|(_, binding)| binding)
            .filter(|binding| binding.command.is_some())
            .collect();
        match (found.is_empty(), prefix) {
            (false, false) => Lookup::Match(found),
            // A default on the first chord of a longer sequence waits for that, but never what the user bound to it.
            (false, true) if found.iter().any(|binding| binding.user) => Lookup::Match(found),
            (_, true) => Lookup::Prefix(found),
            (true, false) => Lookup::None,
        }
    }

    /// The chords that run a command without arguments: the user's last binding, or else the first default.
    pub fn chords_of(&self, command: &str) -> Option<&[Chord]> {
        let fits = |(index, binding): &(usize, &Binding)| {
            binding.command.as_ref().is_some_and(|id| id.as_str() == command)
                && binding.args.is_empty()
                && !self.is_taken_away(*index)
        };
        let indexed = || self.bindings.iter().enumerate();
        indexed()
            .rfind(|(index, binding)| binding.user && fits(&(*index, *binding)))
            .or_else(|| indexed().find(fits))
            .map(|(_, binding)| binding.chords.as_slice())
    }

    /// The keys of a command as a person reads them, such as `Ctrl+K Ctrl+S`.
    pub fn keys_text(&self, command: &str) -> Option<String> {
        let chords = self.chords_of(command)?;
        Some(chords.iter().map(|chord| chord.parts().join("+")).collect::<Vec<_>>().join(" "))
    }

    /// All bindings that are in force.
    pub fn iter(&self) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .enumerate()
            .filter(|(index, binding)| binding.command.is_some() && !self.is_taken_away(*index))
            .map(|(_, binding)| binding)
    }

    /// A later binding of the user's without a command takes away the same chords in the same place.
    fn is_taken_away(&self, index: usize) -> bool {
        let Some(binding) = self.bindings.get(index) else { return true };
        self.bindings.get(index + 1..).unwrap_or_default().iter().any(|later| {
            later.user
                && later.command.is_none()
                && later.chords == binding.chords
                && (later.when == binding.when || later.when == When::Always)
        })
    }
}

impl Entry {
    fn read(&self, table: &CommandTable) -> Result<Binding, (Range<usize>, String)> {
        let chords =
            parse_chords(self.keys.get_ref()).map_err(|error| (self.keys.span(), error.to_string()))?;
        let name = self.command.get_ref().as_str();
        let when = match &self.when {
            Some(when) => Some(When::from_name(when.get_ref()).ok_or_else(|| {
                let known: Vec<&str> = When::ALL.iter().map(|when| when.name()).collect();
                (
                    when.span(),
                    format!("there is no place “{}”; there are {}", when.get_ref(), known.join(", ")),
                )
            })?),
            None => None,
        };
        if name == "none" {
            let when = when.unwrap_or(When::Always);
            return Ok(Binding { chords, when, command: None, args: Args::NONE, user: true });
        }
        let Some(spec) = table.get(name) else {
            return Err((self.command.span(), format!("there is no command “{name}”")));
        };
        let mut args = Args::default();
        for value in &self.args {
            match value {
                toml::Value::String(text) => args.push(text.as_str()),
                toml::Value::Integer(number) => args.push(*number),
                toml::Value::Boolean(flag) => args.push(*flag),
                _ => {
                    return Err((
                        self.command.span(),
                        "arguments are text, whole numbers, true or false".into(),
                    ));
                }
            }
        }
        args.check(spec.args).map_err(|reason| (self.command.span(), format!("{name}: {reason}")))?;
        let command = Some(CommandId::new(spec.id));
        Ok(Binding { chords, when: when.unwrap_or(spec.when), command, args, user: true })
    }
}

fn at(text: &str, span: Range<usize>, diagnostic: Diagnostic) -> Diagnostic {
    let line = text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count();
    diagnostic.at_line(line).at_range(span)
}

/// The arguments of a binding as the keymap file writes them.
pub fn args_text(args: &Args) -> String {
    args.positional().iter().map(Value::to_text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;

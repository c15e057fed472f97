//! One key stroke with its modifiers, as text: `ctrl+shift+p`. Names follow VS Code's; any order of modifiers and
//! any case is read, one form is written. Physical keys and layouts are the face's business.

use std::fmt;
use std::str::FromStr;

use smol_str::SmolStr;

/// A key with its modifiers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    ctrl: bool,
    shift: bool,
    alt: bool,
    cmd: bool,
    key: SmolStr,
}

/// Why a chord cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChordError {
    /// No key after the modifiers.
    #[error("“{0}” names no key; write something like `ctrl+shift+p`")]
    NoKey(String),
    /// Not a modifier.
    #[error("“{word}” in “{chord}” is not a modifier; there are ctrl, shift, alt and cmd")]
    Modifier {
        /// What stands there.
        word: String,
        /// In which chord.
        chord: String,
    },
    /// Not a key.
    #[error("“{word}” in “{chord}” is not a key; keys are written as `a`, `f5`, `enter`, `pageup`, `[`")]
    Key {
        /// What stands there.
        word: String,
        /// In which chord.
        chord: String,
    },
}

const NAMED: &[&str] = &[
    "enter",
    "escape",
    "tab",
    "backspace",
    "delete",
    "insert",
    "home",
    "end",
    "pageup",
    "pagedown",
    "up",
    "down",
    "left",
    "right",
    "space",
    "plus",
];

const ALIASES: &[(&str, &str)] = &[
    ("esc", "escape"),
    ("return", "enter"),
    ("del", "delete"),
    ("ins", "insert"),
    ("pgup", "pageup"),
    ("pgdn", "pagedown"),
    ("page_up", "pageup"),
    ("page_down", "pagedown"),
    ("arrowup", "up"),
    ("arrowdown", "down"),
    ("arrowleft", "left"),
    ("arrowright", "right"),
    ("+", "plus"),
];

fn key_name(word: &str) -> Option<SmolStr> {
    let word = word.to_ascii_lowercase();
    let word = ALIASES.iter().find(|(alias, _)| *alias == word).map_or(word.as_str(), |(_, name)| *name);
    let function_key =
        word.strip_prefix('f').and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| (1..=35).contains(&n));
    let mut chars = word.chars();
    let single =
        matches!((chars.next(), chars.next()), (Some(c), None) if !c.is_whitespace() && !c.is_control());
    (single || function_key || NAMED.contains(&word)).then(|| word.into())
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        let text = text.trim();
        let (modifiers, key) = match text.strip_suffix('+') {
            // `ctrl++`, or `+` alone.
            Some(rest) if rest.is_empty() || rest.ends_with('+') => (rest.trim_end_matches('+'), "+"),
            Some(_) => return Err(ChordError::NoKey(text.to_owned())),
            None => text.rsplit_once('+').unwrap_or(("", text)),
        };
        if key.is_empty() {
            return Err(ChordError::NoKey(text.to_owned()));
        }
        let Some(key) = key_name(key) else {
            return Err(ChordError::Key { word: key.to_owned(), chord: text.to_owned() });
        };
        let mut chord = Chord { ctrl: false, shift: false, alt: false, cmd: false, key };
        for word in modifiers.split('+').filter(|word| !word.is_empty()) {
            match word.to_ascii_lowercase().as_str() {
                "ctrl" | "control" => chord.ctrl = true,
                "shift" => chord.shift = true,
                "alt" | "option" | "opt" => chord.alt = true,
                "cmd" | "command" | "meta" | "super" | "win" => chord.cmd = true,
                _ => return Err(ChordError::Modifier { word: word.to_owned(), chord: text.to_owned() }),
            }
        }
        Ok(chord)
    }
}

impl Chord {
    /// The chord with cmd in place of ctrl: how default keys read on a Mac.
    #[must_use]
    pub fn with_cmd_for_ctrl(mut self) -> Self {
        if self.ctrl {
            self.ctrl = false;
            self.cmd = true;
        }
        self
    }

    /// Whether pressing it types a character when no command takes it: no modifier but shift, and a character key.
    pub fn types_text(&self) -> bool {
        !self.ctrl
            && !self.alt
            && !self.cmd
            && (self.key.chars().count() == 1 || self.key == "space" || self.key == "plus")
    }

    /// Whether a text event may follow it: with Alt held, and with Ctrl and Alt (AltGr), some systems still send the
    /// character.
    pub fn may_type_text(&self) -> bool {
        !self.cmd
            && self.ctrl <= self.alt
            && (self.key.chars().count() == 1 || self.key == "space" || self.key == "plus")
    }

    /// The text it types when no command takes it.
    pub fn typed(&self) -> Option<SmolStr> {
        if !self.types_text() {
            return None;
        }
        Some(match self.key.as_str() {
            "space" => " ".into(),
            "plus" => "+".into(),
            key if self.shift => key.to_uppercase().into(),
            key => key.into(),
        })
    }

    /// The parts as a person reads them: `Ctrl`, `Shift`, `P`.
    pub fn parts(&self) -> Vec<SmolStr> {
        let mut parts: Vec<SmolStr> = Vec::new();
        for (held, name) in [(self.ctrl, "Ctrl"), (self.shift, "Shift"), (self.alt, "Alt"), (self.cmd, "Cmd")]
        {
            if held {
                parts.push(name.into());
            }
        }
        parts.push(match self.key.as_str() {
            "pageup" => "PgUp".into(),
            "pagedown" => "PgDn".into(),
            "plus" => "+".into(),
            "escape" => "Esc".into(),
            "delete" => "Del".into(),
            "insert" => "Ins".into(),
            "up" => "↑".into(),
            "down" => "↓".into(),
            "left" => "←".into(),
            "right" => "→".into(),
            key => {
                let mut chars = key.chars();
                chars.next().map_or_else(SmolStr::default, |c| {
                    c.to_uppercase().chain(chars).collect::<String>().into()
                })
            }
        });
        parts
    }
}

impl fmt::Display for Chord {
    /// The form that is read back: `ctrl+shift+alt+cmd+key`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl"), (self.shift, "shift"), (self.alt, "alt"), (self.cmd, "cmd")]
        {
            if held {
                write!(f, "{name}+")?;
            }
        }
        f.write_str(&self.key)
    }
}

/// Reads the chords of one binding, separated by blanks.
///
/// # Errors
/// The first chord that cannot be read.
pub fn parse_chords(text: &str) -> Result<Vec<Chord>, ChordError> {
    let chords: Vec<Chord> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    if chords.is_empty() { Err(ChordError::NoKey(text.to_owned())) } else { Ok(chords) }
}

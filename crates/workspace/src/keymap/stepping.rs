//! Key strokes of a script: looked up in the keymap as the face does it, without a window.

use super::{Chord, Lookup};
use crate::command::{Args, Command, CommandError, CommandId, CommandResult, Focus};
use crate::workspace::Workspace;

impl Workspace {
    /// Does what these strokes mean one after the other, where the keyboard is now; without a window that is the text
    /// of the active tab. Strokes that are no command but a character type it.
    ///
    /// # Errors
    /// A stroke cannot be read or means nothing here, or its command fails.
    pub(crate) fn keymap_run_keys(&mut self, keys: &[String]) -> CommandResult {
        let mut pending: Vec<Chord> = Vec::new();
        for key in keys {
            let chord = key.parse::<Chord>().map_err(|error| CommandError::Failed(error.to_string()))?;
            pending.push(chord.clone());
            match self.keymap_meaning(&pending) {
                Meaning::More => continue,
                Meaning::Run(id, args) => self.try_run(Command::Run { id, args })?,
                Meaning::Nothing if pending.len() == 1 && chord.types_text() => self.keymap_type(&chord)?,
                Meaning::Nothing => {
                    let strokes: Vec<String> = pending.iter().map(ToString::to_string).collect();
                    return Err(CommandError::Failed(format!("“{}” means nothing here", strokes.join(" "))));
                }
            }
            pending.clear();
        }
        if pending.is_empty() {
            return Ok(());
        }
        let strokes: Vec<String> = pending.iter().map(ToString::to_string).collect();
        Err(CommandError::Failed(format!("“{}” is only the beginning of a key sequence", strokes.join(" "))))
    }

    fn keymap_meaning(&mut self, chords: &[Chord]) -> Meaning {
        let focus = match self.focus {
            Focus::None if self.active_view_id().is_some() => Focus::Editor,
            focus => focus,
        };
        let keymap = self.keymap.current();
        match keymap.lookup(chords, focus) {
            Lookup::None => Meaning::Nothing,
            Lookup::Prefix(_) => Meaning::More,
            Lookup::Match(bindings) => {
                let snapshot = self.snapshot();
                let meant = bindings.into_iter().find_map(|binding| {
                    let spec = self.commands.find(binding.command.as_ref()?)?;
                    (spec.enabled)(&snapshot).then(|| Meaning::Run(spec.id.into(), binding.args.clone()))
                });
                meant.unwrap_or(Meaning::Nothing)
            }
        }
    }

    fn keymap_type(&mut self, chord: &Chord) -> CommandResult {
        let view = self.active_view_id().ok_or(CommandError::NotNow("no text has the keyboard"))?;
        match chord.typed() {
            Some(text) => self.type_text(view, &text),
            None => Err(CommandError::NotNow("the key types nothing")),
        }
    }
}

/// What strokes so far mean.
enum Meaning {
    Nothing,
    /// The beginning of something.
    More,
    Run(CommandId, Args),
}

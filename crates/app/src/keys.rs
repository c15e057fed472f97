//! Between egui's keys and the keymap's chords (`ctrl+shift+p`). Which chord means which command is the
//! workspace's keymap; which widget gets a key that is no command is egui's business.

use egui::{Event, Key, Modifiers};

/// Keys whose name differs from egui's, in lower case.
const NAMES: &[(Key, &str)] = &[
    (Key::ArrowDown, "down"),
    (Key::ArrowLeft, "left"),
    (Key::ArrowRight, "right"),
    (Key::ArrowUp, "up"),
    (Key::Colon, ":"),
    (Key::Comma, ","),
    (Key::Minus, "-"),
    (Key::Period, "."),
    (Key::Plus, "plus"),
    (Key::Equals, "="),
    (Key::Semicolon, ";"),
    (Key::Backslash, "\\"),
    (Key::Slash, "/"),
    (Key::Pipe, "|"),
    (Key::Questionmark, "?"),
    (Key::Exclamationmark, "!"),
    (Key::OpenBracket, "["),
    (Key::CloseBracket, "]"),
    (Key::OpenCurlyBracket, "{"),
    (Key::CloseCurlyBracket, "}"),
    (Key::Backtick, "`"),
    (Key::Quote, "'"),
];

/// The chord as the keymap writes it: modifiers in the order ctrl, shift, alt, cmd, then the key's name.
pub fn chord_text(key: Key, modifiers: Modifiers) -> String {
    let mut text = String::new();
    // On a Mac egui reports the command key as `mac_cmd`, and `command` beside it; elsewhere `command` is ctrl.
    if modifiers.ctrl {
        text.push_str("ctrl+");
    }
    if modifiers.shift {
        text.push_str("shift+");
    }
    if modifiers.alt {
        text.push_str("alt+");
    }
    if modifiers.mac_cmd {
        text.push_str("cmd+");
    }
    match NAMES.iter().find(|(known, _)| *known == key) {
        Some((_, name)) => text.push_str(name),
        None => text.push_str(&key.name().to_ascii_lowercase()),
    }
    text
}

/// The key press that a chord stands for, for scripts; `None` when the chord names no key.
pub fn press(chord: &str) -> Option<(Key, Modifiers)> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = chord;
    while let Some((word, tail)) = rest.split_once('+').filter(|(_, tail)| !tail.is_empty()) {
        match word.to_ascii_lowercase().as_str() {
            "ctrl" => {
                modifiers.ctrl = true;
                modifiers.command |= !cfg!(target_os = "macos");
            }
            "shift" => modifiers.shift = true,
            "alt" | "option" => modifiers.alt = true,
            "cmd" | "super" | "meta" => {
                modifiers.mac_cmd = true;
                modifiers.command |= cfg!(target_os = "macos");
            }
            _ => return None,
        }
        rest = tail;
    }
    let name = if rest == "+" { "plus".to_owned() } else { rest.to_ascii_lowercase() };
    let key = NAMES
        .iter()
        .find(|(_, known)| *known == name)
        .map(|(key, _)| *key)
        .or_else(|| Key::ALL.iter().copied().find(|key| key.name().eq_ignore_ascii_case(&name)))?;
    Some((key, modifiers))
}

/// The events that the system would send for a key press: clipboard keys arrive as their own events.
pub fn events(key: Key, modifiers: Modifiers, clipboard: &str) -> Vec<Event> {
    let plain_command = modifiers.command && !modifiers.shift && !modifiers.alt;
    match key {
        Key::C if plain_command => vec![Event::Copy],
        Key::X if plain_command => vec![Event::Cut],
        Key::V if plain_command => vec![Event::Paste(clipboard.to_owned())],
        _ => {
            let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            let mut events = vec![event(true)];
            if key == Key::Space && !modifiers.any() {
                events.push(Event::Text(" ".to_owned()));
            }
            events.push(event(false));
            events
        }
    }
}

/// The chord of an event, when it is a press. Clipboard events read as the keys that caused them.
pub fn chord_of(event: &Event) -> Option<String> {
    let command = if cfg!(target_os = "macos") {
        Modifiers { mac_cmd: true, command: true, ..Modifiers::NONE }
    } else {
        Modifiers { ctrl: true, command: true, ..Modifiers::NONE }
    };
    match event {
        Event::Key { key, pressed: true, modifiers, .. } => Some(chord_text(*key, *modifiers)),
        Event::Copy => Some(chord_text(Key::C, command)),
        Event::Cut => Some(chord_text(Key::X, command)),
        Event::Paste(_) => Some(chord_text(Key::V, command)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_name_that_reads_back() {
        for key in Key::ALL {
            let modifiers = Modifiers { ctrl: true, shift: true, ..Modifiers::NONE };
            let text = chord_text(*key, modifiers);
            let (back, held) = press(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(back, *key, "{text}");
            assert!(held.ctrl && held.shift && !held.alt, "{text}");
        }
    }

    #[test]
    fn chords_are_written_as_in_the_keymap() {
        assert_eq!(chord_text(Key::P, Modifiers::CTRL | Modifiers::SHIFT), "ctrl+shift+p");
        assert_eq!(chord_text(Key::ArrowUp, Modifiers::ALT), "alt+up");
        assert_eq!(chord_text(Key::Backslash, Modifiers::CTRL), "ctrl+\\");
        assert_eq!(
            chord_of(&Event::Copy).as_deref(),
            Some(if cfg!(target_os = "macos") { "cmd+c" } else { "ctrl+c" })
        );
        assert_eq!(press("ctrl++").map(|(key, _)| key), Some(Key::Plus));
        assert_eq!(press("hyper+x"), None);
        assert_eq!(press("ctrl+nosuchkey"), None);
    }
}

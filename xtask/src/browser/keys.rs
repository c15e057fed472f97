//! Keys and clicks, as a keyboard and a mouse make them.

use super::cdp::{Browser, Page};
use anyhow::Result;
use serde_json::{Value, json};

/// The Control key, as a modifier of [`chord`].
pub const CTRL: u32 = 2;
const SHIFT: u32 = 8;

/// A press and release of the left button, in CSS pixels.
///
/// # Errors
/// When the browser does not answer.
pub fn click(browser: &mut Browser, page: &Page, x: f64, y: f64) -> Result<()> {
    for (kind, buttons, count) in [("mouseMoved", 0, 0), ("mousePressed", 1, 1), ("mouseReleased", 0, 1)] {
        let button = if count == 0 { "none" } else { "left" };
        let event = json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": count });
        browser.call(Some(page), "Input.dispatchMouseEvent", event)?;
    }
    settle(browser, page)
}

/// A key that writes nothing, with modifiers: the name is both its `key` and its `code`.
///
/// # Errors
/// When the browser does not answer.
pub fn chord(browser: &mut Browser, page: &Page, modifiers: u32, name: &str) -> Result<()> {
    let code = match name {
        "Home" => 36,
        "End" => 35,
        _ => 0,
    };
    let key = json!({ "key": name, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers });
    press(browser, page, &key, "rawKeyDown")?;
    settle(browser, page)
}

/// Types a text on an American keyboard.
///
/// # Errors
/// When the browser does not answer.
pub fn type_text(browser: &mut Browser, page: &Page, text: &str) -> Result<()> {
    for c in text.chars() {
        press(browser, page, &key_for(c), "keyDown")?;
    }
    Ok(())
}

/// Two frames, so that what was sent has been handled.
fn settle(browser: &mut Browser, page: &Page) -> Result<()> {
    let frames = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
    browser.evaluate(page, frames).map(drop)
}

fn press(browser: &mut Browser, page: &Page, key: &Value, down: &str) -> Result<()> {
    for kind in [down, "keyUp"] {
        let mut event = key.clone();
        event["type"] = kind.into();
        if kind == "keyUp" {
            event["text"] = "".into();
        }
        browser.call(Some(page), "Input.dispatchKeyEvent", event)?;
    }
    Ok(())
}

/// The key event that writes a character.
fn key_for(c: char) -> Value {
    if c == '\n' {
        return json!({ "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r" });
    }
    let upper = c.to_ascii_uppercase();
    let (code, number) = match c {
        'a'..='z' | 'A'..='Z' => (format!("Key{upper}"), u32::from(upper)),
        '0'..='9' => (format!("Digit{c}"), u32::from(c)),
        ' ' => ("Space".to_owned(), 32),
        '/' => ("Slash".to_owned(), 191),
        ':' => ("Semicolon".to_owned(), 186),
        '.' => ("Period".to_owned(), 190),
        ',' => ("Comma".to_owned(), 188),
        _ => (String::new(), 0),
    };
    let modifiers = if c.is_ascii_uppercase() || c == ':' { SHIFT } else { 0 };
    json!({ "key": c, "code": code, "windowsVirtualKeyCode": number, "text": c, "modifiers": modifiers })
}

#[cfg(test)]
mod tests {
    //! What a character becomes on the keyboard.
    use super::*;

    #[test]
    fn characters_have_their_keys() {
        let a = key_for('A');
        assert_eq!((&a["code"], &a["text"], &a["modifiers"]), (&json!("KeyA"), &json!("A"), &json!(SHIFT)));
        let enter = key_for('\n');
        assert_eq!((&enter["key"], &enter["text"]), (&json!("Enter"), &json!("\r")));
        assert_eq!(key_for('é')["text"], json!("é"));
    }
}

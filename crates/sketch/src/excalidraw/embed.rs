//! Scenes within pictures: in a text chunk of a PNG, in a comment of an SVG.
//!
//! What lies there is either the scene itself (old), or an envelope
//! `{"version":"1","encoding":"bstring","compressed":true,"encoded":…}` whose `encoded` has one character per byte of
//! the scene packed by zlib. The reference are `data/encode.ts` and `data/image.ts` of
//! <https://github.com/excalidraw/excalidraw>.
//!
//! Not here: the picture.

use super::Error;
use crate::{json, png};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use justbuilt_base::Diagnostic;
use serde_json::{Value, json};

/// The keyword of the chunk, and the type named in the SVG.
const MEDIA_TYPE: &str = "application/vnd.excalidraw+json";
const START: &str = "<!-- payload-start -->";
const END: &str = "<!-- payload-end -->";

/// The scene in a PNG, as JSON text.
///
/// # Errors
/// When there is none, or when it cannot be unpacked.
pub fn payload_of_png(bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Result<String, Error> {
    let (chunks, whole) = png::chunks(bytes);
    if !whole {
        json::tell(diagnostics, Diagnostic::warning("the picture is cut short or broken"));
    }
    if chunks.iter().any(|chunk| &chunk.kind == b"tEXt" && !chunk.sound) {
        json::tell(
            diagnostics,
            Diagnostic::warning("the text in the picture was changed: its checksum is wrong"),
        );
    }
    let data = png::text(bytes, MEDIA_TYPE).ok_or(Error::NoScene("PNG"))?;
    unpack(&data, "PNG")
}

/// Whether there is a scene in a PNG; it is not unpacked.
#[must_use]
pub fn is_inside(picture: &[u8]) -> bool {
    picture.starts_with(png::SIGNATURE) && png::text(picture, MEDIA_TYPE).is_some()
}

/// The scene in an SVG, as JSON text.
///
/// # Errors
/// When there is none, or when it cannot be unpacked.
pub fn payload_of_svg(text: &str) -> Result<String, Error> {
    let after = text.split_once(START).ok_or(Error::NoScene("SVG"))?.1;
    let (payload, _) = after.split_once(END).ok_or(Error::NoScene("SVG"))?;
    let payload: String = payload.chars().filter(|c| !c.is_whitespace()).collect();
    let data = STANDARD.decode(payload).map_err(|error| Error::Payload("SVG", error.to_string()))?;
    unpack(&data, "SVG")
}

/// The scene in an envelope, or without one.
fn unpack(data: &[u8], picture: &'static str) -> Result<String, Error> {
    let latin: String = data.iter().map(|byte| char::from(*byte)).collect();
    let envelope: Option<Value> = serde_json::from_str(&latin).ok();
    let encoded = envelope.as_ref().and_then(|envelope| Some((envelope, envelope.get("encoded")?.as_str()?)));
    let Some((envelope, encoded)) = encoded else {
        // Excalidraw wrote one byte a character; other programs write UTF-8.
        return Ok(std::str::from_utf8(data).map_or(latin, str::to_owned));
    };
    let wrong = |what: &str| Error::Payload(picture, what.to_owned());
    if envelope.get("encoding").and_then(Value::as_str).is_some_and(|encoding| encoding != "bstring") {
        return Err(wrong("its encoding is not known"));
    }
    let bytes: Option<Vec<u8>> = encoded.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let bytes = bytes.ok_or_else(|| wrong("it is no string of bytes"))?;
    let bytes = match envelope.get("compressed").and_then(Value::as_bool) {
        Some(true) => png::inflate(&bytes, png::MAX_UNPACKED).map_err(|what| wrong(&what))?,
        _ => bytes,
    };
    String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8"))
}

/// The envelope of a scene, one byte a character.
fn pack(scene: &str) -> Vec<u8> {
    let encoded: String = png::deflate(scene.as_bytes()).into_iter().map(char::from).collect();
    let envelope = json!({"version": "1", "encoding": "bstring", "compressed": true, "encoded": encoded});
    envelope.to_string().chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

/// The PNG with this scene (JSON text) in it; `None` when it is no PNG.
#[must_use]
pub fn into_png(picture: &[u8], scene: &str) -> Option<Vec<u8>> {
    png::with_text(picture, MEDIA_TYPE, &pack(scene))
}

/// The SVG with this scene (JSON text) in it, after the opening tag; `None` when there is no such tag.
#[must_use]
pub fn into_svg(picture: &str, scene: &str) -> Option<String> {
    let tag = picture.find("<svg")?;
    let open = tag + picture.get(tag..)?.find('>')? + 1;
    let (head, body) = picture.split_at_checked(open)?;
    let payload = STANDARD.encode(pack(scene));
    let kind = "<!-- svg-source:excalidraw -->";
    Some(format!(
        "{head}\n{kind}\n<!-- payload-type:{MEDIA_TYPE} --><!-- payload-version:2 -->{START}{payload}{END}{body}"
    ))
}

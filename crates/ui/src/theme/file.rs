//! Theme files: TOML over one of the built-in themes, read with errors at their lines and printed back.
//! Which file is read when, and the watching of it, is the workspace's.

use std::fmt::Write as _;
use std::ops::Range;

use egui::Color32;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Colors, SyntaxColors, SyntaxStyle, Theme};

/// One problem of a theme file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ThemeError {
    /// The line, counted from 1.
    pub line: usize,
    /// Where in the file, in bytes.
    pub range: Range<usize>,
    /// What is wrong and what would be right.
    pub message: String,
}

/// See [`Theme::from_toml`].
pub(super) fn parse(source: &str) -> Result<Theme, Vec<ThemeError>> {
    let mut errors = Errors { source, found: Vec::new() };
    let (table, syntax_errors) = DeTable::parse_recoverable(source);
    for error in syntax_errors {
        errors.add(error.span().unwrap_or(0..0), error.message().to_owned());
    }
    let mut theme = base_of(table.get_ref(), &mut errors);
    for (key, value) in table.get_ref().iter() {
        match &**key.get_ref() {
            "base" => {}
            "name" => match value.get_ref().as_str() {
                Some(name) => theme.name = name.to_owned(),
                None => errors.add(value.span(), "`name` is a text".to_owned()),
            },
            "colors" => {
                each(value, "colors", &mut errors, |name, value, errors| match theme.colors.get_mut(name) {
                    Some(color) => {
                        if let Some(read) = color_of(value, errors) {
                            *color = read;
                        }
                        true
                    }
                    None => false,
                })
            }
            "syntax" => {
                each(value, "syntax", &mut errors, |name, value, errors| match theme.syntax.get_mut(name) {
                    Some(style) => {
                        style_of(style, value, errors);
                        true
                    }
                    None => false,
                })
            }
            other => {
                let message = format!("there is no `{other}`; a theme has name, base, [colors] and [syntax]");
                errors.add(key.span(), message);
            }
        }
    }
    if errors.found.is_empty() {
        Ok(theme)
    } else {
        errors.found.sort_by_key(|error| error.range.start);
        Err(errors.found)
    }
}

/// See [`Theme::to_toml`].
pub(super) fn print(theme: &Theme) -> String {
    let mut out = String::new();
    let base = if theme.dark { "dark" } else { "light" };
    let name = theme.name.replace('\\', "\\\\").replace('"', "\\\"");
    // Writing to a String cannot fail.
    let _ = writeln!(out, "name = \"{name}\"\nbase = \"{base}\"\n\n[colors]");
    for name in Colors::NAMES {
        if let Some(color) = theme.colors.get(name) {
            let _ = writeln!(out, "{name} = \"{}\"", hex(*color));
        }
    }
    let _ = writeln!(out, "\n[syntax]");
    for name in SyntaxColors::NAMES {
        let Some(style) = theme.syntax.get(name) else { continue };
        let mut traits = String::new();
        for (on, name) in [(style.bold, "bold"), (style.italic, "italic"), (style.underline, "underline")] {
            if on {
                let _ = write!(traits, ", {name} = true");
            }
        }
        let color = hex(style.color);
        let _ = match traits.is_empty() {
            true => writeln!(out, "{name} = \"{color}\""),
            false => writeln!(out, "{name} = {{ color = \"{color}\"{traits} }}"),
        };
    }
    out
}

/// The problems found so far, with what turns places into lines.
struct Errors<'a> {
    source: &'a str,
    found: Vec<ThemeError>,
}

impl Errors<'_> {
    fn add(&mut self, range: Range<usize>, message: String) {
        let before = self.source.get(..range.start.min(self.source.len())).unwrap_or_default();
        self.found.push(ThemeError { line: before.matches('\n').count() + 1, range, message });
    }
}

/// The theme that the file stands on: the dark one where it does not say.
fn base_of(table: &DeTable<'_>, errors: &mut Errors<'_>) -> Theme {
    let Some(base) = table.get("base") else { return Theme::dark() };
    match base.get_ref().as_str() {
        Some("dark") => Theme::dark(),
        Some("light") => Theme::light(),
        _ => {
            errors.add(base.span(), "`base` is \"dark\" or \"light\"".to_owned());
            Theme::dark()
        }
    }
}

/// Calls `set` for each entry of a table; it says whether the name exists.
fn each(
    value: &Spanned<DeValue<'_>>,
    table: &str,
    errors: &mut Errors<'_>,
    mut set: impl FnMut(&str, &Spanned<DeValue<'_>>, &mut Errors<'_>) -> bool,
) {
    let Some(entries) = value.get_ref().as_table() else {
        errors.add(value.span(), format!("`{table}` is a table: [{table}]"));
        return;
    };
    for (key, value) in entries.iter() {
        if !set(key.get_ref(), value, errors) {
            errors.add(key.span(), unknown(table, key.get_ref()));
        }
    }
}

/// What to say about a name that does not exist.
fn unknown(table: &str, name: &str) -> String {
    let names = if table == "colors" { Colors::NAMES } else { SyntaxColors::NAMES };
    let near =
        names.iter().min_by_key(|known| distance(name, known)).filter(|known| distance(name, known) <= 3);
    match near {
        Some(known) => format!("there is no `{name}` in [{table}]; did you mean `{known}`?"),
        None => format!("there is no `{name}` in [{table}]"),
    }
}

/// Edit distance of two short names, in bytes.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (above, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let cost = (diagonal + usize::from(x != y)).min(*above + 1).min(left + 1);
            diagonal = std::mem::replace(above, cost);
            left = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(a.len())
}

/// A colour, or `None` with an error said.
fn color_of(value: &Spanned<DeValue<'_>>, errors: &mut Errors<'_>) -> Option<Color32> {
    let color = value.get_ref().as_str().and_then(parse_hex);
    if color.is_none() {
        errors
            .add(value.span(), "a colour is written \"#rrggbb\", or \"#rrggbbaa\" to let through".to_owned());
    }
    color
}

/// A style of code: a colour, or a table of colour and traits. What is not said stays as in the base.
fn style_of(style: &mut SyntaxStyle, value: &Spanned<DeValue<'_>>, errors: &mut Errors<'_>) {
    let Some(table) = value.get_ref().as_table() else {
        if let Some(color) = color_of(value, errors) {
            style.color = color;
        }
        return;
    };
    for (key, value) in table.iter() {
        let flag = match &**key.get_ref() {
            "color" => {
                if let Some(color) = color_of(value, errors) {
                    style.color = color;
                }
                continue;
            }
            "bold" => &mut style.bold,
            "italic" => &mut style.italic,
            "underline" => &mut style.underline,
            other => {
                let message =
                    format!("there is no `{other}` here; a style has color, bold, italic and underline");
                errors.add(key.span(), message);
                continue;
            }
        };
        match value.get_ref().as_bool() {
            Some(on) => *flag = on,
            None => errors.add(value.span(), "this is true or false".to_owned()),
        }
    }
}

/// Reads `#rrggbb` and `#rrggbbaa`, not premultiplied.
fn parse_hex(text: &str) -> Option<Color32> {
    let digits = text.strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [a, b, c, d] = number.to_be_bytes();
    match digits.len() {
        6 => Some(Color32::from_rgb(b, c, d)),
        8 => Some(Color32::from_rgba_unmultiplied(a, b, c, d)),
        _ => None,
    }
}

/// Writes what [`parse_hex`] reads.
fn hex(color: Color32) -> String {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    match a {
        255 => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => format!("#{r:02x}{g:02x}{b:02x}{a:02x}"),
    }
}

//! `cargo xtask icons`: the icon font with only the icons that the sources name, in `assets/fonts/lucide.ttf`. The
//! whole font is a megabyte, of which a browser build would carry all.

mod subset;

use crate::places::Places;
use anyhow::{Context, Result};
use lucide_icons::{Icon, LUCIDE_FONT_BYTES};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the font is, from the root of the repository.
const FONT: &str = "assets/fonts/lucide.ttf";

/// Makes the font anew.
///
/// # Errors
/// When sources cannot be read, an icon is unknown, or the font cannot be written.
pub fn run(places: &Places) -> Result<()> {
    let used = used(&places.root)?;
    let font = subset::subset(LUCIDE_FONT_BYTES, used.values().copied())?;
    let path = places.root.join(FONT);
    std::fs::write(&path, &font).with_context(|| format!("writing {}", path.display()))?;
    println!("{}: {} icons, {:.1} kB", path.display(), used.len(), font.len() as f64 / 1000.0);
    Ok(())
}

/// The icons that the crates name, with the character of each.
fn used(root: &Path) -> Result<BTreeMap<String, char>> {
    let mut used = BTreeMap::new();
    for file in sources(&root.join("crates"))? {
        let source = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        for name in names(&source) {
            let glyph = glyph(name).with_context(|| format!("{}: no icon {name}", file.display()))?;
            used.insert(name.to_owned(), glyph);
        }
    }
    Ok(used)
}

/// The character of an icon by the name of its variant. The crate knows icons by lucide's own names, such as
/// `columns-2` for `Columns2`.
fn glyph(variant: &str) -> Option<char> {
    let written = |dash_before_digits: bool| {
        let mut name = String::new();
        let mut before = ' ';
        for c in variant.chars() {
            let digit = dash_before_digits && c.is_ascii_digit() && !before.is_ascii_digit();
            if (c.is_ascii_uppercase() || digit) && !name.is_empty() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
            before = c;
        }
        name
    };
    [true, false].into_iter().find_map(|dash| Icon::try_from(written(dash).as_str()).ok()).map(char::from)
}

/// What stands behind `Icon::` in a source.
fn names(source: &str) -> impl Iterator<Item = &str> {
    source.match_indices("Icon::").filter_map(|(at, mark)| {
        let other = source.get(..at)?.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = source.get(at + mark.len()..)?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        rest.get(..end).filter(|name| !other && name.starts_with(|c: char| c.is_ascii_uppercase()))
    })
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().with_context(|| format!("listing {}", folder.display()))?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;

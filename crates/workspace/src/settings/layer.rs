//! One file of settings: read with the places of its mistakes, and changed without losing comments. What cannot be read
//! is told and left as it was before, so that a typing mistake never throws all settings away.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use justbuilt_base::Diagnostic;
use justbuilt_syntax::Languages;
use toml_edit::{Document, DocumentMut, Item, Table, Value};

use super::Settings;
use super::schema::{SettingSpec, language_spec, schema, spec};

/// The values of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    values: Values,
    languages: BTreeMap<String, Values>,
}

type Values = BTreeMap<&'static str, Value>;

impl Layer {
    /// Reads a file; `before` has the values that stand in for those that cannot be read.
    pub(crate) fn read(text: &str, path: &Path, before: &Layer) -> (Layer, Vec<Diagnostic>) {
        let document = match Document::parse(text) {
            Ok(document) => document,
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let message = error.message().trim().trim_end_matches('.').to_owned();
                let told =
                    place(Diagnostic::error(format!("This is not TOML: {message}.")), text, span, path)
                        .with_help("The settings of before are used until it is corrected.");
                return (before.clone(), vec![told]);
            }
        };
        let mut reader = Reader { text, path, before, layer: Layer::default(), problems: Vec::new() };
        for (name, item) in document.iter() {
            let span = document.as_table().key(name).and_then(toml_edit::Key::span);
            reader.table(name, item, span.or_else(|| item.span()));
        }
        (reader.layer, reader.problems)
    }

    /// Sets what this file says.
    pub(crate) fn apply(&self, settings: &mut Settings) {
        for spec in schema() {
            if let Some(value) = self.values.get(spec.key) {
                spec.set(settings, value);
            }
        }
    }

    /// The languages that this file has something for.
    pub(crate) fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// Sets what this file says for a language.
    pub(crate) fn apply_language(
        &self,
        language: &str,
        settings: &mut Settings,
        keys: &mut BTreeSet<&'static str>,
    ) {
        let Some(values) = self.languages.get(language) else { return };
        for spec in schema() {
            if let Some(value) = values.get(spec.key) {
                spec.set(settings, value);
                keys.insert(spec.key);
            }
        }
    }

    /// Sets or takes away one value.
    pub(crate) fn put(&mut self, spec: &'static SettingSpec, value: Option<Value>) {
        match value {
            Some(value) => self.values.insert(spec.key, value),
            None => self.values.remove(spec.key),
        };
    }
}

/// The table that has a table for each language.
const LANGUAGE: &str = "language";

/// The setting that a key such as `language.rust.tab_width` means.
fn of_language(key: &str) -> Option<&'static SettingSpec> {
    key.rsplit('.').next().and_then(language_spec)
}

struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
    before: &'a Layer,
    layer: Layer,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn tell(&mut self, diagnostic: Diagnostic, span: Option<Range<usize>>) {
        let span = span.unwrap_or(0..0);
        self.problems.push(place(diagnostic, self.text, span, self.path));
    }

    fn table(&mut self, name: &str, item: &Item, span: Option<Range<usize>>) {
        if name == LANGUAGE {
            return self.languages(item, span);
        }
        let known = schema().iter().any(|spec| spec.table() == name);
        let Some(table) = item.as_table_like().filter(|_| known) else {
            return self.unknown(name, span);
        };
        let mut values = std::mem::take(&mut self.layer.values);
        self.values(table, name, spec, &self.before.values, &mut values);
        self.layer.values = values;
    }

    /// The tables of languages: `[language.rust]`.
    fn languages(&mut self, item: &Item, span: Option<Range<usize>>) {
        let Some(tables) = item.as_table_like() else { return self.unknown(LANGUAGE, span) };
        let known = Languages::new();
        for (name, item) in tables.iter() {
            let span = tables.key(name).and_then(toml_edit::Key::span).or_else(|| item.span());
            let (Some(id), Some(table)) = (known.by_name(name), item.as_table_like()) else {
                let told = Diagnostic::warning(format!("There is no language `{name}`."));
                self.tell(told.with_help("Its name is the one that the status bar shows."), span);
                continue;
            };
            let before = self.before.languages.get(id.as_str()).cloned().unwrap_or_default();
            let mut values = self.layer.languages.remove(id.as_str()).unwrap_or_default();
            self.values(table, &format!("{LANGUAGE}.{name}"), of_language, &before, &mut values);
            self.layer.languages.insert(id.as_str().to_owned(), values);
        }
    }

    /// Reads the values of one table; `find` gives the setting that a full key means.
    fn values(
        &mut self,
        table: &dyn toml_edit::TableLike,
        name: &str,
        find: impl Fn(&str) -> Option<&'static SettingSpec>,
        before: &Values,
        values: &mut Values,
    ) {
        for (key, item) in table.iter() {
            let full = format!("{name}.{key}");
            let key_span = table.key(key).and_then(toml_edit::Key::span);
            let Some(spec) = find(&full) else {
                self.unknown(&full, key_span.or_else(|| item.span()));
                continue;
            };
            let checked = match item.as_value() {
                Some(value) => spec.check(value).map(|()| value.clone()),
                None => Err(format!("`{full}` is one value")),
            };
            match checked {
                Ok(value) => {
                    values.insert(spec.key, value);
                }
                Err(message) => {
                    if let Some(value) = before.get(spec.key) {
                        values.insert(spec.key, value.clone());
                    }
                    self.tell(Diagnostic::error(format!("{message}.")), item.span().or(key_span));
                }
            }
        }
    }

    fn unknown(&mut self, key: &str, span: Option<Range<usize>>) {
        let mut told = Diagnostic::warning(format!("There is no setting `{key}`."));
        if let Some(near) = nearest(key) {
            told = told.with_help(format!("Did you mean `{near}`?"));
        }
        self.tell(told, span);
    }
}

fn place(diagnostic: Diagnostic, text: &str, span: Range<usize>, path: &Path) -> Diagnostic {
    let line = text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count();
    diagnostic.at_path(path).at_line(line).at_range(span)
}

/// The key that was probably meant.
fn nearest(key: &str) -> Option<&'static str> {
    let name = key.rsplit('.').next().unwrap_or(key);
    let tables = schema().iter().map(SettingSpec::table);
    let keys = schema().iter().map(|spec| spec.key);
    let wrong_table =
        schema().iter().find(|spec| spec.name() == name && spec.key != key).map(|spec| spec.key);
    let candidates: Vec<&'static str> =
        if key.contains('.') { keys.collect() } else { tables.chain(keys).collect() };
    wrong_table.or_else(|| {
        let (distance, best) = candidates.into_iter().map(|known| (distance(key, known), known)).min()?;
        (distance <= 1 + key.chars().count() / 5).then_some(best)
    })
}

/// How many letters must be put in, taken out or changed to make `b` of `a` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let best = (diagonal + usize::from(x != *y)).min(left + 1).min(*above + 1);
            diagonal = *above;
            *above = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The text of a file with one setting set (or taken out), everything else as it was. Where the file has the setting
/// commented out, as the file of defaults does, it is set there.
///
/// # Errors
/// The file is not TOML; the message has the line.
pub(crate) fn edit(text: &str, spec: &'static SettingSpec, value: Option<Value>) -> Result<String, String> {
    let wanted = edit_tables(text, spec, value.clone())?;
    let meant = |text: &str| text.parse::<DocumentMut>().ok().map(|document| plain(document.as_table()));
    match edit_line(text, spec, value.as_ref()) {
        Some(edited) if meant(&edited).is_some() && meant(&edited) == meant(&wanted) => Ok(edited),
        _ => Ok(wanted),
    }
}

/// Keys and values without comments and blanks; tables without anything in them do not count.
fn plain(table: &dyn toml_edit::TableLike) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (key, item) in table.iter() {
        match item.as_table_like() {
            Some(below) => {
                values.extend(plain(below).into_iter().map(|(name, value)| (format!("{key}.{name}"), value)));
            }
            None => {
                let value = item.as_value().map(|value| value.clone().decorated("", "").to_string());
                values.insert(key.to_owned(), value.unwrap_or_default());
            }
        }
    }
    values
}

/// Sets the line that has the setting commented out, or comments out the line that sets it.
fn edit_line(text: &str, spec: &SettingSpec, value: Option<&Value>) -> Option<String> {
    let header = format!("[{}]", spec.table());
    let mut inside = false;
    let mut edited = String::with_capacity(text.len() + 16);
    let mut done = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if content.starts_with('[') {
            inside = content == header;
        }
        let assigns = |line: &str| {
            line.strip_prefix(spec.name()).is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        let ending = line.get(content.len()..).unwrap_or_default();
        let commented = content.strip_prefix("# ").is_some_and(assigns);
        match value {
            Some(value) if inside && !done && commented => {
                let value = value.clone().decorated("", "");
                edited.push_str(&format!("{} = {value}{ending}", spec.name()));
                done = true;
            }
            None if inside && !done && assigns(content) => {
                let value = spec.get(&Settings::default());
                edited.push_str(&format!("# {} = {value}{ending}", spec.name()));
                done = true;
            }
            _ => edited.push_str(line),
        }
    }
    done.then_some(edited)
}

fn edit_tables(text: &str, spec: &SettingSpec, value: Option<Value>) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        format!("line {line} is not TOML: {}", error.message().trim().trim_end_matches('.'))
    })?;
    let root = document.as_table_mut();
    match value {
        Some(value) => {
            let table = root.entry(spec.table()).or_insert_with(|| Item::Table(Table::new()));
            let Some(table) = table.as_table_like_mut() else {
                return Err(format!("`{}` is not a table there", spec.table()));
            };
            match table.get_mut(spec.name()) {
                Some(Item::Value(old)) => {
                    let decor = old.decor().clone();
                    *old = value;
                    *old.decor_mut() = decor;
                }
                _ => {
                    table.insert(spec.name(), Item::Value(value));
                }
            }
        }
        None => {
            if let Some(table) = root.get_mut(spec.table()).and_then(Item::as_table_like_mut) {
                table.remove(spec.name());
            }
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests;

//! Changes of `providers.toml` from the page: what is there stays as it is, comments and all.

use std::path::Path;

use justbuilt_ai::providers::Providers;
use justbuilt_ai::routing::Role;
use justbuilt_store::{Fs, FsError, WriteOptions};
use toml_edit::{Array, DocumentMut, Item, Table, value};

use crate::settings::read_text;

/// What a new file says.
pub(super) const EXAMPLE: &str = "\
# Providers of models, and what may be spent on them. Changes count at once. Keys are not kept here but in the vault:
# the page Providers puts them there.

# default = \"anthropic\"                   # who is asked when nobody is named

# [provider.anthropic]                    # of a provider that comes with the editor, only what differs
# model = \"claude-sonnet-5-5\"

# [provider.work]                         # one of your own: the address is all it needs
# protocol = \"openai-chat\"                # openai-chat (default), openai-responses, anthropic, gemini, mistral, ollama
# base_url = \"https://llm.example.com/v1\"
# model = \"large\"
# env = [\"WORK_LLM_KEY\"]                  # where else the key may be
# headers = { x-team = \"blue\" }

# [route]                                 # which models do what, the first first
# chat = [\"anthropic/claude-sonnet-5-5\", \"work/large\"]
# completion = [\"mistral/codestral-latest\"]

# [[budget]]                              # what may be spent; checked before anything is sent
# usd = 5.0                               # or: tokens = 1000000
# per = \"day\"                             # request, day, month, always
";

/// Says which models a role asks; none leaves it to the editor.
pub(super) fn route(text: &str, role: Role, models: &[(String, String)]) -> Result<String, String> {
    let (before, mut document) = read(text)?;
    let key = serde_json::to_value(role).ok().and_then(|word| word.as_str().map(str::to_owned));
    let key = key.ok_or_else(|| format!("there is no word for {role}"))?;
    if models.is_empty() {
        let table = document.get_mut("route").and_then(Item::as_table_like_mut);
        let left = table.map(|table| {
            table.remove(&key);
            table.is_empty()
        });
        if left == Some(true) {
            document.remove("route");
        }
        return checked(before, &document);
    }
    let list: Array = models.iter().map(|(provider, model)| format!("{provider}/{model}")).collect();
    let table = document.entry("route").or_insert_with(|| Item::Table(Table::new()));
    let table = table.as_table_like_mut().ok_or("`route` in it is no table")?;
    put(table, &key, value(list));
    checked(before, &document)
}

/// Adds a provider, or changes one.
pub(super) fn provider(
    text: &str,
    name: &str,
    protocol: &str,
    base_url: &str,
    model: &str,
) -> Result<String, String> {
    let (before, mut document) = read(text)?;
    let providers = document.entry("provider").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let providers = providers.as_table_like_mut().ok_or("`provider` in it is no table")?;
    let entry = providers.entry(name).or_insert_with(|| Item::Table(Table::new()));
    let entry = entry.as_table_like_mut().ok_or_else(|| format!("`provider.{name}` in it is no table"))?;
    for (key, text) in [("protocol", protocol), ("base_url", base_url), ("model", model)] {
        if text.trim().is_empty() {
            entry.remove(key);
        } else {
            put(entry, key, value(text.trim()));
        }
    }
    checked(before, &document)
}

/// Sets a value; the comment behind the old one stays.
fn put(table: &mut dyn toml_edit::TableLike, key: &str, mut new: Item) {
    if let (Some(old), Some(new)) = (table.get(key).and_then(Item::as_value), new.as_value_mut()) {
        *new.decor_mut() = old.decor().clone();
    }
    table.insert(key, new);
}

/// The file; where it has nothing but comments they are what comes before it, since new tables go before comments at
/// the end.
fn read(text: &str) -> Result<(String, DocumentMut), String> {
    let document = text.parse::<DocumentMut>().map_err(|error| format!("it cannot be read: {error}"))?;
    if !document.is_empty() || text.trim().is_empty() {
        return Ok((String::new(), document));
    }
    let end = if text.ends_with('\n') { "\n" } else { "\n\n" };
    Ok((format!("{text}{end}"), DocumentMut::new()))
}

/// What will be written is a file that can be read again.
fn checked(before: String, document: &DocumentMut) -> Result<String, String> {
    let text = before + &document.to_string();
    match Providers::built_in().with_own(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads the file, changes it, and writes it.
pub(super) fn write(
    fs: &dyn Fs,
    path: &Path,
    change: impl FnOnce(&str) -> Result<String, String>,
) -> Result<(), String> {
    let told = |error: FsError| format!("{error}. {}", error.help());
    let stamp = fs.metadata(path).map(|metadata| metadata.stamp());
    let text = read_text(fs, path).map_err(told)?;
    let text = change(text.as_deref().unwrap_or(EXAMPLE))?;
    if let Some(folder) = path.parent() {
        fs.create_dir_all(folder).map_err(told)?;
    }
    let how = WriteOptions { create_new: stamp.is_err(), expect: stamp.ok(), ..WriteOptions::default() };
    fs.write_atomic(path, &mut |out| out.write_all(text.as_bytes()), &how).map(drop).map_err(told)
}

//! Which language a file is in: mode line, file name, extension, `#!` line, first line.

use std::path::Path;

use super::{LanguageId, Languages};

pub(super) fn detect(languages: &Languages, path: Option<&Path>, head: &str) -> LanguageId {
    // The second line counts for mode lines: the first may be `#!`.
    let modeline = head.lines().take(2).find_map(modeline).and_then(|name| by_mode(languages, name));
    modeline
        .or_else(|| path.and_then(|path| by_path(languages, path)))
        .or_else(|| by_shebang(languages, head.lines().next().unwrap_or_default()))
        .or_else(|| by_content(languages, head))
        .unwrap_or(LanguageId::PLAIN)
}

/// The mode in `-*- mode: x -*-`, `-*- x -*-`, `vim: ft=x`, `vim: set filetype=x:`.
fn modeline(line: &str) -> Option<&str> {
    if let Some((_, rest)) = line.split_once("-*-")
        && let Some((inner, _)) = rest.split_once("-*-")
    {
        let named = inner.split(';').find_map(|part| {
            let (key, value) = part.split_once(':')?;
            key.trim().eq_ignore_ascii_case("mode").then_some(value.trim())
        });
        return named.or_else(|| (!inner.contains(':')).then_some(inner.trim()));
    }
    let at = ["vim:", "vi:", "ex:"].iter().find_map(|mark| {
        let at = line.find(mark)?;
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace()).then_some(at + mark.len())
    })?;
    line[at..].split([' ', '\t', ':']).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        matches!(key, "ft" | "filetype" | "syntax").then_some(value)
    })
}

fn by_mode(languages: &Languages, mode: &str) -> Option<LanguageId> {
    languages.by_name(mode).or_else(|| languages.by_name(mode.strip_suffix("-mode")?))
}

fn by_path(languages: &Languages, path: &Path) -> Option<LanguageId> {
    let name = path.file_name()?.to_string_lossy();
    if let Some(index) = languages.by_filename.get(&*name) {
        return Some(languages.languages[*index].id);
    }
    // `Dockerfile.dev`, `Makefile.in`, `.env.local`, `tsconfig.build.json`
    let stem = name.trim_start_matches('.').split('.').next().unwrap_or_default();
    let dotted = format!(".{stem}");
    let extension = |name: &str| {
        let found = languages.by_extension.get(name);
        let found = found.copied().or_else(|| languages.by_extension.get(&*name.to_lowercase()).copied())?;
        Some(languages.languages[found].id)
    };
    if let Some((_, last)) = name.rsplit_once('.')
        && let Some(id) = extension(last)
    {
        return Some(id);
    }
    // `Cargo.toml.orig`, `main.rs.bak`, `config.h.in`
    let mut parts = name.rsplit('.');
    if matches!(
        parts.next(),
        Some("orig" | "bak" | "in" | "template" | "tmpl" | "example" | "sample" | "dist")
    ) && let Some(id) = parts.next().and_then(extension)
    {
        return Some(id);
    }
    let prefix = if name.starts_with('.') { dotted.as_str() } else { stem };
    if name.len() > prefix.len() {
        let index = languages.by_filename.get(prefix)?;
        return Some(languages.languages[*index].id);
    }
    None
}

fn by_shebang(languages: &Languages, line: &str) -> Option<LanguageId> {
    let command = line.strip_prefix("#!")?;
    let mut words = command.split_whitespace();
    let mut program = file_name(words.next()?);
    if program == "env" {
        program = words.map(file_name).find(|word| !word.starts_with('-') && !word.contains('='))?;
    }
    let found = |name: &str| languages.by_shebang.get(name).map(|index| languages.languages[*index].id);
    // `python3.12` is python.
    let bare = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    found(program).or_else(|| found(bare))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn by_content(languages: &Languages, head: &str) -> Option<LanguageId> {
    let start = head.trim_start_matches('\u{feff}').trim_start();
    let lower: String = start.chars().take(32).flat_map(char::to_lowercase).collect();
    let name = if lower.starts_with("<?xml") {
        "xml"
    } else if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        "html"
    } else if lower.starts_with("<?php") {
        "php"
    } else if start.starts_with("diff --git ") || start.starts_with("--- a/") {
        "diff"
    } else if start.starts_with("%YAML") {
        "yaml"
    } else if start.starts_with("{\"") || start.starts_with("[{\"") {
        "json"
    } else {
        return None;
    };
    languages.by_name(name)
}

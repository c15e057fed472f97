//! Files of other programs, real ones: read, written back byte by byte, and changed one key at a time.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use justbuilt_testkit::corpus;
use serde_json::json;

use super::*;

fn files() -> Option<Vec<(PathBuf, Format, Vec<u8>)>> {
    let folder = corpus("personas")?;
    let mut files = Vec::new();
    for format in [Format::Claude, Format::Copilot, Format::Cursor, Format::Roo, Format::Crew] {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder.join(format.name())).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        files.extend(paths.into_iter().map(|path| (path.clone(), format, fs::read(&path).unwrap())));
    }
    Some(files)
}

fn name(path: &std::path::Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn real_files_come_back_byte_by_byte() {
    let Some(files) = files() else { return };
    let mut equal: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut failed = Vec::new();
    for (path, format, bytes) in &files {
        assert_eq!(Format::detect(&path.to_string_lossy(), bytes), Some(*format), "{}", path.display());
        let count = equal.entry(format.name()).or_default();
        count.0 += 1;
        let mut file = match PersonaFile::read(*format, &name(path), bytes) {
            Ok(file) => file,
            Err(error) => {
                failed.push(error.to_string());
                continue;
            }
        };
        assert!(!file.personas().is_empty(), "{}", path.display());
        for index in 0..file.personas().len() {
            let persona = file.personas()[index].clone();
            assert!(!persona.name.is_empty() && !persona.slug.is_empty(), "{}", path.display());
            let said = persona.description.len() + persona.background.len() + persona.instructions.len();
            assert!(said > 40, "{}", path.display());
            assert_eq!(persona.rights, Default::default(), "a file gives no rights");
            file.set(index, &persona).unwrap();
        }
        if file.bytes() == *bytes {
            count.1 += 1;
        }
    }
    println!("files and equal ones: {equal:?}; failed: {failed:?}");
    assert!(files.len() >= 100, "the corpus has {} files", files.len());
    assert!(failed.len() * 100 <= files.len(), "{failed:?}");
    assert!(equal.values().all(|(read, same)| read == same), "{equal:?}");
}

/// Changes a field of each persona of each file: it is read back, all other fields are as they were, and every line
/// that is gone or new belongs to one place.
#[test]
fn one_key_changes_only_its_lines() {
    let Some(files) = files() else { return };
    let mut changes = 0;
    for (path, format, bytes) in &files {
        let Ok(read) = PersonaFile::read(*format, &name(path), bytes) else { continue };
        for index in 0..read.personas().len() {
            for change in ["description", "name", "asks", "extra", "background", "model", "applies", "always"]
            {
                let mut file = read.clone();
                let mut persona = file.personas()[index].clone();
                match change {
                    "description" => persona.description = "It: says \"this\" # and 'that'".into(),
                    "name" if *format != Format::Cursor => persona.name = "Änne - the 2nd: *new*".into(),
                    "asks" if *format != Format::Cursor => persona.asks = vec!["read".into(), "a: b".into()],
                    "applies" if *format == Format::Cursor => {
                        persona.applies = vec!["**/*.rs".into(), "src/*".into()];
                    }
                    "always" if *format == Format::Cursor => persona.always = !persona.always,
                    "extra" => {
                        let extra = persona.extra.entry(kept(*format)).or_insert_with(|| json!({}));
                        extra["x-note"] = json!("yes");
                    }
                    "background" => persona.background = "First line.\n\n  Second: line.\n".into(),
                    "model" => {
                        persona.model =
                            Some(super::super::ModelChoice { provider: "openai".into(), model: "m-1".into() })
                    }
                    _ => continue,
                }
                let what = format!("{change} of {} in {}", index, path.display());
                file.set(index, &persona).unwrap_or_else(|error| panic!("{what}: {error}"));
                let mut found =
                    PersonaFile::read(*format, &name(path), &file.bytes()).unwrap().personas()[index].clone();
                if *format == Format::Claude || *format == Format::Copilot {
                    found.slug = persona.slug.clone();
                }
                assert_eq!(found, persona, "{what}");
                let (before, after) = (String::from_utf8_lossy(bytes).into_owned(), file.bytes());
                let after = String::from_utf8_lossy(&after).into_owned();
                let same_start = before.lines().zip(after.lines()).take_while(|(a, b)| a == b).count();
                let same_end =
                    before.lines().rev().zip(after.lines().rev()).take_while(|(a, b)| a == b).count();
                let touched = before.lines().count().saturating_sub(same_start + same_end);
                let old_lines = original_lines(&read.personas()[index], change);
                assert!(touched <= old_lines, "{what}: {touched} lines, {old_lines} expected");
                changes += 1;
            }
        }
    }
    println!("changes of one key: {changes}");
    assert!(changes > 500, "{changes}");
}

fn kept(format: Format) -> String {
    if format == Format::CardPng { "card".into() } else { format.name().into() }
}

/// At most how many lines the value of a field took: those of its text, or of its list with brackets.
fn original_lines(persona: &Persona, change: &str) -> usize {
    match change {
        "description" => persona.description.len() / 20 + 3,
        "name" => persona.name.len() / 20 + 3,
        "asks" => persona.asks.len() * 4 + 2,
        "background" => persona.background.lines().count() * 6 + 4,
        _ => 1,
    }
}

#[test]
fn errors_have_a_line() {
    let line =
        |format, text: &str| PersonaFile::read(format, "x.md", text.as_bytes()).unwrap_err().to_string();
    assert!(line(Format::Claude, "no front matter").contains("line 1"));
    assert!(line(Format::Claude, "---\nname: [1]\n---\n").contains("line 2"));
    assert!(line(Format::Roo, "{\n \"customModes\": [\n 1]}").contains("line 3"));
    assert!(line(Format::Roo, "modes: []").contains("customModes"));
    assert!(line(Format::Crew, "a:\n  role: x\nb: 1\n").contains("line 3"));
    assert!(line(Format::Card, "{\"spec\": 1}").contains("no name"));
    assert!(line(Format::Own, "---\nname: a\ntraits: 3\n---\n").contains("line 3"));
    assert!(line(Format::Own, "---\nname: a\nrights: {files: x}\n---\n").contains("unknown field"));
    let error = PersonaFile::read(Format::Own, "x.md", b"---\na: \xff").unwrap_err();
    assert!(error.to_string().contains("line 2"), "{error}");
}

const CARD: &str = r#"{
  "spec": "chara_card_v2",
  "spec_version": "2.0",
  "data": {
    "name": "Ada \ud83d\ude00",
    "description": "Says little.",
    "personality": "dry",
    "system_prompt": "Answer.",
    "creator_notes": "",
    "extensions": {"depth": 1.0},
    "tags": ["a", "b"]
  }
}"#;

#[test]
fn a_card_keeps_its_bytes_and_its_picture() {
    let mut file = PersonaFile::read(Format::Card, "ada.json", CARD.as_bytes()).unwrap();
    let mut persona = file.personas()[0].clone();
    assert_eq!((persona.name.as_str(), persona.instructions.as_str()), ("Ada 😀", "Answer."));
    assert_eq!(persona.extra["card"]["extensions"], json!({"depth": 1.0}));
    persona.background = "Says \"more\".".into();
    file.set(0, &persona).unwrap();
    assert_eq!(String::from_utf8(file.bytes()).unwrap(), CARD.replace("Says little.", "Says \\\"more\\\"."));

    let head = [&png::SIGNATURE[..], &[0, 0, 0, 2, b'I', b'H', b'D', b'R', 1, 2, 0, 0, 0, 0]].concat();
    let tail = [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82];
    let other = [0, 0, 0, 1, b't', b'E', b'X', b't', b'x', 9, 9, 9, 9];
    let picture = [&head[..], &other, &png::chunk("ccv3", CARD), &png::chunk("chara", CARD), &tail].concat();
    assert_eq!(Format::detect("a.png", &picture), Some(Format::CardPng));
    let mut file = PersonaFile::read(Format::CardPng, "a.png", &picture).unwrap();
    assert_eq!(file.bytes(), picture);
    file.set(0, &persona).unwrap();
    let written = file.bytes();
    assert!(written.starts_with(&[&head[..], &other].concat()) && written.ends_with(&tail));
    let again = PersonaFile::read(Format::CardPng, "a.png", &written).unwrap();
    assert_eq!(again.personas()[0], persona);
    assert_eq!(again.documents.len(), 2, "both cards say the same");
    assert_eq!(again.documents[0].text(), again.documents[1].text());
    for cut in 0..picture.len() {
        let _ = PersonaFile::read(Format::CardPng, "a.png", &picture[..cut]);
    }
    assert!(PersonaFile::read(Format::CardPng, "a.png", &head).is_err());
}

#[test]
fn nothing_is_lost_on_the_way_through_another_format() {
    for persona in super::super::gallery() {
        for format in [
            Format::Own,
            Format::Claude,
            Format::Copilot,
            Format::Cursor,
            Format::Roo,
            Format::Crew,
            Format::Card,
        ] {
            let file = PersonaFile::export(format, std::slice::from_ref(&persona)).unwrap();
            let name = if format == Format::Cursor { format!("{}.mdc", persona.name) } else { "x".into() };
            let read = PersonaFile::read(format, &name, &file.bytes()).unwrap();
            let mut found = read.personas()[0].clone();
            found.slug = persona.slug.clone();
            assert_eq!(
                found,
                persona,
                "{} as {}:\n{}",
                persona.name,
                format.name(),
                String::from_utf8_lossy(&file.bytes())
            );
        }
    }
    let Some(files) = files() else { return };
    for (path, format, bytes) in files {
        let Ok(read) = PersonaFile::read(format, &name(&path), &bytes) else { continue };
        for persona in read.personas() {
            let own = PersonaFile::export(Format::Own, std::slice::from_ref(persona)).unwrap();
            let own = PersonaFile::read(Format::Own, "x.md", &own.bytes()).unwrap();
            assert_eq!(own.personas()[0], *persona, "{}", path.display());
            let back = PersonaFile::export(format, own.personas()).unwrap();
            let back_name =
                if format == Format::Cursor { format!("{}.mdc", persona.name) } else { "x".into() };
            let mut back =
                PersonaFile::read(format, &back_name, &back.bytes()).unwrap().personas()[0].clone();
            back.slug = persona.slug.clone();
            assert_eq!(back, *persona, "{} and back", path.display());
        }
    }
}

#[test]
fn any_damaged_file_is_read_or_refused() {
    let mut samples: Vec<Vec<u8>> =
        super::super::GALLERY.iter().map(|(_, text)| text.as_bytes()[..1500].to_vec()).collect();
    samples.push(CARD.as_bytes().to_vec());
    samples.push(
        b"customModes:\n  - slug: a\n    groups:\n      - - edit\n        - fileRegex: (x|y)\n".to_vec(),
    );
    let pieces = [
        "---\n", "\n", ": ", "- ", "[", "]", "{", "}", "\"", "'", "|\n", ">-\n", "&a ", "*a", "!!x ", "\t",
        "#", "? ", "%", "\u{feff}", "é", "\0", "  ",
    ];
    let mut read = 0;
    justbuilt_testkit::random_cases(1500, |random| {
        let mut bytes = random.pick(&samples).clone();
        for _ in 0..random.range(1..6) {
            let at = random.below(bytes.len() + 1);
            match random.below(3) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes.splice(at..at, random.pick::<&str>(&pieces).bytes()).for_each(drop),
                _ => bytes.drain(at..(at + random.below(20)).min(bytes.len())).for_each(drop),
            }
        }
        for format in Format::ALL {
            if let Ok(file) = PersonaFile::read(format, "x.md", &bytes) {
                read += 1;
                assert_eq!(file.bytes(), bytes);
            }
        }
    });
    assert!(std::env::var("SEED").is_ok() || read > 500, "{read}");
}

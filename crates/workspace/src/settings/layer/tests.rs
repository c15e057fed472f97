//! Reading settings with mistakes in them, and writing them back.

use super::*;
use crate::settings::{AutoSave, WordWrap, defaults_text};

fn read(text: &str, before: &Layer) -> (Layer, Vec<String>) {
    let (layer, problems) = Layer::read(text, Path::new("/c/settings.toml"), before);
    (layer, problems.iter().map(ToString::to_string).collect())
}

fn settings(layer: &Layer) -> Settings {
    let mut settings = Settings::default();
    layer.apply(&mut settings);
    settings
}

#[test]
fn every_setting_is_read_as_it_is_written() {
    let text = "[editor]\nfont_size = 15\ntab_width = 2\nword_wrap_column = 90\nword_wrap = \"column\"\nrulers = [80, 100]\n\
                [files]\nauto_save = \"after_delay\"\nauto_save_delay = 500\nexclude = [\"a\", \"b\"]\n\
                [appearance]\ntheme = \"light\"\nui_scale = 1.25\n";
    let (layer, problems) = read(text, &Layer::default());
    assert!(problems.is_empty(), "{problems:?}");
    let settings = settings(&layer);
    assert_eq!(settings.editor.font_size, 15.0);
    assert_eq!(settings.editor.word_wrap, WordWrap::Column(90));
    assert_eq!(settings.editor.rulers, [80, 100]);
    assert_eq!(settings.editor.auto_save, AutoSave::AfterDelay);
    assert_eq!(settings.editor.auto_save_delay.as_millis(), 500);
    assert_eq!(settings.files_exclude, ["a", "b"]);
    assert_eq!((settings.theme.as_str(), settings.ui_scale), ("light", 1.25));
    // Other ways to write the same.
    let (same, problems) =
        read("editor.font_size = 15.0\nappearance = { theme = \"light\" }\n", &Layer::default());
    assert!(problems.is_empty(), "{problems:?}");
    let mut other = Settings::default();
    same.apply(&mut other);
    assert_eq!((other.editor.font_size, other.theme.as_str()), (15.0, "light"));
}

#[test]
fn mistakes_are_told_at_their_line_and_the_last_good_value_stays() {
    let (good, _) = read("[editor]\ntab_width = 2\nfont_size = 20\n", &Layer::default());
    let text = "[editor]\ntab_width = \"wide\"\nfont_sise = 3\nauto_pair = 1\n\n[colours]\nx = 1\n[window]\ntheme = 1\n";
    let (layer, problems) = read(text, &good);
    assert_eq!(
        problems,
        [
            "/c/settings.toml:2: error: `editor.tab_width` is a whole number from 1 to 16.",
            "/c/settings.toml:3: warning: There is no setting `editor.font_sise`.\nDid you mean `editor.font_size`?",
            "/c/settings.toml:4: error: `editor.auto_pair` is true or false.",
            "/c/settings.toml:6: warning: There is no setting `colours`.",
            "/c/settings.toml:8: warning: There is no setting `window`.",
        ]
    );
    let now = settings(&layer);
    assert_eq!(now.editor.tab_width, 2, "what was good stays");
    assert_eq!(now.editor.font_size, Settings::default().editor.font_size, "what was taken out is gone");
    let (layer, problems) = read("[editor]\nfont_size = = 2\n", &good);
    assert_eq!(settings(&layer).editor.font_size, 20.0);
    assert!(problems[0].starts_with("/c/settings.toml:2: error: This is not TOML"), "{problems:?}");
    for (text, told) in [
        ("[editor]\nfont_size = 1000", "from 6 to 60"),
        ("[editor]\nword_wrap = \"maybe\"", "one of \"off\", \"view\", \"column\""),
        ("[editor]\nrulers = [0]", "list of columns"),
        ("[files]\nexclude = [1]", "list of texts"),
        ("[editor]\nauto_save = \"off\"", "Did you mean `files.auto_save`?"),
        ("editor = 3", "There is no setting `editor`"),
        ("[editor.font_size]\nx = 1", "is one value"),
    ] {
        let (_, problems) = read(text, &Layer::default());
        assert!(problems.len() == 1 && problems[0].contains(told), "{text:?}: {problems:?}");
    }
}

#[test]
fn the_file_of_defaults_has_every_setting_and_changes_nothing() {
    let text = defaults_text();
    let (layer, problems) = read(&text, &Layer::default());
    assert!(problems.is_empty() && settings(&layer) == Settings::default(), "{problems:?}");
    // With all # taken away it says the same, and all of it is read.
    let assignment =
        |line: &str| schema().iter().any(|spec| line.starts_with(&format!("# {} = ", spec.name())));
    let active: String = text
        .lines()
        .map(|line| if assignment(line) { format!("{}\n", &line[2..]) } else { format!("{line}\n") })
        .collect();
    let (layer, problems) = read(&active, &Layer::default());
    assert!(problems.is_empty(), "{problems:?}\n{active}");
    assert_eq!(layer.values.len(), schema().len());
    assert_eq!(settings(&layer), Settings::default());
    for spec in schema() {
        assert!(text.contains(&format!("# {}\n", spec.help)), "{}", spec.key);
    }
}

#[test]
fn every_setting_can_be_set_to_each_of_its_values() {
    for spec in schema() {
        let values: Vec<String> = match spec.kind {
            crate::settings::SettingKind::Bool => vec!["true".into(), "false".into(), "on".into()],
            crate::settings::SettingKind::Number { min, max } => vec![min.to_string(), max.to_string()],
            crate::settings::SettingKind::Integer { min, max } => vec![min.to_string(), max.to_string()],
            crate::settings::SettingKind::Text => vec!["some name".into(), "\"quoted\"".into()],
            crate::settings::SettingKind::Choice(choices) => {
                choices.iter().map(|(name, _)| (*name).to_owned()).collect()
            }
            crate::settings::SettingKind::List => vec!["80, 100".into(), "[]".into()],
        };
        for value in values {
            if spec.key.ends_with("exclude") && value.contains("80") {
                continue;
            }
            let parsed = spec.parse(&value).unwrap_or_else(|error| panic!("{}: {value}: {error}", spec.key));
            let mut settings = Settings::default();
            spec.set(&mut settings, &parsed);
            let shown = settings.value_text(spec.key);
            let again = spec.parse(&shown).unwrap_or_else(|error| panic!("{}: {shown}: {error}", spec.key));
            let mut same = Settings::default();
            spec.set(&mut same, &again);
            assert_eq!(settings, same, "{} as {shown:?}", spec.key);
        }
        let wrong = match spec.kind {
            crate::settings::SettingKind::Text => continue,
            crate::settings::SettingKind::List => "{ a = 1 }",
            _ => "nonsense",
        };
        if spec.kind != crate::settings::SettingKind::List {
            assert!(spec.parse(wrong).is_err(), "{}", spec.key);
        }
    }
    assert_eq!(spec("files.exclude").unwrap().parse("**/a, b").unwrap().to_string(), "[\"**/a\", \"b\"]");
}

#[test]
fn writing_keeps_everything_else() {
    let put = |text: &str, key: &str, value: Option<&str>| {
        let spec = spec(key).unwrap();
        edit(text, spec, value.map(|value| spec.parse(value).unwrap()))
    };
    let text =
        "# mine\n[editor] # all of it\nfont_size = 12 # small\n\n# wide\ntab_width = 8\n[unknown]\nx = 1\n";
    assert_eq!(
        put(text, "editor.font_size", Some("14")).unwrap(),
        "# mine\n[editor] # all of it\nfont_size = 14 # small\n\n# wide\ntab_width = 8\n[unknown]\nx = 1\n",
    );
    let added = put(text, "appearance.theme", Some("light")).unwrap();
    assert!(added.starts_with(text) && added.ends_with("[appearance]\ntheme = \"light\"\n"), "{added}");
    assert_eq!(put("", "editor.auto_pair", Some("off")).unwrap(), "[editor]\nauto_pair = false\n");
    // In the file of defaults a setting is set where its help is, and taken out again.
    let defaults = defaults_text();
    let set = put(&defaults, "editor.tab_width", Some("2")).unwrap();
    assert_eq!(set, defaults.replace("# tab_width = 4", "tab_width = 2"));
    assert_eq!(put(&set, "editor.tab_width", None).unwrap(), defaults);
    let set = put(&set, "editor.rulers", Some("80, 100")).unwrap();
    assert!(set.contains("\nrulers = [80, 100]\n") && set.contains("\ntab_width = 2\n"), "{set}");
    // A comment that looks like a setting of another table is left alone.
    let odd = "[files]\n# font_size = 1\n[editor]\nauto_pair = true\n";
    let set = put(odd, "editor.font_size", Some("20")).unwrap();
    assert!(
        set.starts_with("[files]\n# font_size = 1\n[editor]\n") && set.contains("\nfont_size = 20"),
        "{set}"
    );
    let error = put("[editor]\nx = = 1\n", "editor.font_size", Some("20")).unwrap_err();
    assert!(error.starts_with("line 2 is not TOML"), "{error}");
}

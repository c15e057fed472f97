//! Which language a file is in.

use std::path::Path;

use justbuilt_syntax::Languages;

fn check(path: &str, head: &str, expected: &str) {
    let languages = Languages::new();
    let path = (!path.is_empty()).then(|| Path::new(path));
    assert_eq!(languages.detect(path, head).as_str(), expected, "{path:?} {head:?}");
}

#[test]
fn by_extension_and_name() {
    for (path, expected) in [
        ("src/main.rs", "rust"),
        ("a/b.PY", "python"),
        ("a.jsx", "javascript"),
        ("a.mts", "typescript"),
        ("a.tsx", "tsx"),
        ("a.h", "c"),
        ("a.hpp", "cpp"),
        ("a.C", "cpp"),
        ("a.c", "c"),
        ("Cargo.lock", "toml"),
        ("Makefile", "makefile"),
        ("Dockerfile", "dockerfile"),
        ("Dockerfile.dev", "dockerfile"),
        (".bashrc", "bash"),
        (".env.local", "ini"),
        (".gitignore", "ini"),
        ("tsconfig.build.json", "json"),
        ("CMakeLists.txt", "cmake"),
        ("main.rs.orig", "rust"),
        ("config.h.in", "c"),
        ("README", "markdown"),
        ("COMMIT_EDITMSG", "git-commit"),
        ("a.rb", "ruby"),
        ("no.such", "plain"),
        ("", "plain"),
        (".", "plain"),
    ] {
        check(path, "", expected);
    }
}

#[test]
fn by_shebang() {
    check("run", "#!/bin/sh", "bash");
    check("run", "#!/usr/bin/env python3.12\n", "python");
    check("run", "#!/usr/bin/env -S node --test", "javascript");
    check("run", "#!/usr/bin/env -S FOO=1 ruby", "ruby");
    check("run.py", "#!/bin/sh", "python");
    check("run", "#!", "plain");
    check("run", "#!/opt/nothing", "plain");
}

#[test]
fn by_mode_line_and_content() {
    check("a.txt", "# -*- mode: python; tab-width: 4 -*-", "python");
    check("a.h", "// -*- C++ -*-", "cpp");
    check("run", "#!/bin/sh\n# vim: set ft=ruby:", "ruby");
    check("a.txt", "// vim: ft=nothing", "plain");
    check("a", "<?xml version='1.0'?>", "xml");
    check("a", "\u{feff}<!DOCTYPE html>", "html");
    check("a", "diff --git a/x b/x", "diff");
    check("a", "{\"a\": 1}", "json");
}

#[test]
fn names_of_the_picker() {
    let languages = Languages::new();
    for (name, id) in [
        ("Rust", "rust"),
        ("C++", "cpp"),
        ("yml", "yaml"),
        ("js", "javascript"),
        ("c#", "csharp"),
        ("sh", "bash"),
        (" TOML ", "toml"),
    ] {
        assert_eq!(languages.by_name(name).map(|id| id.as_str()), Some(id), "{name}");
    }
    assert!(languages.by_name("no such language").is_none());
    let names: Vec<&str> = languages.all().map(|language| language.name).collect();
    assert!(names.len() > 60 && names.contains(&"Plain text"));
    let mut ids: Vec<_> = languages.all().map(|language| language.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), names.len(), "ids are unique");
    for language in languages.all() {
        assert_eq!(languages.by_name(language.id.as_str()), Some(language.id));
        assert_eq!(languages.get(language.id).name, language.name);
        assert!(language.tab_width > 0);
    }
}

//! Files that an open text names: what it imports, by name. A look at its lines and at the names of the project's files,
//! without a compiler: what is found may be wrong, and is only ever context.

use std::collections::HashSet;

/// Lines at the top of a text where imports stand.
const LINES: usize = 300;

/// Words that name modules in nearly every program and no file of this one.
const COMMON: [&str; 14] = [
    "std", "core", "alloc", "crate", "self", "super", "use", "mod", "pub", "from", "import", "as", "fmt",
    "io",
];

/// The files of `files` (paths from the project's root) that the text of the file `of` imports, those that are
/// nearest first.
pub(super) fn related(of: &str, text: &str, files: &[String], most: usize) -> Vec<String> {
    let names = names(text);
    if names.is_empty() {
        return Vec::new();
    }
    let kind = extension(of);
    let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found: Vec<(usize, &String)> = files
        .iter()
        .filter(|path| path.as_str() != of && alike(kind, extension(path)))
        .filter(|path| names.contains(stem(path)))
        .map(|path| (distance(folder, path), path))
        .collect();
    found.sort();
    found.into_iter().take(most).map(|(_, path)| path.clone()).collect()
}

/// The names in the lines that import something.
fn names(text: &str) -> HashSet<String> {
    let mut out = HashSet::new();
    for line in text.lines().take(LINES) {
        let line = line.trim_start();
        let plain = line.strip_prefix("pub ").unwrap_or(line);
        let imports = ["use ", "mod ", "import ", "from ", "#include", "require(", "export "]
            .iter()
            .any(|word| plain.starts_with(word))
            || line.contains("require(");
        if !imports {
            continue;
        }
        let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
        out.extend(words.filter(|word| word.len() > 1 && !COMMON.contains(word)).map(str::to_owned));
    }
    out
}

/// The name of a file as an import says it: that of its folder where the file stands for that.
fn stem(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    match stem {
        "mod" | "index" | "__init__" => folder.rsplit('/').next().unwrap_or(folder),
        stem => stem,
    }
}

fn extension(path: &str) -> &str {
    path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, extension)| extension)
}

/// Whether one kind of file imports the other.
fn alike(one: &str, other: &str) -> bool {
    const FAMILIES: [&[&str]; 3] = [
        &["js", "jsx", "ts", "tsx", "mjs", "cjs", "vue", "svelte"],
        &["c", "h", "cc", "cpp", "cxx", "hpp", "hh"],
        &["py", "pyi"],
    ];
    one == other || FAMILIES.iter().any(|family| family.contains(&one) && family.contains(&other))
}

/// How many folders lie between.
fn distance(folder: &str, path: &str) -> usize {
    let other = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let split = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (one, other) = (split(folder), split(other));
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    one.len() + other.len() - 2 * same
}

#[cfg(test)]
mod tests {
    use super::related;

    #[test]
    fn imports_are_found_by_name_the_nearest_first() {
        let files: Vec<String> =
            ["src/a.rs", "src/shape/b.rs", "lib/shape.rs", "src/shape.rs", "src/shape.md"]
                .map(str::to_owned)
                .to_vec();
        let text = "use std::fmt;\npub mod shape;\nfn b() {}\n";
        assert_eq!(related("src/a.rs", text, &files, 8), ["src/shape.rs", "lib/shape.rs"]);
        assert_eq!(related("src/a.rs", text, &files, 1), ["src/shape.rs"]);
    }

    #[test]
    fn a_folder_is_imported_by_its_index() {
        let files = vec!["web/menu/index.ts".to_owned(), "web/index.ts".to_owned()];
        let found = related("web/app.tsx", "import { Menu } from './menu'\n", &files, 8);
        assert_eq!(found, ["web/menu/index.ts"]);
    }
}

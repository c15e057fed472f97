//! Names in code from words in a drawing.
//!
//! Not here: which word names what.

/// The words of a text, of ASCII letters and digits, in lower case; `cardTitle` has two.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    for c in text.chars().flat_map(plain) {
        if c == '\'' {
            continue;
        }
        if !c.is_ascii_alphanumeric() || (lower && c.is_ascii_uppercase()) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            lower = false;
        }
        if c.is_ascii_alphanumeric() {
            lower = c.is_ascii_lowercase();
            word.push(c.to_ascii_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Letters of Latin without their marks; all else that is not ASCII ends a word.
fn plain(c: char) -> impl Iterator<Item = char> {
    let text: &str = match c {
        'À'..='Å' => "A",
        'à'..='å' => "a",
        'Æ' => "Ae",
        'æ' => "ae",
        'Ç' => "C",
        'ç' => "c",
        'È'..='Ë' => "E",
        'è'..='ë' => "e",
        'Ì'..='Ï' => "I",
        'ì'..='ï' => "i",
        'Ñ' => "N",
        'ñ' => "n",
        'Ò'..='Ö' | 'Ø' => "O",
        'ò'..='ö' | 'ø' => "o",
        'Ù'..='Ü' => "U",
        'ù'..='ü' => "u",
        'ß' => "ss",
        '’' => "'",
        _ => "",
    };
    let own = text.is_empty().then_some(if c.is_ascii() { c } else { ' ' });
    text.chars().chain(own)
}

fn joined(text: &str, most: usize) -> Vec<String> {
    let mut words = words(text);
    words.truncate(most);
    words
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// `SettingsPage`; `or` when the text has no word.
pub(super) fn pascal(text: &str, or: &str) -> String {
    let name: String = joined(text, 5).iter().map(|word| capital(word)).collect();
    if name.is_empty() {
        or.to_owned()
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("{or}{name}")
    } else {
        name
    }
}

/// `settingsPage`.
pub(super) fn camel(text: &str, or: &str) -> String {
    let name = pascal(text, &capital(or));
    let mut chars = name.chars();
    let name =
        chars.next().map(|first| first.to_ascii_lowercase().to_string() + chars.as_str()).unwrap_or_default();
    if JS_KEYWORDS.contains(&name.as_str()) { format!("{name}Value") } else { name }
}

/// `settings-page`.
pub(super) fn kebab(text: &str, or: &str) -> String {
    begun(joined(text, 5).join("-"), or, '-')
}

/// `settings_page`.
pub(super) fn snake(text: &str, or: &str) -> String {
    let name = begun(joined(text, 5).join("_"), or, '_');
    if RUST_KEYWORDS.contains(&name.as_str()) { name + "_field" } else { name }
}

fn begun(name: String, or: &str, between: char) -> String {
    if name.is_empty() {
        or.to_owned()
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("{or}{between}{name}")
    } else {
        name
    }
}

/// `card` of `cards`, `story` of `stories`; words that only look like many stay.
pub(super) fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    match name.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !["s", "u", "i"].iter().any(|end| stem.ends_with(end)) => {
            stem.to_owned()
        }
        _ => name.to_owned(),
    }
}

/// `cards` of `card`.
pub(super) fn plural(name: &str) -> String {
    let hissing = ["s", "x", "ch", "sh"].iter().any(|end| name.ends_with(end));
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if hissing => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// A name that none of those taken has: `card`, `card2`, `card3`; and takes it.
pub(super) fn free(name: String, between: &str, taken: &mut Vec<String>) -> String {
    let mut name_now = name.clone();
    let mut number = 2;
    while taken.contains(&name_now) {
        name_now = format!("{name}{between}{number}");
        number += 1;
    }
    taken.push(name_now.clone());
    name_now
}

const JS_KEYWORDS: &[&str] = &[
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "key",
    "ref",
    "children",
    "styles",
];

const RUST_KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

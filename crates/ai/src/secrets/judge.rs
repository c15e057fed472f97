//! Whether what looks like a secret is one: how random it is, and whether it is a placeholder. Knows no formats.

/// Shannon's entropy of the bytes, in bits a byte (A Mathematical Theory of Communication, 1948).
pub(super) fn entropy(bytes: &[u8]) -> f32 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let length = bytes.len() as f32;
    let share = |count: u32| count as f32 / length;
    counts.iter().filter(|count| **count > 0).map(|count| -share(*count) * share(*count).log2()).sum()
}

/// Words that are in examples and not in secrets.
const STOP_WORDS: &[&str] = &[
    "example",
    "sample",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "insert",
    "your_",
    "your-",
    "yourp",
    "yours",
    "yourt",
    "yourk",
    "dummy",
    "redacted",
    "password",
    "passwd",
    "secret",
    "token",
    "api_key",
    "apikey",
    "api-key",
    "fake",
    "mock",
    "default",
    "foobar",
    "foo_",
    "undefined",
    "xxxx",
    "****",
    "....",
    "null",
    "none",
    "process.env",
    "environ",
    "getenv",
    "localhost",
    "http:",
    "https:",
    "lorem",
    "hidden",
    "masked",
    "1234567890",
    "12345678",
    "0123456789",
    "abcdefgh",
    "deadbeef",
    "qwerty",
    "hunter2",
    "test_",
    "test-",
    "_test",
    "-test",
    "testing",
    "valid",
    "encrypt",
];

/// Whether this stands for a secret, or is a name or an expression. For values that only their name makes suspect.
pub(super) fn placeholder(secret: &str) -> bool {
    let lower = secret.to_ascii_lowercase();
    if STOP_WORDS.iter().any(|word| lower.contains(word)) || runs(secret.as_bytes()) {
        return true;
    }
    let expression =
        ["${", "{{", "%(", "$(", "#{", "<%", "()", "::", "->", "\\u", "<<", "(self", "&&", "||", "==", "*)"];
    let wrapped = |open: char, close: char| secret.starts_with(open) && secret.ends_with(close);
    if expression.iter().any(|part| secret.contains(part))
        || wrapped('<', '>')
        || wrapped('[', ']')
        || wrapped('(', ')')
        || wrapped('%', '%')
        || wrapped('_', '_')
        || secret.starts_with(['$', '/', '.', '@', '&', '-', '=', '!', '?'])
    {
        return true;
    }
    // A call, an index, a path: `settings.get(a)`, `a/b/c`.
    if secret.contains('(') && secret.contains(')') {
        return true;
    }
    !random(secret)
}

/// Eight of the same in a row.
pub(super) fn runs(bytes: &[u8]) -> bool {
    bytes.windows(8).any(|window| window.iter().all(|byte| Some(byte) == window.first()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    /// What joins words of a name.
    Joint,
    Other,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' => Class::Lower,
        'A'..='Z' => Class::Upper,
        '0'..='9' => Class::Digit,
        '_' | '-' | '.' | '/' | ':' | ',' | ';' | '=' | '+' => Class::Joint,
        _ => Class::Other,
    }
}

/// Whether the characters change their kind as often as nobody does who writes words.
fn random(secret: &str) -> bool {
    let digits = secret.chars().filter(char::is_ascii_digit).count();
    let others = secret.chars().filter(|c| class(*c) == Class::Other).count();
    let mut changes = 0_usize;
    let mut last = None;
    for c in secret.chars() {
        let now = class(c);
        // A word that starts with a capital, and words joined, are one kind.
        let word = matches!((last, now), (Some(Class::Upper), Class::Lower) | (Some(Class::Joint), _))
            || now == Class::Joint;
        if last.is_some() && last != Some(now) && !word {
            changes += 1;
        }
        last = Some(now);
    }
    let length = secret.chars().count();
    let hex = length >= 20 && secret.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if hex {
        return digits >= 4 && changes >= 4;
    }
    let words_only = digits == 0 && others == 0;
    if words_only {
        // Letters alone: a long one, with capitals all over it.
        return length >= 20 && changes * 4 >= length && !secret.contains(['_', '-', '.', '/', ':']);
    }
    if digits + others < 2 && length < 12 {
        return false;
    }
    changes >= 2 && (changes * 7 >= length || changes >= 8)
}

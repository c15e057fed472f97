//! The guard against paths made to get past it.

use std::path::Path;
use std::sync::Arc;

use justbuilt_store::Fs;
use justbuilt_store::fs::memory::MemoryFs;
use justbuilt_testkit::{Random, random_cases};

use super::*;

struct Plain;

impl Resolver for Plain {
    fn real(&self, path: &str) -> Option<String> {
        Some(path.to_owned())
    }

    fn is_ignored(&self, path: &str) -> bool {
        path.starts_with("target/")
    }
}

/// Parts that no path may have.
const HOSTILE: &[&str] = &[
    "..",
    ".",
    "...",
    ".. ",
    " ..",
    "..\u{200b}",
    ".\u{2060}.",
    "\u{2024}\u{2024}",
    "\u{ff0e}\u{ff0e}",
    "\u{2025}",
    ".git",
    ".GIT",
    ".Git",
    ".gIt",
    ".git ",
    ".git.",
    ".git. .",
    ".g\u{200c}it",
    ".gi\u{feff}t",
    "\u{feff}.git",
    ".g\u{131}t",
    ".G\u{130}T",
    "git~1",
    "GIT~1",
    "GI7EBA~1",
    "git~2",
    "GIT~10",
    ".git::$INDEX_ALLOCATION",
    ".git:stream",
    "\u{ff0e}git",
    ".\u{ff47}it",
    ".\u{1d420}it",
    ".svn",
    ".hg",
    ".jj",
    "a:b",
    "file.txt:stream",
    "file.txt::$DATA",
    "C:",
    "c:\\windows",
    "..\\..",
    "a\\..\\b",
    "\\\\server\\share",
    "a\0b",
    "\0",
    "a\nb",
    "a\rb",
    "a\u{7f}b",
    "a\u{2044}b",
    "a\u{2215}b",
    "a\u{ff0f}b",
    "a\u{29f8}b",
    "..\u{2215}..",
    "a\u{ff3c}b",
    "a\u{202e}b",
    "name.",
    "name ",
    "name. .",
    "name\t",
    "NUL",
    "nul.txt",
    "CON",
    "con.rs",
    "COM1",
    "com\u{b9}",
    "LPT9.log",
    "CONIN$",
    "AUX.c",
    "PRN",
    "",
    "%2e%2e",
    "%2E%2E%2F",
    "..%5c",
    "a%00b",
    "a*b",
    "a?b",
    "a<b",
    "a|b",
    "a\"b",
    "\u{a0}",
    "\u{3000}..",
    ".\u{ad}git",
    ".git\u{e000}",
    "progra~1",
    "a~1.txt",
];

const FINE: &[&str] =
    &["src", "main.rs", "a b", "naïve.txt", "日本語", "[slug].tsx", "x~", ".gitignore", "@scope", "+page"];

#[test]
fn hostile_paths_are_never_allowed() {
    let mut tried = 0;
    let mut check_one = |path: String| {
        assert!(matches!(check(&path, &Plain), Verdict::Refuse(_)), "{path:?}: {:?}", check(&path, &Plain));
        tried += 1;
    };
    for part in HOSTILE {
        for around in
            ["{}", "src/{}", "{}/config", "a/{}/b.txt", "{}/{}", "./{}", "src/../{}", "//{}", "/{}", "~/{}"]
        {
            check_one(around.replace("{}", part));
        }
        for fine in FINE {
            check_one(format!("{fine}/{part}/{fine}"));
            check_one(format!("{fine}/{fine}/{part}"));
        }
    }
    for path in
        ["/etc/passwd", "~root/x", "C:/x", "c:x", "\\\\?\\C:\\x", "//server/share/x", "file:///etc/passwd"]
    {
        check_one(path.to_owned());
    }
    check_one("x/".repeat(600) + "y");
    check_one("x".repeat(300));
    assert!(tried > 2000, "{tried}");
}

/// Where a path leads, read in the most permissive way any system has: every separator, dots and blanks at the ends
/// left out, what cannot be seen left out, case folded.
fn leads_out(path: &str) -> bool {
    let seen: String = path
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}'))
        .map(|c| match c {
            '\u{2044}' | '\u{2215}' | '\u{ff0f}' | '\u{29f8}' | '\u{ff3c}' | '\\' => '/',
            '\u{2024}' | '\u{ff0e}' => '.',
            c => c,
        })
        .collect();
    let mut depth = 0i32;
    for part in seen.split('/') {
        let bare = part.split(':').next().unwrap_or_default();
        if bare.trim() == ".."
            || bare.trim().starts_with("..") && bare.trim().chars().all(|c| c == '.' || c == ' ')
        {
            depth -= 1;
        } else if !bare.is_empty() {
            depth += 1;
        }
        let name = bare.trim_end_matches(['.', ' ']).to_lowercase();
        let number = name.strip_prefix("git~").and_then(|rest| rest.split('.').next());
        let short =
            number.is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
        if depth < 0 || name == ".git" || short {
            return true;
        }
    }
    seen.starts_with(['/', '~']) || seen.get(1..2) == Some(":")
}

#[test]
fn random_paths_that_are_allowed_stay_inside() {
    let mut allowed = 0;
    random_cases(4000, |random: &mut Random| {
        const PIECES: &[&str] = &[
            "..", ".", "/", "\\", ".git", "GIT", "~1", "~", ":", " ", "\u{200b}", "\u{2215}", "\u{ff0e}",
            "a", "src", "main.rs", "\u{2024}", "é", "\0", "C:", "//", "..",
        ];
        let count = random.range(1..7);
        let path: String = (0..count).map(|_| *random.pick(PIECES)).collect();
        if check(&path, &Plain) == Verdict::Allow {
            allowed += 1;
            assert!(!leads_out(&path), "{path:?}");
        }
    });
    assert!(allowed > 20, "{allowed}");
}

#[test]
fn ordinary_paths_are_allowed() {
    for path in
        FINE.iter().copied().chain(["src/main.rs", ".github/ISSUE_TEMPLATE.md", ".env.example", "a/b/c.d.e"])
    {
        assert_eq!(check(path, &Plain), Verdict::Allow, "{path}");
    }
}

#[test]
fn secrets_and_ignored_files_ask() {
    for path in [
        ".env",
        "web/.env.local",
        ".ENV",
        "config/prod.env",
        "certs/server.pem",
        "id_rsa",
        ".ssh/config",
        "a/.aws/x",
        ".npmrc",
        "secrets.yaml",
        "deploy.key",
        ".\u{17f}sh/config",
    ] {
        assert_eq!(check(path, &Plain), Verdict::Ask(AskReason::Secret), "{path}");
    }
    assert_eq!(check("target/debug/x", &Plain), Verdict::Ask(AskReason::Ignored));
    for path in [".github/workflows/ci.yml", "web/.husky/pre-commit", ".vscode/tasks.json", ".gitmodules"] {
        assert_eq!(check(path, &Plain), Verdict::Ask(AskReason::Runs), "{path}");
    }
}

#[test]
fn links_are_followed() {
    let fs: Arc<MemoryFs> = Arc::new(MemoryFs::new());
    for folder in ["/p/src", "/p/.git/hooks", "/out"] {
        fs.create_dir_all(Path::new(folder)).unwrap();
    }
    fs.write(Path::new("/p/.env"), b"KEY=1").unwrap();
    for (target, link) in [
        ("/out", "/p/away"),
        ("../out", "/p/up"),
        ("src", "/p/code"),
        (".git/hooks", "/p/hooks"),
        (".env", "/p/notes"),
        ("/nowhere/x", "/p/broken"),
        ("/p/loop", "/p/loop"),
        ("../../out/new", "/p/src/new"),
    ] {
        fs.symlink(Path::new(target), Path::new(link)).unwrap();
    }
    let ignored = |_: &str| false;
    let resolver = FsResolver::new(&*fs, Path::new("/p"), &ignored).unwrap();
    let verdict = |path: &str| check(path, &resolver);
    for path in ["away/x", "up/x", "away", "broken", "broken/x", "loop", "loop/x", "src/new"] {
        assert_eq!(verdict(path), Verdict::Refuse(RefuseReason::Link), "{path}");
    }
    assert_eq!(verdict("hooks/pre-commit"), Verdict::Refuse(RefuseReason::Repository));
    assert_eq!(verdict("notes"), Verdict::Ask(AskReason::Secret));
    for path in ["code/main.rs", "src/main.rs", "new/folder/file"] {
        assert_eq!(verdict(path), Verdict::Allow, "{path}");
    }
}

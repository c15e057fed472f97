//! Requests by somebody hostile, seeded, on a real folder with links. What was allowed is done by an oracle that
//! knows nothing of the guard and looks where it really ended.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use justbuilt_store::DiskFs;
use justbuilt_testkit::{Random, random_cases};

use super::*;

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|one| (*one).to_owned()).collect()
}

/// A project beside something that must never be reached, with links that lead out, in, round and nowhere.
#[cfg(unix)]
fn project() -> tempfile::TempDir {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("project");
    for path in ["src/deep", "docs", "secret/deep", ".git/hooks", ".justbuilt/personas"] {
        fs::create_dir_all(root.join(path)).unwrap();
    }
    fs::create_dir_all(folder.path().join("outside/src")).unwrap();
    fs::create_dir_all(folder.path().join("project-twin")).unwrap();
    for path in [
        "src/a.rs",
        "src/deep/b.rs",
        "docs/a.md",
        "secret/key.txt",
        "secret/deep/k.rs",
        ".git/config",
        ".env",
        "src/.env",
    ] {
        fs::write(root.join(path), "inside").unwrap();
    }
    for path in ["outside/x.txt", "outside/src/x.rs", "project-twin/x.rs"] {
        fs::write(folder.path().join(path), "outside").unwrap();
    }
    symlink("../../outside", root.join("src/out")).unwrap();
    symlink("../../outside/x.txt", root.join("src/out.rs")).unwrap();
    symlink(folder.path().join("outside"), root.join("docs/absolute")).unwrap();
    symlink("../secret", root.join("src/hidden")).unwrap();
    symlink("../secret/key.txt", root.join("src/key.rs")).unwrap();
    symlink("../.git", root.join("src/g")).unwrap();
    symlink("loop", root.join("src/loop")).unwrap();
    symlink("../../outside/new.txt", root.join("src/broken.rs")).unwrap();
    symlink("deep", root.join("src/fine")).unwrap();
    symlink("..", root.join("src/up")).unwrap();
    symlink("../../project-twin", root.join("src/twin")).unwrap();
    fs::hard_link(folder.path().join("outside/x.txt"), root.join("src/hard.rs")).unwrap();
    folder
}

const NAMES: [&str; 44] = [
    "src",
    "deep",
    "a.rs",
    "b.rs",
    "docs",
    "a.md",
    "secret",
    "key.txt",
    "k.rs",
    ".git",
    "hooks",
    "config",
    ".env",
    "out",
    "out.rs",
    "absolute",
    "hidden",
    "key.rs",
    "g",
    "loop",
    "broken.rs",
    "fine",
    "up",
    "twin",
    "hard.rs",
    "new.rs",
    "..",
    ".",
    "",
    "x.txt",
    "x.rs",
    "...",
    "..;",
    "SRC",
    "Secret",
    ".GIT",
    ".justbuilt",
    "personas",
    "outside",
    "project-twin",
    "~",
    "con",
    "git~1",
    "a.rs.",
];

/// A path by somebody hostile.
fn hostile(random: &mut Random) -> String {
    let mut path = (0..random.range(1..6)).map(|_| *random.pick(&NAMES)).collect::<Vec<_>>().join("/");
    let places = [
        "src/a.rs",
        "src/deep/b.rs",
        "src/out/x.txt",
        "src/hidden/key.txt",
        "src/up/secret/key.txt",
        "src/g/config",
        "src/new/x.rs",
    ];
    if random.one_in(3) {
        path = (*random.pick(&places)).to_owned();
    }
    match random.below(14) {
        0 => format!("/{path}"),
        1 => format!("src/../{path}"),
        2 => path.replace('/', "\\"),
        3 => format!("C:{path}"),
        4 => format!("{path}\0.rs"),
        5 => format!("src/{}/x.rs", "../".repeat(random.below(5))),
        6 => path.replacen('/', "//", 1),
        7 => format!("./{path}"),
        8 => format!("{path}::$DATA"),
        9 => path.to_uppercase(),
        10 => {
            let mut path = path;
            let at = random.boundary(&path);
            path.insert_str(
                at,
                random.pick::<&str>(&[
                    "\u{200b}",
                    "\u{202e}",
                    "%2e%2e",
                    "\n",
                    "\r",
                    " ",
                    "．．／",
                    "\u{2215}",
                    "é",
                ]),
            );
            path
        }
        _ => path,
    }
}

/// Whether a plain reading of a glob matches, slowly, by trying all: the oracle's own.
fn naive(glob: &[char], path: &[char]) -> bool {
    match glob {
        [] => path.is_empty(),
        ['*', '*', '/', rest @ ..] => {
            naive(rest, path)
                || path.iter().enumerate().any(|(at, c)| *c == '/' && naive(rest, &path[at + 1..]))
        }
        ['*', '*'] => !path.is_empty(),
        ['*', rest @ ..] => {
            (0..=path.len()).take_while(|at| !path[..*at].contains(&'/')).any(|at| naive(rest, &path[at..]))
        }
        ['?', rest @ ..] => path.first().is_some_and(|c| *c != '/') && naive(rest, &path[1..]),
        [c, rest @ ..] => path.first() == Some(c) && naive(rest, &path[1..]),
    }
}

fn naive_match(glob: &str, path: &str) -> bool {
    naive(&glob.chars().collect::<Vec<_>>(), &path.chars().collect::<Vec<_>>())
}

#[cfg(unix)]
#[test]
fn no_file_outside_the_rights_is_read_or_written() {
    use std::os::unix::fs::MetadataExt;
    let folder = project();
    let root = folder.path().join("project").canonicalize().unwrap();
    let resolver = FsResolver::new(Arc::new(DiskFs::new()), &root);
    let globs =
        ["src/**", "**", "**/*.rs", "docs/*", "src/*.rs", "src/deep/**", "*", "src/**/*.rs", "new/**"];
    let denials = ["secret/**", "secret", "**/.env", "**/*.txt", "src/hidden/**"];
    let (mut asked, mut allowed) = (0, 0);
    random_cases(6000, |random| {
        let given: Vec<&str> = (0..random.range(1..4)).map(|_| *random.pick(&globs)).collect();
        let denied: Vec<&str> = (0..random.below(4)).map(|_| *random.pick(&denials)).collect();
        let rights =
            Rights { read: texts(&given), write: texts(&given), deny: texts(&denied), ..Rights::default() };
        let guard = Guard::new(&rights).unwrap();
        let access = if random.bool() { Access::Read } else { Access::Write };
        let path = hostile(random);
        asked += 1;
        let Ok(answer) = guard.file(access, &path, &resolver) else { return };
        allowed += 1;
        // Where both the answer and the request really end: the deepest part that is there, asked of the system.
        for one in [&answer.path, &path] {
            let wanted = root.join(one);
            let mut there = wanted.as_path();
            while fs::symlink_metadata(there).is_err() {
                there = there.parent().unwrap();
            }
            let missing = wanted.strip_prefix(there).unwrap();
            let real = fs::canonicalize(there).unwrap();
            let real = if missing == Path::new("") { real } else { real.join(missing) };
            let inside =
                real.strip_prefix(&root).unwrap_or_else(|_| panic!("{path:?} leads out to {real:?}"));
            let inside = inside
                .components()
                .map(|name| name.as_os_str().to_str().unwrap())
                .collect::<Vec<_>>()
                .join("/");
            let inside = inside.as_str();
            assert_eq!(inside, answer.path, "{path:?} ends where the answer says");
            assert!(
                given.iter().any(|glob| naive_match(glob, inside)),
                "{path:?} is {inside}, given {given:?}"
            );
            let folders: Vec<&str> =
                inside.match_indices('/').map(|(at, _)| &inside[..at]).chain([inside]).collect();
            for glob in &denied {
                assert!(
                    !folders.iter().any(|part| naive_match(glob, part)),
                    "{path:?} is {inside}, denied {glob}"
                );
            }
            if access == Access::Write {
                assert!(!inside.split('/').any(|name| matches!(name, ".git" | ".justbuilt")), "{path:?}");
                if let Ok(metadata) = fs::metadata(&real) {
                    assert!(metadata.is_dir() || metadata.nlink() == 1, "{path:?} has another name");
                }
            }
        }
        // What is read is from inside, what is written stays inside.
        let place = root.join(&answer.path);
        match access {
            Access::Read => {
                if let Ok(text) = fs::read_to_string(&place) {
                    assert!(text != "outside" || answer.path == "src/hard.rs", "{path:?} reads from outside");
                }
            }
            Access::Write => {
                if place.parent().is_some_and(Path::is_dir) && !place.is_dir() {
                    fs::write(&place, "inside").unwrap();
                }
            }
        }
    });
    for path in ["outside/x.txt", "outside/src/x.rs", "project-twin/x.rs"] {
        assert_eq!(fs::read_to_string(folder.path().join(path)).unwrap(), "outside", "{path}");
    }
    assert_eq!(fs::read_dir(folder.path().join("outside")).unwrap().count(), 2, "nothing was made outside");
    println!("hostile paths: {asked}, allowed: {allowed}");
    assert!(
        std::env::var("SEED").is_ok() || allowed > 100,
        "a guard that refuses all proves nothing: {allowed}"
    );
}

#[test]
fn globs_match_as_a_slow_reading_does() {
    let pieces = ["*", "**/", "?", "a", "b", "/", "src", ".rs", "é", "."];
    let names = ["a", "b", "/", "src", ".rs", "é", "ab", "."];
    let mut same = 0;
    random_cases(4000, |random| {
        let mut glob: String = (0..random.range(1..7)).map(|_| *random.pick(&pieces)).collect();
        if random.one_in(4) {
            glob.push_str("/**");
        }
        let path: String = (0..random.range(1..7)).map(|_| *random.pick(&names)).collect();
        let odd = |text: &str| text.split('/').any(|name| name.is_empty() || name == "." || name == "..");
        // Two stars within a name are one; the oracle does not know that.
        let within = glob.split('/').any(|name| name.contains("**") && name != "**");
        let Ok(read) = Glob::new(&glob) else { return };
        if odd(&glob) || odd(&path) || within {
            return;
        }
        same += 1;
        assert_eq!(read.matches(&path, false), naive_match(&glob, &path), "{glob} on {path}");
        assert!(!read.matches(&path, false) || read.matches(&path.to_uppercase(), true), "{glob} on {path}");
    });
    assert!(std::env::var("SEED").is_ok() || same > 1000, "{same}");
    let long = Glob::new(&"*a".repeat(200)).unwrap();
    assert!(!long.matches(&"a".repeat(5000), false) || long.matches(&"a".repeat(5000), false), "it ends");
    for glob in
        ["", "/etc/**", "../x", "a/../b", "a\\b", "[a", "{a", "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"]
    {
        assert!(Glob::new(glob).is_err(), "{glob}");
    }
    let sets = Glob::new("src/*.{ts,tsx}").unwrap();
    assert!(
        sets.matches("src/a.tsx", false)
            && !sets.matches("src/a.js", false)
            && !sets.matches("src/x/a.ts", false)
    );
    let class = Glob::new("[!a-c]x").unwrap();
    assert!(class.matches("dx", false) && !class.matches("bx", false) && !class.matches("/x", false));
}

fn commands(list: &[&str]) -> Guard {
    Guard::new(&Rights { commands: texts(list), ..Rights::default() }).unwrap()
}

#[test]
fn commands_are_words() {
    let guard = commands(&[
        "cargo test",
        "cargo test -p *",
        "git log **",
        "git diff --stat **",
        "grep -n * src",
        "!git log --all",
    ]);
    let ok = [
        "cargo test",
        "cargo  test",
        "'cargo' \"test\"",
        "cargo test -p justbuilt-ai",
        "git log",
        "git log main src/a.rs",
        "git diff --stat HEAD~1",
        "grep -n \"two words\" src",
    ];
    for line in ok {
        assert!(guard.command_line(line).unwrap().is_some(), "{line}");
    }
    let refused = [
        "",
        "cargo",
        "cargo test x",
        "cargo testx",
        "xcargo test",
        "cargo test -p",
        "cargo test -p --config=x",
        "cargo test -p ../out",
        "cargo test -p /etc",
        "cargo test; rm x",
        "cargo test && rm x",
        "cargo test | sh",
        "cargo test $(rm x)",
        "cargo test `rm x`",
        "cargo test > x",
        "cargo test\nrm x",
        "cargo test -p 'a;b'",
        "git log --output=/etc/x",
        "git log --all",
        "GIT log",
        "./cargo test",
        "/usr/bin/cargo test",
        "env cargo test",
        "git log ../x",
        "git log a=../x",
        "git log https://x",
        "git diff HEAD",
        "cargo test -p a b",
        "grep -n x src/../..",
        "cargo test \u{a0}",
        "cargo test -p *",
        "git log a:../../x",
        "git log @file",
        "git log C:x",
    ];
    for line in refused {
        assert!(guard.command_line(line).is_err(), "{line}");
    }
    for wrong in ["", "* x", "** ", "a ** b", "a 'b"] {
        assert!(Guard::new(&Rights { commands: texts(&[wrong]), ..Rights::default() }).is_err(), "{wrong}");
    }
    let shell = Guard::new(&Rights { shell: true, ..Rights::default() }).unwrap();
    assert_eq!(shell.command_line("a | b > c").unwrap(), None);
    assert!(shell.clone().within(guard.clone()).command_line("a | b").is_err());
    assert!(shell.within(guard).command_line("cargo test").unwrap().is_some(), "words, not a shell");
}

#[test]
fn no_hostile_command_gets_through() {
    let guard = commands(&["cargo test -p *", "git log **", "ls *"]);
    let pieces = [
        "cargo",
        "test",
        "-p",
        "git",
        "log",
        "ls",
        "a",
        "src/a.rs",
        "..",
        "/etc",
        ";",
        "&&",
        "|",
        "$(x)",
        "`x`",
        "\n",
        "--output=x",
        "-c",
        "rm",
        "'",
        "\"",
        "\\",
        ">",
        "~",
        "*",
        "a=../b",
        "\0",
        "é",
        "C:\\x",
        "../../x",
        "x/../../y",
        "+x",
        "http://x",
    ];
    let (mut allowed, mut asked) = (0, 0);
    random_cases(4000, |random| {
        let mut words: Vec<String> =
            texts(random.pick::<&[&str]>(&[&["cargo", "test", "-p"], &["git", "log"], &["ls"], &[]]));
        for _ in 0..random.range(1..4) {
            let mut word = (*random.pick(&pieces)).to_owned();
            if random.one_in(3) {
                word.push_str(random.pick::<&str>(&pieces));
            }
            words.push(word);
        }
        asked += 1;
        let by_line = guard.command_line(&words.join(" "));
        let run = match (random.bool(), by_line) {
            (true, Ok(Some(words))) => words,
            (true, Ok(None)) => panic!("no right to a shell: {words:?}"),
            (true, Err(_)) => return,
            (false, _) if guard.command(&words).is_ok() => words,
            (false, _) => return,
        };
        allowed += 1;
        let run: Vec<&str> = run.iter().map(String::as_str).collect();
        let rest = match run.as_slice() {
            ["cargo", "test", "-p", one] | ["ls", one] => vec![*one],
            ["git", "log", rest @ ..] => rest.to_vec(),
            other => panic!("{other:?} was never given"),
        };
        for word in rest {
            assert!(!word.starts_with(['-', '/', '~', '+']), "{run:?}");
            assert!(!word.contains("..") || word.split(['/', '=']).all(|part| part != ".."), "{run:?}");
            assert!(!word.chars().any(|c| ";&|$`\n\0<>'\"\\*".contains(c)), "{run:?}");
        }
    });
    println!("hostile commands: {asked}, allowed: {allowed}");
    assert!(std::env::var("SEED").is_ok() || allowed > 50, "{allowed}");
}

#[test]
fn hosts_are_read_strictly() {
    let guard = |list: &[&str]| Guard::new(&Rights { network: texts(list), ..Rights::default() }).unwrap();
    let some =
        guard(&["docs.rs", "*.rust-lang.org", "localhost:8080", "!evil.rust-lang.org", "127.0.0.1:9000"]);
    for address in [
        "https://docs.rs",
        "https://DOCS.rs/x?y#z",
        "http://docs.rs/",
        "https://doc.rust-lang.org:443/",
        "http://localhost:8080/",
        "http://127.0.0.1:9000",
    ] {
        assert!(some.network(address).is_ok(), "{address}");
    }
    let refused = [
        "docs.rs",
        "ftp://docs.rs",
        "file:///etc/passwd",
        "https://docs.rs.evil.com",
        "https://evildocs.rs",
        "https://rust-lang.org",
        "https://xrust-lang.org",
        "https://evil.rust-lang.org",
        "https://docs.rs@evil.com",
        "https://evil.com#docs.rs",
        "https://evil.com/docs.rs",
        "https://evil.com\\@docs.rs",
        "https://docs.rs:8443",
        "http://localhost",
        "http://localhost:80801",
        "http://2130706433:9000",
        "http://0x7f.1:9000",
        "http://127.1:9000",
        "http://[::1]:8080",
        "https://docs.rs.",
        "https://docs.rs\n.evil.com",
        "https:// docs.rs",
        "https://",
        "https://docs。rs",
        "https://.rust-lang.org",
        "https://docs.rs:",
        "https://evil.com?@docs.rs",
    ];
    for address in refused {
        assert!(some.network(address).is_err(), "{address}");
    }
    let any = guard(&["*"]);
    assert!(any.network("https://example.org/").is_ok());
    for address in [
        "http://localhost",
        "http://127.0.0.1",
        "http://[::1]",
        "http://10.0.0.1",
        "http://printer.local",
        "http://router",
        "http://x.internal",
        "http://169.254.169.254/",
    ] {
        assert!(any.network(address).is_err(), "{address}");
    }
    assert!(guard(&[]).network("https://docs.rs").is_err());
    assert!(Guard::new(&Rights { network: texts(&["https://docs.rs"]), ..Rights::default() }).is_err());
}

#[test]
fn tools_and_budget() {
    let rights = Rights {
        tools: texts(&["read_file", "mcp__github__*", "!mcp__github__delete*"]),
        budget: Budget { usd: Some(1.0), tokens: Some(100), calls: Some(3), seconds: None },
        ..Rights::default()
    };
    let guard = Guard::new(&rights).unwrap();
    assert!(guard.tool("read_file").is_ok() && guard.tool("mcp__github__list").is_ok());
    for name in [
        "",
        "read_file2",
        "Read_file",
        "mcp__github__delete_repo",
        "mcp__github__DELETE",
        "read_file\n",
        "write_file",
        "*",
    ] {
        assert!(guard.tool(name).is_err(), "{name}");
    }
    let spent = Spent { usd: 0.9, tokens: 90, calls: 2, seconds: 10 };
    assert!(guard.budget(&spent, &Spent { usd: 0.1, tokens: 10, calls: 1, seconds: u64::MAX }).is_ok());
    for next in [
        Spent { usd: 0.2, ..Spent::default() },
        Spent { tokens: 11, ..Spent::default() },
        Spent { tokens: u64::MAX, ..Spent::default() },
        Spent { calls: 2, ..Spent::default() },
        Spent { usd: f64::NAN, ..Spent::default() },
        Spent { usd: -1.0, ..Spent::default() },
    ] {
        assert!(guard.budget(&spent, &next).is_err(), "{next:?}");
    }
    let wide = Guard::new(&Rights { tools: texts(&["*"]), ..Rights::default() }).unwrap();
    let inner = wide.within(guard);
    assert!(inner.tool("read_file").is_ok() && inner.tool("write_file").is_err(), "both must allow");
    assert!(Guard::new(&Rights::default()).unwrap().tool("read_file").is_err(), "nothing by default");
}

#[test]
fn no_hostile_tool_call_or_address_gets_through() {
    let rights = Rights {
        tools: texts(&["read_*", "search", "!read_secret*"]),
        network: texts(&["docs.rs", "*.example.org", "!bad.example.org"]),
        ..Rights::default()
    };
    let guard = Guard::new(&rights).unwrap();
    let words = [
        "read_", "search", "secret", "file", "write", "READ_", "*", " ", "\n", "\0", "é", "__", "-", "ѕearch",
    ];
    let hosts = [
        "docs.rs",
        "example.org",
        "a.",
        "bad.",
        "evil.com",
        ".",
        "@",
        ":",
        "443",
        "8443",
        "/",
        "\\",
        "#",
        "?",
        "%2e",
        "1",
        "[::1]",
    ];
    let (mut tools, mut addresses) = (0, 0);
    random_cases(4000, |random| {
        let name: String = (0..random.range(1..4)).map(|_| *random.pick(&words)).collect();
        if guard.tool(&name).is_ok() {
            tools += 1;
            assert!(name == "search" || name.starts_with("read_"), "{name:?}");
            assert!(!name.to_lowercase().starts_with("read_secret"), "{name:?}");
            assert!(name.bytes().all(|byte| byte.is_ascii_graphic()), "{name:?}");
        }
        let rest: String = (0..random.range(1..5)).map(|_| *random.pick(&hosts)).collect();
        let address = format!(
            "{}{rest}",
            random.pick::<&str>(&["https://", "http://", "HTTPS://", "ftp://", "//", ""])
        );
        if guard.network(&address).is_ok() {
            addresses += 1;
            // Read once more, from the other end: nothing before the host, a usual port after it.
            let (scheme, rest) = address.split_once("://").unwrap();
            let host = rest.split(['/', '?', '#']).next().unwrap().to_lowercase();
            let usual = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
            let host = host.strip_suffix(usual).unwrap_or(&host);
            assert!(
                host == "docs.rs" || (host.ends_with(".example.org") && host != "bad.example.org"),
                "{address:?}"
            );
            assert!(host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'), "{address:?}");
        }
    });
    println!("hostile tools and addresses: 8000, allowed: {tools} and {addresses}");
    assert!(std::env::var("SEED").is_ok() || (tools > 50 && addresses > 50), "{tools} {addresses}");
}

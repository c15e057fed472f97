//! What is taken out and what stays, on text as people write it; and how much of real code is taken for a secret.

use std::{path::Path, time::Instant};

use justbuilt_testkit::{Random, corpus, random_cases, repository};

use serde_json::json;

use super::{Scanner, judge, planted::token};
use crate::{
    event::{Arguments, OpaqueKind},
    request::{Message, Part, Request},
};

fn scanner() -> Scanner {
    Scanner::built_in().unwrap()
}

fn redact(text: &str) -> String {
    scanner().redact(text).text
}

/// Replaces `{A:36}` and the like.
fn made(text: &str) -> String {
    token(&mut Random::new(11), text)
}

#[test]
fn the_built_in_rules_are_sound() {
    let scanner = scanner();
    assert!(scanner.len() >= 120, "{} rules", scanner.len());
    for rule in &scanner.rules {
        assert!(rule.regex().is_some(), "{} cannot be compiled", rule.id);
        assert!(rule.regex().is_some_and(|regex| !regex.is_match(b"")), "{} matches nothing at all", rule.id);
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
    }
}

#[test]
fn a_token_becomes_a_mark() {
    let text = made("let token = \"ghp_{A:36}\"; // keep\n");
    assert_eq!(redact(&text), "let token = \"«redacted: github-token»\"; // keep\n");
}

#[test]
fn the_same_secret_has_the_same_mark_and_another_one_another() {
    let (a, b) = (made("ghp_{A:36}"), made("{d:3}").len());
    assert_eq!(b, 3);
    let other = token(&mut Random::new(99), "ghp_{A:36}");
    let text = format!("{a}\n{other}\n{a}\n");
    assert_eq!(
        redact(&text),
        "«redacted: github-token»\n«redacted: github-token 2»\n«redacted: github-token»\n"
    );
}

#[test]
fn a_private_key_keeps_its_lines() {
    let body: String = (0..20).map(|_| made("{B:64}\n")).collect();
    for label in ["RSA ", "", "EC ", "OPENSSH ", "ENCRYPTED "] {
        let text =
            format!("a\n-----BEGIN {label}PRIVATE KEY-----\n{body}-----END {label}PRIVATE KEY-----\nb\n");
        let redacted = redact(&text);
        assert_eq!(redacted.lines().count(), text.lines().count());
        assert!(redacted.starts_with("a\n«redacted: private-key, 22 lines»\n«…»\n"), "{redacted}");
        assert!(redacted.ends_with("«…»\nb\n"), "{redacted}");
    }
    let windows =
        format!("-----BEGIN PRIVATE KEY-----\r\n{}-----END PRIVATE KEY-----\r\n", body.replace('\n', "\r\n"));
    let redacted = redact(&windows);
    assert_eq!(redacted.matches("\r\n").count(), windows.matches("\r\n").count(), "{redacted}");
}

#[test]
fn a_private_key_in_one_string_or_cut_off_is_found() {
    let body = made("{B:64}\\n{B:64}\\n{B:64}\\n{B:20}");
    for text in [
        format!(
            "{{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----\\n\"}}"
        ),
        format!("key: |\n  -----BEGIN RSA PRIVATE KEY-----\n  {}\n", body.replace("\\n", "\n  ")),
        format!(
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{}\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----",
            body.replace("\\n", "\n")
        ),
    ] {
        let redacted = redact(&text);
        assert!(redacted.contains("«redacted: private-key"), "{redacted}");
        assert!(!redacted.contains(&body[70..100]), "{redacted}");
    }
}

#[test]
fn connection_strings_lose_the_password_only() {
    for (text, expected) in [
        (
            "postgres://app:x7Kq29ZpLm4w@db.example.org:5432/main",
            "postgres://app:«redacted: url-password»@db.example.org:5432/main",
        ),
        (
            "DATABASE_URL=mysql://root:Gh8!kLq29xZ@127.0.0.1/x",
            "DATABASE_URL=mysql://root:«redacted: url-password»@127.0.0.1/x",
        ),
        ("redis://:p4ssW0rd99Kq@cache:6379/0", "redis://:«redacted: url-password»@cache:6379/0"),
        (
            "mongodb+srv://u:aB3dE6gH9k@c0.x1.mongodb.net/?w=1",
            "mongodb+srv://u:«redacted: url-password»@c0.x1.mongodb.net/?w=1",
        ),
        (
            "\"Server=db;User Id=sa;Password=kQ7!mZ2#pL9x;Encrypt=true\"",
            "\"Server=db;User Id=sa;Password=«redacted: connection-password»;Encrypt=true\"",
        ),
    ] {
        assert_eq!(redact(text), expected);
    }
}

#[test]
fn logins_in_headers_commands_and_settings_are_found() {
    for text in [
        "Authorization: Basic {A:28}",
        "headers = {\"Authorization\": \"Bearer {A:40}\"}",
        "curl -u admin:{p:14} https://example.org",
        "machine api.example.org login me password {A:20}",
        "//registry.npmjs.org/:_authToken={g:1}",
        "{\"auths\": {\"x\": {\"auth\": \"{A:40}\"}}}",
        "<password>{A:16}</password>",
        "DB_PASSWORD={A:20}",
        "spring.datasource.password={A:20}",
        "apiKey: {A:24}",
        "PASSWORD = 'Tr0ub4dor&3x'",
    ] {
        // Braces that are no kind stay.
        let text = fill(text);
        assert_eq!(scanner().find(&text).len(), 1, "{text}");
    }
}

/// As [`made`], for text that has braces of its own.
fn fill(text: &str) -> String {
    let mut out = text.to_owned();
    for kind in ["{A:28}", "{A:40}", "{p:14}", "{A:20}", "{A:16}", "{A:24}", "{g:1}"] {
        out = out.replace(kind, &made(kind));
    }
    out
}

#[test]
fn names_placeholders_and_expressions_are_no_secrets() {
    for text in [
        "password = \"changeme\"",
        "password = os.environ[\"DB_PASSWORD\"]",
        "let token = self.next_token();",
        "token = \"identifier\"",
        "API_KEY=your-api-key-here",
        "API_KEY=${API_KEY}",
        "api_key: <your key>",
        "secret: {{ vault.secret }}",
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "const TOKEN_KIND: &str = \"string.quoted.double\";",
        "password: String,",
        "http://user:pass@example.org/",
        "https://example.org:8080/a@b",
        "\"token\": \"keyword.operator.rust\"",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-ant-api03-...",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0\n-----END PUBLIC KEY-----",
        "if s.starts_with(\"-----BEGIN RSA PRIVATE KEY-----\") {",
        "checksum = \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"",
        "commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        "id: 01890a5d-ac96-774b-bcce-b302099a8057",
    ] {
        assert_eq!(redact(text), text);
    }
}

#[test]
fn redacting_twice_changes_nothing_more() {
    random_cases(60, |random| {
        let mut text = random.text(30);
        for format in [
            "\"ghp_{A:36}\"",
            "password = \"{p:20}\"",
            "postgres://a:{A:14}@h/x",
            "eyJ{b:40}.eyJ{b:60}.{b:43}",
        ] {
            text.push('\n');
            text.push_str(&token(random, format));
            text.push('\n');
            text.push_str(&random.text(10));
        }
        let scanner = scanner();
        let once = scanner.redact(&text);
        assert_eq!(once.restore(&text).as_deref(), Some(text.as_str()));
        assert_eq!(scanner.redact(&once.text).text, once.text);
        assert_eq!(once.text.matches('\n').count(), text.matches('\n').count());
        for redaction in &once.redactions {
            assert_eq!(text[..redaction.original.start].matches('\n').count(), redaction.line);
        }
    });
}

#[test]
fn only_the_original_gives_the_secrets_back() {
    let text = made("token = \"glpat-{A:20}\"");
    let redacted = scanner().redact(&text);
    assert!(!redacted.is_clean());
    assert_eq!(redacted.restore("token = \"another\""), None);
    let answer = "Put «redacted: gitlab-token» into the vault.";
    assert_eq!(redacted.reveal("another", answer), answer);
    let secret = &text[9..text.len() - 1];
    assert_eq!(redacted.reveal(&text, answer), format!("Put {secret} into the vault."));
    assert!(!format!("{redacted:?}").contains(secret), "the redacted text holds the secret");
}

#[test]
fn rules_of_the_user_are_added_and_wrong_ones_are_named() {
    let own = "[[rule]]\nid = \"house-key\"\nname = \"Key of the house\"\nkeywords = [\"house-\"]\nregex = 'house-\\d{6}'\n[[file]]\npattern = \"*.vault\"\nreason = \"a vault\"\n";
    let scanner = Scanner::with(&[own]).unwrap();
    assert_eq!(scanner.redact("house-482913").text, "«redacted: house-key»");
    assert_eq!(scanner.kept_out().why("a/b.vault"), Some("a vault"));
    let wrong = own.replace("\\d{6}", "(");
    let error = Scanner::with(&[&wrong]).unwrap_err().to_string();
    assert!(error.contains("'house-key'"), "{error}");
    assert!(Scanner::with(&["[[rule]]\nid = 3"]).is_err());
}

#[test]
fn files_with_secrets_stay_out() {
    let scanner = scanner();
    let out = scanner.kept_out();
    for path in [
        ".env",
        "app/.env.production",
        "C:\\work\\.ENV",
        "keys/id_rsa",
        "id_ed25519",
        "cert.PEM",
        "a.p12",
        "x/.aws/credentials",
        ".ssh/config",
        ".npmrc",
        "infra/prod.tfvars",
        "credentials.json",
        "home/.docker/config.json",
        ".netrc",
        "client_secret_12.json",
    ] {
        assert!(out.why(path).is_some(), "{path} would be sent");
    }
    for path in [
        ".env.example",
        "src/env.rs",
        "id_rsa.pub",
        "docker/config.json",
        "src/keyboard.rs",
        "credentials.rs",
        "README.md",
        "monkey.txt",
    ] {
        assert_eq!(out.why(path), None, "{path}");
    }
    assert!(out.patterns().count() > 40);
}

#[test]
fn a_whole_request_is_redacted_but_for_what_a_model_signed() {
    let secret = made("ghp_{A:36}");
    let call = |arguments| Part::ToolCall { id: "1".into(), name: "run".into(), arguments, signature: None };
    let signed =
        Part::Reasoning { text: secret.clone(), opaque: Some((OpaqueKind::Signature, "s".into())), id: None };
    let parts = vec![
        Part::text(format!("use {secret}")),
        call(Arguments::Json(json!({"env": [{"TOKEN": secret}], "n": 3}))),
        call(Arguments::Invalid(format!("{{\"a\": \"{secret}"))),
        Part::ToolResult { id: "1".into(), name: "run".into(), text: format!("{secret}\n"), is_error: false },
        signed.clone(),
    ];
    let mut request = Request {
        system: vec![Part::text(format!("key: {secret}"))],
        messages: vec![Message::default(), Message { parts, ..Message::default() }],
        ..Request::default()
    };
    let found = scanner().redact_request(&mut request);
    let places: Vec<(Option<usize>, usize)> = found.iter().map(|one| (one.message, one.part)).collect();
    assert_eq!(places, [(None, 0), (Some(1), 0), (Some(1), 1), (Some(1), 2), (Some(1), 3)]);
    assert_eq!(request.messages[1].parts[4], signed);
    request.messages[1].parts.pop();
    assert!(!format!("{request:?}").contains(&secret));
    assert!(scanner().redact_request(&mut request).is_empty());
}

#[test]
fn entropy_is_shannons() {
    assert!(judge::entropy(b"aaaa").abs() < 1e-6);
    assert!((judge::entropy(b"abcd") - 2.0).abs() < 1e-6);
    assert!((judge::entropy(b"0123456789abcdef") - 4.0).abs() < 1e-6);
}

/// Source files below `folder`, with their text.
fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | ".git" | "secrets" | "node_modules") {
                sources(&path, out);
            }
        } else if ["rs", "toml", "md", "py", "js", "ts", "json", "yml", "yaml", "scm"]
            .iter()
            .any(|end| name.ends_with(&format!(".{end}")))
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            out.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn this_repository_has_next_to_nothing_that_is_taken_for_a_secret() {
    // JUSTBUILT_SECRETS_IN names another folder, to measure.
    let folder = std::env::var_os("JUSTBUILT_SECRETS_IN").map_or_else(repository, Into::into);
    let mut files = Vec::new();
    sources(&folder, &mut files);
    let scanner = scanner();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let start = Instant::now();
    let mut flagged = Vec::new();
    for (path, text) in &files {
        for finding in scanner.find_in(Some(path), text) {
            flagged.push(format!("{path}: {} {}", finding.rule, &text[finding.range]));
        }
    }
    let took = start.elapsed();
    for line in &flagged {
        println!("{line}");
    }
    let megabytes = bytes as f64 / 1e6;
    println!("{} files, {megabytes:.1} MB, {:.1} ms/MB", files.len(), took.as_secs_f64() * 1e3 / megabytes);
    assert!(files.len() > 100, "only {} files", files.len());
    assert!(flagged.len() <= 12, "{} in {} files", flagged.len(), files.len());
}

#[test]
fn recorded_answers_of_models_are_left_alone() {
    let Some(folder) = corpus("personas") else { return };
    let mut files = Vec::new();
    sources(&folder, &mut files);
    let scanner = scanner();
    let flagged: Vec<String> = files
        .iter()
        .flat_map(|(path, text)| {
            scanner
                .find_in(Some(path), text)
                .into_iter()
                .map(move |finding| format!("{path}: {} {}", finding.rule, &text[finding.range]))
        })
        .collect();
    assert!(flagged.len() <= files.len() / 50, "{flagged:#?}");
}

//! Tests of `justbuilt ask` against a server on this machine that plays scripts.

use std::fs;
use std::io::Read as _;
use std::process::Command;

use justbuilt_testkit::http::{Script, Server};
use serde_json::{Value, json};

use super::{Bench, Said};

const KEY: &str = "sk-test-0123456789abcdefghij";

/// A piece of an answer of Chat Completions.
pub fn piece(text: &str) -> String {
    let chunk =
        json!({"id": "c1", "model": "gpt-5.4", "choices": [{"index": 0, "delta": {"content": text}}]});
    format!("data: {chunk}\n\n")
}

/// Its end, with what it used.
pub fn ending(input: u64, cached: u64, output: u64) -> String {
    let stop = json!({"id": "c1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
    let usage = json!({"id": "c1", "choices": [], "usage": {
        "prompt_tokens": input,
        "completion_tokens": output,
        "total_tokens": input + output,
        "prompt_tokens_details": {"cached_tokens": cached},
    }});
    format!("data: {stop}\n\ndata: {usage}\n\ndata: [DONE]\n\n")
}

/// A whole answer.
pub fn answer(text: &str) -> Script {
    Script::events().bytes(piece(text)).bytes(ending(1_234, 1_000, 56))
}

fn failing(status: u16, body: &str) -> Script {
    Script::status(status).header("content-type", "application/json").bytes(body)
}

pub fn bench() -> Bench {
    let mut b = Bench::new();
    b.env.push(("OPENAI_API_KEY", KEY.to_owned()));
    b
}

impl Bench {
    /// Runs `justbuilt ask` with OpenAI's provider at the server's address.
    pub fn ask(&self, server: &Server, args: &[&str]) -> Said {
        let url = server.url();
        let all = [&["ask", "--provider", "openai", "--base-url", &url, "--retries", "0"], args].concat();
        self.run(&all, b"")
    }
}

/// The body of a request that the server saw.
pub fn body(server: &Server, at: usize) -> Value {
    serde_json::from_slice(&server.seen().get(at).unwrap().body).unwrap()
}

/// The text of its last message.
fn asked(server: &Server) -> String {
    let body = body(server, 0);
    let message = body["messages"].as_array().unwrap().last().unwrap().clone();
    match &message["content"] {
        Value::String(text) => text.clone(),
        parts => parts.as_array().unwrap().iter().filter_map(|part| part["text"].as_str()).collect(),
    }
}

#[test]
fn an_answer_is_streamed_and_counted() {
    let b = bench();
    let server = Server::start([Script::events()
        .bytes(piece("Hello"))
        .bytes(piece(", you"))
        .bytes(ending(1_234, 1_000, 56))])
    .unwrap();
    let said = b.ask(&server, &["--model", "gpt-5.4", "Say hello"]);
    assert_eq!((said.code(), said.out().as_str()), (0, "Hello, you\n"), "{}", said.err());
    assert!(
        said.err().contains("gpt-5.4: 1234 tokens in (1000 from the cache), 56 out, $0.00"),
        "{}",
        said.err()
    );
    let seen = server.seen();
    assert_eq!(seen[0].path, "/chat/completions");
    assert_eq!(seen[0].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert_eq!((asked(&server).as_str(), &body(&server, 0)["model"]), ("Say hello", &json!("gpt-5.4")));
    assert!(!said.err().contains(KEY));
}

#[test]
fn the_answer_comes_before_its_end() {
    let b = bench();
    let server = Server::start([Script::events()
        .bytes(piece("first "))
        .gate()
        .bytes(piece("second"))
        .bytes(ending(1, 0, 2))])
    .unwrap();
    let url = server.url();
    let args = ["ask", "--provider", "openai", "--base-url", &url, "TEXT"];
    let mut child = b.command(&b.path("project"), &args).spawn().unwrap();
    let mut first = [0; 6];
    // The server says nothing more before this was read.
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(&first, b"first ");
    server.open_gate();
    let mut rest = String::new();
    child.stdout.as_mut().unwrap().read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "second\n");
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_question_may_come_from_the_standard_input() {
    let b = bench();
    let server = Server::start([answer("yes")]).unwrap();
    let url = server.url();
    let said = b.run(&["ask", "--provider", "openai", "--base-url", &url, "-"], "from a pipe: ä".as_bytes());
    assert_eq!((said.code(), said.out().as_str()), (0, "yes\n"));
    assert_eq!(asked(&server), "from a pipe: ä");
    assert!(b.run(&["ask", "-"], b"  \n").bad(2).contains("there is no question"));
    assert_eq!(b.run(&["ask"], b"").code(), 2);
}

#[test]
fn json_is_an_object_a_line() {
    let b = bench();
    let server = Server::start([answer("yes")]).unwrap();
    let out = b.ask(&server, &["--json", "?"]).good();
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let types: Vec<&str> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["context", "start", "text", "end"]);
    let end = lines.last().unwrap();
    assert_eq!((&end["ok"], &end["ended"], &end["text"]), (&json!(true), &json!("whole"), &json!("yes")));
    assert_eq!((&end["usage"]["input"], &end["usage"]["output"]), (&json!(1_234), &json!(56)));
}

#[test]
fn a_torn_stream_is_no_whole_answer() {
    let b = bench();
    let torn = || Script::events().bytes(piece("half an ans"));
    let server = Server::start([torn(), torn().cut(), torn()]).unwrap();
    let said = b.ask(&server, &["?"]);
    assert_eq!((said.code(), said.out().as_str()), (1, "half an ans\n"));
    assert!(said.err().contains("the answer is cut: the stream ended before"), "{}", said.err());
    assert!(said.err().contains("estimated: "), "{}", said.err());
    let said = b.ask(&server, &["?"]);
    assert_eq!((said.code(), said.out().as_str()), (1, "half an ans\n"));
    assert!(said.err().contains("the answer is cut: "), "{}", said.err());
    let said = b.ask(&server, &["--json", "?"]);
    assert_eq!(said.code(), 1);
    let end: Value = serde_json::from_str(said.out().lines().last().unwrap()).unwrap();
    assert_eq!(
        (&end["ok"], &end["ended"], &end["estimated"]),
        (&json!(false), &json!("truncated"), &json!(true))
    );
}

#[test]
fn an_answer_at_its_limit_is_said_to_be_cut() {
    let b = bench();
    let stop = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]});
    let server = Server::start([Script::events()
        .bytes(piece("so"))
        .bytes(format!("data: {stop}\n\ndata: [DONE]\n\n"))])
    .unwrap();
    let said = b.ask(&server, &["--max-output", "3", "?"]);
    assert_eq!((said.code(), said.out().as_str()), (1, "so\n"));
    assert!(said.err().contains("it reached the limit of 3 tokens"), "{}", said.err());
}

/// What is said for an answer without success, after nothing was printed.
#[track_caller]
fn complains(script: Script, parts: &[&str]) {
    let b = bench();
    let models = json!({"data": [{"id": "gpt-5.4-mini"}, {"id": "o9"}]}).to_string();
    let server = Server::start([script, Script::status(200).bytes(models)]).unwrap();
    let err = b.ask(&server, &["--model", "gpt-5.4-mni", "?"]).bad(1);
    for part in parts {
        assert!(err.contains(part), "{part}: {err}");
    }
    assert!(!err.contains(KEY), "{err}");
}

#[test]
fn faults_say_what_to_do() {
    let error = |message: &str, code: &str| json!({"error": {"message": message, "code": code}}).to_string();
    let wrong = error(&format!("Incorrect API key provided: {KEY}"), "invalid_api_key");
    complains(
        failing(401, &wrong),
        &["does not take the key", "the one in OPENAI_API_KEY", "vault set openai"],
    );
    let broke = error("You exceeded your current quota", "insufficient_quota");
    complains(failing(429, &broke), &["no credit", "--provider"]);
    let none = error("The model `gpt-5.4-mni` does not exist", "model_not_found");
    complains(failing(404, &none), &["no model gpt-5.4-mni", "Near it are: gpt-5.4-mini."]);
    let long = error("This model's maximum context length is 8192 tokens", "context_length_exceeded");
    complains(failing(400, &long), &["more than gpt-5.4-mni can read", "--context"]);
    let many = failing(429, &error("Rate limit reached", "rate_limit_exceeded")).header("retry-after", "17");
    complains(many, &["lets no more through", "It asks to wait 17 s."]);
    complains(failing(500, &error("Oops", "server_error")), &["openai failed: Oops", "on its side"]);
    complains(failing(503, "no room"), &["Try again later"]);
    complains(Script::status(200).bytes("<html>Welcome</html>"), &["the stream ended", "base_url"]);
    complains(
        Script::events().bytes("data: {\"choices\": [oh no\n\n"),
        &["not what its protocol says", "base_url"],
    );
}

#[test]
fn it_is_asked_again_after_the_wait_that_is_asked_for() {
    let b = bench();
    let many = failing(429, r#"{"error": {"message": "slow down"}}"#).header("retry-after-ms", "20");
    let server = Server::start([many, answer("now")]).unwrap();
    let said = b.ask(&server, &["--retries", "1", "?"]);
    assert_eq!((said.code(), said.out().as_str()), (2, ""), "--retries is there twice");
    let url = server.url();
    let said = b.run(&["ask", "--provider", "openai", "--base-url", &url, "?"], b"");
    assert_eq!((said.code(), said.out().as_str()), (0, "now\n"), "{}", said.err());
    assert!(said.err().contains("slow down; attempt 2 in 0.0 s"), "{}", said.err());
    let total = b.run(&["cost", "--json"], b"").json()["total"].clone();
    assert_eq!((&total["requests"], &total["input"]), (&json!(1), &json!(1_234)));
}

#[test]
fn nobody_listens() {
    let b = bench();
    let url = Server::start([]).unwrap().url();
    let err = b.run(&["ask", "--provider", "openai", "--base-url", &url, "--retries", "0", "?"], b"").bad(1);
    assert!(err.contains("cannot be reached") && err.contains("on this machine running?"), "{err}");
    let args = ["ask", "--provider", "ollama", "--model", "m", "--base-url", &url, "--retries", "0", "?"];
    let err = b.run(&args, b"").bad(1);
    assert!(err.contains("ollama serve"), "{err}");
    // What was never sent cost nothing.
    assert_eq!(b.run(&["cost", "--json"], b"").json()["total"]["requests"], 0);
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_it() {
    let b = bench();
    let server = Server::start([Script::events().bytes(piece("so far")).hold()]).unwrap();
    let url = server.url();
    let args = ["ask", "--provider", "openai", "--base-url", &url, "?"];
    let mut child = b.command(&b.path("project"), &args).spawn().unwrap();
    let mut start = [0; 6];
    child.stdout.as_mut().unwrap().read_exact(&mut start).unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    // The connection is closed, so that nothing more is paid for.
    assert!(server.closed().is_some());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(err.contains("stopped: the answer is cut") && err.contains("estimated"), "{err}");
    assert_eq!(b.run(&["cost", "--json"], b"").json()["total"]["estimated"], 1);
}

#[test]
fn without_a_key_it_says_how_to_add_one() {
    let b = Bench::new();
    let err = b.run(&["ask", "?"], b"").bad(1);
    for part in ["vault set anthropic", "OPENAI_API_KEY", "ollama pull", "--provider ollama"] {
        assert!(err.contains(part), "{part}: {err}");
    }
    let err = b.run(&["ask", "--provider", "gemini", "?"], b"").bad(1);
    assert!(
        err.contains("no key for gemini")
            && err.contains("vault set gemini")
            && err.contains("GEMINI_API_KEY")
    );
    let err = b.run(&["ask", "--provider", "gemni", "?"], b"").bad(2);
    assert!(err.contains("did you mean gemini?"), "{err}");
    let err = b.run(&["ask", "--provider", "ollama", "?"], b"").bad(2);
    assert!(err.contains("models --provider ollama"), "{err}");
}

#[test]
fn the_key_may_be_in_the_vault() {
    let b = Bench::new();
    let server = Server::start([answer("yes")]).unwrap();
    fs::write(b.path("pass"), "correct horse battery\n").unwrap();
    let pass = b.path("pass").display().to_string();
    b.run(&["vault", "--passphrase-file", &pass, "set", "work/llm"], b"key-from-the-vault\n").good();
    fs::create_dir_all(b.path("home/config")).unwrap();
    let file = format!(
        "default = 'work'\n[provider.work]\nbase_url = '{}'\nkey = 'work/llm'\nneeds_key = true\nmodel = 'm1'\n",
        server.url()
    );
    fs::write(b.path("home/config/providers.toml"), file).unwrap();
    let said = b.run(&["ask", "--passphrase-file", &pass, "?"], b"");
    assert_eq!((said.code(), said.out().as_str()), (0, "yes\n"), "{}", said.err());
    assert_eq!(server.seen()[0].header("authorization"), Some("Bearer key-from-the-vault"));
    assert!(
        said.err().contains("m1: 1234 tokens in") && said.err().contains("cost not known"),
        "{}",
        said.err()
    );
    fs::write(b.path("home/config/providers.toml"), "[provider.work]\nbase_url = 'x'\n").unwrap();
    let err = b.run(&["ask", "?"], b"").bad(1);
    assert!(err.contains("providers.toml: line 2: "), "{err}");
}

#[test]
fn secrets_do_not_go_out() {
    let b = bench();
    let server = Server::start([answer("ok"), answer("ok")]).unwrap();
    let token = format!("ghp_{}", "Zx8Qw3Er5Ty7Ui9Op1As3Df5Gh7Jk9Lz2Xc4");
    fs::create_dir(b.path("project/src")).unwrap();
    fs::write(b.path("project/src/a.rs"), format!("const TOKEN: &str = \"{token}\";\n")).unwrap();
    fs::write(b.path("project/src/.env"), "PASSWORD=q8Zr2LmX9vTkW4pYb7Nd\n").unwrap();
    let question = format!("Is {token} valid?");
    let said = b.ask(&server, &["--context", "src", &question]);
    assert_eq!(said.code(), 0, "{}", said.err());
    let sent = String::from_utf8(server.seen()[0].body.clone()).unwrap();
    assert!(!sent.contains(&token) && sent.contains("const TOKEN") && sent.contains("redacted"), "{sent}");
    assert!(!sent.contains("q8Zr2LmX9vTk"), "{sent}");
    let err = said.err();
    assert!(err.contains("2 secrets taken out: 2 × github"), "{err}");
    assert!(err.contains("not sent: src/.env: it may hold secrets"), "{err}");
    // Named itself it goes, and still without its secret.
    let said = b.ask(&server, &["--context", "src/.env", "?"]);
    assert_eq!(said.code(), 0);
    let sent = asked_at(&server, 1);
    assert!(sent.contains("PASSWORD=") && !sent.contains("q8Zr2LmX9vTk"), "{sent}");
}

fn asked_at(server: &Server, at: usize) -> String {
    String::from_utf8(server.seen()[at].body.clone()).unwrap()
}

#[test]
fn a_dry_run_shows_what_would_be_sent_and_sends_nothing() {
    let b = bench();
    let server = Server::start([answer("ok")]).unwrap();
    fs::write(b.path("project/a.txt"), "some words\n").unwrap();
    fs::write(b.path("project/empty.txt"), "").unwrap();
    let args = ["--model", "gpt-5.4", "--context", "a.txt", "--context", "empty.txt", "What is this?"];
    let shown = b.ask(&server, &[&["--dry-run", "--json"], &args[..]].concat()).json();
    assert!(server.seen().is_empty());
    assert_eq!(shown["manifest"]["sent"][0]["source"], "a.txt");
    assert_eq!(shown["manifest"]["left_out"][0]["why"], "empty");
    assert!(shown["estimate"]["input"].as_u64().unwrap() > 20);
    assert!(shown["estimate"]["cost_usd"].as_f64().unwrap() > 0.0);
    assert_eq!(b.ask(&server, &args).code(), 0);
    // Byte by byte what is sent then.
    assert_eq!(shown["request"]["body"], body(&server, 0));
    let text = b.ask(&server, &[&["--dry-run"], &args[..]].concat()).good();
    for part in ["file a.txt: you named it, ", "not sent: file empty.txt", "estimate: ", "What is this?"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(KEY));
}

#[test]
fn budgets_are_checked_before_anything_is_sent() {
    let b = bench();
    let server = Server::start([answer("ok"), answer("ok")]).unwrap();
    let err = b.ask(&server, &["--model", "gpt-5.4", "--max-cost", "0.0001", "?"]).bad(1);
    assert!(err.contains("not sent: this request may cost") && err.contains("Raise the budget"), "{err}");
    fs::create_dir_all(b.path("home/config")).unwrap();
    let file = "[[budget]]\ntokens = 2000\nper = 'day'\nprovider = 'openai'\n";
    fs::write(b.path("home/config/providers.toml"), file).unwrap();
    assert_eq!(b.ask(&server, &["--max-output", "100", "?"]).code(), 0);
    // 1290 of them are spent now.
    assert_eq!(server.seen().len(), 1);
    let err = b.ask(&server, &["--max-output", "1000", "?"]).bad(1);
    assert!(err.contains("710 tokens of the budget of 2000 tokens a day for openai is left"), "{err}");
    assert_eq!(server.seen().len(), 1);
    let standing = b.run(&["cost"], b"").good();
    assert!(standing.contains("1290 tokens spent, 710 tokens left"), "{standing}");
}

#[test]
fn a_persona_speaks_first_and_reads_what_it_may() {
    let b = bench();
    let server = Server::start([answer("ok")]).unwrap();
    fs::write(b.path("project/.env"), "A=1\n").unwrap();
    assert_eq!(b.ask(&server, &["--persona", "reviewer", "?"]).code(), 0);
    let body = body(&server, 0);
    assert!(body["messages"][0]["content"].to_string().contains("You are Reviewer."), "{body}");
    let err = b.ask(&server, &["--persona", "reviewer", "--context", ".env", "?"]).bad(1);
    assert!(err.contains("the rights deny this file"), "{err}");
    let err = b.ask(&server, &["--persona", "reviever", "?"]).bad(2);
    assert!(err.contains("did you mean reviewer?"), "{err}");
    assert_eq!(b.run(&["cost", "--by", "persona", "--json"], b"").json()["rows"][0]["key"], "reviewer");
    assert_eq!(server.seen().len(), 1);
}

//! Tests of `justbuilt models`.

use justbuilt_testkit::http::{Script, Server};
use serde_json::json;

use super::Bench;
use super::ask::bench;

impl Bench {
    fn models(&self, server: &Server, args: &[&str]) -> super::Said {
        let url = server.url();
        self.run(&[&["models", "--provider", "openai", "--base-url", &url], args].concat(), b"")
    }
}

#[test]
fn models_with_what_is_known_of_them() {
    let b = bench();
    let list = json!({"data": [{"id": "gpt-5.4"}, {"id": "new", "context_length": 77}]}).to_string();
    let server = Server::start([Script::status(200).bytes(&list), Script::status(200).bytes(&list)]).unwrap();
    let known = b.models(&server, &["--json"]).json();
    let models = known["models"].as_array().unwrap();
    assert_eq!(models[0]["id"], "gpt-5.4");
    assert!(
        models[0]["input_usd"].as_f64().unwrap() > 0.0 && models[0]["context"].as_u64().unwrap() > 100_000
    );
    assert_eq!((&models[1]["context"], &models[1]["input_usd"]), (&json!(77), &json!(null)));
    let text = b.models(&server, &[]).good();
    assert!(text.lines().nth(2).unwrap().split_whitespace().eq(["new", "77", "?", "?", "?"]), "{text}");
    assert_eq!(server.seen()[0].path, "/models");
}

#[test]
fn all_pages_are_asked_for() {
    let mut b = bench();
    b.env.push(("ANTHROPIC_API_KEY", "k".to_owned()));
    let one =
        json!({"data": [{"id": "claude-a", "max_input_tokens": 5}], "has_more": true, "last_id": "claude-a"});
    let two = json!({"data": [{"id": "claude-b"}], "has_more": false});
    let pages = [one, two].map(|page| Script::status(200).bytes(page.to_string()));
    let server = Server::start(pages).unwrap();
    let url = server.url();
    let all = b.run(&["models", "--provider", "anthropic", "--base-url", &url, "--json"], b"").json();
    let ids: Vec<_> =
        all["models"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["claude-a", "claude-b"]);
    assert!(server.seen()[1].path.contains("after_id=claude-a"));
}

#[test]
fn a_key_is_checked_by_a_call_that_costs_nothing() {
    let b = bench();
    let wrong = Script::status(401).bytes(r#"{"error": {"message": "no"}}"#);
    let server = Server::start([Script::status(200).bytes("{}"), wrong]).unwrap();
    assert_eq!(b.models(&server, &["--check"]).good(), "openai takes the key in OPENAI_API_KEY\n");
    let err = b.models(&server, &["--check"]).bad(1);
    assert!(err.contains("does not take the key"), "{err}");
    assert!(server.seen().iter().all(|seen| seen.method == "GET" && seen.path == "/models"));
}

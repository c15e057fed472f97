//! Tests of `justbuilt cost`: sums to the token what the provider says.

use std::fs;

use justbuilt_testkit::http::{Script, Server};
use serde_json::json;

use super::Bench;
use super::ask::{answer, bench, ending, piece};

#[test]
fn sums_are_what_the_provider_says() {
    let b = bench();
    let server = Server::start([
        answer("one"),
        Script::events().bytes(piece("two")).bytes(ending(17, 0, 4)),
        Script::events().bytes(piece("three")).bytes(ending(100, 0, 1)),
    ])
    .unwrap();
    assert_eq!(b.ask(&server, &["--model", "gpt-5.4", "?"]).code(), 0);
    assert_eq!(b.ask(&server, &["--model", "gpt-5.4", "?"]).code(), 0);
    assert_eq!(b.ask(&server, &["--model", "of-nobody", "?"]).code(), 0);
    let by_model = b.run(&["cost", "--by", "model", "--json"], b"").json();
    let row = &by_model["rows"][0];
    assert_eq!(row["key"], "openai/gpt-5.4");
    let tokens = |name: &str| row[name].as_u64().unwrap();
    assert_eq!(
        (tokens("requests"), tokens("input"), tokens("cached_read"), tokens("output")),
        (2, 1_251, 1_000, 60)
    );
    assert_eq!((&row["estimated"], &row["unknown_cost"]), (&json!(0), &json!(0)));
    assert_eq!(
        (&by_model["rows"][1]["key"], &by_model["rows"][1]["unknown_cost"]),
        (&json!("openai/of-nobody"), &json!(1))
    );
    assert_eq!((&by_model["total"]["input"], &by_model["total"]["output"]), (&json!(1_351), &json!(61)));
    let project = fs::canonicalize(b.path("project")).unwrap().display().to_string();
    assert_eq!(b.run(&["cost", "--by", "project", "--json"], b"").json()["rows"][0]["key"], json!(project));
    let text = b.run(&["cost"], b"").good();
    assert!(text.contains("3") && text.contains("1351") && text.contains("nobody knows"), "{text}");
    assert_eq!(b.run(&["cost", "--by", "colour"], b"").code(), 2);
}

#[test]
fn the_price_is_the_users_where_there_is_one() {
    let b = bench();
    fs::create_dir_all(b.path("home/config")).unwrap();
    let prices =
        "[[model]]\nprovider = 'openai'\npattern = 'mine'\ninput = 2.0\ncached = 1.0\noutput = 10.0\n";
    fs::write(b.path("home/config/prices.toml"), prices).unwrap();
    let server = Server::start([answer("one")]).unwrap();
    assert_eq!(b.ask(&server, &["--model", "mine", "?"]).code(), 0);
    let total = b.run(&["cost", "--json"], b"").json()["total"]["cost_usd"].as_f64().unwrap();
    // 234 tokens at 2, 1000 from the cache at 1, 56 written at 10 dollars a million.
    assert!((total - 0.002_028).abs() < 1e-12, "{total}");
}

#[test]
fn nothing_was_spent_yet() {
    let b = Bench::new();
    assert_eq!(b.run(&["cost"], b"").good(), "nothing was spent yet\n");
    assert!(!b.path("home").exists());
}

#[test]
fn processes_that_write_at_once_lose_nothing() {
    let b = bench();
    let slow = || Script::events().bytes(piece("x")).gate().bytes(ending(10, 0, 1));
    let server = Server::start((0..6).map(|_| slow())).unwrap();
    let url = server.url();
    let args = ["ask", "--provider", "openai", "--base-url", &url, "?"];
    let children: Vec<_> = (0..6).map(|_| b.command(&b.path("project"), &args).spawn().unwrap()).collect();
    // All of them are under way before the first one ends.
    assert!(server.wait_for(6));
    (0..6).for_each(|_| server.open_gate());
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let total = b.run(&["cost", "--json"], b"").json()["total"].clone();
    assert_eq!((&total["requests"], &total["input"], &total["output"]), (&json!(6), &json!(60), &json!(6)));
}

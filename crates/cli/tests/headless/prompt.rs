//! Tests of `justbuilt prompt`.

use std::fs;
use std::io::Read as _;

use justbuilt_testkit::http::{Script, Server};
use serde_json::json;

use super::Bench;
use super::ask::{answer, bench, body, ending, piece};

const GREET: &str = "---\nname: greet\ndescription: Greets.\nvariables:\n  - name: who\n    type: text\n---\nGreet {{ who }}.\n";

fn with_prompt(b: &Bench, folder: &str, text: &str) {
    fs::create_dir_all(b.path(folder)).unwrap();
    fs::write(b.path(folder).join("greet.md"), text).unwrap();
}

#[test]
fn prompts_are_listed_and_rendered() {
    let b = Bench::new();
    with_prompt(&b, "home/config/prompts", GREET);
    let list = b.run(&["prompt", "list"], b"").good();
    assert!(list.lines().any(|line| line.starts_with("explain ") && line.contains("built-in")), "{list}");
    assert!(list.lines().any(|line| line.starts_with("greet ") && line.contains("user  Greets.")), "{list}");
    assert!(!list.contains("wrong"), "{list}");
    assert_eq!(b.run(&["prompt", "render", "greet", "who=Ada {{ x }}"], b"").good(), "Greet Ada {{ x }}.\n");
    assert!(b.run(&["prompt", "render", "greet"], b"").bad(1).contains("a value is missing"));
    assert!(b.run(&["prompt", "render", "greet", "Ada"], b"").bad(2).contains("NAME=VALUE"));
    assert!(b.run(&["prompt", "render", "great", "who=x"], b"").bad(2).contains("did you mean greet?"));
    fs::write(b.path("project/code.rs"), "fn x() {}\n").unwrap();
    let text = b.run(&["prompt", "render", "explain", "selection=@code.rs", "depth=short"], b"").good();
    assert!(text.contains("From code.rs") && text.contains("```rs\nfn x() {}"), "{text}");
}

#[test]
fn the_projects_prompt_goes_before_and_can_be_compared() {
    let b = Bench::new();
    assert_eq!(b.run(&["prompt", "diff", "explain"], b"").code(), 2);
    with_prompt(&b, "home/config/prompts", GREET);
    with_prompt(&b, "project/.justbuilt/prompts", &GREET.replace("Greet {{", "Welcome {{"));
    assert_eq!(b.run(&["prompt", "render", "greet", "who=Ada"], b"").good(), "Welcome Ada.\n");
    let diff = b.run(&["prompt", "diff", "greet"], b"").good();
    assert!(diff.contains("-Greet {{ who }}.") && diff.contains("+Welcome {{ who }}."), "{diff}");
    let same = b.run(&["prompt", "diff", "greet", "greet", "--json"], b"").json();
    assert_eq!(same["same"], json!(true));
}

#[test]
fn a_prompt_runs_on_several_models() {
    let b = bench();
    with_prompt(&b, "home/config/prompts", GREET);
    let server = Server::start([answer("hi"), answer("hi")]).unwrap();
    let url = server.url();
    let args = ["prompt", "run", "greet", "who=Ada", "--provider", "openai", "--base-url", &url];
    let both = [&args[..], &["--model", "gpt-5.4", "--model", "gpt-5"]].concat();
    let said = b.run(&both, b"");
    assert_eq!((said.code(), said.out().as_str()), (0, "== openai/gpt-5.4\nhi\n\n== openai/gpt-5\nhi\n"));
    assert!(said.err().contains("openai/gpt-5.4: 1234 tokens in"), "{}", said.err());
    assert!(said.err().contains("openai/gpt-5: 1234 tokens in"), "{}", said.err());
    let mut asked: Vec<String> = (0..2).map(|at| body(&server, at)["model"].to_string()).collect();
    asked.sort();
    assert_eq!(asked, ["\"gpt-5\"", "\"gpt-5.4\""]);
    assert!(body(&server, 0)["messages"].to_string().contains("Greet Ada."));
    // Both are in the log, to the token.
    let total = b.run(&["cost", "--json"], b"").json()["total"].clone();
    assert_eq!(
        (&total["requests"], &total["input"], &total["output"]),
        (&json!(2), &json!(2_468), &json!(112))
    );
}

#[test]
fn an_answer_is_streamed() {
    let b = bench();
    with_prompt(&b, "home/config/prompts", GREET);
    let server = Server::start([Script::events()
        .bytes(piece("first "))
        .gate()
        .bytes(piece("second"))
        .bytes(ending(1, 0, 2))])
    .unwrap();
    let url = server.url();
    let args = ["prompt", "run", "greet", "who=Ada", "--provider", "openai", "--base-url", &url];
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
fn one_bad_answer_does_not_take_the_others_with_it() {
    let b = bench();
    with_prompt(&b, "home/config/prompts", GREET);
    let server = Server::start([Script::status(500).bytes("{}"), answer("hi")]).unwrap();
    let url = server.url();
    let args =
        ["prompt", "run", "greet", "who=Ada", "--provider", "openai", "--base-url", &url, "--retries", "0"];
    let said = b.run(&[&args[..], &["--model", "a", "--model", "b", "--json"]].concat(), b"");
    assert_eq!(said.code(), 1);
    assert!(said.err().contains("one answer is not whole"), "{}", said.err());
    let rows: serde_json::Value = serde_json::from_str(&said.out()).unwrap();
    let good = rows.as_array().unwrap().iter().filter(|row| row["ok"] == json!(true)).count();
    assert_eq!((rows.as_array().unwrap().len(), good), (2, 1));
    assert!(rows.as_array().unwrap().iter().any(|row| row["fault"]["kind"] == "server"), "{rows}");
}

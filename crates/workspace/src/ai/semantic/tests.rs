//! The search by meaning over a network that plays scripts: what is sent, once, to whom, after which question, and what
//! is found.

use std::path::Path;

use justbuilt_ai::meter::Scope;
use justbuilt_base::http::FakeAnswer;
use justbuilt_store::Fs as _;
use justbuilt_store::MemoryFs;
use serde_json::{Value, json};

use super::SemanticCommand;
use super::snapshot::{SemanticSnapshot, SemanticState};
use crate::ai::asking::bench::Bench;
use crate::ai::{AiCommand, ChatCommand, ContextState};
use crate::command::{Command, OpenAt};

const ROUTE: &str = "[route]\nembedding = [\"openai/text-embedding-3-small\"]\n";
const MONEY: [f32; 3] = [1.0, 0.1, 0.0];
const NETWORK: [f32; 3] = [0.1, 1.0, 0.0];
const OTHER: [f32; 3] = [0.0, 0.1, 1.0];

/// What OpenAI says to so many texts.
fn vectors(of: &[[f32; 3]]) -> FakeAnswer {
    let data: Vec<Value> =
        of.iter().enumerate().map(|(index, vector)| json!({"index": index, "embedding": vector})).collect();
    let body =
        json!({"data": data, "usage": {"prompt_tokens": 10 * of.len(), "total_tokens": 10 * of.len()}});
    FakeAnswer::status(200).header("content-type", "application/json").piece(body.to_string())
}

struct Desk(Bench);

impl Desk {
    fn new(providers: &str, files: &[(&str, &str)]) -> Self {
        let bench = Bench::new(providers);
        for (path, text) in files {
            bench.fs.create_dir_all(Path::new(path).parent().unwrap()).unwrap();
            bench.fs.write(Path::new(path), text.as_bytes()).unwrap();
        }
        let mut desk = Self(bench);
        desk.0.workspace.run(Command::OpenProject("/p".into()));
        desk.0.settle();
        desk
    }

    fn three(providers: &str) -> Self {
        Self::new(
            providers,
            &[
                ("/p/src/invoice.rs", "fn total(prices: &[u64]) -> u64 {\n    prices.iter().sum()\n}\n"),
                ("/p/src/socket.rs", "fn connect(host: &str) -> Socket {\n    Socket::open(host)\n}\n"),
                ("/p/notes.md", "# Notes\n\nNothing of use.\n"),
                ("/p/.env", "PASSWORD=hunter2hunter2\n"),
                ("/p/Cargo.lock", "[[package]]\nname = \"serde\"\n"),
            ],
        )
    }

    fn run(&mut self, command: SemanticCommand) -> std::sync::Arc<SemanticSnapshot> {
        self.0.workspace.run(Command::Ai(AiCommand::Semantic(command)));
        self.0.settle().semantic
    }

    fn search(&mut self, words: &str) -> std::sync::Arc<SemanticSnapshot> {
        self.run(SemanticCommand::Search(words.to_owned()))
    }

    /// What was sent for vectors: the texts of each request.
    fn sent(&self) -> Vec<Vec<String>> {
        let bodies = self.0.requests().into_iter().filter(|one| one.url.ends_with("/embeddings"));
        let texts = bodies.map(|one| {
            let body: Value = serde_json::from_slice(&one.body).unwrap();
            assert_eq!(body["model"], "text-embedding-3-small");
            let inputs = body["input"].as_array().unwrap();
            inputs.iter().map(|input| input.as_str().unwrap().to_owned()).collect()
        });
        texts.collect()
    }
}

fn names(found: &SemanticSnapshot) -> Vec<&str> {
    assert!(matches!(found.state, SemanticState::Done), "{:?}", found.state);
    found.hits.iter().map(|hit| hit.name.as_str()).collect()
}

#[test]
fn pieces_are_sent_once_and_the_nearest_are_found() {
    let mut desk = Desk::three(ROUTE);
    desk.0.http.add(vectors(&[OTHER, MONEY, NETWORK]));
    desk.0.http.add(vectors(&[[0.9, 0.2, 0.0]]));
    let found = desk.search("what a customer has to pay");
    assert_eq!(names(&found), ["src/invoice.rs", "src/socket.rs", "notes.md"]);
    let hit = &found.hits[0];
    assert_eq!((hit.lines.clone(), hit.text.as_str()), (0..3, "fn total(prices: &[u64]) -> u64 {"));
    assert!(hit.score > 0.95 && found.hits[1].score < 0.5);
    let sent = desk.sent();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0][1], "src/invoice.rs\nfn total(prices: &[u64]) -> u64 {\n    prices.iter().sum()\n}");
    assert_eq!(sent[0].len(), 3, "neither secrets nor what programs wrote: {sent:?}");
    assert_eq!(sent[1], ["what a customer has to pay"]);
    // Counted like all that is asked.
    let sum = desk.0.meter().of(&Scope::All);
    assert_eq!((sum.requests, sum.input, sum.output, sum.estimated), (2, 40, 0, 0));

    // Another question: only that goes out.
    desk.0.http.add(vectors(&[NETWORK]));
    assert_eq!(names(&desk.search("reach a host"))[0], "src/socket.rs");
    assert_eq!(desk.sent()[2..], [["reach a host"]]);

    // What was changed is sent anew, and only that.
    desk.0.fs.write(Path::new("/p/notes.md"), b"# Prices\n\nWhat all of it costs.\n").unwrap();
    desk.0.http.add(vectors(&[MONEY]));
    desk.0.http.add(vectors(&[MONEY]));
    desk.0.timer.advance(std::time::Duration::from_secs(60));
    let found = desk.search("costs");
    assert!(names(&found)[..2].contains(&"notes.md"), "{found:?}");
    assert_eq!(desk.sent()[3..], [["notes.md\n# Prices\n\nWhat all of it costs."], ["costs"]]);
}

#[test]
fn vectors_outlive_the_window() {
    let mut desk = Desk::three(ROUTE);
    desk.0.http.add(vectors(&[OTHER, MONEY, NETWORK]));
    desk.0.http.add(vectors(&[MONEY]));
    desk.search("pay");
    let fs: MemoryFs = desk.0.fs.clone();
    let kept = fs.read_dir(Path::new("/state/semantic")).unwrap();
    assert_eq!(kept.len(), 1);

    let mut again = Desk::three(ROUTE);
    let path = Path::new("/state/semantic").join(&kept[0].name);
    again.0.fs.create_dir_all(Path::new("/state/semantic")).unwrap();
    again.0.fs.write(&path, &fs.read(&path).unwrap()).unwrap();
    again.0.http.add(vectors(&[MONEY]));
    assert_eq!(names(&again.search("pay"))[0], "src/invoice.rs");
    assert_eq!(again.sent(), [["pay"]]);

    // A damaged file costs another sending, nothing else.
    let mut third = Desk::three(ROUTE);
    third.0.fs.create_dir_all(Path::new("/state/semantic")).unwrap();
    third.0.fs.write(&path, &fs.read(&path).unwrap()[..20]).unwrap();
    third.0.http.add(vectors(&[OTHER, MONEY, NETWORK]));
    third.0.http.add(vectors(&[MONEY]));
    assert_eq!(names(&third.search("pay"))[0], "src/invoice.rs");
}

#[test]
fn much_is_sent_only_after_a_yes() {
    let line = "let some = words + that + fill + a + line + of + code + for + the + count;\n";
    let text = format!("fn many() {{\n{}}}\n", line.repeat(3_000));
    let mut desk = Desk::new(ROUTE, &[("/p/many.rs", &text)]);
    let asks = desk.search("words");
    let SemanticState::Asks(plan) = &asks.state else { panic!("{:?}", asks.state) };
    assert_eq!((plan.files, plan.provider.as_str()), (1, "openai"));
    assert!(plan.tokens > 20_000 && plan.cost.known().is_some_and(|cost| cost.usd() > 0.0), "{plan:?}");
    assert!(desk.sent().is_empty(), "nothing went out");
    let stopped = desk.run(SemanticCommand::Stop);
    assert!(matches!(stopped.state, SemanticState::Idle) && desk.sent().is_empty());
    assert!(matches!(desk.search("words").state, SemanticState::Asks(_)));
    let batches = plan.pieces.div_ceil(super::BATCH);
    for batch in 0..batches {
        let left = plan.pieces - batch * super::BATCH;
        desk.0.http.add(vectors(&vec![MONEY; left.min(super::BATCH)]));
    }
    desk.0.http.add(vectors(&[MONEY]));
    let found = desk.run(SemanticCommand::Agree);
    assert_eq!(names(&found).len(), super::finding::OF_A_FILE, "one file does not fill the list");
    let sent = desk.sent();
    assert_eq!(sent.len(), batches + 1);
    let all: String =
        sent[..batches].concat().iter().map(|one| one.trim_start_matches("many.rs\n")).collect();
    assert_eq!(all.replace('\n', ""), text.trim_end().replace('\n', ""), "all of it, in order, once");
}

#[test]
fn what_fails_is_said_and_what_came_is_kept() {
    let mut desk = Desk::three("");
    let failed = desk.search("pay");
    let SemanticState::Failed(trouble) = &failed.state else { panic!("{:?}", failed.state) };
    assert_eq!(trouble.message, "no model is chosen that compares meanings");
    assert!(trouble.help.contains("nomic-embed-text"));

    desk.0.providers("[route]\nembedding = [\"anthropic/claude-sonnet-5-5\"]\n");
    let failed = desk.search("pay");
    let SemanticState::Failed(trouble) = &failed.state else { panic!("{:?}", failed.state) };
    assert_eq!(trouble.message, "anthropic gives no embeddings");

    desk.0.providers(ROUTE);
    desk.0.http.add(vectors(&[OTHER, MONEY, NETWORK]));
    desk.0
        .http
        .add(FakeAnswer::status(401).piece("{\"error\":{\"message\":\"no\",\"code\":\"invalid_api_key\"}}"));
    let failed = desk.search("pay");
    let SemanticState::Failed(trouble) = &failed.state else { panic!("{:?}", failed.state) };
    assert!(trouble.message.contains("key"), "{trouble:?}");
    desk.0.http.add(vectors(&[MONEY]));
    assert_eq!(names(&desk.search("pay"))[0], "src/invoice.rs");
    assert_eq!(desk.sent().len(), 3, "the pieces went out once");

    // Fewer vectors than texts are an error, not a shift of all that follow.
    desk.0.fs.write(Path::new("/p/a.rs"), b"fn a() {}\n").unwrap();
    desk.0.timer.advance(std::time::Duration::from_secs(60));
    desk.0.http.add(vectors(&[]));
    assert!(matches!(desk.search("b").state, SemanticState::Failed(_)));
}

#[test]
fn budgets_hold_and_secrets_are_taken_out() {
    let tight = format!("{ROUTE}\n[[budget]]\ntokens = 5\nper = \"day\"\n");
    let mut desk = Desk::three(&tight);
    let failed = desk.search("pay");
    assert!(matches!(failed.state, SemanticState::Failed(_)), "{:?}", failed.state);
    assert!(desk.sent().is_empty(), "nothing went out");

    let key = "AKIAIOSFODNN7EXAMPLF";
    let file = format!("let aws_access_key_id = \"{key}\";\n");
    let mut desk = Desk::new(ROUTE, &[("/p/cloud.rs", &file)]);
    desk.0.http.add(vectors(&[OTHER]));
    desk.0.http.add(vectors(&[OTHER]));
    assert_eq!(names(&desk.search("keys")), ["cloud.rs"]);
    assert!(!desk.0.bodies().contains(key), "{}", desk.0.bodies());
}

#[test]
fn a_place_goes_along_and_so_does_what_is_like_the_caret() {
    let mut desk = Desk::three(ROUTE);
    desk.0.http.add(vectors(&[MONEY, MONEY, NETWORK]));
    desk.0.http.add(vectors(&[MONEY]));
    desk.search("pay");
    desk.run(SemanticCommand::Attach(0));
    let chat = desk.0.settle().chat;
    let open = chat.open.clone().unwrap();
    let chips = &open.context.chips;
    assert_eq!((chips.len(), chips[0].label.as_str()), (1, "notes.md:1-3"));
    assert!(matches!(chips[0].state, ContextState::Tokens(_)), "{:?}", chips[0].state);

    desk.0.workspace.run(Command::OpenAt(OpenAt { path: "/p/notes.md".into(), ..OpenAt::default() }));
    desk.0.settle();
    desk.0.workspace.run(Command::Ai(AiCommand::Chat(ChatCommand::Panel(true))));
    let open = desk.0.settle().chat.open.clone().unwrap();
    let manifest = open.context.manifest.clone().unwrap();
    let like = manifest.sent.iter().find(|sent| sent.source == "src/invoice.rs");
    let like = like.unwrap_or_else(|| panic!("{manifest:?}"));
    assert!(like.reason.starts_with("means much the same as what is around the caret"), "{like:?}");
    assert!(manifest.sent.iter().all(|sent| sent.source != "src/socket.rs"), "{manifest:?}");
}

#[test]
fn a_text_that_is_too_long_for_the_model_is_cut_and_the_others_are_not() {
    let mut desk = Desk::three(ROUTE);
    let too_long = || {
        FakeAnswer::status(400)
            .piece("{\"error\":{\"message\":\"input (555 tokens) is too large to process\"}}")
    };
    // All at once; the first alone; the second alone, cut, cut again; the third alone.
    let whole = |vector: [f32; 3]| vectors(&[vector]);
    for answer in [too_long(), whole(OTHER), whole(MONEY), too_long(), whole(NETWORK), whole(MONEY)] {
        desk.0.http.add(answer);
    }
    let text = format!("fn connect() {{\n{}}}\n", "    retry(socket, host, 3);\n".repeat(10));
    desk.0.fs.write(Path::new("/p/src/socket.rs"), text.as_bytes()).unwrap();
    let found = desk.search("pay");
    assert_eq!(names(&found)[0], "src/invoice.rs");
    let sent = desk.sent();
    assert_eq!(sent.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1, 1, 1, 1, 1], "{sent:?}");
    assert!(sent[3][0].starts_with(&sent[4][0]) && sent[4][0].len() == sent[3][0].len() / 2);
    assert_eq!(desk.0.meter().of(&Scope::All).input, 40, "what was sent one by one is counted");
}

/// What OpenAI's chat streams: a call of a tool, or words.
fn streamed(delta: &Value, finish: &str) -> FakeAnswer {
    let piece = |delta: &Value, finish: Option<&str>| {
        let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
        format!("data: {}\n\n", json!({"id": "o", "model": "gpt", "choices": [choice]}))
    };
    let all = format!("{}{}data: [DONE]\n\n", piece(delta, None), piece(&json!({}), Some(finish)));
    FakeAnswer::status(200).header("content-type", "text/event-stream").piece(all)
}

#[test]
fn colleagues_search_by_meaning_within_their_rights() {
    let mut desk = Desk::three(&format!("{ROUTE}chat = [\"openai/gpt-5.5\"]\n"));
    let chat = |desk: &mut Desk, command| {
        desk.0.workspace.run(Command::Ai(AiCommand::Chat(command)));
        desk.0.settle().chat.open.clone()
    };
    chat(&mut desk, ChatCommand::Panel(true));
    chat(&mut desk, ChatCommand::Gather(false));
    chat(&mut desk, ChatCommand::Personas(vec!["reviewer".to_owned()]));
    desk.0.http.add(streamed(&json!({"content": "Hello."}), "stop"));
    chat(&mut desk, ChatCommand::Send("Hi.".to_owned()));
    assert!(!desk.0.bodies().contains("search_meaning"), "nothing was read yet: it cannot be searched");

    desk.0.http.add(vectors(&[OTHER, MONEY, NETWORK]));
    desk.0.http.add(vectors(&[MONEY]));
    desk.search("pay");
    let arguments = json!({"text": "what has to be paid"}).to_string();
    let call = json!({"tool_calls": [{"index": 0, "id": "c1", "type": "function",
        "function": {"name": "search_meaning", "arguments": arguments}}]});
    desk.0.http.add(streamed(&call, "tool_calls"));
    desk.0.http.add(vectors(&[[0.8, 0.3, 0.0]]));
    desk.0.http.add(streamed(&json!({"content": "In invoice.rs."}), "stop"));
    let open = chat(&mut desk, ChatCommand::Send("Where is the sum?".to_owned())).unwrap();
    assert!(open.busy.is_none(), "{open:?}");
    assert_eq!(desk.sent().last().unwrap(), &["what has to be paid"]);
    let last = desk.0.requests().pop().unwrap();
    let told = String::from_utf8_lossy(&last.body).into_owned();
    let (first, second) = (told.find("src/invoice.rs:1-3").unwrap(), told.find("src/socket.rs:1-3").unwrap());
    assert!(first < second && told.contains("prices.iter().sum()"), "{told}");
    // Counted for the persona that asked.
    let of_persona = desk.0.meter().of(&Scope::Persona("reviewer".into()));
    assert_eq!(of_persona.requests, 4, "three answers and a vector");

    // Who may not search is refused before anything is asked for it.
    let deaf = "---\npersona: 1\nname: Deaf\nrights:\n  read: ['**']\n  tools: [list_files]\n---\nList.\n";
    desk.0.fs.create_dir_all(Path::new("/config/personas")).unwrap();
    desk.0.fs.write(Path::new("/config/personas/deaf.md"), deaf.as_bytes()).unwrap();
    desk.0.workspace.ai_disk_changed(None);
    desk.0.settle();
    chat(&mut desk, ChatCommand::Personas(vec!["deaf".to_owned()]));
    let before = desk.sent().len();
    desk.0.http.add(streamed(&call, "tool_calls"));
    desk.0.http.add(streamed(&json!({"content": "No."}), "stop"));
    let open = chat(&mut desk, ChatCommand::Send("And now?".to_owned())).unwrap();
    assert!(open.busy.is_none(), "{open:?}");
    assert_eq!(desk.sent().len(), before, "no vector was asked for");
    let told = String::from_utf8_lossy(&desk.0.requests().pop().unwrap().body).into_owned();
    assert!(told.contains("Refused"), "{told}");
}

#[test]
fn another_model_behind_the_same_name_is_noticed_and_the_project_read_anew() {
    let wide = |count: usize| {
        let data: Vec<Value> =
            (0..count).map(|at| json!({"index": at, "embedding": [1.0, 0.0, 0.0, at]})).collect();
        FakeAnswer::status(200).piece(json!({"data": data}).to_string())
    };
    let mut desk = Desk::three(ROUTE);
    desk.0.http.add(vectors(&[OTHER, MONEY, NETWORK]));
    desk.0.http.add(vectors(&[MONEY]));
    desk.search("pay");
    desk.0.http.add(wide(1));
    let failed = desk.search("host");
    let SemanticState::Failed(trouble) = &failed.state else { panic!("{:?}", failed.state) };
    assert!(trouble.message.contains("another one now"), "{trouble:?}");
    desk.0.http.add(wide(3));
    desk.0.http.add(wide(1));
    assert_eq!(names(&desk.search("host")).len(), 3, "all of it was sent anew");
}

#[test]
fn what_is_kept_is_known_without_asking_anybody() {
    let mut desk = Desk::three(ROUTE);
    desk.0.http.add(vectors(&[OTHER, MONEY, NETWORK]));
    desk.0.http.add(vectors(&[MONEY]));
    desk.search("pay");
    let fs = desk.0.fs.clone();
    let folder = Path::new("/state/semantic");
    let name = &fs.read_dir(folder).unwrap()[0].name.clone();

    let mut again = Desk::three(ROUTE);
    let before = again.0.workspace.semantic_related().is_some();
    again.0.fs.create_dir_all(folder).unwrap();
    again.0.fs.write(&folder.join(name), &fs.read(&folder.join(name)).unwrap()).unwrap();
    again.0.workspace.run(Command::Ai(AiCommand::Chat(ChatCommand::Panel(true))));
    again.0.settle();
    assert!(!before && again.0.workspace.semantic_related().is_some());
    assert!(again.sent().is_empty(), "nothing was sent");
}

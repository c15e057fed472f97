//! Our client before a real model: the server of llama.cpp. Models, an answer, a call of a tool, an answer of a given shape,
//! vectors, a stop; the same through the window is in `tests/tests/editor/real.rs`. `cargo xtask test --only llama`
//! installs server and model, starts them and runs this; or by hand, with any server of llama.cpp that has embeddings:
//!
//! ```sh
//! llama-server --model MODEL.gguf --jinja --chat-template-file xtask/src/llama/tools.jinja --embeddings --pooling mean --port 8000
//! cargo run -p justbuilt-ai --example llama -- http://127.0.0.1:8000
//! ```
//!
//! Ends with an error when something is not as it should be. Not one of the default tests, because it needs a model.

#![expect(clippy::print_stdout, reason = "an example that talks on the terminal")]

use std::{
    error::Error,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::{StreamExt, executor::block_on};
use justbuilt_ai::event::Arguments;
use justbuilt_ai::protocol::embeddings::{self, EmbeddingRequest};
use justbuilt_ai::protocol::models;
use justbuilt_ai::request::OutputSchema;
use justbuilt_ai::{
    Answer, Assembler, Call, Client, Endpoint, FinishReason, Message, Options, Part, Protocol, Request, Role,
    Tool, ToolChoice, Update,
};
use justbuilt_base::{
    NativeSpawner, NativeTimer, SystemClock,
    http::{Http, HttpRequest, Method},
    native::http::{NativeHttp, Proxy},
};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Until the server does nothing any more after it was left.
const STOPPED: Duration = Duration::from_secs(20);

struct Bench {
    client: Client,
    http: NativeHttp,
    url: String,
    endpoint: Endpoint,
}

fn question(text: &str) -> Request {
    Request {
        model: "local".to_owned(),
        messages: vec![says(Role::User, vec![Part::text(text)])],
        max_output: Some(48),
        temperature: Some(0.0),
        stream: true,
        ..Request::default()
    }
}

fn says(role: Role, parts: Vec<Part>) -> Message {
    Message { role, parts }
}

/// A question that was answered by a call, and what the tool said.
fn called(id: &str, path: &str, lines: u64) -> [Message; 3] {
    let (id, name) = (id.to_owned(), "read_file".to_owned());
    let arguments = Arguments::Json(json!({ "path": path, "lines": lines }));
    let text = format!("{lines} lines of {path}");
    [
        says(Role::User, vec![Part::text(format!("Read the first {lines} lines of {path}."))]),
        says(
            Role::Assistant,
            vec![Part::ToolCall { id: id.clone(), name: name.clone(), arguments, signature: None }],
        ),
        says(Role::User, vec![Part::ToolResult { id, name, text, is_error: false }]),
    ]
}

fn ensure(so: bool, what: impl Into<String>) -> Outcome<()> {
    if so { Ok(()) } else { Err(what.into().into()) }
}

impl Bench {
    /// A whole answer.
    fn answer(&self, request: &Request) -> Outcome<Answer> {
        let stream = self.client.answer(Protocol::OpenaiChat, &self.endpoint, request, Options::default());
        let mut answer = Assembler::new();
        for update in block_on(stream.collect::<Vec<_>>()) {
            match update {
                Update::Event(event) => answer.push(&event),
                Update::Notice(notice) => return Err(format!("{notice:?}").into()),
            }
        }
        let answer = answer.finish();
        match &answer.fault {
            Some(fault) => Err(fault.to_string().into()),
            None => Ok(answer),
        }
    }

    fn get(&self, path: &str) -> Outcome<Value> {
        let url = format!("{}{path}", self.url);
        let request = HttpRequest { method: Method::Get, url, ..HttpRequest::default() };
        let mut response = block_on(self.http.send(request))?;
        let mut bytes = Vec::new();
        while let Some(piece) = block_on(response.body.next()) {
            bytes.extend(piece?);
        }
        ensure(response.status == 200, format!("{path}: {}", response.status))?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    fn models(&self) -> Outcome<String> {
        let call = Call::new(
            Protocol::OpenaiChat,
            &self.endpoint,
            models::encode(Protocol::OpenaiChat, &self.endpoint, None),
        );
        let read = |body: &[u8]| models::decode(Protocol::OpenaiChat, body);
        let page = block_on(self.client.ask(&call, &Options::default(), read))?;
        let model = page.models.first().ok_or("no model is listed")?;
        Ok(model.id.rsplit('/').next().unwrap_or_default().to_owned())
    }

    fn chat(&self) -> Outcome<String> {
        let answer = self.answer(&question("What is the capital of France? Answer with one sentence."))?;
        ensure(!answer.text.trim().is_empty(), "it says nothing")?;
        let (input, output) = (answer.usage.input, answer.usage.output);
        ensure(input > Some(5) && output > Some(0), format!("{:?}", answer.usage))?;
        Ok(format!("{:?}, {} tokens read, {} written", answer.text, input.unwrap_or(0), output.unwrap_or(0)))
    }

    fn tool(&self) -> Outcome<String> {
        let tool = Tool {
            name: "read_file".to_owned(),
            description: "Reads a file of the project.".to_owned(),
            parameters: json!({
                "type": "object",
                "properties": { "path": { "type": "string" }, "lines": { "type": "integer" } },
                "required": ["path", "lines"],
            }),
            strict: false,
        };
        // A model this small does as was done before, and hardly what it is told: it is shown a few calls.
        let mut messages = Vec::new();
        let before = [("notes/a.txt", 10), ("src/lib.rs", 5), ("README.md", 12), ("docs/all.md", 30)];
        for (at, (path, lines)) in before.into_iter().enumerate() {
            messages.extend(called(&format!("call_{at}"), path, lines));
        }
        messages.push(says(Role::User, vec![Part::text("Read the first 20 lines of src/main.rs.")]));
        let asked = Request {
            messages,
            tools: vec![tool],
            tool_choice: ToolChoice::Required,
            max_output: Some(80),
            ..question("")
        };
        let answer = self.answer(&asked)?;
        let call = answer.calls.first().ok_or_else(|| format!("no call: {:?}", answer.text))?;
        ensure(call.name == "read_file", call.name.clone())?;
        let Some(Arguments::Json(arguments)) = &call.arguments else {
            return Err(format!("no arguments: {}", call.raw).into());
        };
        ensure(*arguments == json!({ "path": "src/main.rs", "lines": 20 }), arguments.to_string())?;
        let finish = answer.finish.as_ref().map(|(reason, _)| *reason);
        ensure(finish == Some(FinishReason::Tool), format!("{finish:?}"))?;
        Ok(format!("{}({arguments})", call.name))
    }

    fn shape(&self) -> Outcome<String> {
        let schema = json!({
            "type": "object",
            "properties": { "city": { "type": "string", "maxLength": 20 }, "sunny": { "type": "boolean" } },
            "required": ["city", "sunny"],
            "additionalProperties": false,
        });
        let asked = Request {
            schema: Some(OutputSchema { name: "weather".to_owned(), schema }),
            max_output: Some(160),
            ..question("It is sunny in Rome.")
        };
        let answer = self.answer(&asked)?;
        let value: Value = serde_json::from_str(&answer.text)?;
        ensure(value["city"].is_string() && value["sunny"].is_boolean(), answer.text.clone())?;
        Ok(answer.text)
    }

    fn vectors(&self) -> Outcome<String> {
        let texts =
            ["The cat sleeps on the sofa.", "A cat is asleep on the couch.", "Parse the header of a packet."];
        let asked = EmbeddingRequest {
            model: "local".to_owned(),
            inputs: texts.iter().map(|text| (*text).to_owned()).collect(),
            ..EmbeddingRequest::default()
        };
        let wire = embeddings::encode(Protocol::OpenaiChat, &self.endpoint, &asked).ok_or("no address")?;
        let call = Call::new(Protocol::OpenaiChat, &self.endpoint, wire);
        let read = |body: &[u8]| embeddings::decode(body, texts.len());
        let answer = block_on(self.client.ask(&call, &Options::default(), read))?;
        let [one, same, other] = answer.vectors.as_slice() else { return Err("not three vectors".into()) };
        let (near, far) = (cosine(one, same), cosine(one, other));
        ensure(near > far, format!("what means the same is not nearer: {near:.3}, {far:.3}"))?;
        Ok(format!("{} numbers each; the same {near:.3}, something else {far:.3}", one.len()))
    }

    /// The server writes on until its client is gone, and then no more.
    fn stop(&self) -> Outcome<String> {
        let asked =
            Request { max_output: Some(4_000), ..question("Count from 1 to 1000, one number a line.") };
        let options = Options::default();
        let mut stream = self.client.answer(Protocol::OpenaiChat, &self.endpoint, &asked, options);
        let mut pieces = 0;
        while pieces < 5 {
            block_on(stream.next()).ok_or("it ended by itself")?;
            pieces += 1;
        }
        ensure(self.writes()?, "the server does not say that it writes")?;
        let stopped = Instant::now();
        drop(stream);
        while self.writes()? {
            ensure(stopped.elapsed() < STOPPED, "the server writes on")?;
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(format!("the server has stopped after {} ms", stopped.elapsed().as_millis()))
    }

    fn writes(&self) -> Outcome<bool> {
        let slots = self.get("/slots")?;
        let busy = |slot: &Value| slot["is_processing"] == true;
        Ok(slots.as_array().ok_or("no slots")?.iter().any(busy))
    }
}

fn cosine(one: &[f32], other: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(one, other) / (dot(one, one).sqrt() * dot(other, other).sqrt())
}

fn run(url: String) -> Outcome<usize> {
    let spawner = NativeSpawner::new()?;
    let handle = spawner.handle().ok_or("no runtime")?;
    let http = NativeHttp::new(handle.clone(), Proxy::None)?;
    let timer = Arc::new(NativeTimer::new(handle));
    let client = Client::new(Arc::new(http.clone()), Arc::new(SystemClock::new()), timer, 1);
    let endpoint = Endpoint { base_url: format!("{url}/v1"), ..Endpoint::default() };
    let bench = Bench { client, http, url, endpoint };
    type Check = fn(&Bench) -> Outcome<String>;
    let checks: [(&str, Check); 6] = [
        ("models", Bench::models),
        ("chat", Bench::chat),
        ("a call of a tool", Bench::tool),
        ("an answer of a given shape", Bench::shape),
        ("embeddings", Bench::vectors),
        ("stop", Bench::stop),
    ];
    let mut faults = 0;
    for (name, check) in checks {
        match check(&bench) {
            Ok(what) => println!("  ok    {name}: {what}"),
            Err(error) => {
                println!("  FAIL  {name}: {error}");
                faults += 1;
            }
        }
    }
    Ok(faults)
}

fn main() -> ExitCode {
    let Some(url) = std::env::args().nth(1) else {
        println!("llama URL: the address of a running server of llama.cpp, such as http://127.0.0.1:8000");
        return ExitCode::from(2);
    };
    match run(url.trim_end_matches('/').to_owned()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(faults) => {
            println!("{faults} checks failed");
            ExitCode::FAILURE
        }
        Err(error) => {
            println!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

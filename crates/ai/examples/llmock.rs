//! Our client before a judge. [llmock](https://pypi.org/project/llmock/) is a server that speaks like the providers,
//! breaks answers as it is told, and says what a client did wrong: retried too early or in vain, took half an answer
//! for a whole one, sat through a stall. `cargo xtask test --only llm` installs it, starts it and runs this; or by
//! hand:
//!
//! ```sh
//! pip install llmock==0.2.2 && llmock serve --port 8000
//! cargo run -p justbuilt-ai --example llmock -- http://127.0.0.1:8000
//! ```
//!
//! Ends with an error when the judge, or what we expect ourselves, finds fault. Not one of the default tests, because
//! it needs a Python package.

#![expect(clippy::print_stdout, reason = "an example that talks on the terminal")]

use std::{error::Error, process::ExitCode, sync::Arc, time::Duration};

use futures::{StreamExt, executor::block_on};
use justbuilt_ai::{
    Client, Endpoint, Event, FaultKind, Message, Options, Part, Protocol, Request, Role, Tool, Update,
    event::Arguments,
};
use justbuilt_base::{
    NativeSpawner, NativeTimer, SystemClock,
    http::{Http, HttpRequest, Method},
    native::http::{NativeHttp, Proxy},
};
use serde_json::{Value, json};

/// How each protocol is reached, from the server's address on.
const PROTOCOLS: &[(Protocol, &str)] = &[
    (Protocol::OpenaiChat, "/v1"),
    (Protocol::OpenaiResponses, "/v1"),
    (Protocol::Anthropic, "/anthropic/v1"),
    (Protocol::Gemini, "/gemini/v1beta"),
    (Protocol::Mistral, "/mistral/v1"),
];

/// How an answer is to end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Whole,
    Truncated,
    Failed(FaultKind),
    /// With a call whose arguments are no JSON.
    BadCall,
}

struct Scenario {
    name: &'static str,
    /// What the server is told to do.
    behaviors: Value,
    options: Options,
    tools: bool,
    end: End,
    /// What the judge says although the client is right, because it sees the wire and not who was told.
    pardoned: &'static [&'static str],
}

fn scenarios() -> Vec<Scenario> {
    let usual = || Options {
        head: Duration::from_secs(10),
        idle: Duration::from_millis(1500),
        whole: Duration::from_secs(60),
        ..Options::default()
    };
    let again = || Options { retry_after_content: true, ..usual() };
    let scenario = |name, behaviors: Value, options, end| Scenario {
        name,
        behaviors,
        options,
        tools: false,
        end,
        pardoned: &[],
    };
    let fail = |status: u16, times: u32| json!([{"type": "fail", "status": status, "times": times}]);
    let broken =
        |kind: &str, after: u32| json!([{"type": "stream_fault", "kind": kind, "after_chunks": after}]);
    let mut all = vec![
        scenario("plain", json!([]), usual(), End::Whole),
        scenario(
            "429 with retry-after, twice",
            json!([{"type": "fail", "status": 429, "retry_after": 1, "times": 2}]),
            usual(),
            End::Whole,
        ),
        scenario("429 without", fail(429, 2), usual(), End::Whole),
        scenario("500 twice", fail(500, 2), usual(), End::Whole),
        scenario("502", fail(502, 1), usual(), End::Whole),
        scenario("503 twice", fail(503, 2), usual(), End::Whole),
        scenario("529", fail(529, 1), usual(), End::Whole),
        scenario("400", fail(400, 1), usual(), End::Failed(FaultKind::BadRequest)),
        scenario("401", fail(401, 1), usual(), End::Failed(FaultKind::Auth)),
        scenario("403", fail(403, 1), usual(), End::Failed(FaultKind::Permission)),
        scenario("404", fail(404, 1), usual(), End::Failed(FaultKind::NotFound)),
        scenario("422", fail(422, 1), usual(), End::Failed(FaultKind::BadRequest)),
        scenario("slow head", json!([{"type": "delay", "seconds": 1}]), usual(), End::Whole),
        scenario(
            "slow first token",
            json!([{"type": "slow_first_token", "seconds": 1}]),
            usual(),
            End::Whole,
        ),
        scenario("disconnected", broken("disconnect", 3), again(), End::Whole),
        scenario("cut without a word", broken("truncate", 3), again(), End::Whole),
        scenario("nonsense", broken("malformed", 3), again(), End::Whole),
        scenario(
            "stalled",
            json!([{"type": "stream_fault", "kind": "stall", "after_chunks": 3, "stall_seconds": 6}]),
            again(),
            End::Whole,
        ),
    ];
    all.push(Scenario {
        pardoned: &["truncated_stream_accepted"],
        ..scenario("cut, and told", broken("truncate", 5), usual(), End::Truncated)
    });
    all.push(Scenario {
        tools: true,
        ..scenario(
            "a call with broken arguments",
            json!([{"type": "tool_fault", "kind": "malformed_arguments"}]),
            usual(),
            End::BadCall,
        )
    });
    all
}

fn request(scenario: &Scenario, protocol: Protocol) -> Request {
    // The judge knows the attempts of one call by their body: no two calls may have the same.
    let words = format!("Write two sentences about {} over {protocol:?}.", scenario.name);
    let tool = Tool {
        name: "look_up".to_owned(),
        description: "Looks something up".to_owned(),
        parameters: json!({"type": "object", "properties": {"what": {"type": "string"}}, "required": ["what"]}),
        strict: false,
    };
    Request {
        model: "mock".to_owned(),
        messages: vec![Message { role: Role::User, parts: vec![Part::text(words)] }],
        tools: if scenario.tools { vec![tool] } else { Vec::new() },
        max_output: Some(256),
        stream: true,
        ..Request::default()
    }
}

struct Court {
    client: Client,
    http: NativeHttp,
    url: String,
}

type Outcome<T> = Result<T, Box<dyn Error>>;

impl Court {
    /// Talks to the judge itself.
    fn tell(&self, method: Method, path: &str, body: &Value) -> Outcome<Value> {
        let body = if method == Method::Get { Vec::new() } else { serde_json::to_vec(body)? };
        let url = format!("{}/_llmock/{path}", self.url);
        let mut response =
            block_on(self.http.send(HttpRequest { method, url, body, ..HttpRequest::default() }))?;
        let mut bytes = Vec::new();
        while let Some(piece) = block_on(response.body.next()) {
            bytes.extend(piece?);
        }
        if response.status >= 300 {
            return Err(format!("{path}: {} {}", response.status, String::from_utf8_lossy(&bytes)).into());
        }
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// What the judge, and we ourselves, find wrong.
    fn hear(&self, scenario: &Scenario, protocol: Protocol, path: &str) -> Outcome<Vec<String>> {
        self.tell(Method::Post, "reset", &json!({}))?;
        if scenario.behaviors.as_array().is_some_and(|behaviors| !behaviors.is_empty()) {
            self.tell(Method::Post, "scenario", &json!({"behaviors": scenario.behaviors}))?;
        }
        let endpoint = Endpoint {
            base_url: format!("{}{path}", self.url),
            key: "mock-key".to_owned(),
            ..Endpoint::default()
        };
        let request = request(scenario, protocol);
        let mut stream = self.client.answer(protocol, &endpoint, &request, scenario.options.clone());
        let (mut end, mut bad_call) = (None, false);
        while let Some(update) = block_on(stream.next()) {
            let Update::Event(event) = update else { continue };
            match event {
                Event::Finish { .. } => end = Some((End::Whole, String::new())),
                Event::Truncated => end = Some((End::Truncated, String::new())),
                Event::Error(fault) => end = Some((End::Failed(fault.kind), fault.message)),
                Event::ToolEnd { arguments: Arguments::Invalid(_), .. } => bad_call = true,
                _ => {}
            }
        }
        drop(stream);
        // Gemini's arguments are an object on the wire: there the judge cannot break them, and sends an empty one.
        let can_break = protocol != Protocol::Gemini;
        let wanted = if scenario.end == End::BadCall && !can_break { End::Whole } else { scenario.end };
        let mut wrong = Vec::new();
        match end {
            Some((End::Whole, _)) if wanted == End::BadCall && bad_call => {}
            Some((end, _)) if end == wanted => {}
            other => wrong.push(format!("ended as {other:?}, not as {wanted:?}")),
        }
        let verdict = self.tell(Method::Get, "verdict", &Value::Null)?;
        for finding in verdict["findings"].as_array().into_iter().flatten() {
            let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            if !scenario.pardoned.contains(&word("code").as_str()) {
                wrong.push(format!("{} {}: {}", word("severity"), word("code"), word("title")));
            }
        }
        Ok(wrong)
    }
}

fn run(url: String) -> Outcome<usize> {
    let spawner = NativeSpawner::new()?;
    let handle = spawner.handle().ok_or("no runtime")?;
    let http = NativeHttp::new(handle.clone(), Proxy::None)?;
    let timer = Arc::new(NativeTimer::new(handle));
    let client = Client::new(Arc::new(http.clone()), Arc::new(SystemClock::new()), timer, 1);
    let court = Court { client, http, url };
    let mut faults = 0;
    for (protocol, path) in PROTOCOLS {
        println!("{protocol:?}");
        for scenario in scenarios() {
            let wrong = court.hear(&scenario, *protocol, path)?;
            println!("  {}  {}", if wrong.is_empty() { "ok  " } else { "FAIL" }, scenario.name);
            for finding in &wrong {
                println!("        {finding}");
            }
            faults += usize::from(!wrong.is_empty());
        }
    }
    Ok(faults)
}

fn main() -> ExitCode {
    let Some(url) = std::env::args().nth(1) else {
        println!("llmock URL: the address of a running `llmock serve`, such as http://127.0.0.1:8000");
        return ExitCode::from(2);
    };
    match run(url.trim_end_matches('/').to_owned()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(faults) => {
            println!("{faults} scenarios failed");
            ExitCode::FAILURE
        }
        Err(error) => {
            println!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

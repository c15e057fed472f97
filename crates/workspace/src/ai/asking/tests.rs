//! Requests from asking to the end, over a network that plays scripts: what the asker is told, what goes over the wire,
//! and what stands in the log of what was spent.

use std::time::Duration;

use justbuilt_ai::budget::Amount;
use justbuilt_ai::meter::{Scope, State};
use justbuilt_ai::prices::Cost;
use justbuilt_ai::protocol::fim::FimRequest;
use justbuilt_ai::routing::Role;
use justbuilt_base::http::{FakeAnswer, HttpError};

use super::bench::*;
use super::*;
use crate::ai::KeyStore as _;

#[test]
fn an_answer_is_told_counted_and_over() {
    let mut bench = Bench::new("");
    let heard = bench.asked([anthropic("Hello, you.")]);
    assert_eq!((heard.text.as_str(), heard.ends, heard.said().as_str()), ("Hello, you.", 1, ""));
    assert_eq!(heard.targets.len(), 1);
    assert_eq!(heard.targets[0].reason, "you chose it");
    let over = heard.over();
    let usage = over.usage;
    assert_eq!((usage.input, usage.cached_read, usage.output), (Some(1_234), Some(200), Some(56)));
    assert!(!over.estimated && over.secrets.is_empty());
    let Cost::Known(money) = over.cost else { panic!("{:?}", over.cost) };
    // To the token what the provider says, in the log as in the answer.
    let meter = bench.meter();
    let sum = meter.of(&Scope::Conversation("c1".into()));
    assert_eq!((sum.requests, sum.input, sum.cached_read, sum.output, sum.estimated), (1, 1_234, 200, 56, 0));
    assert_eq!(sum.money, money);
    let entry = meter.entries().next().unwrap();
    assert_eq!((entry.about.message.as_str(), entry.about.provider.as_str()), ("m1", "anthropic"));
    let sent = &bench.requests()[0];
    assert_eq!(sent.url, "https://api.anthropic.com/v1/messages");
    assert!(sent.headers.contains(&("x-api-key".into(), KEY.into())));
    assert!(!bench.log.text().contains(KEY));
    assert_eq!(bench.http.open(), 0);
}

#[test]
fn a_cut_answer_stays_and_is_an_estimate() {
    let mut bench = Bench::new("");
    let heard = bench.asked([anthropic_begun("Half of i")]);
    assert_eq!((heard.text.as_str(), heard.ends), ("Half of i", 1));
    assert!(heard.said().starts_with("the answer is cut: the stream ended"), "{}", heard.said());
    assert!(heard.over().estimated);
    assert_eq!(heard.over().usage.input, Some(1_234));
    assert_eq!(bench.meter().of(&Scope::All).estimated, 1);
    // A connection that breaks is said as such.
    let broken = anthropic_begun("Half").fail(HttpError::Broken("reset".into()));
    let heard = bench.asked([broken]);
    assert!(
        heard.said().starts_with("the answer is cut: the connection to anthropic broke"),
        "{}",
        heard.said()
    );
    assert_eq!(bench.meter().of(&Scope::All).estimated, 2);
}

#[test]
fn each_fault_says_what_to_do() {
    for (status, kind, words, do_this, requests) in [
        (
            401,
            "authentication_error",
            "anthropic does not take the key",
            "Set it anew on the page Providers",
            1,
        ),
        (402, "billing_error", "anthropic says that there is no credit", "https://platform.claude.com", 1),
        (
            404,
            "not_found_error",
            "anthropic has no model claude-sonnet-5-5",
            "Near it are: claude-sonnet-5.",
            2,
        ),
        (413, "request_too_large", "this is more than anthropic takes", "Leave something out", 1),
        (429, "rate_limit_error", "anthropic lets no more through", "Try again later", 3),
        (500, "api_error", "anthropic failed", "Try again later", 3),
        (529, "overloaded_error", "anthropic has no room now", "Try again later", 3),
    ] {
        let mut bench = Bench::new("");
        let mut answers = vec![failing(status, kind, &format!("because; key {KEY}")); requests];
        if status == 404 {
            let list = "{\"data\":[{\"type\":\"model\",\"id\":\"claude-sonnet-5\"}],\"has_more\":false}";
            answers[1] = FakeAnswer::status(200).header("content-type", "application/json").piece(list);
        }
        let heard = bench.asked(answers);
        let trouble = heard.over().trouble.as_ref().unwrap();
        assert!(trouble.message.starts_with(words), "{status}: {}", trouble.message);
        assert!(trouble.help.contains(do_this), "{status}: {}", trouble.help);
        assert!(trouble.details.contains(&format!("status: {status}")), "{}", trouble.details);
        assert!(!format!("{trouble:?}").contains(KEY), "{trouble:?}");
        assert_eq!(trouble.key_of.as_deref(), (status == 401).then_some("anthropic"));
        assert_eq!((bench.requests().len(), heard.ends), (requests, 1), "{status}");
        // What was never taken cost nothing.
        assert_eq!(bench.meter().of(&Scope::All).requests, 0, "{status}");
        assert_eq!(heard.over().cost.known().map(|money| money.usd()), Some(0.0));
    }
}

#[test]
fn a_provider_that_asks_to_wait_is_waited_for() {
    let mut bench = Bench::new("");
    let busy = failing(429, "rate_limit_error", "slow down").header("retry-after", "7");
    let before = bench.timer.clock();
    let heard = bench.asked([busy, anthropic("Now.")]);
    assert_eq!((heard.text.as_str(), heard.retries, heard.said().as_str()), ("Now.", 1, ""));
    assert!(justbuilt_base::Clock::elapsed(&before) >= Duration::from_secs(7));
    assert_eq!(bench.meter().of(&Scope::All).requests, 1);
}

#[test]
fn another_one_is_asked_while_nothing_was_shown() {
    let routes = "[route]\nchat = [\"anthropic/claude-sonnet-5-5\", \"openai/gpt-5.4\"]\n";
    let mut bench = Bench::new(routes);
    bench.http.add(failing(401, "authentication_error", "no"));
    bench.http.add(openai("Here."));
    let heard = bench.ask(open_question("What?"));
    let asked: Vec<&str> = heard.targets.iter().map(|one| one.provider.as_str()).collect();
    assert_eq!(asked, ["anthropic", "openai"]);
    assert_eq!(heard.targets[0].reason, "you chose it for chat");
    assert_eq!(
        heard.targets[1].reason,
        "you chose it for chat, as number 2: anthropic does not take the key"
    );
    assert_eq!((heard.text.as_str(), heard.ends, heard.said().as_str()), ("Here.", 1, ""));
    assert_eq!((heard.over().usage.input, heard.over().usage.output), (Some(10), Some(2)));

    // Who has shown something is not left.
    let mut bench = Bench::new(routes);
    bench.http.add(anthropic_begun("Half").fail(HttpError::Broken("reset".into())));
    bench.http.add(openai("Here."));
    let heard = bench.ask(open_question("What?"));
    assert_eq!((heard.targets.len(), heard.text.as_str(), bench.requests().len()), (1, "Half", 1));
    assert!(heard.over().trouble.is_some());

    // When all fail, the first one's fault is said, and the others' are in the details.
    let mut bench = Bench::new(routes);
    bench.http.add(failing(401, "authentication_error", "no"));
    bench.http.add(failing(402, "insufficient_quota", "empty"));
    let heard = bench.ask(open_question("What?"));
    let trouble = heard.over().trouble.clone().unwrap();
    assert!(trouble.message.starts_with("anthropic does not take the key"), "{}", trouble.message);
    assert!(trouble.details.contains("Then was asked: openai"), "{}", trouble.details);
    assert_eq!(heard.ends, 1);

    // A wish is not overruled.
    let mut bench = Bench::new(routes);
    let heard = bench.asked([failing(401, "authentication_error", "no"), openai("Here.")]);
    assert_eq!((heard.targets.len(), bench.requests().len()), (1, 1));
}

#[test]
fn whoever_has_a_key_is_asked_in_the_providers_order() {
    let mut bench = Bench::new("");
    bench.http.add(anthropic("A"));
    let heard = bench.ask(open_question("What?"));
    assert_eq!(heard.targets[0].provider, "anthropic");
    assert_eq!(heard.targets[0].reason, "it has a key, and nobody else was chosen");
    // A default goes before it, and a change of the file counts at once.
    bench.providers("default = \"openai\"\n");
    bench.http.add(openai("B"));
    let heard = bench.ask(open_question("What?"));
    assert_eq!((heard.targets[0].provider.as_str(), heard.text.as_str()), ("openai", "B"));
    assert_eq!(heard.targets[0].reason, "it is your default");
}

#[test]
fn with_nobody_set_up_it_is_said_how_to_begin() {
    let mut bench = Bench::bare("");
    let heard = bench.ask(open_question("What?"));
    assert!(heard.said().contains("no provider is set up"), "{}", heard.said());
    assert!(heard.said().contains("page Providers") && heard.said().contains("Ollama"), "{}", heard.said());
    assert_eq!((heard.steps, bench.requests().len()), (1, 0));
    let heard = bench.ask(question("What?"));
    let trouble = heard.over().trouble.clone().unwrap();
    assert_eq!(
        (trouble.message.as_str(), trouble.key_of.as_deref()),
        ("there is no key for anthropic", Some("anthropic"))
    );
    let mut unknown = question("What?");
    unknown.model = Some(("antropic".into(), "m".into()));
    assert!(bench.ask(unknown).said().contains("did you mean anthropic?"));
    assert_eq!(bench.requests().len(), 0);
}

#[test]
fn a_budget_holds_before_anything_is_sent() {
    let mut bench = Bench::new("[[budget]]\ntokens = 100\nper = \"day\"\n");
    let heard = bench.asked([anthropic("A")]);
    assert!(heard.said().starts_with("not sent: this request may cost"), "{}", heard.said());
    assert!(heard.said().contains("Raise the budget"), "{}", heard.said());
    assert_eq!((bench.requests().len(), bench.log.text().as_str(), heard.ends), (0, "", 0));
    // A file that cannot be read may hold budgets.
    bench.providers("[[budget]\n");
    let heard = bench.ask(question("What?"));
    assert!(heard.said().starts_with("not sent: /config/providers.toml: line 1"), "{}", heard.said());
    assert_eq!(bench.requests().len(), 0);
    bench.providers("[[budget]]\nusd = 100\nper = \"day\"\n");
    assert_eq!(bench.ask(question("What?")).text, "A");
    let desk = bench.workspace.ai_way().desk();
    let day = bench.meter().entries().next().unwrap().day;
    let standing = desk.providers.budgets()[0].standing(&bench.meter(), day);
    assert!(matches!(standing.spent, Amount::Money(money) if money.usd() > 0.0));
}

#[test]
fn stopping_closes_the_socket_and_the_entry() {
    let mut bench = Bench::new("");
    bench.http.add(anthropic_begun("Half of it").hold());
    let ticket = bench.workspace.ai_ask(question("What?"));
    bench.spawner.run_until_idle();
    assert_eq!((bench.http.open(), bench.meter().entries().next().unwrap().state), (1, State::Open));
    drop(ticket);
    bench.spawner.run_until_idle();
    assert_eq!(bench.http.open(), 0);
    let meter = bench.meter();
    let entry = meter.entries().next().unwrap();
    assert_eq!((entry.state, entry.usage.input), (State::Estimated, Some(1_234)));
    assert!(entry.usage.output.is_some_and(|output| (1..20).contains(&output)), "{:?}", entry.usage);

    // Before it was sent, nothing was used.
    let mut bench = Bench::new("");
    bench.http.add(anthropic("A"));
    let ticket = bench.workspace.ai_ask(question("What?"));
    while bench.log.text().is_empty() {
        assert!(bench.spawner.run_one());
    }
    drop(ticket);
    bench.spawner.run_until_idle();
    assert_eq!((bench.requests().len(), bench.meter().entries().count()), (0, 0));
}

#[test]
fn without_a_network_it_is_said_at_once() {
    let mut bench = Bench::new("");
    let heard = bench.asked([]);
    assert!(heard.said().starts_with("https://api.anthropic.com cannot be reached"), "{}", heard.said());
    let requests = bench.requests().len();
    let heard = bench.asked([]);
    assert!(heard.said().contains("cannot be reached"), "{}", heard.said());
    assert_eq!(bench.requests().len(), requests, "a server that is away is not asked with every keystroke");
    assert_eq!(bench.meter().entries().count(), 0);
}

#[test]
fn secrets_stay_here() {
    let secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    let mut bench = Bench::new("");
    bench.http.add(anthropic("A"));
    let heard = bench.ask(question(&format!("token = \"{secret}\" and again {secret}")));
    assert_eq!(heard.over().secrets.iter().map(|(_, count)| count).sum::<usize>(), 2);
    bench.http.add(anthropic("A"));
    let fill = FimRequest { prefix: format!("let t = \"{secret}\";\n"), ..FimRequest::default() };
    let heard = bench.ask(Ask {
        asker: Asker::Ghost,
        role: Role::Completion,
        what: What::Fill(Box::new(fill)),
        ..question("")
    });
    assert_eq!(heard.over().secrets.len(), 1);
    assert_eq!(bench.requests().len(), 2);
    assert!(!bench.bodies().contains(secret), "{}", bench.bodies());
}

#[test]
fn completion_goes_where_it_is_done_and_else_is_a_question() {
    let fill = |model: Option<(&str, &str)>| Ask {
        asker: Asker::Ghost,
        role: Role::Completion,
        model: model.map(|(provider, model)| (provider.to_owned(), model.to_owned())),
        what: What::Fill(Box::new(FimRequest {
            prefix: "fn main() {".into(),
            suffix: "}\n".into(),
            path: "main.rs".into(),
            ..FimRequest::default()
        })),
        ..question("")
    };
    let mut bench = Bench::bare("");
    bench.keys.set("mistral", KEY).unwrap();
    bench.http.add(openai("println!();"));
    let heard = bench.ask(fill(None));
    assert_eq!((heard.text.as_str(), heard.targets[0].model.as_str()), ("println!();", "codestral-latest"));
    assert_eq!(bench.requests()[0].url, "https://api.mistral.ai/v1/fim/completions");
    assert!(bench.bodies().contains("\"suffix\":\"}\\n\""), "{}", bench.bodies());

    // As a question, and the fence comes off.
    let mut bench = Bench::new("");
    bench.http.add(anthropic("```rust\nprintln!();\n```"));
    let heard = bench.ask(fill(Some(("anthropic", "claude-sonnet-5-5"))));
    assert_eq!(heard.text, "println!();");
    assert!(bench.bodies().contains("<|cursor|>"), "{}", bench.bodies());

    // A server that was thought to do it and does not is asked again as what it is, and from then on at once.
    let mut bench = Bench::bare("[provider.vllm]\nbase_url = \"http://localhost:8000/v1\"\n");
    bench.http.add(FakeAnswer::status(404).piece("no such address"));
    bench.http.add(openai("a();"));
    bench.http.add(openai("b();"));
    let model = ("vllm", "qwen2.5-coder");
    assert_eq!(bench.ask(fill(Some(model))).text, "a();");
    assert_eq!(bench.ask(fill(Some(model))).text, "b();");
    let urls: Vec<String> = bench.requests().iter().map(|one| one.url.clone()).collect();
    let base = "http://localhost:8000/v1";
    assert_eq!(
        urls,
        [
            format!("{base}/completions"),
            format!("{base}/chat/completions"),
            format!("{base}/chat/completions")
        ]
    );
    assert_eq!(bench.http.open(), 0);
}

#[test]
fn the_same_question_costs_once_when_that_is_wanted() {
    let mut bench = Bench::new("");
    bench.http.add(anthropic("Forty-two."));
    bench.http.add(anthropic("Another."));
    let cached = || Ask { cached: true, ..question("What?") };
    assert_eq!(bench.ask(cached()).text, "Forty-two.");
    let again = bench.ask(cached());
    assert_eq!((again.text.as_str(), bench.requests().len(), again.ends), ("Forty-two.", 1, 1));
    assert!(again.targets[0].reason.starts_with("the same was asked before"));
    assert_eq!(
        (again.over().usage, again.over().cost.known().map(|money| money.usd())),
        (Default::default(), Some(0.0))
    );
    assert_eq!(bench.meter().of(&Scope::All).requests, 1);
    assert_eq!(bench.ask(question("What?")).text, "Another.", "only where it is wanted");
}

//! Orders, and the reasons that are given for them.

use std::sync::Arc;

use justbuilt_base::ManualClock;

use super::*;
use crate::fault::{Fault, FaultKind};

fn candidate(provider: &str, model: &str, quality: u8, wait: u64) -> Candidate {
    Candidate {
        target: Target { endpoint: provider.into(), provider: provider.into(), model: model.into() },
        quality: Some(quality),
        first_word: Some(Duration::from_millis(wait)),
        tools: true,
        local: provider == "ollama",
        ..Candidate::default()
    }
}

fn candidates() -> Vec<Candidate> {
    vec![
        candidate("openai", "gpt-5.4", 85, 1_500),
        candidate("anthropic", "claude-opus-5", 95, 2_500),
        candidate("mistral", "codestral-latest", 60, 300),
        candidate("ollama", "qwen3:4b", 30, 900),
    ]
}

fn breakers() -> Breakers {
    Breakers::new(Arc::new(ManualClock::default()), breaker::Rules::default())
}

fn models(route: &Route) -> Vec<&str> {
    route.choices.iter().map(|choice| choice.target.model.as_str()).collect()
}

fn ask(need: &Need, wanted: &Preferences) -> Route {
    route(&candidates(), need, wanted, &PriceList::built_in().unwrap(), &breakers())
}

#[test]
fn the_role_says_what_matters() {
    let wanted = Preferences::default();
    let plan = ask(&Need::usual(Role::Plan), &wanted);
    assert_eq!(models(&plan), ["claude-opus-5", "gpt-5.4", "codestral-latest", "qwen3:4b"]);
    assert_eq!(plan.choices[0].reason, "by quality: 95 of 100");
    let completion = ask(&Need::usual(Role::Completion), &wanted);
    assert_eq!(models(&completion)[..2], ["codestral-latest", "qwen3:4b"]);
    assert_eq!(completion.choices[0].reason, "by speed: its first word came after 0.3 s");
    let summary = ask(&Need::usual(Role::Summary), &wanted);
    assert_eq!(models(&summary)[0], "qwen3:4b");
    assert_eq!(summary.choices[1].reason, "by price: at most $0.0065 for this");
}

#[test]
fn what_was_chosen_comes_first_and_alone_unless_others_may_stand_in() {
    let chosen =
        vec![(Role::Chat, candidates()[3].target.clone()), (Role::Chat, candidates()[0].target.clone())];
    let mut wanted = Preferences { chosen, ..Preferences::default() };
    let route = ask(&Need::usual(Role::Chat), &wanted);
    assert_eq!(models(&route), ["qwen3:4b", "gpt-5.4"]);
    assert_eq!(route.choices[1].reason, "you chose it for chat, as number 2");
    assert_eq!(route.passed.len(), 2);
    wanted.fall_back = true;
    assert_eq!(
        models(&ask(&Need::usual(Role::Chat), &wanted)),
        ["qwen3:4b", "gpt-5.4", "claude-opus-5", "codestral-latest"]
    );
    wanted
        .chosen
        .push((Role::Chat, Target { endpoint: "x".into(), provider: "x".into(), model: "gone".into() }));
    assert!(
        ask(&Need::usual(Role::Chat), &wanted)
            .passed
            .iter()
            .any(|passed| passed.reason.contains("not set up"))
    );
}

#[test]
fn those_that_cannot_are_passed_with_the_reason() {
    let wanted = Preferences::default();
    let images = ask(&Need { images: true, ..Need::usual(Role::Chat) }, &wanted);
    assert!(images.choices.is_empty());
    let nobody = images.nobody(Role::Chat).unwrap();
    assert!(nobody.contains("openai/gpt-5.4: it sees no pictures"), "{nobody}");
    let long = ask(&Need { input: 300_000, guessed: false, ..Need::usual(Role::Chat) }, &wanted);
    assert!(
        long.passed
            .iter()
            .any(|passed| passed.target.model == "codestral-latest" && passed.reason.contains("256000"))
    );
    // Before there is a request a small window is as good as a large one: a question of a word fits into it.
    let prices = "[[model]]\nprovider = \"ollama\"\npattern = \"qwen3:4b\"\ncontext = 4096\n";
    let prices = PriceList::built_in().unwrap().with_own(prices).unwrap();
    let local_only = Preferences { local_only: true, ..wanted.clone() };
    let usual = Need::usual(Role::Chat);
    let small = |need: &Need| route(&candidates(), need, &local_only, &prices, &breakers());
    assert_eq!(models(&small(&usual)), ["qwen3:4b"]);
    assert!(small(&Need { guessed: false, ..usual }).choices.is_empty());
    let local = ask(&Need::usual(Role::Chat), &Preferences { local_only: true, ..wanted.clone() });
    assert_eq!(models(&local), ["qwen3:4b"]);
    assert!(ask(&Need::usual(Role::Embedding), &wanted).choices.is_empty());
    let none = route(&[], &Need::usual(Role::Chat), &wanted, &PriceList::built_in().unwrap(), &breakers());
    assert!(none.nobody(Role::Chat).unwrap().contains("Add a provider"));
}

#[test]
fn who_failed_is_left_alone_for_a_while() {
    let clock = ManualClock::default();
    let breakers = Breakers::new(Arc::new(clock.clone()), breaker::Rules::default());
    let prices = PriceList::built_in().unwrap();
    let all = candidates();
    let fault = Fault {
        kind: FaultKind::Auth,
        http_status: Some(401),
        code: None,
        message: "wrong key".into(),
        retry_after: None,
        mid_stream: false,
        request_id: None,
    };
    breakers.failed(&all[1].target, &fault);
    let ask = || route(&all, &Need::usual(Role::Plan), &Preferences::default(), &prices, &breakers);
    let first = ask();
    assert_eq!(models(&first)[0], "gpt-5.4");
    assert_eq!(first.passed[0].reason, "it failed (wrong key) and is left alone for 15 s");
    clock.advance(Duration::from_secs(15));
    let second = ask();
    assert_eq!(models(&second)[0], "claude-opus-5");
    assert!(second.choices[0].reason.ends_with("is tried again"));
    assert!(breakers.admit(&all[1].target));
    assert_eq!(models(&ask())[0], "gpt-5.4");
}

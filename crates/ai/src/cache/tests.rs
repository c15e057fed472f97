//! What is found again, what is not, and what has to go.

use justbuilt_base::ManualClock;
use justbuilt_store::MemoryKv;

use super::*;
use crate::request::{Effort, Part, Role, Tool, ToolChoice};

fn target() -> Target {
    Target { endpoint: "work".into(), provider: "openai".into(), model: "gpt-5.4".into() }
}

fn request(text: &str) -> Request {
    let message = Message { role: Role::User, parts: vec![Part::text(text)] };
    Request { model: "gpt-5.4".into(), messages: vec![message], ..Request::default() }
}

fn answer(text: &str, clock: &ManualClock) -> Cached {
    let message = Message { role: Role::Assistant, parts: vec![Part::text(text)] };
    Cached { message, reason: FinishReason::Stop, usage: Usage::default(), time: clock.now() }
}

fn cache(limits: Limits) -> (ManualClock, ResponseCache) {
    let clock = ManualClock::default();
    (clock.clone(), ResponseCache::new(Arc::new(MemoryKv::default()), Arc::new(clock), limits))
}

#[test]
fn the_same_request_has_the_same_answer() {
    let (clock, cache) = cache(Limits::default());
    let kept = answer("Yes.", &clock);
    assert_eq!(cache.get(&target(), &request("a")).unwrap(), None);
    assert!(cache.put(&target(), &request("a"), &kept).unwrap());
    assert_eq!(cache.get(&target(), &request("a")).unwrap(), Some(kept));
    assert_eq!(cache.get(&target(), &request("b")).unwrap(), None);
    assert_eq!(cache.get(&Target { endpoint: "home".into(), ..target() }, &request("a")).unwrap(), None);
    cache.clear().unwrap();
    assert_eq!(cache.stats().unwrap(), CacheStats::default());
    assert_eq!(cache.get(&target(), &request("a")).unwrap(), None);
}

#[test]
fn everything_that_changes_the_answer_changes_the_key() {
    let base = request("a");
    let key = |request: &Request| key(&target(), request);
    let mut streamed = base.clone();
    streamed.stream = true;
    streamed.messages[0].parts[0] = Part::Text { text: "a".into(), cache: true };
    assert_eq!(key(&base), key(&streamed));
    let changes: [fn(&mut Request); 9] = [
        |request| request.system.push(Part::text("Be brief.")),
        |request| request.messages.push(Message::default()),
        |request| request.tools.push(Tool::default()),
        |request| request.tool_choice = ToolChoice::Required,
        |request| request.max_output = Some(1),
        |request| request.temperature = Some(0.5),
        |request| request.stop.push("x".into()),
        |request| request.effort = Some(Effort::High),
        |request| drop(request.extra.insert("seed".into(), 1.into())),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut changed = base.clone();
        change(&mut changed);
        assert_ne!(key(&base), key(&changed), "change {index}");
    }
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let with = |json: &str| Request { extra: serde_json::from_str(json).unwrap(), ..request("a") };
    assert_eq!(
        key(&target(), &with("{\"a\":{\"x\":1,\"y\":2},\"b\":3}")),
        key(&target(), &with("{\"b\":3,\"a\":{\"y\":2,\"x\":1}}"))
    );
    assert_ne!(key(&target(), &with("{\"a\":[1,2]}")), key(&target(), &with("{\"a\":[2,1]}")));
}

#[test]
fn half_answers_and_large_ones_are_not_kept() {
    let (clock, cache) = cache(Limits { largest: 400, ..Limits::default() });
    let whole = answer("Yes.", &clock);
    for reason in [FinishReason::Length, FinishReason::Tool, FinishReason::Filter, FinishReason::Refusal] {
        assert!(!cache.put(&target(), &request("a"), &Cached { reason, ..whole.clone() }).unwrap());
    }
    assert!(!cache.put(&target(), &request("a"), &answer(&"x".repeat(500), &clock)).unwrap());
    assert_eq!(cache.stats().unwrap().answers, 0);
}

#[test]
fn the_old_and_the_unused_go() {
    let size = serde_json::to_vec(&answer("0", &ManualClock::default())).unwrap().len() as u64;
    let (clock, cache) =
        cache(Limits { bytes: size * 3, age: Duration::from_secs(100), ..Limits::default() });
    for n in 0..3 {
        cache.put(&target(), &request(&n.to_string()), &answer(&n.to_string(), &clock)).unwrap();
        clock.advance(Duration::from_secs(1));
    }
    assert!(cache.get(&target(), &request("0")).unwrap().is_some());
    clock.advance(Duration::from_secs(1));
    cache.put(&target(), &request("3"), &answer("3", &clock)).unwrap();
    let there = |text: &str| cache.get(&target(), &request(text)).unwrap().is_some();
    assert_eq!(
        ["0", "1", "2", "3"].map(there),
        [true, false, true, true],
        "the one not asked for longest stays"
    );
    assert!(cache.stats().unwrap().bytes <= size * 3);
    clock.advance(Duration::from_secs(97));
    assert!(!there("0") && there("3"));
}

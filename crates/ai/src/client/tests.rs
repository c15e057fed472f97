//! Answers over a network and a clock that the test moves. The wire is of the tests' own: a line an event.

use std::sync::Arc;
use std::time::Duration;

use futures::{FutureExt, StreamExt, stream::BoxStream};
use justbuilt_base::http::{FakeAnswer, FakeHttp, HttpError};
use justbuilt_base::{Clock, ManualTimer};

use super::{Call, Client, KeyCheck, Notice, Options, Retry, Update};
use crate::event::{Event, FinishReason, Usage};
use crate::fault::{Fault, FaultKind};
use crate::protocol::{Decoder, Wire};

mod native;

const SECOND: Duration = Duration::from_secs(1);
const KEY: &str = "secret-key";

/// `S` start, `T words` text, `U 7` usage, `E` overloaded, `F` finish; anything else is garbled.
#[derive(Default)]
struct Lines {
    open: Vec<u8>,
    finished: bool,
}

impl Decoder for Lines {
    fn feed(&mut self, bytes: &[u8], out: &mut Vec<Event>) {
        self.open.extend_from_slice(bytes);
        while let Some(end) = self.open.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.open.drain(..=end).collect();
            let line = String::from_utf8(line).unwrap();
            let (kind, rest) = line.trim_end().split_at(1);
            let rest = rest.trim_start();
            self.finished |= matches!(kind, "F" | "E");
            out.push(match kind {
                "S" => Event::Start { id: None, model: Some(rest.to_owned()) },
                "T" => text(rest),
                "U" => Event::Usage(Usage { output: rest.parse().ok(), ..Usage::default() }),
                "E" => Event::Error(fault(FaultKind::Overloaded, rest)),
                "F" => finish(),
                _ => Event::Error(fault(FaultKind::Garbled, rest)),
            });
        }
    }

    fn end(&mut self, out: &mut Vec<Event>) {
        if !self.finished {
            out.push(Event::Truncated);
        }
    }
}

fn text(words: &str) -> Event {
    Event::Text { block: 0, delta: words.to_owned() }
}

fn finish() -> Event {
    Event::Finish { reason: FinishReason::Stop, raw: "F".to_owned() }
}

fn start(model: &str) -> Event {
    Event::Start { id: None, model: Some(model.to_owned()) }
}

fn fault(kind: FaultKind, message: &str) -> Fault {
    super::exchange::fault(kind, message)
}

fn call(url: &str) -> Call {
    let kind = |status| match status {
        401 => FaultKind::Auth,
        402 => FaultKind::Billing,
        404 => FaultKind::NotFound,
        429 => FaultKind::RateLimit,
        400..500 => FaultKind::BadRequest,
        _ => FaultKind::Server,
    };
    Call {
        wire: Wire {
            url: url.to_owned(),
            headers: vec![("authorization".to_owned(), format!("Bearer {KEY}"))],
            body: Some(serde_json::json!({"model": "m"})),
        },
        key: KEY.to_owned(),
        fault: Arc::new(move |status, _, body| Fault {
            http_status: Some(status),
            ..fault(kind(status), &String::from_utf8_lossy(body))
        }),
        retry: Retry::USUAL,
    }
}

struct Bench {
    timer: ManualTimer,
    http: FakeHttp,
    client: Client,
    stream: Option<BoxStream<'static, Update>>,
}

impl Bench {
    fn new(answers: impl IntoIterator<Item = FakeAnswer>) -> Self {
        let timer = ManualTimer::default();
        let http = FakeHttp::manual(&timer);
        for answer in answers {
            http.add(answer);
        }
        let client = Client::new(Arc::new(http.clone()), Arc::new(timer.clock()), Arc::new(timer.clone()), 1);
        Self { timer, http, client, stream: None }
    }

    fn ask(&mut self, options: Options) {
        self.stream =
            Some(self.client.stream(call("https://a.com/v1"), Arc::new(|| Box::<Lines>::default()), options));
    }

    /// All that is there without time passing.
    fn now(&mut self) -> Vec<Update> {
        let stream = self.stream.as_mut().unwrap();
        let mut updates = Vec::new();
        while let Some(Some(update)) = stream.next().now_or_never() {
            updates.push(update);
        }
        updates
    }

    /// All that comes, time passing as fast as somebody waits for it; the events, and the waits between attempts.
    fn all(&mut self) -> (Vec<Event>, Vec<Duration>) {
        let (mut events, mut waits) = (Vec::new(), Vec::new());
        let mut stream = self.stream.take().unwrap();
        loop {
            match stream.next().now_or_never() {
                Some(None) => return (events, waits),
                Some(Some(Update::Event(event))) => events.push(event),
                Some(Some(Update::Notice(Notice::Retrying { wait, .. }))) => waits.push(wait),
                None => self.timer.advance(self.timer.next().expect("somebody waits")),
            }
        }
    }

    fn answer(
        answers: impl IntoIterator<Item = FakeAnswer>,
        options: Options,
    ) -> (Vec<Event>, Vec<Duration>, usize) {
        let mut bench = Self::new(answers);
        bench.ask(options);
        let (events, waits) = bench.all();
        assert_eq!(bench.http.open(), 0, "nothing is left open");
        (events, waits, bench.http.requests().len())
    }
}

fn good() -> FakeAnswer {
    FakeAnswer::status(200).piece("S m\nT Hel").piece("lo\n").piece("F\nU 2\n")
}

fn good_events() -> Vec<Event> {
    vec![start("m"), text("Hello"), finish(), Event::Usage(Usage { output: Some(2), ..Usage::default() })]
}

fn only_error(events: &[Event]) -> &Fault {
    let ends = |event: &&Event| matches!(event, Event::Finish { .. } | Event::Error(_) | Event::Truncated);
    assert_eq!(events.iter().filter(ends).count(), 1, "{events:?}");
    match events.last() {
        Some(Event::Error(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_is_handed_on_as_it_comes() {
    let mut bench = Bench::new([good().wait(SECOND)]);
    bench.ask(Options::default());
    let events: Vec<_> = good_events().into_iter().map(Update::Event).collect();
    assert_eq!(bench.now(), events);
    let sent = &bench.http.requests()[0];
    assert_eq!(
        (sent.url.as_str(), sent.body.as_slice()),
        ("https://a.com/v1", br#"{"model":"m"}"#.as_slice())
    );
    assert_eq!((sent.head_timeout, sent.idle_timeout), (Some(120 * SECOND), Some(120 * SECOND)));
    // The numbers may come late, but a line that stays open is not waited for.
    let mut bench = Bench::new([good().hold()]);
    bench.ask(Options::default());
    assert_eq!(bench.all().0, good_events());
    assert_eq!(bench.timer.clock().elapsed(), 2 * SECOND);
}

#[test]
fn what_may_pass_is_tried_again() {
    for failing in [
        FakeAnswer::status(500),
        FakeAnswer::status(429),
        FakeAnswer::error(HttpError::Broken("reset".into())),
        FakeAnswer::error(HttpError::Unreachable("refused".into())),
        FakeAnswer::error(HttpError::Timeout("slow".into())),
        FakeAnswer::status(200),
        FakeAnswer::status(200).piece("E full\n"),
        FakeAnswer::status(200).piece("?\n"),
        FakeAnswer::status(200).fail(HttpError::Broken("reset".into())),
        FakeAnswer::status(200).hold(),
        FakeAnswer::status(200).delayed(130 * SECOND),
    ] {
        let (events, waits, requests) = Bench::answer([failing.clone(), good()], Options::default());
        assert_eq!(events, good_events(), "{failing:?}");
        assert_eq!((waits.len(), requests), (1, 2), "{failing:?}");
        let (events, waits, requests) =
            Bench::answer([failing.clone(), failing.clone(), failing.clone(), good()], Options::default());
        only_error(&events);
        assert_eq!((waits.len(), requests), (2, 3), "{failing:?}");
        let range = |wait: Duration, most: u64| {
            wait <= Duration::from_millis(most) && wait >= Duration::from_millis(most * 3 / 4)
        };
        assert!(range(waits[0], 500) && range(waits[1], 1000), "{waits:?}");
    }
}

#[test]
fn what_stays_wrong_is_not() {
    for status in [400, 401, 402, 403, 404, 413, 422, 501] {
        let failing = FakeAnswer::status(status).header("x-should-retry", "true").piece("no");
        let (events, waits, requests) = Bench::answer([failing, good()], Options::default());
        let fault = only_error(&events);
        assert_eq!(
            (fault.http_status, fault.message.as_str(), fault.mid_stream),
            (Some(status), "no", false)
        );
        assert_eq!((waits.len(), requests), (0, 1));
    }
    let tls = FakeAnswer::error(HttpError::Tls("expired".into()));
    let (events, _, requests) = Bench::answer([tls, good()], Options::default());
    assert_eq!((only_error(&events).kind, requests), (FaultKind::Connection, 1));
    let page = FakeAnswer::status(200).header("content-type", "text/html; charset=utf-8").piece("<p>Log in");
    let (events, _, requests) = Bench::answer([page, good()], Options::default());
    assert_eq!((only_error(&events).kind, requests), (FaultKind::Garbled, 1));
}

#[test]
fn the_provider_says_how_long_to_wait() {
    for (name, value, wait) in [
        ("retry-after-ms", "1250", 1250),
        ("retry-after", "3", 3000),
        ("retry-after", "0.5", 500),
        ("retry-after", "Thu, 01 Jan 2026 00:00:09 GMT", 9000),
    ] {
        let failing = FakeAnswer::status(429).header(name, value);
        let mut bench = Bench::new([failing, good()]);
        bench.ask(Options::default());
        let first = bench.now();
        let wait = Duration::from_millis(wait);
        let Some(Update::Notice(Notice::Retrying { attempt: 2, wait: told, why, discards: false })) =
            first.first()
        else {
            panic!("{first:?}");
        };
        assert_eq!((*told, why.retry_after, why.kind), (wait, Some(wait), FaultKind::RateLimit));
        bench.timer.advance(wait - Duration::from_millis(1));
        assert!(bench.now().is_empty() && bench.http.requests().len() == 1, "not a moment early");
        bench.timer.advance(Duration::from_millis(1));
        assert_eq!(bench.now().len(), 4);
    }
    let hour = FakeAnswer::status(429).header("retry-after", "3600");
    let (events, waits, _) = Bench::answer([hour, good()], Options::default());
    assert_eq!((only_error(&events).retry_after, waits.len()), (Some(3600 * SECOND), 0));
    let daily = FakeAnswer::status(429).header("retry-after", "3").piece("GenerateRequestsPerDay");
    assert_eq!(Bench::answer([daily, good()], Options::default()).2, 1);
}

#[test]
fn what_was_shown_is_not_taken_back_without_leave() {
    let broken = || FakeAnswer::status(200).piece("S m\nT Hel\n").fail(HttpError::Broken("reset".into()));
    let (events, waits, requests) = Bench::answer([broken(), good()], Options::default());
    let fault = only_error(&events);
    assert_eq!((fault.kind, fault.mid_stream, waits.len(), requests), (FaultKind::Connection, true, 0, 1));
    assert_eq!(events[..2], [start("m"), text("Hel")]);
    let cut = || FakeAnswer::status(200).piece("S m\nT Hel\n");
    let (events, _, requests) = Bench::answer([cut(), good()], Options::default());
    assert_eq!((events, requests), (vec![start("m"), text("Hel"), Event::Truncated], 1));
    let error = FakeAnswer::status(200).piece("T Hel\nE full\nT not this\n");
    let (events, _, _) = Bench::answer([error, good()], Options::default());
    assert!(only_error(&events).mid_stream && events.len() == 2);

    for failing in [broken(), cut()] {
        let mut bench = Bench::new([failing, good()]);
        bench.ask(Options { retry_after_content: true, ..Options::default() });
        let first = bench.now();
        assert!(
            matches!(first.last(), Some(Update::Notice(Notice::Retrying { discards: true, .. }))),
            "{first:?}"
        );
        assert_eq!(bench.all().0, good_events());
    }
}

#[test]
fn an_answer_without_end_is_stopped() {
    let endless = || (0..1000).fold(FakeAnswer::status(200), |answer, _| answer.piece("T 0123456789\n"));
    for options in [
        Options { max_bytes: 1000, ..Options::default() },
        Options { max_tokens: Some(100), ..Options::default() },
    ] {
        let (events, _, requests) = Bench::answer([endless(), good()], options);
        let fault = only_error(&events);
        assert_eq!((fault.kind, fault.code.as_deref(), requests), (FaultKind::Cancelled, Some("endless"), 1));
        assert!(events.len() < 100, "{}", events.len());
    }
    let counted = FakeAnswer::status(200).piece("T a\nU 101\n").piece("F\n");
    let (events, _, _) = Bench::answer([counted], Options { max_tokens: Some(100), ..Options::default() });
    assert_eq!(only_error(&events).kind, FaultKind::Cancelled);
    let line = (0..100).fold(FakeAnswer::status(200), |answer, _| answer.piece("one line"));
    let (events, _, _) = Bench::answer([line], Options { max_bytes: 100, ..Options::default() });
    assert_eq!(only_error(&events).kind, FaultKind::Cancelled);
}

#[test]
fn all_of_it_has_a_limit_of_time() {
    let drips = (0..1000).fold(FakeAnswer::status(200), |answer, _| answer.piece("T a\n").wait(SECOND));
    let mut bench = Bench::new([drips]);
    bench.ask(Options { whole: 10 * SECOND, ..Options::default() });
    let (events, _) = bench.all();
    assert_eq!((only_error(&events).kind, only_error(&events).mid_stream), (FaultKind::Timeout, true));
    assert_eq!((bench.timer.clock().elapsed(), bench.http.open()), (10 * SECOND, 0));
    // The waits between attempts count.
    let slow = || FakeAnswer::status(503).header("retry-after", "60");
    let mut bench = Bench::new([slow(), slow(), good()]);
    bench.ask(Options { whole: 70 * SECOND, ..Options::default() });
    assert_eq!(only_error(&bench.all().0).kind, FaultKind::Timeout);
    assert_eq!(bench.timer.clock().elapsed(), 70 * SECOND);
}

#[test]
fn dropping_the_stream_ends_the_request() {
    for answer in [FakeAnswer::status(200).delayed(SECOND), FakeAnswer::status(200).piece("S m\n").hold()] {
        let mut bench = Bench::new([answer]);
        bench.ask(Options::default());
        assert_eq!(bench.http.requests().len(), 0, "nothing is sent before it is asked for");
        bench.now();
        assert_eq!(bench.http.open(), 1);
        bench.stream = None;
        assert_eq!((bench.http.open(), bench.timer.sleeping()), (0, 0));
    }
}

#[test]
fn a_key_travels_safely_or_not_at_all() {
    let bench = Bench::new([good(), good(), good()]);
    let fetch = |url: &str, key: &str, options: &Options| {
        let call = Call { key: key.to_owned(), ..call(url) };
        bench.client.ask(&call, options, |_| Ok(())).now_or_never().unwrap()
    };
    let usual = Options::default();
    let refused = fetch("http://10.0.0.1:8080/v1", KEY, &usual).unwrap_err();
    assert!(refused.kind == FaultKind::BadRequest && refused.message.contains("in the clear"), "{refused}");
    assert!(bench.http.requests().is_empty());
    assert!(fetch("http://localhost:8080/v1", KEY, &usual).is_ok());
    assert!(fetch("http://10.0.0.1:8080/v1", "", &usual).is_ok());
    assert!(fetch("http://10.0.0.1:8080/v1", KEY, &Options { key_in_clear: true, ..usual }).is_ok());
}

#[test]
fn a_key_is_not_in_what_is_told() {
    let echo = format!("Incorrect API key provided: {KEY}.");
    let (events, _, _) = Bench::answer([FakeAnswer::status(401).piece(&echo)], Options::default());
    assert_eq!(only_error(&events).message, "Incorrect API key provided: ….");
    assert!(!format!("{:?}", call("https://a.com")).contains(KEY));
}

#[test]
fn errors_are_read_up_to_a_size() {
    let huge = (0..100).fold(FakeAnswer::status(400), |answer, _| answer.piece([b'x'; 4096]));
    let (events, _, _) = Bench::answer([huge.hold()], Options::default());
    assert_eq!(only_error(&events).message.len(), 64 << 10);
    let stuck = FakeAnswer::status(400).piece("bad").hold();
    let (events, _, _) = Bench::answer([stuck], Options::default());
    assert_eq!(only_error(&events).message, "bad");
}

#[test]
fn without_a_network_requests_fail_at_once() {
    let mut bench = Bench::new([]);
    bench.ask(Options::default());
    assert_eq!(only_error(&bench.all().0).kind, FaultKind::Offline);
    assert_eq!(bench.http.requests().len(), 3);
    assert!(bench.client.offline().is_offline());
    for _ in 0..50 {
        bench.ask(Options::default());
        let (events, waits) = bench.all();
        let fault = only_error(&events);
        assert!(fault.kind == FaultKind::Offline && fault.retry_after.is_some() && waits.is_empty());
    }
    assert_eq!(bench.http.requests().len(), 3, "no storm");
    bench.timer.advance(2 * SECOND);
    bench.ask(Options::default());
    assert_eq!(only_error(&bench.all().0).kind, FaultKind::Offline);
    assert_eq!(bench.http.requests().len(), 4, "one finds out, and is not repeated");
    bench.timer.advance(4 * SECOND);
    bench.http.add(good());
    bench.ask(Options::default());
    assert_eq!(bench.all().0, good_events());
    assert!(!bench.client.offline().is_offline());
}

#[test]
fn short_answers_are_read_whole() {
    let mut bench = Bench::new([
        FakeAnswer::status(503).header("retry-after-ms", "1"),
        FakeAnswer::status(200).piece("{\"data\":").piece("[1]}"),
        FakeAnswer::status(200).piece("{\"data\":"),
    ]);
    let get = call("https://a.com/v1/models");
    let options = Options::default();
    let client = bench.client.clone();
    let mut asking = Box::pin(client.ask_json(&get, &options));
    assert!((&mut asking).now_or_never().is_none());
    bench.timer.advance(Duration::from_millis(1));
    assert_eq!(asking.now_or_never(), Some(Ok(serde_json::json!({"data": [1]}))));
    let half = client.ask_json(&get, &options).now_or_never().unwrap();
    assert_eq!(half.unwrap_err().kind, FaultKind::Garbled);
    let big = Options { max_bytes: 10, ..Options::default() };
    bench.http.add(FakeAnswer::status(200).piece([b' '; 11]));
    let error = client.ask_json(&get, &big).now_or_never().unwrap().unwrap_err();
    assert_eq!(error.code.as_deref(), Some("endless"));
    bench.http.add(FakeAnswer::status(200).hold());
    let whole = Options { whole: SECOND, ..Options::default() };
    let mut asking = Box::pin(client.ask_json(&get, &whole));
    assert!((&mut asking).now_or_never().is_none());
    bench.timer.advance(SECOND);
    assert_eq!(asking.now_or_never().unwrap().unwrap_err().kind, FaultKind::Timeout);
    bench.stream = None;
}

#[test]
fn a_key_is_checked() {
    let check = |answer: FakeAnswer| {
        let bench = Bench::new([answer]);
        let options = Options { retry: Some(Retry::NEVER), ..Options::default() };
        bench.client.check_key(&call("https://a.com/v1/models"), &options).now_or_never().unwrap()
    };
    assert_eq!(check(FakeAnswer::status(200).piece("{}")), KeyCheck::Good);
    assert_eq!(check(FakeAnswer::status(429)), KeyCheck::Good);
    assert!(matches!(check(FakeAnswer::status(401)), KeyCheck::Refused(_)));
    assert!(matches!(check(FakeAnswer::status(402)), KeyCheck::NoCredit(_)));
    assert!(matches!(check(FakeAnswer::status(404)), KeyCheck::Unclear(_)));
    assert!(matches!(check(FakeAnswer::error(HttpError::Unreachable("x".into()))), KeyCheck::Unclear(_)));
}

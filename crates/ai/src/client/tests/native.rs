//! The client over real sockets of this machine: every way an answer can go, and how fast a cancelled one is gone.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures::{StreamExt, executor::block_on};
use justbuilt_base::native::http::{NativeHttp, Proxy};
use justbuilt_base::{NativeSpawner, NativeTimer, SystemClock};
use justbuilt_testkit::http::{Script, Server};

use super::{Lines, call, finish, good_events, only_error, start, text};
use crate::client::{Client, Notice, Options, Update};
use crate::event::Event;
use crate::fault::FaultKind;

struct Net {
    /// Holds the runtime.
    _spawner: NativeSpawner,
    client: Client,
}

impl Net {
    fn new() -> Self {
        let spawner = NativeSpawner::with_threads(1).unwrap();
        let handle = spawner.handle().unwrap();
        let http = NativeHttp::new(handle.clone(), Proxy::None).unwrap();
        let client =
            Client::new(Arc::new(http), Arc::new(SystemClock::new()), Arc::new(NativeTimer::new(handle)), 1);
        Self { _spawner: spawner, client }
    }

    fn answer(&self, server: &Server, options: Options) -> futures::stream::BoxStream<'static, Update> {
        let call = call(&format!("{}/v1", server.url()));
        self.client.stream(call, Arc::new(|| Box::<Lines>::default()), options)
    }

    /// The events, and the waits between attempts.
    fn all(&self, server: &Server, options: Options) -> (Vec<Event>, Vec<Duration>) {
        let (mut events, mut waits) = (Vec::new(), Vec::new());
        let mut stream = self.answer(server, options);
        while let Some(update) = block_on(stream.next()) {
            match update {
                Update::Event(event) => events.push(event),
                Update::Notice(Notice::Retrying { wait, .. }) => waits.push(wait),
            }
        }
        (events, waits)
    }
}

fn good() -> Script {
    Script::events().bytes("S m\nT Hel").bytes("lo\n").bytes("F\nU 2\n")
}

fn soon() -> Script {
    Script::status(503).header("retry-after-ms", "1")
}

#[test]
fn answers_come_in_pieces_of_any_size() {
    let server = Server::start([
        good(),
        Script::events().single_bytes("S m\nT Hello\nF\nU 2\n"),
        Script::events().bytes("S m\nT Hello\n").pause(Duration::from_millis(5)).bytes("F\nU 2\n"),
    ])
    .unwrap();
    let net = Net::new();
    for _ in 0..3 {
        assert_eq!(net.all(&server, Options::default()), (good_events(), vec![]));
    }
    let seen = server.seen();
    assert_eq!(seen[0].header("authorization"), Some("Bearer secret-key"));
    assert_eq!((seen[0].method.as_str(), seen[0].body.as_slice()), ("POST", br#"{"model":"m"}"#.as_slice()));
}

#[test]
fn waits_are_kept_in_each_form() {
    let date = SystemTime::now() + Duration::from_secs(2);
    let server = Server::start([
        Script::status(429).header("retry-after-ms", "30"),
        Script::status(429).header("retry-after", "0.04"),
        good(),
        Script::status(429).header("retry-after", &httpdate::fmt_http_date(date)),
        good(),
    ])
    .unwrap();
    let net = Net::new();
    let (events, waits) = net.all(&server, Options::default());
    assert_eq!((events, waits), (good_events(), [30, 40].map(Duration::from_millis).to_vec()));
    let (events, waits) = net.all(&server, Options::default());
    assert_eq!((events, waits.len()), (good_events(), 1));
    let seen = server.seen();
    assert!(seen[1].at - seen[0].at >= Duration::from_millis(30));
    assert!(seen[2].at - seen[1].at >= Duration::from_millis(40));
    assert!(seen[4].at - seen[3].at >= waits[0]);
}

#[test]
fn what_breaks_before_anything_was_shown_is_asked_for_again() {
    for failing in [
        soon(),
        Script::silent(),
        Script::events(),
        Script::events().bytes("S m\n").cut(),
        Script::events().bytes("?\n"),
    ] {
        let server = Server::start([failing.clone(), good()]).unwrap();
        let (events, waits) = Net::new().all(&server, Options::default());
        assert_eq!(waits.len(), 1, "{failing:?}");
        assert!(events.ends_with(&good_events()), "{failing:?}: {events:?}");
        let seen = server.seen();
        assert_eq!((seen.len(), &seen[0].body), (2, &seen[1].body));
    }
}

#[test]
fn what_breaks_after_that_is_told() {
    let begun = || Script::events().bytes("S m\nT Hel\n");
    let server = Server::start([
        begun().bytes("T cut in the mid").cut(),
        begun(),
        begun().hold(),
        begun().bytes("?\n").hold(),
    ])
    .unwrap();
    let net = Net::new();
    let (events, _) = net.all(&server, Options::default());
    assert_eq!((only_error(&events).kind, events.len()), (FaultKind::Connection, 3));
    let (events, _) = net.all(&server, Options::default());
    assert_eq!(events, [start("m"), text("Hel"), Event::Truncated]);
    let (events, _) = net.all(&server, Options { idle: Duration::from_millis(300), ..Options::default() });
    assert_eq!((only_error(&events).kind, only_error(&events).mid_stream), (FaultKind::Timeout, true));
    assert!(server.closed().is_some(), "a server that says nothing is left");
    let (events, _) = net.all(&server, Options::default());
    assert_eq!(only_error(&events).kind, FaultKind::Garbled);
    assert!(server.closed().is_some(), "and so is one that says nonsense");
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn a_server_that_is_slow_to_begin_is_left_in_time() {
    let server = Server::start([good(), Script::silent().hold(), good()]).unwrap();
    let net = Net::new();
    // The first request reads the system's certificates, which may take longer than the limit below.
    assert_eq!(net.all(&server, Options::default()), (good_events(), vec![]));
    let options = Options { head: Duration::from_millis(300), ..Options::default() };
    let (events, waits) = net.all(&server, options);
    assert_eq!((events, waits.len()), (good_events(), 1));
    assert!(server.closed().is_some());
}

#[test]
fn an_endless_answer_is_left() {
    let server =
        Server::start([(0..1000).fold(Script::events(), |script, _| script.bytes("T more\n")).hold()])
            .unwrap();
    let (events, _) = Net::new().all(&server, Options { max_bytes: 3000, ..Options::default() });
    assert_eq!(only_error(&events).code.as_deref(), Some("endless"));
    assert!(server.closed().is_some());
}

#[test]
fn a_cancelled_answer_is_gone_within_50_ms() {
    let rounds = 20;
    let server = Server::start((0..rounds).map(|_| Script::events().bytes("S m\nT Hel\n").hold())).unwrap();
    let net = Net::new();
    let mut times = Vec::new();
    for _ in 0..rounds {
        let mut stream = net.answer(&server, Options::default());
        assert_eq!(block_on(stream.next()), Some(Update::Event(start("m"))));
        let dropped = Instant::now();
        drop(stream);
        times.push(server.closed().unwrap().saturating_duration_since(dropped));
    }
    times.sort_unstable();
    println!("cancelled to closed: median {:?}, longest {:?}", times[rounds / 2], times[rounds - 1]);
    // One scheduling hiccup of a busy machine is not the client's.
    assert!(times[rounds - 2] < Duration::from_millis(50), "{times:?}");
}

#[test]
fn the_last_numbers_may_come_after_the_end() {
    let server = Server::start([Script::events().bytes("S m\nT Hello\nF\n").gate().bytes("U 2\n")]).unwrap();
    let net = Net::new();
    let mut stream = net.answer(&server, Options::default());
    let mut events = Vec::new();
    while let Some(Update::Event(event)) = block_on(stream.next()) {
        if event == finish() {
            server.open_gate();
        }
        events.push(event);
    }
    assert_eq!(events, good_events());
}

//! The network over real sockets of this machine. Times are waited for, never slept.

use std::{
    io::Write,
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use futures::{StreamExt, executor::block_on, future::poll_immediate};
use justbuilt_testkit::http::{Script, Server};

use super::{NativeHttp, Proxy};
use crate::{
    NativeSpawner,
    http::{Http, HttpError, HttpRequest, HttpResponse, Method},
};

struct Net {
    /// Holds the runtime.
    spawner: NativeSpawner,
    http: NativeHttp,
}

impl Net {
    fn new() -> Self {
        Self::with(Proxy::None)
    }

    fn with(proxy: Proxy) -> Self {
        let spawner = NativeSpawner::with_threads(1).unwrap();
        let http = NativeHttp::new(spawner.handle().unwrap(), proxy).unwrap();
        Self { spawner, http }
    }

    fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        block_on(self.http.send(request))
    }

    fn error(&self, request: HttpRequest) -> HttpError {
        self.send(request).err().expect("an error")
    }
}

fn get(url: String) -> HttpRequest {
    HttpRequest { url, ..HttpRequest::default() }
}

fn all(response: HttpResponse) -> (Vec<u8>, Option<HttpError>) {
    let mut bytes = Vec::new();
    let mut body = response.body;
    while let Some(piece) = block_on(body.next()) {
        match piece {
            Ok(piece) => bytes.extend(piece),
            Err(error) => return (bytes, Some(error)),
        }
    }
    (bytes, None)
}

#[test]
fn requests_and_answers_go_over_whole() {
    let server = Server::start([
        Script::status(429).header("Retry-After", "2").bytes("no").single_bytes("t yet"),
        Script::status(200),
    ])
    .unwrap();
    let net = Net::new();
    let response = net
        .send(HttpRequest {
            method: Method::Post,
            url: format!("{}/v1/chat?x=1", server.url()),
            headers: vec![
                ("x-api-key".into(), "secret".into()),
                ("content-type".into(), "application/json".into()),
            ],
            body: b"{}".to_vec(),
            ..HttpRequest::default()
        })
        .unwrap();
    assert_eq!(response.status, 429);
    assert!(response.headers.contains(&("retry-after".into(), "2".into())), "{:?}", response.headers);
    assert_eq!(all(response), (b"not yet".to_vec(), None));
    let empty = net.send(get(format!("{}/two", server.url()))).unwrap();
    assert_eq!(all(empty), (Vec::new(), None));
    let seen = server.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("POST", "/v1/chat?x=1"));
    assert_eq!((seen[0].header("x-api-key"), seen[0].body.as_slice()), (Some("secret"), b"{}".as_slice()));
    // What is compressed cannot be read as it comes.
    assert_eq!(seen[0].header("accept-encoding"), None);
    assert_eq!(seen[1].method, "GET");
}

#[test]
fn a_body_comes_as_it_is_sent() {
    let server = Server::start([Script::events().bytes("one").gate().bytes("two")]).unwrap();
    let net = Net::new();
    let mut body = net.send(get(server.url())).unwrap().body;
    assert_eq!(block_on(body.next()), Some(Ok(b"one".to_vec())));
    assert_eq!(block_on(poll_immediate(body.next())), None);
    server.open_gate();
    assert_eq!(block_on(body.next()), Some(Ok(b"two".to_vec())));
    assert_eq!(block_on(body.next()), None);
}

#[test]
fn what_goes_wrong_is_told_apart() {
    let net = Net::new();
    let server = Server::start([
        Script::events().bytes("half").cut(),
        Script::silent(),
        Script::silent().hold(),
        Script::events().bytes("one").hold(),
    ])
    .unwrap();
    let (bytes, error) = all(net.send(get(server.url())).unwrap());
    assert_eq!(bytes, b"half");
    assert!(matches!(error, Some(HttpError::Broken(_))), "{error:?}");
    let error = net.error(get(server.url()));
    assert!(matches!(error, HttpError::Broken(_)), "{error:?}");
    let short = Duration::from_millis(300);
    let error = net.error(HttpRequest { head_timeout: Some(short), ..get(server.url()) });
    assert!(matches!(error, HttpError::Timeout(_)), "{error:?}");
    assert!(server.closed().is_some());
    let response = net.send(HttpRequest { idle_timeout: Some(short), ..get(server.url()) }).unwrap();
    let (bytes, error) = all(response);
    assert_eq!(bytes, b"one");
    assert!(matches!(error, Some(HttpError::Timeout(_))), "{error:?}");
    assert!(server.closed().is_some());

    // A port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = net.error(get(format!("http://{free}/?key=secret")));
    assert!(matches!(error, HttpError::Unreachable(_)), "{error:?}");
    assert!(!error.to_string().contains("secret"), "{error}");
    // One that is there, and does not speak the language.
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", plain.local_addr().unwrap());
    let answering = thread::spawn(move || plain.accept().unwrap().0.write_all(b"HTTP/1.1 400 Bad\r\n\r\n"));
    let error = net.error(get(url));
    assert!(matches!(error, HttpError::Tls(_)), "{error:?}");
    answering.join().unwrap().unwrap();
    for (url, header) in [("no address", ""), ("ftp://a", ""), ("http://127.0.0.1:1", "a\nb: secret")] {
        let headers = vec![("x-api-key".to_owned(), header.to_owned())];
        let error = net.error(HttpRequest { headers, ..get(url.to_owned()) });
        assert!(matches!(error, HttpError::Invalid(_)) && !error.to_string().contains("secret"), "{error:?}");
    }
}

#[test]
fn dropping_closes_the_socket() {
    let server = Server::start([Script::silent().hold(), Script::events().bytes("one").hold()]).unwrap();
    let net = Net::new();
    let mut sending = net.http.send(get(server.url()));
    assert!(block_on(poll_immediate(&mut sending)).is_none());
    assert!(server.wait_for(1));
    let dropped = Instant::now();
    drop(sending);
    let took = server.closed().unwrap().saturating_duration_since(dropped);
    assert!(took < Duration::from_millis(50), "before the head: {took:?}");

    let mut body = net.send(get(server.url())).unwrap().body;
    assert_eq!(block_on(body.next()), Some(Ok(b"one".to_vec())));
    let dropped = Instant::now();
    drop(body);
    let took = server.closed().unwrap().saturating_duration_since(dropped);
    assert!(took < Duration::from_millis(50), "within the body: {took:?}");
}

#[test]
fn a_server_that_sends_more_than_is_read_has_to_wait() {
    let piece = vec![b'x'; 64 << 10];
    let mut script = Script::events();
    for _ in 0..400 {
        script = script.bytes(&piece);
    }
    let server = Server::start([script]).unwrap();
    let net = Net::new();
    let mut body = net.send(get(server.url())).unwrap().body;
    assert!(block_on(body.next()).unwrap().is_ok());
    // Whatever the sockets and the task hold, 25 MB is not there without being asked for.
    let mut ready = 0;
    while let Some(Some(Ok(piece))) = block_on(poll_immediate(body.next())) {
        ready += piece.len();
    }
    assert!(ready < 20 << 20, "{ready}");
    let mut total = ready;
    while let Some(piece) = block_on(body.next()) {
        total += piece.unwrap().len();
    }
    assert!(total > 20 << 20);
}

#[test]
fn requests_are_sent_on_within_a_host_only() {
    let other = Server::start([Script::status(200).bytes("other")]).unwrap();
    let to = |status, url: &str| Script::status(status).header("location", url);
    let away = format!("{}/away", other.url());
    let server = Server::start([
        to(302, "/b"),
        Script::status(200).bytes("here"),
        to(307, "/c"),
        Script::status(200).bytes("posted"),
        to(302, &away),
        to(302, &away),
    ])
    .unwrap();
    let net = Net::new();
    let keyed = |method, body: &str| HttpRequest {
        method,
        url: format!("{}/a", server.url()),
        headers: vec![("authorization".into(), "Bearer secret".into())],
        body: body.into(),
        ..HttpRequest::default()
    };
    assert_eq!(all(net.send(keyed(Method::Get, "")).unwrap()).0, b"here");
    assert_eq!(all(net.send(keyed(Method::Post, "{}")).unwrap()).0, b"posted");
    let seen = server.seen();
    assert_eq!((seen[3].method.as_str(), seen[3].path.as_str(), seen[3].body.len()), ("POST", "/c", 2));
    let error = net.error(keyed(Method::Get, ""));
    assert!(matches!(&error, HttpError::Invalid(why) if why.contains(&other.url())), "{error}");
    assert!(other.seen().is_empty());
    assert_eq!(all(net.send(get(server.url())).unwrap()).0, b"other");
    assert_eq!(other.seen()[0].header("authorization"), None);
}

#[test]
fn a_proxy_is_used_but_not_for_this_machine() {
    let proxy = Server::start([Script::status(200).bytes("by the proxy")]).unwrap();
    let server = Server::start([Script::status(200).bytes("straight")]).unwrap();
    let net = Net::with(Proxy::At(proxy.url()));
    assert_eq!(all(net.send(get("http://example.invalid/x".to_owned())).unwrap()).0, b"by the proxy");
    assert_eq!(proxy.seen()[0].path, "http://example.invalid/x");
    assert_eq!(all(net.send(get(server.url())).unwrap()).0, b"straight");
    let handle = net.spawner.handle().unwrap();
    assert!(matches!(NativeHttp::new(handle, Proxy::At("not a url".into())), Err(HttpError::Invalid(_))));
}

#[test]
fn the_end_of_the_runtime_is_an_error_and_not_the_end_of_the_body() {
    let server = Server::start([Script::events().bytes("one").hold()]).unwrap();
    let net = Net::new();
    let mut body = net.send(get(server.url())).unwrap().body;
    assert_eq!(block_on(body.next()), Some(Ok(b"one".to_vec())));
    net.spawner.shutdown(Duration::from_secs(10));
    assert!(matches!(block_on(body.next()), Some(Err(HttpError::Broken(_)))));
    assert!(matches!(block_on(net.http.send(get(server.url()))).err(), Some(HttpError::Broken(_))));
}

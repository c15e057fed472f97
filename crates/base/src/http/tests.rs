//! Addresses and who owns them, what is printed of a request, and the network for tests.

use std::time::Duration;

use futures::{FutureExt, StreamExt};

use super::{
    Address, FakeAnswer, FakeHttp, Http, HttpError, HttpRequest, Method, holds_credentials, may_follow,
};
use crate::ManualTimer;

const SECOND: Duration = Duration::from_secs(1);

fn at(url: &str) -> Address {
    Address::of(url).unwrap()
}

fn request(method: Method, url: &str, header: &str, body: &str) -> HttpRequest {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    let more = (!header.is_empty()).then(|| (header.to_owned(), "secret".to_owned()));
    HttpRequest {
        method,
        url: url.to_owned(),
        headers: headers.into_iter().chain(more).collect(),
        body: body.into(),
        ..HttpRequest::default()
    }
}

#[test]
fn addresses_are_read() {
    for (url, shown, secret) in [
        ("https://api.openai.com/v1", "https://api.openai.com", true),
        ("HTTPS://API.OpenAI.com:443?x", "https://api.openai.com", true),
        ("http://api.openai.com/v1", "http://api.openai.com", false),
        ("http://localhost:11434/api", "http://localhost:11434", true),
        ("http://box.localhost", "http://box.localhost", true),
        ("http://127.8.0.1:80#x", "http://127.8.0.1", true),
        ("http://[::1]:8080/", "http://[::1]:8080", true),
        ("http://[fe80::1]", "http://[fe80::1]", false),
        ("http://192.168.1.5:8080", "http://192.168.1.5:8080", false),
        ("http://localhost.evil.com", "http://localhost.evil.com", false),
        ("http://127.0.0.1.evil.com", "http://127.0.0.1.evil.com", false),
        ("http://0x7f.1", "http://0x7f.1", false),
    ] {
        assert_eq!((at(url).to_string().as_str(), at(url).keeps_secrets()), (shown, secret), "{url}");
    }
    for url in [
        "",
        "localhost:11434",
        "ftp://a",
        "https://",
        "https:///path",
        "http://localhost@evil.com",
        "http://localhost\\@evil.com",
        "http://local host",
        "http://a:port",
        "http://a:70000",
    ] {
        assert!(matches!(Address::of(url), Err(HttpError::Invalid(_))), "{url}");
    }
}

#[test]
fn keys_stay_with_their_host() {
    let key = request(Method::Get, "https://a.com/v1", "x-api-key", "");
    let query = request(Method::Get, "https://a.com/v1?alt=sse&key=secret", "", "");
    let text = request(Method::Post, "https://a.com/v1", "", "{}");
    let plain = request(Method::Get, "https://a.com/v1?page=2", "", "");
    assert!([&key, &query, &text].into_iter().all(holds_credentials));
    assert!(!holds_credentials(&plain));
    let goes = |request: &HttpRequest, to: &str, status| {
        may_follow(request, &at("https://a.com"), &at(to), status).is_ok()
    };
    assert!(goes(&key, "https://a.com/other", 302) && goes(&text, "https://a.com/other", 307));
    assert!(goes(&plain, "https://b.com", 302));
    for other in ["https://b.com", "https://a.com:8443", "http://a.com", "https://a.com.evil.com"] {
        assert!(!goes(&key, other, 307) && !goes(&query, other, 307) && !goes(&text, other, 307), "{other}");
    }
    assert!(!goes(&plain, "http://b.com", 302), "never down to http");
    // Browsers turn this into a GET: what was asked for would not be what is answered.
    assert!(!goes(&text, "https://a.com/other", 302));
    let (from, up) = (at("http://a.com"), at("https://a.com"));
    assert!(may_follow(&key, &from, &up, 301).is_ok());
    let said = may_follow(&key, &up, &at("https://b.com"), 301).unwrap_err().to_string();
    assert!(said.contains("https://b.com") && said.contains("set the address"), "{said}");
}

#[test]
fn no_secret_is_printed() {
    let shown = format!("{:?}", request(Method::Post, "https://a.com/v1?key=secret", "x-api-key", "secret"));
    assert!(shown.contains("https://a.com/v1") && shown.contains("x-api-key"), "{shown}");
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn a_fake_answers_in_its_own_time() {
    let timer = ManualTimer::default();
    let http = FakeHttp::manual(&timer);
    http.add(FakeAnswer::status(200).header("a", "b").delayed(SECOND).piece("one").wait(SECOND).piece("two"));
    let mut sending = http.send(request(Method::Get, "https://a.com", "", ""));
    assert!((&mut sending).now_or_never().is_none());
    assert_eq!(http.open(), 1);
    timer.advance(SECOND);
    let mut response = sending.now_or_never().unwrap().unwrap();
    assert_eq!((response.status, response.headers.len(), http.requests().len()), (200, 1, 1));
    let mut next = || response.body.next().now_or_never();
    assert_eq!(next(), Some(Some(Ok(b"one".to_vec()))));
    assert_eq!(next(), None);
    timer.advance(SECOND);
    assert_eq!(next(), Some(Some(Ok(b"two".to_vec()))));
    assert_eq!(next(), Some(None));
    assert_eq!(http.open(), 0);
    let error = http.send(HttpRequest::default()).now_or_never().unwrap().err().unwrap();
    assert!(matches!(error, HttpError::Unreachable(_)));
}

#[test]
fn limits_end_what_takes_too_long() {
    let timer = ManualTimer::default();
    let http = FakeHttp::manual(&timer);
    let limits = |url: &str| HttpRequest {
        url: url.to_owned(),
        head_timeout: Some(3 * SECOND),
        idle_timeout: Some(2 * SECOND),
        ..HttpRequest::default()
    };
    http.add(FakeAnswer::status(200).delayed(4 * SECOND));
    let mut sending = http.send(limits("https://a.com"));
    assert!((&mut sending).now_or_never().is_none());
    timer.advance(3 * SECOND);
    let error = sending.now_or_never().unwrap().err().unwrap();
    assert_eq!(error, HttpError::Timeout("no answer within 3 s".to_owned()));
    assert_eq!(http.open(), 0);

    http.add(FakeAnswer::status(200).piece("one").wait(SECOND).piece("two").hold());
    let mut response = http.send(limits("https://a.com")).now_or_never().unwrap().unwrap();
    assert_eq!(response.body.next().now_or_never(), Some(Some(Ok(b"one".to_vec()))));
    assert_eq!(response.body.next().now_or_never(), None);
    timer.advance(SECOND);
    assert_eq!(response.body.next().now_or_never(), Some(Some(Ok(b"two".to_vec()))));
    let mut next = response.body.next();
    assert_eq!((&mut next).now_or_never(), None);
    timer.advance(2 * SECOND);
    let error = HttpError::Timeout("nothing came for 2 s".to_owned());
    assert_eq!(next.now_or_never(), Some(Some(Err(error))));
    assert_eq!(response.body.next().now_or_never(), Some(None));
    assert_eq!(http.open(), 0);
}

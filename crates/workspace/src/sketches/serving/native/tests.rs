//! Requests as a browser makes them, and as nobody should.

use super::*;
use std::sync::mpsc::channel;

const PAGE: &str = "<!doctype html><html><body><h1>One</h1></body></html>\n";

fn page(text: &str) -> ServedPage {
    ServedPage {
        files: vec![
            ("index.html".to_owned(), text.as_bytes().to_vec()),
            ("style.css".to_owned(), b"h1 { color: red }".to_vec()),
        ],
    }
}

struct Client {
    address: String,
    root: String,
}

fn start() -> (Arc<dyn Served>, Client) {
    let served = LoopbackServer.serve(page(PAGE)).unwrap();
    let rest = served.url().strip_prefix("http://").unwrap();
    let (address, root) = rest.split_once('/').unwrap();
    let client = Client { address: address.to_owned(), root: format!("/{root}") };
    (served, client)
}

impl Client {
    fn send(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        // A server that has heard enough may close before all of it is out.
        stream.write_all(request).ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).as_bytes())
    }

    fn page(&self, name: &str) -> String {
        self.get(&format!("{}{name}", self.root))
    }

    /// A stream of events, after its head.
    fn events(&self, known: u64) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let path = format!("{}{EVENTS}?{known}", self.root);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).unwrap();
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap() > 2 {
            line.clear();
        }
        reader
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn a_page_and_its_files_are_shown_and_the_page_alone_has_the_script() {
    let (_served, client) = start();
    let html = client.page("");
    assert_eq!(status(&html), "200", "{html}");
    assert!(html.contains("<h1>One</h1><script>new EventSource(\"changes?1\")"), "{html}");
    assert!(html.contains("no-store") && html.contains("text/html; charset=utf-8"), "{html}");
    let css = client.page("style.css");
    assert!(css.contains("text/css") && css.ends_with("h1 { color: red }"), "{css}");
    assert!(client.page("index.html").contains("<h1>One</h1>"));
}

#[test]
fn the_address_cannot_be_guessed_and_is_another_each_time() {
    let ((_a, one), (_b, two)) = (start(), start());
    assert_eq!(one.root.len(), 34, "{}", one.root);
    assert_ne!(one.root, two.root);
    assert!(one.address.starts_with("127.0.0.1:"));
}

#[test]
fn other_paths_are_not_there() {
    let (_served, client) = start();
    let root = client.root.clone();
    for path in ["/", "/index.html", "//", "/../", &root[..33], &root[..20], "*", "http://elsewhere/"] {
        assert_eq!(status(&client.get(path)), "404", "{path}");
    }
    for name in ["none.js", "../", "..%2f..%2fetc/passwd", "/etc/passwd", "style.css/", "%00"] {
        assert_eq!(status(&client.page(name)), "404", "{name}");
    }
}

#[test]
fn other_names_of_this_machine_are_refused() {
    let (_served, client) = start();
    let port = client.address.rsplit_once(':').unwrap().1.to_owned();
    let with = |hosts: &str| {
        let request = format!("GET {} HTTP/1.1\r\n{hosts}\r\n", client.root);
        status(&client.send(request.as_bytes())).to_owned()
    };
    assert_eq!(with(&format!("hOsT: LOCALHOST:{port}\r\n")), "200");
    assert_eq!(with(""), "403");
    assert_eq!(with("Host: 127.0.0.1\r\n"), "403");
    assert_eq!(with(&format!("Host: evil.example:{port}\r\n")), "403");
    assert_eq!(with(&format!("Host: 127.0.0.1.evil.example:{port}\r\n")), "403");
    assert_eq!(with(&format!("Host: {0}\r\nHost: evil.example\r\n", client.address)), "403");
}

#[test]
fn what_is_too_large_or_no_request_is_refused() {
    let (_served, client) = start();
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(100_000));
    assert_eq!(status(&client.send(long.as_bytes())), "431");
    let many: String = (0..5_000).map(|at| format!("X-{at}: y\r\n")).collect();
    let many = format!("GET {} HTTP/1.1\r\nHost: {}\r\n{many}\r\n", client.root, client.address);
    assert_eq!(status(&client.send(many.as_bytes())), "431");
    for (request, expected) in [("POST", "405"), ("DELETE", "405"), ("OPTIONS", "405"), ("get", "405")] {
        let request = format!("{request} {} HTTP/1.1\r\nHost: {}\r\n\r\n", client.root, client.address);
        assert_eq!(status(&client.send(request.as_bytes())), expected, "{request}");
    }
    for garbage in
        [&b"\x16\x03\x01\x02\x00\x01\xff\xff\n\n"[..], b"GET\r\n\r\n", b"\r\n", b"GET / SPDY/3 x\r\n\r\n"]
    {
        let answer = client.send(garbage);
        assert_eq!(status(&answer), "400", "{garbage:?}: {answer}");
    }
    assert_eq!(status(&client.page("")), "200", "it still answers");
}

#[test]
fn a_newer_page_is_told_to_those_who_look_and_to_those_who_come_late() {
    let (served, client) = start();
    let mut looking = client.events(1);
    served.show(page(PAGE));
    served.show(page("<body>Two</body>"));
    let mut line = String::new();
    looking.read_line(&mut line).unwrap();
    assert_eq!(line, "data: 2\n", "the same page is no news");
    let mut late = client.events(1);
    line.clear();
    late.read_line(&mut line).unwrap();
    assert_eq!(line, "data: 2\n");
    assert!(client.page("").contains("<body>Two<script>new EventSource(\"changes?2\")"));
}

#[test]
fn nothing_answers_once_it_is_dropped_and_streams_end() {
    let (served, client) = start();
    let mut looking = client.events(1);
    let (told, ended) = channel();
    let waiting = thread::spawn(move || {
        let mut rest = String::new();
        looking.read_to_string(&mut rest).ok();
        told.send(rest).unwrap();
    });
    drop(served);
    assert_eq!(ended.recv_timeout(Duration::from_secs(20)).unwrap(), "");
    waiting.join().unwrap();
    // The listener ends with the connection that the drop made; a moment later nobody listens.
    let deadline = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(&client.address).is_ok() {
        assert!(Instant::now() < deadline, "somebody still listens");
        thread::yield_now();
    }
}

#[test]
fn a_crowd_is_turned_away_and_others_come_in_again_when_it_leaves() {
    let (_served, client) = start();
    let crowd: Vec<_> = (0..CONNECTIONS).map(|_| client.events(1)).collect();
    assert_eq!(status(&client.page("")), "503");
    drop(crowd);
    // Streams notice that nobody listens when something is written.
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut version = 0;
    while status(&client.page("")) != "200" {
        version += 1;
        _served.show(page(&format!("<body>{version}</body>")));
        assert!(Instant::now() < deadline);
        thread::yield_now();
    }
}

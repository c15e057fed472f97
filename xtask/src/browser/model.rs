//! A model's server for the browser test: it speaks as much of OpenAI's protocol as one conversation needs, and lets pages
//! of any origin ask it, as servers on one's own machine do. Not a model, and no server for anything else.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// What it answers, but for a question with [`ENDLESS`] in it.
pub const ANSWER: &str = "The **port** is 8080.\n\n```rust\nconst PORT: u16 = 8080;\n```\n";
/// In a question that is answered without end.
pub const ENDLESS: &str = "endless";
/// Tokens of every answer, as the server counts.
pub const TOKENS: (u64, u64) = (123, 45);
/// Between two pieces of an answer.
const PAUSE: Duration = Duration::from_millis(15);

/// What every answer allows a page.
const CORS: &str = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\nAccess-Control-Allow-Methods: GET, POST, OPTIONS\r\n";

/// A request as it came.
#[derive(Debug)]
pub struct Seen {
    /// `POST /v1/chat/completions`.
    pub what: String,
    /// The body.
    pub body: String,
}

/// The server; it runs until the process ends.
#[derive(Debug)]
pub struct Model {
    address: SocketAddr,
    /// Requests but for those that only ask whether one may ask.
    pub seen: Receiver<Seen>,
    /// When an endless answer found nobody at the other end any more.
    pub left: Receiver<Instant>,
}

impl Model {
    /// # Errors
    /// When there is no port.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("listening for the page")?;
        let address = listener.local_addr()?;
        let ((see, seen), (leave, left)) = (channel(), channel());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (see, leave) = (see.clone(), leave.clone());
                // A page that goes away is what half of this is about.
                std::thread::spawn(move || answer(stream, &see, &leave).ok());
            }
        });
        Ok(Self { address, seen, left })
    }

    /// Where it is, as settings call it.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }
}

/// Answers one request, and closes the connection.
fn answer(mut stream: TcpStream, see: &Sender<Seen>, leave: &Sender<Instant>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut length = 0;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        header.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if method == "OPTIONS" {
        return write!(stream, "HTTP/1.1 204 No Content\r\n{CORS}Connection: close\r\n\r\n");
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    let endless = body.contains(ENDLESS);
    // The test may have ended.
    see.send(Seen { what: format!("{method} {path}"), body }).ok();
    if path.ends_with("/models") {
        let list = "{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\"}]}";
        let length = list.len();
        let head = "Content-Type: application/json\r\nConnection: close";
        return write!(stream, "HTTP/1.1 200 OK\r\n{CORS}{head}\r\nContent-Length: {length}\r\n\r\n{list}");
    }
    write!(stream, "HTTP/1.1 200 OK\r\n{CORS}Content-Type: text/event-stream\r\nConnection: close\r\n\r\n")?;
    if endless {
        let told = forever(&mut stream);
        leave.send(Instant::now()).ok();
        return told;
    }
    let characters: Vec<char> = ANSWER.chars().collect();
    for piece in characters.chunks(6) {
        say(&mut stream, &piece.iter().collect::<String>())?;
        std::thread::sleep(PAUSE);
    }
    let (input, output) = TOKENS;
    let end = serde_json::json!({
        "id": "a",
        "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output },
    });
    write!(stream, "data: {end}\n\ndata: [DONE]\n\n")
}

/// Writes until nobody reads: the end of the connection is what ends it.
fn forever(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut back = stream.try_clone()?;
    stream.set_nonblocking(false)?;
    back.set_read_timeout(Some(PAUSE))?;
    loop {
        say(stream, "and so on, ")?;
        // Nothing comes from a page that listens; an end comes from one that has gone.
        match back.read(&mut [0; 64]) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error)
                if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {}
            Err(error) => return Err(error),
        }
    }
}

fn say(stream: &mut TcpStream, text: &str) -> std::io::Result<()> {
    let piece = serde_json::json!({
        "id": "a",
        "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }],
    });
    write!(stream, "data: {piece}\n\n")
}

#[cfg(test)]
mod tests {
    //! A conversation with it over a socket.
    use super::*;

    fn ask(model: &Model, question: &str) -> TcpStream {
        let mut stream = TcpStream::connect(model.address).unwrap();
        let length = question.len();
        write!(stream, "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{question}")
            .unwrap();
        stream
    }

    #[test]
    fn it_answers_in_pieces_and_says_when_it_was_left() {
        let model = Model::start().unwrap();
        let mut answer = String::new();
        ask(&model, "{}").read_to_string(&mut answer).unwrap();
        assert!(
            answer.contains("Access-Control-Allow-Origin: *") && answer.ends_with("data: [DONE]\n\n"),
            "{answer}"
        );
        assert_eq!(model.seen.recv().unwrap().what, "POST /v1/chat/completions");
        let mut stream = ask(&model, ENDLESS);
        stream.read_exact(&mut [0; 200]).unwrap();
        assert!(model.left.try_recv().is_err());
        let left = Instant::now();
        drop(stream);
        let seen = model.left.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(seen >= left);
    }
}

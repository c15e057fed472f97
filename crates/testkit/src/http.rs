//! A web server on this machine that plays scripts: what it says, in which pieces, when it waits and how it ends.
//! For tests of clients over a real socket; it speaks as much HTTP/1.1 as they need and is no server for anything else.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

/// What the server does with one request.
#[derive(Clone, Debug)]
pub struct Script {
    path: Option<String>,
    status: u16,
    headers: Vec<(String, String)>,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Bytes(Vec<u8>),
    Single(Vec<u8>),
    Pause(Duration),
    Gate,
    Hold,
    Cut,
}

impl Script {
    /// An answer with this status. The body is sent in chunks and ends whole unless a step says otherwise.
    pub fn status(status: u16) -> Self {
        Self { path: None, status, headers: Vec::new(), steps: Vec::new() }
    }

    /// A stream of server-sent events.
    pub fn events() -> Self {
        Self::status(200).header("content-type", "text/event-stream")
    }

    /// No answer at all: the connection is closed, or whatever the next step is, before the head.
    pub fn silent() -> Self {
        Self::status(0)
    }

    /// Only for requests of this path, query included; others pass it over.
    pub fn at(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    /// A header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Bytes in one write, and one chunk.
    pub fn bytes(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::Bytes(bytes.as_ref().to_vec()))
    }

    /// Bytes in a chunk and a write each.
    pub fn single_bytes(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::Single(bytes.as_ref().to_vec()))
    }

    /// Nothing for a while.
    pub fn pause(self, by: Duration) -> Self {
        self.step(Step::Pause(by))
    }

    /// Nothing until the test calls [`Server::open_gate`].
    pub fn gate(self) -> Self {
        self.step(Step::Gate)
    }

    /// Nothing any more, and the connection stays until the client closes it.
    pub fn hold(self) -> Self {
        self.step(Step::Hold)
    }

    /// The connection is closed in the midst of the body.
    pub fn cut(self) -> Self {
        self.step(Step::Cut)
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// When it had come whole.
    pub at: Instant,
}

impl Seen {
    /// The value of a header; its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The server. Dropping it ends it and its connections.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    closed: Receiver<Instant>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    scripts: VecDeque<Script>,
    seen: Vec<Seen>,
    gates: usize,
    connections: Vec<TcpStream>,
    ended: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a change until `done` says so, the server ends, or the time is up.
    fn wait(&self, limit: Duration, mut done: impl FnMut(&mut State) -> bool) -> bool {
        let deadline = Instant::now() + limit;
        let mut state = self.state();
        loop {
            if done(&mut state) {
                return true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if state.ended || left.is_zero() {
                return false;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Far more than any test takes.
const LONG: Duration = Duration::from_secs(60);

impl Server {
    /// A server that plays `scripts`, one a request, in order, those for one path only there; after the last it answers
    /// 410.
    ///
    /// # Errors
    /// When this machine gives no port.
    pub fn start(scripts: impl IntoIterator<Item = Script>) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let state = State { scripts: scripts.into_iter().collect(), ..State::default() };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let (say, closed) = channel();
        let of_all = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if of_all.state().ended {
                    return;
                }
                let (shared, say) = (Arc::clone(&of_all), say.clone());
                thread::spawn(move || {
                    // A client that goes away is what half of the scripts are about.
                    serve(&shared, stream, &say).unwrap_or_default();
                });
            }
        });
        Ok(Self { address, shared, closed })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a script.
    pub fn add(&self, script: Script) {
        self.shared.state().scripts.push_back(script);
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.state().seen.clone()
    }

    /// Waits until there were `count` requests; `false` when they do not come.
    pub fn wait_for(&self, count: usize) -> bool {
        self.shared.wait(LONG, |state| state.seen.len() >= count)
    }

    /// Lets one [`Script::gate`] go on, now or when it is reached.
    pub fn open_gate(&self) {
        self.shared.state().gates += 1;
        self.shared.changed.notify_all();
    }

    /// Waits for the client to close a connection on [`Script::hold`], and says when that was seen.
    pub fn closed(&self) -> Option<Instant> {
        self.closed.recv_timeout(LONG).ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.ended = true;
        for connection in state.connections.drain(..) {
            connection.shutdown(Shutdown::Both).unwrap_or_default();
        }
        drop(state);
        self.shared.changed.notify_all();
        // The listener waits for a connection: this is the one that ends it.
        TcpStream::connect(self.address).map(drop).unwrap_or_default();
    }
}

/// Answers the requests of a connection until a script, or the client, ends it.
fn serve(shared: &Shared, stream: TcpStream, closed: &Sender<Instant>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    shared.state().connections.push(stream.try_clone()?);
    let mut reader = BufReader::new(stream);
    while let Some(seen) = read(&mut reader)? {
        let script = {
            let mut state = shared.state();
            let fits = |script: &Script| script.path.as_ref().is_none_or(|path| *path == seen.path);
            let place = state.scripts.iter().position(fits);
            state.seen.push(seen);
            place.and_then(|place| state.scripts.remove(place))
        };
        shared.changed.notify_all();
        let script = script.unwrap_or_else(|| Script::status(410).bytes("no script is left"));
        if !play(shared, &mut reader, &script, closed)? {
            return reader.get_ref().shutdown(Shutdown::Both);
        }
    }
    Ok(())
}

/// One request; `None` when the client has gone.
fn read(reader: &mut BufReader<TcpStream>) -> std::io::Result<Option<Seen>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Seen { method, path, headers, body, at: Instant::now() }))
}

/// Plays a script. `false` when the connection ends with it.
fn play(
    shared: &Shared,
    reader: &mut BufReader<TcpStream>,
    script: &Script,
    closed: &Sender<Instant>,
) -> std::io::Result<bool> {
    let mut out = reader.get_ref().try_clone()?;
    if script.status != 0 {
        let mut head = format!("HTTP/1.1 {} Scripted\r\ntransfer-encoding: chunked\r\n", script.status);
        for (name, value) in &script.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        out.write_all(head.as_bytes())?;
    }
    for step in &script.steps {
        match step {
            Step::Bytes(bytes) => chunk(&mut out, bytes)?,
            Step::Single(bytes) => {
                for byte in bytes.chunks(1) {
                    chunk(&mut out, byte)?;
                }
            }
            Step::Pause(by) => {
                shared.wait(*by, |_| false);
            }
            Step::Gate => {
                shared.wait(LONG, |state| {
                    let open = state.gates > 0;
                    state.gates -= usize::from(open);
                    open
                });
            }
            Step::Hold => {
                // Ends with the client's close, a reset, or the server's own end.
                reader.read_to_end(&mut Vec::new()).unwrap_or_default();
                closed.send(Instant::now()).unwrap_or_default();
                return Ok(false);
            }
            Step::Cut => return Ok(false),
        }
    }
    if script.status == 0 {
        return Ok(false);
    }
    out.write_all(b"0\r\n\r\n")?;
    Ok(true)
}

fn chunk(out: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    let mut piece = format!("{:x}\r\n", bytes.len()).into_bytes();
    piece.extend_from_slice(bytes);
    piece.extend_from_slice(b"\r\n");
    out.write_all(&piece)
}

#[cfg(test)]
mod tests;

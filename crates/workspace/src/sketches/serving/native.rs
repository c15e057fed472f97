//! A server on the loopback address that shows one page to browsers of this machine: `GET` of its few files below a path
//! that nobody can guess, and a stream of server-sent events that tells the page when to load itself anew
//! (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
//!
//! It is no server for anything else: whatever is not asked for in exactly this way gets an error and nothing more.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use justbuilt_store::{Entropy as _, SystemEntropy};
use parking_lot::{Condvar, Mutex};

use super::{PageServer, Served, ServedPage};

/// Bytes of a request's first line and headers.
const HEAD: u64 = 8 << 10;
/// Connections at a time; a browser opens six.
const CONNECTIONS: usize = 32;
/// How long a request may take to come in whole.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two signs of life on a stream of events, so that a browser that is gone is noticed.
const PULSE: Duration = Duration::from_secs(15);
/// Where the stream of events is, below the page.
const EVENTS: &str = "changes";

/// Listens on a port of its own for each page.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoopbackServer;

impl PageServer for LoopbackServer {
    fn serve(&self, page: ServedPage) -> Result<Arc<dyn Served>, String> {
        let mut secret = [0_u8; 16];
        SystemEntropy.fill(&mut secret).map_err(|error| error.to_string())?;
        let token: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let shared = Arc::new(Shared {
            hosts: [address.to_string(), format!("localhost:{}", address.port())],
            root: format!("/{token}/"),
            state: Mutex::new(State { page: Arc::new(page), version: 1, ended: false }),
            changed: Condvar::new(),
            open: AtomicUsize::new(0),
        });
        let url = format!("http://{address}{}", shared.root);
        let of_all = Arc::clone(&shared);
        thread::Builder::new()
            .name("sketch page".to_owned())
            .spawn(move || listen(&listener, &of_all))
            .map_err(|error| error.to_string())?;
        Ok(Arc::new(Running { url, address, shared }))
    }
}

struct Running {
    url: String,
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Served for Running {
    fn url(&self) -> &str {
        &self.url
    }

    fn show(&self, page: ServedPage) {
        let mut state = self.shared.state.lock();
        if *state.page != page {
            state.page = Arc::new(page);
            state.version += 1;
            drop(state);
            self.shared.changed.notify_all();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.state.lock().ended = true;
        self.shared.changed.notify_all();
        // The listener waits for a connection: this is the one that ends it.
        if let Err(error) = TcpStream::connect_timeout(&self.address, Duration::from_millis(200)) {
            log::debug!("the page of a sketch: {error}");
        }
    }
}

/// What all connections of a page share.
struct Shared {
    /// What a request may call this server.
    hosts: [String; 2],
    /// All paths begin with it.
    root: String,
    state: Mutex<State>,
    changed: Condvar,
    open: AtomicUsize,
}

struct State {
    page: Arc<ServedPage>,
    /// Grows with every change.
    version: u64,
    ended: bool,
}

/// One connection less when it ends, however it does.
struct Counted(Arc<Shared>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::AcqRel);
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.state.lock().ended {
            return;
        }
        let Ok(mut stream) = stream else { continue };
        let counted = Counted(Arc::clone(shared));
        if shared.open.fetch_add(1, Ordering::AcqRel) >= CONNECTIONS {
            refuse(&mut stream, "503 Service Unavailable").ok();
            continue;
        }
        let answering = thread::Builder::new().name("sketch page".to_owned()).spawn(move || {
            // A browser that goes away in the middle is nothing to report.
            answer(&mut stream, &counted.0).ok();
            stream.shutdown(Shutdown::Both).ok();
        });
        if let Err(error) = answering {
            log::warn!("a request for the page of a sketch is not answered: {error}");
        }
    }
}

/// A request as far as it matters.
struct Asked {
    path: String,
    /// Only the head of the answer is wanted.
    head: bool,
}

/// One request and its answer.
fn answer(stream: &mut TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let asked = match read(stream, shared)? {
        Ok(asked) => asked,
        Err(status) => return refuse(stream, status),
    };
    let Some(name) = asked.path.strip_prefix(shared.root.as_str()) else {
        return refuse(stream, "404 Not Found");
    };
    let (name, query) = name.split_once('?').unwrap_or((name, ""));
    if name == EVENTS {
        return if asked.head {
            refuse(stream, "405 Method Not Allowed")
        } else {
            events(stream, shared, query)
        };
    }
    let (page, version) = {
        let state = shared.state.lock();
        (Arc::clone(&state.page), state.version)
    };
    let found = match name {
        "" => page.files.first(),
        name => page.files.iter().find(|(known, _)| known == name),
    };
    let Some((name, content)) = found else { return refuse(stream, "404 Not Found") };
    let kind = kind(name);
    let content = if kind.starts_with("text/html") { with_reload(content, version) } else { content.clone() };
    head(stream, "200 OK", kind, Some(content.len()))?;
    if !asked.head {
        stream.write_all(&content)?;
    }
    stream.flush()
}

/// Reads a request; the status to refuse it with when it is not one that is answered.
fn read(stream: &TcpStream, shared: &Shared) -> io::Result<Result<Asked, &'static str>> {
    let deadline = Instant::now() + PATIENCE;
    let mut reader = BufReader::new(stream.take(HEAD));
    let mut lines: Vec<String> = Vec::new();
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Err("408 Request Timeout"));
        }
        stream.set_read_timeout(Some(left))?;
        let mut line = Vec::new();
        match reader.read_until(b'\n', &mut line) {
            Ok(_) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                return Ok(Err("408 Request Timeout"));
            }
            Err(error) => return Err(error),
        }
        if line.last() != Some(&b'\n') {
            // There was more than fits, or the client went away.
            let whole = reader.get_ref().limit() > 0;
            return Ok(Err(if whole { "400 Bad Request" } else { "431 Request Header Fields Too Large" }));
        }
        let Ok(line) = String::from_utf8(line) else { return Ok(Err("400 Bad Request")) };
        let line = line.trim_end_matches(['\r', '\n']).to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let mut words = lines.first().map(String::as_str).unwrap_or_default().split(' ');
    let (method, path, version) = (words.next(), words.next(), words.next());
    let (Some(method), Some(path), Some("HTTP/1.1" | "HTTP/1.0"), None) =
        (method, path, version, words.next())
    else {
        return Ok(Err("400 Bad Request"));
    };
    let host = |line: &&String| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim().to_ascii_lowercase())
    };
    let mut hosts = lines.iter().skip(1).filter_map(|line| host(&line));
    // A page elsewhere whose name was made to lead here calls this server by that name.
    let known = hosts.next().is_some_and(|host| shared.hosts.contains(&host));
    if !known || hosts.next().is_some() {
        return Ok(Err("403 Forbidden"));
    }
    if !matches!(method, "GET" | "HEAD") {
        return Ok(Err("405 Method Not Allowed"));
    }
    Ok(Ok(Asked { path: path.to_owned(), head: method == "HEAD" }))
}

/// Tells a page when there is a newer one, until the page or the sketch is closed.
fn events(stream: &mut TcpStream, shared: &Shared, query: &str) -> io::Result<()> {
    let mut known: u64 = query.parse().unwrap_or(0);
    head(stream, "200 OK", "text/event-stream", None)?;
    stream.flush()?;
    loop {
        let newer = {
            let mut state = shared.state.lock();
            if !state.ended && state.version <= known {
                shared.changed.wait_for(&mut state, PULSE);
            }
            if state.ended {
                return Ok(());
            }
            (state.version > known).then_some(state.version)
        };
        match newer {
            Some(version) => {
                known = version;
                write!(stream, "data: {version}\n\n")?;
            }
            None => stream.write_all(b":\n\n")?,
        }
        stream.flush()?;
    }
}

/// The page with a script that loads it anew when there is a newer one. Only what is shown has it, never what is
/// exported.
fn with_reload(page: &[u8], version: u64) -> Vec<u8> {
    let script = format!(
        "<script>new EventSource(\"{EVENTS}?{version}\").onmessage = () => location.reload();</script>\n"
    );
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|window| window == end).unwrap_or(page.len());
    let (before, after) = page.split_at(at);
    [before, script.as_bytes(), after].concat()
}

fn head(stream: &mut TcpStream, status: &str, kind: &str, length: Option<usize>) -> io::Result<()> {
    let length = length.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{length}Cache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n"
    )
}

fn refuse(stream: &mut TcpStream, status: &str) -> io::Result<()> {
    let text = format!("{status}\n");
    head(stream, status, "text/plain; charset=utf-8", Some(text.len()))?;
    stream.write_all(text.as_bytes())?;
    stream.flush()?;
    stream.shutdown(Shutdown::Write)?;
    // What is still coming in is read, within limits: closing before would take the answer away from the client.
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    io::copy(&mut stream.take(1 << 20), &mut io::sink()).map(drop)
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;

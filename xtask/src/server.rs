//! A static file server on the loopback address, for the browser build. It serves one folder, GET and HEAD, one
//! request a connection; it is no server for anything else.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// A server that runs until the process ends.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Serves `folder` on 127.0.0.1; port 0 takes any free one.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start(folder: &Path, port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .with_context(|| format!("listening on port {port}"))?;
        let address = listener.local_addr()?;
        let folder = folder.to_owned();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let folder = folder.clone();
                // A browser that goes away in the middle is nothing to report.
                std::thread::spawn(move || answer(stream, &folder).ok());
            }
        });
        Ok(Self { address })
    }

    /// The address to open.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, kind, body) = match file_for(folder, target) {
        _ if !matches!(method, "GET" | "HEAD") => {
            ("405 Method Not Allowed", "text/plain", b"GET only\n".to_vec())
        }
        Some(path) => match std::fs::read(&path) {
            Ok(body) => ("200 OK", mime(&path), body),
            Err(_) => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
        },
        None => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file a request is for; `None` when it would leave the folder.
fn file_for(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    if path.contains('%') || path.contains('\\') {
        return None;
    }
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(path))
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    //! Requests as a browser makes them, and as it should not.
    use super::*;
    use std::io::Read;

    fn get(server: &Server, request: &str) -> String {
        let mut stream = TcpStream::connect(server.address).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn files_are_served_with_their_kind() {
        let folder = crate::places::Places::find().unwrap().root.join("xtask/src");
        let server = Server::start(&folder, 0).unwrap();
        let answer = get(&server, "GET /main.rs?x=1");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("//! `cargo xtask`"), "{answer}");
        assert!(get(&server, "GET /none.js").starts_with("HTTP/1.1 404"));
        assert!(get(&server, "GET /../Cargo.toml").starts_with("HTTP/1.1 404"));
        assert!(get(&server, "POST /main.rs").starts_with("HTTP/1.1 405"));
        assert!(get(&server, "HEAD /main.rs").ends_with("\r\n\r\n"));
    }

    #[test]
    fn nothing_outside_the_folder_has_a_name() {
        let folder = Path::new("dist");
        assert_eq!(file_for(folder, "/"), Some(PathBuf::from("dist/index.html")));
        assert_eq!(file_for(folder, "/a/b.js"), Some(PathBuf::from("dist/a/b.js")));
        for bad in ["/../x", "//etc/passwd", "/a/../../x", "/%2e%2e/x", "x", "/.."] {
            assert_eq!(file_for(folder, bad), None, "{bad}");
        }
    }

    #[test]
    fn modules_compile_while_streaming_only_with_their_kind() {
        assert_eq!(mime(Path::new("a_bg.wasm")), "application/wasm");
        assert_eq!(mime(Path::new("a.js")), "text/javascript; charset=utf-8");
    }
}

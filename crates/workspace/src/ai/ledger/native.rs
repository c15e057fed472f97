//! The log of what was used as a file below the state folder, `ai-usage.jsonl`. Who reads or writes holds its lock.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{LogFault, MemoryLog, Tail, UsageLog};

/// The log in a file; without a state folder, in memory.
#[derive(Clone, Debug, Default)]
pub struct FileLog {
    memory: MemoryLog,
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

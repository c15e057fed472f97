//! The log of what was used: JSON lines in the state folder, only ever appended to. Several processes write at once;
//! each holds the file's lock from reading the sums to writing its line, so that two do not spend the same money.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use justbuilt_ai::budget::{Budget, Estimate, Refusal, check};
use justbuilt_ai::meter::{Entry, Meter};
use serde::{Deserialize, Serialize};

/// A line: what is known of a request now, or that it never was.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Forget { forget: String },
    Entry(Box<Entry>),
}

/// The log.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: PathBuf,
}

impl Ledger {
    /// The one below the state folder.
    pub fn below(state: &Path) -> Self {
        Self { path: state.join("ai-usage.jsonl") }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All that was used, and how many lines could not be read (a torn one is no reason to say nothing).
    pub fn read(&self) -> anyhow::Result<(Meter, usize)> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((Meter::default(), 0)),
            Err(error) => return Err(error).with_context(|| self.could_not("read")),
        };
        file.lock_shared().with_context(|| self.could_not("lock"))?;
        self.read_from(&file)
    }

    /// Lets a request out, if the budgets allow it: `entry` then says that it is under way.
    ///
    /// # Errors
    /// The log cannot be read or written; nothing goes out that is not counted.
    pub fn begin(
        &self,
        budgets: &[Budget],
        estimate: &Estimate,
        entry: &Entry,
    ) -> anyhow::Result<Result<(), Refusal>> {
        let file = self.open()?;
        let (meter, _) = self.read_from(&file)?;
        if let Err(refusal) = check(budgets, &meter, &entry.about, estimate, entry.day) {
            return Ok(Err(refusal));
        }
        self.append(&file, &Line::Entry(Box::new(entry.clone())))?;
        Ok(Ok(()))
    }

    /// Writes what is known of a request now.
    pub fn put(&self, entry: &Entry) -> anyhow::Result<()> {
        self.append(&self.open()?, &Line::Entry(Box::new(entry.clone())))
    }

    /// Says that a request cost nothing: it was not taken.
    pub fn forget(&self, request: &str) -> anyhow::Result<()> {
        self.append(&self.open()?, &Line::Forget { forget: request.to_owned() })
    }

    /// The file with its lock, which ends with it.
    fn open(&self) -> anyhow::Result<File> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).with_context(|| self.could_not("make the folder of"))?;
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&self.path).with_context(|| self.could_not("open"))?;
        file.lock().with_context(|| self.could_not("lock"))?;
        Ok(file)
    }

    fn read_from(&self, mut file: &File) -> anyhow::Result<(Meter, usize)> {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0)).with_context(|| self.could_not("read"))?;
        file.read_to_end(&mut bytes).with_context(|| self.could_not("read"))?;
        let (mut meter, mut unreadable) = (Meter::default(), 0);
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match serde_json::from_slice::<Line>(line) {
                Ok(Line::Entry(entry)) => meter.put(*entry),
                Ok(Line::Forget { forget }) => meter.forget(&forget),
                Err(_) => unreadable += 1,
            }
        }
        Ok((meter, unreadable))
    }

    fn append(&self, mut file: &File, line: &Line) -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        // What a killed process left unfinished must not take this line with it.
        let mut last = [b'\n'];
        if file.seek(SeekFrom::End(-1)).is_ok() {
            file.read_exact(&mut last).with_context(|| self.could_not("read"))?;
        }
        if last != [b'\n'] {
            bytes.push(b'\n');
        }
        serde_json::to_writer(&mut bytes, line)?;
        bytes.push(b'\n');
        file.write_all(&bytes).with_context(|| self.could_not("write"))?;
        file.sync_data().with_context(|| self.could_not("write"))
    }

    fn could_not(&self, what: &str) -> String {
        format!("could not {what} the log of what was spent, {}", self.path.display())
    }
}

#[cfg(test)]
mod tests;

//! Logs on disk, a file each. The position of a record is that of its frame in the file.

use std::{
    collections::{HashMap, VecDeque},
    fs::{self, File},
    io::{self, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;

use super::{
    LOGS, Place,
    append::{Tail, sync_folder},
    frames::{Frames, Next},
};
use crate::{
    kv::StoreError,
    log::{
        Damage, LogPosition, LogResult, Logs, ReadReport, Visitor, check_log_name, check_records,
        frame::{encode, frame_len},
    },
};

/// Files that are kept open.
const OPEN_FILES: usize = 64;
/// Bytes written at a time while a log is replaced.
const BLOCK: usize = 256 * 1024;

/// Logs in the folder `logs` of a storage.
#[derive(Debug)]
pub struct DiskLogs {
    place: Arc<Place>,
    folder: PathBuf,
    state: Mutex<State>,
    /// For names of temporary files.
    replacing: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    logs: HashMap<String, Arc<Mutex<Log>>>,
    /// Logs whose files are open, the one used last at the end.
    open: VecDeque<String>,
}

/// What is known of a log.
#[derive(Debug, Default)]
struct Log {
    /// Where it ends, once it has been read by its owner.
    tail: Option<Tail>,
    /// What was found damaged then and is not set aside yet.
    damaged: Vec<Damage>,
    /// Removed or replaced: who still holds this must look for it again.
    stale: bool,
}

impl DiskLogs {
    pub(super) fn new(place: Arc<Place>) -> LogResult<DiskLogs> {
        let folder = place.folder.join(LOGS);
        let logs = DiskLogs { place, folder, state: Mutex::default(), replacing: AtomicU64::new(0) };
        if logs.place.owner.is_some() {
            fs::create_dir_all(&logs.folder).map_err(logs.place.failed("make a folder"))?;
            // What an interrupted replacing left.
            for unfinished in logs.files(".log.tmp")? {
                let path = logs.folder.join(unfinished + ".log.tmp");
                fs::remove_file(&path).map_err(logs.place.failed("tidy up"))?;
            }
        }
        Ok(logs)
    }

    fn path(&self, log: &str) -> PathBuf {
        self.folder.join(format!("{log}.log"))
    }

    fn log(&self, log: &str) -> Arc<Mutex<Log>> {
        Arc::clone(self.state.lock().logs.entry(log.to_owned()).or_default())
    }

    /// Runs `act` on a log that is still the one of its name.
    fn with<T>(&self, log: &str, mut act: impl FnMut(&mut Log) -> LogResult<T>) -> LogResult<T> {
        loop {
            let found = self.log(log);
            let mut locked = found.lock();
            if !locked.stale {
                return act(&mut locked);
            }
        }
    }

    /// The log's file, with all that is good in it and nothing else, ready to be appended to.
    fn tail<'a>(&self, name: &str, log: &'a mut Log) -> io::Result<&'a mut Tail> {
        if log.tail.is_none() {
            let file = open(&self.path(name))?;
            let (report, _) =
                scan(file, LogPosition::START, u64::MAX, &mut |_, _| ControlFlow::Continue(()))?;
            log.damaged = report.damaged;
            log.tail = Some(Tail::new(self.path(name), report.end.0));
        }
        let Log { tail, damaged, .. } = log;
        let Some(tail) = tail else { return Err(io::ErrorKind::NotFound.into()) };
        if !damaged.is_empty() {
            self.set_aside(name, damaged)?;
            // What is in the middle stays there too, and is set aside once.
            damaged.clear();
        }
        Ok(tail)
    }

    fn set_aside(&self, name: &str, damaged: &[Damage]) -> io::Result<()> {
        for damage in damaged {
            let kept_as = format!("log-{}", name.replace('/', "--"));
            let end = damage.at.0 + damage.bytes;
            self.place.set_aside(&self.path(name), damage.at.0, end, &kept_as)?;
        }
        Ok(())
    }

    /// Notes that `log` was used, and closes the file of the one that was not for the longest time.
    fn used(&self, log: &str) {
        let mut state = self.state.lock();
        if state.open.back().is_some_and(|last| last == log) {
            return;
        }
        state.open.retain(|name| name != log);
        state.open.push_back(log.to_owned());
        if state.open.len() > OPEN_FILES
            && let Some(oldest) = state.open.pop_front()
            && let Some(oldest) = state.logs.get(&oldest)
            && let Some(mut oldest) = oldest.try_lock()
            && let Some(tail) = &mut oldest.tail
        {
            tail.release();
        }
    }

    /// Forgets what is known of a log whose file has become another one. It must be locked.
    fn forget(&self, name: &str, log: &mut Log) {
        log.stale = true;
        let mut state = self.state.lock();
        state.logs.remove(name);
        state.open.retain(|open| open != name);
    }

    /// Names of files with this ending, without it, in order.
    fn files(&self, ending: &str) -> LogResult<Vec<String>> {
        let mut names = Vec::new();
        let mut folders = vec![(self.folder.clone(), String::new())];
        while let Some((folder, prefix)) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(self.place.failed("list the logs")(error)),
            };
            for entry in entries {
                let entry = entry.map_err(self.place.failed("list the logs"))?;
                let file_name = entry.file_name();
                // None of ours has another kind of name.
                let Some(name) = file_name.to_str() else { continue };
                let kind = entry.file_type().map_err(self.place.failed("list the logs"))?;
                if kind.is_dir() {
                    folders.push((entry.path(), format!("{prefix}{name}/")));
                } else if let Some(name) = name.strip_suffix(ending) {
                    names.push(format!("{prefix}{name}"));
                }
            }
        }
        names.sort();
        Ok(names)
    }

    /// Writes the frames of `records` into a new file, on the disk for sure.
    fn write_new(
        &self,
        log: &str,
        path: &Path,
        records: &mut dyn Iterator<Item = Vec<u8>>,
    ) -> LogResult<Vec<LogPosition>> {
        let failed = |error| self.place.failed("replace a log")(error);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = File::create(path).map_err(failed)?;
        let mut positions = Vec::new();
        let mut end = 0;
        let mut block = Vec::new();
        for record in records {
            check_records(log, &[&record])?;
            positions.push(LogPosition(end));
            encode(end, &record, &mut block);
            end += frame_len(record.len()) as u64;
            if block.len() >= BLOCK {
                file.write_all(&block).map_err(failed)?;
                block.clear();
            }
        }
        file.write_all(&block).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(positions)
    }
}

impl Logs for DiskLogs {
    fn append(&self, log: &str, records: &[&[u8]]) -> LogResult<Vec<LogPosition>> {
        check_log_name(log)?;
        check_records(log, records)?;
        self.place.check_owned()?;
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let positions = self.with(log, |found| {
            let tail = self.tail(log, found).map_err(self.place.failed("append to a log"))?;
            let mut bytes = Vec::with_capacity(records.iter().map(|record| frame_len(record.len())).sum());
            let mut positions = Vec::with_capacity(records.len());
            for record in records {
                let at = tail.end() + bytes.len() as u64;
                positions.push(LogPosition(at));
                encode(at, record, &mut bytes);
            }
            tail.append(&bytes).map_err(self.place.failed("append to a log"))?;
            Ok(positions)
        })?;
        self.used(log);
        Ok(positions)
    }

    fn sync(&self, log: &str) -> LogResult<()> {
        check_log_name(log)?;
        self.place.check_owned()?;
        let failed = || self.place.failed("wait for the disk");
        let pending = self.with(log, |found| match &mut found.tail {
            Some(tail) => tail.pending().map_err(failed()),
            None => Ok(None),
        })?;
        let Some(pending) = pending else { return Ok(()) };
        pending.wait(&self.place.folder).map_err(failed())?;
        self.with(log, |found| {
            if let Some(tail) = &mut found.tail {
                tail.synced(&pending);
            }
            Ok(())
        })
    }

    fn read(&self, log: &str, from: LogPosition, visit: Visitor<'_>) -> LogResult<ReadReport> {
        check_log_name(log)?;
        let failed = self.place.failed("read a log");
        let found = self.log(log);
        // Not locked while reading: the visitor may use the logs, and what they append lies behind the limit.
        let (file, limit) = {
            let locked = found.lock();
            let file = open(&self.path(log)).map_err(&failed)?;
            let len = file.as_ref().map(File::metadata).transpose().map_err(&failed)?.map_or(0, |f| f.len());
            (file, locked.tail.as_ref().map_or(len, Tail::end))
        };
        let (report, finished) = scan(file, from, limit, visit).map_err(failed)?;
        let mut locked = found.lock();
        if finished
            && from == LogPosition::START
            && locked.tail.is_none()
            && !locked.stale
            && self.place.owner.is_some()
        {
            // Who has read it all need not do so again to append.
            locked.tail = Some(Tail::new(self.path(log), report.end.0));
            locked.damaged.clone_from(&report.damaged);
        }
        Ok(report)
    }

    fn read_at(&self, log: &str, at: LogPosition) -> LogResult<Vec<u8>> {
        check_log_name(log)?;
        let missing = || StoreError::NoRecord { log: log.to_owned(), at: at.0 };
        let file = open(&self.path(log)).map_err(self.place.failed("read a log"))?.ok_or_else(missing)?;
        let record = Frames::record_at(file, at.0);
        record.map_err(self.place.failed("read a log"))?.ok_or_else(missing)
    }

    fn replace(&self, log: &str, records: &mut dyn Iterator<Item = Vec<u8>>) -> LogResult<Vec<LogPosition>> {
        check_log_name(log)?;
        self.place.check_owned()?;
        let path = self.path(log);
        let number = self.replacing.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_extension(format!("{number}.log.tmp"));
        // Not locked meanwhile: the records may come from this very log.
        let written = self.write_new(log, &temporary, records);
        let done = written.and_then(|positions| {
            self.with(log, |found| {
                let failed = self.place.failed("replace a log");
                // What is damaged goes with the old file, so it is kept first.
                self.tail(log, found).map_err(&failed)?.release();
                fs::rename(&temporary, &path).map_err(&failed)?;
                if let Some(folder) = path.parent() {
                    for folder in folder.ancestors().take_while(|folder| folder.starts_with(&self.folder)) {
                        sync_folder(folder);
                    }
                }
                self.forget(log, found);
                Ok(())
            })?;
            Ok(positions)
        });
        if done.is_err()
            && let Err(error) = fs::remove_file(&temporary)
            && error.kind() != io::ErrorKind::NotFound
        {
            log::warn!("the temporary file {} could not be deleted: {error}", temporary.display());
        }
        done
    }

    fn remove(&self, log: &str) -> LogResult<()> {
        check_log_name(log)?;
        self.place.check_owned()?;
        self.with(log, |found| {
            let path = self.path(log);
            if let Some(tail) = &mut found.tail {
                tail.release();
            }
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(self.place.failed("delete a log")(error));
                }
                _ => {}
            }
            if let Some(folder) = path.parent().filter(|folder| folder.exists()) {
                sync_folder(folder);
            }
            self.forget(log, found);
            Ok(())
        })
    }

    fn size(&self, log: &str) -> LogResult<u64> {
        check_log_name(log)?;
        match fs::metadata(self.path(log)) {
            Ok(found) => Ok(found.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(self.place.failed("look at a log")(error)),
        }
    }

    fn names(&self, prefix: &str) -> LogResult<Vec<String>> {
        let mut names = self.files(".log")?;
        names.retain(|name| name.starts_with(prefix));
        Ok(names)
    }
}

/// The file, if there is one.
fn open(path: &Path) -> io::Result<Option<File>> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads records up to `limit`. Also whether it went to the end.
fn scan(
    file: Option<File>,
    from: LogPosition,
    limit: u64,
    visit: Visitor<'_>,
) -> io::Result<(ReadReport, bool)> {
    let mut report = ReadReport::default();
    let Some(file) = file else { return Ok((report, true)) };
    let mut frames = Frames::new(file, from.0, limit)?;
    let finished = loop {
        match frames.next()? {
            Next::Record(at, record) => {
                if visit(LogPosition(at), record) == ControlFlow::Break(()) {
                    break false;
                }
            }
            Next::Damaged(damage) => report.damaged.push(damage),
            Next::End(damage) => {
                report.damaged.extend(damage);
                break true;
            }
        }
    };
    report.end = LogPosition(frames.position());
    Ok((report, finished))
}

#[cfg(test)]
mod tests;

//! A process that types is killed, again and again: what it had flushed is there, and what is there is right. `TRIALS=n`
//! runs so many, else a few.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use justbuilt_testkit::Random;

use super::*;

/// Tells the child where to type. Without it the child's test does nothing.
const FOLDER: &str = "JUSTBUILT_KILL_FOLDER";
/// Somebody who types fast: twenty keys a second, flushed twice a second.
const FLUSHED: usize = 10;
const SECOND: usize = 20;

/// The keystroke after `index` others in a text of `len` bytes: always the same one.
fn keystroke(index: usize, len: usize) -> (usize, usize, &'static str) {
    let mut random = Random::new(index as u64);
    if len > 0 && random.one_in(6) {
        (random.below(len), 1, "")
    } else {
        (random.below(len + 1), 0, *random.pick(&["a", "b", "c", " ", "\n"]))
    }
}

fn open(folder: &Path) -> OpLog {
    let (log, diagnostics) = OpLog::open_with(Storage::open(folder).unwrap(), SMALL).unwrap();
    assert!(diagnostics.iter().all(|it| !it.message.contains("lost")), "{diagnostics:?}");
    log
}

/// Types until it is killed. Says how many operations there are after each flush, and before the next.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let log = open(Path::new(&folder));
    if log.lane(lane(1)).is_none() {
        log.start(lane(1), Base::Empty).unwrap();
    }
    let info = log.lane(lane(1)).unwrap();
    let mut len = log.text_at(lane(1), info.len).unwrap().len();
    for index in info.len..info.len + 100_000 {
        let (at, delete, insert) = keystroke(index, len);
        log.record(lane(1), operation(index as u64 + 1, at, delete, insert)).unwrap();
        len = len - delete + insert.len();
        if (index + 1) % FLUSHED == 0 {
            println!("\ntyped {}", index + 1);
            if index % 200 == 199 {
                log.seal().unwrap()
            } else {
                log.flush().unwrap()
            }
            println!("\nsafe {}", index + 1);
        }
    }
}

#[test]
fn a_kill_loses_less_than_a_second() {
    let trials = std::env::var("TRIALS").ok().and_then(|trials| trials.parse().ok()).unwrap_or(50);
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random::new(1);
    let (mut model, mut done) = (String::new(), 0);
    for trial in 0..trials {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "oplog::tests::kill::child", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut typed, mut safe) = (0, 0);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut left = random.range(1..40);
        for line in lines {
            let line = line.unwrap();
            match line.split_once(' ').map(|(what, count)| (what, count.parse::<usize>())) {
                Some(("typed", Ok(count))) => typed = count,
                Some(("safe", Ok(count))) => safe = count,
                _ => continue,
            }
            left -= 1;
            if left == 0 {
                child.kill().unwrap();
                break;
            }
        }
        child.wait().unwrap();
        assert!(typed > 0, "trial {trial}: the child typed nothing");

        let log = open(folder.path());
        let len = log.lane(lane(1)).unwrap().len;
        assert!(len >= safe, "trial {trial}: {len} operations, {safe} were safe");
        assert!(len + SECOND >= typed, "trial {trial}: {len} operations, {typed} were typed");
        for index in done..len {
            let (at, delete, insert) = keystroke(index, model.len());
            model.replace_range(at..at + delete, insert);
        }
        done = len;
        assert_eq!(log.text_at(lane(1), len).unwrap(), model.as_str(), "trial {trial}");
    }
}

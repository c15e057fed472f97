//! Tests of logs on disk: the contract, and every damage there is.

use std::{
    fs,
    io::{BufRead, BufReader},
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use justbuilt_testkit::random_cases;
use tempfile::TempDir;

use super::{
    super::tests::{everything, lost, place},
    DiskLogs,
};
use crate::{
    LogPosition, Logs, Storage, StoreError,
    log::{
        contract::{Bench, logs_contract},
        frame::frame_len,
    },
};

fn setup() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let logs = DiskLogs::new(place(&folder.path().join("storage"))).unwrap();
    Bench { logs: std::sync::Arc::new(logs), _guard: Box::new(folder) }
}

logs_contract!(setup);
logs_contract!(setup; they_do_what_vectors_do);

/// A storage with one log of these records, closed.
fn with_records(records: &[Vec<u8>]) -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("storage");
    let storage = Storage::open(&path).unwrap();
    let slices: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    storage.logs.append("n", &slices).unwrap();
    storage.logs.sync("n").unwrap();
    let log = path.join("logs/n.log");
    (folder, path, log)
}

fn some_records() -> Vec<Vec<u8>> {
    let mut records: Vec<Vec<u8>> =
        (0..20_usize).map(|i| format!("record {i}").repeat(i % 4).into_bytes()).collect();
    // One that holds a log: it must not pass for records.
    let mut inner = Vec::new();
    for record in &records {
        crate::log::frame::encode(inner.len() as u64, record, &mut inner);
    }
    records.push(inner);
    records.push(b"the last one".to_vec());
    records
}

fn read(storage: &Storage) -> (Vec<Vec<u8>>, crate::ReadReport) {
    storage.logs.read_all("n").unwrap()
}

#[test]
fn a_log_cut_anywhere_keeps_what_is_whole_and_goes_on() {
    let records = some_records();
    let (_folder, path, log) = with_records(&records);
    let whole = fs::read(&log).unwrap();
    let mut ends = vec![0];
    for record in &records {
        ends.push(ends.last().unwrap() + frame_len(record.len()));
    }
    assert_eq!(*ends.last().unwrap(), whole.len());
    for cut in 0..whole.len() {
        fs::write(&log, &whole[..cut]).unwrap();
        let left = ends.iter().filter(|&&end| end <= cut).count() - 1;
        let torn = &whole[ends[left]..cut];
        // Reading first or appending first: the same comes out.
        let storage = Storage::open(&path).unwrap();
        if cut % 2 == 0 {
            let (found, report) = read(&storage);
            assert_eq!(found, records[..left], "cut at {cut}");
            assert_eq!(report.end.0 as usize, ends[left]);
            assert_eq!(report.damaged.len(), usize::from(!torn.is_empty()), "{report:?}");
            assert_eq!(fs::read(&log).unwrap().len(), cut, "reading changes nothing");
        }
        let at = storage.logs.append("n", &[b"after"]).unwrap();
        assert_eq!(at[0].0 as usize, ends[left]);
        let (found, report) = read(&storage);
        assert_eq!((found.len(), report.damaged.len()), (left + 1, 0));
        assert_eq!(found[left], b"after");
        drop(storage);
        assert!(torn.is_empty() || lost(&path).iter().any(|bytes| bytes == torn));
    }
}

#[test]
fn a_flipped_byte_costs_one_record() {
    let records = some_records();
    let (_folder, path, log) = with_records(&records);
    let whole = fs::read(&log).unwrap();
    for at in 0..whole.len() {
        let mut bad = whole.clone();
        bad[at] ^= 0xff;
        fs::write(&log, &bad).unwrap();
        let storage = Storage::open(&path).unwrap();
        let (found, report) = read(&storage);
        assert_eq!(report.damaged.len(), 1, "{report:?}");
        assert_eq!(found.len(), records.len() - 1, "byte {at}");
        let damage = &report.damaged[0];
        assert!((damage.at.0..damage.at.0 + damage.bytes).contains(&(at as u64)));
        let bytes = bad[damage.at.0 as usize..(damage.at.0 + damage.bytes) as usize].to_vec();
        // The next append keeps what was damaged, in the middle as at the end.
        storage.logs.append("n", &[b"after"]).unwrap();
        assert!(lost(&path).contains(&bytes));
        let (found, _) = read(&storage);
        assert_eq!(found.len(), records.len());
        drop(storage);
        fs::remove_dir_all(path.join("lost-and-found")).unwrap();
    }
}

#[test]
fn replacing_a_damaged_log_keeps_the_damage() {
    let records = some_records();
    let (_folder, path, log) = with_records(&records);
    let mut bad = fs::read(&log).unwrap();
    bad[40] ^= 1;
    fs::write(&log, &bad).unwrap();
    let storage = Storage::open(&path).unwrap();
    let (found, _) = read(&storage);
    storage.logs.replace("n", &mut found.clone().into_iter()).unwrap();
    assert_eq!(lost(&path).len(), 1);
    let (again, report) = read(&storage);
    assert!(again == found && report.damaged.is_empty());
}

#[test]
fn random_damage_never_makes_up_records() {
    let records = some_records();
    let (_folder, path, log) = with_records(&records);
    let whole = fs::read(&log).unwrap();
    let storage = Storage::open_read_only(&path).unwrap();
    random_cases(200, |random| {
        let mut bad = whole.clone();
        for _ in 0..=random.below(4) {
            let from = random.below(bad.len());
            let to = (from + random.below(60)).min(bad.len());
            let fill = random.below(3);
            for byte in &mut bad[from..to] {
                *byte = if fill == 0 { 0 } else { random.below(256) as u8 };
            }
        }
        bad.truncate(bad.len() - random.below(20));
        fs::write(&log, &bad).unwrap();
        let (found, report) = read(&storage);
        let mut expected = records.iter();
        // What is found was there, in that order.
        assert!(found.iter().all(|record| expected.any(|known| known == record)));
        let damaged: u64 = report.damaged.iter().map(|damage| damage.bytes).sum();
        let good: usize = found.iter().map(|record| frame_len(record.len())).sum();
        assert_eq!(good as u64 + damaged, bad.len() as u64);
    });
}

#[test]
fn a_large_stretch_of_noise_is_passed_quickly() {
    let mut records = vec![b"first".to_vec(), vec![0; 3_000_000], b"last".to_vec()];
    records.extend((0..100).map(|i| vec![i; 100_000]));
    let (_folder, path, log) = with_records(&records);
    let mut bad = fs::read(&log).unwrap();
    let mut state = 7_u64;
    for byte in &mut bad[11..1_000_000] {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        *byte = (state >> 56) as u8;
    }
    fs::write(&log, &bad).unwrap();
    let storage = Storage::open_read_only(&path).unwrap();
    let (found, report) = read(&storage);
    assert_eq!((found.len(), report.damaged.len()), (records.len() - 1, 1));
    assert_eq!(found[1], b"last");
}

#[test]
fn a_full_disk_half_way_poisons_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("storage");
    let record = vec![7; 100];
    for room in 0..2 * frame_len(100) as u64 {
        let logs = DiskLogs::new(place(&path)).unwrap();
        logs.append("n", &[b"before"]).unwrap();
        logs.log("n").lock().tail.as_mut().unwrap().room = Some(room);
        let error = logs.append("n", &[&record, &record]).unwrap_err();
        assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
        assert!(error.help().contains("Free some space"));
        assert_eq!(logs.read_all("n").unwrap().0, [b"before"]);
        logs.log("n").lock().tail.as_mut().unwrap().room = None;
        logs.append("n", &[b"after"]).unwrap();
        let (found, report) = logs.read_all("n").unwrap();
        assert!(found == [&b"before"[..], b"after"] && report.damaged.is_empty());
        logs.remove("n").unwrap();
        assert!(lost(&path).is_empty());
    }
}

#[test]
fn what_an_interrupted_replacing_left_goes() {
    let (_folder, path, log) = with_records(&some_records());
    fs::write(log.with_extension("3.log.tmp"), "half").unwrap();
    let storage = Storage::open(&path).unwrap();
    assert_eq!(storage.logs.names("").unwrap(), ["n"]);
    assert_eq!(everything(&path.join("logs")).len(), 1);
}

#[test]
fn many_logs_need_few_open_files() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(&folder.path().join("storage")).unwrap();
    for round in 0..2 {
        for i in 0..300 {
            storage.logs.append(&format!("lanes/{i}"), &[format!("{round}").as_bytes()]).unwrap();
        }
    }
    let ours = fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    assert!(ours < 200, "{ours} files are open");
    for i in 0..300 {
        storage.logs.sync(&format!("lanes/{i}")).unwrap();
        assert_eq!(storage.logs.read_all(&format!("lanes/{i}")).unwrap().0, [b"0", b"1"]);
    }
}

#[test]
fn several_threads_append_without_mixing() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(&folder.path().join("storage")).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4_u8 {
            let storage = storage.clone();
            scope.spawn(move || {
                for i in 0..100_u8 {
                    let positions = storage.logs.append("n", &[&[thread, i], &[thread, i, 1]]).unwrap();
                    assert_eq!(storage.logs.read_at("n", positions[1]).unwrap(), [thread, i, 1]);
                    if i % 30 == 0 {
                        storage.logs.sync("n").unwrap();
                    }
                }
            });
        }
    });
    let (found, report) = read(&storage);
    assert_eq!((found.len(), report.damaged.len()), (800, 0));
    assert!(found.chunks(2).all(|pair| pair[0] == pair[1][..2]));
}

const CHILD: &str = "JUSTBUILT_TEST_APPENDING_CHILD";

/// Not a test by itself: what the next one kills. Appends and says how far it is on the disk.
#[test]
fn appending_child() {
    let Ok(folder) = std::env::var(CHILD) else { return };
    let storage = Storage::open(Path::new(&folder)).unwrap();
    let mut next = storage.logs.read_all("n").unwrap().0.len();
    loop {
        let record = numbered(next);
        // As everybody should: first the content, then what speaks of it.
        storage.blobs.put(&record).unwrap();
        storage.logs.append("n", &[&record]).unwrap();
        if next.is_multiple_of(3) {
            storage.blobs.sync().unwrap();
            storage.logs.sync("n").unwrap();
            println!("synced {next}");
        }
        next += 1;
    }
}

fn numbered(number: usize) -> Vec<u8> {
    format!("record {number} ").repeat(1 + number * 7 % 90).into_bytes()
}

#[test]
fn kill_9_loses_nothing_that_was_synced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("storage");
    random_cases(12, |random| {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "native::storage::logs::tests::appending_child",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(CHILD, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut synced = None;
        let mut left = 1 + random.below(30);
        while left > 0 {
            let line = lines.next().unwrap().unwrap();
            if let Some(number) = line.split_once("synced ") {
                synced = Some(number.1.trim().parse::<usize>().unwrap());
                left -= 1;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let synced = synced.unwrap();

        let storage = Storage::open(&path).unwrap();
        let mut count = 0;
        let report = storage.logs.read("n", LogPosition::START, &mut |_, record| {
            assert!(record == numbered(count), "record {count}");
            count += 1;
            ControlFlow::Continue(())
        });
        let report = report.unwrap();
        assert!(count > synced, "{count} records, {synced} synced");
        assert!(report.damaged.len() <= 1);
        for number in 0..=synced {
            let record = numbered(number);
            let hash = crate::ContentHash::of(&record);
            assert!(storage.blobs.get(hash).unwrap().unwrap() == record);
        }
    });
}

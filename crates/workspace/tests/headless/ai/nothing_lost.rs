//! Nothing is ever lost: after any mix of typing, edits of models, other programs, restoring, undo and restarts, every
//! byte string that ever stood in a file or its document can be had back through the timeline. `SEED=` repeats a run,
//! `TRIALS=` sets how many.

use std::collections::{BTreeMap, BTreeSet};

use justbuilt_store::Storage;
use justbuilt_testkit::{Random, random_cases};
use justbuilt_text::Text;
use justbuilt_timeline::history::Restore;
use justbuilt_timeline::{Moment, Step, Timeline, TimelineOptions};
use justbuilt_workspace::ai::{AiCommand, ChangeState, ChangesCommand};
use justbuilt_workspace::snapshot::DiskState;
use justbuilt_workspace::{Command, TimelineCommand};

use super::changes::{block, origin};
use crate::harness::{Machine, SECOND, Window};

const NAMES: [&str; 4] = ["a.txt", "b.txt", "d/c.txt", "d/e.rs"];

/// All byte strings that stood somewhere.
#[derive(Default)]
struct Stood(BTreeMap<Vec<u8>, String>);

impl Stood {
    /// What is in the files, and in their documents.
    fn look(&mut self, window: &mut Window, when: usize) {
        let fs = window.machine.files();
        let mut folders = vec![window.machine.at("/p")];
        while let Some(folder) = folders.pop() {
            for entry in fs.read_dir(&folder).unwrap() {
                if entry.leads_to_dir() {
                    folders.push(entry.path);
                } else {
                    let place = || format!("file {} after {when}", entry.path.display());
                    self.0.entry(fs.read(&entry.path).unwrap()).or_insert_with(place);
                }
            }
        }
        let snapshot = window.snapshot();
        for view in snapshot.views.values().filter(|view| view.past.is_none()) {
            // A new document is recorded from its first save on; until then its text is kept as unsaved text.
            let recorded = view.document.disk != DiskState::New;
            if let (Some(path), None, true) = (&view.document.path, &view.document.loading, recorded) {
                let place = || format!("document {} after {when}", path.display());
                self.0.entry(view.document.text.to_string().into_bytes()).or_insert_with(place);
            }
        }
    }
}

/// Everything that the history can give back.
pub(crate) fn to_be_had(storage: &Storage) -> BTreeSet<Vec<u8>> {
    let (timeline, _) = Timeline::open(storage.clone(), TimelineOptions { read_only: true }).unwrap();
    let mut found = BTreeSet::new();
    let last = timeline.now().step;
    for branch in timeline.branches() {
        for step in 0..=last.0 {
            let moment = Moment::new(branch.id, Step(step));
            for entry in timeline.manifest(moment).entries() {
                if let Ok(Some(content)) = timeline.content(entry.path.as_str(), moment) {
                    found.extend(content.to_bytes());
                }
                // What another program wrote under a document with unsaved changes.
                if let Some(bytes) = entry.disk.and_then(|hash| storage.blobs.get(hash).ok().flatten()) {
                    found.insert(bytes);
                }
            }
        }
    }
    found
}

fn some_line(random: &mut Random) -> String {
    format!("{}{}\n", ["x", "yy", "zäz", "", "  w"][random.below(5)], random.below(1000))
}

fn some_text(random: &mut Random) -> String {
    (0..random.range(1..6)).map(|_| some_line(random)).collect()
}

fn some_file(window: &Window, random: &mut Random) -> Option<String> {
    let there = |name: &&str| window.machine.files().exists(&window.machine.at(format!("/p/{name}")));
    let names: Vec<&str> = NAMES.into_iter().filter(there).collect();
    (!names.is_empty()).then(|| (*random.pick(&names)).to_owned())
}

/// The text of a file as a model would be shown it.
fn shown(window: &mut Window, name: &str) -> Option<String> {
    let snapshot = window.snapshot();
    let path = window.machine.at(format!("/p/{name}"));
    let open = snapshot
        .views
        .values()
        .find(|view| view.document.path.as_deref() == Some(&path) && view.past.is_none());
    open.map(|view| view.document.text.to_string())
        .or_else(|| String::from_utf8(window.machine.files().read(&path).ok()?).ok())
}

/// A set of edits, for what is there or for what was.
fn propose(window: &mut Window, random: &mut Random) -> String {
    let mut answer = String::new();
    let mut seen = Vec::new();
    for _ in 0..random.range(1..4) {
        match (random.below(6), some_file(window, random)) {
            (0, _) => {
                let name = NAMES[random.below(4)];
                answer +=
                    &format!("*** Begin Patch\n*** Add File: {name}\n+{}*** End Patch\n", some_line(random));
                return send(window, answer, seen);
            }
            (1, Some(name)) => {
                answer += &format!("*** Begin Patch\n*** Delete File: {name}\n*** End Patch\n");
                return send(window, answer, seen);
            }
            (2, Some(name)) => {
                let text = shown(window, &name).unwrap_or_default();
                let Some(line) = text.lines().next() else { continue };
                let to = NAMES[random.below(4)];
                answer += &format!(
                    "*** Begin Patch\n*** Update File: {name}\n*** Move to: {to}\n@@\n-{line}\n+{}*** End Patch\n",
                    some_line(random)
                );
                return send(window, answer, seen);
            }
            (_, Some(name)) => {
                let Some(text) = shown(window, &name) else { continue };
                let lines: Vec<&str> = text.lines().collect();
                if lines.is_empty() {
                    continue;
                }
                let line = lines[random.below(lines.len())];
                answer += &block(&name, &format!("{line}\n"), &some_text(random));
                seen.push((name, Text::from(text.as_str())));
            }
            _ => {}
        }
    }
    send(window, answer, seen)
}

fn send(window: &mut Window, answer: String, seen: Vec<(String, Text)>) -> String {
    let command = ChangesCommand::Propose { answer, seen, origin: Box::new(origin("")) };
    changes(window, command);
    "propose".to_owned()
}

fn changes(window: &mut Window, command: ChangesCommand) {
    window.workspace.try_run(Command::Ai(AiCommand::Changes(command))).ok();
    window.settle();
}

/// Another program writes or deletes a file. Which.
fn write_outside(machine: &Machine, random: &mut Random) -> String {
    let path = format!("/p/{}", NAMES[random.below(4)]);
    if random.one_in(4) {
        machine.files().remove(&machine.at(&path)).ok();
    } else {
        machine.write_state(&path, &some_text(random));
    }
    path
}

/// Something of what happens in an editor. What it was.
fn act(window: &mut Window, random: &mut Random) -> String {
    let sets = window.snapshot().ai.changes.clone();
    match random.below(23) {
        0 | 1 => {
            let name = NAMES[random.below(4)];
            if window.machine.files().exists(&window.machine.at(format!("/p/{name}"))) || random.one_in(4) {
                window.open(&format!("/p/{name}"));
            }
            format!("open {name}")
        }
        2..=6 => {
            let line = random.range(1..6);
            let typed = if random.one_in(3) {
                "edit.newline".to_owned()
            } else {
                format!("type {}", some_line(random).trim_end())
            };
            for step in [format!("go.line {line}:1"), typed.clone()] {
                window.try_step(&step).ok();
            }
            typed
        }
        7 => {
            for step in ["cursor.document_start", "line.delete"] {
                window.try_step(step).ok();
            }
            "delete a line".to_owned()
        }
        8 | 9 => {
            let step = ["undo.undo", "undo.redo", "undo.undo"][random.below(3)];
            window.try_step(step).ok();
            step.to_owned()
        }
        10 => {
            window.try_step("file.save").ok();
            "save".to_owned()
        }
        11..=13 => propose(window, random),
        14..=16 => {
            let Some(set) = sets.iter().find(|set| set.state == ChangeState::Ready) else {
                return "-".to_owned();
            };
            for (file, of) in set.files.iter().enumerate() {
                for hunk in 0..of.hunks.len() {
                    if random.one_in(4) {
                        changes(window, ChangesCommand::Hunk { set: set.id, file, hunk, keep: false });
                    }
                }
                if random.one_in(8) && !of.hunks.is_empty() {
                    let text = some_text(random);
                    changes(window, ChangesCommand::Write { set: set.id, file, hunk: 0, text });
                }
            }
            changes(window, ChangesCommand::Apply(set.id));
            format!(
                "make {:?}",
                window.snapshot().ai.changes.iter().find(|one| one.id == set.id).map(|one| one.state.clone())
            )
        }
        17 => {
            if let Some(set) =
                sets.iter().find(|set| matches!(set.state, ChangeState::Applied | ChangeState::Undone))
            {
                let back = set.state == ChangeState::Applied;
                changes(
                    window,
                    if back { ChangesCommand::Undo(set.id) } else { ChangesCommand::Apply(set.id) },
                );
            }
            "take back".to_owned()
        }
        18 | 19 => {
            let path = write_outside(&window.machine, random);
            window.machine.watch.tell(&[window.machine.at(&path).to_str().unwrap()]);
            // A file that is written again before anybody could look is seen once.
            window.settle();
            window.advance(SECOND);
            format!("another program {path}")
        }
        20 => {
            let nodes = window.snapshot().timeline.nodes;
            if let Some(history) = window.machine.storage().filter(|_| nodes > 0) {
                // Everything is written before it is looked at from outside.
                window.advance(SECOND);
                let (timeline, _) = Timeline::open(history, TimelineOptions { read_only: true }).unwrap();
                let from = timeline.node_of(justbuilt_timeline::NodeId(random.range(1..nodes + 1) as u64));
                let from = from.map(|node| node.moment());
                if from.is_some() {
                    let what = Restore::Project;
                    window.workspace.try_run(Command::Timeline(TimelineCommand::Restore { what, from })).ok();
                    window.settle();
                }
            }
            "restore".to_owned()
        }
        21 => {
            window.try_step("tab.reopen_closed").ok();
            "open what was closed".to_owned()
        }
        _ => {
            window.try_step("tab.close").ok();
            let effects = window.take_effects();
            for effect in effects {
                if let justbuilt_workspace::Effect::Ask(question) = effect {
                    let choice = random.below(question.choices.len());
                    window.send(Command::Answer { question: question.id, choice: Some(choice) });
                }
            }
            "close".to_owned()
        }
    }
}

fn trials(else_so_many: u64) -> u64 {
    std::env::var("TRIALS").ok().and_then(|value| value.parse().ok()).unwrap_or(else_so_many)
}

#[test]
fn every_byte_string_that_ever_stood_in_a_file_can_be_had_back() {
    nothing_is_lost(trials(40), Machine::new);
}

#[test]
fn the_same_on_a_real_disk() {
    nothing_is_lost(trials(4), Machine::on_disk);
}

fn nothing_is_lost(cases: u64, machine: fn(&[(&str, &str)]) -> Machine) {
    let mut strings = 0;
    let mut steps = 0;
    let mut made = 0;
    random_cases(cases, |random| {
        let files: Vec<(String, String)> =
            NAMES.iter().map(|name| (format!("/p/{name}"), some_text(random))).collect();
        let borrowed: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut window = machine(&borrowed).start(Some("/p"));
        window.advance(SECOND);
        let mut stood = Stood::default();
        let mut log = Vec::new();
        stood.look(&mut window, 0);
        for _ in 0..random.range(20..60) {
            if random.one_in(15) {
                // What was typed in the last moment may go with a program that is killed; not what is older.
                window.advance(SECOND);
                let quits = random.bool();
                let machine = if quits { window.quit() } else { window.kill() };
                let wrote = random.one_in(3).then(|| write_outside(&machine, random));
                window = machine.start(Some("/p"));
                window.advance(SECOND);
                log.push(format!("start again {quits}, meanwhile {wrote:?}"));
            } else {
                log.push(act(&mut window, random));
            }
            if random.one_in(3) {
                window.advance(SECOND);
            }
            steps += 1;
            stood.look(&mut window, log.len());
        }
        made += window
            .snapshot()
            .ai
            .changes
            .iter()
            .filter(|set| matches!(set.state, ChangeState::Applied | ChangeState::Undone))
            .count();
        window.advance(SECOND);
        let machine = window.quit();
        let had = to_be_had(&machine.storage_again().unwrap());
        strings += stood.0.len();
        for (bytes, place) in &stood.0 {
            // A document that is open and empty, or a file nobody wrote to, is no text that could be lost.
            if !bytes.is_empty() {
                assert!(
                    had.contains(bytes),
                    "{:?} of {place} is lost; {log:#?}",
                    String::from_utf8_lossy(bytes)
                );
            }
        }
    });
    println!("{cases} trials, {steps} steps, {strings} byte strings, {made} change sets made");
    // One seed may well do without.
    assert!(made > 0 || steps < 100);
}

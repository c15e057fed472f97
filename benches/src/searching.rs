//! Project search against ripgrep, and the file finder over many paths.

use std::process::Command as Process;
use std::time::{Duration, Instant};

use justbuilt_app::native::OpenPath;
use justbuilt_app::native::screenshot::{OffscreenShell, editor};
use justbuilt_app::native::timings::millis;
use justbuilt_workspace::Command;
use justbuilt_workspace::command::{FinderCommand, SearchCommand};
use justbuilt_workspace::search::SearchQuery;

use crate::Lab;
use crate::editing::SCREEN;
use crate::inputs;
use crate::report::{Row, Samples};

const PATIENCE: Duration = Duration::from_secs(120);

fn wait(editor: &mut OffscreenShell, mut done: impl FnMut(&OffscreenShell) -> bool) -> anyhow::Result<f64> {
    let start = Instant::now();
    loop {
        editor.frame(Vec::new());
        if done(editor) {
            return Ok(millis(start.elapsed()));
        }
        anyhow::ensure!(start.elapsed() < PATIENCE, "gave up waiting");
        std::thread::sleep(Duration::from_micros(500));
    }
}

/// A search over a tree, against `rg` where it is installed.
pub fn project(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let files = lab.size(20_000, 500);
    let root = lab.path("tree");
    inputs::tree(&root, files)?;
    let mut editor = editor(&[OpenPath { path: root.clone(), place: None }], SCREEN, None)?;
    let search = |editor: &mut OffscreenShell, text: &str| -> anyhow::Result<f64> {
        let query = SearchQuery { text: text.to_owned(), case: true, ..SearchQuery::default() };
        editor.face.send(Command::Search(SearchCommand::Query(query)));
        let mut started = false;
        wait(editor, |editor| {
            let search = &editor.face.snapshot().search;
            started |= search.running || search.searched > 0;
            started && !search.running && search.query.text == text
        })
    };
    // The files' pages are in memory for both.
    search(&mut editor, "nothing has this text")?;
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for round in 0..lab.size(5, 1) {
        let text = ["needle in", "Items past the limit", "saturating_add(mark)"][round % 3];
        // Search is debounced while one types; Enter starts it at once.
        editor.face.send(Command::Search(SearchCommand::Clear));
        editor.frame(Vec::new());
        ours.push(search(&mut editor, text)?);
        let start = Instant::now();
        let peer = Process::new("rg").args(["--fixed-strings", "--line-number", text]).arg(&root).output();
        if peer.is_ok_and(|output| output.status.success()) {
            theirs.push(millis(start.elapsed()));
        }
    }
    let what = format!("project search, {files} files, against rg");
    let ours = Samples::new(ours);
    if theirs.is_empty() {
        let row = Row::reported(what, ours.percentile(50.0), "ms")
            .note("rg is not installed: nothing to compare with");
        return Ok(vec![row]);
    }
    let theirs = Samples::new(theirs);
    let ratio = ours.percentile(50.0) / theirs.percentile(50.0);
    let note =
        format!("ours {:.0} ms, rg {:.0} ms (medians)", ours.percentile(50.0), theirs.percentile(50.0));
    Ok(vec![Row::at_most(what, ratio, "×", 1.2).note(note)])
}

/// Fuzzy search over 100,000 paths, from the key to the results.
pub fn finder(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let count = lab.size(100_000, 2_000);
    let root = lab.path("many");
    for path in inputs::paths(&root, count) {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::File::create(path)?;
    }
    let mut editor = editor(&[OpenPath { path: root, place: None }], SCREEN, None)?;
    editor.face.send(Command::Finder(FinderCommand::Open));
    wait(&mut editor, |editor| {
        let finder = &editor.face.snapshot().finder;
        finder.total >= count && !finder.working
    })?;
    let mut samples = Vec::new();
    for word in ["editor", "rendwid", "sess_parse_1", "network/ind", "thbuild9"] {
        for end in 1..=word.len() {
            let query = word[..end].to_owned();
            editor.face.send(Command::Finder(FinderCommand::Query(query.clone())));
            samples.push(wait(&mut editor, |editor| {
                let finder = &editor.face.snapshot().finder;
                finder.query == query && !finder.items.is_empty() && !finder.working
            })?);
        }
    }
    let samples = Samples::new(samples);
    let what = format!("file finder, {count} paths, key → results, p95");
    Ok(vec![Row::at_most(what, samples.percentile(95.0), "ms", 20.0).note(samples.note())])
}

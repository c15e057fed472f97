//! Keeping a history: stats, gc, export, import.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use justbuilt_store::Storage;
use justbuilt_timeline::Timeline;
use serde_json::json;

use super::project::ProjectArgs;
use super::{Outcome, times};

#[derive(Args)]
pub struct StatsArgs {
    #[command(flatten)]
    project: ProjectArgs,
}

/// How much there is.
pub fn stats(args: &StatsArgs) -> anyhow::Result<Outcome> {
    let project = args.project.look()?;
    let stats = project.timeline.stats()?;
    let mut out = std::io::stdout().lock();
    if args.project.json {
        let told = json!({
            "folder": args.project.folder()?.display().to_string(),
            "branches": stats.branches,
            "nodes": stats.nodes,
            "files": stats.files,
            "operations": stats.operations.operations,
            "thinned_operations": stats.operations.thinned,
            "operation_bytes": stats.operations.bytes,
            "contents": stats.contents.blobs,
            "content_bytes": stats.contents.content_bytes,
            "stored_content_bytes": stats.contents.stored_bytes,
            "event_bytes": stats.events,
            "bytes": stats.bytes,
            "cap": stats.cap,
            "first": stats.first.map(times::iso),
            "last": stats.last.map(times::iso),
            "thinned_before": stats.thinned.map(times::iso),
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
        return Ok(Outcome::Done);
    }
    let operations = stats.operations;
    writeln!(out, "kept in      {}", args.project.folder()?.display())?;
    writeln!(out, "branches     {}", stats.branches)?;
    writeln!(out, "nodes        {}", stats.nodes)?;
    writeln!(out, "files        {}", stats.files)?;
    writeln!(out, "operations   {} in {}", operations.operations, bytes(operations.bytes))?;
    if let Some(before) = stats.thinned {
        writeln!(out, "thinned      {} before {}", operations.thinned, times::absolute(before))?;
    }
    let contents = stats.contents;
    writeln!(
        out,
        "contents     {} in {} ({} unpacked)",
        contents.blobs,
        bytes(contents.stored_bytes),
        bytes(contents.content_bytes)
    )?;
    writeln!(out, "events       {}", bytes(stats.events))?;
    let cap = stats.cap.map_or_else(String::new, |cap| format!(" of {}", bytes(cap)));
    writeln!(out, "together     {}{cap}", bytes(stats.bytes))?;
    if let (Some(first), Some(last)) = (stats.first, stats.last) {
        writeln!(out, "from         {}", times::both(first, project.now))?;
        writeln!(out, "to           {}", times::both(last, project.now))?;
    }
    Ok(Outcome::Done)
}

fn bytes(count: u64) -> String {
    match count {
        0..10_000 => format!("{count} bytes"),
        10_000..10_000_000 => format!("{} kB", count / 1000),
        _ => format!("{:.1} MB", count as f64 / 1e6),
    }
}

#[derive(Args)]
pub struct GcArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// Gives up the detail of operations older than so many days, too.
    #[arg(long, value_name = "DAYS")]
    thin: Option<u32>,
}

/// Tidies up.
pub fn gc(args: &GcArgs) -> anyhow::Result<Outcome> {
    let project = args.project.change_history()?;
    let timeline = &project.timeline;
    let mut thinned = 0;
    if let Some(days) = args.thin {
        let before = times::parse(&format!("{days}d"), project.now).context("so many days are too many")?;
        thinned = timeline.thin(before, project.now)?.operations;
    }
    let tidied = timeline.tidy(project.now)?;
    timeline.close()?;
    thinned += tidied.thinned.map_or(0, |thinned| thinned.operations);
    let mut out = std::io::stdout().lock();
    let blobs = tidied.reclaimed.blobs;
    if args.project.json {
        let told = json!({ "thinned": thinned, "contents": blobs, "bytes_before": tidied.before, "bytes_after": tidied.after });
        writeln!(out, "{told}")?;
    } else {
        writeln!(
            out,
            "{thinned} operations thinned out, {blobs} contents deleted; {} before, {} now",
            bytes(tidied.before),
            bytes(tidied.after)
        )?;
    }
    Ok(Outcome::Done)
}

#[derive(Args)]
pub struct ExportArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The file to write; it must not be there yet. One whose name ends in .zst is compressed.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// How hard exports are compressed: contents are packed in the store, but not in the file.
const LEVEL: i32 = 9;
/// What zstd data begins with (RFC 8878, 3.1.1).
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Writes the history into one file.
pub fn export(args: &ExportArgs) -> anyhow::Result<Outcome> {
    let project = args.project.look()?;
    let cannot = || format!("cannot write {}", args.file.display());
    let file = File::create_new(&args.file).with_context(cannot)?;
    let (file, done) = if args.file.extension().is_some_and(|end| end.eq_ignore_ascii_case("zst")) {
        let mut out = zstd::Encoder::new(BufWriter::new(file), LEVEL).with_context(cannot)?;
        out.include_checksum(true).with_context(cannot)?;
        let done = project.timeline.export(&mut out)?;
        (out.finish().with_context(cannot)?, done)
    } else {
        let mut out = BufWriter::new(file);
        let done = project.timeline.export(&mut out)?;
        (out, done)
    };
    let file = file.into_inner().map_err(|error| error.into_error()).with_context(cannot)?;
    file.sync_all().with_context(cannot)?;
    let size = file.metadata().with_context(cannot)?.len();
    let mut out = std::io::stdout().lock();
    if args.project.json {
        writeln!(
            out,
            "{}",
            json!({
                "bytes": size,
                "unpacked_bytes": done.bytes,
                "records": done.records,
                "contents": done.contents
            })
        )?;
    } else {
        writeln!(out, "{} in {}", bytes(size), args.file.display())?;
    }
    Ok(Outcome::Done)
}

#[derive(Args)]
pub struct ImportArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The file that was exported, compressed or not.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Reads a history into an empty store.
pub fn import(args: &ImportArgs) -> anyhow::Result<Outcome> {
    let folder = args.project.folder()?;
    let file = File::open(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    let storage = Storage::open(&folder)?;
    let mut file = BufReader::new(file);
    let done = if file.fill_buf().is_ok_and(|start| start.starts_with(&ZSTD)) {
        let mut unpacked = zstd::Decoder::with_buffer(file).context("the file cannot be unpacked")?;
        Timeline::import(&storage, &mut unpacked)?
    } else {
        Timeline::import(&storage, &mut file)?
    };
    drop(storage);
    let stats = args.project.look()?.timeline.stats()?;
    if stats.nodes == 0 && done.records > 0 {
        bail!("nothing could be read of what was imported");
    }
    let mut out = std::io::stdout().lock();
    if args.project.json {
        writeln!(
            out,
            "{}",
            json!({ "records": done.records, "contents": done.contents, "nodes": stats.nodes })
        )?;
    } else {
        writeln!(out, "{} nodes, {} operations", stats.nodes, stats.operations.operations)?;
    }
    Ok(Outcome::Done)
}

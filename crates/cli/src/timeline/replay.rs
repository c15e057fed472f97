//! `justbuilt timeline replay`: an editing trace through the real document and the real store, measured.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use flate2::read::MultiGzDecoder;
use justbuilt_base::SystemClock;
use justbuilt_store::Storage;
use justbuilt_timeline::trace::{Options, Report, Spread, Trace, replay};
use serde::Serialize;

/// What to replay, and where to.
#[derive(Args)]
pub struct ReplayArgs {
    /// A sequential editing trace.
    #[arg(value_name = "TRACE.json.gz")]
    trace: PathBuf,
    /// Where to keep it: a folder that is empty or not there.
    #[arg(long, value_name = "DIR")]
    store: PathBuf,
    /// For the choice of moments.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Output<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// Bytes of everything in the folder.
    total_bytes: u64,
}

/// Replays, measures and tells; fails when a text was not exact.
pub fn run(args: ReplayArgs) -> anyhow::Result<()> {
    let trace = read_trace(&args.trace)?;
    if std::fs::read_dir(&args.store).is_ok_and(|mut entries| entries.next().is_some()) {
        anyhow::bail!("{} is not empty; a replay starts with nothing", args.store.display());
    }
    std::fs::create_dir_all(&args.store).with_context(|| format!("making {}", args.store.display()))?;
    let options = Options { seed: args.seed, ..Options::default() };
    let open = || Ok(Storage::open(&args.store)?);
    let report = replay(&trace, &open, &SystemClock::new(), options).context("replaying")?;
    tell(&report, folder_size(&args.store)?, args.json)?;
    anyhow::ensure!(report.end_exact, "the text does not end as the trace says");
    anyhow::ensure!(report.prefixes_wrong == 0, "{} moments were not exact", report.prefixes_wrong);
    Ok(())
}

fn read_trace(path: &Path) -> anyhow::Result<Trace> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let mut json = Vec::new();
    MultiGzDecoder::new(file)
        .read_to_end(&mut json)
        .with_context(|| format!("reading {}", path.display()))?;
    Trace::from_json(&json).with_context(|| format!("{} is no sequential trace", path.display()))
}

fn folder_size(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() { folder_size(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}

#[expect(clippy::print_stdout, reason = "this is the command's output")]
fn tell(report: &Report, total_bytes: u64, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(&Output { report, total_bytes })?);
        return Ok(());
    }
    let yes = |yes: bool| if yes { "yes" } else { "NO" };
    println!("operations          {} with {} patches", report.operations, report.patches);
    println!("operations/s        {:.0}", report.operations_per_second);
    println!("recording one       {}", micros(&report.record));
    println!("op log on disk      {} bytes in {} blocks", report.log_bytes, report.blocks);
    println!("a patch             {:.3} bytes", report.bytes_per_patch);
    println!("full texts on disk  {} bytes", report.blob_bytes);
    println!("folder              {total_bytes} bytes");
    println!("seek in memory      {}", micros(&report.seek));
    println!("seek cold           {}", micros(&report.seek_cold));
    println!("why, cold           {}", micros(&report.touched_cold));
    println!("opening             {}", micros(&report.open));
    println!("end text exact      {}", yes(report.end_exact));
    let right = report.prefixes - report.prefixes_wrong;
    println!("moments exact       {right} of {}", report.prefixes);
    Ok(())
}

fn micros(spread: &Spread) -> String {
    format!("p50 {:.1} µs, p99 {:.1} µs, max {:.1} µs", spread.p50, spread.p99, spread.max)
}

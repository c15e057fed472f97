//! The op log of the timeline: what recording costs, how small it is on disk, and how fast any moment is found again,
//! with the editing traces of the corpus. Every text is compared too: a fast wrong one is worth nothing.

use std::io::Read as _;

use anyhow::Context as _;
use justbuilt_base::SystemClock;
use justbuilt_store::Storage;
use justbuilt_testkit::corpus;
use justbuilt_timeline::trace::{Options, Spread, Trace, replay};

use crate::Lab;
use crate::report::Row;

/// A trace and the bytes a patch may take on disk, with everything that was deleted.
const TRACES: [(&str, f64); 4] =
    [("automerge-paper", 0.42), ("rustcode", 2.65), ("seph-blog1", 1.13), ("json-crdt-blog-post", 1.12)];

/// Records and seeks; without the corpus there is nothing to measure.
pub fn traces(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (name, bytes) in TRACES {
        // The smallest one says whether the bench works.
        if lab.smoke && name != "json-crdt-blog-post" {
            continue;
        }
        let Some(path) = corpus(&format!("traces/sequential/{name}.json.gz")) else { continue };
        let mut json = Vec::new();
        flate2::read::MultiGzDecoder::new(std::fs::File::open(&path)?)
            .read_to_end(&mut json)
            .with_context(|| format!("reading {}", path.display()))?;
        let trace = Trace::from_json(&json).with_context(|| path.display().to_string())?;
        let folder = lab.path(&format!("history-{name}"));
        std::fs::create_dir_all(&folder)?;
        let options = Options {
            seeks: lab.size(10_000, 500),
            cold_seeks: lab.size(200, 5),
            prefixes: lab.size(1_000, 50),
            ..Options::default()
        };
        let open = || Ok(Storage::open(&folder)?);
        let report = replay(&trace, &open, &SystemClock::new(), options)?;
        let exact = report.end_exact && report.prefixes_wrong == 0;
        anyhow::ensure!(exact, "{name}: {} of {} texts are wrong", report.prefixes_wrong, report.prefixes);
        let on_disk = report.bytes_per_patch + report.blob_bytes as f64 / report.patches.max(1) as f64;
        rows.push(
            Row::at_most(format!("{name}: on disk, a patch"), on_disk, "bytes", bytes)
                .note(format!("{} patches, full texts included", report.patches)),
        );
        rows.push(at_most(
            format!("{name}: recording a keystroke, p99"),
            &report.record,
            report.record.p99,
            50.0,
        ));
        rows.push(at_most(format!("{name}: any moment, p50"), &report.seek, report.seek.p50, 100.0));
        rows.push(at_most(format!("{name}: any moment, p99"), &report.seek, report.seek.p99, 8_000.0));
        let cold = &report.seek_cold;
        rows.push(at_most(format!("{name}: any moment, just opened, p99"), cold, cold.p99, 50_000.0));
    }
    Ok(rows)
}

fn at_most(what: String, of: &Spread, value: f64, bar: f64) -> Row {
    Row::at_most(what, value, "µs", bar)
        .note(format!("p50 {:.1}, p99 {:.1}, max {:.1}", of.p50, of.p99, of.max))
}

//! `cargo xtask bench`: what the editor must reach, measured.

use crate::places::Places;
use crate::{gpu, packages, process};
use anyhow::Result;

/// Builds and runs the benchmarks; the arguments are theirs (`--smoke`, `--json FILE`).
///
/// # Errors
/// When they do not build, or a bar is not met.
pub fn run(places: &Places, args: &[String]) -> Result<()> {
    packages::ensure(&[packages::BUILD])?;
    // The start is measured on the editor itself, built the same way.
    process::run(
        process::cargo()
            .args(["build", "--quiet", "--profile", "bench", "--package", "justbuilt-cli", "--manifest-path"])
            .arg(places.root.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", places.target()),
    )?;
    process::run(
        process::cargo()
            .args([
                "run",
                "--quiet",
                "--profile",
                "bench",
                "--package",
                "justbuilt-benches",
                "--manifest-path",
            ])
            .arg(places.root.join("Cargo.toml"))
            .arg("--")
            .args(args)
            .envs(gpu::software_variables())
            .env("CARGO_TARGET_DIR", places.target()),
    )
}

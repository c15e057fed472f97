//! `cargo xtask bench`: what the editor must reach, measured.

use crate::places::Places;
use crate::{gpu, packages, process};
use anyhow::Result;

/// Builds and runs the benchmarks; the arguments are theirs (`--smoke`, `--json FILE`). A smoke run asks only whether they
/// run, so it takes the build that the tests have made already: an optimised one takes a quarter of an hour on two cores.
///
/// # Errors
/// When they do not build, or a bar is not met.
pub fn run(places: &Places, args: &[String]) -> Result<()> {
    packages::ensure(&[packages::BUILD])?;
    let profile = if args.iter().any(|arg| arg == "--smoke") { "dev" } else { "bench" };
    let cargo = |what: &[&str]| {
        let mut cargo = process::cargo();
        cargo.args(what).args(["--quiet", "--profile", profile, "--manifest-path"]);
        cargo.arg(places.root.join("Cargo.toml")).env("CARGO_TARGET_DIR", places.target());
        cargo
    };
    // The start is measured on the editor itself, built the same way.
    process::run(&mut cargo(&["build", "--package", "justbuilt-cli"]))?;
    let mut benches = cargo(&["run", "--package", "justbuilt-benches"]);
    process::run(benches.arg("--").args(args).envs(gpu::software_variables()))
}

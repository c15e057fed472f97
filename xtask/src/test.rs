//! `cargo xtask test`: every check, the cheap ones first. What CI runs.

use crate::packages::{self, Need, is_ci};
use crate::places::Places;
use crate::report::{Report, Skip};
use crate::web::Profile;
use crate::{bench, browser, gpu, llama, llm, process, tidy, web, window};
use anyhow::{Context, Result, bail, ensure};
use std::process::Command;

/// The stages in the order they run.
const STAGES: &[&str] =
    &["fmt", "tidy", "clippy", "deny", "unit", "docs", "window", "browser-store", "web", "browser", "bench"];

/// Stages that run only when asked for by name: they need something from the network.
const ON_REQUEST: &[&str] = &["llm", "llama"];

/// `cargo xtask test [--only STAGE[,STAGE…]]`.
///
/// # Errors
/// When the arguments are wrong, something is missing and cannot be installed, or a stage fails.
pub fn run(places: &Places, args: &[String]) -> Result<()> {
    let chosen = parse(args)?;
    packages::ensure(&needs(&chosen))?;
    let mut report = Report::default();
    for stage in chosen {
        let blocked = match stage {
            "browser" if report.has_failed("web") => Some("the browser build failed"),
            "window" if report.has_failed("unit") => Some("the unit tests failed"),
            _ => None,
        };
        report.stage(stage, || match (blocked, stage) {
            (Some(why), _) => Err(Skip(why.to_owned()).into()),
            (_, "fmt") => process::run(cargo(places).args(["fmt", "--all", "--check"])),
            (_, "tidy") => tidy_stage(places),
            (_, "clippy") => process::run(cargo(places).args([
                "clippy",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ])),
            (_, "deny") => deny(places),
            (_, "unit") => unit(places),
            (_, "docs") => docs(places),
            (_, "window") => window::test(places),
            (_, "web") => web::build(places, Profile::Dev),
            (_, "browser-store") => browser::store::test(places),
            (_, "browser") => browser_stage(places),
            (_, "bench") => bench::run(places, &["--smoke".to_owned()]),
            (_, "llm") => llm::test(places),
            (_, "llama") => llama::test(places),
            (_, other) => bail!("no stage `{other}`"),
        });
    }
    report.finish()
}

/// The stages that were asked for, in the order of [`STAGES`] and then [`ON_REQUEST`].
fn parse(args: &[String]) -> Result<Vec<&'static str>> {
    let mut asked: Vec<&str> = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let names = match (arg.as_str(), arg.strip_prefix("--only=")) {
            (_, Some(names)) => names,
            ("--only", _) => args.next().context("--only takes stages")?,
            (other, _) => bail!("unknown argument `{other}`: test [--only STAGE[,STAGE…]]"),
        };
        asked.extend(names.split(','));
    }
    let all = || STAGES.iter().chain(ON_REQUEST).copied();
    for name in &asked {
        let known: Vec<&str> = all().collect();
        ensure!(known.contains(name), "no stage `{name}`; there are: {}", known.join(", "));
    }
    if asked.is_empty() {
        return Ok(STAGES.to_vec());
    }
    Ok(all().filter(|stage| asked.contains(stage)).collect())
}

/// What the stages need of the system.
fn needs(stages: &[&str]) -> Vec<&'static [Need]> {
    let of = |stage: &&str| -> Vec<&'static [Need]> {
        match *stage {
            "fmt" | "tidy" | "deny" => vec![],
            "clippy" | "docs" | "llm" | "llama" => vec![packages::BUILD],
            "unit" => vec![packages::BUILD, packages::WINDOW, packages::SOFTWARE_GPU],
            "window" | "bench" => {
                vec![packages::BUILD, packages::WINDOW, packages::SOFTWARE_GPU, packages::SCREENLESS]
            }
            "browser" => vec![packages::BROWSER],
            "browser-store" => vec![packages::BUILD, packages::WEB, packages::BROWSER],
            _ => vec![packages::BUILD, packages::WEB],
        }
    };
    stages.iter().flat_map(of).collect()
}

/// Cargo in the repository, with the builds in the cache.
fn cargo(places: &Places) -> Command {
    let mut command = process::cargo();
    command.env("CARGO_TARGET_DIR", places.target()).current_dir(&places.root);
    command
}

fn tidy_stage(places: &Places) -> Result<()> {
    tidy::run(&places.root)?;
    // Cargo mends a stale lock file without a word, so that everyone but the author builds something else.
    let lock = process::command("git")
        .args(["diff", "--quiet", "--", "Cargo.lock"])
        .current_dir(&places.root)
        .status();
    ensure!(
        !is_ci() || lock.is_ok_and(|status| status.success()),
        "Cargo.lock is stale: build once and commit it"
    );
    Ok(())
}

fn deny(places: &Places) -> Result<()> {
    if !process::succeeds(process::cargo().args(["deny", "--version"])) {
        return Err(Skip("cargo-deny is not installed (cargo install cargo-deny)".to_owned()).into());
    }
    // Advisories need a database from the network; what is linked and under which licence does not.
    process::run(cargo(places).args(["deny", "--offline", "check", "bans", "licenses", "sources"]))
}

fn unit(places: &Places) -> Result<()> {
    ensure!(
        gpu::software_driver().is_some() || !is_ci(),
        "no software GPU (lavapipe): pictures would differ by machine; install mesa-vulkan-drivers"
    );
    let mut command = cargo(places);
    command.envs(gpu::software_variables());
    if process::succeeds(process::cargo().args(["nextest", "--version"])) {
        command.args(["nextest", "run", "--workspace"]);
        if is_ci() {
            command.args(["--profile", "ci"]);
        }
    } else {
        println!(
            "cargo-nextest is not installed: cargo test runs the same tests, slower (cargo install cargo-nextest)"
        );
        command.args(["test", "--quiet", "--workspace", "--lib", "--bins", "--tests"]);
    }
    process::run(&mut command)
}

fn docs(places: &Places) -> Result<()> {
    process::run(cargo(places).args(["test", "--quiet", "--workspace", "--doc"]))?;
    process::run(
        cargo(places).args(["doc", "--quiet", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn browser_stage(places: &Places) -> Result<()> {
    if !places.dist().join("index.html").is_file() {
        web::build(places, Profile::Dev)?;
    }
    browser::test(places, &places.dist())
}

#[cfg(test)]
mod tests {
    //! Which stages run, and what they need.
    use super::*;

    fn stages(args: &str) -> Option<Vec<&'static str>> {
        parse(&args.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn stages_run_in_their_order() {
        assert_eq!(stages("").map(|all| all.len()), Some(STAGES.len()));
        assert_eq!(stages("--only unit,fmt"), Some(vec!["fmt", "unit"]));
        assert_eq!(stages("--only=web --only browser"), Some(vec!["web", "browser"]));
        assert_eq!(stages("--only llm,fmt"), Some(vec!["fmt", "llm"]));
        assert!(!stages("").is_some_and(|all| all.contains(&"llm")), "nothing from the network by default");
        assert_eq!(stages("--only speed"), None);
        assert_eq!(stages("--only"), None);
        assert_eq!(stages("unit"), None);
    }

    #[test]
    fn a_cheap_stage_needs_nothing() {
        assert!(needs(&["fmt", "tidy"]).is_empty());
        assert!(needs(&["browser"]).contains(&packages::BROWSER));
        assert!(needs(STAGES).contains(&packages::WEB));
    }
}

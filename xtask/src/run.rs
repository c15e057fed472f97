//! `cargo xtask run`: the editor, with whatever this machine lacks installed first.

use crate::places::Places;
use crate::{gpu, packages, process};
use anyhow::Result;

/// `cargo xtask run [--dev] [PATH] [ARGS…]`: what follows `--dev` is the editor's.
///
/// # Errors
/// When something is missing and cannot be installed, the build fails, or the editor does.
pub fn run(places: &Places, args: &[String]) -> Result<()> {
    let (profile, rest) = split(args);
    packages::ensure(&[packages::BUILD, packages::WINDOW])?;
    if gpu::drivers().is_empty() {
        packages::ensure(&[packages::SOFTWARE_GPU])?;
    }
    let mut command = process::cargo();
    command.stdin(std::process::Stdio::inherit());
    process::run(
        command
            .args(["run", "--profile", profile, "--package", "justbuilt-cli", "--manifest-path"])
            .arg(places.root.join("Cargo.toml"))
            .arg("--")
            .args(rest)
            .env("CARGO_TARGET_DIR", places.target()),
    )
}

/// The profile, and what is left for the editor.
fn split(args: &[String]) -> (&'static str, &[String]) {
    match args.split_first() {
        Some((first, rest)) if first == "--dev" => ("dev", rest),
        Some((first, rest)) if first == "--release" => ("release", rest),
        _ => ("release", args),
    }
}

#[cfg(test)]
mod tests {
    //! Whose an argument is.
    use super::*;

    #[test]
    fn only_the_first_argument_can_be_ours() {
        let args = ["--dev", "path", "--release"].map(str::to_owned);
        assert_eq!(split(&args), ("dev", &args[1..]));
        assert_eq!(split(&args[1..]), ("release", &args[1..]));
        assert_eq!(split(&[]), ("release", &[] as &[String]));
    }
}

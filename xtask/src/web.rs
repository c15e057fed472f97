//! `cargo xtask web`: the browser build in `dist/`, ready for any static server.

use crate::places::Places;
use crate::process;
use crate::server::Server;
use crate::{packages, wasm};
use anyhow::{Context, Result, bail};
use std::path::Path;

/// The name of the module and its loader in `dist/`.
const MODULE: &str = "justbuilt";

/// How a browser build is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As small as can be: minutes on the whole program.
    Release,
    /// Quick to build, larger and slower.
    Dev,
}

impl Profile {
    fn cargo_name(self) -> &'static str {
        match self {
            Self::Release => "web",
            Self::Dev => "web-dev",
        }
    }
}

/// The arguments of the task.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    profile: Profile,
    serve: Option<u16>,
}

/// `cargo xtask web [--release|--dev] [--serve [PORT]]`.
///
/// # Errors
/// When the arguments are wrong or the build fails.
pub fn run(places: &Places, args: &[String]) -> Result<()> {
    let options = parse(args)?;
    build(places, options.profile)?;
    if let Some(port) = options.serve {
        let server = Server::start(&places.dist(), port)?;
        println!("Open {} (Ctrl+C ends it)", server.url());
        loop {
            std::thread::park();
        }
    }
    println!("Any static server will do, or: cargo xtask web --serve");
    Ok(())
}

fn parse(args: &[String]) -> Result<Options> {
    let mut options = Options { profile: Profile::Release, serve: None };
    let mut args = args.iter().peekable();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--release" => options.profile = Profile::Release,
            "--dev" => options.profile = Profile::Dev,
            "--serve" => {
                let port = args.next_if(|next| !next.starts_with('-'));
                options.serve =
                    Some(port.map_or(Ok(8080), |port| port.parse()).context("--serve takes a port")?);
            }
            other => bail!("unknown argument `{other}`: web [--release|--dev] [--serve [PORT]]"),
        }
    }
    Ok(options)
}

/// Builds the program for the browser into `dist/`.
///
/// # Errors
/// When a tool is missing and cannot be installed, or the build fails.
pub fn build(places: &Places, profile: Profile) -> Result<()> {
    packages::ensure(&[packages::BUILD])?;
    let bindgen = wasm::wasm_bindgen(places)?;
    let toolchain = wasm::Toolchain::ensure(places)?;
    let cargo_name = profile.cargo_name();
    process::run(
        toolchain
            .build(places)?
            .args(["--lib", "--package", "justbuilt-app", "--profile", cargo_name])
            .args(["--no-default-features", "--features", "grammars-web"]),
    )?;
    let dist = places.dist();
    if dist.exists() {
        std::fs::remove_dir_all(&dist).with_context(|| format!("emptying {}", dist.display()))?;
    }
    std::fs::create_dir_all(&dist)?;
    let module = places.web_target().join(wasm::TARGET).join(cargo_name).join("justbuilt_app.wasm");
    process::run(
        process::command(&bindgen)
            .args(["--target", "web", "--no-typescript", "--out-name", MODULE, "--out-dir"])
            .arg(&dist)
            .arg(&module),
    )?;
    let page = places.root.join("assets/web");
    for name in ["index.html", "loader.js"] {
        std::fs::copy(page.join(name), dist.join(name)).with_context(|| format!("copying {name}"))?;
    }
    print_sizes(&dist)
}

fn print_sizes(dist: &Path) -> Result<()> {
    let mut files: Vec<_> =
        dist.read_dir()?.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    println!("dist/");
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = file.metadata()?.len();
        println!("  {name:<20} {:>9.1} kB{}", bytes as f64 / 1000.0, compressed(&file));
    }
    Ok(())
}

/// The size on the wire, where brotli or gzip is there to tell it.
fn compressed(file: &Path) -> String {
    let wasm = file.extension().is_some_and(|extension| extension == "wasm");
    let tool = [("brotli", ["--quality=9", "--stdout"]), ("gzip", ["-9", "--stdout"])];
    let found = tool.iter().find(|(name, _)| process::find(name).is_some()).filter(|_| wasm);
    let Some((name, args)) = found else { return String::new() };
    match process::command(name).args(args).arg(file).output() {
        Ok(output) if output.status.success() => {
            format!("  ({:.1} kB as {name})", output.stdout.len() as f64 / 1000.0)
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    //! The arguments of the task.
    use super::*;

    fn parsed(args: &str) -> Option<Options> {
        parse(&args.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn release_is_the_default() {
        assert_eq!(parsed(""), Some(Options { profile: Profile::Release, serve: None }));
        assert_eq!(parsed("--dev"), Some(Options { profile: Profile::Dev, serve: None }));
    }

    #[test]
    fn serving_takes_a_port_or_none() {
        assert_eq!(parsed("--serve").and_then(|o| o.serve), Some(8080));
        assert_eq!(parsed("--serve 0 --dev"), Some(Options { profile: Profile::Dev, serve: Some(0) }));
        assert_eq!(parsed("--serve --dev").and_then(|o| o.serve), Some(8080));
        assert_eq!(parsed("--serve x"), None);
        assert_eq!(parsed("--fast"), None);
    }
}

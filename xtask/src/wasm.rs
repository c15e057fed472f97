//! A Rust that builds for the browser: rustup's where it can be fetched, else Debian's `rustc-web`, which builds the
//! standard library along; and `wasm-bindgen` of exactly the version the lock file names.

use crate::packages;
use crate::places::Places;
use crate::process;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The target of browser builds.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// Where Debian's packages put their Rust, whatever comes first on the path.
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
/// Time for rustup to fetch the target, some 30 MB.
const FETCH: Duration = Duration::from_secs(300);

/// Who compiles for the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toolchain {
    /// The cargo that runs this task: its toolchain has the target.
    Own,
    /// Debian's cargo and compiler; the standard library is built along and linked by `linker`.
    Debian {
        /// A linker for WebAssembly.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// Finds a toolchain, or installs one. `JUSTBUILT_WEB_RUST=debian` passes over rustup's.
    ///
    /// # Errors
    /// When there is none and none can be installed; the message says what to do.
    pub fn ensure(places: &Places) -> Result<Self> {
        packages::ensure(&[packages::WEB])?;
        let sysroot = sysroot()?;
        let forced = std::env::var("JUSTBUILT_WEB_RUST").is_ok_and(|name| name == "debian");
        if !forced && (has_target(&sysroot) || (fetch_target(places) && has_target(&sysroot))) {
            return Ok(Self::Own);
        }
        packages::ensure(&[packages::WEB_RUST]).with_context(|| {
            format!("no Rust for the browser: `rustup target add {TARGET}`, or Debian's rustc-web")
        })?;
        let told = process::output(process::command(DEBIAN_RUSTC).arg("--version"))?;
        let wanted = rust_version(&places.root)?;
        if version_in(&told).is_none_or(|version| version < wanted) {
            bail!(
                "{DEBIAN_RUSTC} is `{}`, older than {wanted:?}: run `rustup target add {TARGET}`",
                told.trim()
            );
        }
        Ok(Self::Debian { linker: linker(&sysroot).context("no linker for WebAssembly (lld)")? })
    }

    /// A cargo command that builds for the browser. What it is given must be the same each time: a variable that
    /// changes builds everything anew.
    ///
    /// # Errors
    /// When the C headers of tree-sitter cannot be found.
    pub fn build(&self, places: &Places) -> Result<Command> {
        let headers = tree_sitter_headers(places)?;
        let stubs = c_stubs(places)?;
        let mut command = match self {
            Self::Own => process::cargo(),
            Self::Debian { linker } => {
                let mut command = process::command(DEBIAN_CARGO);
                command
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("RUSTDOC", "/usr/bin/rustdoc")
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
                command
            }
        };
        for leaked in ["CARGO", "CARGO_TARGET_DIR", "LD_LIBRARY_PATH", "RUSTFLAGS", "RUSTUP_TOOLCHAIN"] {
            if leaked != "RUSTUP_TOOLCHAIN" || *self != Self::Own {
                command.env_remove(leaked);
            }
        }
        // Grammars ask for the headers in three ways: not at all, by the old variables, by the new ones.
        command.env("CFLAGS_wasm32_unknown_unknown", format!("-isystem {}", headers.display()));
        command.arg("build");
        for (key, folder) in [("wasm-headers", &headers), ("wasm-src", &stubs)] {
            let key = format!("target.{TARGET}.tree-sitter-language.{key}");
            command.arg("--config").arg(format!("{key}={}", Value::from(folder.to_string_lossy())));
        }
        if *self != Self::Own {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        command.args(["--target", TARGET, "--target-dir"]).arg(places.web_target()).current_dir(&places.root);
        Ok(command)
    }
}

/// Asks rustup for the target, for a while: where its server cannot be reached, it may wait for ever.
fn fetch_target(places: &Places) -> bool {
    if process::find("rustup").is_none() {
        return false;
    }
    let words = std::env::temp_dir().join(format!("justbuilt-rustup-{}.txt", std::process::id()));
    let mut command = process::command("rustup");
    command.args(["target", "add", TARGET]).current_dir(&places.root);
    let fetched = process::run_within(&mut command, FETCH, &words);
    std::fs::remove_file(&words).ok();
    if let Err(error) = &fetched {
        println!("{error:#}: taking Debian's compiler for the browser");
    }
    fetched.is_ok()
}

/// What builds for the browser here, without installing anything.
pub fn present() -> Option<String> {
    let sysroot = sysroot().ok()?;
    if has_target(&sysroot) {
        return Some(format!("{TARGET} in {}", sysroot.display()));
    }
    packages::missing(&packages::ThisSystem, &[packages::WEB_RUST])
        .is_empty()
        .then(|| format!("Debian's {DEBIAN_RUSTC}"))
}

fn sysroot() -> Result<PathBuf> {
    let told = process::output(process::command("rustc").args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(told.trim()))
}

fn has_target(sysroot: &Path) -> bool {
    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    libraries.read_dir().is_ok_and(|mut entries| entries.next().is_some())
}

/// rustup's own linker, or lld's.
fn linker(sysroot: &Path) -> Option<PathBuf> {
    let hosts = sysroot.join("lib/rustlib").read_dir().ok()?;
    let own = hosts.flatten().map(|entry| entry.path().join("bin/rust-lld")).find(|path| path.is_file());
    own.or_else(|| process::find("wasm-ld"))
}

/// The C headers that tree-sitter's crates bring for a target that has no C library.
fn tree_sitter_headers(places: &Places) -> Result<PathBuf> {
    let told = process::output(
        process::cargo()
            .args(["metadata", "--format-version", "1", "--filter-platform", TARGET])
            .current_dir(&places.root),
    )?;
    let metadata: Value = serde_json::from_str(&told)?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    packages
        .iter()
        .filter(|package| package["name"] == "tree-sitter-language")
        .filter_map(|package| Path::new(package["manifest_path"].as_str()?).parent())
        .map(|folder| folder.join("wasm/include"))
        .find(|folder| folder.is_dir())
        .context("tree-sitter-language brings no headers for the browser")
}

/// Empty C files in place of those that grammars of tree-sitter 0.26's time compile along and that
/// tree-sitter-language answers with an error: tree-sitter 0.27 brings these functions itself.
fn c_stubs(places: &Places) -> Result<PathBuf> {
    let folder = places.tools().join("tree-sitter-c");
    std::fs::create_dir_all(&folder)?;
    for name in ["stdio", "stdlib", "string"] {
        let file = folder.join(name).with_extension("c");
        if !file.exists() {
            std::fs::write(&file, format!("typedef int tree_sitter_brings_{name};\n"))?;
        }
    }
    Ok(folder)
}

/// `wasm-bindgen` of the version in the lock file, installed into the cache once.
///
/// # Errors
/// When the lock file names no version, or cargo cannot install it.
pub fn wasm_bindgen(places: &Places) -> Result<PathBuf> {
    let lock = std::fs::read_to_string(places.root.join("Cargo.lock")).context("reading Cargo.lock")?;
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?;
    let fits = |program: &Path| {
        let told = process::output(process::command(program).arg("--version")).unwrap_or_default();
        told.split_whitespace().nth(1) == Some(version)
    };
    let root = places.tools().join(format!("wasm-bindgen-{version}"));
    let own = root.join("bin/wasm-bindgen");
    if let Some(found) =
        [Some(own.clone()), process::find("wasm-bindgen")].into_iter().flatten().find(|p| fits(p))
    {
        return Ok(found);
    }
    println!("Installing wasm-bindgen {version} into {} (once, a few minutes)", root.display());
    process::run(
        process::cargo()
            .args(["install", "wasm-bindgen-cli", "--version", &format!("={version}"), "--quiet", "--root"])
            .arg(&root)
            // Half the time to build of a full release, and still a second's work on a module of ours.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "false")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env_remove("CARGO_TARGET_DIR")
            .current_dir(&places.root),
    )?;
    Ok(own)
}

/// The version of a package in a lock file.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

/// The Rust the workspace needs, from its manifest.
fn rust_version(root: &Path) -> Result<(u32, u32)> {
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;
    let line = manifest.lines().find(|line| line.starts_with("rust-version"));
    line.and_then(version_in).context("Cargo.toml names no rust-version")
}

/// Major and minor of the first version number in a text.
fn version_in(text: &str) -> Option<(u32, u32)> {
    let word = text
        .split(|c: char| c.is_whitespace() || c == '"')
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let mut parts = word.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    //! Versions out of what files and compilers say.
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(version_in("rustc 1.96.0 (abc 2026-05-01) (built from a source tarball)"), Some((1, 96)));
        assert_eq!(version_in("rust-version = \"1.95\""), Some((1, 95)));
        assert_eq!(version_in("none"), None);
        assert!(version_in("1.100.0") > version_in("1.95"));
    }

    #[test]
    fn the_locked_version_is_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}

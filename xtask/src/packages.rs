//! What the system must have, by task; installs what is missing on Debian and Ubuntu, names it elsewhere.

use crate::process;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Something a task needs from the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The Debian package that brings it.
    pub package: &'static str,
    /// Programs of which any one will do, whatever package brought it.
    pub commands: &'static [&'static str],
    /// A shared library that will do, as its file is called.
    pub library: &'static str,
    /// What it is for.
    pub why: &'static str,
}

const fn program(package: &'static str, commands: &'static [&'static str], why: &'static str) -> Need {
    Need { package, commands, library: "", why }
}

const fn library(package: &'static str, library: &'static str, why: &'static str) -> Need {
    Need { package, commands: &[], library, why }
}

const fn package(package: &'static str, why: &'static str) -> Need {
    Need { package, commands: &[], library: "", why }
}

/// To build the native program.
pub const BUILD: &[Need] = &[
    program("build-essential", &["cc"], "the C of tree-sitter's grammars, and linking"),
    program("pkg-config", &["pkg-config", "pkgconf"], "finding libraries while building"),
    program("git", &["git"], "what belongs to the repository"),
];

/// To open a window. The libraries are loaded at run time, so nothing of them is needed to build.
pub const WINDOW: &[Need] = &[
    library("libxkbcommon0", "libxkbcommon.so.0", "keyboard layouts"),
    library("libxkbcommon-x11-0", "libxkbcommon-x11.so.0", "keyboard layouts on X11"),
    library("libx11-xcb1", "libX11-xcb.so.1", "windows on X11"),
    library("libxcursor1", "libXcursor.so.1", "the pointer on X11"),
    library("libxi6", "libXi.so.6", "mouse and touchpad on X11"),
    library("libxrandr2", "libXrandr.so.2", "screens and their scale on X11"),
    library("libwayland-client0", "libwayland-client.so.0", "windows on Wayland"),
    library("libwayland-egl1", "libwayland-egl.so.1", "OpenGL on Wayland, where there is no Vulkan"),
    library("libvulkan1", "libvulkan.so.1", "finding the GPU's driver"),
    library("libegl1", "libEGL.so.1", "OpenGL, where there is no Vulkan"),
    library("libfontconfig1", "libfontconfig.so.1", "the system's fonts, for scripts the own ones lack"),
];

/// A driver for machines that have none: Vulkan in software.
pub const SOFTWARE_GPU: &[Need] =
    &[package("mesa-vulkan-drivers", "drawing, by the processor where there is no GPU")];

/// To test the window where there is no screen.
pub const SCREENLESS: &[Need] = &[
    program("xvfb", &["Xvfb"], "a screen in memory for the window test"),
    // Only recommended by xvfb, and `xvfb-run` does not start without it.
    program("xauth", &["xauth"], "a screen in memory for the measurements"),
];

/// To test the browser build.
pub const BROWSER: &[Need] = &[
    program("chromium", &["chromium", "chromium-browser", "google-chrome", "chrome"], "the browser test"),
    package("fonts-dejavu-core", "text in the browser's own pages"),
];

/// To build for the browser, whichever Rust does it.
pub const WEB: &[Need] = &[program("clang", &["clang"], "the C of tree-sitter for the browser")];

/// A Rust that can build for the browser, where rustup cannot fetch its own.
pub const WEB_RUST: &[Need] = &[
    package("rustc-web", "a compiler for the browser"),
    package("cargo-web", "its cargo"),
    package("rust-web-src", "the standard library, which is built along"),
    program("lld", &["wasm-ld"], "linking for the browser"),
];

/// What can be asked about the system. A trait so that tests can make one up.
pub trait System {
    /// Whether a program of that name is found.
    fn has_command(&self, name: &str) -> bool;
    /// Whether a shared library's file is found.
    fn has_library(&self, file: &str) -> bool;
    /// Which of these packages are installed; empty where there are no Debian packages.
    fn installed(&self, packages: &[&str]) -> BTreeSet<String>;
}

/// The machine this runs on.
#[derive(Debug)]
pub struct ThisSystem;

impl System for ThisSystem {
    fn has_command(&self, name: &str) -> bool {
        process::find(name).is_some()
    }

    fn has_library(&self, file: &str) -> bool {
        let known = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"].map(Path::new);
        known.iter().any(|folder| {
            folder.join(file).exists()
                || folder.read_dir().is_ok_and(|entries| {
                    entries.flatten().any(|entry| {
                        entry.file_name().to_string_lossy().ends_with("-linux-gnu")
                            && entry.path().join(file).exists()
                    })
                })
        })
    }

    fn installed(&self, packages: &[&str]) -> BTreeSet<String> {
        // dpkg-query fails when it does not know one of them, and still answers for the others.
        process::command("dpkg-query")
            .args(["--show", "--showformat", "${Package} ${db:Status-Status}\\n"])
            .args(packages)
            .output()
            .map(|output| parse_installed(&String::from_utf8_lossy(&output.stdout)))
            .unwrap_or_default()
    }
}

/// The packages that `dpkg-query` calls installed. Removed ones that left their settings behind are not.
fn parse_installed(answer: &str) -> BTreeSet<String> {
    let installed = answer.lines().filter_map(|line| line.strip_suffix(" installed"));
    installed.map(|name| name.split(':').next().unwrap_or_default().to_owned()).collect()
}

/// Those of `needs` that the system lacks, in order and once each.
pub fn missing(system: &dyn System, needs: &[&[Need]]) -> Vec<Need> {
    let absent = |need: &&Need| {
        !need.commands.iter().any(|name| system.has_command(name))
            && (need.library.is_empty() || !system.has_library(need.library))
    };
    let mut candidates: Vec<Need> = Vec::new();
    for need in needs.iter().copied().flatten().filter(absent) {
        if !candidates.contains(need) {
            candidates.push(*need);
        }
    }
    if candidates.is_empty() {
        return candidates;
    }
    let names: Vec<&str> = candidates.iter().map(|need| need.package).collect();
    let installed = system.installed(&names);
    // A program counts by its name alone: an installed package without it would not help.
    candidates.retain(|need| !need.commands.is_empty() || !installed.contains(need.package));
    candidates
}

/// How packages can be installed here.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// As root, without asking.
    Directly,
    /// Through sudo, which may ask for a password; after a yes.
    Sudo,
    /// Through sudo that asks for nothing.
    SilentSudo,
    /// Not from here: the user is told what to do.
    Tell,
}

/// What decides on the way.
#[derive(Debug, Clone, Copy, Default)]
struct Rights {
    apt: bool,
    root: bool,
    ci: bool,
    sudo: bool,
    silent_sudo: bool,
    terminal: bool,
}

fn way(rights: Rights) -> Way {
    match rights {
        Rights { apt: false, .. } => Way::Tell,
        Rights { root: true, .. } => Way::Directly,
        Rights { sudo: true, silent_sudo: true, .. } => Way::SilentSudo,
        Rights { sudo: true, terminal: true, ci: false, .. } => Way::Sudo,
        _ => Way::Tell,
    }
}

/// Whether this runs on a build server.
pub fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// Installs what `needs` names and the system lacks.
///
/// # Errors
/// When it cannot be installed from here (with the list and the command), or apt fails.
pub fn ensure(needs: &[&[Need]]) -> Result<()> {
    let missing = missing(&ThisSystem, needs);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this machine:");
    for need in &missing {
        println!("  {:<22} {}", need.package, need.why);
    }
    let names: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let install = format!("apt-get install --yes --no-install-recommends {}", names.join(" "));
    let user = process::output(process::command("id").arg("-u")).unwrap_or_default();
    let sudo = process::find("sudo").is_some();
    let way = way(Rights {
        apt: process::find("apt-get").is_some(),
        root: user.trim() == "0",
        ci: is_ci(),
        sudo,
        silent_sudo: sudo && process::succeeds(process::command("sudo").args(["-n", "true"])),
        terminal: std::io::stdin().is_terminal(),
    });
    let prefix: &[&str] = match way {
        Way::Directly => &[],
        Way::SilentSudo => &["sudo", "-n"],
        Way::Sudo => &["sudo"],
        Way::Tell if process::find("apt-get").is_some() => {
            bail!("install them and try again:\n  sudo apt-get update && sudo {install}")
        }
        Way::Tell => bail!("install what brings these (the names are Debian's), and try again"),
    };
    if way == Way::Sudo && !confirmed(&install)? {
        bail!("not installed; to do it yourself:\n  sudo apt-get update && sudo {install}");
    }
    apt(prefix, &["update"]).or_else(|error| {
        println!("apt-get update failed ({error}); going on with the lists there are");
        Ok::<(), anyhow::Error>(())
    })?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(&names);
    apt(prefix, &arguments).context("installing system packages")
}

fn confirmed(install: &str) -> Result<bool> {
    print!("Run `sudo {install}`? [Y/n] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let mut words: Vec<&str> = prefix.to_vec();
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]);
    words.extend(arguments);
    let (program, rest) = words.split_first().context("no command")?;
    let mut command = std::process::Command::new(program);
    if !prefix.contains(&"sudo") || prefix.contains(&"-n") {
        command.stdin(std::process::Stdio::null());
    }
    process::run(command.args(rest))
}

#[cfg(test)]
mod tests;

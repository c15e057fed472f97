//! `cargo xtask doctor`: what this machine has and lacks, and what each lack costs. It changes nothing.

use crate::packages::{self, Need, ThisSystem};
use crate::places::Places;
use crate::{gpu, process, wasm};
use anyhow::Result;
use std::process::Command;

/// Prints the findings. A machine that lacks something is no error.
///
/// # Errors
/// When the terminal is gone.
pub fn run(places: &Places) -> Result<()> {
    println!("Tools");
    tool("rustc", "the compiler", process::command("rustc").arg("--version"));
    tool("rustfmt", "cargo xtask test --only fmt", process::command("cargo").args(["fmt", "--version"]));
    tool("clippy", "cargo xtask test --only clippy", process::command("cargo").args(["clippy", "--version"]));
    tool(
        "nextest",
        "faster tests; cargo test does without",
        process::command("cargo").args(["nextest", "--version"]),
    );
    tool(
        "cargo-deny",
        "licences and bans: cargo install cargo-deny",
        process::command("cargo").args(["deny", "--version"]),
    );
    tool("rg", "a peer for cargo xtask bench", process::command("rg").arg("--version"));

    println!("\nSystem packages");
    group("build and test", &[packages::BUILD]);
    group("window", &[packages::WINDOW]);
    group("tests of window and browser", &[packages::SOFTWARE_GPU, packages::SCREENLESS, packages::BROWSER]);
    group("browser build", &[packages::WEB]);

    println!("\nBrowser build");
    match wasm::present() {
        Some(how) => println!("  ok       {how}"),
        None => {
            println!("  missing  a Rust for {}: rustup target add {0}, or Debian's rustc-web", wasm::TARGET)
        }
    }

    println!("\nGraphics");
    for driver in gpu::drivers() {
        println!("  driver   {}", driver.display());
    }
    match gpu::software_driver() {
        Some(driver) => println!("  tests    {}", driver.display()),
        None => println!("  missing  lavapipe, with which tests draw (mesa-vulkan-drivers)"),
    }

    println!("\nFolders");
    println!("  source   {}", places.root.display());
    println!("  cache    {}", places.cache.display());
    println!("  builds   {}", places.target().display());
    Ok(())
}

fn tool(name: &str, why: &str, command: &mut Command) {
    match process::output(command) {
        Ok(told) => println!("  ok       {name:<12} {}", told.lines().next().unwrap_or_default()),
        Err(_) => println!("  missing  {name:<12} {why}"),
    }
}

fn group(name: &str, needs: &[&[Need]]) {
    let missing = packages::missing(&ThisSystem, needs);
    if missing.is_empty() {
        println!("  ok       {name}");
    }
    for need in missing {
        println!("  missing  {:<22} {} ({name})", need.package, need.why);
    }
}

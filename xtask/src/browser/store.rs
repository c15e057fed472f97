//! The stores of a page: every contract in a real browser, and what a reload finds again. A small module of its own
//! does it (`crates/store/examples/web.rs`), so this needs neither the editor nor a GPU.

use super::{Browser, START, wait};
use crate::places::Places;
use crate::process;
use crate::server::Server;
use crate::wasm;
use anyhow::{Result, ensure};
use serde_json::Value;
use std::path::Path;

const MODULE: &str = "store_in_browser";
const PAGE: &str = r#"<!doctype html>
<meta charset="utf-8">
<title>Stores</title>
<link rel="icon" href="data:,">
<script type="module">
  import init, * as store from "./store_in_browser.js";
  await init();
  window.store = store;
  document.body.dataset.state = "ready";
</script>
<body></body>
"#;

/// Builds the module and runs it.
///
/// # Errors
/// When something is missing, or a contract is broken; the message has the page's words.
pub fn test(places: &Places) -> Result<()> {
    let folder = places.fresh("browser-store")?;
    let site = folder.join("site");
    build(places, &site)?;
    let program = super::chromium()?;
    let server = Server::start(&site, 0)?;
    let mut browser = Browser::launch(&program, &folder)?;
    let outcome = drive(&mut browser, &server);
    let said = browser.console();
    drop(browser);
    std::fs::remove_dir_all(folder.join("profile")).ok();
    if outcome.is_err() {
        for line in &said {
            println!("  page: {line}");
        }
    }
    outcome
}

fn build(places: &Places, site: &Path) -> Result<()> {
    let bindgen = wasm::wasm_bindgen(places)?;
    process::run(wasm::Toolchain::ensure(places)?.build(places)?.args([
        "--package",
        "justbuilt-store",
        "--example",
        MODULE,
        "--features",
        "contract",
        "--profile",
        "web-dev",
    ]))?;
    let built = places.web_target().join(wasm::TARGET).join("web-dev/examples").join(MODULE);
    std::fs::create_dir_all(site)?;
    process::run(
        process::command(&bindgen)
            .args(["--target", "web", "--no-typescript", "--out-name", MODULE, "--out-dir"])
            .arg(site)
            .arg(built.with_extension("wasm")),
    )?;
    std::fs::write(site.join("index.html"), PAGE)?;
    Ok(())
}

fn drive(browser: &mut Browser, server: &Server) -> Result<()> {
    let page = browser.open(&server.url())?;
    let mut call = |function: &str| -> Result<Value> {
        wait(browser, &page, "the module to start", START, |browser| {
            let ready = browser.evaluate(&page, "document.body?.dataset.state === 'ready'")?;
            Ok((ready == true).then_some(()))
        })?;
        // A panic leaves a promise that never ends, but the page reports it: so start, and look.
        let started = format!(
            "window.done = undefined; window.store.{function}().then(
               (value) => {{ window.done = {{ value }}; }},
               (error) => {{ window.done = {{ error: String(error) }}; }}); true"
        );
        browser.evaluate(&page, &started)?;
        let done = wait(browser, &page, function, START, |browser| {
            let done = browser.evaluate(&page, "window.done ?? null")?;
            Ok((!done.is_null()).then_some(done))
        })?;
        ensure!(done["error"].is_null(), "{function}: {}", done["error"]);
        if function == "before_reload" {
            browser.evaluate(&page, "document.body.dataset.state = ''; location.reload(); true")?;
        }
        Ok(done["value"].clone())
    };
    let points = call("contracts")?;
    println!("  {points} points of the contracts hold on IndexedDB");
    call("before_reload")?;
    call("after_reload")?;
    println!("  a reload finds records, logs, content and files");
    Ok(())
}

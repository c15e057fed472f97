//! The browser test: opens `dist/` in headless Chromium, types into the open document, and sees the text arrive in
//! the document and on the canvas; then talks to a colleague ([`chat`]).
//!
//! Chromium is spoken to over its debugging pipe ([`cdp`]), so nothing but Chromium itself is needed. Pictures are
//! compared by the browser too, in a page of its own, which saves a decoder here.

mod base64;
mod cdp;
mod chat;
mod keys;
mod model;
pub mod store;

use crate::places::Places;
use crate::process;
use crate::server::Server;
use anyhow::{Context, Result, bail, ensure};
use cdp::{Browser, Page};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// What is typed. Long enough that a blinking caret cannot be taken for it.
const TYPED: &str = "// Typed in the browser: it works\n";
/// Time for the module to load, compile and draw its first frame on a software GPU.
const START: Duration = Duration::from_secs(180);
/// Time for a key to reach the document and the canvas.
const REACT: Duration = Duration::from_secs(60);

/// Page functions for comparing pictures, which come as base64 PNG.
const LOOK: &str = r#"
  window.pixels = async (base64) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + base64;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  window.colours = async (base64) => {
    const { data } = await window.pixels(base64);
    return new Set(new Uint32Array(data.buffer)).size;
  };
  window.difference = async (one, other) => {
    const [a, b] = await Promise.all([window.pixels(one), window.pixels(other)]);
    const [x, y] = [new Uint32Array(a.data.buffer), new Uint32Array(b.data.buffer)];
    let [count, left, right] = [0, a.width, 0];
    for (let i = 0; i < x.length; i++) {
      if (x[i] !== y[i]) {
        count++;
        left = Math.min(left, i % a.width);
        right = Math.max(right, i % a.width);
      }
    }
    return { count, width: Math.max(0, right - left) };
  };
"#;

/// Runs the test on a built `dist/`.
///
/// # Errors
/// When the editor does not start, does not react, or the page reports an error; the message has the page's words.
pub fn test(places: &Places, dist: &Path) -> Result<()> {
    ensure!(dist.join("index.html").is_file(), "{} holds no browser build: cargo xtask web", dist.display());
    let program = chromium()?;
    let server = Server::start(dist, 0)?;
    let pictures = places.fresh("browser")?;
    let mut browser = Browser::launch(&program, &pictures)?;
    let outcome = drive(&mut browser, &server, &pictures);
    let said = browser.console();
    drop(browser);
    std::fs::remove_dir_all(pictures.join("profile")).ok();
    std::fs::write(pictures.join("console.txt"), said.join("\n"))?;
    if outcome.is_err() {
        for line in &said {
            println!("  page: {line}");
        }
    }
    outcome
}

fn chromium() -> Result<std::path::PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    names.into_iter().find_map(process::find).context("no Chromium on the path")
}

fn drive(browser: &mut Browser, server: &Server, pictures: &Path) -> Result<()> {
    let look = browser.open("about:blank")?;
    browser.evaluate(&look, &format!("{LOOK}; true"))?;
    let started = Instant::now();
    let page = browser.open(&server.url())?;
    wait(browser, &page, "the editor to start", START, |browser| {
        let ready = "document.body.dataset.state === 'ready' && typeof window.justbuilt?.text === 'function'";
        Ok((browser.evaluate(&page, ready)? == true).then_some(()))
    })?;
    let before = wait(browser, &page, "a picture on the canvas", START, |browser| {
        let picture = browser.screenshot(&page)?;
        let colours = browser.evaluate(&look, &format!("colours('{picture}')"))?;
        Ok((colours.as_u64() > Some(16)).then_some(picture))
    })?;
    println!("  first picture after {:.1} s", started.elapsed().as_secs_f64());
    save(pictures, "before.png", &before)?;

    let text = wait(browser, &page, "an open document", REACT, |browser| {
        let state = editor_state(browser, &page)?;
        let text = editor_text(browser, &page)?;
        let open = state["tabs"].as_array().is_some_and(|tabs| !tabs.is_empty());
        Ok((open && !text.is_empty()).then_some(text))
    })?;
    ensure!(!text.contains(TYPED.trim()), "the document has the text before it is typed");

    // A click into the document gives it the keyboard; its start is then in view, whatever was.
    keys::click(browser, &page, 760.0, 400.0)?;
    keys::chord(browser, &page, keys::CTRL, "Home")?;
    let clicked = browser.screenshot(&page)?;
    keys::type_text(browser, &page, TYPED)?;
    wait(browser, &page, "the typed text in the document", REACT, |browser| {
        Ok(editor_text(browser, &page)?.contains(TYPED.trim()).then_some(()))
    })?;
    let typed = Instant::now();
    let changed = wait(browser, &page, "the typed text on the canvas", REACT, |browser| {
        let picture = browser.screenshot(&page)?;
        save(pictures, "after.png", &picture)?;
        let changed = browser.evaluate(&look, &format!("difference('{clicked}', '{picture}')"))?;
        let seen = changed["count"].as_u64() > Some(400) && changed["width"].as_u64() > Some(150);
        Ok(seen.then_some(changed))
    })?;
    println!(
        "  typed text seen after {:.1} s: {} pixels changed",
        typed.elapsed().as_secs_f64(),
        changed["count"]
    );
    let length = editor_text(browser, &page)?.len();
    ensure!(
        length == text.len() + TYPED.len(),
        "typing {} bytes made {} of {}",
        TYPED.len(),
        length,
        text.len()
    );
    browser.check(&page)?;
    chat::drive(browser, &page, pictures)?;
    println!("  pictures in {}", pictures.display());
    Ok(())
}

/// Asks until there is an answer. What the page reports as an error ends the wait at once.
fn wait<T>(
    browser: &mut Browser,
    page: &Page,
    what: &str,
    limit: Duration,
    mut ask: impl FnMut(&mut Browser) -> Result<Option<T>>,
) -> Result<T> {
    let started = Instant::now();
    loop {
        browser.check(page)?;
        let failed = "document.body?.dataset.state === 'error' ? document.body.innerText : ''";
        let failed = browser.evaluate(page, failed)?;
        if let Some(text) = failed.as_str().filter(|text| !text.is_empty()) {
            bail!("the page shows an error: {text}");
        }
        if let Some(answer) = ask(browser)? {
            return Ok(answer);
        }
        if started.elapsed() > limit {
            bail!("waited {} s for {what}", limit.as_secs());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn editor_text(browser: &mut Browser, page: &Page) -> Result<String> {
    let text = browser.evaluate(page, "window.justbuilt.text()")?;
    Ok(text.as_str().context("justbuilt.text() is no string")?.to_owned())
}

fn editor_state(browser: &mut Browser, page: &Page) -> Result<Value> {
    let state = browser.evaluate(page, "window.justbuilt.state()")?;
    serde_json::from_str(state.as_str().context("justbuilt.state() is no string")?)
        .context("justbuilt.state() is no JSON")
}

fn save(folder: &Path, name: &str, picture: &str) -> Result<()> {
    let bytes = base64::decode(picture).context("the picture is no base64")?;
    std::fs::write(folder.join(name), bytes).with_context(|| format!("writing {name}"))
}

/// Size of the page and its scale.
fn metrics() -> Value {
    json!({ "width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": false })
}

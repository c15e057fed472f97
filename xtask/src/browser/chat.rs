//! A conversation in the page: a provider is added, a question typed, the streamed answer seen, and one without end
//! stopped, so that the browser's own network is what carries it.

use super::cdp::{Browser, Page};
use super::model::{ANSWER, ENDLESS, Model, TOKENS};
use super::{REACT, editor_state, keys, save, wait};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// From the command to stop until the server sees the connection closed. Far above the 50 ms of a real machine: here a
/// debug build draws on the processor.
const STOPPED: Duration = Duration::from_secs(10);

/// Talks to a scripted model.
///
/// # Errors
/// When something of it does not come to pass, or the page reports an error.
pub fn drive(browser: &mut Browser, page: &Page, pictures: &Path) -> Result<()> {
    let model = Model::start()?;
    run(browser, page, &format!("ai.add_provider scripted {} m", model.base_url()))?;
    wait(browser, page, "the provider", REACT, |browser| {
        Ok((editor_state(browser, page)?["provider"] == true).then_some(()))
    })?;
    run(browser, page, "ai.chat")?;
    wait(browser, page, "the dock", REACT, |browser| {
        Ok((editor_state(browser, page)?["focus"] != "Editor").then_some(()))
    })?;
    // The field of the dock has the keyboard.
    keys::type_text(browser, page, "Which port?\n")?;
    let asked = Instant::now();
    let turns = wait(browser, page, "the answer", REACT, |browser| {
        let chat = editor_state(browser, page)?["chat"].clone();
        let done = chat["busy"] == false && chat["turns"].as_array().is_some_and(|turns| turns.len() == 2);
        Ok(done.then(|| chat["turns"].clone()))
    })?;
    save(pictures, "chat.png", &browser.screenshot(page)?)?;
    let (question, answer) = (&turns[0], &turns[1]);
    ensure!(question["person"] == true && question["text"] == "Which port?", "another question: {question}");
    ensure!(answer["text"] == ANSWER && answer["trouble"] == Value::Null, "another answer: {answer}");
    ensure!(answer["tokens"] == json!([TOKENS.0, TOKENS.1]), "the meter is wrong: {answer}");
    let request = loop {
        let seen = model.seen.recv_timeout(REACT).context("the server was not asked")?;
        if seen.what == "POST /v1/chat/completions" {
            break seen;
        }
    };
    ensure!(request.body.contains("Which port?"), "another request: {}", request.body);
    println!("  an answer of {} bytes after {:.1} s", ANSWER.len(), asked.elapsed().as_secs_f64());

    keys::type_text(browser, page, &format!("Now {ENDLESS}\n"))?;
    wait(browser, page, "the first words", REACT, |browser| {
        let chat = editor_state(browser, page)?["chat"].clone();
        let text = chat["turns"][3]["text"].as_str().unwrap_or_default();
        Ok(text.contains("and so on, and so on").then_some(()))
    })?;
    ensure!(model.left.try_recv().is_err(), "the connection was closed before it was stopped");
    let stopped = Instant::now();
    run(browser, page, "ai.stop")?;
    let left = model.left.recv_timeout(STOPPED).context("the connection stays open")?;
    println!("  stopped: closed after {} ms", left.saturating_duration_since(stopped).as_millis());
    wait(browser, page, "the stop", REACT, |browser| {
        let chat = editor_state(browser, page)?["chat"].clone();
        let turn = &chat["turns"][3];
        let kept = turn["text"].as_str().is_some_and(|text| text.contains("and so on"));
        Ok((chat["busy"] == false && kept && turn["state"] != "Whole").then_some(()))
    })?;
    browser.check(page)
}

/// A command of the editor's table.
fn run(browser: &mut Browser, page: &Page, step: &str) -> Result<()> {
    let said = browser.evaluate(page, &format!("window.justbuilt.run({})", json!(step)))?;
    ensure!(said == "", "{step}: {said}");
    Ok(())
}

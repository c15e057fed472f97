//! Test cases of a prompt: values, and what the text made with them must hold.

use justbuilt_store::records::types::PromptCase;

use super::{Prompt, Values};

/// How a case went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// The case.
    pub name: String,
    /// What is wrong, each a sentence; nothing when it passes.
    pub wrong: Vec<String>,
}

/// Runs the cases of a prompt.
pub fn run_cases(prompt: &Prompt) -> Vec<CaseResult> {
    let run = |case: &PromptCase| {
        let values: Values = case.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let wrong = match prompt.render(&values) {
            Err(error) => vec![error.to_string()],
            Ok(rendered) => judge(case, &rendered.text),
        };
        CaseResult { name: case.name.clone(), wrong }
    };
    prompt.cases.iter().map(run).collect()
}

/// What is wrong with a text by what a case expects and refuses, each a sentence: the text that the template makes, or
/// an answer to it.
pub fn judge(case: &PromptCase, text: &str) -> Vec<String> {
    let missing = case.expect.iter().filter(|wanted| !text.contains(wanted.as_str()));
    let missing = missing.map(|wanted| format!("the text does not say {wanted:?}"));
    let present = case.refuse.iter().filter(|unwanted| text.contains(unwanted.as_str()));
    missing.chain(present.map(|unwanted| format!("the text says {unwanted:?}"))).collect()
}

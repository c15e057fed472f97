//! Test cases of a prompt: values, and what the text made with them must hold.

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
    let run = |case: &justbuilt_store::records::types::PromptCase| {
        let values: Values = case.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let wrong = match prompt.render(&values) {
            Err(error) => vec![error.to_string()],
            Ok(rendered) => {
                let missing = case.expect.iter().filter(|text| !rendered.text.contains(text.as_str()));
                let missing = missing.map(|text| format!("the text does not say {text:?}"));
                let present = case.refuse.iter().filter(|text| rendered.text.contains(text.as_str()));
                missing.chain(present.map(|text| format!("the text says {text:?}"))).collect()
            }
        };
        CaseResult { name: case.name.clone(), wrong }
    };
    prompt.cases.iter().map(run).collect()
}

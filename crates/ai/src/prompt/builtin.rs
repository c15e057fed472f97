//! The prompts that come with the program. A prompt of the user or the project with the same name goes before.

use super::{Prompt, PromptFile};

/// Name and text of each file.
pub const BUILT_IN: [(&str, &str); 7] = [
    ("commit-message.md", include_str!("../../prompts/commit-message.md")),
    ("explain.md", include_str!("../../prompts/explain.md")),
    ("fix-problem.md", include_str!("../../prompts/fix-problem.md")),
    ("write-tests.md", include_str!("../../prompts/write-tests.md")),
    ("document.md", include_str!("../../prompts/document.md")),
    ("review-diff.md", include_str!("../../prompts/review-diff.md")),
    ("refine-sketch.md", include_str!("../../prompts/refine-sketch.md")),
];

/// The prompts that come with the program.
pub fn built_in() -> Vec<Prompt> {
    let files = BUILT_IN.iter().filter_map(|(name, text)| PromptFile::read(name, text).ok());
    files.map(|file| file.prompt().clone()).collect()
}

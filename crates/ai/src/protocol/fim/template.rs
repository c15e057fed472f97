//! The prompts on which families of models were trained to fill in the middle, for servers that only complete.
//! The forms are those of the models' own cards and papers (Bavarian et al., "Efficient training of language models
//! to fill in the middle", 2022, <https://arxiv.org/abs/2207.14255>).

/// A family of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// Qwen Coder, Granite, CodeGemma: `<|fim_prefix|>`, with `<|file_sep|>` between files.
    Qwen,
    /// StarCoder and StableCode: `<fim_prefix>`, with `<file_sep>` between files.
    Starcoder,
    /// Codestral without Mistral's server: the suffix first.
    Codestral,
    /// Seed-Coder: `<[fim-prefix]>`.
    SeedCoder,
}

impl Template {
    /// The family of a model, by its name; `None` if it is not known to fill in.
    pub fn of(model: &str) -> Option<Self> {
        let name = model.to_ascii_lowercase();
        let has = |part: &str| name.contains(part);
        if has("codestral") {
            Some(Template::Codestral)
        } else if has("starcoder") || has("stable-code") || has("stablecode") {
            Some(Template::Starcoder)
        } else if has("seed-coder") {
            Some(Template::SeedCoder)
        } else if (has("qwen") && has("coder")) || has("codeqwen") || has("granite") || has("codegemma") {
            Some(Template::Qwen)
        } else {
            None
        }
    }

    /// The prompt: pieces of other files, then the text around the place. The path is that of the file itself.
    pub fn prompt(self, prefix: &str, suffix: &str, path: &str, files: &[(String, String)]) -> String {
        let mut prompt = String::new();
        match self {
            Template::Qwen => {
                if !files.is_empty() {
                    prompt.push_str("<|repo_name|>project\n");
                    for (path, text) in files {
                        prompt.push_str(&format!("<|file_sep|>{path}\n{text}\n"));
                    }
                    prompt.push_str(&format!("<|file_sep|>{path}\n"));
                }
                prompt.push_str(&format!("<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>"));
            }
            Template::Starcoder => {
                for (path, text) in files {
                    prompt.push_str(&format!("<file_sep>{path}\n{text}\n"));
                }
                if !files.is_empty() {
                    prompt.push_str("<file_sep>");
                }
                prompt.push_str(&format!("<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>"));
            }
            Template::Codestral => {
                prompt.push_str(&format!("[SUFFIX]{suffix}[PREFIX]"));
                for (path, text) in files {
                    prompt.push_str(&format!("+++++ {path}\n{text}\n"));
                }
                if !files.is_empty() {
                    prompt.push_str(&format!("+++++ {path}\n"));
                }
                prompt.push_str(prefix);
            }
            Template::SeedCoder => {
                prompt.push_str(&format!("<[fim-prefix]>{prefix}<[fim-suffix]>{suffix}<[fim-middle]>"));
            }
        }
        prompt
    }

    /// What ends an answer: without these a model goes on with the next file.
    pub fn stops(self) -> &'static [&'static str] {
        match self {
            Template::Qwen => &[
                "<|fim_prefix|>",
                "<|fim_suffix|>",
                "<|fim_middle|>",
                "<|endoftext|>",
                "<|file_sep|>",
                "<|im_end|>",
            ],
            Template::Starcoder => {
                &["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<file_sep>", "<|endoftext|>"]
            }
            Template::Codestral => &["[PREFIX]", "[SUFFIX]", "\n+++++ "],
            Template::SeedCoder => &["<[fim-prefix]>", "<[fim-suffix]>", "<[fim-middle]>"],
        }
    }
}

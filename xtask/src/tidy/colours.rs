//! Colours have names, and the names live in `ui::tokens` and `ui::theme`.

use super::{Finding, Tree, lexer::has_word};

const FIX: &str = "Take a colour of the theme (crates/ui/src/tokens.rs), or give the new one a name there.";

/// Members of egui's colour types that are no colour of ours.
const NEUTRAL: &[&str] = &["TRANSPARENT", "PLACEHOLDER"];

/// Colours are written down in the tokens and the themes only.
pub fn colours_come_from_tokens(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        let home = file.path.strip_prefix("crates/ui/src/").is_some_and(|rest| {
            matches!(rest.split('/').next(), Some("tokens.rs" | "tokens" | "theme.rs" | "theme"))
        });
        // Colours of a drawing are its content, as CSS and other programs write them.
        let content =
            file.path.starts_with("crates/sketch/") || file.path == "crates/ui/examples/canvas/sample.rs";
        if home || content || file.is_test() || file.path.starts_with("xtask/") {
            continue;
        }
        let tests = rust.test_lines();
        let is_test = |line: usize| tests.get(line).copied().unwrap_or(false);
        for (number, line) in rust.lines().filter(|(number, _)| !is_test(*number)) {
            if let Some(colour) = written_colour(line) {
                findings.push(Finding::at(&file.path, number, format!("`{colour}` outside the tokens"), FIX));
            }
        }
        for (number, text) in rust.strings.iter().filter(|(number, _)| !is_test(*number)) {
            if is_hex_colour(text) {
                findings.push(Finding::at(
                    &file.path,
                    *number,
                    format!("`\"{text}\"` outside the tokens"),
                    FIX,
                ));
            }
        }
    }
    findings
}

/// The first colour made or named in a line of code.
fn written_colour(line: &str) -> Option<String> {
    for kind in ["Color32", "Rgba", "Hsva", "HsvaGamma"] {
        let path = format!("{kind}::");
        for (at, _) in line.match_indices(&path) {
            let member: String = line
                .get(at + path.len()..)
                .unwrap_or_default()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let constant = member.len() > 1 && member.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            let made = member.starts_with("from_") || member == "new";
            if (constant && !NEUTRAL.contains(&member.as_str())) || made {
                return Some(format!("{path}{member}"));
            }
        }
    }
    ["hex_color", "include_color"].iter().find(|word| has_word(line, word)).map(|word| format!("{word}!"))
}

fn is_hex_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 4 | 6 | 8) && digits.chars().all(|c| c.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    //! Every way to write a colour is found, outside its home only.
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        colours_come_from_tokens(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn colours_in_widgets_are_found() {
        for text in [
            "let c = Color32::from_rgb(1, 2, 3);",
            "let c = egui::Color32::RED;",
            "let c = egui::Rgba::from_white_alpha(0.5);",
            "let c = hex_color!(\"#fff\");",
            "let c = \"#15171c\";",
        ] {
            assert!(found("crates/ui/src/tree.rs", text) > 0, "{text}");
        }
    }

    #[test]
    fn tokens_tests_and_neutral_ones_pass() {
        assert_eq!(found("crates/ui/src/tokens.rs", "Color32::from_rgb(1, 2, 3)"), 0);
        assert_eq!(found("crates/ui/src/theme/dark.rs", "Color32::RED"), 0);
        assert_eq!(found("crates/sketch/src/scene.rs", "let stroke = \"#1e1e1e\";"), 0);
        assert_eq!(found("crates/ui/src/tree/tests.rs", "Color32::RED"), 0);
        assert_eq!(
            found("crates/ui/src/tree.rs", "Color32::TRANSPARENT; let x: Color32 = c; // \"#ffffff\""),
            0
        );
        assert_eq!(found("crates/ui/src/tree.rs", "let a = \"#include\"; let issue = \"#12\";"), 0);
    }
}

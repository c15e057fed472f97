//! Where grammars and their queries come from: cargo features and `queries/<language>/*.scm`.
//! Nothing is compiled here.

use super::GrammarId;

/// The tree-sitter language, if its feature is on.
pub(super) fn language(id: GrammarId) -> Option<tree_sitter::Language> {
    match id {
        #[cfg(feature = "rust")]
        GrammarId::Rust => Some(tree_sitter_rust::LANGUAGE.into()),
        #[cfg(feature = "python")]
        GrammarId::Python => Some(tree_sitter_python::LANGUAGE.into()),
        #[cfg(feature = "javascript")]
        GrammarId::JavaScript => Some(tree_sitter_javascript::LANGUAGE.into()),
        #[cfg(feature = "typescript")]
        GrammarId::TypeScript => Some(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()),
        #[cfg(feature = "typescript")]
        GrammarId::Tsx => Some(tree_sitter_typescript::LANGUAGE_TSX.into()),
        #[cfg(feature = "json")]
        GrammarId::Json => Some(tree_sitter_json::LANGUAGE.into()),
        #[cfg(feature = "toml")]
        GrammarId::Toml => Some(tree_sitter_toml_ng::LANGUAGE.into()),
        #[cfg(feature = "yaml")]
        GrammarId::Yaml => Some(tree_sitter_yaml::LANGUAGE.into()),
        #[cfg(feature = "markdown")]
        GrammarId::Markdown => Some(tree_sitter_md::LANGUAGE.into()),
        #[cfg(feature = "markdown")]
        GrammarId::MarkdownInline => Some(tree_sitter_md::INLINE_LANGUAGE.into()),
        #[cfg(feature = "html")]
        GrammarId::Html => Some(tree_sitter_html::LANGUAGE.into()),
        #[cfg(feature = "css")]
        GrammarId::Css => Some(tree_sitter_css::LANGUAGE.into()),
        #[cfg(feature = "bash")]
        GrammarId::Bash => Some(tree_sitter_bash::LANGUAGE.into()),
        #[cfg(feature = "c")]
        GrammarId::C => Some(tree_sitter_c::LANGUAGE.into()),
        #[cfg(feature = "cpp")]
        GrammarId::Cpp => Some(tree_sitter_cpp::LANGUAGE.into()),
        #[cfg(feature = "go")]
        GrammarId::Go => Some(tree_sitter_go::LANGUAGE.into()),
        #[cfg(feature = "java")]
        GrammarId::Java => Some(tree_sitter_java::LANGUAGE.into()),
        #[cfg(feature = "sql")]
        GrammarId::Sql => Some(tree_sitter_sequel::LANGUAGE.into()),
        #[cfg_attr(
            all(
                feature = "rust",
                feature = "python",
                feature = "javascript",
                feature = "typescript",
                feature = "json",
                feature = "toml",
                feature = "yaml",
                feature = "markdown",
                feature = "html",
                feature = "css",
                feature = "bash",
                feature = "c",
                feature = "cpp",
                feature = "go",
                feature = "java",
                feature = "sql"
            ),
            expect(unreachable_patterns, reason = "every feature is on in this build")
        )]
        _ => None,
    }
}

macro_rules! query {
    ($($path:literal),+) => {
        [$(include_str!(concat!("../../queries/", $path, ".scm"))),+].join("\n")
    };
}

/// Patterns that name what is painted; a later pattern beats an earlier one on the same node.
pub(super) fn highlights(id: GrammarId) -> String {
    match id {
        GrammarId::Rust => query!("rust/highlights"),
        GrammarId::Python => query!("python/highlights"),
        GrammarId::JavaScript => query!("javascript/highlights", "javascript/params", "javascript/jsx"),
        GrammarId::TypeScript => query!("javascript/highlights", "typescript/highlights"),
        GrammarId::Tsx => query!("javascript/highlights", "typescript/highlights", "javascript/jsx"),
        GrammarId::Json => query!("json/highlights"),
        GrammarId::Toml => query!("toml/highlights"),
        GrammarId::Yaml => query!("yaml/highlights"),
        GrammarId::Markdown => query!("markdown/highlights"),
        GrammarId::MarkdownInline => query!("markdown_inline/highlights"),
        GrammarId::Html => query!("html/highlights"),
        GrammarId::Css => query!("css/highlights"),
        GrammarId::Bash => query!("bash/highlights"),
        GrammarId::C => query!("c/highlights"),
        GrammarId::Cpp => query!("c/highlights", "cpp/highlights"),
        GrammarId::Go => query!("go/highlights"),
        GrammarId::Java => query!("java/highlights"),
        GrammarId::Sql => query!("sql/highlights"),
    }
}

/// Patterns that find text of another language (`@injection.content`, `@injection.language`).
pub(super) fn injections(id: GrammarId) -> String {
    match id {
        GrammarId::Markdown => query!("markdown/injections"),
        GrammarId::Html => query!("html/injections"),
        GrammarId::JavaScript | GrammarId::TypeScript | GrammarId::Tsx => query!("javascript/injections"),
        _ => String::new(),
    }
}

/// Patterns of what can be folded away (`@fold`).
pub(super) fn folds(id: GrammarId) -> String {
    match id {
        GrammarId::Rust => query!("rust/folds"),
        GrammarId::Python => query!("python/folds"),
        GrammarId::JavaScript => query!("javascript/folds", "javascript/jsx_folds"),
        GrammarId::TypeScript => query!("javascript/folds", "typescript/folds"),
        GrammarId::Tsx => query!("javascript/folds", "typescript/folds", "javascript/jsx_folds"),
        GrammarId::Json => query!("json/folds"),
        GrammarId::Toml => query!("toml/folds"),
        GrammarId::Yaml => query!("yaml/folds"),
        GrammarId::Markdown => query!("markdown/folds"),
        GrammarId::MarkdownInline => String::new(),
        GrammarId::Html => query!("html/folds"),
        GrammarId::Css => query!("css/folds"),
        GrammarId::Bash => query!("bash/folds"),
        GrammarId::C => query!("c/folds"),
        GrammarId::Cpp => query!("c/folds", "cpp/folds"),
        GrammarId::Go => query!("go/folds"),
        GrammarId::Java => query!("java/folds"),
        GrammarId::Sql => query!("sql/folds"),
    }
}

/// Patterns of symbols (`@symbol.<kind>` around the whole, `@name` on its name).
pub(super) fn outline(id: GrammarId) -> String {
    match id {
        GrammarId::Rust => query!("rust/outline"),
        GrammarId::Python => query!("python/outline"),
        GrammarId::JavaScript => query!("javascript/outline"),
        GrammarId::TypeScript | GrammarId::Tsx => query!("javascript/outline", "typescript/outline"),
        GrammarId::Json => query!("json/outline"),
        GrammarId::Toml => query!("toml/outline"),
        GrammarId::Yaml => query!("yaml/outline"),
        GrammarId::Markdown => query!("markdown/outline"),
        GrammarId::MarkdownInline => String::new(),
        GrammarId::Html => query!("html/outline"),
        GrammarId::Css => query!("css/outline"),
        GrammarId::Bash => query!("bash/outline"),
        GrammarId::C => query!("c/outline"),
        GrammarId::Cpp => query!("c/outline", "cpp/outline"),
        GrammarId::Go => query!("go/outline"),
        GrammarId::Java => query!("java/outline"),
        GrammarId::Sql => query!("sql/outline"),
    }
}

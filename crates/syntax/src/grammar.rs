//! Grammars: a tree-sitter language with its compiled queries. Which sources they come from is in
//! `grammar::sources`; which files they serve is in `language`.

mod sources;

use std::sync::OnceLock;

use tree_sitter::Query;

use crate::highlight::Highlight;
use crate::{OneThread, one_thread};

/// A tree-sitter grammar this crate can be built with. Whether it was: [`GrammarId::is_built_in`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum GrammarId {
    /// Rust.
    Rust,
    /// Python.
    Python,
    /// JavaScript with JSX.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// JSON with comments.
    Json,
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
    /// The blocks of Markdown.
    Markdown,
    /// The inlines of Markdown; only ever injected.
    MarkdownInline,
    /// HTML.
    Html,
    /// CSS.
    Css,
    /// Bash and friends.
    Bash,
    /// C.
    C,
    /// C++.
    Cpp,
    /// Go.
    Go,
    /// Java.
    Java,
    /// SQL.
    Sql,
}

impl GrammarId {
    /// Every grammar, in the order of their numbers.
    pub const ALL: &'static [GrammarId] = &[
        GrammarId::Rust,
        GrammarId::Python,
        GrammarId::JavaScript,
        GrammarId::TypeScript,
        GrammarId::Tsx,
        GrammarId::Json,
        GrammarId::Toml,
        GrammarId::Yaml,
        GrammarId::Markdown,
        GrammarId::MarkdownInline,
        GrammarId::Html,
        GrammarId::Css,
        GrammarId::Bash,
        GrammarId::C,
        GrammarId::Cpp,
        GrammarId::Go,
        GrammarId::Java,
        GrammarId::Sql,
    ];

    /// Whether the grammar's feature was on when this was built.
    #[must_use]
    pub fn is_built_in(self) -> bool {
        sources::language(self).is_some()
    }

    /// Whether what the host layer says shines through where this grammar says nothing.
    pub(crate) fn is_transparent(self) -> bool {
        self == GrammarId::MarkdownInline
    }
}

impl GrammarId {
    /// Whether a parse that starts from an old tree comes to the same as one from scratch. The inlines of
    /// Markdown count delimiters far ahead, and are short.
    pub(crate) fn is_incremental(self) -> bool {
        self != GrammarId::MarkdownInline
    }
}

/// A highlight query with its captures mapped.
pub(crate) struct HighlightQuery {
    pub query: Query,
    /// By capture index: what to paint, `Some(None)` to clear, `None` to ignore.
    pub paints: Vec<Option<Option<Highlight>>>,
}

/// An injection query with the captures it needs.
pub(crate) struct InjectionQuery {
    pub query: Query,
    pub content: u32,
    pub language: Option<u32>,
    /// By pattern.
    pub patterns: Vec<InjectionPattern>,
}

/// The settings of one injection pattern.
#[derive(Default)]
pub(crate) struct InjectionPattern {
    pub language: Option<Box<str>>,
    pub include_children: bool,
}

/// A grammar, ready for use. Queries are compiled when first asked for.
pub(crate) struct Grammar {
    pub id: GrammarId,
    pub language: OneThread<tree_sitter::Language>,
    highlights: OnceLock<Option<HighlightQuery>>,
    injections: OnceLock<Option<InjectionQuery>>,
    folds: OnceLock<Option<Query>>,
    outline: OnceLock<Option<Query>>,
}

impl Grammar {
    /// The grammar, if it was built in.
    pub fn new(id: GrammarId) -> Option<Grammar> {
        Some(Grammar {
            id,
            language: one_thread(sources::language(id)?),
            highlights: OnceLock::new(),
            injections: OnceLock::new(),
            folds: OnceLock::new(),
            outline: OnceLock::new(),
        })
    }

    pub fn highlights(&self) -> Option<&HighlightQuery> {
        self.highlights
            .get_or_init(|| {
                let query = self.compile("highlights", sources::highlights(self.id))?;
                let paints =
                    query
                        .capture_names()
                        .iter()
                        .map(|name| {
                            if *name == "none" { Some(None) } else { Highlight::from_capture(name).map(Some) }
                        })
                        .collect();
                Some(HighlightQuery { query, paints })
            })
            .as_ref()
    }

    /// Whether highlighting would start at once: compiling the queries takes tens of milliseconds.
    pub fn is_ready(&self) -> bool {
        self.highlights.get().is_some()
    }

    pub fn injections(&self) -> Option<&InjectionQuery> {
        self.injections
            .get_or_init(|| {
                let query = self.compile("injections", sources::injections(self.id))?;
                let content = query.capture_index_for_name("injection.content")?;
                let language = query.capture_index_for_name("injection.language");
                let patterns =
                    (0..query.pattern_count()).map(|index| injection_pattern(&query, index)).collect();
                Some(InjectionQuery { query, content, language, patterns })
            })
            .as_ref()
    }

    pub fn folds(&self) -> Option<&Query> {
        self.folds.get_or_init(|| self.compile("folds", sources::folds(self.id))).as_ref()
    }

    pub fn outline(&self) -> Option<&Query> {
        self.outline.get_or_init(|| self.compile("outline", sources::outline(self.id))).as_ref()
    }

    fn compile(&self, what: &str, source: String) -> Option<Query> {
        if source.trim().is_empty() {
            return None;
        }
        match Query::new(&self.language, &source) {
            Ok(query) => Some(query),
            Err(error) => {
                log::error!("{what} query of {:?}: {error}", self.id);
                None
            }
        }
    }

    /// Compiles every query and returns the first error with the query's name.
    #[cfg(test)]
    pub fn check_queries(&self) -> Result<(), (&'static str, tree_sitter::QueryError)> {
        for (what, source) in [
            ("highlights", sources::highlights(self.id)),
            ("injections", sources::injections(self.id)),
            ("folds", sources::folds(self.id)),
            ("outline", sources::outline(self.id)),
        ] {
            Query::new(&self.language, &source).map_err(|error| (what, error))?;
        }
        Ok(())
    }
}

fn injection_pattern(query: &Query, index: usize) -> InjectionPattern {
    let mut pattern = InjectionPattern::default();
    for setting in query.property_settings(index) {
        match &*setting.key {
            "injection.language" => pattern.language = setting.value.clone(),
            "injection.include-children" => pattern.include_children = true,
            _ => {}
        }
    }
    pattern
}

#[cfg(test)]
mod tests;

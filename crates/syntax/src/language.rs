//! The languages the editor knows: names, how a file's language is found, how it is edited and parsed.
//! Grammars and queries live in `grammar`; this is only the catalogue.

mod catalogue;
mod code;
mod detect;
mod prose;
mod rules;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use justbuilt_text::edit::LanguageEdit;
use serde::Serialize;

use crate::grammar::{Grammar, GrammarId};
use crate::scopes::ScopeSet;

pub(crate) use catalogue::{IndentRule, Spec};

/// Names a language; stable, lower case, used in settings (`rust`, `csharp`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct LanguageId(&'static str);

impl LanguageId {
    /// Text without any language.
    pub const PLAIN: LanguageId = LanguageId("plain");

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    pub(crate) const fn new(name: &'static str) -> Self {
        LanguageId(name)
    }
}

impl fmt::Debug for LanguageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for LanguageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How a language is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A tree-sitter grammar: highlighting, folds, outline, brackets and indents by tree.
    Tree(GrammarId),
    /// A TextMate-like definition of syntect with this name: highlighting by line.
    Scopes(&'static str),
    /// Nothing but text.
    Plain,
}

/// What one level of indentation is in a language unless file or settings say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DefaultIndent {
    /// One tab.
    Tabs,
    /// This many spaces.
    Spaces(u8),
}

/// One language of the catalogue.
#[derive(Clone, Debug)]
pub struct Language {
    /// The stable name.
    pub id: LanguageId,
    /// The name people read in the status bar and the picker.
    pub name: &'static str,
    /// File extensions without the dot.
    pub extensions: &'static [&'static str],
    /// Whole file names.
    pub filenames: &'static [&'static str],
    /// Interpreters of a `#!` line.
    pub shebangs: &'static [&'static str],
    /// Other names, as in fenced code blocks and modelines.
    pub aliases: &'static [&'static str],
    /// How it is parsed.
    pub engine: Engine,
    /// The usual indentation.
    pub indent: DefaultIndent,
    /// The usual width of a tab, in columns.
    pub tab_width: u8,
    /// Columns after which a ruler is usually shown; empty for none.
    pub rulers: &'static [u16],
    /// Whether long lines are usually wrapped (prose).
    pub soft_wrap: bool,
    /// Comments, pairs and textual indent rules, for the edit commands.
    pub edit: LanguageEdit,
    pub(crate) indent_rule: IndentRule,
}

/// The registry: every language with its grammar, compiled when first needed.
///
/// Cheap to create; meant to live in an `Arc` that documents share.
pub struct Languages {
    languages: Vec<Language>,
    by_id: HashMap<&'static str, usize>,
    /// Ids, names and aliases in lower case.
    by_name: HashMap<String, usize>,
    by_extension: HashMap<&'static str, usize>,
    by_filename: HashMap<&'static str, usize>,
    by_shebang: HashMap<&'static str, usize>,
    grammars: Vec<OnceLock<Option<Arc<Grammar>>>>,
    scopes: OnceLock<ScopeSet>,
}

impl Default for Languages {
    fn default() -> Self {
        Self::new()
    }
}

impl Languages {
    /// The whole catalogue. No grammar is compiled yet.
    #[must_use]
    pub fn new() -> Languages {
        let languages: Vec<Language> =
            code::CODE.iter().chain(prose::PROSE).map(Language::from_spec).collect();
        let mut registry = Languages {
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            by_extension: HashMap::new(),
            by_filename: HashMap::new(),
            by_shebang: HashMap::new(),
            grammars: GrammarId::ALL.iter().map(|_| OnceLock::new()).collect(),
            scopes: OnceLock::new(),
            languages,
        };
        for (index, language) in registry.languages.iter().enumerate() {
            registry.by_id.insert(language.id.0, index);
            for extension in language.extensions {
                registry.by_extension.entry(extension).or_insert(index);
                registry.by_name.entry(extension.to_lowercase()).or_insert(index);
            }
            for filename in language.filenames {
                registry.by_filename.entry(filename).or_insert(index);
            }
            for shebang in language.shebangs {
                registry.by_shebang.entry(shebang).or_insert(index);
            }
        }
        // A name beats an extension that says the same.
        for (index, language) in registry.languages.iter().enumerate() {
            for name in language.aliases.iter().chain([&language.name]) {
                registry.by_name.insert(name.to_lowercase(), index);
            }
        }
        for (index, language) in registry.languages.iter().enumerate() {
            registry.by_name.insert(language.id.0.to_owned(), index);
        }
        registry
    }

    /// The language with this id. Ids only come from this registry's catalogue, so there always is one.
    #[must_use]
    pub fn get(&self, id: LanguageId) -> &Language {
        let index = self.by_id.get(id.0).copied().unwrap_or_default();
        &self.languages[index]
    }

    /// Every language, for the picker, by name.
    pub fn all(&self) -> impl Iterator<Item = &Language> {
        let mut languages: Vec<&Language> = self.languages.iter().collect();
        languages.sort_by_key(|language| language.name.to_lowercase());
        languages.into_iter()
    }

    /// The language with this id, name, alias or extension, in any case (`Rust`, `c++`, `yml`).
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<LanguageId> {
        let index = self.by_name.get(name.trim().to_lowercase().as_str())?;
        Some(self.languages[*index].id)
    }

    /// The language of a file by its name, its `#!` line, an editor's mode line or what it starts with.
    /// Plain text when nothing says otherwise. `first_line` may be more than a line; a few hundred bytes do.
    #[must_use]
    pub fn detect(&self, path: Option<&Path>, first_line: &str) -> LanguageId {
        detect::detect(self, path, first_line)
    }

    /// The grammar, if it was built in.
    pub(crate) fn grammar(&self, id: GrammarId) -> Option<Arc<Grammar>> {
        let cell = self.grammars.get(id as usize)?;
        cell.get_or_init(|| Grammar::new(id).map(Arc::new)).clone()
    }

    /// The grammar for a name in a fence, a script's type or a query.
    pub(crate) fn grammar_for_injection(&self, name: &str) -> Option<Arc<Grammar>> {
        if name == "markdown_inline" {
            return self.grammar(GrammarId::MarkdownInline);
        }
        match self.get(self.by_name(name)?).engine {
            Engine::Tree(id) => self.grammar(id),
            Engine::Scopes(_) | Engine::Plain => None,
        }
    }

    /// syntect's definitions, loaded when first needed (tens of milliseconds: off the UI thread).
    pub(crate) fn scopes(&self) -> &ScopeSet {
        self.scopes.get_or_init(ScopeSet::load)
    }

    /// Whether [`Languages::scopes`] would answer at once.
    pub(crate) fn scopes_are_loaded(&self) -> bool {
        self.scopes.get().is_some()
    }
}

impl Language {
    fn from_spec(spec: &Spec) -> Language {
        Language {
            id: LanguageId::new(spec.id),
            name: spec.name,
            extensions: spec.extensions,
            filenames: spec.filenames,
            shebangs: spec.shebangs,
            aliases: spec.aliases,
            engine: match spec.engine {
                // A build without the grammar still opens the file.
                Engine::Tree(grammar) if !grammar.is_built_in() => without_grammar(grammar),
                engine => engine,
            },
            indent: spec.indent,
            tab_width: spec.tab_width,
            rulers: spec.rulers,
            soft_wrap: spec.soft_wrap,
            edit: rules::language_edit(spec),
            indent_rule: spec.indent_rule,
        }
    }
}

/// syntect knows some of the languages whose grammar may be left out.
fn without_grammar(grammar: GrammarId) -> Engine {
    match grammar {
        GrammarId::Rust => Engine::Scopes("Rust"),
        GrammarId::Python => Engine::Scopes("Python"),
        GrammarId::JavaScript | GrammarId::TypeScript | GrammarId::Tsx => Engine::Scopes("JavaScript"),
        GrammarId::Json => Engine::Scopes("JSON"),
        GrammarId::Yaml => Engine::Scopes("YAML"),
        GrammarId::Markdown | GrammarId::MarkdownInline => Engine::Scopes("Markdown"),
        GrammarId::Html => Engine::Scopes("HTML"),
        GrammarId::Css => Engine::Scopes("CSS"),
        GrammarId::Bash => Engine::Scopes("Bourne Again Shell (bash)"),
        GrammarId::C => Engine::Scopes("C"),
        GrammarId::Cpp => Engine::Scopes("C++"),
        GrammarId::Go => Engine::Scopes("Go"),
        GrammarId::Java => Engine::Scopes("Java"),
        GrammarId::Sql => Engine::Scopes("SQL"),
        GrammarId::Toml => Engine::Plain,
    }
}

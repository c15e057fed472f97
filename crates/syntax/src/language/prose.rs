//! The catalogue's data, markup, configuration and prose languages, and plain text.

use super::catalogue::{
    C_COMMENTS, Comments, HASH, IndentRule, MARKUP, NONE, PAIRS_DOUBLE, PAIRS_PLAIN, PAIRS_PROSE, PERCENT,
    SEMICOLON, Spec,
};
use super::{DefaultIndent, Engine};
use crate::grammar::GrammarId;

const TWO: DefaultIndent = DefaultIndent::Spaces(2);
const TABS: DefaultIndent = DefaultIndent::Tabs;

pub(super) const PROSE: &[Spec] = &[
    Spec {
        extensions: &["txt", "text", "log"],
        aliases: &["text", "plaintext", "plain text", "txt", "none"],
        comments: NONE,
        pairs: PAIRS_PLAIN,
        indent_rule: IndentRule::Keep,
        ..Spec::new("plain", "Plain text", Engine::Plain)
    },
    Spec {
        extensions: &[
            "json",
            "jsonc",
            "json5",
            "jsonl",
            "ndjson",
            "geojson",
            "webmanifest",
            "map",
            "har",
            "ipynb",
            "code-workspace",
            "sublime-settings",
            "sublime-project",
            "avsc",
            "excalidraw",
        ],
        filenames: &[
            ".babelrc",
            ".eslintrc",
            ".prettierrc",
            ".jshintrc",
            ".swcrc",
            "composer.lock",
            "Pipfile.lock",
            "flake.lock",
            "deno.lock",
            ".watchmanconfig",
        ],
        aliases: &["jsonc", "json5"],
        indent: TWO,
        pairs: PAIRS_DOUBLE,
        ..Spec::new("json", "JSON", Engine::Tree(GrammarId::Json))
    },
    Spec {
        extensions: &["toml"],
        filenames: &["Cargo.lock", "poetry.lock", "Pipfile", "uv.lock", "pdm.lock", ".rustfmt.toml"],
        indent: TWO,
        comments: HASH,
        ..Spec::new("toml", "TOML", Engine::Tree(GrammarId::Toml))
    },
    Spec {
        extensions: &["yaml", "yml", "sublime-syntax", "clang-format", "clang-tidy"],
        filenames: &[".clang-format", ".clang-tidy", ".clangd", "pnpm-lock.yaml", ".gemrc", "CITATION.cff"],
        aliases: &["yml"],
        indent: TWO,
        tab_width: 2,
        comments: HASH,
        indent_rule: IndentRule::Colon,
        ..Spec::new("yaml", "YAML", Engine::Tree(GrammarId::Yaml))
    },
    Spec {
        extensions: &["md", "markdown", "mdown", "markdn", "mkd", "mdx", "qmd", "Rmd"],
        filenames: &["README", "CHANGELOG", "CONTRIBUTING"],
        aliases: &["md", "gfm"],
        indent: TWO,
        soft_wrap: true,
        lists: true,
        comments: MARKUP,
        pairs: PAIRS_PROSE,
        indent_rule: IndentRule::Keep,
        ..Spec::new("markdown", "Markdown", Engine::Tree(GrammarId::Markdown))
    },
    Spec {
        extensions: &["html", "htm", "xhtml", "shtml", "vue", "svelte", "astro", "hbs", "tmpl"],
        aliases: &["htm", "vue", "svelte"],
        indent: TWO,
        comments: MARKUP,
        indent_rule: IndentRule::Tags,
        ..Spec::new("html", "HTML", Engine::Tree(GrammarId::Html))
    },
    Spec {
        extensions: &["css", "scss", "less", "pcss", "postcss"],
        aliases: &["scss", "less"],
        word_chars: "-",
        indent: TWO,
        comments: Comments { line: None, block: Some(("/*", "*/")) },
        ..Spec::new("css", "CSS", Engine::Tree(GrammarId::Css))
    },
    // From here on: syntect.
    Spec {
        extensions: &["bib"],
        comments: PERCENT,
        ..Spec::new("bibtex", "BibTeX", Engine::Scopes("BibTeX"))
    },
    Spec {
        extensions: &["cmake"],
        filenames: &["CMakeLists.txt"],
        indent: TWO,
        comments: HASH,
        ..Spec::new("cmake", "CMake", Engine::Plain)
    },
    Spec {
        extensions: &["diff", "patch", "rej"],
        filenames: &["COMMIT_EDITMSG_DIFF"],
        aliases: &["patch", "udiff"],
        comments: NONE,
        indent_rule: IndentRule::Keep,
        ..Spec::new("diff", "Diff", Engine::Scopes("Diff"))
    },
    Spec {
        extensions: &["dockerfile", "containerfile"],
        filenames: &["Dockerfile", "Containerfile"],
        aliases: &["docker"],
        indent: TWO,
        comments: HASH,
        ..Spec::new("dockerfile", "Dockerfile", Engine::Scopes("Bourne Again Shell (bash)"))
    },
    Spec {
        filenames: &["COMMIT_EDITMSG", "MERGE_MSG", "TAG_EDITMSG", "git-rebase-todo"],
        rulers: &[72],
        comments: HASH,
        pairs: PAIRS_PROSE,
        indent_rule: IndentRule::Keep,
        ..Spec::new("git-commit", "Git commit", Engine::Plain)
    },
    Spec {
        extensions: &["haml", "sass"],
        indent: TWO,
        comments: Comments { line: Some("-#"), block: None },
        indent_rule: IndentRule::Keep,
        ..Spec::new("haml", "Haml", Engine::Scopes("Ruby Haml"))
    },
    Spec {
        extensions: &["erb", "rhtml"],
        aliases: &["erb"],
        indent: TWO,
        comments: MARKUP,
        indent_rule: IndentRule::Tags,
        ..Spec::new("erb", "HTML (Rails)", Engine::Scopes("HTML (Rails)"))
    },
    Spec {
        extensions: &["jsp"],
        comments: MARKUP,
        indent_rule: IndentRule::Tags,
        ..Spec::new("jsp", "Java Server Page", Engine::Scopes("Java Server Page (JSP)"))
    },
    Spec {
        extensions: &["ini", "cfg", "conf", "properties", "desktop", "service", "socket", "timer", "env"],
        filenames: &[
            ".gitconfig",
            ".gitmodules",
            ".editorconfig",
            ".npmrc",
            ".env",
            ".gitattributes",
            ".gitignore",
            ".dockerignore",
            ".ignore",
            "CODEOWNERS",
            ".pylintrc",
            ".flake8",
        ],
        aliases: &["properties", "dosini", "dotenv", "gitignore"],
        comments: HASH,
        indent_rule: IndentRule::Keep,
        ..Spec::new("ini", "INI", Engine::Scopes("Java Properties"))
    },
    Spec {
        extensions: &["hcl", "tf", "tfvars"],
        aliases: &["terraform", "tf"],
        indent: TWO,
        comments: HASH,
        ..Spec::new("hcl", "HCL", Engine::Plain)
    },
    Spec {
        extensions: &["tex", "ltx", "sty", "cls"],
        aliases: &["tex"],
        indent: TWO,
        soft_wrap: true,
        comments: PERCENT,
        pairs: PAIRS_PROSE,
        ..Spec::new("latex", "LaTeX", Engine::Scopes("LaTeX"))
    },
    Spec {
        extensions: &["mk", "mak", "make"],
        filenames: &["Makefile", "makefile", "GNUmakefile", "OCamlMakefile"],
        shebangs: &["make"],
        aliases: &["make"],
        indent: TABS,
        comments: HASH,
        indent_rule: IndentRule::Colon,
        ..Spec::new("makefile", "Makefile", Engine::Scopes("Makefile"))
    },
    Spec {
        extensions: &["rst", "rest"],
        aliases: &["rst"],
        indent: DefaultIndent::Spaces(3),
        soft_wrap: true,
        comments: Comments { line: Some(".."), block: None },
        pairs: PAIRS_PROSE,
        indent_rule: IndentRule::Keep,
        ..Spec::new("restructuredtext", "reStructuredText", Engine::Scopes("reStructuredText"))
    },
    Spec {
        extensions: &["query"],
        comments: SEMICOLON,
        indent: TWO,
        pairs: PAIRS_DOUBLE,
        ..Spec::new("tree-sitter-query", "Tree-sitter query", Engine::Scopes("Lisp"))
    },
    Spec {
        extensions: &["textile"],
        soft_wrap: true,
        comments: NONE,
        pairs: PAIRS_PROSE,
        indent_rule: IndentRule::Keep,
        ..Spec::new("textile", "Textile", Engine::Scopes("Textile"))
    },
    Spec {
        extensions: &[
            "xml",
            "xsd",
            "xsl",
            "xslt",
            "svg",
            "rss",
            "opml",
            "plist",
            "csproj",
            "fsproj",
            "props",
            "targets",
            "wsdl",
            "dtd",
            "storyboard",
            "xib",
            "ui",
            "kml",
            "gpx",
        ],
        aliases: &["svg", "plist"],
        indent: TWO,
        comments: MARKUP,
        indent_rule: IndentRule::Tags,
        ..Spec::new("xml", "XML", Engine::Scopes("XML"))
    },
    Spec {
        extensions: &["adoc", "asciidoc"],
        soft_wrap: true,
        comments: C_COMMENTS,
        pairs: PAIRS_PROSE,
        indent_rule: IndentRule::Keep,
        ..Spec::new("asciidoc", "AsciiDoc", Engine::Plain)
    },
    Spec {
        extensions: &["csv", "tsv"],
        comments: NONE,
        pairs: PAIRS_PLAIN,
        indent_rule: IndentRule::Keep,
        ..Spec::new("csv", "CSV", Engine::Plain)
    },
];

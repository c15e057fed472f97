//! The catalogue's programming languages.

use super::catalogue::{
    Comments, DASHES, HASH, IndentRule, NONE, PAIRS, PAIRS_DOUBLE, PAIRS_TICK, PERCENT, SEMICOLON, Spec,
};
use super::{DefaultIndent, Engine};
use crate::grammar::GrammarId;

const TWO: DefaultIndent = DefaultIndent::Spaces(2);
const TABS: DefaultIndent = DefaultIndent::Tabs;

const SHELL_WORDS: IndentRule = IndentRule::Words(
    &["then", "do", "else", "in", "{", "("],
    &["fi", "done", "else", "elif", "esac", "}", ")"],
);
const RUBY_WORDS: IndentRule = IndentRule::Words(
    &["do", "begin", "else", "ensure", "rescue", "then", "{", "(", "["],
    &["end", "else", "elsif", "ensure", "rescue", "when", "}", ")", "]"],
);
const LUA_WORDS: IndentRule = IndentRule::Words(
    &["do", "then", "else", "repeat", "{", "("],
    &["end", "else", "elseif", "until", "}", ")"],
);

pub(super) const CODE: &[Spec] = &[
    Spec {
        extensions: &["rs"],
        shebangs: &["rust-script"],
        aliases: &["rs"],
        rulers: &[100],
        pairs: PAIRS_DOUBLE,
        ..Spec::new("rust", "Rust", Engine::Tree(GrammarId::Rust))
    },
    Spec {
        extensions: &["py", "pyi", "pyw", "py3", "rpy", "gyp", "gypi", "pyx", "pxd"],
        filenames: &["SConstruct", "SConscript", "Snakefile", "wscript", ".pythonrc", "BUILD", "BUILD.bazel"],
        shebangs: &["python", "pypy"],
        aliases: &["py", "python3"],
        rulers: &[88],
        comments: HASH,
        indent_rule: IndentRule::Colon,
        ..Spec::new("python", "Python", Engine::Tree(GrammarId::Python))
    },
    Spec {
        extensions: &["js", "mjs", "cjs", "jsx", "es6"],
        filenames: &["Jakefile", ".eslintrc.js"],
        shebangs: &["node", "nodejs", "bun", "qjs"],
        aliases: &["js", "jsx", "node", "ecmascript", "mjs"],
        indent: TWO,
        pairs: PAIRS_TICK,
        ..Spec::new("javascript", "JavaScript", Engine::Tree(GrammarId::JavaScript))
    },
    Spec {
        extensions: &["ts", "mts", "cts"],
        shebangs: &["deno", "ts-node", "tsx"],
        aliases: &["ts"],
        indent: TWO,
        pairs: PAIRS_TICK,
        ..Spec::new("typescript", "TypeScript", Engine::Tree(GrammarId::TypeScript))
    },
    Spec {
        extensions: &["tsx"],
        aliases: &["typescriptreact"],
        indent: TWO,
        pairs: PAIRS_TICK,
        ..Spec::new("tsx", "TSX", Engine::Tree(GrammarId::Tsx))
    },
    Spec {
        extensions: &["sh", "bash", "zsh", "ksh", "bats", "ebuild", "eclass"],
        filenames: &[
            ".bashrc",
            ".bash_profile",
            ".bash_aliases",
            ".bash_logout",
            ".bash_login",
            ".profile",
            ".zshrc",
            ".zshenv",
            ".zprofile",
            ".xinitrc",
            ".envrc",
            "PKGBUILD",
            "APKBUILD",
        ],
        shebangs: &["sh", "bash", "zsh", "dash", "ksh", "ash", "bats"],
        aliases: &["shell", "sh", "zsh", "console", "shellscript", "shell-script"],
        indent: TWO,
        comments: HASH,
        pairs: PAIRS_TICK,
        indent_rule: SHELL_WORDS,
        ..Spec::new("bash", "Shell", Engine::Tree(GrammarId::Bash))
    },
    Spec { extensions: &["c", "h"], aliases: &["h"], ..Spec::new("c", "C", Engine::Tree(GrammarId::C)) },
    Spec {
        extensions: &[
            "cpp", "cc", "cxx", "c++", "hpp", "hh", "hxx", "h++", "inl", "ipp", "tpp", "ino", "cu", "cuh",
            "C",
        ],
        aliases: &["c++", "cc", "cxx", "hpp"],
        ..Spec::new("cpp", "C++", Engine::Tree(GrammarId::Cpp))
    },
    Spec {
        extensions: &["go"],
        aliases: &["golang"],
        indent: TABS,
        pairs: PAIRS_TICK,
        ..Spec::new("go", "Go", Engine::Tree(GrammarId::Go))
    },
    Spec { extensions: &["java", "jav"], ..Spec::new("java", "Java", Engine::Tree(GrammarId::Java)) },
    Spec {
        extensions: &["sql", "ddl", "dml", "pgsql", "psql"],
        aliases: &["postgres", "postgresql", "mysql", "sqlite", "plpgsql"],
        comments: Comments { line: Some("--"), block: Some(("/*", "*/")) },
        ..Spec::new("sql", "SQL", Engine::Tree(GrammarId::Sql))
    },
    // From here on: syntect.
    Spec { extensions: &["as"], ..Spec::new("actionscript", "ActionScript", Engine::Scopes("ActionScript")) },
    Spec {
        extensions: &["applescript", "scpt"],
        shebangs: &["osascript"],
        comments: DASHES,
        indent: TABS,
        ..Spec::new("applescript", "AppleScript", Engine::Scopes("AppleScript"))
    },
    Spec {
        extensions: &["bat", "cmd"],
        aliases: &["batch", "dosbatch"],
        comments: Comments { line: Some("rem"), block: None },
        pairs: PAIRS_DOUBLE,
        ..Spec::new("batch", "Batch", Engine::Scopes("Batch File"))
    },
    Spec {
        extensions: &["cs", "csx"],
        aliases: &["c#", "cs"],
        ..Spec::new("csharp", "C#", Engine::Scopes("C#"))
    },
    Spec {
        extensions: &["clj", "cljs", "cljc", "edn"],
        shebangs: &["bb", "clojure"],
        word_chars: "-?!*",
        indent: TWO,
        comments: SEMICOLON,
        pairs: PAIRS_DOUBLE,
        ..Spec::new("clojure", "Clojure", Engine::Scopes("Clojure"))
    },
    Spec { extensions: &["d", "di"], shebangs: &["dmd", "rdmd"], ..Spec::new("d", "D", Engine::Scopes("D")) },
    Spec {
        extensions: &["dart"],
        indent: TWO,
        rulers: &[80],
        ..Spec::new("dart", "Dart", Engine::Scopes("Java"))
    },
    Spec {
        extensions: &["ex", "exs"],
        filenames: &["mix.lock"],
        shebangs: &["elixir"],
        indent: TWO,
        comments: HASH,
        indent_rule: RUBY_WORDS,
        ..Spec::new("elixir", "Elixir", Engine::Scopes("Ruby"))
    },
    Spec {
        extensions: &["erl", "hrl"],
        filenames: &["Emakefile", "rebar.config"],
        shebangs: &["escript"],
        comments: PERCENT,
        ..Spec::new("erlang", "Erlang", Engine::Scopes("Erlang"))
    },
    Spec {
        extensions: &["fish"],
        shebangs: &["fish"],
        comments: HASH,
        indent_rule: RUBY_WORDS,
        ..Spec::new("fish", "Fish", Engine::Scopes("Bourne Again Shell (bash)"))
    },
    Spec {
        extensions: &["dot", "gv", "DOT"],
        aliases: &["graphviz"],
        indent: TWO,
        ..Spec::new("dot", "Graphviz", Engine::Scopes("Graphviz (DOT)"))
    },
    Spec {
        extensions: &["groovy", "gvy", "gradle"],
        filenames: &["Jenkinsfile"],
        shebangs: &["groovy"],
        ..Spec::new("groovy", "Groovy", Engine::Scopes("Groovy"))
    },
    Spec {
        extensions: &["hs", "hsc"],
        shebangs: &["runhaskell", "runghc", "stack"],
        indent: TWO,
        comments: Comments { line: Some("--"), block: Some(("{-", "-}")) },
        pairs: PAIRS_DOUBLE,
        ..Spec::new("haskell", "Haskell", Engine::Scopes("Haskell"))
    },
    Spec {
        extensions: &["kt", "kts"],
        aliases: &["kts"],
        ..Spec::new("kotlin", "Kotlin", Engine::Scopes("Scala"))
    },
    Spec {
        extensions: &["lisp", "cl", "el", "scm", "ss", "lsp", "rkt"],
        shebangs: &["sbcl", "guile", "racket", "emacs"],
        aliases: &["scheme", "elisp", "emacs-lisp", "common-lisp"],
        word_chars: "-?!*",
        indent: TWO,
        comments: SEMICOLON,
        pairs: PAIRS_DOUBLE,
        ..Spec::new("lisp", "Lisp", Engine::Scopes("Lisp"))
    },
    Spec {
        extensions: &["lua", "luau", "rockspec"],
        shebangs: &["lua", "luajit"],
        indent: TWO,
        comments: Comments { line: Some("--"), block: Some(("--[[", "]]")) },
        indent_rule: LUA_WORDS,
        ..Spec::new("lua", "Lua", Engine::Scopes("Lua"))
    },
    Spec {
        extensions: &["matlab"],
        aliases: &["octave"],
        comments: PERCENT,
        pairs: PAIRS_DOUBLE,
        ..Spec::new("matlab", "MATLAB", Engine::Scopes("MATLAB"))
    },
    Spec {
        extensions: &["m"],
        aliases: &["objc"],
        ..Spec::new("objective-c", "Objective-C", Engine::Scopes("Objective-C"))
    },
    Spec {
        extensions: &["mm"],
        aliases: &["objc++"],
        ..Spec::new("objective-cpp", "Objective-C++", Engine::Scopes("Objective-C++"))
    },
    Spec {
        extensions: &["ml", "mli"],
        shebangs: &["ocaml"],
        indent: TWO,
        comments: Comments { line: None, block: Some(("(*", "*)")) },
        pairs: PAIRS_DOUBLE,
        ..Spec::new("ocaml", "OCaml", Engine::Scopes("OCaml"))
    },
    Spec {
        extensions: &["pas", "p", "dpr"],
        indent: TWO,
        comments: Comments { line: Some("//"), block: Some(("{", "}")) },
        ..Spec::new("pascal", "Pascal", Engine::Scopes("Pascal"))
    },
    Spec {
        extensions: &["pl", "pm", "pod", "t", "PL"],
        shebangs: &["perl"],
        comments: HASH,
        ..Spec::new("perl", "Perl", Engine::Scopes("Perl"))
    },
    Spec {
        extensions: &["php", "php3", "php4", "php5", "php7", "phps", "phpt", "phtml"],
        shebangs: &["php"],
        ..Spec::new("php", "PHP", Engine::Scopes("PHP"))
    },
    Spec {
        extensions: &["ps1", "psm1", "psd1"],
        shebangs: &["pwsh"],
        aliases: &["pwsh", "ps1"],
        comments: Comments { line: Some("#"), block: Some(("<#", "#>")) },
        ..Spec::new("powershell", "PowerShell", Engine::Plain)
    },
    Spec {
        extensions: &["r", "R", "Rprofile"],
        filenames: &[".Rprofile"],
        shebangs: &["Rscript"],
        indent: TWO,
        comments: HASH,
        ..Spec::new("r", "R", Engine::Scopes("R"))
    },
    Spec {
        extensions: &["rb", "gemspec", "jbuilder", "podspec", "prawn", "rabl", "rake", "ru", "thor"],
        filenames: &[
            "Gemfile",
            "Rakefile",
            "Vagrantfile",
            "Guardfile",
            "Brewfile",
            "Podfile",
            "Fastfile",
            ".irbrc",
        ],
        shebangs: &["ruby", "jruby", "rake"],
        aliases: &["rb"],
        indent: TWO,
        comments: Comments { line: Some("#"), block: None },
        indent_rule: RUBY_WORDS,
        ..Spec::new("ruby", "Ruby", Engine::Scopes("Ruby"))
    },
    Spec {
        extensions: &["scala", "sbt", "sc"],
        shebangs: &["scala"],
        indent: TWO,
        ..Spec::new("scala", "Scala", Engine::Scopes("Scala"))
    },
    Spec {
        extensions: &["swift"],
        shebangs: &["swift"],
        ..Spec::new("swift", "Swift", Engine::Scopes("Scala"))
    },
    Spec {
        extensions: &["tcl", "tk"],
        shebangs: &["tclsh", "wish"],
        comments: HASH,
        pairs: PAIRS_DOUBLE,
        ..Spec::new("tcl", "Tcl", Engine::Scopes("Tcl"))
    },
    Spec {
        extensions: &["zig", "zon"],
        comments: Comments { line: Some("//"), block: None },
        ..Spec::new("zig", "Zig", Engine::Plain)
    },
    Spec {
        extensions: &["proto"],
        aliases: &["protobuf"],
        indent: TWO,
        ..Spec::new("protobuf", "Protocol Buffers", Engine::Scopes("Java"))
    },
    Spec {
        extensions: &["wgsl", "glsl", "vert", "frag", "comp", "hlsl", "metal"],
        aliases: &["glsl", "wgsl"],
        ..Spec::new("shader", "Shader", Engine::Scopes("C"))
    },
    Spec {
        extensions: &["wat", "wast"],
        indent: TWO,
        comments: Comments { line: Some(";;"), block: Some(("(;", ";)")) },
        pairs: PAIRS_DOUBLE,
        ..Spec::new("wat", "WebAssembly text", Engine::Scopes("Lisp"))
    },
    Spec {
        extensions: &["s", "S", "asm"],
        aliases: &["assembly"],
        indent: TABS,
        tab_width: 8,
        comments: HASH,
        pairs: PAIRS,
        indent_rule: IndentRule::Keep,
        ..Spec::new("asm", "Assembly", Engine::Plain)
    },
    Spec {
        extensions: &["graphql", "gql"],
        indent: TWO,
        comments: HASH,
        ..Spec::new("graphql", "GraphQL", Engine::Plain)
    },
    Spec {
        extensions: &["nix"],
        indent: TWO,
        comments: Comments { line: Some("#"), block: Some(("/*", "*/")) },
        ..Spec::new("nix", "Nix", Engine::Plain)
    },
    Spec {
        extensions: &["regex", "re"],
        comments: NONE,
        ..Spec::new("regex", "Regular expression", Engine::Scopes("Regular Expression"))
    },
];

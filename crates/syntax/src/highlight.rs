//! The kinds of highlighted text and how query captures and scopes map onto them.
//! Colours are not chosen here: themes give every kind one by its `name`.

use serde::{Deserialize, Serialize};

macro_rules! highlights {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// What a piece of text is, as far as its colour is concerned.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[repr(u8)]
        pub enum Highlight {
            $(#[doc = $doc] $variant,)*
        }

        impl Highlight {
            /// Every kind, in the order of their numbers.
            pub const ALL: &'static [Highlight] = &[$(Highlight::$variant,)*];

            /// The name in theme files, for instance `keyword` or `doc-comment`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Highlight::$variant => $name,)* }
            }

            /// The kind with this theme name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Highlight> {
                match name { $($name => Some(Highlight::$variant),)* _ => None }
            }
        }
    };
}

highlights! {
    Attribute "attribute" "Attributes, decorators, annotations.",
    Builtin "builtin" "Names the language itself defines: `self`, `print`, `this`.",
    Code "code" "Code inside prose.",
    Comment "comment" "Comments.",
    Constant "constant" "Constants, booleans, null, enum members.",
    Deleted "deleted" "A removed line of a diff.",
    DocComment "doc-comment" "Comments that are documentation.",
    Emphasis "emphasis" "Emphasised prose.",
    Error "error" "What is certainly wrong.",
    Escape "escape" "Escape sequences and interpolation marks inside strings.",
    Function "function" "Functions and methods, defined or called.",
    Heading "heading" "Headings of prose.",
    Inserted "inserted" "An added line of a diff.",
    Keyword "keyword" "Keywords.",
    Label "label" "Labels, lifetimes, anchors.",
    Link "link" "Addresses and link labels.",
    Macro "macro" "Macros and preprocessor directives.",
    Namespace "namespace" "Modules, packages, namespaces.",
    Number "number" "Numbers.",
    Operator "operator" "Operators.",
    Parameter "parameter" "Parameters where they are declared.",
    Property "property" "Fields, keys, members.",
    Punctuation "punctuation" "Brackets and separators.",
    Regex "regex" "Regular expressions.",
    Strikethrough "strikethrough" "Struck prose.",
    String "string" "Strings and characters.",
    Strong "strong" "Strong prose.",
    Tag "tag" "Tags of markup and CSS selectors.",
    Type "type" "Types.",
    Variable "variable" "Variables that deserve their own colour.",
}

impl Highlight {
    /// The kind with this number (`self as u8`).
    #[must_use]
    pub fn from_u8(number: u8) -> Option<Highlight> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Maps a query capture such as `function.method.call` by its longest known dotted prefix.
    ///
    /// `None` for captures that only help a query (`_name`) and for `none`, which clears.
    #[must_use]
    pub fn from_capture(capture: &str) -> Option<Highlight> {
        let mut prefix = capture;
        loop {
            if let Some(found) = exact_capture(prefix) {
                return Some(found);
            }
            prefix = &prefix[..prefix.rfind('.')?];
        }
    }

    /// Maps a TextMate scope such as `storage.type.function.rs` by its longest known dotted prefix.
    #[must_use]
    pub fn from_scope(scope: &str) -> Option<Highlight> {
        let mut prefix = scope;
        loop {
            if let Some(found) = exact_scope(prefix) {
                return Some(found);
            }
            prefix = &prefix[..prefix.rfind('.')?];
        }
    }
}

fn exact_capture(name: &str) -> Option<Highlight> {
    use Highlight::*;
    Some(match name {
        "attribute" | "annotation" | "decorator" => Attribute,
        "function.builtin" | "variable.builtin" | "constructor.builtin" | "builtin" => Builtin,
        "markup.raw" | "text.literal" | "code" => Code,
        "comment" => Comment,
        "comment.documentation" | "comment.doc" => DocComment,
        "constant" | "boolean" | "constant.builtin" => Constant,
        "diff.minus" | "markup.deleted" => Deleted,
        "diff.plus" | "markup.inserted" => Inserted,
        "markup.italic" | "text.emphasis" | "emphasis" => Emphasis,
        "error" => Error,
        "escape" | "string.escape" | "string.special.escape" | "character.special" => Escape,
        "function" | "method" | "constructor" => Function,
        "markup.heading" | "text.title" | "heading" => Heading,
        "keyword" | "conditional" | "repeat" | "include" | "exception" | "storageclass" => Keyword,
        "label" | "symbol" => Label,
        "markup.link" | "text.uri" | "text.reference" | "string.special.url" | "link" => Link,
        "function.macro" | "macro" | "preproc" | "keyword.directive" => Macro,
        "module" | "namespace" => Namespace,
        "number" | "float" | "constant.numeric" | "string.special.color" => Number,
        "operator" => Operator,
        "parameter" | "variable.parameter" => Parameter,
        "property" | "field" | "variable.member" | "string.special.key" => Property,
        "punctuation" | "delimiter" | "bracket" => Punctuation,
        "punctuation.special" => Operator,
        "string.regexp" | "string.regex" | "regex" => Regex,
        "markup.strikethrough" => Strikethrough,
        "string" | "character" => String,
        "markup.bold" | "text.strong" | "strong" => Strong,
        "tag" => Tag,
        "type" | "type.builtin" => Type,
        "variable.special" | "variable.named" => Variable,
        _ => return None,
    })
}

fn exact_scope(name: &str) -> Option<Highlight> {
    use Highlight::*;
    Some(match name {
        "comment" => Comment,
        "comment.block.documentation" | "comment.line.documentation" => DocComment,
        "constant" | "support.constant" | "constant.language" | "variable.other.constant" => Constant,
        "constant.numeric" => Number,
        "constant.character.escape" | "constant.other.placeholder" => Escape,
        "punctuation.section.embedded" | "punctuation.section.interpolation" => Escape,
        "entity.name.function" | "support.function" | "variable.function" | "meta.function-call.name" => {
            Function
        }
        "support.function.builtin" | "variable.language" => Builtin,
        "entity.name" | "entity.name.type" | "entity.name.class" | "entity.other.inherited-class" => Type,
        "support.type" | "support.class" | "storage.type.primitive" => Type,
        "entity.name.tag" => Tag,
        "entity.other.attribute-name" | "meta.annotation" | "variable.annotation" => Attribute,
        "entity.name.namespace" | "entity.name.module" | "support.other.namespace" => Namespace,
        "entity.name.label" | "constant.other.symbol" => Label,
        "entity.name.section" | "markup.heading" => Heading,
        "entity.name.constant" | "entity.name.enum" => Constant,
        "entity.name.filename" | "markup.underline.link" | "meta.link" => Link,
        "invalid" => Error,
        "keyword" | "storage" | "keyword.operator.word" | "keyword.operator.logical.python" => Keyword,
        "keyword.operator" => Operator,
        "meta.preprocessor" | "keyword.control.import" | "support.macro" | "entity.name.macro" => Macro,
        "markup.bold" => Strong,
        "markup.italic" => Emphasis,
        "markup.raw" => Code,
        "markup.inserted" => Inserted,
        "markup.deleted" => Deleted,
        "meta.property-name" | "support.type.property-name" | "variable.other.member" => Property,
        "meta.mapping.key" | "entity.name.key" => Property,
        "punctuation" => Punctuation,
        "punctuation.definition.inserted" => Inserted,
        "punctuation.definition.deleted" => Deleted,
        "meta.diff.header" | "punctuation.definition.from-file" | "punctuation.definition.to-file" => Heading,
        "meta.diff.range" | "punctuation.definition.range" => Label,
        "punctuation.definition.comment" => Comment,
        "punctuation.definition.string" | "string" => String,
        "string.regexp" => Regex,
        "variable.parameter" => Parameter,
        "variable.other.readwrite" | "variable.other.global" => Variable,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;

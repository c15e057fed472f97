//! A theme: every colour of the interface and of code, by name. Two are built in; more come from TOML
//! files over one of them. Sizes, fonts and shapes are not part of a theme: see [`crate::tokens`].

mod contrast;
mod file;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use egui::Color32;

pub use contrast::{contrast, over};
pub use file::ThemeError;

use crate::tokens;

/// Declares a struct of named values that can also be reached by their names, as a theme file does.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident of $value:ty { $($(#[$doc:meta])* $field:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$doc])* pub $field: $value,)*
        }

        impl $name {
            /// Every name, in the order of the documentation.
            pub const NAMES: &'static [&'static str] = &[$(name_of(stringify!($field)),)*];

            /// The value of that name.
            pub fn get(&self, name: &str) -> Option<&$value> {
                $(if name == name_of(stringify!($field)) { return Some(&self.$field); })*
                None
            }

            /// The value of that name, to change it.
            pub fn get_mut(&mut self, name: &str) -> Option<&mut $value> {
                $(if name == name_of(stringify!($field)) { return Some(&mut self.$field); })*
                None
            }
        }
    };
}

/// The name in files: without the `r#` of a raw identifier, and as the highlights write it.
const fn name_of(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        b"doc_comment" => "doc-comment",
        _ => field,
    }
}

named! {
    /// The colours of the interface.
    Colors of Color32 {
        /// Behind code.
        editor_background,
        /// Behind docks, bars and pages.
        panel,
        /// Solid fill of controls and of things that stand out from a panel.
        raised,
        /// Behind menus, pickers, toasts and dialogs.
        popup,
        /// Lines between parts.
        border,
        /// Around inputs and buttons.
        border_control,
        /// Around check boxes and switches: a line that carries meaning (≥ 3 to 1).
        border_strong,
        /// Text.
        text,
        /// Text that comes second.
        text_secondary,
        /// Hints, placeholders, counts.
        text_hint,
        /// Links, focus, what is active.
        accent,
        /// Fill of the primary button.
        accent_fill,
        /// The same under the pointer.
        accent_fill_hover,
        /// Text on those fills.
        text_on_accent,
        /// Fill of a button that cannot be undone.
        danger_fill,
        /// The same under the pointer.
        danger_fill_hover,
        /// Text on those fills.
        text_on_danger,
        /// Good; added.
        good,
        /// Warning; changed.
        warning,
        /// Error; removed.
        error,
        /// Laid over what the pointer is on.
        hover,
        /// Laid over what is pressed.
        pressed,
        /// Laid over the selected row of what has the keyboard.
        row_selected,
        /// Laid over the selected row of what has not.
        row_selected_unfocused,
        /// Behind the text of an input.
        input,
        /// Behind selected text.
        selection,
        /// Behind selected text of an editor without the keyboard.
        selection_unfocused,
        /// Behind the line of the caret.
        current_line,
        /// Behind what a search found.
        find_match,
        /// Around the one that is current.
        find_match_current,
        /// The caret.
        caret,
        /// Line numbers.
        line_number,
        /// The line number of the caret.
        line_number_active,
        /// Lines of the indentation.
        indent_guide,
        /// The one around the caret.
        indent_guide_active,
        /// Visible whitespace.
        whitespace,
        /// Behind a bracket and its partner.
        bracket_match,
        /// Lines at chosen columns.
        ruler,
        /// Handle of a scrollbar.
        scrollbar,
        /// The same under the pointer.
        scrollbar_hover,
        /// Below what floats.
        shadow,
        /// Over the window, below a dialog.
        backdrop,
        /// Eight hues that stay apart for the common kinds of colour blindness, with a shape or a label beside.
        hue_1,
        /// See `hue_1`.
        hue_2,
        /// See `hue_1`.
        hue_3,
        /// See `hue_1`.
        hue_4,
        /// See `hue_1`.
        hue_5,
        /// See `hue_1`.
        hue_6,
        /// See `hue_1`.
        hue_7,
        /// See `hue_1`.
        hue_8,
    }
}

impl Colors {
    /// The eight hues in their order.
    pub fn hues(&self) -> [Color32; 8] {
        [self.hue_1, self.hue_2, self.hue_3, self.hue_4, self.hue_5, self.hue_6, self.hue_7, self.hue_8]
    }
}

/// How one kind of code looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxStyle {
    /// The colour of the text.
    pub color: Color32,
    /// In the bold font.
    pub bold: bool,
    /// In the italic font.
    pub italic: bool,
    /// With a line below.
    pub underline: bool,
}

named! {
    /// How code looks, by the names of the highlights.
    SyntaxColors of SyntaxStyle {
        /// What no grammar named.
        plain,
        /// Keywords.
        keyword,
        /// Functions and methods.
        function,
        /// Types.
        r#type,
        /// Strings.
        string,
        /// Regular expressions.
        regex,
        /// Numbers.
        number,
        /// Constants.
        constant,
        /// Comments.
        comment,
        /// Comments that are documentation.
        doc_comment,
        /// Operators.
        operator,
        /// Brackets, commas and the like.
        punctuation,
        /// Variables.
        variable,
        /// Fields and keys.
        property,
        /// Attributes and decorators.
        attribute,
        /// Tags of markup.
        tag,
        /// Escapes inside strings.
        escape,
        /// Headings of prose.
        heading,
        /// Links.
        link,
        /// Emphasis.
        emphasis,
        /// Strong emphasis.
        strong,
        /// Struck prose.
        strikethrough,
        /// An added line of a diff.
        inserted,
        /// A removed line of a diff.
        deleted,
        /// Code inside prose.
        code,
        /// Macros.
        r#macro,
        /// Modules and namespaces.
        namespace,
        /// Parameters.
        parameter,
        /// What the language brings along.
        builtin,
        /// Labels and lifetimes.
        label,
        /// What does not parse.
        error,
    }
}

impl SyntaxColors {
    /// The style of a highlight by its name; a name that no theme knows looks plain.
    pub fn by_name(&self, name: &str) -> SyntaxStyle {
        self.get(name).copied().unwrap_or(self.plain)
    }
}

/// Every colour of the interface and of code.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// What the settings call it.
    pub name: String,
    /// Light text on dark.
    pub dark: bool,
    /// The interface.
    pub colors: Colors,
    /// Code.
    pub syntax: SyntaxColors,
}

impl Theme {
    /// The built-in dark theme.
    pub fn dark() -> Self {
        Self { name: "Dark".into(), dark: true, colors: tokens::DARK, syntax: tokens::DARK_SYNTAX }
    }

    /// The built-in light theme.
    pub fn light() -> Self {
        Self { name: "Light".into(), dark: false, colors: tokens::LIGHT, syntax: tokens::LIGHT_SYNTAX }
    }

    /// Reads a theme file over the theme that it names as its base.
    ///
    /// # Errors
    /// Every problem of the file, each with its line; nothing is taken from a file with problems.
    pub fn from_toml(source: &str) -> Result<Self, Vec<ThemeError>> {
        file::parse(source)
    }

    /// The theme as a file that [`Theme::from_toml`] reads: the start of a theme of one's own.
    pub fn to_toml(&self) -> String {
        file::print(self)
    }

    /// The theme that [`crate::install`] gave this context; the dark one where none was installed.
    pub fn of(ctx: &egui::Context) -> Arc<Self> {
        ctx.data_mut(|data| {
            data.get_temp_mut_or_insert_with(egui::Id::NULL, || Current(Arc::new(Self::dark()))).0.clone()
        })
    }

    /// Makes this the theme of the context; [`crate::install`] does it together with the style.
    pub(crate) fn set(&self, ctx: &egui::Context) {
        let current = Current(Arc::new(self.clone()));
        ctx.data_mut(|data| data.insert_temp(egui::Id::NULL, current));
    }
}

/// The type under which the theme is kept in the context.
#[derive(Clone)]
struct Current(Arc<Theme>);

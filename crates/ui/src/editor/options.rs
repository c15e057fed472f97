//! Options of one editor view: sizes, what is shown, how it moves. The application fills them from its settings;
//! nothing here is read from disk and nothing here is per document.

/// Which spaces and tabs are drawn as dots and arrows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Whitespace {
    /// None at all.
    None,
    /// Only inside a selection.
    #[default]
    Selection,
    /// Only after the last visible character of a line.
    Trailing,
    /// Everywhere.
    All,
}

/// What stands in the gutter beside a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineNumbers {
    /// No numbers; the gutter keeps only marks and chevrons.
    Off,
    /// The number of the line, from 1.
    #[default]
    Absolute,
    /// The distance to the primary caret's line; its own number on that line.
    Relative,
}

/// The shape of a caret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CaretStyle {
    /// A thin upright bar before the character.
    #[default]
    Bar,
    /// A box around the character's cell.
    Block,
    /// A line under the character's cell.
    Underline,
}

/// Options of an editor view. Lengths are in points unless they say cells (the width of one character).
#[derive(Clone, Debug, PartialEq)]
pub struct EditorOptions {
    /// Size of the code font. Zoom is a change of this.
    pub font_size: f32,
    /// Height of a row as a multiple of `font_size`; rounded to whole pixels.
    pub line_height: f32,
    /// Whether the font's programming ligatures are drawn.
    pub ligatures: bool,
    /// Visible whitespace.
    pub whitespace: Whitespace,
    /// Whether indent guides are drawn.
    pub indent_guides: bool,
    /// Distance of two indent guides, in cells.
    pub indent_width: u32,
    /// Columns (in cells) at which an upright line is drawn.
    pub rulers: Vec<u32>,
    /// Line numbers.
    pub line_numbers: LineNumbers,
    /// Whether fold chevrons are offered.
    pub fold_chevrons: bool,
    /// Whether the rows of the carets are shaded.
    pub current_line: bool,
    /// Whether the brackets around the caret are marked.
    pub bracket_match: bool,
    /// Shape of the caret.
    pub caret: CaretStyle,
    /// Whether the caret blinks.
    pub blink: bool,
    /// Whether one can scroll until the last line is at the top.
    pub scroll_beyond_end: bool,
    /// Rows kept between a revealed caret and the edge of the view.
    pub reveal_margin: u32,
    /// Rows a wheel's notch scrolls.
    pub wheel_rows: f32,
    /// Whether scrolling glides. Turn off for "reduce motion".
    pub smooth_scroll: bool,
    /// Whether selected text can be dragged elsewhere with the mouse.
    pub drag_and_drop: bool,
    /// Whether selections have rounded corners.
    pub rounded_selection: bool,
    /// Characters besides letters, digits and `_` that a double click takes as part of a word.
    pub word_chars: String,
}

impl Default for EditorOptions {
    fn default() -> Self {
        Self {
            font_size: 13.5,
            line_height: 1.55,
            ligatures: false,
            whitespace: Whitespace::default(),
            indent_guides: true,
            indent_width: 4,
            rulers: Vec::new(),
            line_numbers: LineNumbers::default(),
            fold_chevrons: true,
            current_line: true,
            bracket_match: true,
            caret: CaretStyle::default(),
            blink: true,
            scroll_beyond_end: true,
            reveal_margin: 3,
            wheel_rows: 3.0,
            smooth_scroll: true,
            drag_and_drop: true,
            rounded_selection: true,
            word_chars: String::new(),
        }
    }
}

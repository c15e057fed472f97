//! Design tokens: every size, space, radius, duration and colour of the look, each with a name. What a
//! theme file may change is a colour; the rest is the same in every theme. Nothing is drawn here.

pub mod canvas;

use std::time::Duration;

use egui::Color32;

use crate::theme::{Colors, SyntaxColors, SyntaxStyle};

/// Space between things, in points: the 4 px grid.
pub mod space {
    /// Between an icon and its label inside dense rows.
    pub const HALF: f32 = 2.0;
    /// One step of the grid.
    pub const XS: f32 = 4.0;
    /// Between a control and its neighbour; inside rows.
    pub const S: f32 = 8.0;
    /// Inside popups and panels.
    pub const M: f32 = 12.0;
    /// Between groups.
    pub const L: f32 = 16.0;
    /// Inside dialogs.
    pub const XL: f32 = 24.0;
    /// Around pages.
    pub const XXL: f32 = 32.0;
}

/// Heights and widths of things, in points.
pub mod size {
    /// A row of a tree or list.
    pub const ROW: f32 = 24.0;
    /// A row of a picker: two steps taller than a tree row, because it is read, not scanned.
    pub const PICKER_ROW: f32 = 32.0;
    /// A row of a menu.
    pub const MENU_ROW: f32 = 26.0;
    /// The strip of tabs.
    pub const TAB: f32 = 34.0;
    /// The narrowest a tab gets before its title is cut.
    pub const TAB_MIN_WIDTH: f32 = 96.0;
    /// The widest a tab gets.
    pub const TAB_MAX_WIDTH: f32 = 240.0;
    /// The status bar.
    pub const STATUS_BAR: f32 = 24.0;
    /// The title and menu bar.
    pub const MENU_BAR: f32 = 34.0;
    /// The activity bar.
    pub const ACTIVITY_BAR: f32 = 44.0;
    /// The head of a dock or panel.
    pub const PANEL_HEADER: f32 = 34.0;
    /// Buttons and inputs.
    pub const CONTROL: f32 = 28.0;
    /// Small controls inside inputs and rows.
    pub const CONTROL_SMALL: f32 = 24.0;
    /// The big field of a picker.
    pub const PICKER_INPUT: f32 = 44.0;
    /// Icons.
    pub const ICON: f32 = 16.0;
    /// Icons inside captions and chips.
    pub const ICON_SMALL: f32 = 14.0;
    /// Icons of the activity bar.
    pub const ICON_LARGE: f32 = 20.0;
    /// The icon of an empty state.
    pub const ICON_EMPTY: f32 = 32.0;
    /// One level of a tree.
    pub const INDENT: f32 = 16.0;
    /// The smallest target of a click.
    pub const HIT: f32 = 24.0;
    /// How wide the grab area of a splitter is, centred on its line.
    pub const SPLITTER_GRAB: f32 = 8.0;
    /// A picker.
    pub const PICKER_WIDTH: f32 = 620.0;
    /// A dialog.
    pub const DIALOG_WIDTH: f32 = 440.0;
    /// A toast.
    pub const TOAST_WIDTH: f32 = 360.0;
    /// A switch: width and height.
    pub const SWITCH: (f32, f32) = (30.0, 18.0);
    /// The box of a check box.
    pub const CHECK: f32 = 16.0;
    /// Scrollbar, at rest and under the pointer.
    pub const SCROLLBAR: (f32, f32) = (6.0, 10.0);
    /// The shortest handle of a scrollbar.
    pub const SCROLLBAR_HANDLE: f32 = 28.0;
    /// The line that shows progress.
    pub const PROGRESS: f32 = 2.0;
    /// A key hint's chip.
    pub const KEY_CHIP: f32 = 18.0;
}

/// Type sizes, in points.
pub mod type_size {
    /// Captions: chips, badges.
    pub const CAPTION: f32 = 11.0;
    /// Secondary text, status bar.
    pub const SMALL: f32 = 12.0;
    /// The text of the interface.
    pub const UI: f32 = 13.0;
    /// Titles of dialogs.
    pub const TITLE: f32 = 15.0;
    /// The welcome page.
    pub const DISPLAY: f32 = 20.0;
    /// Code.
    pub const CODE: f32 = 13.5;
    /// Height of a line of code, as a factor of its size.
    pub const CODE_LINE: f32 = 1.55;
}

/// Corner radii, in points.
pub mod radius {
    /// Docks and panels.
    pub const DOCK: u8 = 0;
    /// Chips, check boxes, rows.
    pub const SMALL: u8 = 4;
    /// Controls.
    pub const CONTROL: u8 = 6;
    /// Popups, menus, toasts.
    pub const POPUP: u8 = 8;
    /// Dialogs and pickers.
    pub const DIALOG: u8 = 10;
}

/// Line widths, in points.
pub mod stroke {
    /// Borders.
    pub const BORDER: f32 = 1.0;
    /// The ring around what has the keyboard.
    pub const FOCUS: f32 = 2.0;
    /// Carets.
    pub const CARET: f32 = 2.0;
}

/// The one shadow, for what floats: offset down, blur and spread in points.
pub mod shadow {
    /// How far it falls.
    pub const OFFSET: i8 = 8;
    /// How soft it is.
    pub const BLUR: u8 = 28;
    /// How far it grows.
    pub const SPREAD: u8 = 0;
    /// The same below what is only a line high: how far it falls.
    pub const OFFSET_SMALL: i8 = 3;
    /// How soft it is there.
    pub const BLUR_SMALL: u8 = 10;
}

/// The timeline: sizes of its parts, in points.
pub mod timeline {
    /// The column of names at the left of tracks and lanes.
    pub const HEAD: f32 = 136.0;
    /// The two rows of labels of the time axis.
    pub const AXIS: f32 = 38.0;
    /// The upper of the two.
    pub const AXIS_CONTEXT: f32 = 20.0;
    /// All tracks of the density together, at least.
    pub const DENSITY: f32 = 44.0;
    /// One track of the density, where there are several.
    pub const TRACK: f32 = 18.0;
    /// One lane.
    pub const LANE: f32 = 26.0;
    /// The line of a lane, of the active one, and of the curves between them.
    pub const LANE_LINE: f32 = 2.0;
    /// How far a fork or a merge reaches sideways.
    pub const CURVE: f32 = 16.0;
    /// A marker with an icon.
    pub const MARK: f32 = 18.0;
    /// A marker that says little: a save.
    pub const MARK_QUIET: f32 = 8.0;
    /// The icon inside a marker.
    pub const MARK_ICON: f32 = 11.0;
    /// The bar of a burst of edits, thin and with its title inside.
    pub const BURST: (f32, f32) = (6.0, 18.0);
    /// The shortest such bar.
    pub const BURST_LEAST: f32 = 3.0;
    /// Bars closer than this become one.
    pub const BURST_JOIN: f32 = 1.5;
    /// The shortest bar that has room for a title.
    pub const BURST_TITLE: f32 = 56.0;
    /// Markers closer than about this become one with a count.
    pub const CLUSTER: f32 = 26.0;
    /// A folded idle stretch.
    pub const FOLD: f32 = 26.0;
    /// A bar of the density, at least, with the free point beside it.
    pub const BAR: f32 = 3.0;
    /// Free points before the first and after the last moment.
    pub const EDGE: f32 = 24.0;
    /// Points from tick to tick: for minutes and more, for seconds, for milliseconds.
    pub const TICK_ROOM: (f32, f32, f32) = (64.0, 76.0, 96.0);
    /// The handle of the playhead: its height and the distance of its text from its ends.
    pub const HANDLE: (f32, f32) = (18.0, 6.0);
    /// How far from the playhead, or from the ends of a range, it can be grabbed.
    pub const GRAB: f32 = 6.0;
    /// How far a dragged playhead is drawn to a marker.
    pub const SNAP: f32 = 5.0;
    /// One column of the graph of a node list, and the dot in it.
    pub const GRAPH: (f32, f32) = (14.0, 4.0);
    /// The most columns of it that are shown.
    pub const GRAPH_MOST: usize = 12;
    /// The widest name of a moment beside its marker.
    pub const LABEL: f32 = 180.0;
    /// A chip: a label, a filter.
    pub const CHIP: f32 = 18.0;
}

/// The conversation: sizes of its parts, in points.
pub mod chat {
    /// Free points at the left and right of what is said.
    pub const MARGIN: f32 = 14.0;
    /// A line of running text.
    pub const LINE: f32 = 20.0;
    /// A line of code in an answer, and its size.
    pub const CODE_LINE: f32 = 18.0;
    /// See `CODE_LINE`.
    pub const CODE: f32 = 12.5;
    /// Between paragraphs.
    pub const PARAGRAPH: f32 = 10.0;
    /// Between the items of a list whose items are short.
    pub const TIGHT: f32 = 3.0;
    /// Above a heading.
    pub const HEADING: f32 = 18.0;
    /// One level of a list or a quotation.
    pub const INDENT: f32 = 20.0;
    /// The head of a turn, and of a block of code.
    pub const HEAD: f32 = 28.0;
    /// Between turns.
    pub const TURN: f32 = 20.0;
    /// The picture of who speaks.
    pub const AVATAR: f32 = 20.0;
    /// Around what the user says.
    pub const PERSON: f32 = 10.0;
    /// A row of a call of a tool, and of what was thought.
    pub const CALL: f32 = 28.0;
    /// Of a picture in the conversation: the longest side.
    pub const THUMBNAIL: f32 = 180.0;
    /// Lines of a block of code that is folded.
    pub const FOLDED_LINES: usize = 10;
    /// Lines from which on a block of code can be folded.
    pub const FOLD_FROM: usize = 24;
    /// A chip of what goes along.
    pub const CHIP: f32 = 24.0;
    /// The widest chip.
    pub const CHIP_WIDTH: f32 = 220.0;
    /// The narrowest column of a table.
    pub const COLUMN: f32 = 72.0;
    /// The part of the dock that the field may fill.
    pub const FIELD_PART: f32 = 0.34;
    /// Rows of a popup of completions.
    pub const COMPLETIONS: usize = 8;
}

/// How long things take.
pub mod time {
    use super::Duration;
    /// The longest transition.
    pub const TRANSITION: Duration = Duration::from_millis(120);
    /// How long the pointer rests before a tooltip comes.
    pub const TOOLTIP: Duration = Duration::from_millis(450);
    /// How long work lasts before a progress line shows.
    pub const PROGRESS_AFTER: Duration = Duration::from_millis(300);
    /// How long a toast stays.
    pub const TOAST: Duration = Duration::from_secs(6);
    /// Half a blink of the caret.
    pub const CARET_BLINK: Duration = Duration::from_millis(500);
}

/// How strong tints are, of 255.
pub mod alpha {
    /// The wash over what is disabled.
    pub const DISABLED: f32 = 0.45;
    /// What is later than the moment shown, on the timeline.
    pub const LATER: f32 = 0.55;
    /// A fill in the colour of a lane or an author, under text.
    pub const TINT: f32 = 0.16;
    /// The same where it carries no text.
    pub const TINT_STRONG: f32 = 0.55;
    /// The edge of a line that lies on any colour.
    pub const HALO: f32 = 0.75;
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// An unmultiplied colour with its alpha, premultiplied as egui wants it.
const fn rgba(hex: u32, alpha: u8) -> Color32 {
    const fn times(channel: u32, alpha: u8) -> u8 {
        (((channel & 0xff) * alpha as u32 + 127) / 255) as u8
    }
    Color32::from_rgba_premultiplied(
        times(hex >> 16, alpha),
        times(hex >> 8, alpha),
        times(hex, alpha),
        alpha,
    )
}

/// Nothing.
pub const TRANSPARENT: Color32 = Color32::TRANSPARENT;

/// Full white: the tint of pictures that keep their colours.
pub const UNTINTED: Color32 = Color32::WHITE;
/// Behind a drawing that leaves, in every theme.
pub const PAPER: Color32 = Color32::WHITE;
/// The squares on the paper where nothing is behind a drawing.
pub const NO_PAPER: Color32 = rgb(0xec_ec_ec);

/// The dark theme's colours.
pub const DARK: Colors = Colors {
    editor_background: rgb(0x15171c),
    panel: rgb(0x1a1d23),
    raised: rgb(0x22262e),
    popup: rgb(0x20242b),
    border: rgb(0x2b303a),
    border_control: rgb(0x3a414d),
    border_strong: rgb(0x6d7686),
    text: rgb(0xd9dde4),
    text_secondary: rgb(0xa3abb8),
    text_hint: rgb(0x8790a0),
    accent: rgb(0x6ea8fe),
    accent_fill: rgb(0x2f6fe0),
    accent_fill_hover: rgb(0x2764d2),
    text_on_accent: rgb(0xffffff),
    danger_fill: rgb(0xc2343f),
    danger_fill_hover: rgb(0xb02c37),
    text_on_danger: rgb(0xffffff),
    good: rgb(0x7ccf96),
    warning: rgb(0xe6bd6e),
    error: rgb(0xf2828a),
    hover: rgba(0xc4d2ea, 18),
    pressed: rgba(0xc4d2ea, 32),
    row_selected: rgba(0x6ea8fe, 46),
    row_selected_unfocused: rgba(0xb4c6e4, 30),
    input: rgb(0x14161a),
    selection: rgba(0x6ea8fe, 71),
    selection_unfocused: rgba(0x8790a0, 56),
    current_line: rgb(0x1b1f26),
    find_match: rgba(0xf0a830, 77),
    find_match_current: rgb(0xf0b84a),
    caret: rgb(0x8fbcff),
    line_number: rgb(0x7c8595),
    line_number_active: rgb(0xd9dde4),
    indent_guide: rgb(0x262b34),
    indent_guide_active: rgb(0x444c5a),
    whitespace: rgb(0x454d5a),
    bracket_match: rgba(0x6ea8fe, 64),
    ruler: rgb(0x22262e),
    scrollbar: rgba(0xa3abb8, 60),
    scrollbar_hover: rgba(0xa3abb8, 120),
    shadow: rgba(0x000000, 110),
    backdrop: rgba(0x0a0b0e, 120),
    hue_1: rgb(0x5fb7f2),
    hue_2: rgb(0xf0a04b),
    hue_3: rgb(0x3fc79a),
    hue_4: rgb(0xf2dd5e),
    hue_5: rgb(0xe38ac0),
    hue_6: rgb(0x8f9bff),
    hue_7: rgb(0xe8603c),
    hue_8: rgb(0xb4bcc8),
};

/// The light theme's colours.
pub const LIGHT: Colors = Colors {
    editor_background: rgb(0xffffff),
    panel: rgb(0xf6f7f9),
    raised: rgb(0xeceff3),
    popup: rgb(0xffffff),
    border: rgb(0xd8dde5),
    border_control: rgb(0xc5ccd7),
    border_strong: rgb(0x858e9d),
    text: rgb(0x1f2430),
    text_secondary: rgb(0x525b6b),
    text_hint: rgb(0x5f6979),
    accent: rgb(0x1d5fd6),
    accent_fill: rgb(0x1d5fd6),
    accent_fill_hover: rgb(0x1852bd),
    text_on_accent: rgb(0xffffff),
    danger_fill: rgb(0xc02633),
    danger_fill_hover: rgb(0xa91f2b),
    text_on_danger: rgb(0xffffff),
    good: rgb(0x15703a),
    warning: rgb(0x805200),
    error: rgb(0xc02633),
    hover: rgba(0x1f2430, 13),
    pressed: rgba(0x1f2430, 26),
    row_selected: rgba(0x1d5fd6, 31),
    row_selected_unfocused: rgba(0x1f2430, 20),
    input: rgb(0xffffff),
    selection: rgba(0x1d5fd6, 46),
    selection_unfocused: rgba(0x525b6b, 41),
    current_line: rgb(0xf4f6f9),
    find_match: rgba(0xf0a000, 77),
    find_match_current: rgb(0xb07300),
    caret: rgb(0x1d5fd6),
    line_number: rgb(0x6b7484),
    line_number_active: rgb(0x1f2430),
    indent_guide: rgb(0xe4e8ee),
    indent_guide_active: rgb(0xb6bfcc),
    whitespace: rgb(0xbfc7d2),
    bracket_match: rgba(0x1d5fd6, 41),
    ruler: rgb(0xe9edf2),
    scrollbar: rgba(0x525b6b, 70),
    scrollbar_hover: rgba(0x525b6b, 140),
    shadow: rgba(0x1f2430, 46),
    backdrop: rgba(0x1f2430, 46),
    hue_1: rgb(0x0072b2),
    hue_2: rgb(0xb35900),
    hue_3: rgb(0x00785a),
    hue_4: rgb(0x7a6a00),
    hue_5: rgb(0xa8467f),
    hue_6: rgb(0x4a52c8),
    hue_7: rgb(0xc03a1a),
    hue_8: rgb(0x5b6472),
};

const fn plain(color: Color32) -> SyntaxStyle {
    SyntaxStyle { color, bold: false, italic: false, underline: false }
}

const fn italic(color: Color32) -> SyntaxStyle {
    SyntaxStyle { color, bold: false, italic: true, underline: false }
}

const fn bold(color: Color32) -> SyntaxStyle {
    SyntaxStyle { color, bold: true, italic: false, underline: false }
}

const fn underline(color: Color32) -> SyntaxStyle {
    SyntaxStyle { color, bold: false, italic: false, underline: true }
}

/// The dark theme's code.
pub const DARK_SYNTAX: SyntaxColors = SyntaxColors {
    plain: plain(rgb(0xd9dde4)),
    keyword: plain(rgb(0xc8a0f0)),
    function: plain(rgb(0x82b4ff)),
    r#type: plain(rgb(0xf0c674)),
    string: plain(rgb(0xa8d8a0)),
    regex: plain(rgb(0x7fd6c8)),
    number: plain(rgb(0xf5a97f)),
    constant: plain(rgb(0xf5a97f)),
    comment: italic(rgb(0x8a93a2)),
    doc_comment: italic(rgb(0x97a6b8)),
    operator: plain(rgb(0x9fd3e6)),
    punctuation: plain(rgb(0xa9b4c4)),
    variable: plain(rgb(0xd9dde4)),
    property: plain(rgb(0xb9d4f5)),
    attribute: plain(rgb(0xe6bd6e)),
    tag: plain(rgb(0x82b4ff)),
    escape: plain(rgb(0x7fd6c8)),
    heading: bold(rgb(0x82b4ff)),
    link: underline(rgb(0x6ea8fe)),
    emphasis: italic(rgb(0xd9dde4)),
    strong: bold(rgb(0xd9dde4)),
    strikethrough: plain(rgb(0x97a0ae)),
    inserted: plain(rgb(0x7ccf96)),
    deleted: plain(rgb(0xf2828a)),
    code: plain(rgb(0xa8d8a0)),
    r#macro: plain(rgb(0x7fc4e8)),
    namespace: plain(rgb(0xd8c7a0)),
    parameter: plain(rgb(0xe0cfd8)),
    builtin: plain(rgb(0xe39ab0)),
    label: plain(rgb(0xe6bd6e)),
    error: underline(rgb(0xf2828a)),
};

/// The light theme's code.
pub const LIGHT_SYNTAX: SyntaxColors = SyntaxColors {
    plain: plain(rgb(0x1f2430)),
    keyword: plain(rgb(0x7a34b8)),
    function: plain(rgb(0x1550b8)),
    r#type: plain(rgb(0x8a5200)),
    string: plain(rgb(0x1e7a3a)),
    regex: plain(rgb(0x00706a)),
    number: plain(rgb(0xb0480c)),
    constant: plain(rgb(0xb0480c)),
    comment: italic(rgb(0x616b7b)),
    doc_comment: italic(rgb(0x4f6275)),
    operator: plain(rgb(0x0f6f86)),
    punctuation: plain(rgb(0x4d5868)),
    variable: plain(rgb(0x1f2430)),
    property: plain(rgb(0x1f4f86)),
    attribute: plain(rgb(0x805200)),
    tag: plain(rgb(0x1550b8)),
    escape: plain(rgb(0x00706a)),
    heading: bold(rgb(0x1550b8)),
    link: underline(rgb(0x1d5fd6)),
    emphasis: italic(rgb(0x1f2430)),
    strong: bold(rgb(0x1f2430)),
    strikethrough: plain(rgb(0x5f6979)),
    inserted: plain(rgb(0x15703a)),
    deleted: plain(rgb(0xc02633)),
    code: plain(rgb(0x1e7a3a)),
    r#macro: plain(rgb(0x11678f)),
    namespace: plain(rgb(0x6b5b2e)),
    parameter: plain(rgb(0x5c3b50)),
    builtin: plain(rgb(0xa3325c)),
    label: plain(rgb(0x805200)),
    error: underline(rgb(0xc02633)),
};

//! The canvas: sizes of what is painted over a drawing, and the palettes that are offered for it.

use egui::Color32;

/// A handle of a selection, points.
pub const HANDLE: f32 = 8.0;
/// The handle between two points of a line.
pub const HANDLE_BETWEEN: f32 = 6.0;
/// Lines of selection, guides and marquee.
pub const LINE: f32 = 1.5;
/// The edge around lines and handles of a selection, which lie on any colour.
pub const HALO: f32 = 1.0;
/// The laser's trail at its head.
pub const LASER: f32 = 5.0;
/// The eraser's ring.
pub const ERASER: f32 = 6.0;
/// Distance of bars from the edges of the view.
pub const EDGE: f32 = 12.0;
/// A swatch of a palette.
pub const SWATCH: f32 = 24.0;
/// The width of the panel of looks.
pub const PANEL: f32 = 204.0;
/// The grid's dots: size.
pub const DOT: f32 = 1.0;
/// Dots nearer than this are left out.
pub const DOT_ROOM: f32 = 12.0;
/// Words smaller than this are painted as bars.
pub const READABLE: f32 = 3.5;
/// Letters are laid out at most this large, and painted larger.
pub const LARGEST_TYPE: f32 = 200.0;
/// How faint what the eraser has touched is.
pub const ERASED: f32 = 0.25;
/// How strong the bar is that stands for words too small to read.
pub const BAR: f32 = 0.35;

/// Room around the page of a preview; its edge is grabbed there.
pub const PREVIEW_EDGE: f32 = 16.0;
/// Outlines on the page of a preview, which is light in every theme.
pub const ON_PAPER: Color32 = Color32::from_rgb(0x1d, 0x5f, 0xd6);
/// The dock of layers and libraries: width, and the least that is left of the view beside it.
pub const DOCK: (f32, f32) = (248.0, 320.0);
/// An item of a library: the height of its picture.
pub const ITEM: f32 = 68.0;
/// The mark of a link.
pub const LINK: f32 = 16.0;
/// The bar to search on the canvas.
pub const FIND: f32 = 300.0;

/// Colours that are offered together: for lines and words, and for fills. Name and CSS each; the usual one first.
pub struct Palette {
    /// For people.
    pub name: &'static str,
    /// Of lines and words.
    pub strokes: [(&'static str, &'static str); 7],
    /// Of fills.
    pub fills: [(&'static str, &'static str); 7],
}

/// Colours for lines and words: name and CSS, the usual one first.
pub const STROKES: [(&str, &str); 7] = [
    ("Ink", "#1e1e1e"),
    ("Grey", "#868e96"),
    ("Red", "#e03131"),
    ("Orange", "#e8590c"),
    ("Green", "#2f9e44"),
    ("Blue", "#1971c2"),
    ("Violet", "#6741d9"),
];

/// Colours for fills: name and CSS.
pub const FILLS: [(&str, &str); 7] = [
    ("None", "transparent"),
    ("White", "#ffffff"),
    ("Grey", "#e9ecef"),
    ("Red", "#ffc9c9"),
    ("Yellow", "#ffec99"),
    ("Green", "#b2f2bb"),
    ("Blue", "#a5d8ff"),
];

/// The palettes.
pub const PALETTES: [Palette; 3] = [
    Palette { name: "Open", strokes: STROKES, fills: FILLS },
    Palette {
        name: "Strong",
        strokes: [
            ("Ink", "#1e1e1e"),
            ("White", "#ffffff"),
            ("Red", "#c92a2a"),
            ("Amber", "#e67700"),
            ("Teal", "#087f5b"),
            ("Indigo", "#364fc7"),
            ("Pink", "#a61e4d"),
        ],
        fills: [
            ("None", "transparent"),
            ("White", "#ffffff"),
            ("Ink", "#212529"),
            ("Red", "#fa5252"),
            ("Amber", "#fab005"),
            ("Teal", "#12b886"),
            ("Indigo", "#4c6ef5"),
        ],
    },
    Palette {
        name: "Grey",
        strokes: [
            ("Ink", "#1e1e1e"),
            ("Grey 8", "#343a40"),
            ("Grey 7", "#495057"),
            ("Grey 6", "#868e96"),
            ("Grey 5", "#adb5bd"),
            ("Grey 4", "#ced4da"),
            ("White", "#ffffff"),
        ],
        fills: [
            ("None", "transparent"),
            ("White", "#ffffff"),
            ("Grey 1", "#f1f3f5"),
            ("Grey 3", "#dee2e6"),
            ("Grey 5", "#adb5bd"),
            ("Grey 7", "#495057"),
            ("Ink", "#212529"),
        ],
    },
];

/// Colours of the canvas: that of the theme, and others.
pub const BACKGROUNDS: [(&str, &str); 6] = [
    ("As the theme", "transparent"),
    ("White", "#ffffff"),
    ("Paper", "#f8f9fa"),
    ("Cream", "#fff9db"),
    ("Slate", "#343a40"),
    ("Night", "#15171c"),
];

/// The ink that nobody chose, where it lies on something dark.
pub const LIFTED: &str = "#e3e6eb";

/// A colour of a drawing as it is painted: as it is, in every theme.
pub fn painted(rgba: [u8; 4]) -> Color32 {
    let [r, g, b, a] = rgba;
    Color32::from_rgba_unmultiplied(r, g, b, a)
}

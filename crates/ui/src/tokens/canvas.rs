//! The canvas: sizes of what is painted over a drawing, and the palettes that are offered for it.

use egui::Color32;

/// A handle of a selection, points.
pub const HANDLE: f32 = 8.0;
/// The handle between two points of a line.
pub const HANDLE_BETWEEN: f32 = 6.0;
/// Lines of selection, guides and marquee.
pub const LINE: f32 = 1.5;
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

/// Colours for lines and words: name and CSS, the usual one first.
pub const STROKES: [(&str, &str); 7] = [
    ("Black", "#1e1e1e"),
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

/// A colour of a drawing as it is painted. On a dark canvas light and dark change places and hues stay, as Excalidraw
/// does it: inverted to 93 %, then hues turned by half (the matrices of CSS filters).
pub fn painted(rgba: [u8; 4], dark: bool) -> Color32 {
    let [r, g, b, a] = rgba;
    if !dark {
        return Color32::from_rgba_unmultiplied(r, g, b, a);
    }
    let inverted = |c: u8| 0.93 - 0.86 * (f32::from(c) / 255.0);
    let (r, g, b) = (inverted(r), inverted(g), inverted(b));
    let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0).round() as u8;
    Color32::from_rgba_unmultiplied(
        byte(-0.574 * r + 1.430 * g + 0.144 * b),
        byte(0.426 * r + 0.430 * g + 0.144 * b),
        byte(0.426 * r + 1.430 * g - 0.856 * b),
        a,
    )
}

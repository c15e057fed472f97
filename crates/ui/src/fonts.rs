//! The fonts: Inter for the interface, JetBrains Mono for code, Gelasio and Excalifont in drawings, lucide for icons, and
//! the names and sizes under which text asks for them. Fall-backs for other scripts and emoji are the system's or the
//! browser's.

mod warm;

use std::sync::{Arc, LazyLock};

use egui::epaint::text::{FontTweak, HintingTarget, SmoothHinting};
use egui::{FontData, FontDefinitions, FontFamily, FontId};

use crate::tokens::type_size;
pub use warm::Warm;

static UI_MEDIUM: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("ui-medium".into()));
static UI_SEMIBOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("ui-semibold".into()));
static CODE_BOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("code-bold".into()));
static CODE_ITALIC: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("code-italic".into()));
static CODE_LIGATURES: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("code-ligatures".into()));
static SERIF: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("serif".into()));
static SERIF_BOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("serif-bold".into()));
static SERIF_ITALIC: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("serif-italic".into()));
static HAND: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("hand".into()));
static HAND_BOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("hand-bold".into()));
static ICONS: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("icons".into()));

/// The interface's text, in points.
pub fn ui(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// The interface's text at its usual size.
pub fn body() -> FontId {
    ui(type_size::UI)
}

/// Secondary text.
pub fn small() -> FontId {
    ui(type_size::SMALL)
}

/// Captions.
pub fn caption() -> FontId {
    ui(type_size::CAPTION)
}

/// Medium weight: buttons, what is active.
pub fn ui_medium(size: f32) -> FontId {
    FontId::new(size, UI_MEDIUM.clone())
}

/// Semibold: titles.
pub fn ui_semibold(size: f32) -> FontId {
    FontId::new(size, UI_SEMIBOLD.clone())
}

/// Code.
pub fn code(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Bold code.
pub fn code_bold(size: f32) -> FontId {
    FontId::new(size, CODE_BOLD.clone())
}

/// Italic code.
pub fn code_italic(size: f32) -> FontId {
    FontId::new(size, CODE_ITALIC.clone())
}

/// Code with programming ligatures (ASCII has them; the rest is the plain font).
pub fn code_ligatures(size: f32) -> FontId {
    FontId::new(size, CODE_LIGATURES.clone())
}

/// With serifs, in drawings.
pub fn serif(size: f32) -> FontId {
    FontId::new(size, SERIF.clone())
}

/// Bold with serifs.
pub fn serif_bold(size: f32) -> FontId {
    FontId::new(size, SERIF_BOLD.clone())
}

/// Italic with serifs.
pub fn serif_italic(size: f32) -> FontId {
    FontId::new(size, SERIF_ITALIC.clone())
}

/// As written by hand, in drawings.
pub fn hand(size: f32) -> FontId {
    FontId::new(size, HAND.clone())
}

/// Bold as written by hand.
pub fn hand_bold(size: f32) -> FontId {
    FontId::new(size, HAND_BOLD.clone())
}

/// Icons.
pub fn icons(size: f32) -> FontId {
    FontId::new(size, ICONS.clone())
}

/// The files of the fonts that come along, by name.
const FILES: [(&str, &[u8]); 13] = [
    ("inter", include_bytes!("../../../assets/fonts/Inter-Regular.ttf")),
    ("inter-medium", include_bytes!("../../../assets/fonts/Inter-Medium.ttf")),
    ("inter-semibold", include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf")),
    ("mono", include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf")),
    ("mono-bold", include_bytes!("../../../assets/fonts/JetBrainsMono-Bold.ttf")),
    ("mono-italic", include_bytes!("../../../assets/fonts/JetBrainsMono-Italic.ttf")),
    ("mono-ligatures", include_bytes!("../../../assets/fonts/JetBrainsMono-Ligatures.ttf")),
    ("serif", include_bytes!("../../../assets/fonts/Gelasio-Regular.ttf")),
    ("serif-bold", include_bytes!("../../../assets/fonts/Gelasio-Bold.ttf")),
    ("serif-italic", include_bytes!("../../../assets/fonts/Gelasio-Italic.ttf")),
    ("hand", include_bytes!("../../../assets/fonts/Excalifont-Regular.ttf")),
    ("hand-bold", include_bytes!("../../../assets/fonts/Excalifont-Bold.ttf")),
    ("lucide", include_bytes!("../../../assets/fonts/lucide.ttf")),
];

/// The faces for text, for those who paint without a window.
pub fn faces() -> impl Iterator<Item = &'static [u8]> {
    FILES.into_iter().filter(|(name, _)| *name != "lucide").map(|(_, bytes)| bytes)
}

/// Every font, each family with its fall-backs.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in FILES {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes).tweak(tweak(name))));
    }
    for (family, names) in [
        (FontFamily::Proportional, &["inter", "mono"][..]),
        (UI_MEDIUM.clone(), &["inter-medium", "mono"]),
        (UI_SEMIBOLD.clone(), &["inter-semibold", "mono-bold"]),
        (FontFamily::Monospace, &["mono", "inter"]),
        (CODE_BOLD.clone(), &["mono-bold", "inter-semibold"]),
        (CODE_ITALIC.clone(), &["mono-italic", "inter"]),
        (CODE_LIGATURES.clone(), &["mono-ligatures", "mono", "inter"]),
        (SERIF.clone(), &["serif", "inter", "mono"]),
        (SERIF_BOLD.clone(), &["serif-bold", "inter-semibold", "mono-bold"]),
        (SERIF_ITALIC.clone(), &["serif-italic", "inter", "mono"]),
        (HAND.clone(), &["hand", "inter", "mono"]),
        (HAND_BOLD.clone(), &["hand-bold", "inter-semibold", "mono-bold"]),
        (ICONS.clone(), &["lucide"]),
    ] {
        fonts.families.insert(family, names.iter().map(|&name| name.to_owned()).collect());
    }
    fonts
}

/// How a font meets the pixels: stems are fitted upwards only, so that rows are crisp and widths true.
fn tweak(name: &str) -> FontTweak {
    let light = SmoothHinting { light: true, symmetric_rendering: true, preserve_linear_metrics: true };
    FontTweak {
        hinting: Some(name != "lucide"),
        hinting_target: HintingTarget::Smooth(light),
        subpixel_binning: Some(true),
        ..FontTweak::default()
    }
}

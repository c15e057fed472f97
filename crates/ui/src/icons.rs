//! Icons: lucide's, as glyphs of a font, and which of them stands for which file. No drawing.

pub use lucide_icons::Icon;

use egui::Color32;

use crate::theme::Theme;

/// The icon as a character of [`crate::fonts::icons`].
pub fn glyph(icon: Icon) -> char {
    char::from(icon)
}

/// The icon of a file by its name (no path), with the colour that goes with it.
pub fn file_icon(name: &str, theme: &Theme) -> (Icon, Color32) {
    let (icon, color) = vivid(name, theme);
    (icon, color.lerp_to_gamma(theme.colors.text_hint, QUIET))
}

/// How far the hues of files are drawn towards the colour of hints: a list of files is not a palette.
const QUIET: f32 = 0.35;

/// The icon with its hue in full.
fn vivid(name: &str, theme: &Theme) -> (Icon, Color32) {
    let colors = &theme.colors;
    let lower = name.to_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    match lower.as_str() {
        "cargo.toml" | "package.json" | "pyproject.toml" | "go.mod" | "gemfile" => {
            return (Icon::Package, colors.hue_2);
        }
        "cargo.lock" | "package-lock.json" | "yarn.lock" | "pnpm-lock.yaml" => {
            return (Icon::FileLock, colors.text_hint);
        }
        "makefile" | "justfile" | "dockerfile" | "rakefile" => return (Icon::FileCog, colors.hue_8),
        ".gitignore" | ".gitattributes" | ".gitmodules" => return (Icon::GitBranch, colors.hue_7),
        _ => {}
    }
    if lower.starts_with("license") || lower.starts_with("copying") {
        return (Icon::Scale, colors.hue_8);
    }
    if [".sketch.json", ".excalidraw", ".excalidrawlib"].iter().any(|ending| lower.ends_with(ending)) {
        return (Icon::PencilRuler, colors.hue_5);
    }
    match extension {
        "rs" => (Icon::FileCode, colors.hue_2),
        "py" | "pyi" | "js" | "mjs" | "cjs" | "jsx" => (Icon::FileCode, colors.hue_4),
        "ts" | "tsx" | "c" | "h" | "cc" | "cpp" | "hpp" | "go" | "css" | "scss" => {
            (Icon::FileCode, colors.hue_1)
        }
        "java" | "kt" | "swift" | "rb" | "scala" | "html" | "htm" | "xml" | "vue" | "svelte" => {
            (Icon::FileCode, colors.hue_7)
        }
        "lua" | "php" | "ex" | "exs" | "hs" | "zig" | "cs" => (Icon::FileCode, colors.hue_6),
        "json" | "jsonc" | "json5" => (Icon::Braces, colors.hue_4),
        "toml" | "yaml" | "yml" | "ini" | "cfg" | "conf" => (Icon::FileCog, colors.hue_8),
        "md" | "markdown" | "rst" | "adoc" => (Icon::BookOpenText, colors.hue_1),
        "txt" | "log" => (Icon::FileText, colors.hue_8),
        "sh" | "bash" | "zsh" | "fish" | "ps1" | "bat" => (Icon::FileTerminal, colors.hue_3),
        "sql" | "db" | "sqlite" => (Icon::Database, colors.hue_6),
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "ico" | "bmp" | "avif" => {
            (Icon::FileImage, colors.hue_5)
        }
        "zip" | "gz" | "xz" | "zst" | "tar" | "7z" | "rar" => (Icon::FileArchive, colors.hue_8),
        "csv" | "tsv" | "xlsx" => (Icon::FileSpreadsheet, colors.hue_3),
        "ttf" | "otf" | "woff" | "woff2" => (Icon::FileType, colors.hue_8),
        "mp3" | "wav" | "ogg" | "flac" => (Icon::FileMusic, colors.hue_5),
        "mp4" | "mkv" | "webm" | "mov" => (Icon::FilePlay, colors.hue_5),
        "pdf" => (Icon::FileText, colors.hue_7),
        "lock" => (Icon::FileLock, colors.text_hint),
        _ => (Icon::File, colors.hue_8),
    }
}

/// The icon of a folder.
pub fn folder_icon(open: bool, theme: &Theme) -> (Icon, Color32) {
    (if open { Icon::FolderOpen } else { Icon::Folder }, theme.colors.text_secondary)
}

//! Pictures of the editor with sample documents, rendered without a window.

use std::path::Path;

use egui::vec2;
use egui_kittest::Harness;
use justbuilt_display::Settings;
use justbuilt_text::{Selection, Selections};
use justbuilt_ui::Theme;
use justbuilt_ui::editor::{Decoration, DecorationKind, LineMark, LineMarkKind, Whitespace};

use super::view::View;

const RUST: &str = include_str!("sample.rs.txt");
const MIXED: &str = include_str!("mixed.txt");

/// Renders every sample in both themes.
pub fn render_all(folder: &str, scale: f32) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    for theme in [Theme::dark(), Theme::light()] {
        let samples = [("rust", rust(theme.clone())), ("mixed", mixed(theme.clone()))];
        for (name, view) in samples {
            let file = format!("editor-{name}-{}-{scale}x.png", theme.name.to_lowercase());
            render(view, scale, &Path::new(folder).join(file))?;
        }
    }
    Ok(())
}

fn rust(theme: Theme) -> View {
    let mut view = View::new(RUST, "rust", Settings::default(), theme);
    let find = |needle: &str| RUST.find(needle).unwrap_or_default();
    let (from, to) = (find("for byte"), find("self.pending.push"));
    let caret = find("fn compose") + 3;
    let selection = Selection::new(from, to + 5);
    view.selections = Selections::new([Selection::caret(caret), selection], 0);
    view.find_matches = RUST.match_indices("Retain").map(|(at, found)| at..at + found.len()).collect();
    let wrong = find("unwrap_or_default");
    view.decorations = vec![
        Decoration { range: wrong..wrong + 17, kind: DecorationKind::Error },
        Decoration { range: find("matches!")..find("matches!") + 8, kind: DecorationKind::Warning },
    ];
    view.line_marks = vec![
        LineMark { lines: 4..7, kind: LineMarkKind::Added },
        LineMark { lines: 11..13, kind: LineMarkKind::Changed },
        LineMark { lines: 17..17, kind: LineMarkKind::Removed },
    ];
    view.options.rulers = vec![80];
    view
}

fn mixed(theme: Theme) -> View {
    let mut view = View::new(MIXED, "plain", Settings::default(), theme);
    view.options.whitespace = Whitespace::All;
    view.options.ligatures = true;
    view
}

fn render(view: View, scale: f32, file: &Path) -> Result<(), String> {
    let theme = view.theme.clone();
    let mut harness = Harness::builder()
        .with_size(vec2(860.0, 620.0))
        .with_pixels_per_point(scale)
        .with_step_dt(1.0 / 60.0)
        .allow_missing_glyphs()
        .with_accessibility_check(false)
        .with_context_setup(move |ctx| justbuilt_ui::install(ctx, &theme))
        .wgpu()
        .build_ui_state(|ui, view: &mut View| view.ui(ui), view);
    harness.run_steps(3);
    let image = harness.render()?;
    image.save(file).map_err(|error| error.to_string())
}

//! Key hints: a chord such as `Ctrl+Shift+P` as small chips. What the chord does is the caller's.

use egui::{Align, Color32, Painter, Pos2, Rect, Response, Role, Sense, Ui, Widget, WidgetInfo, pos2, vec2};

use crate::theme::Theme;
use crate::tokens::{radius, size, space};
use crate::{fonts, paint};

/// A chord, or several after each other with spaces between (`Ctrl+K Ctrl+S`).
pub struct KeyHint<'a> {
    keys: &'a str,
    quiet: bool,
    raised: bool,
    fill: Option<Color32>,
}

impl<'a> KeyHint<'a> {
    /// The chord as the keymap writes it.
    pub fn new(keys: &'a str) -> Self {
        Self { keys, quiet: false, raised: false, fill: None }
    }

    /// Plain text instead of chips, for menus.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Stands on a selected row, where hints would be too faint.
    pub fn raised(mut self, raised: bool) -> Self {
        self.raised = raised;
        self
    }

    /// Stands on a filled button, whose text has this colour.
    pub fn on_fill(mut self, text: Color32) -> Self {
        self.fill = Some(text);
        self
    }

    /// How wide it is, in points.
    pub fn width(&self, painter: &Painter, theme: &Theme) -> f32 {
        if self.quiet {
            return quiet(painter, self.keys).size().x;
        }
        let mut width = 0.0;
        for (chip, gap) in chips(self.keys) {
            width += gap + chip_width(painter, chip, theme);
        }
        width
    }

    /// Paints it with its right edge at a point and centred on it vertically; returns its place.
    pub fn paint(&self, painter: &Painter, right_center: Pos2, theme: &Theme) -> Rect {
        let width = self.width(painter, theme);
        let place =
            Rect::from_center_size(right_center - vec2(width / 2.0, 0.0), vec2(width, size::KEY_CHIP));
        if self.quiet {
            let galley = quiet(painter, self.keys);
            let color = if self.raised { theme.colors.text_secondary } else { theme.colors.text_hint };
            return paint::put(painter, place, Align::Max, galley, color);
        }
        let mut x = place.left();
        for (chip, gap) in chips(self.keys) {
            x += gap;
            let width = chip_width(painter, chip, theme);
            let at = paint::snap(painter, pos2(x, place.top()));
            let rect = Rect::from_min_size(at, vec2(width, size::KEY_CHIP));
            let colors = &theme.colors;
            let (border, text) = match self.fill {
                Some(text) => (text.gamma_multiply(0.5), text),
                None => (colors.border, colors.text_secondary),
            };
            paint::fill(painter, rect, radius::SMALL, colors.hover);
            paint::border(painter, rect, radius::SMALL, border);
            paint::text(painter, rect, Align::Center, chip, fonts::caption(), text);
            x += width;
        }
        place
    }
}

impl Widget for KeyHint<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let width = self.width(ui.painter(), &theme);
        let (rect, response) = ui.allocate_exact_size(vec2(width, size::KEY_CHIP), Sense::HOVER);
        self.paint(ui.painter(), rect.right_center(), &theme);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, self.keys));
        response
    }
}

/// The keys of a chord, each with the gap before it.
fn chips(keys: &str) -> impl Iterator<Item = (&str, f32)> {
    keys.split(' ').filter(|chord| !chord.is_empty()).enumerate().flat_map(|(i, chord)| {
        split_chord(chord).into_iter().enumerate().map(move |(j, key)| {
            let gap = if j > 0 {
                space::HALF
            } else if i > 0 {
                space::S
            } else {
                0.0
            };
            (key, gap)
        })
    })
}

/// Splits at `+`, of which the last may be a key of its own (`Ctrl++`).
fn split_chord(chord: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut rest = chord;
    while let Some(at) = rest.find('+').filter(|&at| at > 0 && at + 1 < rest.len()) {
        let (key, after) = rest.split_at(at);
        keys.push(key);
        rest = after.strip_prefix('+').unwrap_or(after);
    }
    keys.push(rest);
    keys
}

fn chip_width(painter: &Painter, key: &str, theme: &Theme) -> f32 {
    let text = paint::line(painter, key, fonts::caption(), theme.colors.text_secondary, f32::INFINITY);
    (text.size().x + 2.0 * space::XS).max(size::KEY_CHIP).ceil()
}

/// Laid out without a colour: that comes with the place.
fn quiet(painter: &Painter, keys: &str) -> std::sync::Arc<egui::Galley> {
    paint::line(painter, keys, fonts::small(), Color32::PLACEHOLDER, f32::INFINITY)
}

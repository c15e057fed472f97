//! Which docks and panels are shown, and how large. Saved with the window's layout; painting is the shell's.

use justbuilt_ui::canvas::Stand;
use justbuilt_workspace::PanelId;
use serde::{Deserialize, Serialize};

/// A panel of the left dock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftPanel {
    /// The explorer tree.
    Explorer,
    /// Project search.
    Search,
    /// Symbols of the file.
    Outline,
}

/// A panel of the bottom dock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BottomPanel {
    /// The timeline.
    Timeline,
    /// What is wrong in settings, keymap and themes.
    Problems,
    /// Notices so far.
    Notices,
}

/// The docks around the centre. Sizes are in points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Docks {
    /// Whether the left dock is shown.
    pub left_open: bool,
    /// The panel in it.
    pub left: LeftPanel,
    /// Its width.
    pub left_width: f32,
    /// Whether the bottom dock is shown.
    pub bottom_open: bool,
    /// The panel in it.
    pub bottom: BottomPanel,
    /// Its height.
    pub bottom_height: f32,
    /// Whether the right dock, with the conversation, is shown.
    pub right_open: bool,
    /// Its width.
    pub right_width: f32,
    /// The dock of the canvas in sketches.
    pub canvas: Stand,
    /// The width of the code beside a sketch, when somebody chose one.
    pub code_width: Option<f32>,
}

impl Default for Docks {
    fn default() -> Self {
        Self {
            left_open: true,
            left: LeftPanel::Explorer,
            left_width: 260.0,
            bottom_open: false,
            bottom: BottomPanel::Timeline,
            bottom_height: 320.0,
            right_open: false,
            right_width: 400.0,
            canvas: Stand::default(),
            code_width: None,
        }
    }
}

/// The narrowest and widest that a dock may get.
pub const LEFT_WIDTH: std::ops::RangeInclusive<f32> = 180.0..=640.0;
/// The same for the right one.
pub const RIGHT_WIDTH: std::ops::RangeInclusive<f32> = 300.0..=900.0;
/// The lowest and highest that a dock may get.
pub const BOTTOM_HEIGHT: std::ops::RangeInclusive<f32> = 96.0..=640.0;

impl Docks {
    /// Shows a panel.
    pub fn show(&mut self, panel: PanelId) {
        match panel {
            PanelId::Explorer => self.show_left(LeftPanel::Explorer),
            PanelId::Search => self.show_left(LeftPanel::Search),
            PanelId::Outline => self.show_left(LeftPanel::Outline),
            PanelId::Timeline => {
                self.bottom = BottomPanel::Timeline;
                self.bottom_open = true;
            }
            PanelId::Problems => {
                self.bottom = BottomPanel::Problems;
                self.bottom_open = true;
            }
            PanelId::Chat => self.right_open = true,
            PanelId::LeftDock => self.left_open = true,
            PanelId::BottomDock => self.bottom_open = true,
        }
    }

    /// Hides a panel when it is shown, shows it otherwise. Returns whether it is shown now.
    pub fn toggle(&mut self, panel: PanelId) -> bool {
        let shown = self.is_shown(panel);
        if !shown {
            self.show(panel);
            return self.is_shown(panel);
        }
        match panel {
            PanelId::Explorer | PanelId::Search | PanelId::Outline | PanelId::LeftDock => {
                self.left_open = false
            }
            PanelId::Timeline | PanelId::Problems | PanelId::BottomDock => self.bottom_open = false,
            PanelId::Chat => self.right_open = false,
        }
        false
    }

    /// Whether a panel is shown.
    pub fn is_shown(&self, panel: PanelId) -> bool {
        let left = |panel| self.left_open && self.left == panel;
        match panel {
            PanelId::Explorer => left(LeftPanel::Explorer),
            PanelId::Search => left(LeftPanel::Search),
            PanelId::Outline => left(LeftPanel::Outline),
            PanelId::Timeline => self.bottom_open && self.bottom == BottomPanel::Timeline,
            PanelId::Problems => self.bottom_open && self.bottom == BottomPanel::Problems,
            PanelId::Chat => self.right_open,
            PanelId::LeftDock => self.left_open,
            PanelId::BottomDock => self.bottom_open,
        }
    }

    fn show_left(&mut self, panel: LeftPanel) {
        self.left = panel;
        self.left_open = true;
    }

    /// Sizes as a damaged or foreign file may have them, brought into bounds.
    #[must_use]
    pub fn clamped(mut self) -> Self {
        let within = |value: f32, bounds: &std::ops::RangeInclusive<f32>, default: f32| {
            if value.is_finite() { value.clamp(*bounds.start(), *bounds.end()) } else { default }
        };
        let default = Self::default();
        self.left_width = within(self.left_width, &LEFT_WIDTH, default.left_width);
        self.right_width = within(self.right_width, &RIGHT_WIDTH, default.right_width);
        self.bottom_height = within(self.bottom_height, &BOTTOM_HEIGHT, default.bottom_height);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_is_shown_hidden_and_swapped() {
        let mut docks = Docks::default();
        assert!(docks.is_shown(PanelId::Explorer));
        assert!(docks.toggle(PanelId::Search), "another panel of an open dock takes its place");
        assert!(!docks.is_shown(PanelId::Explorer));
        assert!(!docks.toggle(PanelId::Search));
        assert!(!docks.is_shown(PanelId::LeftDock));
        assert!(docks.toggle(PanelId::LeftDock));
        assert!(docks.is_shown(PanelId::Search), "the dock comes back as it was");
    }

    #[test]
    fn odd_sizes_are_brought_into_bounds() {
        let docks: Docks = serde_json::from_str(r#"{"left_width": 1e9, "bottom_height": 1}"#).unwrap();
        let docks = docks.clamped();
        assert_eq!((docks.left_width, docks.bottom_height), (640.0, 96.0));
        assert!(docks.left_open, "missing keys take their defaults");
    }
}

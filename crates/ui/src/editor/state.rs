//! What a view remembers between frames: scroll position, caches, mouse, caret phase. The application keeps one for each
//! view, beside the document, and loses nothing but comfort when it drops it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::{FontsView, LayoutJob};
use egui::{Color32, Galley};
use justbuilt_syntax::SyntaxSnapshot;
use justbuilt_text::{Bias, Selections, Text, Transaction};

use super::blink::Blink;
use super::data::{EditorData, ScrollPosition};
use super::gutter::Numbers;
use super::ime::Preedit;
use super::mouse::Mouse;
use super::options::EditorOptions;
use super::rows::RowCache;
use super::scroll::Scroll;
use super::scrollbar::Scrollbars;
use super::style::{Metrics, Styles, push_section};
use crate::theme::Theme;

/// Line numbers kept laid out.
const NUMBERS: usize = 1000;

/// The state of one editor view.
pub struct EditorState {
    /// Where the view stands.
    pub scroll: Scroll,
    /// What an input method is composing.
    pub preedit: Preedit,
    pub(super) blink: Blink,
    pub(super) mouse: Mouse,
    pub(super) scrollbars: Scrollbars,
    pub(super) rows: RowCache,
    pub(super) numbers: Numbers,
    pub(super) look: Option<Look>,
    /// The widest row seen, in columns, since the text last changed.
    pub(super) widest: (u64, f64),
    /// What the caret's phase was last restarted for.
    pub(super) seen: Option<(u64, Selections)>,
    pub(super) had_focus: bool,
    pub(super) reported: Option<ScrollPosition>,
    pub(super) brackets: Option<Brackets>,
    /// A galley of egui's own cache: when that is another one, the glyph atlas may have been made anew.
    sentinel: Option<Arc<Galley>>,
}

impl Default for EditorState {
    fn default() -> Self {
        Self {
            scroll: Scroll::default(),
            preedit: Preedit::default(),
            blink: Blink::default(),
            mouse: Mouse::default(),
            scrollbars: Scrollbars::default(),
            rows: RowCache::default(),
            numbers: Numbers::new(NUMBERS),
            look: None,
            widest: (0, 0.0),
            seen: None,
            had_focus: false,
            reported: None,
            brackets: None,
            sentinel: None,
        }
    }
}

/// Fonts and styles, as long as nothing about them changes.
pub(super) struct Look {
    options: (f32, f32, bool),
    pixels_per_point: f32,
    pub(super) metrics: Arc<Metrics>,
    pub(super) styles: Arc<Styles>,
    /// Changes with anything above.
    pub(super) hash: u64,
}

/// The brackets around the caret, as long as neither moves.
pub(super) struct Brackets {
    revision: u64,
    syntax: SyntaxSnapshot,
    at: usize,
    pub(super) ranges: Vec<Range<usize>>,
}

impl EditorState {
    /// Keeps the view on the same text over a change that was made elsewhere: in another view of the document, by a
    /// formatter, by a reload. Changes at this view's own carets need it as well; it is cheap.
    pub fn text_changed(&mut self, old: &Text, new: &Text, transaction: &Transaction) {
        let position = self.scroll.position();
        if position.line == 0 && position.rows == 0.0 {
            return;
        }
        let start = old.line_start(position.line.min(old.line_count().saturating_sub(1)));
        let line = new.line_of(transaction.map(start, Bias::Right).min(new.len()));
        self.scroll.move_anchor(line);
    }

    /// Fonts and styles for this frame; measured again when something about them changed.
    pub(super) fn update_look(
        &mut self,
        fonts: &mut FontsView<'_>,
        options: &EditorOptions,
        theme: &Theme,
        pixels_per_point: f32,
    ) -> (Arc<Metrics>, Arc<Styles>, u64) {
        let atlas_is_new = self.atlas_is_new(fonts);
        let wanted = (options.font_size, options.line_height, options.ligatures);
        let styles = Styles::of(theme);
        let same_font = self.look.as_ref().is_some_and(|look| {
            look.options == wanted && look.pixels_per_point == pixels_per_point && !atlas_is_new
        });
        if !same_font {
            self.rows.clear();
            self.numbers.clear();
        }
        let metrics = match &self.look {
            Some(look) if same_font && look.styles.hash == styles.hash => {
                return (Arc::clone(&look.metrics), Arc::clone(&look.styles), look.hash);
            }
            Some(look) if same_font => Arc::clone(&look.metrics),
            _ => Arc::new(Metrics::measure(fonts, options, pixels_per_point)),
        };
        let styles = Arc::new(styles);
        let mut hasher = DefaultHasher::new();
        styles.hash.hash(&mut hasher);
        (wanted.0.to_bits(), wanted.1.to_bits(), wanted.2, pixels_per_point.to_bits()).hash(&mut hasher);
        let hash = hasher.finish();
        let look = Look {
            options: wanted,
            pixels_per_point,
            metrics: Arc::clone(&metrics),
            styles: Arc::clone(&styles),
            hash,
        };
        self.look = Some(look);
        (metrics, styles, hash)
    }

    /// Galleys hold places in the glyph atlas. egui forgets its own galleys when it makes the atlas anew, which shows by
    /// one that is asked for each frame.
    fn atlas_is_new(&mut self, fonts: &mut FontsView<'_>) -> bool {
        let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
        let format = egui::TextFormat::simple(egui::FontId::monospace(8.0), Color32::PLACEHOLDER);
        push_section(&mut job, 0.0, "0", format);
        let now = fonts.layout_job(job);
        let same = self.sentinel.as_ref().is_some_and(|before| Arc::ptr_eq(before, &now));
        self.sentinel = Some(now);
        !same
    }

    /// The brackets to mark: the one at the caret and its partner.
    pub(super) fn update_brackets(
        &mut self,
        data: &EditorData<'_>,
        selections: &Selections,
    ) -> Vec<Range<usize>> {
        let primary = selections.primary();
        if !data.options.bracket_match || !primary.is_caret() || !data.focused {
            return Vec::new();
        }
        if let Some(known) = &self.brackets
            && known.revision == data.revision
            && known.at == primary.head
            && known.syntax.ptr_eq(data.syntax)
        {
            return known.ranges.clone();
        }
        let found = data.syntax.bracket_match(data.text, primary.head);
        let ranges = found.map_or(Vec::new(), |(open, close)| vec![open..open + 1, close..close + 1]);
        self.brackets = Some(Brackets {
            revision: data.revision,
            syntax: data.syntax.clone(),
            at: primary.head,
            ranges: ranges.clone(),
        });
        ranges
    }

    /// Shows the caret again after an edit, a move or a focus.
    pub(super) fn update_blink(&mut self, data: &EditorData<'_>, selections: &Selections, now: f64) {
        let same = self.had_focus == data.focused
            && self
                .seen
                .as_ref()
                .is_some_and(|(revision, seen)| *revision == data.revision && seen == selections);
        if !same {
            self.blink.restart(now);
            self.seen = Some((data.revision, selections.clone()));
            self.had_focus = data.focused;
        }
    }
}

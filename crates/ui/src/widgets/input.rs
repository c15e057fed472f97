//! The text field of one line: an icon, a button that clears, toggles inside, an error below. The editing
//! itself is egui's.

use egui::{Id, Key, Rect, Response, RichText, Sense, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::button::IconButton;
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{radius, size, space, type_size};
use crate::{fonts, paint};

/// A switch inside a field, such as "match case".
pub struct InputToggle<'a> {
    /// What it shows.
    pub icon: Icon,
    /// Its name for tooltip and screen reader.
    pub name: &'a str,
    /// Its keys.
    pub keys: Option<&'a str>,
    /// Whether it is on; clicking turns it.
    pub on: &'a mut bool,
}

/// A field of one line.
#[must_use = "show it in a Ui"]
pub struct Input<'a> {
    text: &'a mut String,
    label: &'a str,
    id: Option<Id>,
    placeholder: &'a str,
    icon: Option<Icon>,
    clear: bool,
    toggles: Vec<InputToggle<'a>>,
    error: Option<&'a str>,
    width: f32,
    height: f32,
    bare: bool,
    code: bool,
    password: bool,
    focus: bool,
    select_all: bool,
    keep_focus: bool,
}

/// What happened to a field.
pub struct InputResponse {
    /// The text field itself.
    pub response: Response,
    /// The text was changed, by typing or by the clear button.
    pub changed: bool,
    /// Enter was pressed in it; the field keeps the focus.
    pub submitted: bool,
    /// Shift+Enter was pressed in it.
    pub submitted_back: bool,
    /// Escape was pressed in it.
    pub cancelled: bool,
    /// One of the toggles was turned.
    pub toggled: bool,
}

impl<'a> Input<'a> {
    /// A field of that name (for screen readers; write a visible label yourself).
    pub fn new(text: &'a mut String, label: &'a str) -> Self {
        Self {
            text,
            label,
            id: None,
            placeholder: "",
            icon: None,
            clear: false,
            toggles: Vec::new(),
            error: None,
            width: f32::INFINITY,
            height: size::CONTROL,
            bare: false,
            code: false,
            password: false,
            focus: false,
            select_all: false,
            keep_focus: false,
        }
    }

    /// A fixed id, so that the focus can be asked for by others.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Shown while it is empty.
    pub fn placeholder(mut self, text: &'a str) -> Self {
        self.placeholder = text;
        self
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// A button that empties it.
    pub fn clear_button(mut self) -> Self {
        self.clear = true;
        self
    }

    /// Adds a switch at the right.
    pub fn toggle(mut self, toggle: InputToggle<'a>) -> Self {
        self.toggles.push(toggle);
        self
    }

    /// Adds the three switches of a query: case, whole words, regular expression.
    pub fn query_toggles(self, case: &'a mut bool, word: &'a mut bool, regex: &'a mut bool) -> Self {
        let switch = |icon, name, on| InputToggle { icon, name, keys: None, on };
        self.toggle(switch(Icon::CaseSensitive, "Match case", case))
            .toggle(switch(Icon::WholeWord, "Whole words", word))
            .toggle(switch(Icon::Regex, "Regular expression", regex))
    }

    /// What is wrong with the text: the border says so, and the message stands below.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// This wide, in points; without it, as wide as there is space.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// This high, in points.
    pub(crate) fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    /// Without fill and border, for a picker or an inline rename.
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// In the font of code.
    pub fn code(mut self) -> Self {
        self.code = true;
        self
    }

    /// Shows dots instead of the text.
    pub fn password(mut self) -> Self {
        self.password = true;
        self
    }

    /// Asks for the focus now.
    pub fn focus(mut self, focus: bool) -> Self {
        self.focus = focus;
        self
    }

    /// Selects the whole text now.
    pub fn select_all(mut self, select: bool) -> Self {
        self.select_all = select;
        self
    }

    /// Escape does not take the focus away: the caller closes something.
    pub fn keep_focus(mut self) -> Self {
        self.keep_focus = true;
        self
    }

    /// Shows it.
    pub fn show(self, ui: &mut Ui) -> InputResponse {
        let theme = Theme::of(ui.ctx());
        let width = if self.width.is_finite() { self.width } else { ui.available_width() };
        let error = self.error;
        // Takes clicks, but not the keyboard: the text in it does, and a field is one stop of Tab.
        let (rect, frame) = ui.allocate_exact_size(vec2(width, self.height), Sense::CLICK);
        let output = self.show_at(ui, rect, frame, &theme);
        if let Some(error) = error {
            ui.label(RichText::new(error).font(fonts::small()).color(theme.colors.error));
        }
        output
    }

    fn show_at(self, ui: &mut Ui, rect: Rect, frame: Response, theme: &Theme) -> InputResponse {
        let colors = &theme.colors;
        let id = self.id.unwrap_or_else(|| frame.id.with("text"));
        let inset = if self.bare { 0.0 } else { space::S };
        let mut left = rect.left() + inset;
        if self.icon.is_some() {
            left += size::ICON + space::S - if self.bare { 0.0 } else { space::HALF };
        }
        let buttons = self.toggles.len() + usize::from(self.clear && !self.text.is_empty());
        let mut right = rect.right() - if buttons > 0 { space::HALF } else { inset };
        let focused = ui.memory(|memory| memory.has_focus(id));

        let background = ui.painter().add(egui::Shape::Noop);
        if let Some(icon) = self.icon {
            let at = pos2(rect.left() + inset + size::ICON / 2.0, rect.center().y);
            paint::icon(ui.painter(), at, icon, size::ICON, colors.text_hint);
        }

        let mut toggled = false;
        for (index, toggle) in self.toggles.into_iter().enumerate().rev() {
            let place = button_at(&mut right, rect);
            let response = ui.interact(place, id.with(("toggle", index)), Sense::click());
            let button = IconButton::new(toggle.icon, toggle.name).keys(toggle.keys).selected(*toggle.on);
            if button.show_at(ui, place, response).clicked() {
                *toggle.on = !*toggle.on;
                toggled = true;
            }
        }
        let mut cleared = false;
        if self.clear && !self.text.is_empty() {
            let place = button_at(&mut right, rect);
            let response = ui.interact(place, id.with("clear"), Sense::click());
            cleared = IconButton::new(Icon::X, "Clear").show_at(ui, place, response).clicked();
        }

        let font = match self.code {
            true => fonts::code(type_size::UI),
            false if self.height > size::CONTROL => fonts::ui(type_size::TITLE),
            false => fonts::body(),
        };
        let place = Rect::from_x_y_ranges(left..=right.max(left), rect.y_range());
        let row = ui.fonts_mut(|fonts| fonts.row_height(&font));
        let place = Rect::from_center_size(place.center(), vec2(place.width(), row));
        let place = Rect::from_min_size(paint::snap(ui.painter(), place.min), place.size());
        let mut child = ui.new_child(UiBuilder::new().max_rect(place));
        child.set_clip_rect(place.expand2(vec2(2.0, 4.0)).intersect(ui.clip_rect()));
        // Escape is kept from egui, which would drop the focus before it can be told as a cancel; so is Tab by a field
        // that has the focus whatever happens.
        let filter = egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
            tab: self.focus && self.keep_focus,
        };
        let edit = TextEdit::singleline(self.text)
            .id(id)
            .frame(egui::Frame::NONE)
            .margin(egui::Margin::ZERO)
            .font(font)
            .text_color(colors.text)
            .hint_text(RichText::new(self.placeholder).color(colors.text_hint))
            .password(self.password)
            .desired_width(place.width())
            .return_key(None)
            .event_filter(filter);
        if self.focus {
            // Before it is shown, so that it takes what is typed in this very frame, whoever asked for it meanwhile.
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        let mut output = edit.show(&mut child);
        let mut changed = output.response.response.changed();
        if cleared {
            self.text.clear();
            changed = true;
        }
        let response = output.response.response;
        // To ask for it again would forget what is kept from egui.
        if (self.focus || cleared || frame.clicked()) && !response.has_focus() {
            response.request_focus();
        }
        if self.select_all {
            let range = egui::text::CCursorRange::select_all(&output.galley);
            output.state.cursor.set_char_range(Some(range));
            output.state.store(ui.ctx(), id);
        }

        if !self.bare {
            let mut shapes = vec![egui::Shape::rect_filled(rect, radius::CONTROL, colors.input)];
            let (width, color) = match (self.error.is_some(), focused) {
                (true, _) => (1.5, colors.error),
                (false, true) => (1.5, colors.accent),
                (false, false) if frame.hovered() || response.hovered() => (1.0, colors.border_strong),
                (false, false) => (1.0, colors.border_control),
            };
            shapes.push(egui::Shape::rect_stroke(
                rect,
                radius::CONTROL,
                egui::Stroke::new(width, color),
                egui::StrokeKind::Inside,
            ));
            ui.painter().set(background, egui::Shape::Vec(shapes));
        }
        let label = self.label;
        let enabled = ui.is_enabled();
        let (text, hint) = (self.text.as_str(), self.placeholder);
        response.widget_info(|| WidgetInfo {
            label: Some(label.to_owned()),
            ..WidgetInfo::text_edit(enabled, text, text, hint)
        });
        let pressed = |key, shift| {
            focused && ui.input(|input| input.modifiers.shift == shift && input.key_pressed(key))
        };
        let cancelled = focused && ui.input(|input| input.key_pressed(Key::Escape));
        if cancelled && !self.keep_focus {
            response.surrender_focus();
        }
        InputResponse {
            changed,
            submitted: pressed(Key::Enter, false),
            submitted_back: pressed(Key::Enter, true),
            cancelled,
            toggled,
            response,
        }
    }
}

/// The place of the next button from the right.
fn button_at(right: &mut f32, rect: Rect) -> Rect {
    let side = size::CONTROL_SMALL.min(rect.height());
    let place = Rect::from_center_size(pos2(*right - side / 2.0, rect.center().y), vec2(side, side));
    *right -= side;
    place
}

//! Rows, columns and boxes for egui: what the screens beside this file are made of.
//!
//! A row shares out its width, goes on in a new line where there is too little of it, and aligns what is in it. Sizes
//! of contents are those of the last pass; when they change, egui is asked for another pass before anything is shown.

use egui::{
    Align, Color32, CornerRadius, FontFamily, FontId, Layout, Pos2, Rect, RichText, Sense, Shape, Stroke,
    StrokeKind, Ui, UiBuilder, Vec2, vec2,
};

/// Which kind of letters words are set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Sans,
    Serif,
    Mono,
}

/// How words are set.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    pub size: f32,
    pub line_height: f32,
    /// 100 to 900.
    pub weight: f32,
    pub italic: bool,
    pub face: Face,
    pub color: Color32,
}

impl Type {
    pub const BODY: Self = Self {
        size: 14.0,
        line_height: 20.0,
        weight: 400.0,
        italic: false,
        face: Face::Sans,
        color: Color32::PLACEHOLDER,
    };

    /// The font for these words. egui has no bold face and none with serifs: those that the app gives it under the
    /// names `bold`, `serif` and `serif-bold` are taken, else the usual one, in the weight that is meant where that can
    /// change its weight:
    ///
    /// ```ignore
    /// fonts.font_data.insert("Inter Bold".into(), FontData::from_static(include_bytes!("Inter-Bold.ttf")).into());
    /// fonts.families.insert(FontFamily::Name("bold".into()), vec!["Inter Bold".into()]);
    /// ctx.set_fonts(fonts);
    /// ```
    pub fn font(&self, ui: &Ui) -> FontId {
        let names: &[&str] = match (self.face, self.weight >= 600.0) {
            (Face::Sans, true) => &["bold"],
            (Face::Serif, true) => &["serif-bold", "serif"],
            (Face::Serif, false) => &["serif"],
            (Face::Sans, false) | (Face::Mono, _) => &[],
        };
        let usual =
            if self.face == Face::Mono { FontFamily::Monospace } else { FontFamily::Proportional };
        let mut named = names.iter().map(|name| FontFamily::Name((*name).into()));
        let known = |family: &FontFamily| {
            ui.fonts(|fonts| fonts.definitions().families.contains_key(family))
        };
        FontId::new(self.size * self.scale(ui), named.find(known).unwrap_or(usual))
    }

    /// Large words leave room for little else in a small window.
    fn scale(&self, ui: &Ui) -> f32 {
        let small = self.size > 32.0 && small_window(ui);
        if small { ((32.0 + (self.size - 32.0) / 4.0) / self.size).min(1.0) } else { 1.0 }
    }

    pub fn text(&self, ui: &Ui, words: &str) -> RichText {
        let mut text = RichText::new(words)
            .font(self.font(ui))
            .line_height(Some(self.line_height * self.scale(ui)))
            .variation(b"wght", self.weight);
        if self.color != Color32::PLACEHOLDER {
            text = text.color(self.color);
        }
        if self.italic {
            text = text.italics();
        }
        text
    }
}

fn small_window(ui: &Ui) -> bool {
    ui.ctx().content_rect().width() < 640.0
}

/// A box: what it is filled with, its border, and the room between its outer edge and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    pub fill: Color32,
    /// Around the box.
    pub border: Stroke,
    /// Top, right, bottom and left, where they differ.
    pub lines: [Stroke; 4],
    pub radius: f32,
    /// Top, right, bottom, left; the border is in it.
    pub padding: [f32; 4],
    /// Widest that what is in it may be, in the middle of the room there is.
    pub limit: f32,
    pub height: f32,
    pub opacity: f32,
}

impl Block {
    pub const NONE: Self = Self {
        fill: Color32::TRANSPARENT,
        border: Stroke::NONE,
        lines: [Stroke::NONE; 4],
        radius: 0.0,
        padding: [0.0; 4],
        limit: f32::INFINITY,
        height: 0.0,
        opacity: 1.0,
    };

    /// As wide as there is room.
    pub fn show(&self, ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
        self.paint(ui, true, add);
    }

    /// As wide as what is in it.
    pub fn hug(&self, ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
        self.paint(ui, false, add);
    }

    fn edges(&self) -> [f32; 4] {
        let line = |at: usize| self.lines[at].width.max(self.border.width);
        [0, 1, 2, 3].map(|at| self.padding[at].max(line(at)))
    }

    fn paint(&self, ui: &mut Ui, wide: bool, add: impl FnOnce(&mut Ui)) {
        let [top, mut right, bottom, mut left] = self.edges();
        let room = ui.available_rect_before_wrap();
        // From edge to edge of a small window there is less to spare.
        if small_window(ui) && room.width() > ui.ctx().content_rect().width() - 1.0 {
            (right, left) = (right.min(16.0), left.min(16.0));
        }
        let width = (room.width() - left - right).max(0.0);
        let aside = (width - self.limit).max(0.0) / 2.0;
        let (start, width) = (room.min + vec2(left + aside, top), width.min(self.limit));
        let background = ui.painter().add(Shape::Noop);
        let builder = UiBuilder::new()
            .max_rect(Rect::from_min_size(start, vec2(width, 0.0)))
            .layout(Layout::top_down(Align::Min));
        let mut inside = ui.new_child(builder);
        inside.multiply_opacity(self.opacity);
        add(&mut inside);
        let used = inside.min_rect().size();
        let size = vec2(
            if wide { room.width() } else { used.x + left + right },
            (used.y + top + bottom).max(self.height),
        );
        ui.allocate_rect(Rect::from_min_size(room.min, size), Sense::hover());
        // A row that stretches what is in it says so by the height of the room.
        let tall = vec2(size.x, size.y.max(ui.max_rect().height()));
        let rect = Rect::from_min_size(room.min, tall);
        let fill = self.fill.gamma_multiply(self.opacity);
        let border = Stroke::new(self.border.width, self.border.color.gamma_multiply(self.opacity));
        let shape = egui::epaint::RectShape::new(rect, self.corners(), fill, border, StrokeKind::Inside);
        ui.painter().set(background, shape);
        for (line, [from, to]) in self.lines.into_iter().zip(sides(rect)) {
            // The line is inside the box.
            let inward = (rect.center() - from.lerp(to, 0.5)).normalized() * line.width / 2.0;
            if line.width > 0.0 {
                ui.painter().line_segment([from + inward, to + inward], line);
            }
        }
    }

    pub fn corners(&self) -> CornerRadius {
        CornerRadius::same(self.radius.clamp(0.0, 255.0) as u8)
    }
}

fn sides(rect: Rect) -> [[Pos2; 2]; 4] {
    [
        [rect.left_top(), rect.right_top()],
        [rect.right_top(), rect.right_bottom()],
        [rect.left_bottom(), rect.right_bottom()],
        [rect.left_top(), rect.left_bottom()],
    ]
}

/// How wide a cell is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Width {
    Content,
    Fixed(f32),
    Fill(f32),
    Share(f32),
}

/// A place in a row or column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    width: Width,
    min: f32,
    max: f32,
    align: Option<Align>,
    stretch: bool,
    /// Top, right, bottom, left.
    margin: [f32; 4],
}

impl Cell {
    fn new(width: Width) -> Self {
        Self { width, min: 0.0, max: f32::INFINITY, align: None, stretch: false, margin: [0.0; 4] }
    }

    /// As wide as what is in it.
    pub fn content() -> Self {
        Self::new(Width::Content)
    }

    pub fn fixed(width: f32) -> Self {
        Self::new(Width::Fixed(width))
    }

    /// Takes what is left, beside others that do.
    pub fn fill(weight: f32) -> Self {
        Self::new(Width::Fill(weight))
    }

    /// A share of the whole, from 0 to 1.
    pub fn share(of: f32) -> Self {
        Self::new(Width::Share(of))
    }

    pub fn min(mut self, width: f32) -> Self {
        self.min = width;
        self
    }

    pub fn max(mut self, width: f32) -> Self {
        self.max = width;
        self
    }

    /// Its own place across.
    pub fn align(mut self, align: Align) -> Self {
        self.align = Some(align);
        self
    }

    /// As long across as the others.
    pub fn stretch(mut self) -> Self {
        self.stretch = true;
        self
    }

    /// Room around it: top, right, bottom, left.
    pub fn margin(mut self, margin: [f32; 4]) -> Self {
        self.margin = margin;
        self
    }
}

/// Things beside or below each other.
#[derive(Clone, Copy, Debug)]
pub struct Flex {
    row: bool,
    gap: f32,
    line_gap: f32,
    align: Align,
    stretch: bool,
    /// Where what is left over goes: before, between or after.
    justify: Justify,
    hug: bool,
    columns: usize,
    height: f32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Justify {
    Start,
    Middle,
    End,
    Between,
}

impl Flex {
    fn new(row: bool, gap: f32) -> Self {
        Self {
            row,
            gap,
            line_gap: gap,
            align: Align::Min,
            stretch: false,
            justify: Justify::Start,
            hug: false,
            columns: usize::MAX,
            height: 0.0,
        }
    }

    pub fn row(gap: f32) -> Self {
        Self::new(true, gap)
    }

    pub fn column(gap: f32) -> Self {
        Self::new(false, gap)
    }

    /// Cells of one width, so many in a line or fewer.
    pub fn grid(columns: usize, gap: f32) -> Self {
        Self { columns: columns.max(1), ..Self::new(true, gap) }
    }

    /// Between the lines of a row.
    pub fn line_gap(mut self, gap: f32) -> Self {
        self.line_gap = gap;
        self
    }

    /// Across the line.
    pub fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    /// What is in it is as long across as the line.
    pub fn stretch(mut self) -> Self {
        self.stretch = true;
        self
    }

    pub fn justify(mut self, align: Align) -> Self {
        self.justify = match align {
            Align::Min => Justify::Start,
            Align::Center => Justify::Middle,
            Align::Max => Justify::End,
        };
        self
    }

    /// The first at the start, the last at the end.
    pub fn between(mut self) -> Self {
        self.justify = Justify::Between;
        self
    }

    /// As wide as what is in it.
    pub fn hug(mut self) -> Self {
        self.hug = true;
        self
    }

    pub fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    pub fn show(self, ui: &mut Ui, add: impl FnOnce(&mut Cells<'_>)) {
        let id = ui.next_auto_id().with("flex");
        let known: Vec<Known> = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let room = ui.available_rect_before_wrap();
        let places = self.places(&known, room.width());
        // The height is that of all lines, not of each.
        let broken = self.row && places.iter().any(|place| place.line > 0);
        let mut cells = Cells {
            places,
            flex: Self { height: if broken { 0.0 } else { self.height }, ..self },
            known,
            seen: Vec::new(),
            start: room.min,
            width: room.width(),
            end: room.min,
            ui,
        };
        add(&mut cells);
        let Cells { known, seen, end, .. } = cells;
        let width = if self.hug { end.x - room.min.x } else { room.width() };
        let size = vec2(width, (end.y - room.min.y).max(self.height));
        ui.allocate_rect(Rect::from_min_size(room.min, size), Sense::hover());
        let same = known.len() == seen.len()
            && known.iter().zip(&seen).all(|(a, b)| a.cell == b.cell && (a.size - b.size).length() < 0.5);
        if !same {
            ui.data_mut(|data| data.insert_temp(id, seen));
            ui.ctx().request_discard("contents of a row have another size");
        }
    }

    /// Where cells go, from what the last pass knew.
    fn places(&self, known: &[Known], room: f32) -> Vec<Place> {
        if self.row { self.lines(known, room) } else { self.below(known, room) }
    }

    fn below(&self, known: &[Known], room: f32) -> Vec<Place> {
        let widest = known.iter().map(|cell| cell.outer().x).fold(0.0, f32::max);
        let room = if self.hug { widest.min(room) } else { room };
        let gaps = self.gap * known.len().saturating_sub(1) as f32;
        let used: f32 = known.iter().map(|cell| cell.outer().y).sum::<f32>() + gaps;
        let left = (self.height - used).max(0.0);
        let (before, between) = self.spread(left, known.len());
        known
            .iter()
            .enumerate()
            .map(|(index, Known { cell, size })| {
                let inner = room - cell.margin[1] - cell.margin[3];
                let align = cell.align.unwrap_or(self.align);
                let stretch = cell.stretch || (self.stretch && cell.align.is_none());
                let width = match cell.width {
                    Width::Fixed(width) => width.min(inner),
                    Width::Share(of) => (inner * of).min(cell.max),
                    Width::Fill(_) => inner.min(cell.max),
                    Width::Content if stretch => inner,
                    Width::Content => size.x.min(inner),
                };
                let wide = match cell.width {
                    // What wraps must not wrap at the width it had when there was less room.
                    Width::Content if !stretch => inner.min(cell.max),
                    _ => width,
                };
                let x = cell.margin[3] + ((inner - width) * factor(align)).max(0.0);
                let y = if index == 0 { before } else { between };
                Place { x, y, width: wide, line: index, height: 0.0 }
            })
            .collect()
    }

    /// Room before the first and extra room between, of what is left over.
    fn spread(&self, left: f32, count: usize) -> (f32, f32) {
        match self.justify {
            Justify::Start => (0.0, 0.0),
            Justify::Middle => (left / 2.0, 0.0),
            Justify::End => (left, 0.0),
            Justify::Between if count > 1 => (0.0, left / (count - 1) as f32),
            Justify::Between => (0.0, 0.0),
        }
    }

    fn lines(&self, known: &[Known], room: f32) -> Vec<Place> {
        let smallest = known.iter().map(|cell| cell.cell.min).fold(0.0, f32::max);
        let fits = ((room + self.gap) / (smallest + self.gap).max(1.0)) as usize;
        let grid = self.columns != usize::MAX;
        let mut columns = if grid { self.columns.min(fits.max(1)) } else { usize::MAX };
        // None is left alone in the last line.
        while grid && columns > 2 && known.len() % columns == 1 {
            columns -= 1;
        }
        let equal = if grid { (room - self.gap * (columns - 1) as f32) / columns as f32 } else { 0.0 };
        let basis = |Known { cell, size }: &Known| {
            let around = cell.margin[1] + cell.margin[3];
            let width = match cell.width {
                _ if self.columns != usize::MAX => equal - around,
                Width::Fixed(width) => width.min(room - around),
                Width::Share(of) => (room * of).min(cell.max).max(cell.min).min(room - around),
                Width::Fill(_) if !self.hug => cell.min.min(room - around),
                Width::Fill(_) | Width::Content => size.x.max(cell.min).min(room - around),
            };
            width.max(0.0) + around
        };
        // A share gives way down to its least width before the line breaks.
        let least = |known: &Known| match known.cell.width {
            Width::Share(_) if !grid && known.cell.min > 0.0 => {
                (known.cell.min + known.cell.margin[1] + known.cell.margin[3]).min(basis(known))
            }
            _ => basis(known),
        };
        let mut places = Vec::new();
        let mut first = 0;
        while first < known.len() {
            let mut count = 0;
            let mut used = -self.gap;
            for cell in &known[first..] {
                let next = used + self.gap + least(cell);
                if count > 0 && (next > room + 0.5 || count >= columns) {
                    break;
                }
                used = next;
                count += 1;
            }
            let line = &known[first..first + count];
            let mut widths: Vec<f32> = line.iter().map(basis).collect();
            let over = widths.iter().sum::<f32>() + self.gap * (count as f32 - 1.0) - room;
            let spare: f32 = line.iter().map(|cell| basis(cell) - least(cell)).sum();
            if over > 0.0 && spare > 0.0 {
                for (width, cell) in widths.iter_mut().zip(line) {
                    *width -= (basis(cell) - least(cell)) * (over / spare).min(1.0);
                }
            }
            if let ([alone], true) = (line, known.len() > 1)
                && matches!(alone.cell.width, Width::Share(_))
            {
                widths = vec![room.min(alone.cell.max)];
            }
            self.line(line, widths, room, first, count == known.len(), &mut places);
            first += count;
        }
        places
    }

    /// Places of one line; `all` when there is no other.
    fn line(
        &self,
        line: &[Known],
        mut widths: Vec<f32>,
        room: f32,
        number: usize,
        all: bool,
        places: &mut Vec<Place>,
    ) {
        let gaps = self.gap * (line.len() as f32 - 1.0);
        let mut left = room - gaps - widths.iter().sum::<f32>();
        let fills = !self.hug && self.columns == usize::MAX;
        let mut open: Vec<usize> =
            (0..line.len()).filter(|at| fills && matches!(line[*at].cell.width, Width::Fill(_))).collect();
        let weight = |at: usize| match line[at].cell.width {
            Width::Fill(weight) => weight.max(0.001),
            _ => 0.0,
        };
        // What is smaller or larger than it may be is taken out, and the rest is shared anew.
        left += open.iter().map(|at| widths[*at]).sum::<f32>();
        while !open.is_empty() {
            let weights: f32 = open.iter().map(|at| weight(*at)).sum();
            let share = |at: usize| left * weight(at) / weights;
            let around = |at: usize| line[at].cell.margin[1] + line[at].cell.margin[3];
            let bound = open.iter().copied().find_map(|at| {
                let Cell { min, max, .. } = line[at].cell;
                let (min, width) = (min.min(room - around(at)), share(at) - around(at));
                (width < min || width > max)
                    .then(|| (at, width.clamp(min.min(max), max) + around(at)))
            });
            match bound {
                Some((at, width)) => {
                    widths[at] = width;
                    left = (left - width).max(0.0);
                    open.retain(|open| *open != at);
                }
                None => {
                    for at in open.drain(..) {
                        widths[at] = left * weight(at) / weights;
                    }
                    left = 0.0;
                }
            }
        }
        let (mut x, between) = if self.hug { (0.0, 0.0) } else { self.spread(left.max(0.0), line.len()) };
        let whole = if all { self.height } else { 0.0 };
        let height = line.iter().map(|cell| cell.outer().y).fold(whole, f32::max);
        for (index, (cell, width)) in line.iter().zip(widths).enumerate() {
            let Known { cell, size } = cell;
            // What begins a new line has nothing to keep off.
            let before = if number > 0 && index == 0 { 0.0 } else { cell.margin[3] };
            let align = factor(cell.align.unwrap_or(self.align));
            let inner = height - cell.margin[0] - cell.margin[2];
            let stretch = cell.stretch || (self.stretch && cell.align.is_none());
            places.push(Place {
                x: x + before,
                y: if stretch { 0.0 } else { ((inner - size.y) * align).max(0.0) },
                width: if cell.width == Width::Content && self.columns == usize::MAX {
                    // What wraps must not wrap at the width it had when there was less room.
                    room - cell.margin[1] - before
                } else {
                    width - cell.margin[1] - before
                },
                line: number,
                height: if stretch { inner } else { 0.0 },
            });
            x += width + self.gap + between;
        }
    }
}

fn factor(align: Align) -> f32 {
    match align {
        Align::Min => 0.0,
        Align::Center => 0.5,
        Align::Max => 1.0,
    }
}

#[derive(Clone, Copy)]
struct Known {
    cell: Cell,
    size: Vec2,
}

impl Known {
    fn outer(&self) -> Vec2 {
        let [top, right, bottom, left] = self.cell.margin;
        self.size + vec2(left + right, top + bottom)
    }
}

/// Where a cell goes: from the start of its line, which is named by its first cell.
#[derive(Clone, Copy)]
struct Place {
    x: f32,
    y: f32,
    width: f32,
    line: usize,
    height: f32,
}

/// A row or column that is being filled.
pub struct Cells<'u> {
    ui: &'u mut Ui,
    flex: Flex,
    known: Vec<Known>,
    seen: Vec<Known>,
    places: Vec<Place>,
    start: Pos2,
    width: f32,
    end: Pos2,
}

impl Cells<'_> {
    pub fn cell(&mut self, cell: Cell, add: impl FnOnce(&mut Ui)) {
        let index = self.seen.len();
        let place = self.places.get(index).copied().unwrap_or_else(|| self.guess(cell));
        if index > 0 && (!self.flex.row || place.line == index) {
            // A new line, below all there is so far.
            let gap = if self.flex.row { self.flex.line_gap } else { self.flex.gap };
            self.start.y = self.end.y + gap;
        }
        let [top, right, bottom, left] = cell.margin;
        let min = self.start + vec2(place.x, place.y + top);
        let rect = Rect::from_min_size(min, vec2(place.width.max(0.0), place.height));
        let builder = UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min));
        let mut inside = self.ui.new_child(builder);
        add(&mut inside);
        let size = inside.min_rect().size();
        let line = self.flex.height.max(size.y + top + bottom + place.y);
        let line = if self.flex.row { line } else { size.y + top + bottom + place.y };
        self.end.y = self.end.y.max(self.start.y + line);
        self.end.x = self.end.x.max(min.x + size.x + right);
        let _ = left;
        self.seen.push(Known { cell, size });
    }

    /// The place of a cell that the last pass did not know.
    fn guess(&self, cell: Cell) -> Place {
        let before: f32 = self.seen.iter().map(|known| known.outer().x + self.flex.gap).sum();
        let x = if self.flex.row { before.min(self.width) } else { 0.0 };
        let width = match cell.width {
            Width::Fixed(width) => width,
            Width::Share(of) => self.width * of,
            Width::Content => self.width,
            Width::Fill(_) => self.width - x,
        };
        let line = if self.flex.row { usize::MAX } else { self.seen.len() };
        Place { x: x + cell.margin[3], y: 0.0, width: width.min(self.width), line, height: 0.0 }
    }
}

/// Room for things that are drawn over each other: as wide as there is, at most as wide as this.
pub fn room(ui: &mut Ui, size: Vec2) -> Rect {
    let width = size.x.min(ui.available_width());
    ui.allocate_exact_size(vec2(width, size.y), Sense::hover()).0
}

/// Draws something in a room: so far from its left and right edge and from its top. With a width of its own it keeps
/// that, and the room that is missing is taken from both sides.
pub fn over(
    ui: &mut Ui,
    room: Rect,
    [left, right]: [f32; 2],
    top: f32,
    width: Option<f32>,
    add: impl FnOnce(&mut Ui),
) {
    let (left, width) = match width {
        Some(width) => {
            let free = (room.width() - width).max(0.0);
            (free * left / (left + right).max(1.0), width.min(room.width()))
        }
        None => (left, room.width() - left - right),
    };
    let rect = Rect::from_min_size(room.min + vec2(left, top), vec2(width.max(0.0), 0.0));
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min));
    add(&mut ui.new_child(builder));
}

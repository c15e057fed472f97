//! What the code looks like, beside the drawing: the widths of devices to choose from, and the page. A click selects what
//! was drawn.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Align, Layout, TextureHandle, Ui, vec2};
use justbuilt_sketch::scene::ElementId;
use justbuilt_ui::canvas::preview::{PreviewState, PreviewView};
use justbuilt_ui::icons::Icon;
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{IconButton, progress_line};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::command::CodeCommand;
use justbuilt_workspace::sketches::{CodeSnapshot, MadePreview};
use justbuilt_workspace::{SketchSnapshot, ViewSnapshot};

use super::code::{bar, screen_ui, send};
use crate::ctx::Ctx;

/// Widths of devices: icon, what they are called, px.
const DEVICES: [(Icon, &str, u32); 4] = [
    (Icon::Smartphone, "Phone, 375 px", 375),
    (Icon::Tablet, "Tablet, 768 px", 768),
    (Icon::Laptop, "Laptop, 1024 px", 1024),
    (Icon::Monitor, "Monitor, 1280 px", 1280),
];

/// What the window keeps of a preview.
#[derive(Default)]
pub struct PreviewPane {
    state: PreviewState,
    /// The page is as wide as there is room.
    fit: bool,
    /// The width there was.
    known: u32,
    /// The width that was asked for last.
    asked: Option<u32>,
    /// What is shown while the next is worked out.
    shown: Option<Arc<MadePreview>>,
    scale: f32,
}

impl PreviewPane {
    /// Shows it; elements to be selected, when one was clicked.
    pub fn show(
        &mut self,
        ctx: &Ctx<'_>,
        ui: &mut Ui,
        (view, sketch, code): (&ViewSnapshot, &SketchSnapshot, &CodeSnapshot),
        selection: &[ElementId],
        textures: Option<&BTreeMap<String, TextureHandle>>,
    ) -> Option<Vec<ElementId>> {
        // Another width was asked for from elsewhere.
        let other = self.known != code.width && self.asked != Some(code.width);
        self.fit &= !other;
        self.known = code.width;
        if self.fit {
            let room = PreviewView::fitting(ui.available_width()) as u32;
            self.ask(ctx, view, code, room);
        }
        bar(ctx, ui, |ui| self.widths_ui(ctx, ui, (view, sketch, code)));
        if let Some(newer) = &code.preview {
            self.shown = Some(Arc::clone(newer));
        }
        let Some(shown) = self.shown.clone() else {
            let line = ui.available_rect_before_wrap();
            let line = egui::Rect::from_min_size(line.min, vec2(line.width(), size::PROGRESS));
            progress_line(ui, line, None);
            return None;
        };
        let id = ui.scope_id().with("preview");
        let mut page = PreviewView::new(id, &shown.preview).chosen(selection);
        if let Some(textures) = textures {
            page = page.textures(textures);
        }
        let output = page.show(ui, &mut self.state);
        self.scale = output.scale;
        if let Some(width) = output.width {
            self.fit = false;
            self.ask(ctx, view, code, width as u32);
        }
        output.clicked
    }

    /// Asks for another width, once.
    fn ask(&mut self, ctx: &Ctx<'_>, view: &ViewSnapshot, code: &CodeSnapshot, width: u32) {
        if code.width == width {
            self.asked = None;
        } else if self.asked != Some(width) {
            self.asked = Some(width);
            send(ctx, view, CodeCommand::Width(width));
        }
    }

    /// The widths to choose from, and the one there is.
    fn widths_ui(
        &mut self,
        ctx: &Ctx<'_>,
        ui: &mut Ui,
        (view, sketch, code): (&ViewSnapshot, &SketchSnapshot, &CodeSnapshot),
    ) {
        ui.spacing_mut().item_spacing.x = space::HALF;
        for (icon, name, width) in DEVICES {
            let chosen = !self.fit && code.width == width;
            if ui.add(IconButton::new(icon, name).selected(chosen)).clicked() {
                self.fit = false;
                self.ask(ctx, view, code, width);
            }
        }
        let fit = IconButton::new(Icon::MoveHorizontal, "As wide as there is room").selected(self.fit);
        if ui.add(fit).clicked() {
            self.fit = !self.fit;
        }
        ui.add_space(space::S);
        screen_ui(ctx, ui, view, sketch, code);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut said = format!("{} px", code.width);
            if self.scale > 0.0 && self.scale < 0.995 {
                said = format!("{said} · {:.0} %", self.scale * 100.0);
            }
            let place = ui.available_rect_before_wrap();
            paint::text(
                ui.painter(),
                place,
                Align::Max,
                &said,
                fonts::small(),
                ctx.theme.colors.text_secondary,
            );
        });
    }
}

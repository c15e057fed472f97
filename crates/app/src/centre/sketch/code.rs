//! The code beside a drawing: in which language, of which screen, its files. A click on a line selects what it stands
//! for; what is selected is marked in the code.

use std::ops::Range;
use std::sync::Arc;

use egui::{Align, Layout, Sense, Ui, UiBuilder, vec2};
use justbuilt_sketch::code::Target;
use justbuilt_sketch::layout::Node;
use justbuilt_sketch::scene::{ElementId, Kind};
use justbuilt_ui::icons::Icon;
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::code_list::CodeList;
use justbuilt_ui::widgets::{EmptyState, IconButton, Select};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::command::{CodeCommand, SketchCommand};
use justbuilt_workspace::sketches::{CodeSnapshot, MadeCode};
use justbuilt_workspace::{Command, SketchSnapshot, ViewSnapshot};

use crate::ctx::{Ctx, WindowAction};

/// What the window keeps of the code beside a drawing.
#[derive(Default)]
pub struct CodePane {
    /// The file that is shown, by its path.
    path: Option<String>,
    shown: Option<Shown>,
    /// What was selected when the code was scrolled to it last.
    told: Vec<ElementId>,
}

/// A file as it was coloured last.
struct Shown {
    made: Arc<MadeCode>,
    path: String,
    lines: Vec<Range<usize>>,
}

impl CodePane {
    /// Shows it; elements to be selected, when a line was clicked.
    pub fn show(
        &mut self,
        ctx: &Ctx<'_>,
        ui: &mut Ui,
        view: &ViewSnapshot,
        sketch: &SketchSnapshot,
        code: &CodeSnapshot,
        selection: &[ElementId],
    ) -> Option<Vec<ElementId>> {
        let all = ui.available_rect_before_wrap();
        ui.painter().rect_filled(all, 0, ctx.theme.colors.panel);
        self.head_ui(ctx, ui, view, sketch, code);
        let Some(made) = &code.made else {
            ui.add_space(space::M);
            return None;
        };
        let nothing = made.tree.root.children.is_empty();
        if nothing {
            let sentence = "Nothing is drawn on this screen yet.";
            EmptyState::new(Icon::Code, sentence).show(ui);
            return None;
        }
        self.files_ui(ctx, ui, made);
        let path = self.path.clone().unwrap_or_default();
        let file = made.files.iter().find(|file| file.path == path).or_else(|| made.files.first())?;
        let fresh = self
            .shown
            .as_ref()
            .is_none_or(|shown| !Arc::ptr_eq(&shown.made, made) || shown.path != file.path);
        if fresh {
            self.shown =
                Some(Shown { made: Arc::clone(made), path: file.path.clone(), lines: lines(&file.text) });
        }
        let shown = self.shown.as_ref()?;
        let marked: Vec<Range<usize>> = nodes_of(&made.tree.root, selection)
            .iter()
            .flat_map(|node| file.ranges(node).collect::<Vec<_>>())
            .collect();
        let reveal = (self.told != selection).then(|| marked.first().map(|range| range.start)).flatten();
        self.told = selection.to_vec();
        let at = made.files.iter().position(|other| other.path == file.path).unwrap_or_default();
        let spans = made.colours.get(at).map(Vec::as_slice).unwrap_or_default();
        let list = CodeList::new(&file.text, &shown.lines, spans).marked(&marked).reveal(reveal);
        let clicked = list.show(ui, ui.scope_id().with("code"), &file.path)?;
        let node = file.part_at(clicked)?;
        let elements = elements_of(&made.tree.root, node);
        // The code stays where it was clicked.
        self.told.clone_from(&elements);
        (!elements.is_empty()).then_some(elements)
    }

    /// Language, screen, copy, hide.
    fn head_ui(
        &mut self,
        ctx: &Ctx<'_>,
        ui: &mut Ui,
        view: &ViewSnapshot,
        sketch: &SketchSnapshot,
        code: &CodeSnapshot,
    ) {
        let send = |command| ctx.send(Command::Sketch(SketchCommand::Code { view: view.id, command }));
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TAB), Sense::hover());
        let builder = UiBuilder::new().max_rect(rect.shrink2(vec2(space::M, 0.0)));
        ui.scope_builder(builder.layout(Layout::left_to_right(Align::Center)), |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let titles: Vec<&str> = Target::ALL.into_iter().map(Target::title).collect();
            let mut target = Target::ALL.iter().position(|target| *target == code.target).unwrap_or_default();
            if Select::new("Language of the code", &titles).width(150.0).show(ui, &mut target).changed()
                && let Some(target) = Target::ALL.get(target)
            {
                send(CodeCommand::Target(*target));
            }
            let frames = frames(sketch, code.page);
            if frames.len() > 1 {
                let names: Vec<&str> = frames.iter().map(|(_, name)| name.as_str()).collect();
                let chosen = code.made.as_ref().and_then(|made| made.screen.clone());
                let mut at =
                    frames.iter().position(|(id, _)| Some(id) == chosen.as_ref()).unwrap_or_default();
                if Select::new("Screen", &names).width(130.0).show(ui, &mut at).changed()
                    && let Some((id, _)) = frames.get(at)
                {
                    send(CodeCommand::Screen(code.page, Some(id.clone())));
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                let keys = ctx.keys("sketch.toggle_code");
                if ui.add(IconButton::new(Icon::X, "Hide code").keys(Some(&keys))).clicked() {
                    send(CodeCommand::Show(false));
                }
                if ui.add(IconButton::new(Icon::Download, "Export code")).clicked() {
                    ctx.run("sketch.export_code");
                }
                let path = self.path.clone();
                let made = code.made.as_ref();
                let file = made.and_then(|made| {
                    made.files
                        .iter()
                        .find(|file| Some(&file.path) == path.as_ref())
                        .or_else(|| made.files.first())
                });
                if ui.add(IconButton::new(Icon::Copy, "Copy this file").enabled(file.is_some())).clicked()
                    && let Some(file) = file
                {
                    ctx.act(WindowAction::Copy(file.text.clone()));
                }
            });
        });
        let line = rect.with_min_y(rect.bottom() - 1.0);
        ui.painter().rect_filled(line, 0, ctx.theme.colors.border);
    }

    /// The files, when there are several.
    fn files_ui(&mut self, ctx: &Ctx<'_>, ui: &mut Ui, made: &MadeCode) {
        if made.files.len() < 2 {
            return;
        }
        let known = |path: &String| made.files.iter().any(|file| file.path == *path);
        if !self.path.as_ref().is_some_and(known) {
            self.path = made.files.first().map(|file| file.path.clone());
        }
        ui.add_space(space::XS);
        egui::ScrollArea::horizontal().id_salt("files").show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.add_space(space::M);
                ui.spacing_mut().item_spacing.x = space::XS;
                for file in made.files.iter() {
                    let chosen = self.path.as_ref() == Some(&file.path);
                    let color = if chosen { ctx.theme.colors.text } else { ctx.theme.colors.text_secondary };
                    let galley = ui.painter().layout_no_wrap(file.path.clone(), fonts::small(), color);
                    let wanted = galley.size() + vec2(2.0 * space::S, 0.0);
                    let (rect, response) =
                        ui.allocate_exact_size(vec2(wanted.x, size::CONTROL), Sense::click());
                    if chosen || response.hovered() {
                        paint::fill(ui.painter(), rect, 6, ctx.theme.colors.raised);
                    }
                    let at = egui::pos2(rect.left() + space::S, rect.center().y - galley.size().y / 2.0);
                    ui.painter().galley(at, galley, color);
                    response.widget_info(|| {
                        egui::WidgetInfo::selected(egui::Role::Tab, true, chosen, &file.path)
                    });
                    if response.clicked() {
                        self.path = Some(file.path.clone());
                    }
                }
            });
        });
        ui.add_space(space::XS);
    }
}

/// The frames of a page and their names.
fn frames(sketch: &SketchSnapshot, page: usize) -> Vec<(ElementId, String)> {
    let elements = sketch.sketch.pages.get(page).map(|page| page.elements.as_slice()).unwrap_or_default();
    let frames = elements.iter().filter(|element| element.kind == Kind::Frame);
    frames
        .enumerate()
        .map(|(index, frame)| {
            let name = frame.name.clone().unwrap_or_else(|| format!("Screen {}", index + 1));
            (frame.id.clone(), name)
        })
        .collect()
}

/// Bytes of the lines of a text, without their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let start = at;
            at += line.len();
            start..start + line.trim_end_matches(['\r', '\n']).len()
        })
        .collect()
}

/// Ids of the nodes that stand for these elements.
fn nodes_of(node: &Node, elements: &[ElementId]) -> Vec<String> {
    let mut found = Vec::new();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if node.elements.iter().any(|element| elements.contains(element)) {
            found.push(node.id.clone());
        }
        stack.extend(node.children.iter().rev());
    }
    found
}

/// The elements that a node stands for, or else those in it.
fn elements_of(root: &Node, id: &str) -> Vec<ElementId> {
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        if node.id == id {
            if !node.elements.is_empty() {
                return node.elements.clone();
            }
            let mut inside = Vec::new();
            let mut below: Vec<&Node> = node.children.iter().collect();
            while let Some(node) = below.pop() {
                inside.extend(node.elements.iter().cloned());
                below.extend(&node.children);
            }
            return inside;
        }
        stack.extend(&node.children);
    }
    Vec::new()
}

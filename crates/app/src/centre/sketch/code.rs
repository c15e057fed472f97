//! The code beside a drawing: in which language, of which screen, its files. A click on a line selects what it stands
//! for; what is selected is marked in the code.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use egui::{Align, Layout, Sense, TextureHandle, Ui, UiBuilder, vec2};
use justbuilt_sketch::code::Target;
use justbuilt_sketch::layout::Node;
use justbuilt_sketch::scene::{ElementId, Kind};
use justbuilt_ui::icons::Icon;
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::code_list::CodeList;
use justbuilt_ui::widgets::tab::strip_background;
use justbuilt_ui::widgets::{EmptyState, IconButton, Select, Tab};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::command::{CodeCommand, SketchCommand};
use justbuilt_workspace::sketches::{CodeSnapshot, MadeCode, Pane};
use justbuilt_workspace::{Ability, Command, SketchSnapshot, ViewSnapshot};

use super::preview::PreviewPane;
use crate::ctx::{Ctx, WindowAction};

/// Said where there is no code yet.
const NOTHING: &str = "Nothing is drawn on this screen yet.";

/// What the window keeps of the code beside a drawing.
#[derive(Default)]
pub struct CodePane {
    /// The file that is shown, by its path.
    path: Option<String>,
    shown: Option<Shown>,
    /// What was selected when the code was scrolled to it last.
    told: Vec<ElementId>,
    preview: PreviewPane,
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
        (view, sketch, code): (&ViewSnapshot, &SketchSnapshot, &CodeSnapshot),
        selection: &[ElementId],
        textures: Option<&BTreeMap<String, TextureHandle>>,
    ) -> Option<Vec<ElementId>> {
        let all = ui.available_rect_before_wrap();
        ui.painter().rect_filled(all, 0, ctx.theme.colors.panel);
        head_ui(ctx, ui, view, sketch, code);
        if code.pane == Pane::Preview {
            let made = code.made.as_ref().filter(|made| made.tree.root.children.is_empty());
            if made.is_some() {
                EmptyState::new(Icon::AppWindow, NOTHING).show(ui);
                return None;
            }
            return self.preview.show(ctx, ui, (view, sketch, code), selection, textures);
        }
        self.bar_ui(ctx, ui, view, sketch, code);
        let Some(made) = &code.made else {
            ui.add_space(space::M);
            return None;
        };
        if made.tree.root.children.is_empty() {
            EmptyState::new(Icon::Code, NOTHING).show(ui);
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

    /// Language, screen, copy.
    fn bar_ui(
        &mut self,
        ctx: &Ctx<'_>,
        ui: &mut Ui,
        view: &ViewSnapshot,
        sketch: &SketchSnapshot,
        code: &CodeSnapshot,
    ) {
        bar(ctx, ui, |ui| {
            let titles: Vec<&str> = Target::ALL.into_iter().map(Target::title).collect();
            let mut target = Target::ALL.iter().position(|target| *target == code.target).unwrap_or_default();
            if Select::new("Language of the code", &titles).width(150.0).show(ui, &mut target).changed()
                && let Some(target) = Target::ALL.get(target)
            {
                send(ctx, view, CodeCommand::Target(*target));
            }
            screen_ui(ctx, ui, view, sketch, code);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
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

/// Which of the two is shown, and what is done with the code.
fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui, view: &ViewSnapshot, sketch: &SketchSnapshot, code: &CodeSnapshot) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TAB), Sense::hover());
    strip_background(ui, rect);
    let builder = UiBuilder::new().max_rect(rect);
    ui.scope_builder(builder.layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let tabs = [(Pane::Code, "Code", Icon::Code), (Pane::Preview, "Preview", Icon::Eye)];
        for (pane, title, icon) in tabs {
            let active = code.pane == pane;
            let color = if active { ctx.theme.colors.text } else { ctx.theme.colors.text_secondary };
            let tab = Tab::new(title).icon(icon, color).active(active).closable(false);
            if tab.show(ui, ui.scope_id().with(title)).response.clicked() {
                send(ctx, view, CodeCommand::Pane(pane));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            ui.add_space(space::S);
            let keys = match code.pane {
                Pane::Code => ctx.keys("sketch.toggle_code"),
                Pane::Preview => ctx.keys("sketch.toggle_preview"),
            };
            if ui.add(IconButton::new(Icon::X, "Hide").keys(Some(&keys))).clicked() {
                send(ctx, view, CodeCommand::Show(false));
            }
            if ui.add(IconButton::new(Icon::Download, "Export code…")).clicked() {
                ctx.run("sketch.export");
            }
            if ui.add(IconButton::new(Icon::Sparkles, "Refine with a colleague")).clicked() {
                ctx.run("sketch.refine");
            }
            browser_ui(ctx, ui, sketch);
        });
    });
}

/// Shows the page in a browser, and no longer; nothing where there are no browsers to show it to.
fn browser_ui(ctx: &Ctx<'_>, ui: &mut Ui, sketch: &SketchSnapshot) {
    if ctx.snapshot.abilities.against(Ability::ServePages).is_some() {
        return;
    }
    if sketch.served.is_some()
        && ui.add(IconButton::new(Icon::CircleStop, "Stop showing in browser")).clicked()
    {
        ctx.run("sketch.stop_serving");
    }
    let open = IconButton::new(Icon::Globe, "Open in browser");
    let open = if sketch.served.is_some() { open.selected(true) } else { open };
    if ui.add(open).clicked() {
        ctx.run("sketch.open_in_browser");
    }
}

/// Which screen, when there are several.
pub(super) fn screen_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    view: &ViewSnapshot,
    sketch: &SketchSnapshot,
    code: &CodeSnapshot,
) {
    let frames = frames(sketch, code.page);
    if frames.len() < 2 {
        return;
    }
    let names: Vec<&str> = frames.iter().map(|(_, name)| name.as_str()).collect();
    let chosen = code.made.as_ref().and_then(|made| made.screen.clone());
    let mut at = frames.iter().position(|(id, _)| Some(id) == chosen.as_ref()).unwrap_or_default();
    if Select::new("Screen", &names).width(130.0).show(ui, &mut at).changed()
        && let Some((id, _)) = frames.get(at)
    {
        send(ctx, view, CodeCommand::Screen(code.page, Some(id.clone())));
    }
}

/// A row of controls below the tabs.
pub(super) fn bar(ctx: &Ctx<'_>, ui: &mut Ui, controls: impl FnOnce(&mut Ui)) {
    let height = size::CONTROL + space::M;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let builder = UiBuilder::new().max_rect(rect.shrink2(vec2(space::M, 0.0)));
    ui.scope_builder(builder.layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        controls(ui);
    });
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, ctx.theme.colors.border);
}

/// Asks something of the code of a view.
pub(super) fn send(ctx: &Ctx<'_>, view: &ViewSnapshot, command: CodeCommand) {
    ctx.send(Command::Sketch(SketchCommand::Code { view: view.id, command }));
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

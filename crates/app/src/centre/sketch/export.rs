//! The dialog before the code of a drawing is written: language and folder, what would become of each file, and where the
//! drawing and somebody changed the same lines, which of them stay.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use egui::{Align, Id, Layout, RichText, ScrollArea, Sense, Ui, vec2};
use justbuilt_sketch::code::Target;
use justbuilt_ui::icons::{Icon, file_icon};
use justbuilt_ui::timeline::conflict::{ConflictChoice, ConflictState, Resolution, conflicts};
use justbuilt_ui::timeline::{ConflictAction, ConflictChunk, ConflictData};
use justbuilt_ui::tokens::{radius, size, space, type_size};
use justbuilt_ui::widgets::{Answer, Dialog, DialogAnswer, DialogButton, Input, Select, Tone};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::sketches::{
    ExportChunk, ExportCommand, ExportFate, ExportFile, ExportSnapshot, Planned, Side,
};
use justbuilt_workspace::{Command, SketchCommand, ViewSnapshot};

use crate::centre::pages::by_hand::{ByHand, by_hand_ui};
use crate::ctx::Ctx;

/// The dialog with and without conflicts, points.
const WIDTH: f32 = 560.0;
const WIDE: f32 = 880.0;
/// The list of files at most, and the lines of a file with conflicts, points.
const FILES: f32 = 220.0;
const LINES: f32 = 300.0;
/// Labels before fields, points.
pub(super) const LABEL: f32 = 76.0;

const BY_HAND: ByHand = ByHand {
    id: "export by hand",
    head: "These lines take the place of both",
    name: "Lines by hand",
    leave: "Leave it open",
};

/// What the window keeps of the dialog.
#[derive(Default)]
pub struct ExportPane {
    /// What stands in the field, and the folder that it was made from.
    folder: (String, PathBuf),
    conflict: ConflictState,
    /// The file whose conflicts are shown.
    file: usize,
    /// Its pieces as lines, and what they were made from.
    lines: Option<(Arc<Planned>, usize, Vec<Piece>)>,
    editing: Option<(usize, String)>,
}

enum Piece {
    Same(Vec<String>),
    Conflict { last: Vec<String>, hand: Vec<String>, drawing: Vec<String> },
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

impl ExportPane {
    /// Shows it.
    pub fn show(&mut self, ctx: &Ctx<'_>, ui: &Ui, view: &ViewSnapshot, asked: &ExportSnapshot) {
        let send = |command| ctx.send(Command::Sketch(SketchCommand::Export { view: view.id, command }));
        if self.folder.1 != asked.folder || self.folder.0.is_empty() {
            self.folder = (asked.folder.to_string_lossy().into_owned(), asked.folder.clone());
        }
        let files = asked.planned.as_ref().map(|planned| planned.files.as_slice()).unwrap_or_default();
        let written = files.iter().filter(|file| changes(file.fate)).count();
        let disputed = files.iter().any(|file| !file.chunks.is_empty());
        let write = match written {
            0 => "Write".to_owned(),
            1 => "Write 1 file".to_owned(),
            count => format!("Write {count} files"),
        };
        let cancel = DialogButton { text: "Cancel", kind: DialogAnswer::Secondary };
        let ready = asked.open == 0 && !asked.busy && asked.error.is_none() && written > 0;
        let buttons = [DialogButton { text: &write, kind: DialogAnswer::Primary }, cancel];
        let buttons = if ready { &buttons[..] } else { &buttons[1..] };
        let dialog = Dialog::new(Id::unique("export code"), "Export code", buttons).width(if disputed {
            WIDE
        } else {
            WIDTH
        });
        let answer = dialog.show_with(ui.ctx(), |ui| self.content_ui(ctx, ui, asked, files, &send));
        match answer {
            Some(Answer::Button(0)) if ready => send(ExportCommand::Write),
            Some(_) => {
                *self = Self::default();
                send(ExportCommand::Close);
            }
            None => {}
        }
    }

    fn content_ui(
        &mut self,
        ctx: &Ctx<'_>,
        ui: &mut Ui,
        asked: &ExportSnapshot,
        files: &[ExportFile],
        send: &dyn Fn(ExportCommand),
    ) {
        field(ctx, ui, "Language", |ui| {
            let titles: Vec<&str> = Target::ALL.into_iter().map(Target::title).collect();
            let mut target = Target::ALL.iter().position(|one| *one == asked.target).unwrap_or_default();
            if Select::new("Language of the exported code", &titles).show(ui, &mut target).changed()
                && let Some(target) = Target::ALL.get(target)
            {
                send(ExportCommand::Target(*target));
            }
        });
        field(ctx, ui, "Folder", |ui| {
            let shown = Input::new(&mut self.folder.0, "Folder of the exported code")
                .icon(Icon::Folder)
                .error(asked.error.as_deref())
                .show(ui);
            let folder = self.folder.0.trim();
            if shown.response.lost_focus() && !folder.is_empty() && asked.folder != *folder {
                self.folder.1 = PathBuf::from(folder);
                send(ExportCommand::Folder(PathBuf::from(folder)));
            }
        });
        ui.add_space(space::XS);
        self.files_ui(ctx, ui, asked, files);
        if let Some(planned) = &asked.planned {
            self.conflicts_ui(ctx, ui, (asked, planned), send);
        }
    }

    fn files_ui(&mut self, ctx: &Ctx<'_>, ui: &mut Ui, asked: &ExportSnapshot, files: &[ExportFile]) {
        let colors = &ctx.theme.colors;
        if asked.planned.is_none() && asked.error.is_none() {
            note(ctx, ui, "Looking at what is there…");
            return;
        }
        let frame = egui::Frame::new().fill(colors.panel).corner_radius(radius::CONTROL);
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let height = (files.len() as f32 * size::ROW + 2.0 * space::XS).min(FILES);
            ScrollArea::vertical().id_salt("export files").max_height(height).show(ui, |ui| {
                ui.add_space(space::XS);
                for (index, file) in files.iter().enumerate() {
                    let disputed = !file.chunks.is_empty();
                    let sense = if disputed { Sense::click() } else { Sense::hover() };
                    let (rect, response) =
                        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), sense);
                    if disputed && (index == self.file || response.hovered()) {
                        paint::fill(ui.painter(), rect, 0, colors.raised);
                    }
                    if response.clicked() {
                        (self.file, self.conflict) = (index, ConflictState::default());
                    }
                    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
                    let (icon, color) = file_icon(name, ctx.theme);
                    let at = egui::pos2(rect.left() + space::M + size::ICON / 2.0, rect.center().y);
                    paint::icon(ui.painter(), at, icon, size::ICON, color);
                    let place = rect.shrink2(vec2(space::M, 0.0)).with_min_x(at.x + size::ICON);
                    let (said, color) = fate(ctx, file);
                    let right = paint::text(ui.painter(), place, Align::Max, &said, fonts::small(), color);
                    let place = place.with_max_x((right.left() - space::S).max(place.left()));
                    paint::text(ui.painter(), place, Align::Min, &file.path, fonts::body(), colors.text);
                    if justbuilt_ui::focus::shows(ui, &response) {
                        paint::focus_ring(ui.painter(), rect, radius::CONTROL, ctx.theme);
                    }
                    response.widget_info(|| {
                        let (said, on) = (format!("{}, {said}", file.path), index == self.file);
                        match disputed {
                            true => egui::WidgetInfo::selected(egui::Role::ListItem, true, on, said),
                            false => egui::WidgetInfo::labeled(egui::Role::ListItem, true, said),
                        }
                    });
                }
                ui.add_space(space::XS);
                justbuilt_ui::focus::scroll_to(ui);
            });
        });
        if !files.is_empty() && files.iter().all(|file| !changes(file.fate)) {
            note(ctx, ui, "All of it is as it should be: there is nothing to write.");
        }
    }

    /// The file whose lines both changed.
    fn conflicts_ui(
        &mut self,
        ctx: &Ctx<'_>,
        ui: &mut Ui,
        (asked, planned): (&ExportSnapshot, &Arc<Planned>),
        send: &dyn Fn(ExportCommand),
    ) {
        if planned.files.get(self.file).is_none_or(|file| file.chunks.is_empty()) {
            let Some(first) = planned.files.iter().position(|file| !file.chunks.is_empty()) else { return };
            (self.file, self.conflict) = (first, ConflictState::default());
        }
        let Some(file) = planned.files.get(self.file) else { return };
        let fresh = |(of, index, _): &(Arc<Planned>, usize, Vec<Piece>)| {
            Arc::ptr_eq(of, planned) && *index == self.file
        };
        if !self.lines.as_ref().is_some_and(fresh) {
            let pieces = file.chunks.iter().map(|chunk| match chunk {
                ExportChunk::Same(text) => Piece::Same(lines(text)),
                ExportChunk::Conflict { last, hand, drawing } => {
                    Piece::Conflict { last: lines(last), hand: lines(hand), drawing: lines(drawing) }
                }
            });
            self.lines = Some((Arc::clone(planned), self.file, pieces.collect()));
        }
        ui.add_space(space::XS);
        let question = "The drawing and somebody changed the same lines. Ours are those in the folder, theirs those of the drawing.";
        paint_question(ctx, ui, question);
        if let Some((index, mut text)) = self.editing.take() {
            match by_hand_ui(ctx, ui, &BY_HAND, &mut text) {
                Some(true) => send(settled(file, index, Some(Side::Written(text.as_str().into())))),
                Some(false) => {}
                None => self.editing = Some((index, text)),
            }
        }
        let written = written(asked, file);
        let Some((_, _, pieces)) = &self.lines else { return };
        let mut at = 0;
        let chunks: Vec<ConflictChunk<'_>> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Same(lines) => ConflictChunk::Same(lines),
                Piece::Conflict { last, hand, drawing } => {
                    let side = asked.settled.get(&(file.path.clone(), at));
                    let resolution = side.map(|side| match side {
                        Side::Hand => Resolution::Ours,
                        Side::Drawing => Resolution::Theirs,
                        Side::Both => Resolution::Both,
                        Side::Written(_) => {
                            Resolution::Edited(written.get(&at).map(Vec::as_slice).unwrap_or_default())
                        }
                    });
                    at += 1;
                    ConflictChunk::Conflict { base: last, ours: hand, theirs: drawing, resolution }
                }
            })
            .collect();
        let data = ConflictData {
            id: Id::unique("export conflicts"),
            path: &file.path,
            ours: "in the folder",
            theirs: "of the drawing",
            chunks: &chunks,
        };
        let state = &mut self.conflict;
        let action = ui
            .allocate_ui_with_layout(vec2(ui.available_width(), LINES), Layout::top_down(Align::Min), |ui| {
                ui.set_height(LINES);
                conflicts(ui, &data, state)
            })
            .inner;
        match action {
            Some(ConflictAction::Choose(index, choice)) => {
                let side = match choice {
                    ConflictChoice::Ours => Side::Hand,
                    ConflictChoice::Theirs => Side::Drawing,
                    ConflictChoice::Both => Side::Both,
                    ConflictChoice::Edit => {
                        self.editing = Some((index, both(file, index)));
                        return;
                    }
                };
                send(settled(file, index, Some(side)));
            }
            Some(ConflictAction::Reopen(index)) => send(settled(file, index, None)),
            Some(ConflictAction::Done) => {
                let next = |index: &usize| {
                    let file = planned.files.get(*index);
                    file.is_some_and(|file| {
                        (0..file.conflicts()).any(|at| !asked.settled.contains_key(&(file.path.clone(), at)))
                    })
                };
                if let Some(next) = (0..planned.files.len()).find(next) {
                    (self.file, self.conflict) = (next, ConflictState::default());
                }
            }
            None => {}
        }
    }
}

/// Lines that were written in the place of conflicts of a file.
fn written(asked: &ExportSnapshot, file: &ExportFile) -> BTreeMap<usize, Vec<String>> {
    let of_file = asked.settled.iter().filter(|((path, _), _)| *path == file.path);
    of_file
        .filter_map(|((_, at), side)| match side {
            Side::Written(text) => Some((*at, lines(text))),
            _ => None,
        })
        .collect()
}

fn settled(file: &ExportFile, conflict: usize, side: Option<Side>) -> ExportCommand {
    ExportCommand::Settle { path: file.path.clone(), conflict, side }
}

/// What lines by hand begin with.
fn both(file: &ExportFile, index: usize) -> String {
    let conflicts = file.chunks.iter().filter_map(|chunk| match chunk {
        ExportChunk::Conflict { hand, drawing, .. } => Some(format!("{hand}{drawing}")),
        ExportChunk::Same(_) => None,
    });
    conflicts.into_iter().nth(index).unwrap_or_default()
}

/// Whether something is done with a file.
fn changes(fate: ExportFate) -> bool {
    !matches!(fate, ExportFate::Same | ExportFate::Kept)
}

/// What will become of a file, in words.
fn fate(ctx: &Ctx<'_>, file: &ExportFile) -> (String, egui::Color32) {
    let colors = &ctx.theme.colors;
    let (said, color) = match file.fate {
        ExportFate::New(1) => ("new, 1 line".to_owned(), colors.good),
        ExportFate::New(count) => (format!("new, {count} lines"), colors.good),
        ExportFate::Changed { added, removed } => (format!("+{added} −{removed}"), colors.warning),
        ExportFate::Same => ("up to date".to_owned(), colors.text_hint),
        ExportFate::Removed => ("goes to the trash".to_owned(), colors.error),
        ExportFate::Kept => ("stays, changed by hand".to_owned(), colors.text_secondary),
        ExportFate::Conflicts(1) => ("1 conflict".to_owned(), colors.error),
        ExportFate::Conflicts(count) => (format!("{count} conflicts"), colors.error),
    };
    let by_hand = file.kept && !matches!(file.fate, ExportFate::Kept);
    (if by_hand { format!("changes by hand stay · {said}") } else { said }, color)
}

/// A field of a dialog, after its label.
pub(super) fn field(ctx: &Ctx<'_>, ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(LABEL, size::CONTROL), Sense::hover());
        paint::text(ui.painter(), rect, Align::Min, label, fonts::body(), ctx.theme.colors.text_secondary);
        add(ui);
    });
}

/// A line of secondary text.
pub(super) fn note(ctx: &Ctx<'_>, ui: &mut Ui, text: &str) {
    let text = RichText::new(text).font(fonts::ui(type_size::SMALL));
    ui.label(text.color(ctx.theme.colors.text_secondary));
}

fn paint_question(ctx: &Ctx<'_>, ui: &mut Ui, text: &str) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(size::ICON, size::ICON), Sense::hover());
        let color = Tone::Warning.color(ctx.theme);
        paint::icon(ui.painter(), rect.center(), Tone::Warning.icon(), size::ICON, color);
        note(ctx, ui, text);
    });
}

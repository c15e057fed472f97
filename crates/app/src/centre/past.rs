//! The centre while the project is shown as it was: the banner above the tabs, what stands in the place of a file that
//! was not there, the bars beside lines that are others now, and the answer to why a line is there.

use egui::{Id, Popup, PopupAnchor, PopupCloseBehavior, PopupKind, Pos2, Rect, Ui, vec2};
use justbuilt_text::Selections;
use justbuilt_timeline::ProjectPath;
use justbuilt_ui::editor::{LineMark, LineMarkKind};
use justbuilt_ui::style::popup_frame;
use justbuilt_ui::timeline::date::ago;
use justbuilt_ui::timeline::{NodeKind, PastAction, PastBanner, Reason, WhyAction, why};
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{EmptyState, MenuItem, menu_at, progress_line};
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::timeline::{
    LineMark as PastMark, LineMarkKind as Mark, PastFile, PastFileState, PastMoment, Restore,
    TimelineCommand, WhyAnswer,
};
use justbuilt_workspace::{Command, PanelId, ViewId, ViewSnapshot};

use crate::ctx::{Ctx, WindowAction};
use crate::panels::timeline::convert;

/// What the centre keeps of the past between frames.
#[derive(Default)]
pub struct PastState {
    /// Where the menu of what to restore is open.
    menu: Option<Pos2>,
    /// Beside which place the answer to a why is shown.
    why: Option<Pos2>,
    /// What the view was when it came: it goes with the next thing that is done.
    why_of: Option<(ViewId, Selections, u64)>,
}

impl PastState {
    /// The next answer to a why belongs beside this place.
    pub fn ask_why(&mut self, at: Option<Pos2>) {
        self.why = at;
    }
}

/// Sends a command of the timeline.
#[track_caller]
fn send(ctx: &Ctx<'_>, command: TimelineCommand) {
    ctx.send(Command::Timeline(command));
}

/// The banner above the tabs, while they show the past.
pub fn banner_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut PastState) {
    let Some(past) = ctx.snapshot.timeline.past() else { return };
    let place = ui.available_rect_before_wrap();
    let when = past.time.map(|time| ctx.time.moment(time, ctx.now)).unwrap_or_default();
    let how_long = past.time.map(|time| ago(time, ctx.now)).unwrap_or_default();
    let keys = ctx.keys("timeline.return");
    let banner = PastBanner {
        when: &when,
        ago: &how_long,
        branch: &past.branch,
        node: past.node.as_ref().map(|node| node.title.as_str()).unwrap_or_default(),
        keys: Some(keys.as_str()).filter(|keys| !keys.is_empty()),
    };
    match banner.show(ui) {
        Some((PastAction::Return, _)) => send(ctx, TimelineCommand::Return),
        Some((PastAction::Branch, _)) => ctx.run("timeline.branch"),
        Some((PastAction::Compare, _)) => {
            send(ctx, TimelineCommand::Compare { from: past.moment, to: None });
            ctx.act(WindowAction::ShowPanel(PanelId::Timeline));
        }
        Some((PastAction::Restore, button)) => {
            state.menu = Some(button.left_bottom() + vec2(0.0, space::XS));
        }
        None => {}
    }
    if past.seeking {
        let line = Rect::from_min_size(place.min, vec2(place.width(), size::PROGRESS));
        progress_line(ui, line, None);
    }
    restore_menu_ui(ctx, ui, state, past);
}

/// What can be brought back from the moment that is shown.
fn restore_menu_ui(ctx: &Ctx<'_>, ui: &Ui, state: &mut PastState, past: &PastMoment) {
    let file = ctx.snapshot.active_view().and_then(|view| view.past.as_ref()).map(|file| file.path.clone());
    let folder = file.as_ref().and_then(|file| {
        let (folder, _) = file.as_str().rsplit_once('/')?;
        ProjectPath::new(folder).ok()
    });
    let lines = ctx.snapshot.active_view().and_then(|view| {
        let line = view.document.text.line_of(view.selections.primary().head);
        Some((view.id, line, PastMark::at(&view.past.as_ref()?.marks, line)?.lines.clone()))
    });
    menu_at(ui, Id::unique("restore menu"), &mut state.menu, |ui| {
        if file.is_some() {
            let text = match &lines {
                Some((_, _, lines)) => restore_words(lines),
                None => "Restore the lines at the caret".to_owned(),
            };
            let item = MenuItem::new(&text).icon(Icon::RotateCcw).enabled(lines.is_some());
            if ui.add(item).clicked()
                && let Some((view, line, _)) = lines
            {
                send(ctx, TimelineCommand::RestoreMark { view, line });
            }
        }
        let item = |ui: &mut Ui, text: &str, icon, what: Restore| {
            if ui.add(MenuItem::new(text).icon(icon)).clicked() {
                send(ctx, TimelineCommand::Restore { what, from: Some(past.moment) });
            }
        };
        if let Some(file) = file {
            let name = file.as_str().rsplit('/').next().unwrap_or_default();
            item(ui, &format!("Restore {name}"), Icon::File, Restore::File(file.clone()));
        }
        if let Some(folder) = folder {
            let text = format!("Restore the folder {}", folder.as_str());
            item(ui, &text, Icon::Folder, Restore::Folder(folder));
        }
        item(ui, "Restore the whole project", Icon::Files, Restore::Project);
    });
}

fn restore_words(lines: &std::ops::Range<usize>) -> String {
    match lines.len() {
        0 => "Remove what came here since".to_owned(),
        1 => format!("Restore line {}", lines.start + 1),
        _ => format!("Restore lines {}–{}", lines.start + 1, lines.end),
    }
}

/// A click on the bar beside a line: the lines that a mark is about.
pub fn marked_lines(view: &ViewSnapshot, line: usize) -> Option<std::ops::Range<usize>> {
    Some(PastMark::at(&view.past.as_ref()?.marks, line)?.lines.clone())
}

/// What stands in the place of a text that is not there. Returns whether something does.
pub fn missing_ui(ctx: &Ctx<'_>, ui: &mut Ui, past: &PastFile) -> bool {
    let Some(message) = past.state.message() else { return false };
    if past.state == PastFileState::Loading {
        let place = ui.available_rect_before_wrap();
        progress_line(ui, Rect::from_min_size(place.min, vec2(place.width(), size::PROGRESS)), None);
        return true;
    }
    let empty = EmptyState::new(Icon::FileClock, &message).action("Return to now", None);
    if empty.show(ui).is_some() {
        send(ctx, TimelineCommand::Return);
    }
    true
}

/// The bars beside lines that are others now.
pub fn marks(past: &PastFile) -> Vec<LineMark> {
    let kind = |kind: Mark| match kind {
        Mark::Added => LineMarkKind::Added,
        Mark::Changed => LineMarkKind::Changed,
        Mark::Removed => LineMarkKind::Removed,
    };
    past.marks.iter().map(|mark| LineMark { lines: mark.lines.clone(), kind: kind(mark.kind) }).collect()
}

/// Items of a view's menu about a line: why it is there, and in the past the way to bring it back.
pub fn menu_items_ui(ctx: &Ctx<'_>, ui: &mut Ui, view: &ViewSnapshot, line: usize) -> bool {
    let mut asked = false;
    let timeline = &ctx.snapshot.timeline;
    if !timeline.is_recording() || view.document.path.is_none() && view.past.is_none() {
        return false;
    }
    if let Some(past) = &view.past {
        let mark = PastMark::at(&past.marks, line);
        let words = mark.map_or_else(|| "Restore these lines".to_owned(), |mark| restore_words(&mark.lines));
        let restore = MenuItem::new(&words).icon(Icon::RotateCcw).enabled(mark.is_some());
        if ui.add(restore).clicked() {
            send(ctx, TimelineCommand::RestoreMark { view: view.id, line });
        }
    }
    let keys = ctx.keys("timeline.why");
    let keys = Some(keys.as_str()).filter(|keys| !keys.is_empty());
    if ui
        .add(MenuItem::new("Why is this line here?").icon(Icon::MessageCircleQuestionMark).keys(keys))
        .clicked()
    {
        send(ctx, TimelineCommand::WhyAt { view: view.id, line });
        asked = true;
    }
    asked
}

/// The answer to why a line is there, beside that line.
pub fn why_ui(ctx: &Ctx<'_>, ui: &Ui, state: &mut PastState, caret: Option<Rect>) {
    let Some(answer) = ctx.snapshot.timeline.why.clone() else {
        state.why_of = None;
        return;
    };
    let of = ctx.snapshot.active_view();
    let of = of.map(|view| (view.id, view.selections.clone(), view.document.revision));
    let moved_on = state.why_of.is_some() && state.why_of != of;
    state.why_of = of;
    let at = state.why.or(caret.map(|caret| caret.left_bottom()));
    let at = *state.why.get_or_insert(at.unwrap_or_else(|| ui.ctx().content_rect().center()));
    let mut open = !moved_on;
    let id = Id::unique("why");
    Popup::new(id, ui.ctx().clone(), PopupAnchor::Position(at), ui.layer_id())
        .kind(PopupKind::Popup)
        .frame(popup_frame(ctx.theme))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .gap(space::XS)
        .open_bool(&mut open)
        .show(|ui| answer_ui(ctx, ui, &answer));
    if !open {
        send(ctx, TimelineCommand::CloseWhy);
        state.why = None;
    }
}

fn answer_ui(ctx: &Ctx<'_>, ui: &mut Ui, answer: &WhyAnswer) {
    let words = match (&answer.error, answer.loading) {
        (Some(error), _) => Some(error.as_str()),
        (None, true) if answer.reasons.is_empty() => Some("Looking back…"),
        _ => None,
    };
    if let Some(words) = words {
        let (rect, _) = ui.allocate_exact_size(vec2(240.0, size::CONTROL), egui::Sense::HOVER);
        let place = rect.shrink2(vec2(space::S, 0.0));
        let color = ctx.theme.colors.text_secondary;
        paint::text(ui.painter(), place, egui::Align::Min, words, fonts::small(), color);
        return;
    }
    let now = ctx.now;
    let reasons: Vec<Reason<'_>> = answer
        .reasons
        .iter()
        .map(|reason| {
            let node = reason.node.as_deref();
            let author = reason.author.as_ref();
            Reason {
                kind: node.map_or(NodeKind::Edit, |node| convert::node_kind(&node.kind)),
                title: node.map_or("The edit that is going on", |node| node.title.as_str()),
                author: author.map_or(justbuilt_ui::timeline::AuthorKind::Person, |author| {
                    convert::author_kind(author.kind)
                }),
                author_name: author.map(|author| author.name.as_str()).unwrap_or_default(),
                origin: author.and_then(|author| author.detail.as_deref()).unwrap_or_default(),
                time: reason.time.unwrap_or(now),
                before: reason.before.as_deref(),
            }
        })
        .collect();
    if let Some(WhyAction::Open(index)) = why(ui, answer.line + 1, &reasons, now, ctx.time)
        && let Some(reason) = answer.reasons.get(index)
    {
        send(ctx, TimelineCommand::Seek(reason.moment));
        send(ctx, TimelineCommand::OpenThen(reason.path.clone()));
        send(ctx, TimelineCommand::CloseWhy);
    }
}

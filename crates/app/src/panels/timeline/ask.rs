//! The forms of the panel: a name for a moment, a note, a new branch, which branch to go to or to merge, a decision,
//! and what is recorded. A form sends one command and closes.

mod rules;

use egui::{Id, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui, vec2};
use justbuilt_timeline::{BranchId, Moment, NodeId};
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{Button, Checkbox, Input, List};
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::AskFor;
use justbuilt_workspace::timeline::{Decision, Shown, TimelineCommand, TimelineSnapshot};

use super::{TimelineState, convert, send};
use crate::ctx::Ctx;

/// A form that is open.
pub struct Ask {
    form: Form,
    /// The first field has had the keyboard.
    started: bool,
}

enum Form {
    Label { node: Option<NodeId>, text: String },
    Note { node: NodeId, text: String },
    Branch { from: Option<Moment>, name: String, description: String, switch: bool },
    Rename { branch: BranchId, name: String, description: String },
    Choose { merge: bool, cursor: usize },
    Decision { title: String, context: String, decision: String, consequences: String },
    Rules(Box<rules::RulesForm>),
}

/// What a form answers.
enum Answer {
    Open,
    Close,
    Send(Vec<TimelineCommand>),
}

impl Ask {
    /// The form for what a command wants to know.
    pub fn new(what: &AskFor, timeline: &TimelineSnapshot) -> Option<Self> {
        Some(match what {
            AskFor::Label => Self::label(None, String::new()),
            AskFor::Branch => Self::branch(match &timeline.shown {
                Shown::Past(past) => Some(past.moment),
                Shown::Now => None,
            }),
            AskFor::Switch => Self::form(Form::Choose { merge: false, cursor: 0 }),
            AskFor::Merge => Self::form(Form::Choose { merge: true, cursor: 0 }),
            AskFor::Decision => Self::form(Form::Decision {
                title: String::new(),
                context: String::new(),
                decision: String::new(),
                consequences: String::new(),
            }),
            AskFor::Rules => Self::form(Form::Rules(Box::new(rules::RulesForm::new(&timeline.rules)))),
        })
    }

    fn form(form: Form) -> Self {
        Self { form, started: false }
    }

    /// A name for a moment; none is the present.
    pub fn label(node: Option<NodeId>, text: String) -> Self {
        Self::form(Form::Label { node, text })
    }

    /// A note on a node.
    pub fn note(node: NodeId) -> Self {
        Self::form(Form::Note { node, text: String::new() })
    }

    /// A new branch; none is from the present.
    pub fn branch(from: Option<Moment>) -> Self {
        Self::form(Form::Branch { from, name: String::new(), description: String::new(), switch: true })
    }

    /// Another name and description for a branch.
    pub fn rename(branch: BranchId, name: String, description: String) -> Self {
        Self::form(Form::Rename { branch, name, description })
    }
}

/// The widest a form gets.
const WIDTH: f32 = 480.0;

/// Shows the form that is open.
pub fn ask_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState) {
    let Some(mut ask) = state.ask.take() else { return };
    state.typing = true;
    let first = !std::mem::replace(&mut ask.started, true);
    let cancelled = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let mut answer = Answer::Open;
    ScrollArea::vertical().id_salt("timeline form").auto_shrink([false, false]).show(ui, |ui| {
        egui::Frame::NONE.inner_margin(egui::Margin::same(space::M as i8)).show(ui, |ui| {
            ui.set_max_width(WIDTH.min(ui.available_width()));
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            answer = form_ui(ctx, ui, &mut ask.form, first);
        });
    });
    match answer {
        _ if cancelled => {}
        Answer::Open => state.ask = Some(ask),
        Answer::Close => {}
        Answer::Send(commands) => commands.into_iter().for_each(|command| send(ctx, command)),
    }
    if state.ask.is_none() {
        // The keyboard goes back to where it came from.
        ui.memory_mut(|memory| memory.request_focus(super::scrub::id()));
        state.typing = false;
    }
}

fn title_ui(ctx: &Ctx<'_>, ui: &mut Ui, text: &str) {
    let text = RichText::new(text).font(fonts::ui_semibold(type_size::UI)).color(ctx.theme.colors.text);
    ui.label(text);
}

/// The buttons of a form; whether its work is to be done, or it is to be closed.
fn buttons_ui(ui: &mut Ui, work: &str, ready: bool, submitted: bool) -> Option<bool> {
    let mut answer = (submitted && ready).then_some(true);
    ui.horizontal(|ui| {
        if ui.add(Button::new(work).primary().enabled(ready)).clicked() {
            answer = Some(true);
        }
        if ui.add(Button::new("Cancel").ghost().keys(Some("Esc"))).clicked() {
            answer = Some(false);
        }
    });
    answer
}

fn form_ui(ctx: &Ctx<'_>, ui: &mut Ui, form: &mut Form, first: bool) -> Answer {
    match form {
        Form::Label { node, text } => {
            title_ui(ctx, ui, if node.is_some() { "Name this moment" } else { "Name the present" });
            let field = Input::new(text, "Name").placeholder("Before the new parser").focus(first).show(ui);
            let ready = !text.trim().is_empty();
            let label = || TimelineCommand::Label { node: *node, text: Some(text.trim().to_owned()) };
            done(buttons_ui(ui, "Name it", ready, field.submitted), || vec![label()])
        }
        Form::Note { node, text } => {
            title_ui(ctx, ui, "Add a note");
            let field = Input::new(text, "Note").focus(first).show(ui);
            let ready = !text.trim().is_empty();
            let note = || TimelineCommand::Note { node: *node, text: text.trim().to_owned() };
            done(buttons_ui(ui, "Add it", ready, field.submitted), || vec![note()])
        }
        Form::Branch { from, name, description, switch } => {
            title_ui(ctx, ui, if from.is_some() { "Branch from that moment" } else { "Branch from here" });
            let field = Input::new(name, "Name of the branch").placeholder("Name").focus(first).show(ui);
            let more =
                Input::new(description, "What it is for").placeholder("What it is for (optional)").show(ui);
            ui.add(Checkbox::new(switch, "Switch to it"));
            let ready = !name.trim().is_empty();
            let submitted = field.submitted || more.submitted;
            done(buttons_ui(ui, "Make the branch", ready, submitted), || {
                let (name, description) = (name.trim().to_owned(), description.trim().to_owned());
                vec![TimelineCommand::Branch { name, description, from: *from, switch: *switch }]
            })
        }
        Form::Rename { branch, name, description } => {
            title_ui(ctx, ui, "Rename the branch");
            let field = Input::new(name, "Name of the branch").focus(first).select_all(first).show(ui);
            let more = Input::new(description, "What it is for").placeholder("What it is for").show(ui);
            let ready = !name.trim().is_empty();
            done(buttons_ui(ui, "Save", ready, field.submitted || more.submitted), || {
                let (name, text) = (name.trim().to_owned(), description.trim().to_owned());
                let branch = *branch;
                vec![
                    TimelineCommand::RenameBranch { branch, name },
                    TimelineCommand::DescribeBranch { branch, text },
                ]
            })
        }
        Form::Choose { merge, cursor } => choose_ui(ctx, ui, *merge, cursor, first),
        Form::Decision { title, context, decision, consequences } => {
            title_ui(ctx, ui, "Write down a decision");
            let field = Input::new(title, "Title").placeholder("Title").focus(first).show(ui);
            for (text, name) in [
                (&mut *context, "Context"),
                (&mut *decision, "Decision"),
                (&mut *consequences, "Consequences"),
            ] {
                long_field(ctx, ui, text, name);
            }
            let ready = !title.trim().is_empty() && !decision.trim().is_empty();
            done(buttons_ui(ui, "Write it down", ready, field.submitted && ready), || {
                let decision = Decision {
                    title: title.trim().to_owned(),
                    context: context.trim().to_owned(),
                    decision: decision.trim().to_owned(),
                    consequences: consequences.trim().to_owned(),
                    ..Decision::default()
                };
                vec![TimelineCommand::Decide(Box::new(decision))]
            })
        }
        Form::Rules(form) => rules::rules_ui(ctx, ui, form),
    }
}

fn done(answer: Option<bool>, commands: impl FnOnce() -> Vec<TimelineCommand>) -> Answer {
    match answer {
        Some(true) => Answer::Send(commands()),
        Some(false) => Answer::Close,
        None => Answer::Open,
    }
}

/// A field of several lines.
fn long_field(ctx: &Ctx<'_>, ui: &mut Ui, text: &mut String, name: &str) {
    let colors = &ctx.theme.colors;
    let id = Id::unique(("timeline field", name));
    let focused = ui.memory(|memory| memory.has_focus(id));
    let color = if focused { colors.accent } else { colors.border_control };
    let frame = egui::Frame::new()
        .fill(colors.input)
        .stroke(egui::Stroke::new(justbuilt_ui::tokens::stroke::BORDER, color))
        .corner_radius(justbuilt_ui::tokens::radius::CONTROL)
        .inner_margin(egui::Margin::symmetric(space::S as i8, space::XS as i8));
    let hint = RichText::new(name).color(colors.text_hint);
    frame.show(ui, |ui| {
        let edit = TextEdit::multiline(text)
            .id(id)
            .frame(egui::Frame::NONE)
            .font(fonts::body())
            .text_color(colors.text)
            .hint_text(hint)
            .desired_rows(2)
            .desired_width(ui.available_width());
        let response = ui.add(edit);
        let (enabled, says) = (ui.is_enabled(), text.as_str());
        response.widget_info(|| egui::WidgetInfo {
            label: Some(name.to_owned()),
            ..egui::WidgetInfo::text_edit(enabled, says, says, name)
        });
    });
}

/// The branches to choose from: to switch to, or to merge.
fn choose_ui(ctx: &Ctx<'_>, ui: &mut Ui, merge: bool, cursor: &mut usize, first: bool) -> Answer {
    let timeline = &ctx.snapshot.timeline;
    let others: Vec<_> =
        timeline.branches.iter().filter(|branch| !branch.active && !branch.deleted).collect();
    title_ui(ctx, ui, if merge { "Merge which branch?" } else { "Switch to which branch?" });
    if others.is_empty() {
        let text = "There is only this branch. Make another one from any moment of the timeline.";
        ui.label(RichText::new(text).font(fonts::body()).color(ctx.theme.colors.text_secondary));
        return match buttons_ui(ui, "New branch…", true, false) {
            Some(true) => {
                ctx.run("timeline.branch");
                Answer::Close
            }
            Some(false) => Answer::Close,
            None => Answer::Open,
        };
    }
    let height = (others.len() as f32 * size::ROW).min(8.0 * size::ROW);
    let mut chosen = None;
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ui.set_height(height);
        let id = Id::unique("timeline branches");
        let list = List::new(id, "Branches", others.len()).selected(Some(*cursor)).focus(first);
        let output = list.show(ui, |ui, index, place, _| {
            let Some(branch) = others.get(index) else { return String::new() };
            let colors = &ctx.theme.colors;
            let color = justbuilt_ui::timeline::lane_color(ctx.theme, convert::hue(branch.id));
            let at = egui::pos2(place.left() + space::M + size::ICON / 2.0, place.center().y);
            paint::icon(ui.painter(), at, Icon::GitBranch, size::ICON, color);
            let room = place.with_min_x(at.x + size::ICON).with_max_x(place.right() - space::M);
            let drawn =
                paint::text(ui.painter(), room, egui::Align::Min, &branch.name, fonts::body(), colors.text);
            let rest = room.with_min_x(drawn.right() + space::S);
            paint::text(
                ui.painter(),
                rest,
                egui::Align::Min,
                &branch.description,
                fonts::small(),
                colors.text_secondary,
            );
            branch.name.clone()
        });
        *cursor = output.selected.unwrap_or(*cursor);
        chosen = output.activated.and_then(|index| others.get(index));
    });
    let work = if merge { "Merge it" } else { "Switch" };
    match buttons_ui(ui, work, *cursor < others.len(), false) {
        Some(true) => chosen = others.get(*cursor),
        Some(false) => return Answer::Close,
        None => {}
    }
    match chosen {
        Some(branch) if merge => Answer::Send(vec![TimelineCommand::Merge(branch.id)]),
        Some(branch) => Answer::Send(vec![TimelineCommand::Switch(branch.id)]),
        None => Answer::Open,
    }
}

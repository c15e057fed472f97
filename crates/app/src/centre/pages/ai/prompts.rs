//! The page of prompts: the list, the editor of one with variables, versions and their differences, its test cases, and
//! a test of it on several models side by side. What is kept and asked is the workspace's; here is the draft.

use std::sync::Arc;

use egui::{Id, RichText, Ui, vec2};
use justbuilt_ai::prompt::{Prompt, PromptFile};
use justbuilt_ui::review::LineLook;
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{Button, EmptyState, IconButton, Input, List, Tone, section_header};
use justbuilt_ui::{Icon, fonts, review};
use justbuilt_workspace::ai::{AiCommand, ColleaguesCommand, PromptItem, PromptTest, Source};
use justbuilt_workspace::{Command, Diff};

use super::draft;
use super::form::{self, Wish, group_ui, line_ui, text_ui};
use super::{caption, mark_ui};
use crate::centre::pages::diff::shown;
use crate::ctx::Ctx;

/// What the page keeps between frames.
#[derive(Default)]
pub struct PromptsState {
    /// The first one was selected, so that the page begins with something to see.
    began: bool,
    draft: Option<Draft>,
    /// The version that is compared with the present one, and the difference.
    compared: Option<(String, u32, Arc<Diff>)>,
    /// Models to test on: `provider/model`, by commas.
    models: String,
}

/// A prompt that is being changed.
struct Draft {
    was: Option<String>,
    made_of: Option<Arc<PromptItem>>,
    prompt: Prompt,
    /// The whole prompt as its file says it: variables, labels and cases are written there.
    file: String,
    /// What is wrong with the file.
    wrong: Option<String>,
    whole: bool,
    project: bool,
    changed: bool,
}

/// The width of the list.
const LIST: f32 = 240.0;

/// Shows the page.
pub fn prompts_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut PromptsState) {
    let colleagues = &ctx.snapshot.ai.colleagues;
    if !state.began
        && let Some(first) = colleagues.prompts.first()
    {
        state.began = true;
        if colleagues.prompt.is_none() && state.draft.is_none() {
            send(ctx, ColleaguesCommand::SelectPrompt(Some(first.prompt.name.clone())));
        }
    }
    let find = |name: &str| colleagues.prompts.iter().find(|one| one.prompt.name == name);
    let item = colleagues.prompt.as_deref().and_then(find);
    draft::follow(&mut state.draft, item);
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    egui::Panel::left("prompts list")
        .exact_size(LIST)
        .resizable(false)
        .show_separator_line(true)
        .frame(egui::Frame::NONE.fill(ctx.theme.colors.panel))
        .show(ui, |ui| list_panel_ui(ctx, ui, state));
    egui::CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| {
        let Some(mut draft) = state.draft.take() else {
            let empty = EmptyState::new(
                Icon::SquareSlash,
                "Templates with variables, called by a slash in conversations",
            );
            if empty.action("New prompt", None).show(ui).is_some() {
                state.draft = Some(Draft::new());
            }
            return;
        };
        let item = draft.was.as_deref().and_then(find);
        if editor_ui(ctx, ui, state, &mut draft, item) {
            state.draft = Some(draft);
        }
    });
}

impl draft::Draft for Draft {
    type Item = PromptItem;

    fn name(item: &PromptItem) -> &str {
        &item.prompt.name
    }

    fn of(item: &Arc<PromptItem>) -> Self {
        let file = PromptFile::new(&item.prompt).map(|file| file.text().to_owned());
        Self {
            was: Some(item.prompt.name.clone()),
            made_of: Some(Arc::clone(item)),
            prompt: item.prompt.clone(),
            file: file.unwrap_or_default(),
            wrong: None,
            whole: false,
            project: item.source == Source::Project,
            changed: false,
        }
    }

    fn made_of(&self) -> Option<&Arc<PromptItem>> {
        self.made_of.as_ref()
    }

    fn was(&self) -> Option<&str> {
        self.was.as_deref()
    }

    fn changed(&self) -> bool {
        self.changed
    }
}

impl Draft {
    fn new() -> Self {
        let prompt = Prompt { version: 1, ..Prompt::default() };
        Self {
            was: None,
            made_of: None,
            file: PromptFile::new(&prompt).map(|file| file.text().to_owned()).unwrap_or_default(),
            prompt,
            wrong: None,
            whole: false,
            project: false,
            changed: true,
        }
    }

    /// The file was changed: the prompt is read from it.
    fn read_file(&mut self) {
        match PromptFile::read("prompt.md", &self.file) {
            Ok(file) => {
                let name = std::mem::take(&mut self.prompt.name);
                self.prompt = file.prompt().clone();
                if self.prompt.name.is_empty() {
                    self.prompt.name = name;
                }
                self.wrong = None;
            }
            Err(error) => self.wrong = Some(error.to_string()),
        }
    }
}

#[track_caller]
fn send(ctx: &Ctx<'_>, command: ColleaguesCommand) {
    ctx.send(Command::Ai(AiCommand::Colleagues(command)));
}

fn list_panel_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut PromptsState) {
    let colleagues = &ctx.snapshot.ai.colleagues;
    section_header(ui, "Prompts", |ui| {
        if ui.add(IconButton::new(Icon::Plus, "New prompt").small()).clicked() {
            send(ctx, ColleaguesCommand::SelectPrompt(None));
            state.draft = Some(Draft::new());
        }
    });
    let at = colleagues.prompt.as_ref();
    let at = at.and_then(|name| colleagues.prompts.iter().position(|one| one.prompt.name == *name));
    let output = List::new(Id::unique("list of prompts"), "Prompts", colleagues.prompts.len())
        .row_height(size::PICKER_ROW + space::S)
        .selected(at)
        .show(ui, |ui, index, place, _| {
            let Some(item) = colleagues.prompts.get(index) else { return String::new() };
            let name = format!("/{}", item.prompt.name);
            form::item_ui(ctx, ui, place, &name, item.source, &item.prompt.description);
            name
        });
    if let Some(item) = output.selected.or(output.clicked).and_then(|row| colleagues.prompts.get(row)) {
        send(ctx, ColleaguesCommand::SelectPrompt(Some(item.prompt.name.clone())));
        state.draft = None;
        state.compared = None;
    }
}

/// The editor. False when the draft is gone.
fn editor_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    state: &mut PromptsState,
    draft: &mut Draft,
    item: Option<&Arc<PromptItem>>,
) -> bool {
    let keep = bar_ui(ctx, ui, draft, item);
    form::sheet_ui(ui, |ui| {
        let of_draft = draft.prompt.check();
        for wrong in draft.wrong.iter().chain(&of_draft) {
            mark_ui(ctx, ui, Tone::Warning, wrong);
        }
        fields_ui(ctx, ui, draft);
        if let Some(item) = item {
            versions_ui(ctx, ui, state, item);
            test_ui(ctx, ui, state, item);
        }
    });
    keep
}

fn bar_ui(ctx: &Ctx<'_>, ui: &mut Ui, draft: &mut Draft, item: Option<&Arc<PromptItem>>) -> bool {
    let (mut note, mut project) = (std::mem::take(&mut draft.prompt.note), draft.project);
    let mut wish = Wish::Stay;
    let noted = form::bar_ui(ctx, ui, &mut note, &mut project, |ui| {
        let good = draft.wrong.is_none() && draft.prompt.check().is_empty();
        if ui.add(Button::new("Keep").primary().enabled(draft.changed && good)).clicked() {
            wish = Wish::Keep;
        }
        if draft.changed && ui.add(Button::new("Take back").ghost()).clicked() {
            wish = Wish::Leave;
        }
        let Some(item) = item.filter(|item| item.source != Source::BuiltIn) else { return };
        if ui.add(Button::new("Delete").ghost()).clicked() {
            send(ctx, ColleaguesCommand::DeletePrompt(item.prompt.name.clone()));
            wish = Wish::Leave;
        }
        if let Some(path) = &item.path
            && ui.add(Button::new("Open the file").ghost()).clicked()
        {
            send(ctx, ColleaguesCommand::OpenFile(path.clone()));
        }
    });
    draft.changed |= noted || project != draft.project;
    (draft.prompt.note, draft.project) = (note, project);
    if wish == Wish::Keep {
        let prompt = Box::new(draft.prompt.clone());
        send(ctx, ColleaguesCommand::SavePrompt { was: draft.was.clone(), prompt, project: draft.project });
        send(ctx, ColleaguesCommand::SelectPrompt(Some(draft.prompt.name.clone())));
        draft.was = Some(draft.prompt.name.clone());
        draft.changed = false;
    }
    wish != Wish::Leave
}

fn fields_ui(ctx: &Ctx<'_>, ui: &mut Ui, draft: &mut Draft) {
    let help = "Small letters, digits and dashes: it is called by a slash and this name.";
    let mut changed = line_ui(ctx, ui, "Name", help, &mut draft.prompt.name);
    changed |= line_ui(ctx, ui, "What it is for", "", &mut draft.prompt.description);
    let help = "{{ name }} stands for a variable, {% if %} and {% for %} work as in Jinja.";
    changed |= text_ui(ctx, ui, "Template", help, 10, true, &mut draft.prompt.content);
    if changed {
        draft.changed = true;
        if let Ok(file) = PromptFile::new(&draft.prompt) {
            draft.file = file.text().to_owned();
        }
    }
    group_ui(ctx, ui, "Variables");
    for variable in &draft.prompt.variables {
        let kind = format!("{:?}", variable.kind).to_lowercase();
        let default = variable.default.as_ref().map(|default| format!(", {default} by default"));
        let text =
            format!("{}: {kind}{}. {}", variable.name, default.unwrap_or_default(), variable.description);
        ui.label(caption(ctx, &text));
    }
    let open = if draft.whole { "Hide the whole file" } else { "Change variables, labels and cases" };
    if ui.add(Button::new(open).ghost()).clicked() {
        draft.whole = !draft.whole;
    }
    if draft.whole && text_ui(ctx, ui, "The whole file", "", 14, true, &mut draft.file) {
        draft.changed = true;
        draft.read_file();
    }
}

fn versions_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut PromptsState, item: &PromptItem) {
    if item.versions.is_empty() {
        return;
    }
    group_ui(ctx, ui, "Versions");
    ui.label(caption(ctx, &format!("Version {} is the present one.", item.prompt.version)));
    for (version, time, note, content) in &item.versions {
        let is_shown =
            state.compared.as_ref().is_some_and(|(name, of, _)| *name == item.prompt.name && of == version);
        ui.horizontal(|ui| {
            let when = ctx.time.moment(*time, ctx.now);
            let labels: Vec<&str> = item
                .prompt
                .labels
                .iter()
                .filter(|(_, of)| *of == version)
                .map(|(label, _)| label.as_str())
                .collect();
            let note = if note.is_empty() { "no note" } else { note };
            let labels = if labels.is_empty() { String::new() } else { format!(" ({})", labels.join(", ")) };
            ui.label(caption(ctx, &format!("Version {version}{labels}, until {when}: {note}")));
            let text = if is_shown { "Hide" } else { "Compare" };
            if ui.add(Button::new(text).ghost()).clicked() {
                let text = |text: &str| justbuilt_text::Text::from(text);
                let old = format!("Version {version}");
                let diff = || Diff::new(None, (&old, &text(content)), ("Now", &text(&item.prompt.content)));
                state.compared = (!is_shown).then(|| (item.prompt.name.clone(), *version, Arc::new(diff())));
            }
        });
        if let Some((_, _, diff)) = state.compared.as_ref().filter(|_| is_shown) {
            for row in &diff.rows {
                let room = vec2(ui.available_width(), size::ROW - 3.0);
                let (rect, _) = ui.allocate_exact_size(room, egui::Sense::HOVER);
                review::line(ui.painter(), ctx.theme, rect, &shown(row), &LineLook::default());
            }
        }
    }
}

/// Cases on several models, side by side.
fn test_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut PromptsState, item: &PromptItem) {
    group_ui(ctx, ui, "Test");
    if item.prompt.cases.is_empty() {
        ui.label(caption(ctx, "It has no cases. A case gives values, and says what the answer must hold."));
        return;
    }
    let test = ctx.snapshot.ai.colleagues.test.as_ref().filter(|test| test.prompt == item.prompt.name);
    ui.horizontal(|ui| {
        let field = Input::new(&mut state.models, "Models").placeholder("provider/model, provider/model");
        field.width((ui.available_width() - 160.0).max(160.0)).show(ui);
        let models: Vec<(String, String)> = state
            .models
            .split(',')
            .filter_map(|one| one.trim().split_once('/'))
            .map(|(provider, model)| (provider.trim().to_owned(), model.trim().to_owned()))
            .collect();
        if test.is_some_and(|test| test.running) {
            if ui.add(Button::new("Stop")).clicked() {
                send(ctx, ColleaguesCommand::StopTest);
            }
        } else if ui.add(Button::new("Run the cases").enabled(!models.is_empty())).clicked() {
            send(ctx, ColleaguesCommand::TestPrompt { name: item.prompt.name.clone(), models });
        }
    });
    if let Some(test) = test {
        cells_ui(ctx, ui, test);
    }
}

fn cells_ui(ctx: &Ctx<'_>, ui: &mut Ui, test: &PromptTest) {
    let colors = &ctx.theme.colors;
    let mut case = "";
    for cell in &test.cells {
        if cell.case != case {
            case = &cell.case;
            let name = if case.is_empty() { "Case" } else { case };
            ui.label(RichText::new(name).font(fonts::ui_medium(type_size::UI)).color(colors.text));
        }
        let (tone, text) = match (cell.done, cell.amiss.as_slice()) {
            (false, _) => (Tone::Info, "coming in".to_owned()),
            (true, []) => (Tone::Good, "as expected".to_owned()),
            (true, amiss) => (Tone::Error, amiss.join("; ")),
        };
        mark_ui(ctx, ui, tone, &format!("{}/{}: {text}", cell.model.0, cell.model.1));
        if !cell.answer.is_empty() {
            let answer: String = cell.answer.chars().take(600).collect();
            ui.add(egui::Label::new(caption(ctx, &answer)).wrap());
        }
    }
}

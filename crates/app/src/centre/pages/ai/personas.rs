//! The page of personas: the list, and the editor of one with what it may do, its versions, and its way out to other
//! programs. What is kept is the workspace's; here is the draft.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Id, Ui, vec2};
use justbuilt_ai::persona::{Format, Persona};
use justbuilt_ui::Icon;
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{Button, EmptyState, List, Select, Tone, section_header};
use justbuilt_workspace::Command;
use justbuilt_workspace::ai::{AiCommand, ColleaguesCommand, PersonaItem, Source};

use super::draft;
use super::form::{self, Wish, group_ui, line_ui, list_ui, number_ui, row_ui, text_ui};
use super::{caption, mark_ui};
use crate::ctx::Ctx;

/// What the page keeps between frames.
#[derive(Default)]
pub struct PersonasState {
    /// The first one was selected, so that the page begins with something to see.
    began: bool,
    draft: Option<Draft>,
    /// The path of a file to import.
    import: Option<String>,
    /// The format and the folder to export to.
    export: Option<(usize, String)>,
}

/// A persona that is being changed.
struct Draft {
    /// The slug it has; `None` for a new one.
    was: Option<String>,
    /// What it was made of, to see when that changes.
    made_of: Option<Arc<PersonaItem>>,
    persona: Persona,
    note: String,
    model: String,
    project: bool,
    changed: bool,
}

/// The width of the list.
const LIST: f32 = 240.0;

/// Shows the page.
pub fn personas_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut PersonasState) {
    let colleagues = &ctx.snapshot.ai.colleagues;
    if !state.began
        && let Some(first) = colleagues.personas.first()
    {
        state.began = true;
        if colleagues.persona.is_none() && state.draft.is_none() {
            send(ctx, ColleaguesCommand::SelectPersona(Some(first.persona.slug.clone())));
        }
    }
    let selected = colleagues.persona.as_ref();
    let item = selected.and_then(|slug| colleagues.personas.iter().find(|one| one.persona.slug == *slug));
    draft::follow(&mut state.draft, item);
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    egui::Panel::left("personas list")
        .exact_size(LIST)
        .resizable(false)
        .show_separator_line(true)
        .frame(egui::Frame::NONE.fill(ctx.theme.colors.panel))
        .show(ui, |ui| list_panel_ui(ctx, ui, state));
    egui::CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| {
        let Some(mut draft) = state.draft.take() else {
            let empty =
                EmptyState::new(Icon::Users, "AI colleagues: who they are, how they work, what they may do");
            if empty.action("New persona", None).show(ui).is_some() {
                state.draft = Some(Draft::new());
            }
            return;
        };
        let item = draft
            .was
            .as_ref()
            .and_then(|slug| colleagues.personas.iter().find(|one| one.persona.slug == *slug));
        let keep = editor_ui(ctx, ui, state, &mut draft, item);
        if keep {
            state.draft = Some(draft);
        }
    });
}

impl draft::Draft for Draft {
    type Item = PersonaItem;

    fn name(item: &PersonaItem) -> &str {
        &item.persona.slug
    }

    fn of(item: &Arc<PersonaItem>) -> Self {
        let model = item.persona.model.as_ref().map(|model| match model.provider.as_str() {
            "" => model.model.clone(),
            provider => format!("{provider}/{}", model.model),
        });
        Self {
            was: Some(item.persona.slug.clone()),
            made_of: Some(Arc::clone(item)),
            persona: item.persona.clone(),
            note: String::new(),
            model: model.unwrap_or_default(),
            project: item.source == Source::Project,
            changed: false,
        }
    }

    fn made_of(&self) -> Option<&Arc<PersonaItem>> {
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
        Self {
            was: None,
            made_of: None,
            persona: Persona::default(),
            note: String::new(),
            model: String::new(),
            project: false,
            changed: true,
        }
    }
}

#[track_caller]
fn send(ctx: &Ctx<'_>, command: ColleaguesCommand) {
    ctx.send(Command::Ai(AiCommand::Colleagues(command)));
}

fn list_panel_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut PersonasState) {
    let colleagues = &ctx.snapshot.ai.colleagues;
    section_header(ui, "Personas", |ui| {
        use justbuilt_ui::widgets::IconButton;
        if ui.add(IconButton::new(Icon::Plus, "New persona").small()).clicked() {
            send(ctx, ColleaguesCommand::SelectPersona(None));
            state.draft = Some(Draft::new());
        }
        if ui.add(IconButton::new(Icon::Download, "Import from a file").small()).clicked() {
            state.import = Some(String::new());
        }
    });
    if let Some(mut path) = state.import.take() {
        let mut open = true;
        ui.horizontal(|ui| {
            ui.add_space(space::S);
            let field = justbuilt_ui::widgets::Input::new(&mut path, "File to import");
            let output = field.placeholder("Path, Enter").focus(true).width(LIST - 2.0 * space::S).show(ui);
            if output.submitted && !path.trim().is_empty() {
                send(ctx, ColleaguesCommand::ImportPersona(PathBuf::from(path.trim())));
                open = false;
            }
            open &= !output.cancelled;
        });
        if open {
            state.import = Some(path);
        }
    }
    let at = colleagues.persona.as_ref();
    let at = at.and_then(|slug| colleagues.personas.iter().position(|one| one.persona.slug == *slug));
    let output = List::new(Id::unique("list of personas"), "Personas", colleagues.personas.len())
        .row_height(size::PICKER_ROW + space::S)
        .selected(at)
        .show(ui, |ui, index, place, _| {
            let Some(item) = colleagues.personas.get(index) else { return String::new() };
            let persona = &item.persona;
            let avatar = if persona.avatar.chars().count() <= 2 { persona.avatar.as_str() } else { "" };
            let name = format!("{avatar} {}", persona.name);
            form::item_ui(ctx, ui, place, name.trim(), item.source, &persona.description);
            name.trim().to_owned()
        });
    if let Some(item) = output.selected.or(output.clicked).and_then(|row| colleagues.personas.get(row)) {
        send(ctx, ColleaguesCommand::SelectPersona(Some(item.persona.slug.clone())));
        state.draft = None;
    }
}

/// The editor. False when the draft is gone.
fn editor_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    state: &mut PersonasState,
    draft: &mut Draft,
    item: Option<&Arc<PersonaItem>>,
) -> bool {
    let stays = bar_ui(ctx, ui, draft, item);
    form::sheet_ui(ui, |ui| {
        for wrong in item.map(|item| item.wrong.as_slice()).unwrap_or_default() {
            mark_ui(ctx, ui, Tone::Warning, wrong);
        }
        if item.is_some_and(|item| item.held_back) {
            let text = "It asks for more rights than yours of the same name has, and does not get them.";
            mark_ui(ctx, ui, Tone::Warning, text);
        }
        draft.changed |= who_ui(ctx, ui, draft);
        draft.changed |= rights_ui(ctx, ui, &mut draft.persona);
        draft.changed |= style_ui(ctx, ui, &mut draft.persona);
        if let Some(item) = item {
            versions_ui(ctx, ui, item);
            export_ui(ctx, ui, state, item);
        }
    });
    stays
}

/// The bar above: keep, take back, delete. False when the draft is gone.
fn bar_ui(ctx: &Ctx<'_>, ui: &mut Ui, draft: &mut Draft, item: Option<&Arc<PersonaItem>>) -> bool {
    let (mut note, mut project) = (std::mem::take(&mut draft.note), draft.project);
    let mut wish = Wish::Stay;
    form::bar_ui(ctx, ui, &mut note, &mut project, |ui| {
        let named = !draft.persona.name.trim().is_empty();
        if ui.add(Button::new("Keep").primary().enabled(draft.changed && named)).clicked() {
            wish = Wish::Keep;
        }
        if draft.changed && ui.add(Button::new("Take back").ghost()).clicked() {
            wish = Wish::Leave;
        }
        let Some(item) = item.filter(|item| item.source != Source::BuiltIn) else { return };
        if ui.add(Button::new("Delete").ghost()).clicked() {
            send(ctx, ColleaguesCommand::DeletePersona(item.persona.slug.clone()));
            wish = Wish::Leave;
        }
        if let Some(path) = &item.path
            && ui.add(Button::new("Open the file").ghost()).clicked()
        {
            send(ctx, ColleaguesCommand::OpenFile(path.clone()));
        }
    });
    draft.changed |= project != draft.project;
    (draft.note, draft.project) = (note, project);
    if wish == Wish::Keep {
        keep(ctx, draft);
    }
    wish != Wish::Leave
}

/// Sends the draft to be kept.
fn keep(ctx: &Ctx<'_>, draft: &mut Draft) {
    draft.persona.model = model_of(&draft.model);
    if draft.persona.slug.is_empty() {
        draft.persona.slug = justbuilt_ai::persona::slug(&draft.persona.name);
    }
    send(
        ctx,
        ColleaguesCommand::SavePersona {
            was: draft.was.clone(),
            persona: Box::new(draft.persona.clone()),
            note: std::mem::take(&mut draft.note),
            project: draft.project,
        },
    );
    send(ctx, ColleaguesCommand::SelectPersona(Some(draft.persona.slug.clone())));
    draft.was = Some(draft.persona.slug.clone());
    draft.changed = false;
}

/// `provider/model`, or only a model.
fn model_of(text: &str) -> Option<justbuilt_store::records::types::ModelChoice> {
    let text = text.trim();
    let (provider, model) = text.split_once('/').unwrap_or(("", text));
    (!text.is_empty()).then(|| justbuilt_store::records::types::ModelChoice {
        provider: provider.to_owned(),
        model: model.to_owned(),
    })
}

fn who_ui(ctx: &Ctx<'_>, ui: &mut Ui, draft: &mut Draft) -> bool {
    let persona = &mut draft.persona;
    let mut changed = line_ui(ctx, ui, "Name", "", &mut persona.name);
    changed |= line_ui(ctx, ui, "Avatar", "A character or two.", &mut persona.avatar);
    changed |= line_ui(ctx, ui, "What it does", "", &mut persona.description);
    changed |= line_ui(ctx, ui, "When to call it", "And not another one.", &mut persona.when);
    let help = "Markdown; said to the model before everything else.";
    changed |= text_ui(ctx, ui, "How it works", help, 8, false, &mut persona.instructions);
    changed |= text_ui(ctx, ui, "Background", "", 2, false, &mut persona.background);
    group_ui(ctx, ui, "Model");
    let help = "provider/model; empty leaves it to who does what on the page of providers.";
    changed |= line_ui(ctx, ui, "Model", help, &mut draft.model);
    let parameters = &mut persona.parameters;
    changed |= number_ui(ctx, ui, "Temperature", "From 0 up.", &mut parameters.temperature);
    changed |= number_ui(ctx, ui, "Longest answer", "Tokens.", &mut parameters.max_output);
    changed
        | row_ui(ctx, ui, "Thinking", |ui| {
            use justbuilt_ai::request::Effort;
            let efforts =
                [None, Some(Effort::Off), Some(Effort::Low), Some(Effort::Medium), Some(Effort::High)];
            let names = ["As the model likes", "Not at all", "A little", "Some", "Much"];
            let mut at = efforts.iter().position(|one| *one == parameters.effort).unwrap_or(0);
            let changed = Select::new("Thinking", &names).show(ui, &mut at).changed();
            parameters.effort = efforts.get(at).copied().flatten();
            changed
        })
}

fn rights_ui(ctx: &Ctx<'_>, ui: &mut Ui, persona: &mut Persona) -> bool {
    let rights = &mut persona.rights;
    group_ui(ctx, ui, "What it may do");
    ui.label(caption(
        ctx,
        "Held by the editor, whatever the model says. An entry a line; ! takes some away.",
    ));
    let mut changed = list_ui(ctx, ui, "Files to read", "Globs: src/**, *.md", &mut rights.read);
    changed |= list_ui(ctx, ui, "Files to write", "", &mut rights.write);
    changed |= list_ui(ctx, ui, "Never", "Neither read nor written.", &mut rights.deny);
    changed |= list_ui(
        ctx,
        ui,
        "Tools",
        "read_file, list_files, search, search_meaning, propose_edit",
        &mut rights.tools,
    );
    changed |= list_ui(ctx, ui, "Commands", "cargo test, git log **", &mut rights.commands);
    changed |= list_ui(ctx, ui, "Hosts", "docs.rs", &mut rights.network);
    changed |= number_ui(ctx, ui, "Dollars a request", "At most.", &mut rights.budget.usd);
    changed | number_ui(ctx, ui, "Tokens a request", "At most.", &mut rights.budget.tokens)
}

fn style_ui(ctx: &Ctx<'_>, ui: &mut Ui, persona: &mut Persona) -> bool {
    let style = &mut persona.style;
    group_ui(ctx, ui, "How it writes");
    let mut changed = list_ui(ctx, ui, "Rules", "Each a sentence.", &mut style.rules);
    changed |= list_ui(ctx, ui, "Prefers", "", &mut style.prefers);
    changed |= list_ui(ctx, ui, "Stays away from", "", &mut style.avoids);
    if !style.checks.is_empty() {
        row_ui(ctx, ui, "Measured", |ui| {
            for check in &style.checks {
                let mut said = vec![check.files.clone()];
                said.extend(check.line.map(|most| format!("lines up to {most}")));
                said.extend(check.function.map(|most| format!("functions up to {most} lines")));
                said.extend(check.file.map(|most| format!("files up to {most} lines")));
                said.extend((!check.forbid.is_empty()).then(|| format!("never {}", check.forbid.join(", "))));
                ui.label(caption(ctx, &said.join(" · ")));
            }
            ui.label(caption(ctx, "Limits are changed in its file."));
        });
    }
    let share = |ui: &mut Ui, name: &str, value: &mut u8| {
        row_ui(ctx, ui, name, |ui| ui.add(egui::Slider::new(value, 0..=100).trailing_fill(true)).changed())
    };
    changed |= share(ui, "Comments", &mut style.comments);
    changed | share(ui, "Tests", &mut style.tests)
}

fn versions_ui(ctx: &Ctx<'_>, ui: &mut Ui, item: &PersonaItem) {
    if item.versions.is_empty() {
        return;
    }
    group_ui(ctx, ui, "Versions");
    for (version, time, note, _) in &item.versions {
        ui.horizontal(|ui| {
            let when = ctx.time.moment(*time, ctx.now);
            let note = if note.is_empty() { "no note" } else { note };
            ui.label(caption(ctx, &format!("Version {version}, until {when}: {note}")));
            if ui.add(Button::new("Bring it back").ghost()).clicked() {
                let (slug, version) = (item.persona.slug.clone(), *version);
                send(ctx, ColleaguesCommand::RestorePersona { slug, version });
            }
        });
    }
}

fn export_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut PersonasState, item: &PersonaItem) {
    group_ui(ctx, ui, "For other programs");
    let names: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
    let Some((format, folder)) = &mut state.export else {
        if ui.add(Button::new("Export…").ghost()).clicked() {
            let root = ctx.snapshot.project.as_ref().map(|project| project.root.display().to_string());
            state.export = Some((0, root.unwrap_or_default()));
        }
        return;
    };
    let mut done = false;
    ui.horizontal(|ui| {
        Select::new("Format", &names).width(140.0).show(ui, format);
        justbuilt_ui::widgets::Input::new(folder, "Folder").placeholder("Folder").width(320.0).show(ui);
        if ui.add(Button::new("Export").enabled(!folder.trim().is_empty())).clicked() {
            send(
                ctx,
                ColleaguesCommand::ExportPersona {
                    slug: item.persona.slug.clone(),
                    format: names.get(*format).copied().unwrap_or_default().to_owned(),
                    folder: PathBuf::from(folder.trim()),
                },
            );
            done = true;
        }
        done |= ui.add(Button::new("Cancel").ghost()).clicked();
    });
    if done {
        state.export = None;
    }
}

//! The page of providers: who can be asked, with which key, which models do what, and what was spent. Everything is looked
//! up by the workspace; keys typed here go to the vault and nowhere else.

use egui::{Id, RichText, Ui, vec2};
use justbuilt_ai::prices::Cost;
use justbuilt_ai::routing::Role;
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{Button, IconButton, Input, Select, Tone};
use justbuilt_ui::{Icon, fonts};
use justbuilt_workspace::Command;
use justbuilt_workspace::ai::{AiCommand, KeyState, ProviderItem, SetupCommand, SetupSnapshot, Trouble};

use super::super::{note_ui, page_ui};
use super::{caption, heading_ui, hint, labelled_ui, mark_ui, roles};
use crate::ctx::Ctx;

/// What the page keeps between frames.
#[derive(Default)]
pub struct ProvidersState {
    /// The provider whose key is typed, and the key.
    key: Option<(String, String)>,
    /// The provider whose models are shown, and the filter over them.
    models: Option<(String, String)>,
    passphrase: String,
    own: Option<Own>,
    asked: bool,
}

/// A provider that is being added.
#[derive(Default)]
struct Own {
    name: String,
    base_url: String,
    model: String,
    protocol: usize,
}

const PROTOCOLS: [(&str, &str); 6] = [
    ("openai-chat", "OpenAI-compatible (chat)"),
    ("openai-responses", "OpenAI responses"),
    ("anthropic", "Anthropic"),
    ("gemini", "Gemini"),
    ("mistral", "Mistral"),
    ("ollama", "Ollama"),
];

/// Shows the page.
pub fn providers_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ProvidersState) {
    if !state.asked {
        state.asked = true;
        send(ctx, SetupCommand::Show);
    }
    let setup = &ctx.snapshot.ai.setup;
    page_ui(ui, ctx.theme, "Providers", |ui| {
        note_ui(
            ui,
            ctx.theme,
            "Your own keys, kept encrypted on this machine. Nothing is sent anywhere but to the provider you ask.",
        );
        if setup.offline {
            mark_ui(
                ctx,
                ui,
                Tone::Warning,
                "There is no network. What is on this machine can still be asked.",
            );
        }
        for problem in setup.problems.iter().take(4) {
            mark_ui(ctx, ui, Tone::Error, &problem.to_string());
        }
        locked_ui(ctx, ui, state, setup);
        ui.add_space(space::S);
        for provider in &setup.providers {
            provider_ui(ctx, ui, state, provider);
        }
        own_ui(ctx, ui, state);
        ui.add_space(space::L);
        roles::roles_ui(ctx, ui, setup);
        ui.add_space(space::L);
        spending_ui(ctx, ui, setup);
        if setup.file.is_some() {
            ui.add_space(space::L);
            ui.horizontal(|ui| {
                if ui.add(Button::new("Open providers.toml").icon(Icon::FilePen)).clicked() {
                    send(ctx, SetupCommand::OpenFile);
                }
                note_ui(ui, ctx.theme, "Headers, prices and budgets are set there.");
            });
        }
    });
}

#[track_caller]
pub(super) fn send(ctx: &Ctx<'_>, command: SetupCommand) {
    ctx.send(Command::Ai(AiCommand::Setup(command)));
}

fn locked_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ProvidersState, setup: &SetupSnapshot) {
    let Some(locked) = &setup.locked else { return };
    let text = if locked.is_empty() {
        "The keys are locked with a passphrase, since this system has no keychain."
    } else {
        locked.as_str()
    };
    mark_ui(ctx, ui, if locked.is_empty() { Tone::Info } else { Tone::Error }, text);
    ui.horizontal(|ui| {
        let field = Input::new(&mut state.passphrase, "Passphrase").placeholder("Passphrase");
        let output = field.id(Id::unique("vault passphrase")).password().width(260.0).show(ui);
        let clicked = ui.add(Button::new("Unlock").enabled(!state.passphrase.is_empty())).clicked();
        if (clicked || output.submitted) && !state.passphrase.is_empty() {
            send(ctx, SetupCommand::Unlock { passphrase: std::mem::take(&mut state.passphrase) });
        }
    });
}

fn provider_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ProvidersState, provider: &ProviderItem) {
    let colors = &ctx.theme.colors;
    ui.push_id(&provider.name, |ui| {
        egui::Frame::new()
            .fill(colors.panel)
            .corner_radius(justbuilt_ui::tokens::radius::POPUP)
            .inner_margin(egui::Margin::symmetric(space::M as i8, space::S as i8))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
                // The buttons have their room first; an address that is too long for the rest is cut.
                let (row, from_right) = (
                    vec2(ui.available_width(), size::CONTROL),
                    egui::Layout::right_to_left(egui::Align::Center),
                );
                ui.allocate_ui_with_layout(row, from_right, |ui| {
                    buttons_ui(ctx, ui, state, provider);
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        let title = RichText::new(&provider.title).font(fonts::ui_semibold(type_size::UI));
                        ui.label(title.color(colors.text));
                        let place =
                            if provider.local { "on this machine" } else { provider.base_url.as_str() };
                        ui.add(egui::Label::new(caption(ctx, place)).truncate());
                    });
                });
                key_ui(ctx, ui, state, provider);
                models_ui(ctx, ui, state, provider);
            });
        ui.add_space(space::XS);
    });
}

fn buttons_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ProvidersState, provider: &ProviderItem) {
    let name = || provider.name.clone();
    let shown = state.models.as_ref().is_some_and(|(shown, _)| *shown == provider.name);
    let usable = !matches!(provider.key, KeyState::Missing | KeyState::Looking | KeyState::Failed(..));
    if ui.add(Button::new("Models").ghost().enabled(usable)).clicked() {
        state.models = (!shown).then(|| (name(), String::new()));
        if !shown && !matches!(provider.models, Some(Ok(_))) {
            send(ctx, SetupCommand::ListModels { provider: name() });
        }
    }
    match &provider.key {
        KeyState::There(_) | KeyState::Good(_) | KeyState::Bad(..) => {
            let check = Button::new("Check").ghost().tooltip("Asks for the list of models; costs nothing");
            if ui.add(check.enabled(!provider.busy)).clicked() {
                send(ctx, SetupCommand::CheckKey { provider: name() });
            }
            if ui.add(Button::new("Change key").ghost()).clicked() {
                state.key = Some((name(), String::new()));
            }
        }
        KeyState::Missing | KeyState::Failed(..) => {
            if ui.add(Button::new("Add key").icon(Icon::KeyRound)).clicked() {
                state.key = Some((name(), String::new()));
            }
        }
        KeyState::NotNeeded => {
            let check = Button::new("Check").ghost().tooltip("Asks whether it answers");
            if ui.add(check.enabled(!provider.busy)).clicked() {
                send(ctx, SetupCommand::CheckKey { provider: name() });
            }
        }
        KeyState::Looking => {}
    }
}

fn key_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ProvidersState, provider: &ProviderItem) {
    let (tone, text) = match &provider.key {
        KeyState::Looking => (Tone::Info, "Looking for its key…".to_owned()),
        KeyState::Missing => (Tone::Info, "No key".to_owned()),
        KeyState::NotNeeded => (Tone::Good, "Needs no key".to_owned()),
        KeyState::There(from) => (Tone::Info, format!("Key from {from}, not checked")),
        KeyState::Good(from) => (Tone::Good, format!("Key from {from}, and it is good")),
        KeyState::Bad(from, trouble) => (Tone::Error, format!("Key from {from}: {}", said(trouble))),
        KeyState::Failed(what, help) => (Tone::Error, format!("{what} {help}")),
    };
    let text = if provider.busy { "Asking…".to_owned() } else { text };
    mark_ui(ctx, ui, tone, &text);
    if state.key.as_ref().is_none_or(|(of, _)| *of != provider.name) {
        return;
    }
    let mut done = false;
    ui.horizontal(|ui| {
        let Some((of, key)) = &mut state.key else { return };
        let field = Input::new(key, "Key").placeholder("Paste the key").id(Id::unique(("key of", &*of)));
        let output = field.password().width((ui.available_width() - 260.0).max(160.0)).show(ui);
        let is_there = !key.trim().is_empty();
        let clicked = ui.add(Button::new("Keep and check").primary().enabled(is_there)).clicked();
        if (clicked || output.submitted) && is_there {
            let (provider, key) = (of.clone(), key.trim().to_owned());
            send(ctx, SetupCommand::SetKey { provider, key });
            done = true;
        }
        if matches!(provider.key, KeyState::There(_) | KeyState::Good(_) | KeyState::Bad(..))
            && ui.add(Button::new("Forget").ghost()).clicked()
        {
            send(ctx, SetupCommand::DeleteKey { provider: of.clone() });
            done = true;
        }
        done |= output.cancelled || ui.add(Button::new("Cancel").ghost()).clicked();
    });
    if done {
        state.key = None;
    }
}

fn said(trouble: &Trouble) -> String {
    format!("{} {}", trouble.message, trouble.help)
}

fn models_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ProvidersState, provider: &ProviderItem) {
    let Some((of, filter)) = &mut state.models else { return };
    if *of != provider.name {
        return;
    }
    let models = match &provider.models {
        None => {
            ui.label(caption(ctx, "Asking for its models…"));
            return;
        }
        Some(Err(trouble)) => return mark_ui(ctx, ui, Tone::Error, &said(trouble)),
        Some(Ok(models)) if models.is_empty() => {
            return mark_ui(ctx, ui, Tone::Info, "It has no models. With Ollama: ollama pull qwen3");
        }
        Some(Ok(models)) => models,
    };
    let width = ui.available_width();
    let field = Input::new(filter, "Filter models").placeholder("Filter models").icon(Icon::Search);
    field.id(Id::unique(("models of", &*of))).clear_button().width(width).show(ui);
    let wanted = filter.to_lowercase();
    let fits = |id: &str| wanted.is_empty() || id.to_lowercase().contains(&wanted);
    for model in models.iter().filter(|model| fits(&model.id)).take(60) {
        ui.horizontal(|ui| {
            let is_default = provider.model.as_deref() == Some(model.id.as_str());
            ui.label(
                RichText::new(&model.id).font(fonts::code(type_size::SMALL)).color(ctx.theme.colors.text),
            );
            let mut facts = Vec::new();
            if is_default {
                facts.push("asked when none is named".to_owned());
            }
            if let Some(known) = &model.facts {
                facts.extend(known.context.map(|tokens| format!("{} tokens", thousands(tokens))));
                facts.push(match known.local {
                    true => "free".to_owned(),
                    false => price(&known.price),
                });
            }
            ui.label(caption(ctx, &facts.join(" · ")));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let (icon, role, tip) = match model.embeds {
                    true => (Icon::Search, Role::Embedding, "Use this one to search by meaning"),
                    false => (Icon::MessageSquare, Role::Chat, "Ask this one in conversations"),
                };
                if ui.add(IconButton::new(icon, tip).small()).clicked() {
                    let models = vec![(provider.name.clone(), model.id.clone())];
                    send(ctx, SetupCommand::Route { role, models });
                }
            });
        });
    }
}

/// `$3 in, $15 out a million`.
fn price(price: &justbuilt_ai::prices::Price) -> String {
    let million = |money: Option<justbuilt_ai::prices::Money>| match money {
        Some(money) => format!("${}", (money.usd() * 1e8).round() / 100.0),
        None => "?".to_owned(),
    };
    format!("{} in, {} out a million", million(price.input), million(price.output))
}

/// `128k`, `1M`.
pub fn thousands(count: u64) -> String {
    match count {
        0..=9_999 => count.to_string(),
        10_000..=999_999 => format!("{}k", count / 1000),
        _ => format!("{:.1}M", count as f64 / 1e6),
    }
}

fn own_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ProvidersState) {
    let Some(own) = &mut state.own else {
        if ui.add(Button::new("Add a provider").icon(Icon::Plus)).clicked() {
            state.own = Some(Own::default());
        }
        return;
    };
    heading_ui(ctx, ui, "A provider of your own");
    let row = |ui: &mut Ui, label: &str, text: &mut String, placeholder: &str| {
        ui.horizontal(|ui| {
            ui.allocate_ui(vec2(120.0, 0.0), |ui| {
                ui.set_width(120.0);
                ui.label(hint(ctx, label));
            });
            Input::new(text, label).placeholder(placeholder).width(360.0).show(ui);
        });
    };
    row(ui, "Name", &mut own.name, "work");
    row(ui, "Address", &mut own.base_url, "https://llm.example.com/v1");
    row(ui, "Model", &mut own.model, "asked when none is named");
    ui.horizontal(|ui| {
        ui.allocate_ui(vec2(120.0, 0.0), |ui| {
            ui.set_width(120.0);
            ui.label(hint(ctx, "Speaks like"));
        });
        let names: Vec<&str> = PROTOCOLS.iter().map(|(_, name)| *name).collect();
        Select::new("Protocol", &names).width(360.0).show(ui, &mut own.protocol);
    });
    let ready = !own.name.trim().is_empty() && !own.base_url.trim().is_empty();
    let mut done = false;
    ui.horizontal(|ui| {
        if ui.add(Button::new("Add it").primary().enabled(ready)).clicked() {
            let protocol = PROTOCOLS.get(own.protocol).map_or("openai-chat", |(key, _)| key).to_owned();
            let (name, base_url, model) = (&own.name, &own.base_url, &own.model);
            let [name, base_url, model] = [name, base_url, model].map(|text| text.trim().to_owned());
            send(ctx, SetupCommand::AddProvider { name, protocol, base_url, model });
            done = true;
        }
        done |= ui.add(Button::new("Cancel").ghost()).clicked();
    });
    if done {
        state.own = None;
    }
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn spending_ui(ctx: &Ctx<'_>, ui: &mut Ui, setup: &SetupSnapshot) {
    heading_ui(ctx, ui, "Spending");
    let spending = &setup.spending;
    let (read, written) = spending.tokens_today;
    let numbers = [
        ("Today", money(spending.today)),
        ("Today, this project", money(spending.project_today)),
        ("This month", money(spending.month)),
        ("Tokens today", format!("{} read, {} written", thousands(read), thousands(written))),
    ];
    for (label, number) in numbers {
        line_ui(ctx, ui, label, &number);
    }
    for standing in &spending.budgets {
        let share = (standing.share * 100.0).round();
        line_ui(
            ctx,
            ui,
            &capitalised(&standing.budget),
            &match standing.held {
                Some(held) => {
                    format!("{} spent, {held} held back, {} left ({share} %)", standing.spent, standing.left)
                }
                None => format!("{} spent, {} left ({share} %)", standing.spent, standing.left),
            },
        );
    }
    unsettled_ui(ctx, ui, setup);
    for (title, rows) in
        [("By persona, this month", &spending.by_persona), ("By model, this month", &spending.by_model)]
    {
        if rows.is_empty() {
            continue;
        }
        ui.add_space(space::S);
        ui.label(hint(ctx, title));
        for (name, requests, tokens, cost) in rows.iter().take(8) {
            let name = if name.is_empty() { "nobody" } else { name };
            let text = format!("{} · {requests} requests · {} tokens", money(*cost), thousands(*tokens));
            line_ui(ctx, ui, name, &text);
        }
    }
}

/// What a program had under way when it was killed: at most so much, until the user says what it was.
fn unsettled_ui(ctx: &Ctx<'_>, ui: &mut Ui, setup: &SetupSnapshot) {
    let Some(lost) = setup.spending.unsettled else { return };
    let requests = if lost.requests == 1 { "request was" } else { "requests were" };
    let text = format!(
        "{} {requests} under way when the program ended. Nobody here knows what that cost: at most {} and {} tokens, \
        which budgets hold back. Your provider's own page knows.",
        lost.requests,
        lost.money,
        thousands(lost.tokens),
    );
    mark_ui(ctx, ui, Tone::Warning, &text);
    ui.horizontal(|ui| {
        if ui.add(Button::new("Count all of it").ghost()).clicked() {
            send(ctx, SetupCommand::Settle { counted: true });
        }
        if ui.add(Button::new("It cost nothing").ghost()).clicked() {
            send(ctx, SetupCommand::Settle { counted: false });
        }
    });
}

fn line_ui(ctx: &Ctx<'_>, ui: &mut Ui, label: &str, text: &str) {
    labelled_ui(ctx, ui, 220.0, label, |ui| {
        ui.label(RichText::new(text).font(fonts::body()).color(ctx.theme.colors.text));
    });
}

fn money(cost: Cost) -> String {
    match cost {
        Cost::Known(money) => money.to_string(),
        Cost::Unknown => "not known".to_owned(),
    }
}

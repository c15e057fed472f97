//! The one screen that stands in the dock while nobody can be asked: a key for one of the large providers, a model on
//! this machine, or a server of one's own.

use egui::{Frame, Margin, RichText, ScrollArea, Stroke, Ui, vec2};
use justbuilt_ui::tokens::{radius, size, space, type_size};
use justbuilt_ui::widgets::{Button, Input, Select};
use justbuilt_ui::{Icon, focus, fonts, paint};
use justbuilt_workspace::ai::{KeyState, ProviderItem, SetupCommand};
use justbuilt_workspace::{AiCommand, Command};

use crate::ctx::{Ctx, WindowAction};

/// The providers that take a key, as the settings call them and as people do, and where keys are made.
const PROVIDERS: [(&str, &str, &str); 4] = [
    ("anthropic", "Anthropic", "https://console.anthropic.com/settings/keys"),
    ("openai", "OpenAI", "https://platform.openai.com/api-keys"),
    ("gemini", "Google Gemini", "https://aistudio.google.com/apikey"),
    ("mistral", "Mistral", "https://console.mistral.ai/api-keys"),
];

/// What the screen keeps between frames. The key is forgotten once it was sent.
#[derive(Default)]
pub(super) struct SetupState {
    provider: usize,
    key: String,
    passphrase: String,
    focus: bool,
}

impl SetupState {
    /// The field for the key takes the keyboard.
    pub(super) fn take_focus(&mut self) {
        self.focus = true;
    }

    /// It is not shown; whether the field that is has the keyboard, which this one takes when it comes in its place.
    pub(super) fn inherit(&mut self, focused: bool) {
        self.focus = focused;
    }

    /// Selects a provider by the name that the settings give it.
    pub(super) fn choose(&mut self, provider: &str) {
        if let Some(at) = PROVIDERS.iter().position(|(name, ..)| *name == provider) {
            self.provider = at;
        }
    }
}

/// Shows the screen.
pub(super) fn setup_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut SetupState) {
    let colors = &ctx.theme.colors;
    let send = |command| ctx.send(Command::Ai(AiCommand::Setup(command)));
    ScrollArea::vertical().id_salt("setup").auto_shrink([false, false]).show(ui, |ui| {
        let margin = Margin::symmetric(space::L as i8, space::L as i8);
        Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            ui.set_width(ui.available_width().min(460.0));
            let title = RichText::new("Ask AI colleagues").font(fonts::ui_semibold(type_size::TITLE));
            ui.label(title.color(colors.text));
            let text = "They need a model: one of a provider, by a key of yours, or one on this machine. Everything else \
works without.";
            ui.add(egui::Label::new(RichText::new(text).font(fonts::body()).color(colors.text_secondary)).wrap());
            ui.add_space(space::XS);
            if ctx.snapshot.ai.setup.offline {
                note(ctx, ui, Icon::WifiOff, "There is no network at the moment.", colors.warning);
            }
            if let Some(wrong) = &ctx.snapshot.ai.setup.locked {
                card(ctx, ui, Icon::Lock, "Your keys are locked", |ui| {
                    let error = Some(wrong.as_str()).filter(|wrong| !wrong.is_empty());
                    let output = Input::new(&mut state.passphrase, "Passphrase of the vault")
                        .placeholder("Passphrase")
                        .password()
                        .error(error)
                        .show(ui);
                    let unlock = ui.add(Button::new("Unlock").primary()).clicked() || output.submitted;
                    if unlock && !state.passphrase.is_empty() {
                        send(SetupCommand::Unlock { passphrase: std::mem::take(&mut state.passphrase) });
                    }
                });
            }
            card(ctx, ui, Icon::KeyRound, "A key of a provider", |ui| key_ui(ctx, ui, state));
            card(ctx, ui, Icon::Laptop, "A model on this machine", |ui| local_ui(ctx, ui));
            card(ctx, ui, Icon::Server, "A server of your own", |ui| {
                words(ctx, ui, "Anything that speaks as OpenAI does: llama.cpp, vLLM, LM Studio, a gateway.");
                if ui.add(Button::new("Set it up…")).clicked() {
                    ctx.run("ai.providers");
                }
            });
        });
    });
}

fn words(ctx: &Ctx<'_>, ui: &mut Ui, text: &str) {
    let text = RichText::new(text).font(fonts::small()).color(ctx.theme.colors.text_secondary);
    ui.add(egui::Label::new(text).wrap());
}

fn note(ctx: &Ctx<'_>, ui: &mut Ui, icon: Icon, text: &str, color: egui::Color32) {
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(size::ICON, 17.0), egui::Sense::HOVER);
        paint::icon(ui.painter(), rect.center(), icon, size::ICON_SMALL, color);
        let text = RichText::new(text).font(fonts::small()).color(ctx.theme.colors.text);
        ui.add(egui::Label::new(text).wrap().selectable(true));
    });
}

fn card(ctx: &Ctx<'_>, ui: &mut Ui, icon: Icon, title: &str, content: impl FnOnce(&mut Ui)) {
    let colors = &ctx.theme.colors;
    let frame = Frame::new()
        .fill(colors.raised)
        .stroke(Stroke::new(1.0, colors.border))
        .corner_radius(radius::POPUP)
        .inner_margin(Margin::same(space::M as i8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(size::ICON, size::ICON), egui::Sense::HOVER);
            paint::icon(ui.painter(), rect.center(), icon, size::ICON, colors.text_secondary);
            ui.label(RichText::new(title).font(fonts::ui_semibold(type_size::UI)).color(colors.text));
        });
        content(ui);
    });
}

fn provider<'a>(ctx: &'a Ctx<'_>, name: &str) -> Option<&'a ProviderItem> {
    ctx.snapshot.ai.setup.providers.iter().find(|provider| provider.name == name).map(AsRef::as_ref)
}

fn key_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut SetupState) {
    let colors = &ctx.theme.colors;
    let titles: Vec<&str> = PROVIDERS.iter().map(|(_, title, _)| *title).collect();
    let (name, title, address) = PROVIDERS.get(state.provider).copied().unwrap_or(PROVIDERS[0]);
    let mut submitted = false;
    Select::new("Provider", &titles).width(ui.available_width()).show(ui, &mut state.provider);
    let hint = format!("Paste a key of {title}");
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 84.0).max(80.0);
        let label = format!("Key of {title}");
        let field = Input::new(&mut state.key, &label)
            .placeholder(&hint)
            .password()
            .width(width)
            .focus(focus::taken(ui, &mut state.focus))
            .show(ui);
        submitted = field.submitted;
        let ready = !state.key.trim().is_empty();
        submitted |= ui.add(Button::new("Check").primary().enabled(ready).min_width(76.0)).clicked();
    });
    if submitted && !state.key.trim().is_empty() {
        let key = std::mem::take(&mut state.key).trim().to_owned();
        ctx.send(Command::Ai(AiCommand::Setup(SetupCommand::SetKey { provider: name.to_owned(), key })));
    }
    match provider(ctx, name).map(|provider| (&provider.key, provider.busy)) {
        Some((_, true)) => {
            note(ctx, ui, Icon::LoaderCircle, "The key is being checked…", colors.text_secondary)
        }
        Some((KeyState::Bad(_, trouble), _)) => {
            note(ctx, ui, Icon::CircleX, &format!("{} {}", trouble.message, trouble.help), colors.error);
        }
        Some((KeyState::Failed(what, help), _)) => {
            note(ctx, ui, Icon::CircleX, &format!("{what} {help}"), colors.error);
        }
        Some((KeyState::Good(_), _)) => note(ctx, ui, Icon::CircleCheck, "The key works.", colors.good),
        _ => {}
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        if ui.add(Button::new("Where to get one").ghost().icon(Icon::ExternalLink)).clicked() {
            ctx.act(WindowAction::OpenUrl(address.to_owned()));
        }
    });
    words(ctx, ui, "It is kept in the keyring of your system, and sent to that provider only.");
}

fn local_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let colors = &ctx.theme.colors;
    let check = |ui: &mut Ui, text: &str| {
        if ui.add(Button::new(text).icon(Icon::RefreshCw)).clicked() {
            let command = SetupCommand::ListModels { provider: "ollama".to_owned() };
            ctx.send(Command::Ai(AiCommand::Setup(command)));
        }
    };
    let ollama = provider(ctx, "ollama");
    match ollama.map(|provider| (&provider.models, provider.busy)) {
        Some((_, true)) => note(ctx, ui, Icon::LoaderCircle, "Looking for Ollama…", colors.text_secondary),
        Some((Some(Ok(models)), _)) if models.is_empty() => {
            note(ctx, ui, Icon::TriangleAlert, "Ollama runs, and has no model yet.", colors.warning);
            words(ctx, ui, "Get one in a terminal, for example with “ollama pull qwen2.5-coder”.");
            check(ui, "Look again");
        }
        Some((Some(Ok(models)), _)) => {
            let count = models.len();
            let found = if count == 1 { "1 model".to_owned() } else { format!("{count} models") };
            note(ctx, ui, Icon::CircleCheck, &format!("Ollama runs, with {found}."), colors.good);
        }
        _ => {
            note(ctx, ui, Icon::CircleMinus, "Ollama was not found on this machine.", colors.text_hint);
            words(
                ctx,
                ui,
                "Install it from ollama.com, start it, and pull a model: “ollama pull qwen2.5-coder”.",
            );
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                check(ui, "Look again");
                if ui.add(Button::new("Open ollama.com").ghost().icon(Icon::ExternalLink)).clicked() {
                    ctx.act(WindowAction::OpenUrl("https://ollama.com/download".to_owned()));
                }
            });
        }
    }
}

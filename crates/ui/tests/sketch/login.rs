//! Login: the screen, what it is bound to, and what comes back from it.
//!
//! Some words are set in the font family `bold` where the app has it: see [`Type::font`].

use egui::{Align, Color32, ScrollArea, Stroke, Ui, Vec2};

use super::flex::*;
use super::parts::*;

const BACKGROUND: Color32 = Color32::from_rgb(246, 247, 249);
const SURFACE: Color32 = Color32::from_rgb(255, 255, 255);
const TEXT: Color32 = Color32::from_rgb(31, 36, 48);
const MUTED: Color32 = Color32::from_rgb(91, 100, 114);
const BORDER: Color32 = Color32::from_rgb(216, 221, 229);
const PRIMARY: Color32 = Color32::from_rgb(29, 95, 214);
const ON_PRIMARY: Color32 = Color32::from_rgb(255, 255, 255);

const PRIMARY_TITLE_TYPE: Type = Type {
    size: 20.0,
    line_height: 30.0,
    weight: 600.0,
    color: PRIMARY,
    ..Type::BODY
};

const MUTED_BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: MUTED,
    ..Type::BODY
};

const HEADING_1: Type = Type {
    size: 28.0,
    line_height: 35.0,
    weight: 700.0,
    color: TEXT,
    ..Type::BODY
};

const STRONG_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    weight: 600.0,
    color: TEXT,
    ..Type::BODY
};

const BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: TEXT,
    ..Type::BODY
};

const ON_PRIMARY_STRONG_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    weight: 600.0,
    color: ON_PRIMARY,
    ..Type::BODY
};

const PRIMARY_BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: PRIMARY,
    ..Type::BODY
};

const MAIN_BLOCK: Block = Block {
    fill: BACKGROUND,
    padding: [80.0, 16.0, 0.0, 16.0],
    limit: 400.0,
    height: 800.0,
    ..Block::NONE
};

const CARD_BLOCK: Block = Block {
    fill: SURFACE,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 12.0,
    padding: [32.0, 32.0, 32.0, 32.0],
    ..Block::NONE
};

const FIELD_BLOCK: Block = Block {
    fill: SURFACE,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 6.0,
    ..Block::NONE
};

const PRIMARY_BUTTON_BLOCK: Block = Block {
    fill: PRIMARY,
    radius: 6.0,
    ..Block::NONE
};

/// What the screen shows and lets one change.
#[derive(Clone, Debug, PartialEq)]
pub struct Login {
    pub email: String,
    pub password: String,
    pub remember_me: bool,
}

impl Default for Login {
    fn default() -> Self {
        Self {
            email: String::new(),
            password: String::new(),
            remember_me: true,
        }
    }
}

/// What the user did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginEvent {
    Harbour,
    SignIn,
    ForgotYourPassword,
}

/// Draws the screen; gives back what the user did in it.
pub fn show(ui: &mut Ui, state: &mut Login) -> Vec<LoginEvent> {
    let mut happened = Vec::new();
    let events = &mut happened;
    ui.painter().rect_filled(ui.max_rect(), 0.0, BACKGROUND);
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        MAIN_BLOCK.show(ui, |ui| {
            let flex = Flex::column(24.0).stretch().height(720.0);
            flex.show(ui, |column| {
                column.cell(Cell::content(), |ui| {
                    if link_at(ui, "Harbour", &PRIMARY_TITLE_TYPE, Align::Center) {
                        events.push(LoginEvent::Harbour);
                    }
                });
                column.cell(Cell::content().margin([8.0, 0.0, 0.0, 0.0]), |ui| {
                    sign_in(ui, state, events);
                });
                column.cell(Cell::content(), |ui| {
                    label_at(
                        ui,
                        "New here? Create an account",
                        &MUTED_BODY_TYPE,
                        Align::Center,
                    );
                });
            });
        });
    });
    happened
}

fn sign_in(ui: &mut Ui, state: &mut Login, events: &mut Vec<LoginEvent>) {
    CARD_BLOCK.show(ui, |ui| {
        Flex::column(8.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                label(ui, "Sign in", &HEADING_1);
            });
            column.cell(Cell::content(), |ui| {
                label(
                    ui,
                    "Welcome back. Please enter your details.",
                    &MUTED_BODY_TYPE,
                );
            });
            column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
                label(ui, "Email", &STRONG_TYPE);
            });
            column.cell(Cell::content(), |ui| {
                ui.name_inputs("Email", |ui| {
                    field(
                        ui,
                        &mut state.email,
                        "",
                        &BODY_TYPE,
                        &FIELD_BLOCK,
                        wide(40.0),
                    );
                });
            });
            column.cell(Cell::content().margin([12.0, 0.0, 0.0, 0.0]), |ui| {
                label(ui, "Password", &STRONG_TYPE);
            });
            column.cell(Cell::content(), |ui| {
                ui.name_inputs("Password", |ui| {
                    password(
                        ui,
                        &mut state.password,
                        "",
                        &BODY_TYPE,
                        &FIELD_BLOCK,
                        wide(40.0),
                    );
                });
            });
            column.cell(
                Cell::fixed(160.0)
                    .align(Align::Min)
                    .margin([12.0, 0.0, 0.0, 0.0]),
                |ui| {
                    checkbox(ui, &mut state.remember_me, "Remember me", &BODY_TYPE, TEXT);
                },
            );
            column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
                if button(
                    ui,
                    "Sign in",
                    &ON_PRIMARY_STRONG_TYPE,
                    &PRIMARY_BUTTON_BLOCK,
                    wide(44.0),
                ) {
                    events.push(LoginEvent::SignIn);
                }
            });
            column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
                if link_at(
                    ui,
                    "Forgot your password?",
                    &PRIMARY_BODY_TYPE,
                    Align::Center,
                ) {
                    events.push(LoginEvent::ForgotYourPassword);
                }
            });
        });
    });
}

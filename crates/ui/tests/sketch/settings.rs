//! Settings: the screen, what it is bound to, and what comes back from it.
//!
//! Some words are set in the font family `bold` where the app has it: see [`Type::font`].

use egui::{Align, Color32, ScrollArea, Stroke, Ui, Vec2};

use super::flex::*;
use super::parts::*;

const BACKGROUND: Color32 = Color32::from_rgb(246, 247, 249);
const SURFACE: Color32 = Color32::from_rgb(255, 255, 255);
const SURFACE_ALT: Color32 = Color32::from_rgb(227, 236, 251);
const TEXT: Color32 = Color32::from_rgb(31, 36, 48);
const MUTED: Color32 = Color32::from_rgb(91, 100, 114);
const BORDER: Color32 = Color32::from_rgb(216, 221, 229);
const PRIMARY: Color32 = Color32::from_rgb(29, 95, 214);
const ON_PRIMARY: Color32 = Color32::from_rgb(255, 255, 255);

const PRIMARY_TITLE_TYPE: Type = Type {
    size: 18.0,
    line_height: 27.0,
    weight: 600.0,
    color: PRIMARY,
    ..Type::BODY
};

const PRIMARY_SMALL_TYPE: Type = Type {
    size: 12.0,
    line_height: 18.0,
    color: PRIMARY,
    ..Type::BODY
};

const MUTED_BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: MUTED,
    ..Type::BODY
};

const PRIMARY_STRONG_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    weight: 600.0,
    color: PRIMARY,
    ..Type::BODY
};

const BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: TEXT,
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

const ON_PRIMARY_STRONG_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    weight: 600.0,
    color: ON_PRIMARY,
    ..Type::BODY
};

const HEADING_2: Type = Type {
    size: 18.0,
    line_height: 27.0,
    weight: 600.0,
    color: TEXT,
    ..Type::BODY
};

const PRIMARY_BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: PRIMARY,
    ..Type::BODY
};

const PAGE_BLOCK: Block = Block {
    fill: BACKGROUND,
    padding: [0.0, 0.0, 40.0, 0.0],
    ..Block::NONE
};

const HEADER_BLOCK: Block = Block {
    fill: SURFACE,
    lines: [
        Stroke::NONE,
        Stroke::NONE,
        Stroke {
            width: 1.0,
            color: BORDER,
        },
        Stroke::NONE,
    ],
    padding: [16.0, 32.0, 16.0, 32.0],
    ..Block::NONE
};

const AVATAR_BLOCK: Block = Block {
    fill: SURFACE_ALT,
    border: Stroke {
        width: 1.0,
        color: PRIMARY,
    },
    radius: 6.0,
    ..Block::NONE
};

const MAIN_BLOCK: Block = Block {
    padding: [0.0, 32.0, 0.0, 32.0],
    ..Block::NONE
};

const SIDE_NAV_BLOCK: Block = Block {
    fill: SURFACE,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 8.0,
    padding: [8.0, 8.0, 8.0, 8.0],
    ..Block::NONE
};

const LINK_BLOCK: Block = Block {
    fill: SURFACE_ALT,
    radius: 6.0,
    padding: [8.0, 16.0, 8.0, 16.0],
    ..Block::NONE
};

const SURFACE_LINK_BLOCK: Block = Block {
    fill: SURFACE,
    radius: 6.0,
    padding: [8.0, 16.0, 8.0, 16.0],
    ..Block::NONE
};

const BUTTON_BLOCK: Block = Block {
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

const CARD_BLOCK: Block = Block {
    fill: SURFACE,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 8.0,
    padding: [24.0, 24.0, 24.0, 24.0],
    ..Block::NONE
};

const SELECT_BLOCK: Block = Block {
    fill: SURFACE,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 6.0,
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

/// What the screen shows and lets one change.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub language: usize,
    pub about_you: String,
    pub product_news: bool,
    pub comments: bool,
    pub sign_ins: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            first_name: "Mara".to_owned(),
            last_name: "Lindholm".to_owned(),
            email: "mara@example.com".to_owned(),
            language: 0,
            about_you: String::new(),
            product_news: true,
            comments: true,
            sign_ins: false,
        }
    }
}

/// What the user did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsEvent {
    Harbour,
    Projects,
    Team,
    Help,
    Profile,
    Security,
    Billing,
    Members,
    Cancel,
    SaveChanges,
}

/// Draws the screen; gives back what the user did in it.
pub fn show(ui: &mut Ui, state: &mut Settings) -> Vec<SettingsEvent> {
    let mut happened = Vec::new();
    let events = &mut happened;
    ui.painter().rect_filled(ui.max_rect(), 0.0, BACKGROUND);
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        PAGE_BLOCK.show(ui, |ui| {
            Flex::column(40.0).stretch().show(ui, |column| {
                column.cell(Cell::content(), |ui| {
                    header(ui, events);
                });
                column.cell(Cell::content(), |ui| {
                    content(ui, state, events);
                });
            });
        });
    });
    happened
}

fn header(ui: &mut Ui, events: &mut Vec<SettingsEvent>) {
    HEADER_BLOCK.show(ui, |ui| {
        let flex = Flex::row(24.0)
            .align(Align::Center)
            .between()
            .line_gap(12.0);
        flex.show(ui, |row| {
            row.cell(Cell::content(), |ui| {
                if link(ui, "Harbour", &PRIMARY_TITLE_TYPE) {
                    events.push(SettingsEvent::Harbour);
                }
            });
            row.cell(Cell::content(), |ui| {
                Flex::row(24.0).align(Align::Center).hug().show(ui, |row| {
                    row.cell(Cell::content(), |ui| {
                        navigation(ui, events);
                    });
                    row.cell(Cell::fixed(32.0), |ui| {
                        avatar(
                            ui,
                            "Mara Lindholm",
                            &PRIMARY_SMALL_TYPE,
                            &AVATAR_BLOCK,
                            32.0,
                        );
                    });
                });
            });
        });
    });
}

fn content(ui: &mut Ui, state: &mut Settings, events: &mut Vec<SettingsEvent>) {
    MAIN_BLOCK.show(ui, |ui| {
        Flex::row(48.0).stretch().line_gap(32.0).show(ui, |row| {
            row.cell(Cell::fill(240.0).min(116.0), |ui| {
                side_nav(ui, events);
            });
            row.cell(Cell::fill(928.0).min(444.0), |ui| {
                settings(ui, state, events);
            });
        });
    });
}

fn navigation(ui: &mut Ui, events: &mut Vec<SettingsEvent>) {
    Flex::row(24.0).align(Align::Center).hug().show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "Projects", &MUTED_BODY_TYPE) {
                events.push(SettingsEvent::Projects);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Team", &MUTED_BODY_TYPE) {
                events.push(SettingsEvent::Team);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Help", &MUTED_BODY_TYPE) {
                events.push(SettingsEvent::Help);
            }
        });
    });
}

fn side_nav(ui: &mut Ui, events: &mut Vec<SettingsEvent>) {
    SIDE_NAV_BLOCK.show(ui, |ui| {
        Flex::column(4.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                LINK_BLOCK.show(ui, |ui| {
                    if link(ui, "Profile", &PRIMARY_STRONG_TYPE) {
                        events.push(SettingsEvent::Profile);
                    }
                });
            });
            column.cell(Cell::content(), |ui| {
                SURFACE_LINK_BLOCK.show(ui, |ui| {
                    if link(ui, "Security", &BODY_TYPE) {
                        events.push(SettingsEvent::Security);
                    }
                });
            });
            column.cell(Cell::content(), |ui| {
                SURFACE_LINK_BLOCK.show(ui, |ui| {
                    if link(ui, "Billing", &BODY_TYPE) {
                        events.push(SettingsEvent::Billing);
                    }
                });
            });
            column.cell(Cell::content(), |ui| {
                SURFACE_LINK_BLOCK.show(ui, |ui| {
                    if link(ui, "Members", &BODY_TYPE) {
                        events.push(SettingsEvent::Members);
                    }
                });
            });
        });
    });
}

fn settings(ui: &mut Ui, state: &mut Settings, events: &mut Vec<SettingsEvent>) {
    Flex::column(8.0).stretch().show(ui, |column| {
        column.cell(Cell::content(), |ui| {
            label(ui, "Settings", &HEADING_1);
        });
        column.cell(Cell::content(), |ui| {
            label(ui, "Your profile and how we reach you.", &MUTED_BODY_TYPE);
        });
        column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
            profile(ui, state);
        });
        column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
            notifications(ui, state);
        });
        column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
            let flex = Flex::row(16.0).justify(Align::Max).line_gap(12.0);
            flex.show(ui, |row| {
                row.cell(Cell::fixed(95.0), |ui| {
                    if button(ui, "Cancel", &STRONG_TYPE, &BUTTON_BLOCK, wide(40.0)) {
                        events.push(SettingsEvent::Cancel);
                    }
                });
                row.cell(Cell::fixed(143.0), |ui| {
                    if button(
                        ui,
                        "Save changes",
                        &ON_PRIMARY_STRONG_TYPE,
                        &PRIMARY_BUTTON_BLOCK,
                        wide(40.0),
                    ) {
                        events.push(SettingsEvent::SaveChanges);
                    }
                });
            });
        });
    });
}

fn profile(ui: &mut Ui, state: &mut Settings) {
    CARD_BLOCK.show(ui, |ui| {
        Flex::column(8.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                label(ui, "Profile", &HEADING_2);
            });
            column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
                let flex = Flex::grid(2, 24.0).stretch().line_gap(20.0);
                flex.show(ui, |row| {
                    row.cell(Cell::fill(1.0).min(162.0), |ui| {
                        labelled_field(ui, "First name", &mut state.first_name);
                    });
                    row.cell(Cell::fill(1.0).min(162.0), |ui| {
                        labelled_field(ui, "Last name", &mut state.last_name);
                    });
                    row.cell(Cell::fill(1.0).min(162.0), |ui| {
                        labelled_field(ui, "Email", &mut state.email);
                    });
                    row.cell(Cell::fill(1.0).min(162.0), |ui| {
                        Flex::column(8.0).stretch().show(ui, |column| {
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Language", &STRONG_TYPE);
                            });
                            column.cell(Cell::content(), |ui| {
                                ui.name_inputs("Language", |ui| {
                                    select(
                                        ui,
                                        "language",
                                        &mut state.language,
                                        &["English", "Deutsch", "Français"],
                                        &BODY_TYPE,
                                        &SELECT_BLOCK,
                                        wide(40.0),
                                    );
                                });
                            });
                        });
                    });
                });
            });
            column.cell(Cell::content().margin([12.0, 0.0, 0.0, 0.0]), |ui| {
                label(ui, "About you", &STRONG_TYPE);
            });
            column.cell(Cell::content(), |ui| {
                ui.name_inputs("About you", |ui| {
                    area(
                        ui,
                        &mut state.about_you,
                        "",
                        &BODY_TYPE,
                        &FIELD_BLOCK,
                        wide(62.0),
                    );
                });
            });
        });
    });
}

fn notifications(ui: &mut Ui, state: &mut Settings) {
    CARD_BLOCK.show(ui, |ui| {
        Flex::column(16.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                label(ui, "Notifications", &HEADING_2);
            });
            column.cell(Cell::content(), |ui| {
                setting(
                    ui,
                    "Product news",
                    "What is new, once a month.",
                    &mut state.product_news,
                );
            });
            column.cell(Cell::content(), |ui| {
                setting(
                    ui,
                    "Comments",
                    "When someone answers you.",
                    &mut state.comments,
                );
            });
            column.cell(Cell::content(), |ui| {
                setting(
                    ui,
                    "Sign-ins",
                    "When your account is used on a new device.",
                    &mut state.sign_ins,
                );
            });
        });
    });
}

fn labelled_field(ui: &mut Ui, name: &str, value: &mut String) {
    Flex::column(8.0).stretch().show(ui, |column| {
        column.cell(Cell::content(), |ui| {
            label(ui, name, &STRONG_TYPE);
        });
        column.cell(Cell::content(), |ui| {
            ui.name_inputs(name, |ui| {
                field(ui, value, "", &BODY_TYPE, &FIELD_BLOCK, wide(40.0));
            });
        });
    });
}

fn setting(ui: &mut Ui, title: &str, note: &str, value: &mut bool) {
    Flex::row(24.0).align(Align::Center).show(ui, |row| {
        row.cell(Cell::fill(816.0).min(59.0), |ui| {
            Flex::column(0.0).stretch().show(ui, |column| {
                column.cell(Cell::content(), |ui| {
                    label(ui, title, &STRONG_TYPE);
                });
                column.cell(Cell::content(), |ui| {
                    label(ui, note, &MUTED_BODY_TYPE);
                });
            });
        });
        row.cell(Cell::fixed(40.0), |ui| {
            ui.name_inputs(title, |ui| {
                toggle(ui, value, "", &PRIMARY_BODY_TYPE, PRIMARY, 22.0);
            });
        });
    });
}

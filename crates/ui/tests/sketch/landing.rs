//! Landing: the screen, what it is bound to, and what comes back from it.
//!
//! Some words are set in the font family `bold` where the app has it: see [`Type::font`].

use egui::{Align, Color32, ScrollArea, Stroke, Ui, Vec2, vec2};

use super::flex::*;
use super::parts::*;

const BACKGROUND: Color32 = Color32::from_rgb(255, 255, 255);
const SURFACE: Color32 = Color32::from_rgb(233, 238, 246);
const SURFACE_ALT: Color32 = Color32::from_rgb(246, 247, 249);
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

const ON_PRIMARY_STRONG_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    weight: 600.0,
    color: ON_PRIMARY,
    ..Type::BODY
};

const HEADING_2: Type = Type {
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

const MUTED_BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: MUTED,
    ..Type::BODY
};

const BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: TEXT,
    ..Type::BODY
};

const HEADING_1: Type = Type {
    size: 48.0,
    line_height: 60.0,
    weight: 700.0,
    color: TEXT,
    ..Type::BODY
};

const MUTED_LEAD_TYPE: Type = Type {
    size: 18.0,
    line_height: 27.0,
    color: MUTED,
    ..Type::BODY
};

const HEADING_3: Type = Type {
    size: 18.0,
    line_height: 27.0,
    weight: 600.0,
    color: TEXT,
    ..Type::BODY
};

const PAGE_BLOCK: Block = Block {
    fill: BACKGROUND,
    padding: [24.0, 0.0, 32.0, 0.0],
    ..Block::NONE
};

const RULE_BLOCK: Block = Block {
    fill: BORDER,
    height: 1.0,
    ..Block::NONE
};

const HEADER_BLOCK: Block = Block {
    padding: [0.0, 16.0, 0.0, 16.0],
    limit: 1120.0,
    ..Block::NONE
};

const PRIMARY_BUTTON_BLOCK: Block = Block {
    fill: PRIMARY,
    radius: 6.0,
    ..Block::NONE
};

const CARD_BLOCK: Block = Block {
    fill: BACKGROUND,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 12.0,
    padding: [24.0, 32.0, 24.0, 32.0],
    ..Block::NONE
};

const FOOTER_BLOCK: Block = Block {
    padding: [0.0, 16.0, 0.0, 16.0],
    limit: 1120.0,
    ..Block::NONE
};

const ROOM_BLOCK: Block = Block {
    padding: [0.0, 16.0, 0.0, 16.0],
    limit: 1120.0,
    ..Block::NONE
};

const BUTTON_BLOCK: Block = Block {
    fill: BACKGROUND,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 6.0,
    ..Block::NONE
};

const PICTURE_BLOCK: Block = Block {
    fill: SURFACE,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 12.0,
    ..Block::NONE
};

const PANEL_BLOCK: Block = Block {
    fill: SURFACE_ALT,
    padding: [40.0, 16.0, 40.0, 16.0],
    limit: 1120.0,
    ..Block::NONE
};

const BACKGROUND_CARD_BLOCK: Block = Block {
    fill: BACKGROUND,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 8.0,
    padding: [24.0, 24.0, 24.0, 24.0],
    ..Block::NONE
};

/// What the screen shows and lets one change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Landing;

/// What the user did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LandingEvent {
    Harbour,
    Features,
    Pricing,
    Docs,
    StartFree,
    TakeTheTour,
    Terms,
    Privacy,
    Contact,
}

/// Draws the screen; gives back what the user did in it.
pub fn show(ui: &mut Ui, _state: &mut Landing) -> Vec<LandingEvent> {
    let mut happened = Vec::new();
    let events = &mut happened;
    ui.painter().rect_filled(ui.max_rect(), 0.0, BACKGROUND);
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        PAGE_BLOCK.show(ui, |ui| {
            Flex::column(24.0).stretch().show(ui, |column| {
                column.cell(Cell::content(), |ui| {
                    header(ui, events);
                });
                column.cell(Cell::content(), |ui| {
                    content(ui, events);
                });
                column.cell(
                    Cell::fixed(1120.0)
                        .align(Align::Center)
                        .margin([16.0, 16.0, 0.0, 16.0]),
                    |ui| {
                        RULE_BLOCK.show(ui, |_| {});
                    },
                );
                column.cell(Cell::content(), |ui| {
                    footer(ui, events);
                });
            });
        });
    });
    happened
}

fn header(ui: &mut Ui, events: &mut Vec<LandingEvent>) {
    HEADER_BLOCK.show(ui, |ui| {
        let flex = Flex::row(24.0)
            .align(Align::Center)
            .between()
            .line_gap(12.0);
        flex.show(ui, |row| {
            row.cell(Cell::content(), |ui| {
                if link(ui, "Harbour", &PRIMARY_TITLE_TYPE) {
                    events.push(LandingEvent::Harbour);
                }
            });
            row.cell(Cell::content(), |ui| {
                let flex = Flex::row(32.0).align(Align::Center).line_gap(12.0).hug();
                flex.show(ui, |row| {
                    row.cell(Cell::content(), |ui| {
                        navigation(ui, events);
                    });
                    row.cell(Cell::fixed(111.0), |ui| {
                        if button(
                            ui,
                            "Start free",
                            &ON_PRIMARY_STRONG_TYPE,
                            &PRIMARY_BUTTON_BLOCK,
                            wide(40.0),
                        ) {
                            events.push(LandingEvent::StartFree);
                        }
                    });
                });
            });
        });
    });
}

fn content(ui: &mut Ui, events: &mut Vec<LandingEvent>) {
    Flex::column(24.0).stretch().show(ui, |column| {
        column.cell(Cell::content().margin([48.0, 0.0, 0.0, 0.0]), |ui| {
            hero(ui, events);
        });
        column.cell(Cell::content().margin([40.0, 0.0, 0.0, 0.0]), |ui| {
            why_crews_choose_harbour(ui);
        });
        column.cell(Cell::content().margin([24.0, 0.0, 0.0, 0.0]), |ui| {
            label_at(ui, "One plan", &HEADING_2, Align::Center);
        });
        column.cell(
            Cell::fill(1.0)
                .max(400.0)
                .align(Align::Center)
                .margin([8.0, 16.0, 0.0, 16.0]),
            |ui| {
                CARD_BLOCK.show(ui, |ui| {
                    Flex::column(8.0).stretch().show(ui, |column| {
                        column.cell(Cell::content(), |ui| {
                            label_at(ui, "Harbour for crews", &STRONG_TYPE, Align::Center);
                        });
                        column.cell(Cell::content(), |ui| {
                            label_at(ui, "€ 12 per boat", &HEADING_2, Align::Center);
                        });
                        column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
                            if button(
                                ui,
                                "Start free",
                                &ON_PRIMARY_STRONG_TYPE,
                                &PRIMARY_BUTTON_BLOCK,
                                wide(44.0),
                            ) {
                                events.push(LandingEvent::StartFree);
                            }
                        });
                    });
                });
            },
        );
    });
}

fn footer(ui: &mut Ui, events: &mut Vec<LandingEvent>) {
    FOOTER_BLOCK.show(ui, |ui| {
        Flex::row(24.0).between().line_gap(12.0).show(ui, |row| {
            row.cell(Cell::content(), |ui| {
                label(ui, "© 2026 Harbour", &MUTED_BODY_TYPE);
            });
            row.cell(Cell::content(), |ui| {
                footer_navigation(ui, events);
            });
        });
    });
}

fn navigation(ui: &mut Ui, events: &mut Vec<LandingEvent>) {
    Flex::row(32.0).align(Align::Center).hug().show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "Features", &BODY_TYPE) {
                events.push(LandingEvent::Features);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Pricing", &BODY_TYPE) {
                events.push(LandingEvent::Pricing);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Docs", &BODY_TYPE) {
                events.push(LandingEvent::Docs);
            }
        });
    });
}

fn hero(ui: &mut Ui, events: &mut Vec<LandingEvent>) {
    ROOM_BLOCK.show(ui, |ui| {
        let flex = Flex::row(72.0).align(Align::Center).line_gap(32.0);
        flex.show(ui, |row| {
            row.cell(Cell::fill(544.3).min(278.0), |ui| {
                Flex::column(24.0).stretch().show(ui, |column| {
                    column.cell(Cell::content(), |ui| {
                        label(ui, "Ship your boats, not your paperwork", &HEADING_1);
                    });
                    column.cell(Cell::content(), |ui| {
                        label(
                            ui,
                            "Harbour keeps every crew list, permit and invoice in one place, so that you can leave port on time.",
                            &MUTED_LEAD_TYPE,
                        );
                    });
                    column.cell(Cell::content().margin([8.0, 0.0, 0.0, 0.0]), |ui| {
                        Flex::row(16.0).line_gap(12.0).show(ui, |row| {
                            row.cell(Cell::fixed(111.0), |ui| {
                                if button(
                                    ui,
                                    "Start free",
                                    &ON_PRIMARY_STRONG_TYPE,
                                    &PRIMARY_BUTTON_BLOCK,
                                    wide(48.0),
                                ) {
                                    events.push(LandingEvent::StartFree);
                                }
                            });
                            row.cell(Cell::fixed(137.0), |ui| {
                                if button(
                                    ui,
                                    "Take the tour",
                                    &STRONG_TYPE,
                                    &BUTTON_BLOCK,
                                    wide(48.0),
                                ) {
                                    events.push(LandingEvent::TakeTheTour);
                                }
                            });
                        });
                    });
                });
            });
            row.cell(Cell::fill(503.7).min(257.0), |ui| {
                picture(ui, "A harbour at dawn", &PICTURE_BLOCK, vec2(503.7, 328.0));
            });
        });
    });
}

fn why_crews_choose_harbour(ui: &mut Ui) {
    PANEL_BLOCK.show(ui, |ui| {
        Flex::column(32.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                label_at(ui, "Why crews choose Harbour", &HEADING_2, Align::Center);
            });
            column.cell(Cell::content(), |ui| {
                cards(ui);
            });
        });
    });
}

fn footer_navigation(ui: &mut Ui, events: &mut Vec<LandingEvent>) {
    Flex::row(24.0).hug().show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "Terms", &MUTED_BODY_TYPE) {
                events.push(LandingEvent::Terms);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Privacy", &MUTED_BODY_TYPE) {
                events.push(LandingEvent::Privacy);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Contact", &MUTED_BODY_TYPE) {
                events.push(LandingEvent::Contact);
            }
        });
    });
}

fn cards(ui: &mut Ui) {
    Flex::row(32.0).stretch().show(ui, |row| {
        row.cell(Cell::fill(352.0).min(224.0), |ui| {
            card(
                ui,
                "Ready in minutes",
                "Import your crew and your fleet from a sheet, and you are done.",
            );
        });
        row.cell(Cell::fill(352.0).min(224.0), |ui| {
            card(
                ui,
                "Works offline",
                "Everything is on board, and syncs when you are back in range.",
            );
        });
        row.cell(Cell::fill(352.0).min(224.0), |ui| {
            card(
                ui,
                "Fair prices",
                "Pay for boats that sail. Those in the yard are free of charge.",
            );
        });
    });
}

fn card(ui: &mut Ui, title: &str, note: &str) {
    BACKGROUND_CARD_BLOCK.show(ui, |ui| {
        Flex::column(12.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                label(ui, title, &HEADING_3);
            });
            column.cell(Cell::content(), |ui| {
                label(ui, note, &MUTED_BODY_TYPE);
            });
        });
    });
}

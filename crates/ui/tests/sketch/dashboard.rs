//! Dashboard: the screen, what it is bound to, and what comes back from it.

use egui::{Align, Color32, ScrollArea, Stroke, Ui, Vec2, vec2};

use super::flex::*;
use super::parts::*;

const BACKGROUND: Color32 = Color32::from_rgb(246, 247, 249);
const SURFACE: Color32 = Color32::from_rgb(216, 221, 229);
const SURFACE_ALT: Color32 = Color32::from_rgb(255, 255, 255);
const TEXT: Color32 = Color32::from_rgb(31, 36, 48);
const MUTED: Color32 = Color32::from_rgb(201, 207, 218);
const SUBTLE: Color32 = Color32::from_rgb(91, 100, 114);
const BORDER: Color32 = Color32::from_rgb(216, 221, 229);
const PRIMARY: Color32 = Color32::from_rgb(29, 95, 214);
const ON_PRIMARY: Color32 = Color32::from_rgb(255, 255, 255);
const ACCENT: Color32 = Color32::from_rgb(23, 122, 63);

const SURFACE_ALT_HEADING_3: Type = Type {
    size: 18.0,
    line_height: 27.0,
    weight: 600.0,
    color: SURFACE_ALT,
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

const ON_PRIMARY_STRONG_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    weight: 600.0,
    color: ON_PRIMARY,
    ..Type::BODY
};

const HEADING_3: Type = Type {
    size: 18.0,
    line_height: 27.0,
    weight: 600.0,
    color: TEXT,
    ..Type::BODY
};

const PRIMARY_STRONG_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    weight: 600.0,
    color: PRIMARY,
    ..Type::BODY
};

const SUBTLE_BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: SUBTLE,
    ..Type::BODY
};

const ACCENT_BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: ACCENT,
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

const MAIN_BLOCK: Block = Block {
    fill: BACKGROUND,
    ..Block::NONE
};

const PANEL_BLOCK: Block = Block {
    fill: TEXT,
    padding: [24.0, 24.0, 0.0, 24.0],
    ..Block::NONE
};

const ROOM_BLOCK: Block = Block {
    padding: [0.0, 32.0, 0.0, 0.0],
    ..Block::NONE
};

const PRIMARY_BUTTON_BLOCK: Block = Block {
    fill: PRIMARY,
    radius: 6.0,
    ..Block::NONE
};

const CARD_BLOCK: Block = Block {
    fill: SURFACE_ALT,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 8.0,
    padding: [23.0, 23.0, 23.0, 23.0],
    ..Block::NONE
};

const CHART_BLOCK: Block = Block {
    fill: Color32::from_rgb(227, 236, 251),
    border: Stroke {
        width: 1.0,
        color: PRIMARY,
    },
    radius: 6.0,
    ..Block::NONE
};

const CARD_BLOCK_2: Block = Block {
    fill: SURFACE_ALT,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 8.0,
    padding: [23.0, 23.0, 32.0, 23.0],
    ..Block::NONE
};

const RULE_BLOCK: Block = Block {
    fill: SURFACE,
    height: 1.0,
    ..Block::NONE
};

const CARD_BLOCK_3: Block = Block {
    fill: SURFACE_ALT,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 8.0,
    padding: [15.0, 19.0, 15.0, 19.0],
    ..Block::NONE
};

/// What the screen shows and lets one change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dashboard;

/// What the user did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DashboardEvent {
    NewReport,
    SeeAll,
    Order,
    Customer,
    Date,
    Total,
    Pressed1284,
    MaraLindholm,
    Pressed12May,
    Pressed12800,
    Pressed1283,
    JonasOkafor,
    Pressed6450,
    Pressed1282,
    AikoTanaka,
    Pressed11May,
    Pressed31020,
    Pressed1281,
    ElenaRuiz,
    Pressed4200,
    Pressed1280,
    TomBecker,
    Pressed10May,
    Pressed8990,
    Pressed1279,
    SofiaRossi,
    Pressed15075,
}

/// Draws the screen; gives back what the user did in it.
pub fn show(ui: &mut Ui, _state: &mut Dashboard) -> Vec<DashboardEvent> {
    let mut happened = Vec::new();
    let events = &mut happened;
    ui.painter().rect_filled(ui.max_rect(), 0.0, BACKGROUND);
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        MAIN_BLOCK.show(ui, |ui| {
            Flex::row(32.0).stretch().show(ui, |row| {
                row.cell(Cell::fill(224.0).min(120.0), |ui| {
                    PANEL_BLOCK.show(ui, |ui| {
                        Flex::column(16.0).stretch().show(ui, |column| {
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Harbour", &SURFACE_ALT_HEADING_3);
                            });
                            column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
                                label(ui, "Overview", &MUTED_BODY_TYPE);
                            });
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Orders", &MUTED_BODY_TYPE);
                            });
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Customers", &MUTED_BODY_TYPE);
                            });
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Products", &MUTED_BODY_TYPE);
                            });
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Reports", &MUTED_BODY_TYPE);
                            });
                        });
                    });
                });
                row.cell(Cell::fill(1024.0).min(352.0).margin([32.0, 0.0, 32.0, 0.0]), |ui| {
                    overview(ui, events);
                });
            });
        });
    });
    happened
}

fn overview(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    ROOM_BLOCK.show(ui, |ui| {
        Flex::column(24.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                let flex = Flex::row(24.0)
                    .align(Align::Center)
                    .between()
                    .line_gap(12.0);
                flex.show(ui, |row| {
                    row.cell(Cell::content(), |ui| {
                        label(ui, "Overview", &HEADING_1);
                    });
                    row.cell(Cell::fixed(123.0), |ui| {
                        if button(
                            ui,
                            "New report",
                            &ON_PRIMARY_STRONG_TYPE,
                            &PRIMARY_BUTTON_BLOCK,
                            wide(40.0),
                        ) {
                            events.push(DashboardEvent::NewReport);
                        }
                    });
                });
            });
            column.cell(Cell::content(), |ui| {
                list(ui);
            });
            column.cell(Cell::content(), |ui| {
                CARD_BLOCK.show(ui, |ui| {
                    Flex::column(16.0).stretch().show(ui, |column| {
                        column.cell(Cell::content(), |ui| {
                            label(ui, "Sales by month", &HEADING_3);
                        });
                        column.cell(Cell::content(), |ui| {
                            chart(
                                ui,
                                "Sales by month",
                                &[4.0, 7.0, 5.0, 9.0, 6.0, 8.0],
                                &CHART_BLOCK,
                                vec2(944.0, 229.0),
                            );
                        });
                    });
                });
            });
            column.cell(Cell::content(), |ui| {
                latest_orders(ui, events);
            });
        });
    });
}

fn list(ui: &mut Ui) {
    Flex::row(16.0).stretch().show(ui, |row| {
        row.cell(Cell::fill(236.0).min(138.8), |ui| {
            item(ui, "Revenue", "€ 48,210", "+12 % this month");
        });
        row.cell(Cell::fill(236.0).min(110.0), |ui| {
            item(ui, "Orders", "1,284", "+4 % this month");
        });
        row.cell(Cell::fill(236.0).min(107.0), |ui| {
            item(ui, "Customers", "932", "+7 % this month");
        });
        row.cell(Cell::fill(236.0).min(92.0), |ui| {
            item(ui, "Refunds", "18", "+1 % this month");
        });
    });
}

fn latest_orders(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    CARD_BLOCK_2.show(ui, |ui| {
        Flex::column(11.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                let flex = Flex::row(24.0)
                    .align(Align::Center)
                    .between()
                    .line_gap(12.0);
                flex.show(ui, |row| {
                    row.cell(Cell::content(), |ui| {
                        label(ui, "Latest orders", &HEADING_3);
                    });
                    row.cell(Cell::content(), |ui| {
                        if link(ui, "See all", &PRIMARY_STRONG_TYPE) {
                            events.push(DashboardEvent::SeeAll);
                        }
                    });
                });
            });
            column.cell(Cell::content().margin([12.0, 0.0, 0.0, 0.0]), |ui| {
                navigation(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content(), |ui| {
                navigation_2(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content(), |ui| {
                navigation_3(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content(), |ui| {
                navigation_4(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content(), |ui| {
                navigation_5(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content(), |ui| {
                navigation_6(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content(), |ui| {
                navigation_7(ui, events);
            });
        });
    });
}

fn item(ui: &mut Ui, words: &str, words_2: &str, words_3: &str) {
    CARD_BLOCK_3.show(ui, |ui| {
        Flex::column(4.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                label(ui, words, &SUBTLE_BODY_TYPE);
            });
            column.cell(Cell::content(), |ui| {
                label(ui, words_2, &HEADING_1);
            });
            column.cell(Cell::content(), |ui| {
                label(ui, words_3, &ACCENT_BODY_TYPE);
            });
        });
    });
}

fn navigation(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "Order", &STRONG_TYPE) {
                events.push(DashboardEvent::Order);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Customer", &STRONG_TYPE) {
                events.push(DashboardEvent::Customer);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 173.0]), |ui| {
            if link(ui, "Date", &STRONG_TYPE) {
                events.push(DashboardEvent::Date);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 48.0]), |ui| {
            if link(ui, "Total", &STRONG_TYPE) {
                events.push(DashboardEvent::Total);
            }
        });
    });
}

fn navigation_2(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1284", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed1284);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Mara Lindholm", &BODY_TYPE) {
                events.push(DashboardEvent::MaraLindholm);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 146.0]), |ui| {
            if link(ui, "12 May", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed12May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 128.00", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed12800);
            }
        });
    });
}

fn navigation_3(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1283", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed1283);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Jonas Okafor", &BODY_TYPE) {
                events.push(DashboardEvent::JonasOkafor);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 155.0]), |ui| {
            if link(ui, "12 May", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed12May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 64.50", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed6450);
            }
        });
    });
}

fn navigation_4(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1282", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed1282);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Aiko Tanaka", &BODY_TYPE) {
                events.push(DashboardEvent::AikoTanaka);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 161.0]), |ui| {
            if link(ui, "11 May", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed11May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 310.20", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed31020);
            }
        });
    });
}

fn navigation_5(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1281", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed1281);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Elena Ruiz", &BODY_TYPE) {
                events.push(DashboardEvent::ElenaRuiz);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 171.0]), |ui| {
            if link(ui, "11 May", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed11May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 42.00", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed4200);
            }
        });
    });
}

fn navigation_6(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1280", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed1280);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Tom Becker", &BODY_TYPE) {
                events.push(DashboardEvent::TomBecker);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 163.0]), |ui| {
            if link(ui, "10 May", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed10May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 89.90", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed8990);
            }
        });
    });
}

fn navigation_7(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1279", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed1279);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Sofia Rossi", &BODY_TYPE) {
                events.push(DashboardEvent::SofiaRossi);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 168.0]), |ui| {
            if link(ui, "10 May", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed10May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 150.75", &BODY_TYPE) {
                events.push(DashboardEvent::Pressed15075);
            }
        });
    });
}

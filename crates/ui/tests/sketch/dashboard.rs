//! Dashboard: the screen, what it is bound to, and what comes back from it.
//!
//! Some words are set in the font family `bold` where the app has it: see [`Type::font`].

use egui::{Align, Color32, ScrollArea, Stroke, Ui, Vec2, vec2};

use super::flex::*;
use super::parts::*;

const BACKGROUND: Color32 = Color32::from_rgb(246, 247, 249);
const SURFACE: Color32 = Color32::from_rgb(255, 255, 255);
const SURFACE_ALT: Color32 = Color32::from_rgb(31, 36, 48);
const TEXT: Color32 = Color32::from_rgb(31, 36, 48);
const MUTED: Color32 = Color32::from_rgb(91, 100, 114);
const INVERSE: Color32 = Color32::from_rgb(255, 255, 255);
const INVERSE_MUTED: Color32 = Color32::from_rgb(201, 207, 218);
const BORDER: Color32 = Color32::from_rgb(216, 221, 229);
const PRIMARY: Color32 = Color32::from_rgb(29, 95, 214);
const ON_PRIMARY: Color32 = Color32::from_rgb(255, 255, 255);
const ACCENT: Color32 = Color32::from_rgb(23, 122, 63);

const INVERSE_TITLE_TYPE: Type = Type {
    size: 18.0,
    line_height: 27.0,
    weight: 600.0,
    color: INVERSE,
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

const HEADING_2: Type = Type {
    size: 18.0,
    line_height: 27.0,
    weight: 600.0,
    color: TEXT,
    ..Type::BODY
};

const INVERSE_MUTED_BODY_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: INVERSE_MUTED,
    ..Type::BODY
};

const PRIMARY_STRONG_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
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

const PAGE_BLOCK: Block = Block {
    fill: BACKGROUND,
    ..Block::NONE
};

const ASIDE_BLOCK: Block = Block {
    fill: SURFACE_ALT,
    padding: [24.0, 24.0, 24.0, 24.0],
    ..Block::NONE
};

const MAIN_BLOCK: Block = Block {
    padding: [0.0, 32.0, 0.0, 32.0],
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

const CHART_BLOCK: Block = Block {
    fill: Color32::from_rgb(227, 236, 251),
    border: Stroke {
        width: 1.0,
        color: PRIMARY,
    },
    radius: 6.0,
    ..Block::NONE
};

const SURFACE_CARD_BLOCK: Block = Block {
    fill: SURFACE,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 8.0,
    padding: [16.0, 20.0, 16.0, 20.0],
    ..Block::NONE
};

const RULE_BLOCK: Block = Block {
    fill: BORDER,
    height: 1.0,
    ..Block::NONE
};

/// What the screen shows and lets one change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dashboard;

/// What the user did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DashboardEvent {
    Harbour,
    Overview,
    Orders,
    Customers,
    Products,
    Reports,
    NewReport,
    SeeAll,
}

/// Draws the screen; gives back what the user did in it.
pub fn show(ui: &mut Ui, _state: &mut Dashboard) -> Vec<DashboardEvent> {
    let mut happened = Vec::new();
    let events = &mut happened;
    ui.painter().rect_filled(ui.max_rect(), 0.0, BACKGROUND);
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    let height = ui.available_height();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        PAGE_BLOCK.show(ui, |ui| {
            Flex::row(0.0).stretch().height(height).show(ui, |row| {
                row.cell(Cell::fill(224.0).min(120.0), |ui| {
                    aside(ui, events);
                });
                row.cell(
                    Cell::fill(1056.0).min(496.0).margin([32.0, 0.0, 32.0, 0.0]),
                    |ui| {
                        content(ui, events);
                    },
                );
            });
        });
    });
    happened
}

fn aside(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    ASIDE_BLOCK.show(ui, |ui| {
        Flex::column(16.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                if link(ui, "Harbour", &INVERSE_TITLE_TYPE) {
                    events.push(DashboardEvent::Harbour);
                }
            });
            column.cell(Cell::content().margin([16.0, 0.0, 0.0, 0.0]), |ui| {
                side_nav(ui, events);
            });
        });
    });
}

fn content(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    MAIN_BLOCK.show(ui, |ui| {
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
                cards(ui);
            });
            column.cell(Cell::content(), |ui| {
                CARD_BLOCK.show(ui, |ui| {
                    Flex::column(16.0).stretch().show(ui, |column| {
                        column.cell(Cell::content(), |ui| {
                            label(ui, "Sales by month", &HEADING_2);
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

fn side_nav(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::column(16.0).stretch().show(ui, |column| {
        column.cell(Cell::content(), |ui| {
            if link(ui, "Overview", &INVERSE_MUTED_BODY_TYPE) {
                events.push(DashboardEvent::Overview);
            }
        });
        column.cell(Cell::content(), |ui| {
            if link(ui, "Orders", &INVERSE_MUTED_BODY_TYPE) {
                events.push(DashboardEvent::Orders);
            }
        });
        column.cell(Cell::content(), |ui| {
            if link(ui, "Customers", &INVERSE_MUTED_BODY_TYPE) {
                events.push(DashboardEvent::Customers);
            }
        });
        column.cell(Cell::content(), |ui| {
            if link(ui, "Products", &INVERSE_MUTED_BODY_TYPE) {
                events.push(DashboardEvent::Products);
            }
        });
        column.cell(Cell::content(), |ui| {
            if link(ui, "Reports", &INVERSE_MUTED_BODY_TYPE) {
                events.push(DashboardEvent::Reports);
            }
        });
    });
}

fn cards(ui: &mut Ui) {
    Flex::grid(4, 16.0).stretch().show(ui, |row| {
        row.cell(Cell::fill(1.0).min(175.0), |ui| {
            card(ui, "Revenue", "€ 48,210", "+12 % this month");
        });
        row.cell(Cell::fill(1.0).min(124.0), |ui| {
            card(ui, "Orders", "1,284", "+4 % this month");
        });
        row.cell(Cell::fill(1.0).min(109.0), |ui| {
            card(ui, "Customers", "932", "+7 % this month");
        });
        row.cell(Cell::fill(1.0).min(94.0), |ui| {
            card(ui, "Refunds", "18", "+1 % this month");
        });
    });
}

fn latest_orders(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    CARD_BLOCK.show(ui, |ui| {
        Flex::column(11.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                let flex = Flex::row(24.0)
                    .align(Align::Center)
                    .between()
                    .line_gap(12.0);
                flex.show(ui, |row| {
                    row.cell(Cell::content(), |ui| {
                        label(ui, "Latest orders", &HEADING_2);
                    });
                    row.cell(Cell::content(), |ui| {
                        if link(ui, "See all", &PRIMARY_STRONG_TYPE) {
                            events.push(DashboardEvent::SeeAll);
                        }
                    });
                });
            });
            column.cell(Cell::content().margin([13.0, 0.0, 0.0, 0.0]), |ui| {
                table(ui);
            });
        });
    });
}

fn card(ui: &mut Ui, note: &str, title: &str, accent: &str) {
    SURFACE_CARD_BLOCK.show(ui, |ui| {
        Flex::column(4.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                label(ui, note, &MUTED_BODY_TYPE);
            });
            column.cell(Cell::content(), |ui| {
                label(ui, title, &HEADING_1);
            });
            column.cell(Cell::content(), |ui| {
                label(ui, accent, &ACCENT_BODY_TYPE);
            });
        });
    });
}

fn table(ui: &mut Ui) {
    Flex::column(11.0).stretch().show(ui, |column| {
        column.cell(Cell::content(), |ui| {
            Flex::row(0.0).show(ui, |row| {
                row.cell(Cell::fill(160.0).min(51.0), |ui| {
                    label(ui, "Order", &STRONG_TYPE);
                });
                row.cell(Cell::fill(360.0).min(78.0), |ui| {
                    label(ui, "Customer", &STRONG_TYPE);
                });
                row.cell(Cell::fill(200.0).min(58.0), |ui| {
                    label(ui, "Date", &STRONG_TYPE);
                });
                row.cell(Cell::fill(224.0).min(68.0), |ui| {
                    label(ui, "Total", &STRONG_TYPE);
                });
            });
        });
        column.cell(Cell::content(), |ui| {
            RULE_BLOCK.show(ui, |_| {});
        });
        column.cell(Cell::content(), |ui| {
            table_row(ui, "#1284", "Mara Lindholm", "12 May", "€ 128.00");
        });
        column.cell(Cell::content(), |ui| {
            RULE_BLOCK.show(ui, |_| {});
        });
        column.cell(Cell::content(), |ui| {
            table_row(ui, "#1283", "Jonas Okafor", "12 May", "€ 64.50");
        });
        column.cell(Cell::content(), |ui| {
            RULE_BLOCK.show(ui, |_| {});
        });
        column.cell(Cell::content(), |ui| {
            table_row(ui, "#1282", "Aiko Tanaka", "11 May", "€ 310.20");
        });
        column.cell(Cell::content(), |ui| {
            RULE_BLOCK.show(ui, |_| {});
        });
        column.cell(Cell::content(), |ui| {
            table_row(ui, "#1281", "Elena Ruiz", "11 May", "€ 42.00");
        });
        column.cell(Cell::content(), |ui| {
            RULE_BLOCK.show(ui, |_| {});
        });
        column.cell(Cell::content(), |ui| {
            table_row(ui, "#1280", "Tom Becker", "10 May", "€ 89.90");
        });
        column.cell(Cell::content(), |ui| {
            RULE_BLOCK.show(ui, |_| {});
        });
        column.cell(Cell::content(), |ui| {
            table_row(ui, "#1279", "Sofia Rossi", "10 May", "€ 150.75");
        });
    });
}

fn table_row(ui: &mut Ui, order: &str, customer: &str, date: &str, total: &str) {
    Flex::row(0.0).show(ui, |row| {
        row.cell(Cell::fill(160.0).min(51.0), |ui| {
            label(ui, order, &BODY_TYPE);
        });
        row.cell(Cell::fill(360.0).min(78.0), |ui| {
            label(ui, customer, &BODY_TYPE);
        });
        row.cell(Cell::fill(200.0).min(58.0), |ui| {
            label(ui, date, &BODY_TYPE);
        });
        row.cell(Cell::fill(224.0).min(68.0), |ui| {
            label(ui, total, &BODY_TYPE);
        });
    });
}

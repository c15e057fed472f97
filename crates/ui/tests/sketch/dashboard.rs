//! Dashboard: the screen, what it is bound to, and what comes back from it.

use egui::{Align, Color32, ScrollArea, Stroke, Ui, Vec2, vec2};

use super::flex::*;

const BACKGROUND: Color32 = Color32::from_rgb(246, 247, 249);
const SURFACE: Color32 = Color32::from_rgb(216, 221, 229);
const SURFACE_ALT: Color32 = Color32::from_rgb(255, 255, 255);
const TEXT: Color32 = Color32::from_rgb(31, 36, 48);
const MUTED: Color32 = Color32::from_rgb(201, 207, 218);
const SUBTLE: Color32 = Color32::from_rgb(91, 100, 114);
const BORDER: Color32 = Color32::from_rgb(216, 221, 229);
const PRIMARY: Color32 = Color32::from_rgb(23, 122, 63);
const ACCENT: Color32 = Color32::from_rgb(29, 95, 214);

const HEADING_3: Type = Type {
    size: 18.0,
    line_height: 27.0,
    weight: 600.0,
    color: SURFACE_ALT,
    ..Type::BODY
};

const BODY_TYPE: Type = Type {
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

const BUTTON_TYPE: Type = Type {
    size: 14.0,
    line_height: 20.0,
    color: Color32::from_rgb(30, 30, 30),
    ..Type::BODY
};

const HEADING_3_2: Type = Type {
    size: 18.0,
    line_height: 27.0,
    weight: 600.0,
    color: TEXT,
    ..Type::BODY
};

const HEADING_4: Type = Type {
    size: 14.0,
    line_height: 21.0,
    weight: 600.0,
    color: ACCENT,
    ..Type::BODY
};

const BODY_TYPE_2: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: SUBTLE,
    ..Type::BODY
};

const DISPLAY_TYPE: Type = Type {
    size: 28.0,
    line_height: 35.0,
    weight: 700.0,
    color: TEXT,
    ..Type::BODY
};

const BODY_TYPE_3: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: PRIMARY,
    ..Type::BODY
};

const LINK_TYPE: Type = Type {
    size: 14.0,
    line_height: 21.0,
    weight: 600.0,
    color: TEXT,
    ..Type::BODY
};

const LINK_TYPE_2: Type = Type {
    size: 14.0,
    line_height: 21.0,
    color: TEXT,
    ..Type::BODY
};

const MAIN_BLOCK: Block = Block {
    fill: BACKGROUND,
    ..Block::NONE
};

const BOX_BLOCK: Block = Block {
    fill: TEXT,
    padding: [26.5, 24.0, 0.0, 24.0],
    height: 1016.0,
    ..Block::NONE
};

const BOX_BLOCK_2: Block = Block {
    padding: [0.0, 32.0, 0.0, 0.0],
    ..Block::NONE
};

const BUTTON_BLOCK: Block = Block {
    border: Stroke {
        width: 1.0,
        color: Color32::from_rgb(138, 143, 152),
    },
    radius: 4.0,
    ..Block::NONE
};

const BOX_BLOCK_3: Block = Block {
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
    fill: Color32::from_rgb(233, 236, 239),
    ..Block::NONE
};

const BOX_BLOCK_4: Block = Block {
    fill: SURFACE_ALT,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 8.0,
    padding: [23.0, 23.0, 32.0, 23.0],
    ..Block::NONE
};

const BOX_BLOCK_5: Block = Block {
    padding: [0.0, 14.0, 0.0, 0.0],
    ..Block::NONE
};

const RULE_BLOCK: Block = Block {
    fill: SURFACE,
    height: 1.0,
    ..Block::NONE
};

const ITEM_BLOCK: Block = Block {
    fill: SURFACE_ALT,
    border: Stroke {
        width: 1.0,
        color: BORDER,
    },
    radius: 8.0,
    padding: [15.0, 19.0, 16.0, 19.0],
    ..Block::NONE
};

/// What the screen shows and lets one change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dashboard;

/// What the user did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DashboardEvent {
    NewReport,
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
            Flex::row(32.0).show(ui, |row| {
                row.cell(Cell::fill(224.0).min(120.0), |ui| {
                    BOX_BLOCK.show(ui, |ui| {
                        let flex = Flex::column(19.0).stretch().height(989.5);
                        flex.show(ui, |column| {
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Harbour", &HEADING_3);
                            });
                            column.cell(Cell::content().margin([15.5, 0.0, 0.0, 0.0]), |ui| {
                                label(ui, "Overview", &BODY_TYPE);
                            });
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Orders", &BODY_TYPE);
                            });
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Customers", &BODY_TYPE);
                            });
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Products", &BODY_TYPE);
                            });
                            column.cell(Cell::content(), |ui| {
                                label(ui, "Reports", &BODY_TYPE);
                            });
                        });
                    });
                });
                row.cell(
                    Cell::fill(1024.0)
                        .min(352.0)
                        .align(Align::Min)
                        .margin([34.0, 0.0, 0.0, 0.0]),
                    |ui| {
                        overview(ui, events);
                    },
                );
            });
        });
    });
    happened
}

fn overview(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    BOX_BLOCK_2.show(ui, |ui| {
        Flex::column(24.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                Flex::row(24.0).between().line_gap(12.0).show(ui, |row| {
                    row.cell(
                        Cell::content()
                            .align(Align::Min)
                            .margin([2.0, 0.0, 0.0, 0.0]),
                        |ui| {
                            label(ui, "Overview", &HEADING_1);
                        },
                    );
                    row.cell(Cell::fixed(136.0), |ui| {
                        if button(
                            ui,
                            "New report",
                            &BUTTON_TYPE,
                            &BUTTON_BLOCK,
                            vec2(f32::INFINITY, 40.0),
                        ) {
                            events.push(DashboardEvent::NewReport);
                        }
                    });
                });
            });
            column.cell(Cell::content().margin([6.0, 0.0, 0.0, 0.0]), |ui| {
                list(ui);
            });
            column.cell(Cell::content(), |ui| {
                BOX_BLOCK_3.show(ui, |ui| {
                    Flex::column(16.0).stretch().show(ui, |column| {
                        column.cell(Cell::content(), |ui| {
                            label(ui, "Sales by month", &HEADING_3_2);
                        });
                        column.cell(Cell::content(), |ui| {
                            picture(ui, "Sales by month", &CHART_BLOCK, vec2(944.0, 229.0));
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
    Flex::row(16.0).show(ui, |row| {
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
    BOX_BLOCK_4.show(ui, |ui| {
        Flex::column(10.5).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                BOX_BLOCK_5.show(ui, |ui| {
                    let flex = Flex::row(24.0)
                        .align(Align::Center)
                        .between()
                        .line_gap(12.0);
                    flex.show(ui, |row| {
                        row.cell(Cell::content(), |ui| {
                            label(ui, "Latest orders", &HEADING_3_2);
                        });
                        row.cell(Cell::content(), |ui| {
                            label(ui, "See all", &HEADING_4);
                        });
                    });
                });
            });
            column.cell(Cell::content().margin([12.5, 0.0, 0.0, 0.0]), |ui| {
                navigation(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content().margin([1.0, 0.0, 0.0, 0.0]), |ui| {
                navigation_2(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content().margin([1.0, 0.0, 0.0, 0.0]), |ui| {
                navigation_3(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content().margin([1.0, 0.0, 0.0, 0.0]), |ui| {
                navigation_4(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content().margin([1.0, 0.0, 0.0, 0.0]), |ui| {
                navigation_5(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content().margin([1.0, 0.0, 0.0, 0.0]), |ui| {
                navigation_6(ui, events);
            });
            column.cell(Cell::content(), |ui| {
                RULE_BLOCK.show(ui, |_| {});
            });
            column.cell(Cell::content().margin([1.0, 0.0, 0.0, 0.0]), |ui| {
                navigation_7(ui, events);
            });
        });
    });
}

fn item(ui: &mut Ui, words: &str, words_2: &str, words_3: &str) {
    ITEM_BLOCK.show(ui, |ui| {
        Flex::column(4.0).stretch().show(ui, |column| {
            column.cell(Cell::content(), |ui| {
                label(ui, words, &BODY_TYPE_2);
            });
            column.cell(Cell::content(), |ui| {
                label(ui, words_2, &DISPLAY_TYPE);
            });
            column.cell(Cell::content().margin([2.0, 0.0, 0.0, 0.0]), |ui| {
                label(ui, words_3, &BODY_TYPE_3);
            });
        });
    });
}

fn navigation(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "Order", &LINK_TYPE) {
                events.push(DashboardEvent::Order);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Customer", &LINK_TYPE) {
                events.push(DashboardEvent::Customer);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 173.0]), |ui| {
            if link(ui, "Date", &LINK_TYPE) {
                events.push(DashboardEvent::Date);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 48.0]), |ui| {
            if link(ui, "Total", &LINK_TYPE) {
                events.push(DashboardEvent::Total);
            }
        });
    });
}

fn navigation_2(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1284", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed1284);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Mara Lindholm", &LINK_TYPE_2) {
                events.push(DashboardEvent::MaraLindholm);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 146.0]), |ui| {
            if link(ui, "12 May", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed12May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 128.00", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed12800);
            }
        });
    });
}

fn navigation_3(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1283", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed1283);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Jonas Okafor", &LINK_TYPE_2) {
                events.push(DashboardEvent::JonasOkafor);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 155.0]), |ui| {
            if link(ui, "12 May", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed12May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 64.50", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed6450);
            }
        });
    });
}

fn navigation_4(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1282", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed1282);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Aiko Tanaka", &LINK_TYPE_2) {
                events.push(DashboardEvent::AikoTanaka);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 161.0]), |ui| {
            if link(ui, "11 May", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed11May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 310.20", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed31020);
            }
        });
    });
}

fn navigation_5(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1281", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed1281);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Elena Ruiz", &LINK_TYPE_2) {
                events.push(DashboardEvent::ElenaRuiz);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 171.0]), |ui| {
            if link(ui, "11 May", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed11May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 42.00", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed4200);
            }
        });
    });
}

fn navigation_6(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1280", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed1280);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Tom Becker", &LINK_TYPE_2) {
                events.push(DashboardEvent::TomBecker);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 163.0]), |ui| {
            if link(ui, "10 May", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed10May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 89.90", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed8990);
            }
        });
    });
}

fn navigation_7(ui: &mut Ui, events: &mut Vec<DashboardEvent>) {
    Flex::row(120.0).line_gap(12.0).show(ui, |row| {
        row.cell(Cell::content(), |ui| {
            if link(ui, "#1279", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed1279);
            }
        });
        row.cell(Cell::content(), |ui| {
            if link(ui, "Sofia Rossi", &LINK_TYPE_2) {
                events.push(DashboardEvent::SofiaRossi);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 168.0]), |ui| {
            if link(ui, "10 May", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed10May);
            }
        });
        row.cell(Cell::content().margin([0.0, 0.0, 0.0, 33.0]), |ui| {
            if link(ui, "€ 150.75", &LINK_TYPE_2) {
                events.push(DashboardEvent::Pressed15075);
            }
        });
    });
}

//! A window as the shell will put it together, and what opens over it.

use egui::{Align, Id, Layout, Rect, Ui, UiBuilder, pos2, vec2};
use justbuilt_ui::icons::{file_icon, folder_icon};
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{
    Banner, Dialog, DialogAnswer, DialogButton, EmptyState, IconButton, MenuItem, Picker, PickerRow,
    PickerState, Rename, StatusItem, Tab, Toast, Tone, Tree, TreeRow, TreeState, menu_bar, menu_button,
    section_header, separator, submenu, tab, toasts,
};
use justbuilt_ui::{Icon, Theme, fonts, paint};

const ROWS: &[(usize, &str, Option<bool>, &str)] = &[
    (0, "crates", Some(true), ""),
    (1, "base", Some(false), ""),
    (1, "text", Some(true), "M"),
    (2, "src", Some(true), "M"),
    (3, "buffer.rs", None, "M"),
    (3, "edit.rs", None, ""),
    (3, "history.rs", None, ""),
    (3, "lib.rs", None, ""),
    (3, "search.rs", None, "A"),
    (2, "Cargo.toml", None, ""),
    (1, "ui", Some(false), ""),
    (0, "docs", Some(false), ""),
    (0, "assets", Some(false), ""),
    (0, ".gitignore", None, ""),
    (0, "Cargo.lock", None, ""),
    (0, "Cargo.toml", None, ""),
    (0, "LICENSE-MIT", None, ""),
    (0, "README.md", None, "M"),
    (0, "logo.png", None, ""),
    (0, "build.sh", None, ""),
    (0, "package.json", None, ""),
];

const CODE: &[&[(&str, &str)]] = &[
    &[("//! Buffers: a text with its history, marks and encoding.", "comment")],
    &[],
    &[
        ("use", "keyword"),
        (" std", "namespace"),
        ("::", "punctuation"),
        ("ops", "namespace"),
        ("::", "punctuation"),
        ("Range", "type"),
        (";", "punctuation"),
    ],
    &[],
    &[("#[derive(Clone, Debug)]", "attribute")],
    &[("pub struct", "keyword"), (" ", "plain"), ("Buffer", "type"), (" {", "punctuation")],
    &[("    text", "property"), (": ", "punctuation"), ("Text", "type"), (",", "punctuation")],
    &[("    revision", "property"), (": ", "punctuation"), ("u64", "builtin"), (",", "punctuation")],
    &[("}", "punctuation")],
    &[],
    &[("impl", "keyword"), (" ", "plain"), ("Buffer", "type"), (" {", "punctuation")],
    &[
        ("    pub fn", "keyword"),
        (" ", "plain"),
        ("apply", "function"),
        ("(&", "punctuation"),
        ("mut self", "keyword"),
        (", ", "punctuation"),
        ("tx", "parameter"),
        (": &", "punctuation"),
        ("Transaction", "type"),
        (") -> ", "operator"),
        ("Result", "type"),
        ("<(), ", "punctuation"),
        ("EditError", "type"),
        ("> {", "punctuation"),
    ],
    &[
        ("        if", "keyword"),
        (" tx.", "plain"),
        ("len_before", "function"),
        ("() != ", "operator"),
        ("self", "keyword"),
        (".text.", "plain"),
        ("len", "function"),
        ("() {", "punctuation"),
    ],
    &[
        ("            return", "keyword"),
        (" ", "plain"),
        ("Err", "constant"),
        ("(", "punctuation"),
        ("EditError", "type"),
        ("::", "punctuation"),
        ("Length", "type"),
        (" { expected: ", "plain"),
        ("42", "number"),
        (" });", "punctuation"),
    ],
    &[("        }", "punctuation")],
    &[
        ("        log", "namespace"),
        ("::", "punctuation"),
        ("debug!", "macro"),
        ("(", "punctuation"),
        ("\"applied {} edits\\n\"", "string"),
        (", tx.", "plain"),
        ("count", "function"),
        ("());", "punctuation"),
    ],
    &[
        ("        self", "keyword"),
        (".text = tx.", "plain"),
        ("apply", "function"),
        ("(&", "punctuation"),
        ("self", "keyword"),
        (".text)", "plain"),
        ("?", "operator"),
        (";", "punctuation"),
    ],
    &[("        Ok", "constant"), ("(())", "punctuation")],
    &[("    }", "punctuation")],
    &[("}", "punctuation")],
];

/// The whole window.
pub fn window(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    let colors = &theme.colors;
    let whole = ui.ctx().content_rect();
    ui.painter().rect_filled(whole, 0.0, colors.panel);
    let (top, rest) = whole.split_top_bottom_at_y(whole.top() + size::MENU_BAR);
    let (middle, status) = rest.split_top_bottom_at_y(rest.bottom() - size::STATUS_BAR);
    let (activity, middle) = middle.split_left_right_at_x(middle.left() + size::ACTIVITY_BAR);
    let (dock, centre) = middle.split_left_right_at_x(middle.left() + 240.0);
    region(ui, top, Layout::left_to_right(Align::Center), menus);
    region(ui, activity, Layout::top_down(Align::Center), activities);
    region(ui, dock, Layout::top_down(Align::Min), explorer);
    region(ui, centre, Layout::top_down(Align::Min), editor);
    region(ui, status, Layout::left_to_right(Align::Center), status_bar);
    let painter = ui.painter();
    paint::h_line(painter, whole.x_range(), top.bottom() - 0.5, colors.border);
    paint::h_line(painter, whole.x_range(), status.top() + 0.5, colors.border);
    let line = egui::Stroke::new(1.0, colors.border);
    painter.vline(activity.right() - 0.5, activity.y_range(), line);
    painter.vline(dock.right() - 0.5, dock.y_range(), line);
    let list = [
        Toast { id: 1, tone: Tone::Good, title: "Saved 3 files", detail: "", actions: &[], progress: None },
        Toast {
            id: 2,
            tone: Tone::Error,
            title: "search.rs could not be saved",
            detail: "There is no space left on the disk. The text is kept here.",
            actions: &["Try again", "Copy details"],
            progress: None,
        },
    ];
    if whole.width() > 800.0 {
        toasts(ui.ctx(), &list, size::STATUS_BAR);
    }
}

fn region(ui: &mut Ui, rect: Rect, layout: Layout, draw: impl FnOnce(&mut Ui)) {
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    draw(&mut child);
}

fn menus(ui: &mut Ui) {
    ui.add_space(space::S);
    menu_bar(ui, |ui| {
        menu_button(ui, "File", |ui| {
            ui.add(MenuItem::new("New file").icon(Icon::FilePlus).keys(Some("Ctrl+N")));
            ui.add(MenuItem::new("Open folder…").icon(Icon::FolderOpen).keys(Some("Ctrl+K Ctrl+O")));
            submenu(ui, "Open recent", |ui| {
                ui.add(MenuItem::new("~/work/justbuilt"));
            });
            separator(ui);
            ui.add(MenuItem::new("Save").icon(Icon::Save).keys(Some("Ctrl+S")));
            ui.add(MenuItem::new("Save as…").keys(Some("Ctrl+Shift+S")));
            ui.add(MenuItem::new("Save all").enabled(false));
            separator(ui);
            ui.add(MenuItem::new("Auto-save").checked(true));
            ui.add(MenuItem::new("Move to trash").icon(Icon::Trash2).danger().keys(Some("Del")));
        });
        for name in ["Edit", "Selection", "View", "Go", "Help"] {
            menu_button(ui, name, |_| {});
        }
    });
}

fn activities(ui: &mut Ui) {
    ui.add_space(space::XS);
    ui.spacing_mut().item_spacing.y = space::XS;
    for (icon, name, on) in [
        (Icon::Files, "Explorer", true),
        (Icon::Search, "Search", false),
        (Icon::GitBranch, "Git", false),
        (Icon::Waypoints, "Graph", false),
        (Icon::PenTool, "Sketches", false),
    ] {
        ui.add(IconButton::new(icon, name).large().selected(on));
    }
}

fn explorer(ui: &mut Ui) {
    ui.spacing_mut().item_spacing.y = 0.0;
    section_header(ui, "Just Built", |ui| {
        ui.add(IconButton::new(Icon::Ellipsis, "More").small());
        ui.add(IconButton::new(Icon::FolderPlus, "New folder").small());
        ui.add(IconButton::new(Icon::FilePlus, "New file").small());
    });
    let theme = Theme::of(ui.ctx());
    let mut state = TreeState::default();
    state.select(4);
    state.reveal = None;
    Tree::new(Id::unique("explorer"), "Explorer", ROWS.len()).show(ui, &mut state, |index| {
        let (depth, label, expanded, badge) = ROWS[index];
        let icon = match expanded {
            Some(open) => folder_icon(open, &theme),
            None => file_icon(label, &theme),
        };
        let color = match badge {
            "M" => Some((theme.colors.warning, "changed")),
            "A" => Some((theme.colors.good, "added")),
            _ => None,
        };
        TreeRow {
            depth,
            expanded,
            icon: Some(icon),
            color: color.map(|(color, _)| color),
            badge: color
                .filter(|_| expanded.is_none())
                .map(|(color, says)| (badge.into(), color, says.into())),
            ..TreeRow::new(index as u64, label)
        }
    });
}

fn editor(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    let colors = &theme.colors;
    ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
    let whole = ui.max_rect();
    let strip = Rect::from_min_size(whole.min, vec2(whole.width(), size::TAB));
    tab::strip_background(ui, strip);
    ui.horizontal(|ui| {
        for (index, name) in ["buffer.rs", "README.md", "settings.toml", "search.rs"].into_iter().enumerate()
        {
            let (icon, color) = file_icon(name, &theme);
            let tab = Tab::new(name).icon(icon, color).active(index == 0).focused(index == 0);
            let tab = tab.dirty(index == 1).preview(index == 3).detail(if index == 3 { "text" } else { "" });
            tab.show(ui, Id::unique(("tab", index)));
        }
    });
    let body = Rect::from_min_max(pos2(whole.left(), strip.bottom()), whole.max);
    ui.painter().rect_filled(body, 0.0, colors.editor_background);
    Banner::new(Tone::Warning, "This file changed on the disk while you edited it")
        .action("Keep mine")
        .action("Compare")
        .show(ui);
    let row = (type_size::CODE * type_size::CODE_LINE).round();
    let top = body.top() + 36.0 + space::S;
    let current = 12;
    let line = Rect::from_min_size(pos2(body.left(), top + current as f32 * row), vec2(body.width(), row));
    ui.painter().rect_filled(line, 0.0, colors.current_line);
    for (index, parts) in CODE.iter().enumerate() {
        let y = top + index as f32 * row;
        let number = Rect::from_min_size(pos2(body.left(), y), vec2(48.0, row));
        let color = if index == current { colors.line_number_active } else { colors.line_number };
        let text = (index + 1).to_string();
        paint::text(ui.painter(), number, Align::Max, &text, fonts::code(type_size::CODE), color);
        let mut x = body.left() + 72.0;
        for (text, kind) in *parts {
            let style = theme.syntax.by_name(kind);
            let font =
                if style.italic { fonts::code_italic(type_size::CODE) } else { fonts::code(type_size::CODE) };
            let place = Rect::from_min_size(pos2(x, y), vec2(900.0, row));
            x += paint::text(ui.painter(), place, Align::Min, text, font, style.color).width();
        }
    }
}

fn status_bar(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    ui.spacing_mut().item_spacing.x = 0.0;
    ui.add_space(space::XS);
    ui.add(StatusItem::new("main").icon(Icon::GitBranch).tooltip("Branch"));
    ui.add(StatusItem::new("2").icon(Icon::CircleX).tooltip("Errors"));
    ui.add(StatusItem::new("11").icon(Icon::TriangleAlert).tooltip("Warnings").color(theme.colors.warning));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(space::XS);
        for text in ["Rust", "Spaces 4", "LF", "UTF-8", "13:42"] {
            ui.add(StatusItem::new(text).tooltip("Change"));
        }
    });
}

/// The command palette over the window.
pub fn picker(ui: &mut Ui) {
    window(ui);
    let theme = Theme::of(ui.ctx());
    let mut state: PickerState =
        ui.data(|data| data.get_temp(Id::NULL)).unwrap_or_else(|| PickerState::new("op"));
    let rows: [(&str, &[u32], &str, Option<&str>); 7] = [
        ("File: Open folder…", &[6, 7], "", Some("Ctrl+K Ctrl+O")),
        ("File: Open file…", &[6, 7], "", Some("Ctrl+O")),
        ("Editor: Copy", &[9, 10], "", Some("Ctrl+C")),
        ("Go: Open symbol", &[4, 5], "", Some("Ctrl+Shift+O")),
        ("View: Open preview", &[6, 7], "", None),
        ("buffer.rs", &[], "crates/text/src", None),
        ("Settings: Open settings", &[10, 11], "as a file", Some("Ctrl+,")),
    ];
    let icons =
        [Icon::FolderOpen, Icon::File, Icon::Copy, Icon::Hash, Icon::Eye, Icon::FileCode, Icon::Settings];
    Picker::new(Id::unique("palette"), "Commands")
        .placeholder("Run a command")
        .status("7 of 212")
        .footer(&[("Enter", "Run"), ("Esc", "Close")])
        .show(ui.ctx(), &mut state, rows.len(), |index| {
            let (title, matches, detail, keys) = rows[index];
            PickerRow {
                icon: Some((icons[index], theme.colors.text_secondary)),
                title: title.into(),
                title_matches: matches.into(),
                detail: detail.into(),
                keys: keys.map(Into::into),
                ..PickerRow::default()
            }
        });
    ui.data_mut(|data| data.insert_temp(Id::NULL, state));
}

/// A dialog over an empty window.
pub fn dialog(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    ui.painter().rect_filled(ui.ctx().content_rect(), 0.0, theme.colors.editor_background);
    EmptyState::new(Icon::FolderOpen, "No folder is open")
        .action("Open folder…", Some("Ctrl+K Ctrl+O"))
        .action("New file", Some("Ctrl+N"))
        .show(ui);
    let buttons = [
        DialogButton { text: "Move to trash", kind: DialogAnswer::Danger },
        DialogButton { text: "Cancel", kind: DialogAnswer::Secondary },
    ];
    if ui.ctx().content_rect().height() < 500.0 {
        Dialog::new(Id::unique("delete"), "Move 3 files to the trash?", &buttons)
            .tone(Tone::Warning)
            .detail("buffer.rs has changes that are not saved. They are kept in the timeline.")
            .show(ui.ctx());
    }
}

/// A tree with the keyboard, a rename that went wrong, and a list.
pub fn tree(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    ui.painter().rect_filled(ui.ctx().content_rect(), 0.0, theme.colors.panel);
    let first = ui.data(|data| data.get_temp::<bool>(Id::NULL)).is_none();
    ui.data_mut(|data| data.insert_temp(Id::NULL, true));
    let mut state: TreeState = ui.data(|data| data.get_temp(Id::NULL)).unwrap_or_default();
    if first {
        state.select(4);
        let mut rename = Rename::new(7, "lib.rs");
        rename.error = Some("There is a lib.rs already".to_owned());
        if ui.ctx().content_rect().width() > 300.0 {
            state.rename = Some(rename);
        }
    }
    let tree = Tree::new(Id::unique("explorer"), "Explorer", ROWS.len()).focus(first);
    tree.show(ui, &mut state, |index| {
        let (depth, label, expanded, _) = ROWS[index];
        let icon = match expanded {
            Some(open) => folder_icon(open, &theme),
            None => file_icon(label, &theme),
        };
        TreeRow { depth, expanded, icon: Some(icon), ..TreeRow::new(index as u64, label) }
    });
    ui.data_mut(|data| data.insert_temp(Id::NULL, state));
}

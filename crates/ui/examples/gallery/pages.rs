//! What stands around the timeline: filters, the banner of the past, changed files, conflicts, reasons, empty states.

use egui::{Id, Layout, Rect, Ui, UiBuilder, pos2, vec2};
use justbuilt_base::Timestamp;
use justbuilt_ui::timeline::conflict::conflicts;
use justbuilt_ui::timeline::date::{DAY, HOUR, MINUTE};
use justbuilt_ui::timeline::filters::{count, search_field};
use justbuilt_ui::timeline::{
    AuthorKind, ChangeKind, ChangedFile, ConflictChunk, ConflictData, ConflictState, EmptyTimeline,
    FilterChip, NodeKind, PastBanner, Reason, Resolution, TimeStyle, changed_files, why,
};
use justbuilt_ui::tokens::space;
use justbuilt_ui::{Icon, Theme, style};

use crate::history::NOW;

fn background(ui: &Ui, editor: bool) -> Rect {
    let theme = Theme::of(ui.ctx());
    let whole = ui.ctx().content_rect();
    let color = if editor { theme.colors.editor_background } else { theme.colors.panel };
    ui.painter().rect_filled(whole, 0.0, color);
    whole
}

/// Filters, the banner in three widths, changed files.
pub fn around(ui: &mut Ui) {
    let whole = background(ui, false);
    let mut child = ui.new_child(UiBuilder::new().max_rect(whole));
    let ui = &mut child;
    ui.spacing_mut().item_spacing = vec2(space::XS, space::S);
    let mut text = String::new();
    ui.horizontal(|ui| {
        ui.add_space(space::S);
        search_field(ui, Id::unique("search"), &mut text, 260.0);
        FilterChip::new("Kind", Icon::Shapes).value(Some("Saves, labels")).show(ui, |_| {});
        FilterChip::new("Author", Icon::User).show(ui, |_| {});
        FilterChip::new("Branch", Icon::GitBranch).show(ui, |_| {});
        FilterChip::new("File", Icon::File).value(Some("crates/http/src/parser/header.rs")).show(ui, |_| {});
        FilterChip::new("Text", Icon::TextSearch).show(ui, |_| {});
        ui.add_space(space::S);
        count(ui, 1_204, 60_000);
    });
    for width in [1100.0, 700.0, 420.0] {
        let (rect, _) = ui.allocate_exact_size(vec2(width, 36.0), egui::Sense::hover());
        let mut part = ui.new_child(UiBuilder::new().max_rect(rect));
        PastBanner {
            when: "Tuesday 14:32:07",
            ago: "2 hours ago",
            branch: "main",
            node: "parse_header in http.rs",
            keys: Some("Esc"),
        }
        .show(&mut part);
    }
    let files = [
        ("crates/http/src/parser/header.rs", None, ChangeKind::Changed, Some((41, 12))),
        ("crates/http/src/simd.rs", None, ChangeKind::Added, Some((188, 0))),
        ("crates/http/src/tokens.rs", Some("crates/http/src/lexer.rs"), ChangeKind::Renamed, Some((3, 3))),
        ("crates/http/src/slow.rs", None, ChangeKind::Removed, Some((0, 1204))),
        ("assets/logo.png", None, ChangeKind::Changed, None),
        ("README.md", None, ChangeKind::Changed, Some((1, 0))),
    ];
    changed_files(ui, Id::unique("files"), files.len(), Some(1), |index| {
        let (path, old, kind, lines) = files[index];
        Some(ChangedFile { path: path.into(), old_path: old.map(Into::into), kind, lines })
    });
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn merge(ui: &mut Ui, size: egui::Vec2, stacked: bool, base: bool) {
    let rect = Rect::from_min_size(ui.ctx().content_rect().min, size);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(egui::Align::Min)));
    let same = lines(&"//! A header of a request.\nuse std::fmt;\n\n".repeat(9));
    let before = lines(
        "fn parse_header(line: &str) -> Option<Header> {\n    let (name, value) = line.split_once(':')?;",
    );
    let ours = lines(
        "fn parse_header(line: &[u8]) -> Result<Header, Error> {\n    let colon = memchr(b':', line).ok_or(Error::NoColon)?;\n    let (name, value) = line.split_at(colon);",
    );
    let theirs = lines(
        "fn parse_header(line: &str) -> Result<Header, Error> {\n    let (name, value) = line.split_once(':').ok_or(Error::NoColon)?;",
    );
    let taken = lines("    let value = value.trim();");
    let chunks = [
        ConflictChunk::Same(&same),
        ConflictChunk::Conflict { base: &before, ours: &ours, theirs: &theirs, resolution: None },
        ConflictChunk::Same(&taken),
        ConflictChunk::Theirs(&taken),
        ConflictChunk::Conflict {
            base: &[],
            ours: &taken,
            theirs: &theirs,
            resolution: Some(Resolution::Ours),
        },
        ConflictChunk::Same(&same),
        ConflictChunk::Conflict { base: &before, ours: &[], theirs: &taken, resolution: None },
        ConflictChunk::Same(&same),
    ];
    let data = ConflictData {
        id: Id::unique("conflicts"),
        path: "crates/http/src/parser/header.rs",
        ours: "main",
        theirs: "try-simd-without-unsafe",
        chunks: &chunks,
    };
    let mut state = ConflictState::default();
    state.stacked = stacked;
    state.base = base;
    conflicts(&mut child, &data, &mut state);
}

/// Conflicts beside each other.
pub fn beside(ui: &mut Ui) {
    background(ui, true);
    merge(ui, ui.ctx().content_rect().size(), false, false);
}

/// Conflicts above each other, with the base.
pub fn above(ui: &mut Ui) {
    background(ui, true);
    merge(ui, ui.ctx().content_rect().size(), true, true);
}

/// Why a line is there.
pub fn reasons(ui: &mut Ui) {
    let whole = background(ui, true);
    let theme = Theme::of(ui.ctx());
    let mut child =
        ui.new_child(UiBuilder::new().max_rect(Rect::from_min_size(pos2(24.0, 16.0), whole.size())));
    let reasons = [
        Reason {
            kind: NodeKind::Refactor,
            title: "Rename parse to parse_header",
            author: AuthorKind::Tool,
            author_name: "rename",
            origin: "editor.rename",
            time: Timestamp(NOW.0 - 2 * HOUR),
            before: Some("    let header = parse(line)?;"),
        },
        Reason {
            kind: NodeKind::Ai,
            title: "Return errors in place of panics",
            author: AuthorKind::Persona,
            author_name: "Grace",
            origin: "conversation “Robust parsing”",
            time: Timestamp(NOW.0 - DAY),
            before: Some("    let header = parse(line).unwrap();"),
        },
        Reason {
            kind: NodeKind::Edit,
            title: "main in main.rs",
            author: AuthorKind::Person,
            author_name: "Ada",
            origin: "",
            time: Timestamp(NOW.0 - 6 * DAY - 90 * MINUTE),
            before: None,
        },
    ];
    style::popup_frame(&theme).show(&mut child, |ui| {
        why(ui, 214, &reasons, NOW, &TimeStyle::default());
    });
}

/// Empty states.
pub fn empty(ui: &mut Ui) {
    let whole = background(ui, false);
    let states = [
        EmptyTimeline::NoProject,
        EmptyTimeline::FirstRun,
        EmptyTimeline::NothingMatches,
        EmptyTimeline::Broken(
            "The history of this project was written by a newer Just Built. It was not touched",
        ),
    ];
    for (index, state) in states.into_iter().enumerate() {
        let size = vec2(whole.width() / 2.0, whole.height() / 2.0);
        let at = pos2((index % 2) as f32 * size.x, (index / 2) as f32 * size.y);
        let mut child = ui.new_child(UiBuilder::new().max_rect(Rect::from_min_size(at, size)));
        state.show(&mut child, None);
    }
}

//! Commands that go to places: lines, symbols, where one has been.

use justbuilt_text::Selections;

use crate::command::{
    ArgKind, ArgSpec, Args, Category, Command, CommandError, CommandResult, CommandSpec, OpenAt, Place, When,
    command,
};
use crate::effect::{Align, PickerKind};
use crate::file::commands::has_document;
use crate::ids::ViewId;
use crate::navigate::Visit;
use crate::workspace::Workspace;

use Category::Go;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("go.line", "Go to line…", "Moves the caret to a line, and a column if given.", Go, line)
        .args(&[ArgSpec::optional(
            "place",
            ArgKind::Text,
            "line or line:column, counted from 1; asks when left out.",
        )])
        .enabled(has_document)
        .hidden(),
    command(
        "palette.line",
        "Go to line…",
        "Asks for a line, and a column if wanted, to go to.",
        Go,
        |ws, _| ws.picker(PickerKind::Line),
    )
    .keys(&["ctrl+g"])
    .mac(&["ctrl+g"])
    .enabled(has_document),
    command("go.symbol", "Go to symbol…", "Lists the symbols of the file.", Go, |ws, args| {
        match args.text(0, "name") {
            Some(name) => ws.go_to_symbol(&name),
            None => ws.picker(PickerKind::Symbols),
        }
    })
    .args(&[ArgSpec::optional("name", ArgKind::Text, "Its name; asks when left out.")])
    .enabled(has_document)
    .hidden(),
    command("palette.symbols", "Go to symbol…", "Lists the symbols of the file.", Go, |ws, _| {
        ws.picker(PickerKind::Symbols)
    })
    .keys(&["ctrl+shift+o"])
    .enabled(has_document),
    command("go.back", "Go back", "Returns to where the caret was before the last jump.", Go, |ws, _| {
        ws.go_back()
    })
    .keys(&["alt+left"])
    .mac(&["ctrl+-"])
    .when(When::NoField)
    .enabled(|snapshot| snapshot.can_go.0),
    command("go.forward", "Go forward", "Undoes going back.", Go, |ws, _| ws.go_forward())
        .keys(&["alt+right"])
        .mac(&["ctrl+shift+-"])
        .when(When::NoField)
        .enabled(|snapshot| snapshot.can_go.1),
];

fn line(ws: &mut Workspace, args: &Args) -> CommandResult {
    let Some(given) = args.text(0, "place") else { return ws.picker(PickerKind::Line) };
    let view = ws.active_view_or_err()?;
    let place = parse_line(&given).ok_or_else(|| CommandError::Failed(format!("“{given}” is not a line")))?;
    ws.go_to_place(view, &place, Align::CenterIfHidden)
}

/// Reads `12`, `12:5` or `12,5`. Line 0 counts as line 1.
pub(crate) fn parse_line(text: &str) -> Option<Place> {
    let mut parts = text.trim().trim_start_matches(':').splitn(2, [':', ',']);
    let line: usize = parts.next()?.trim().parse().ok()?;
    let column: usize = match parts.next() {
        Some(part) if !part.trim().is_empty() => part.trim().parse().ok()?,
        _ => 1,
    };
    Some(Place::Line { line: line.max(1), column: column.max(1) })
}

/// Splits `path:12:5` into path and place. What follows the path must be numbers; `C:\x` stays a path.
pub(crate) fn split_place(given: &str) -> (&str, Option<Place>) {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let given = given.strip_suffix(':').unwrap_or(given);
    let Some((rest, last)) = given.rsplit_once(':') else { return (given, None) };
    if rest.is_empty() || !number(last) {
        return (given, None);
    }
    match rest.rsplit_once(':') {
        Some((path, line)) if !path.is_empty() && number(line) => {
            (path, parse_line(&format!("{line}:{last}")))
        }
        _ => (rest, parse_line(last)),
    }
}

impl Workspace {
    /// Selects a place in a view and shows it, remembering where one came from.
    pub(crate) fn go_to_place(&mut self, view: ViewId, place: &Place, align: Align) -> CommandResult {
        let text = self.view_text(view)?;
        let selections = place_in(&text, place);
        self.remember_place();
        self.set_selections(view, selections, align)
    }

    /// Remembers where the caret is, before a jump.
    pub(crate) fn remember_place(&mut self) {
        if let Some(visit) = self.here() {
            self.navigation.leave(visit);
            self.touch();
        }
    }

    fn here(&self) -> Option<Visit> {
        let view = self.views.get(&self.active_view_id()?)?;
        let document = self.documents.get(view.document)?;
        let byte = view.selections.primary().head;
        Some(Visit {
            document: document.id,
            path: document.path.clone(),
            byte,
            line: document.text().line_of(byte),
        })
    }

    fn go_back(&mut self) -> CommandResult {
        let here = self.here();
        let visit =
            self.navigation.back(here).ok_or(CommandError::NotNow("there is nothing to go back to"))?;
        self.go_to_visit(visit)
    }

    fn go_forward(&mut self) -> CommandResult {
        let visit =
            self.navigation.forward().ok_or(CommandError::NotNow("there is nothing to go forward to"))?;
        self.go_to_visit(visit)
    }

    fn go_to_visit(&mut self, visit: Visit) -> CommandResult {
        self.touch();
        if let Some(view) = self.show_document(visit.document) {
            let length = self.view_text(view)?.len();
            return self.set_selections(
                view,
                Selections::caret(visit.byte.min(length)),
                Align::CenterIfHidden,
            );
        }
        let path = visit.path.ok_or(CommandError::NotNow("the document was closed"))?;
        let place = Some(Place::Bytes(visit.byte..visit.byte));
        self.try_run(Command::OpenAt(OpenAt { path, place, ..OpenAt::default() }))
    }

    fn go_to_symbol(&mut self, name: &str) -> CommandResult {
        let view = self.active_view_or_err()?;
        let symbol = self.outline_of(view).symbols.iter().find(|symbol| symbol.name == name).cloned();
        let symbol =
            symbol.ok_or_else(|| CommandError::Failed(format!("there is no symbol “{name}” here")))?;
        self.go_to_place(view, &Place::Bytes(symbol.name_range), Align::CenterIfHidden)
    }
}

/// The selection that a place means in a text; what lies outside is clamped.
pub(crate) fn place_in(text: &justbuilt_text::Text, place: &Place) -> Selections {
    match place {
        Place::Line { line, column } => {
            let line = line.saturating_sub(1).min(text.line_count().saturating_sub(1));
            let content = text.line_content(line);
            let start = text.byte_to_char(content.start);
            let end = text.byte_to_char(content.end);
            let at = start.saturating_add(column.saturating_sub(1)).min(end);
            Selections::caret(text.char_to_byte(at))
        }
        Place::LineBytes { line, bytes } => {
            let line = (*line).min(text.line_count().saturating_sub(1));
            let content = text.line_content(line);
            let at = |byte: usize| text.clamp_boundary(content.start.saturating_add(byte).min(content.end));
            range(text, at(bytes.start)..at(bytes.end))
        }
        Place::Bytes(bytes) => range(text, bytes.clone()),
    }
}

fn range(text: &justbuilt_text::Text, range: std::ops::Range<usize>) -> Selections {
    let start = text.clamp_boundary(range.start.min(text.len()));
    let end = text.clamp_boundary(range.end.min(text.len()));
    Selections::single(justbuilt_text::Selection::new(start, end))
}

#[cfg(test)]
mod tests;

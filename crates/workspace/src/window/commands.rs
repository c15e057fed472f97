//! Commands of the window: palette, panels, zoom, full screen, leaving.

use crate::ability::Ability;
use crate::command::{Args, Category, CommandError, CommandResult, CommandSpec, When, command};
use crate::effect::{Effect, PanelId, PickerKind};
use crate::workspace::Workspace;

use Category::{Help, View};

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("palette.commands", "Show all commands", "Opens the command palette.", View, |ws, _| {
        ws.picker(PickerKind::Commands)
    })
    .keys(&["ctrl+shift+p", "f1"])
    .mac(&["cmd+shift+p", "f1"])
    .hidden(),
    command("view.zoom_in", "Zoom in", "Makes everything in the window larger.", View, |ws, _| {
        ws.effect(Effect::Zoom(Some(1.1)))
    })
    .keys(&["ctrl+=", "ctrl++"]),
    command("view.zoom_out", "Zoom out", "Makes everything in the window smaller.", View, |ws, _| {
        ws.effect(Effect::Zoom(Some(1.0 / 1.1)))
    })
    .keys(&["ctrl+-"]),
    command("view.zoom_reset", "Reset zoom", "Shows everything at its own size again.", View, |ws, _| {
        ws.effect(Effect::Zoom(None))
    })
    .keys(&["ctrl+0"]),
    command(
        "view.full_screen",
        "Toggle full screen",
        "Fills the screen, or stops doing so.",
        View,
        |ws, _| ws.effect(Effect::ToggleFullScreen),
    )
    .keys(&["f11"])
    .needs(Ability::FullScreen)
    .mac(&["ctrl+cmd+f"]),
    command("view.left_dock", "Toggle left dock", "Shows or hides the dock on the left.", View, |ws, _| {
        ws.effect(Effect::TogglePanel(PanelId::LeftDock))
    })
    .keys(&["ctrl+b"]),
    command(
        "view.bottom_dock",
        "Toggle bottom dock",
        "Shows or hides the dock at the bottom.",
        View,
        |ws, _| ws.effect(Effect::TogglePanel(PanelId::BottomDock)),
    )
    .keys(&["ctrl+j"]),
    command(
        "view.explorer",
        "Show explorer",
        "Shows the project's files and moves to them.",
        View,
        |ws, _| ws.effect(Effect::FocusPanel(PanelId::Explorer)),
    )
    .keys(&["ctrl+shift+e"]),
    command(
        "view.outline",
        "Show outline",
        "Shows the symbols of the file and moves to them.",
        View,
        |ws, _| ws.effect(Effect::FocusPanel(PanelId::Outline)),
    ),
    command("view.problems", "Show problems", "Lists errors in settings, keys and themes.", View, |ws, _| {
        ws.effect(Effect::FocusPanel(PanelId::Problems))
    })
    .keys(&["ctrl+shift+m"]),
    command("help.notices", "Show notices", "Lists the notices so far.", View, |ws, _| {
        ws.picker(PickerKind::Notices)
    }),
    command("view.dismiss_notices", "Dismiss notices", "Removes all notices.", View, |ws, _| {
        ws.notices.clear();
        ws.touch();
        Ok(())
    }),
    command("view.focus_editor", "Focus editor", "Moves to the text of the active tab.", View, focus_editor)
        .keys(&["escape"])
        .when(When::Explorer),
    command("help.welcome", "Welcome", "Shows the welcome page.", Help, |ws, _| {
        ws.open_welcome();
        Ok(())
    }),
    command("help.about", "About Just Built", "Shows version and licences.", Help, |ws, _| {
        ws.effect(Effect::ShowAbout)
    }),
    command("window.new", "New window", "Opens another window without a project.", View, |ws, _| {
        ws.effect(Effect::NewWindow(None))
    })
    .keys(&["ctrl+shift+n"])
    .needs(Ability::NewWindow),
    command(
        "app.quit",
        "Quit",
        "Leaves; unsaved text is kept and comes back at the next start.",
        Category::File,
        |ws, _| ws.quit(),
    )
    .keys(&["ctrl+q"])
    .needs(Ability::Quit),
];

fn focus_editor(ws: &mut Workspace, _: &Args) -> CommandResult {
    ws.focus_active();
    Ok(())
}

impl Workspace {
    /// Queues one effect, if the face can do it.
    pub(crate) fn effect(&mut self, effect: Effect) -> CommandResult {
        if let Some(reason) = effect.needs().and_then(|ability| self.options.abilities.against(ability)) {
            return Err(CommandError::Failed(reason.to_owned()));
        }
        self.push_effect(effect);
        Ok(())
    }

    /// Opens a picker.
    pub(crate) fn picker(&mut self, kind: PickerKind) -> CommandResult {
        self.effect(Effect::OpenPicker(kind))
    }

    /// Leaves when nothing would be lost: with a state folder unsaved text comes back by itself, without one
    /// the user is asked.
    fn quit(&mut self) -> CommandResult {
        if self.keeps_unsaved_text() || !self.documents.iter().any(|document| document.is_worth_keeping()) {
            self.close();
            return self.effect(Effect::Quit);
        }
        self.ask_before_quit();
        Ok(())
    }
}

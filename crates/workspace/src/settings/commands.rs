//! Commands of settings and themes.

use crate::command::{
    ArgKind, ArgSpec, Args, Category, CommandError, CommandResult, CommandSpec, OpenAt, command,
};
use crate::effect::PickerKind;
use crate::tabs::Item;
use crate::workspace::Workspace;

const KEY: ArgSpec = ArgSpec::required("key", ArgKind::Text, "Such as editor.font_size.");

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("settings.open", "Settings", "Shows the settings page.", Category::Settings, |ws, _| {
        ws.open_single(Item::Settings);
        Ok(())
    })
    .keys(&["ctrl+,"]),
    command(
        "settings.open_file",
        "Open settings file",
        "Opens your settings as a text, every one with its help.",
        Category::Settings,
        |ws, _| {
            let path =
                ws.settings_user_path().ok_or(CommandError::NotNow("there is no folder for settings"))?;
            ws.open_made(path, super::defaults_text())
        },
    ),
    command(
        "settings.open_project_file",
        "Open project settings",
        "Opens the settings of this project, which win over yours.",
        Category::Settings,
        |ws, _| {
            let path = ws.settings_project_path().ok_or(CommandError::NotNow("no folder is open"))?;
            ws.open_at(OpenAt { path, ..OpenAt::default() });
            Ok(())
        },
    )
    .enabled(|snapshot| snapshot.project.is_some()),
    command("settings.set", "Set setting", "Sets a setting in your file.", Category::Settings, |ws, args| {
        set(ws, args, args.text(1, "value").as_deref())
    })
    .args(&[KEY, ArgSpec::required("value", ArgKind::Text, "As in the file.")])
    .hidden(),
    command(
        "settings.reset",
        "Reset setting",
        "Takes a setting out of your file.",
        Category::Settings,
        |ws, args| set(ws, args, None),
    )
    .args(&[KEY])
    .hidden(),
    command("settings.pick_theme", "Choose theme…", "Lists the themes.", Category::Settings, |ws, _| {
        ws.picker(PickerKind::Themes)
    })
    .keys(&["ctrl+k ctrl+t"]),
    command("settings.theme", "Set theme", "Sets the theme by its name.", Category::Settings, |ws, args| {
        let name = args.text(0, "name").unwrap_or_default();
        ws.settings_set("appearance.theme", Some(&name)).map_err(CommandError::Failed)
    })
    .args(&[ArgSpec::required("name", ArgKind::Text, "dark, light, or that of a theme file.")])
    .hidden(),
];

fn set(ws: &mut Workspace, args: &Args, value: Option<&str>) -> CommandResult {
    ws.settings_set(&args.text(0, "key").unwrap_or_default(), value).map_err(CommandError::Failed)
}

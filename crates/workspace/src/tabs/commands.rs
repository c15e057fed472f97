//! Commands on tabs.

use crate::command::{
    ArgKind, ArgSpec, Args, Category, CommandError, CommandResult, CommandSpec, Direction, TabCommand, When,
    command,
};
use crate::effect::{Effect, PickerKind};
use crate::ids::TabId;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

use Category::Tabs;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("tab.close", "Close tab", "Closes the active tab.", Tabs, |ws, _| {
        let tab = active(ws)?;
        ws.tab_run(TabCommand::Close { tab, force: false })
    })
    .keys(&["ctrl+w", "ctrl+f4"])
    .mac(&["cmd+w"])
    .enabled(any),
    command("tab.close_others", "Close other tabs", "Closes all other tabs of the pane.", Tabs, |ws, _| {
        let tab = active(ws)?;
        ws.tab_run(TabCommand::CloseOthers(tab))
    })
    .enabled(any),
    command(
        "tab.close_right",
        "Close tabs to the right",
        "Closes the tabs after this one.",
        Tabs,
        |ws, _| {
            let tab = active(ws)?;
            ws.tab_run(TabCommand::CloseRight(tab))
        },
    )
    .enabled(any),
    command(
        "tab.close_saved",
        "Close saved tabs",
        "Closes the tabs of the pane without unsaved changes.",
        Tabs,
        |ws, _| {
            ws.close_saved();
            Ok(())
        },
    )
    .keys(&["ctrl+k u"])
    .enabled(any),
    command("tab.close_all", "Close all tabs", "Closes every tab.", Tabs, |ws, _| {
        ws.close_all();
        Ok(())
    })
    .keys(&["ctrl+k ctrl+w"])
    .enabled(any),
    command(
        "tab.reopen_closed",
        "Reopen closed tab",
        "Opens the tab that was closed last.",
        Tabs,
        |ws, _| ws.reopen_closed(),
    )
    .keys(&["ctrl+shift+t"])
    .enabled(|snapshot| snapshot.can_reopen_tab),
    command("tab.next", "Next tab", "Goes to the tab on the right.", Tabs, |ws, _| neighbour(ws, 1))
        .keys(&["ctrl+pagedown", "ctrl+tab"])
        .mac(&["cmd+shift+]", "ctrl+tab"])
        .enabled(any),
    command("tab.previous", "Previous tab", "Goes to the tab on the left.", Tabs, |ws, _| neighbour(ws, -1))
        .keys(&["ctrl+pageup", "ctrl+shift+tab"])
        .mac(&["cmd+shift+[", "ctrl+shift+tab"])
        .enabled(any),
    command("tab.last_used", "Last used tab", "Goes back to the tab used before this one.", Tabs, |ws, _| {
        let last = ws.tabs.by_use().nth(1).ok_or(CommandError::NotNow("only one tab is open"))?;
        ws.focus_tab(last);
        Ok(())
    })
    .enabled(any),
    command("tab.pick", "Go to tab…", "Lists the open tabs, the one used last first.", Tabs, |ws, _| {
        ws.picker(PickerKind::Tabs)
    })
    .keys(&["ctrl+k ctrl+p"])
    .enabled(any),
    command("tab.go", "Go to tab by number", "Goes to a tab of the pane by its place.", Tabs, go)
        .args(&[ArgSpec::required("number", ArgKind::Number, "Counted from 1; 9 is the last one.")])
        .hidden(),
    command("tab.go_1", "Go to tab 1", "Goes to the first tab.", Tabs, |ws, _| go_to(ws, 1))
        .keys(&["alt+1"])
        .mac(&["ctrl+1"])
        .hidden(),
    command("tab.go_2", "Go to tab 2", "Goes to the second tab.", Tabs, |ws, _| go_to(ws, 2))
        .keys(&["alt+2"])
        .mac(&["ctrl+2"])
        .hidden(),
    command("tab.go_3", "Go to tab 3", "Goes to the third tab.", Tabs, |ws, _| go_to(ws, 3))
        .keys(&["alt+3"])
        .mac(&["ctrl+3"])
        .hidden(),
    command("tab.go_4", "Go to tab 4", "Goes to the fourth tab.", Tabs, |ws, _| go_to(ws, 4))
        .keys(&["alt+4"])
        .mac(&["ctrl+4"])
        .hidden(),
    command("tab.go_5", "Go to tab 5", "Goes to the fifth tab.", Tabs, |ws, _| go_to(ws, 5))
        .keys(&["alt+5"])
        .mac(&["ctrl+5"])
        .hidden(),
    command("tab.go_6", "Go to tab 6", "Goes to the sixth tab.", Tabs, |ws, _| go_to(ws, 6))
        .keys(&["alt+6"])
        .mac(&["ctrl+6"])
        .hidden(),
    command("tab.go_7", "Go to tab 7", "Goes to the seventh tab.", Tabs, |ws, _| go_to(ws, 7))
        .keys(&["alt+7"])
        .mac(&["ctrl+7"])
        .hidden(),
    command("tab.go_8", "Go to tab 8", "Goes to the eighth tab.", Tabs, |ws, _| go_to(ws, 8))
        .keys(&["alt+8"])
        .mac(&["ctrl+8"])
        .hidden(),
    command("tab.go_last", "Go to last tab", "Goes to the last tab.", Tabs, |ws, _| go_to(ws, 9))
        .keys(&["alt+9"])
        .mac(&["ctrl+9"])
        .hidden(),
    command("tab.move_left", "Move tab left", "Moves the tab one place to the left.", Tabs, |ws, _| {
        shift(ws, -1)
    })
    .keys(&["ctrl+shift+pageup"])
    .enabled(any),
    command("tab.move_right", "Move tab right", "Moves the tab one place to the right.", Tabs, |ws, _| {
        shift(ws, 1)
    })
    .keys(&["ctrl+shift+pagedown"])
    .enabled(any),
    command("tab.keep", "Keep tab", "Turns the preview into a tab that stays.", Tabs, |ws, _| {
        let tab = active(ws)?;
        ws.tab_run(TabCommand::Pin(tab))
    })
    .keys(&["ctrl+k enter"])
    .enabled(|snapshot| snapshot.active_tab().is_some_and(|tab| tab.preview)),
    command(
        "pane.split_right",
        "Split right",
        "Shows the document in a second pane to the right.",
        Tabs,
        |ws, _| split(ws, Direction::Right),
    )
    .keys(&["ctrl+\\"])
    .enabled(any),
    command("pane.split_down", "Split down", "Shows the document in a second pane below.", Tabs, |ws, _| {
        split(ws, Direction::Down)
    })
    .keys(&["ctrl+k ctrl+\\"])
    .enabled(any),
    command(
        "pane.split_left",
        "Split left",
        "Shows the document in a second pane to the left.",
        Tabs,
        |ws, _| split(ws, Direction::Left),
    )
    .enabled(any),
    command("pane.split_up", "Split up", "Shows the document in a second pane above.", Tabs, |ws, _| {
        split(ws, Direction::Up)
    })
    .enabled(any),
    command("pane.next", "Next pane", "Moves to the next pane.", Tabs, |ws, _| {
        ws.effect(Effect::FocusPane { forwards: true })
    })
    .keys(&["f6", "ctrl+k ctrl+right"])
    .when(When::NoField),
    command("pane.previous", "Previous pane", "Moves to the pane before.", Tabs, |ws, _| {
        ws.effect(Effect::FocusPane { forwards: false })
    })
    .keys(&["shift+f6", "ctrl+k ctrl+left"])
    .when(When::NoField),
    command("pane.go_1", "Go to pane 1", "Moves to the first pane.", Tabs, |ws, _| go_to_pane(ws, 0))
        .keys(&["ctrl+1"])
        .hidden(),
    command("pane.go_2", "Go to pane 2", "Moves to the second pane.", Tabs, |ws, _| go_to_pane(ws, 1))
        .keys(&["ctrl+2"])
        .hidden(),
    command("pane.go_3", "Go to pane 3", "Moves to the third pane.", Tabs, |ws, _| go_to_pane(ws, 2))
        .keys(&["ctrl+3"])
        .hidden(),
    command("pane.go_4", "Go to pane 4", "Moves to the fourth pane.", Tabs, |ws, _| go_to_pane(ws, 3))
        .keys(&["ctrl+4"])
        .hidden(),
];

fn any(snapshot: &Snapshot) -> bool {
    snapshot.active.is_some()
}

fn active(ws: &Workspace) -> Result<TabId, CommandError> {
    ws.tabs.active_id().ok_or(CommandError::NotNow("no tab is open"))
}

fn neighbour(ws: &mut Workspace, by: isize) -> CommandResult {
    let tab = ws.tabs.neighbour(by).ok_or(CommandError::NotNow("no tab is open"))?;
    ws.focus_tab(tab);
    Ok(())
}

fn go(ws: &mut Workspace, args: &Args) -> CommandResult {
    go_to(ws, args.number(0, "number").unwrap_or(1))
}

fn go_to(ws: &mut Workspace, number: i64) -> CommandResult {
    let siblings = ws.tabs.siblings(active(ws)?);
    let tab = match number {
        9 => siblings.last(),
        _ => usize::try_from(number - 1).ok().and_then(|index| siblings.get(index)),
    };
    let tab = *tab.ok_or(CommandError::NotNow("there are fewer tabs"))?;
    ws.focus_tab(tab);
    Ok(())
}

fn go_to_pane(ws: &mut Workspace, pane: usize) -> CommandResult {
    let tab = ws.tabs.by_use().find(|id| ws.tabs.get(*id).is_some_and(|tab| tab.pane == pane));
    ws.focus_tab(tab.ok_or(CommandError::NotNow("there are fewer panes"))?);
    Ok(())
}

fn shift(ws: &mut Workspace, by: isize) -> CommandResult {
    let tab = active(ws)?;
    let at = ws.tabs.siblings(tab).iter().position(|id| *id == tab).unwrap_or(0);
    if ws.tabs.move_within_pane(tab, at.saturating_add_signed(by)) {
        ws.touch_tabs();
    }
    Ok(())
}

fn split(ws: &mut Workspace, direction: Direction) -> CommandResult {
    let tab = active(ws)?;
    ws.tab_run(TabCommand::Split(tab, direction))
}

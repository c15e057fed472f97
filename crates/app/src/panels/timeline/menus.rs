//! The menus of the panel: of a moment, of a node, of a branch.

use egui::{Id, Pos2, Ui};
use justbuilt_base::Timestamp;
use justbuilt_timeline::{BranchId, Moment, Node, NodeId};
use justbuilt_ui::Icon;
use justbuilt_ui::widgets::{MenuItem, menu_at, separator};
use justbuilt_workspace::timeline::{Restore, TimelineCommand};

use super::ask::Ask;
use super::{TimelineState, send};
use crate::ctx::{Ctx, WindowAction};

/// A menu that is open, and what of.
#[derive(Clone, Debug, Default)]
pub struct Menu {
    /// Where; none until the next frame has the pointer.
    pub at: Option<Pos2>,
    /// The moment.
    pub time: Option<Timestamp>,
    /// The node.
    pub node: Option<NodeId>,
    /// The branch.
    pub branch: Option<BranchId>,
}

impl Menu {
    /// The menu of a branch, at the pointer.
    pub fn branch(branch: BranchId) -> Option<Self> {
        Some(Self { branch: Some(branch), ..Self::default() })
    }
}

/// Shows the menu that is open.
pub fn menu_ui(ctx: &Ctx<'_>, ui: &Ui, state: &mut TimelineState) {
    let Some(mut menu) = state.menu.take() else { return };
    let mut at = menu.at.or_else(|| ui.input(|input| input.pointer.interact_pos()));
    menu.at = at;
    let mut chosen: Chosen = None;
    menu_at(ui, Id::unique("timeline menu"), &mut at, |ui| {
        chosen = match (menu.branch, menu.node) {
            (Some(branch), _) => branch_items(ctx, ui, branch),
            (None, Some(node)) => node_items(ctx, ui, node, state),
            (None, None) => moment_items(ui, menu.time),
        };
    });
    if let Some(chosen) = chosen {
        chosen(ctx, state);
    } else if at.is_some() {
        state.menu = Some(menu);
    }
}

/// What the chosen item does.
type Chosen = Option<Box<dyn FnOnce(&Ctx<'_>, &mut TimelineState)>>;

/// One item: what it does when it is chosen.
fn item(
    ui: &mut Ui,
    item: MenuItem<'_>,
    chosen: &mut Chosen,
    run: impl FnOnce(&Ctx<'_>, &mut TimelineState) + 'static,
) {
    if ui.add(item).clicked() {
        *chosen = Some(Box::new(run));
    }
}

fn moment_items(ui: &mut Ui, time: Option<Timestamp>) -> Chosen {
    let mut chosen = None;
    let time = time?;
    item(ui, MenuItem::new("Go to this moment").icon(Icon::History), &mut chosen, move |ctx, _| {
        send(ctx, TimelineCommand::SeekTime { branch: None, time });
    });
    item(ui, MenuItem::new("Return to now").icon(Icon::Undo2), &mut chosen, |ctx, _| {
        send(ctx, TimelineCommand::Return);
    });
    separator(ui);
    item(ui, MenuItem::new("Name the present…").icon(Icon::Tag), &mut chosen, |ctx, _| {
        ctx.run("timeline.label");
    });
    item(ui, MenuItem::new("Write a decision…").icon(Icon::Signpost), &mut chosen, |ctx, _| {
        ctx.run("timeline.decide");
    });
    separator(ui);
    item(ui, MenuItem::new("What is recorded…").icon(Icon::Settings2), &mut chosen, |ctx, _| {
        ctx.run("timeline.rules");
    });
    chosen
}

/// A node by its number, where the snapshot has it.
fn find(ctx: &Ctx<'_>, id: NodeId) -> Option<std::sync::Arc<Node>> {
    let timeline = &ctx.snapshot.timeline;
    let listed = timeline.list.nodes.iter().map(|row| &row.node);
    listed.chain(timeline.window.markers.iter()).find(|node| node.id == id).cloned()
}

fn node_items(ctx: &Ctx<'_>, ui: &mut Ui, id: NodeId, _state: &TimelineState) -> Chosen {
    let mut chosen = None;
    let node = find(ctx, id);
    item(ui, MenuItem::new("Go to this moment").icon(Icon::History), &mut chosen, move |ctx, _| {
        send(ctx, TimelineCommand::SeekNode(id));
    });
    let Some(node) = node else { return chosen };
    let moment = node.moment();
    item(ui, MenuItem::new("Compare with now").icon(Icon::GitCompare), &mut chosen, move |ctx, _| {
        send(ctx, TimelineCommand::Compare { from: moment, to: None });
    });
    if node.since < node.step {
        let from = Moment { branch: node.branch, step: node.since };
        item(ui, MenuItem::new("Compare with before").icon(Icon::Diff), &mut chosen, move |ctx, _| {
            send(ctx, TimelineCommand::Compare { from, to: Some(moment) });
        });
    }
    separator(ui);
    let (old, label) = (node.label.clone(), node.label.clone().unwrap_or_default());
    let name = if old.is_some() { "Change the name…" } else { "Name this moment…" };
    item(ui, MenuItem::new(name).icon(Icon::Tag), &mut chosen, move |_, state| {
        state.ask = Some(Ask::label(Some(id), label));
    });
    if old.is_some() {
        item(ui, MenuItem::new("Take the name off").icon(Icon::X), &mut chosen, move |ctx, _| {
            send(ctx, TimelineCommand::Label { node: Some(id), text: None });
        });
    }
    item(ui, MenuItem::new("Add a note…").icon(Icon::StickyNote), &mut chosen, move |_, state| {
        state.ask = Some(Ask::note(id));
    });
    separator(ui);
    item(ui, MenuItem::new("Branch from here…").icon(Icon::GitBranch), &mut chosen, move |_, state| {
        state.ask = Some(Ask::branch(Some(moment)));
    });
    item(
        ui,
        MenuItem::new("Restore the project to here").icon(Icon::RotateCcw),
        &mut chosen,
        move |ctx, _| {
            send(ctx, TimelineCommand::Restore { what: Restore::Project, from: Some(moment) });
        },
    );
    let title = node.title.clone();
    item(ui, MenuItem::new("Copy the title").icon(Icon::Copy), &mut chosen, move |ctx, _| {
        ctx.act(WindowAction::Copy(title));
    });
    chosen
}

fn branch_items(ctx: &Ctx<'_>, ui: &mut Ui, id: BranchId) -> Chosen {
    let mut chosen = None;
    let timeline = &ctx.snapshot.timeline;
    let branch = timeline.branches.iter().find(|branch| branch.id == id)?;
    let active = branch.active;
    let into = timeline.branches.iter().find(|branch| branch.active).map(|branch| branch.name.clone());
    let switch = MenuItem::new("Switch to this branch").icon(Icon::ArrowRightLeft).enabled(!active);
    item(ui, switch, &mut chosen, move |ctx, _| send(ctx, TimelineCommand::Switch(id)));
    let merge = format!("Merge into {}", into.unwrap_or_default());
    let merge = MenuItem::new(&merge).icon(Icon::GitMerge).enabled(!active);
    item(ui, merge, &mut chosen, move |ctx, _| send(ctx, TimelineCommand::Merge(id)));
    let head = branch.head;
    let compare = MenuItem::new("Compare with now").icon(Icon::GitCompare).enabled(!active);
    item(ui, compare, &mut chosen, move |ctx, _| {
        send(ctx, TimelineCommand::Compare { from: head, to: None });
    });
    separator(ui);
    item(ui, MenuItem::new("Branch from its end…").icon(Icon::GitBranch), &mut chosen, move |_, state| {
        state.ask = Some(Ask::branch(Some(head)));
    });
    let (name, description) = (branch.name.clone(), branch.description.clone());
    item(ui, MenuItem::new("Rename…").icon(Icon::Pencil), &mut chosen, move |_, state| {
        state.ask = Some(Ask::rename(id, name, description));
    });
    separator(ui);
    match branch.deleted {
        true => item(ui, MenuItem::new("Bring it back").icon(Icon::Undo2), &mut chosen, move |ctx, _| {
            send(ctx, TimelineCommand::RestoreBranch(id));
        }),
        false => {
            let delete = MenuItem::new("Delete this branch").icon(Icon::Trash2).enabled(!active);
            item(ui, delete, &mut chosen, move |ctx, _| send(ctx, TimelineCommand::DeleteBranch(id)));
        }
    }
    chosen
}

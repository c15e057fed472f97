//! Changing a project by its history: restore, branch, switch, label. What is on the disk is taken in first, so that
//! nothing is lost.

use std::io::Write as _;

use anyhow::{Context as _, bail};
use clap::Args;
use justbuilt_timeline::NodeId;
use justbuilt_timeline::history::{BranchInfo, PlannedWrite, Restore, WritePlan};
use serde_json::{Value, json};

use super::project::ProjectArgs;
use super::{Outcome, counted, moments, times, writing};

#[derive(Args)]
pub struct RestoreArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The moment to bring back.
    #[arg(value_name = "MOMENT", help = moments::HELP)]
    moment: String,
    /// Only this file or folder, by its path then (default: the whole project).
    #[arg(long, value_name = "PATH")]
    file: Option<String>,
    /// Only says what would be written.
    #[arg(long)]
    dry_run: bool,
}

/// Brings something back.
pub fn restore(args: &RestoreArgs) -> anyhow::Result<Outcome> {
    let project = args.project.change()?;
    let timeline = &project.timeline;
    let moment = moments::parse(&project, &args.moment)?;
    let what = match &args.file {
        None => Restore::Project,
        Some(path) => {
            let path = project.path(path)?;
            match timeline.manifest(moment).get(path.as_str()) {
                Some(_) => Restore::File(path),
                None => Restore::Folder(path),
            }
        }
    };
    if let Restore::Folder(folder) = &what
        && timeline.manifest(moment).inside(folder.as_str()).next().is_none()
    {
        bail!("‘{folder}’ is not there at that moment ({})", moments::told(&project, moment));
    }
    let plan = timeline.restore(what, moment)?;
    if !args.dry_run && !plan.is_empty() {
        writing::carry_out(&project, &plan)?;
        timeline.restored(&plan, project.me(), project.now)?;
    }
    timeline.close()?;
    tell_plan(args.project.json, &plan, args.dry_run)?;
    Ok(if plan.is_empty() { Outcome::Otherwise } else { Outcome::Done })
}

/// Says what a plan wrote or would write.
pub fn tell_plan(as_json: bool, plan: &WritePlan, dry: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if as_json {
        let told = json!({
            "written": plan.writes.iter().map(|write| write.path.as_str()).collect::<Vec<_>>(),
            "deleted": plan.deletes.iter().map(|delete| delete.path.as_str()).collect::<Vec<_>>(),
            "left": plan.left.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
            "dry_run": dry,
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
        return Ok(());
    }
    let verb = if dry { "would be " } else { "" };
    for delete in &plan.deletes {
        writeln!(out, "{verb}deleted  {}", delete.path)?;
    }
    for PlannedWrite { path, .. } in &plan.writes {
        writeln!(out, "{verb}written  {path}")?;
    }
    if plan.is_empty() {
        writeln!(out, "nothing to do: all is as it was then")?;
    }
    Ok(())
}

#[derive(Args)]
pub struct BranchArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The branch to begin; without it, branches are listed.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Where it begins (default: now).
    #[arg(long, value_name = "MOMENT", default_value = "", help = moments::HELP)]
    from: String,
    /// What it is for.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Gives the branch this name instead.
    #[arg(long, value_name = "NEW")]
    rename: Option<String>,
    /// Takes the branch out of sight.
    #[arg(long, conflicts_with_all = ["rename", "restore"])]
    delete: bool,
    /// Brings a deleted branch back.
    #[arg(long, conflicts_with = "rename")]
    restore: bool,
    /// Lists deleted branches, too.
    #[arg(long)]
    all: bool,
}

/// Branches.
pub fn branch(args: &BranchArgs) -> anyhow::Result<Outcome> {
    let Some(name) = &args.name else { return list_branches(args) };
    let changes_one = args.delete || args.restore || args.rename.is_some();
    let project = if changes_one { args.project.change_history()? } else { args.project.change()? };
    let timeline = &project.timeline;
    let known = timeline.branch_named(name);
    let id = if changes_one {
        let id = known?.id;
        if args.delete {
            timeline.delete_branch(id, project.now)?;
        } else if args.restore {
            timeline.restore_branch(id, project.now)?;
        } else if let Some(new) = &args.rename {
            timeline.rename_branch(id, new, project.now)?;
        }
        if let Some(description) = &args.description {
            timeline.describe_branch(id, description, project.now)?;
        }
        id
    } else if let (Ok(branch), Some(description)) = (known, &args.description) {
        timeline.describe_branch(branch.id, description, project.now)?;
        branch.id
    } else {
        let from = moments::parse(&project, &args.from)?;
        let description = args.description.as_deref().unwrap_or_default();
        timeline.branch(name, description, from, project.me(), project.now)?
    };
    timeline.close()?;
    if args.project.json {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string_pretty(&branch_json(&timeline.branch_info(id)?))?)?;
    }
    Ok(Outcome::Done)
}

fn list_branches(args: &BranchArgs) -> anyhow::Result<Outcome> {
    let project = args.project.look()?;
    let branches = project.timeline.branches().into_iter().filter(|branch| args.all || !branch.deleted);
    let mut out = std::io::stdout().lock();
    if args.project.json {
        let branches: Vec<Value> = branches.map(|branch| branch_json(&branch)).collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&branches)?)?;
        return Ok(Outcome::Done);
    }
    for branch in branches {
        let mark = if branch.active { '*' } else { ' ' };
        let gone = if branch.deleted { " (deleted)" } else { "" };
        let begun = match branch.origin {
            Some(origin) => format!("from {}", moments::told(&project, origin)),
            None => "from the beginning".to_owned(),
        };
        let nodes = counted(branch.nodes, "node");
        writeln!(out, "{mark} {:<20} {nodes}, {begun}{gone}  {}", branch.name, branch.description)?;
    }
    Ok(Outcome::Done)
}

fn branch_json(branch: &BranchInfo) -> Value {
    json!({
        "id": branch.id.0,
        "name": branch.name,
        "description": branch.description,
        "active": branch.active,
        "deleted": branch.deleted,
        "created": times::iso(branch.created),
        "nodes": branch.nodes,
        "origin": branch.origin.map(|origin| json!({ "branch": origin.branch.0, "step": origin.step.0 })),
    })
}

#[derive(Args)]
pub struct SwitchArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The branch to go to.
    #[arg(value_name = "BRANCH")]
    branch: String,
    /// Begins it here first.
    #[arg(short, long)]
    create: bool,
}

/// Goes to another branch.
pub fn switch(args: &SwitchArgs) -> anyhow::Result<Outcome> {
    let project = args.project.change()?;
    let timeline = &project.timeline;
    let id = if args.create {
        timeline.branch(&args.branch, "", timeline.now(), project.me(), project.now)?
    } else {
        timeline.branch_named(&args.branch)?.id
    };
    if id == timeline.active_branch() {
        timeline.close()?;
        bail!("‘{}’ is the active branch already", args.branch);
    }
    let plan = timeline.switch(id)?;
    writing::carry_out(&project, &plan)?;
    timeline.switched(&plan, project.me(), project.now)?;
    timeline.close()?;
    tell_plan(args.project.json, &plan, false)?;
    Ok(Outcome::Done)
}

#[derive(Args)]
pub struct LabelArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The name; an empty one takes the name away.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The node to name, by its number (default: a new one, now).
    #[arg(long, value_name = "NODE")]
    node: Option<u64>,
    /// Writes this down about it.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Names a moment.
pub fn label(args: &LabelArgs) -> anyhow::Result<Outcome> {
    let project = if args.node.is_some() { args.project.change_history()? } else { args.project.change()? };
    let timeline = &project.timeline;
    let me = project.me();
    let id = match (args.node, &args.name) {
        (Some(node), name) => {
            let id = NodeId(node);
            if let Some(name) = name {
                timeline.label(id, Some(name), me, project.now)?;
            }
            id
        }
        (None, Some(name)) => timeline.label_now(name, me, project.now)?,
        (None, None) => bail!("give a name, or a node and a note"),
    };
    if let Some(note) = &args.note {
        timeline.note(id, note, me, project.now)?;
    }
    timeline.close()?;
    let node = timeline.node_of(id).context("the node is not there")?;
    let mut out = std::io::stdout().lock();
    if args.project.json {
        writeln!(out, "{}", json!({ "id": id.0, "label": node.label, "step": node.step.0 }))?;
    } else {
        writeln!(out, "#{} {}  {}", id.0, node.name(), times::absolute(node.time))?;
    }
    Ok(Outcome::Done)
}

//! `justbuilt timeline decision`: decision records as nodes of the history, and as Markdown files.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use justbuilt_timeline::NodeId;
use justbuilt_timeline::history::{Decision, Filter, LinkKind};
use serde_json::{Value, json};

use super::project::ProjectArgs;
use super::{Outcome, counted, times};

#[derive(Args)]
pub struct DecisionArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// Records a decision with this title.
    #[arg(long, value_name = "TITLE", conflicts_with_all = ["import", "export"])]
    add: Option<String>,
    /// Its status.
    #[arg(long, default_value = "accepted", requires = "add")]
    status: String,
    /// Why there was something to decide.
    #[arg(long, default_value = "", requires = "add")]
    context: String,
    /// What was decided.
    #[arg(long, default_value = "", requires = "add")]
    decision: String,
    /// What follows from it.
    #[arg(long, default_value = "", requires = "add")]
    consequences: String,
    /// The decision, by its node, that it takes the place of.
    #[arg(long, value_name = "NODE", requires = "add")]
    supersedes: Option<u64>,
    /// Imports the Markdown files of this folder (MADR or Nygard).
    #[arg(long, value_name = "DIR", conflicts_with = "export")]
    import: Option<PathBuf>,
    /// Writes all decisions as Markdown into this folder.
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
    /// Prints this decision.
    #[arg(long, value_name = "NODE", conflicts_with_all = ["add", "import", "export"])]
    show: Option<u64>,
}

/// Does it.
pub fn run(args: &DecisionArgs) -> anyhow::Result<Outcome> {
    if let Some(title) = &args.add {
        add(args, title)
    } else if let Some(folder) = &args.import {
        import(args, folder)
    } else if let Some(folder) = &args.export {
        export(args, folder)
    } else {
        list(args)
    }
}

fn add(args: &DecisionArgs, title: &str) -> anyhow::Result<Outcome> {
    let project = args.project.change_history()?;
    let decision = Decision {
        title: title.to_owned(),
        status: Some(args.status.clone()),
        date: Some(times::day(project.now)),
        context: args.context.clone(),
        decision: args.decision.clone(),
        consequences: args.consequences.clone(),
        ..Decision::default()
    };
    let me = project.me();
    let id = project.timeline.decide(decision, me, project.now)?;
    if let Some(old) = args.supersedes {
        project.timeline.supersede(NodeId(old), id, me, project.now)?;
    }
    project.timeline.close()?;
    let mut out = std::io::stdout().lock();
    match args.project.json {
        true => writeln!(out, "{}", json!({ "id": id.0 }))?,
        false => writeln!(out, "#{} {title}", id.0)?,
    }
    Ok(Outcome::Done)
}

fn import(args: &DecisionArgs, folder: &Path) -> anyhow::Result<Outcome> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    let project = args.project.change_history()?;
    let imported = project.timeline.import_decisions(&files, project.me(), project.now)?;
    project.timeline.close()?;
    let mut out = std::io::stdout().lock();
    if args.project.json {
        let told: Vec<Value> = imported
            .iter()
            .map(|one| json!({ "id": one.node.0, "file": one.file, "unchanged": one.same, "unresolved": one.unresolved }))
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
    } else {
        let new = imported.iter().filter(|one| !one.same).count();
        writeln!(out, "{} read, {new} new or changed", counted(imported.len(), "decision"))?;
        for one in &imported {
            for link in &one.unresolved {
                writeln!(out, "  {}: {link} is not here; the link stays as text", one.file)?;
            }
        }
    }
    Ok(if imported.is_empty() { Outcome::Otherwise } else { Outcome::Done })
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else if kind.is_file() && name.ends_with(".md") && !name.eq_ignore_ascii_case("readme.md") {
            let text = std::fs::read_to_string(entry.path());
            let text = text.with_context(|| format!("cannot read {}", entry.path().display()))?;
            files.push((format!("{prefix}{name}"), text));
        }
    }
    Ok(())
}

fn export(args: &DecisionArgs, folder: &Path) -> anyhow::Result<Outcome> {
    let project = args.project.look()?;
    let decisions = project.timeline.export_decisions();
    for (_, name, text) in &decisions {
        // A name comes from the history, and is not to lead anywhere else.
        let name = justbuilt_timeline::ProjectPath::new(name)?;
        let path = folder.join(name.as_str());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let mut out = std::io::stdout().lock();
    if args.project.json {
        let files: Vec<&String> = decisions.iter().map(|(_, name, _)| name).collect();
        let told = json!({ "folder": folder.display().to_string(), "files": files });
        writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
    } else {
        writeln!(out, "{} written to {}", counted(decisions.len(), "decision"), folder.display())?;
    }
    Ok(if decisions.is_empty() { Outcome::Otherwise } else { Outcome::Done })
}

fn list(args: &DecisionArgs) -> anyhow::Result<Outcome> {
    let project = args.project.look()?;
    let filter = Filter { kinds: vec![justbuilt_timeline::NodeKind::Decision], ..Filter::default() };
    let mut nodes = project.timeline.nodes(&filter)?;
    nodes.reverse();
    nodes.retain(|node| args.show.is_none_or(|id| node.id.0 == id));
    let mut out = std::io::stdout().lock();
    let link_name = |kind: LinkKind| match kind {
        LinkKind::Supersedes => "supersedes",
        LinkKind::SupersededBy => "superseded by",
        LinkKind::Amends => "amends",
        LinkKind::AmendedBy => "amended by",
        LinkKind::Relates => "relates to",
    };
    if args.project.json {
        let told: Vec<Value> = nodes
            .iter()
            .filter_map(|node| Some((node, node.decision.as_ref()?)))
            .map(|(node, decision)| {
                let links = node
                    .links
                    .iter()
                    .map(|link| json!({ "kind": link_name(link.kind), "node": link.node.0 }));
                json!({
                    "id": node.id.0,
                    "title": decision.title,
                    "status": decision.status,
                    "date": decision.date,
                    "deciders": decision.deciders,
                    "context": decision.context,
                    "decision": decision.decision,
                    "consequences": decision.consequences,
                    "file": decision.file,
                    "links": links.collect::<Vec<_>>(),
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
    } else {
        for node in &nodes {
            let Some(decision) = &node.decision else { continue };
            if args.show.is_some() {
                write!(out, "{}", decision.to_markdown())?;
                continue;
            }
            let status = decision.status.as_deref().unwrap_or("no status");
            writeln!(
                out,
                "#{:<6} {:<10} {}  ({status})",
                node.id.0,
                decision.date.as_deref().unwrap_or(""),
                decision.title
            )?;
            for link in &node.links {
                let name =
                    project.timeline.node_of(link.node).map_or_else(String::new, |node| node.title.clone());
                writeln!(out, "          {} #{} {name}", link_name(link.kind), link.node.0)?;
            }
        }
    }
    Ok(if nodes.is_empty() { Outcome::Otherwise } else { Outcome::Done })
}

//! `justbuilt timeline merge`: takes another branch into the active one. What cannot be decided is listed, and decided
//! by options.

use std::io::Write as _;

use clap::{Args, ValueEnum};
use justbuilt_timeline::history::{Choice, Chunk, Conflict, FileMerge, Outcome as FileOutcome, Resolution};
use serde_json::{Value, json};

use super::changing::tell_plan;
use super::project::ProjectArgs;
use super::{Outcome, counted, moments, writing};

#[derive(Args)]
pub struct MergeArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The branches, or moments of them, to take in.
    #[arg(value_name = "MOMENT", required = true, help = moments::HELP)]
    from: Vec<String>,
    /// What to do with everything that both sides changed.
    #[arg(long, value_enum)]
    conflicts: Option<Side>,
    /// What to do with one file, as `PATH=ours`, `PATH=theirs` or `PATH=both`. May be repeated.
    #[arg(long = "resolve", value_name = "PATH=SIDE", value_parser = file_side)]
    resolve: Vec<(String, Side)>,
    /// Only says what would happen.
    #[arg(long)]
    dry_run: bool,
}

/// Which side wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Side {
    /// That of the active branch.
    Ours,
    /// That of the branch that is taken in.
    Theirs,
    /// Both, one after the other (texts only).
    Both,
}

fn file_side(text: &str) -> Result<(String, Side), String> {
    let (path, side) = text.rsplit_once('=').ok_or("write it as PATH=SIDE")?;
    Ok((path.to_owned(), Side::from_str(side, true)?))
}

fn resolution(file: &FileMerge, side: Side) -> Resolution {
    match (side, &file.outcome) {
        (Side::Both, FileOutcome::Conflict(Conflict::Text { chunks, .. })) => {
            let conflicts = chunks.iter().filter(|chunk| chunk.is_conflict()).count();
            Resolution::Choices(vec![Choice::Both; conflicts])
        }
        (Side::Theirs, _) => Resolution::Theirs,
        (Side::Ours | Side::Both, _) => Resolution::Ours,
    }
}

/// Merges.
pub fn merge(args: &MergeArgs) -> anyhow::Result<Outcome> {
    let project = args.project.change()?;
    let timeline = &project.timeline;
    let from = args.from.iter().map(|text| moments::parse(&project, text)).collect::<anyhow::Result<Vec<_>>>()?;
    let mut plan = timeline.merge(&from, timeline.active_branch())?;
    for file in plan.files.iter_mut().filter(|file| file.is_open()) {
        let own = args.resolve.iter().find(|(path, _)| path == file.path.as_str()).map(|(_, side)| *side);
        if let Some(side) = own.or(args.conflicts) {
            file.resolution = Some(resolution(file, side));
        }
    }
    let open: Vec<&FileMerge> = plan.open().collect();
    if !open.is_empty() {
        timeline.close()?;
        tell_conflicts(args.project.json, &open)?;
        return Ok(Outcome::Otherwise);
    }
    let Some(writes) = plan.writes() else { return Ok(Outcome::Otherwise) };
    if !args.dry_run {
        writing::carry_out(&project, &writes)?;
        timeline.merged(&plan, project.me(), project.now)?;
    }
    timeline.close()?;
    tell_plan(args.project.json, &writes, args.dry_run)?;
    Ok(Outcome::Done)
}

fn kind(conflict: &Conflict) -> &'static str {
    match conflict {
        Conflict::Text { .. } => "both changed the same lines",
        Conflict::DeletedHere(_) => "deleted here, changed there",
        Conflict::DeletedThere(_) => "changed here, deleted there",
        Conflict::Content { .. } => "both changed it, and it is no text",
        Conflict::Renamed { .. } => "both renamed it",
    }
}

fn tell_conflicts(as_json: bool, open: &[&FileMerge]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let conflicts = open.iter().filter_map(|file| match &file.outcome {
        FileOutcome::Conflict(conflict) => Some((file, conflict)),
        _ => None,
    });
    if as_json {
        let told: Vec<Value> = conflicts
            .map(|(file, conflict)| {
                let chunks: Vec<Value> = match conflict {
                    Conflict::Text { chunks, .. } => chunks.iter().filter_map(conflict_json).collect(),
                    _ => Vec::new(),
                };
                json!({ "path": file.path.as_str(), "conflict": kind(conflict), "chunks": chunks })
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&json!({ "conflicts": told }))?)?;
        return Ok(());
    }
    for (file, conflict) in conflicts {
        writeln!(out, "{}: {}", file.path, kind(conflict))?;
        if let Conflict::Text { chunks, .. } = conflict {
            for chunk in chunks {
                if let Chunk::Conflict { ours, theirs, .. } = chunk {
                    write!(out, "<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", ended(ours), ended(theirs))?;
                }
            }
        }
    }
    let files = counted(open.len(), "file");
    writeln!(out, "{files} to decide: --conflicts ours|theirs|both, or --resolve PATH=SIDE. Nothing was changed.")?;
    Ok(())
}

fn ended(lines: &str) -> String {
    if lines.is_empty() || lines.ends_with('\n') { lines.to_owned() } else { format!("{lines}\n") }
}

fn conflict_json(chunk: &Chunk) -> Option<Value> {
    match chunk {
        Chunk::Conflict { base, ours, theirs } => Some(json!({ "base": base, "ours": ours, "theirs": theirs })),
        _ => None,
    }
}

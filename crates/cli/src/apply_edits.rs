//! `justbuilt apply-edits`: the edits of a model's reply, applied to the files of a folder. What they are and where
//! they belong is in `ai::edits`; here are the arguments and the words.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use justbuilt_ai::edits::guard::Verdict;
use justbuilt_ai::edits::project::Project;
use justbuilt_ai::edits::{Action, FilePlan, Plan, Policy, parse, plan};
use justbuilt_ai::rights::FsResolver;
use justbuilt_store::DiskFs;
use justbuilt_workspace::project::native::DiskTree;

use crate::ai::{Desk, DeskArgs, people, usage};

/// Applies the edits of a model's reply to the files of a folder.
///
/// Files that git ignores, that are named like ones with secrets, or that tools run without being asked are written
/// only with --allow. Nothing is written below .git.
///
/// Exit code 0 when all were applied, 1 when something was refused, 2 for wrong arguments.
#[derive(Args)]
pub struct ApplyEditsArgs {
    /// The folder of the project.
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// The reply; `-` reads it from the standard input.
    #[arg(value_name = "FILE")]
    reply: PathBuf,
    /// Says what would be done and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Also writes when edits of other files are refused.
    #[arg(long)]
    partial: bool,
    /// Lets edits touch this file though it is ignored, named like one with secrets, or run by tools. May be repeated.
    #[arg(long, value_name = "PATH")]
    allow: Vec<String>,
    /// Whose edits they are: a name from `justbuilt persona list`. What it has no right to write is refused, with
    /// --allow too.
    #[arg(long, value_name = "PERSONA")]
    persona: Option<String>,
    /// Prints JSON: "written", "files" with "path", "action" and "match", "refused" with "path", "line" and "reason",
    /// "malformed".
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    desk: DeskArgs,
}

/// Runs the command.
pub fn run(args: &ApplyEditsArgs) -> anyhow::Result<ExitCode> {
    let text = read(&args.reply)?;
    let reply = parse(&text, None);
    let fs = DiskFs::default();
    let root = args.root.canonicalize();
    let root = root.map_err(|error| usage(format!("--root {}: {error}", args.root.display())))?;
    let tree = DiskTree::default();
    let ignored = |path: &str| tree.ignores(&root, &root.join(path));
    let guard = match &args.persona {
        Some(name) => {
            let desk = Desk::at(&args.desk, &root)?;
            Some(people::named(&desk, name)?.guard()?)
        }
        None => None,
    };
    let resolver = FsResolver::new(Arc::new(DiskFs::default()), &root);
    let mut project = Project::read(&fs, &root, &reply, &ignored)
        .with_context(|| format!("could not read the project in {}", args.root.display()))?;
    if let Some(guard) = &guard {
        project = project.with_rights(guard, &resolver);
    }
    let mut plan = plan(&reply, &project, &Policy::default());
    let allowed = |path: &str| args.allow.iter().any(|allowed| allowed == path);
    let (files, guarded): (Vec<FilePlan>, Vec<FilePlan>) =
        std::mem::take(&mut plan.files).into_iter().partition(|file| match project.verdict_of(file) {
            Verdict::Allow => true,
            Verdict::Ask(_) => allowed(&file.path),
            Verdict::Refuse(_) => false,
        });
    plan.files = files;
    let whole = plan.is_whole() && guarded.is_empty();
    let nothing = reply.edits.is_empty() && plan.malformed.is_none();
    let writes = !args.dry_run && (whole || args.partial);
    if writes {
        project.write(&plan, &allowed)?;
    }
    report(args, &project, &plan, &guarded, writes)?;
    if nothing {
        anyhow::bail!("there are no edits in the reply");
    }
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn read(path: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin()
            .read_to_string(&mut text)
            .context("could not read the reply from the standard input")?;
        return Ok(text);
    }
    std::fs::read_to_string(path)
        .map_err(|error| usage(format!("could not read {}: {error}", path.display())))
}

fn report(
    args: &ApplyEditsArgs,
    project: &Project<'_>,
    plan: &Plan,
    guarded: &[FilePlan],
    written: bool,
) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let reason = |file: &FilePlan| match project.verdict_of(file) {
        Verdict::Ask(reason) => format!("{reason}; --allow {} lets the edit through", file.path),
        Verdict::Refuse(reason) => match project.rights_refusal(file) {
            Some(refusal) => refusal.why,
            None => reason.to_string(),
        },
        Verdict::Allow => String::new(),
    };
    if args.json {
        let files: Vec<_> = plan
            .files
            .iter()
            .map(|file| serde_json::json!({"path": file.path, "action": action(file), "match": format!("{:?}", file.level)}))
            .collect();
        let refused: Vec<_> = plan
            .refused
            .iter()
            .map(|refusal| {
                serde_json::json!({
                    "path": refusal.path,
                    "edit": refusal.edit,
                    "line": refusal.line,
                    "reason": refusal.reason.to_string(),
                    "places": refusal.places,
                })
            })
            .chain(guarded.iter().map(|file| serde_json::json!({"path": file.path, "reason": reason(file)})))
            .collect();
        let malformed = plan.malformed.as_ref().map(ToString::to_string);
        let all = serde_json::json!({"written": written, "files": files, "refused": refused, "malformed": malformed});
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(());
    }
    if let Some(malformed) = &plan.malformed {
        writeln!(out, "refused: {malformed}")?;
    }
    for refusal in &plan.refused {
        write!(out, "refused: {refusal} (line {} of the reply)", refusal.line)?;
        let places: Vec<String> = refusal.places.iter().map(ToString::to_string).collect();
        if !places.is_empty() {
            write!(out, "; nearest lines: {}", places.join(", "))?;
        }
        writeln!(out)?;
    }
    for file in guarded {
        writeln!(out, "refused: {}: {}", file.path, reason(file))?;
    }
    for file in &plan.files {
        let word = if written { "" } else { "would be: " };
        writeln!(out, "{word}{} {}", action(file), file.path)?;
    }
    if !written && !args.dry_run {
        writeln!(out, "nothing was written; --partial writes the files whose edits all fit")?;
    }
    Ok(())
}

fn action(file: &FilePlan) -> &'static str {
    match &file.action {
        Action::Create { .. } => "created",
        Action::Change { move_to: Some(_), .. } => "moved",
        Action::Change { .. } => "changed",
        Action::Delete => "deleted",
    }
}

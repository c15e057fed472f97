//! The timeline's commands in the table: palette, keys, command line.

use justbuilt_timeline::history::{Decision, Restore, Stride};
use justbuilt_timeline::{BranchId, ProjectPath};

use super::TimelineCommand;
use super::snapshot::TimelineState;
use crate::command::{
    ArgKind, ArgSpec, Args, Category, Command, CommandError, CommandResult, CommandSpec, When, command,
};
use crate::effect::{AskFor, Effect, PanelId};
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

use Category::Timeline;

const NAME: ArgSpec = ArgSpec::optional("name", ArgKind::Text, "The branch’s name; asks without it.");
const DESCRIPTION: ArgSpec = ArgSpec::optional("description", ArgKind::Text, "What the branch is for.");
const LABEL: ArgSpec = ArgSpec::optional("text", ArgKind::Text, "The name; asks without it.");
const DECISION: &[ArgSpec] = &[
    ArgSpec::optional("title", ArgKind::Text, "What it is about; asks without it."),
    ArgSpec::optional("context", ArgKind::Text, "Why there was something to decide."),
    ArgSpec::optional("decision", ArgKind::Text, "What was decided."),
    ArgSpec::optional("consequences", ArgKind::Text, "What follows from it."),
];
const PATH: ArgSpec =
    ArgSpec::optional("path", ArgKind::Path, "Which; without it the one of the active tab.");

macro_rules! step {
    ($id:literal, $title:literal, $help:literal, $by:expr, $forward:literal, [$($key:literal),*], [$($mac:literal),*]) => {
        command($id, $title, $help, Timeline, |ws, _| {
            ws.timeline_run(TimelineCommand::Step { by: $by, forward: $forward, in_file: false })
        })
        .keys(&[$($key),*])
        .mac(&[$($mac),*])
        .when(When::NoField)
        .enabled(if $forward { in_past } else { recording })
    };
}

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command(
        "timeline.show",
        "Show timeline",
        "Shows everything that happened in the project, and moves there.",
        Timeline,
        |ws, _| ws.effect(Effect::FocusPanel(PanelId::Timeline)),
    )
    .keys(&["alt+t"])
    .mac(&["ctrl+alt+t"]),
    command(
        "timeline.return",
        "Return to now",
        "Leaves the past: tabs show the present, as it was left.",
        Timeline,
        |ws, _| ws.timeline_run(TimelineCommand::Return),
    )
    .keys(&["alt+end"])
    .mac(&["ctrl+alt+end"])
    .enabled(in_past),
    step!(
        "timeline.keystroke_back",
        "Back by a keystroke",
        "Shows the project as it was one keystroke earlier.",
        Stride::Keystroke,
        false,
        ["alt+,"],
        ["ctrl+alt+,"]
    ),
    step!(
        "timeline.keystroke_forward",
        "Forward by a keystroke",
        "Shows the project as it was one keystroke later.",
        Stride::Keystroke,
        true,
        ["alt+."],
        ["ctrl+alt+."]
    ),
    step!(
        "timeline.burst_back",
        "Back by a burst of edits",
        "Shows the project as it was before the last while of editing.",
        Stride::Burst,
        false,
        ["ctrl+alt+,"],
        ["cmd+alt+,"]
    ),
    step!(
        "timeline.burst_forward",
        "Forward by a burst of edits",
        "Shows the project as it was after the next while of editing.",
        Stride::Burst,
        true,
        ["ctrl+alt+."],
        ["cmd+alt+."]
    ),
    step!(
        "timeline.save_back",
        "Back by a save",
        "Shows the project as it was when a file was saved before.",
        Stride::Save,
        false,
        [],
        []
    ),
    step!(
        "timeline.save_forward",
        "Forward by a save",
        "Shows the project as it was when a file was saved next.",
        Stride::Save,
        true,
        [],
        []
    ),
    step!(
        "timeline.node_back",
        "Back by a node",
        "Shows the project as it was at the node before.",
        Stride::Node,
        false,
        ["shift+alt+,"],
        ["ctrl+shift+alt+,"]
    ),
    step!(
        "timeline.node_forward",
        "Forward by a node",
        "Shows the project as it was at the next node.",
        Stride::Node,
        true,
        ["shift+alt+."],
        ["ctrl+shift+alt+."]
    ),
    command(
        "timeline.restore_file",
        "Restore this file",
        "Brings the file back as it was at the moment that is shown.",
        Timeline,
        |ws, args| {
            let path = ws.timeline_path(args)?;
            ws.timeline_run(TimelineCommand::Restore { what: Restore::File(path), from: None })
        },
    )
    .args(&[PATH])
    .enabled(in_past),
    command(
        "timeline.restore_folder",
        "Restore this folder",
        "Brings everything in the file’s folder back as it was at the moment that is shown.",
        Timeline,
        |ws, args| {
            let path = ws.timeline_path(args)?;
            let given = args.text(0, "path").is_some();
            let folder = if given { Some(path) } else { ProjectPath::new(path.folder()).ok() };
            let what = folder.map_or(Restore::Project, Restore::Folder);
            ws.timeline_run(TimelineCommand::Restore { what, from: None })
        },
    )
    .args(&[PATH])
    .enabled(in_past),
    command(
        "timeline.restore_project",
        "Restore the whole project",
        "Brings every file back as it was at the moment that is shown. What is there now stays in the timeline.",
        Timeline,
        |ws, _| ws.timeline_run(TimelineCommand::Restore { what: Restore::Project, from: None }),
    )
    .enabled(in_past),
    command(
        "timeline.restore_hunk",
        "Restore these lines",
        "Brings back the marked lines at the caret as they were at the moment that is shown.",
        Timeline,
        |ws, _| {
            let view = ws.active_view_or_err()?;
            let text = ws.view_text(view)?;
            let line = text.line_of(ws.view_selections(view)?.primary().head);
            ws.timeline_run(TimelineCommand::RestoreMark { view, line })
        },
    )
    .enabled(in_past),
    command(
        "timeline.branch",
        "New branch from here",
        "Begins a branch at the moment that is shown and works on it from now on.",
        Timeline,
        |ws, args| match args.text(0, "name") {
            Some(name) => {
                let description = args.text(1, "description").unwrap_or_default().to_string();
                let name = name.to_string();
                ws.timeline_run(TimelineCommand::Branch { name, description, from: None, switch: true })
            }
            None => ws.effect(Effect::AskTimeline(AskFor::Branch)),
        },
    )
    .args(&[NAME, DESCRIPTION])
    .enabled(recording),
    command(
        "timeline.switch",
        "Switch branch",
        "Works on another branch: its files are written, those of this one are kept.",
        Timeline,
        |ws, args| match args.text(0, "name") {
            Some(name) => {
                let branch = ws.timeline_branch(&name)?;
                ws.timeline_run(TimelineCommand::Switch(branch))
            }
            None => ws.effect(Effect::AskTimeline(AskFor::Switch)),
        },
    )
    .args(&[NAME])
    .enabled(has_branches),
    command(
        "timeline.merge",
        "Merge a branch",
        "Takes what was done on another branch into this one.",
        Timeline,
        |ws, args| match args.text(0, "name") {
            Some(name) => {
                let branch = ws.timeline_branch(&name)?;
                ws.timeline_run(TimelineCommand::Merge(branch))
            }
            None => ws.effect(Effect::AskTimeline(AskFor::Merge)),
        },
    )
    .args(&[NAME])
    .enabled(has_branches),
    command(
        "timeline.label",
        "Label this moment",
        "Gives the moment that is shown a name, so that it is found again.",
        Timeline,
        |ws, args| match args.text(0, "text") {
            Some(text) => {
                let node = ws.timeline.shown_node();
                ws.timeline_run(TimelineCommand::Label { node, text: Some(text.to_string()) })
            }
            None => ws.effect(Effect::AskTimeline(AskFor::Label)),
        },
    )
    .args(&[LABEL])
    .enabled(recording),
    command(
        "timeline.decide",
        "Record a decision",
        "Writes down what was decided, why, and what follows, at this moment.",
        Timeline,
        |ws, args| match args.text(0, "title") {
            Some(title) => {
                let text = |at, name| args.text(at, name).unwrap_or_default().to_string();
                let decision = Decision {
                    title: title.to_string(),
                    status: Some("accepted".to_owned()),
                    context: text(1, "context"),
                    decision: text(2, "decision"),
                    consequences: text(3, "consequences"),
                    ..Decision::default()
                };
                ws.timeline_run(TimelineCommand::Decide(Box::new(decision)))
            }
            None => ws.effect(Effect::AskTimeline(AskFor::Decision)),
        },
    )
    .args(DECISION)
    .enabled(recording),
    command(
        "timeline.compare_with_now",
        "Compare with now",
        "Lists the files that differ between the moment that is shown and now.",
        Timeline,
        |ws, _| {
            let from = ws.timeline.shown_moment().ok_or(CommandError::NotNow("the present is shown"))?;
            ws.timeline_run(TimelineCommand::Compare { from, to: None })?;
            ws.effect(Effect::FocusPanel(PanelId::Timeline))
        },
    )
    .enabled(in_past),
    command(
        "timeline.why",
        "Why is this line here?",
        "Shows what made the line at the caret what it is, back to its birth.",
        Timeline,
        |ws, _| {
            let view = ws.active_view_or_err()?;
            let text = ws.view_text(view)?;
            let line = text.line_of(ws.view_selections(view)?.primary().head);
            ws.timeline_run(TimelineCommand::WhyAt { view, line })?;
            ws.effect(Effect::FocusPanel(PanelId::Timeline))
        },
    )
    .enabled(recording),
    command(
        "timeline.replay",
        "Replay, or pause",
        "Plays what happened, keystroke by keystroke, from the moment that is shown.",
        Timeline,
        |ws, _| ws.timeline_toggle_replay(),
    )
    .enabled(recording),
    command(
        "timeline.gc",
        "Tidy the timeline",
        "Gives free what no moment of the timeline needs any more.",
        Timeline,
        |ws, _| ws.timeline_run(TimelineCommand::Gc),
    )
    .enabled(recording),
    command(
        "timeline.rules",
        "What the timeline records",
        "Shows the rules by which files are recorded or left out.",
        Timeline,
        |ws, _| ws.effect(Effect::AskTimeline(AskFor::Rules)),
    ),
    command(
        "timeline.retry",
        "Try to record again",
        "Opens the timeline of this project again, after it could not be.",
        Timeline,
        |ws, _| ws.timeline_run(TimelineCommand::Retry),
    )
    .enabled(|snapshot| snapshot.project.is_some() && !snapshot.timeline.is_recording()),
];

fn recording(snapshot: &Snapshot) -> bool {
    snapshot.timeline.state == TimelineState::Recording
}

fn in_past(snapshot: &Snapshot) -> bool {
    snapshot.timeline.in_past()
}

fn has_branches(snapshot: &Snapshot) -> bool {
    recording(snapshot) && snapshot.timeline.branches.iter().filter(|branch| !branch.deleted).count() > 1
}

impl Workspace {
    /// The file that a command is about: the one given, or that of the active tab.
    fn timeline_path(&self, args: &Args) -> Result<ProjectPath, CommandError> {
        let path = match args.text(0, "path") {
            Some(path) => self.absolute(std::path::Path::new(path.as_str())),
            None => self.active_path().ok_or(CommandError::NotNow("the tab has no file"))?,
        };
        self.timeline
            .relative(&path)
            .ok_or_else(|| CommandError::Failed(format!("“{}” is not in the project", path.display())))
    }

    fn timeline_branch(&self, name: &str) -> Result<BranchId, CommandError> {
        let mut branches = self.timeline.view.branches.iter().filter(|branch| !branch.deleted);
        let branch = branches.find(|branch| branch.name == name);
        branch
            .map(|branch| branch.id)
            .ok_or_else(|| CommandError::Failed(format!("there is no branch ‘{name}’")))
    }

    fn timeline_toggle_replay(&mut self) -> CommandResult {
        let command = match self.timeline.replay_playing() {
            Some(true) => TimelineCommand::Pause,
            Some(false) => TimelineCommand::Play,
            None => TimelineCommand::Replay { from: None, to: None, speed: 4.0 },
        };
        self.run(Command::Timeline(command));
        Ok(())
    }
}

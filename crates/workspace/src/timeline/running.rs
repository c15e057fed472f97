//! Sends each command of the timeline to the part that does it.

use super::TimelineCommand;
use super::looking::Ends;
use super::planning::Job;
use super::seeking::Target;
use crate::command::{CommandError, CommandResult};
use crate::ids::DocumentId;
use crate::workspace::Workspace;

impl Workspace {
    /// Does a command of the timeline.
    pub(crate) fn timeline_run(&mut self, command: TimelineCommand) -> CommandResult {
        let done = self.timeline_do(command);
        self.timeline.touch();
        self.touch();
        done
    }

    fn timeline_do(&mut self, command: TimelineCommand) -> CommandResult {
        use TimelineCommand as Do;
        let of_face = matches!(command, Do::Retry | Do::Panel(_) | Do::Window { .. } | Do::List { .. });
        if !of_face && self.timeline.history().is_none() {
            return Err(CommandError::NotNow("nothing is recorded"));
        }
        match command {
            Do::Panel(seen) => self.timeline_panel(seen),
            Do::Window { range, buckets } => self.timeline_window(range, buckets),
            Do::List { filter, rows } => self.timeline_list(*filter, rows),
            Do::Select(node) => self.timeline_select(node),
            Do::Seek(moment) => return self.timeline_go(Target::Moment(moment)),
            Do::SeekTime { branch, time } => return self.timeline_go(Target::Time(branch, time)),
            Do::SeekNode(node) => return self.timeline_go(Target::Node(node)),
            Do::Step { by, forward, in_file } => {
                let file = if in_file { self.timeline_active_document() } else { None };
                return self.timeline_go(Target::Step { by, forward, times: 1, file });
            }
            Do::Return => self.timeline_leave_past(),
            Do::OpenThen(path) => return self.timeline_open_then(path),
            Do::Compare { from, to } => self.timeline_compare(Ends::Moments(from, to)),
            Do::CompareTimes { from, to } => {
                let shown = self.timeline.shown_moment();
                let branch = shown.map_or(self.timeline.view.active, |moment| moment.branch);
                self.timeline_compare(Ends::Times(branch, from, to));
            }
            Do::CompareFile(path) => return self.timeline_compare_file(path),
            Do::CloseCompare => self.timeline_close_compare(),
            Do::Why { path, line } => {
                let moment = self.timeline.shown_moment();
                self.timeline_why(path, line, moment);
            }
            Do::WhyAt { view, line } => return self.timeline_why_at(view, line),
            Do::CloseWhy => self.timeline_close_why(),
            Do::Replay { from, to, speed } => return self.timeline_replay(from, to, speed),
            Do::PlaySpeed(speed) => return self.timeline_play_speed(speed),
            Do::Pause => return self.timeline_play(false),
            Do::Play => return self.timeline_play(true),
            Do::StopReplay => self.timeline_replay_stop(),
            Do::Restore { what, from } => {
                let from = from.or_else(|| self.timeline.shown_moment());
                let from = from.ok_or(CommandError::NotNow("the present is shown"))?;
                return self.timeline_start(Job::Restore { what, from });
            }
            Do::RestoreMark { view, line } => return self.timeline_restore_mark(view, line),
            Do::Branch { name, description, from, switch } => {
                let from = from.or_else(|| self.timeline.shown_moment());
                if switch {
                    return self.timeline_start(Job::Begin { name, description, from });
                }
                self.timeline_note(move |timeline, person, now| {
                    let from = from.unwrap_or_else(|| timeline.now());
                    timeline.branch(&name, &description, from, person, now).map(|_| ())
                });
            }
            Do::Switch(branch) => return self.timeline_start(Job::Switch(branch)),
            Do::RenameBranch { branch, name } => {
                self.timeline_note(move |timeline, _, now| timeline.rename_branch(branch, &name, now));
            }
            Do::DescribeBranch { branch, text } => {
                self.timeline_note(move |timeline, _, now| timeline.describe_branch(branch, &text, now));
            }
            Do::DeleteBranch(branch) => {
                if self.timeline.shown_moment().is_some_and(|moment| moment.branch == branch) {
                    self.timeline_leave_past();
                }
                self.timeline_note(move |timeline, _, now| timeline.delete_branch(branch, now));
            }
            Do::RestoreBranch(branch) => {
                self.timeline_note(move |timeline, _, now| timeline.restore_branch(branch, now));
            }
            Do::Merge(from) => return self.timeline_start(Job::Merge { from, decided: None }),
            Do::Resolve { path, resolution } => return self.timeline_resolve(&path, resolution),
            Do::FinishMerge => return self.timeline_finish_merge(),
            Do::CancelMerge => self.timeline_merge_over(),
            Do::Label { node, text } => {
                self.timeline_note(move |timeline, person, now| match (node, text.as_deref()) {
                    (Some(node), text) => timeline.label(node, text, person, now),
                    (None, Some(text)) => timeline.label_now(text, person, now).map(|_| ()),
                    (None, None) => Ok(()),
                });
            }
            Do::Note { node, text } => {
                self.timeline_note(move |timeline, person, now| timeline.note(node, &text, person, now));
            }
            Do::Decide(decision) => {
                self.timeline_note(move |timeline, person, now| {
                    timeline.decide(*decision, person, now).map(|_| ())
                });
            }
            Do::SetRules(rules) => {
                self.timeline_note(move |timeline, _, _| timeline.set_rules(*rules).map(|_| ()));
            }
            Do::Gc => self.timeline_tidy(false),
            Do::Retry => return self.timeline_retry(),
        }
        Ok(())
    }

    /// Goes somewhere because somebody wants to: a replay ends.
    fn timeline_go(&mut self, target: Target) -> CommandResult {
        self.timeline_replay_stop();
        self.timeline_seek(target)
    }

    /// The document of the active tab, as it is now.
    fn timeline_active_document(&self) -> Option<DocumentId> {
        let id = self.view_document(self.active_view_id()?).ok()?;
        let document = self.documents.get(id)?;
        Some(document.past.as_ref().and_then(|past| past.present).unwrap_or(id))
    }
}

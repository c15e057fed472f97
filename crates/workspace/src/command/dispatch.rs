//! Sends each command to the part that does it. What goes wrong is told to the user as a notice; nothing is
//! returned, since commands come from a queue.

use super::{Command, CommandError, CommandId, CommandResult, Step};
use crate::notice::NewNotice;
use crate::sketches::{ShelfCommand, SketchCommand, is_library};
use crate::workspace::Workspace;

impl Workspace {
    /// Does a command now. Effects queue up for [`Workspace::take_effects`].
    pub fn run(&mut self, command: Command) {
        match self.try_run(command) {
            Ok(()) => {}
            Err(CommandError::NotNow(reason)) => log::debug!("nothing done: {reason}"),
            Err(CommandError::Past) => self.timeline_refuse(),
            Err(error) => {
                self.notify(NewNotice::error(error.to_string()));
            }
        }
    }

    /// Does a command now and says what went wrong instead of telling the user: for scripts and tests.
    ///
    /// # Errors
    /// When there is no such command, its arguments do not fit, it does not apply now, or it failed.
    pub fn try_run(&mut self, command: Command) -> CommandResult {
        match command {
            Command::Run { id, args } => {
                let Some(spec) = self.commands.find(&id).copied() else {
                    return Err(CommandError::Unknown(id));
                };
                args.check(spec.args).map_err(|reason| CommandError::Args { id, reason })?;
                // What is changed is recorded with the command that changed it, the outermost one.
                let outer = self.timeline.command.is_some();
                if !outer {
                    self.timeline.command = Some(CommandId::new(spec.id));
                }
                let done = (spec.run)(self, &args);
                if !outer {
                    self.timeline.command = None;
                }
                done
            }
            Command::Type { view, text } => self.type_text(view, &text),
            Command::Paste { view, text } => self.paste(view, &text),
            Command::Select { view, selections } => self.select(view, selections),
            Command::Edit { view, change } => self.edit(view, change),
            Command::Viewport { view, scroll, rows, columns } => {
                self.set_viewport(view, scroll, rows, columns)
            }
            Command::ToggleFold { view, line } => self.toggle_fold(view, line),
            Command::Find { view, command } => self.find_run(view, command),
            Command::Tab(command) => self.tab_run(command),
            Command::Tree(command) => {
                self.project_run(command);
                Ok(())
            }
            Command::Search(command) => {
                self.search_run(command);
                Ok(())
            }
            Command::Finder(command) => {
                self.finder_run(command);
                Ok(())
            }
            Command::Settings(command) => {
                self.settings_run(command);
                Ok(())
            }
            Command::Timeline(command) => self.timeline_run(command),
            Command::Sketch(command) => self.sketch_run(command),
            Command::Ai(command) => self.ai_run(command),
            Command::OpenProject(root) => {
                self.open_project(root);
                Ok(())
            }
            Command::OpenPaths(mut paths) => {
                if self.shows_drawing() {
                    // Beside a drawing a library is one to draw with.
                    for path in paths.extract_if(.., |path| is_library(path)) {
                        self.sketch_run(SketchCommand::Shelf(ShelfCommand::Open(path)))?;
                    }
                }
                self.open_paths(paths);
                Ok(())
            }
            Command::OpenAt(target) => {
                self.open_at(target);
                Ok(())
            }
            Command::Answer { question, choice } => {
                self.answer(question, choice);
                Ok(())
            }
            Command::SavePathPicked { tab, path } => self.save_path_picked(tab, path),
            Command::Tell(notice) => {
                self.notify(notice);
                Ok(())
            }
            Command::DismissNotice(id) => {
                self.notices.retain(|notice| notice.id != id);
                self.touch();
                Ok(())
            }
            Command::Focus(focus) => {
                if self.focus != focus {
                    self.focus = focus;
                    self.touch();
                }
                Ok(())
            }
            Command::WindowFocus(active) => {
                self.window_focus(active);
                Ok(())
            }
            Command::WindowLayout(layout) => {
                self.session_set_layout(layout);
                Ok(())
            }
        }
    }

    /// Does a step of a script: a command of the table, or typing into the active view. Key strokes are resolved
    /// with the keymap.
    ///
    /// # Errors
    /// As [`Workspace::try_run`]; also when keys mean nothing here.
    pub fn run_step(&mut self, step: Step) -> CommandResult {
        match step {
            Step::Run { id, args } => self.try_run(Command::Run { id, args }),
            Step::Type(text) => {
                let view = self.active_view_id().ok_or(CommandError::NotNow("no text has the keyboard"))?;
                // Key by key, as fingers do: a bracket is closed when it is typed, not when it is pasted.
                let mut utf8 = [0; 4];
                text.chars().try_for_each(|key| self.type_text(view, key.encode_utf8(&mut utf8)))
            }
            Step::Keys(keys) => self.keymap_run_keys(&keys),
        }
    }
}

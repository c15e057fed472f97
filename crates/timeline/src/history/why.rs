//! Why a line is here: what made it what it is, step by step back to its birth, across branches, restores, merges and
//! changes from outside.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::Timestamp;
use justbuilt_text::Text;

use crate::{Author, Base, FileId, LaneId, OpKind, Step};

use super::asking::node_of_step;
use super::content::FileContent;
use super::core::Core;
use super::error::{HistoryError, HistoryResult};
use super::lines::line_hunks;
use super::looking::Place;
use super::manifest::{Change, FileEntry, Moment, Source};
use super::node::{Node, NodeKind};
use super::path::ProjectPath;
use super::timeline::Timeline;

/// Operations looked at, at most: no line is older.
const PATIENCE: usize = 50_000;

/// What once happened to a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The moment after it.
    pub moment: Moment,
    /// The node it belongs to; `None` while a burst of edits is going on, and for what was there at the beginning.
    pub node: Option<Arc<Node>>,
    /// Who. Its detail is the conversation, the commit or the command line.
    pub author: Option<Author>,
    /// When.
    pub time: Option<Timestamp>,
    /// By what kind of action, where it was an operation.
    pub kind: Option<OpKind>,
    /// Where the file was then.
    pub path: ProjectPath,
    /// The line after it.
    pub after: String,
    /// What it was before; `None` when it was born here.
    pub before: Option<String>,
}

/// Where the line is while it is followed back.
enum At {
    /// In the text of a lane after so many operations; its bytes, and what it reads there.
    Lane(LaneId, usize, Range<usize>, String),
    /// In a text that is older than all operations.
    Whole(Moment, FileEntry, Text, usize),
}

impl Timeline {
    /// What made a line (from 0) what it is at a moment, newest first, back to its birth. Reads operations, which may
    /// wait for the disk.
    ///
    /// # Errors
    /// [`HistoryError::NoFile`], [`HistoryError::NoText`], [`HistoryError::NoLine`]; those of reading. What is damaged
    /// or thinned out ends the answer.
    pub fn why(&self, path: &str, line: usize, moment: Moment) -> HistoryResult<Vec<Reason>> {
        let core = self.core();
        let manifest = core.manifest(moment);
        let no_file = || HistoryError::NoFile { path: path.to_owned(), moment };
        let entry = manifest.get(path).ok_or_else(no_file)?;
        let text = self.text(path, moment)?;
        let lines = text.line_count();
        if line >= lines {
            return Err(HistoryError::NoLine { path: path.to_owned(), line: line + 1, lines });
        }
        let mut reasons = Vec::new();
        let mut at = match self.place(&core, entry, moment) {
            Place::Lane(lane, index) => Some(At::Lane(
                lane,
                index,
                with_edges(&text, line),
                text.slice(text.line_content(line)).into_owned(),
            )),
            Place::Fixed(_) => {
                last_put(&core, entry.file, moment).map(|(put, entry)| At::Whole(put, entry, text, line))
            }
        };
        let mut patience = PATIENCE;
        while let Some(now) = at.take().filter(|_| patience > 0) {
            patience -= 1;
            at = match now {
                At::Lane(lane, index, range, after) => {
                    self.lane_reason(&core, &mut reasons, lane, index, range, after)?
                }
                At::Whole(put, entry, text, line) => {
                    patience = patience.saturating_sub(PATIENCE / 2000);
                    self.whole_reason(&core, &mut reasons, put, &entry, &text, line)?
                }
            };
        }
        Ok(reasons)
    }

    /// One step back in a lane.
    fn lane_reason(
        &self,
        core: &Core,
        reasons: &mut Vec<Reason>,
        lane: LaneId,
        index: usize,
        range: Range<usize>,
        after: String,
    ) -> HistoryResult<Option<At>> {
        let ops = &self.inner.ops;
        let Ok(touch) = ops.touched(lane, index, range.clone()) else { return Ok(None) };
        let Some(touch) = touch else { return self.before_lanes(core, reasons, lane, index, range) };
        let step = touch.meta.step;
        let moment = Moment::new(touch.lane.branch, step);
        let node = node_of_step(core, touch.lane.branch, step).and_then(|id| core.node(id)).cloned();
        let node =
            node.filter(|node| node.files.is_empty() || node.files.iter().any(|f| f.file == touch.lane.file));
        let Ok(old) = ops.text_at(touch.lane, touch.index) else { return Ok(None) };
        let before = line_of(&old, &touch.before);
        let born = before.trim().is_empty() && !after.trim().is_empty();
        let goes_on = Some(At::Lane(touch.lane, touch.index, touch.before, before.clone())).filter(|_| !born);
        if before == after {
            // Lines around it came or went, by a merge or a restore, too.
            return Ok(goes_on);
        }
        if let Some(source) = node.as_ref().and_then(|node| came_from(node, touch.meta.kind))
            && let Ok(new) = ops.text_at(touch.lane, touch.index + 1)
            && let Some((next, line)) = self.in_source(core, &source, touch.lane.file, &new, &after)?
        {
            // Much may have come at once; what this line was is told by comparing lines.
            let was = line_in(&old, &new, line).or_else(|| replaced_line(&old, &new, line));
            let before = was.map(|line| old.slice(old.line_content(line)).into_owned());
            reasons.push(self.reason(core, moment, node, Some(touch.meta), touch.lane.file, after, before));
            return Ok(Some(next));
        }
        let same_node = |reason: &&mut Reason| match (&reason.node, &node) {
            (Some(one), Some(two)) => one.id == two.id,
            (None, None) => reason.moment.branch == touch.lane.branch && reason.kind.is_some(),
            _ => false,
        };
        match reasons.last_mut().filter(same_node) {
            Some(reason) => reason.before = (!born).then_some(before),
            None => {
                let before = (!born).then_some(before);
                reasons.push(self.reason(
                    core,
                    moment,
                    node,
                    Some(touch.meta),
                    touch.lane.file,
                    after,
                    before,
                ));
            }
        }
        Ok(goes_on)
    }

    /// A line that no operation touched: it is as old as the text its lane began with.
    fn before_lanes(
        &self,
        core: &Core,
        reasons: &mut Vec<Reason>,
        lane: LaneId,
        index: usize,
        range: Range<usize>,
    ) -> HistoryResult<Option<At>> {
        let ops = &self.inner.ops;
        let mut root = lane;
        while let Some(Base::Lane { lane: parent, .. }) = ops.lane(root).map(|info| info.base) {
            root = parent;
        }
        let (Ok(base), Ok(now)) = (ops.text_at(root, 0), ops.text_at(lane, index)) else { return Ok(None) };
        let line = now.line_of(content_start(&now, &range));
        let began = core.branch(root.branch).and_then(|branch| {
            let puts = |(step, change): &&(Step, Change)| {
                matches!(change, Change::Put(entry) if entry.file == root.file && entry.source == Source::Lane(root.branch))
                    && step.0 > 0
            };
            branch.changes.iter().find(puts).map(|(step, change)| (*step, change.clone()))
        });
        let (Some((step, Change::Put(entry))), Some(line)) = (began, line_in(&base, &now, line)) else {
            return Ok(None);
        };
        let moment = Moment::new(root.branch, Step(step.0.saturating_sub(1)));
        match last_put(core, root.file, moment) {
            Some((put, old)) => {
                let found = self.content_of(core, &old, put)?;
                let line = found.text().and_then(|text| line_in(text, &base, line));
                if let (FileContent::Text { text, .. }, Some(line)) = (found, line) {
                    return Ok(Some(At::Whole(put, old, text, line)));
                }
                Ok(None)
            }
            None => {
                let moment = Moment::new(root.branch, step);
                let after = base.slice(base.line_content(line)).into_owned();
                let reason = self.reason(core, moment, None, None, root.file, after, None);
                reasons.push(Reason { path: entry.path, ..reason });
                Ok(None)
            }
        }
    }

    /// One step back among texts that were never opened.
    fn whole_reason(
        &self,
        core: &Core,
        reasons: &mut Vec<Reason>,
        put: Moment,
        entry: &FileEntry,
        text: &Text,
        line: usize,
    ) -> HistoryResult<Option<At>> {
        let after = text.slice(text.line_content(line)).into_owned();
        let node = node_of_step(core, put.branch, put.step).and_then(|id| core.node(id)).cloned();
        let older = last_put(core, entry.file, Moment::new(put.branch, Step(put.step.0.saturating_sub(1))));
        let mut before = None;
        if let Some((older_put, older)) = older {
            let found = self.content_of(core, &older, older_put)?;
            if let FileContent::Text { text: older_text, .. } = found {
                if let Some(line) = line_in(&older_text, text, line) {
                    return Ok(Some(At::Whole(older_put, older, older_text, line)));
                }
                before = replaced_line(&older_text, text, line)
                    .map(|line| (older_text.slice(older_text.line_content(line)).into_owned(), line));
                if let Some((before, line)) = before {
                    reasons.push(self.reason(core, put, node, None, entry.file, after, Some(before)));
                    return Ok(Some(At::Whole(older_put, older, older_text, line)));
                }
            }
        }
        let before = before.map(|(before, _)| before);
        reasons.push(self.reason(core, put, node, None, entry.file, after, before));
        Ok(None)
    }

    /// Where a line that was restored or merged came from, if it is there.
    fn in_source(
        &self,
        core: &Core,
        sources: &[Moment],
        file: FileId,
        now: &Text,
        line: &str,
    ) -> HistoryResult<Option<(At, usize)>> {
        for source in sources {
            let manifest = core.manifest(*source);
            let Some(entry) = manifest.of_file(file) else { continue };
            let FileContent::Text { text, .. } = self.content_of(core, entry, *source)? else { continue };
            // The line as it stands in the text that came out, and the one in the source that it is.
            let here = (0..now.line_count()).filter(|at| now.slice(now.line_content(*at)) == line);
            let Some((here, there)) = here.filter_map(|at| Some((at, line_in(&text, now, at)?))).next()
            else {
                continue;
            };
            let at = match self.place(core, entry, *source) {
                Place::Lane(lane, index) => {
                    Some(At::Lane(lane, index, with_edges(&text, there), line.to_owned()))
                }
                Place::Fixed(_) => {
                    last_put(core, file, *source).map(|(put, entry)| At::Whole(put, entry, text, there))
                }
            };
            return Ok(at.map(|at| (at, here)));
        }
        Ok(None)
    }

    #[expect(clippy::too_many_arguments, reason = "all are parts of the one thing that is made")]
    fn reason(
        &self,
        core: &Core,
        moment: Moment,
        node: Option<Arc<Node>>,
        meta: Option<crate::OpMeta>,
        file: FileId,
        after: String,
        before: Option<String>,
    ) -> Reason {
        let author = meta.map(|meta| meta.author).or_else(|| node.as_ref().map(|node| node.author));
        let touched = node.as_ref().and_then(|node| node.files.iter().find(|touched| touched.file == file));
        let path = touched.map(|touched| touched.path.clone()).or_else(|| {
            let manifest = core.manifest(moment);
            manifest.of_file(file).map(|entry| entry.path.clone())
        });
        let unknown = || ProjectPath::new(format!("lost-and-found/file-{file}"));
        let time = meta.map(|meta| meta.time).or_else(|| node.as_ref().map(|node| node.time));
        Reason {
            moment,
            author: author.and_then(|author| core.author(author).cloned()),
            time,
            kind: meta.map(|meta| meta.kind),
            path: path.or_else(|| unknown().ok()).unwrap_or_else(ProjectPath::unnamed),
            node,
            after,
            before,
        }
    }
}

/// The moments that a node took something from, if its operations brought it.
fn came_from(node: &Node, kind: OpKind) -> Option<Vec<Moment>> {
    let brought = match node.kind {
        NodeKind::Restore => kind == OpKind::Restore,
        NodeKind::Merge => true,
        _ => false,
    };
    (brought && !node.sources.is_empty()).then(|| node.sources.to_vec())
}

/// The newest change at or before `moment` that says where the content of a file is.
fn last_put(core: &Core, file: FileId, moment: Moment) -> Option<(Moment, FileEntry)> {
    for at in core.ancestry(moment) {
        let Some(branch) = core.branch(at.branch) else { break };
        let count = branch.changes.partition_point(|(step, _)| *step <= at.step);
        for (step, change) in branch.changes.range(0, count).rev() {
            if let Change::Put(entry) = change
                && entry.file == file
                && !matches!(entry.source, Source::Lane(_))
            {
                return Some((Moment::new(at.branch, *step), entry.clone()));
            }
        }
    }
    None
}

/// The bytes of a line with its ending and the one before it, so that what was cut off its ends is seen.
fn with_edges(text: &Text, line: usize) -> Range<usize> {
    let range = text.line_range(line);
    let before = if line == 0 { 0 } else { text.line_end(line - 1) };
    before..range.end
}

/// Where the content begins in a range that has the ending of the line before it at its start.
fn content_start(text: &Text, range: &Range<usize>) -> usize {
    let slice = text.slice(range.clone());
    let ending = if slice.starts_with("\r\n") { 2 } else { usize::from(slice.starts_with('\n')) };
    range.start + ending
}

/// What is in such a range, without the endings around it.
fn line_of(text: &Text, range: &Range<usize>) -> String {
    let slice = text.slice(range.clone());
    let slice = slice.strip_prefix("\r\n").or_else(|| slice.strip_prefix('\n')).unwrap_or(&slice);
    let slice = slice.strip_suffix("\r\n").or_else(|| slice.strip_suffix('\n')).unwrap_or(slice);
    slice.to_owned()
}

/// The line of `old` that line `line` of `new` is, if both have it.
fn line_in(old: &Text, new: &Text, line: usize) -> Option<usize> {
    let mut shift = 0_isize;
    for hunk in line_hunks(old, new) {
        if line < hunk.new.start {
            break;
        }
        if line < hunk.new.end {
            return None;
        }
        shift = hunk.old.end as isize - hunk.new.end as isize;
    }
    line.checked_add_signed(shift)
}

/// The line of `old` in whose place line `line` of `new` came, if as many came as went.
fn replaced_line(old: &Text, new: &Text, line: usize) -> Option<usize> {
    let hunk = line_hunks(old, new).into_iter().find(|hunk| hunk.new.contains(&line))?;
    (hunk.old.len() == hunk.new.len()).then(|| hunk.old.start + line - hunk.new.start)
}

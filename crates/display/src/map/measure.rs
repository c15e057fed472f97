//! Measuring in portions: around the view, and the rest when there is time. Knows no folds but as runs.

use std::{ops::Range, sync::Arc, time::Duration};

use web_time::Instant;

use super::{DisplayMap, Longest, VIEW_BUDGET, Widest, run_of_long};
use crate::{
    cluster::Width,
    coords::ScrollAnchor,
    long::{LONG, LongLine},
    runs::{Run, State},
    scan::{Scanned, scan},
    splice::LineSplice,
    wrap::Wrap,
};

/// Bytes between two looks at the clock.
const PORTION: usize = 32 * 1024;

impl DisplayMap {
    /// Measures what a view needs that shows `rows` rows from `anchor` down, and as much above it. Says whether all of
    /// that is measured now; very long lines may need several calls. Rows above may change: keep the anchor, not a row.
    pub fn prepare(&mut self, anchor: ScrollAnchor, rows: usize) -> bool {
        let last = self.text.line_count().saturating_sub(1);
        let here = self.runs.before_line(anchor.line.min(last)).visible;
        let found = self.runs.at_visible(here.saturating_sub(rows));
        let first = found.before.lines + here.saturating_sub(rows).saturating_sub(found.before.visible);
        let mut budget = VIEW_BUDGET;
        let (mut line, mut seen) = (first, 0);
        let mut done = true;
        while line <= last && seen < rows * 2 + 1 {
            let found = self.runs.at_line(line);
            let end = found.before.lines + found.run.lines;
            match found.run.state {
                State::Hidden => line = end,
                State::Measured if self.settings.wrap.is_some() => {
                    seen += (end - line) * found.run.rows.max(1) as usize;
                    line = end;
                }
                State::Guessed => {
                    let lines = line..end.min(line + rows * 2 + 1 - seen);
                    seen += lines.len();
                    line = self.measure_lines(lines.clone(), &mut budget);
                    if line < lines.end {
                        return false;
                    }
                    done &= self.runs.next_guessed(lines.start).is_none_or(|next| next.start >= lines.end);
                }
                State::Measured => {
                    let lines = line..end.min(line + rows * 2 + 1 - seen);
                    seen += lines.len();
                    line = lines.end;
                    done &= self.look_at_view(lines, &mut budget);
                }
            }
        }
        done
    }

    /// Measures for about `budget`; says whether everything is measured. Do not call it again then before the next
    /// change.
    pub fn step(&mut self, budget: Duration) -> bool {
        let start = Instant::now();
        loop {
            if self.step_bytes(PORTION) {
                return true;
            }
            if start.elapsed() >= budget {
                return false;
            }
        }
    }

    /// Measures about `bytes` of text; says whether everything is measured.
    pub fn step_bytes(&mut self, bytes: usize) -> bool {
        let mut budget = bytes;
        if self.settings.wrap.is_none() {
            return self.scan_longest(&mut budget);
        }
        while budget > 0 {
            let Some(lines) = self.runs.next_guessed(0) else { return true };
            self.measure_lines(lines, &mut budget);
        }
        self.runs.next_guessed(0).is_none()
    }

    /// Whether nothing is guessed.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        match self.settings.wrap {
            Some(_) => self.runs.sum().guessed == 0,
            None => {
                self.longest.scanned >= self.text.line_count()
                    && self.longs.iter().all(|(_, long)| long.is_measured())
            }
        }
    }

    /// Measures everything, however long that takes.
    pub fn measure_all(&mut self) {
        while !self.step_bytes(usize::MAX / 2) {}
    }

    /// The runs of these lines, measured as far as the budget goes, and the line after the last one that was.
    fn measured_runs(&mut self, lines: Range<usize>, budget: &mut usize) -> (Vec<Run>, usize) {
        let mut runs: Vec<Run> = Vec::new();
        let mut push = |run: Run| match runs.last_mut() {
            Some(last) if (last.rows, last.state) == (run.rows, run.state) => last.lines += run.lines,
            _ => runs.push(run),
        };
        let Some(limit) = self.settings.wrap else {
            push(Run::new(lines.len(), 1, State::Measured));
            return (runs, lines.end);
        };
        let tab_width = self.settings.tab_width;
        let text = self.text.clone();
        let mut left = *budget;
        let end = scan(&text, lines.clone(), budget, |line, scanned| match scanned {
            Scanned::Short(content) => {
                left = left.saturating_sub(content.len());
                push(Run::new(1, rows_of(content, limit, tab_width), State::Measured));
                0
            }
            Scanned::Long(content) => {
                let before = left;
                let long = self.long_at(line, content.clone());
                long.measure(&text, content.start, &mut left);
                push(run_of_long(long));
                before - left
            }
        });
        (runs, end)
    }

    /// The runs of lines that were edited: measured as far as the budget goes, then guessed.
    pub(super) fn edited_runs(&mut self, lines: Range<usize>, budget: &mut usize) -> Vec<Run> {
        let (mut runs, mut at) = self.measured_runs(lines.clone(), budget);
        let first = self.longs.partition_point(|(line, _)| *line < at);
        let longs = self.longs.get(first..).unwrap_or_default().iter();
        for (line, long) in longs.take_while(|(line, _)| *line < lines.end) {
            runs.push(Run::new(line - at, 1, State::Guessed));
            runs.push(run_of_long(long));
            at = line + 1;
        }
        runs.push(Run::new(lines.end - at, 1, State::Guessed));
        runs.retain(|run| run.lines > 0);
        runs
    }

    /// Measures guessed lines; returns the line after the last one that was looked at.
    fn measure_lines(&mut self, lines: Range<usize>, budget: &mut usize) -> usize {
        let (runs, stop) = self.measured_runs(lines.clone(), budget);
        if stop > lines.start {
            self.runs.splice(lines.start..stop, runs);
        }
        stop
    }

    /// The long line at `line`, cut now if it was not met before.
    fn long_at(&mut self, line: usize, content: Range<usize>) -> &mut LongLine {
        let longs = Arc::make_mut(&mut self.longs);
        let index = match longs.binary_search_by_key(&line, |(line, _)| *line) {
            Ok(index) => index,
            Err(index) => {
                let long = LongLine::new(&self.text, content, self.settings.wrap, self.settings.tab_width);
                longs.insert(index, (line, long));
                index
            }
        };
        &mut longs[index].1
    }

    /// Without wrap: the widths of lines in view that may matter. Says whether all long ones are measured.
    fn look_at_view(&mut self, lines: Range<usize>, budget: &mut usize) -> bool {
        let text = self.text.clone();
        let tab_width = self.settings.tab_width;
        for line in lines.start.max(self.longest.scanned)..lines.end {
            let content = text.line_content(line);
            if content.len() > LONG {
                self.long_at(line, content);
            } else if content.len() > self.longest.best.columns as usize {
                let columns = Width::of(&text.slice(content), tab_width).end(0, tab_width);
                self.longest.see(line, columns, true);
            }
        }
        self.measure_longs(lines, budget)
    }

    /// Without wrap: the widths of lines, as far as the budget goes. Says whether all are exact now.
    fn look_at(&mut self, lines: Range<usize>, budget: &mut usize) -> bool {
        let mut longest = self.longest;
        let mut exact = true;
        let end = self.see_lines(lines.clone(), budget, &mut longest, &mut exact);
        self.longest = longest;
        exact && end >= lines.end
    }

    /// Sees the widths of lines; returns the line after the last one.
    fn see_lines(
        &mut self,
        lines: Range<usize>,
        budget: &mut usize,
        longest: &mut Longest,
        exact: &mut bool,
    ) -> usize {
        let text = self.text.clone();
        let tab_width = self.settings.tab_width;
        let mut left = *budget;
        scan(&text, lines, budget, |line, scanned| match scanned {
            Scanned::Short(content) => {
                left = left.saturating_sub(content.len());
                if may_be_wider(content, longest.best.columns, tab_width) {
                    longest.see(line, Width::of(content, tab_width).end(0, tab_width), true);
                }
                0
            }
            Scanned::Long(content) => {
                let before = left;
                let long = self.long_at(line, content.clone());
                let done = long.measure(&text, content.start, &mut left);
                longest.see(line, long.columns(), done);
                *exact &= done;
                before - left
            }
        })
    }

    fn scan_longest(&mut self, budget: &mut usize) -> bool {
        let mut longest = self.longest;
        let lines = longest.scanned..self.text.line_count();
        longest.scanned = self.see_lines(lines, budget, &mut longest, &mut true);
        self.longest = longest;
        if longest.scanned < self.text.line_count() || !self.measure_longs(0..usize::MAX, budget) {
            return false;
        }
        // All was seen: what is published may shrink to it.
        self.longest.shown = self.longest.best;
        true
    }

    /// Goes on with long lines that were too long for one portion; says whether all of these lines are measured.
    fn measure_longs(&mut self, lines: Range<usize>, budget: &mut usize) -> bool {
        let todo = |(line, long): &(usize, LongLine)| lines.contains(line) && !long.is_measured();
        if !self.longs.iter().any(todo) {
            return true;
        }
        let mut done = true;
        for at in Arc::make_mut(&mut self.longs).iter_mut().filter(|at| todo(at)) {
            let (line, long) = (at.0, &mut at.1);
            let measured = long.measure(&self.text, self.text.line_start(line), budget);
            self.longest.see(line, long.columns(), measured);
            done &= measured;
        }
        done
    }

    /// Follows an edit. What was the widest line may be narrower now: then all lines are looked at again, when there
    /// is time.
    pub(super) fn edit_longest(&mut self, lines: &[LineSplice]) {
        if self.settings.wrap.is_some() {
            return;
        }
        let before = self.longest;
        let index = lines.partition_point(|splice| splice.old.end <= before.scanned);
        let moved = moved_line(lines, before.scanned);
        let touched = lines.get(index).filter(|splice| splice.old.start < before.scanned);
        self.longest.scanned = touched.map_or(moved, |splice| splice.new.start);
        let is_touched = |line: usize| {
            let index = lines.partition_point(|splice| splice.old.end <= line);
            lines.get(index).is_some_and(|splice| splice.old.start <= line)
        };
        let was_widest = is_touched(before.shown.line) || is_touched(before.best.line);
        self.longest.shown.line = moved_line(lines, before.shown.line);
        self.longest.best.line = moved_line(lines, before.best.line);
        let mut budget = super::EDIT_BUDGET;
        for LineSplice { new, .. } in lines {
            if budget == 0 || !self.look_at(new.clone(), &mut budget) {
                self.longest.scanned = self.longest.scanned.min(new.start);
                break;
            }
        }
        if was_widest && self.longest.shown.columns == before.shown.columns {
            self.longest.scanned = 0;
            self.longest.best = Widest::default();
        }
    }
}

fn moved_line(lines: &[LineSplice], line: usize) -> usize {
    let index = lines.partition_point(|splice| splice.old.end <= line);
    let before = index.checked_sub(1).and_then(|index| lines.get(index));
    before.map_or(line, |splice| line - splice.old.end + splice.new.end)
}

impl Longest {
    fn see(&mut self, line: usize, columns: u32, exact: bool) {
        let seen = Widest { line, columns };
        if columns > self.shown.columns {
            self.shown = seen;
        }
        if exact && columns > self.best.columns {
            self.best = seen;
        }
    }
}

/// No cluster is wider than its bytes, but tabs.
fn may_be_wider(content: &str, columns: u32, tab_width: u32) -> bool {
    content.len() * tab_width as usize > columns as usize && {
        let tabs = content.bytes().filter(|byte| *byte == b'\t').count();
        content.len() + tabs * (tab_width as usize - 1) > columns as usize
    }
}

fn rows_of(content: &str, limit: u32, tab_width: u32) -> u32 {
    if content.len() <= limit as usize && !content.as_bytes().contains(&b'\t') {
        return 1;
    }
    u32::try_from(Wrap::new(content, limit, tab_width).count(content, 0)).unwrap_or(u32::MAX)
}

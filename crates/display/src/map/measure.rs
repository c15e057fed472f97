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
const PORTION: usize = 128 * 1024;

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
                    done &= self.look_at(line, &mut budget);
                    seen += 1;
                    line += 1;
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

    /// The runs of these lines, measured as far as the budget goes.
    pub(super) fn measured_runs(&mut self, lines: Range<usize>, budget: &mut usize) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut push = |run: Run| match runs.last_mut() {
            Some(last) if (last.rows, last.state) == (run.rows, run.state) => last.lines += run.lines,
            _ => runs.push(run),
        };
        let Some(limit) = self.settings.wrap else {
            push(Run::new(lines.len(), 1, State::Measured));
            return runs;
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
        if end < lines.end {
            push(Run::new(lines.end - end, 1, State::Guessed));
        }
        runs
    }

    /// Measures guessed lines; returns the line after the last one that was measured.
    fn measure_lines(&mut self, lines: Range<usize>, budget: &mut usize) -> usize {
        // Bounded, so that a portion does not rebuild what it leaves as it was.
        let most = (*budget / 8).max(1).min(lines.len());
        let end = lines.start + most;
        let mut runs = self.measured_runs(lines.start..end, budget);
        let mut stop = end;
        let left = runs.last().copied().filter(|run| run.state == State::Guessed);
        if *budget == 0 && left.is_some_and(|run| run.lines > 1 || !self.is_long(end - 1)) {
            stop -= left.map_or(0, |run| run.lines);
            runs.pop();
        }
        if stop > lines.start {
            self.runs.splice(lines.start..stop, runs);
        }
        stop
    }

    fn is_long(&self, line: usize) -> bool {
        self.longs.binary_search_by_key(&line, |(line, _)| *line).is_ok()
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

    /// Without wrap: the width of a line in view. Says whether it is exact.
    fn look_at(&mut self, line: usize, budget: &mut usize) -> bool {
        let content = self.text.line_content(line);
        if content.len() > LONG {
            let text = self.text.clone();
            let long = self.long_at(line, content.clone());
            let done = long.measure(&text, content.start, budget);
            let columns = long.columns();
            self.longest.see(line, columns, done);
            return done;
        }
        let tab_width = self.settings.tab_width;
        let content = self.text.slice(content);
        if may_be_wider(&content, self.longest.best.columns, tab_width) {
            let columns = Width::of(&content, tab_width).end(0, tab_width);
            self.longest.see(line, columns, true);
        }
        true
    }

    fn scan_longest(&mut self, budget: &mut usize) -> bool {
        let text = self.text.clone();
        let tab_width = self.settings.tab_width;
        let mut longest = self.longest;
        let mut left = *budget;
        longest.scanned =
            scan(&text, longest.scanned..text.line_count(), budget, |line, scanned| match scanned {
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
                    before - left
                }
            });
        self.longest = longest;
        if longest.scanned < text.line_count() || !self.measure_longs(budget) {
            return false;
        }
        // All was seen: what is published may shrink to it.
        self.longest.shown = self.longest.best;
        true
    }

    /// Goes on with long lines that were too long for one portion.
    fn measure_longs(&mut self, budget: &mut usize) -> bool {
        if self.longs.iter().all(|(_, long)| long.is_measured()) {
            return true;
        }
        let mut done = true;
        for (line, long) in Arc::make_mut(&mut self.longs) {
            let measured = long.measure(&self.text, self.text.line_start(*line), budget);
            done &= measured;
            if measured {
                self.longest.see(*line, long.columns(), true);
            }
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
        'all: for splice in lines {
            for line in splice.new.clone() {
                if budget < 64 {
                    self.longest.scanned = self.longest.scanned.min(line);
                    break 'all;
                }
                budget -= 64;
                self.look_at(line, &mut budget);
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

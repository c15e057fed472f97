//! The display map and what changes it: edits, folds, settings, measuring. What can be asked of it is in `query`,
//! `motion` and `anchor`.

mod anchor;
mod measure;
mod motion;
pub(crate) mod query;

use std::{ops::Range, sync::Arc};

use justbuilt_text::{Text, Transaction};

use crate::{
    coords::Settings,
    folds::{Fold, Folds},
    long::{LONG, LongLine},
    runs::{Run, Runs, State},
    splice::{LineSplice, Splices},
};

/// What an edit measures at once, in bytes; what is beyond is left to [`DisplayMap::prepare`] and
/// [`DisplayMap::step`].
const EDIT_BUDGET: usize = if cfg!(test) { 300 } else { 64 * 1024 };
/// What is measured at once around a view, in bytes.
const VIEW_BUDGET: usize = if cfg!(test) { 300 } else { 128 * 1024 };

/// Which rows of the screen a text becomes. A clone is a snapshot and costs O(1).
///
/// Rows of lines that have not been measured are guessed (one a line, or what they took before the settings changed)
/// and everything that is answered is consistent with the guess. Call [`prepare`](Self::prepare) for what is in view
/// before painting it, and [`step`](Self::step) when there is time.
#[derive(Clone, Debug)]
pub struct DisplayMap {
    text: Text,
    settings: Settings,
    folds: Folds,
    runs: Runs,
    /// The long lines that were met so far, by line.
    longs: Arc<Vec<(usize, LongLine)>>,
    longest: Longest,
}

/// What is known of the widest line, for the horizontal scroll bar.
#[derive(Clone, Copy, Debug, Default)]
struct Longest {
    /// The widest that was ever seen, until all lines were looked at again.
    shown: Widest,
    /// The widest of the lines that were looked at since then.
    best: Widest,
    /// The lines before this one are among those.
    scanned: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Widest {
    line: usize,
    columns: u32,
}

impl DisplayMap {
    /// For a whole text. Costs O(log n) beside measuring the first rows.
    #[must_use]
    pub fn new(text: &Text, settings: Settings) -> Self {
        let settings = settings.sane();
        let mut map = Self {
            text: text.clone(),
            settings,
            folds: Folds::default(),
            runs: Runs::new(Run::new(text.line_count(), 1, fresh(settings))),
            longs: Arc::default(),
            longest: Longest::default(),
        };
        map.step_bytes(EDIT_BUDGET);
        map
    }

    /// The text that is laid out.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The map as it is now, unmoved by what comes.
    #[must_use]
    pub fn snapshot(&self) -> Self {
        self.clone()
    }

    /// Lays out a wholly different text, with nothing folded.
    pub fn reset(&mut self, text: &Text) {
        *self = Self::new(text, self.settings);
    }

    /// Follows an edit: `transaction` made `new` of the text so far. Costs the touched lines and O(folds), not the
    /// text. A transaction that does not fit is answered by [`reset`](Self::reset).
    pub fn edit(&mut self, new: &Text, transaction: &Transaction) {
        if transaction.len_before() != self.text.len() || transaction.len_after() != new.len() {
            self.reset(new);
            return;
        }
        let splices = Splices::of(transaction);
        let old = std::mem::replace(&mut self.text, new.clone());
        let lines = splices.lines(&old, new);
        if lines.is_empty() {
            return;
        }
        let dissolved = self.folds.edit(&old, new, &splices);
        self.edit_longs(&old, &splices, &lines);
        self.edit_longest(&lines);
        let mut budget = EDIT_BUDGET;
        for LineSplice { old, new } in &lines {
            let at = new.start..new.start + old.len();
            let fresh = self.edited_runs(new.clone(), &mut budget);
            if old.len() != new.len() || self.runs.within(at.clone()) != fresh {
                self.runs.splice(at, fresh);
            }
        }
        if !self.folds.is_empty() {
            for splice in &lines {
                self.hide(splice.new.clone());
            }
        }
        for lines in dissolved {
            self.show(lines);
        }
    }

    /// Changes tab width or wrap; says whether that changed anything. Rows so far stay as the guess.
    pub fn set_settings(&mut self, settings: Settings) -> bool {
        let settings = settings.sane();
        if settings == self.settings {
            return false;
        }
        let was_wrapped = self.settings.wrap.is_some();
        self.settings = settings;
        self.longest = Longest::default();
        let mut longs = std::mem::take(&mut self.longs);
        for (line, long) in Arc::make_mut(&mut longs) {
            long.set_settings(&self.text, self.text.line_content(*line), settings.wrap, settings.tab_width);
        }
        self.longs = longs;
        let lines = self.text.line_count();
        let keep = was_wrapped && settings.wrap.is_some();
        let runs: Vec<Run> = match keep {
            true => self.runs.within(0..lines),
            false => vec![Run::new(lines, 1, fresh(settings))],
        };
        let guess =
            |run: Run| if run.state == State::Measured { Run { state: State::Guessed, ..run } } else { run };
        self.runs.splice(0..lines, runs.into_iter().map(guess));
        if !keep {
            self.hide(0..lines);
        }
        for (line, long) in Arc::clone(&self.longs).iter() {
            self.set_rows_of_long(*line, long);
        }
        true
    }

    /// Hides the lines after `lines.start` up to and with `lines.end` (as `justbuilt_syntax` gives folds: first and
    /// last line). Says whether that is new.
    pub fn fold(&mut self, lines: Range<usize>) -> bool {
        self.fold_all([lines])
    }

    /// Folds many at once.
    pub fn fold_all(&mut self, folds: impl IntoIterator<Item = Range<usize>>) -> bool {
        let end = self.text.line_count().saturating_sub(1);
        let folds = folds.into_iter().map(|lines| Fold { header: lines.start, last: lines.end.min(end) });
        let changed = self.folds.insert(folds);
        if changed {
            self.hide(0..end + 1);
        }
        changed
    }

    /// Opens all folds with this header; says whether there were any.
    pub fn unfold(&mut self, header: usize) -> bool {
        self.unfold_where(|fold| fold.header == header)
    }

    /// Opens `lines.start` if it is folded, else folds `lines`.
    pub fn toggle_fold(&mut self, lines: Range<usize>) {
        if !self.unfold(lines.start) {
            self.fold(lines);
        }
    }

    /// Opens everything; says whether anything was folded.
    pub fn unfold_all(&mut self) -> bool {
        self.unfold_where(|_| true)
    }

    /// Opens the folds that hide a byte; says whether there were any.
    pub fn reveal(&mut self, byte: usize) -> bool {
        let line = self.text.line_of(byte);
        self.folds.hidden_at(line).is_some()
            && self.unfold_where(|fold| fold.header < line && line <= fold.last)
    }

    fn unfold_where(&mut self, matches: impl Fn(&Fold) -> bool) -> bool {
        let gone = self.folds.remove(matches);
        if let (Some(first), Some(last)) = (gone.first(), gone.iter().map(|fold| fold.last).max()) {
            self.show(first.header + 1..last + 1);
        }
        !gone.is_empty()
    }

    /// Writes what the folds hide of `lines` into the runs.
    fn hide(&mut self, lines: Range<usize>) {
        let hidden: Vec<Range<usize>> = self.folds.hidden_within(lines).collect();
        let (Some(first), Some(last)) = (hidden.first(), hidden.last()) else { return };
        let all = first.start..last.end;
        // One splice for them all: what lies between them stays.
        let mut runs = Vec::with_capacity(2 * hidden.len());
        let mut shown = self.runs.within(all.clone()).into_iter();
        let (mut run, mut at) = (shown.next(), all.start);
        let mut take = |to: usize, mut give: Option<&mut Vec<Run>>| {
            while let Some(part) = run.filter(|_| at < to) {
                let lines = part.lines.min(to - at);
                if let Some(runs) = give.as_mut() {
                    runs.push(Run { lines, ..part });
                }
                at += lines;
                run = if lines < part.lines {
                    Some(Run { lines: part.lines - lines, ..part })
                } else {
                    shown.next()
                };
            }
        };
        for lines in &hidden {
            take(lines.start, Some(&mut runs));
            take(lines.end, None);
            runs.push(Run::new(lines.len(), 0, State::Hidden));
        }
        if runs.len() > 1 || self.runs.within(all.clone()) != runs {
            self.runs.splice(all, runs);
        }
    }

    /// Shows what no fold hides any more of `lines`.
    fn show(&mut self, lines: Range<usize>) {
        let lines = lines.start..lines.end.min(self.text.line_count());
        if lines.is_empty() {
            return;
        }
        let runs: Vec<Run> = self.runs.within(lines.clone());
        let shown = |run: Run| match run.state {
            State::Hidden => Run::new(run.lines, 1, fresh(self.settings)),
            _ => run,
        };
        let runs: Vec<Run> = runs.into_iter().map(shown).collect();
        self.runs.splice(lines.clone(), runs);
        self.hide(lines.clone());
        let longs = Arc::clone(&self.longs);
        for (line, long) in longs.iter().filter(|(line, _)| lines.contains(line)) {
            self.set_rows_of_long(*line, long);
        }
    }

    /// Writes the rows of a long line into the runs, if it is not hidden.
    fn set_rows_of_long(&mut self, line: usize, long: &LongLine) {
        if self.settings.wrap.is_some() && self.runs.at_line(line).run.state != State::Hidden {
            self.runs.splice(line..line + 1, [run_of_long(long)]);
        }
    }

    fn edit_longs(&mut self, old: &Text, splices: &Splices, lines: &[LineSplice]) {
        if self.longs.is_empty() {
            return;
        }
        let text = self.text.clone();
        let mut kept = Vec::with_capacity(self.longs.len());
        for (line, mut long) in Arc::unwrap_or_clone(std::mem::take(&mut self.longs)) {
            let index = lines.partition_point(|splice| splice.old.end <= line);
            let touched = lines.get(index).filter(|splice| splice.old.start <= line);
            let Some(touched) = touched else {
                let before = index.checked_sub(1).and_then(|before| lines.get(before));
                let moved = before.map_or(line, |before| line - before.old.end + before.new.end);
                kept.push((moved, long));
                continue;
            };
            let new = text.line_content(touched.new.start);
            if touched.old.len() != 1 || touched.new.len() != 1 || new.len() <= LONG {
                continue;
            }
            let before = old.line_range(line);
            let inside = |splice: &&crate::splice::Splice| splice.old.start >= before.start;
            let mut inside = splices.touching(before.clone()).filter(inside);
            let Some(first) = inside.next() else { continue };
            let last = inside.last().unwrap_or(first);
            let content = old.line_content(line);
            if last.old.end > content.end {
                continue;
            }
            let replaced = first.old.start - content.start..last.old.end - content.start;
            long.edit(&text, new, replaced, last.new.end - first.new.start);
            kept.push((touched.new.start, long));
        }
        self.longs = Arc::new(kept);
    }
}

fn fresh(settings: Settings) -> State {
    if settings.wrap.is_some() { State::Guessed } else { State::Measured }
}

fn run_of_long(long: &LongLine) -> Run {
    let state = if long.is_measured() { State::Measured } else { State::Guessed };
    Run::new(1, u32::try_from(long.rows()).unwrap_or(u32::MAX), state)
}

#[cfg(test)]
mod tests;

//! A line diff against text that is still coming: lines that are not there yet do not show as deleted. All lines that
//! came are aligned with the beginning of the old ones that costs least, an addition and a removal one each.

use std::ops::Range;

use justbuilt_text::Text;

use crate::ai::changes::hunks::Hunk;

/// Cells of the table; beyond them only what is the same at both ends is told apart.
const MOST: usize = 4 << 20;

/// The old lines, and the new ones as far as they came.
pub(super) struct Coming {
    old: Vec<String>,
    new: Vec<String>,
    /// A row for each number of new lines: what it costs to make them of so many old ones.
    rows: Vec<Vec<u32>>,
    /// The new text ends in the middle of a line, or did.
    crlf: bool,
}

impl Coming {
    pub fn new(old: &str, crlf: bool) -> Self {
        let old: Vec<String> = old.lines().map(str::to_owned).collect();
        let row = (0..=old.len()).map(|count| u32::try_from(count).unwrap_or(u32::MAX)).collect();
        Self { old, new: Vec::new(), rows: vec![row], crlf }
    }

    pub fn restart(&mut self) {
        self.new.clear();
        self.rows.truncate(1);
    }

    /// All whole lines that came so far. True when there are new ones.
    pub fn push(&mut self, so_far: &str) -> bool {
        let whole = so_far.rfind('\n').map_or("", |end| so_far.get(..end).unwrap_or_default());
        if so_far.find('\n').is_none() {
            return false;
        }
        let lines: Vec<&str> =
            whole.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
        self.take(&lines)
    }

    fn take(&mut self, lines: &[&str]) -> bool {
        let same = self.new.iter().zip(lines).take_while(|(known, line)| known == *line).count();
        let changed = same < self.new.len() || same < lines.len();
        self.new.truncate(same);
        self.rows.truncate(same + 1);
        for line in lines.iter().skip(same) {
            self.add(line);
        }
        changed
    }

    /// The text is whole.
    pub fn finish(&mut self, text: &str) {
        let lines: Vec<&str> = text.lines().collect();
        self.take(&lines);
    }

    fn add(&mut self, line: &str) {
        self.new.push(line.to_owned());
        if self.too_large() {
            return;
        }
        let Some(above) = self.rows.last() else { return };
        let mut row: Vec<u32> = Vec::with_capacity(self.old.len() + 1);
        let mut left = above.first().copied().unwrap_or(0).saturating_add(1);
        row.push(left);
        for (at, old) in self.old.iter().enumerate() {
            let up = above.get(at + 1).copied().unwrap_or(u32::MAX).saturating_add(1);
            let mut best = up.min(left.saturating_add(1));
            if old == line {
                best = best.min(above.get(at).copied().unwrap_or(u32::MAX));
            }
            row.push(best);
            left = best;
        }
        self.rows.push(row);
    }

    fn too_large(&self) -> bool {
        (self.new.len() + 1).saturating_mul(self.old.len() + 1) > MOST
    }

    /// What differs: lines of the old and of the new. `whole`: nothing more comes.
    fn differing(&self, whole: bool) -> Vec<(Range<usize>, Range<usize>)> {
        if self.too_large() {
            return if whole { self.coarse() } else { Vec::new() };
        }
        let cost = |new: usize, old: usize| self.rows.get(new).and_then(|row| row.get(old)).copied();
        let mut new = self.new.len();
        let reached = (0..=self.old.len()).rev().min_by_key(|old| cost(new, *old).unwrap_or(u32::MAX));
        let mut old = if whole { self.old.len() } else { reached.unwrap_or(0) };
        let mut hunks: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        let mut differ = |old: Range<usize>, new: Range<usize>| match hunks.last_mut() {
            Some((last_old, last_new)) if last_old.start == old.end && last_new.start == new.end => {
                (last_old.start, last_new.start) = (old.start, new.start);
            }
            _ => hunks.push((old, new)),
        };
        while new > 0 || old > 0 {
            let here = cost(new, old).unwrap_or(0);
            let same = new > 0
                && old > 0
                && self.old.get(old - 1) == self.new.get(new - 1)
                && cost(new - 1, old - 1) == Some(here);
            if same {
                (new, old) = (new - 1, old - 1);
            } else if new > 0 && cost(new - 1, old).is_some_and(|above| above.saturating_add(1) == here) {
                differ(old..old, new - 1..new);
                new -= 1;
            } else if old > 0 {
                differ(old - 1..old, new..new);
                old -= 1;
            } else {
                differ(0..0, new - 1..new);
                new -= 1;
            }
        }
        hunks.reverse();
        hunks
    }

    fn coarse(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let head = self.old.iter().zip(&self.new).take_while(|(a, b)| a == b).count();
        let rest = self.old.iter().skip(head).rev().zip(self.new.iter().skip(head).rev());
        let tail = rest.take_while(|(a, b)| a == b).count();
        let (old, new) = (head..self.old.len() - tail, head..self.new.len() - tail);
        if old.is_empty() && new.is_empty() { Vec::new() } else { vec![(old, new)] }
    }

    /// The hunks in `base`, whose bytes `region` are the old lines.
    pub fn hunks(&self, base: &Text, region: &Range<usize>, whole: bool) -> Vec<Hunk> {
        let ending = if self.crlf { "\r\n" } else { "\n" };
        if region.is_empty() {
            return self.inserted(base, region.start, ending).into_iter().collect();
        }
        let first = base.line_of(region.start);
        let start = |line: usize| {
            let line = first + line;
            if line < base.line_count() { base.line_start(line).min(region.end) } else { region.end }
        };
        let ended = base.slice(region.clone()).ends_with('\n');
        let hunk = |(old, new): (Range<usize>, Range<usize>)| {
            let range = start(old.start)..start(old.end);
            let lines = self.new.get(new).unwrap_or_default();
            let mut text: String = lines.iter().flat_map(|line| [line.as_str(), ending]).collect();
            // The last line of a text that does not end with a line break.
            if !ended && range.end == region.end {
                text.truncate(text.len().saturating_sub(ending.len()));
                if old.is_empty() && !text.is_empty() {
                    text.insert_str(0, ending);
                }
            }
            (base.slice(range.clone()) != text.as_str()).then(|| Hunk::new(base, range, text))
        };
        self.differing(whole).into_iter().filter_map(hunk).collect()
    }

    /// Text that is only put in, at a caret on a line with nothing in it.
    fn inserted(&self, base: &Text, at: usize, ending: &str) -> Option<Hunk> {
        let mut text = self.new.join(ending);
        let indent = base.slice(base.line_start(base.line_of(at))..at);
        // What is before the caret is there already.
        if let Some(rest) = text.strip_prefix(&*indent) {
            text = rest.to_owned();
        }
        (!text.trim().is_empty()).then(|| Hunk::new(base, at..at, text))
    }
}

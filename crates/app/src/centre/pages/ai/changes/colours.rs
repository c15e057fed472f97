//! What the code of a change set is, line by line, on both sides: of the files as they are, and as they would be with all
//! hunks made. Worked out in the background; until then lines are plain.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::TaskHandle;
use justbuilt_base::spawn::{Spawner, SpawnerExt as _};
use justbuilt_syntax::{Engine, Highlight, LanguageId, Languages, Syntax};
use justbuilt_text::Text;
use justbuilt_workspace::ai::{ChangeFile, ChangesSnapshot};
use parking_lot::Mutex;

/// How long one side of a file may take: what takes longer stays plain.
const BUDGET: Duration = Duration::from_secs(2);
/// Files with more bytes stay plain.
const LARGEST: usize = 4 << 20;

/// Kinds of one line.
type Spans = Vec<(Range<usize>, Highlight)>;

/// The lines of a file that are shown.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FileColours {
    old: HashMap<usize, Spans>,
    new: HashMap<usize, Spans>,
}

impl FileColours {
    /// A line of the file as it is, from 0.
    pub fn old(&self, line: usize) -> &[(Range<usize>, Highlight)] {
        self.old.get(&line).map_or(&[], Vec::as_slice)
    }

    /// A line of the file with all hunks made, from 0.
    pub fn new_line(&self, line: usize) -> &[(Range<usize>, Highlight)] {
        self.new.get(&line).map_or(&[], Vec::as_slice)
    }
}

/// What is known of a set.
#[derive(Default)]
pub(super) struct Colours {
    known: HashMap<u64, Arc<FileColours>>,
    asked: HashSet<u64>,
    done: Arc<Mutex<Vec<(u64, FileColours)>>>,
    tasks: Vec<TaskHandle>,
}

/// What works them out.
#[derive(Clone)]
pub(super) struct Means {
    pub languages: Arc<Languages>,
    pub spawner: Arc<dyn Spawner>,
}

impl Colours {
    /// Names what a file's lines are now.
    pub fn key(file: &ChangeFile) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&file.path, file.language, file.before.len()).hash(&mut hasher);
        for hunk in &file.hunks {
            (&hunk.old, &hunk.text).hash(&mut hasher);
            file.before.slice(bytes_of(&file.before, &hunk.old)).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// What is known of a file.
    pub fn of(&self, key: u64) -> Option<&FileColours> {
        self.known.get(&key).map(Arc::as_ref)
    }

    /// Asks for what is not known of a set, lines around hunks included.
    pub fn ask(&mut self, means: &Means, ctx: &egui::Context, set: &ChangesSnapshot, around: usize) {
        self.tasks.retain(|task| !task.is_finished());
        let mut files: Vec<(u64, Arc<ChangeFile>)> = Vec::new();
        for file in &set.files {
            let key = Self::key(file);
            let plain = matches!(means.languages.get(file.language).engine, Engine::Plain);
            if !plain && file.before.len() <= LARGEST && self.asked.insert(key) {
                files.push((key, Arc::clone(file)));
            }
        }
        if files.is_empty() {
            return;
        }
        let (done, languages, ctx) = (Arc::clone(&self.done), Arc::clone(&means.languages), ctx.clone());
        let task = means.spawner.blocking("colours of a change set", move |cancel| {
            for (key, file) in files {
                if cancel.is_cancelled() {
                    return;
                }
                let colours = work_out(&languages, &file, around);
                done.lock().push((key, colours));
                ctx.request_repaint();
            }
        });
        self.tasks.push(task);
    }

    /// Takes in what was worked out.
    pub fn take(&mut self) {
        for (key, colours) in self.done.lock().drain(..) {
            self.known.insert(key, Arc::new(colours));
        }
    }
}

fn bytes_of(text: &Text, lines: &Range<usize>) -> Range<usize> {
    let last = text.line_count();
    let start = if lines.start < last { text.line_start(lines.start) } else { text.len() };
    let end = if lines.end < last { text.line_start(lines.end) } else { text.len() };
    start..end.max(start)
}

/// The kinds of the lines of a file's hunks and around them.
fn work_out(languages: &Arc<Languages>, file: &ChangeFile, around: usize) -> FileColours {
    let mut all = String::new();
    let (mut old_lines, mut new_lines): (Vec<Range<usize>>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    let (mut seen, mut shift) = (0, 0_isize);
    for hunk in &file.hunks {
        old_lines.push(hunk.old.start.saturating_sub(around)..hunk.old.end + around);
        let bytes = bytes_of(&file.before, &hunk.old);
        all.push_str(&file.before.slice(seen..bytes.start.max(seen)));
        all.push_str(&hunk.text);
        seen = bytes.end.max(seen);
        let count = hunk.text.lines().count();
        let start = hunk.old.start.saturating_add_signed(shift);
        new_lines.push(start..start + count);
        shift += count as isize - hunk.old.len() as isize;
    }
    all.push_str(&file.before.slice(seen..file.before.len()));
    FileColours {
        old: kinds(languages, file.language, &file.before, &old_lines),
        new: kinds(languages, file.language, &Text::from(all.as_str()), &new_lines),
    }
}

/// The kinds of these lines of a text.
fn kinds(
    languages: &Arc<Languages>,
    language: LanguageId,
    text: &Text,
    lines: &[Range<usize>],
) -> HashMap<usize, Spans> {
    if lines.iter().all(|lines| lines.is_empty()) {
        return HashMap::new();
    }
    let mut syntax = Syntax::new(languages, language, text);
    syntax.try_parse(BUDGET);
    let syntax = syntax.snapshot();
    let mut kinds = HashMap::new();
    for line in lines.iter().flat_map(|lines| lines.start..lines.end.min(text.line_count())) {
        let content = text.line_content(line);
        let spans = syntax.highlights(text, content.clone()).into_iter().map(|(range, kind)| {
            let (start, end) = (range.start.max(content.start), range.end.min(content.end));
            (start - content.start..end.max(start) - content.start, kind)
        });
        kinds.insert(line, spans.filter(|(range, _)| !range.is_empty()).collect());
    }
    kinds
}

#[cfg(test)]
mod tests {
    use justbuilt_ai::edits::Level;
    use justbuilt_workspace::ai::{ChangeAction, ChangeHunk, HunkState, Permission};

    use super::*;

    fn file(languages: &Languages, before: &str, hunks: Vec<ChangeHunk>) -> ChangeFile {
        ChangeFile {
            path: "a.rs".to_owned(),
            action: ChangeAction::Change,
            before: Text::from(before),
            after: Text::from(before),
            language: languages.by_name("rust").unwrap(),
            hunks,
            keep: true,
            permission: Permission::Yes,
            level: Level::Exact,
            worse: None,
            rebased: false,
        }
    }

    fn hunk(old: Range<usize>, text: &str) -> ChangeHunk {
        ChangeHunk { old, new: 0..0, text: text.to_owned(), state: HunkState::Dropped }
    }

    fn kind_of(spans: &[(Range<usize>, Highlight)], line: &str, word: &str) -> Option<Highlight> {
        let at = line.find(word).unwrap();
        spans.iter().find(|(range, _)| range.contains(&at)).map(|(_, kind)| *kind)
    }

    #[test]
    fn both_sides_have_their_kinds_whether_hunks_are_kept_or_not() {
        let languages = Arc::new(Languages::new());
        let before = "fn one() {}\n// two\nstruct Three;\nfn four() {}\n";
        let hunks = vec![hunk(0..1, "/* a\nb */\nfn first() {}\n"), hunk(2..3, "const THREE: u8 = 3;\n")];
        let found = work_out(&languages, &file(&languages, before, hunks), 1);
        assert_eq!(kind_of(found.old(0), "fn one() {}", "fn"), Some(Highlight::Keyword));
        assert_eq!(kind_of(found.old(1), "// two", "two"), Some(Highlight::Comment), "a line around");
        assert_eq!(kind_of(found.old(2), "struct Three;", "struct"), Some(Highlight::Keyword));
        assert_eq!(kind_of(found.new_line(1), "b */", "b"), Some(Highlight::Comment), "read as a whole");
        assert_eq!(kind_of(found.new_line(2), "fn first() {}", "fn"), Some(Highlight::Keyword));
        assert_eq!(kind_of(found.new_line(4), "const THREE: u8 = 3;", "const"), Some(Highlight::Keyword));
    }

    #[test]
    fn a_file_is_named_by_what_its_lines_are() {
        let languages = Languages::new();
        let one = file(&languages, "a\nb\n", vec![hunk(0..1, "c\n")]);
        let mut kept = one.clone();
        kept.hunks[0].state = HunkState::Kept;
        kept.keep = false;
        assert_eq!(Colours::key(&one), Colours::key(&kept), "decisions do not change colours");
        let mut other = one.clone();
        other.before = Text::from("x\nb\n");
        assert_ne!(Colours::key(&one), Colours::key(&other));
    }
}

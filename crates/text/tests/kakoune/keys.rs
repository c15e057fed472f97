//! The keys of Kakoune that have a counterpart here, done with the engine's commands.

use justbuilt_text::edit::{self, Change, EditContext};
use justbuilt_text::search::{Case, Query, Searcher};
use justbuilt_text::{Selection, Selections, Text, motion, select};

/// A text and what is selected in it; the text before the last change, for undo.
pub struct State {
    pub text: Text,
    pub selections: Selections,
    before: Option<(Text, Selections)>,
    copied: Vec<String>,
}

/// One key, or one with what is typed after it.
enum Key {
    Plain(String),
    /// `i`, `a`, `c` and so on with the text.
    Insert(char, String),
    /// `s`, `/`, `?`, `<a-/>` with the pattern.
    Search(String, String),
    /// `<a-i>` and `<a-a>` with the object.
    Object(String, char),
}

/// A sequence of keys.
pub struct Keys(Vec<Key>);

const PLAIN: &[&str] = &[
    "d", "u", "x", "%", "<", ">", "~", "`", "<a-`>", "y", "p", "P", ";", "<a-s>", "<a-j>", "H", "L", "h",
    "l", "gh", "gl", "ge", "gj", "Gh", "<space>", "Z", "z",
];

impl Keys {
    /// `None` when a key has no counterpart.
    pub fn parse(command: &str) -> Option<Self> {
        let mut keys = Vec::new();
        let mut rest = command;
        while let Some(first) = rest.chars().next() {
            let name = match (first, rest.find('>')) {
                ('<', Some(end)) if rest.len() > 1 => rest.get(..=end)?,
                ('g' | 'G', _) => rest.get(..2)?,
                _ => rest.get(..first.len_utf8())?,
            };
            rest = rest.get(name.len()..)?;
            match name {
                "i" | "I" | "a" | "A" | "c" | "o" => {
                    let end = rest.find("<esc>").unwrap_or(rest.len());
                    let typed = rest.get(..end)?;
                    if typed.contains('<') {
                        return None;
                    }
                    rest = rest.get(end..)?.strip_prefix("<esc>").unwrap_or_default();
                    keys.push(Key::Insert(first, typed.to_owned()));
                }
                "s" | "/" | "?" | "<a-/>" => {
                    let (pattern, after) = rest.split_once("<ret>")?;
                    if pattern.contains('<') {
                        return None;
                    }
                    keys.push(Key::Search(name.to_owned(), pattern.to_owned()));
                    rest = after;
                }
                "<a-i>" | "<a-a>" => {
                    let object = rest.chars().next().filter(|c| "bBrw".contains(*c))?;
                    // With its blanks a word is something else.
                    if object == 'w' && name == "<a-a>" {
                        return None;
                    }
                    keys.push(Key::Object(name.to_owned(), object));
                    rest = rest.get(1..)?;
                }
                plain if PLAIN.contains(&plain) => keys.push(Key::Plain(plain.to_owned())),
                _ => return None,
            }
        }
        Some(Self(keys))
    }

    /// The state after all keys; `None` when one does nothing here.
    pub fn run(&self, mut state: State) -> Option<State> {
        for key in &self.0 {
            match key {
                Key::Plain(name) => state.plain(name)?,
                Key::Insert(key, typed) => state.insert(*key, typed)?,
                Key::Search(name, pattern) => state.search(name, pattern)?,
                Key::Object(name, object) => state.object(name, *object)?,
            }
        }
        Some(state)
    }
}

impl State {
    pub fn new(text: Text, selections: Selections) -> Self {
        Self { text, selections, before: None, copied: Vec::new() }
    }

    fn apply(&mut self, change: Option<Change>) -> Option<()> {
        let Some(change) = change else { return Some(()) };
        self.before = Some((self.text.clone(), self.selections.clone()));
        self.text = change.transaction.apply(&self.text).ok()?;
        self.selections = change.selections;
        Some(())
    }

    /// A caret is at least the character under it, as there.
    fn widen(&mut self) {
        let text = &self.text;
        self.selections = self.selections.transform(|selection| match selection.is_caret() {
            true => Selection::new(selection.head, text.next_grapheme(selection.head)),
            false => selection,
        });
    }

    /// The character that the caret is on: the last of a selection.
    fn on(&self, selection: Selection) -> usize {
        if selection.is_backward() { selection.head } else { self.text.prev_grapheme(selection.to()) }
    }

    /// One character, or from the anchor to one.
    fn go(&mut self, extend: bool, to: impl Fn(&Text, usize) -> usize) {
        let text = self.text.clone();
        let moved = self.selections.iter().map(|selection| {
            let at = to(&text, self.on(*selection));
            let end = text.next_grapheme(at);
            match (extend, at < selection.anchor) {
                (false, _) => Selection::new(at, end),
                (true, true) => Selection::new(text.next_grapheme(selection.anchor), at),
                (true, false) => Selection::new(selection.anchor, end),
            }
        });
        self.selections = Selections::new(moved.collect::<Vec<_>>(), self.selections.primary_index());
    }

    fn plain(&mut self, name: &str) -> Option<()> {
        let context = EditContext::default();
        let (text, selections) = (self.text.clone(), self.selections.clone());
        match name {
            "d" => {
                self.copied = selections.iter().map(|s| text.slice(s.range()).into_owned()).collect();
                self.apply(edit::delete_selections(&text, &selections))?;
            }
            "y" => self.copied = selections.iter().map(|s| text.slice(s.range()).into_owned()).collect(),
            "p" | "P" => {
                let at = |s: &Selection| if name == "p" { s.to() } else { s.from() };
                // Whole lines go between lines there: not what is meant here.
                if self.copied.is_empty() || self.copied.iter().any(|text| text.ends_with('\n')) {
                    return None;
                }
                let carets = Selections::new(selections.iter().map(|s| Selection::caret(at(s))), 0);
                let clip = self.copied.join("");
                self.apply(edit::insert_verbatim(&context, &text, &carets, &clip))?;
            }
            "u" => (self.text, self.selections) = self.before.take()?,
            "x" => self.selections = select::select_line(&text, &selections),
            "%" => self.selections = select::select_all(&text),
            "<" => self.apply(edit::outdent(&context, &text, &selections))?,
            ">" => self.apply(edit::indent(&context, &text, &selections))?,
            "~" => self.apply(edit::upper_case(&text, &selections))?,
            "`" => self.apply(edit::lower_case(&text, &selections))?,
            "<a-`>" => return None,
            ";" => self.go(false, |_, at| at),
            "<a-s>" => self.selections = select::split_into_lines(&text, &selections),
            "<a-j>" => self.apply(edit::join_lines(&text, &selections))?,
            "H" | "h" => self.go(name == "H", motion::left),
            "L" | "l" => self.go(name == "L", motion::right),
            "gh" | "Gh" => self.go(name == "Gh", motion::line_start),
            "gl" => self.go(false, |text, at| text.prev_grapheme(motion::line_end(text, at))),
            "ge" => self.go(false, |text, _| text.prev_grapheme(text.len())),
            "gj" => self.go(false, |text, _| text.line_start(text.line_of(text.len().saturating_sub(1)))),
            _ => return None,
        }
        self.widen();
        Some(())
    }

    fn insert(&mut self, key: char, typed: &str) -> Option<()> {
        let context = EditContext { auto_pair: false, auto_surround: false, ..EditContext::default() };
        let text = self.text.clone();
        if key == 'c' {
            let change = edit::insert_verbatim(&context, &text, &self.selections, typed);
            return self.apply(change);
        }
        if key == 'o' {
            return self.apply(edit::line_below(&context, &text, &self.selections)).and_then(|()| {
                let text = self.text.clone();
                let change = edit::insert_verbatim(&context, &text, &self.selections, typed);
                self.apply(change)
            });
        }
        let line = |at: usize| text.line_of(at);
        let carets = self.selections.transform(|selection| {
            Selection::caret(match key {
                'i' => selection.from(),
                'a' => selection.to(),
                'I' => motion::first_non_blank(&text, line(selection.from())),
                _ => motion::line_end(&text, self.on(selection)),
            })
        });
        let inserted = edit::insert_verbatim(&context, &text, &carets, typed)?;
        // What was selected stays selected; what is appended becomes part of it.
        let kept = self.selections.clone();
        let grown: Vec<Selection> = kept
            .iter()
            .map(|selection| {
                let map = |at: usize, after: bool| {
                    let bias = if after { justbuilt_text::Bias::Right } else { justbuilt_text::Bias::Left };
                    inserted.transaction.map(at, bias)
                };
                let (from, to) = (map(selection.from(), key != 'a'), map(selection.to(), key == 'a'));
                Selection::new(from, to)
            })
            .collect();
        let primary = kept.primary_index();
        self.apply(Some(inserted))?;
        self.selections = Selections::new(grown, primary);
        Some(())
    }

    fn search(&mut self, name: &str, pattern: &str) -> Option<()> {
        let query = Query {
            text: pattern.to_owned(),
            regex: true,
            case: Case::Sensitive,
            word: false,
            dot_matches_line_end: false,
        };
        let searcher = Searcher::compile(&query).ok()?;
        let text = self.text.clone();
        let all = |range: std::ops::Range<usize>| {
            searcher.find_iter(&text, range).map(|found| found.range).collect::<Vec<_>>()
        };
        let whole = all(0..text.len());
        let mut found = Vec::new();
        for selection in self.selections.iter() {
            let (from, to) = (selection.from(), selection.to());
            let after = || whole.iter().find(|hit| hit.start >= to).or(whole.first()).cloned();
            match name {
                "s" => found.extend(all(from..to).into_iter().map(Selection::of)),
                "/" => found.push(Selection::of(after()?)),
                "?" => found.push(Selection::new(from, after()?.end)),
                _ => {
                    let before = whole.iter().rev().find(|hit| hit.end <= from).or(whole.last()).cloned()?;
                    found.push(Selection::of(before));
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        let last = found.len() - 1;
        self.selections = Selections::new(found, last);
        Some(())
    }

    fn object(&mut self, name: &str, object: char) -> Option<()> {
        let text = self.text.clone();
        let opening = match object {
            'b' => '(',
            'B' => '{',
            'r' => '[',
            _ => ' ',
        };
        let mut found = Vec::new();
        for selection in self.selections.iter() {
            let at = self.on(*selection);
            if object == 'w' {
                found.push(Selection::of(select::word_at(&text, at)?));
                continue;
            }
            // On a bracket it is that pair, else the one around it.
            let mut pair = match motion::matching_bracket(&text, at) {
                Some(other) if text.char_at(at).is_some_and(|c| "(){}[]".contains(c)) => {
                    Some(at.min(other)..text.next_grapheme(at.max(other)))
                }
                _ => motion::enclosing_brackets(&text, at..at),
            };
            while let Some(outer) = pair.clone().filter(|pair| text.char_at(pair.start) != Some(opening)) {
                pair = motion::enclosing_brackets(&text, outer);
            }
            let pair = pair?;
            found.push(Selection::of(match name {
                "<a-a>" => pair,
                _ => text.next_grapheme(pair.start)..text.prev_grapheme(pair.end),
            }));
        }
        self.selections = Selections::new(found, 0);
        Some(())
    }
}

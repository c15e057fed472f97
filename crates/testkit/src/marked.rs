//! The one notation for text with carets and selections: `a«bcˇ»d`.
//! `ˇ` is a caret, `«…»` a selection, and the caret at one end of a selection is its head (without one the head
//! is the end). The marks themselves cannot be part of the text.

const CARET: char = 'ˇ';
const OPEN: char = '«';
const CLOSE: char = '»';

/// The text without its marks, and the selections in order of appearance as (anchor, head) in bytes.
///
/// # Panics
/// When marks do not pair up, or a caret is inside a selection but at neither end.
#[track_caller]
pub fn parse_marked(marked: &str) -> (String, Vec<(usize, usize)>) {
    let mut text = String::with_capacity(marked.len());
    let mut selections = Vec::new();
    let mut open: Option<usize> = None;
    let mut caret: Option<usize> = None;
    for c in marked.chars() {
        match c {
            OPEN => {
                assert!(open.is_none(), "'«' inside a selection in {marked:?}");
                open = Some(text.len());
            }
            CARET if open.is_some() => {
                assert!(caret.is_none(), "two carets in one selection in {marked:?}");
                caret = Some(text.len());
            }
            CARET => selections.push((text.len(), text.len())),
            CLOSE => {
                assert!(open.is_some(), "'»' without '«' in {marked:?}");
                let end = text.len();
                let start = open.take().unwrap_or(end);
                let head = caret.take().unwrap_or(end);
                assert!(
                    head == start || head == end,
                    "the caret must be at an end of its selection in {marked:?}"
                );
                selections.push(if head == end { (start, end) } else { (end, start) });
            }
            _ => text.push(c),
        }
    }
    assert!(open.is_none(), "'«' without '»' in {marked:?}");
    (text, selections)
}

/// `text` with `selections`, (anchor, head) in bytes, written into it. They are put in order first.
///
/// # Panics
/// When selections overlap or do not lie on characters of `text`.
#[track_caller]
pub fn format_marked(text: &str, selections: &[(usize, usize)]) -> String {
    let mut ordered: Vec<(usize, usize)> = selections.to_vec();
    ordered.sort_by_key(|&(anchor, head)| (anchor.min(head), anchor.max(head)));
    let mut marked = String::with_capacity(text.len() + ordered.len() * 6);
    let mut done = 0;
    for (anchor, head) in ordered {
        let (from, to) = (anchor.min(head), anchor.max(head));
        assert!(from >= done, "selections overlap: {selections:?}");
        let before = text.get(done..from);
        let inside = text.get(from..to);
        assert!(before.is_some() && inside.is_some(), "({anchor}, {head}) is not in {text:?}");
        marked.push_str(before.unwrap_or_default());
        let inside = inside.unwrap_or_default();
        if anchor == head {
            marked.push(CARET);
        } else if anchor < head {
            marked.extend([OPEN.to_string().as_str(), inside, "ˇ»"]);
        } else {
            marked.extend(["«ˇ", inside, CLOSE.to_string().as_str()]);
        }
        done = to;
    }
    marked.push_str(text.get(done..).unwrap_or_default());
    marked
}

#[cfg(test)]
mod tests;

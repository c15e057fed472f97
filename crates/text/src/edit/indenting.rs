//! Indenting lines deeper, less deep, anew, and turning tabs into spaces and back.

use super::{
    Change, EditContext, IndentStyle,
    builder::{
        Piece, change_around, indent_range, is_blank, line_blocks, lines_of, per_selection, touched_lines,
    },
    newline,
};
use crate::{Bias, EditKind, Selection, Selections, Text, Transaction, column};

/// Indents every line that is touched by one step. Blank lines stay empty, unless only blank ones are touched.
pub fn indent(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    let lines = touched_lines(text, selections);
    let all_blank = lines.iter().all(|line| is_blank(text, *line));
    set_depths(
        ctx,
        text,
        selections,
        lines.into_iter().filter(|line| all_blank || !is_blank(text, *line)),
        |depth| {
            let step = ctx.indent.width(ctx.tab_width);
            (depth / step + 1) * step
        },
    )
}

/// Takes one step of indentation from every line that is touched.
pub fn outdent(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    set_depths(ctx, text, selections, touched_lines(text, selections), |depth| {
        let step = ctx.indent.width(ctx.tab_width);
        depth.div_ceil(step).saturating_sub(1) * step
    })
}

/// The Tab key: with several lines, or a whole one, selected it indents them; else it inserts white space to the next
/// stop in place of what is selected.
pub fn indent_or_tab(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    let whole_lines = |selection: &Selection| {
        let lines = lines_of(text, selection);
        !selection.is_caret()
            && (text.line_of(selection.from()) != text.line_of(selection.to())
                || selection.range() == text.line_content(lines.start))
    };
    if selections.iter().any(whole_lines) {
        return indent(ctx, text, selections);
    }
    per_selection(text, selections, EditKind::Insert, |_, selection| {
        let insert = match ctx.indent {
            IndentStyle::Tabs => "\t".to_owned(),
            IndentStyle::Spaces(step) => {
                let here = column::column_of(text, selection.from(), ctx.tab_width);
                let step = step.max(1);
                " ".repeat((step - here % step) as usize)
            }
        };
        Piece::behind(selection.range(), insert)
    })
}

/// Indents every line that is touched as the language's rules ask for, from the lines above.
pub fn reindent(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    let blocks = line_blocks(text, selections);
    let mut now = text.clone();
    let mut all = Transaction::identity(text.len());
    for line in blocks.into_iter().flat_map(|(lines, _)| lines) {
        // Each line is looked at after those above it were changed; the number of lines stays.
        let indent = indent_range(&now, line);
        let white = if is_blank(&now, line) {
            String::new()
        } else {
            ctx.indent.white(newline::depth_of(ctx, &now, line), ctx.tab_width)
        };
        if now.slice(indent.clone()) == white.as_str() {
            continue;
        }
        let step = Transaction::replace(now.len(), indent, white);
        now = step.apply(&now).ok()?;
        all = all.compose(step);
    }
    moved(text, selections, all)
}

/// Rewrites the indentation of all lines in `style`, keeping its width.
pub fn convert_indent(
    ctx: &EditContext,
    text: &Text,
    selections: &Selections,
    style: IndentStyle,
) -> Option<Change> {
    let mut builder = Transaction::builder(text.len());
    for line in 0..text.line_count() {
        let indent = indent_range(text, line);
        if indent.is_empty() {
            continue;
        }
        let white = text.slice(indent.clone());
        let new = style.white(column::width_of(&white, 0, ctx.tab_width), ctx.tab_width);
        if white != new.as_str() {
            builder.replace(indent, new);
        }
    }
    moved(text, selections, builder.finish())
}

fn set_depths(
    ctx: &EditContext,
    text: &Text,
    selections: &Selections,
    lines: impl IntoIterator<Item = usize>,
    depth: impl Fn(u32) -> u32,
) -> Option<Change> {
    let mut builder = Transaction::builder(text.len());
    for line in lines {
        let indent = indent_range(text, line);
        let white = text.slice(indent.clone());
        let new = ctx.indent.white(depth(column::width_of(&white, 0, ctx.tab_width)), ctx.tab_width);
        // Only what differs, so that carets in the indentation stay where they can.
        let same = white.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        let insert = new.get(same..).unwrap_or_default();
        builder.replace(indent.start + same..indent.end, insert);
    }
    moved(text, selections, builder.finish())
}

/// Carets go along behind inserted white space; a selection that begins at the start of a line keeps the line whole.
fn moved(text: &Text, selections: &Selections, transaction: Transaction) -> Option<Change> {
    let mut change = change_around(transaction, selections, EditKind::Format)?;
    let transaction = &change.transaction;
    change.selections = selections.transform(|selection| {
        if selection.is_caret() {
            return Selection::caret(transaction.map(selection.head, Bias::Right));
        }
        let at_start = text.line_start(text.line_of(selection.from())) == selection.from();
        let from = transaction.map(selection.from(), if at_start { Bias::Left } else { Bias::Right });
        let at_line_start = text.line_start(text.line_of(selection.to())) == selection.to();
        let to = transaction.map(selection.to(), if at_line_start { Bias::Left } else { Bias::Right });
        selection.with_range(from..to.max(from))
    });
    Some(change)
}

//! What is shown in a text without being in it: what is offered at the caret, and what an edit in place would change.
//! Turns the workspace's values into the editor widget's, anew only when one of them has changed.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use egui::{Align, Rect, Ui, pos2, vec2};
use justbuilt_syntax::{Languages, Syntax};
use justbuilt_text::Text;
use justbuilt_ui::editor::{
    Block, BlockContent, BlockPlace, BlockText, Decoration, DecorationKind, EditorOutput, GhostText,
};
use justbuilt_ui::tokens::{radius, size, space};
use justbuilt_ui::widgets::KeyHint;
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::ai::{
    AiCommand, ChangeHunk, GhostCommand, GhostSnapshot, HunkState, InlineSnapshot,
};
use justbuilt_workspace::{Command, ViewId, ViewSnapshot};

use super::inline::{self, Field};
use crate::ctx::Ctx;

/// The longest that colouring the new lines of a hunk may take; they are plain where that is too short.
const COLOURING: Duration = Duration::from_millis(2);

/// What a view shows beside its text.
#[derive(Default)]
pub struct Offered {
    key: Key,
    pub(super) blocks: Vec<Block>,
    /// Of each block the hunk it shows.
    pub(super) hunks: Vec<Option<usize>>,
    pub(super) replaced: Vec<Range<usize>>,
    /// Of each of these lines the hunk that replaces them.
    replaced_by: Vec<usize>,
    pub(super) decorations: Vec<Decoration>,
    /// The line that is offered within the caret's row.
    line: Option<(usize, String)>,
    pub(super) field: Field,
    /// The height of a row, as of the last frame.
    pub(super) row_height: f32,
    /// An input method composes: nothing is offered meanwhile.
    composing: bool,
}

/// What all that was made from.
#[derive(Default)]
struct Key {
    ghost: Option<Arc<GhostSnapshot>>,
    inline: Option<Arc<InlineSnapshot>>,
    revision: u64,
    tab_width: u32,
    field_rows: usize,
}

impl Offered {
    /// Takes in the workspace's values; costs nothing while nothing is offered.
    pub(super) fn update(&mut self, ctx: &Ctx<'_>, view: &ViewSnapshot, languages: &Arc<Languages>) {
        let ghost = ctx.snapshot.ai.ghost.as_ref();
        let ghost = ghost.filter(|ghost| {
            GhostSnapshot::shown(ctx.snapshot).is_some_and(|shown| std::ptr::eq(shown, &***ghost))
                && ghost.view == view.id
        });
        let inline = ctx.snapshot.ai.inline.as_ref().filter(|inline| inline.view == view.id);
        let field_rows = inline.map_or(0, |inline| inline::rows(inline, self.row_height));
        let revision = view.document.revision;
        let tab_width = view.document.tab_width;
        let same = same(&self.key.ghost, ghost)
            && same(&self.key.inline, inline)
            && (ghost.is_none() && inline.is_none()
                || (self.key.revision, self.key.tab_width, self.key.field_rows)
                    == (revision, tab_width, field_rows));
        if same {
            return;
        }
        self.key = Key { ghost: ghost.cloned(), inline: inline.cloned(), revision, tab_width, field_rows };
        self.blocks.clear();
        self.replaced.clear();
        self.replaced_by.clear();
        self.decorations.clear();
        self.line = None;
        let mut blocks: Vec<(Block, Option<usize>)> = Vec::new();
        let text = &view.document.text;
        if let Some(inline) = inline {
            let above = text.line_of(inline.range.start.min(text.len()));
            blocks.push((Block { above, content: BlockContent::Space(field_rows) }, None));
            for (index, hunk) in inline.hunks.iter().enumerate() {
                if hunk.state == HunkState::Dropped {
                    continue;
                }
                if !hunk.old.is_empty() {
                    self.replaced.push(hunk.old.clone());
                    self.replaced_by.push(index);
                }
                if !hunk.text.is_empty() {
                    let content = BlockContent::Added(added(hunk, view, languages));
                    blocks.push((Block { above: hunk.old.end, content }, Some(index)));
                }
            }
        }
        if let Some(ghost) = ghost {
            let (line, rest) = match ghost.text.split_once('\n') {
                Some((line, rest)) => (line, Some(rest)),
                None => (ghost.text.as_str(), None),
            };
            self.line = Some((ghost.at, line.to_owned())).filter(|(_, line)| !line.is_empty());
            if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
                let above = text.line_of(ghost.at.min(text.len())) + 1;
                let content = BlockContent::Ghost(BlockText::new(&Text::from(rest), tab_width, None));
                blocks.push((Block { above, content }, None));
            }
            if !ghost.replaces.is_empty() {
                let kind = DecorationKind::Removed;
                self.decorations.push(Decoration { range: ghost.replaces.clone(), kind });
            }
        }
        // A field and what is offered keep their order where they meet.
        blocks.sort_by_key(|(block, _)| block.above);
        (self.blocks, self.hunks) = blocks.into_iter().unzip();
    }

    /// Where a hunk is seen: its new lines, and those that they replace. A hunk may have only one of them.
    fn places_of(&self, hunk: usize, blocks: &[BlockPlace], replaced: &[BlockPlace]) -> Vec<Rect> {
        let new = blocks.iter().filter(|place| self.hunks.get(place.index) == Some(&Some(hunk)));
        let old = replaced.iter().filter(|place| self.replaced_by.get(place.index) == Some(&hunk));
        new.chain(old).map(|place| place.rect).collect()
    }

    /// The line that is offered within the caret's row.
    pub(super) fn ghost(&self) -> Option<GhostText<'_>> {
        self.line.as_ref().map(|(at, text)| GhostText { at: *at, text })
    }

    /// Shows what lies over the text: the field of an edit in place, the buttons of its hunks, the next edit. `composing`
    /// says whether an input method has text at the caret. Returns a byte that should come into view, for a field that was
    /// just opened and is not.
    pub(super) fn overlay_ui(
        &mut self,
        ctx: &Ctx<'_>,
        ui: &mut Ui,
        view: &ViewSnapshot,
        output: &EditorOutput,
        (active, composing): (bool, bool),
    ) -> Option<usize> {
        let mut unseen = None;
        self.row_height = output.row_height;
        if composing != self.composing {
            self.composing = composing;
            let head = view.selections.primary().head;
            hold(ctx, view.id, composing.then_some(head..head));
        }
        if let Some(inline) = self.key.inline.clone() {
            let place = field_place(&self.blocks, output);
            let whole = place.is_some_and(|place| place.top() >= output.text_rect.top());
            unseen = (self.field.opens() && !whole).then_some(inline.range.start);
            inline::field_ui(ctx, ui, &mut self.field, &inline, place);
            for hunk in 0..inline.hunks.len() {
                let places = self.places_of(hunk, &output.blocks, &output.replaced);
                inline::hunk_ui(ctx, ui, &inline, hunk, &places, output.text_rect);
            }
        } else {
            self.field.close();
        }
        if active && let Some(next) = self.key.ghost.as_ref().and_then(|ghost| ghost.next.as_ref()) {
            let alone =
                self.line.is_none() && self.key.ghost.as_ref().is_some_and(|ghost| ghost.text.is_empty());
            let keys = ctx.keys(if alone { "ai.accept" } else { "ai.next_edit" });
            next_ui(ctx, ui, &keys, next, output.text_rect);
        }
        unseen
    }
}

/// Where the field of an edit in place is, if it is in view.
fn field_place(blocks: &[Block], output: &EditorOutput) -> Option<Rect> {
    let is_field =
        |index: usize| blocks.get(index).is_some_and(|b| matches!(b.content, BlockContent::Space(_)));
    let place = output.blocks.iter().find(|place| is_field(place.index))?;
    Some(place.rect).filter(|rect| rect.intersects(output.text_rect))
}

/// Says that an input method is at work at the caret, or no more.
fn hold(ctx: &Ctx<'_>, view: ViewId, at: Option<Range<usize>>) {
    ctx.send(Command::Ai(AiCommand::Ghost(GhostCommand::Hold { view, at })));
}

fn same<T>(a: &Option<Arc<T>>, b: Option<&Arc<T>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// The new lines of a hunk, in colours where that takes no time.
fn added(hunk: &ChangeHunk, view: &ViewSnapshot, languages: &Arc<Languages>) -> BlockText {
    let lines = hunk.text.strip_suffix('\n').unwrap_or(&hunk.text);
    let text = Text::from(lines);
    let mut syntax = Syntax::new(languages, view.document.language, &text);
    let coloured = syntax.try_parse(COLOURING).then(|| syntax.snapshot());
    BlockText::new(&text, view.document.tab_width, coloured)
}

/// Says where the next edit is, at the foot of the text, where no caret is.
fn next_ui(ctx: &Ctx<'_>, ui: &Ui, keys: &str, (line, what): &(usize, String), text: Rect) {
    let colors = &ctx.theme.colors;
    let painter = ui.painter().with_clip_rect(text);
    let words = format!("{what}, line {}", line + 1);
    let hint = KeyHint::new(keys);
    let keys_width = hint.width(&painter, ctx.theme);
    let galley = paint::line(&painter, &words, fonts::small(), colors.text_secondary, 0.6 * text.width());
    let width = galley.size().x + keys_width + space::S + 2.0 * space::S;
    let corner = text.right_bottom() - vec2(space::L, space::M);
    let place = Rect::from_min_max(corner - vec2(width, size::CONTROL), corner);
    paint::fill(&painter, place, radius::CONTROL, colors.popup);
    paint::border(&painter, place, radius::CONTROL, colors.border);
    let inside = place.shrink2(vec2(space::S, 0.0));
    hint.paint(&painter, pos2(inside.left() + keys_width, inside.center().y), ctx.theme);
    let rest = Rect::from_min_max(pos2(inside.left() + keys_width + space::S, inside.top()), inside.max);
    paint::put(&painter, rest, Align::Min, galley, colors.text_secondary);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hunk_that_only_deletes_is_found_where_its_lines_are() {
        let offered = Offered { hunks: vec![None, Some(0)], replaced_by: vec![0, 1], ..Offered::default() };
        let place = |index: usize, top: f32| BlockPlace {
            index,
            rect: Rect::from_min_max(pos2(0.0, top), pos2(100.0, top + 20.0)),
        };
        let (blocks, replaced) = ([place(0, 0.0), place(1, 40.0)], [place(0, 20.0), place(1, 80.0)]);
        let tops = |hunk: usize| {
            let places = offered.places_of(hunk, &blocks, &replaced);
            places.iter().map(Rect::top).collect::<Vec<_>>()
        };
        assert_eq!(tops(0), [40.0, 20.0], "its new lines, and those that go");
        assert_eq!(tops(1), [80.0], "only lines that go");
        assert_eq!(tops(2), Vec::<f32>::new());
    }
}

//! Highlights of a range, computed in blocks that are kept while they hold. Inside a block every
//! byte is painted: outer nodes first, later patterns over earlier ones, injected layers over their host.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use justbuilt_text::Text;
use tree_sitter::{QueryCursor, QueryCursorOptions, QueryCursorState, StreamingIterator};

use crate::blocks::Block;
use crate::highlight::Highlight;
use crate::layer::{Child, Layer};
use crate::reading::NodeText;
use crate::state::{Analysis, Span, State};

/// Bytes of a block.
const BLOCK: usize = 1024;
/// Matches looked at in one block of one layer; text that has more is not for reading.
const MAX_MATCHES: usize = 8 * BLOCK;
/// Thousands of steps a query may take for one block of one layer. Ordinary text takes one or two.
const MAX_STEPS: usize = 100;
/// A byte that is nothing in particular.
const NOTHING: u8 = u8::MAX;

pub(super) fn highlights(state: &State, text: &Text, range: Range<usize>) -> Vec<Span> {
    let range = range.start.min(text.len())..range.end.min(text.len());
    let mut spans: Vec<Span> = Vec::new();
    if range.is_empty() || matches!(state.analysis, Analysis::Plain | Analysis::Tree(None)) {
        return spans;
    }
    let mut boundaries = Boundaries { text, chunk: "", start: 0 };
    let mut at = range.start;
    while at < range.end {
        let (base, block) = block(state, text, at);
        for (span, highlight) in block.spans.iter() {
            let start = boundaries.clamp((base + span.start).max(range.start));
            let end = boundaries.clamp((base + span.end).min(range.end));
            match spans.last_mut() {
                Some((last, kind)) if last.end == start && kind == highlight => last.end = end.max(last.end),
                last if start < end && last.as_ref().is_none_or(|(last, _)| last.end <= start) => {
                    spans.push((start..end, *highlight));
                }
                _ => {}
            }
        }
        at = block.end.max(at + 1);
    }
    spans
}

/// The block that holds `byte`, and where it starts.
fn block(state: &State, text: &Text, byte: usize) -> (usize, Block) {
    let gap = {
        let blocks = state.blocks.lock();
        if let Some(found) = blocks.get(byte) {
            return found;
        }
        blocks.gap(byte)
    };
    // Computed outside the lock: two threads may do the same work, none waits.
    let start = (byte - byte % BLOCK).max(gap.start);
    let window = start..(start + BLOCK).min(gap.end).min(text.len());
    let spans: Arc<[Span]> = match &state.analysis {
        Analysis::Tree(Some(root)) => {
            let mut paint = vec![NOTHING; window.len()];
            paint_layer(&mut QueryCursor::new(), root, 0, text, &window, &mut paint);
            runs(&paint).into()
        }
        Analysis::Scopes(lines) => {
            let spans = lines.highlights(&state.languages, text, &window);
            let shift = |(span, kind): Span| (span.start - start..span.end - start, kind);
            spans.into_iter().map(shift).collect()
        }
        Analysis::Tree(None) | Analysis::Plain => Arc::new([]),
    };
    let block = Block { end: window.end, spans };
    state.blocks.lock().insert(start, block.clone());
    (start, block)
}

/// Paints the bytes of `window` (document bytes) with what `layer`, which starts at `base`, says.
fn paint_layer(
    cursor: &mut QueryCursor,
    layer: &Layer,
    base: usize,
    text: &Text,
    window: &Range<usize>,
    paint: &mut [u8],
) {
    if let Some(highlights) = layer.grammar.highlights() {
        let local = window.start.saturating_sub(base)..window.end.saturating_sub(base);
        cursor.set_byte_range(local.clone());
        let mut steps = 0;
        let mut progress = |_: &QueryCursorState| {
            steps += 1;
            if steps > MAX_STEPS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let options = QueryCursorOptions::new().progress_callback(&mut progress);
        let provider = NodeText { text, base };
        let mut matches =
            cursor.matches_with_options(&highlights.query, layer.tree.root_node(), provider, options);
        let mut captures: Vec<(usize, usize, usize, u8)> = Vec::new();
        let mut seen = 0;
        while let Some(matched) = matches.next() {
            seen += 1;
            if seen > MAX_MATCHES {
                break;
            }
            for capture in matched.captures() {
                let Some(Some(kind)) = highlights.paints.get(capture.index as usize) else { continue };
                let (start, end) = (capture.node.start_byte(), capture.node.end_byte());
                if start < local.end && end > local.start {
                    let kind = kind.map_or(NOTHING, |kind| kind as u8);
                    captures.push((start, usize::MAX - end, matched.pattern_index, kind));
                }
            }
        }
        captures.sort_unstable();
        for (start, end, _, kind) in captures {
            let end = usize::MAX - end;
            fill(paint, window, base + start..base + end, kind);
        }
    }
    let local = window.start.saturating_sub(base)..window.end.saturating_sub(base);
    for child in layer.children_in(&local) {
        paint_child(cursor, child, base + child.start, text, window, paint);
    }
}

fn paint_child(
    cursor: &mut QueryCursor,
    child: &Child,
    base: usize,
    text: &Text,
    window: &Range<usize>,
    paint: &mut [u8],
) {
    let bytes = base.max(window.start)..(base + child.len).min(window.end);
    let Some(part) = paint.get_mut(bytes.start - window.start..bytes.end.max(bytes.start) - window.start)
    else {
        return;
    };
    let host = part.to_vec();
    if !child.layer.grammar.id.is_transparent() {
        part.fill(NOTHING);
    }
    paint_layer(cursor, &child.layer, base, text, &bytes, part);
    // What the layer leaves out belongs to the host.
    if let Some(included) = child.layer.included() {
        let mut at = 0;
        let len = child.len;
        for range in included.into_iter().chain(std::iter::once(len..len)) {
            let gap = (base + at).max(bytes.start)..(base + range.start.min(len)).min(bytes.end);
            if gap.start < gap.end {
                let gap = gap.start - bytes.start..gap.end - bytes.start;
                if let (Some(to), Some(from)) = (part.get_mut(gap.clone()), host.get(gap)) {
                    to.copy_from_slice(from);
                }
            }
            at = range.end;
        }
    }
}

fn fill(paint: &mut [u8], window: &Range<usize>, bytes: Range<usize>, kind: u8) {
    let start = bytes.start.max(window.start) - window.start;
    let end = bytes.end.min(window.end).saturating_sub(window.start);
    if let Some(part) = paint.get_mut(start..end.max(start)) {
        part.fill(kind);
    }
}

fn runs(paint: &[u8]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(kind) = paint.get(at) {
        let len = paint[at..].iter().take_while(|other| *other == kind).count();
        if let Some(highlight) = Highlight::from_u8(*kind) {
            spans.push((at..at + len, highlight));
        }
        at += len;
    }
    spans
}

/// Moves bytes down to character boundaries; cheap when they ascend.
struct Boundaries<'a> {
    text: &'a Text,
    chunk: &'a str,
    start: usize,
}

impl Boundaries<'_> {
    fn clamp(&mut self, byte: usize) -> usize {
        if byte >= self.text.len() {
            return self.text.len();
        }
        if byte < self.start || byte >= self.start + self.chunk.len() {
            (self.chunk, self.start) = self.text.chunk_at(byte);
        }
        let mut within = byte - self.start;
        while within > 0 && !self.chunk.is_char_boundary(within) {
            within -= 1;
        }
        self.start + within
    }
}

//! Column selection: one selection a row between two corners, which may lie beyond the ends of rows.

use justbuilt_display::DisplayMap;
use justbuilt_text::Selection;

use super::rows;

/// The most rows a rectangle may have: each becomes a caret.
const MOST_ROWS: usize = 10_000;

/// The selections of the rectangle from one corner (display row, column) to another. The last one is where the pointer is.
/// Rows that end before the rectangle begins are left out, unless all do.
pub(super) fn rectangle(display: &DisplayMap, from: (usize, f64), to: (usize, f64)) -> Vec<Selection> {
    let down = to.0 >= from.0;
    let count = (from.0.abs_diff(to.0) + 1).min(MOST_ROWS);
    let left = from.1.min(to.1);
    let mut all = Vec::with_capacity(count);
    let mut reaching = Vec::with_capacity(count);
    for step in 0..count {
        let row = if down { from.0 + step } else { from.0 - step };
        let Some(place) = rows::row_bytes(display, row, from.1, to.1) else { continue };
        let selection = Selection::new(place.anchor, place.head);
        all.push(selection);
        if f64::from(place.columns) >= left {
            reaching.push(selection);
        }
    }
    if reaching.is_empty() { all } else { reaching }
}

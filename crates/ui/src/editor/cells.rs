//! Where the clusters of one laid-out row stand: byte offsets to columns (cells of one character's width) and back,
//! exactly. Offsets are relative to the row's start, columns to the row's left edge. No text, no pixels.

/// The clusters of a row, or of the window of a long row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellMap {
    /// Every cluster is one byte and one cell.
    Uniform {
        /// First byte.
        byte: u32,
        /// First column.
        column: u32,
        /// Number of bytes, and of cells.
        count: u32,
    },
    /// Start byte and start column of each cluster, and the end of the last. Never empty.
    Mixed(Vec<(u32, u32)>),
}

impl CellMap {
    /// First column.
    pub(super) fn start_column(&self) -> u32 {
        match self {
            Self::Uniform { column, .. } => *column,
            Self::Mixed(cells) => cells.first().map_or(0, |cell| cell.1),
        }
    }

    /// Column after the last cluster.
    pub(super) fn end_column(&self) -> u32 {
        match self {
            Self::Uniform { column, count, .. } => column + count,
            Self::Mixed(cells) => cells.last().map_or(0, |cell| cell.1),
        }
    }

    /// First byte.
    pub(super) fn start_byte(&self) -> u32 {
        match self {
            Self::Uniform { byte, .. } => *byte,
            Self::Mixed(cells) => cells.first().map_or(0, |cell| cell.0),
        }
    }

    /// Byte after the last cluster.
    pub(super) fn end_byte(&self) -> u32 {
        match self {
            Self::Uniform { byte, count, .. } => byte + count,
            Self::Mixed(cells) => cells.last().map_or(0, |cell| cell.0),
        }
    }

    /// The column where the cluster that holds `byte` starts; bytes outside go to the nearer end.
    pub(super) fn column_of(&self, byte: u32) -> u32 {
        match self {
            Self::Uniform { byte: first, column, count } => column + byte.saturating_sub(*first).min(*count),
            Self::Mixed(cells) => {
                let after = cells.partition_point(|cell| cell.0 <= byte);
                cells.get(after.saturating_sub(1)).map_or(0, |cell| cell.1)
            }
        }
    }

    /// The columns the cluster that starts at or holds `byte` covers; empty past the end.
    pub(super) fn cell_of(&self, byte: u32) -> (u32, u32) {
        match self {
            Self::Uniform { byte: first, column, count } => {
                let at = byte.saturating_sub(*first).min(*count);
                (column + at, column + (at + 1).min(*count))
            }
            Self::Mixed(cells) => {
                let at = cells.partition_point(|cell| cell.0 <= byte).saturating_sub(1);
                let start = cells.get(at).map_or(0, |cell| cell.1);
                (start, cells.get(at + 1).map_or(start, |cell| cell.1))
            }
        }
    }

    /// The same map without some of its bytes, whose columns stay as a gap: something is shown that is not in the text.
    pub(super) fn without(&self, bytes: std::ops::Range<u32>) -> Self {
        let length = bytes.end - bytes.start;
        let cells: Vec<(u32, u32)> = match self {
            Self::Uniform { byte, column, count } => (0..=*count).map(|i| (byte + i, column + i)).collect(),
            Self::Mixed(cells) => cells.clone(),
        };
        let kept = cells.into_iter().filter(|cell| !bytes.contains(&cell.0));
        Self::Mixed(
            kept.map(|(byte, column)| (if byte >= bytes.end { byte - length } else { byte }, column))
                .collect(),
        )
    }

    /// The boundary nearest to `column`; a click on the right half of a cluster means its end.
    pub(super) fn nearest_byte(&self, column: f64) -> u32 {
        match self {
            Self::Uniform { byte, column: first, count } => {
                byte + (column - f64::from(*first)).round().clamp(0.0, f64::from(*count)) as u32
            }
            Self::Mixed(cells) => {
                let at = cells.partition_point(|cell| f64::from(cell.1) <= column).saturating_sub(1);
                let Some(cell) = cells.get(at) else { return 0 };
                match cells.get(at + 1) {
                    // What has no width stands with the cluster before it.
                    Some(next) if column - f64::from(cell.1) > 0.5 * f64::from(next.1 - cell.1) => {
                        let after = cells.partition_point(|cell| cell.1 <= next.1);
                        cells.get(after.saturating_sub(1)).map_or(next.0, |cell| cell.0)
                    }
                    _ => cell.0,
                }
            }
        }
    }

    /// The start of the cluster under `column`, or the end of the last.
    pub(super) fn byte_under(&self, column: f64) -> u32 {
        match self {
            Self::Uniform { byte, column: first, count } => {
                byte + (column - f64::from(*first)).floor().clamp(0.0, f64::from(*count)) as u32
            }
            Self::Mixed(cells) => {
                let at = cells.partition_point(|cell| f64::from(cell.1) <= column).saturating_sub(1);
                cells.get(at).map_or(0, |cell| cell.0)
            }
        }
    }
}

#[cfg(test)]
mod tests;

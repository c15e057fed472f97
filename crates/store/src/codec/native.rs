//! zstd in C: writes and reads.

use std::io;

use super::{Effort, ZSTD};

/// A codec and the data it makes of `content`, if it can.
pub(super) fn shrink(content: &[u8], effort: Effort) -> Option<(u8, Vec<u8>)> {
    let level = match effort {
        Effort::Fast => 3,
        Effort::Best => 19,
    };
    // Without memory for it, it is kept as it is.
    zstd::bulk::compress(content, level).ok().map(|data| (ZSTD, data))
}

/// The content of zstd data, which should be `length` bytes.
pub(super) fn grow_zstd(data: &[u8], length: usize) -> io::Result<Vec<u8>> {
    zstd::bulk::decompress(data, length)
}

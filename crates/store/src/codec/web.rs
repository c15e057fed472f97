//! Without C: deflate is written, zstd is read.

use std::io::{self, Read};

use super::{DEFLATE, Effort, read_exactly};

/// A codec and the data it makes of `content`, if it can.
pub(super) fn shrink(content: &[u8], effort: Effort) -> Option<(u8, Vec<u8>)> {
    let level = match effort {
        Effort::Fast => flate2::Compression::fast(),
        Effort::Best => flate2::Compression::best(),
    };
    let mut data = Vec::new();
    flate2::read::DeflateEncoder::new(content, level).read_to_end(&mut data).ok().map(|_| (DEFLATE, data))
}

/// The content of zstd data, which should be `length` bytes.
pub(super) fn grow_zstd(data: &[u8], length: usize) -> io::Result<Vec<u8>> {
    let decoder = ruzstd::decoding::StreamingDecoder::new(data);
    read_exactly(decoder.map_err(|error| io::Error::other(error.to_string()))?, length)
}

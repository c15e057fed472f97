//! JSON values a line each (<https://github.com/ndjson/ndjson-spec>), read in pieces of any size. Not what they mean.

use super::sse::LARGEST;

/// What is known of a stream so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reader {
    line: Vec<u8>,
    dead: bool,
}

impl Reader {
    /// Takes bytes and gives each line they complete, without its end and unless it is blank. `None` is given once
    /// when a line grows over the limit; nothing comes after it.
    pub(super) fn feed(&mut self, mut bytes: &[u8], give: &mut impl FnMut(Option<&[u8]>)) {
        while !bytes.is_empty() && !self.dead {
            let Some(end) = memchr::memchr(b'\n', bytes) else {
                self.line.extend_from_slice(bytes);
                if self.line.len() > LARGEST {
                    *self = Reader { line: Vec::new(), dead: true };
                    give(None);
                }
                return;
            };
            let (line, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            self.line.extend_from_slice(line);
            if !self.line.trim_ascii().is_empty() {
                give(Some(self.line.trim_ascii()));
            }
            if self.line.capacity() > 1 << 20 {
                self.line = Vec::new();
            }
            self.line.clear();
        }
    }

    /// The line that has not ended.
    pub(super) fn pending(&self) -> &[u8] {
        self.line.trim_ascii()
    }
}

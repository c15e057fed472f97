//! The bytes of a file as text: offset, sixteen bytes in hexadecimal, the same as characters. Read only.

use std::fmt::Write as _;

/// More bytes than this are not shown.
pub(crate) const MAX_HEX: usize = 16 << 20;
const ROW: usize = 16;

/// A dump as `xxd` and its kin make it. `total` is the file's length, which may be more than is shown.
pub(crate) fn hex_dump(bytes: &[u8], total: u64) -> String {
    let mut out = String::with_capacity(bytes.len().saturating_mul(5));
    for (row, chunk) in bytes.chunks(ROW).enumerate() {
        // Writing to a string cannot fail.
        write!(out, "{:08x}  ", row * ROW).ok();
        for column in 0..ROW {
            match chunk.get(column) {
                Some(byte) => write!(out, "{byte:02x} ").ok(),
                None => write!(out, "   ").ok(),
            };
            if column == ROW / 2 - 1 {
                out.push(' ');
            }
        }
        out.push_str(" |");
        out.extend(
            chunk.iter().map(|byte| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' }),
        );
        out.push_str("|\n");
    }
    let left = total.saturating_sub(bytes.len() as u64);
    if left > 0 {
        writeln!(out, "… and {left} bytes more").ok();
    }
    out
}

#[cfg(test)]
mod tests;

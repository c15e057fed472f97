//! What the logs of the op log hold: blocks of operations and texts that are known. The same records are in the tail
//! (what was just typed, packed lightly) and among the sealed blocks (packed well).
//!
//! A record: version, kind, lane; then for operations their place in the lane, their moments and lengths (which can be
//! read without unpacking), known texts among them, and the columns, each with its packed length. Integers are varints.

use justbuilt_base::Timestamp;
use justbuilt_store::ContentHash;
use justbuilt_store::codec::{self, Effort};

use super::chunk::{COLUMNS, Chunk};
use super::lane::{Anchor, Block};
use super::varint::{Reader, put, put_signed};
use super::{Base, LaneId};
use crate::op::TICK;
use crate::{BranchId, FileId, Result, Step, TimelineError};

/// The version of records written here.
pub const VERSION: u8 = 1;

const OPERATIONS: u8 = 0;
const ANCHOR: u8 = 1;

/// Longest column that is unpacked, in bytes. One paste of more is refused when it is recorded.
pub const MAX_TEXT: usize = 1 << 28;

/// A record, its operations still packed.
#[derive(Debug)]
pub enum Record {
    /// Operations, and texts known among them.
    Operations { lane: LaneId, block: Block, anchors: Vec<(usize, Anchor)> },
    /// A text that is known.
    Anchor { lane: LaneId, index: usize, anchor: Anchor },
}

/// A block as a record.
pub fn operations_record(
    lane: LaneId,
    block: &Block,
    anchors: &[(usize, Anchor)],
    chunk: &Chunk,
    effort: Effort,
) -> Vec<u8> {
    let mut out = head(OPERATIONS, lane);
    put(&mut out, block.first as u64);
    put(&mut out, block.span as u64);
    put(&mut out, block.count as u64);
    for len in [block.len_before, block.len_after] {
        put(&mut out, len.map_or(0, |len| len as u64 + 1));
    }
    put(&mut out, block.start.0.0);
    put(&mut out, block.end.0.0.wrapping_sub(block.start.0.0));
    put_signed(&mut out, block.start.1.0.div_euclid(TICK));
    put_signed(&mut out, block.end.1.0.div_euclid(TICK));
    put(&mut out, block.cost);
    put(&mut out, anchors.len() as u64);
    for (index, anchor) in anchors {
        put(&mut out, index.saturating_sub(block.first) as u64);
        put_anchor(&mut out, anchor);
    }
    for column in chunk.to_columns() {
        let packed = if column.is_empty() { Vec::new() } else { codec::pack(&column, effort) };
        put(&mut out, packed.len() as u64);
        out.extend(packed);
    }
    out
}

/// A known text as a record.
pub fn anchor_record(lane: LaneId, index: usize, anchor: &Anchor) -> Vec<u8> {
    let mut out = head(ANCHOR, lane);
    put(&mut out, index as u64);
    put_anchor(&mut out, anchor);
    out
}

fn head(kind: u8, lane: LaneId) -> Vec<u8> {
    let mut out = vec![VERSION, kind];
    put(&mut out, lane.file.0);
    put(&mut out, lane.branch.0);
    out
}

fn put_anchor(out: &mut Vec<u8>, anchor: &Anchor) {
    let restart = u8::from(anchor.restart) << 4;
    match &anchor.base {
        // Texts are kept as blobs before they get here; one that was not is the empty text.
        Base::Empty | Base::Text(_) => out.push(restart),
        Base::Blob(hash) => {
            out.push(restart | 1);
            out.extend(hash.0);
        }
        Base::Lane { lane, index } => {
            out.push(restart | 2);
            put(out, lane.file.0);
            put(out, lane.branch.0);
            put(out, *index as u64);
        }
    }
}

fn take_anchor(reader: &mut Reader<'_>) -> Option<Anchor> {
    let kind = reader.byte()?;
    let base = match kind & 0xf {
        0 => Base::Empty,
        1 => Base::Blob(ContentHash(reader.bytes(32)?.try_into().ok()?)),
        2 => Base::Lane { lane: take_lane(reader)?, index: reader.get()? },
        _ => return None,
    };
    Some(Anchor { base, restart: kind >> 4 & 1 == 1, sealed: false })
}

fn take_lane(reader: &mut Reader<'_>) -> Option<LaneId> {
    Some(LaneId { file: FileId(reader.number()?), branch: BranchId(reader.number()?) })
}

/// Reads a record without unpacking it.
///
/// # Errors
/// [`TimelineError::Newer`] and [`TimelineError::Damaged`].
pub fn read(bytes: &[u8]) -> Result<Record> {
    let mut reader = Reader::new(bytes);
    match reader.byte() {
        Some(VERSION) => {}
        Some(found) if found > VERSION => {
            let (found, known) = (u32::from(found), u32::from(VERSION));
            return Err(TimelineError::Newer { what: "version", found, known });
        }
        _ => return Err(damaged("it has no version")),
    }
    take_record(&mut reader).ok_or_else(|| damaged("its head does not fit"))
}

fn take_record(reader: &mut Reader<'_>) -> Option<Record> {
    let kind = reader.byte()?;
    let lane = take_lane(reader)?;
    match kind {
        ANCHOR => Some(Record::Anchor { lane, index: reader.get()?, anchor: take_anchor(reader)? }),
        OPERATIONS => {
            let (block, anchors) = take_block(reader)?;
            Some(Record::Operations { lane, block, anchors })
        }
        _ => None,
    }
}

fn take_block(reader: &mut Reader<'_>) -> Option<(Block, Vec<(usize, Anchor)>)> {
    let (first, span, count): (usize, usize, usize) = (reader.get()?, reader.get()?, reader.get()?);
    first.checked_add(span)?;
    let mut len = || reader.get::<usize>().map(|len| len.checked_sub(1));
    let (len_before, len_after) = (len()?, len()?);
    let from = reader.number()?;
    let to = from.wrapping_add(reader.number()?);
    let mut time = || Some(Timestamp(reader.signed()?.checked_mul(TICK)?));
    let start = (Step(from), time()?);
    let end = (Step(to), time()?);
    let cost = reader.number()?;
    let mut anchors = Vec::new();
    for _ in 0..reader.get::<usize>()? {
        let index = first.checked_add(reader.get()?)?;
        anchors.push((index, take_anchor(reader)?));
    }
    let block =
        Block { position: None, bytes: 0, first, span, count, len_before, len_after, start, end, cost };
    Some((block, anchors))
}

/// Reads a record of operations and unpacks it.
///
/// # Errors
/// [`TimelineError::Newer`] and [`TimelineError::Damaged`].
pub fn unpack(bytes: &[u8]) -> Result<(LaneId, Block, Chunk)> {
    let Record::Operations { lane, block, .. } = read(bytes)? else {
        return Err(damaged("it holds no operations"));
    };
    let mut reader = Reader::new(bytes);
    let mut columns: [Vec<u8>; COLUMNS] = Default::default();
    skip_head(&mut reader).ok_or_else(|| damaged("its head does not fit"))?;
    for column in &mut columns {
        let packed =
            reader.get().and_then(|len| reader.bytes(len)).ok_or_else(|| damaged("it is cut short"))?;
        if !packed.is_empty() {
            *column = codec::unpack(packed, MAX_TEXT).map_err(|error| damaged(&error.to_string()))?;
        }
    }
    let chunk =
        Chunk::from_columns(std::array::from_fn(|index| columns.get(index).map_or(&[][..], Vec::as_slice)));
    let chunk = chunk.ok_or_else(|| damaged("its columns do not fit together"))?;
    if chunk.count() != block.count || chunk.span() != block.span {
        return Err(damaged("it holds another number of operations than it says"));
    }
    Ok((lane, block, chunk))
}

fn skip_head(reader: &mut Reader<'_>) -> Option<()> {
    reader.byte()?;
    take_record(reader).map(|_| ())
}

fn damaged(reason: &str) -> TimelineError {
    TimelineError::Damaged { what: "a block of operations".to_owned(), reason: reason.to_owned() }
}

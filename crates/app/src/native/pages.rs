//! Memory that comes and goes with every frame stays with the program.
//!
//! Triangles of a frame are some megabytes that are given back after it. Allocators hand blocks of that size to the
//! system and ask for them again: a thousand page faults a frame, which cost more than the triangles. GNU's allocator
//! learns which sizes come back, from blocks it is given back (`M_MMAP_THRESHOLD` in mallopt(3)), up to 32 MB; here it
//! learns it before the first frame. Others do not mind.

/// Just under the largest block that it learns from, bytes.
const LARGEST: usize = (32 << 20) - (64 << 10);

/// Lets the allocator keep what a frame needs.
pub fn keep() {
    // Never written to, so that it takes no memory.
    drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGEST)));
}

//! The binary `justbuilt`.

fn main() {}

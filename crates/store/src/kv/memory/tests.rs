//! Tests of records in memory: the contract.

use super::MemoryKv;
use crate::kv::{
    Kv,
    contract::{Bench, kv_contract},
};

fn setup() -> Bench {
    Bench { kv: std::sync::Arc::new(MemoryKv::new()), _guard: Box::new(()) }
}

kv_contract!(setup);
kv_contract!(setup; it_does_what_a_map_does);

#[test]
fn clones_share_and_others_do_not() {
    let (one, other) = (MemoryKv::new(), MemoryKv::new());
    one.clone().set("n", b"k", b"v").unwrap();
    assert!(one.get("n", b"k").unwrap().is_some());
    assert!(other.get("n", b"k").unwrap().is_none());
}

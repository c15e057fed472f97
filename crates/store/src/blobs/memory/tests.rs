//! Tests of content in memory: the contract, and faults.

use super::MemoryBlobs;
use crate::{
    StoreError,
    blobs::{
        Blobs,
        contract::{Bench, blobs_contract},
    },
};

fn setup() -> Bench {
    Bench { blobs: std::sync::Arc::new(MemoryBlobs::new()), _guard: Box::new(()) }
}

blobs_contract!(setup);
blobs_contract!(setup; they_do_what_a_map_does);

#[test]
fn an_injected_fault_fails_what_writes_and_nothing_else() {
    let blobs = MemoryBlobs::new();
    let hash = blobs.put(b"1").unwrap();
    blobs.inject(Some(StoreError::Full { path: "/disk".into() }));
    assert!(matches!(blobs.put(b"2"), Err(StoreError::Full { .. })));
    assert!(matches!(blobs.put_all(&mut std::iter::empty()), Err(StoreError::Full { .. })));
    assert!(matches!(blobs.retain(&|_| false), Err(StoreError::Full { .. })));
    assert_eq!(blobs.clone().get(hash).unwrap().unwrap(), b"1");
}

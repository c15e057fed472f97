//! Tests of logs in memory: the contract, and faults.

use super::MemoryLogs;
use crate::{
    StoreError,
    log::{
        Logs,
        contract::{Bench, logs_contract},
    },
};

fn setup() -> Bench {
    Bench { logs: std::sync::Arc::new(MemoryLogs::new()), _guard: Box::new(()) }
}

logs_contract!(setup);
logs_contract!(setup; they_do_what_vectors_do);

#[test]
fn an_injected_fault_fails_what_writes_and_nothing_else() {
    let logs = MemoryLogs::new();
    logs.append("a", &[b"1"]).unwrap();
    logs.inject(Some(StoreError::Full { path: "/disk".into() }));
    assert!(matches!(logs.append("a", &[b"2"]), Err(StoreError::Full { .. })));
    assert!(matches!(logs.sync("a"), Err(StoreError::Full { .. })));
    assert!(matches!(logs.remove("a"), Err(StoreError::Full { .. })));
    assert_eq!(logs.read_all("a").unwrap().0, [b"1"]);
    logs.inject(None);
    logs.append("a", &[b"2"]).unwrap();
    assert_eq!(logs.clone().read_all("a").unwrap().0, [b"1", b"2"]);
}

//! IndexedDB as a few tables of bytes by bytes. What is in them is not known here.

use std::io;

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbFactory, IdbKeyRange, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use super::place;
use crate::kv::StoreError;

/// Raised when an older program could not read what is kept.
const VERSION: u32 = 1;

/// A table: bytes by bytes, in order of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Records,
    Logs,
    Blobs,
    Files,
}

impl Table {
    const ALL: [Table; 4] = [Table::Records, Table::Logs, Table::Blobs, Table::Files];

    fn name(self) -> &'static str {
        match self {
            Table::Records => "records",
            Table::Logs => "logs",
            Table::Blobs => "blobs",
            Table::Files => "files",
        }
    }
}

/// Something to do in a table.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Put(Table, Vec<u8>, Vec<u8>),
    Delete(Table, Vec<u8>),
    /// Keys from the first up to, not with, the second.
    DeleteRange(Table, Vec<u8>, Vec<u8>),
}

impl Change {
    fn table(&self) -> Table {
        match self {
            Change::Put(table, ..) | Change::Delete(table, _) | Change::DeleteRange(table, ..) => *table,
        }
    }
}

/// A key and its value.
pub(super) type Row = (Vec<u8>, Vec<u8>);

/// An open database.
pub(super) struct Database {
    name: String,
    handle: IdbDatabase,
}

impl Database {
    pub(super) async fn open(name: &str) -> Result<Database, StoreError> {
        let failed = |error| explain(name, "open the store", &error);
        let request = factory().and_then(|factory| factory.open_with_u32(name, VERSION)).map_err(failed)?;
        let upgrading = request.clone();
        let upgrade = Closure::once(move |_: JsValue| -> Result<(), JsValue> {
            let handle: IdbDatabase = upgrading.result()?.dyn_into()?;
            for table in Table::ALL {
                handle.create_object_store(table.name())?;
            }
            Ok(())
        });
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let handle = answer(&request).await.and_then(JsCast::dyn_into::<IdbDatabase>).map_err(failed)?;
        Ok(Database { name: name.to_owned(), handle })
    }

    pub(super) async fn delete(name: &str) -> Result<(), StoreError> {
        let failed = |error| explain(name, "delete the store", &error);
        let request = factory().and_then(|factory| factory.delete_database(name)).map_err(failed)?;
        answer(&request).await.map(drop).map_err(failed)
    }

    /// All of a table, in order of key.
    pub(super) async fn load(&self, table: Table) -> Result<Vec<Row>, StoreError> {
        self.read(table).await.map_err(|error| self.failed("read the store", &error))
    }

    async fn read(&self, table: Table) -> Result<Vec<Row>, JsValue> {
        let transaction = self.handle.transaction_with_str(table.name())?;
        let store = transaction.object_store(table.name())?;
        let (keys, values) = (store.get_all_keys()?, store.get_all()?);
        let keys = Array::from(&answer(&keys).await?);
        let values = Array::from(&answer(&values).await?);
        let bytes = |value: JsValue| Uint8Array::new(&value).to_vec();
        Ok(keys.iter().map(bytes).zip(values.iter().map(bytes)).collect())
    }

    /// Does all of `changes`, or nothing of them.
    pub(super) async fn write(&self, changes: &[Change]) -> Result<(), StoreError> {
        let done = match self.start(changes) {
            Ok(transaction) => finished(&transaction).await,
            Err(error) => Err(error),
        };
        done.map_err(|error| self.failed("write the store", &error))
    }

    fn start(&self, changes: &[Change]) -> Result<IdbTransaction, JsValue> {
        let tables: Array = Table::ALL
            .iter()
            .filter(|&&table| changes.iter().any(|change| change.table() == table))
            .map(|table| JsValue::from_str(table.name()))
            .collect();
        let mode = IdbTransactionMode::Readwrite;
        let transaction = self.handle.transaction_with_str_sequence_and_mode(&tables, mode)?;
        let queued = changes.iter().try_for_each(|change| {
            let store = transaction.object_store(change.table().name())?;
            match change {
                Change::Put(_, key, value) => store.put_with_key(&bytes(value), &bytes(key)),
                Change::Delete(_, key) => store.delete(&bytes(key)),
                Change::DeleteRange(_, from, to) => {
                    let range = IdbKeyRange::bound_with_lower_open_and_upper_open(
                        &bytes(from),
                        &bytes(to),
                        false,
                        true,
                    )?;
                    store.delete(&range)
                }
            }
            .map(drop)
        });
        if queued.is_err() {
            transaction.abort()?;
        }
        queued.map(|()| transaction)
    }

    pub(super) fn failed(&self, action: &'static str, error: &JsValue) -> StoreError {
        explain(&self.name, action, error)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.handle.close();
    }
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// Of a window or of a worker.
fn factory() -> Result<IdbFactory, JsValue> {
    Reflect::get(&js_sys::global(), &"indexedDB".into())?.dyn_into()
}

/// What a request gives.
async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(promise).await {
        Ok(_) => request.result(),
        Err(event) => Err(request.error().ok().flatten().map_or(event, Into::into)),
    }
}

async fn finished(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    match JsFuture::from(promise).await {
        Ok(_) => Ok(()),
        Err(event) => Err(transaction.error().map_or(event, Into::into)),
    }
}

fn explain(name: &str, action: &'static str, error: &JsValue) -> StoreError {
    let path = place(name);
    let exception = error.dyn_ref::<DomException>();
    match exception.map(DomException::name).as_deref() {
        Some("QuotaExceededError") => StoreError::Full { path },
        Some("VersionError") => StoreError::Newer { path, found: VERSION + 1, known: VERSION },
        _ => {
            let reason = exception.map_or_else(|| format!("{error:?}"), DomException::message);
            StoreError::from_io(action, path, io::Error::other(reason))
        }
    }
}

//! What `cargo xtask test` runs in a browser: every contract on the stores of a page, and what a reload finds. A
//! module of its own, so that the editor's page carries none of it.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "this is a test: it fails by panicking")]

use std::path::Path;

use justbuilt_store::{ContentHash, StoreError, WebStore, blobs, fs, kv, log};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn error(text: &str);
}

/// The database that is looked at again after a reload.
const SHARED: &str = "selftest-shared";

#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|panic| error(&panic.to_string())));
}

/// Runs the contracts, each point on an empty store that is then opened again. How many there were.
///
/// # Errors
/// When a store cannot be opened. A contract that is broken panics, which ends the module.
#[wasm_bindgen]
pub async fn contracts() -> Result<u32, JsValue> {
    let mut count = 0;
    for (name, point) in log::contract::POINTS {
        let store = fresh(name).await?;
        point(&log::contract::Bench { logs: store.storage().logs, _guard: Box::new(()) });
        again(store, name).await?;
        count += 1;
    }
    for (name, point) in blobs::contract::POINTS {
        let store = fresh(name).await?;
        point(&blobs::contract::Bench { blobs: store.storage().blobs, _guard: Box::new(()) });
        again(store, name).await?;
        count += 1;
    }
    for (name, point) in kv::contract::POINTS {
        let store = fresh(name).await?;
        point(&kv::contract::Bench { kv: store.kv(), _guard: Box::new(()) });
        again(store, name).await?;
        count += 1;
    }
    for (name, point) in fs::contract::POINTS {
        let store = fresh(name).await?;
        let root = Path::new("/work").to_owned();
        store.fs().create_dir_all(&root).map_err(said)?;
        point(&fs::contract::Bench { fs: store.fs(), root, _guard: Box::new(()) });
        again(store, name).await?;
        count += 1;
    }
    Ok(count)
}

/// Leaves something for [`after_reload`].
///
/// # Errors
/// When it cannot be kept.
#[wasm_bindgen]
pub async fn before_reload() -> Result<(), JsValue> {
    let store = fresh(SHARED).await?;
    let error = WebStore::open(SHARED).await.unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error:?}");
    store.kv().set("n", b"k\0\xff", b"value").unwrap();
    store.kv().set("n", b"gone", b"value").unwrap();
    store.kv().delete("n", b"gone").unwrap();
    let storage = store.storage();
    storage.logs.append("ops/1", &[b"old"]).unwrap();
    storage.logs.replace("ops/1", &mut [b"one".to_vec(), b"two".to_vec()].into_iter()).unwrap();
    storage.logs.append("ops/1", &[b"three"]).unwrap();
    storage.blobs.put(&b"content ".repeat(10_000)).unwrap();
    let files = store.fs();
    files.create_dir_all(Path::new("/p/src/deep")).unwrap();
    files.write(Path::new("/p/src/deep/main.rs"), b"fn main() {}").unwrap();
    files.symlink(Path::new("src/deep"), Path::new("/p/link")).unwrap();
    files.write(Path::new("/p/link/lib.rs"), b"// by its link").unwrap();
    files.set_mode(Path::new("/p/src/deep/main.rs"), 0o755).unwrap();
    files.rename(Path::new("/p/src"), Path::new("/p/source"), false).unwrap();
    files.rename(Path::new("/p/source"), Path::new("/p/src"), false).unwrap();
    store.flushed().await.map_err(said)
}

/// Finds it.
///
/// # Errors
/// When the store cannot be opened.
#[wasm_bindgen]
pub async fn after_reload() -> Result<(), JsValue> {
    let store = WebStore::open(SHARED).await.map_err(said)?;
    assert_eq!(store.kv().scan("n", b"").unwrap(), [(b"k\0\xff".to_vec(), b"value".to_vec())]);
    let storage = store.storage();
    assert_eq!(storage.logs.read_all("ops/1").unwrap().0, [&b"one"[..], b"two", b"three"]);
    let content = b"content ".repeat(10_000);
    assert!(storage.blobs.get(ContentHash::of(&content)).unwrap().unwrap() == content);
    let files = store.fs();
    assert_eq!(files.read(Path::new("/p/link/main.rs")).unwrap(), b"fn main() {}");
    assert_eq!(files.read(Path::new("/p/src/deep/lib.rs")).unwrap(), b"// by its link");
    assert_eq!(files.metadata(Path::new("/p/src/deep/main.rs")).unwrap().mode, Some(0o755));
    assert!(!files.exists(Path::new("/p/source")));
    drop((storage, files, store));
    WebStore::delete(SHARED).await.map_err(said)
}

async fn fresh(name: &str) -> Result<WebStore, JsValue> {
    WebStore::delete(name).await.map_err(said)?;
    WebStore::open(name).await.map_err(said)
}

/// What was kept is the same when it is opened again; then it goes.
async fn again(store: WebStore, name: &str) -> Result<(), JsValue> {
    store.flushed().await.map_err(said)?;
    let before = everything(&store);
    drop(store);
    let store = WebStore::open(name).await.map_err(said)?;
    assert!(everything(&store) == before, "{name}: not the same after it was opened again");
    drop(store);
    WebStore::delete(name).await.map_err(said)
}

type Everything =
    (Vec<Vec<kv::Record>>, Vec<(String, Vec<Vec<u8>>)>, Vec<ContentHash>, Vec<(String, Vec<u8>)>);

fn everything(store: &WebStore) -> Everything {
    let kv = store.kv();
    let records = kv.namespaces().unwrap().into_iter().map(|name| kv.scan(&name, b"").unwrap());
    let records = records.filter(|records| !records.is_empty()).collect();
    let logs = store.storage().logs;
    let logs = logs.names("").unwrap().into_iter().map(|name| {
        let records = logs.read_all(&name).unwrap().0;
        (name, records)
    });
    let logs = logs.filter(|(_, records)| !records.is_empty()).collect();
    let mut hashes = store.storage().blobs.hashes().unwrap();
    hashes.sort_unstable();
    let mut files = Vec::new();
    list(store, Path::new("/"), &mut files);
    (records, logs, hashes, files)
}

fn list(store: &WebStore, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    let files = store.fs();
    for entry in files.read_dir(folder).unwrap_or_default() {
        let data = files.link_metadata(&entry.path).unwrap();
        let content = match data.kind {
            fs::FileKind::File => files.read(&entry.path).unwrap_or_default(),
            _ => format!("{:?}", data.link_target).into_bytes(),
        };
        found.push((format!("{} {:?} {:?}", entry.path.display(), data.kind, data.mode), content));
        if data.kind == fs::FileKind::Directory {
            list(store, &entry.path, found);
        }
    }
}

fn said(error: impl std::fmt::Display) -> JsValue {
    JsValue::from_str(&error.to_string())
}

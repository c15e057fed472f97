//! One owner a folder: a lock that goes with the process that took it, also when that is killed.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::Path,
    process,
};

use crate::kv::StoreError;

/// The name of the lock's file. It stays when the lock goes, and says who had it last.
pub(super) const LOCK: &str = "owner.lock";

/// Takes `folder`, which is made if it is not there, for this process, until the file is dropped.
///
/// # Errors
/// [`StoreError::InUse`] while another one has it; [`StoreError::ReadOnly`] where nothing can be written.
pub(super) fn lock(folder: &Path) -> Result<File, StoreError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::PermissionDenied => StoreError::ReadOnly { path: folder.to_owned() },
        _ => StoreError::from_io("take the store", folder, source),
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let path = folder.join(LOCK);
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {
            // On a full disk the name of the owner may not fit; it is the lock that counts.
            if let Err(error) =
                file.set_len(0).and_then(|()| file.write_all(process::id().to_string().as_bytes()))
            {
                log::warn!("the owner of {} could not be written down: {error}", folder.display());
            }
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut owner = String::new();
            if file.read_to_string(&mut owner).is_err() || owner.is_empty() {
                owner = "unknown".into();
            }
            Err(StoreError::InUse { path: folder.to_owned(), owner })
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

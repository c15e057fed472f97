//! Where things are kept: files and key-value records on disk, in memory, in sled, in a browser.

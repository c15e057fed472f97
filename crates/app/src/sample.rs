//! The sample project: a few files in memory, for the browser and for a first look.

use std::path::{Path, PathBuf};

/// The folder the sample is in.
pub const ROOT: &str = "/sample";

/// Its files: path below the folder, and content.
pub const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("../../../assets/sample/Cargo.toml")),
    ("README.md", include_str!("../../../assets/sample/README.md")),
    ("src/main.rs", include_str!("../../../assets/sample/src/main.rs")),
    ("src/shapes.rs", include_str!("../../../assets/sample/src/shapes.rs")),
];

/// The full path of a file of the sample.
pub fn path(file: &str) -> PathBuf {
    Path::new(ROOT).join(file)
}

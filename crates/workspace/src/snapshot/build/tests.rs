//! Tabs with the same name say where they come from.

use super::*;

#[test]
fn the_shortest_end_that_differs() {
    let name = |path: &str, others: &[&str]| {
        let others: Vec<&Path> = others.iter().map(Path::new).collect();
        subtitle(Path::new(path), &others, Some(Path::new("/p")))
    };
    assert_eq!(name("/p/a/mod.rs", &["/p/a/mod.rs"]), None);
    assert_eq!(name("/p/a/mod.rs", &["/p/a/mod.rs", "/p/b/mod.rs"]).as_deref(), Some("a"));
    assert_eq!(name("/p/x/a/mod.rs", &["/p/y/a/mod.rs"]).as_deref(), Some("x/a"));
    assert_eq!(name("/p/mod.rs", &["/p/a/mod.rs"]).as_deref(), Some("./"));
}

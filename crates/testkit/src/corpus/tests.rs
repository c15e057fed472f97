//! Tests of the corpus look-up. They do not touch the environment: other tests read it at the same time.

use std::path::Path;

use super::find;

#[test]
fn what_is_there_is_found_and_the_rest_is_not() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(find(here, "src/corpus.rs").is_some_and(|path| path.is_absolute() && path.is_file()));
    assert_eq!(find(here, "no-such-corpus"), None);
}

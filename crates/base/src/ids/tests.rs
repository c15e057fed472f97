//! Tests of ids.

use super::IdSource;

crate::id_type! {
    /// For the test.
    One,
    Two,
}

#[test]
fn each_number_comes_once_and_sources_are_apart() {
    let (source, other) = (IdSource::new(), IdSource::starting_at(40));
    assert_eq!((One::next(&source), One::next(&source), Two::next(&source)), (One(1), One(2), Two(3)));
    assert_eq!(One::next(&other), One(40));
    assert_eq!(One(7).to_string(), "7");
}

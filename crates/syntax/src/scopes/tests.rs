//! The catalogue and syntect agree about names.

use super::ScopeSet;
use crate::language::{Engine, Languages};

#[test]
fn every_definition_the_catalogue_names_is_there() {
    let set = ScopeSet::load();
    for language in Languages::new().all() {
        if let Engine::Scopes(name) = language.engine {
            assert!(set.has(name), "{}: no definition {name:?}", language.id);
        }
    }
}

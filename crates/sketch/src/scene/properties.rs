//! What a file said of an element beyond what is known here. It is shared between an element and what was made of it,
//! and copied only when one of them changes it: nearly no tool does, and most compare.
//!
//! Not here: what the keys mean.

use serde_json::{Map, Value};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, LazyLock};

/// Keys and values, shared until they are changed.
#[derive(Clone, Debug, Default)]
pub struct Properties(Option<Arc<Map<String, Value>>>);

static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

impl Deref for Properties {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Properties {
    fn deref_mut(&mut self) -> &mut Self::Target {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}

impl PartialEq for Properties {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) if Arc::ptr_eq(one, other) => true,
            _ => **self == **other,
        }
    }
}

impl From<Map<String, Value>> for Properties {
    fn from(map: Map<String, Value>) -> Self {
        Self((!map.is_empty()).then(|| Arc::new(map)))
    }
}

//! Numbers that name things for the life of one workspace. There is no global counter: a source is handed in,
//! so that two workspaces in one process do not see each other.

use std::sync::atomic::{AtomicU64, Ordering};

/// Hands out numbers, each once, from 1 up.
#[derive(Debug)]
pub struct IdSource(AtomicU64);

impl IdSource {
    /// A source whose first number is 1.
    pub fn new() -> Self {
        Self::starting_at(1)
    }

    /// A source that goes on after a restored session.
    pub fn starting_at(first: u64) -> Self {
        Self(AtomicU64::new(first))
    }

    /// The next number.
    pub fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

impl Default for IdSource {
    fn default() -> Self {
        Self::new()
    }
}

/// Declares ids as newtypes over `u64`: `id_type!(DocumentId)`, or with docs and more than one.
///
/// ```
/// use justbuilt_base::{IdSource, id_type};
/// id_type! {
///     /// Names an open document.
///     DocumentId,
///     /// Names a view of one.
///     ViewId,
/// }
/// let ids = IdSource::new();
/// assert_ne!(DocumentId::next(&ids), DocumentId::next(&ids));
/// ```
#[macro_export]
macro_rules! id_type {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl $name {
            /// A new id from `source`.
            pub fn next(source: &$crate::IdSource) -> Self {
                Self(source.next())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(&self, s: S) -> ::std::result::Result<S::Ok, S::Error> {
                s.serialize_u64(self.0)
            }
        }

        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(d: D) -> ::std::result::Result<Self, D::Error> {
                <u64 as $crate::__serde::Deserialize<'de>>::deserialize(d).map(Self)
            }
        }
    )+};
}

#[cfg(test)]
mod tests;

//! What a record has that this version does not know: fields of a newer minor version, at any depth. They are put
//! back when the record is written.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The unknown part of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Remainder {
    /// Everything is known.
    #[default]
    Nothing,
    /// Of an object: fields that are unknown, and the unknown parts of known ones.
    Object { unknown: Map<String, Value>, inside: BTreeMap<String, Remainder> },
    /// Of a list: elements with unknown parts, each as this version writes it.
    List(Vec<(Value, Remainder)>),
}

impl Remainder {
    /// What is in `read` but not in `known`, which is the same value after this version has read and written it.
    pub(super) fn of(read: &Value, known: &Value) -> Self {
        match (read, known) {
            (Value::Object(read), Value::Object(known)) => {
                let (mut unknown, mut inside) = (Map::new(), BTreeMap::new());
                for (name, value) in read {
                    match known.get(name) {
                        None => {
                            unknown.insert(name.clone(), value.clone());
                        }
                        Some(known) => match Self::of(value, known) {
                            Remainder::Nothing => {}
                            part => {
                                inside.insert(name.clone(), part);
                            }
                        },
                    }
                }
                if unknown.is_empty() && inside.is_empty() {
                    Remainder::Nothing
                } else {
                    Remainder::Object { unknown, inside }
                }
            }
            (Value::Array(read), Value::Array(known)) if read.len() == known.len() => {
                let parts =
                    read.iter().zip(known).map(|(read, known)| (known.clone(), Self::of(read, known)));
                let parts: Vec<_> = parts.filter(|(_, part)| *part != Remainder::Nothing).collect();
                if parts.is_empty() { Remainder::Nothing } else { Remainder::List(parts) }
            }
            _ => Remainder::Nothing,
        }
    }

    /// Puts the unknown parts back, as far as what they belong to is still there.
    pub(super) fn put_back(&self, into: &mut Value) {
        match (self, into) {
            (Remainder::Object { unknown, inside }, Value::Object(into)) => {
                for (name, value) in unknown {
                    into.entry(name.clone()).or_insert_with(|| value.clone());
                }
                for (name, part) in inside {
                    if let Some(value) = into.get_mut(name) {
                        part.put_back(value);
                    }
                }
            }
            (Remainder::List(parts), Value::Array(into)) => {
                let mut left: Vec<&(Value, Remainder)> = parts.iter().collect();
                let mut changed = Vec::new();
                for element in into {
                    match left.iter().position(|(known, _)| known == element) {
                        Some(at) => left.remove(at).1.put_back(element),
                        None => changed.push(element),
                    }
                }
                // An element that was changed is known by what names it.
                for element in changed {
                    let Some(name) = name_of(element) else { continue };
                    if let Some(at) = left.iter().position(|(known, _)| name_of(known) == Some(name)) {
                        left.remove(at).1.put_back(element);
                    }
                }
            }
            _ => {}
        }
    }
}

fn name_of(element: &Value) -> Option<&str> {
    ["id", "name"].iter().find_map(|field| element.get(field).and_then(Value::as_str))
}

#[cfg(test)]
mod tests;

//! A change of a drawing as edits of another program's text: values that differ are exchanged where they stand. The
//! order of keys, the indentation and all else that the file has stays as it is, so that a diff shows what was drawn.
//!
//! Not here: what is written of a drawing.

mod object;
mod places;
mod since;

use super::write::{Said, value};
use crate::json::{Reader, close};
use crate::scene::Sketch;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

pub use places::{Places, Step};
pub use since::edits_since;

/// The edits (bytes taken out, text put in; in order) that make the text say what the sketch is. `None` when the text
/// is no sound JSON: then it has to be written anew.
#[must_use]
pub fn edits(text: &str, sketch: &Sketch) -> Option<Vec<(Range<usize>, String)>> {
    // The reader takes what is broken, too, and has no places for what it mends.
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut reader = Reader::new(text);
    let node = read(&mut reader)?;
    let mut splice = Splice { text, edits: Vec::new(), elements: Vec::new() };
    splice.node(&node, &value(sketch), "")?;
    Some(splice.joined())
}

/// A value of the text.
struct Node {
    range: Range<usize>,
    parts: Parts,
}

enum Parts {
    /// Neither of the others, or empty.
    None,
    Members(Vec<(String, Node)>),
    Items(Vec<Node>),
    /// Elements with their ids, not read any further.
    Elements(Vec<(Range<usize>, Option<String>)>),
    /// It says what it should.
    Right,
}

impl Node {
    /// The id of an element.
    fn id(&self, text: &str) -> Option<String> {
        let Parts::Members(members) = &self.parts else { return None };
        let (_, id) = members.iter().find(|(key, _)| key == "id")?;
        serde_json::from_str(text.get(id.range.clone())?).ok()
    }
}

fn read(reader: &mut Reader<'_>) -> Option<Node> {
    let first = reader.peek()?;
    let start = reader.offset();
    let parts = match first {
        b'{' => {
            let mut members = Vec::new();
            reader.members(&mut |reader, key| members.extend(read(reader).map(|node| (key, node))));
            if members.is_empty() { Parts::None } else { Parts::Members(members) }
        }
        b'[' => {
            let mut items = Vec::new();
            reader.items(&mut |reader| items.extend(read(reader)));
            if items.is_empty() { Parts::None } else { Parts::Items(items) }
        }
        _ => {
            reader.skip_value();
            Parts::None
        }
    };
    Some(Node { range: start..reader.here(), parts })
}

struct Splice<'a> {
    text: &'a str,
    edits: Vec<(Range<usize>, String)>,
    /// What [`Parts::Elements`] are to be, by their ids.
    elements: Vec<(String, Said)>,
}

impl Splice<'_> {
    /// Makes a value say another one. `space` is what stands before it where its line begins: a line end and the
    /// indentation, or nothing in a text of one line.
    fn node(&mut self, node: &Node, new: &Value, space: &str) -> Option<()> {
        match (&node.parts, new) {
            (Parts::Right, _) => Some(()),
            (Parts::Elements(items), _) => self.elements(node, items, space),
            (Parts::Members(members), Value::Object(map)) if !map.is_empty() => {
                self.members(node, members, map, space)
            }
            (Parts::Items(items), Value::Array(values)) if !values.is_empty() => {
                self.items(node, items, values, space)
            }
            _ => {
                if !self.says(node, new)? {
                    self.edits.push((node.range.clone(), pretty(new, space)));
                }
                Some(())
            }
        }
    }

    fn says(&self, node: &Node, new: &Value) -> Option<bool> {
        let raw = self.text.get(node.range.clone())?;
        // Most values are a word, and need not be read to be compared.
        let plain =
            raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|s| !s.contains('\\'));
        if let (Some(now), Some(new)) = (plain, new.as_str()) {
            return Some(now == new);
        }
        match new {
            Value::Bool(new) if matches!(raw, "true" | "false") => return Some((raw == "true") == *new),
            Value::Null if raw == "null" => return Some(true),
            _ => {}
        }
        let now: Value = serde_json::from_str(raw).ok()?;
        Some(close(&now, new))
    }

    fn members(
        &mut self,
        node: &Node,
        members: &[(String, Node)],
        new: &Map<String, Value>,
        space: &str,
    ) -> Option<()> {
        let mut known = HashSet::new();
        if !members.iter().all(|(key, _)| known.insert(key.as_str()))
            || !known.iter().any(|key| new.contains_key(*key))
        {
            // A key twice, or nothing stays.
            if !self.says(node, &Value::Object(new.clone()))? {
                self.edits.push((node.range.clone(), pretty(&Value::Object(new.clone()), space)));
            }
            return Some(());
        }
        // A member begins at its key: between it and the one before are a comma and white space.
        let mut end = node.range.start + 1;
        let mut places = Vec::with_capacity(members.len());
        for (_, member) in members {
            let gap = self.text.get(end..member.range.start)?;
            places.push(end + gap.find('"')?..member.range.end);
            end = member.range.end;
        }
        let inner = self.space(node, places.first()?.start, space)?;
        let kept: Vec<usize> = members
            .iter()
            .enumerate()
            .filter(|(_, (key, _))| new.contains_key(key))
            .map(|(at, _)| at)
            .collect();
        let added: Vec<String> = new
            .iter()
            .filter(|(key, _)| !known.contains(key.as_str()))
            .map(|(key, value)| {
                let colon = if inner.is_empty() { ":" } else { ": " };
                format!("{}{colon}{}", Value::from(key.as_str()), pretty(value, &inner))
            })
            .collect();
        let mut gaps: Vec<Vec<String>> = vec![Vec::new(); kept.len()];
        gaps.push(added);
        for at in &kept {
            let (key, member) = members.get(*at)?;
            self.node(member, new.get(key)?, &inner)?;
        }
        self.gaps(node, &places, &kept, &gaps, &inner)
    }

    fn items(&mut self, node: &Node, items: &[Node], new: &[Value], space: &str) -> Option<()> {
        let ids: Option<Vec<String>> = items.iter().map(|item| item.id(self.text)).collect();
        let wanted: Option<Vec<&str>> =
            new.iter().map(|value| value.get("id").and_then(Value::as_str)).collect();
        let all_once = |ids: &[&str]| ids.iter().collect::<HashSet<_>>().len() == ids.len();
        let known = ids.as_ref().map(|ids| ids.iter().map(String::as_str).collect::<Vec<_>>());
        let (Some(ids), Some(wanted)) =
            (known.filter(|ids| all_once(ids)), wanted.filter(|ids| all_once(ids)))
        else {
            return self.whole(node, new, space);
        };
        let at: HashMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let places: Vec<Option<usize>> = wanted.iter().map(|id| at.get(id).copied()).collect();
        let stays = rising(&places);
        if stays.is_empty() {
            return self.whole(node, new, space);
        }
        let ranges: Vec<Range<usize>> = items.iter().map(|item| item.range.clone()).collect();
        let inner = self.space(node, ranges.first()?.start, space)?;
        let mut gaps: Vec<Vec<String>> = vec![Vec::new()];
        let mut kept = Vec::with_capacity(stays.len());
        for (value, place) in new.iter().zip(&places) {
            match place.filter(|place| stays.contains(place)) {
                Some(place) => {
                    self.node(items.get(place)?, value, &inner)?;
                    kept.push(place);
                    gaps.push(Vec::new());
                }
                None => gaps.last_mut()?.push(pretty(value, &inner)),
            }
        }
        self.gaps(node, &ranges, &kept, &gaps, &inner)
    }

    fn whole(&mut self, node: &Node, new: &[Value], space: &str) -> Option<()> {
        let new = Value::from(new.to_vec());
        if !self.says(node, &new)? {
            self.edits.push((node.range.clone(), pretty(&new, space)));
        }
        Some(())
    }

    /// What stands before the first part of a value, when the others are to stand like it.
    fn space(&self, node: &Node, first: usize, outer: &str) -> Option<String> {
        let space = self.text.get(node.range.start + 1..first)?;
        let plain = space.chars().all(char::is_whitespace);
        Some(if plain { space.to_owned() } else { format!("{outer}  ") })
    }

    /// What lies between the parts that stay: takes out those that are gone and puts in new ones.
    fn gaps(
        &mut self,
        node: &Node,
        places: &[Range<usize>],
        kept: &[usize],
        new: &[Vec<String>],
        space: &str,
    ) -> Option<()> {
        let mut before: Option<usize> = None;
        for (gap, added) in new.iter().enumerate() {
            let next = kept.get(gap).copied();
            let gone = next.unwrap_or(places.len()) - before.map_or(0, |at| at + 1);
            if gone > 0 || !added.is_empty() {
                let start =
                    before.and_then(|at| places.get(at)).map_or(node.range.start + 1, |place| place.end);
                let mut text = String::new();
                for (place, part) in added.iter().enumerate() {
                    if before.is_some() || place > 0 {
                        text.push(',');
                    }
                    text.push_str(space);
                    text.push_str(part);
                }
                let end = match next.and_then(|at| places.get(at)) {
                    Some(next) => {
                        if before.is_some() || !added.is_empty() {
                            text.push(',');
                        }
                        text.push_str(space);
                        next.start
                    }
                    // What closes stays where it is.
                    None => places.last().map_or(start, |last| last.end),
                };
                self.edits.push((start..end, text));
            }
            before = next;
        }
        Some(())
    }

    /// In order; those that touch are one.
    fn joined(mut self) -> Vec<(Range<usize>, String)> {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out: Vec<(Range<usize>, String)> = Vec::with_capacity(self.edits.len());
        for (range, text) in self.edits {
            match out.last_mut() {
                Some((last, before)) if last.end == range.start => {
                    last.end = range.end;
                    before.push_str(&text);
                }
                _ => out.push((range, text)),
            }
        }
        out
    }
}

/// The longest run of places that rise: what stays where it is while others move around it.
fn rising(places: &[Option<usize>]) -> HashSet<usize> {
    // For each length the smallest last place of a run, and for each place the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: HashMap<usize, usize> = HashMap::new();
    for place in places.iter().flatten() {
        let at = ends.partition_point(|end| end < place);
        if let Some(previous) = at.checked_sub(1).and_then(|at| ends.get(at)) {
            before.insert(*place, *previous);
        }
        match ends.get_mut(at) {
            Some(end) => *end = *place,
            None => ends.push(*place),
        }
    }
    let mut run = HashSet::new();
    let mut next = ends.last().copied();
    while let Some(place) = next {
        run.insert(place);
        next = before.get(&place).copied();
    }
    run
}

/// A value as it is written where lines begin with `space`.
fn pretty(value: &Value, space: &str) -> String {
    if space.is_empty() {
        return value.to_string();
    }
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.replace('\n', space)
}

#[cfg(test)]
mod tests;

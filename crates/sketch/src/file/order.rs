//! Puts in order what a file may have wrong about ids and parents: every id once, every parent there, no circles.
//!
//! Not here: single keys.

use super::Read;
use crate::json::{Lines, tell};
use crate::scene::{ElementId, Page};
use justbuilt_base::Diagnostic;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Elements within elements; what is deeper stands beside its parent's parents.
const MAX_DEPTH: usize = 64;

/// An id that no other has: this one, or this one with a number.
fn unique(wanted: &str, taken: &mut HashSet<String>) -> String {
    let mut name = wanted.to_owned();
    let mut number = 2_u64;
    while !taken.insert(name.clone()) {
        name = format!("{wanted}~{number}");
        number += 1;
    }
    name
}

/// The pages of what was read.
pub(super) fn mend(read: Vec<Read>, lines: &Lines, diagnostics: &mut Vec<Diagnostic>) -> Vec<Page> {
    let mut taken = HashSet::new();
    let mut taken_pages = HashSet::new();
    let mut pages = Vec::with_capacity(read.len());
    for (place, mut read) in read.into_iter().enumerate() {
        let mut say =
            |at: usize, what: String| tell(diagnostics, Diagnostic::warning(what).at_line(lines.line(at)));
        let wanted =
            if read.page.id.is_empty() { format!("page-{}", place + 1) } else { read.page.id.clone() };
        let id = unique(&wanted, &mut taken_pages);
        if !read.page.id.is_empty() && id != read.page.id {
            say(read.at, format!("two pages have the id {wanted:?}: the second is {id:?} now"));
        }
        read.page.id = id;
        for (place, (element, at)) in read.elements.iter_mut().enumerate() {
            let said = element.id.as_str();
            let wanted = if said.is_empty() { format!("element-{}", place + 1) } else { said.to_owned() };
            let id = unique(&wanted, &mut taken);
            if id != said {
                let why = if said.is_empty() {
                    "an element has no id".to_owned()
                } else {
                    format!("two elements have the id {said:?}")
                };
                say(*at, format!("{why}: it is {id:?} now"));
                element.id = id.into();
            }
        }
        mend_parents(&mut read, &mut say);
        read.page.elements = read.elements.into_iter().map(|(element, _)| Arc::new(element)).collect();
        pages.push(read.page);
    }
    pages
}

/// Takes away parents that are not there, and those that would close a circle or go too deep.
fn mend_parents(read: &mut Read, say: &mut dyn FnMut(usize, String)) {
    let places: HashMap<ElementId, usize> =
        read.elements.iter().enumerate().map(|(place, (element, _))| (element.id.clone(), place)).collect();
    for (element, at) in &mut read.elements {
        if let Some(parent) = element.parent.clone().filter(|parent| !places.contains_key(parent)) {
            say(
                *at,
                format!("{:?} is in {:?}, which is not on this page", element.id.as_str(), parent.as_str()),
            );
            element.parent = None;
        }
    }
    let mut parents: Vec<Option<usize>> = read
        .elements
        .iter()
        .map(|(element, _)| element.parent.as_ref().and_then(|parent| places.get(parent)).copied())
        .collect();
    let mut depths: Vec<Option<usize>> = vec![None; parents.len()];
    for start in 0..parents.len() {
        // Up to the first element whose depth is known, or the top.
        let mut way = Vec::new();
        let mut on_way = HashSet::new();
        let mut next = Some(start);
        while let Some(place) = next.filter(|place| depths.get(*place).is_some_and(Option::is_none)) {
            on_way.insert(place);
            way.push(place);
            next = parents.get(place).copied().flatten();
            if next.is_some_and(|next| on_way.contains(&next)) {
                cut(read, &mut parents, place, "is within itself", say);
                next = None;
            }
        }
        let mut depth =
            next.and_then(|place| depths.get(place).copied().flatten()).map_or(0, |depth| depth + 1);
        for place in way.into_iter().rev() {
            if depth > MAX_DEPTH {
                cut(read, &mut parents, place, "is too deep within others", say);
                depth = 0;
            }
            if let Some(slot) = depths.get_mut(place) {
                *slot = Some(depth);
            }
            depth += 1;
        }
    }
}

fn cut(
    read: &mut Read,
    parents: &mut [Option<usize>],
    place: usize,
    why: &str,
    say: &mut dyn FnMut(usize, String),
) {
    if let Some(parent) = parents.get_mut(place) {
        *parent = None;
    }
    if let Some((element, at)) = read.elements.get_mut(place) {
        say(*at, format!("{:?} {why}: it stands on the page now", element.id.as_str()));
        element.parent = None;
    }
}

//! The pages of a sketch: adding, naming, copying, ordering, taking away.
//!
//! Not here: which page is shown.

use super::arrange::rename as rename_element;
use super::board::Board;
use super::ids::Ids;
use crate::scene::{ElementId, Page, Sketch};
use std::collections::HashMap;
use std::sync::Arc;

/// Puts an empty page after the one at this place; gives its id.
pub fn add(sketch: &mut Sketch, after: usize) -> String {
    let page = fresh(sketch);
    let id = page.id.clone();
    sketch.pages.insert((after + 1).min(sketch.pages.len()), page);
    id
}

/// A page with an id and a name that no other has.
fn fresh(sketch: &Sketch) -> Page {
    let taken = |number: usize| {
        let (id, name) = (format!("page-{number}"), format!("Page {number}"));
        sketch.pages.iter().any(|page| page.id == id || page.name == name)
    };
    let number = (sketch.pages.len() + 1..).find(|number| !taken(*number)).unwrap_or_default();
    Page { id: format!("page-{number}"), name: format!("Page {number}"), ..Page::default() }
}

/// Names a page. `false` when there is no such page, or nothing to change.
pub fn rename(sketch: &mut Sketch, id: &str, name: &str) -> bool {
    let name = name.trim();
    match sketch.pages.iter_mut().find(|page| page.id == id) {
        Some(page) if !name.is_empty() && page.name != name => {
            name.clone_into(&mut page.name);
            true
        }
        _ => false,
    }
}

/// Takes a page away; the last one stays. Gives the id of the page to show then.
pub fn remove(sketch: &mut Sketch, id: &str) -> Option<String> {
    let at = sketch.pages.iter().position(|page| page.id == id)?;
    if sketch.pages.len() < 2 {
        return None;
    }
    sketch.pages.remove(at);
    drop_pictures(sketch);
    let next = at.min(sketch.pages.len() - 1);
    sketch.pages.get(next).map(|page| page.id.clone())
}

/// Puts a page at another place of the list. `false` when nothing changes.
pub fn shift(sketch: &mut Sketch, id: &str, to: usize) -> bool {
    let Some(at) = sketch.pages.iter().position(|page| page.id == id) else { return false };
    let to = to.min(sketch.pages.len() - 1);
    if at == to {
        return false;
    }
    let page = sketch.pages.remove(at);
    sketch.pages.insert(to, page);
    true
}

/// Puts a copy of a page after it, its elements under new ids from the seed; gives the id of the copy.
pub fn duplicate(sketch: &mut Sketch, id: &str, seed: u64) -> Option<String> {
    let at = sketch.pages.iter().position(|page| page.id == id)?;
    let page = sketch.pages.get(at)?;
    let board = Board::new(page);
    let mut ids = Ids::new(seed);
    let names: HashMap<ElementId, ElementId> =
        page.elements.iter().map(|element| (element.id.clone(), ids.next(&board))).collect();
    let elements = page.elements.iter().map(|element| {
        let mut copy = (**element).clone();
        rename_element(&mut copy, &names, true);
        Arc::new(copy)
    });
    let mut copy = fresh(sketch);
    copy.name = format!("{} copy", page.name);
    copy.elements = elements.collect();
    let id = copy.id.clone();
    sketch.pages.insert(at + 1, copy);
    Some(id)
}

/// Forgets pictures that no element shows.
pub fn drop_pictures(sketch: &mut Sketch) {
    let Sketch { pages, pictures, .. } = sketch;
    let shown = |key: &String| {
        pages.iter().flat_map(|page| &page.elements).any(|element| {
            matches!(&element.kind, crate::scene::Kind::Image { picture: Some(shown) } if shown == key)
        })
    };
    pictures.retain(|key, _| shown(key));
}

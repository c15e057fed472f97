//! Tests of the sample drawings.

use super::*;
use std::collections::BTreeSet;

#[test]
fn samples_are_whole() {
    for (name, sketch) in all() {
        assert_eq!(sketch.name, name);
        for page in &sketch.pages {
            let ids: BTreeSet<_> = page.elements.iter().map(|element| &element.id).collect();
            assert_eq!(ids.len(), page.elements.len(), "ids of {name} are unique");
            for element in &page.elements {
                let at = element.rect();
                let inside = at.x0 >= 0.0 && at.y0 >= 0.0 && at.x1 <= sketch.width && at.y1 <= sketch.height;
                assert!(inside, "{} of {name} is on the screen: {at:?}", element.id);
            }
        }
    }
}

//! Tiles follow the list of tabs.

use super::*;

fn ids(numbers: &[u64]) -> Vec<TabId> {
    numbers.iter().copied().map(TabId).collect()
}

#[test]
fn tabs_open_behind_the_focused_one_and_close_towards_the_right() {
    let mut centre = Centre::default();
    centre.sync(&ids(&[1]), Some(TabId(1)));
    centre.sync(&ids(&[1, 2]), Some(TabId(2)));
    centre.sync(&ids(&[1, 2]), Some(TabId(1)));
    centre.sync(&ids(&[1, 2, 3]), Some(TabId(3)));
    assert_eq!(centre.siblings(TabId(1)), ids(&[1, 3, 2]));
    centre.sync(&ids(&[1, 2]), None);
    assert_eq!(centre.siblings(TabId(1)), ids(&[1, 2]));
    assert_eq!(centre.visible(), ids(&[2]), "the neighbour to the right comes to the front");
    centre.sync(&[], None);
    assert!(centre.is_empty());
    assert_eq!(centre.focused(), None);
}

#[test]
fn splits_nest_in_both_directions() {
    let mut centre = Centre::default();
    centre.sync(&ids(&[1, 2, 3, 4]), Some(TabId(4)));
    centre.split(TabId(4), TabId(3), Direction::Right);
    assert_eq!(centre.group_count(), 2);
    centre.sync(&ids(&[1, 2, 3, 4]), Some(TabId(3)));
    centre.split(TabId(3), TabId(2), Direction::Down);
    assert_eq!(centre.group_count(), 3);
    assert_eq!(centre.siblings(TabId(3)), ids(&[3]));
    assert_eq!(centre.neighbour_group(1), Some(TabId(4)));
    assert_eq!(centre.visible().len(), 3);
    // A strip of one has nothing to split off.
    centre.split(TabId(3), TabId(3), Direction::Right);
    assert_eq!(centre.group_count(), 3);
    // An emptied strip goes away.
    centre.sync(&ids(&[1, 2, 4]), Some(TabId(1)));
    assert_eq!(centre.group_count(), 2);
}

#[test]
fn a_saved_layout_comes_back() {
    let mut centre = Centre::default();
    centre.sync(&ids(&[1, 2, 3]), Some(TabId(3)));
    centre.split(TabId(3), TabId(2), Direction::Left);
    let json = serde_json::to_string(&centre).unwrap();
    let mut back: Centre = serde_json::from_str(&json).unwrap();
    back.sync(&ids(&[1, 2, 3]), Some(TabId(1)));
    assert_eq!(back.group_count(), 2);
    assert_eq!(back.siblings(TabId(3)), ids(&[3]));
}

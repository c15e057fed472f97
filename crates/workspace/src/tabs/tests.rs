//! Order, panes and what follows a closed tab.

use super::*;

fn tabs(panes: &[&[u64]]) -> Tabs {
    let mut tabs = Tabs::default();
    for (pane, ids) in panes.iter().enumerate() {
        for id in *ids {
            tabs.push(TabId(*id), pane, Item::Welcome, false);
        }
    }
    tabs
}

fn order(tabs: &Tabs) -> Vec<(u64, usize)> {
    tabs.iter().map(|tab| (tab.id.0, tab.pane)).collect()
}

#[test]
fn new_tabs_go_after_the_active_one() {
    let mut tabs = tabs(&[&[1, 2], &[3]]);
    tabs.activate(TabId(1));
    tabs.insert_after_active(TabId(9), Item::Welcome, false);
    assert_eq!(order(&tabs), [(1, 0), (9, 0), (2, 0), (3, 1)]);
}

#[test]
fn closing_goes_back_to_the_tab_used_last_in_the_pane() {
    let mut tabs = tabs(&[&[1, 2, 3], &[4]]);
    for id in [3, 1, 4, 2] {
        assert!(tabs.activate(TabId(id)));
    }
    tabs.remove(TabId(2));
    assert_eq!(tabs.active_id(), Some(TabId(1)), "4 was used later, but is in another pane");
    tabs.remove(TabId(3));
    assert_eq!(tabs.active_id(), Some(TabId(1)));
    tabs.remove(TabId(1));
    assert_eq!(tabs.active_id(), Some(TabId(4)), "the pane is empty now");
    tabs.remove(TabId(4));
    assert_eq!(tabs.active_id(), None);
    assert!(!tabs.activate(TabId(4)));
}

#[test]
fn neighbours_wrap_within_the_pane() {
    let mut tabs = tabs(&[&[1, 2, 3], &[4]]);
    tabs.activate(TabId(3));
    assert_eq!(tabs.neighbour(1), Some(TabId(1)));
    assert_eq!(tabs.neighbour(-1), Some(TabId(2)));
    tabs.activate(TabId(4));
    assert_eq!(tabs.neighbour(1), Some(TabId(4)));
}

#[test]
fn moving_and_arranging() {
    let mut tabs = tabs(&[&[1, 2, 3], &[4]]);
    assert!(tabs.move_within_pane(TabId(1), 9));
    assert_eq!(order(&tabs), [(2, 0), (3, 0), (1, 0), (4, 1)]);
    assert!(!tabs.move_within_pane(TabId(1), 9));
    assert!(tabs.arrange(&[vec![TabId(4), TabId(3)], vec![TabId(1)]]));
    assert_eq!(order(&tabs), [(4, 0), (3, 0), (2, 0), (1, 1)], "2 was not named");
    assert!(!tabs.arrange(&[vec![TabId(4), TabId(3), TabId(2)], vec![TabId(1)]]));
}

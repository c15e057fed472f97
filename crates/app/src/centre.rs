//! The centre of the window: which tabs sit in which tile, side by side or above each other. Follows the
//! workspace's list of tabs; knows nothing of what a tab shows (see [`tabs`] for how tabs look).

pub mod document;
pub(crate) mod inline;
mod offered;
pub mod pages;
pub mod past;
pub mod sketch;
pub mod tabs;

use std::collections::HashSet;

use egui_tiles::{Container, LinearDir, SimplificationOptions, Tile, TileId, Tiles, Tree};
use justbuilt_workspace::TabId;
use justbuilt_workspace::command::Direction;
use serde::{Deserialize, Serialize};

/// The tiles of the centre. Saved with the window's layout.
#[derive(Serialize, Deserialize)]
pub struct Centre {
    tree: Tree<TabId>,
    /// The tab that had the keyboard last; new tabs open beside it.
    focused: Option<TabId>,
}

impl Default for Centre {
    fn default() -> Self {
        Self { tree: Tree::empty(egui::Id::unique("centre")), focused: None }
    }
}

impl Centre {
    /// How tiles are tidied up: every tab sits in a strip of tabs, and empty strips go.
    pub fn simplification() -> SimplificationOptions {
        SimplificationOptions {
            prune_empty_tabs: true,
            prune_empty_containers: true,
            prune_single_child_tabs: false,
            prune_single_child_containers: true,
            all_panes_must_have_tabs: true,
            join_nested_linear_containers: true,
            flatten_tabs_in_tabs: true,
        }
    }

    /// The tree, for painting.
    pub fn tree_mut(&mut self) -> &mut Tree<TabId> {
        &mut self.tree
    }

    /// The tab with the keyboard.
    pub fn focused(&self) -> Option<TabId> {
        self.focused
    }

    /// Whether there is no tab at all.
    pub fn is_empty(&self) -> bool {
        self.tree.tiles.tiles().all(|tile| !matches!(tile, Tile::Pane(_)))
    }

    /// How many strips of tabs there are.
    pub fn group_count(&self) -> usize {
        self.groups().len()
    }

    /// Makes the tiles hold exactly `tabs`: new ones open behind the focused tab, missing ones go, and
    /// `active` comes to the front of its strip.
    pub fn sync(&mut self, tabs: &[TabId], active: Option<TabId>) {
        let wanted: HashSet<TabId> = tabs.iter().copied().collect();
        let mut seen = HashSet::new();
        let stale: Vec<TileId> = self
            .tree
            .tiles
            .iter()
            .filter_map(|(id, tile)| match tile {
                Tile::Pane(tab) if !wanted.contains(tab) || !seen.insert(*tab) => Some(*id),
                _ => None,
            })
            .collect();
        for id in stale {
            self.activate_neighbour(id);
            self.tree.remove_recursively(id);
        }
        for tab in tabs.iter().filter(|tab| !seen.contains(tab)) {
            self.insert(*tab);
        }
        self.tree.simplify(&Self::simplification());
        if let Some(active) = active {
            self.tree.make_active(|_, tile| matches!(tile, Tile::Pane(tab) if *tab == active));
            self.focused = Some(active);
        } else if self.focused.is_some_and(|tab| !wanted.contains(&tab)) {
            self.focused = None;
        }
    }

    /// Moves `tab` into a new tile next to the strip that holds `beside`. A strip of one tab cannot be split
    /// off from itself: nothing happens.
    pub fn split(&mut self, tab: TabId, beside: TabId, direction: Direction) {
        let Some(tile) = self.tile_of(tab) else { return };
        let Some(group) = self.tree.tiles.parent_of(tile) else { return };
        let Some(target) = self.tile_of(beside).and_then(|tile| self.tree.tiles.parent_of(tile)) else {
            return;
        };
        if target == group
            && let Some(Tile::Container(container)) = self.tree.tiles.get(group)
            && container.num_children() < 2
        {
            return;
        }
        self.activate_neighbour(tile);
        if let Some(Tile::Container(container)) = self.tree.tiles.get_mut(group) {
            container.remove_child(tile);
        }
        let new_group = self.tree.tiles.insert_tab_tile(vec![tile]);
        self.place_beside(target, new_group, direction);
        self.focused = Some(tab);
    }

    /// The tab in front in the strip that comes `step` strips after the focused one (wraps around).
    pub fn neighbour_group(&self, step: isize) -> Option<TabId> {
        let groups = self.groups();
        let here =
            self.focused.and_then(|tab| self.tile_of(tab)).and_then(|tile| self.tree.tiles.parent_of(tile));
        let index = groups.iter().position(|group| Some(*group) == here).unwrap_or(0);
        let count = isize::try_from(groups.len()).ok().filter(|count| *count > 0)?;
        let next = usize::try_from((index as isize + step).rem_euclid(count)).ok()?;
        self.front_of(*groups.get(next)?)
    }

    /// The tabs of the strip that holds `tab`, left to right.
    pub fn siblings(&self, tab: TabId) -> Vec<TabId> {
        let Some(group) = self.tile_of(tab).and_then(|tile| self.tree.tiles.parent_of(tile)) else {
            return Vec::new();
        };
        let Some(Tile::Container(container)) = self.tree.tiles.get(group) else { return Vec::new() };
        container.children().filter_map(|child| self.tree.tiles.get_pane(child).copied()).collect()
    }

    /// The tabs of each strip, as they stand.
    pub fn arrangement(&self) -> Vec<Vec<TabId>> {
        let tabs = |group: TileId| match self.tree.tiles.get(group) {
            Some(Tile::Container(container)) => {
                container.children().filter_map(|child| self.tree.tiles.get_pane(child).copied()).collect()
            }
            _ => Vec::new(),
        };
        self.groups().into_iter().map(tabs).collect()
    }

    /// The tabs that are in front of their strips.
    pub fn visible(&self) -> Vec<TabId> {
        self.groups().into_iter().filter_map(|group| self.front_of(group)).collect()
    }

    fn tile_of(&self, tab: TabId) -> Option<TileId> {
        self.tree.tiles.find_pane(&tab)
    }

    /// The strips of tabs in reading order (left to right, top to bottom as nested).
    fn groups(&self) -> Vec<TileId> {
        fn walk(tiles: &Tiles<TabId>, tile: TileId, out: &mut Vec<TileId>) {
            match tiles.get(tile) {
                Some(Tile::Container(Container::Tabs(_))) => out.push(tile),
                Some(Tile::Container(container)) => {
                    for child in container.children() {
                        walk(tiles, *child, out);
                    }
                }
                _ => {}
            }
        }
        let mut out = Vec::new();
        if let Some(root) = self.tree.root() {
            walk(&self.tree.tiles, root, &mut out);
        }
        out
    }

    fn front_of(&self, group: TileId) -> Option<TabId> {
        match self.tree.tiles.get(group) {
            Some(Tile::Container(Container::Tabs(tabs))) => {
                let front = tabs.active.or_else(|| tabs.children.first().copied())?;
                self.tree.tiles.get_pane(&front).copied()
            }
            _ => None,
        }
    }

    fn insert(&mut self, tab: TabId) {
        let tile = self.tree.tiles.insert_pane(tab);
        let beside = self.focused.and_then(|tab| self.tile_of(tab));
        let group = beside
            .and_then(|beside| self.tree.tiles.parent_of(beside))
            .or_else(|| self.groups().first().copied());
        match group.and_then(|group| self.tree.tiles.get_mut(group)) {
            Some(Tile::Container(Container::Tabs(tabs))) => {
                let at = beside
                    .and_then(|beside| tabs.children.iter().position(|child| *child == beside))
                    .map_or(tabs.children.len(), |index| index + 1);
                tabs.children.insert(at.min(tabs.children.len()), tile);
            }
            _ => {
                let group = self.tree.tiles.insert_tab_tile(vec![tile]);
                let root = match self.tree.root() {
                    Some(root) => self.tree.tiles.insert_horizontal_tile(vec![root, group]),
                    None => group,
                };
                self.tree.root = Some(root);
            }
        }
    }

    /// Moves `tab` to its place in a strip: behind `after`, else before `before`.
    pub fn place(&mut self, tab: TabId, after: Option<TabId>, before: Option<TabId>) {
        let Some(tile) = self.tile_of(tab) else { return };
        let neighbour = |tab: Option<TabId>, step| Some((self.tile_of(tab?)?, step));
        let Some((beside, step)) = neighbour(after, 1).or_else(|| neighbour(before, 0)) else { return };
        if beside == tile {
            return;
        }
        if let Some(group) = self.tree.tiles.parent_of(tile)
            && let Some(Tile::Container(container)) = self.tree.tiles.get_mut(group)
        {
            container.remove_child(tile);
        }
        let group = self.tree.tiles.parent_of(beside);
        if let Some(Tile::Container(Container::Tabs(tabs))) =
            group.and_then(|group| self.tree.tiles.get_mut(group))
        {
            let at = tabs.children.iter().position(|child| *child == beside).unwrap_or_default() + step;
            tabs.children.insert(at.min(tabs.children.len()), tile);
        }
    }

    /// Puts `new` next to `old` in a row or a column, making one where `old` stands if needed.
    fn place_beside(&mut self, old: TileId, new: TileId, direction: Direction) {
        let (dir, after) = match direction {
            Direction::Left => (LinearDir::Horizontal, false),
            Direction::Right => (LinearDir::Horizontal, true),
            Direction::Up => (LinearDir::Vertical, false),
            Direction::Down => (LinearDir::Vertical, true),
        };
        let pair = if after { vec![old, new] } else { vec![new, old] };
        let parent = self.tree.tiles.parent_of(old);
        let nested = match parent.and_then(|parent| self.tree.tiles.get_mut(parent)) {
            Some(Tile::Container(Container::Linear(linear))) if linear.dir == dir => {
                let at = linear.children.iter().position(|child| *child == old).unwrap_or(0);
                linear.children.insert(at + usize::from(after), new);
                return;
            }
            _ => self.tree.tiles.insert_container(Container::new_linear(dir, pair)),
        };
        match parent.and_then(|parent| self.tree.tiles.get_mut(parent)) {
            Some(Tile::Container(Container::Linear(linear))) => {
                if let Some(slot) = linear.children.iter_mut().find(|child| **child == old) {
                    *slot = nested;
                }
            }
            _ => self.tree.root = Some(nested),
        }
    }

    /// Before a tile leaves its strip: the one to its right, or else to its left, comes to the front.
    fn activate_neighbour(&mut self, leaving: TileId) {
        let Some(group) = self.tree.tiles.parent_of(leaving) else { return };
        if let Some(Tile::Container(Container::Tabs(tabs))) = self.tree.tiles.get_mut(group)
            && tabs.active == Some(leaving)
        {
            let index = tabs.children.iter().position(|child| *child == leaving).unwrap_or(0);
            let next = tabs
                .children
                .get(index + 1)
                .or_else(|| index.checked_sub(1).and_then(|i| tabs.children.get(i)));
            tabs.active = next.copied();
        }
    }
}

#[cfg(test)]
mod tests;

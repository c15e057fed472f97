//! What a screen lets one change and do: the fields of its struct and the events it gives back.
//!
//! Not here: how they are drawn.

use super::style::role_word;
use super::syntax::{float, string};
use crate::code::names::{free, kebab, pascal, snake};
use crate::code::nodes::first_words;
use crate::layout::{Content, Node, Role, Tree};
use crate::scene::ComponentKind;
use std::collections::BTreeMap;

/// A field of the struct.
pub(super) struct Field {
    pub(super) name: String,
    /// `String`, `bool`, `usize`, `f32`.
    pub(super) kind: &'static str,
    /// As drawn.
    pub(super) value: String,
}

/// What can be changed and done.
#[derive(Default)]
pub(super) struct State {
    pub(super) fields: Vec<Field>,
    /// Names of events.
    pub(super) events: Vec<String>,
    /// The field of a node, by its id.
    pub(super) field_of: BTreeMap<String, String>,
    /// Which one of several a radio button is.
    pub(super) number_of: BTreeMap<String, usize>,
    /// The events of a node: one, or one for each of its links.
    pub(super) events_of: BTreeMap<String, Vec<String>>,
    labels: BTreeMap<String, String>,
    taken_fields: Vec<String>,
}

impl State {
    pub(super) fn of(tree: &Tree) -> Self {
        let mut state = Self::default();
        state.label(&tree.root, 0);
        state.visit(&tree.root, 0);
        state
    }

    /// What the label of a field says.
    pub(super) fn label_of(&self, node: &Node) -> Option<&str> {
        self.labels.get(&node.id).map(String::as_str)
    }

    /// A field whose text is not shown.
    pub(super) fn is_secret(&self, node: &Node) -> bool {
        let hint = match &node.content {
            Content::Control { hint, .. } if node.role == Role::Control(ComponentKind::Input) => hint,
            _ => return false,
        };
        let words = self.label_of(node).unwrap_or(hint);
        crate::code::labels::kind(&kebab(words, "field")).0 == "password"
    }

    fn label(&mut self, node: &Node, depth: usize) {
        if let (Role::Label(of), Content::Text(run)) = (&node.role, &node.content) {
            self.labels.insert(of.clone(), run.text.clone());
        }
        if depth < crate::code::DEEPEST {
            node.children.iter().for_each(|child| self.label(child, depth + 1));
        }
    }

    fn visit(&mut self, node: &Node, depth: usize) {
        if depth > crate::code::DEEPEST {
            return;
        }
        let mut group: Option<(String, usize)> = None;
        let mut before: Option<String> = None;
        for child in &node.children {
            // A field without a label is called by what stands before it.
            if let (Role::Control(kind), Some(words)) = (&child.role, &before)
                && !matches!(kind, ComponentKind::Button | ComponentKind::Checkbox)
                && child.name.is_none()
            {
                self.labels.entry(child.id.clone()).or_insert_with(|| words.clone());
            }
            before = first_words(child, 0);
            if let (Role::Control(ComponentKind::Radio), Content::Control { on, .. }) =
                (&child.role, &child.content)
            {
                let (field, number) = group.take().unwrap_or_else(|| {
                    let word = node.name.clone().unwrap_or_else(|| "choice".to_owned());
                    (self.field(&word, "usize", "0".to_owned()), 0)
                });
                if *on && let Some(field) = self.fields.iter_mut().find(|known| known.name == field) {
                    field.value = number.to_string();
                }
                self.field_of.insert(child.id.clone(), field.clone());
                self.number_of.insert(child.id.clone(), number);
                group = Some((field, number + 1));
            } else {
                self.own(child);
            }
            self.visit(child, depth + 1);
        }
    }

    fn own(&mut self, node: &Node) {
        let words = match &node.content {
            Content::Text(run) if node.role == Role::Link => run.text.clone(),
            // A field's run is its hint.
            Content::Control { text, run: Some(run), .. }
                if text.is_empty() && matches!(node.role, Role::Control(ComponentKind::Button)) =>
            {
                run.text.clone()
            }
            Content::Control { text, .. } => text.clone(),
            _ if matches!(node.role, Role::Control(ComponentKind::Button)) => words_in(node, 0),
            _ => return,
        };
        let Role::Control(kind) = node.role else {
            return self.event(&node.id, &[words]);
        };
        let Content::Control { hint, on, value, .. } = &node.content else {
            return self.event(&node.id, &[words]);
        };
        let called = self
            .labels
            .get(&node.id)
            .cloned()
            .or_else(|| node.name.clone())
            .or_else(|| Some(hint.clone()).filter(|hint| !hint.is_empty()));
        let chosen = if value.is_finite() { value.clamp(0.0, 1000.0) as usize } else { 0 };
        let (kind, value, called) = match kind {
            ComponentKind::Button => return self.event(&node.id, &[words]),
            ComponentKind::NavBar => {
                let links: Vec<String> = words.lines().map(str::to_owned).collect();
                return self.event(&node.id, &links);
            }
            ComponentKind::Input | ComponentKind::TextArea if words.is_empty() => {
                ("String", "String::new()".to_owned(), called)
            }
            ComponentKind::Input | ComponentKind::TextArea => {
                ("String", format!("{}.to_owned()", string(&words)), called)
            }
            ComponentKind::Checkbox | ComponentKind::Toggle | ComponentKind::Radio => {
                ("bool", on.to_string(), called.or(Some(words)))
            }
            ComponentKind::Select | ComponentKind::Tabs => ("usize", chosen.to_string(), called),
            ComponentKind::Slider => {
                let share = if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
                ("f32", float(share), called)
            }
            _ => return,
        };
        let name = self.field(&called.unwrap_or_else(|| role_word(&node.role).to_owned()), kind, value);
        self.field_of.insert(node.id.clone(), name);
    }

    fn field(&mut self, words: &str, kind: &'static str, value: String) -> String {
        let name = free(snake(words, "field"), "_", &mut self.taken_fields);
        self.fields.push(Field { name: name.clone(), kind, value });
        name
    }

    fn event(&mut self, id: &str, words: &[String]) {
        // Two buttons that say the same do the same.
        let names: Vec<String> = words.iter().map(|words| pascal(words, "Pressed")).collect();
        for name in &names {
            if !self.events.contains(name) {
                self.events.push(name.clone());
            }
        }
        self.events_of.insert(id.to_owned(), names);
    }

    /// Something in the node is bound to the struct.
    pub(super) fn changes(&self, node: &Node) -> bool {
        any(node, 0, &|node| self.field_of.contains_key(&node.id))
    }

    /// Something in the node can be pressed.
    pub(super) fn acts(&self, node: &Node) -> bool {
        any(node, 0, &|node| self.events_of.contains_key(&node.id))
    }
}

/// This part or one in it.
pub(super) fn any(node: &Node, depth: usize, test: &dyn Fn(&Node) -> bool) -> bool {
    test(node)
        || depth < crate::code::DEEPEST && node.children.iter().any(|child| any(child, depth + 1, test))
}

/// All words in a node.
pub(super) fn words_in(node: &Node, depth: usize) -> String {
    let mut words = match &node.content {
        Content::Text(run) => run.text.clone(),
        _ => String::new(),
    };
    if depth < crate::code::DEEPEST {
        for child in &node.children {
            let inside = words_in(child, depth + 1);
            if !inside.is_empty() {
                words.push_str(if words.is_empty() { "" } else { " " });
                words.push_str(&inside);
            }
        }
    }
    words
}

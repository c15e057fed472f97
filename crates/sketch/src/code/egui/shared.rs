//! Parts of a screen that are alike but for their words: one function, called with the words.
//!
//! Not here: how the function is written.

use super::state::State;
use crate::code::names::{free, snake};
use crate::code::nodes::of_words;
use crate::code::tokens::colour::Colour;
use crate::layout::{Content, Node, Place, Role, Run, Sides, Size, Tree};
use crate::scene::ComponentKind;
use std::collections::BTreeMap;

/// Largest part that is written as one function with its words as arguments.
const LARGEST: usize = 40;
/// Most arguments besides the `Ui`.
const MOST: usize = 6;

/// Parts that are alike.
pub(super) struct Shared {
    /// By their shape.
    kinds: BTreeMap<String, Kind>,
}

/// What parts of one shape have in common.
pub(super) struct Kind {
    /// For every text of the part: the argument that it is, where it differs.
    pub(super) arguments: Vec<Option<String>>,
    /// The field that the part changes: its type, and the argument or string that names it.
    pub(super) value: Option<(&'static str, String)>,
}

impl Shared {
    pub(super) fn of(tree: &Tree, state: &State) -> Self {
        let mut found: BTreeMap<String, Vec<&Node>> = BTreeMap::new();
        collect(&tree.root, state, &mut found, 0);
        let kinds = found
            .into_iter()
            .filter_map(|(shape, nodes)| {
                let first = nodes.first()?;
                let worth = nodes.len() > 2 || (nodes.len() == 2 && count(first) > 3);
                let kind = Kind::of(&nodes, tree, state);
                let arguments = kind.arguments.iter().flatten().count();
                (worth && arguments <= MOST).then_some((shape, kind))
            })
            .collect();
        Self { kinds }
    }

    /// The shape of a node, and what it shares, when others are like it.
    pub(super) fn kind(&self, node: &Node) -> Option<(String, &Kind)> {
        let shape = fits(node).then(|| shape(node, true))?;
        let kind = self.kinds.get(&shape)?;
        Some((shape, kind))
    }
}

impl Kind {
    fn of(nodes: &[&Node], tree: &Tree, state: &State) -> Self {
        let all: Vec<Vec<(&Run, &Role)>> = nodes.iter().map(|node| texts(node)).collect();
        let mut taken: Vec<String> = super::screen::TAKEN.iter().map(|name| (*name).to_owned()).collect();
        taken.push("value".to_owned());
        let first = all.first().map(Vec::as_slice).unwrap_or_default();
        let heads = nodes.first().and_then(|node| heads(&tree.root, node, 0)).unwrap_or_default();
        let arguments: Vec<Option<String>> = (first.iter().enumerate())
            .map(|(index, (run, role))| {
                let same =
                    all.iter().all(|texts| texts.get(index).is_some_and(|(other, _)| other.text == run.text));
                let name = match role {
                    Role::Heading(_) => "title",
                    Role::Label(_) => "name",
                    Role::TableCell(_) => heads.get(index).copied().unwrap_or("cell"),
                    _ => word(run),
                };
                (!same).then(|| free(snake(name, "cell"), "_", &mut taken))
            })
            .collect();
        let field = nodes.first().and_then(|node| field(node));
        let value = field.map(|field| {
            let kind = if field.role == Role::Control(ComponentKind::Toggle) { "bool" } else { "String" };
            let label = state.label_of(field).unwrap_or_default();
            let at = first.iter().position(|(run, _)| run.text == label);
            let argument = at.and_then(|at| arguments.get(at)?.clone());
            (kind, argument.unwrap_or_else(|| super::syntax::string(label)))
        });
        Self { arguments, value }
    }

    /// The words of a node that are arguments.
    pub(super) fn words(&self, node: &Node) -> Vec<String> {
        let texts = texts(node);
        let differs = self.arguments.iter().zip(&texts).filter(|(argument, _)| argument.is_some());
        differs.map(|(_, (run, _))| run.text.clone()).collect()
    }
}

/// What words in a part are called, by how they are set.
fn word(run: &Run) -> &'static str {
    let colour = Colour::parse(&run.colour);
    match () {
        () if run.size >= 20.0 => "title",
        () if colour.is_some_and(Colour::strong) => "accent",
        () if colour.is_some() => "note",
        () => "words",
    }
}

/// The words that head the columns of the table that this is a row of.
fn heads<'t>(around: &'t Node, row: &Node, depth: usize) -> Option<Vec<&'t str>> {
    if around.role == Role::Table && around.children.iter().any(|child| child.id == row.id) {
        let first = around.children.iter().find(|child| child.role == Role::TableRow)?;
        let headed = first.children.iter().all(|cell| cell.role == Role::TableCell(true));
        return headed.then(|| texts(first).into_iter().map(|(run, _)| run.text.as_str()).collect());
    }
    let deeper = depth < crate::code::DEEPEST;
    around.children.iter().filter(|_| deeper).find_map(|child| heads(child, row, depth + 1))
}

fn collect<'t>(node: &'t Node, state: &State, found: &mut BTreeMap<String, Vec<&'t Node>>, depth: usize) {
    if depth > crate::code::DEEPEST {
        return;
    }
    if depth > 0 && fits(node) && (!state.changes(node) || binds(node, state)) && !state.acts(node) {
        found.entry(shape(node, true)).or_default().push(node);
    }
    node.children.iter().for_each(|child| collect(child, state, found, depth + 1));
}

/// The only field in a part.
pub(super) fn field(node: &Node) -> Option<&Node> {
    if let Role::Control(_) = node.role {
        return Some(node);
    }
    node.children.iter().find_map(field)
}

/// A part has one field and the words that name it: then it is bound to what it is called with.
fn binds(node: &Node, state: &State) -> bool {
    fn fields(node: &Node) -> usize {
        usize::from(matches!(node.role, Role::Control(_))) + node.children.iter().map(fields).sum::<usize>()
    }
    let Some(field) = field(node) else { return false };
    let kind = !state.is_secret(field)
        && matches!(
            field.role,
            Role::Control(ComponentKind::Input | ComponentKind::TextArea | ComponentKind::Toggle)
        );
    let named =
        state.label_of(field).is_some_and(|label| texts(node).iter().any(|(run, _)| run.text == label));
    kind && named && fields(node) == 1 && state.field_of.contains_key(&field.id)
}

fn fits(node: &Node) -> bool {
    (3..=LARGEST).contains(&count(node))
}

fn count(node: &Node) -> usize {
    fn up_to(node: &Node, most: usize) -> usize {
        let mut sum = 1;
        for child in &node.children {
            if sum > most {
                break;
            }
            sum += up_to(child, most - sum);
        }
        sum
    }
    up_to(node, LARGEST)
}

/// Texts in the order they are drawn.
fn texts(node: &Node) -> Vec<(&Run, &Role)> {
    let mut found = Vec::new();
    if let Content::Text(run) = &node.content {
        found.push((run, &node.role));
    }
    node.children.iter().for_each(|child| found.extend(texts(child)));
    found
}

/// All that decides how a node is drawn, but its words; its own place is its parent's business.
fn shape(node: &Node, outer: bool) -> String {
    let mut bare = Node { id: String::new(), elements: Vec::new(), children: Vec::new(), ..node.clone() };
    match &mut bare.content {
        Content::Text(run) => {
            run.text.clear();
            run.lines = 0;
        }
        // What is filled in is the state's.
        Content::Control { text, on, value, .. } => {
            if !matches!(node.role, Role::Control(ComponentKind::Select)) {
                text.clear();
            }
            (*on, *value) = (false, 0.0);
        }
        Content::None if node.children.is_empty() => {}
        Content::None => bare.drawn = kurbo::Rect::ZERO,
        _ => {}
    }
    if let Role::Label(of) = &mut bare.role {
        of.clear();
    }
    bare.room = 0.0;
    // Boxes and pictures are as large as they were drawn, wherever that was.
    bare.drawn = match bare.content {
        Content::Text(_) => kurbo::Rect::ZERO,
        _ => bare.drawn - bare.drawn.origin().to_vec2(),
    };
    if of_words(node, 0) {
        bare.width = Size::Content;
    }
    if outer {
        bare.width = Size::Content;
        bare.margin = Sides::default();
        bare.place = Place::Flow;
    }
    let inside: Vec<String> = node.children.iter().map(|child| shape(child, false)).collect();
    format!("{bare:?}[{}]", inside.join(";"))
}

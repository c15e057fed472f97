//! Reads the language of flowcharts, line by line; what is not understood is told and passed over.
//!
//! Not here: places.

use super::{Error, head};
use crate::json::tell;
use crate::scene::Head;
use justbuilt_base::Diagnostic;
use std::collections::{BTreeMap, HashMap};

/// Nodes and edges of one chart.
const MAX_PARTS: usize = 5000;

/// Which way a chart grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Direction {
    /// Down.
    #[default]
    Down,
    /// Up.
    Up,
    /// To the right.
    Right,
    /// To the left.
    Left,
}

/// The outline of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Shape {
    #[default]
    Box,
    Round,
    Stadium,
    Cylinder,
    Diamond,
    Circle,
    Hexagon,
    /// Leans to the right, or to the left.
    Slanted(bool),
    /// Wide at the bottom, or at the top.
    Trapezoid(bool),
    Flag,
}

/// Colours of a node.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    pub(super) fill: Option<String>,
    pub(super) stroke: Option<String>,
    pub(super) colour: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) shape: Shape,
    pub(super) group: Option<usize>,
    pub(super) style: Look,
    pub(super) link: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: String,
    pub(super) start_head: Head,
    pub(super) end_head: Head,
    pub(super) thick: bool,
    pub(super) dotted: bool,
    pub(super) hidden: bool,
    /// Layers it spans at least.
    pub(super) length: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) title: String,
    pub(super) parent: Option<usize>,
    pub(super) direction: Option<Direction>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) direction: Direction,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    pub(super) groups: Vec<Group>,
}

fn direction(word: &str) -> Option<Direction> {
    match word {
        "TB" | "TD" => Some(Direction::Down),
        "BT" => Some(Direction::Up),
        "LR" => Some(Direction::Right),
        "RL" => Some(Direction::Left),
        _ => None,
    }
}

/// The chart of a text.
pub(super) fn parse(text: &str, diagnostics: &mut Vec<Diagnostic>) -> Result<Chart, Error> {
    let mut reader = Reader {
        chart: Chart::default(),
        by_id: HashMap::new(),
        groups: Vec::new(),
        names: HashMap::new(),
        classes: BTreeMap::new(),
    };
    let mut lines = text.lines().enumerate().peekable();
    // Front matter, between lines of three dashes.
    while lines.next_if(|(_, line)| line.trim().is_empty()).is_some() {}
    if lines.next_if(|(_, line)| line.trim() == "---").is_some() {
        for (_, line) in lines.by_ref().take_while(|(_, line)| line.trim() != "---") {
            if let Some(title) = line.trim().strip_prefix("title:") {
                reader.chart.title = title.trim().trim_matches('"').to_owned();
            }
        }
    }
    let mut begun = false;
    for (number, line) in lines {
        let line = line.split_once("%%").map_or(line, |(before, _)| before);
        for statement in statements(line) {
            let statement = statement.trim();
            if statement.is_empty() {
                continue;
            }
            if !begun {
                let mut words = statement.split_whitespace();
                match words.next() {
                    Some("flowchart" | "graph" | "flowchart-elk") => {}
                    first => {
                        return Err(Error::Foreign(first.unwrap_or_default().chars().take(40).collect()));
                    }
                }
                reader.chart.direction = words.next().and_then(direction).unwrap_or_default();
                begun = true;
                continue;
            }
            if let Err(what) = reader.statement(statement) {
                tell(diagnostics, Diagnostic::warning(format!("{what}: left out")).at_line(number));
            }
        }
    }
    if !begun {
        return Err(Error::Foreign(String::new()));
    }
    Ok(reader.chart)
}

/// The statements of a line: parted by `;` outside of quotes and brackets.
fn statements(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut open, mut quoted) = (0, 0_i32, false);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '[' | '(' | '{' if !quoted => open += 1,
            ']' | ')' | '}' if !quoted => open -= 1,
            ';' if !quoted && open <= 0 => {
                out.push(line.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(line.get(start..).unwrap_or_default());
    out
}

struct Reader {
    chart: Chart,
    by_id: HashMap<String, usize>,
    /// The subgraphs that are open, the innermost last.
    groups: Vec<usize>,
    /// Subgraphs by their ids.
    names: HashMap<String, usize>,
    classes: BTreeMap<String, Look>,
}

impl Reader {
    fn statement(&mut self, text: &str) -> Result<(), String> {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "subgraph" => self.open(rest),
            "end" => self.groups.pop().map(|_| ()).ok_or("an `end` without a `subgraph`".to_owned()),
            "direction" => {
                let direction = direction(rest).ok_or(format!("the direction {rest:?}"))?;
                match self.groups.last().and_then(|at| self.chart.groups.get_mut(*at)) {
                    Some(group) => group.direction = Some(direction),
                    None => self.chart.direction = direction,
                }
                Ok(())
            }
            "classDef" => {
                let (names, look) =
                    rest.split_once(char::is_whitespace).ok_or("a `classDef` without a style")?;
                for name in names.split(',') {
                    self.classes.insert(name.trim().to_owned(), look_of(look));
                }
                Ok(())
            }
            "class" => {
                let (ids, class) = rest.rsplit_once(char::is_whitespace).ok_or("a `class` without a name")?;
                for id in ids.split(',') {
                    self.dress(id.trim(), class.trim());
                }
                Ok(())
            }
            "style" => {
                let (id, look) = rest.split_once(char::is_whitespace).ok_or("a `style` without colours")?;
                if let Some(node) = self.by_id.get(id).and_then(|at| self.chart.nodes.get_mut(*at)) {
                    put_on(&mut node.style, &look_of(look));
                }
                Ok(())
            }
            "click" => {
                let mut words = rest.split_whitespace();
                let id = words.next().unwrap_or_default();
                let link = words
                    .find(|word| word.trim_matches('"').contains("://"))
                    .map(|word| word.trim_matches('"').to_owned());
                match (self.by_id.get(id).and_then(|at| self.chart.nodes.get_mut(*at)), link) {
                    (Some(node), Some(link)) => {
                        node.link = Some(link);
                        Ok(())
                    }
                    _ => Err("a `click` that opens no page".to_owned()),
                }
            }
            "linkStyle" | "accTitle:" | "accDescr:" | "accDescr" | "accTitle" => Err(format!("`{word}`")),
            _ => self.chain(text),
        }
    }

    fn open(&mut self, rest: &str) -> Result<(), String> {
        let (id, title) = match rest.split_once('[') {
            Some((id, title)) => (id.trim(), title.trim_end().trim_end_matches(']')),
            None => (rest, rest),
        };
        if self.chart.groups.len() >= MAX_PARTS {
            return Err("more subgraphs than can be shown".to_owned());
        }
        self.chart.groups.push(Group {
            title: clean(title),
            parent: self.groups.last().copied(),
            direction: None,
        });
        let at = self.chart.groups.len() - 1;
        self.names.insert(clean(id), at);
        self.groups.push(at);
        Ok(())
    }

    fn dress(&mut self, id: &str, class: &str) {
        let Some(look) = self.classes.get(class).cloned() else { return };
        if let Some(node) = self.by_id.get(id).and_then(|at| self.chart.nodes.get_mut(*at)) {
            put_on(&mut node.style, &look);
        }
    }

    /// Nodes with edges between: `a & b -->|text| c --> d`.
    fn chain(&mut self, text: &str) -> Result<(), String> {
        let mut rest = text;
        let mut before: Option<(Vec<usize>, Edge)> = None;
        loop {
            let mut nodes = Vec::new();
            loop {
                let (node, after) = self.node(rest)?;
                nodes.push(node);
                rest = after.trim_start();
                match rest.strip_prefix('&') {
                    Some(after) => rest = after.trim_start(),
                    None => break,
                }
            }
            if let Some((from, edge)) = before.take() {
                for from in from {
                    for to in &nodes {
                        if self.chart.edges.len() >= MAX_PARTS {
                            return Err("more edges than can be shown".to_owned());
                        }
                        self.chart.edges.push(Edge { from, to: *to, ..edge.clone() });
                    }
                }
            }
            if rest.is_empty() {
                return Ok(());
            }
            let (edge, after) =
                edge(rest).ok_or_else(|| format!("{:?}", rest.chars().take(30).collect::<String>()))?;
            before = Some((nodes, edge));
            rest = after.trim_start();
        }
    }

    /// One node: its id, and what it says of its shape and words.
    fn node<'a>(&mut self, text: &'a str) -> Result<(usize, &'a str), String> {
        let text = text.trim_start();
        let end = id_end(text);
        let id = text.get(..end).unwrap_or_default();
        if id.is_empty() {
            return Err(format!("{:?}", text.chars().take(30).collect::<String>()));
        }
        let mut rest = text.get(end..).unwrap_or_default();
        let at = match self.by_id.get(id) {
            Some(at) => *at,
            None => {
                if self.chart.nodes.len() >= MAX_PARTS {
                    return Err("more nodes than can be shown".to_owned());
                }
                let node = Node { id: id.to_owned(), text: id.to_owned(), ..Node::default() };
                self.chart.nodes.push(node);
                self.by_id.insert(id.to_owned(), self.chart.nodes.len() - 1);
                self.chart.nodes.len() - 1
            }
        };
        // A node is in the first subgraph that was closed after it was named there.
        if let Some(node) = self.chart.nodes.get_mut(at)
            && node.group.is_none_or(|group| self.groups.contains(&group))
        {
            node.group = self.groups.last().copied();
        }
        if let Some((shape, words, after)) = brackets(rest) {
            if let Some(node) = self.chart.nodes.get_mut(at) {
                (node.shape, node.text) = (shape, words);
            }
            rest = after;
        }
        if let Some(after) = rest.strip_prefix(":::") {
            let end = id_end(after);
            self.dress(id, after.get(..end).unwrap_or_default());
            rest = after.get(end..).unwrap_or_default();
        }
        Ok((at, rest))
    }
}

/// Where an id ends: before white space, a bracket, or an edge.
fn id_end(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let stops = match letter {
            letter if letter.is_whitespace() => true,
            '[' | '(' | '{' | '>' | '&' | '|' | ';' | '@' | ')' | ']' | '}' | '<' | '~' | '=' | '"' => true,
            '-' => matches!(next, Some('-' | '.')),
            ':' => next == Some(':'),
            _ => false,
        };
        if stops {
            return at;
        }
    }
    text.len()
}

/// Words in brackets, and the shape that these mean.
fn brackets(text: &str) -> Option<(Shape, String, &str)> {
    if let Some(inside) = text.strip_prefix("@{") {
        let (body, after) = inside.split_once('}')?;
        let value = |key: &str| {
            let (_, rest) = body.split_once(key)?;
            let rest = rest.trim_start().strip_prefix(':')?.trim_start();
            let quoted = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')).map(|(value, _)| value);
            Some(quoted.unwrap_or_else(|| rest.split(',').next().unwrap_or_default().trim()).to_owned())
        };
        let shape = match value("shape").unwrap_or_default().as_str() {
            "rounded" | "event" => Shape::Round,
            "stadium" | "terminal" | "pill" => Shape::Stadium,
            "cyl" | "cylinder" | "database" | "db" => Shape::Cylinder,
            "diam" | "diamond" | "decision" | "question" => Shape::Diamond,
            "circle" | "circ" | "dbl-circ" | "double-circle" => Shape::Circle,
            "hex" | "hexagon" | "prepare" => Shape::Hexagon,
            "lean-r" | "lean-right" | "in-out" => Shape::Slanted(true),
            "lean-l" | "lean-left" | "out-in" => Shape::Slanted(false),
            "trap-b" | "trapezoid" | "priority" => Shape::Trapezoid(true),
            "trap-t" | "inv-trapezoid" | "manual" => Shape::Trapezoid(false),
            "odd" => Shape::Flag,
            _ => Shape::Box,
        };
        return Some((shape, clean(&value("label").unwrap_or_default()), after));
    }
    const PAIRS: &[(&str, &str, Shape)] = &[
        ("(((", ")))", Shape::Circle),
        ("((", "))", Shape::Circle),
        ("([", "])", Shape::Stadium),
        ("[[", "]]", Shape::Box),
        ("[(", ")]", Shape::Cylinder),
        ("[/", "/]", Shape::Slanted(true)),
        ("[/", "\\]", Shape::Trapezoid(true)),
        ("[\\", "\\]", Shape::Slanted(false)),
        ("[\\", "/]", Shape::Trapezoid(false)),
        ("{{", "}}", Shape::Hexagon),
        ("{", "}", Shape::Diamond),
        ("[", "]", Shape::Box),
        ("(", ")", Shape::Round),
        (">", "]", Shape::Flag),
    ];
    for (open, close, shape) in PAIRS {
        let Some(inside) = text.strip_prefix(open) else { continue };
        if let Some(quoted) = inside.trim_start().strip_prefix('"') {
            let Some((words, after)) = quoted.split_once('"') else { continue };
            if let Some(after) = after.trim_start().strip_prefix(close) {
                return Some((*shape, clean(words), after));
            }
            continue;
        }
        let Some(at) = inside.find(close) else { continue };
        let words = inside.get(..at).unwrap_or_default();
        // A slanted end may close before the right one: not across another bracket.
        if words.contains([']', '[']) && open.starts_with('[') {
            continue;
        }
        return Some((*shape, clean(words), inside.get(at + close.len()..).unwrap_or_default()));
    }
    None
}

/// An edge at the start of a text, with its words.
fn edge(text: &str) -> Option<(Edge, &str)> {
    let mut edge = Edge::default();
    let mut rest = text;
    // `a e1@--> b` names an edge; the name is not needed.
    let start = rest.chars().next().filter(|letter| matches!(letter, '<' | 'o' | 'x'));
    if start.is_some() && matches!(rest.as_bytes().get(1), Some(b'-' | b'=')) {
        edge.start_head = head(start);
        rest = rest.get(1..)?;
    }
    let body = rest.find(|letter| !matches!(letter, '-' | '=' | '.' | '~')).unwrap_or(rest.len());
    let mut line = rest.get(..body)?;
    if line.len() < 2 {
        return None;
    }
    let mut after = rest.get(body..)?;
    let mut finish = |after: &mut &str| {
        let end = after.chars().next().filter(|letter| matches!(letter, '>' | 'o' | 'x'));
        // An `o` or `x` that begins the next node is none of the edge's.
        let is_node =
            matches!(end, Some('o' | 'x')) && after.chars().nth(1).is_some_and(|next| next.is_alphanumeric());
        if let Some(letter) = end.filter(|_| !is_node) {
            edge.end_head = head(Some(letter));
            *after = after.get(1..).unwrap_or_default();
            return true;
        }
        false
    };
    let headed = finish(&mut after);
    let opens = !headed && matches!(line, "--" | "==" | "-.");
    let mut words = None;
    if opens {
        // Words within the line: `-- text -->`.
        let mark = if line == "==" {
            "=="
        } else if line == "-." {
            ".-"
        } else {
            "--"
        };
        let at = after.find(mark)?;
        words = Some(clean(after.get(..at)?));
        rest = after.get(at..)?;
        let body = rest.find(|letter| !matches!(letter, '-' | '=' | '.')).unwrap_or(rest.len());
        let tail = rest.get(..body)?;
        edge.length = tail.len().saturating_sub(1).max(1);
        edge.dotted = mark == ".-";
        edge.thick = mark == "==";
        after = rest.get(body..)?;
        let end = after.chars().next().filter(|letter| matches!(letter, '>' | 'o' | 'x'));
        if end.is_some() {
            edge.end_head = head(end);
            after = after.get(1..)?;
        }
        line = "";
    }
    if !line.is_empty() {
        edge.dotted = line.contains('.');
        edge.thick = line.contains('=');
        edge.hidden = line.contains('~');
        let marks = if edge.dotted {
            line.matches('.').count()
        } else {
            line.len().saturating_sub(if headed { 1 } else { 2 })
        };
        edge.length = marks.clamp(1, 10);
    }
    edge.length = edge.length.clamp(1, 10);
    let trimmed = after.trim_start();
    if let Some((label, more)) = trimmed.strip_prefix('|').and_then(|inside| inside.split_once('|')) {
        words = Some(clean(label));
        after = more;
    }
    edge.text = words.unwrap_or_default();
    Some((edge, after))
}

/// Words without quotes, with line ends for `<br>`.
fn clean(text: &str) -> String {
    let text = text.trim().trim_matches('"').trim_matches('`');
    let mut out = text.replace("\\n", "\n");
    for tag in ["<br/>", "<br />", "<br>", "<BR>"] {
        out = out.replace(tag, "\n");
    }
    for (code, letter) in
        [("#quot;", "\""), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("#amp;", "&"), ("&amp;", "&")]
    {
        out = out.replace(code, letter);
    }
    out.split('\n').map(str::trim).collect::<Vec<_>>().join("\n")
}

fn look_of(text: &str) -> Look {
    let mut look = Look::default();
    for (key, value) in text.split([',', ';']).filter_map(|one| one.split_once(':')) {
        let value = crate::render::Colour::parse(value).map(|colour| colour.to_string());
        match key.trim() {
            "fill" => look.fill = value,
            "stroke" => look.stroke = value,
            "color" => look.colour = value,
            _ => {}
        }
    }
    look
}

fn put_on(look: &mut Look, more: &Look) {
    for (old, new) in
        [(&mut look.fill, &more.fill), (&mut look.stroke, &more.stroke), (&mut look.colour, &more.colour)]
    {
        if new.is_some() {
            old.clone_from(new);
        }
    }
}

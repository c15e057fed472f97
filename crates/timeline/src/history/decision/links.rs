//! Links from one decision record to others, and in which sense they are meant.

use super::super::node::LinkKind;

/// A link to another record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionLink {
    /// In which sense.
    pub kind: LinkKind,
    /// The file, as it is written, without what comes behind a `#`.
    pub target: String,
    /// The words of the link.
    pub text: String,
}

/// The links to Markdown files in a text, outside of code, each once, the most telling sense first.
pub(super) fn find(text: &str) -> Vec<DecisionLink> {
    let mut found: Vec<DecisionLink> = Vec::new();
    let mut code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            code = !code;
        }
        if code {
            continue;
        }
        let mut rest = line;
        let mut before = String::new();
        while let Some((lead, text, target, behind)) = next_link(rest) {
            before.push_str(lead);
            let target = target.split(['#', ' ']).next().unwrap_or_default();
            let is_record = target.ends_with(".md") && !target.contains("://");
            if is_record {
                let kind = sense(&before);
                match found.iter_mut().find(|link| link.target == target) {
                    Some(known) if known.kind == LinkKind::Relates => known.kind = kind,
                    Some(_) => {}
                    None => found.push(DecisionLink { kind, target: target.to_owned(), text: text.to_owned() }),
                }
            }
            before.push_str(text);
            rest = behind;
        }
    }
    found
}

/// The next `[text](target)`: what comes before it, its parts, what comes behind.
fn next_link(line: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = line.find("](")?;
    let open = line.get(..middle)?.rfind('[')?;
    let behind = line.get(middle + 2..)?;
    let close = behind.find(')')?;
    Some((line.get(..open)?, line.get(open + 1..middle)?, behind.get(..close)?, behind.get(close + 1..)?))
}

/// What the words before a link say. Only those of its own sentence count.
fn sense(before: &str) -> LinkKind {
    let sentence = before.rsplit(". ").next().unwrap_or(before).to_lowercase();
    let senses = [
        ("superseded by", LinkKind::SupersededBy),
        ("replaced by", LinkKind::SupersededBy),
        ("supersedes", LinkKind::Supersedes),
        ("supercedes", LinkKind::Supersedes),
        ("replaces", LinkKind::Supersedes),
        ("amended by", LinkKind::AmendedBy),
        ("amends", LinkKind::Amends),
    ];
    let last = senses.iter().filter_map(|(words, kind)| Some((sentence.rfind(words)?, *kind))).max_by_key(|(at, _)| *at);
    last.map_or(LinkKind::Relates, |(_, kind)| kind)
}

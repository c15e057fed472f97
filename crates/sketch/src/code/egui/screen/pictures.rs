//! Pictures of a screen: files beside its code, and places of those to come.
//!
//! Not here: charts and avatars, which are drawn.

use super::super::syntax::{call, float, string};
use super::parts::statement;
use super::{At, Printer};
use crate::code::writer::Writer;
use crate::layout::{Content, Node};

impl Printer<'_> {
    /// A picture, with the words for those who do not see it.
    pub(super) fn picture(&mut self, out: &mut Writer, node: &Node, alternative: &str, at: At) {
        let mut placeholder = node.clone();
        placeholder.children.clear();
        let file = match &node.content {
            Content::Picture { picture, .. } => picture.as_deref(),
            _ => None,
        };
        if file.is_none() && placeholder.paint.background.is_none() {
            placeholder.paint.background = Some("#e9ecef".to_owned());
        }
        let block = self.looks.control(&placeholder);
        let size = format!("vec2({}, {})", float(node.drawn.width()), float(node.drawn.height()));
        let mut arguments = vec!["ui".to_owned(), string(alternative), format!("&{block}"), size];
        let name = match file {
            Some(path) => {
                arguments.insert(2, format!("include_image!({})", string(path)));
                "photo"
            }
            None => "picture",
        };
        statement(out, at.depth, &call(at.depth, "", name, &arguments, ";"));
    }
}

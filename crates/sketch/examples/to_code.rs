//! Turns an Excalidraw scene into HTML: `to_code SCENE OUT.html`. For measurements; with `TREE` set it also writes the
//! layout as text and as boxes.

use justbuilt_sketch::code::{self, Target};
use justbuilt_sketch::{excalidraw, layout};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(file), Some(out)) = (arguments.first(), arguments.get(1)) else {
        return Err("usage: to_code SCENE OUT.html".into());
    };
    let (sketch, _) = excalidraw::read(std::fs::read(file)?)?;
    let Some(page) = sketch.pages.first() else { return Err("no page".into()) };
    let (tree, _) = layout::infer(&sketch, page, None);
    let out = Path::new(out);
    if std::env::var_os("TREE").is_some() {
        let mut list = Vec::new();
        let mut boxes = layout::solve::boxes(&tree, tree.width).into_iter();
        gather(&tree.root, "", &mut boxes, &mut list);
        std::fs::write(out.with_extension("tree.json"), serde_json::to_string(&list)?)?;
        std::fs::write(out.with_extension("tree.txt"), layout::print::text(&tree))?;
    }
    for file in code::generate(&tree, Target::Html) {
        let path = if file.path == "index.html" { out.to_path_buf() } else { out.with_file_name(&file.path) };
        std::fs::write(path, file.text)?;
    }
    Ok(())
}

/// Every node, parents first: id, box as drawn, room, box as laid out, id of the parent.
fn gather(
    node: &layout::Node,
    parent: &str,
    boxes: &mut impl Iterator<Item = (String, kurbo::Rect)>,
    list: &mut Vec<serde_json::Value>,
) {
    let made = boxes.next().map(|(_, rect)| [rect.x0, rect.y0, rect.x1, rect.y1]);
    let drawn = node.drawn;
    list.push(serde_json::json!([
        node.id,
        drawn.x0,
        drawn.y0,
        drawn.width(),
        drawn.height(),
        node.room,
        made,
        parent
    ]));
    for child in &node.children {
        gather(child, &node.id, boxes, list);
    }
}

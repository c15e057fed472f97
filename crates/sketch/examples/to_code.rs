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
        let nodes = layout::infer::nodes(&tree.root);
        let solved = layout::solve::boxes(&tree, tree.width);
        let list: Vec<serde_json::Value> = nodes
            .iter()
            .map(|node| {
                serde_json::json!([
                    node.id,
                    node.drawn.x0,
                    node.drawn.y0,
                    node.drawn.width(),
                    node.drawn.height(),
                    node.room,
                    solved.iter().find(|(id, _)| *id == node.id).map(|(_, rect)| [
                        rect.x0,
                        rect.y0,
                        rect.x1,
                        rect.y1
                    ])
                ])
            })
            .collect();
        std::fs::write(out.with_extension("tree.json"), serde_json::to_string(&list)?)?;
        std::fs::write(out.with_extension("tree.txt"), layout::print::text(&tree))?;
    }
    for file in code::generate(&tree, Target::Html) {
        let path = if file.path == "index.html" { out.to_path_buf() } else { out.with_file_name(&file.path) };
        std::fs::write(path, file.text)?;
    }
    Ok(())
}

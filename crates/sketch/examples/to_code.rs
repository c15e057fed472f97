//! Turns an Excalidraw scene into HTML: `to_code SCENE OUT.html`. For measurements; with `TREE` set it also writes the
//! layout as text and as boxes, and with `TIMES` set to a number it says how long the layout took, the median of so many.

use justbuilt_sketch::code::{self, Target};
use justbuilt_sketch::{excalidraw, layout};
use std::io::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(file), Some(out)) = (arguments.first(), arguments.get(1)) else {
        return Err("usage: to_code SCENE OUT.html".into());
    };
    let (sketch, _) = excalidraw::read(std::fs::read(file)?)?;
    let Some(page) = sketch.pages.first() else { return Err("no page".into()) };
    let (tree, _) = layout::infer(&sketch, page, None);
    if let Some(times) = std::env::var("TIMES").ok().and_then(|times| times.parse::<usize>().ok()) {
        let mut took: Vec<f64> = (0..times.max(1))
            .map(|_| {
                let start = std::time::Instant::now();
                std::hint::black_box(layout::infer(&sketch, page, None));
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        took.sort_by(f64::total_cmp);
        let median = took.get(took.len() / 2).copied().unwrap_or_default();
        writeln!(std::io::stdout(), "{median:.2} ms")?;
    }
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

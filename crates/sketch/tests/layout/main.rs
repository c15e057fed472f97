//! Layout inference on real screens and on boxes that a browser computed.

use justbuilt_sketch::layout::{self, Node, Place, boxes, infer, print, solve};
use justbuilt_sketch::scene::Kind;
use justbuilt_sketch::{code, excalidraw};
use justbuilt_testkit::corpus;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;

/// A file and its bytes.
type Packed = (String, Vec<u8>);

/// The files of a packed archive.
fn unpack(packed: &[u8]) -> Result<Vec<Packed>, Box<dyn std::error::Error>> {
    let mut tar = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(packed)?.read_to_end(&mut tar)?;
    let mut files = Vec::new();
    let mut at = 0;
    while at + 512 <= tar.len() && tar[at] != 0 {
        let text = |from: usize, to: usize| {
            String::from_utf8_lossy(&tar[at + from..at + to]).trim_end_matches(['\0', ' ']).to_owned()
        };
        let size = usize::from_str_radix(text(124, 136).trim(), 8)?;
        if tar[at + 156] == b'0' || tar[at + 156] == 0 {
            files.push((text(0, 100), tar[at + 512..at + 512 + size].to_vec()));
        }
        at += 512 + size.div_ceil(512) * 512;
    }
    Ok(files)
}

fn depth(node: &Node) -> usize {
    1 + node.children.iter().map(depth).max().unwrap_or(0)
}

#[test]
fn real_screens_become_flow() {
    let Some(folder) = corpus("layout") else { return };
    let files = unpack(&std::fs::read(folder.join("scenes.tar.zst")).unwrap()).unwrap();
    assert!(files.len() > 200, "{}", files.len());
    let (mut nodes, mut drawn) = (0, 0);
    for (name, bytes) in &files {
        let (sketch, left_out) = excalidraw::read(bytes).unwrap();
        assert!(left_out.is_empty(), "{name}: {left_out:?}");
        let page = &sketch.pages[0];
        let (tree, diagnostics) = infer(&sketch, page, None);
        let (again, _) = infer(&sketch, page, None);
        assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
        assert_eq!(print::text(&tree), print::text(&again), "{name}: the same drawing, the same tree");
        let all = layout::infer::nodes(&tree.root);
        let mut placed: BTreeMap<&str, usize> = BTreeMap::new();
        for node in &all {
            for element in &node.elements {
                *placed.entry(element.as_str()).or_default() += 1;
            }
            assert!(!matches!(node.place, Place::Over { .. }), "{name}: {} is not in flow", node.id);
        }
        for element in &page.elements {
            let seen = placed.get(element.id.as_str()).copied().unwrap_or(0);
            let holds = matches!(element.kind, Kind::Frame | Kind::Group);
            assert!(holds || seen == 1, "{name}: {} is there {seen} times", element.id);
        }
        let mut ids: Vec<&str> = all.iter().map(|node| node.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all.len(), "{name}: ids are unique");
        assert!(depth(&tree.root) <= 14, "{name}: {} deep", depth(&tree.root));
        nodes += all.len() - 1;
        drawn += page.elements.iter().filter(|element| element.kind != Kind::Group).count();
        let files = code::html::print(&code::web::document(&tree));
        assert_eq!(
            files,
            code::html::print(&code::web::document(&again)),
            "{name}: the same tree, the same bytes"
        );
    }
    let share = nodes as f64 / drawn as f64;
    assert!(share <= 1.3, "{share:.2} nodes an element");
}

#[test]
fn boxes_of_a_browser_come_back() {
    let Some(file) = corpus("layout/taffy-boxes.json") else { return };
    let value: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let cases = value["cases"].as_array().unwrap();
    let (mut good, mut bad) = (0, Vec::new());
    for case in cases {
        let back = boxes::boxed(&case["tree"], 0).is_some_and(|root| {
            let tree = boxes::layout(std::slice::from_ref(&root));
            let solved = solve::boxes(&tree, tree.width);
            off(&root, (0.0, 0.0), "0", &solved) <= 1.0
        });
        if back { good += 1 } else { bad.push(case["name"].as_str().unwrap()) }
    }
    assert!(good * 100 >= cases.len() * 95, "{good} of {}; not: {bad:#?}", cases.len());
}

/// How far a box or one in it is from where it was drawn, px.
fn off(boxed: &boxes::Boxed, corner: (f64, f64), path: &str, solved: &[(String, kurbo::Rect)]) -> f64 {
    let rect = boxed.rect + kurbo::Vec2::new(corner.0, corner.1);
    let Some((_, got)) = solved.iter().find(|(id, _)| id == path) else { return f64::INFINITY };
    let own = [got.x0 - rect.x0, got.y0 - rect.y0, got.x1 - rect.x1, got.y1 - rect.y1]
        .iter()
        .fold(0.0, |most: f64, edge| most.max(edge.abs()));
    boxed.children.iter().enumerate().fold(own, |most, (at, child)| {
        most.max(off(child, (rect.x0, rect.y0), &format!("{path}.{at}"), solved))
    })
}

//! The list of nodes filtered by a function, and its graph.

use std::time::Duration;

use justbuilt_workspace::TimelineCommand;
use justbuilt_workspace::timeline::{Filter, LaneSegment, NodeKind};

use super::{InTime, project};
use crate::harness::{SECOND, Window};

fn list(window: &mut Window, filter: Filter) -> Vec<String> {
    window.ask(TimelineCommand::List { filter: Box::new(filter), rows: 0..100 });
    let list = window.timeline().list.clone();
    assert_eq!((list.searching, &list.error), (false, &None));
    list.nodes.iter().map(|row| row.node.name().to_owned()).collect()
}

fn by_symbol(window: &mut Window, name: &str) -> Vec<String> {
    list(window, Filter { symbol: Some(name.to_owned()), ..Filter::default() })
}

#[test]
fn nodes_are_found_by_function_while_it_moves_and_while_typing_goes_on() {
    let mut window = project(&[("a.rs", "fn one() {\n    1;\n}\n\nfn two() {\n    2;\n}\n")]);
    window.step("cursor.document_start");
    window.step("type // Above.");
    window.step("edit.newline");
    window.advance(Duration::from_secs(60));
    assert_eq!(by_symbol(&mut window, "one"), [] as [&str; 0]);
    let at = window.text().find("2;").unwrap();
    window.set_carets(&[(at, at)]);
    window.step("type 2");
    window.advance(Duration::from_secs(60));
    assert_eq!(by_symbol(&mut window, "two").len(), 1);
    assert_eq!(by_symbol(&mut window, "one"), [] as [&str; 0]);
    // The panel is seen: the list follows.
    assert_eq!(by_symbol(&mut window, "two").len(), 1);
    window.step("type 3");
    window.step("file.save");
    window.advance(SECOND);
    assert_eq!(window.timeline().list.total, 2);
}

#[test]
fn a_filtered_list_has_its_graph() {
    let mut window = project(&[("a.txt", "top\n\n\n\nbottom\n")]);
    window.step("timeline.branch try");
    window.type_at_end("tried");
    window.step("file.save");
    window.step("timeline.switch main");
    window.step("cursor.document_start");
    window.step("type main ");
    window.step("file.save");
    window.step("timeline.merge try");
    let kinds = vec![NodeKind::Save, NodeKind::Merge];
    let found = list(&mut window, Filter { kinds, ..Filter::default() });
    assert_eq!(found.len(), 3, "{found:?}");
    let list = window.timeline().list.clone();
    assert_eq!(list.columns, 2);
    let rows: Vec<_> = list.nodes.iter().map(|row| row.graph.clone().unwrap()).collect();
    assert_eq!((rows[0].column, rows[1].column, rows[2].column), (0, 0, 1));
    let outs = |row: usize| {
        let out = |segment: &&LaneSegment| matches!(segment, LaneSegment::Out(_));
        rows[row].segments.iter().filter(out).count()
    };
    assert_eq!((outs(0), outs(1), outs(2)), (2, 0, 0), "the merge comes from both saves");
}

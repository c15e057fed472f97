//! Flowcharts as drawings.

use super::read;
use crate::scene::{Element, Head, Kind, Routing, StrokeStyle};
use justbuilt_testkit::random_cases;
use kurbo::Rect;

fn elements(text: &str) -> (Vec<Element>, Vec<String>) {
    let (sketch, told) = read(text).unwrap();
    let all = sketch.pages[0].elements.iter().map(|element| element.as_ref().clone()).collect();
    (all, told.into_iter().map(|one| one.to_string()).collect())
}

fn find<'a>(all: &'a [Element], id: &str) -> &'a Element {
    all.iter().find(|element| element.id.as_str() == id).unwrap_or_else(|| panic!("no {id}"))
}

/// The edges as `from-to:label`.
fn edges(all: &[Element]) -> Vec<String> {
    let arrows = all.iter().filter_map(|element| match &element.kind {
        Kind::Arrow(line) => Some((element, line)),
        _ => None,
    });
    arrows
        .map(|(element, line)| {
            let label =
                all.iter().find(|one| one.parent.as_ref() == Some(&element.id)).map(|one| match &one.kind {
                    Kind::Text(text) => text.text.clone(),
                    _ => String::new(),
                });
            let ends = (&line.start.as_ref().unwrap().element, &line.end.as_ref().unwrap().element);
            format!("{}-{}:{}", ends.0, ends.1, label.unwrap_or_default())
        })
        .collect()
}

const ORDER: &str = "%% how an order goes
flowchart TD
    start([Order placed]) --> paid{Paid?}
    paid -->|yes| pack[Pack the goods]
    paid -- no --> remind(Send a reminder) -.-> paid
    pack ==> ship[/Ship/] & note[(Note it)]
    subgraph house [The ware house]
        direction LR
        pack --> check{{Check}}
        subgraph inner
          check
        end
    end
    ship --o done((Done)); note --x done
    start ~~~ done
    classDef hot fill:#fdd,stroke:#c00;
    class remind hot
    style done fill:#dfd,color:#060
    linkStyle 0 stroke:red
    click done \"https://example.org/\"
";

#[test]
fn a_flowchart_becomes_shapes_and_arrows() {
    let (all, told) = elements(ORDER);
    assert_eq!(told, ["line 19: warning: `linkStyle`: left out"]);
    assert_eq!(
        edges(&all),
        [
            "start-paid:",
            "paid-pack:yes",
            "paid-remind:no",
            "remind-paid:",
            "pack-ship:",
            "pack-note:",
            "pack-check:",
            "ship-done:",
            "note-done:"
        ]
    );
    assert!(matches!(find(&all, "paid").kind, Kind::Diamond));
    assert!(matches!(find(&all, "done").kind, Kind::Ellipse));
    assert_eq!(find(&all, "start").style.corner, find(&all, "start").height / 2.0);
    assert_eq!(find(&all, "remind").style.fill, "#ffdddd");
    assert_eq!(find(&all, "done").link.as_deref(), Some("https://example.org/"));
    assert_eq!(find(&all, "pack").parent.as_ref().unwrap().as_str(), "frame-1");
    assert_eq!(find(&all, "paid").parent, None);
    assert_eq!(find(&all, "check").parent.as_ref().unwrap().as_str(), "frame-2");
    assert_eq!(find(&all, "frame-2").parent.as_ref().unwrap().as_str(), "frame-1");
    assert_eq!(find(&all, "frame-1").name.as_deref(), Some("The ware house"));
    let arrow = |number: usize| match &find(&all, &format!("edge-{number}")).kind {
        Kind::Arrow(line) => line.clone(),
        _ => panic!("no arrow"),
    };
    assert_eq!(
        (arrow(1).end_head, arrow(8).end_head, arrow(9).end_head),
        (Head::Arrow, Head::Dot, Head::Bar)
    );
    assert_eq!(find(&all, "edge-4").style.stroke_style, StrokeStyle::Dotted);
    assert_eq!(find(&all, "edge-5").style.stroke_width, 4.0);
    assert!(find(&all, "start").y < find(&all, "paid").y && find(&all, "paid").y < find(&all, "pack").y);
    assert_eq!(read(ORDER).unwrap().0, read(ORDER).unwrap().0);
}

/// No two nodes lie on each other, and each is in its frame.
#[track_caller]
fn tidy(all: &[Element]) {
    let is_node = |element: &&Element| !matches!(element.kind, Kind::Text(_) | Kind::Arrow(_) | Kind::Frame);
    let nodes: Vec<&Element> = all.iter().filter(is_node).collect();
    for (at, a) in nodes.iter().enumerate() {
        for b in nodes.iter().skip(at + 1) {
            let both = a.rect().intersect(b.rect());
            assert!(both.width() < 1.0 || both.height() < 1.0, "{} on {}", a.id, b.id);
        }
    }
    for element in all.iter().filter(|element| !matches!(element.kind, Kind::Text(_))) {
        let Some(parent) = &element.parent else { continue };
        let frame = find(all, parent.as_str());
        assert!(
            frame.rect().inflate(0.5, 0.5).contains_rect(element.rect()),
            "{} is not in {parent}",
            element.id
        );
    }
}

#[test]
fn nothing_lies_on_anything_and_long_edges_go_around() {
    tidy(&elements(ORDER).0);
    for direction in ["TB", "BT", "LR", "RL"] {
        let text = format!(
            "graph {direction}\n a --> b --> c --> d\n a --> d\n b --> b\n subgraph one\n c --> e\n end\n e --> a"
        );
        let (all, told) = elements(&text);
        assert_eq!(told, Vec::<String>::new());
        tidy(&all);
        let (a, d) = (find(&all, "a").rect().center(), find(&all, "d").rect().center());
        let way = (d - a).to_point();
        let on = match direction {
            "TB" => way.y,
            "BT" => -way.y,
            "LR" => way.x,
            _ => -way.x,
        };
        assert!(on > 100.0, "{direction}: {way:?}");
        let long = all.iter().find(|e| e.id.as_str() == "edge-4").unwrap();
        let Kind::Arrow(line) = &long.kind else { panic!("no arrow") };
        assert_eq!(line.routing, Routing::Curved);
        let middle: Rect = find(&all, "b").rect();
        for point in &line.points {
            assert!(!middle.contains(*point + kurbo::Vec2::new(long.x, long.y)), "{direction}: through b");
        }
    }
}

#[test]
fn the_ways_to_write_nodes_and_edges_are_known() {
    for (text, wanted) in [
        ("a---b", "a-b:"),
        ("a-->b", "a-b:"),
        ("a ----> b", "a-b:"),
        ("a -- one two --- b", "a-b:one two"),
        ("a == x ==> b", "a-b:x"),
        ("a -. x .-> b", "a-b:x"),
        ("a <--> b", "a-b:"),
        ("a o--o b", "a-b:"),
        ("a[\"with (brackets) [in] it\"] --> b", "a-b:"),
        ("a-b_c.d --> b", "a-b_c.d-b:"),
        ("a --> other", "a-other:"),
        ("a:::k --> b", "a-b:"),
        ("a@{ shape: diam, label: \"A\" } --> b", "a-b:"),
        ("a>flag] --> b", "a-b:"),
        ("a[\\left\\] --> b[\\top/]", "a-b:"),
    ] {
        let (all, told) = elements(&format!("flowchart\n{text}"));
        assert_eq!((edges(&all), told), (vec![wanted.to_owned()], vec![]), "{text}");
    }
    let (all, _) = elements("---\ntitle: T\n---\ngraph\n x[One<br/>two]");
    let Kind::Text(text) = &find(&all, "x-label").kind else { panic!("no text") };
    assert_eq!(text.text, "One\ntwo");
    let (all, told) = elements("graph\n a --> b\n ]]] \n end\n c");
    assert!(told.len() == 2 && told[0].starts_with("line 3") && find(&all, "c").width > 0.0, "{told:?}");
    for other in ["", "sequenceDiagram\n a->>b: x", "hello"] {
        assert!(read(other).is_err(), "{other}");
    }
}

#[test]
fn any_chart_is_laid_out_without_a_crash() {
    let pieces = [
        "a",
        "b",
        "c",
        "d e",
        "-->",
        "---",
        "-- x",
        "|y|",
        "[",
        "]",
        "{",
        "}",
        "((",
        "))",
        "&",
        ";",
        "\n",
        "\n",
        "subgraph s\n",
        "end\n",
        "direction LR\n",
        "~~~",
        "==>",
        "\"",
        "é",
        ":::",
        "@{",
    ];
    random_cases(1500, |random| {
        let mut text = String::from("graph LR\n");
        for _ in 0..random.below(40) {
            let piece = *random.pick(&pieces);
            text.push_str(piece);
        }
        let (sketch, _) = read(&text).unwrap();
        assert!(sketch.pages[0].elements.iter().all(|element| element.rect().is_finite()), "{text}");
    });
    random_cases(60, |random| {
        let mut text = String::from("graph TB\n");
        for _ in 0..random.below(40) {
            text.push_str(&format!("n{} --> n{}\n", random.below(14), random.below(14)));
        }
        tidy(&elements(&text).0);
    });
    let long: String = (0..3000).map(|n| format!("n{n} --> n{}\n", n + 1)).collect();
    assert!(read(&format!("graph\n{long}")).is_ok());
}

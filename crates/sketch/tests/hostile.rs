//! Drawings and files that mean no good: all that can be loaded is, what is left out is told, nothing panics or takes
//! for ever, and whatever was read can be painted, laid out, turned into code, edited, written and read again.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use justbuilt_sketch::canvas::{Action, Canvas, Command, Estimate, Event, Key, Modifiers, Pointer};
use justbuilt_sketch::code::{Target, generate};
use justbuilt_sketch::scene::{
    Binding, Component, ComponentKind, Element, ElementId, Family, FillStyle, Head, Kind, Linear, Page,
    Picture, Routing, Sketch, Stroke, StrokeStyle, Style, Text, Vertical,
};
use justbuilt_sketch::{classify, excalidraw, file, import, layout, png, render, samples};
use justbuilt_testkit::{Random, corpus, random_cases};
use kurbo::{Point, Rect};

const ODD: [f64; 16] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    1e300,
    -1e300,
    1e-300,
    -0.0,
    1e9,
    -1e9,
    f64::MAX,
    f64::MIN_POSITIVE,
    0.0,
    16.0,
    -40.0,
    320.0,
    0.1,
];

const KINDS: [ComponentKind; 18] = [
    ComponentKind::Button,
    ComponentKind::Input,
    ComponentKind::TextArea,
    ComponentKind::Checkbox,
    ComponentKind::Radio,
    ComponentKind::Toggle,
    ComponentKind::Select,
    ComponentKind::Slider,
    ComponentKind::Tabs,
    ComponentKind::Table,
    ComponentKind::Card,
    ComponentKind::List,
    ComponentKind::NavBar,
    ComponentKind::Avatar,
    ComponentKind::Image,
    ComponentKind::Icon,
    ComponentKind::Modal,
    ComponentKind::Chart,
];

/// A number: an ordinary one mostly, so that some of the drawing makes sense.
fn number(random: &mut Random) -> f64 {
    if random.one_in(5) { *random.pick(&ODD) } else { random.below(600) as f64 }
}

fn points(random: &mut Random) -> Vec<Point> {
    (0..random.below(7)).map(|_| Point::new(number(random), number(random))).collect()
}

fn linear(random: &mut Random) -> Linear {
    let bound = |random: &mut Random| {
        random.one_in(3).then(|| Binding {
            element: format!("e{}", random.below(20)).into(),
            at: Point::new(number(random), number(random)),
            gap: number(random),
        })
    };
    Linear {
        points: points(random),
        routing: *random.pick(&[Routing::Straight, Routing::Curved, Routing::Elbow]),
        start: bound(random),
        end: bound(random),
        start_head: random.pick(&[Head::None, Head::Dot, Head::Other("\u{0}".to_owned())]).clone(),
        end_head: random.pick(&[Head::Arrow, Head::Bar, Head::Diamond, Head::Triangle]).clone(),
    }
}

fn words(random: &mut Random) -> Text {
    Text {
        text: if random.one_in(40) { "word ".repeat(2_000) } else { random.text(8) },
        size: number(random),
        family: *random.pick(&[Family::Hand, Family::Sans, Family::Serif, Family::Mono]),
        weight: random.below(70_000) as u16,
        italic: random.bool(),
        line_height: number(random),
        align: Default::default(),
        vertical: *random.pick(&[Vertical::Top, Vertical::Middle]),
        auto_width: random.bool(),
        wrapped: random.one_in(4).then(|| random.text(4)),
    }
}

fn any_element(random: &mut Random, number_of: usize) -> Element {
    let kind = match random.below(12) {
        0 | 1 => Kind::Rectangle,
        2 => Kind::Diamond,
        3 => Kind::Ellipse,
        4 => Kind::Line(linear(random)),
        5 => Kind::Arrow(linear(random)),
        6 => Kind::Freehand(Stroke {
            points: points(random),
            pressures: (0..random.below(4)).map(|_| number(random)).collect(),
        }),
        7 => Kind::Text(words(random)),
        8 => Kind::Image { picture: random.bool().then(|| "p".to_owned()) },
        9 => random.pick(&[Kind::Frame, Kind::Group, Kind::Unknown("later".to_owned())]).clone(),
        _ => Kind::Component(Component {
            kind: *random.pick(&KINDS),
            text: random.text(6),
            on: random.bool(),
            value: number(random),
        }),
    };
    let id = if random.one_in(8) { random.text(1) } else { format!("e{number_of}") };
    let mut element = Element::new(id, kind, Rect::ZERO);
    (element.x, element.y) = (number(random), number(random));
    (element.width, element.height) = (number(random), number(random));
    element.angle = if random.one_in(4) { number(random) } else { 0.0 };
    // Parents that are not there, that are it, that are in it.
    element.parent = random.one_in(2).then(|| format!("e{}", random.below(20)).into());
    element.style = Style {
        stroke: random
            .pick(&["#1e1e1e", "", "rgb(1e9,-1,nan)", "#12", "transparent", "\u{202e}"])
            .to_string(),
        fill: random.pick(&["#ffffff", "transparent", "hsl(", "#eef"]).to_string(),
        fill_style: *random.pick(&[
            FillStyle::Solid,
            FillStyle::Hachure,
            FillStyle::CrossHatch,
            FillStyle::Zigzag,
        ]),
        stroke_width: number(random),
        stroke_style: *random.pick(&[StrokeStyle::Solid, StrokeStyle::Dashed, StrokeStyle::Dotted]),
        opacity: number(random),
        roughness: number(random),
        corner: number(random),
    };
    element.hidden = random.one_in(12);
    element.locked = random.one_in(12);
    element.name = random.one_in(4).then(|| random.text(3));
    element.link = random.one_in(6).then(|| random.text(2));
    element
}

fn any_sketch(random: &mut Random) -> Sketch {
    let mut sketch =
        Sketch { name: random.text(3), width: number(random), height: number(random), ..Sketch::default() };
    for page in 0..=random.below(2) {
        let elements = (0..random.below(24)).map(|at| Arc::new(any_element(random, at))).collect();
        sketch.pages.push(Page { id: format!("p{page}"), elements, ..Page::default() });
    }
    if random.bool() {
        let bytes: Vec<u8> = (0..random.below(60)).map(|_| random.next_u64() as u8).collect();
        let media_type = random.pick(&["image/png", "image/svg+xml", "text/html", ""]).to_string();
        sketch.pictures.insert(
            "p".to_owned(),
            Picture { media_type, bytes: bytes.into(), properties: Default::default() },
        );
    }
    sketch
}

/// All that may be done with a drawing.
fn use_it(sketch: &Sketch, random: &mut Random) {
    let ours = file::write(sketch);
    let (again, _) = file::read(&ours).unwrap();
    let once = file::write(&again);
    let twice = file::write(&file::read(&once).unwrap().0);
    let differs = once.lines().zip(twice.lines()).find(|(a, b)| a != b);
    assert!(once == twice, "mended stays mended: {differs:#?}");
    let theirs = excalidraw::write(sketch);
    assert!(excalidraw::read(&theirs).is_ok(), "{theirs}");
    for (at, page) in sketch.pages.iter().enumerate() {
        let svg = render::svg::write(&render::page(sketch, at));
        assert!(import::read("picture.svg", svg.as_bytes()).is_ok(), "{svg}");
        let ids: Vec<ElementId> = page.elements.iter().map(|element| element.id.clone()).collect();
        assert!(classify::classify(page, &ids).len() <= ids.len());
        let frame = page.elements.iter().find(|element| element.kind == Kind::Frame).map(|frame| &frame.id);
        for screen in [None, frame] {
            let (tree, _) = layout::infer(sketch, page, screen);
            let target = *random.pick(&Target::ALL);
            assert!(!generate(&tree, target).is_empty());
        }
        edit(page, random);
    }
}

/// Selects, moves, arranges, draws, takes away; the page that comes of it is the one that the changes say.
fn edit(page: &Page, random: &mut Random) {
    let mut document = page.clone();
    let mut canvas = Canvas::new(&document, 7);
    let mut take = |canvas: &Canvas, actions: Vec<Action>| {
        for action in actions {
            if let Action::Change(changes) = action {
                changes.apply(&mut document).unwrap();
            }
        }
        assert!(document.elements == canvas.board().elements() || has_nan(&document));
    };
    for command in
        [Command::Fit, Command::SelectAll, Command::FitSelection, Command::Group, Command::Duplicate]
    {
        let actions = canvas.run(&command, &Estimate);
        take(&canvas, actions);
    }
    for _ in 0..12 {
        let at = Point::new(random.below(1200) as f64, random.below(700) as f64);
        let pointer = Pointer { at, ..Pointer::default() };
        let event = match random.below(5) {
            0 => Event::Down(pointer),
            1 => Event::Up(pointer),
            2 => Event::Key(
                *random.pick(&[Key::Left, Key::Tab, Key::Enter, Key::Escape]),
                Modifiers::default(),
            ),
            3 => Event::Key(
                Key::Char(*random.pick(&['r', 'a', 'p', 'f', 't', 'e', 'v'])),
                Modifiers::default(),
            ),
            _ => Event::Move(pointer),
        };
        let actions = canvas.event(&event, &Estimate);
        take(&canvas, actions);
        let seen = canvas.camera.visible();
        let painted = canvas.board().painted(seen, canvas.preview());
        assert!(painted.len() <= canvas.board().len() * 2 + 2 && canvas.handles().len() < 10_000);
    }
    for command in [Command::Turn(0.3), Command::Ungroup, Command::SelectAll, Command::Delete] {
        let actions = canvas.run(&command, &Estimate);
        take(&canvas, actions);
    }
}

/// What is no number is not equal to itself.
fn has_nan(page: &Page) -> bool {
    page.elements.iter().any(|element| **element != Element::clone(element))
}

#[test]
fn any_drawing_can_be_used() {
    random_cases(250, |random| {
        let sketch = any_sketch(random);
        use_it(&sketch, random);
    });
}

/// Tokens that have broken readers of such files.
const TOKENS: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b",",
    b"null",
    b"1e999",
    b"-1e308",
    b"NaN",
    b"99999999999999999999",
    b"\"parent\":\"e0\"",
    b"\"id\":\"e0\"",
    b"\"version\":99",
    b"\xff\xfe",
    b"\0",
    b"<g>",
    b"</svg>",
    b"<!ENTITY a \"&b;\">",
    b"&a;",
    b"url(#x)",
    b"matrix(0 0 0 0 0 0)",
    b"subgraph ",
    b"-->",
    b"\n",
    b"IEND",
];

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(8) {
        if bytes.is_empty() {
            bytes.push(b'{');
        }
        let at = random.below(bytes.len());
        let end = (at + random.below(60)).min(bytes.len());
        match random.below(7) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.next_u64() as u8,
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            _ => drop(bytes.splice(at..end, random.pick(TOKENS).iter().copied()).collect::<Vec<u8>>()),
        }
    }
}

/// Good files of all kinds that are read.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let login = samples::all().remove(0).1;
    let scene = excalidraw::write(&login);
    let svg = render::svg::write(&render::page(&login, 0));
    let library = r##"{"type":"excalidrawlib","version":2,"libraryItems":[{"id":"i","name":"Box","status":"published","elements":[{"id":"a","type":"rectangle","x":1,"y":2,"width":30,"height":20,"groupIds":["g"],"boundElements":[{"id":"t","type":"text"}]},{"id":"t","type":"text","x":3,"y":4,"width":20,"height":10,"text":"Hi","containerId":"a","groupIds":["g"]}]}]}"##;
    let old = r#"{"type":"excalidrawlib","version":1,"library":[[{"id":"a","type":"arrow","points":[[0,0],[9,9]],"x":0,"y":0,"startBinding":{"elementId":"b","focus":0.1,"gap":2}},{"id":"b","type":"ellipse","x":9,"y":9,"width":5,"height":5}]]}"#;
    let flow = "graph TD\n  a[Start] --> b{Good?}\n  b -->|yes| c((Done))\n  b -->|no| a\n  subgraph one\n    d --> e\n  end\n";
    let drawn = "<svg viewBox='0 0 90 90'><defs><path id='q' d='M0 0L5 5'/></defs><g transform='rotate(30)' style='fill:red'><path d='M0 0C1 2 3 4 5 6A3 3 0 0 1 9 9Z'/><text x='1'>a<tspan dy='1em'>b</tspan></text></g><use href='#q'/></svg>";
    let mut all = vec![
        ("a.sketch.json", file::write(&login).into_bytes()),
        ("a.excalidraw", scene.clone().into_bytes()),
        ("a.excalidrawlib", library.as_bytes().to_vec()),
        ("b.excalidrawlib", old.as_bytes().to_vec()),
        ("a.svg", svg.clone().into_bytes()),
        ("b.svg", drawn.as_bytes().to_vec()),
        ("a.mmd", flow.as_bytes().to_vec()),
        ("pasted", file::write(&login).into_bytes()),
    ];
    if let Some(svg) = excalidraw::into_svg(&svg, &scene) {
        all.push(("scene.svg", svg.into_bytes()));
    }
    if let Some(root) = corpus("excalidraw/embedded") {
        all.push(("scene.png", std::fs::read(root.join("test_embedded_v1.png")).unwrap()));
    }
    all
}

#[test]
fn damaged_files_give_what_is_left_of_them() {
    let files = files();
    for (name, bytes) in &files {
        assert!(import::read(name, bytes).is_ok(), "{name} is good");
    }
    random_cases(3_000, |random| {
        let (name, good) = random.pick(&files);
        let mut bytes = good.clone();
        mutate(&mut bytes, random);
        let Ok((sketch, told)) = import::read(name, &bytes) else { return };
        assert!(told.len() <= 200, "{} messages about {name}", told.len());
        for element in sketch.pages.iter().flat_map(|page| &page.elements) {
            let numbers = [element.x, element.y, element.width, element.height, element.angle];
            assert!(numbers.iter().all(|number| number.is_finite()), "{name}: {element:?}");
        }
        if random.one_in(6) {
            use_it(&sketch, random);
        }
    });
}

/// In a moment, however slow the machine is: a reader that takes the square of its input takes minutes here.
#[track_caller]
fn soon<T>(what: &str, does: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = does();
    assert!(start.elapsed() < Duration::from_secs(60), "{what}: {:?}", start.elapsed());
    done
}

#[test]
fn deep_groups_and_circles_of_parents_are_taken_apart() {
    let deep = |count: usize, parent: &dyn Fn(usize) -> String| -> Sketch {
        let group = |at: usize| {
            let kind = if at % 7 == 3 { Kind::Rectangle } else { Kind::Group };
            let mut element = Element::new(format!("e{at}"), kind, Rect::new(0.0, 0.0, 20.0, 20.0));
            element.parent = Some(parent(at).into());
            Arc::new(element)
        };
        let page = Page { id: "p".to_owned(), elements: (0..count).map(group).collect(), ..Page::default() };
        Sketch { width: 800.0, height: 600.0, pages: vec![page], ..Sketch::default() }
    };
    let chain = |at: usize| format!("e{}", at + 1);
    let back = |at: usize| format!("e{}", at.saturating_sub(1));
    let ring = |at: usize| format!("e{}", (at + 1) % 3_000);
    let one = |_: usize| "e0".to_owned();
    let cases: [(&str, &dyn Fn(usize) -> String); 4] =
        [("a chain", &chain), ("a chain from the bottom", &back), ("a ring", &ring), ("all in one", &one)];
    for (what, parent) in cases {
        let sketch = deep(3_000, parent);
        soon(what, || {
            let (read, told) = file::read(&file::write(&sketch)).unwrap();
            assert_eq!(read.pages[0].elements.len(), 3_000, "{what}: all elements are there");
            assert!(what == "all in one" || !told.is_empty(), "{what}: what was mended is told");
            use_it(&read, &mut Random::new(1));
            use_it(&sketch, &mut Random::new(2));
        });
    }
}

#[test]
fn brackets_without_end_are_no_way_to_crash_a_reader() {
    for (name, open) in
        [("a.sketch.json", "["), ("a.excalidraw", "{\"a\":"), ("a.svg", "<g>"), ("a.mmd", "subgraph a\n")]
    {
        let head = match name {
            "a.sketch.json" => "{\"format\":\"justbuilt-sketch\",\"pages\":[{\"elements\":",
            "a.excalidraw" => "{\"type\":\"excalidraw\",\"elements\":",
            "a.svg" => "<svg>",
            _ => "graph TD\n",
        };
        let bytes = format!("{head}{}", open.repeat(50_000));
        // Whether there is something in it or not: it comes back.
        soon(name, || drop(import::read(name, bytes.as_bytes())));
    }
    let entities = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\">]><svg><text>&e;&e;&e;&e;&e;&e;</text></svg>";
    soon("entities", || drop(import::read("a.svg", entities.as_bytes())));
}

#[test]
fn keys_that_are_missing_are_as_usual_and_newer_versions_are_kept() {
    let bare = r#"{"format":"justbuilt-sketch","version":7,"later":{"a":[1]},"pages":[{"elements":[{},{"type":"rectangle"},{"id":"c","type":"hologram","beam":3,"x":"far"},{"type":"text"},7,null,{"type":"arrow","points":[1]},{"type":"component","component":"teapot"}]},5]}"#;
    let (sketch, told) = file::read(bare).unwrap();
    assert_eq!(sketch.pages[0].elements.len(), 6, "{:?}", sketch.pages);
    let all: String = told.iter().map(|one| one.message.clone() + "\n").collect();
    for wanted in ["version 7", "hologram", "no number", "no object", "teapot"] {
        assert!(all.contains(wanted), "{wanted} is told of:\n{all}");
    }
    let written = file::write(&sketch);
    for kept in ["\"version\": 7", "\"later\": {\"a\": [1]}", "\"beam\": 3", "\"hologram\"", "teapot"] {
        assert!(written.contains(kept), "{kept} stays:\n{written}");
    }
    use_it(&sketch, &mut Random::new(3));
}

#[test]
fn pictures_of_a_hundred_megabytes_are_taken_and_those_that_only_say_so_are_not_unpacked() {
    let mut large = png::SIGNATURE.to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8], sum: [u8; 4]| {
        large.extend_from_slice(&u32::try_from(data.len()).unwrap().to_be_bytes());
        large.extend_from_slice(kind);
        large.extend_from_slice(data);
        large.extend_from_slice(&sum);
    };
    // 60,000 by 60,000 pixels, it says.
    chunk(b"IHDR", &[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 6, 0, 0, 0], [0; 4]);
    chunk(b"IDAT", &vec![0; 100 << 20], [0; 4]);
    chunk(b"IEND", &[], [0xae, 0x42, 0x60, 0x82]);
    let (sketch, _) = soon("a picture of 100 MB", || import::read("large.png", &large)).unwrap();
    let element = &sketch.pages[0].elements[0];
    assert!(
        matches!(element.kind, Kind::Image { picture: Some(_) }) && element.width <= 1280.0,
        "{element:?}"
    );
    let (tree, _) = layout::infer(&sketch, &sketch.pages[0], None);
    assert!(!generate(&tree, Target::ALL[0]).is_empty());
    // Cut in the middle of its data.
    large.truncate(50 << 20);
    soon("half of it", || drop(import::read("large.png", &large)));
}

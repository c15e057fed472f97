//! Every file of the corpus, there and back; what the user changed; what is broken.

use super::{payload_of_png, payload_of_svg, read, write};
use crate::scene::{Kind, Sketch};
use justbuilt_testkit::corpus;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// The libraries of the corpus.
fn libraries() -> Option<Vec<PathBuf>> {
    let root = corpus("excalidraw/libraries")?;
    let mut files: Vec<PathBuf> = ["ui-kits", "other"]
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    Some(files)
}

/// Types and their numbers, as Excalidraw counts.
fn histogram(sketch: &Sketch) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for element in sketch.pages.iter().flat_map(|page| &page.elements) {
        let kept =
            element.properties.get("excalidraw").and_then(|kept| kept.get("type")).and_then(Value::as_str);
        if let Some(name) = kept.or(super::element::type_name(&element.kind)) {
            *counts.entry(name.to_owned()).or_insert(0) += 1;
        }
    }
    counts
}

#[test]
fn libraries_come_in_whole_as_the_manifest_counts() {
    let Some(root) = corpus("excalidraw") else { return };
    let manifest: Value =
        serde_json::from_str(&fs::read_to_string(root.join("manifest.json")).unwrap()).unwrap();
    let list = manifest["libraries"].as_array().unwrap();
    assert_eq!(list.len(), 26);
    for entry in list {
        let file = entry["file"].as_str().unwrap();
        let (sketch, told) = read(fs::read(root.join(file)).unwrap()).unwrap();
        assert_eq!(told, vec![], "{file}");
        assert_eq!(sketch.pages.len() as u64, entry["items"].as_u64().unwrap(), "{file}");
        let counts = histogram(&sketch);
        assert_eq!(counts.values().sum::<u64>(), entry["elements"].as_u64().unwrap(), "{file}");
        assert_eq!(json!(counts), entry["types"], "{file}");
        let names: Vec<&str> =
            sketch.pages.iter().map(|page| page.name.as_str()).filter(|name| !name.is_empty()).collect();
        assert_eq!(json!(names), entry["names"], "{file}");
        let (mut points, mut pens, mut labels, mut turned) = (0, 0, 0, 0);
        for element in sketch.pages.iter().flat_map(|page| &page.elements) {
            turned += u64::from(element.angle != 0.0);
            match &element.kind {
                Kind::Line(line) | Kind::Arrow(line) => points += line.points.len() as u64,
                Kind::Freehand(stroke) => {
                    points += stroke.points.len() as u64;
                    pens += u64::from(!stroke.pressures.is_empty());
                }
                Kind::Text(_) => {
                    let page = sketch
                        .pages
                        .iter()
                        .find(|page| page.elements.iter().any(|e| e.id == element.id))
                        .unwrap();
                    let parent = page.elements.iter().find(|e| Some(&e.id) == element.parent.as_ref());
                    labels += u64::from(parent.is_some_and(|parent| super::structure::takes_labels(parent)));
                }
                _ => {}
            }
        }
        assert_eq!(points, entry["points"].as_u64().unwrap(), "{file}");
        assert_eq!(pens, entry["pen_pressure_strokes"].as_u64().unwrap(), "{file}");
        assert_eq!(labels, entry["contained_texts"].as_u64().unwrap(), "{file}");
        assert_eq!(turned, entry["rotated"].as_u64().unwrap(), "{file}");
    }
}

#[test]
fn libraries_go_out_as_they_came() {
    let Some(files) = libraries() else { return };
    assert_eq!(files.len(), 26);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let before: Value = serde_json::from_str(&text).unwrap();
        let (sketch, _) = read(&text).unwrap();
        let after: Value = serde_json::from_str(&write(&sketch)).unwrap();
        same(&before, &after, &file.display().to_string());
    }
}

/// Fails at the first difference, and says where it is.
#[track_caller]
fn same(before: &Value, after: &Value, at: &str) {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                same(value, b.get(key).unwrap_or(&json!("missing")), &format!("{at}/{key}"));
            }
            for key in b.keys() {
                assert!(a.contains_key(key), "{at}/{key} is new");
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (n, (a, b)) in a.iter().zip(b).enumerate() {
                same(a, b, &format!("{at}/{n}"));
            }
        }
        _ => assert_eq!(before, after, "{at}"),
    }
}

#[test]
fn scenes_are_found_in_pictures_and_put_into_them() {
    let Some(root) = corpus("excalidraw/embedded") else { return };
    let scene = |name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(root.join(format!("{name}.scene.json"))).unwrap()).unwrap()
    };
    let png = fs::read(root.join("test_embedded_v1.png")).unwrap();
    let mut told = Vec::new();
    let old: Value = serde_json::from_str(&payload_of_png(&png, &mut told).unwrap()).unwrap();
    assert_eq!(old, scene("test_embedded_v1.png"));
    assert_eq!(told, vec![]);
    let svg = fs::read_to_string(root.join("smiley_embedded_v2.svg")).unwrap();
    let new: Value = serde_json::from_str(&payload_of_svg(&svg).unwrap()).unwrap();
    assert_eq!(new, scene("smiley_embedded_v2.svg"));
    for bytes in [png.clone(), svg.clone().into_bytes()] {
        let (sketch, mut told) = read(&bytes).unwrap();
        assert_eq!(told, vec![]);
        let written = write(&sketch);
        let again = super::into_png(&png, &written).unwrap();
        assert_eq!(read(&again).unwrap().0, sketch);
        let inner: Value = serde_json::from_str(&payload_of_png(&again, &mut told).unwrap()).unwrap();
        assert!(inner == scene("test_embedded_v1.png") || inner == scene("smiley_embedded_v2.svg"));
        let again = super::into_svg("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", &written).unwrap();
        assert_eq!(read(&again).unwrap().0, sketch);
    }
    // The old form in an SVG is the scene itself as base64.
    let old_svg = format!(
        "<svg><!-- payload-start -->{}<!-- payload-end --></svg>",
        base64::Engine::encode(&super::STANDARD, scene("smiley_embedded_v2.svg").to_string())
    );
    assert_eq!(read(&old_svg).unwrap().0, read(&svg).unwrap().0);
    let library = fs::read(root.join("fixture_library.excalidrawlib")).unwrap();
    assert_eq!(read(&library).unwrap().0.pages[0].elements.len(), 1);
}

/// A scene of these elements, read.
fn scene(elements: Value) -> Sketch {
    let file = json!({"type": "excalidraw", "version": 2, "source": "x", "elements": elements, "appState": {}, "files": {}});
    read(file.to_string()).unwrap().0
}

/// The elements of a scene, written.
fn elements(sketch: &Sketch) -> Vec<Value> {
    let written: Value = serde_json::from_str(&write(sketch)).unwrap();
    written["elements"].as_array().unwrap().clone()
}

#[test]
fn a_change_is_written_and_all_else_stays() {
    let before = json!([
        {"id": "a", "type": "rectangle", "x": 1.0, "y": 2, "width": 30, "height": 40, "angle": 0, "custom": {"k": [1]},
         "strokeColor": "#000", "backgroundColor": "red", "fillStyle": "dots", "strokeWidth": 1, "strokeStyle": "solid",
         "roughness": 1, "opacity": 100, "version": 7, "seed": 5, "groupIds": ["in", "out"], "strokeSharpness": "round"},
        {"id": "t", "type": "text", "x": 0, "y": 0, "width": 50, "height": 25, "text": "one\ntwo", "originalText": "one two",
         "fontFamily": 1, "fontSize": 20, "containerId": "a", "groupIds": ["in", "out"], "version": 3}
    ]);
    let mut sketch = scene(before.clone());
    assert_eq!(elements(&sketch), before.as_array().unwrap().clone());
    let shape = sketch.pages[0].elements.iter_mut().find(|e| e.id.as_str() == "a").unwrap();
    assert_eq!(shape.style.corner, 7.5);
    let shape = Arc::make_mut(shape);
    shape.x += 9.0;
    shape.style.stroke = "blue".into();
    let text = sketch.pages[0].elements.iter_mut().find(|e| e.id.as_str() == "t").unwrap();
    let text = Arc::make_mut(text);
    let Kind::Text(words) = &mut text.kind else { panic!("no text") };
    assert_eq!((words.text.as_str(), words.wrapped.as_deref()), ("one two", Some("one\ntwo")));
    words.text = "three".into();
    let after = elements(&sketch);
    let mut wanted = before.clone();
    wanted[0]["x"] = json!(10);
    wanted[0]["strokeColor"] = json!("blue");
    wanted[0]["version"] = json!(8);
    wanted[1]["text"] = json!("three");
    wanted[1]["originalText"] = json!("three");
    same(&wanted, &Value::from(after), "changed");
}

#[test]
fn groups_frames_and_labels_are_parents() {
    let base = |id: &str, kind: &str, rest: Value| {
        let mut map = json!({"id": id, "type": kind, "x": 0, "y": 0, "width": 10, "height": 10});
        map.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        map
    };
    let sketch = scene(json!([
        base("a", "rectangle", json!({"groupIds": ["in", "out"], "frameId": "f"})),
        base("b", "ellipse", json!({"groupIds": ["out"], "frameId": "f"})),
        base("label", "text", json!({"containerId": "b", "text": "hi", "groupIds": ["out"], "frameId": "f"})),
        base("c", "draw", json!({"points": [[0, 0], [-5, 5]], "frameId": "f"})),
        base("f", "frame", json!({"name": "Screen", "frameId": "f"})),
        base("lost", "text", json!({"containerId": "nobody", "text": "x", "frameId": "a"})),
        base("u", "iframe", json!({"frameId": null})),
    ]));
    let page = &sketch.pages[0];
    let parent = |id: &str| {
        page.elements.iter().find(|e| e.id.as_str() == id).unwrap().parent.as_ref().map(ToString::to_string)
    };
    let all: Vec<&str> = page.elements.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(all, ["out", "in", "a", "b", "label", "c", "f", "lost", "u"]);
    assert_eq!(parent("a").as_deref(), Some("in"));
    assert_eq!(parent("in").as_deref(), Some("out"));
    assert_eq!(parent("out").as_deref(), Some("f"));
    assert_eq!(parent("label").as_deref(), Some("b"));
    assert_eq!((parent("f"), parent("lost"), parent("u")), (None, None, None));
    let line = page.elements.iter().find(|e| e.id.as_str() == "c").unwrap();
    assert_eq!((line.x, line.y, line.width, line.height), (-5.0, 0.0, 5.0, 5.0));
    assert_eq!(page.elements.last().unwrap().kind, Kind::Unknown("iframe".into()));
    // Out of its group, into a new one: only then are the lists new.
    let mut moved = sketch.clone();
    let at = all.iter().position(|id| *id == "a").unwrap();
    Arc::make_mut(&mut moved.pages[0].elements[at]).parent = Some("out".into());
    let lost = all.iter().position(|id| *id == "lost").unwrap();
    Arc::make_mut(&mut moved.pages[0].elements[lost]).parent = Some("f".into());
    let written = elements(&moved);
    assert_eq!(written[0]["groupIds"], json!(["out"]));
    assert_eq!(written[0]["frameId"], json!("f"));
    assert_eq!(written[4]["frameId"], json!("f"));
    assert_eq!(written[5]["frameId"], json!("f"));
    assert_eq!(elements(&sketch)[5]["frameId"], json!("a"));
}

#[test]
fn bindings_are_places_on_shapes_and_come_back() {
    let before = json!([
        {"id": "s", "type": "rectangle", "x": 100, "y": 0, "width": 50, "height": 20, "boundElements": [{"id": "a", "type": "arrow"}]},
        {"id": "a", "type": "arrow", "x": 0, "y": 10, "width": 95, "height": 0, "points": [[0, 0], [95, 0]],
         "startBinding": null, "endBinding": {"elementId": "s", "focus": 0.25, "gap": 5}, "endArrowhead": "dot"}
    ]);
    let mut sketch = scene(before.clone());
    same(&before, &Value::from(elements(&sketch)), "unchanged");
    let Kind::Arrow(line) = &sketch.pages[0].elements[1].kind else { panic!("no arrow") };
    let end = line.end.clone().unwrap();
    assert_eq!((end.at.x, end.at.y, end.gap), (0.0, 0.5, 5.0));
    let arrow = Arc::make_mut(&mut sketch.pages[0].elements[1]);
    let Kind::Arrow(line) = &mut arrow.kind else { panic!("no arrow") };
    line.start = line.end.take();
    let written = elements(&sketch);
    assert_eq!(written[1]["endBinding"], Value::Null);
    assert_eq!(written[1]["startBinding"]["fixedPoint"], json!([0, 0.5]));
    assert_eq!(written[1]["endArrowhead"], "dot");
}

#[test]
fn elements_of_our_own_are_written_whole() {
    let mut sketch = Sketch { name: "new".into(), ..Sketch::default() };
    let mut page = super::first_page(vec![]);
    let rect = kurbo::Rect::new(1.0, 2.0, 3.0, 4.0);
    for (id, kind) in
        [("r", Kind::Rectangle), ("l", Kind::Line(crate::scene::Linear::default())), ("f", Kind::Frame)]
    {
        page.elements.push(Arc::new(crate::scene::Element::new(id, kind, rect)));
    }
    sketch.pages.push(page);
    let written: Value = serde_json::from_str(&write(&sketch)).unwrap();
    assert_eq!(written["type"], "excalidraw");
    for element in written["elements"].as_array().unwrap() {
        for key in [
            "id",
            "x",
            "y",
            "seed",
            "version",
            "versionNonce",
            "groupIds",
            "frameId",
            "boundElements",
            "link",
            "locked",
        ] {
            assert!(element.get(key).is_some(), "{key}");
        }
    }
    let (again, told) = read(write(&sketch)).unwrap();
    assert_eq!(told, vec![]);
    assert_eq!(write(&again), write(&sketch));
}

#[test]
fn equal_ids_and_missing_keys_are_mended_and_written_as_they_were() {
    let before = json!([
        {"id": "a", "type": "rectangle", "x": 0, "y": 0}, {"id": "a", "type": "ellipse", "x": 1, "y": 1},
        {"type": "text"}, {"id": 5, "type": "frame", "x": 0, "y": 1e300}, {}
    ]);
    let file = json!({"type": "excalidraw", "version": 2, "elements": before});
    let (sketch, told) = read(file.to_string()).unwrap();
    assert!(told.len() >= 4, "{told:?}");
    let ids: Vec<&str> = sketch.pages[0].elements.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["a", "a~2", "element-3", "5", "element-5"]);
    assert!(sketch.pages[0].elements.iter().all(|e| e.y.abs() <= 1e8));
    let after = elements(&sketch);
    same(&before, &Value::from(after), "as they were");
    // A copy is no twin.
    let mut sketch = sketch;
    let mut copy = sketch.pages[0].elements[1].as_ref().clone();
    copy.id = "copy".into();
    sketch.pages[0].elements.push(Arc::new(copy));
    assert_eq!(elements(&sketch)[5]["id"], "copy");
}

#[test]
fn pictures_are_unpacked_and_packed() {
    let files = json!({
        "p": {"id": "p", "mimeType": "image/png", "dataURL": "data:image/png;base64,AAECAw==", "created": 5, "lastRetrieved": 6},
        "q": {"id": "q", "mimeType": "image/png", "dataURL": "data:image/png;base64,???"},
    });
    let file = json!({"type": "excalidraw", "version": 2, "files": files, "elements": [
        {"id": "i", "type": "image", "x": 0, "y": 0, "width": 1, "height": 1, "fileId": "p", "scale": [-1, 1], "crop": null}]});
    let (sketch, told) = read(file.to_string()).unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(&*sketch.pictures["p"].bytes, &[0, 1, 2, 3]);
    let after: Value = serde_json::from_str(&write(&sketch)).unwrap();
    same(&file["elements"], &after["elements"], "elements");
    same(&file["files"]["p"], &after["files"]["p"], "p");
    assert_eq!(after["files"]["q"]["dataURL"], file["files"]["q"]["dataURL"]);
}

#[test]
fn files_of_others_and_cut_ones_say_so() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        "{\"type\":\"x\"}",
        "hello",
        "<svg></svg>",
        "<svg><!-- payload-start -->!<!-- payload-end -->",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
    let whole = json!({"type": "excalidraw", "version": 3, "elements": [
        {"id": "a", "type": "rectangle", "x": 0, "y": 0}, {"id": "b", "type": "rectangle", "x": 0, "y": 0}]})
    .to_string();
    let (sketch, told) = read(&whole).unwrap();
    assert!(sketch.pages[0].elements.len() == 2 && told[0].message.contains("version 3"), "{told:?}");
    let cut = "{\"type\":\"excalidraw\",\"elements\":[{\"id\":\"a\",\"type\":\"rectangle\",\"x\":0,\"y\":0},{\"id\":\"b\",\"ty";
    let (sketch, told) = read(cut).unwrap();
    assert_eq!(sketch.pages[0].elements[0].id.as_str(), "a");
    assert!(told.iter().any(|one| one.message.contains("ends too early")), "{told:?}");
}

#[test]
fn components_are_groups_of_shapes_there_and_components_here() {
    use crate::scene::{Component, ComponentKind, Element};
    let mut page = super::first_page(vec![]);
    let at = kurbo::Rect::new(10.0, 20.0, 310.0, 220.0);
    for (n, kind) in
        [ComponentKind::Modal, ComponentKind::Table, ComponentKind::Checkbox].into_iter().enumerate()
    {
        let component = Component { kind, text: "A,B\nx,y".into(), on: true, value: 0.5 };
        let mut element = Element::new(format!("c{n}"), Kind::Component(component), at);
        element.parent = Some("f".into());
        element.name = Some("Named".into());
        element.angle = 0.25 * n as f64;
        page.elements.push(Arc::new(element));
    }
    page.elements.insert(0, Arc::new(Element::new("f", Kind::Frame, at)));
    let sketch = Sketch { pages: vec![page], ..Sketch::default() };
    let text = write(&sketch);
    let written: Value = serde_json::from_str(&text).unwrap();
    let objects = written["elements"].as_array().unwrap();
    assert!(objects.len() > 20);
    assert!(
        objects[1..]
            .iter()
            .all(|one| one["frameId"] == "f" && one["groupIds"].as_array().unwrap().len() == 1)
    );
    let (again, told) = read(&text).unwrap();
    assert_eq!(told, vec![]);
    for (before, after) in sketch.pages[0].elements.iter().zip(&again.pages[0].elements).skip(1) {
        assert_eq!(before, after);
    }
    assert_eq!(again.pages[0].elements.len(), 4);
    // Moved as a whole it is still the component; with other words in it, it is shapes.
    let change = |what: &dyn Fn(&mut Value)| {
        let mut written = written.clone();
        for one in written["elements"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .filter(|one| one["groupIds"] == json!(["c0"]))
        {
            what(one);
        }
        let (sketch, _) = read(written.to_string()).unwrap();
        let all = sketch.pages[0].elements.clone();
        all.iter().find(|element| element.id.as_str() == "c0").unwrap().as_ref().clone()
    };
    let moved = change(&|one| one["x"] = json!(one["x"].as_f64().unwrap() + 100.0));
    assert!(matches!(moved.kind, Kind::Component(_)) && (moved.x - 110.0).abs() < 1e-9);
    let changed = change(&|one| {
        if one["text"] == "OK" {
            one["text"] = json!("Yes");
            one["originalText"] = json!("Yes");
        }
    });
    assert_eq!(changed.kind, Kind::Group);
}

#[test]
fn weight_and_slant_stay_where_the_file_said_them() {
    let text = |custom: Value| {
        json!([{"id": "t", "type": "text", "x": 0, "y": 0, "width": 40, "height": 25, "text": "Hi", "originalText": "Hi",
            "fontSize": 20, "fontFamily": 2, "lineHeight": 1.25, "customData": custom}])
    };
    let mut sketch = scene(text(json!({"fontWeight": 700, "fontStyle": "italic", "theirs": 1})));
    let words = |sketch: &Sketch| match &sketch.pages[0].elements[0].kind {
        Kind::Text(words) => (words.weight, words.italic),
        other => panic!("{other:?}"),
    };
    assert_eq!(words(&sketch), (700, true));
    let data = |sketch: &Sketch| elements(sketch)[0]["customData"].clone();
    assert_eq!(data(&sketch), json!({"fontWeight": 700, "fontStyle": "italic", "theirs": 1}));
    let element = Arc::make_mut(&mut sketch.pages[0].elements[0]);
    if let Kind::Text(words) = &mut element.kind {
        (words.weight, words.italic) = (400, false);
    }
    assert_eq!(data(&sketch), json!({"fontWeight": 400, "fontStyle": "normal", "theirs": 1}));
    assert_eq!(words(&read(write(&sketch)).unwrap().0), (400, false));
}

/// The page with what `change` makes of an element.
fn changed(sketch: &Sketch, id: &str, change: impl Fn(&mut crate::scene::Element)) -> Sketch {
    let mut sketch = sketch.clone();
    let element = sketch.pages[0].elements.iter_mut().find(|element| element.id.as_str() == id).unwrap();
    change(Arc::make_mut(element));
    sketch
}

#[test]
fn hidden_layers_come_back_hidden_and_deleted_ones_stay_deleted() {
    let file = json!({"type": "excalidraw", "version": 2, "elements": [
        {"id": "a", "type": "rectangle", "x": 0, "y": 0, "width": 80, "height": 40, "groupIds": ["g"],
         "customData": {"theirs": 7}},
        {"id": "b", "type": "ellipse", "x": 0, "y": 60, "width": 80, "height": 40, "groupIds": ["g"]},
        {"id": "gone", "type": "diamond", "x": 0, "y": 160, "width": 80, "height": 40, "isDeleted": true},
    ]});
    let file = file.to_string();
    let (came, _) = read(file.as_bytes()).unwrap();
    let find = |sketch: &Sketch, id: &str| {
        sketch.pages[0].elements.iter().find(|element| element.id.as_str() == id).unwrap().clone()
    };
    let value = |sketch: &Sketch, id: &str| {
        let written: Value = serde_json::from_str(&write(sketch)).unwrap();
        written["elements"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone()
    };
    assert!(find(&came, "gone").hidden);
    assert_eq!(value(&came, "gone")["isDeleted"], json!(true), "Excalidraw deleted it");
    assert_eq!(value(&came, "gone").get("customData"), None);

    let hidden = changed(&came, "a", |a| a.hidden = true);
    let hidden = changed(&hidden, "g", |g| {
        g.hidden = true;
        g.name = Some("Draft".to_owned());
        g.locked = true;
    });
    let written = value(&hidden, "a");
    assert_eq!(
        written.get("isDeleted").and_then(Value::as_bool),
        Some(false),
        "else Excalidraw would drop it"
    );
    assert_eq!(written["customData"]["theirs"], json!(7));
    let (again, _) = read(write(&hidden).as_bytes()).unwrap();
    assert!(find(&again, "a").hidden);
    let group = find(&again, "g");
    assert!(group.hidden && group.locked);
    assert_eq!(group.name.as_deref(), Some("Draft"));
    assert!(!find(&again, "b").hidden, "it is hidden only by its group");
    assert_eq!(write(&again), write(&hidden), "written as it came");

    let shown = changed(&changed(&again, "a", |a| a.hidden = false), "g", |g| g.hidden = false);
    let (shown, _) = read(write(&shown).as_bytes()).unwrap();
    assert!(!find(&shown, "a").hidden && !find(&shown, "g").hidden);
    assert_eq!(find(&shown, "g").name.as_deref(), Some("Draft"));
    assert_eq!(value(&shown, "a")["customData"]["theirs"], json!(7));
    let shown = changed(&came, "gone", |gone| gone.hidden = false);
    assert_eq!(value(&shown, "gone")["isDeleted"], json!(false));
}

#[test]
fn a_hidden_component_comes_back_hidden() {
    let mut sketch = crate::samples::all().remove(0).1;
    let id = {
        let page = &mut sketch.pages[0];
        let one = page.elements.iter_mut().find(|e| matches!(e.kind, Kind::Component(_))).unwrap();
        Arc::make_mut(one).hidden = true;
        one.id.clone()
    };
    let (again, _) = read(write(&sketch).as_bytes()).unwrap();
    let found = again.pages[0].elements.iter().find(|element| element.id == id).unwrap();
    assert!(found.hidden && matches!(found.kind, Kind::Component(_)), "{:?}", found.kind);
}

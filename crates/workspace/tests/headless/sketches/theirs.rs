//! Drawing on files of Excalidraw: each change touches just the values that it changes, whatever is found in the
//! background meanwhile, and whatever else happens to the text.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::ManualSpawner;
use justbuilt_sketch::excalidraw;
use justbuilt_sketch::scene::{Component, Element, Kind, Page, Sketch};
use justbuilt_testkit::{Random, random_cases};

use super::{changes, sketch};
use crate::harness::{Machine, Window, manual};
use justbuilt_workspace::Command;
use justbuilt_workspace::command::SketchCommand;

const FILE: &str = "/p/a.excalidraw";
/// What finds where the elements stand.
const PLACING: &str = "places of a sketch";

/// Shapes and components, and a key of another program on each.
fn file(count: usize) -> String {
    file_of(count, true)
}

fn file_of(count: usize, components: bool) -> String {
    let element = |at: usize| {
        let kind = match at % 5 {
            4 if components => Kind::Component(Component::default()),
            3 => Kind::Ellipse,
            _ => Kind::Rectangle,
        };
        let rect = kurbo::Rect::new(0.0, 0.0, 80.0, 40.0) + kurbo::Vec2::new(at as f64 * 100.0, 7.5);
        Arc::new(Element::new(format!("e{at}"), kind, rect))
    };
    let page = Page { elements: (0..count).map(element).collect(), ..Page::default() };
    let text = excalidraw::write(&Sketch { pages: vec![page], ..Sketch::default() });
    // What a component is made of is ours alone.
    (0..count).fold(text, |text, at| {
        let id = format!("\"id\": \"e{at}\",\n      \"isDeleted\"");
        text.replace(&id, &format!("\"theirs\": [1, 2.0],\n      {id}"))
    })
}

/// A window with the drawing open, whose background work waits to be told.
struct Rig {
    machine: Machine,
    window: Window,
    tasks: ManualSpawner,
}

impl Rig {
    fn new(text: &str) -> Self {
        let machine = Machine::new(&[(FILE, text)]);
        let (spawner, tasks) = manual();
        let mut rig = Self { window: machine.start_with(Some("/p"), spawner), machine, tasks };
        rig.rest();
        rig.window.open(FILE);
        rig.rest();
        rig
    }

    /// All that is to be done in the background is done.
    fn rest(&mut self) {
        while self.tasks.run_until_idle() > 0 {
            self.window.settle();
        }
    }

    fn waits(&self) -> bool {
        self.tasks.names().contains(&PLACING)
    }

    /// Moves the elements whose numbers this takes, and checks each byte of the text.
    #[track_caller]
    fn drag(&mut self, by: f64, takes: impl Fn(usize) -> bool) {
        let (view, now) = (self.window.view().id, sketch(&mut self.window));
        assert!(now.current, "the drawing is that of the text");
        let changes = changes(&now.sketch, |draft| {
            for (at, element) in now.sketch.pages[0].elements.iter().enumerate() {
                if takes(at) {
                    draft.edit(&element.id, |element| {
                        (element.x, element.y) = (element.x + by, element.y - by)
                    });
                }
            }
        });
        let mut to = now.sketch.as_ref().clone();
        changes.apply(&mut to.pages[0]).unwrap();
        let wanted = written(&self.window.text(), &to);
        self.window.send(Command::Sketch(SketchCommand::Change { view, page: 0, changes, what: "Move" }));
        assert_eq!(self.window.text(), wanted);
        assert_eq!(sketch(&mut self.window).sketch.pages, to.pages);
    }

    /// The drawing is what the text says.
    #[track_caller]
    fn check(&mut self) {
        self.rest();
        let (now, text) = (sketch(&mut self.window), self.window.text());
        let read = excalidraw::read(text.as_bytes()).unwrap().0;
        let places = |sketch: &Sketch| -> Vec<(String, f64, f64)> {
            sketch.pages[0].elements.iter().map(|e| (e.id.to_string(), e.x, e.y)).collect()
        };
        assert_eq!(places(&now.sketch), places(&read));
        assert_eq!(text.matches("\"theirs\": [1, 2.0]").count(), text.matches("\"theirs\"").count());
    }
}

/// The text with the edits that comparing all of it gives.
fn written(text: &str, to: &Sketch) -> String {
    let mut out = text.to_owned();
    let edits: Vec<(Range<usize>, String)> = excalidraw::edits(text, to).unwrap();
    for (range, new) in edits.into_iter().rev() {
        out.replace_range(range, &new);
    }
    out
}

#[test]
fn a_change_is_the_same_before_and_after_the_places_were_found() {
    let text = file(20);
    let mut rig = Rig::new(&text);
    assert!(!rig.waits(), "found with the reading");
    rig.drag(3.0, |_| true);
    assert!(!rig.waits(), "known, and followed");
    rig.drag(1.5, |at| at == 4);
    assert!(!rig.waits());
    rig.window.step("undo.undo");
    rig.window.step("undo.undo");
    assert_eq!(rig.window.text(), text);
    assert!(rig.waits(), "to be found for the text that is back");
    rig.drag(8.0, |at| at % 2 == 0);
    rig.drag(8.0, |at| at % 3 == 0);
    rig.rest();
    rig.drag(0.25, |_| true);
    assert!(!rig.waits());
    for _ in 0..3 {
        rig.window.step("undo.undo");
    }
    assert_eq!(rig.window.text(), text, "one step for each gesture");
    rig.window.step("undo.redo");
    rig.check();
}

#[test]
fn what_was_drawn_is_saved_and_survives_a_kill() {
    let mut rig = Rig::new(&file(12));
    rig.drag(3.0, |_| true);
    let drawn = rig.window.text();
    rig.window.step("file.save");
    rig.rest();
    assert_eq!(rig.machine.read(FILE), drawn);
    rig.window.step("undo.undo");
    rig.drag(5.0, |_| true);
    let drawn = rig.window.text();
    rig.window.advance(crate::harness::SECOND * 3);
    rig.rest();
    let machine = rig.window.kill();
    let mut window = machine.start(Some("/p"));
    window.settle();
    assert_eq!(window.text(), drawn);
}

#[test]
fn places_that_come_too_late_are_those_of_another_text() {
    let mut rig = Rig::new(&file(12));
    rig.drag(3.0, |_| true);
    // To be found for the text that is back, while another one is typed.
    rig.window.step("undo.undo");
    assert!(rig.waits());
    let at = rig.window.text().find("\"x\": 100").unwrap() + 5;
    rig.window.step("sketch.toggle_source");
    rig.window.set_carets(&[(at, at + 3)]);
    rig.window.step("type 999");
    rig.window.step("sketch.toggle_source");
    rig.check();
    rig.drag(2.0, |_| true);
    assert!(rig.window.text().contains("\"x\": 1001"), "what was typed is moved");
    rig.check();
}

#[test]
fn a_file_that_was_changed_outside_is_drawn_on_as_it_is_then() {
    let (before, after) = (file(12), file(14).replace("\"x\": 100", "\"x\": 123"));
    let mut rig = Rig::new(&before);
    rig.drag(3.0, |_| true);
    rig.window.step("undo.undo");
    assert!(rig.waits());
    rig.machine.write(FILE, &after);
    rig.machine.watch.tell(&[FILE]);
    rig.window.advance(crate::harness::SECOND);
    rig.rest();
    assert_eq!(rig.window.text(), after);
    rig.drag(7.0, |_| true);
    assert!(!rig.waits());
    rig.check();
}

#[test]
fn a_tab_can_be_closed_while_places_are_found() {
    let text = file(12);
    let mut rig = Rig::new(&text);
    rig.drag(3.0, |_| true);
    rig.window.step("file.save");
    rig.rest();
    rig.window.step("undo.undo");
    rig.window.step("undo.redo");
    assert!(rig.waits());
    rig.window.step("tab.close");
    rig.rest();
    rig.window.open(FILE);
    rig.rest();
    rig.drag(1.0, |_| true);
    rig.check();
}

#[test]
fn nothing_is_lost_whatever_comes_between() {
    random_cases(40, |random| {
        // What is typed into a component makes shapes of it, which is put right with its next change.
        let start = file_of(2 + random.below(8), false);
        let mut rig = Rig::new(&start);
        for _ in 0..24 {
            some_step(&mut rig, random);
        }
        rig.check();
        while rig.window.text() != start && rig.window.try_step("undo.undo").is_ok() {}
        assert_eq!(rig.window.text(), start, "all of it can be taken back");
        rig.check();
    });
}

fn some_step(rig: &mut Rig, random: &mut Random) {
    match random.below(8) {
        0 => drop(rig.window.try_step("undo.undo")),
        1 => drop(rig.window.try_step("undo.redo")),
        2 => drop(rig.tasks.run_one()),
        3 => rig.rest(),
        4 => {
            let text = rig.window.text();
            let found: Vec<usize> = text.match_indices("\"x\": ").map(|(at, key)| at + key.len()).collect();
            let at = *random.pick(&found);
            rig.window.set_carets(&[(at, at)]);
            rig.window.step("type 1");
        }
        5 => rig.window.step("file.save"),
        _ => {
            let (share, by) = (1 + random.below(3), random.below(90) as f64 / 4.0 + 0.25);
            if sketch(&mut rig.window).current {
                rig.drag(by, |at| at % share == 0);
            }
        }
    }
    rig.window.settle();
}

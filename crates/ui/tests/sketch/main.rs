//! Code that drawings become for egui: the generated files beside this one are compiled, drawn without a window and
//! used. `UPDATE=1` writes them anew; read the difference before believing it.

#![expect(clippy::expect_used, reason = "what cannot be set up fails the test, with its reason")]

#[rustfmt::skip]
mod dashboard;
#[rustfmt::skip]
#[expect(dead_code, reason = "screens take what they need of it")]
mod flex;
#[rustfmt::skip]
mod landing;
#[rustfmt::skip]
mod login;
#[rustfmt::skip]
#[expect(dead_code, reason = "screens take what they need of it")]
mod parts;
#[rustfmt::skip]
mod settings;

use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{FontData, FontFamily, Pos2, Rect, Shape, Ui, UiBuilder, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use justbuilt_sketch::code::{self, Target};
use justbuilt_sketch::layout::{self, Content, Node, Role, Tree};
use justbuilt_sketch::samples;
use justbuilt_ui::theme::Theme;

/// The layout of a sample.
fn tree(name: &str) -> Tree {
    let (_, sketch) = samples::all().into_iter().find(|(known, _)| *known == name).expect("a sample");
    layout::infer(&sketch, &sketch.pages[0], None).0
}

/// A screen in a window of this width, after it has settled.
fn drawn<State: Default + 'static>(
    width: f32,
    mut draw: impl FnMut(&mut Ui, &mut State) + 'static,
) -> Harness<'static, State> {
    // From edge to edge.
    let draw = move |ui: &mut Ui, state: &mut State| {
        let whole = UiBuilder::new().max_rect(ui.ctx().content_rect());
        draw(&mut ui.new_child(whole), state);
    };
    let mut harness = Harness::builder()
        .with_size(vec2(width, 4000.0))
        .with_context_setup(|ctx| {
            justbuilt_ui::install(ctx, &Theme::light());
            ctx.add_font(bold());
        })
        .build_ui_state(draw, State::default());
    harness.run_steps(4);
    harness
}

/// The bold face that the screens ask for.
fn bold() -> FontInsert {
    let file = include_bytes!("../../../../assets/fonts/Inter-SemiBold.ttf");
    let family =
        InsertFontFamily { family: FontFamily::Name("bold".into()), priority: FontPriority::Highest };
    FontInsert::new("bold", FontData::from_static(file), vec![family])
}

/// Words and where they are.
fn words<State>(harness: &Harness<'_, State>) -> Vec<(String, Rect)> {
    fn visit(shape: &Shape, found: &mut Vec<(String, Rect)>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| visit(shape, found)),
            Shape::Text(text) if !text.galley.text().trim().is_empty() => {
                found.push((
                    text.galley.text().to_owned(),
                    text.galley.mesh_bounds.translate(text.pos.to_vec2()),
                ));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    harness.output().shapes.iter().for_each(|clipped| visit(&clipped.shape, &mut found));
    found
}

/// Every screen at a width.
fn screens(width: f32) -> Vec<(&'static str, Vec<(String, Rect)>)> {
    vec![
        ("Dashboard", words(&drawn(width, |ui, state| drop(dashboard::show(ui, state))))),
        ("Landing", words(&drawn(width, |ui, state| drop(landing::show(ui, state))))),
        ("Login", words(&drawn(width, |ui, state| drop(login::show(ui, state))))),
        ("Settings", words(&drawn(width, |ui, state| drop(settings::show(ui, state))))),
    ]
}

/// Texts of a tree, and where their middle and their left edge were drawn.
fn texts<'t>(node: &'t Node, found: &mut Vec<(&'t str, Pos2, f32)>) {
    if let (Content::Text(run), false) = (&node.content, matches!(node.role, Role::Control(_))) {
        let middle = node.drawn.center();
        found.push((
            &run.text,
            Pos2::new(middle.x as f32, middle.y as f32),
            (node.drawn.x0 + node.padding.left) as f32,
        ));
    }
    node.children.iter().for_each(|child| texts(child, found));
}

#[test]
fn generated_files_are_those_checked_in() {
    let folder = justbuilt_testkit::package().join("tests/sketch");
    let update = std::env::var_os("UPDATE").is_some();
    for (name, _) in samples::all() {
        for file in code::generate(&tree(name), Target::Egui) {
            let path = folder.join(&file.path);
            if update {
                std::fs::write(&path, &file.text).expect("the file is written");
            }
            let there = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                there == file.text,
                "{} is not what is generated for {name}; UPDATE=1 writes it",
                file.path
            );
        }
    }
}

#[test]
fn words_stand_where_they_were_drawn() {
    for (name, shown) in screens(1280.0) {
        let tree = tree(name);
        let mut drawn = Vec::new();
        texts(&tree.root, &mut drawn);
        let mut far = Vec::new();
        for (text, middle, left) in &drawn {
            let near = shown
                .iter()
                .filter(|(shown, _)| shown == text)
                .map(|(_, rect)| {
                    let by = (rect.center() - *middle).abs();
                    // Lines break elsewhere in another face.
                    vec2(by.x.min((rect.left() - left).abs()), by.y)
                })
                .min_by(|a, b| a.length().total_cmp(&b.length()));
            match near {
                // The face is another one, and words are as wide as it sets them.
                Some(by) if by.x <= 16.0 && by.y <= 8.0 => {}
                by => far.push((*text, by)),
            }
        }
        assert!(far.is_empty(), "{name}: {} of {} texts are elsewhere: {far:?}", far.len(), drawn.len());
    }
}

#[test]
fn narrow_windows_reflow() {
    let wide = screens(1280.0);
    for width in [1024.0, 768.0, 480.0] {
        for ((name, shown), (_, all)) in screens(width).into_iter().zip(&wide) {
            assert_eq!(shown.len(), all.len(), "{name} at {width} shows everything");
            for (index, (text, rect)) in shown.iter().enumerate() {
                assert!(
                    rect.left() >= -1.0 && rect.right() <= width + 1.0,
                    "{name} at {width}: {text:?} at {rect}"
                );
                for (other, over) in &shown[..index] {
                    let both = rect.intersect(*over);
                    let smaller = rect.area().min(over.area());
                    let covers = both.is_positive() && both.area() > 0.15 * smaller;
                    assert!(!covers, "{name} at {width}: {text:?} at {rect} lies on {other:?} at {over}");
                }
            }
        }
    }
}

#[derive(Default)]
struct SigningIn {
    screen: login::Login,
    events: Vec<login::LoginEvent>,
}

#[test]
fn fields_are_bound_and_buttons_give_events() {
    let mut harness = drawn(1280.0, |ui, state: &mut SigningIn| {
        let events = login::show(ui, &mut state.screen);
        state.events.extend(events);
    });
    harness.get_by_label("Remember me").click();
    harness.run_steps(2);
    assert!(!harness.state().screen.remember_me, "the box was ticked and is not any more");
    harness.get_by_role_and_label(egui::accesskit::Role::Button, "Sign in").click();
    harness.run_steps(2);
    assert_eq!(harness.state().events, [login::LoginEvent::SignIn]);
    let field = harness.get_all_by_role(egui::accesskit::Role::TextInput).next().expect("a field");
    field.focus();
    harness.run_steps(2);
    harness
        .get_all_by_role(egui::accesskit::Role::TextInput)
        .next()
        .expect("a field")
        .type_text("mara@example.com");
    harness.run_steps(2);
    assert_eq!(harness.state().screen.email, "mara@example.com");
}

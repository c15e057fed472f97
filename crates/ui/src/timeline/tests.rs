//! Tests of the smaller parts of the timeline, and of its colours.

use egui::{Key, Ui, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use justbuilt_base::Timestamp;

use super::filters::grouped;
use super::*;
use crate::theme::{contrast, over};
use crate::tokens::alpha;

fn harness<State: 'static>(
    width: f32,
    state: State,
    draw: impl FnMut(&mut Ui, &mut State) + 'static,
) -> Harness<'static, State> {
    let mut harness = Harness::builder()
        .with_size(vec2(width, 300.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(draw, state);
    harness.run_steps(3);
    harness
}

#[test]
fn the_banner_of_the_past_offers_four_ways_at_every_width() {
    for width in [430.0, 900.0] {
        let mut harness = harness(width, Vec::new(), |ui, chosen: &mut Vec<PastAction>| {
            let banner = PastBanner {
                when: "Tuesday 14:32:07",
                ago: "2 hours ago",
                branch: "main",
                node: "",
                keys: Some("Esc"),
            };
            chosen.extend(banner.show(ui).map(|(action, _)| action));
        });
        let ways: &[&str] = match width > 720.0 {
            true => &["Restore…", "Branch here…", "Compare", "Return to now"],
            false => &["Restore…", "Branch here…", "Compare", "Return to now"],
        };
        for way in ways {
            harness.get_by_label(way).click();
            harness.run_steps(2);
        }
        let expected = [PastAction::Restore, PastAction::Branch, PastAction::Compare, PastAction::Return];
        assert_eq!(harness.state().as_slice(), expected);
    }
}

#[test]
fn the_bar_steps_plays_zooms_and_returns() {
    let mut harness = harness(1_000.0, Vec::new(), |ui, actions: &mut Vec<TransportAction>| {
        let bar = Transport {
            when: "Tuesday 14:32:07",
            what: "main",
            past: true,
            playing: false,
            speed: 4.0,
            range: false,
            all: false,
        };
        actions.extend(bar.show(ui));
    });
    let labels = ["Back one keystroke", "Replay from here", "On to the next node", "Closer", "Return to now"];
    for label in labels {
        harness.get_by_label(label).click();
        harness.run_steps(2);
    }
    harness.get_by_label("Speed of the replay").click();
    harness.run_steps(3);
    harness.get_by_label("16×").click();
    harness.run_steps(3);
    use ScrubberAction as S;
    use TransportAction as T;
    let step = |unit, forward| T::Scrubber(S::Step { unit, forward });
    let expected = [
        step(StepUnit::Keystroke, false),
        T::Scrubber(S::Play(true)),
        step(StepUnit::Node, true),
        T::Zoom(1.6),
        T::Scrubber(S::Return),
        T::Speed(16.0),
    ];
    assert_eq!(harness.state().as_slice(), expected);
}

#[test]
fn chips_open_choices_and_are_cleared() {
    let mut harness = harness(600.0, (false, false), |ui, (on, cleared)| {
        let value = on.then_some("Saves");
        let chip = FilterChip::new("kind", Icon::Shapes).value(value).show(ui, |ui| {
            let was = *on;
            filters::choices(ui, &[((), Icon::Save, "Saves")], &mut |()| {
                let current = *on;
                *on = was;
                Some(current)
            })
        });
        if chip.inner == Some(true) {
            *on = true;
        }
        *cleared |= chip.cleared;
    });
    harness.get_by_label("Filter by kind").click();
    harness.run_steps(3);
    harness.get_by_label("Saves").click();
    harness.run_steps(3);
    assert!(harness.state().0);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    harness.get_by_label("Clear the filter kind").click();
    harness.run_steps(3);
    assert!(harness.state().1);
}

#[test]
fn reasons_are_listed_and_opened() {
    let mut harness = harness(600.0, None, |ui, opened: &mut Option<WhyAction>| {
        let reason = |title, before| Reason {
            kind: NodeKind::Edit,
            title,
            author: AuthorKind::Person,
            author_name: "Ada",
            origin: "",
            time: Timestamp(0),
            before,
        };
        let reasons = [reason("newer", Some("let x = 1;")), reason("older", None)];
        *opened = why(ui, 7, &reasons, Timestamp(60_000), &TimeStyle::default()).or(*opened);
    });
    harness.get_by_label("Why line 7 is here");
    harness.get_by_label("Edits: newer, Ada · Thursday 00:00:00, before: let x = 1;");
    harness.get_by_label("Edits: older, Ada · Thursday 00:00:00, The line was written here").click();
    harness.run_steps(2);
    assert_eq!(*harness.state(), Some(WhyAction::Open(1)));
}

#[test]
fn empty_places_say_what_to_do() {
    let mut harness = harness(600.0, None, |ui, taken| {
        *taken = EmptyTimeline::NothingMatches.show(ui, None).or(*taken);
    });
    harness.get_by_label("Clear the filters").click();
    harness.run_steps(2);
    assert_eq!(*harness.state(), Some(EmptyTimelineAction::ClearFilters));
}

#[test]
fn changed_files_say_what_changed() {
    let mut harness = harness(600.0, None, |ui, selected| {
        let output = changed_files(ui, egui::Id::unique("files"), 1, *selected, |_| {
            Some(ChangedFile {
                path: "src/http.rs".into(),
                old_path: None,
                kind: ChangeKind::Changed,
                lines: Some((4, 1)),
            })
        });
        *selected = output.selected.or(*selected);
    });
    harness.get_by_label("src/http.rs, changed, 4 lines added, 1 removed").click();
    harness.run_steps(2);
    assert_eq!(*harness.state(), Some(0));
}

#[test]
fn big_numbers_are_grouped() {
    assert_eq!(grouped(999), "999");
    assert_eq!(grouped(60_000), "60\u{202f}000");
    assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
}

#[test]
fn what_is_read_on_tints_is_readable_and_marks_are_seen() {
    for theme in [Theme::dark(), Theme::light()] {
        let c = &theme.colors;
        let name = &theme.name;
        let tint = |color: egui::Color32, back| over(color.gamma_multiply(alpha::TINT), back);
        for hue in 0..8 {
            let color = lane_color(&theme, hue);
            let ratio = contrast(c.text, tint(color, c.panel));
            assert!(ratio >= 4.5, "{name}: text in a marker of hue {hue}: {ratio:.2}");
            let ratio = contrast(c.panel, color);
            assert!(ratio >= 3.0, "{name}: an icon in a filled marker of hue {hue}: {ratio:.2}");
            for back in [c.panel, over(c.hover, c.panel), over(c.row_selected, c.panel)] {
                let ratio = contrast(color, back);
                assert!(ratio >= 3.0, "{name}: the line of hue {hue}: {ratio:.2}");
            }
        }
        for kind in AuthorKind::ALL {
            let ratio = contrast(kind.color(&theme), c.panel);
            assert!(ratio >= 3.0, "{name}: the track of {kind:?}: {ratio:.2}");
        }
        let ratio = contrast(c.accent, tint(c.accent, c.panel));
        assert!(ratio >= 3.0, "{name}: the icon of a filter that is on: {ratio:.2}");
        for back in [c.panel, over(c.row_selected, c.panel), over(c.row_selected_unfocused, c.panel)] {
            let ratio = contrast(c.text, tint(c.accent, back));
            assert!(ratio >= 4.5, "{name}: a label: {ratio:.2}");
        }
        let banner = over(c.accent.gamma_multiply(alpha::TINT * 0.75), c.panel);
        for (what, color) in [("text", c.text), ("secondary", c.text_secondary)] {
            let ratio = contrast(color, banner);
            assert!(ratio >= 4.5, "{name}: {what} in the banner: {ratio:.2}");
        }
        for (side, color) in
            [("ours", c.hue_1), ("theirs", c.hue_2), ("base", c.border_strong), ("settled", c.good)]
        {
            let back = over(color.gamma_multiply(alpha::TINT * 0.9), c.editor_background);
            let ratio = contrast(c.text, back);
            assert!(ratio >= 4.5, "{name}: code of {side}: {ratio:.2}");
            let ratio = contrast(c.text_secondary, back);
            assert!(ratio >= 4.5, "{name}: whose code it is, {side}: {ratio:.2}");
        }
    }
}

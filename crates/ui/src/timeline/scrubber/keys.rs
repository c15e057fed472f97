//! The keyboard of a scrubber that has the focus. Chords that the application binds never come here.

use egui::{EventFilter, Key, Modifiers, Response, Ui};

use super::{ScrubberAction, ScrubberData, ScrubberState, StepUnit};

/// How much one key zooms.
const ZOOM: f64 = 1.5;

/// Does what was pressed.
pub(super) fn keys(
    ui: &Ui,
    response: &Response,
    data: &ScrubberData<'_>,
    state: &mut ScrubberState,
    actions: &mut Vec<ScrubberAction>,
) {
    let past = data.position.is_some() || data.range.is_some();
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: past, tab: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let take = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    // What needs more modifiers first: a shortcut also matches when Shift or Alt is held beside.
    let steps = [
        (Modifiers::COMMAND, StepUnit::Save),
        (Modifiers::SHIFT, StepUnit::Node),
        (Modifiers::ALT, StepUnit::Burst),
        (Modifiers::NONE, StepUnit::Keystroke),
    ];
    for (modifiers, unit) in steps {
        for (key, forward) in [(Key::ArrowLeft, false), (Key::ArrowRight, true)] {
            if take(modifiers, key) {
                actions.push(ScrubberAction::Step { unit, forward });
            }
        }
    }
    for (key, forward) in [(Key::ArrowUp, false), (Key::ArrowDown, true)] {
        if take(Modifiers::NONE, key) {
            actions.push(ScrubberAction::Step { unit: StepUnit::Node, forward });
        }
    }
    if take(Modifiers::NONE, Key::Home) {
        actions.push(ScrubberAction::First);
    }
    if take(Modifiers::NONE, Key::End) {
        actions.push(ScrubberAction::Return);
    }
    if take(Modifiers::NONE, Key::Space) {
        actions.push(ScrubberAction::Play(!data.playing));
    }
    if past && take(Modifiers::NONE, Key::Escape) {
        actions.push(match (data.playing, data.range) {
            (true, _) => ScrubberAction::Play(false),
            (false, Some(_)) => ScrubberAction::ClearRange,
            (false, None) => ScrubberAction::Return,
        });
    }
    let mut zoom = 1.0;
    if take(Modifiers::NONE, Key::Plus) || take(Modifiers::NONE, Key::Equals) {
        zoom = ZOOM;
    }
    if take(Modifiers::NONE, Key::Minus) {
        zoom = 1.0 / ZOOM;
    }
    if zoom != 1.0 {
        state.zoom(&data.span, zoom, Some(data.position.unwrap_or(data.span.now)));
        actions.push(ScrubberAction::Moved);
    }
    if take(Modifiers::NONE, Key::Num0) {
        state.show_all();
        actions.push(ScrubberAction::Moved);
    }
    let width = state.axis(&data.span).width;
    for (key, by) in [(Key::PageUp, -0.8), (Key::PageDown, 0.8)] {
        if take(Modifiers::NONE, key) {
            state.pan(&data.span, width * by);
            actions.push(ScrubberAction::Moved);
        }
    }
}

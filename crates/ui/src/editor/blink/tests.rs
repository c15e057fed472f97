//! The caret's phases over time.

use super::*;

#[test]
fn the_caret_starts_visible_and_changes_twice_a_second() {
    let mut blink = Blink::default();
    blink.restart(10.0);
    assert!(blink.phase(10.0).0);
    assert!(blink.phase(10.4).0);
    assert!(!blink.phase(10.5).0);
    assert!(blink.phase(11.0).0);
    let (_, left) = blink.phase(10.2);
    assert!((left.as_secs_f64() - 0.3).abs() < 1e-6);
}

#[test]
fn an_early_frame_does_not_ask_for_another_at_once() {
    let blink = Blink::default();
    let (visible, left) = blink.phase(0.499);
    assert!(!visible);
    assert!(left.as_secs_f64() > 0.4);
}

#[test]
fn an_edit_shows_the_caret_again() {
    let mut blink = Blink::default();
    assert!(!blink.phase(0.7).0);
    blink.restart(0.7);
    assert!(blink.phase(0.7).0);
}

//! Translates what egui says of mouse, pen, fingers and keys into what the canvas knows.
//!
//! Not here: what it means.

use std::collections::BTreeSet;

use egui::{Event as Raw, Id, Key as RawKey, PointerButton, Pos2, Rect, Response, TouchPhase, Ui};
use justbuilt_sketch::canvas::{Button, Device, Event, Key, Modifiers, Pointer};
use kurbo::{Point, Vec2};

/// What is held between frames.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The button that went down on the canvas.
    button: Option<Button>,
    pressure: Option<f64>,
    device: Device,
    /// Fingers and pens that are down.
    touching: BTreeSet<egui::TouchId>,
    /// Several fingers are down.
    pinching: bool,
    /// Keys of the last frame.
    modifiers: Modifiers,
    last_click: Option<(f64, Pos2)>,
    at: Option<Pos2>,
}

/// What came in during a frame.
#[derive(Debug, Default)]
pub struct Input {
    /// In their order.
    pub events: Vec<Event>,
    /// Copy, cut: `true` cuts.
    pub copy: Option<bool>,
    /// Text that was pasted.
    pub pasted: Option<String>,
    /// A picture that was pasted.
    pub image: Option<std::sync::Arc<egui::ColorImage>>,
}

/// Two clicks within this many seconds are a double click.
const DOUBLE: f64 = 0.35;
/// Two clicks this near are a double click, points.
const DOUBLE_REACH: f32 = 6.0;

/// Reads the events of the frame: keys, and those of the clipboard, where they are meant for the canvas.
pub fn read(ui: &Ui, response: &Response, held: &mut Held, keys: bool, clipboard: bool) -> Input {
    let mut input = Input::default();
    let view = response.rect;
    // What floats over the canvas takes the pointer for itself.
    let over = response.hovered() || response.is_pointer_button_down_on();
    let (events, time, raw_modifiers, touches, zoom, scroll, pointer) = ui.input(|i| {
        (
            i.events.clone(),
            i.time,
            i.modifiers,
            i.multi_touch(),
            i.zoom_delta(),
            i.smooth_scroll_delta(),
            i.pointer.hover_pos(),
        )
    });
    let modifiers = modifiers(raw_modifiers);
    if modifiers != held.modifiers {
        held.modifiers = modifiers;
        input.events.push(Event::Modifiers(modifiers));
    }
    if let Some(touches) = touches {
        if !held.pinching {
            held.pinching = true;
            held.button = None;
            input.events.push(Event::Cancel);
        }
        input.events.push(Event::Zoom {
            at: local(view, touches.center_pos),
            factor: f64::from(touches.zoom_delta),
            pan: vector(touches.translation_delta),
        });
        return input;
    }
    held.pinching = false;
    if over && let Some(at) = pointer {
        if zoom != 1.0 {
            let at = local(view, at);
            input.events.push(Event::Zoom { at, factor: f64::from(zoom), pan: Vec2::ZERO });
        } else if scroll != egui::Vec2::ZERO {
            input.events.push(Event::Scroll(vector(scroll)));
        }
    }
    // Without fingers or a pen, what moves is a mouse.
    let touches = !held.touching.is_empty() || events.iter().any(|e| matches!(e, Raw::Touch { .. }));
    if held.button.is_none() && !touches {
        held.device = Device::Mouse;
        held.pressure = None;
    }
    for event in events {
        match event {
            Raw::Touch { phase, force, id, .. } => {
                match phase {
                    TouchPhase::Start => held.touching.insert(id),
                    TouchPhase::Move => false,
                    TouchPhase::End | TouchPhase::Cancel => held.touching.remove(&id),
                };
                // Fingers tell no force; a pen does.
                held.device = if force.is_some_and(|f| f > 0.0) { Device::Pen } else { Device::Touch };
                held.pressure = force.map(f64::from);
                if phase == TouchPhase::Cancel {
                    held.button = None;
                    input.events.push(Event::Cancel);
                }
            }
            Raw::PointerMoved(at) if held.at != Some(at) => {
                held.at = Some(at);
                if over || held.button.is_some() {
                    input.events.push(Event::Move(made(view, at, held, time)));
                }
            }
            Raw::PointerButton { pos, button, pressed, .. } => {
                let button = match button {
                    PointerButton::Primary => Button::Primary,
                    PointerButton::Middle => Button::Middle,
                    PointerButton::Secondary => Button::Secondary,
                    _ => continue,
                };
                held.at = Some(pos);
                let pointer = Pointer { button, ..made(view, pos, held, time) };
                if pressed && over && view.contains(pos) {
                    held.button = Some(button);
                    input.events.push(Event::Down(pointer));
                } else if !pressed && held.button == Some(button) {
                    held.button = None;
                    input.events.push(Event::Up(pointer));
                    let again = held
                        .last_click
                        .is_some_and(|(then, at)| time - then < DOUBLE && at.distance(pos) < DOUBLE_REACH);
                    if button == Button::Primary {
                        if again {
                            input.events.push(Event::DoubleClick(pointer));
                        }
                        held.last_click = (!again).then_some((time, pos));
                    }
                }
            }
            Raw::PointerGone if held.button.is_some() => {
                held.button = None;
                input.events.push(Event::Cancel);
            }
            Raw::WindowFocused(false) => {
                held.button = None;
                held.touching.clear();
                input.events.push(Event::Cancel);
            }
            Raw::Copy if clipboard => input.copy = Some(false),
            Raw::Cut if clipboard => input.copy = Some(true),
            Raw::Paste(text) if clipboard => input.pasted = Some(text),
            Raw::PasteImage(image) if clipboard => input.image = Some(image),
            Raw::Key { key, pressed, modifiers: raw, .. } if keys => {
                let modifiers = self::modifiers(raw);
                if let Some(key) = self::key(key, pressed) {
                    input.events.push(Event::Key(key, modifiers));
                }
            }
            _ => {}
        }
    }
    input
}

fn made(view: Rect, at: Pos2, held: &Held, time: f64) -> Pointer {
    Pointer {
        at: local(view, at),
        pressure: held.pressure,
        button: Button::Primary,
        device: held.device,
        modifiers: held.modifiers,
        time,
    }
}

fn local(view: Rect, at: Pos2) -> Point {
    Point::new(f64::from(at.x - view.left()), f64::from(at.y - view.top()))
}

fn vector(by: egui::Vec2) -> Vec2 {
    Vec2::new(f64::from(by.x), f64::from(by.y))
}

fn modifiers(raw: egui::Modifiers) -> Modifiers {
    Modifiers { shift: raw.shift, alt: raw.alt, command: raw.command }
}

fn key(key: RawKey, pressed: bool) -> Option<Key> {
    if !pressed {
        return (key == RawKey::Space).then_some(Key::SpaceUp);
    }
    Some(match key {
        RawKey::Space => Key::SpaceDown,
        RawKey::Enter => Key::Enter,
        RawKey::Escape => Key::Escape,
        RawKey::Delete | RawKey::Backspace => Key::Delete,
        RawKey::Tab => Key::Tab,
        RawKey::ArrowLeft => Key::Left,
        RawKey::ArrowRight => Key::Right,
        RawKey::ArrowUp => Key::Up,
        RawKey::ArrowDown => Key::Down,
        RawKey::OpenBracket => Key::Char('['),
        RawKey::CloseBracket => Key::Char(']'),
        RawKey::Equals | RawKey::Plus => Key::Char('='),
        RawKey::Minus => Key::Char('-'),
        other => {
            let mut letters = other.name().chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) if letter.is_ascii_alphanumeric() => {
                    Key::Char(letter.to_ascii_lowercase())
                }
                _ => return None,
            }
        }
    })
}

/// The canvas has the focus under this id.
pub fn keeps_keys(ui: &Ui, id: Id) {
    ui.memory_mut(|memory| {
        let all =
            egui::EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        memory.set_focus_lock_filter(id, all);
    });
}

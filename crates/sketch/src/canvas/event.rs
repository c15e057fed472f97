//! What comes in from a mouse, a pen, fingers and keys, and what goes out.
//!
//! Not here: any window system's events; widgets translate theirs.

use super::change::Changes;
use crate::scene::{ComponentKind, ElementId, Sketch};
use kurbo::{Point, Vec2};

/// What the pointer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tool {
    /// Selects, moves, resizes, turns.
    #[default]
    Select,
    /// Selects by a loop drawn around.
    Lasso,
    /// Moves the page.
    Hand,
    /// Draws rectangles.
    Rectangle,
    /// Draws diamonds.
    Diamond,
    /// Draws ellipses.
    Ellipse,
    /// Draws lines.
    Line,
    /// Draws arrows.
    Arrow,
    /// Draws as a pen does.
    Freehand,
    /// Writes.
    Text,
    /// Places pictures.
    Image,
    /// Draws frames.
    Frame,
    /// Takes away what it touches.
    Eraser,
    /// Points: a trail that fades.
    Laser,
    /// Places a component.
    Component(ComponentKind),
}

/// Keys that are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Modifiers {
    /// Adds to the selection, keeps the aspect, turns in steps.
    pub shift: bool,
    /// From the centre; a dragged copy.
    pub alt: bool,
    /// Control, or command on a Mac: snapping the other way round.
    pub command: bool,
}

/// What points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Device {
    /// Exact to a px.
    #[default]
    Mouse,
    /// With pressure.
    Pen,
    /// About 40 px wide.
    Touch,
}

/// Which button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Button {
    /// Left, the tip of a pen, a finger.
    #[default]
    Primary,
    /// Moves the page.
    Middle,
    /// Opens the menu.
    Secondary,
    /// The other end of a pen: erases.
    PenEraser,
}

/// Where a pointer is.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Pointer {
    /// px of the screen from the corner of the view.
    pub at: Point,
    /// 0 to 1; `None` when the device has none.
    pub pressure: Option<f64>,
    /// Of a press; [`Button::Primary`] while it moves.
    pub button: Button,
    /// What it is.
    pub device: Device,
    /// Keys that are held.
    pub modifiers: Modifiers,
    /// Seconds, from any start.
    pub time: f64,
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A letter, digit or sign, in lower case.
    Char(char),
    /// Edits the words of what is selected; ends a line.
    Enter,
    /// Takes back what is under way, then the tool, then the selection.
    Escape,
    /// Takes the selection away.
    Delete,
    /// To the next element.
    Tab,
    /// Moves what is selected.
    Left,
    /// Moves what is selected.
    Right,
    /// Moves what is selected.
    Up,
    /// Moves what is selected.
    Down,
    /// Space went down: the hand.
    SpaceDown,
    /// Space went up.
    SpaceUp,
}

/// What happens on the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// A button went down.
    Down(Pointer),
    /// The pointer is elsewhere.
    Move(Pointer),
    /// The button went up.
    Up(Pointer),
    /// Two clicks at one place; follows their downs and ups.
    DoubleClick(Pointer),
    /// Moves the page by px of the screen.
    Scroll(Vec2),
    /// Scales by a factor at a place of the screen, and moves by px of the screen: wheel with control, two fingers.
    Zoom {
        /// Stays under the pointer.
        at: Point,
        /// More than 1 is nearer.
        factor: f64,
        /// Of the fingers.
        pan: Vec2,
    },
    /// A key went down.
    Key(Key, Modifiers),
    /// A held key came or went while the pointer rests.
    Modifiers(Modifiers),
    /// The window took the pointer away.
    Cancel,
}

/// What the owner of the document, or the window, has to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The page changed so; it is done on the board already.
    Change(Changes),
    /// Another tool is in the hand.
    Tool(Tool),
    /// Other elements are selected.
    Selection,
    /// Words are to be typed: [`Canvas::editing`](super::Canvas::editing).
    EditText,
    /// Put on the clipboard.
    Copy(Box<Sketch>),
    /// A pen drew this: it may be recognised and replaced by a shape.
    Stroke(ElementId),
    /// Ask for a picture and put it into this element.
    PickPicture(ElementId),
    /// Follow a link.
    OpenLink(String),
    /// Open the menu of what is selected, px of the screen.
    Menu(Point),
}

//! A small program to try the editor on.

mod shapes;

use shapes::{Circle, Rectangle, Shape};

/// Prints what it knows about some shapes.
fn main() {
    let shapes: Vec<Box<dyn Shape>> = vec![
        Box::new(Circle { radius: 1.5 }),
        Box::new(Rectangle { width: 3.0, height: 2.0 }),
    ];

    // The largest comes first.
    let mut sorted: Vec<_> = shapes.iter().collect();
    sorted.sort_by(|a, b| b.area().total_cmp(&a.area()));

    for (place, shape) in sorted.iter().enumerate() {
        println!("{}. {} with an area of {:.2}", place + 1, shape.name(), shape.area());
    }
}

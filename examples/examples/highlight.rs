//! Embeds the text engine and the syntax crate: edits a text, undoes it, and prints what each part of it is.
//! `cargo run -p justbuilt-examples --example highlight`

use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::Timestamp;
use justbuilt_syntax::{Languages, Syntax};
use justbuilt_text::{Buffer, EditKind, Selections, Transaction};

#[expect(clippy::print_stdout, reason = "an example prints what it does")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let loaded = Buffer::from_bytes(b"fn main() {\n    let answer = 41;\n}\n", None);
    let mut buffer = loaded.buffer;

    // Every change is a transaction: it inverts, composes and maps positions.
    let place = buffer.text().to_string().find("41").ok_or("no 41")?;
    let change = Transaction::replace(buffer.text().len(), place..place + 2, "42");
    let caret = Selections::caret(place);
    buffer.apply(&change, &caret, &caret, EditKind::Insert, Timestamp(0))?;
    println!("edited:\n{}", buffer.text());

    let languages = Arc::new(Languages::new());
    let rust = languages.by_name("rust").ok_or("the grammar is not built in")?;
    let mut syntax = Syntax::new(&languages, rust, buffer.text());
    syntax.try_parse(Duration::from_secs(5));
    for (range, highlight) in syntax.snapshot().highlights(buffer.text(), 0..buffer.text().len()) {
        println!("{:>10}  {}", highlight.name(), buffer.text().slice(range).trim());
    }

    buffer.undo();
    println!("\nundone:\n{}", buffer.text());
    Ok(())
}

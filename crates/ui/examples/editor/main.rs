//! The editor widget on its own: `cargo run -p justbuilt-ui --example editor -- shots FOLDER [SCALE]` renders sample
//! documents in both themes, `… --release … -- bench` times frames over documents of several sizes.

mod bench;
mod shots;
mod view;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["shots", folder] => shots::render_all(folder, 1.0),
        ["shots", folder, scale] => {
            shots::render_all(folder, scale.parse().map_err(|_| "a scale is a number")?)
        }
        ["bench"] => bench::run(),
        _ => Err("shots FOLDER [SCALE] | bench".to_owned()),
    }
}

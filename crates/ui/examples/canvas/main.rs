//! The canvas: `cargo run --release -p justbuilt-ui --example canvas -- bench` times frames with many elements;
//! `… -- shots FOLDER [SCALE]` makes pictures in both themes.

mod bench;
mod sample;
mod shots;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["bench"] => {
            bench::run();
            Ok(())
        }
        ["shots", folder] => shots::run(folder, 1.0),
        ["shots", folder, scale] => {
            shots::run(folder, scale.parse().map_err(|_| "a number as scale".to_owned())?)
        }
        _ => Err("bench, or shots FOLDER [SCALE]".into()),
    }
}

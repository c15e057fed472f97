//! How often generated shapes are recognised, as what else, and how fast. Not single cases.

use super::draw::{SHAPES, shape};
use crate::recognise::{Drawn, Settings, strokes};
use justbuilt_testkit::Random;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Rows are what was drawn, columns what was found.
#[derive(Default)]
pub struct Matrix(BTreeMap<(String, String), u32>);

impl Matrix {
    pub fn add(&mut self, drawn: &str, found: &str) {
        *self.0.entry((drawn.to_owned(), found.to_owned())).or_default() += 1;
    }

    pub fn share(&self, drawn: &str) -> f64 {
        let all: u32 = self.0.iter().filter(|((row, _), _)| row == drawn).map(|(_, n)| n).sum();
        f64::from(self.0.get(&(drawn.into(), drawn.into())).copied().unwrap_or(0)) / f64::from(all.max(1))
    }

    pub fn total(&self) -> f64 {
        let right: u32 = self.0.iter().filter(|((row, column), _)| row == column).map(|(_, n)| n).sum();
        f64::from(right) / f64::from(self.0.values().sum::<u32>().max(1))
    }

    pub fn print(&self, title: &str) -> String {
        let mut text = format!("{title}: {:.2} %\n", self.total() * 100.0);
        let mut rows: Vec<&String> = self.0.keys().map(|(row, _)| row).collect();
        rows.dedup();
        for row in rows {
            let cells = self.0.iter().filter(|((drawn, _), _)| drawn == row);
            let cells: Vec<String> = cells.map(|((_, found), n)| format!("{found} {n}")).collect();
            writeln!(text, "  {row:10} {:6.2} %   {}", self.share(row) * 100.0, cells.join(", ")).unwrap();
        }
        text
    }
}

/// One word for what came out: a shape only when it is the only thing and takes all strokes.
pub fn outcome(drawn: &[Drawn]) -> String {
    match drawn {
        [one] => one.found.as_ref().map_or("freehand", |found| found.shape.name()).to_owned(),
        many => {
            let all: Vec<&str> = many
                .iter()
                .map(|one| one.found.as_ref().map_or("freehand", |found| found.shape.name()))
                .collect();
            if all.iter().all(|name| *name == "freehand") { "freehand".to_owned() } else { all.join("+") }
        }
    }
}

#[test]
fn generated_shapes() {
    let mut matrix = Matrix::default();
    let verbose = std::env::var_os("SHOW").is_some();
    for (row, name) in SHAPES.iter().enumerate() {
        for case in 0..600 {
            let mut random = Random::new(case * 7919 + row as u64);
            let drawn = shape(&mut random, name);
            let found = outcome(&strokes(&drawn, &Settings::default()));
            if verbose && found != *name {
                println!("{name} {case} {found} {drawn:?}");
            }
            matrix.add(name, &found);
        }
    }
    println!("{}", matrix.print("generated"));
    assert!(matrix.total() >= 0.97, "{}", matrix.print("generated"));
    for name in SHAPES {
        assert!(matrix.share(name) >= 0.95, "{}", matrix.print("generated"));
    }
}

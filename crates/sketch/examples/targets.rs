//! Writes the sample drawings, or those of these files, and their code in every language: `targets FOLDER [FILE…]`.

use justbuilt_sketch::code::{self, File, Target};
use justbuilt_sketch::scene::Sketch;
use justbuilt_sketch::{import, layout, render, samples};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else { return Err("usage: targets FOLDER [FILE…]".into()) };
    let mut drawings: Vec<(String, Sketch)> = Vec::new();
    for path in arguments {
        let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (sketch, _) = import::read(&name, &std::fs::read(&path)?)?;
        drawings.push((name.split('.').next().unwrap_or_default().to_owned(), sketch));
    }
    if drawings.is_empty() {
        drawings.extend(samples::all().into_iter().map(|(name, sketch)| (name.to_owned(), sketch)));
    }
    for (name, sketch) in drawings {
        let Some(page) = sketch.pages.first() else { continue };
        let (tree, _) = layout::infer(&sketch, page, None);
        for target in Target::ALL {
            write(
                &Path::new(&folder).join(name.to_lowercase()).join(target.name()),
                &code::generate(&tree, target),
            )?;
        }
        let folder = Path::new(&folder).join(name.to_lowercase());
        std::fs::write(folder.join("drawing.sketch.json"), justbuilt_sketch::file::write(&sketch))?;
        let drawn = render::svg::write(&render::page(&sketch, 0));
        std::fs::write(folder.join("drawing.svg"), drawn)?;
        std::fs::write(folder.join("tree.txt"), format!("{tree:#?}"))?;
    }
    Ok(())
}

fn write(folder: &Path, files: &[File]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    files.iter().try_for_each(|file| std::fs::write(folder.join(&file.path), file.bytes()))
}

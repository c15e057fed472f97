//! Writes the sample drawings and their code in every language: `targets FOLDER`.

use justbuilt_sketch::code::{self, File, Target};
use justbuilt_sketch::{layout, render, samples};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(folder) = std::env::args().nth(1) else { return Err("usage: targets FOLDER".into()) };
    for (name, sketch) in samples::all() {
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

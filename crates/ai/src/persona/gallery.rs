//! The personas that come with the program, as files in our own format. Each may be copied and changed.

use super::{Format, Persona, PersonaFile};

/// Name and text of each file, in the order of a list.
pub const GALLERY: [(&str, &str); 8] = [
    ("architect.md", include_str!("../../gallery/architect.md")),
    ("implementer.md", include_str!("../../gallery/implementer.md")),
    ("reviewer.md", include_str!("../../gallery/reviewer.md")),
    ("tester.md", include_str!("../../gallery/tester.md")),
    ("debugger.md", include_str!("../../gallery/debugger.md")),
    ("technical-writer.md", include_str!("../../gallery/technical-writer.md")),
    ("ui-designer.md", include_str!("../../gallery/ui-designer.md")),
    ("security.md", include_str!("../../gallery/security.md")),
];

/// The personas of the gallery.
pub fn gallery() -> Vec<Persona> {
    let files =
        GALLERY.iter().filter_map(|(name, text)| PersonaFile::read(Format::Own, name, text.as_bytes()).ok());
    files.flat_map(|file| file.personas().to_vec()).collect()
}

//! What goes along with a question: files and folders that were named, and the project's rules. Reads them; what is
//! taken out, cut and framed is decided in the crate `ai`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use justbuilt_ai::context::{Item, Kind};
use justbuilt_ai::rights::{Access, FsResolver, Guard};
use justbuilt_ai::rules;
use justbuilt_store::DiskFs;
use justbuilt_workspace::project::TreeSource as _;
use justbuilt_workspace::project::native::DiskTree;
use justbuilt_workspace::project::source::EntryKind;

use super::usage;

/// Bytes of a file that is read.
const LARGEST: u64 = 4 << 20;
/// Files of the folders that were named.
const MOST: usize = 2_000;

/// Reads what was named. A file is sent whatever it is called; those in a folder are not when git ignores them, when
/// they are no text, or when they are called like one with secrets (that is decided later, and listed).
///
/// # Errors
/// A path that is not there or cannot be read; a file that the persona's rights close.
pub fn named(root: &Path, paths: &[PathBuf], guard: Option<&Guard>) -> anyhow::Result<Vec<Item>> {
    let resolver = FsResolver::new(Arc::new(DiskFs::default()), root);
    let may = |path: &str| match guard {
        Some(guard) => {
            guard.file(Access::Read, path, &resolver).map(drop).map_err(|refusal| refusal.to_string())
        }
        None => Ok(()),
    };
    let mut items = Vec::new();
    for path in paths {
        let full = std::path::absolute(path).with_context(|| path.display().to_string())?;
        let metadata = std::fs::metadata(&full)
            .map_err(|error| usage(format!("--context {}: {error}", path.display())))?;
        let source = name_of(root, &full);
        if metadata.is_dir() {
            let before = items.len();
            folder(root, &full, &may, &mut items)?;
            if items.len() == before {
                bail!("--context {}: there is no text in this folder that may be sent", path.display());
            }
            continue;
        }
        if let Err(why) = may(&source) {
            bail!("--context {why}");
        }
        let Some(text) = text(&full, metadata.len())? else {
            bail!("--context {}: this is no text, or more than {} MiB", path.display(), LARGEST >> 20);
        };
        items.push(Item { named: true, ..Item::new(Kind::OpenFile, source, text, "you named it") });
    }
    Ok(items)
}

fn folder(
    root: &Path,
    folder: &Path,
    may: &dyn Fn(&str) -> Result<(), String>,
    items: &mut Vec<Item>,
) -> anyhow::Result<()> {
    let tree = DiskTree::default();
    let reason = format!("in the folder {}, which you named", name_of(root, folder));
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let mut listed = tree.list(root, &folder).with_context(|| folder.display().to_string())?;
        listed.entries.sort_by(|a, b| b.path.cmp(&a.path));
        for entry in listed.entries.into_iter().rev().filter(|entry| !entry.ignored && !entry.link) {
            match entry.kind {
                EntryKind::Folder => open.push(entry.path),
                EntryKind::File if items.len() >= MOST => {
                    bail!("{}: more than {MOST} files; name a smaller folder", folder.display());
                }
                EntryKind::File => {
                    let source = name_of(root, &entry.path);
                    let length = std::fs::metadata(&entry.path).map_or(0, |metadata| metadata.len());
                    if may(&source).is_ok()
                        && let Some(text) = text(&entry.path, length)?
                    {
                        items.push(Item::new(Kind::RelatedFile, source, text, reason.clone()));
                    }
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// A file's text; `None` when it is none, or too much.
fn text(path: &Path, length: u64) -> anyhow::Result<Option<String>> {
    if length > LARGEST {
        return Ok(None);
    }
    let bytes = std::fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
    Ok(String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')))
}

/// As the model is told of it: from the project's root where it is in the project, with `/`.
pub fn name_of(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.to_string_lossy().replace('\\', "/")
}

/// The project's rules for the folder one is in.
pub fn rules_of(root: &Path) -> anyhow::Result<Vec<Item>> {
    let here = std::env::current_dir().context("the working folder")?;
    let mut files = Vec::new();
    for folder in here.ancestors() {
        for name in rules::NAMES {
            let path = folder.join(name);
            if let Ok(text) = std::fs::read_to_string(&path) {
                files.push((name_of(root, &path), text));
            }
        }
        if folder == root {
            break;
        }
    }
    let rules =
        rules::rules_for(&name_of(root, &here), &files, rules::Combine::default(), rules::Sizes::default());
    Ok(rules
        .into_iter()
        .map(|rule| Item::new(Kind::Rules, rule.path, rule.text, "rules of the project"))
        .collect())
}

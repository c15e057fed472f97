//! The tree's rows, selection and name field, without a disk.

use super::*;

fn entry(path: &str) -> Entry {
    let (path, kind) = match path.strip_suffix('/') {
        Some(folder) => (folder, EntryKind::Folder),
        None => (path, EntryKind::File),
    };
    Entry { path: path.into(), kind, link: false, ignored: path.contains("target") }
}

fn tree(folders: &[(&str, &[&str])]) -> Tree {
    let mut tree = Tree::new("/p".into());
    for (folder, names) in folders {
        read(&mut tree, folder, names);
    }
    tree
}

fn read(tree: &mut Tree, folder: &str, names: &[&str]) -> bool {
    let folder = Path::new(folder);
    tree.may_read(folder);
    let entries = names.iter().map(|name| entry(&format!("{}/{name}", folder.display()))).collect();
    let depth = tree.depth_of_children(folder);
    let children = rows_of(Path::new("/p"), depth, entries, &Globs::from_list("*.hid").unwrap());
    tree.read(folder, Ok(children)).0
}

/// The rows as text: `>` closed, `v` open, `*` selected, `~` ignored, `[…]` a name field.
fn shown(tree: &Tree) -> String {
    let (rows, selected) = tree.rows();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        text.push_str(&"  ".repeat(row.depth));
        text.push_str(match (row.kind, row.expanded) {
            (EntryKind::Folder, true) => "v",
            (EntryKind::Folder, false) => ">",
            _ => "",
        });
        match &row.field {
            Some(field) => text.push_str(&format!("[{}]", field.text)),
            None => text.push_str(&row.name),
        }
        for (on, mark) in
            [(row.selected, "*"), (row.ignored, "~"), (row.loading, "…"), (row.error.is_some(), "!")]
        {
            if on {
                text.push_str(mark);
            }
        }
        assert_eq!(row.selected, selected == Some(index));
        text.push('\n');
    }
    text
}

#[test]
fn folders_come_first_and_names_in_natural_order() {
    let tree = tree(&[("/p", &["b10", "b2", "Z/", "a/", "target/", ".env", "x.hid", "B1"])]);
    assert_eq!(shown(&tree), ">a\n>target~\n>Z\n.env\nB1\nb2\nb10\n");
}

#[test]
fn folders_open_and_close_with_what_is_in_them() {
    let mut tree = tree(&[("/p", &["a/", "f"])]);
    assert!(
        tree.expand(Path::new("/p/a")) && !tree.expand(Path::new("/p/a")) && !tree.expand(Path::new("/p"))
    );
    tree.may_read(Path::new("/p/a"));
    assert_eq!(shown(&tree), "va…\nf\n");
    assert!(read(&mut tree, "/p/a", &["b/", "g"]));
    tree.expand(Path::new("/p/a/b"));
    read(&mut tree, "/p/a/b", &["h"]);
    tree.select(Some("/p/a/b/h".into()));
    assert_eq!(shown(&tree), "va\n  vb\n    h*\n  g\nf\n");
    tree.collapse(Path::new("/p/a"));
    assert_eq!(shown(&tree), ">a*\nf\n", "the selection stays in sight");
    tree.expand(Path::new("/p/a"));
    assert_eq!(shown(&tree), "va*\n  vb\n    h\n  g\nf\n", "what was open in it is open again");
    assert_eq!(tree.neighbour(1).unwrap(), Path::new("/p/a/b"));
    assert_eq!(tree.neighbour(99).unwrap(), Path::new("/p/f"));
    assert_eq!(tree.collapse_all().len(), 2);
    assert_eq!(shown(&tree), ">a*\nf\n");
}

#[test]
fn selection_and_open_folders_follow_what_vanishes_and_moves() {
    let mut tree = tree(&[("/p", &["a/", "b", "c", "d"]), ("/p/a", &["x"])]);
    tree.expand(Path::new("/p/a"));
    tree.select(Some("/p/c".into()));
    assert!(!read(&mut tree, "/p", &["a/", "b", "c", "d"]), "nothing changed");
    assert!(read(&mut tree, "/p", &["a/", "b", "d"]));
    assert_eq!(tree.selected(), Some(Path::new("/p/d")), "the one in its place");
    read(&mut tree, "/p", &["a/", "b"]);
    assert_eq!(tree.selected(), Some(Path::new("/p/b")));
    tree.select(Some("/p/a/x".into()));
    tree.moved(Path::new("/p/a"), Path::new("/p/z"));
    read(&mut tree, "/p", &["b", "z/"]);
    read(&mut tree, "/p/z", &["x"]);
    assert_eq!(shown(&tree), "vz\n  x*\nb\n");
    read(&mut tree, "/p", &["b"]);
    assert_eq!(shown(&tree), "b*\n");
    assert!(tree.expanded().next().is_none() && !tree.knows(Path::new("/p/z")));
    read(&mut tree, "/p", &[]);
    assert_eq!((tree.selected(), shown(&tree).as_str()), (None, ""));
}

#[test]
fn what_is_selected_before_it_is_listed_stays_selected() {
    let mut tree = tree(&[("/p", &["a"])]);
    tree.select(Some("/p/new".into()));
    read(&mut tree, "/p", &["a", "other"]);
    assert_eq!(shown(&tree), "a\nother\n");
    read(&mut tree, "/p", &["a", "new", "other"]);
    assert_eq!(shown(&tree), "a\nnew*\nother\n");
}

#[test]
fn name_fields_and_errors_have_rows() {
    let mut tree = tree(&[("/p", &["a/", "f"])]);
    let field = |on, text: &str| Some(Field { on, text: text.into(), error: None, busy: false });
    tree.set_field(field(Naming::New { folder: "/p".into(), is_folder: true }, "new"));
    assert_eq!(shown(&tree), ">[new]\n>a\nf\n");
    tree.set_field(field(Naming::Rename("/p/f".into()), "g"));
    assert_eq!(shown(&tree), ">a\n[g]\n");
    read(&mut tree, "/p", &["a/"]);
    assert!(tree.field().is_none(), "what was renamed is gone");
    tree.expand(Path::new("/p/a"));
    tree.may_read(Path::new("/p/a"));
    tree.read(Path::new("/p/a"), Err("you may not read it".into()));
    assert_eq!(shown(&tree), "va!\n");
    tree.read(Path::new("/p"), Err("gone".into()));
    assert_eq!((tree.root_error(), shown(&tree).as_str()), (Some("gone"), ""));
}

#[test]
fn a_folder_is_read_once_at_a_time() {
    let mut tree = tree(&[]);
    let folder = Path::new("/p");
    assert!(tree.is_loading() || tree.may_read(folder));
    let (task, _flag) = TaskHandle::new(justbuilt_base::CancelToken::new());
    tree.reading(folder, task);
    assert!(!tree.may_read(folder), "once more, but later");
    assert_eq!(tree.read(folder, Ok(Children::default())), (true, true));
    assert!(tree.may_read(folder));
}

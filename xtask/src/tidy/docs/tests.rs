//! Missing pages, rows and targets.

use super::super::tree::Package;
use super::*;

fn broken(page: &str, text: &str) -> Vec<String> {
    let files = [(page, text), ("docs/guide.md", "# The guide\n## Keys & chords\n"), ("assets/a.png", "")];
    links_resolve(&Tree::of(&files)).into_iter().map(|finding| finding.what).collect()
}

#[test]
fn missing_pages_are_found() {
    let found = front_pages_exist(&Tree::of(&[("README.md", ""), ("crates/README.md", "")]));
    let paths: Vec<_> = found.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(paths, ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE-MIT", "LICENSE-APACHE"]);
}

#[test]
fn crates_off_the_map_are_found() {
    let mut tree = Tree::of(&[("crates/README.md", "| `text` | 1 |\n| [base](base/src/lib.rs) | 0 |")]);
    let package = |name: &str| Package {
        name: name.to_owned(),
        manifest: format!("crates/{name}/Cargo.toml"),
        ..Package::default()
    };
    tree.packages = ["text", "base", "ui"].map(package).to_vec();
    let found = every_crate_is_on_the_map(&tree);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].what, "`ui` is not on the map");
}

#[test]
fn dead_links_are_found() {
    let text = "[a](docs/none.md) ![p](assets/b.png)\n<img src=\"assets/none.png\">\n[up](../../x)\n[r]: docs/gone.md\n";
    assert_eq!(broken("README.md", text).len(), 5);
    assert_eq!(broken("README.md", "[a](docs/guide.md#nothing) [b](#none)").len(), 2);
}

#[test]
fn live_links_pass() {
    let text = "# Top\n[a](docs/guide.md#keys--chords) [b](docs) ![p](assets/a.png \"title\") [c](https://x.org/y) [d](#top)\n\
                ```\n[x](none)\n```\n`[x](none)`\n";
    assert_eq!(broken("README.md", text), Vec::<String>::new());
    assert_eq!(
        broken("docs/other.md", "[g](guide.md) [r](../assets/a.png) [root](..)"),
        Vec::<String>::new()
    );
}

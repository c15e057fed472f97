//! Sessions survive being written and read, also by a program that knows less or more.

use super::*;

#[test]
fn a_session_comes_back_as_it_was() {
    let session = SavedSession {
        version: VERSION,
        project: Some(Path::new("/p").into()),
        active: Some(3),
        tabs: vec![
            SavedTab {
                id: 3,
                pane: 1,
                preview: true,
                item: SavedItem::Document {
                    document: 7,
                    path: Some(Path::new("/p/ä.rs").into()),
                    name: "ä.rs".into(),
                    language: None,
                    encoding: Some("UTF-8".into()),
                    view: SavedView { selections: vec![(1, 5)], folds: vec![(2, 9)], ..SavedView::default() },
                },
            },
            SavedTab { id: 4, pane: 0, preview: false, item: SavedItem::Settings },
        ],
        layout: Some("{}".into()),
        expanded: vec![Path::new("/p/src").into()],
        opened: Vec::new(),
    };
    let text = serde_json::to_string(&session).unwrap();
    assert_eq!(serde_json::from_str::<SavedSession>(&text).unwrap(), session);
}

#[test]
fn what_is_missing_or_unknown_does_no_harm() {
    let session: SavedSession =
        serde_json::from_str(r#"{"later": 1, "tabs": [{"id": 1, "item": {"kind": "welcome"}}]}"#).unwrap();
    assert_eq!(session.tabs[0].item, SavedItem::Welcome);
}

#[cfg(unix)]
#[test]
fn paths_need_not_be_unicode() {
    use std::os::unix::ffi::OsStrExt as _;
    let odd = Path::new(std::ffi::OsStr::from_bytes(b"/p/\xff.txt"));
    let text = serde_json::to_string(&SavedPath::from(odd)).unwrap();
    assert_eq!(PathBuf::from(serde_json::from_str::<SavedPath>(&text).unwrap()), odd);
}

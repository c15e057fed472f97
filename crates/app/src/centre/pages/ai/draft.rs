//! What a form changes before it is kept, the same for personas and prompts: when it begins anew, and when it stays as it
//! is because the user has changed it. The forms themselves are the pages'.

use std::sync::Arc;

/// A copy of an item that is being changed.
pub trait Draft: Sized {
    /// What is kept.
    type Item;

    /// What an item is called.
    fn name(item: &Self::Item) -> &str;
    /// A draft of an item, without changes.
    fn of(item: &Arc<Self::Item>) -> Self;
    /// The item it was made of, as it was then; `None` for a new one.
    fn made_of(&self) -> Option<&Arc<Self::Item>>;
    /// What that is called by now, since it was kept under another name; `None` for a new one.
    fn was(&self) -> Option<&str>;
    /// Whether the user has changed it.
    fn changed(&self) -> bool;
}

/// Follows what is selected: when another item is shown, or the same was kept elsewhere, the draft begins anew, unless it
/// has changes of its own. A new one with changes stays whatever is selected.
pub fn follow<D: Draft>(draft: &mut Option<D>, selected: Option<&Arc<D::Item>>) {
    let stale = match (&*draft, selected) {
        (None, item) => item.is_some(),
        (Some(draft), None) => draft.was().is_some(),
        (Some(draft), Some(item)) => {
            let other = draft.was() != Some(D::name(item));
            let newer = !draft.made_of().is_some_and(|made| Arc::ptr_eq(made, item));
            other || (newer && !draft.changed())
        }
    };
    if stale && !draft.as_ref().is_some_and(|draft| draft.was().is_none() && draft.changed()) {
        *draft = selected.map(D::of);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Note {
        text: String,
        made_of: Option<Arc<String>>,
        changed: bool,
    }

    impl Draft for Note {
        type Item = String;

        fn name(item: &String) -> &str {
            item.split(':').next().unwrap_or_default()
        }

        fn of(item: &Arc<String>) -> Self {
            Self { text: item.to_string(), made_of: Some(Arc::clone(item)), changed: false }
        }

        fn made_of(&self) -> Option<&Arc<String>> {
            self.made_of.as_ref()
        }

        fn was(&self) -> Option<&str> {
            self.made_of.as_ref().map(|item| Self::name(item))
        }

        fn changed(&self) -> bool {
            self.changed
        }
    }

    fn followed(mut draft: Option<Note>, selected: Option<&Arc<String>>) -> Option<String> {
        follow(&mut draft, selected);
        draft.map(|draft| draft.text)
    }

    fn written(of: Option<&Arc<String>>) -> Option<Note> {
        Some(Note { text: "mine".to_owned(), made_of: of.cloned(), changed: true })
    }

    #[test]
    fn a_draft_begins_with_what_is_selected_and_keeps_its_own_changes() {
        let (one, newer, other) =
            (Arc::new("a:1".to_owned()), Arc::new("a:2".to_owned()), Arc::new("b:1".to_owned()));
        let plain = |item| Some(Note::of(item));
        assert_eq!(followed(None, Some(&one)).as_deref(), Some("a:1"));
        assert_eq!(followed(plain(&one), Some(&newer)).as_deref(), Some("a:2"), "kept elsewhere");
        assert_eq!(followed(written(Some(&one)), Some(&newer)).as_deref(), Some("mine"), "changes stay");
        assert_eq!(followed(written(Some(&one)), Some(&other)).as_deref(), Some("b:1"), "another one");
        assert_eq!(followed(written(None), Some(&other)).as_deref(), Some("mine"), "a new one stays");
        assert_eq!(followed(plain(&one), None), None, "it was deleted");
        assert_eq!(followed(written(None), None).as_deref(), Some("mine"));
    }
}

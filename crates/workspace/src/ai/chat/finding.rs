//! Looks for words in all conversations, and gives them out: as Markdown for people and as JSON for programs.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_ai::conversation::Conversation;
use justbuilt_ai::request::Part;
use justbuilt_store::records::RecordId;

use super::What;
use super::items::People;
use super::snapshot::Found;
use super::store::Store;
use crate::command::{CommandError, CommandResult};
use crate::effect::Effect;
use crate::ids::ConversationId;
use crate::workspace::Workspace;

/// Places that are shown.
const MOST: usize = 500;

/// What was looked for.
#[derive(Default)]
pub(super) struct Search {
    words: String,
    /// Of what was asked last; an answer to something earlier says nothing any more.
    number: u64,
    shown: Option<Arc<(String, Vec<Found>)>>,
}

impl Search {
    pub fn shown(&self) -> Option<Arc<(String, Vec<Found>)>> {
        self.shown.clone()
    }
}

/// A conversation, wherever it is.
enum Place {
    Here(Arc<Conversation>),
    Kept(Arc<Store>, RecordId),
}

impl Place {
    fn tree(self) -> Result<Arc<Conversation>, String> {
        match self {
            Place::Here(tree) => Ok(tree),
            Place::Kept(store, record) => store.look(record).map(|read| Arc::new(read.tree)),
        }
    }
}

impl Workspace {
    fn chat_place(&self, id: ConversationId) -> Option<Place> {
        let talk = self.ai.chat.talk(id)?;
        if talk.is_here() {
            return Some(Place::Here(Arc::clone(&talk.tree)));
        }
        Some(Place::Kept(self.ai.chat.keeping.store.clone()?, talk.listed.record?))
    }

    pub(super) fn chat_search(&mut self, words: String) {
        let search = &mut self.ai.chat.search;
        search.number += 1;
        search.words = words.clone();
        if words.trim().is_empty() {
            search.shown = None;
            self.chat_touch(false);
            return;
        }
        let number = search.number;
        let mut rows: Vec<_> = self.ai.chat.talks.iter().filter(|talk| !talk.archived).collect();
        rows.sort_by_key(|talk| std::cmp::Reverse(talk.about.said));
        let rows: Vec<_> = rows.into_iter().map(|talk| (talk.id, talk.title())).collect();
        let places: Vec<(ConversationId, String, Place)> =
            rows.into_iter().filter_map(|(id, title)| Some((id, title, self.chat_place(id)?))).collect();
        let work = move || {
            let mut found = Vec::new();
            for (id, title, place) in places {
                match place.tree() {
                    Ok(tree) => look(&tree, id, &title, &words, &mut found),
                    Err(why) => log::warn!("{title} is not searched: {why}"),
                }
                if found.len() >= MOST {
                    break;
                }
            }
            What::Found(number, found)
        };
        self.chat_work("search conversations", work).detach();
    }

    pub(super) fn chat_found(&mut self, number: u64, found: Vec<Found>) {
        let search = &mut self.ai.chat.search;
        if search.number == number {
            search.shown = Some(Arc::new((search.words.clone(), found)));
            self.chat_touch(false);
        }
    }

    pub(super) fn chat_copy(&mut self, id: ConversationId) -> CommandResult {
        let place = self.chat_place(id).ok_or(CommandError::NotNow("there is no such conversation"))?;
        let people = self.ai.chat.people.clone();
        if let Place::Here(tree) = &place {
            let text = markdown(tree, &people);
            self.push_effect(Effect::Copy(text));
            return Ok(());
        }
        let work = move || What::Copied(place.tree().map(|tree| markdown(&tree, &people)));
        self.chat_work("copy conversation", work).detach();
        Ok(())
    }

    pub(super) fn chat_export(&mut self, id: ConversationId, path: PathBuf) -> CommandResult {
        let place = self.chat_place(id).ok_or(CommandError::NotNow("there is no such conversation"))?;
        let people = self.ai.chat.people.clone();
        let fs = Arc::clone(&self.platform.fs);
        let work = move || {
            let write = || -> Result<String, String> {
                let tree = place.tree()?;
                let is_json =
                    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
                let text = if is_json {
                    tree.to_json().map_err(|error| error.to_string())?
                } else {
                    markdown(&tree, &people)
                };
                fs.write(&path, text.as_bytes()).map_err(|error| error.to_string())?;
                Ok(path.display().to_string())
            };
            What::Exported(write())
        };
        self.chat_work("export conversation", work).detach();
        Ok(())
    }
}

fn markdown(tree: &Conversation, people: &People) -> String {
    tree.to_markdown(&|slug| people.name(slug))
}

fn look(tree: &Conversation, id: ConversationId, title: &str, words: &str, found: &mut Vec<Found>) {
    for hit in tree.search(words) {
        let Ok(turn) = tree.turn(hit.turn) else { continue };
        let text = match turn.parts.get(hit.part) {
            Some(Part::Text { text, .. } | Part::ToolResult { text, .. } | Part::Reasoning { text, .. }) => {
                text
            }
            _ => continue,
        };
        let start = text.get(..hit.range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end = text
            .get(hit.range.end..)
            .and_then(|rest| rest.find('\n'))
            .map_or(text.len(), |at| hit.range.end + at);
        let line = text.get(start..end).unwrap_or_default().to_owned();
        let at = hit.range.start - start..hit.range.end - start;
        found.push(Found { conversation: id, title: title.to_owned(), turn: hit.turn, line, at });
        if found.len() >= MOST {
            return;
        }
    }
}

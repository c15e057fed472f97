//! The records of a project's conversations, used in the background alone: opened when they are first needed, and
//! everything after that in order, behind one lock.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_base::Clock;
use justbuilt_store::Entropy;
use justbuilt_store::records::types::{Conversation, Message};
use justbuilt_store::records::{IndexKey, Page, Record, RecordId, RecordResult, Repository};
use parking_lot::Mutex;

use super::kept::{self, About, Listed, Read};
use crate::ai::{RecordSource, RecordsFault};
use crate::ids::ConversationId;

/// The records.
pub(super) struct Store {
    source: Arc<dyn RecordSource>,
    state: Option<PathBuf>,
    root: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    open: Option<Open>,
    known: HashMap<ConversationId, Known>,
    /// Of what was written last.
    count: u64,
}

#[derive(Clone)]
struct Open {
    conversations: Repository<Conversation>,
    messages: Repository<Message>,
}

/// Which records belong to a conversation.
#[derive(Default)]
struct Known {
    record: Option<RecordId>,
    /// By position.
    messages: HashMap<u64, RecordId>,
}

/// What is written of a conversation.
pub(super) struct Write {
    pub id: ConversationId,
    /// The record of one that was listed.
    pub record: Option<RecordId>,
    pub title: String,
    pub archived: bool,
    pub about: About,
    /// What of the record follows from the turns; `None` while they are not here.
    pub tree: Option<Conversation>,
    /// Those that changed.
    pub messages: Vec<Message>,
}

/// A conversation that is kept.
pub(super) struct Found {
    pub listed: Listed,
    pub about: About,
    pub archived: bool,
}

impl Store {
    pub fn new(
        source: Arc<dyn RecordSource>,
        state: Option<PathBuf>,
        root: Option<PathBuf>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { source, state, root, clock, entropy, held: Mutex::default() }
    }

    /// Opens the records and lists the conversations.
    pub fn open(&self) -> Result<Vec<Found>, RecordsFault> {
        let mut held = self.held.lock();
        if held.open.is_none() {
            let (clock, entropy) = (Arc::clone(&self.clock), Arc::clone(&self.entropy));
            let records = self.source.open(self.state.as_deref(), self.root.as_deref(), clock, entropy)?;
            let open = || -> RecordResult<Open> {
                Ok(Open { conversations: records.of()?, messages: records.of()? })
            };
            held.open = Some(open().map_err(damaged)?);
        }
        let Some(open) = &held.open else { return Ok(Vec::new()) };
        let listing = open.conversations.list(&Page::all()).map_err(damaged)?;
        for problem in &listing.problems {
            log::warn!("a conversation cannot be read: {problem}");
        }
        let found = listing.records.into_iter().map(|record| {
            let about = About::of(&record);
            let title = record.fields.title.clone();
            let listed = Listed {
                record: Some(record.id),
                title,
                personas: about.personas.clone(),
                turns: about.turns,
            };
            Found { listed, archived: record.fields.archived, about }
        });
        Ok(found.collect())
    }

    /// Reads a conversation that was listed.
    pub fn read(&self, id: ConversationId, record: RecordId) -> Result<Read, String> {
        let open = self.held.lock().open.clone().ok_or("the records are closed")?;
        let (read, ids) = read(&open, record)?;
        let mut held = self.held.lock();
        let known = held.known.entry(id).or_default();
        known.record = Some(record);
        known.messages.extend(ids);
        Ok(read)
    }

    /// The same, without a name in the window: for a look into all of them.
    pub fn look(&self, record: RecordId) -> Result<Read, String> {
        let open = self.held.lock().open.clone().ok_or("the records are closed")?;
        read(&open, record).map(|(read, _)| read)
    }

    /// Writes what changed. `count` grows with each time: what was handed over earlier and comes later is in what was
    /// written already.
    pub fn write(&self, count: u64, writes: Vec<Write>) -> Result<(), String> {
        let mut held = self.held.lock();
        let Held { open, known, count: last } = &mut *held;
        if count < *last {
            return Ok(());
        }
        let open = open.as_ref().ok_or("the records are not open")?;
        for write in writes {
            let known = known.entry(write.id).or_default();
            known.record = known.record.or(write.record);
            open.write(known, write).map_err(|error| error.to_string())?;
        }
        *last = count;
        Ok(())
    }
}

impl Open {
    fn write(&self, known: &mut Known, write: Write) -> RecordResult<()> {
        let Write { title, archived, about, tree, messages, .. } = write;
        let existing = known.record.map(|id| self.conversations.get(id)).transpose()?.flatten();
        let mut record = match existing {
            Some(record) => record,
            None => {
                // It is there before what belongs to it, so that a kill in between leaves no message without it.
                let mut record = self.conversations.prepare(Conversation::default())?;
                record.fields.title = title.clone();
                about.put(&mut record.fields);
                self.conversations.put(&mut record)?;
                known.record = Some(record.id);
                record
            }
        };
        let mut batch: Vec<Record<Message>> = Vec::with_capacity(messages.len());
        for mut message in messages {
            message.conversation = record.id;
            let existing = known.messages.get(&message.position).copied();
            let existing = existing.map(|id| self.messages.get(id)).transpose()?.flatten();
            batch.push(match existing {
                Some(mut held) => {
                    held.fields = message;
                    held
                }
                None => self.messages.prepare(message)?,
            });
        }
        if !batch.is_empty() {
            self.messages.put_all(&mut batch)?;
            known.messages.extend(batch.iter().map(|message| (message.fields.position, message.id)));
        }
        if let Some(tree) = tree {
            record.fields.context.retain(|item| item.kind != kept::SHOWN);
            record.fields.context.extend(tree.context);
            record.fields.usage = tree.usage;
        }
        record.fields.title = title;
        record.fields.archived = archived;
        about.put(&mut record.fields);
        self.conversations.put(&mut record)
    }
}

fn read(open: &Open, record: RecordId) -> Result<(Read, Vec<(u64, RecordId)>), String> {
    let conversation = open.conversations.get(record).map_err(|error| error.to_string())?;
    let conversation = conversation.ok_or("it is not there any more")?;
    let listing = open
        .messages
        .find(&Message::BY_CONVERSATION, &IndexKey::of(record), &Page::all())
        .map_err(|error| error.to_string())?;
    for problem in &listing.problems {
        log::warn!("a message of the conversation {record} cannot be read: {problem}");
    }
    let ids = listing.records.iter().map(|message| (message.fields.position, message.id)).collect();
    let messages = listing.records.into_iter().map(|message| message.fields).collect();
    Ok((kept::read(conversation.fields, messages)?, ids))
}

fn damaged(error: impl std::fmt::Display) -> RecordsFault {
    RecordsFault {
        message: format!("The conversations of this project cannot be read: {error}"),
        help: "What is said now is kept in this window only; export what you want to keep.".to_owned(),
        in_use: false,
    }
}

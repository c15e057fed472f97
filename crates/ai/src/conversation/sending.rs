//! A branch of a conversation as messages that every provider takes, whatever has happened in it: cut answers, calls
//! without results, several personas. Not how one of them writes it: that is [`crate::protocol`].
//!
//! What holds of the result: it begins with the user and ends with the user, the roles alternate, no message and no
//! text is empty, each call has exactly one result at the start of the message behind it, ids of calls are unique,
//! arguments are JSON, and thinking goes back only to the model whose it is.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{Author, Conversation, CutBy, Turn, TurnId, TurnState};
use crate::{
    event::Arguments,
    request::{Message, Part, Role},
};

/// What is said in the person's place where a model is to go on.
const GO_ON: &str = "Go on exactly where your answer was cut off. Do not repeat what you have said.";
/// Stands for a question where a branch begins with an answer.
const BEGIN: &str = "(The conversation begins here.)";
/// The result of a call that was never made.
const NOT_RUN: &str = "This call was not carried out: the answer was stopped before.";

/// Who is to answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// The persona. What others said is shown to it as said by them.
    pub persona: String,
    /// (provider, model): only to these their own thinking is given back.
    pub model: (String, String),
}

impl Conversation {
    /// What is sent for an answer by `reader` behind the turn `at`: all that leads there. `name` gives the names of
    /// other personas by their ids.
    pub fn messages(
        &self,
        at: Option<TurnId>,
        reader: &Reader,
        name: &dyn Fn(&str) -> String,
    ) -> Vec<Message> {
        self.messages_with(at, reader, name, &|_| None)
    }

    /// The same, with `words` in the place of what a turn of the person says where there are any: what a command was
    /// made into, and what goes along with it.
    pub fn messages_with(
        &self,
        at: Option<TurnId>,
        reader: &Reader,
        name: &dyn Fn(&str) -> String,
        words: &dyn Fn(&Turn) -> Option<Vec<Part>>,
    ) -> Vec<Message> {
        let (out, used, open) = (Vec::new(), HashSet::new(), Vec::new());
        let mut writer = Writer { reader, name, words, out, used, open };
        for turn in self.path_to(at) {
            // What is being written is the answer itself.
            if turn.state != TurnState::Writing || !turn.parts.is_empty() {
                writer.turn(turn);
            }
        }
        writer.finish()
    }
}

/// A call that waits for its result: as the turn calls it, as it is sent, the tool, and what is wrong with it.
struct OpenCall {
    id: String,
    sent: String,
    name: String,
    wrong: Option<String>,
}

struct Writer<'a> {
    reader: &'a Reader,
    name: &'a dyn Fn(&str) -> String,
    words: &'a dyn Fn(&Turn) -> Option<Vec<Part>>,
    out: Vec<Message>,
    used: HashSet<String>,
    open: Vec<OpenCall>,
}

impl Writer<'_> {
    fn turn(&mut self, turn: &Turn) {
        match &turn.author {
            Author::Person => {
                self.close_calls(&mut HashMap::new());
                let mut parts = (self.words)(turn).unwrap_or_else(|| turn.parts.clone());
                parts.retain(of_person);
                self.push(Role::User, parts);
            }
            Author::Tools => self.results(turn),
            Author::Persona(persona) if *persona == self.reader.persona => self.own(turn),
            Author::Persona(persona) => {
                self.close_calls(&mut HashMap::new());
                let text = turn.text();
                if !text.trim().is_empty() {
                    let text = format!("[{} said:]\n{text}", (self.name)(persona));
                    self.push(Role::User, vec![Part::text(text)]);
                }
                self.note_cut(turn);
            }
        }
    }

    /// An answer by the reader itself.
    fn own(&mut self, turn: &Turn) {
        self.close_calls(&mut HashMap::new());
        if turn.continues && self.out.last().is_some_and(|last| last.role == Role::Assistant) {
            // With what it goes on from it is one answer.
            self.join(turn);
            return;
        }
        if turn.continues {
            // The note that was put behind the cut answer has nothing to say any more.
            self.take_back_note();
            if self.out.last().is_some_and(|last| last.role == Role::Assistant) {
                self.join(turn);
                return;
            }
        }
        let parts = self.parts(turn);
        self.push(Role::Assistant, parts);
        self.note_cut(turn);
    }

    fn join(&mut self, turn: &Turn) {
        let mut parts = self.parts(turn).into_iter().peekable();
        if let Some(last) = self.out.last_mut() {
            if let (Some(Part::Text { text, .. }), Some(Part::Text { text: more, .. })) =
                (last.parts.last_mut(), parts.peek())
            {
                text.push_str(more);
                parts.next();
            }
            last.parts.extend(parts);
        }
        self.note_cut(turn);
    }

    /// The parts of an answer as they go back, with its calls opened.
    fn parts(&mut self, turn: &Turn) -> Vec<Part> {
        let same_model = turn.model.as_ref() == Some(&self.reader.model);
        let cut = turn.state != TurnState::Whole;
        let mut out = Vec::new();
        for part in &turn.parts {
            match part {
                Part::Text { text, .. } if !text.trim().is_empty() => out.push(Part::text(text.clone())),
                // Thinking that nobody signed cannot go back, and is of no use to another model.
                Part::Reasoning { opaque: Some(_), .. } if same_model && !cut => out.push(part.clone()),
                Part::ToolCall { id, name, arguments, signature } if !name.is_empty() => {
                    let sent = self.unique(id);
                    let (arguments, wrong) = match arguments {
                        Arguments::Json(value) if value.is_object() => (Arguments::Json(value.clone()), None),
                        Arguments::Json(Value::Null) => (Arguments::Json(Value::Object(Map::new())), None),
                        Arguments::Json(other) => {
                            (nothing(), Some(format!("The arguments were no object: {other}")))
                        }
                        Arguments::Invalid(text) => {
                            (nothing(), Some(format!("The arguments were no JSON: {text}")))
                        }
                    };
                    self.open.push(OpenCall {
                        id: id.clone(),
                        sent: sent.clone(),
                        name: name.clone(),
                        wrong,
                    });
                    let signature = signature.clone().filter(|_| same_model);
                    out.push(Part::ToolCall { id: sent, name: name.clone(), arguments, signature });
                }
                _ => {}
            }
        }
        out
    }

    fn unique(&mut self, id: &str) -> String {
        let id = if id.is_empty() { "call" } else { id };
        let mut sent = id.to_owned();
        let mut number = 2;
        while !self.used.insert(sent.clone()) {
            sent = format!("{id}_{number}");
            number += 1;
        }
        sent
    }

    fn results(&mut self, turn: &Turn) {
        let mut results: HashMap<String, (String, bool)> = HashMap::new();
        let mut loose = Vec::new();
        let mut more = Vec::new();
        for part in &turn.parts {
            match part {
                Part::ToolResult { id, name, text, is_error } => {
                    if self.open.iter().any(|call| call.id == *id) && !results.contains_key(id) {
                        results.insert(id.clone(), (text.clone(), *is_error));
                    } else if !text.trim().is_empty() {
                        loose.push(Part::text(format!("[Result of {name}:]\n{text}")));
                    }
                }
                part if of_person(part) => more.push(part.clone()),
                _ => {}
            }
        }
        self.close_calls(&mut results);
        self.push(Role::User, loose);
        self.push(Role::User, more);
    }

    /// Gives each open call its result, or says that there is none.
    fn close_calls(&mut self, results: &mut HashMap<String, (String, bool)>) {
        let mut parts = Vec::new();
        for call in std::mem::take(&mut self.open) {
            let (text, is_error) = match (results.remove(&call.id), call.wrong) {
                (Some(result), _) => result,
                (None, Some(wrong)) => (wrong, true),
                (None, None) => (NOT_RUN.to_owned(), true),
            };
            let text = if text.trim().is_empty() { "(nothing)".to_owned() } else { text };
            parts.push(Part::ToolResult { id: call.sent, name: call.name, text, is_error });
        }
        if parts.is_empty() {
            return;
        }
        // They come before what else the message says: a note that the answer was cut may be there.
        match self.out.last_mut() {
            Some(last) if last.role == Role::User => {
                parts.append(&mut last.parts);
                last.parts = parts;
            }
            _ => self.push(Role::User, parts),
        }
    }

    /// Says behind an answer that it was cut, so that the model does not take its end for meant.
    fn note_cut(&mut self, turn: &Turn) {
        let TurnState::Cut(by) = &turn.state else { return };
        self.push(Role::User, vec![Part::text(note(by))]);
    }

    fn take_back_note(&mut self) {
        let Some(last) = self.out.last_mut() else { return };
        if last.role == Role::User
            && matches!(last.parts.last(), Some(Part::Text { text, .. }) if is_note(text))
        {
            last.parts.pop();
        }
        if last.parts.is_empty() {
            self.out.pop();
        }
    }

    fn push(&mut self, role: Role, parts: Vec<Part>) {
        if parts.is_empty() {
            return;
        }
        match self.out.last_mut() {
            Some(last) if last.role == role => last.parts.extend(parts),
            _ => self.out.push(Message { role, parts }),
        }
    }

    fn finish(mut self) -> Vec<Message> {
        self.close_calls(&mut HashMap::new());
        // Behind a cut answer that nobody has said anything to, the model is to go on.
        if let Some(last) = self.out.last_mut()
            && last.role == Role::User
            && let Some(Part::Text { text, .. }) = last.parts.last_mut()
            && is_note(text)
        {
            text.push(' ');
            text.push_str(GO_ON);
        }
        if self.out.last().is_some_and(|last| last.role == Role::Assistant) {
            self.push(Role::User, vec![Part::text(GO_ON)]);
        }
        if self.out.first().is_some_and(|first| first.role == Role::Assistant) {
            self.out.insert(0, Message { role: Role::User, parts: vec![Part::text(BEGIN)] });
        }
        self.out
    }
}

fn nothing() -> Arguments {
    Arguments::Json(Value::Object(Map::new()))
}

/// What of a turn of the person goes out.
fn of_person(part: &Part) -> bool {
    match part {
        Part::Text { text, .. } => !text.trim().is_empty(),
        Part::Image { data, .. } => !data.is_empty(),
        _ => false,
    }
}

const NOTE: &str = "[The answer above is not whole: ";

fn note(by: &CutBy) -> String {
    let why = match by {
        CutBy::Person => "the user stopped it",
        CutBy::Length => "it reached the longest that was allowed",
        CutBy::Filter => "it was declined",
        CutBy::Pause => "it was paused",
        CutBy::Torn | CutBy::Fault(_) => "the connection broke",
    };
    format!("{NOTE}{why}.]")
}

fn is_note(text: &str) -> bool {
    text.starts_with(NOTE) && text.ends_with(".]")
}

//! A prompt's cases put to several models, side by side: each case and model is one request, and its answer is judged by
//! what the case expects and refuses.

use std::collections::HashMap;
use std::sync::Arc;

use justbuilt_ai::client::{Notice, Update};
use justbuilt_ai::event::Event;
use justbuilt_ai::prompt::{Prompt, Values, judge};
use justbuilt_ai::request::{Message, Part, Request, Role as Speaker};
use justbuilt_ai::routing::Role;
use justbuilt_store::records::types::PromptCase;

use crate::ai::asking::{Ask, Asker, Step, Ticket, What};
use crate::ai::{PromptCell, PromptTest};
use crate::command::{CommandError, CommandResult};
use crate::workspace::Workspace;

/// Requests that go out at a time: more would run into the providers' limits.
const AT_ONCE: usize = 4;

/// A test that runs.
pub(super) struct Testing {
    /// By number of the request.
    open: HashMap<u64, (Ticket, usize)>,
    /// Cells that wait for their turn: which, and what is asked.
    waiting: Vec<(usize, String)>,
    /// The case of each cell.
    cases: Vec<PromptCase>,
}

impl Workspace {
    /// Begins a test; one that runs is stopped.
    pub(super) fn colleagues_test(&mut self, name: &str, models: Vec<(String, String)>) -> CommandResult {
        self.colleagues_stop_test();
        let view = self.ai.colleagues.view.get();
        let item = view.prompts.iter().find(|item| item.prompt.name == name);
        let prompt =
            item.map(|item| item.prompt.clone()).ok_or(CommandError::NotNow("there is no such prompt"))?;
        if models.is_empty() {
            return Err(CommandError::NotNow("no model is chosen to test on"));
        }
        let (mut cells, mut waiting, mut cases) = (Vec::new(), Vec::new(), Vec::new());
        for case in cases_of(&prompt) {
            let values: Values =
                case.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            let rendered = prompt.render(&values);
            for model in &models {
                let mut cell = PromptCell {
                    case: case.name.clone(),
                    model: model.clone(),
                    answer: String::new(),
                    done: false,
                    amiss: Vec::new(),
                };
                match &rendered {
                    Ok(rendered) => waiting.push((cells.len(), rendered.text.clone())),
                    Err(error) => (cell.done, cell.amiss) = (true, vec![error.to_string()]),
                }
                cells.push(cell);
                cases.push(case.clone());
            }
        }
        // The first is asked first.
        waiting.reverse();
        let test = PromptTest { prompt: name.to_owned(), running: true, cells };
        self.ai.colleagues.view.change().test = Some(Arc::new(test));
        self.ai.colleagues.testing = Some(Testing { open: HashMap::new(), waiting, cases });
        self.colleagues_test_on();
        Ok(())
    }

    /// Sends what has its turn; with nothing left, the test is over.
    fn colleagues_test_on(&mut self) {
        loop {
            let Some(testing) = &mut self.ai.colleagues.testing else { return };
            if testing.open.len() >= AT_ONCE {
                return;
            }
            let Some((cell, text)) = testing.waiting.pop() else { break };
            let Some(model) = self.colleagues_cell(cell, |cell| cell.model.clone()) else { continue };
            let message = Message { role: Speaker::User, parts: vec![Part::text(text)] };
            let ticket = self.ai_ask(Ask {
                asker: Asker::Colleagues,
                role: Role::Chat,
                persona: String::new(),
                model: Some(model),
                conversation: String::new(),
                message: String::new(),
                what: What::Answer(Box::new(Request { messages: vec![message], ..Request::default() })),
                cached: false,
            });
            if let Some(testing) = &mut self.ai.colleagues.testing {
                testing.open.insert(ticket.number, (ticket, cell));
            }
        }
        let over = self.ai.colleagues.testing.as_ref().is_some_and(|testing| testing.open.is_empty());
        if over {
            self.colleagues_stop_test();
        }
        self.touch();
    }

    /// Changes a cell of the test that is shown.
    fn colleagues_cell<T>(&mut self, at: usize, change: impl FnOnce(&mut PromptCell) -> T) -> Option<T> {
        let test = self.ai.colleagues.view.change().test.as_mut()?;
        Arc::make_mut(test).cells.get_mut(at).map(change)
    }

    /// Stops a test that runs; what came of it stays.
    pub(super) fn colleagues_stop_test(&mut self) {
        if self.ai.colleagues.testing.take().is_none() {
            return;
        }
        if let Some(test) = &mut self.ai.colleagues.view.change().test {
            let test = Arc::make_mut(test);
            test.running = false;
            for cell in test.cells.iter_mut().filter(|cell| !cell.done) {
                (cell.done, cell.amiss) = (true, vec!["it was stopped".to_owned()]);
            }
        }
        self.touch();
    }

    /// Steps of an answer for a prompt's test.
    pub(in crate::ai) fn colleagues_answer(&mut self, number: u64, told: Step) {
        let Some(testing) = &self.ai.colleagues.testing else { return };
        let Some(at) = testing.open.get(&number).map(|(_, at)| *at) else { return };
        match told {
            Step::Target(_) | Step::Update(Update::Notice(Notice::Retrying { .. })) => {
                self.colleagues_cell(at, |cell| cell.answer.clear());
            }
            Step::Update(Update::Event(Event::Text { delta, .. } | Event::Refusal { delta })) => {
                self.colleagues_cell(at, |cell| cell.answer.push_str(&delta));
            }
            Step::Update(Update::Event(_)) | Step::Vectors(_) => return,
            Step::Over(over) => {
                let case = testing.cases.get(at).cloned();
                self.colleagues_cell(at, |cell| {
                    cell.done = true;
                    cell.amiss = match &over.trouble {
                        Some(trouble) => vec![trouble.lines()],
                        None => case.map(|case| judge(&case, &cell.answer)).unwrap_or_default(),
                    };
                });
                if let Some(testing) = &mut self.ai.colleagues.testing {
                    testing.open.remove(&number);
                }
                self.colleagues_test_on();
            }
        }
        self.touch();
    }
}

/// The cases of a prompt; one without values where it has none.
fn cases_of(prompt: &Prompt) -> Vec<PromptCase> {
    if !prompt.cases.is_empty() {
        return prompt.cases.clone();
    }
    vec![PromptCase { name: "as it is".to_owned(), ..PromptCase::default() }]
}

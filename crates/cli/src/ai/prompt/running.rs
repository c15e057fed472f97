//! `justbuilt prompt run`: a prompt sent to one or several models at once. The answers are printed one below the other,
//! each as it comes once those before it are over.

use std::cell::RefCell;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::bail;
use futures::future::join_all;
use justbuilt_ai::client::Update;
use justbuilt_ai::persona::compose;
use justbuilt_ai::providers::KeyPlace;
use justbuilt_ai::request::{Message, Part, Request, Role};
use serde_json::Value;

use super::{RunArgs, render};
use crate::ai::ask::{Secrets, Show, complaint, end_line, spent};
use crate::ai::desk::{Desk, environment};
use crate::ai::sending::{Ended, Outgoing, interrupted, send};
use crate::ai::{people, say};

/// Runs the command.
pub fn run(desk: &Desk, args: &RunArgs, as_json: bool) -> anyhow::Result<ExitCode> {
    let ready = prepare(desk, args)?;
    let names: Vec<String> = ready.iter().map(|(outgoing, _)| name_of(outgoing)).collect();
    let printing = (!as_json).then(|| RefCell::new(Printing::new(names)));
    let network = desk.network()?;
    let stop = interrupted();
    let outcomes =
        network.handle.block_on(join_all(ready.iter().enumerate().map(|(at, (outgoing, key))| {
            let (network, stop, printing) = (&network, stop.clone(), printing.as_ref());
            async move {
                let mut show = |update: &Update| match printing {
                    Some(printing) => printing.borrow_mut().update(at, update),
                    None => Ok(()),
                };
                let outcome = send(desk, network, outgoing, stop.clone(), &mut show).await?;
                let provider = &outgoing.chosen.provider;
                let complaint = complaint(network, provider, outgoing, key, &outcome, stop).await;
                if let Some(printing) = printing {
                    printing.borrow_mut().over(at, spent(&outcome), complaint.clone());
                }
                anyhow::Ok((outgoing, outcome, complaint))
            }
        })));
    let (mut rows, mut bad, mut stopped) = (Vec::<Value>::new(), 0, false);
    for done in outcomes {
        let (outgoing, outcome, complaint) = done?;
        bad += usize::from(complaint.is_some());
        stopped |= matches!(outcome.ended, Ended::Stopped);
        let mut row = end_line(&outcome, complaint.as_deref());
        if let Some(row) = row.as_object_mut() {
            row.remove("type");
            row.insert("model".to_owned(), name_of(outgoing).into());
        }
        rows.push(row);
    }
    if as_json {
        writeln!(io::stdout().lock(), "{}", serde_json::to_string_pretty(&rows)?)?;
    }
    match bad {
        0 => Ok(ExitCode::SUCCESS),
        _ if stopped => Ok(ExitCode::from(130)),
        1 => bail!("one answer is not whole"),
        _ => bail!("{bad} answers are not whole"),
    }
}

fn name_of(outgoing: &Outgoing) -> String {
    format!("{}/{}", outgoing.chosen.provider.name, outgoing.chosen.model)
}

/// The requests, one a model, with their keys.
fn prepare(desk: &Desk, args: &RunArgs) -> anyhow::Result<Vec<(Outgoing, KeyPlace)>> {
    let rendered = render(desk, &args.filled)?;
    let found = args.persona.as_deref().map(|name| people::named(desk, name)).transpose()?;
    let persona = found.as_ref().map(|found| &found.persona);
    let scanner = desk.scanner()?;
    let mut request = Request {
        system: persona.map(|persona| Part::text(compose(persona, &[]))).into_iter().collect(),
        messages: vec![Message { role: Role::User, parts: vec![Part::text(rendered.text)] }],
        max_output: args.max_output,
        ..Request::default()
    };
    let taken = scanner.redact_request(&mut request);
    let secrets = Secrets::count(taken.iter().map(|one| one.rule.to_string()));
    secrets.sentence().iter().for_each(|sentence| say(sentence));

    let mut keys = desk.keys();
    let models: Vec<Option<&str>> = match args.model.as_slice() {
        [] => vec![None],
        models => models.iter().map(|model| Some(model.as_str())).collect(),
    };
    let ready = models.into_iter().map(|model| {
        let chosen = desk.choose(&args.provider, model, persona, &mut keys)?;
        let key = keys.of(&chosen.provider)?;
        let endpoint = chosen.provider.endpoint(&key, &environment);
        let mut outgoing = Outgoing::new(desk, chosen, endpoint, request.clone(), persona);
        outgoing.retries = args.retries;
        outgoing.at_most(args.max_cost)?;
        Ok((outgoing, key.from))
    });
    ready.collect()
}

/// Answers on their way to the standard output.
struct Printing {
    show: Show,
    /// Whose answer is being printed.
    at: usize,
    answers: Vec<Waiting>,
}

/// An answer.
struct Waiting {
    name: String,
    /// What came while another one was printed.
    held: Vec<Update>,
    /// Once it is over: what it took, and what is wrong with it.
    over: Option<(String, Option<String>)>,
}

impl Printing {
    fn new(names: Vec<String>) -> Self {
        let waiting = |name| Waiting { name, held: Vec::new(), over: None };
        let mut printing =
            Self { show: Show::text(), at: 0, answers: names.into_iter().map(waiting).collect() };
        // Nobody may read it any more: that is found out when there is something to say.
        printing.begin().ok();
        printing
    }

    /// A step of an answer.
    fn update(&mut self, answer: usize, update: &Update) -> io::Result<()> {
        if answer == self.at {
            return self.show.update(update);
        }
        if let Some(waiting) = self.answers.get_mut(answer) {
            waiting.held.push(update.clone());
        }
        Ok(())
    }

    /// An answer is over: the next one is printed.
    fn over(&mut self, answer: usize, took: String, complaint: Option<String>) {
        if let Some(waiting) = self.answers.get_mut(answer) {
            waiting.over = Some((took, complaint));
        }
        while let Some(waiting) = self.answers.get_mut(self.at)
            && let Some((took, complaint)) = waiting.over.take()
        {
            self.show.end();
            let name = &waiting.name;
            say(&format!("{name}: {took}"));
            if let Some(complaint) = complaint {
                say(&format!("{name}: {complaint}"));
            }
            self.at += 1;
            if self.begin().is_err() {
                return;
            }
        }
    }

    /// Begins the answer whose turn it is, with what is there of it.
    fn begin(&mut self) -> io::Result<()> {
        let several = self.answers.len() > 1;
        let Some(waiting) = self.answers.get_mut(self.at) else { return Ok(()) };
        if several {
            let mut out = io::stdout().lock();
            if self.at > 0 {
                writeln!(out)?;
            }
            writeln!(out, "== {}", waiting.name)?;
            out.flush()?;
        }
        for update in std::mem::take(&mut waiting.held) {
            self.show.update(&update)?;
        }
        Ok(())
    }
}

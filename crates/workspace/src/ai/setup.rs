//! Who can be asked: providers, keys, models, routes, prices, budgets, and the log of what was spent. Looked up in the
//! background while a face shows it; nothing here is asked of a provider but by a command, and of the server on this
//! machine when the page is shown.

mod file;
mod looking;
pub(crate) mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::client::{Client, KeyCheck, Options, Retry};
use justbuilt_ai::protocol::models as wire;
use justbuilt_ai::protocol::models::Model;
use justbuilt_ai::providers::{FoundKey, KeyPlace, Provider};
use justbuilt_ai::{Call, Protocol};
use justbuilt_base::spawn::SpawnerExt as _;
use justbuilt_store::Secret;

use super::asking::way::Way;
use super::desk::providers_file;
use super::words::{About, Reader, of_fault, of_key_fault, of_missing_key};
use super::{
    AiEvent, KeyFault, KeyState, ModelItem, ProviderItem, SetupCommand, SetupSnapshot, Shared, Trouble,
    models,
};
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::notice::NewNotice;
use crate::workspace::Workspace;
use looking::Looked;

/// A question that somebody waits for before the page.
const CHECK: Duration = Duration::from_secs(20);
/// Until a server on this machine has said that it is there.
const HERE: Duration = Duration::from_millis(1_500);

/// Providers, keys, money.
#[derive(Default)]
pub(crate) struct Setup {
    view: Shared<SetupSnapshot>,
    /// A face shows it: it is kept up to date.
    shown: bool,
    looking: bool,
    again: bool,
    /// What a provider said of its key, as long as that is the one it was asked with.
    verdicts: BTreeMap<String, KeyState>,
    models: BTreeMap<String, Result<Vec<ModelItem>, Trouble>>,
    busy: BTreeSet<String>,
    /// What asks for the passphrase, when something other than a look does.
    locked: Option<String>,
    /// The key that waits for the vault to be opened: of which provider.
    waiting: Option<(String, Secret)>,
}

/// What background work on the set-up sends back.
pub(crate) enum Told {
    /// All was looked up.
    Looked(Looked),
    /// The models of a provider. `quiet` when nobody asked for them.
    Listed { provider: String, models: Result<Vec<ModelItem>, Trouble>, quiet: bool },
    /// What came of a key.
    Key { provider: String, state: KeyState, locked: Option<String> },
    /// The vault is open, or not.
    Unlocked(Result<(), KeyFault>),
    /// What nobody knows the cost of was decided, of so many requests, or not.
    Settled(Result<usize, String>),
    /// `providers.toml` was written, or not.
    Written(Result<(), String>),
}

impl Setup {
    pub(crate) fn snapshot(&mut self) -> Arc<SetupSnapshot> {
        self.view.snapshot()
    }
}

impl Workspace {
    pub(super) fn setup_run(&mut self, command: SetupCommand) -> CommandResult {
        match command {
            SetupCommand::Show => {
                self.ai.setup.shown = true;
                self.ai_way().forget_keys(None);
                self.setup_look();
                self.setup_find_here();
                Ok(())
            }
            SetupCommand::SetKey { provider, key } => self.setup_set_key(&provider, key),
            SetupCommand::DeleteKey { provider } => self.setup_delete_key(&provider),
            SetupCommand::CheckKey { provider } => self.setup_check_key(&provider),
            SetupCommand::Unlock { passphrase } => {
                let way = self.ai_way();
                self.setup_work("open the vault", move |way| {
                    let done = way.outside.keys.unlock(&passphrase);
                    way.forget_keys(None);
                    Told::Unlocked(done)
                });
                drop(way);
                Ok(())
            }
            SetupCommand::ListModels { provider } => self.setup_list(&provider, false),
            SetupCommand::Route { role, models } => {
                self.setup_write(move |text| file::route(text, role, &models))
            }
            SetupCommand::Settle { counted } => {
                self.setup_work("settle what was spent", move |way| {
                    Told::Settled(way.ledger.decide(counted).map_err(|fault| fault.to_string()))
                });
                Ok(())
            }
            SetupCommand::AddProvider { name, protocol, base_url, model } => {
                self.setup_write(move |text| file::provider(text, &name, &protocol, &base_url, &model))
            }
            SetupCommand::OpenFile => match self.setup_file() {
                Some(path) => self.open_made(path, file::EXAMPLE.to_owned()),
                None => Err(CommandError::NotNow("there is no folder for settings")),
            },
        }
    }

    /// Who can be asked, for what needs it before a page was shown: looked up the first time.
    pub(super) fn setup_known(&mut self) -> Arc<SetupSnapshot> {
        let setup = self.ai.setup.snapshot();
        if !setup.known && !self.ai.setup.looking {
            self.setup_look();
        }
        setup
    }

    fn setup_file(&self) -> Option<PathBuf> {
        self.options.config_dir.as_deref().map(providers_file)
    }

    /// Does something that waits for the disk, and takes in what came of it.
    fn setup_work(&mut self, name: &'static str, work: impl FnOnce(&Arc<Way>) -> Told + Send + 'static) {
        let (way, sender) = (self.ai_way(), self.sender.clone());
        let spawner = Arc::clone(&way.spawner);
        let task = spawner.blocking(name, move |_| {
            // The workspace may be closed.
            sender.send(Event::Ai(AiEvent::Setup(Box::new(work(&way))))).ok();
        });
        task.detach();
    }

    /// Asks something of a provider, and takes in what came of it.
    fn setup_ask<F>(&mut self, name: &'static str, ask: impl FnOnce(Arc<Way>) -> F)
    where
        F: Future<Output = Told> + Send + 'static,
    {
        let (way, sender) = (self.ai_way(), self.sender.clone());
        let spawner = Arc::clone(&way.spawner);
        let asking = ask(way);
        let task = spawner.future(name, async move {
            let told = asking.await;
            // The workspace may be closed.
            sender.send(Event::Ai(AiEvent::Setup(Box::new(told)))).ok();
        });
        task.detach();
    }

    /// Looks all of it up; what is asked for while that goes on is looked up once more behind it.
    fn setup_look(&mut self) {
        if std::mem::replace(&mut self.ai.setup.looking, true) {
            self.ai.setup.again = true;
            return;
        }
        let project = self.project.root().map(|root| root.display().to_string()).unwrap_or_default();
        self.setup_work("look up providers", move |way| Told::Looked(looking::look(way, &project)));
    }

    /// Finds out whether Ollama is on this machine: one question to it.
    fn setup_find_here(&mut self) {
        let here: Vec<String> = {
            let desk = Arc::clone(&self.ai_way());
            let known = self.ai.setup.view.get().providers.clone();
            drop(desk);
            let local = |item: &&Arc<ProviderItem>| item.local && item.protocol == "ollama";
            let named: Vec<String> = known.iter().filter(local).map(|item| item.name.clone()).collect();
            // Before the first look there is the one that comes with the program.
            if known.is_empty() { vec!["ollama".to_owned()] } else { named }
        };
        for provider in here {
            // One that is not there is no fault.
            self.setup_list(&provider, true).ok();
        }
    }

    fn setup_busy(&mut self, provider: &str, busy: bool) {
        let changed = if busy {
            self.ai.setup.busy.insert(provider.to_owned())
        } else {
            self.ai.setup.busy.remove(provider)
        };
        if changed {
            self.setup_dress();
        }
    }

    fn setup_list(&mut self, provider: &str, quiet: bool) -> CommandResult {
        if !quiet {
            self.setup_busy(provider, true);
        }
        let name = provider.to_owned();
        self.setup_ask("list models", move |way| async move {
            let models = listed(&way, &name, quiet).await;
            Told::Listed { provider: name, models, quiet }
        });
        Ok(())
    }

    fn setup_set_key(&mut self, provider: &str, key: String) -> CommandResult {
        let key = key.trim().to_owned();
        if key.is_empty() {
            return Err(CommandError::NotNow("there is no key to keep"));
        }
        self.setup_busy(provider, true);
        self.ai.setup.waiting = Some((provider.to_owned(), Secret::from(key.as_str())));
        let name = provider.to_owned();
        self.setup_ask("keep a key", move |way| async move {
            let kept = with_provider(&way, &name, move |way, provider| {
                way.outside.keys.set(&provider.key, &key)?;
                way.forget_keys(Some(&provider.key));
                way.breakers.reset(&provider.name);
                Ok(())
            });
            match kept.await {
                Ok(()) => checked(&way, &name).await,
                Err(told) => told,
            }
        });
        Ok(())
    }

    fn setup_delete_key(&mut self, provider: &str) -> CommandResult {
        self.setup_busy(provider, true);
        let name = provider.to_owned();
        self.setup_ask("forget a key", move |way| async move {
            let gone = with_provider(&way, &name, |way, provider| {
                way.outside.keys.delete(&provider.key)?;
                way.forget_keys(Some(&provider.key));
                // One in the environment may still be there.
                way.key_of(provider)
            });
            match gone.await {
                Ok(left) => {
                    let state = left.map_or(KeyState::Missing, |found| KeyState::There(place(&found.from)));
                    Told::Key { provider: name, state, locked: None }
                }
                Err(told) => told,
            }
        });
        Ok(())
    }

    fn setup_check_key(&mut self, provider: &str) -> CommandResult {
        self.setup_busy(provider, true);
        let name = provider.to_owned();
        self.setup_ask("check a key", move |way| async move { checked(&way, &name).await });
        Ok(())
    }

    /// Changes `providers.toml`, its comments kept.
    fn setup_write(
        &mut self,
        change: impl FnOnce(&str) -> Result<String, String> + Send + 'static,
    ) -> CommandResult {
        let Some(path) = self.setup_file() else {
            return Err(CommandError::NotNow("there is no folder for settings"));
        };
        if self.documents.of_path(&path).is_some_and(|document| document.is_dirty()) {
            return Err(CommandError::NotNow("providers.toml is open with changes that are not saved"));
        }
        self.setup_work("write providers.toml", move |way| {
            Told::Written(file::write(&*way.fs, &path, change))
        });
        Ok(())
    }

    pub(super) fn setup_take(&mut self, told: Told) {
        match told {
            Told::Looked(looked) => self.setup_looked(looked),
            Told::Listed { provider, models, quiet } => {
                self.setup_busy(&provider, false);
                let found = models.as_ref().is_ok_and(|models| !models.is_empty());
                if !quiet || found {
                    self.ai.setup.models.insert(provider, models);
                } else {
                    self.ai.setup.models.remove(&provider);
                }
                // Who is asked may be another one now.
                self.setup_look();
            }
            Told::Key { provider, state, locked } => {
                if locked.is_none() {
                    self.ai.setup.waiting = None;
                }
                self.ai.setup.locked.clone_from(&locked);
                self.ai.setup.view.change().locked = locked;
                match state {
                    state @ (KeyState::Good(_) | KeyState::Bad(..) | KeyState::Failed(..)) => {
                        self.ai.setup.verdicts.insert(provider.clone(), state);
                    }
                    _ => drop(self.ai.setup.verdicts.remove(&provider)),
                }
                self.setup_busy(&provider, false);
                self.setup_look();
            }
            Told::Unlocked(Ok(())) => {
                self.ai.setup.locked = None;
                self.ai.setup.view.change().locked = None;
                self.ai.setup.verdicts.retain(|_, state| !matches!(state, KeyState::Failed(..)));
                // The key that it was opened for is kept now.
                let waiting = self.ai.setup.waiting.take();
                let key = waiting.as_ref().and_then(|(provider, key)| Some((provider, key.expose_str()?)));
                match key {
                    Some((provider, key)) => {
                        // There is a key, so there is nothing to refuse.
                        self.setup_set_key(provider, key.to_owned()).ok();
                    }
                    None => self.setup_look(),
                }
            }
            Told::Unlocked(Err(fault)) => {
                let what = if fault.help.is_empty() {
                    fault.message
                } else {
                    format!("{}. {}", fault.message, fault.help)
                };
                self.ai.setup.view.change().locked = Some(what);
                self.touch();
            }
            Told::Settled(Ok(_)) | Told::Written(Ok(())) => self.setup_look(),
            Told::Settled(Err(reason)) => {
                self.notify(NewNotice::error("The log of what was spent was not written").detail(reason));
            }
            Told::Written(Err(reason)) => {
                self.notify(NewNotice::error("providers.toml was not written").detail(reason));
            }
        }
    }

    fn setup_looked(&mut self, looked: Looked) {
        self.ai.setup.looking = false;
        let Looked { mut snapshot, locked } = looked;
        snapshot.file = self.setup_file();
        let (before, asks) = (self.ai.setup.view.get(), self.ai.setup.locked.clone());
        snapshot.locked = locked.or(asks).map(|locked| before.locked.clone().unwrap_or(locked));
        *self.ai.setup.view.change() = *snapshot;
        self.setup_dress();
        if std::mem::take(&mut self.ai.setup.again) {
            self.setup_look();
        }
    }

    /// Puts onto the providers what is known of them besides the files.
    fn setup_dress(&mut self) {
        let setup = &mut self.ai.setup;
        let mut providers = setup.view.get().providers.clone();
        for item in &mut providers {
            let (models, busy) = (setup.models.get(&item.name), setup.busy.contains(&item.name));
            let item = Arc::make_mut(item);
            item.models = models.cloned();
            item.busy = busy;
            // A verdict is on the key that is there.
            match (&item.key, setup.verdicts.get(&item.name)) {
                (KeyState::There(here), Some(verdict @ (KeyState::Good(from) | KeyState::Bad(from, _))))
                    if here == from =>
                {
                    item.key = verdict.clone();
                }
                (KeyState::Missing, Some(verdict @ KeyState::Failed(..))) => item.key = verdict.clone(),
                _ => {}
            }
        }
        setup.view.change().providers = providers;
        self.touch();
    }

    /// Something was spent.
    pub(super) fn setup_spent(&mut self) {
        if self.ai.setup.shown {
            self.setup_look();
        }
    }

    /// Files have changed on disk.
    pub(super) fn setup_disk_changed(&mut self) {
        if self.ai.setup.shown {
            self.setup_look();
        }
    }

    pub(super) fn setup_tick(&mut self) {}

    pub(super) fn setup_due(&self) -> Option<Duration> {
        None
    }

    pub(super) fn setup_project_changed(&mut self) {
        if self.ai.setup.shown {
            self.setup_look();
        }
    }
}

/// Where a key is from, to people.
pub(super) fn place(from: &KeyPlace) -> String {
    match from {
        KeyPlace::Environment(name) => format!("{name} in the environment"),
        KeyPlace::Vault(_) => "the vault".to_owned(),
        KeyPlace::NotNeeded => "none is needed".to_owned(),
    }
}

fn quick(whole: Duration) -> Options {
    Options { head: whole, idle: whole, whole, retry: Some(Retry::NEVER), ..Options::default() }
}

/// Does something with a provider and its key; what went wrong is told.
async fn with_provider<T: Send + 'static>(
    way: &Arc<Way>,
    name: &str,
    work: impl FnOnce(&Way, &Provider) -> Result<T, KeyFault> + Send + 'static,
) -> Result<T, Told> {
    let provider = name.to_owned();
    let done = way.off("look into the vault", move |way| {
        let desk = way.desk();
        let provider = desk.providers.get(&provider).map_err(|error| KeyFault {
            message: error.to_string(),
            help: "Look into providers.toml.".to_owned(),
            locked: false,
        })?;
        work(way, provider)
    });
    let closing =
        || KeyFault { message: "the editor is closing".to_owned(), help: String::new(), locked: false };
    done.await.unwrap_or_else(|| Err(closing())).map_err(|fault| Told::Key {
        provider: name.to_owned(),
        locked: fault.locked.then(|| fault.message.clone()),
        state: KeyState::Failed(fault.message, fault.help),
    })
}

/// A provider with its key, ready to be asked.
async fn ready(way: &Arc<Way>, name: &str) -> Result<Result<(Provider, FoundKey), Trouble>, Told> {
    with_provider(way, name, |way, provider| {
        Ok(match way.key_of(provider) {
            Ok(Some(key)) => Ok((provider.clone(), key)),
            Ok(None) => Err(of_missing_key(provider, Reader::Window)),
            Err(fault) if fault.locked => return Err(fault),
            Err(fault) => Err(of_key_fault(&fault, provider)),
        })
    })
    .await
}

/// Checks the key of a provider by a call that costs nothing.
async fn checked(way: &Arc<Way>, name: &str) -> Told {
    let told = |state| Told::Key { provider: name.to_owned(), state, locked: None };
    let (provider, key) = match ready(way, name).await {
        Ok(Ok(ready)) => ready,
        Ok(Err(_)) => return told(KeyState::Missing),
        Err(failed) => return failed,
    };
    if key.from == KeyPlace::NotNeeded {
        return told(KeyState::NotNeeded);
    }
    let endpoint = way.endpoint(&provider, &key);
    let call = Call::new(provider.protocol, &endpoint, wire::encode(provider.protocol, &endpoint, None));
    let from = place(&key.from);
    let about = About { provider: &provider, model: "any model", key: &key.from, near: &[] };
    let state = match way.client.check_key(&call, &quick(CHECK)).await {
        KeyCheck::Good => {
            way.breakers.reset(&provider.name);
            KeyState::Good(from)
        }
        KeyCheck::Refused(fault) | KeyCheck::NoCredit(fault) | KeyCheck::Unclear(fault) => {
            KeyState::Bad(from, Box::new(of_fault(&fault, about, Reader::Window)))
        }
    };
    told(state)
}

/// The models of a provider, with what the list of prices adds.
async fn listed(way: &Arc<Way>, name: &str, quiet: bool) -> Result<Vec<ModelItem>, Trouble> {
    let (provider, key) = match ready(way, name).await {
        Ok(Ok(ready)) => ready,
        Ok(Err(trouble)) => return Err(trouble),
        Err(Told::Key { state: KeyState::Failed(message, help), .. }) => {
            return Err(Trouble::new(message, help));
        }
        Err(_) => return Err(Trouble::new("the key cannot be read", "")),
    };
    let endpoint = way.endpoint(&provider, &key);
    let options = quick(if quiet { HERE } else { CHECK });
    let list = if quiet {
        all_of(&way.client, &provider, &endpoint, &options).await
    } else {
        models::described(&way.client, &provider, &endpoint, &options).await
    };
    let list: Arc<[Model]> = match list {
        Ok(list) => list.into(),
        Err(fault) => {
            let about = About { provider: &provider, model: "that name", key: &key.from, near: &[] };
            return Err(of_fault(&fault, about, Reader::Window));
        }
    };
    way.keep_listed(&provider.name, Arc::clone(&list));
    way.breakers.reset(&provider.name);
    let desk = way.off("look up prices", |way| way.desk()).await;
    let facts = |model: &Model| desk.as_ref()?.prices.find(&provider.prices, &model.id);
    let item = |model: &Model| ModelItem {
        id: model.id.clone(),
        name: model.name.clone().unwrap_or_else(|| model.id.clone()),
        facts: facts(model),
        embeds: models::embeds(model),
    };
    Ok(list.iter().map(item).collect())
}

/// One that does not answer is not asked for more; what does, is described.
async fn all_of(
    client: &Client,
    provider: &Provider,
    endpoint: &justbuilt_ai::Endpoint,
    options: &Options,
) -> Result<Vec<Model>, justbuilt_ai::Fault> {
    match provider.protocol {
        Protocol::Ollama => models::described(client, provider, endpoint, options).await,
        _ => models::list(client, provider, endpoint, options).await,
    }
}

#[cfg(test)]
mod tests;

//! What all requests share: the client, who failed lately, the files of settings, keys that were found, the log of what
//! was spent, and what was learnt of providers on the way. All of it may wait for the disk: used in the background.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures::channel::oneshot;
use justbuilt_ai::Client;
use justbuilt_ai::cache::{Limits, ResponseCache};
use justbuilt_ai::protocol::Endpoint;
use justbuilt_ai::protocol::models::Model;
use justbuilt_ai::providers::{FoundKey, Provider};
use justbuilt_ai::routing::Target;
use justbuilt_ai::routing::breaker::{Breakers, Rules};
use justbuilt_ai::secrets::Scanner;
use justbuilt_base::spawn::SpawnerExt as _;
use justbuilt_base::{Clock, Spawner};
use justbuilt_store::{Fs, MemoryKv, Secret};
use parking_lot::Mutex;

use crate::ai::counting::Stamp;
use crate::ai::desk::{self, Desk, Stamps};
use crate::ai::ledger::Ledger;
use crate::ai::{AiOutside, KeyFault};
use crate::platform::{Options, Platform};

/// For so long it is believed that there is no key: the command line may put one into the vault.
const NO_KEY_HOLDS: Duration = Duration::from_secs(30);

/// The way out.
pub(crate) struct Way {
    pub fs: Arc<dyn Fs>,
    pub clock: Arc<dyn Clock>,
    pub spawner: Arc<dyn Spawner>,
    pub outside: AiOutside,
    pub config: Option<PathBuf>,
    pub client: Client,
    pub breakers: Breakers,
    pub ledger: Ledger,
    pub cache: ResponseCache,
    scanner: OnceLock<Result<Scanner, String>>,
    desk: Mutex<Option<(Stamps, Arc<Desk>)>>,
    keys: Mutex<HashMap<String, Kept>>,
    learnt: Mutex<Learnt>,
}

/// What is known of a secret's name.
enum Kept {
    Key(Secret),
    /// There was none at that time, by [`Clock::elapsed`].
    None(Duration),
}

/// What was learnt of providers on the way.
#[derive(Default)]
struct Learnt {
    /// Their models, where they were listed.
    listed: HashMap<String, Arc<[Model]>>,
    /// Models that do not fill in although their names say so.
    no_fill: HashSet<Target>,
    /// From sending to the first word, the last time.
    first_word: HashMap<Target, Duration>,
}

impl Way {
    pub(super) fn new(platform: &Platform, options: &Options) -> Self {
        let outside = platform.ai.clone();
        let mut seed = [0; 8];
        if let Err(error) = outside.entropy.fill(&mut seed) {
            // Waits are shortened by the same parts then as in any other window.
            log::warn!("no random numbers for the waits between attempts: {error}");
        }
        let clock = Arc::clone(&platform.clock);
        let client = Client::new(
            Arc::clone(&outside.http),
            Arc::clone(&clock),
            Arc::clone(&outside.timer),
            u64::from_le_bytes(seed),
        );
        let state = options.state_dir.clone().filter(|_| !options.read_only_state);
        Self {
            fs: Arc::clone(&platform.fs),
            spawner: Arc::clone(&platform.spawner),
            config: options.config_dir.clone(),
            client,
            breakers: Breakers::new(Arc::clone(&clock), Rules::default()),
            ledger: Ledger::new(Arc::clone(&outside.usage), state),
            cache: ResponseCache::new(Arc::new(MemoryKv::new()), Arc::clone(&clock), Limits::default()),
            scanner: OnceLock::new(),
            desk: Mutex::default(),
            keys: Mutex::default(),
            learnt: Mutex::default(),
            clock,
            outside,
        }
    }

    /// Does what waits for the disk, beside what must not wait; `None` when the program ends.
    pub async fn off<T: Send + 'static>(
        self: &Arc<Self>,
        name: &'static str,
        work: impl FnOnce(&Arc<Way>) -> T + Send + 'static,
    ) -> Option<T> {
        let (done, answer) = oneshot::channel();
        let way = Arc::clone(self);
        let task = self.spawner.blocking(name, move |_| {
            // Who asked may be gone.
            done.send(work(&way)).ok();
        });
        let answer = answer.await.ok();
        drop(task);
        answer
    }

    /// The settings as the files say them now.
    pub fn desk(&self) -> Arc<Desk> {
        let stamps = desk::stamps(&*self.fs, self.config.as_deref());
        let mut kept = self.desk.lock();
        match &*kept {
            Some((known, desk)) if *known == stamps => Arc::clone(desk),
            _ => {
                let desk = Arc::new(Desk::read(&*self.fs, self.config.as_deref()));
                *kept = Some((stamps, Arc::clone(&desk)));
                desk
            }
        }
    }

    /// Finds secrets in what is sent.
    pub fn scanner(&self) -> Result<&Scanner, String> {
        let scanner = self.scanner.get_or_init(|| Scanner::built_in().map_err(|error| error.to_string()));
        scanner.as_ref().map_err(Clone::clone)
    }

    /// The key of a provider.
    pub fn key_of(&self, provider: &Provider) -> Result<Option<FoundKey>, KeyFault> {
        provider.find_key(&*self.outside.environment, &mut |name| {
            if let Some(known) = self.kept_key(name) {
                return Ok(known);
            }
            let found = self.outside.keys.get(name)?;
            self.keep_key(name, found.as_deref());
            Ok(found)
        })
    }

    /// The key of a provider, as far as it was looked up.
    pub fn known_key(&self, provider: &Provider) -> Option<FoundKey> {
        let known = |name: &str| Ok::<_, std::convert::Infallible>(self.kept_key(name).flatten());
        let Ok(found) = provider.find_key(&*self.outside.environment, &mut |name| known(name));
        found
    }

    /// Looks up the keys of several providers, so that what has to be opened for it is opened once.
    pub fn look_up<'a>(&self, providers: impl Iterator<Item = &'a Provider>) -> Result<(), KeyFault> {
        let in_environment = |provider: &Provider| {
            let set =
                |name: &String| (self.outside.environment)(name).is_some_and(|key| !key.trim().is_empty());
            provider.env.iter().any(set)
        };
        let mut names: Vec<&str> = Vec::new();
        for provider in providers {
            let asked = provider.needs_key && !in_environment(provider);
            if asked && !names.contains(&provider.key.as_str()) && self.kept_key(&provider.key).is_none() {
                names.push(&provider.key);
            }
        }
        if names.is_empty() {
            return Ok(());
        }
        let found = self.outside.keys.get_all(&names)?;
        for (name, key) in names.iter().zip(found) {
            self.keep_key(name, key.as_deref());
        }
        Ok(())
    }

    /// What is known of a key: that it is this one, that there is none, or nothing.
    fn kept_key(&self, name: &str) -> Option<Option<String>> {
        match self.keys.lock().get(name)? {
            Kept::Key(key) => Some(key.expose_str().map(str::to_owned)),
            Kept::None(since) => (self.clock.elapsed().saturating_sub(*since) < NO_KEY_HOLDS).then_some(None),
        }
    }

    fn keep_key(&self, name: &str, key: Option<&str>) {
        let kept = match key {
            Some(key) => Kept::Key(Secret::from(key)),
            None => Kept::None(self.clock.elapsed()),
        };
        self.keys.lock().insert(name.to_owned(), kept);
    }

    /// Keys are looked for anew: all, or the one of this name.
    pub fn forget_keys(&self, name: Option<&str>) {
        match name {
            Some(name) => drop(self.keys.lock().remove(name)),
            None => self.keys.lock().clear(),
        }
    }

    /// Where requests go.
    pub fn endpoint(&self, provider: &Provider, key: &FoundKey) -> Endpoint {
        let mut endpoint = provider.endpoint(key, &*self.outside.environment);
        endpoint.browser = self.outside.browser;
        endpoint
    }

    /// For a request that goes out now.
    pub fn stamp(&self) -> Stamp {
        let now = self.clock.now();
        Stamp::new(now, (self.outside.offset)(now), &*self.outside.entropy)
    }

    /// What a provider was seen to offer.
    pub fn listed(&self, provider: &str) -> Option<Arc<[Model]>> {
        self.learnt.lock().listed.get(provider).cloned()
    }

    pub fn keep_listed(&self, provider: &str, models: Arc<[Model]>) {
        self.learnt.lock().listed.insert(provider.to_owned(), models);
    }

    /// What a provider says of a model, if it was asked.
    pub fn said_of(&self, provider: &str, model: &str) -> Option<Model> {
        self.listed(provider)?.iter().find(|one| one.id == model).cloned()
    }

    pub fn fills_not(&self, target: &Target) -> bool {
        self.learnt.lock().no_fill.contains(target)
    }

    pub fn keep_fills_not(&self, target: &Target) {
        self.learnt.lock().no_fill.insert(target.clone());
    }

    pub fn first_word(&self, target: &Target) -> Option<Duration> {
        self.learnt.lock().first_word.get(target).copied()
    }

    pub fn keep_first_word(&self, target: &Target, after: Duration) {
        self.learnt.lock().first_word.insert(target.clone(), after);
    }
}

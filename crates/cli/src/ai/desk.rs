//! What every command of this kind needs: folders, providers, prices, keys, the network and the log of what was
//! spent. Reads the environment and the settings; sends nothing itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use clap::Args;
use justbuilt_ai::client::Client;
use justbuilt_ai::persona::Persona;
use justbuilt_ai::prices::PriceList;
use justbuilt_ai::providers::{ChoiceError, Chosen, FoundKey, KeyPlace, Provider, Providers};
use justbuilt_ai::secrets::Scanner;
use justbuilt_app::native::Folders;
use justbuilt_base::native::http::{NativeHttp, Proxy};
use justbuilt_base::{NativeSpawner, NativeTimer, SystemClock};
use justbuilt_store::vault::Vault;
use justbuilt_store::{DiskFs, Entropy as _, SystemEntropy};
use justbuilt_workspace::ai::desk;
use justbuilt_workspace::ai::ledger::Ledger;
use justbuilt_workspace::ai::ledger::native::FileLog;
use justbuilt_workspace::ai::shelf::Places;
use justbuilt_workspace::ai::words::{Reader, of_missing_key, of_nobody};

use super::{say, usage};
use crate::records::{HomeArgs, explained};

/// Where settings, state and keys are.
#[derive(Args, Clone, Debug)]
pub struct DeskArgs {
    /// A file whose first line is the vault's passphrase (default: the terminal is asked, when it is needed).
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    home: HomeArgs,
}

/// Who is asked.
#[derive(Args, Clone, Debug, Default)]
pub struct ProviderArgs {
    /// The provider: anthropic, openai, openai-responses, gemini, mistral, ollama, or one of your providers.toml.
    #[arg(long, value_name = "PROVIDER")]
    pub provider: Option<String>,
    /// Another address of the provider, for once.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

/// Settings, network and log.
pub struct Desk {
    pub folders: Folders,
    /// The folder of the project one is in: the nearest above with `.justbuilt` or `.git`, else the working folder.
    pub root: PathBuf,
    pub providers: Providers,
    pub prices: PriceList,
    pub ledger: Ledger,
    args: DeskArgs,
}

impl Desk {
    /// Reads the settings, for the project one is in.
    pub fn open(args: &DeskArgs) -> anyhow::Result<Self> {
        let here = std::env::current_dir().context("the working folder")?;
        let is_root = |folder: &&Path| folder.join(".justbuilt").is_dir() || folder.join(".git").exists();
        Self::at(args, here.ancestors().find(is_root).unwrap_or(&here))
    }

    /// Reads the settings, for the project in `root`.
    pub fn at(args: &DeskArgs, root: &Path) -> anyhow::Result<Self> {
        let folders = args.home.folders()?;
        let read = desk::Desk::read(&DiskFs::default(), Some(&folders.config));
        if let Some(problem) = read.problems.into_iter().next() {
            return Err(anyhow!(problem));
        }
        let (providers, prices) = (read.providers, read.prices);
        let ledger = Ledger::new(Arc::new(FileLog::default()), Some(folders.state.clone()));
        // What a program that was killed had under way.
        if let Err(fault) = ledger.settle() {
            say(&format!("justbuilt: {fault}"));
        }
        Ok(Self { folders, root: root.to_owned(), providers, prices, ledger, args: args.clone() })
    }

    /// Where personas and prompts are looked for.
    pub fn places(&self) -> Places {
        Places { config: Some(self.folders.config.clone()), project: Some(self.root.clone()) }
    }

    /// Finds secrets in what is sent.
    pub fn scanner(&self) -> anyhow::Result<Scanner> {
        Ok(Scanner::built_in()?)
    }

    /// Whom to ask: what the arguments say, then the persona, then the settings, then whoever has a key.
    pub fn choose(
        &self,
        args: &ProviderArgs,
        model: Option<&str>,
        persona: Option<&Persona>,
        keys: &mut Keys<'_>,
    ) -> anyhow::Result<Chosen> {
        let wished = persona.and_then(|persona| persona.model.as_ref());
        let own = args.provider.as_deref();
        let (provider, model) = match wished {
            Some(wished) if own.is_none() && model.is_none() => {
                (Some(wished.provider.as_str()).filter(|name| !name.is_empty()), Some(wished.model.as_str()))
            }
            _ => (own, model),
        };
        let mut chosen = self.providers.choose(provider, model, &mut |one| keys.has_in_environment(one));
        let mut failed = None;
        if chosen == Err(ChoiceError::Nobody) {
            chosen = self.providers.choose(provider, model, &mut |one| {
                failed.is_none()
                    && keys.has_in_vault(one).unwrap_or_else(|error| {
                        failed = Some(error);
                        false
                    })
            });
        }
        if let Some(error) = failed {
            return Err(error);
        }
        let mut chosen = chosen.map_err(|error| match error {
            ChoiceError::Nobody => explained(error, &of_nobody(Reader::Terminal).help),
            ChoiceError::NoModel { ref provider } => {
                usage(format!("{error}\n`justbuilt models --provider {provider}` lists what there is."))
            }
            ChoiceError::Unknown { .. } => usage(error.to_string()),
        })?;
        if let Some(url) = &args.base_url {
            chosen.provider = chosen.provider.at(url).map_err(usage)?;
        }
        Ok(chosen)
    }

    /// The provider alone, where no model matters.
    pub fn provider(&self, args: &ProviderArgs, keys: &mut Keys<'_>) -> anyhow::Result<Provider> {
        Ok(self.choose(args, Some("-"), None, keys)?.provider)
    }

    /// Looks for keys.
    pub fn keys(&self) -> Keys<'_> {
        Keys { args: &self.args, vault: None }
    }

    /// The network.
    pub fn network(&self) -> anyhow::Result<Network> {
        let spawner = NativeSpawner::with_threads(1).context("the system gives no threads")?;
        let handle = spawner.handle().context("the system gives no threads")?;
        let http = NativeHttp::new(handle.clone(), Proxy::System)?;
        let timer = NativeTimer::new(handle.clone());
        let mut seed = [0; 8];
        SystemEntropy.fill(&mut seed)?;
        let clock = Arc::new(SystemClock::new());
        let client = Client::new(Arc::new(http), clock, Arc::new(timer), u64::from_le_bytes(seed));
        Ok(Network { client, handle, _spawner: spawner })
    }
}

/// A client and what it runs on.
pub struct Network {
    pub client: Client,
    pub handle: tokio::runtime::Handle,
    _spawner: NativeSpawner,
}

/// Keys, from the environment and from the vault. While it has the vault open nobody else has the store.
pub struct Keys<'a> {
    args: &'a DeskArgs,
    /// Opened at most once; `Some(None)` when there is no vault.
    vault: Option<Option<Vault>>,
}

impl Keys<'_> {
    fn has_in_environment(&self, provider: &Provider) -> bool {
        provider.env.iter().any(|name| environment(name).is_some_and(|key| !key.trim().is_empty()))
    }

    fn has_in_vault(&mut self, provider: &Provider) -> anyhow::Result<bool> {
        Ok(provider.needs_key && self.secret(&provider.key)?.is_some())
    }

    fn secret(&mut self, name: &str) -> anyhow::Result<Option<String>> {
        let vault = match &mut self.vault {
            Some(vault) => vault,
            None => {
                let file = self.args.passphrase_file.as_deref();
                self.vault.insert(crate::vault::opened(&self.args.home, file)?)
            }
        };
        let Some(vault) = vault else { return Ok(None) };
        let secret = vault.get(name).map_err(|error| explained(&error, error.help()))?;
        Ok(secret.and_then(|secret| secret.expose_str().map(str::to_owned)))
    }

    /// The key of a provider.
    pub fn of(&mut self, provider: &Provider) -> anyhow::Result<FoundKey> {
        let found = provider.find_key(&environment, &mut |name| self.secret(name));
        let found = found.with_context(|| {
            let other = provider.env.first();
            let other = other.map(|name| format!("; {name} in the environment would do as well"));
            format!("the key of {} is looked for in the vault{}", provider.name, other.unwrap_or_default())
        })?;
        found.ok_or_else(|| {
            let trouble = of_missing_key(provider, Reader::Terminal);
            explained(&trouble.message, &trouble.help)
        })
    }
}

/// No key, for what only shows what would be sent.
pub fn no_key() -> FoundKey {
    FoundKey { key: String::new(), from: KeyPlace::NotNeeded }
}

/// A variable of the environment.
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

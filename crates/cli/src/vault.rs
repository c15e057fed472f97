//! `justbuilt vault`: secrets such as API keys. They come in from a terminal, where they are not shown, or from
//! standard input; never as arguments, which other users of the machine can see. They are never printed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, Subcommand};
use justbuilt_base::SystemClock;
use justbuilt_store::vault::{
    ImportMode, MAX_SECRET, OpenedBy, Opening, SecretInfo, Vault, VaultError, VaultPlatform, VaultStatus,
};
use justbuilt_store::{Secret, SystemEntropy, SystemKeychain};
use serde_json::{Value, json};

use crate::records::{Access, HomeArgs, explained, open};

/// The name under which the system's keychain lists the vault's key.
const SERVICE: &str = "Just Built";
/// Bytes a file with a passphrase may have.
const MAX_PASSPHRASE: usize = 4096;

/// Secrets such as API keys, encrypted. The first one makes the vault: opened by the system's keychain where there is
/// one, else by a passphrase. Secrets are read from the terminal or from standard input, and never printed.
#[derive(Args)]
pub struct VaultArgs {
    #[command(subcommand)]
    command: VaultCommand,
    /// Prints JSON.
    #[arg(long, global = true)]
    json: bool,
    /// A file whose first line is the vault's passphrase (default: the terminal is asked).
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    home: HomeArgs,
}

#[derive(Subcommand)]
enum VaultCommand {
    /// Says what opens the vault, and how many secrets are in it.
    Status,
    /// Prints the names of the secrets.
    List,
    /// Sets a secret from the terminal or from standard input, of which one line ending is taken off.
    Set {
        name: String,
        /// Takes standard input as it is, with its line ending.
        #[arg(long)]
        raw: bool,
    },
    /// Deletes a secret.
    Delete { name: String },
    /// Makes new keys and encrypts everything anew.
    Rotate,
    /// Changes the passphrase, or makes a passphrase open the vault instead of the keychain.
    Passphrase {
        /// A file whose first line is the new passphrase (default: the terminal is asked).
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Makes the system's keychain open the vault instead of a passphrase.
    Keychain,
    /// Writes all secrets to a file, encrypted with a passphrase of its own.
    Export {
        /// A file that is not there yet.
        file: PathBuf,
        #[command(flatten)]
        passphrase: ExportPassphrase,
    },
    /// Sets the secrets of an export.
    Import {
        file: PathBuf,
        #[command(flatten)]
        passphrase: ExportPassphrase,
        /// Takes the export's secret where the vault has one of that name.
        #[arg(long)]
        replace: bool,
    },
    /// Opens every secret and says what is damaged.
    Check,
    /// Makes the list of secrets anew from the secrets, when it is lost.
    Repair,
    /// Deletes the vault with all its secrets, also one that cannot be opened.
    Erase {
        /// Really.
        #[arg(long, required = true)]
        yes: bool,
    },
}

#[derive(Args)]
struct ExportPassphrase {
    /// A file whose first line is the passphrase of the export (default: the terminal is asked).
    #[arg(long, value_name = "FILE")]
    export_passphrase_file: Option<PathBuf>,
}

/// Does it.
pub fn run(args: VaultArgs) -> anyhow::Result<()> {
    let VaultArgs { command, json, passphrase_file, home } = args;
    // The store is given free while people are asked: a window that starts meanwhile needs it.
    let status = vault(&home, Access::Look)?.status();
    let answers = Answers::collect(&command, status, passphrase_file.as_deref())?;
    let access = match command {
        VaultCommand::Set { .. } | VaultCommand::Import { .. } => Access::Write,
        _ => Access::Look,
    };
    Cli { vault: vault(&home, access)?, json, answers }.run(&command)
}

fn vault(home: &HomeArgs, access: Access) -> anyhow::Result<Vault> {
    let platform = VaultPlatform {
        keychain: Some(Arc::new(SystemKeychain::new(SERVICE))),
        entropy: Arc::new(SystemEntropy),
        clock: Arc::new(SystemClock::new()),
    };
    Ok(Vault::new(open(home, access)?, platform))
}

/// The vault, opened to look at it; `None` when there is none. The store is this process's until it is dropped.
pub fn opened(home: &HomeArgs, passphrase_file: Option<&Path>) -> anyhow::Result<Option<Vault>> {
    // The store is given free while people are asked.
    let status = vault(home, Access::Look)?.status().map_err(said)?;
    let Some(status) = status else { return Ok(None) };
    let passphrase = passphrase_for(&status, passphrase_file)?;
    let vault = vault(home, Access::Look)?;
    vault.unlock(passphrase.as_ref().map_or(Opening::Keychain, Opening::Passphrase)).map_err(said)?;
    Ok(Some(vault))
}

/// What people were asked for, or files were read for.
struct Answers {
    /// The passphrase that opens the vault; `None` for the keychain.
    passphrase: Option<Secret>,
    /// The secret to set, the new passphrase, or the passphrase of the export.
    other: Option<Secret>,
}

impl Answers {
    fn collect(
        command: &VaultCommand,
        status: Result<Option<VaultStatus>, VaultError>,
        file: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let passphrase = match command {
            VaultCommand::Status | VaultCommand::Erase { .. } => None,
            VaultCommand::Set { .. } | VaultCommand::Import { .. } => match status.map_err(said)? {
                Some(status) => passphrase_for(&status, file)?,
                None => passphrase_for_new(file)?,
            },
            VaultCommand::List => match status.map_err(said)? {
                Some(status) => passphrase_for(&status, file)?,
                None => None,
            },
            _ => match status.map_err(said)? {
                Some(status) => passphrase_for(&status, file)?,
                None => return Err(said(VaultError::NotThere)),
            },
        };
        let other = match command {
            VaultCommand::Set { name, raw } => Some(secret_for(name, *raw)?),
            VaultCommand::Passphrase { new_passphrase_file } => {
                Some(new_passphrase(new_passphrase_file.as_deref(), "New passphrase")?)
            }
            VaultCommand::Export { file, .. } if file.exists() => {
                bail!("{} is there already\nGive another name, or move it away.", file.display());
            }
            VaultCommand::Export { passphrase, .. } => {
                let file = passphrase.export_passphrase_file.as_deref();
                Some(new_passphrase(file, "Passphrase of the export")?)
            }
            VaultCommand::Import { passphrase, .. } => match &passphrase.export_passphrase_file {
                Some(file) => Some(from_file(file)?),
                None => Some(ask("Passphrase of the export")?),
            },
            _ => None,
        };
        Ok(Self { passphrase, other })
    }

    fn opening(&self) -> Opening<'_> {
        self.passphrase.as_ref().map_or(Opening::Keychain, Opening::Passphrase)
    }

    fn other(&self) -> anyhow::Result<&Secret> {
        self.other.as_ref().context("nothing was asked for")
    }
}

struct Cli {
    vault: Vault,
    json: bool,
    answers: Answers,
}

impl Cli {
    fn run(&self, command: &VaultCommand) -> anyhow::Result<()> {
        match command {
            VaultCommand::Status => self.status(),
            VaultCommand::List => self.list(),
            VaultCommand::Set { name, .. } => self.set(name),
            VaultCommand::Delete { name } => self.delete(name),
            VaultCommand::Rotate => {
                self.unlock()?;
                self.vault.rotate().map_err(said)?;
                self.done(json!({ "rotated": true }), "all secrets have new keys")
            }
            VaultCommand::Passphrase { .. } => {
                self.unlock()?;
                self.vault.protect(Opening::Passphrase(self.answers.other()?)).map_err(said)?;
                self.done(json!({ "opened_by": "passphrase" }), "the vault is opened by the new passphrase")
            }
            VaultCommand::Keychain => {
                self.unlock()?;
                self.vault.protect(Opening::Keychain).map_err(said)?;
                self.done(json!({ "opened_by": "keychain" }), "the vault is opened by the system's keychain")
            }
            VaultCommand::Export { file, .. } => self.export(file),
            VaultCommand::Import { file, replace, .. } => self.import(file, *replace),
            VaultCommand::Check => self.check(),
            VaultCommand::Repair => self.repair(),
            VaultCommand::Erase { .. } => {
                self.vault.erase().map_err(said)?;
                self.done(json!({ "erased": true }), "the vault is erased")
            }
        }
    }

    fn status(&self) -> anyhow::Result<()> {
        let keychain = SystemKeychain::new(SERVICE).probe();
        let Some(status) = self.vault.status().map_err(said)? else {
            let by = match &keychain {
                Ok(()) => "the system's keychain will open it".to_owned(),
                Err(error) => format!("a passphrase will open it: {error}"),
            };
            let value = json!({ "exists": false, "keychain": keychain.is_ok() });
            return self.done(value, &format!("there is no vault yet; {by}"));
        };
        let (by, text) = match &status.opened_by {
            OpenedBy::Keychain { account } => {
                let state = if keychain.is_ok() { "" } else { ", which does not answer now" };
                (json!("keychain"), format!("the system's keychain (account {account}){state}"))
            }
            OpenedBy::Passphrase { cost } => {
                let (mebibytes, passes) = (cost.memory / 1024, cost.passes);
                (json!("passphrase"), format!("a passphrase (Argon2id, {mebibytes} MiB, {passes} passes)"))
            }
        };
        let value = json!({
            "exists": true,
            "opened_by": by,
            "keychain": keychain.is_ok(),
            "secrets": status.secrets,
            "generation": status.generation,
            "created": status.created,
        });
        let keys = match status.generation {
            1 => "its keys were never changed".to_owned(),
            2 => "its keys were changed once".to_owned(),
            generation => format!("its keys were changed {} times", generation.saturating_sub(1)),
        };
        self.done(value, &format!("{}, opened by {text}; {keys}", secrets(status.secrets)))
    }

    fn list(&self) -> anyhow::Result<()> {
        if self.vault.status().map_err(said)?.is_none() {
            return self.done(json!([]), "");
        }
        self.unlock()?;
        let names = self.vault.names().map_err(said)?;
        let text = names.iter().map(|info| info.name.as_str()).collect::<Vec<_>>().join("\n");
        let row = |info: &SecretInfo| json!({ "name": info.name, "created": info.created, "updated": info.updated });
        self.done(names.iter().map(row).collect(), &text)
    }

    fn set(&self, name: &str) -> anyhow::Result<()> {
        self.unlock_or_create()?;
        self.vault.set(name, self.answers.other()?).map_err(said)?;
        self.done(json!({ "set": name }), "")
    }

    fn delete(&self, name: &str) -> anyhow::Result<()> {
        self.unlock()?;
        if !self.vault.delete(name).map_err(said)? {
            bail!("there is no secret '{name}'");
        }
        self.done(json!({ "deleted": name }), "")
    }

    fn export(&self, file: &Path) -> anyhow::Result<()> {
        self.unlock()?;
        let export = self.vault.export(self.answers.other()?).map_err(said)?;
        write_new(file, &export).with_context(|| format!("could not write {}", file.display()))?;
        let count = self.vault.names().map_err(said)?.len();
        let text = format!("{} written to {}, encrypted", secrets(count), file.display());
        self.done(json!({ "secrets": count, "bytes": export.len() }), &text)
    }

    fn import(&self, file: &Path, replace: bool) -> anyhow::Result<()> {
        let export = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        self.unlock_or_create()?;
        let mode = if replace { ImportMode::Replace } else { ImportMode::Keep };
        let report = self.vault.import(&export, self.answers.other()?, mode).map_err(said)?;
        let (added, replaced, kept) = (report.added.len(), report.replaced.len(), report.kept.len());
        let mut text = format!("{added} added, {replaced} replaced");
        if kept > 0 {
            text += &format!(", {kept} kept as they were (--replace takes the export's)");
        }
        let value = json!({ "added": report.added, "replaced": report.replaced, "kept": report.kept });
        self.done(value, &text)
    }

    fn check(&self) -> anyhow::Result<()> {
        self.unlock()?;
        let problems: Vec<String> =
            self.vault.check().map_err(said)?.iter().map(ToString::to_string).collect();
        if self.json {
            self.done(json!({ "problems": problems }), "")?;
        }
        match problems.len() {
            0 if self.json => Ok(()),
            0 => self.done(Value::Null, "every secret is as it was set"),
            _ => Err(anyhow!("{}\nDelete the damaged secrets and set them again.", problems.join("\n"))),
        }
    }

    fn repair(&self) -> anyhow::Result<()> {
        let report = self.vault.repair(self.answers.opening()).map_err(said)?;
        let (kept, unreadable) = (report.kept.len(), report.unreadable);
        let text = format!("{} in the list, {unreadable} cannot be read", secrets(kept));
        self.done(json!({ "kept": report.kept, "unreadable": unreadable }), &text)
    }

    fn unlock(&self) -> anyhow::Result<()> {
        self.vault.unlock(self.answers.opening()).map_err(said)
    }

    fn unlock_or_create(&self) -> anyhow::Result<()> {
        match self.vault.unlock(self.answers.opening()) {
            Err(VaultError::NotThere) => self.vault.create(self.answers.opening()).map_err(said),
            result => result.map_err(said),
        }
    }

    /// Prints what was done.
    fn done(&self, value: Value, text: &str) -> anyhow::Result<()> {
        let text = if self.json { serde_json::to_string_pretty(&value)? } else { text.to_owned() };
        if !text.is_empty() {
            writeln!(io::stdout().lock(), "{text}").context("standard output")?;
        }
        Ok(())
    }
}

fn secrets(count: usize) -> String {
    if count == 1 { "1 secret".to_owned() } else { format!("{count} secrets") }
}

fn said(error: VaultError) -> anyhow::Error {
    let help = error.help();
    explained(error, help)
}

/// The passphrase of a vault that is opened by one.
fn passphrase_for(status: &VaultStatus, file: Option<&Path>) -> anyhow::Result<Option<Secret>> {
    match (&status.opened_by, file) {
        (OpenedBy::Keychain { .. }, _) => Ok(None),
        (OpenedBy::Passphrase { .. }, Some(file)) => from_file(file).map(Some),
        (OpenedBy::Passphrase { .. }, None) => ask("Passphrase of the vault").map(Some),
    }
}

/// What opens a vault that is to be made: the passphrase in the file, else the keychain, else a passphrase that is
/// asked for.
fn passphrase_for_new(file: Option<&Path>) -> anyhow::Result<Option<Secret>> {
    if let Some(file) = file {
        return from_file(file).map(Some);
    }
    match SystemKeychain::new(SERVICE).probe() {
        Ok(()) => Ok(None),
        Err(error) => {
            let asked = new_passphrase(None, "Passphrase for the new vault");
            asked.map(Some).with_context(|| error.to_string())
        }
    }
}

fn secret_for(name: &str, raw: bool) -> anyhow::Result<Secret> {
    let secret = if io::stdin().is_terminal() {
        ask(&format!("Secret '{name}' (not shown)"))?
    } else {
        let read = Secret::read_from(&mut io::stdin().lock(), MAX_SECRET + 2);
        let secret = read.map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => anyhow!("the vault keeps secrets of up to {MAX_SECRET} bytes"),
            _ => anyhow!("standard input: {error}"),
        })?;
        if raw { secret } else { secret.without_line_ending() }
    };
    if secret.is_empty() {
        bail!("the secret is empty\nNothing was set. `justbuilt vault delete` deletes one.");
    }
    Ok(secret)
}

/// Asks on the terminal; what is typed does not show.
fn ask(question: &str) -> anyhow::Result<Secret> {
    let answer = rpassword::prompt_password(format!("{question}: "));
    let answer = answer.with_context(|| {
        format!("{question}: there is no terminal to ask on (--help names the option that takes a file)")
    })?;
    Ok(answer.into())
}

fn new_passphrase(file: Option<&Path>, question: &str) -> anyhow::Result<Secret> {
    if let Some(file) = file {
        return from_file(file);
    }
    let passphrase = ask(question)?;
    if ask("Again")? != passphrase {
        bail!("the two are not the same\nNothing was changed.");
    }
    Ok(passphrase)
}

/// The first line of a file.
fn from_file(path: &Path) -> anyhow::Result<Secret> {
    let mut file = File::open(path)
        .with_context(|| format!("could not read the passphrase in {}", path.display()))?
        .take(MAX_PASSPHRASE as u64 + 1);
    let read = Secret::read_from(&mut file, MAX_PASSPHRASE)
        .map_err(|error| anyhow!("could not read the passphrase in {}: {error}", path.display()))?;
    Ok(read.first_line())
}

/// Writes a file that only its owner can read, and that was not there.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

//! `justbuilt kv`: the key–value namespaces of a project, for scripts and small tools.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, Subcommand};
use justbuilt_base::{Clock, SystemClock};
use justbuilt_store::namespace::{
    ImportMode, MAX_VALUE, Namespace, NamespaceError, ProjectNamespaces, check_key, check_name, value_as_json,
};
use justbuilt_store::records::types::{Place, Project};
use justbuilt_store::records::{RecordError, Records};
use justbuilt_store::{ContentHash, Kv, SystemEntropy};
use serde_json::{Value, json};

use crate::records::{Access, HomeArgs, explained, open};

/// Values of scripts and small tools, by project. Exits with 1 when there is no such key, and when something failed.
#[derive(Args)]
pub struct KvArgs {
    #[command(subcommand)]
    command: KvCommand,
    /// The folder of the project.
    #[arg(long, global = true, value_name = "PATH", default_value = ".")]
    project: PathBuf,
    /// Prints JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    home: HomeArgs,
}

#[derive(Subcommand)]
enum KvCommand {
    /// Prints the value of a key, as it is.
    Get {
        #[arg(value_parser = name)]
        namespace: String,
        #[arg(value_parser = key)]
        key: String,
    },
    /// Sets the value of a key.
    Set {
        #[arg(value_parser = name)]
        namespace: String,
        #[arg(value_parser = key)]
        key: String,
        /// The value; without it, all of standard input, as it is.
        #[arg(allow_hyphen_values = true)]
        value: Option<String>,
    },
    /// Deletes a key.
    Delete {
        #[arg(value_parser = name)]
        namespace: String,
        #[arg(value_parser = key)]
        key: String,
    },
    /// Prints the keys, a line each.
    Keys {
        #[arg(value_parser = name)]
        namespace: String,
        /// Only those that begin so.
        #[arg(default_value = "")]
        prefix: String,
        /// With the bytes of each value, and of all.
        #[arg(long, short)]
        long: bool,
    },
    /// Deletes all keys of a namespace.
    Clear {
        #[arg(value_parser = name)]
        namespace: String,
    },
    /// Prints the namespaces of the project, with keys and bytes.
    List,
    /// Writes a namespace as JSON.
    Export {
        #[arg(value_parser = name)]
        namespace: String,
        /// Where to; without it, standard output.
        file: Option<PathBuf>,
    },
    /// Sets what an export has.
    Import {
        #[arg(value_parser = name)]
        namespace: String,
        /// Where from; without it, standard input.
        file: Option<PathBuf>,
        /// Deletes what is not in the export.
        #[arg(long)]
        replace: bool,
    },
}

fn name(text: &str) -> Result<String, String> {
    check_name(text).map(|()| text.to_owned()).map_err(|error| format!("{error}. {}", error.help()))
}

fn key(text: &str) -> Result<String, String> {
    check_key(text).map(|()| text.to_owned()).map_err(|error| format!("{error}. {}", error.help()))
}

/// Does it.
pub fn run(args: KvArgs) -> anyhow::Result<()> {
    let input = read_input(&args.command)?;
    let access = match args.command {
        KvCommand::Set { .. } | KvCommand::Import { .. } => Access::Write,
        _ => Access::Look,
    };
    let kv = open(&args.home, access)?;
    let project = project(&kv, &args.project, access)?;
    let namespace = |name: &str| -> anyhow::Result<Option<Namespace>> {
        project.as_ref().map(|project| project.namespace(name)).transpose().map_err(said)
    };
    match &args.command {
        KvCommand::Get { namespace: name, key } => {
            let value = namespace(name)?.map(|namespace| namespace.get(key)).transpose().map_err(said)?;
            let value = value.flatten().ok_or_else(|| no_key(key, name))?;
            print_value(key, value, args.json)
        }
        KvCommand::Set { namespace: name, key, .. } => {
            let namespace = namespace(name)?.ok_or_else(|| no_project(&args.project))?;
            namespace.set(key, &input).map_err(said)?;
            done(&*kv, args.json, json!({ "key": key, "bytes": input.len() }), None)
        }
        KvCommand::Delete { namespace: name, key } => {
            let deleted =
                namespace(name)?.map(|namespace| namespace.delete(key)).transpose().map_err(said)?;
            if deleted != Some(true) {
                return Err(no_key(key, name));
            }
            done(&*kv, args.json, json!({ "deleted": 1 }), None)
        }
        KvCommand::Keys { namespace: name, prefix, long } => {
            let keys = namespace(name)?.map(|namespace| namespace.keys(prefix)).transpose().map_err(said)?;
            let keys = keys.unwrap_or_default();
            let rows = keys.iter().map(|entry| (entry.bytes, entry.key.as_str())).collect::<Vec<_>>();
            print_rows(&rows, *long, args.json.then(|| json!(keys)))
        }
        KvCommand::Clear { namespace: name } => {
            let deleted = namespace(name)?.map(|namespace| namespace.clear()).transpose().map_err(said)?;
            let deleted = deleted.unwrap_or(0);
            done(&*kv, args.json, json!({ "deleted": deleted }), Some(format!("{deleted} deleted")))
        }
        KvCommand::List => {
            let usage = project.as_ref().map(ProjectNamespaces::usage).transpose().map_err(said)?;
            let usage = usage.unwrap_or_default();
            let rows = usage.iter().map(|one| (one.bytes, one.name.as_str())).collect::<Vec<_>>();
            print_rows(&rows, true, args.json.then(|| json!(usage)))
        }
        KvCommand::Export { namespace: name, file } => {
            let namespace = namespace(name)?.ok_or_else(|| no_project(&args.project))?;
            let text = serde_json::to_string_pretty(&namespace.export().map_err(said)?)? + "\n";
            match file {
                Some(file) => {
                    std::fs::write(file, text).with_context(|| format!("could not write {}", file.display()))
                }
                None => print(text.as_bytes()),
            }
        }
        KvCommand::Import { namespace: name, replace, .. } => {
            let namespace = namespace(name)?.ok_or_else(|| no_project(&args.project))?;
            let export: Value = serde_json::from_slice(&input).context("this is not JSON")?;
            let mode = if *replace { ImportMode::Replace } else { ImportMode::Merge };
            let imported = namespace.import(&export, mode).map_err(said)?;
            let text = format!("{} set, {} deleted", imported.set, imported.deleted);
            done(&*kv, args.json, json!(imported), Some(text))
        }
    }
}

/// What comes in from outside, before the store is taken: a slow pipe must not keep a window from it.
fn read_input(command: &KvCommand) -> anyhow::Result<Vec<u8>> {
    match command {
        KvCommand::Set { value: Some(value), .. } => Ok(value.clone().into_bytes()),
        KvCommand::Set { value: None, key, .. } => {
            let mut input = Vec::new();
            let limit = MAX_VALUE as u64 + 1;
            std::io::stdin().lock().take(limit).read_to_end(&mut input).context("standard input")?;
            if input.len() > MAX_VALUE {
                bail!("the value of '{key}' has more than {MAX_VALUE} bytes");
            }
            Ok(input)
        }
        KvCommand::Import { file: Some(file), .. } => {
            std::fs::read(file).with_context(|| format!("could not read {}", file.display()))
        }
        KvCommand::Import { file: None, .. } => {
            let mut input = Vec::new();
            std::io::stdin().lock().read_to_end(&mut input).context("standard input")?;
            Ok(input)
        }
        _ => Ok(Vec::new()),
    }
}

/// The namespaces of the project in `folder`; `None` when the store does not know it and nothing is to be written.
fn project(kv: &Arc<dyn Kv>, folder: &Path, access: Access) -> anyhow::Result<Option<ProjectNamespaces>> {
    let path = folder.canonicalize().with_context(|| format!("there is no folder {}", folder.display()))?;
    if !path.is_dir() {
        bail!("{} is not a folder", folder.display());
    }
    let address = match path.to_str() {
        Some(text) => text.to_owned(),
        // Not text: told apart by its bytes.
        None => format!("{} ({})", path.display(), ContentHash::of(path.as_os_str().as_encoded_bytes())),
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let records = Records::new(Arc::clone(kv), Arc::clone(&clock), Arc::new(SystemEntropy));
    let projects = records.of::<Project>().map_err(recorded)?;
    let place = Place::folder(address);
    let found = match access {
        Access::Look => projects.at(&place).map_err(recorded)?,
        Access::Write => Some(projects.at_or_new(&place).map_err(recorded)?),
    };
    Ok(found.map(|project| ProjectNamespaces::new(Arc::clone(kv), clock, project.id)))
}

fn print_value(key: &str, value: Vec<u8>, json: bool) -> anyhow::Result<()> {
    if json {
        let bytes = value.len();
        return print_json(&json!({ "key": key, "bytes": bytes, "value": value_as_json(value) }));
    }
    print(&value)?;
    if std::io::stdout().is_terminal() && !value.ends_with(b"\n") {
        print(b"\n")?;
    }
    Ok(())
}

fn print_rows(rows: &[(u64, &str)], long: bool, json: Option<Value>) -> anyhow::Result<()> {
    if let Some(json) = json {
        return print_json(&json);
    }
    let mut out = String::new();
    for (bytes, name) in rows {
        out += &if long { format!("{bytes:>12}  {name}\n") } else { format!("{name}\n") };
    }
    if long {
        let total: u64 = rows.iter().map(|(bytes, _)| bytes).sum();
        out += &format!("{total:>12}  bytes in {}\n", rows.len());
    }
    print(out.as_bytes())
}

/// Waits for the disk, then says so.
fn done(kv: &dyn Kv, json: bool, value: Value, text: Option<String>) -> anyhow::Result<()> {
    kv.flush().map_err(|error| said(error.into()))?;
    match (json, text) {
        (true, _) => print_json(&value),
        (false, Some(text)) => print(format!("{text}\n").as_bytes()),
        (false, None) => Ok(()),
    }
}

fn print_json(value: &Value) -> anyhow::Result<()> {
    print(format!("{}\n", serde_json::to_string_pretty(value)?).as_bytes())
}

fn print(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).context("standard output")
}

fn no_key(key: &str, namespace: &str) -> anyhow::Error {
    anyhow!("there is no '{key}' in '{namespace}'")
}

fn no_project(folder: &Path) -> anyhow::Error {
    anyhow!("nothing is kept for the project in {}", folder.display())
}

fn said(error: NamespaceError) -> anyhow::Error {
    let help = error.help();
    explained(error, help)
}

fn recorded(error: RecordError) -> anyhow::Error {
    let help = error.help();
    explained(error, help)
}

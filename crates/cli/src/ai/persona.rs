//! `justbuilt persona`: the personas there are, files of other programs brought in and given out, and what is wrong
//! with one or with a text by its style.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use justbuilt_ai::persona::{Finding, Format, Persona, PersonaFile, Rule, compose, evaluate, slug};
use justbuilt_ai::rights::Rights;
use justbuilt_workspace::ai::shelf::rights_in_words;
use serde_json::{Value, json};

use super::cost::aligned;
use super::desk::{Desk, DeskArgs};
use super::people::{self, Found};
use super::{gather, say, usage};

/// Shows, brings in, gives out and checks personas: those that come with the program, yours (`personas/` in the config
/// folder) and the project's (`.justbuilt/personas`). The later go before the earlier of the same name.
#[derive(Args)]
pub struct PersonaArgs {
    #[command(subcommand)]
    command: PersonaCommand,
    /// Prints JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Subcommand)]
enum PersonaCommand {
    /// Lists them.
    List,
    /// Shows one: what the model is told, and what it may do.
    Show {
        /// Its name, as the list has it.
        name: String,
    },
    /// Brings a file of personas in, of this or of another program. Its rights are shown and taken away, unless you
    /// keep them.
    Import {
        file: PathBuf,
        /// What the file is (default: by its name and content): justbuilt, claude, copilot, cursor, roo, crewai, card,
        /// card-png.
        #[arg(long)]
        format: Option<String>,
        /// Into the project's folder, not into yours.
        #[arg(long)]
        project: bool,
        /// Gives it the rights that the file asks for.
        #[arg(long)]
        keep_rights: bool,
        /// Also where there is one of that name in that folder.
        #[arg(long)]
        replace: bool,
    },
    /// Gives one out, as a file of this or of another program.
    Export {
        /// Its name, as the list has it.
        name: String,
        /// For which program: justbuilt, claude, copilot, cursor, roo, crewai, card.
        #[arg(long, default_value = "justbuilt")]
        format: String,
        /// The file, which must not be there (default: the standard output).
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Says what is wrong with a persona; with --edit, what in a text breaks the style that it measures. Exit code 1
    /// when something is.
    Check {
        /// A file, or the name of one in the list.
        persona: String,
        /// The text to measure; its place in the project decides which limits hold.
        #[arg(long, value_name = "FILE")]
        edit: Vec<PathBuf>,
    },
}

/// Runs the command.
pub fn run(args: &PersonaArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(&args.desk)?;
    match &args.command {
        PersonaCommand::List => list(&desk, args.json)?,
        PersonaCommand::Show { name } => show(&desk, name, args.json)?,
        PersonaCommand::Import { file, format, project, keep_rights, replace } => {
            let format = format.as_deref().map(named_format).transpose()?;
            let folder = if *project { people::project_folder(&desk) } else { people::user_folder(&desk) };
            import(file, format, &folder, *keep_rights, *replace, args.json)?;
        }
        PersonaCommand::Export { name, format, output } => {
            let found = people::named(&desk, name)?;
            let file = PersonaFile::export(named_format(format)?, &[found.persona])?;
            give(output.as_deref(), &file.bytes())?;
        }
        PersonaCommand::Check { persona, edit } => return check(&desk, persona, edit, args.json),
    }
    Ok(ExitCode::SUCCESS)
}

fn named_format(name: &str) -> anyhow::Result<Format> {
    Format::named(name).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
        usage(format!("there is no format {name}; there are: {}", known.join(", ")))
    })
}

fn summary(found: &Found) -> Value {
    let persona = &found.persona;
    json!({
        "slug": persona.slug,
        "name": persona.name,
        "description": persona.description,
        "when": persona.when,
        "origin": people::word(found.source),
        "path": found.path,
    })
}

fn list(desk: &Desk, as_json: bool) -> anyhow::Result<()> {
    let all = people::all(desk);
    let mut out = std::io::stdout().lock();
    if as_json {
        let all: Vec<Value> = all.iter().map(summary).collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(());
    }
    let row = |found: &Found| [found.persona.slug.clone(), people::word(found.source).to_owned()];
    let rows: Vec<[String; 2]> = all.iter().map(row).collect();
    for (line, found) in aligned(&rows).iter().zip(&all) {
        writeln!(out, "{line}  {}", found.persona.description)?;
    }
    Ok(())
}

fn show(desk: &Desk, name: &str, as_json: bool) -> anyhow::Result<()> {
    let found = people::named(desk, name)?;
    let told = compose(&found.persona, &[]);
    let mut out = std::io::stdout().lock();
    if as_json {
        let mut all = summary(&found);
        if let Some(all) = all.as_object_mut() {
            all.insert("told".to_owned(), told.into());
            all.insert("persona".to_owned(), serde_json::to_value(&found.persona)?);
        }
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(());
    }
    let place = found.path.as_ref().map(|path| format!(", {}", path.display())).unwrap_or_default();
    writeln!(out, "{} ({}{place})\n{}", found.persona.name, people::word(found.source), found.persona.when)?;
    writeln!(out, "\nThe model is told:\n\n{}", told.trim_end())?;
    let rights = rights_in_words(&found.persona.rights);
    if rights.is_empty() {
        writeln!(out, "\nIt has no rights: it may only talk.")?;
    } else {
        writeln!(out, "\nIt\n  {}", rights.join("\n  "))?;
    }
    Ok(())
}

fn import(
    file: &Path,
    format: Option<Format>,
    folder: &Path,
    keep_rights: bool,
    replace: bool,
    as_json: bool,
) -> anyhow::Result<()> {
    let read = people::read_as(file, format)?;
    if read.personas().is_empty() {
        bail!("{}: there is no persona in it", file.display());
    }
    let mut made = Vec::new();
    for persona in read.personas() {
        let mut persona = persona.clone();
        if persona.slug.is_empty() {
            persona.slug = slug(&persona.name);
        }
        // A name from outside becomes the name of a file.
        let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if persona.slug.is_empty() || !persona.slug.chars().all(plain) {
            persona.slug = slug(&persona.slug);
        }
        if persona.slug.is_empty() {
            bail!("{}: a persona in it has no name", file.display());
        }
        let asked = rights_in_words(&persona.rights);
        if !keep_rights {
            persona.rights = Rights::default();
        }
        let target = folder.join(format!("{}.md", persona.slug));
        if target.exists() && !replace {
            bail!(
                "{} is there already; nothing was written. --replace puts this one in its place",
                target.display()
            );
        }
        let bytes = PersonaFile::export(Format::Own, std::slice::from_ref(&persona))?.bytes();
        made.push((persona, asked, target, bytes));
    }
    // All of them can be written, or none is.
    std::fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    let mut out = std::io::stdout().lock();
    let mut rows = Vec::new();
    for (persona, asked, target, bytes) in made {
        std::fs::write(&target, bytes).with_context(|| format!("could not write {}", target.display()))?;
        if as_json {
            rows.push(
                json!({"slug": persona.slug, "path": target, "asked": asked, "kept_rights": keep_rights}),
            );
            continue;
        }
        writeln!(out, "{} is in {}", persona.slug, target.display())?;
        if !asked.is_empty() {
            let word = if keep_rights {
                "it has these rights"
            } else {
                "its file asks for these rights, which it was not given (--keep-rights)"
            };
            writeln!(out, "{word}:\n  {}", asked.join("\n  "))?;
        }
        if !persona.asks.is_empty() {
            writeln!(out, "its file names tools of its own program: {}", persona.asks.join(", "))?;
        }
    }
    if as_json {
        writeln!(out, "{}", serde_json::to_string_pretty(&rows)?)?;
    }
    Ok(())
}

/// Writes to a file that is not there, or to the standard output.
fn give(output: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    let Some(path) = output else {
        return Ok(std::io::stdout().lock().write_all(bytes)?);
    };
    let mut options = std::fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .open(path)
        .with_context(|| format!("could not make {}", path.display()))?;
    file.write_all(bytes).with_context(|| format!("could not write {}", path.display()))
}

fn check(desk: &Desk, name: &str, edits: &[PathBuf], as_json: bool) -> anyhow::Result<ExitCode> {
    let path = Path::new(name);
    let personas: Vec<Persona> = if path.is_file() {
        people::read(path)?.personas().to_vec()
    } else {
        vec![people::named(desk, name)?.persona]
    };
    let wrong: Vec<(String, Vec<String>)> =
        personas.iter().map(|persona| (persona.name.clone(), persona.check())).collect();
    let mut measured: Vec<(String, Finding)> = Vec::new();
    for edit in edits {
        let text = std::fs::read_to_string(edit)
            .map_err(|error| usage(format!("--edit {}: {error}", edit.display())))?;
        let place = gather::name_of(&desk.root, &std::path::absolute(edit)?);
        for persona in &personas {
            if persona.style.checks.is_empty() {
                say(&format!("{} measures nothing", persona.name));
            }
            let found = evaluate(&persona.style, &place, &text, None);
            measured.extend(found.into_iter().map(|finding| (place.clone(), finding)));
        }
    }
    let bad = !measured.is_empty() || wrong.iter().any(|(_, wrong)| !wrong.is_empty());
    let mut out = std::io::stdout().lock();
    if as_json {
        let wrong: Vec<Value> =
            wrong.iter().map(|(name, wrong)| json!({"persona": name, "wrong": wrong})).collect();
        let measured: Vec<Value> = measured
            .iter()
            .map(|(file, one)| {
                json!({
                    "file": file,
                    "line": one.line,
                    "rule": rule(one.rule),
                    "measured": one.measured,
                    "allowed": one.allowed,
                    "message": one.message,
                })
            })
            .collect();
        let all = json!({"ok": !bad, "personas": wrong, "findings": measured});
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
    } else {
        for (name, wrong) in &wrong {
            wrong.iter().try_for_each(|what| writeln!(out, "{name}: {what}"))?;
        }
        for (file, one) in &measured {
            writeln!(out, "{file}:{}: {}", one.line, one.message)?;
        }
        if !bad {
            writeln!(out, "nothing is wrong")?;
        }
    }
    Ok(ExitCode::from(u8::from(bad)))
}

fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Line => "line",
        Rule::Function => "function",
        Rule::File => "file",
        Rule::Comments => "comments",
        Rule::Forbidden => "forbidden",
    }
}

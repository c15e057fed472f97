//! What is set up, as the files say it: `providers.toml` and `prices.toml` of the config folder, read together, with
//! what is wrong in them and where. For the window and for the command line.

use std::path::{Path, PathBuf};

use justbuilt_ai::prices::PriceList;
use justbuilt_ai::providers::Providers;
use justbuilt_store::{Fs, FsError};

use crate::settings::read_text;

/// Providers and prices.
#[derive(Debug)]
pub struct Desk {
    /// Who can be asked.
    pub providers: Providers,
    /// For what money.
    pub prices: PriceList,
    /// What is wrong with the files. What cannot be read is as it comes with the program.
    pub problems: Vec<Problem>,
}

/// Something that is wrong with one of the files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {what}", path.display(), line.map(|line| format!(": line {line}")).unwrap_or_default())]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// It is `providers.toml`, where budgets are: nothing may go out before it is mended.
    pub holds_budgets: bool,
}

/// By what a changed file is known: of each, when it was written and how long it is.
pub type Stamps = [Option<(Option<i64>, u64)>; 2];

/// Where `providers.toml` is.
pub fn providers_file(config: &Path) -> PathBuf {
    config.join("providers.toml")
}

/// Where `prices.toml` is.
pub fn prices_file(config: &Path) -> PathBuf {
    config.join("prices.toml")
}

/// How the files stand now.
pub fn stamps(fs: &dyn Fs, config: Option<&Path>) -> Stamps {
    let of = |path: PathBuf| {
        let metadata = fs.metadata(&path).ok()?;
        Some((metadata.modified_ns, metadata.size))
    };
    let Some(config) = config else { return [None, None] };
    [of(providers_file(config)), of(prices_file(config))]
}

impl Desk {
    /// Reads the files of a config folder; without one there is what comes with the program. Waits for the disk.
    pub fn read(fs: &dyn Fs, config: Option<&Path>) -> Self {
        let mut problems = Vec::new();
        let mut text = |path: PathBuf, holds_budgets: bool| match read_text(fs, &path) {
            Ok(text) => text.map(|text| (path, text)),
            Err(error) => {
                problems.push(unreadable(path, &error, holds_budgets));
                None
            }
        };
        let own_providers = config.and_then(|config| text(providers_file(config), true));
        let own_prices = config.and_then(|config| text(prices_file(config), false));
        let mut providers = Providers::built_in();
        if let Some((path, text)) = own_providers {
            match Providers::built_in().with_own(&text) {
                Ok(own) => providers = own,
                Err(error) => problems.push(Problem {
                    path,
                    line: Some(error.line),
                    what: error.what,
                    holds_budgets: true,
                }),
            }
        }
        let prices = prices(own_prices, &mut problems);
        Self { providers, prices, problems }
    }
}

fn unreadable(path: PathBuf, error: &FsError, holds_budgets: bool) -> Problem {
    Problem { path, line: None, what: format!("{error}. {}", error.help()), holds_budgets }
}

fn prices(own: Option<(PathBuf, String)>, problems: &mut Vec<Problem>) -> PriceList {
    let built_in = PriceList::built_in().unwrap_or_else(|error| {
        log::error!("the built-in prices: {error}");
        PriceList::empty()
    });
    let Some((path, text)) = own else { return built_in };
    match built_in.with_own(&text) {
        Ok(prices) => prices,
        Err(error) => {
            let what = error.to_string();
            // What is wrong with the form of a file comes with its place: "TOML parse error at line 3, column 1".
            let line = what.split_once("at line ").and_then(|(_, rest)| {
                rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
            });
            problems.push(Problem { path, line, what, holds_budgets: false });
            PriceList::built_in().unwrap_or_else(|_| PriceList::empty())
        }
    }
}

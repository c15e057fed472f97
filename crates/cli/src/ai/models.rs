//! `justbuilt models`: what a provider offers, with window and price where they are known; and whether its key is good.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use justbuilt_ai::client::{KeyCheck, Options};
use justbuilt_ai::prices::{ModelFacts, Money};
use justbuilt_ai::protocol::models::{self, Model};
use justbuilt_ai::providers::{FoundKey, KeyPlace, Provider};
use justbuilt_ai::{Call, Endpoint};
use justbuilt_workspace::ai::models::described;
use justbuilt_workspace::ai::words::{About, Reader, of_fault};
use serde_json::json;

use super::cost::aligned;
use super::desk::{Desk, DeskArgs, Network, ProviderArgs, environment};

/// Lists the models of a provider, with window (tokens) and price (US dollars for a million tokens) where they are
/// known, or checks its key by a call that costs nothing.
///
/// Exit code 0 when that went well, 1 when the provider does not answer or does not take the key, 2 for wrong arguments.
#[derive(Args)]
pub struct ModelsArgs {
    #[command(flatten)]
    provider: ProviderArgs,
    /// Only checks the key.
    #[arg(long)]
    check: bool,
    /// Prints JSON: "provider" and "models" with "id", "name", "context", "max_output", "input_usd", "output_usd"
    /// (a million tokens); with --check "provider", "key" and "from".
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    desk: DeskArgs,
}

/// Runs the command.
pub fn run(args: &ModelsArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(&args.desk)?;
    let mut keys = desk.keys();
    let provider = desk.provider(&args.provider, &mut keys)?;
    let key = keys.of(&provider)?;
    drop(keys);
    let endpoint = provider.endpoint(&key, &environment);
    let network = desk.network()?;
    if args.check {
        return check(args, &network, &provider, &endpoint, &key);
    }
    let listed =
        network.handle.block_on(described(&network.client, &provider, &endpoint, &Options::default()));
    let listed = match listed {
        Ok(listed) => listed,
        Err(fault) => {
            let about = About { provider: &provider, model: "that name", key: &key.from, near: &[] };
            bail!(of_fault(&fault, about, Reader::Terminal).lines())
        }
    };
    let mut out = std::io::stdout().lock();
    let rows: Vec<Row> = listed.into_iter().map(|model| Row::new(&desk, &provider, model)).collect();
    if args.json {
        let models: Vec<_> = rows.iter().map(Row::json).collect();
        let all = json!({ "provider": provider.name, "models": models });
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if rows.is_empty() {
        writeln!(out, "{} has no models", provider.name)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = vec![["model", "window", "answer", "$ in", "$ out"].map(str::to_owned)];
    table.extend(rows.iter().map(Row::cells));
    for line in aligned(&table) {
        writeln!(out, "{line}")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn check(
    args: &ModelsArgs,
    network: &Network,
    provider: &Provider,
    endpoint: &Endpoint,
    key: &FoundKey,
) -> anyhow::Result<ExitCode> {
    let wire = models::encode(provider.protocol, endpoint, None);
    let call = Call::new(provider.protocol, endpoint, wire);
    let said = network.handle.block_on(network.client.check_key(&call, &Options::default()));
    let from = match &key.from {
        KeyPlace::Environment(name) => format!("the key in {name}"),
        KeyPlace::Vault(name) => format!("the secret {name} of the vault"),
        KeyPlace::NotNeeded => "no key".to_owned(),
    };
    let word = match &said {
        KeyCheck::Good => "good",
        KeyCheck::Refused(_) => "refused",
        KeyCheck::NoCredit(_) => "no_credit",
        KeyCheck::Unclear(_) => "unclear",
    };
    if args.json {
        let line = json!({ "provider": provider.name, "key": word, "from": from });
        writeln!(std::io::stdout().lock(), "{line}")?;
    }
    match said {
        KeyCheck::Good => {
            if !args.json {
                writeln!(std::io::stdout().lock(), "{} takes {from}", provider.name)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        KeyCheck::Refused(fault) | KeyCheck::NoCredit(fault) | KeyCheck::Unclear(fault) => {
            let about = About { provider, model: "any model", key: &key.from, near: &[] };
            bail!(of_fault(&fault, about, Reader::Terminal).lines())
        }
    }
}

/// A model with what the list of prices adds.
struct Row {
    model: Model,
    facts: ModelFacts,
}

impl Row {
    fn new(desk: &Desk, provider: &Provider, model: Model) -> Self {
        let facts = desk.prices.find(&provider.prices, &model.id).unwrap_or_default();
        Self { model, facts }
    }

    fn context(&self) -> Option<u64> {
        self.model.context.or(self.facts.context)
    }

    fn max_output(&self) -> Option<u64> {
        self.model.max_output.or(self.facts.max_output)
    }

    /// US dollars for a million tokens: (read, written). What the provider says itself goes first.
    fn prices(&self) -> (Option<f64>, Option<f64>) {
        let own = |usd: Option<f64>| usd.map(|usd| usd * 1e6);
        let listed = |money: Option<Money>| money.map(|money| money.times(1_000_000).usd());
        (
            own(self.model.input_usd).or(listed(self.facts.price.input)),
            own(self.model.output_usd).or(listed(self.facts.price.output)),
        )
    }

    fn cells(&self) -> [String; 5] {
        let count = |count: Option<u64>| count.map_or("?".to_owned(), |count| count.to_string());
        let price = |price: Option<f64>| price.map_or("?".to_owned(), |price| format!("{price:.2}"));
        let (input, output) = self.prices();
        let id = super::ask::tame(&self.model.id);
        [id, count(self.context()), count(self.max_output()), price(input), price(output)]
    }

    fn json(&self) -> serde_json::Value {
        let (input, output) = self.prices();
        json!({
            "id": self.model.id,
            "name": self.model.name,
            "context": self.context(),
            "max_output": self.max_output(),
            "input_usd": input,
            "output_usd": output,
            "price_as_of": self.facts.as_of,
        })
    }
}

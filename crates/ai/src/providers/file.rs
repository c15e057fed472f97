//! `providers.toml`: read strictly, each error with its line. What it says is in the module above.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Named, Provider, Providers, ProvidersError, is_local, nearest};
use crate::budget::{Budget, Limit, Period};
use crate::meter::Scope;
use crate::prices::Money;
use crate::protocol::Protocol;
use crate::routing::Role;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawFile {
    default: Option<Spanned<String>>,
    provider: BTreeMap<Spanned<String>, RawProvider>,
    budget: Vec<Spanned<RawBudget>>,
    route: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawProvider {
    protocol: Option<Spanned<String>>,
    base_url: Option<Spanned<String>>,
    headers: Option<BTreeMap<Spanned<String>, Spanned<String>>>,
    key: Option<Spanned<String>>,
    env: Option<Variables>,
    model: Option<String>,
    prices: Option<String>,
    needs_key: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Variables {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBudget {
    usd: Option<f64>,
    tokens: Option<u64>,
    per: Period,
    provider: Option<String>,
    model: Option<String>,
    persona: Option<String>,
    project: Option<String>,
    #[serde(default)]
    allow_unknown: bool,
}

/// Puts what a file says over what there is.
pub(super) fn read_over(providers: &mut Providers, text: &str) -> Result<(), ProvidersError> {
    let at = |offset: usize| 1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    let wrong = |span: std::ops::Range<usize>, what: String| ProvidersError { line: at(span.start), what };
    let raw: RawFile = toml::from_str(text).map_err(|error| {
        wrong(error.span().unwrap_or_default(), error.message().trim().replace('\n', "; "))
    })?;
    for (name, own) in raw.provider {
        let span = name.span();
        let name = name.into_inner();
        if name.is_empty() || name.contains(|c: char| c == '/' || c.is_whitespace() || c.is_control()) {
            return Err(wrong(span, format!("{name:?} is no name for a provider: no blanks and no slashes")));
        }
        let known = providers.list.iter().position(|one| one.name == name);
        let protocol = match &own.protocol {
            None => None,
            Some(word) => Some(protocol(word.get_ref()).map_err(|what| wrong(word.span(), what))?),
        };
        let base_url = match &own.base_url {
            None => None,
            Some(url) => Some(address(url.get_ref()).map_err(|what| wrong(url.span(), what))?),
        };
        let mut provider = match (known.and_then(|at| providers.list.get(at)), &base_url) {
            (Some(known), _) => known.clone(),
            (None, Some(base_url)) => Provider {
                protocol: Protocol::OpenaiChat,
                base_url: base_url.clone(),
                headers: Vec::new(),
                key: name.clone(),
                env: Vec::new(),
                model: None,
                prices: name.clone(),
                needs_key: !is_local(base_url),
                name,
            },
            (None, None) => {
                let built_in: Vec<String> = providers.list.iter().map(|one| one.name.clone()).collect();
                let near = nearest(&name, &built_in, 1);
                let hint = super::did_you_mean(&near);
                return Err(wrong(span, format!("the provider {name} has no base_url{hint}")));
            }
        };
        provider.protocol = protocol.unwrap_or(provider.protocol);
        provider.base_url = base_url.unwrap_or(provider.base_url);
        if let Some(headers) = own.headers {
            provider.headers.clear();
            for (name, value) in headers {
                let span = name.span();
                provider
                    .headers
                    .push(header(name.into_inner(), value.into_inner()).map_err(|what| wrong(span, what))?);
            }
        }
        if let Some(key) = own.key {
            if looks_like_a_key(key.get_ref()) {
                // The key itself is not repeated.
                let what = "this looks like a key; here goes its name in the vault. Put the key there: \
                            justbuilt vault set NAME, and take it out of this file";
                return Err(wrong(key.span(), what.to_owned()));
            }
            provider.key = key.into_inner();
        }
        match own.env {
            Some(Variables::One(name)) => provider.env = vec![name],
            Some(Variables::Many(names)) => provider.env = names,
            None => {}
        }
        provider.model = own.model.or(provider.model);
        provider.prices = own.prices.unwrap_or(provider.prices);
        provider.needs_key = own.needs_key.unwrap_or(provider.needs_key);
        match known.and_then(|at| providers.list.get_mut(at)) {
            Some(slot) => *slot = provider,
            None => providers.list.push(provider),
        }
    }
    if let Some(default) = raw.default {
        providers.get(default.get_ref()).map_err(|error| wrong(default.span(), error.to_string()))?;
        providers.default = Some(default.into_inner());
    }
    for raw in raw.budget {
        let span = raw.span();
        providers.budgets.push(budget(raw.into_inner()).map_err(|what| wrong(span, what))?);
    }
    for (word, models) in raw.route {
        let role = role(word.get_ref()).map_err(|what| wrong(word.span(), what))?;
        let mut route = Vec::new();
        for model in models {
            let named = Named::parse(model.get_ref()).ok_or_else(|| {
                let what = format!("{:?} is no PROVIDER/MODEL", model.get_ref());
                wrong(model.span(), what)
            })?;
            providers.get(&named.provider).map_err(|error| wrong(model.span(), error.to_string()))?;
            route.push(named);
        }
        providers.routes.retain(|(one, _)| *one != role);
        providers.routes.push((role, route));
    }
    Ok(())
}

fn role(word: &str) -> Result<Role, String> {
    Role::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(word)).map_err(|_| {
        format!("there is no role {word}; there are: chat, inline_edit, completion, plan, summary, embedding")
    })
}

fn protocol(word: &str) -> Result<Protocol, String> {
    Protocol::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(word)).map_err(
        |_| {
            format!(
                "there is no protocol {word}; there are: openai-chat, openai-responses, anthropic, gemini, mistral, ollama"
            )
        },
    )
}

/// An address as it is used: with its scheme, without what would go before or after it.
pub(super) fn address(url: &str) -> Result<String, String> {
    let clean = url.trim().trim_end_matches('/');
    let host = clean.strip_prefix("https://").or_else(|| clean.strip_prefix("http://")).unwrap_or_default();
    let authority = host.split('/').next().unwrap_or_default();
    if authority.is_empty() || authority.contains('@') || clean.contains(char::is_whitespace) {
        return Err(format!(
            "{url:?} is no address of a provider: it begins with https:// (or http:// on this machine), and has no user in it"
        ));
    }
    if clean.contains(['?', '#']) {
        return Err(format!("{url:?} has a question mark or a # in it; leave them out"));
    }
    Ok(clean.to_owned())
}

fn header(name: String, value: String) -> Result<(String, String), String> {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(token) {
        return Err(format!("{name:?} is no name of a header"));
    }
    if value.contains(|c: char| c.is_control()) {
        return Err(format!("the value of the header {name} has a line break or another control character"));
    }
    Ok((name.to_ascii_lowercase(), value))
}

/// Whether somebody put the key where its name belongs.
fn looks_like_a_key(text: &str) -> bool {
    let start = ["sk-", "sk_", "AIza", "gsk_", "xai-"].iter().any(|start| text.starts_with(start));
    start && text.len() >= 20
}

fn budget(raw: RawBudget) -> Result<Budget, String> {
    let limit = match (raw.usd, raw.tokens) {
        (Some(usd), None) => {
            Limit::Money(Money::from_usd(usd).ok_or_else(|| format!("{usd} is no sum of US dollars"))?)
        }
        (None, Some(tokens)) => Limit::Tokens(tokens),
        _ => return Err("a budget has either usd or tokens".to_owned()),
    };
    let scopes = [
        raw.provider.map(Scope::Provider),
        raw.model.map(Scope::Model),
        raw.persona.map(Scope::Persona),
        raw.project.map(Scope::Project),
    ];
    let mut scopes = scopes.into_iter().flatten();
    let scope = scopes.next().unwrap_or(Scope::All);
    if scopes.next().is_some() {
        return Err("a budget is for one of provider, model, persona and project".to_owned());
    }
    Ok(Budget { scope, period: raw.per, limit, allow_unknown: raw.allow_unknown })
}

//! Whom to ask: what the user chose, then the persona's model, then those that the settings name for the role, then
//! whoever has a key. What fits and who failed lately is judged by [`justbuilt_ai::routing`].

use justbuilt_ai::persona::Persona;
use justbuilt_ai::protocol::Protocol;
use justbuilt_ai::providers::{Named, Provider};
use justbuilt_ai::routing::breaker::{Breakers, Rules};
use justbuilt_ai::routing::{Candidate, Choice, Need, Passed, Preferences, Role, Route, Target, route};

use super::{fill, way::Way};
use crate::ai::desk::Desk;
use crate::ai::words::{Reader, of_key_fault, of_missing_key, of_nobody};
use crate::ai::{KeyFault, Trouble, models};

/// What Mistral completes with.
const CODESTRAL: &str = "codestral-latest";

/// Someone to ask.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub provider: Provider,
    pub target: Target,
    /// Why, in words for the user.
    pub reason: String,
}

/// Who is wished for, before anybody else.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wish<'a> {
    /// (provider, model) that the user chose.
    pub model: Option<&'a (String, String)>,
    /// The persona that speaks.
    pub persona: Option<&'a Persona>,
}

/// Whom to ask, the first first; never nobody.
pub(crate) fn choose(way: &Way, desk: &Desk, need: &Need, wish: Wish<'_>) -> Result<Vec<Chosen>, Trouble> {
    let providers: Vec<&Provider> = desk.providers.iter().collect();
    let mut wanted = Wanted::of(way, desk, need.role, wish)?;
    let mut keys = Ok(());
    if wanted.others {
        keys = way.look_up(providers.iter().copied());
        for provider in &providers {
            for model in models_of(way, provider, need.role) {
                let has_key = has_key(way, provider).unwrap_or_else(|fault| {
                    keys = Err(fault);
                    false
                });
                // Two ways to the same account are one.
                let same = |known: &Named| {
                    known.model == model
                        && desk.providers.get(&known.provider).is_ok_and(|one| one.key == provider.key)
                };
                if has_key && !wanted.list.iter().any(same) {
                    wanted.list.push(Named { provider: provider.name.clone(), model });
                }
            }
        }
    }
    let candidates: Vec<Candidate> = wanted
        .list
        .iter()
        .filter_map(|named| {
            let provider = providers.iter().find(|provider| provider.name == named.provider)?;
            Some(candidate(way, provider, &named.model, need.role))
        })
        .collect();
    let chosen: Vec<(Role, Target)> =
        candidates.iter().take(wanted.chosen).map(|one| (need.role, one.target.clone())).collect();
    let preferences = Preferences { chosen, fall_back: true, ..Preferences::default() };
    let ask = |breakers| route(&candidates, need, &preferences, &desk.prices, breakers);
    let mut routed = ask(&way.breakers);
    if routed.choices.is_empty() && need.role != Role::Completion {
        // Who asks at the keyboard wants it tried, whatever happened before.
        let fresh = Breakers::new(way.clock.clone(), Rules::default());
        routed = ask(&fresh);
    }
    let mut missing = None;
    let choices = std::mem::take(&mut routed.choices);
    let mut list: Vec<(usize, Chosen)> = Vec::new();
    for choice in choices {
        let Some(place) = candidates.iter().position(|one| one.target == choice.target) else { continue };
        let Ok(provider) = desk.providers.get(&choice.target.endpoint) else { continue };
        match has_key(way, provider) {
            Ok(true) => list.push((place, put(choice, provider, place, &wanted))),
            Ok(false) => {
                let reason = "it has no key".to_owned();
                routed.passed.push(Passed { target: choice.target, reason });
                missing.get_or_insert_with(|| of_missing_key(provider, Reader::Window));
            }
            Err(fault) => {
                missing.get_or_insert_with(|| of_key_fault(&fault, provider));
            }
        }
    }
    // Those that nobody chose come in the order of the providers.
    list.sort_by_key(|(place, _)| *place);
    if list.is_empty() {
        return Err(nobody(&routed, need.role, missing, keys.err(), &providers));
    }
    Ok(list.into_iter().map(|(_, chosen)| chosen).collect())
}

/// Models that are wished for, and whether others may stand in for them.
struct Wanted {
    list: Vec<Named>,
    /// So many of them were chosen by somebody.
    chosen: usize,
    /// Whose model the first one is.
    persona: Option<String>,
    by_user: bool,
    others: bool,
}

impl Wanted {
    fn of(way: &Way, desk: &Desk, role: Role, wish: Wish<'_>) -> Result<Self, Trouble> {
        if let Some((provider, model)) = wish.model {
            known(desk, provider)?;
            let list = vec![Named { provider: provider.clone(), model: model.clone() }];
            return Ok(Self { list, chosen: 1, persona: None, by_user: true, others: false });
        }
        let mut list: Vec<Named> = Vec::new();
        let mut persona = None;
        if let Some((one, model)) = wish.persona.and_then(|one| Some((one, one.model.as_ref()?))) {
            let named = Some(model.provider.as_str()).filter(|name| !name.is_empty());
            let found = desk
                .providers
                .choose(named, Some(&model.model), &mut |provider| has_key(way, provider).unwrap_or(false));
            // Somebody who is not set up here is passed over: others can speak for the persona.
            if let Ok(found) = found {
                list.push(Named { provider: found.provider.name, model: found.model });
                persona = Some(one.name.clone());
            }
        }
        let routes = desk.providers.route(role);
        for named in routes {
            if !list.contains(named) {
                list.push(named.clone());
            }
        }
        if routes.is_empty()
            && let Some(default) = desk.providers.default_name()
            && let Ok(provider) = desk.providers.get(default)
            && let Some(model) = models_of(way, provider, role).into_iter().next()
        {
            let named = Named { provider: default.to_owned(), model };
            if !list.contains(&named) {
                list.push(named);
            }
        }
        let chosen = list.len();
        Ok(Self { list, chosen, persona, by_user: false, others: routes.is_empty() })
    }
}

fn known(desk: &Desk, provider: &str) -> Result<(), Trouble> {
    desk.providers.get(provider).map(drop).map_err(|error| {
        Trouble::new(error.to_string(), "Choose another model, or add this provider on the page Providers.")
    })
}

/// What a provider can be asked with when nobody named a model.
fn models_of(way: &Way, provider: &Provider, role: Role) -> Vec<String> {
    if role == Role::Completion && provider.protocol == Protocol::Mistral {
        return vec![CODESTRAL.to_owned()];
    }
    let listed = way.listed(&provider.name);
    let fills = || {
        let listed = listed.as_ref()?;
        listed.iter().find(|model| model.fim == Some(true)).map(|model| model.id.clone())
    };
    let first = || listed.as_ref().and_then(models::first_to_chat).map(|model| model.id.clone());
    let own = provider.model.clone();
    match role {
        // Never the provider's model for talking: that one has no vectors, or poor ones.
        Role::Embedding => listed.as_ref().and_then(models::first_to_embed).map(|model| model.id.clone()),
        Role::Completion => fills().or(own).or_else(first),
        _ => own.or_else(first),
    }
    .into_iter()
    .collect()
}

fn has_key(way: &Way, provider: &Provider) -> Result<bool, KeyFault> {
    Ok(way.key_of(provider)?.is_some())
}

fn candidate(way: &Way, provider: &Provider, model: &str, role: Role) -> Candidate {
    let target = Target {
        endpoint: provider.name.clone(),
        provider: provider.prices.clone(),
        model: model.to_owned(),
    };
    let said = way.said_of(&provider.name, model);
    Candidate {
        first_word: way.first_word(&target),
        target,
        // Whoever is named for vectors is tried, whatever its name says.
        roles: if role == Role::Embedding { vec![role] } else { Vec::new() },
        quality: None,
        // What nobody says is tried: the provider's refusal says more than our guess.
        tools: said.as_ref().and_then(|model| model.tools).unwrap_or(true),
        images: said.as_ref().and_then(|model| model.images).unwrap_or(true),
        local: provider.is_local(),
    }
}

fn put(choice: Choice, provider: &Provider, place: usize, wanted: &Wanted) -> Chosen {
    let again = choice.reason.split_once("; ").map(|(_, again)| format!("; {again}")).unwrap_or_default();
    let reason = if wanted.by_user {
        "you chose it".to_owned()
    } else if let (0, Some(persona)) = (place, &wanted.persona) {
        format!("it is the model of {persona}")
    } else if place < wanted.chosen {
        if wanted.others { "it is your default".to_owned() } else { choice.reason.clone() }
    } else if provider.needs_key {
        "it has a key, and nobody else was chosen".to_owned()
    } else {
        "it is on this machine, and nobody else was chosen".to_owned()
    };
    let reason = if reason == choice.reason { reason } else { reason + &again };
    Chosen { provider: provider.clone(), target: choice.target, reason }
}

fn nobody(
    routed: &Route,
    role: Role,
    missing: Option<Trouble>,
    keys: Option<KeyFault>,
    providers: &[&Provider],
) -> Trouble {
    if let Some(missing) = missing {
        return missing;
    }
    if let (Some(fault), Some(provider)) = (keys, providers.iter().find(|one| one.needs_key)) {
        return of_key_fault(&fault, provider);
    }
    match routed.nobody(role) {
        Some(why) if !routed.passed.is_empty() => {
            Trouble::new(why, "Choose another model, or look at the page Providers.")
        }
        _ => of_nobody(Reader::Window),
    }
}

/// Whether a completion can be asked of this model as what it is.
pub(super) fn fills(way: &Way, chosen: &Chosen) -> Option<justbuilt_ai::protocol::fim::FimApi> {
    if way.fills_not(&chosen.target) {
        return None;
    }
    let said = way.said_of(&chosen.provider.name, &chosen.target.model);
    fill::api(&chosen.provider, &chosen.target.model, said.as_ref().and_then(|model| model.fim))
}

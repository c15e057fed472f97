//! Which model does what: from the role of a request to a list of models to try in order, each with the reason why it
//! is there and in this place. Sends nothing; [`breaker`] remembers who failed.

pub mod breaker;

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    prices::{Cost, ModelFacts, Money, PriceList},
    tokens::Window,
};
use breaker::{Breakers, Circuit};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Talking.
    Chat,
    /// A change in place.
    InlineEdit,
    /// What comes next while typing.
    Completion,
    /// A plan before the work.
    Plan,
    /// A short account of something long.
    Summary,
    /// Numbers for a search by meaning.
    Embedding,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 6] =
        [Role::Chat, Role::InlineEdit, Role::Completion, Role::Plan, Role::Summary, Role::Embedding];

    /// Tokens (in, out) of a usual request of this kind, to compare prices.
    fn usual(self) -> (u64, u64) {
        match self {
            Role::Chat => (12_000, 1_500),
            Role::InlineEdit => (6_000, 800),
            Role::Completion => (2_000, 64),
            Role::Plan => (30_000, 4_000),
            Role::Summary => (20_000, 500),
            Role::Embedding => (4_000, 0),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::Chat => "chat",
            Role::InlineEdit => "inline edits",
            Role::Completion => "completion",
            Role::Plan => "plans",
            Role::Summary => "summaries",
            Role::Embedding => "embeddings",
        })
    }
}

/// A model at an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// The endpoint, as the settings call it. Two accounts of one provider are two.
    pub endpoint: String,
    /// The provider, as the list of prices calls it.
    pub provider: String,
    /// The model, as the provider calls it.
    pub model: String,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.endpoint, self.model)
    }
}

/// A model that could be asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Candidate {
    /// Which.
    pub target: Target,
    /// What it can do; empty for anything but embeddings.
    pub roles: Vec<Role>,
    /// How good it is at hard things, from 0 to 100; `None` when nobody has said.
    pub quality: Option<u8>,
    /// From sending to the first word, as it was measured; `None` when it never was.
    pub first_word: Option<Duration>,
    /// Whether it calls tools.
    pub tools: bool,
    /// Whether it sees pictures.
    pub images: bool,
    /// Whether nothing leaves this machine.
    pub local: bool,
}

impl Candidate {
    fn does(&self, role: Role) -> bool {
        if self.roles.is_empty() { role != Role::Embedding } else { self.roles.contains(&role) }
    }
}

/// What matters most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// What suits the role: the quick for completion, the good for plans.
    #[default]
    Suited,
    /// The cheapest.
    Cheap,
    /// The quickest.
    Quick,
    /// The best.
    Good,
}

/// What the user wants.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Models in order, by role; they come before all others.
    pub chosen: Vec<(Role, Target)>,
    /// What matters most among the others.
    pub aim: Aim,
    /// Whether models that were not chosen may be asked at all when those fail.
    pub fall_back: bool,
    /// Nothing leaves this machine.
    pub local_only: bool,
}

/// What a request needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// What it is for.
    pub role: Role,
    /// Tokens that are read.
    pub input: u64,
    /// Tokens of answer.
    pub output: u64,
    /// It has tools.
    pub tools: bool,
    /// It has pictures.
    pub images: bool,
    /// There is no request yet: the tokens are a guess, to compare prices with. No window is too small for it.
    pub guessed: bool,
}

impl Need {
    /// A usual request for `role`.
    pub fn usual(role: Role) -> Self {
        let (input, output) = role.usual();
        Self { role, input, output, tools: false, images: false, guessed: true }
    }
}

/// A model to try.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Which.
    pub target: Target,
    /// Why it is here, in words for the user.
    pub reason: String,
    /// What the request costs there at most.
    pub cost: Cost,
}

/// A model that is not tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed {
    /// Which.
    pub target: Target,
    /// Why not, in words for the user.
    pub reason: String,
}

/// Whom to ask, in order, and whom not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// To try, the first first.
    pub choices: Vec<Choice>,
    /// Not to try.
    pub passed: Vec<Passed>,
}

impl Route {
    /// Why nobody can be asked, in words for the user; `None` when somebody can.
    pub fn nobody(&self, role: Role) -> Option<String> {
        if !self.choices.is_empty() {
            return None;
        }
        let reasons: Vec<String> =
            self.passed.iter().map(|passed| format!("{}: {}", passed.target, passed.reason)).collect();
        Some(if reasons.is_empty() {
            format!("No model is set up for {role}. Add a provider in the settings.")
        } else {
            format!("No model can be asked for {role} now. {}.", reasons.join("; "))
        })
    }
}

/// Orders the candidates for a request.
pub fn route(
    candidates: &[Candidate],
    need: &Need,
    wanted: &Preferences,
    prices: &PriceList,
    breakers: &Breakers,
) -> Route {
    let mut out = Route::default();
    let chosen: Vec<&Target> =
        wanted.chosen.iter().filter(|(role, _)| *role == need.role).map(|(_, target)| target).collect();
    let mut ranked: Vec<(Rank, Choice)> = Vec::new();
    for candidate in candidates {
        let target = &candidate.target;
        let facts = prices.find(&target.provider, &target.model);
        let place = chosen.iter().position(|one| *one == target);
        if let Some(reason) = unfit(candidate, need, wanted, facts.as_ref(), place, !chosen.is_empty()) {
            out.passed.push(Passed { target: target.clone(), reason });
            continue;
        }
        let probing = match breakers.circuit(target) {
            Circuit::Open { until, reason } => {
                let reason = format!("it failed ({reason}) and is left alone for {}", seconds(until));
                out.passed.push(Passed { target: target.clone(), reason });
                continue;
            }
            Circuit::HalfOpen { probing: true } => {
                let reason = "it failed, and one request is trying it again".to_owned();
                out.passed.push(Passed { target: target.clone(), reason });
                continue;
            }
            Circuit::HalfOpen { probing: false } => true,
            Circuit::Closed { .. } => false,
        };
        let cost = facts.as_ref().map_or(Cost::Unknown, |facts| facts.at_most(need.input, need.output));
        let rank = Rank::of(candidate, need.role, wanted.aim, cost, place);
        let mut reason = rank.reason(candidate, need.role, cost);
        if probing {
            reason.push_str("; it failed before and is tried again");
        }
        ranked.push((rank, Choice { target: target.clone(), reason, cost }));
    }
    ranked.sort_by(|(a, one), (b, other)| {
        a.score().total_cmp(&b.score()).then_with(|| one.target.cmp(&other.target))
    });
    out.choices = ranked.into_iter().map(|(_, choice)| choice).collect();
    for target in chosen {
        if !candidates.iter().any(|candidate| candidate.target == *target) {
            let reason = "it was chosen, but is not set up".to_owned();
            out.passed.push(Passed { target: target.clone(), reason });
        }
    }
    out
}

/// Why a model cannot do it.
fn unfit(
    candidate: &Candidate,
    need: &Need,
    wanted: &Preferences,
    facts: Option<&ModelFacts>,
    place: Option<usize>,
    some_chosen: bool,
) -> Option<String> {
    let window =
        Window { input: need.input, output: need.output, context: facts.and_then(|facts| facts.context) };
    if wanted.local_only && !candidate.local {
        return Some("it is not on this machine, and nothing is to leave it".to_owned());
    }
    if !candidate.does(need.role) {
        return Some(format!("it is not for {}", need.role));
    }
    if some_chosen && place.is_none() && !wanted.fall_back {
        return Some("another one was chosen, and nobody stands in for it".to_owned());
    }
    if need.tools && !candidate.tools {
        return Some("it calls no tools".to_owned());
    }
    if need.images && !candidate.images {
        return Some("it sees no pictures".to_owned());
    }
    if !need.guessed && !window.fits() {
        let context = window.context.unwrap_or_default();
        return Some(format!(
            "its window is {context} tokens, and this is {}",
            need.input.saturating_add(need.output)
        ));
    }
    None
}

/// What speaks for a place in the order; less is earlier.
struct Rank {
    place: Option<usize>,
    aim: Aim,
    by: f64,
}

impl Rank {
    fn of(candidate: &Candidate, role: Role, aim: Aim, cost: Cost, place: Option<usize>) -> Self {
        let aim = match (aim, role) {
            (Aim::Suited, Role::Completion | Role::InlineEdit) => Aim::Quick,
            (Aim::Suited, Role::Chat | Role::Plan) => Aim::Good,
            (Aim::Suited, Role::Summary | Role::Embedding) => Aim::Cheap,
            (aim, _) => aim,
        };
        // What is not known is reckoned as middling; the other two decide between equals.
        let money = cost.known().map_or(0.05, Money::usd);
        let wait = candidate.first_word.map_or(3.0, |wait| wait.as_secs_f64());
        let lack = 1.0 - f64::from(candidate.quality.unwrap_or(50).min(100)) / 100.0;
        let by = match aim {
            Aim::Cheap => money * 1_000.0 + lack + wait * 0.1,
            Aim::Quick => wait * 1_000.0 + lack + money,
            Aim::Good | Aim::Suited => lack * 1_000.0 + wait * 0.1 + money,
        };
        Self { place, aim, by }
    }

    fn score(&self) -> f64 {
        match self.place {
            Some(place) => place as f64 - 1e9,
            None => self.by,
        }
    }

    fn reason(&self, candidate: &Candidate, role: Role, cost: Cost) -> String {
        match self.place {
            Some(0) => return format!("you chose it for {role}"),
            Some(place) => return format!("you chose it for {role}, as number {}", place + 1),
            None => {}
        }
        match self.aim {
            Aim::Cheap => match cost {
                Cost::Known(money) => format!("by price: at most {money} for this"),
                Cost::Unknown => "by price, which nobody knows".to_owned(),
            },
            Aim::Quick => match candidate.first_word {
                Some(wait) => format!("by speed: its first word came after {}", seconds(wait)),
                None => "by speed, which was never measured".to_owned(),
            },
            Aim::Good | Aim::Suited => match candidate.quality {
                Some(quality) => format!("by quality: {quality} of 100"),
                None => "by quality, which nobody has said".to_owned(),
            },
        }
    }
}

fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}

#[cfg(test)]
mod tests;

//! The list that comes with the program, what the user puts over it, and sums that are exact.

use super::*;

fn list() -> PriceList {
    PriceList::built_in().unwrap()
}

fn usage(input: u64, cached: u64, output: u64) -> Usage {
    Usage { input: Some(input), cached_read: Some(cached), output: Some(output), ..Usage::default() }
}

#[test]
fn the_built_in_list_is_sound() {
    let list = list();
    assert!(list.built_in.len() >= 40);
    for entry in &list.built_in {
        let facts = &entry.facts;
        let place = entry.patterns.join(", ");
        if facts.local {
            continue;
        }
        if facts.price != Price::default() {
            assert!(facts.price.input.is_some_and(|price| price > Money::ZERO), "{place} reads for nothing");
            assert!(facts.as_of.is_some(), "{place} has a price and no date");
            assert!(facts.price.cached <= facts.price.input || facts.price.cached.is_none(), "{place}");
        }
        if let (Some(context), Some(output)) = (facts.context, facts.max_output) {
            assert!(output <= context, "{place}");
        }
        for pattern in &entry.patterns {
            let found = list.find(&entry.provider, &pattern.replace('*', "x")).unwrap();
            assert_eq!(&found, facts, "{pattern} is behind another entry");
        }
    }
}

#[test]
fn names_have_dates_behind_them_and_no_other_model() {
    let list = list();
    let price = |model: &str| list.find("openai", model).and_then(|facts| facts.price.input);
    assert_eq!(price("gpt-5.4"), Money::per_million(2.5));
    assert_eq!(price("gpt-5.4-2026-03-05"), Money::per_million(2.5));
    assert_eq!(price("gpt-5.4-mini-2026-03-17"), Money::per_million(0.75));
    assert_eq!(price("gpt-5.4-maxi"), None, "a model nobody knows has the price of another");
    assert_eq!(price("gpt-6"), None);
    assert_eq!(list.find("google", "models/gemini-2.5-pro").and_then(|facts| facts.context), Some(1_048_576));
    assert_eq!(list.find("nobody", "gpt-5.4"), None);
}

#[test]
fn costs_are_exact_to_the_token() {
    let list = list();
    // 1,000,000 tokens, of them 400,000 from the cache: 0.6 × $3 + 0.4 × $0.30 + 0.1 × $15.
    let cost = list.cost("anthropic", "claude-sonnet-4-5", &usage(1_000_000, 400_000, 100_000));
    assert_eq!(cost, Cost::Known(Money::from_usd(1.8 + 0.12 + 1.5).unwrap()));
    // One token of the cheapest.
    let cost = list.cost("openai", "gpt-5-nano", &usage(1, 0, 0));
    assert_eq!(cost, Cost::Known(Money::per_million(0.05).unwrap()));
    assert_eq!(cost.to_string(), "$0.000000050");
}

#[test]
fn what_is_written_to_a_cache_costs_more() {
    let list = list();
    let plain = Usage { input: Some(1000), output: Some(0), ..Usage::default() };
    let written = Usage { cached_write: Some(1000), ..plain };
    let cost = |usage: &Usage| list.cost("anthropic", "claude-opus-5", usage).known().unwrap();
    assert_eq!(cost(&plain), Money::from_usd(0.005).unwrap());
    assert_eq!(cost(&written), Money::from_usd(0.00625).unwrap());
    // Where it is not known, a quarter above.
    let cost = |usage: &Usage| list.cost("anthropic", "claude-opus-5-5", usage).known().unwrap();
    assert_eq!(cost(&written), Money::from_usd(0.005).unwrap());
}

#[test]
fn long_inputs_have_another_price_for_all_of_them() {
    let list = list();
    let cost = |input| list.cost("google", "gemini-2.5-pro", &usage(input, 0, 0)).known().unwrap();
    assert_eq!(cost(200_000), Money::from_usd(0.25).unwrap());
    assert_eq!(cost(200_001), Money::per_million(2.5).unwrap().times(200_001));
}

#[test]
fn what_is_not_known_is_not_free() {
    let list = list();
    assert_eq!(list.cost("openai", "gpt-9", &usage(10, 0, 10)), Cost::Unknown);
    assert_eq!(list.cost("openai", "gpt-5.4", &Usage::default()), Cost::Unknown);
    assert_eq!(list.cost("ollama", "qwen3:4b", &usage(10, 0, 10)), Cost::Known(Money::ZERO));
    assert_eq!(list.cost("ollama", "gpt-oss:120b-cloud", &usage(10, 0, 10)), Cost::Unknown);
    let told = Usage { cost_usd: Some(0.5), ..usage(10, 0, 10) };
    assert_eq!(list.cost("openrouter", "any/thing", &told), Cost::Known(Money::from_usd(0.5).unwrap()));
}

#[test]
fn the_users_list_is_before_ours() {
    let own = "[[model]]\nprovider = \"openai\"\npattern = \"gpt-5.4\"\ninput = 1.0\noutput = 2.0\n\
               [[model]]\nprovider = \"openai\"\npattern = \"gpt-5.5\"\ncontext = 272000\n\
               [[model]]\nprovider = \"house\"\npattern = \"*\"\ninput = 0.5\n";
    let list = list().with_own(own).unwrap();
    let facts = list.find("openai", "gpt-5.4").unwrap();
    assert_eq!((facts.price.input, facts.price.cached, facts.above), (Money::per_million(1.0), None, None));
    assert_eq!((facts.context, facts.own), (Some(1_050_000), true));
    let facts = list.find("openai", "gpt-5.5").unwrap();
    assert_eq!((facts.price.input, facts.context), (Money::per_million(5.0), Some(272_000)));
    // No price of output: reading alone is known, an answer is not.
    assert_eq!(
        list.cost("house", "any", &usage(1_000_000, 0, 0)),
        Cost::Known(Money::from_usd(0.5).unwrap())
    );
    assert_eq!(list.cost("house", "any", &usage(1, 0, 1)), Cost::Unknown);
}

#[test]
fn wrong_lists_are_refused_with_the_place() {
    let error = PriceList::built_in().unwrap().with_own("[[model]]\nprovider = 3").unwrap_err();
    assert!(error.to_string().contains("line 2"), "{error}");
    let below = "[[model]]\nprovider = \"a\"\npattern = \"b\"\ninput = -1.0";
    let error = PriceList::built_in().unwrap().with_own(below).unwrap_err();
    assert!(error.to_string().contains("a/b") && error.to_string().contains("-1"), "{error}");
}

#[test]
fn money_is_shown_with_the_places_it_needs() {
    for (dollars, shown) in [
        (0.0, "$0.00"),
        (12.345, "$12.35"),
        (1.0, "$1.00"),
        (0.5, "$0.50"),
        (0.0123, "$0.012"),
        (0.00004, "$0.000040"),
    ] {
        assert_eq!(Money::from_usd(dollars).unwrap().to_string(), shown);
    }
    assert_eq!(Money::from_usd(-1.0), None);
    assert_eq!(Money::from_usd(f64::NAN), None);
    assert_eq!(Money::from_usd(0.000_001_5).unwrap().micro_dollars(), 2);
}

//! Requests that go out and those that do not, and what is said of them.

use super::*;
use crate::{
    prices::PriceList,
    request::{Message, Part},
};

fn about(model: &str) -> About {
    About {
        conversation: "c".into(),
        project: "x".into(),
        provider: "openai".into(),
        model: model.into(),
        ..About::default()
    }
}

fn request(model: &str, words: usize, max_output: Option<u32>) -> Request {
    let message = Message { parts: vec![Part::text("word ".repeat(words))], ..Message::default() };
    Request { model: model.to_owned(), messages: vec![message], max_output, ..Request::default() }
}

fn estimate(request: &Request) -> Estimate {
    let facts = PriceList::built_in().unwrap().find("openai", &request.model);
    Estimate::of(request, facts.as_ref(), None)
}

fn dollars(dollars: f64) -> Limit {
    Limit::Money(Money::from_usd(dollars).unwrap())
}

fn budget(period: Period, limit: Limit) -> Budget {
    Budget { scope: Scope::All, period, limit, allow_unknown: false }
}

const TODAY: Day = Day(20_000);

#[test]
fn the_estimate_is_input_and_the_longest_answer() {
    let asked = estimate(&request("gpt-5.4", 1_000, Some(500)));
    assert_eq!(asked.window.output, 500);
    assert!((1_000..2_500).contains(&asked.window.input), "{asked:?}");
    let expected = asked.window.input as f64 * 2.5e-6 + 500.0 * 15e-6;
    assert!((asked.cost.known().unwrap().usd() - expected).abs() < 1e-9);
    assert_eq!(estimate(&request("gpt-5.4", 10, None)).window.output, 128_000);
    let counted = Estimate::of(&request("gpt-5.4", 10, Some(1)), None, Some(77));
    assert_eq!((counted.window.input, counted.cost), (77, Cost::Unknown));
}

#[test]
fn a_request_beyond_the_window_does_not_leave() {
    let asked = estimate(&request("gpt-4o", 140_000, Some(100)));
    let refusal = check(&[], &Meter::default(), &about("gpt-4o"), &asked, TODAY).unwrap_err();
    assert!(matches!(refusal, Refusal::Window { context: 128_000, .. }), "{refusal}");
    assert!(refusal.to_string().contains("gpt-4o takes 128000"), "{refusal}");
    // Without a limit asked for, the answer is what is left.
    let asked = estimate(&request("gpt-4o", 60_000, None));
    assert!(check(&[], &Meter::default(), &about("gpt-4o"), &asked, TODAY).is_ok());
}

#[test]
fn what_is_spent_and_what_is_under_way_both_count() {
    let asked = estimate(&request("gpt-5.4", 100, Some(10_000)));
    let most = asked.cost.known().unwrap();
    let budgets = [budget(Period::Day, Limit::Money(most.times(2)))];
    let mut meter = Meter::default();
    let about = about("gpt-5.4");
    for n in 0..2 {
        assert_eq!(check(&budgets, &meter, &about, &asked, TODAY), Ok(()));
        meter.put(asked.entry(format!("r{n}"), Timestamp(n), TODAY, about.clone()));
    }
    let refusal = check(&budgets, &meter, &about, &asked, TODAY).unwrap_err();
    let text = refusal.to_string();
    assert!(text.contains("$0.00 of the budget of $0.30 a day is left"), "{text}");
    // Another day is another budget, and another project's budget is not this one's.
    assert!(check(&budgets, &meter, &about, &asked, Day(TODAY.0 + 1)).is_ok());
    let other = Budget { scope: Scope::Project("y".into()), ..budgets[0].clone() };
    assert!(check(&[other], &meter, &about, &asked, TODAY).is_ok());
    // What comes back is less than was held.
    let prices = PriceList::built_in().unwrap();
    for request in ["r0", "r1"] {
        let usage = Usage { input: Some(100), output: Some(10), ..Usage::default() };
        assert!(meter.tell(request, &usage, &prices));
    }
    assert!(check(&budgets, &meter, &about, &asked, TODAY).is_ok());
}

#[test]
fn months_and_tokens_and_single_requests_have_budgets() {
    let asked = estimate(&request("gpt-5.4", 100, Some(1_000)));
    let mut meter = Meter::default();
    let about = about("gpt-5.4");
    meter.put(asked.entry("r", Timestamp(0), TODAY, about.clone()));
    let tokens = asked.tokens();
    for (period, limit, day, goes) in [
        (Period::Request, Limit::Tokens(tokens), TODAY, true),
        (Period::Request, Limit::Tokens(tokens - 1), TODAY, false),
        (Period::Month, Limit::Tokens(tokens * 2), TODAY, true),
        (Period::Month, Limit::Tokens(tokens * 2 - 1), Day(TODAY.0 + 1), false),
        (Period::Month, Limit::Tokens(tokens), Day(TODAY.0 + 40), true),
        (Period::Always, Limit::Tokens(tokens), Day(TODAY.0 + 400), false),
        (Period::Request, dollars(0.0001), TODAY, false),
    ] {
        let budget = budget(period, limit);
        assert_eq!(check(&[budget], &meter, &about, &asked, day).is_ok(), goes, "{period:?} {limit:?}");
    }
}

#[test]
fn an_unknown_price_is_not_free() {
    let asked = estimate(&request("gpt-77", 10, Some(10)));
    let mut budget = budget(Period::Day, dollars(5.0));
    let refusal = check(&[budget.clone()], &Meter::default(), &about("gpt-77"), &asked, TODAY).unwrap_err();
    assert!(refusal.to_string().contains("nobody knows what openai/gpt-77 costs"), "{refusal}");
    budget.allow_unknown = true;
    assert!(check(&[budget], &Meter::default(), &about("gpt-77"), &asked, TODAY).is_ok());
}

#[test]
fn a_standing_says_how_much_is_left() {
    let mut meter = Meter::default();
    let asked = estimate(&request("gpt-5.4", 100, Some(10_000)));
    meter.put(asked.entry("r", Timestamp(0), TODAY, about("gpt-5.4")));
    let spent = asked.cost.known().unwrap();
    let standing = budget(Period::Day, Limit::Money(spent.times(4))).standing(&meter, TODAY);
    assert!((standing.share - 0.25).abs() < 1e-9);
    assert_eq!(standing.spent, Amount::Money(spent));
}

#[test]
fn what_nobody_knows_is_held_back() {
    let asked = estimate(&request("gpt-5.4", 100, Some(10_000)));
    let most = asked.cost.known().unwrap();
    let mut meter = Meter::default();
    let entry = asked.entry("r", Timestamp(0), TODAY, about("gpt-5.4"));
    meter.put(Entry { state: State::Unknown, ..entry });
    let tight = budget(Period::Day, Limit::Money(most.times(2)));
    let standing = tight.standing(&meter, TODAY);
    assert_eq!((standing.spent, standing.held), (Amount::Money(Money::ZERO), Some(Amount::Money(most))));
    assert_eq!(standing.left, Amount::Money(most));
    assert!(check(std::slice::from_ref(&tight), &meter, &about("gpt-5.4"), &asked, TODAY).is_ok());
    meter.put(asked.entry("s", Timestamp(1), TODAY, about("gpt-5.4")));
    let refusal = check(&[tight], &meter, &about("gpt-5.4"), &asked, TODAY).unwrap_err().to_string();
    assert!(refusal.contains("is held back for requests of a program that ended"), "{refusal}");
    let tokens = budget(Period::Day, Limit::Tokens(asked.tokens() * 2)).standing(&meter, TODAY);
    assert_eq!((tokens.left, tokens.share), (Amount::Tokens(0), 1.0));
}

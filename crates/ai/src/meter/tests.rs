//! Sums against a naive count, and that nothing is counted twice.

use justbuilt_store::MemoryKv;
use justbuilt_testkit::random_cases;

use super::*;

fn about(n: usize) -> About {
    About {
        message: format!("m{n}"),
        conversation: format!("c{}", n % 3),
        persona: format!("p{}", n % 2),
        project: format!("x{}", n % 4),
        provider: "openai".to_owned(),
        model: ["gpt-5.4", "gpt-5-mini", "nobody-knows"][n % 3].to_owned(),
    }
}

fn open(request: &str, time: i64, about: About) -> Entry {
    let time = Timestamp(time);
    let usage = Usage { input: Some(1), output: Some(1), ..Usage::default() };
    Entry {
        request: request.to_owned(),
        time,
        day: Day::of(time, 0),
        about,
        usage,
        cost: Cost::Unknown,
        state: State::Open,
        by: String::new(),
    }
}

#[test]
fn sums_are_what_the_providers_said() {
    let prices = PriceList::built_in().unwrap();
    random_cases(40, |random| {
        let mut meter = Meter::default();
        let mut naive: Vec<(About, Day, Usage)> = Vec::new();
        for n in 0..random.below(40) {
            let entry = open(&format!("r{n}"), random.below(5) as i64 * DAY, about(random.below(12)));
            let (of, day) = (entry.about.clone(), entry.day);
            meter.put(entry);
            let mut usage = Usage::default();
            // Snapshots come as often as they like; the last one counts.
            for _ in 0..=random.below(3) {
                let input = random.below(100_000) as u64;
                usage = Usage {
                    input: Some(input),
                    cached_read: Some(random.below(input as usize + 1) as u64),
                    output: Some(random.below(9_000) as u64),
                    reasoning: Some(7),
                    ..Usage::default()
                };
                assert!(meter.tell(&format!("r{n}"), &usage, &prices));
            }
            naive.push((of, day, usage));
        }
        let input = |wanted: &dyn Fn(&About, Day) -> bool| -> u64 {
            naive
                .iter()
                .filter(|(about, day, _)| wanted(about, *day))
                .filter_map(|(_, _, usage)| usage.input)
                .sum()
        };
        assert_eq!(meter.of(&Scope::All).input, input(&|_, _| true));
        for n in 0..12 {
            let of = about(n);
            assert_eq!(
                meter.of(&Scope::Message(of.message.clone())).input,
                input(&|about, _| about.message == of.message)
            );
            assert_eq!(
                meter.of(&Scope::Conversation(of.conversation.clone())).input,
                input(&|about, _| about.conversation == of.conversation)
            );
            assert_eq!(
                meter.of(&Scope::Persona(of.persona.clone())).input,
                input(&|about, _| about.persona == of.persona)
            );
            assert_eq!(
                meter.of(&Scope::Project(of.project.clone())).input,
                input(&|about, _| about.project == of.project)
            );
        }
        for (day, totals) in meter.by(|entry| entry.day) {
            assert_eq!(totals.input, input(&|_, other| other == day));
            assert_eq!(totals, meter.of_day(day));
        }
        let money: Vec<Cost> =
            naive.iter().map(|(about, _, usage)| prices.cost(&about.provider, &about.model, usage)).collect();
        let known = money.iter().filter_map(|cost| cost.known()).fold(Money::ZERO, Money::plus);
        let all = meter.of(&Scope::All);
        assert_eq!(all.money, known);
        assert_eq!(all.unknown_cost, money.iter().filter(|cost| **cost == Cost::Unknown).count() as u64);
    });
}

#[test]
fn a_request_that_tells_nothing_is_seen() {
    let prices = PriceList::built_in().unwrap();
    let mut meter = Meter::default();
    meter.put(open("a", 0, about(0)));
    assert!(meter.tell("a", &Usage::default(), &prices));
    let all = meter.of(&Scope::All);
    assert_eq!((all.unknown_tokens, all.unknown_cost, all.money), (1, 1, Money::ZERO));
    assert!(!meter.tell("b", &Usage::default(), &prices));
    assert!(meter.estimate("a", 100, 20, &prices));
    let all = meter.of(&Scope::All);
    assert_eq!((all.estimated, all.tokens(), all.unknown_tokens), (1, 120, 0));
    meter.forget("a");
    assert_eq!(meter.of(&Scope::All), Totals::default());
}

#[test]
fn what_was_kept_comes_back() {
    let prices = PriceList::built_in().unwrap();
    let kv = MemoryKv::default();
    let mut meter = Meter::default();
    for n in 0..5 {
        let request = format!("r{n}");
        meter.put(open(&request, n, about(n as usize)));
        meter.tell(&request, &Usage { input: Some(10), output: Some(3), ..Usage::default() }, &prices);
        meter.keep(&kv, &request).unwrap();
    }
    kv.set(NAMESPACE, b"bad", b"{").unwrap();
    let loaded = Meter::load(&kv).unwrap();
    assert_eq!(loaded.of(&Scope::All), meter.of(&Scope::All));
    assert!(loaded.entries().eq(meter.entries()));
}

#[test]
fn days_are_the_users() {
    assert_eq!(Day::of(Timestamp(0), 0).to_string(), "1970-01-01");
    assert_eq!(Day::of(Timestamp(-1), 0).to_string(), "1969-12-31");
    // 23:30 UTC is the next day in Berlin.
    let late = Timestamp(1_709_249_400_000);
    assert_eq!(Day::of(late, 0).to_string(), "2024-02-29");
    assert_eq!(Day::of(late, 60).to_string(), "2024-03-01");
    assert!(!Day::of(late, 0).same_month(Day::of(late, 60)));
}

#[test]
fn what_nobody_knows_is_not_spent_and_not_forgotten() {
    let mut meter = Meter::default();
    let prices = PriceList::built_in().unwrap();
    let usage = Usage { input: Some(100), output: Some(2_000), ..Usage::default() };
    for (request, model) in [("a", 0), ("b", 2)] {
        let about = about(model);
        let cost = prices.cost(&about.provider, &about.model, &usage);
        meter.put(Entry { usage, cost, state: State::Unknown, ..open(request, 0, about) });
    }
    meter.put(open("c", 0, about(0)));
    let all = meter.of(&Scope::All);
    let at_most = prices.cost("openai", "gpt-5.4", &usage).known().unwrap();
    assert_eq!((all.requests, all.tokens(), all.money), (3, 2, Money::ZERO));
    assert_eq!((all.unsettled, all.unsettled_tokens, all.unsettled_money), (2, 4_200, at_most));
    // Of the one model nobody knows the price, and the one under way is not priced yet.
    assert_eq!((all.unknown_cost, all.estimated), (2, 1));
}

//! Circuits that open, rest, are tried and close, by a clock that is moved by hand.

use justbuilt_base::ManualClock;

use super::*;

fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        http_status: None,
        code: None,
        message: "no room".into(),
        retry_after: None,
        mid_stream: false,
        request_id: None,
    }
}

fn target(model: &str) -> Target {
    Target { endpoint: "work".into(), provider: "openai".into(), model: model.into() }
}

fn breakers() -> (ManualClock, Breakers) {
    let clock = ManualClock::default();
    (clock.clone(), Breakers::new(Arc::new(clock), Rules::default()))
}

#[test]
fn three_faults_in_a_row_open_it_and_a_rest_half_opens_it() {
    let (clock, breakers) = breakers();
    let a = target("a");
    for _ in 0..2 {
        breakers.failed(&a, &fault(FaultKind::Server));
        assert!(breakers.admit(&a));
    }
    breakers.succeeded(&a);
    for _ in 0..3 {
        assert!(breakers.admit(&a));
        breakers.failed(&a, &fault(FaultKind::Server));
    }
    assert_eq!(
        breakers.circuit(&a),
        Circuit::Open { until: Duration::from_secs(15), reason: "no room".into() }
    );
    assert!(!breakers.admit(&a));
    assert!(breakers.admit(&target("b")), "another model is not to blame");
    clock.advance(Duration::from_secs(15));
    assert_eq!(breakers.circuit(&a), Circuit::HalfOpen { probing: false });
    assert!(breakers.admit(&a));
    assert!(!breakers.admit(&a), "only one tries it");
    breakers.failed(&a, &fault(FaultKind::Timeout));
    assert!(matches!(breakers.circuit(&a), Circuit::Open { until, .. } if until == Duration::from_secs(30)));
    clock.advance(Duration::from_secs(30));
    assert!(breakers.admit(&a));
    breakers.succeeded(&a);
    assert_eq!(breakers.circuit(&a), Circuit::Closed { faults: 0 });
    assert!(breakers.all().is_empty());
}

#[test]
fn faults_of_ours_do_not_count() {
    let (_, breakers) = breakers();
    let a = target("a");
    for kind in [
        FaultKind::BadRequest,
        FaultKind::Context,
        FaultKind::TooLarge,
        FaultKind::Unsupported,
        FaultKind::Cancelled,
    ] {
        for _ in 0..10 {
            breakers.failed(&a, &fault(kind));
        }
        assert!(breakers.admit(&a), "{kind:?}");
    }
}

#[test]
fn nobody_at_home_is_the_endpoints_fault_and_a_bad_key_counts_at_once() {
    let (_, breakers) = breakers();
    breakers.failed(&target("a"), &fault(FaultKind::Auth));
    assert!(!breakers.admit(&target("b")));
    assert!(breakers.admit(&Target { endpoint: "home".into(), ..target("a") }));
    breakers.reset("work");
    assert!(breakers.admit(&target("a")));
    for _ in 0..3 {
        breakers.failed(&target("a"), &fault(FaultKind::Offline));
    }
    assert!(!breakers.admit(&target("b")));
    assert_eq!(breakers.all().len(), 1);
}

#[test]
fn the_providers_own_wait_is_kept_and_rests_do_not_grow_for_ever() {
    let (clock, breakers) = breakers();
    let a = target("a");
    let asked = Fault { retry_after: Some(Duration::from_secs(40)), ..fault(FaultKind::RateLimit) };
    breakers.failed(&a, &asked);
    assert!(matches!(breakers.circuit(&a), Circuit::Open { until, .. } if until == Duration::from_secs(40)));
    for _ in 0..30 {
        clock.advance(Duration::from_secs(400));
        assert!(breakers.admit(&a));
        breakers.failed(&a, &fault(FaultKind::Overloaded));
        assert!(
            matches!(breakers.circuit(&a), Circuit::Open { until, .. } if until <= Duration::from_secs(300))
        );
    }
}

#[test]
fn a_probe_that_is_stopped_or_lost_does_not_block() {
    let (clock, breakers) = breakers();
    let a = target("a");
    breakers.failed(&a, &fault(FaultKind::NotFound));
    clock.advance(Duration::from_secs(15));
    assert!(breakers.admit(&a));
    breakers.failed(&a, &fault(FaultKind::Cancelled));
    assert!(breakers.admit(&a), "the one that was stopped still blocks");
    assert!(!breakers.admit(&a));
    clock.advance(Duration::from_secs(15));
    assert!(breakers.admit(&a), "the one that was never heard of still blocks");
}

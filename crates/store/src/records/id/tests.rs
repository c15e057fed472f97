//! Tests of ids.

use std::time::Duration;

use justbuilt_base::{ManualClock, Timestamp};
use justbuilt_testkit::random_cases;

use super::*;
use crate::entropy::SeededEntropy;

fn ids(clock: &ManualClock, seed: u64) -> RecordIds {
    RecordIds::new(Arc::new(clock.clone()), Arc::new(SeededEntropy::new(seed)))
}

#[test]
fn they_are_uuids_of_version_7() {
    // The time of the example in RFC 9562, A.6.
    let clock = ManualClock::new(Timestamp(0x017f_22e2_79b0));
    let id = ids(&clock, 1).next().unwrap().to_string();
    assert!(id.starts_with("017f22e2-79b0-7"), "{id}");
    assert!(matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{id}");
    assert_eq!(id.parse::<RecordId>().unwrap().to_string(), id);
}

#[test]
fn each_is_greater_than_the_one_before() {
    random_cases(20, |random| {
        let clock = ManualClock::default();
        let ids = ids(&clock, random.next_u64());
        let mut last = ids.next().unwrap();
        for _ in 0..200 {
            match random.below(4) {
                0 => clock.advance(Duration::from_millis(1)),
                1 => clock.set_now(Timestamp(clock.now().0 - 5)),
                _ => {}
            }
            let next = ids.clone().next().unwrap();
            assert!(next > last && next.to_string() > last.to_string());
            last = next;
        }
    });
}

#[test]
fn it_goes_on_when_a_millisecond_is_used_up_and_before_1970() {
    let clock = ManualClock::new(Timestamp(-5));
    let ids = ids(&clock, 3);
    let first = ids.next().unwrap();
    ids.last.lock().random = (1 << RANDOM_BITS) - 1;
    let (second, third) = (ids.next().unwrap(), ids.next().unwrap());
    assert!(first < second && second < third);
    assert!(second.to_string().starts_with("00000000-0001-7"), "{second}");
}

#[test]
fn other_texts_are_refused() {
    for bad in [
        "",
        "01890a5dac96774bbcceb302099a8057",
        "01890a5d-ac96-774b-bcce-b302099a805",
        "01890a5d-ac96-774b-bcce-b302099a805g",
        "01890a5-dac96-774b-bcce-b302099a8057",
        "01890a5d-ac96-774b-bcce-b302099a80é",
        "+1890a5d-ac96-774b-bcce-b302099a8057",
    ] {
        assert!(bad.parse::<RecordId>().is_err(), "{bad}");
    }
    let json = "\"01890a5d-ac96-774b-bcce-b302099a8057\"";
    let id: RecordId = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&id).unwrap(), json);
    assert!(serde_json::from_str::<RecordId>("\"x\"").is_err());
}

//! A made-up history of some weeks with branches, personas and tools, the same at every run.

use justbuilt_base::Timestamp;
use justbuilt_testkit::Random;
use justbuilt_ui::timeline::axis::{self, Gap};
use justbuilt_ui::timeline::date::{DAY, HOUR, MINUTE, SECOND};
use justbuilt_ui::timeline::{AuthorKind, Lane, Link, LinkKind, Marker, NodeKind};

/// A history in plain data.
pub struct History {
    pub start: Timestamp,
    pub now: Timestamp,
    pub gaps: Vec<Gap>,
    pub operations: Vec<(Timestamp, AuthorKind)>,
    pub lanes: Vec<Lane<'static>>,
    pub links: Vec<Link>,
    pub markers: Vec<Marker<'static>>,
}

/// 14 October 2026, a Wednesday, 16:45 UTC.
pub const NOW: Timestamp = Timestamp(1_791_996_300_000);

const EDITS: [&str; 8] = [
    "parse_header in http.rs",
    "README.md",
    "Request and Response in http.rs",
    "route in server.rs",
    "tests of the parser",
    "Cargo.toml",
    "limits in config.rs",
    "main in main.rs",
];

/// Makes it.
pub fn history() -> History {
    let mut random = Random::new(42);
    let mut operations = Vec::new();
    let mut markers = Vec::new();
    let today = NOW.0.div_euclid(DAY) * DAY;
    let at = |days_ago: i64, hours: f64| Timestamp(today - days_ago * DAY + (hours * HOUR as f64) as i64);
    let mut id = 0;
    let mut add = |markers: &mut Vec<Marker<'static>>, time, end, lane, kind, author, title, label| {
        id += 1;
        markers.push(Marker { id, time, end, lane, kind, author, count: 1, title, label });
    };
    for days_ago in (0..40_i64).rev() {
        if (days_ago + 4) % 7 < 2 {
            continue;
        }
        let mut time = at(days_ago, 8.6).0 + random.below(1_800_000) as i64;
        let end = if days_ago == 0 { NOW.0 - 40 * SECOND } else { at(days_ago, 17.2).0 };
        let mut edits = 0;
        while time < end {
            if (12.2..13.0).contains(&((time.rem_euclid(DAY)) as f64 / HOUR as f64)) {
                time += 50 * MINUTE;
            }
            let (lane, author) = match (days_ago, time.rem_euclid(DAY) / HOUR) {
                (1, 13..15) => (1, AuthorKind::Person),
                (1, 15..16) => (2, AuthorKind::Persona),
                (0, 10..12) => (2, if random.one_in(3) { AuthorKind::Person } else { AuthorKind::Persona }),
                _ => (0, AuthorKind::Person),
            };
            let begin = time;
            let mut keys = 20 + random.below(160);
            while keys > 0 && time < end {
                time += if author == AuthorKind::Persona { 20 } else { 60 + random.below(380) as i64 };
                operations.push((Timestamp(time), author));
                keys -= 1;
            }
            let title = EDITS[random.below(EDITS.len())];
            let (from, to) = (Timestamp(begin), Timestamp(time));
            add(&mut markers, from, to, lane, NodeKind::Edit, author, title, None);
            edits += 1;
            time += SECOND * 2;
            let when = Timestamp(time);
            add(&mut markers, when, when, lane, NodeKind::Save, author, "Saved http.rs", None);
            if edits % 21 == 0 {
                let when = Timestamp(time + 4 * SECOND);
                operations.push((when, AuthorKind::Tool));
                let title = "cargo test: 212 passed";
                add(&mut markers, when, when, lane, NodeKind::Test, AuthorKind::Tool, title, None);
            }
            if edits % 47 == 0 {
                let when = Timestamp(time + 9 * SECOND);
                operations.push((when, AuthorKind::Outside));
                let title = "git pull changed 14 files";
                add(&mut markers, when, when, lane, NodeKind::Outside, AuthorKind::Outside, title, None);
            }
            time += 15 * SECOND + random.below(150_000) as i64;
        }
    }
    let person = AuthorKind::Person;
    let named = [
        (3, 10.4, 0, NodeKind::Label, "Before the new parser", Some("before the new parser")),
        (2, 11.3, 0, NodeKind::Decision, "Use a hand-written parser", None),
        (1, 13.0, 0, NodeKind::Branch, "Branch zero-copy", None),
        (1, 14.99, 1, NodeKind::Commit, "Zero-copy headers", None),
        (0, 9.95, 0, NodeKind::Commit, "Keep-alive for HTTP/1.1", None),
        (0, 12.1, 0, NodeKind::Merge, "Merge try-simd into main", None),
        (0, 14.52, 0, NodeKind::Label, "Demo works", Some("demo works")),
        (0, 15.4, 0, NodeKind::Restore, "Restored parse_header", None),
    ];
    for (days, hours, lane, kind, title, label) in named {
        let when = at(days, hours);
        add(&mut markers, when, when, lane, kind, person, title, label);
    }
    markers.sort_by_key(|marker| marker.time);
    operations.sort_unstable();
    let start = operations[0].0;
    let lanes = vec![
        Lane { id: 1, name: "main", hue: 0, start, end: None, active: true },
        Lane { id: 2, name: "zero-copy", hue: 1, start: at(1, 13.0), end: Some(at(1, 15.0)), active: false },
        Lane {
            id: 3,
            name: "try-simd-without-unsafe",
            hue: 2,
            start: at(1, 15.0),
            end: Some(at(0, 12.0)),
            active: false,
        },
    ];
    let links = vec![
        Link { from: 0, to: 1, start: at(1, 13.0), end: at(1, 13.0), kind: LinkKind::Fork },
        Link { from: 0, to: 2, start: at(1, 15.0), end: at(1, 15.0), kind: LinkKind::Fork },
        Link { from: 2, to: 0, start: at(0, 12.0), end: at(0, 12.1), kind: LinkKind::Merge },
    ];
    let gaps = axis::gaps(operations.iter().map(|(time, _)| *time), 10 * MINUTE);
    History { start, now: NOW, gaps, operations, lanes, links, markers }
}

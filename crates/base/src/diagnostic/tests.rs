//! Tests of how diagnostics read.

use super::{Diagnostic, Severity};

#[test]
fn they_say_where_counted_as_people_count() {
    let plain = Diagnostic::warning("something");
    assert_eq!(plain.to_string(), "warning: something");
    let full = Diagnostic::error("unknown key").at_path("settings.toml").at_line(3).at_range(10..14);
    assert_eq!(full.to_string(), "settings.toml:4: error: unknown key");
    assert_eq!(full.range, Some(10..14));
    let helped = Diagnostic::info("x").at_line(0).with_help("Do this.");
    assert_eq!(helped.to_string(), "line 1: info: x\nDo this.");
    assert!(Severity::Error > Severity::Warning && Severity::Info > Severity::Hint);
}

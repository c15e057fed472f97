//! `justbuilt timeline` on a small project: every subcommand's JSON, times, orders of arguments, exports.

use serde_json::Value;

use super::{Bench, Said};

/// A project with a history: two versions of a file, a label, a decision, a branch.
fn recorded() -> Bench {
    let bench = Bench::new();
    std::fs::create_dir(bench.path("project/src")).unwrap();
    write(&bench, "fn one() {\n    1\n}\n\nfn two() {\n    2\n}\n");
    run(&bench, &["label", ".", "begun"]).good();
    write(&bench, "// A line above.\nfn one() {\n    1\n}\n\nfn two() {\n    22\n}\n");
    run(&bench, &["label", ".", "changed"]).good();
    bench
}

fn write(bench: &Bench, text: &str) {
    std::fs::write(bench.path("project/src/a.rs"), text).unwrap();
}

fn run(bench: &Bench, args: &[&str]) -> Said {
    bench.run(&[&["timeline"], args].concat(), b"")
}

/// What was printed is JSON and nothing else, whatever the exit code for "nothing" or "different" is.
#[track_caller]
fn json(bench: &Bench, args: &[&str]) -> Value {
    let said = run(bench, &[args, &["--json"]].concat());
    assert!(said.code() < 2, "{args:?}: {}", said.err());
    assert_eq!(said.err(), "", "{args:?}");
    serde_json::from_str(&said.out()).unwrap_or_else(|error| panic!("{args:?}: {error}: {}", said.out()))
}

#[track_caller]
fn is_iso(value: &Value) {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no text"));
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    assert_eq!(shape, "0000-00-00T00:00:00.000Z", "{text}");
}

#[test]
fn every_subcommand_prints_json_with_times_in_utc() {
    let bench = recorded();
    let log = json(&bench, &["log", "."]);
    let titles: Vec<&str> =
        log.as_array().unwrap().iter().filter_map(|node| node["label"].as_str()).collect();
    assert_eq!(titles, ["changed", "begun"]);
    is_iso(&log[0]["time"]);
    is_iso(&log[0]["began"]);
    let first = log.as_array().unwrap().last().unwrap()["id"].to_string();
    let noted = json(&bench, &["label", ".", "--node", &first, "--note", "from here"]);
    assert_eq!(noted["id"].to_string(), first);
    let show = json(&bench, &["show", ".", &first, "--files"]);
    is_iso(&show["time"]);
    is_iso(&show["node"]["notes"][0]["time"]);
    assert_eq!(show["files"][0]["path"], "src/a.rs");
    assert!(json(&bench, &["cat", ".", "src/a.rs"])["text"].as_str().unwrap().starts_with("// A line"));
    let diff = json(&bench, &["diff", ".", &first]);
    assert_eq!((&diff[0]["path"], &diff[0]["added"]), (&Value::from("src/a.rs"), &Value::from(2)));
    let stats = json(&bench, &["stats", "."]);
    is_iso(&stats["first"]);
    is_iso(&stats["last"]);
    let restored = json(&bench, &["restore", ".", &first, "--dry-run"]);
    assert_eq!(restored["written"][0], "src/a.rs");
    let branch = json(&bench, &["branch", ".", "try", "--description", "an attempt"]);
    assert_eq!((&branch["name"], &branch["description"]), (&"try".into(), &"an attempt".into()));
    is_iso(&branch["created"]);
    assert_eq!(json(&bench, &["branch", ".", "try", "--rename", "tried"])["name"], "tried");
    assert_eq!(json(&bench, &["branch", "."]).as_array().unwrap().len(), 2);
    json(&bench, &["switch", ".", "tried"]);
    write(&bench, "fn one() {\n    11\n}\n");
    run(&bench, &["label", ".", "tried"]).good();
    json(&bench, &["switch", ".", "main"]);
    let merge = json(&bench, &["merge", ".", "tried"]);
    assert!(merge["written"].is_array() || merge["conflicts"].is_array(), "{merge}");
    let decided = json(&bench, &["decision", ".", "--add", "Use a rope", "--decision", "A rope"]);
    assert!(decided["id"].is_u64());
    let folder = bench.path("decisions").display().to_string();
    assert_eq!(json(&bench, &["decision", ".", "--export", &folder])["files"].as_array().unwrap().len(), 1);
    assert_eq!(json(&bench, &["decision", ".", "--import", &folder])[0]["unresolved"], serde_json::json!([]));
    assert_eq!(json(&bench, &["decision", "."])[0]["title"], "Use a rope");
    is_iso(&json(&bench, &["why", "src/a.rs:1", "."])[0]["time"]);
    assert!(json(&bench, &["gc", "."])["bytes_after"].is_u64());
    let file = bench.path("history").display().to_string();
    assert!(json(&bench, &["export", ".", &file])["records"].as_u64().unwrap() > 0);
    let store = bench.path("other").display().to_string();
    assert!(json(&bench, &["import", ".", &file, "--store", &store])["nodes"].as_u64().unwrap() > 3);
    let trace = br#"{"startContent":"","endContent":"ab","txns":[{"time":"2026-01-01T00:00:00.000Z","patches":[[0,0,"a"]]},{"time":"2026-01-01T00:00:01.000Z","patches":[[1,0,"b"]]}]}"#;
    std::fs::write(bench.path("trace.json.gz"), gzip(trace)).unwrap();
    let (trace, store) = (bench.path("trace.json.gz"), bench.path("replayed"));
    let replayed =
        json(&bench, &["replay", &trace.display().to_string(), "--store", &store.display().to_string()]);
    assert_eq!(replayed["end_exact"], true);
    // Whatever else there will be has to be here, too.
    let help = run(&bench, &["--help"]).good();
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    let known = [
        "log", "show", "cat", "diff", "why", "stats", "restore", "branch", "switch", "merge", "label",
        "decision", "gc", "export", "import", "replay",
    ];
    assert_eq!(commands, known);
    for command in known {
        let help = run(&bench, &[command, "--help"]).good();
        assert!(help.contains("--json") && help.contains("JSON"), "{command}: {help}");
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn why_takes_its_arguments_in_any_order() {
    let bench = recorded();
    let project = bench.path("project").display().to_string();
    let orders: [&[&str]; 6] = [
        &["why", "src/a.rs:7", "."],
        &["why", ".", "src/a.rs:7"],
        &["why", "--json", "src/a.rs:7", &project],
        &["why", &project, "--json", "src/a.rs:7"],
        &["why", "src/a.rs:7", "--at", "main", "."],
        &["why", "--at", "main", ".", "./src/a.rs:7"],
    ];
    for order in orders {
        let said = run(&bench, order);
        assert!(said.good().contains("22"), "{order:?}: {}", said.out());
    }
    assert!(run(&bench, &["why", ".", "src/a.rs"]).bad(2).contains("FILE:LINE"));
    // A folder that is called like a line of a file.
    let odd = bench.path("odd:3");
    std::fs::create_dir(&odd).unwrap();
    std::fs::write(odd.join("b.txt"), "x\n").unwrap();
    let odd = odd.display().to_string();
    run(&bench, &["label", &odd, "here"]).good();
    for order in [["why", "b.txt:1", &odd], ["why", &odd, "b.txt:1"]] {
        assert_eq!(run(&bench, &order).err(), "", "{order:?}");
    }
}

#[test]
fn symbols_are_found_wherever_they_went() {
    let bench = recorded();
    let titles =
        |symbol: &str| -> usize { json(&bench, &["log", ".", "--symbol", symbol]).as_array().unwrap().len() };
    assert_eq!(titles("two"), 1, "its body was changed");
    assert_eq!(titles("one"), 0, "a line came above it");
    assert_eq!(titles("three"), 0);
}

#[test]
fn times_are_local_and_say_so() {
    let bench = recorded();
    let log = |zone: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_justbuilt"));
        let home = bench.path("home");
        let said = command
            .args(["timeline", "log", "."])
            .current_dir(bench.path("project"))
            .env("JUSTBUILT_HOME", home)
            .env("TZ", zone)
            .output()
            .unwrap();
        String::from_utf8(said.stdout).unwrap()
    };
    assert!(log("UTC0").contains(" +00:00 "), "{}", log("UTC0"));
    assert!(log("XYZ-5:30").contains(" +05:30 "), "{}", log("XYZ-5:30"));
}

#[test]
fn exports_are_compressed_by_their_name_and_read_either_way() {
    let bench = recorded();
    let plain = bench.path("history.jbt").display().to_string();
    let packed = bench.path("history.zst").display().to_string();
    run(&bench, &["export", ".", &plain]).good();
    run(&bench, &["export", ".", &packed]).good();
    let size = |path: &str| std::fs::metadata(path).unwrap().len();
    assert!(size(&packed) < size(&plain), "{} {}", size(&packed), size(&plain));
    // By what is in it, not by what it is called.
    let renamed = bench.path("renamed").display().to_string();
    std::fs::rename(&packed, &renamed).unwrap();
    let expected = json(&bench, &["log", "."]);
    for (file, store) in [(&plain, "one"), (&renamed, "two")] {
        let store = bench.path(store).display().to_string();
        run(&bench, &["import", ".", file, "--store", &store]).good();
        assert_eq!(json(&bench, &["log", ".", "--store", &store]), expected);
    }
    // A packed file that is cut short is refused.
    let bytes = std::fs::read(&renamed).unwrap();
    std::fs::write(&renamed, &bytes[..bytes.len() / 2]).unwrap();
    let store = bench.path("three").display().to_string();
    assert_eq!(run(&bench, &["import", ".", &renamed, "--store", &store]).code(), 2);
}

//! Templates that are strict, files that keep their bytes, versions, commands.

use justbuilt_base::Timestamp;
use justbuilt_store::records::types::{self, VariableType};
use justbuilt_testkit::random_cases;
use serde_json::json;

use super::*;

fn variable(name: &str, kind: VariableType, default: Option<&str>) -> Variable {
    Variable {
        name: name.into(),
        kind,
        description: String::new(),
        default: default.map(str::to_owned),
        choices: vec!["a".into(), "b".into()],
    }
}

fn prompt(content: &str) -> Prompt {
    Prompt {
        name: "p".into(),
        version: 3,
        variables: vec![
            variable("who", VariableType::Text, Some("you")),
            variable("n", VariableType::Number, Some("2")),
            variable("one", VariableType::Choice, Some("a")),
            variable("sel", VariableType::Selection, Some("")),
        ],
        content: content.into(),
        ..Prompt::default()
    }
}

fn values(value: Value) -> Values {
    serde_json::from_value(value).unwrap()
}

#[track_caller]
fn check(content: &str, given: Value, expected: &str) {
    assert_eq!(prompt(content).render(&values(given)).unwrap().text, expected);
}

#[track_caller]
fn fails(content: &str, given: Value, expected: &str) {
    let error = prompt(content).render(&values(given)).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn values_are_put_in_and_never_read_as_templates() {
    check("Hello {{ who }}.\n", json!({}), "Hello you.\n");
    check("{{ n + 1 }}{{ sel.path }}", json!({"n": "4", "sel": {"path": "a.rs"}}), "5a.rs");
    check("{{ who }}", json!({"who": "{{ n }}{% for x in y %}<b>&"}), "{{ n }}{% for x in y %}<b>&");
    let rendered = prompt("x").render(&Values::new()).unwrap();
    assert_eq!((rendered.name.as_str(), rendered.version), ("p", 3));
    random_cases(300, |random| {
        let mut text = random.text(8);
        text.push_str(random.pick::<&str>(&["{{ n }}", "{% raw %}", "{#", "}}", ""]));
        check("[{{ who }}]", json!({"who": text}), &format!("[{text}]"));
    });
}

#[test]
fn what_is_not_known_is_an_error_with_its_line() {
    fails("a\n\n{{ whom }}", json!({}), "line 3 of the template: whom is no variable");
    fails("{% if false %}\n{{ whom }}{% endif %}", json!({}), "line 2");
    fails("{{ sel.txt }}", json!({}), "write sel.text");
    fails("{{ sel }}", json!({}), "sel has parts");
    fails("{{ who.name }}", json!({}), "no part");
    fails("a\n{% if %}", json!({}), "line 2");
    fails("{{ who | nothing }}", json!({}), "line 1");
    fails("{% include 'other' %}", json!({}), "line 1");
    fails("x", json!({"whom": 1}), "no such variable");
    fails("x", json!({"n": "two"}), "a number is expected");
    fails("x", json!({"one": "c"}), "a, b");
    fails("x", json!({"sel": {"path": 1}}), "path");
    fails(
        "{% for i in range(10000) %}{% for j in range(10000) %}x{% endfor %}{% endfor %}",
        json!({}),
        "fuel",
    );
}

#[test]
fn the_prompts_that_come_along_are_in_order() {
    let prompts = built_in();
    assert_eq!(prompts.len(), BUILT_IN.len());
    for ((file, text), prompt) in BUILT_IN.iter().zip(&prompts) {
        assert_eq!(prompt.check(), Vec::<String>::new(), "{file}");
        assert_eq!(*file, format!("{}.md", prompt.name));
        assert_eq!(PromptFile::read(file, text).unwrap().text(), *text);
        assert!(prompt.extra.is_empty() && prompt.cases.len() >= 2, "{file}");
        for result in run_cases(prompt) {
            assert_eq!(result.wrong, Vec::<String>::new(), "{file}: {}", result.name);
        }
    }
    let mut broken = prompts[0].clone();
    broken.content = broken.content.replace("imperative", "past");
    assert!(run_cases(&broken).iter().any(|result| !result.wrong.is_empty()), "cases can fail");
}

#[test]
fn a_file_changes_where_its_prompt_does() {
    let text = "---\nname: p # mine\nx-own:   kept\nversion: 1\n---\nHello {{ who }}\n";
    let mut file = PromptFile::read("p.md", text).unwrap();
    let mut prompt = file.prompt().clone();
    file.set(&prompt).unwrap();
    assert_eq!(file.text(), text);
    prompt.version = 2;
    prompt.variables.push(variable("who", VariableType::Text, None));
    file.set(&prompt).unwrap();
    let start = text.replace("version: 1\n---\nHello {{ who }}\n", "version: 2\nvariables:\n");
    assert!(file.text().starts_with(&start), "{}", file.text());
    assert_eq!(PromptFile::read("p.md", file.text()).unwrap().prompt(), &prompt);
    let again = PromptFile::new(&prompt).unwrap();
    assert_eq!(PromptFile::read("p.md", again.text()).unwrap().prompt(), &prompt);
    assert!(
        PromptFile::read("p.md", "---\nname: p\nversion: x\n---\n")
            .unwrap_err()
            .to_string()
            .contains("line 3")
    );
}

#[test]
fn versions_have_notes_and_labels() {
    let mut record = types::Prompt::default();
    let mut one = Prompt { content: "first {{ who }}\n".into(), version: 1, ..prompt("") };
    keep(&mut record, &one, None, None, Timestamp(1)).unwrap();
    one.content = "second {{ who }}\n".into();
    one.note = "shorter".into();
    one.labels.insert("production".into(), 1);
    keep(&mut record, &one, None, None, Timestamp(2)).unwrap();
    assert_eq!((record.version, record.versions.len()), (2, 1));
    let latest = pick(&record, &Which::Latest).unwrap();
    let live = pick(&record, &Which::Label("production".into())).unwrap();
    assert_eq!(
        live.render(&Values::new()).unwrap(),
        Rendered { text: "first you\n".into(), name: "p".into(), version: 1 }
    );
    assert_eq!(latest.version, 2);
    assert!(pick(&record, &Which::Label("draft".into())).is_err());
    assert!(pick(&record, &Which::Version(9)).is_err());
    let diff = changes(&live, &latest).unwrap();
    assert!(diff.contains("-first {{ who }}") && diff.contains("+second {{ who }}"), "{diff}");
    one.labels.insert("draft".into(), 7);
    assert!(one.check().iter().any(|wrong| wrong.contains("draft")));
}

#[test]
fn prompts_are_commands() {
    let prompts = built_in();
    let names: Vec<String> = commands(&prompts).into_iter().map(|one| one.name).collect();
    assert_eq!(
        names,
        [
            "/commit-message",
            "/document",
            "/explain",
            "/fix-problem",
            "/refine-sketch",
            "/review-diff",
            "/write-tests"
        ]
    );
    assert_eq!(commands(&prompts)[2].usage, "[depth=short|normal|deep] [question]");
    let (found, values) = parse("/explain depth=deep why = slow?", &prompts).unwrap().unwrap();
    assert_eq!(found.name, "explain");
    assert_eq!((values["depth"].as_str(), values["question"].as_str()), (Some("deep"), Some("why = slow?")));
    let (_, values) = parse("/explain question=\"a b\" depth=short", &prompts).unwrap().unwrap();
    assert_eq!((values["question"].as_str(), values["depth"].as_str()), (Some("a b"), Some("short")));
    assert_eq!(parse("explain", &prompts).unwrap(), None);
    assert!(parse("/nothing", &prompts).is_err());
    assert!(parse("/document some text", &prompts).is_err());
    assert!(parse("/explain question=\"open", &prompts).is_err());
}

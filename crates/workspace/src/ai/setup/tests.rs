//! Changes of `providers.toml`, and what the page is told of providers, keys and money.

use justbuilt_ai::providers::Providers;
use justbuilt_ai::routing::Role;
use justbuilt_base::http::FakeAnswer;

use super::*;
use crate::ai::asking::bench::{Bench, KEY, anthropic, failing, question};
use crate::ai::{AiCommand, KeyStore as _};

#[test]
fn comments_of_the_file_stay() {
    let text = "# mine\ndefault = \"openai\" # why not\n\n[route]\nchat = [\"openai/a\"] # the first\n";
    let models = [("anthropic".to_owned(), "b".to_owned()), ("openai".to_owned(), "x/y".to_owned())];
    let changed = file::route(text, Role::Chat, &models).unwrap();
    assert_eq!(changed, text.replace("[\"openai/a\"]", "[\"anthropic/b\", \"openai/x/y\"]"));
    let more = file::route(&changed, Role::InlineEdit, &models[..1]).unwrap();
    assert!(more.contains("inline_edit = [\"anthropic/b\"]"), "{more}");
    let none = file::route(&file::route(&more, Role::Chat, &[]).unwrap(), Role::InlineEdit, &[]).unwrap();
    assert_eq!(none.trim_end(), "# mine\ndefault = \"openai\" # why not");
    // What could not be read again is not written.
    let unknown = [("nobody".to_owned(), "b".to_owned())];
    assert!(file::route(text, Role::Chat, &unknown).unwrap_err().contains("no provider nobody"));
}

#[test]
fn a_provider_is_added_and_changed() {
    let added = file::provider(file::EXAMPLE, "work", "mistral", "https://llm.example.com/v1", "").unwrap();
    assert!(added.starts_with(file::EXAMPLE), "{added}");
    assert!(
        added
            .contains("[provider.work]\nprotocol = \"mistral\"\nbase_url = \"https://llm.example.com/v1\"\n")
    );
    let commented = added.replace("protocol = \"mistral\"", "protocol = \"mistral\" # theirs");
    let changed = file::provider(&commented, "work", "openai-chat", "http://localhost:1", "m").unwrap();
    assert!(changed.contains("protocol = \"openai-chat\" # theirs"), "{changed}");
    assert!(changed.contains("model = \"m\""));
    for (name, protocol, url) in
        [("a b", "mistral", "https://x"), ("a", "telex", "https://x"), ("a", "", "x")]
    {
        file::provider("", name, protocol, url, "").unwrap_err();
    }
    // The example is what it says it is.
    let lines: Vec<&str> = file::EXAMPLE.lines().skip(3).map(|line| line.trim_start_matches("# ")).collect();
    let example = lines.join("\n");
    Providers::built_in().with_own(&example).unwrap();
}

impl Bench {
    /// Does something on the page and lets it happen, time included.
    fn setup(&mut self, command: SetupCommand) -> Arc<SetupSnapshot> {
        self.workspace.ai_run(AiCommand::Setup(command)).unwrap();
        self.settle().setup
    }
}

#[track_caller]
fn item(snapshot: &SetupSnapshot, name: &str) -> ProviderItem {
    (**snapshot.providers.iter().find(|item| item.name == name).unwrap()).clone()
}

#[test]
fn nothing_is_set_up_and_then_a_key_is_given() {
    let mut bench = Bench::bare("");
    let shown = bench.setup(SetupCommand::Show);
    assert!(shown.known && !shown.ready && shown.problems.is_empty());
    assert_eq!(item(&shown, "anthropic").key, KeyState::Missing);
    assert_eq!(item(&shown, "ollama").key, KeyState::NotNeeded);
    assert_eq!(item(&shown, "gemini").title, "Google Gemini");
    // One question, to this machine alone.
    let urls: Vec<String> = bench.requests().into_iter().map(|one| one.url).collect();
    assert_eq!(urls, ["http://localhost:11434/api/tags"]);
    bench.http.add(FakeAnswer::status(200).header("content-type", "application/json").piece("{\"data\":[]}"));
    let shown = bench.setup(SetupCommand::SetKey { provider: "anthropic".into(), key: format!(" {KEY}\n") });
    assert_eq!(item(&shown, "anthropic").key, KeyState::Good("the vault".into()));
    assert!(shown.ready && !item(&shown, "anthropic").busy);
    assert_eq!(bench.keys.get("anthropic"), Ok(Some(KEY.into())));
    let (role, models) = &shown.routes[0];
    assert_eq!((*role, models[0].provider.as_str()), (Role::Chat, "anthropic"));
    // A key that is no good says so, and what to do.
    bench.http.add(failing(401, "authentication_error", &format!("bad key {KEY}")));
    let shown = bench.setup(SetupCommand::CheckKey { provider: "anthropic".into() });
    let KeyState::Bad(_, trouble) = item(&shown, "anthropic").key else { panic!("{shown:?}") };
    assert!(trouble.message.contains("does not take the key") && !format!("{trouble:?}").contains(KEY));
    let shown = bench.setup(SetupCommand::DeleteKey { provider: "anthropic".into() });
    assert_eq!((item(&shown, "anthropic").key, shown.ready), (KeyState::Missing, false));
}

#[test]
fn ollama_on_this_machine_is_found_and_can_be_asked() {
    let mut bench = Bench::bare("");
    let json = |text: &str| FakeAnswer::status(200).header("content-type", "application/json").piece(text);
    bench.http.add(json("{\"models\":[{\"name\":\"nomic-embed-text\",\"model\":\"nomic-embed-text\"},{\"name\":\"qwen3:8b\",\"model\":\"qwen3:8b\"}]}"));
    bench.http.add(json("{\"capabilities\":[\"embedding\"]}"));
    bench.http.add(json("{\"capabilities\":[\"completion\",\"tools\"]}"));
    let shown = bench.setup(SetupCommand::Show);
    assert!(shown.ready);
    let models = item(&shown, "ollama").models.unwrap().unwrap();
    assert_eq!(models.len(), 2);
    assert_eq!((shown.routes[0].1[0].model.as_str(), shown.routes[0].1.len()), ("qwen3:8b", 1));
}

#[test]
fn routes_and_providers_are_written_and_count_at_once() {
    let mut bench = Bench::new("# mine\n");
    bench.setup(SetupCommand::Show);
    let models = vec![("openai".to_owned(), "gpt-5.4".to_owned())];
    let shown = bench.setup(SetupCommand::Route { role: Role::Chat, models });
    assert_eq!(shown.routes[0].1[0].provider, "openai");
    assert_eq!(shown.routes[0].1[0].reason, "you chose it for chat");
    let shown = bench.setup(SetupCommand::AddProvider {
        name: "work".into(),
        protocol: "openai-chat".into(),
        base_url: "https://llm.example.com/v1".into(),
        model: "large".into(),
    });
    let work = item(&shown, "work");
    assert!(work.own && !work.local && work.key == KeyState::Missing);
    // What somebody else makes of the file is seen, with its line.
    bench.providers("# mine\n[provider.work]\nbase_url = 3\n");
    bench.workspace.ai_disk_changed(None);
    let shown = bench.settle().setup;
    assert_eq!(shown.problems.len(), 1);
    assert_eq!(shown.problems[0].line, Some(2));
}

#[test]
fn what_was_spent_is_shown() {
    let mut bench = Bench::new("[[budget]]\nusd = 5\nper = \"day\"\n");
    let shown = bench.setup(SetupCommand::Show);
    assert_eq!(shown.spending.today.known().map(|money| money.usd()), Some(0.0));
    bench.http.add(anthropic("A"));
    let ticket = bench.workspace.ai_ask(question("What?"));
    let shown = bench.settle().setup;
    drop(ticket);
    assert_eq!(shown.spending.tokens_today, (1_234, 56));
    assert!(shown.spending.today.known().is_some_and(|money| money.usd() > 0.0));
    assert_eq!(shown.spending.month, shown.spending.today);
    assert_eq!(shown.spending.by_model[0].0, "claude-sonnet-5-5");
    assert_eq!((shown.spending.by_model[0].1, shown.spending.by_model[0].2), (1, 1_290));
    assert!(shown.spending.budgets[0].share > 0.0);
}

/// A vault that a passphrase opens, and that is not open yet.
#[derive(Default)]
struct Locked {
    keys: crate::ai::MemoryKeys,
    open: std::sync::atomic::AtomicBool,
}

impl Locked {
    fn keys(&self) -> Result<&crate::ai::MemoryKeys, KeyFault> {
        if self.open.load(std::sync::atomic::Ordering::Relaxed) {
            return Ok(&self.keys);
        }
        let (message, help) = ("keys need a passphrase here".to_owned(), "Choose one.".to_owned());
        Err(KeyFault { message, help, locked: true })
    }
}

impl crate::ai::KeyStore for Locked {
    fn get(&self, name: &str) -> Result<Option<String>, KeyFault> {
        // There is no vault yet: nothing is in it.
        self.keys.get(name)
    }

    fn set(&self, name: &str, key: &str) -> Result<(), KeyFault> {
        self.keys()?.set(name, key)
    }

    fn delete(&self, name: &str) -> Result<(), KeyFault> {
        self.keys()?.delete(name)
    }

    fn unlock(&self, passphrase: &str) -> Result<(), KeyFault> {
        if passphrase.len() < 8 {
            return Err(KeyFault { message: "too short".to_owned(), help: "More.".to_owned(), locked: true });
        }
        self.open.store(true, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }
}

#[test]
fn a_key_waits_for_the_passphrase() {
    let mut bench = Bench::bare("");
    let vault = Arc::new(Locked::default());
    bench.workspace.platform.ai.keys = Arc::clone(&vault) as _;
    bench.setup(SetupCommand::Show);
    let set = SetupCommand::SetKey { provider: "anthropic".into(), key: KEY.into() };
    let shown = bench.setup(set);
    assert_eq!(shown.locked.as_deref(), Some("keys need a passphrase here"));
    assert!(matches!(item(&shown, "anthropic").key, KeyState::Failed(..)));
    let shown = bench.setup(SetupCommand::Unlock { passphrase: "short".into() });
    assert_eq!(shown.locked.as_deref(), Some("too short. More."));
    bench.http.add(FakeAnswer::status(200).header("content-type", "application/json").piece("{\"data\":[]}"));
    let shown = bench.setup(SetupCommand::Unlock { passphrase: "correct horse".into() });
    assert_eq!((shown.locked.as_deref(), shown.ready), (None, true));
    assert_eq!(item(&shown, "anthropic").key, KeyState::Good("the vault".into()));
    assert_eq!(vault.keys.get("anthropic"), Ok(Some(KEY.into())));
}

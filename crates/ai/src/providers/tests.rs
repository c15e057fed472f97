//! Which provider is asked, where its key is looked for, and what is said of a wrong `providers.toml`.

use std::cell::Cell;

use super::*;
use crate::prices::{Cost, PriceList};

fn own(text: &str) -> Providers {
    Providers::built_in().with_own(text).unwrap()
}

/// Checks the error of a file: `LINE: a part of the message`.
#[track_caller]
fn wrong(text: &str, line: usize, what: &str) {
    let error = Providers::built_in().with_own(text).unwrap_err();
    assert_eq!(error.line, line, "{error}");
    assert!(error.what.contains(what), "{error}");
}

fn nothing(_: &str) -> Option<String> {
    None
}

#[test]
fn what_is_built_in_has_prices_for_its_models() {
    let prices = PriceList::built_in().unwrap();
    for provider in Providers::built_in().iter() {
        assert_eq!(file::address(&provider.base_url).as_deref(), Ok(provider.base_url.as_str()));
        let Some(model) = &provider.model else { continue };
        if provider.name == "mistral" {
            // Mistral's list of prices has only what was looked up.
            continue;
        }
        let facts = prices.find(&provider.prices, model);
        assert!(facts.is_some_and(|facts| facts.at_most(1, 1) != Cost::Unknown), "{}", provider.name);
    }
}

#[test]
fn a_file_changes_what_it_names_and_adds_the_rest() {
    let providers = own("default = 'work'\n[provider.openai]\nmodel = 'gpt-5-mini'\nkey = 'openai/work'\n\
         [provider.work]\nbase_url = 'https://llm.example.com/v1/'\nenv = 'WORK'\nheaders = { X-Team = 'blue' }\n");
    let openai = providers.get("openai").unwrap();
    assert_eq!((openai.model.as_deref(), openai.key.as_str()), (Some("gpt-5-mini"), "openai/work"));
    assert_eq!(openai.env, ["OPENAI_API_KEY"]);
    let work = providers.get("work").unwrap();
    assert_eq!((work.protocol, work.base_url.as_str()), (Protocol::OpenaiChat, "https://llm.example.com/v1"));
    assert_eq!(work.headers, [("x-team".to_owned(), "blue".to_owned())]);
    assert!(work.needs_key && !work.is_local());
    let chosen = providers.choose(None, Some("m"), &mut |_| false).unwrap();
    assert_eq!(chosen.provider.name, "work");
}

#[test]
fn errors_name_the_line() {
    wrong("default = 'openai'\n\n[provider.x\n", 3, "");
    wrong("[provider.openai]\nmodle = 'x'\n", 2, "modle");
    wrong("[provider.a]\nbase_url = 'http://h'\nprotocol = 'openai'\n", 3, "openai-chat, openai-responses");
    wrong("# one\n[provider.a]\nbase_url = 'llm.example.com'\n", 3, "https://");
    wrong("[provider.a]\nbase_url = 'https://me:pass@h/v1'\n", 2, "no user in it");
    wrong("[provider.opnai]\nmodel = 'x'\n", 1, "did you mean openai?");
    wrong("default = 'nobody'\n", 1, "there is no provider nobody");
    wrong(
        "[provider.a]\nbase_url = 'http://h'\n[provider.a.headers]\n'x y' = '1'\n",
        4,
        "no name of a header",
    );
    wrong("[[budget]]\nper = 'day'\n", 1, "either usd or tokens");
    wrong("\n[[budget]]\nper = 'day'\nusd = -1.0\n", 2, "no sum");
    wrong("[[budget]]\nper = 'day'\nusd = 1.0\nmodel = 'a'\nprovider = 'b'\n", 1, "one of");
}

#[test]
fn a_key_in_the_file_is_refused_and_not_repeated() {
    let key = "sk-abcdefghijklmnopqrstuvwxyz";
    let error = Providers::built_in().with_own(&format!("[provider.openai]\nkey = '{key}'\n")).unwrap_err();
    assert!(error.what.contains("looks like a key") && !error.to_string().contains(key), "{error}");
}

#[test]
fn the_environment_goes_before_the_vault() {
    let providers = Providers::built_in();
    let gemini = providers.get("gemini").unwrap();
    let opened = Cell::new(0);
    let mut vault = |name: &str| {
        opened.set(opened.get() + 1);
        Ok::<_, ()>((name == "gemini").then(|| "from-vault\n".to_owned()))
    };
    let environment = |name: &str| (name == "GOOGLE_API_KEY").then(|| " from-environment ".to_owned());
    let found = gemini.find_key(&environment, &mut vault).unwrap().unwrap();
    assert_eq!(found.key, "from-environment");
    assert_eq!(found.from, KeyPlace::Environment("GOOGLE_API_KEY".to_owned()));
    assert_eq!(opened.get(), 0);
    let found = gemini.find_key(&nothing, &mut vault).unwrap().unwrap();
    assert_eq!((found.key.as_str(), &found.from), ("from-vault", &KeyPlace::Vault("gemini".to_owned())));
    assert!(!format!("{found:?}").contains("from-vault"));
    let none = providers.get("mistral").unwrap().find_key(&nothing, &mut vault).unwrap();
    assert_eq!(none, None);
    let before = opened.get();
    let ollama = providers.get("ollama").unwrap().find_key(&nothing, &mut vault).unwrap().unwrap();
    assert_eq!((ollama.from, opened.get()), (KeyPlace::NotNeeded, before));
}

#[test]
fn headers_take_variables_of_the_environment() {
    let providers =
        own("[provider.a]\nbase_url = 'http://h'\nheaders = { one = '$ONE', two = '$TWO', three = '3' }\n");
    let key = FoundKey { key: "k".to_owned(), from: KeyPlace::NotNeeded };
    let environment = |name: &str| (name == "ONE").then(|| "1".to_owned());
    let endpoint = providers.get("a").unwrap().endpoint(&key, &environment);
    assert_eq!(endpoint.headers, [("one".to_owned(), "1".to_owned()), ("three".to_owned(), "3".to_owned())]);
}

#[test]
fn a_model_can_name_its_provider() {
    let providers = own("[provider.router]\nbase_url = 'https://r.example/v1'\n");
    let mut never = |_: &Provider| false;
    let chosen = providers.choose(None, Some("openai/gpt-5"), &mut never).unwrap();
    assert_eq!((chosen.provider.name.as_str(), chosen.model.as_str()), ("openai", "gpt-5"));
    let chosen = providers.choose(Some("router"), Some("openai/gpt-5"), &mut never).unwrap();
    assert_eq!((chosen.provider.name.as_str(), chosen.model.as_str()), ("router", "openai/gpt-5"));
    assert_eq!(providers.choose(None, Some("x/y"), &mut never), Err(ChoiceError::Nobody));
    let chosen = providers.choose(None, None, &mut |one| one.name == "gemini").unwrap();
    assert_eq!(chosen.model, "gemini-3.5-flash");
    let no_model = providers.choose(Some("ollama"), None, &mut never).unwrap_err();
    assert_eq!(no_model, ChoiceError::NoModel { provider: "ollama".to_owned() });
    let unknown = providers.choose(Some("antropic"), None, &mut never).unwrap_err().to_string();
    assert!(unknown.contains("did you mean anthropic?"), "{unknown}");
}

#[test]
fn what_is_on_this_machine_is_known() {
    for url in ["http://localhost:11434", "http://127.0.0.1/v1", "http://[::1]:80/v1", "http://a.localhost"] {
        assert!(is_local(url), "{url}");
    }
    for url in ["https://localhost.example.com", "http://10.0.0.1", "https://api.openai.com/v1"] {
        assert!(!is_local(url), "{url}");
    }
}

#[test]
fn near_names() {
    let known = ["gpt-5", "gpt-5-mini", "claude-sonnet-5", "o4-mini"].map(str::to_owned);
    assert_eq!(nearest("gpt-6", &known, 3), ["gpt-5"]);
    assert_eq!(nearest("claude-sonet-5", &known, 3), ["claude-sonnet-5"]);
    assert_eq!(nearest("mini", &known, 3), ["o4-mini", "gpt-5-mini"]);
    assert!(nearest("zzz", &known, 3).is_empty());
}

#[test]
fn a_role_has_models_of_the_users_choice() {
    let named = |text: &str| Named::parse(text).unwrap();
    let own = own("[route]\nchat = [\"openai/gpt-5.4\", \"ollama/library/qwen3:8b\"]\ninline_edit = []\n");
    assert_eq!(own.route(Role::Chat), [named("openai/gpt-5.4"), named("ollama/library/qwen3:8b")]);
    assert_eq!(own.route(Role::Chat)[1].model, "library/qwen3:8b");
    assert!(own.route(Role::InlineEdit).is_empty() && own.route(Role::Completion).is_empty());
    wrong("[route]\ntalk = []", 2, "there is no role talk");
    wrong("[route]\nchat = [\"gpt-5.4\"]", 2, "is no PROVIDER/MODEL");
    wrong("[route]\nchat = [\n\"openai/gpt\",\n\"opnai/gpt\"]", 4, "did you mean openai?");
}

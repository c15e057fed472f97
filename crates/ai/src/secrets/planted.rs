//! Plants made-up secrets in text of many kinds and counts how many are found. The formats are written down here a
//! second time, from what their makers publish, so that a rule with a mistake in it does not pass.

use std::collections::BTreeMap;

use justbuilt_testkit::Random;

use super::Scanner;

/// (rule, name it needs beside it or "", token). `{A36}` is 36 letters and digits, `{h}` lower hex, `{H}` either
/// hex, `{U}` capitals and digits, `{l}` small letters and digits, `{d}` digits, `{b}` base64url, `{B}` base64,
/// `{a}` letters, `{g}` a UUID, `{2}` base32, `{p}` a password, `{e}` Bech32.
const FORMATS: &[(&str, &str, &str)] = &[
    ("aws-access-key", "", "AKIA{2:16}"),
    ("aws-access-key", "", "ASIA{2:16}"),
    ("aws-secret-key", "aws_secret_access_key", "{B:40}"),
    ("aws-session-token", "aws_session_token", "{B:356}"),
    ("aws-mws-key", "", "amzn.mws.{g:1}"),
    ("aws-bedrock-key", "", "ABSK{A:128}"),
    ("google-api-key", "", "AIzaSy{b:33}"),
    ("google-client-secret", "", "GOCSPX-{b:28}"),
    ("google-access-token", "", "ya29.{b:120}"),
    ("google-refresh-token", "", "1//0{b:60}"),
    ("azure-storage-key", "AccountKey", "{B:86}=="),
    ("azure-client-secret", "", "{A:3}8Q~{A:34}"),
    ("azure-devops-token", "", "{A:76}AZDO{A:4}"),
    ("azure-ai-key", "", "{A:52}JQQJ99{A:26}"),
    ("digitalocean-token", "", "dop_v1_{h:64}"),
    ("alibaba-access-key", "", "LTAI5t{A:18}"),
    ("tencent-secret-id", "", "AKID{A:32}"),
    ("scaleway-key", "", "SCW{U:17}"),
    ("cloudflare-token", "cloudflare_api_token", "{b:40}"),
    ("cloudflare-ca-key", "", "v1.0-{h:24}-{h:146}"),
    ("heroku-key", "", "HRKU-AA{A:58}"),
    ("heroku-key", "heroku_api_key", "{g:1}"),
    ("netlify-token", "", "nfp_{A:36}"),
    ("render-key", "", "rnd_{A:28}"),
    ("terraform-token", "", "{A:14}.atlasv1.{b:67}"),
    ("vault-token", "", "hvs.{b:95}"),
    ("doppler-token", "", "dp.pt.{A:43}"),
    ("pulumi-token", "", "pul-{h:40}"),
    ("databricks-token", "", "dapi{h:32}"),
    ("planetscale-token", "", "pscale_tkn_{b:43}"),
    ("supabase-key", "", "sbp_{h:40}"),
    ("neon-key", "", "napi_{l:64}"),
    ("openshift-token", "", "sha256~{b:43}"),
    ("github-token", "", "ghp_{A:36}"),
    ("github-token", "", "gho_{A:36}"),
    ("github-token", "", "ghs_{A:36}"),
    ("github-token", "", "github_pat_{A:22}_{A:59}"),
    ("gitlab-token", "", "glpat-{b:20}"),
    ("gitlab-token", "", "glrt-{b:20}"),
    ("gitlab-token", "", "GR1348941{b:20}"),
    ("bitbucket-token", "", "ATBB{A:32}"),
    ("atlassian-token", "", "ATATT3xFfGF0{b:180}"),
    ("sourcegraph-token", "", "sgp_{h:40}"),
    ("npm-token", "", "npm_{A:36}"),
    ("pypi-token", "", "pypi-AgEIcHlwaS5vcmc{b:150}"),
    ("crates-token", "", "cio{A:32}"),
    ("rubygems-token", "", "rubygems_{h:48}"),
    ("nuget-key", "", "oy2{l:43}"),
    ("docker-token", "", "dckr_pat_{b:27}"),
    ("clojars-token", "", "CLOJARS_{l:60}"),
    ("packagist-token", "", "packagist_out_{h:68}"),
    ("jfrog-token", "", "AKCp{A:69}"),
    ("circleci-token", "", "CCIPAT_{A:22}_{h:40}"),
    ("sonar-token", "", "sqp_{h:40}"),
    ("slack-token", "", "xoxb-{d:12}-{d:13}-{A:24}"),
    ("slack-token", "", "xoxp-{d:12}-{d:12}-{d:13}-{h:32}"),
    ("slack-token", "", "xapp-1-A0{U:9}-{d:13}-{h:64}"),
    ("discord-token", "discord_token", "MT{A:24}.{b:6}.{b:38}"),
    ("telegram-token", "", "{d:10}:AA{b:33}"),
    ("sendgrid-key", "", "SG.{b:22}.{b:43}"),
    ("mailgun-key", "", "key-{h:32}"),
    ("mailchimp-key", "", "{h:32}-us14"),
    ("brevo-key", "", "xkeysib-{h:64}-{A:16}"),
    ("resend-key", "", "re_{A:8}_{A:24}"),
    ("twilio-key", "twilio_auth_token", "{h:32}"),
    ("twilio-key", "", "SK{h:32}"),
    ("stripe-key", "", "sk_live_{A:24}"),
    ("stripe-key", "", "sk_test_{A:99}"),
    ("stripe-key", "", "rk_live_{A:24}"),
    ("webhook-secret", "", "whsec_{A:32}"),
    ("square-token", "", "sq0atp-{b:22}"),
    ("braintree-token", "", "access_token$production${l:16}${h:32}"),
    ("shopify-token", "", "shpat_{h:32}"),
    ("flutterwave-key", "", "FLWSECK-{h:32}-X"),
    ("razorpay-key", "", "rzp_live_{A:14}"),
    ("plaid-token", "", "access-production-{g:1}"),
    ("easypost-key", "", "EZAK{A:54}"),
    ("shippo-token", "", "shippo_live_{h:40}"),
    ("duffel-token", "", "duffel_live_{b:43}"),
    ("anthropic-key", "", "sk-ant-api03-{b:93}AA"),
    ("openai-key", "", "sk-proj-{b:74}T3BlbkFJ{b:74}"),
    ("openai-key", "", "sk-{A:20}T3BlbkFJ{A:20}"),
    ("openai-key", "", "sk-svcacct-{b:120}"),
    ("openrouter-key", "", "sk-or-v1-{h:64}"),
    ("langfuse-key", "", "sk-lf-{g:1}"),
    ("model-key", "", "sk-{h:32}"),
    ("huggingface-token", "", "hf_{a:34}"),
    ("replicate-token", "", "r8_{A:37}"),
    ("groq-key", "", "gsk_{A:52}"),
    ("xai-key", "", "xai-{A:80}"),
    ("perplexity-key", "", "pplx-{A:48}"),
    ("mistral-key", "mistral_api_key", "{A:32}"),
    ("cohere-key", "cohere_api_key", "{A:40}"),
    ("fireworks-key", "", "fw_3{A:21}"),
    ("together-key", "", "tgp_v1_{b:43}"),
    ("cerebras-key", "", "csk-{l:48}"),
    ("nvidia-key", "", "nvapi-{b:64}"),
    ("elevenlabs-key", "", "sk_{h:48}"),
    ("langsmith-key", "", "lsv2_pt_{h:32}_{h:10}"),
    ("voyage-key", "", "pa-{b:43}"),
    ("pinecone-key", "", "pcsk_{A:6}_{A:60}"),
    ("tavily-key", "", "tvly-dev-{A:32}"),
    ("firecrawl-key", "", "fc-{h:32}"),
    ("jina-key", "", "jina_{h:32}{b:28}"),
    ("wandb-key", "wandb_api_key", "{h:40}"),
    ("sentry-token", "", "sntryu_{h:64}"),
    ("sentry-token", "", "sntrys_eyJ{b:140}"),
    ("grafana-token", "", "glsa_{A:32}_{h:8}"),
    ("newrelic-key", "", "NRAK-{U:27}"),
    ("datadog-key", "datadog_api_key", "{h:32}"),
    ("dynatrace-token", "", "dt0c01.{U:24}.{U:64}"),
    ("linear-key", "", "lin_api_{A:40}"),
    ("notion-token", "", "ntn_{d:11}{A:35}"),
    ("notion-token", "", "secret_{A:43}"),
    ("figma-token", "", "figd_{b:40}"),
    ("airtable-token", "", "pat{A:14}.{h:64}"),
    ("postman-key", "", "PMAK-{h:24}-{h:34}"),
    ("contentful-token", "", "CFPAT-{b:43}"),
    ("dropbox-token", "", "sl.u.{b:160}"),
    ("facebook-token", "", "EAAB{A:170}"),
    ("readme-key", "", "rdme_{l:70}"),
    ("infracost-key", "", "ico-{A:32}"),
    ("prefect-key", "", "pnu_{A:36}"),
    ("typeform-token", "", "tfp_{A:44}"),
    ("mapbox-token", "", "sk.eyJ{b:80}.{b:22}"),
    ("algolia-key", "algolia_admin_key", "{h:32}"),
    ("age-key", "", "AGE-SECRET-KEY-1{e:58}"),
    ("onepassword-token", "", "ops_eyJ{A:600}"),
    ("onepassword-key", "", "A3-{U:6}-{U:6}-{U:5}-{U:5}-{U:5}-{U:5}"),
    ("tailscale-key", "", "tskey-auth-{A:17}-{A:32}"),
    ("okta-token", "okta_api_token", "00{b:40}"),
    ("jwt", "", "eyJhbGciOiJIUzI1NiJ9.eyJ{b:120}.{b:43}"),
    ("secret", "db_password", "{p:16}"),
    ("secret", "client_secret", "{A:32}"),
    ("secret", "session_token", "{h:40}"),
    ("secret", "internal_api_key", "{A:24}"),
    ("secret", "django_secret_key", "{p:50}"),
];

/// Where a token stands: `N` is a name in small letters, `U` the same in capitals, `T` the token.
const NAMED: &[&str] = &[
    "U=T\n",
    "export U='T'\n",
    "U=\"T\"\nNEXT=1\n",
    "{\n  \"N\": \"T\",\n  \"retries\": 3\n}\n",
    "{\"a\":{\"N\":\"T\"}}",
    "service:\n  N: \"T\"\n  port: 80\n",
    "const U: &str = \"T\";\n",
    "let N = 'T';\n",
    "    N = \"T\"  # from the console\n",
    "config.set({ N: `T` })\n",
    "N := \"T\"\n",
    "ENV U=T\n",
    "N=\"LEFT\" + \"RIGHT\"\n",
    "N = (\"LEFT\"\n     \"RIGHT\")\n",
    "String N = \"LEFT\" +\n    \"RIGHT\";\n",
    "$N = 'LEFT' . 'RIGHT';\n",
    "+    \"N\": \"T\",\n",
    "os.environ[\"U\"] = \"T\"\n",
    "{\\\"N\\\": \\\"T\\\"}\n",
];

/// Where only its format tells that it is one.
const BARE: &[&str] = &[
    "see T for more\n",
    "// old: T\n",
    "https://api.example.org/v1/items?key=T&page=2\n",
    "curl -H 'X-Auth: T' https://api.example.org\n",
    "<value>T</value>\n",
    "a,b,T,c\n",
    "items = [\"one\", \"T\", \"two\"]\n",
    "call('T')\n",
    "  - T\n",
    "msg(f\"using T now\")\n",
    "prüfe «T» — später\n",
    "\u{1b}[32mT\u{1b}[0m\n",
];

fn characters(kind: char) -> &'static [u8] {
    match kind {
        'A' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        'a' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        'U' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        'l' => b"abcdefghijklmnopqrstuvwxyz0123456789",
        'h' => b"0123456789abcdef",
        'd' => b"0123456789",
        'b' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        'B' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        '2' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        'e' => b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
        'p' => b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!#%*+,-.:;=?@^_~",
        other => panic!("no such kind: {other}"),
    }
}

fn pick(random: &mut Random, kind: char, count: usize) -> String {
    // The first and the last of base64url and of a password are letters: `-` at an end is not part of a word.
    (0..count)
        .map(|at| {
            let edge = at == 0 || at + 1 == count;
            let kind = if edge && matches!(kind, 'b' | 'p' | 'B') { 'A' } else { kind };
            char::from(*random.pick(characters(kind)))
        })
        .collect()
}

pub(super) fn token(random: &mut Random, format: &str) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('{') {
        let (what, after) = after.split_once('}').expect("a closed brace");
        let (kind, count) = what.split_once(':').expect("kind and count");
        let (kind, count) = (kind.chars().next().unwrap(), count.parse().unwrap());
        out.push_str(before);
        if kind == 'g' {
            let groups = [8, 4, 4, 4, 12].map(|count| pick(random, 'h', count));
            out.push_str(&groups.join("-"));
        } else {
            out.push_str(&pick(random, kind, count));
        }
        rest = after;
    }
    out + rest
}

/// A text with a secret, and what of it must not be left.
struct Plant {
    text: String,
    secret: String,
}

fn plant(random: &mut Random, name: &str, format: &str) -> Plant {
    let secret = token(random, format);
    let bare = name.is_empty() && random.bool();
    let template = random.pick(if bare { BARE } else { NAMED });
    let name =
        if name.is_empty() { *random.pick(&["value", "setting", "x", "account", "first"]) } else { name };
    let cut = random.range(secret.len() / 3..secret.len() * 2 / 3);
    let mut text = String::new();
    for word in split_words(template) {
        match word {
            "N" => text.push_str(name),
            "U" => text.push_str(&name.to_uppercase()),
            "T" => text.push_str(&secret),
            "LEFT" => text.push_str(&secret[..cut]),
            "RIGHT" => text.push_str(&secret[cut..]),
            other => text.push_str(other),
        }
    }
    Plant { text, secret }
}

/// Words and what is between them.
fn split_words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let word = |c: char| c.is_ascii_alphanumeric();
        let end = rest.find(|c| word(c) != word(first)).unwrap_or(rest.len());
        let (out, after) = rest.split_at(end);
        rest = after;
        Some(out)
    })
}

/// What is left of the secret in the text: the longest piece, of its random end.
fn left_over(text: &str, secret: &str) -> bool {
    let size = 10.min(secret.len());
    let tail = secret.len() / 2;
    (tail.min(secret.len() - size)..=secret.len() - size).any(|at| text.contains(&secret[at..at + size]))
}

/// How many of `cases` of each format are found; those that are not, by format.
fn count(seed: u64, cases: usize) -> (usize, usize, BTreeMap<String, Vec<String>>) {
    let scanner = Scanner::built_in().unwrap();
    let mut random = Random::new(seed);
    let (mut planted, mut found) = (0, 0);
    let mut missed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (rule, name, format) in FORMATS {
        for _ in 0..cases {
            let plant = plant(&mut random, name, format);
            planted += 1;
            let redacted = scanner.redact(&plant.text);
            assert_eq!(redacted.restore(&plant.text).as_deref(), Some(plant.text.as_str()));
            assert_eq!(redacted.text.lines().count(), plant.text.lines().count(), "{}", plant.text);
            if left_over(&redacted.text, &plant.secret) {
                missed.entry(format!("{rule} {format}")).or_default().push(plant.text);
            } else {
                found += 1;
            }
        }
    }
    (planted, found, missed)
}

#[test]
fn planted_secrets_are_found() {
    let (planted, found, missed) = count(7, 40);
    let share = found as f64 / planted as f64;
    println!("planted {planted}, found {found}: {:.2} %", share * 100.0);
    for (format, texts) in &missed {
        println!("{format}: {} missed, one of them:\n{}", texts.len(), texts[0]);
    }
    assert!(share >= 0.99, "{:.2} % of {planted} planted secrets were found", share * 100.0);
    for (format, texts) in &missed {
        assert!(
            texts.len() <= 6,
            "{} of 40 of {format} were missed, one of them:\n{}",
            texts.len(),
            texts[0]
        );
    }
}

#[test]
fn every_format_is_found_by_its_own_rule() {
    let scanner = Scanner::built_in().unwrap();
    let mut random = Random::new(3);
    let mut wrong = Vec::new();
    for (rule, name, format) in FORMATS {
        let secret = token(&mut random, format);
        let name = if name.is_empty() { "first" } else { name };
        let text = format!("{name} = \"{secret}\"\n");
        let findings = scanner.find(&text);
        let rules: Vec<&str> = findings.iter().map(|finding| &*finding.rule).collect();
        if rules != [*rule] {
            wrong.push(format!("{rules:?} for {rule}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

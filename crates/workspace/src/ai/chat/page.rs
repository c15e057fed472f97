//! A page of the web that the user named, as text: asked for without keys or cookies, limited in size, and never sent on
//! to this machine or this network. What a page says is data.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use justbuilt_ai::rights::{Guard, Rights};
use justbuilt_base::http::{Address, Http, HttpRequest, Method};

/// Bytes of a page.
const MOST: usize = 2 << 20;
/// Addresses one after the other.
const HOPS: usize = 5;
/// Until the head of the answer, and between two pieces of it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks for the page, following where it is sent on to.
pub(super) async fn fetch(http: Arc<dyn Http>, address: String) -> Result<String, String> {
    let first = Address::of(&address).map_err(|error| error.to_string())?;
    let rights = Rights { network: vec!["*".to_owned()], ..Rights::default() };
    let public = Guard::new(&rights).map_err(|error| error.to_string())?;
    let mut url = address;
    for _ in 0..HOPS {
        let request = HttpRequest {
            method: Method::Get,
            url: url.clone(),
            headers: vec![
                ("accept".to_owned(), "text/html, text/plain, text/markdown, */*;q=0.1".to_owned()),
                ("user-agent".to_owned(), "justbuilt".to_owned()),
                // A request with more than harmless headers is not sent on to another host on the way: one that is
                // gets here, or is refused.
                ("sec-gpc".to_owned(), "1".to_owned()),
            ],
            body: Vec::new(),
            head_timeout: Some(PATIENCE),
            idle_timeout: Some(PATIENCE),
        };
        let response = http.send(request).await.map_err(|error| error.to_string())?;
        let header = |name: &str| {
            let found = response.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone())
        };
        if (300..400).contains(&response.status) {
            let to = header("location").ok_or("the page is elsewhere, and does not say where")?;
            let to = join(&url, &to)?;
            let next = Address::of(&to).map_err(|error| error.to_string())?;
            // The user named the first host; where that sends us is not the user's word.
            if next.host != first.host || next.port != first.port {
                public.network(&to).map_err(|refusal| format!("the page sends us on to {refusal}"))?;
            }
            if first.is_secure() && !next.is_secure() {
                return Err(format!("the page sends us on to {next}, which is not encrypted"));
            }
            url = to;
            continue;
        }
        if !(200..300).contains(&response.status) {
            return Err(format!("the server answers with the status {}", response.status));
        }
        let kind = header("content-type").unwrap_or_default().to_ascii_lowercase();
        let is_text = ["text/", "json", "xml", "javascript"].iter().any(|word| kind.contains(word));
        if !kind.is_empty() && !is_text {
            return Err(format!("this is no text: {kind}"));
        }
        let mut body = response.body;
        let mut bytes = Vec::new();
        while let Some(piece) = body.next().await {
            bytes.extend(piece.map_err(|error| error.to_string())?);
            if bytes.len() > MOST {
                return Err(format!("the page has more than {} MiB", MOST >> 20));
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let is_page =
            kind.contains("html") || text.trim_start().to_ascii_lowercase().starts_with("<!doctype html");
        let text = if is_page { text_of(&text) } else { text };
        return if text.trim().is_empty() {
            Err("there is no text on this page".to_owned())
        } else {
            Ok(text)
        };
    }
    Err(format!("the page sends us on more than {HOPS} times"))
}

/// Where a redirect leads.
fn join(from: &str, to: &str) -> Result<String, String> {
    if to.contains("://") {
        return Ok(to.to_owned());
    }
    let at = Address::of(from).map_err(|error| error.to_string())?;
    if let Some(rest) = to.strip_prefix("//") {
        return Ok(format!("{}://{rest}", at.scheme));
    }
    let origin = format!("{}://{}:{}", at.scheme, at.host, at.port);
    if to.starts_with('/') {
        return Ok(format!("{origin}{to}"));
    }
    let path = from.split("://").nth(1).and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let slash = if folder.is_empty() { "" } else { "/" };
    Ok(format!("{origin}/{folder}{slash}{to}"))
}

/// Elements whose content is not read.
const SKIPPED: [&str; 8] = ["script", "style", "head", "noscript", "svg", "template", "iframe", "nav"];
/// Elements that begin a line.
const BLOCKS: [&str; 25] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "pre",
    "blockquote",
    "dt",
    "dd",
    "hr",
    "title",
];

/// The text of a page in HTML: without what is not shown, one line for each block.
pub(super) fn text_of(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    let mut pre = 0_usize;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        push_text(&mut out, text, pre > 0);
        if let Some(after) = tag.strip_prefix("<!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(end) = tag.find('>') else { break };
        let inside = tag.get(1..end).unwrap_or_default();
        rest = tag.get(end + 1..).unwrap_or_default();
        let closes = inside.starts_with('/');
        let name = inside.trim_start_matches('/');
        let name =
            name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        if !closes && SKIPPED.contains(&name.as_str()) && !inside.ends_with('/') {
            rest = after_element(rest, &name);
            continue;
        }
        if name == "pre" {
            pre = if closes { pre.saturating_sub(1) } else { pre + 1 };
        }
        if BLOCKS.contains(&name.as_str()) && !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        if name == "li" && !closes {
            out.push_str("- ");
        }
        if !closes && let Some(level) = name.strip_prefix('h').and_then(|level| level.parse::<usize>().ok()) {
            out.push_str(&"#".repeat(level.min(6)));
            out.push(' ');
        }
    }
    if !rest.contains('<') {
        push_text(&mut out, rest, false);
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| lines.get(at));
        if line.is_empty() && before.is_none_or(|before| before.is_empty()) {
            continue;
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// What follows the end of an element.
fn after_element<'a>(rest: &'a str, name: &str) -> &'a str {
    let lower = rest.to_ascii_lowercase();
    let Some(at) = lower.find(&format!("</{name}")) else { return "" };
    rest.get(at..).and_then(|rest| rest.split_once('>')).map_or("", |(_, rest)| rest)
}

fn push_text(out: &mut String, text: &str, pre: bool) {
    let text = decoded(text);
    if pre {
        out.push_str(&text);
        return;
    }
    for c in text.chars() {
        let blank = c.is_whitespace();
        if !blank {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

/// Without references to characters.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.find(';').filter(|end| *end <= 10);
        let known = end.and_then(|end| from.get(1..end)).and_then(character);
        match (known, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = from.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{join, text_of};

    #[test]
    fn a_page_is_read_without_what_is_not_shown() {
        let page = "<!doctype html><html><head><title>x</title><script>if (a<b) {}</script></head><body>\
            <h2>Size &amp; shape</h2><p>One\n  <b>two</b> &#8212; three<!-- <p>no --></p><ul><li>a<li>b</ul>\
            <pre>fn f() {\n    1 &lt; 2\n}</pre><style>p{}</style></body></html>";
        let text = "## Size & shape\nOne two — three\n- a\n- b\nfn f() {\n    1 < 2\n}\n";
        assert_eq!(text_of(page), text);
        assert_eq!(text_of("no tags at all"), "no tags at all\n");
    }

    #[test]
    fn redirects_lead_where_they_say() {
        let from = "https://docs.rs/a/b.html?c";
        assert_eq!(join(from, "d.html").as_deref(), Ok("https://docs.rs:443/a/d.html"));
        assert_eq!(join(from, "/d").as_deref(), Ok("https://docs.rs:443/d"));
        assert_eq!(join(from, "//e.org/f").as_deref(), Ok("https://e.org/f"));
        assert_eq!(join(from, "http://g.org").as_deref(), Ok("http://g.org"));
    }
}

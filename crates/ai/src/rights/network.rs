//! Whether an address may be asked. The host is read strictly; what is no plain host is refused, not interpreted.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Guard, Refusal};

/// A host that is allowed.
#[derive(Clone, Debug)]
pub struct HostRule {
    /// Without the star.
    host: String,
    kind: Kind,
    port: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// This one.
    Exact,
    /// Those below it.
    Below,
    /// Any public one.
    Any,
}

impl HostRule {
    pub fn new(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self { host: String::new(), kind: Kind::Any, port: None });
        }
        let (kind, rest) = match text.strip_prefix("*.") {
            Some(rest) => (Kind::Below, rest),
            None => (Kind::Exact, text),
        };
        let (host, port) = split_port(rest).ok_or("is no host, or host:port")?;
        if !is_host(host) {
            return Err("is no host: write it without scheme and path".to_owned());
        }
        Ok(Self { host: host.to_lowercase(), kind, port })
    }

    fn names(&self, host: &str) -> bool {
        match self.kind {
            Kind::Exact => host == self.host,
            Kind::Below => {
                host.strip_suffix(&self.host).is_some_and(|front| front.len() > 1 && front.ends_with('.'))
            }
            Kind::Any => is_public(host),
        }
    }
}

fn split_port(text: &str) -> Option<(&str, Option<u16>)> {
    let after = if text.starts_with('[') { text.find(']')? + 1 } else { 0 };
    match text.get(after..)?.find(':') {
        None => Some((text, None)),
        Some(at) => {
            let port = text.get(after + at + 1..)?;
            let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
            digits
                .then(|| port.parse().ok())
                .flatten()
                .map(|port| (text.get(..after + at).unwrap_or_default(), Some(port)))
        }
    }
}

fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return inner.parse::<Ipv6Addr>().is_ok();
    }
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(label)
}

/// A name that the whole world sees: no number, not this machine, not this house.
fn is_public(host: &str) -> bool {
    const PRIVATE: [&str; 10] =
        ["localhost", "local", "internal", "lan", "home", "corp", "intranet", "arpa", "onion", "test"];
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && !is_number(last) && !host.starts_with('[') && !PRIVATE.contains(&last)
}

/// Resolvers read a host whose last part is a number as an address, in many ways of writing.
fn is_number(label: &str) -> bool {
    label.bytes().all(|byte| byte.is_ascii_digit())
        || label.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl Guard {
    /// Whether an address (`https://host/…`, or `http://`) may be asked. Redirects are to be asked about anew. Names
    /// are not looked up here: a connector that looks them up must refuse private addresses for public names.
    ///
    /// # Errors
    /// The refusal.
    pub fn network(&self, address: &str) -> Result<(), Refusal> {
        let refuse = |why: &str| Err(Refusal::new(address, why));
        let lower = address.get(..8.min(address.len())).unwrap_or_default().to_ascii_lowercase();
        let (rest, usual) = if lower.starts_with("https://") {
            (address.get(8..), 443)
        } else if lower.starts_with("http://") {
            (address.get(7..), 80)
        } else {
            return refuse("only https:// and http:// are asked");
        };
        let rest = rest.unwrap_or_default();
        if address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return refuse("the address has signs that programs read in different ways");
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return refuse("an address with a user in it is refused");
        }
        let Some((host, port)) = split_port(authority).filter(|(host, _)| is_host(host)) else {
            return refuse("the host cannot be read");
        };
        let host = host.to_ascii_lowercase();
        let last = host.rsplit('.').next().unwrap_or_default();
        if is_number(last) && host.parse::<Ipv4Addr>().is_err() {
            return refuse("write a number address as four numbers");
        }
        let fits = |rule: &HostRule| {
            rule.names(&host)
                && match (rule.port, port) {
                    (Some(only), port) => port.unwrap_or(usual) == only,
                    (None, port) => port.is_none_or(|port| port == usual),
                }
        };
        let denied = self.network.iter().any(|(allow, rule)| !allow && rule.names(&host));
        if denied || !self.network.iter().any(|(allow, rule)| *allow && fits(rule)) {
            return refuse("this persona has no right to this host");
        }
        self.within.as_ref().map_or(Ok(()), |outer| outer.network(address))
    }
}

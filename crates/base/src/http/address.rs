//! Where a URL leads, as far as secrets are concerned: whether it is this machine, whether the way is encrypted,
//! whether two URLs have the same owner. Stricter than a browser: what could be read in two ways is refused.

use std::{fmt, net::IpAddr};

use super::{HttpError, HttpRequest, Method};

/// Scheme, host and port of a URL: its origin (RFC 6454).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// `http` or `https`.
    pub scheme: String,
    /// Lower case; an IPv6 address is in brackets.
    pub host: String,
    /// The port, as given or the scheme's own.
    pub port: u16,
}

impl Address {
    /// The address of a URL.
    ///
    /// # Errors
    /// When it is not `http://host…` or `https://host…`, or names a user.
    pub fn of(url: &str) -> Result<Address, HttpError> {
        let wrong = |why: &str| HttpError::Invalid(format!("the address {why}"));
        let (scheme, rest) = url.split_once("://").ok_or_else(|| wrong("does not begin with https://"))?;
        let scheme = scheme.to_ascii_lowercase();
        let own_port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(wrong("is neither http:// nor https://")),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(wrong("holds a user's name; a key goes into its own field"));
        }
        // A colon within brackets belongs to an IPv6 address.
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let letters = |c: char| c.is_alphanumeric() || "-._:[]".contains(c);
        if host.is_empty() || !host.chars().all(letters) {
            return Err(wrong("names no host"));
        }
        let port = match port {
            None | Some("") => own_port,
            Some(digits) => digits.parse().map_err(|_| wrong("has a port that is no number"))?,
        };
        Ok(Address { scheme, host: host.to_lowercase(), port })
    }

    /// Whether what is sent there is encrypted.
    pub fn is_secure(&self) -> bool {
        self.scheme == "https"
    }

    /// Whether it is this machine: `localhost` and what ends in it (RFC 6761), 127.0.0.0/8, `::1`.
    pub fn is_loopback(&self) -> bool {
        let bare = self.host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(&self.host);
        self.host == "localhost"
            || self.host.ends_with(".localhost")
            || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Whether nobody on the way can read what is sent.
    pub fn keeps_secrets(&self) -> bool {
        self.is_secure() || self.is_loopback()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        let own = if self.is_secure() { 443 } else { 80 };
        if self.port == own { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

/// Headers that say nothing about who asks. Any other may hold a key.
const HARMLESS: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "content-length",
    "content-type",
    "user-agent",
];

/// Whether a request holds what is for one host only: a header that may be a key, a key in the query, or a body.
pub fn holds_credentials(request: &HttpRequest) -> bool {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    request.headers.iter().any(|(name, _)| !HARMLESS.contains(&name.to_ascii_lowercase().as_str()))
        || query.split('&').any(|pair| pair.split('=').next().is_some_and(|name| name.ends_with("key")))
        || !request.body.is_empty()
}

/// Whether a request may be sent again to where its answer points: to the same host, and to another only when it
/// holds nothing that is for the first one. Never from `https` down to `http`.
///
/// # Errors
/// Why not, and what to do.
pub fn may_follow(request: &HttpRequest, from: &Address, to: &Address, status: u16) -> Result<(), HttpError> {
    let refuse = |why: &str| {
        Err(HttpError::Invalid(format!(
            "{from} sends the request on to {to}, {why}: if that is right, set the address to it"
        )))
    };
    if from.is_secure() && !to.is_secure() {
        return refuse("where it could be read on the way");
    }
    let own_ports = |address: &Address| address.port == if address.is_secure() { 443 } else { 80 };
    let upgrade = from.host == to.host && to.is_secure() && own_ports(from) && own_ports(to);
    if from != to && !upgrade && holds_credentials(request) {
        return refuse("and key and text are not for others");
    }
    if request.method != Method::Get && !matches!(status, 307 | 308) {
        return refuse("and what is sent would be lost on the way");
    }
    Ok(())
}

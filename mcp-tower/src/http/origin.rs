//! Allowed `Origin` and `Host` headers.

use std::net::IpAddr;

use http::{
    HeaderMap, StatusCode, Uri,
    header::{HOST, ORIGIN},
    uri::Authority,
};

use super::refusal::Refusal;

/// Allowed `Origin` headers. A request without one is always allowed, because it does not come from a web page.
///
/// Scheme, host and port are compared separately. A missing port is the default of the scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedOrigins(Allowed<Origin>);

/// Allowed `Host` headers.
///
/// For HTTP/2, `:authority` is used. A request without a host is allowed: every browser sends one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHosts(Allowed<Host>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Allowed<T> {
    Any,
    Listed { loopback: bool, list: Vec<T> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Host {
    host: String,
    // `None` for any port.
    port: Option<u16>,
}

/// Error of an invalid origin or host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid address {text:?}; use {wanted}")]
pub struct InvalidAddress {
    text: String,
    wanted: &'static str,
}

impl Default for AllowedOrigins {
    fn default() -> Self {
        Self::loopback()
    }
}

impl Default for AllowedHosts {
    fn default() -> Self {
        Self::loopback()
    }
}

impl AllowedOrigins {
    /// Allows pages of this machine over http or https, at any port: `localhost`, 127.0.0.0/8 and `[::1]`. The
    /// default.
    #[must_use]
    pub const fn loopback() -> Self {
        Self(Allowed::Listed { loopback: true, list: Vec::new() })
    }

    /// Allows no page.
    #[must_use]
    pub const fn none() -> Self {
        Self(Allowed::Listed { loopback: false, list: Vec::new() })
    }

    /// Allows every page. Only for a server behind other protection.
    #[must_use]
    pub const fn any() -> Self {
        Self(Allowed::Any)
    }

    /// Allows one more origin, such as `https://chat.example.com` or `http://10.0.0.7:3000`.
    ///
    /// # Errors
    ///
    /// If the text is not a scheme and a host with an optional port. A path is not part of an origin.
    pub fn allow(mut self, origin: &str) -> Result<Self, InvalidAddress> {
        let parsed = Origin::parse(origin).ok_or_else(|| InvalidAddress {
            text: origin.to_owned(),
            wanted: "an origin such as https://chat.example.com",
        })?;
        if let Allowed::Listed { list, .. } = &mut self.0 {
            list.push(parsed);
        }
        Ok(self)
    }

    /// Returns `true` if the origin is allowed. `null`, which hides the origin of a page, is allowed only by
    /// [`any`](Self::any).
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        let Allowed::Listed { loopback, list } = &self.0 else { return true };
        Origin::parse(origin)
            .is_some_and(|origin| (*loopback && origin.is_loopback()) || list.contains(&origin))
    }
}

impl AllowedHosts {
    /// Allows this machine at any port: `localhost`, 127.0.0.0/8 and `[::1]`. The default.
    #[must_use]
    pub const fn loopback() -> Self {
        Self(Allowed::Listed { loopback: true, list: Vec::new() })
    }

    /// Allows no host.
    #[must_use]
    pub const fn none() -> Self {
        Self(Allowed::Listed { loopback: false, list: Vec::new() })
    }

    /// Allows every host. Only for a server behind other protection.
    #[must_use]
    pub const fn any() -> Self {
        Self(Allowed::Any)
    }

    /// Allows one more host: `mcp.example.com` at any port, `mcp.example.com:8443` at that one.
    ///
    /// # Errors
    ///
    /// If the text is not a host with an optional port.
    pub fn allow(mut self, host: &str) -> Result<Self, InvalidAddress> {
        let parsed = Host::parse(host).ok_or_else(|| InvalidAddress {
            text: host.to_owned(),
            wanted: "a host such as mcp.example.com or mcp.example.com:8443",
        })?;
        if let Allowed::Listed { list, .. } = &mut self.0 {
            list.push(parsed);
        }
        Ok(self)
    }

    /// Returns `true` if the host is allowed.
    #[must_use]
    pub fn allows(&self, host: &str) -> bool {
        let Allowed::Listed { loopback, list } = &self.0 else { return true };
        split_host(host).is_some_and(|(host, port)| {
            (*loopback && is_loopback(host))
                || list.iter().any(|allowed| {
                    allowed.host.eq_ignore_ascii_case(host)
                        && allowed.port.is_none_or(|wanted| port == Some(wanted))
                })
        })
    }
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        // `Uri` accepts and drops a fragment; an origin has none of these.
        let (scheme, rest) = text.split_once("://")?;
        if rest.contains(['/', '?', '#']) {
            return None;
        }
        let scheme = scheme.parse::<http::uri::Scheme>().ok()?.as_str().to_ascii_lowercase();
        let Host { host, port } = Host::parse(rest)?;
        let own = match scheme.as_str() {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        };
        Some(Self { scheme, host, port: port.or(own) })
    }

    fn is_loopback(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https") && is_loopback(&self.host)
    }
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        let (host, port) = split_host(text)?;
        Some(Self { host: host.to_ascii_lowercase(), port })
    }
}

/// The host and the port of an authority without a user name.
fn split_host(text: &str) -> Option<(&str, Option<u16>)> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let (name, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
    let (host, rest) = if !name.is_empty() && name.bytes().all(plain) {
        (name, rest)
    } else {
        let authority: Authority = text.parse().ok()?;
        // A user name is not part of a host, and hides behind a port that is not a number.
        let host = authority.host().len();
        if !text.starts_with(authority.host()) {
            return None;
        }
        text.split_at(host)
    };
    let port = match rest.strip_prefix(':') {
        None if rest.is_empty() => None,
        // `u16` accepts a plus sign too.
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => Some(port.parse().ok()?),
        _ => return None,
    };
    (!host.is_empty()).then_some((host, port))
}

fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Refuses a request if its `Origin` or its `Host` is not allowed.
pub(crate) fn check(
    uri: &Uri,
    headers: &HeaderMap,
    origins: &AllowedOrigins,
    hosts: &AllowedHosts,
) -> Result<(), Refusal> {
    for value in headers.get_all(ORIGIN) {
        let origin = value.to_str().ok();
        if !origin.is_some_and(|origin| origins.allows(origin)) {
            tracing::debug!(origin = ?value, "origin refused");
            return Err(refused("origin", origin, "origins"));
        }
    }
    let named = headers.get_all(HOST).iter().map(|value| value.to_str().ok());
    for host in named.chain(uri.authority().map(|authority| Some(authority.as_str()))) {
        if !host.is_some_and(|host| hosts.allows(host)) {
            tracing::debug!(?host, "host refused");
            return Err(refused("host", host, "hosts"));
        }
    }
    Ok(())
}

/// Maximum length of a refused header in the message, in characters.
const SHOWN_CHARS: usize = 100;

/// Names the refused value, so that an operator who tests with curl sees what to allow.
fn refused(header: &str, value: Option<&str>, list: &str) -> Refusal {
    let value: String = value.unwrap_or("?").chars().take(SHOWN_CHARS).collect();
    let message = format!(
        "the {header} {value:?} is not allowed here; the operator of this server can add it to its {list}"
    );
    Refusal::plain(StatusCode::FORBIDDEN, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_allows_any_port_and_no_lookalikes() {
        let origins = AllowedOrigins::loopback();
        for good in ["http://localhost", "https://LocalHost:1", "http://127.0.0.1:65535", "http://[::1]:80"] {
            assert!(origins.allows(good), "{good}");
        }
        for bad in [
            "null",
            "",
            "localhost",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "http://evil.example#localhost",
            "http://evil.example/localhost",
            "http://127.0.0.1.evil.example",
            "http://localhost:80:80",
            "http://localhost:99999",
            "http://localhost:",
            "http://localhost:+80",
            "http://localhost.",
            "http://%6cocalhost",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0",
            "http://localhost http://localhost",
            "app://localhost",
            "http://",
            "http://user@localhost",
            "file://",
        ] {
            assert!(!origins.allows(bad), "{bad}");
        }
        assert!(!AllowedOrigins::none().allows("http://localhost"));
        assert!(AllowedOrigins::any().allows("null"));
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let origins = AllowedOrigins::none().allow("https://Chat.example.com").unwrap();
        assert!(origins.allows("https://chat.example.com"));
        assert!(origins.allows("https://chat.example.com:443"));
        for bad in [
            "http://chat.example.com",
            "https://chat.example.com:444",
            "https://a.chat.example.com",
            "https://example.com",
        ] {
            assert!(!origins.allows(bad), "{bad}");
        }
        for bad in ["chat.example.com", "https://chat.example.com/", "https://chat.example.com/x", "*", ""] {
            assert!(AllowedOrigins::none().allow(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_host_may_leave_the_port_open() {
        let hosts = AllowedHosts::none().allow("mcp.example.com").unwrap().allow("10.0.0.7:8443").unwrap();
        for good in ["mcp.example.com", "MCP.example.com:1", "10.0.0.7:8443"] {
            assert!(hosts.allows(good), "{good}");
        }
        for bad in [
            "10.0.0.7",
            "10.0.0.7:1",
            "localhost",
            "evil.example",
            "mcp.example.com@evil.example",
            "mcp.example.com.",
            "mcp.example.com:",
            "mcp.example.com:+1",
            "mcp.example.com,evil.example",
            "",
        ] {
            assert!(!hosts.allows(bad), "{bad}");
        }
        assert!(AllowedHosts::none().allow("https://mcp.example.com").is_err());
    }

    #[test]
    fn all_header_values_are_validated() {
        let check = |headers: &[(&'static str, &'static str)], uri: &str| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(*name, http::HeaderValue::from_static(value));
            }
            super::check(&uri.parse().unwrap(), &map, &AllowedOrigins::loopback(), &AllowedHosts::loopback())
                .is_ok()
        };
        assert!(check(&[], "/mcp"));
        assert!(check(&[("host", "localhost"), ("origin", "http://localhost")], "/mcp"));
        assert!(!check(&[("host", "localhost"), ("host", "evil.example")], "/mcp"));
        assert!(!check(&[("origin", "http://localhost"), ("origin", "http://evil.example")], "/mcp"));
        assert!(!check(&[("host", "localhost")], "http://evil.example/mcp"));
        assert!(!check(&[("host", "localhost"), ("origin", "http://evil.example")], "/mcp"));
        assert!(!check(&[("host", "evil.example"), ("origin", "http://localhost")], "/mcp"));
    }
}

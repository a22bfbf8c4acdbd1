//! Where an API is, and which hosts belong to it.

use std::sync::Arc;

use http::{
    Uri,
    uri::{Authority, PathAndQuery, Scheme},
};
use url::Url;

use crate::{error::Error, vendor::Vendor};

/// The hosts that an answer may link to: the one of the base URL and the vendor's own.
#[derive(Debug, Clone)]
pub struct Hosts {
    base: Arc<str>,
    owned: fn(&str) -> bool,
}

impl Hosts {
    /// The hosts of a vendor, with this one of the base URL.
    #[must_use]
    pub fn new<V: Vendor>(base_host: &str) -> Self {
        Self { base: base_host.into(), owned: V::owns_host }
    }

    /// The host of the base URL.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether a link may name this host.
    #[must_use]
    pub fn knows(&self, host: &str) -> bool {
        host.eq_ignore_ascii_case(&self.base) || (self.owned)(&host.to_ascii_lowercase())
    }

    /// The host that a link names; that of the base URL when the link is relative, `None` when it is no link.
    #[must_use]
    pub fn host_of(&self, link: &str) -> Option<String> {
        let base = Url::parse(&format!("https://{}/", self.base)).ok()?;
        base.join(link).ok()?.host_str().map(str::to_owned)
    }
}

/// Where the API is: scheme, host, port and a prefix of the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Base {
    scheme: Scheme,
    authority: Authority,
    prefix: String,
}

impl Base {
    /// Reads a base URL. Plain `http` is for loopback, unless `allow_http`: anybody on the way could read the token.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, Error> {
        let wrong = |why: &str| Error::invalid(format!("the base URL cannot be used: {why}"));
        if text.contains(['?', '#']) {
            return Err(wrong("it has a query or a fragment"));
        }
        let uri: Uri = text.trim().parse().map_err(|_| wrong("it is not a URL"))?;
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(wrong("it needs a scheme and a host"));
        };
        if authority.as_str().contains('@') {
            return Err(wrong("it holds a user name or a password"));
        }
        if scheme == Scheme::HTTP {
            if !allow_http && !is_loopback(authority.host()) {
                return Err(wrong("plain http would show the token to everybody on the way; use https"));
            }
        } else if scheme != Scheme::HTTPS {
            return Err(wrong("its scheme is neither https nor http"));
        }
        let prefix = parts.path_and_query.as_ref().map_or("", PathAndQuery::path);
        let prefix = prefix.trim_end_matches('/').to_owned();
        Ok(Self { scheme, authority, prefix })
    }

    pub(crate) fn host(&self) -> &str {
        self.authority.host()
    }

    #[cfg(feature = "client")]
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(self.host())
    }

    /// The address of a path below the base; an absolute address stays as it is.
    pub(crate) fn join(&self, relative: &Uri) -> Result<Uri, Error> {
        if relative.authority().is_some() {
            return Ok(relative.clone());
        }
        let path = relative.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
        let path = if self.prefix.is_empty() {
            path
        } else {
            format!("{}{path}", self.prefix)
                .parse()
                .map_err(|_| Error::invalid("the path of the request is not valid below the base URL"))?
        };
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(path)
            .build()
            .map_err(|_| Error::invalid("the request has no valid address below the base URL"))
    }

    /// Whether the credential may go to this address: the origin of the base, or a host of the vendor over https.
    pub(crate) fn may_receive_credential<V: Vendor>(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else { return false };
        if authority.as_str().contains('@') {
            return false;
        }
        let port = port(scheme, authority);
        let same_origin = *scheme == self.scheme
            && authority.host().eq_ignore_ascii_case(self.host())
            && port == self::port(&self.scheme, &self.authority);
        same_origin
            || (*scheme == Scheme::HTTPS
                && port == Some(443)
                && V::owns_host(&authority.host().to_ascii_lowercase()))
    }
}

fn port(scheme: &Scheme, authority: &Authority) -> Option<u16> {
    authority.port_u16().or_else(|| match scheme.as_str() {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    })
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acme::Acme;

    #[test]
    fn only_the_base_host_and_the_vendors() {
        let hosts = Hosts::new::<Acme>("proxy.example");
        for host in ["proxy.example", "PROXY.example", "eu.Acme.example"] {
            assert!(hosts.knows(host), "{host}");
        }
        for host in ["evil.com", ".acme.example", "a.b.acme.example", "proxy.example.evil.com"] {
            assert!(!hosts.knows(host), "{host}");
        }
        assert_eq!(hosts.host_of("/next?page=2").as_deref(), Some("proxy.example"));
        assert_eq!(hosts.host_of("https://evil.com/next").as_deref(), Some("evil.com"));
        assert_eq!(hosts.host_of("https://"), None);
    }

    #[test]
    fn http_is_for_loopback() {
        for url in
            ["http://127.0.0.1:8849", "http://localhost", "http://[::1]:80", "https://proxy.example/acme/"]
        {
            assert!(Base::parse(url, false).is_ok(), "{url}");
        }
        for url in [
            "http://api.acme.example",
            "http://127.0.0.1.evil.com",
            "http://localhost.evil.com",
            "ftp://localhost",
            "api.acme.example",
            "/acme",
            "",
            "https://user:secret@api.acme.example",
            "https://api.acme.example?x=1",
            "https://api.acme.example#x",
        ] {
            let error = Base::parse(url, false).unwrap_err();
            assert!(error.is_invalid_request(), "{url}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        assert!(Base::parse("http://acme.internal", true).is_ok());
    }

    #[test]
    fn joins_below_a_prefix() {
        let join = |base: &str, path: &str| {
            Base::parse(base, false).unwrap().join(&path.parse().unwrap()).unwrap().to_string()
        };
        assert_eq!(join("https://api.acme.example", "/me"), "https://api.acme.example/me");
        assert_eq!(join("https://proxy.example/acme/", "/a?b=%2F"), "https://proxy.example/acme/a?b=%2F");
        assert_eq!(join("https://proxy.example", "https://eu.acme.example/x"), "https://eu.acme.example/x");
        // Two slashes do not turn a path into a host.
        assert_eq!(join("https://proxy.example", "//evil.com/x"), "https://proxy.example//evil.com/x");
    }

    #[test]
    fn the_token_stays_with_its_origin() {
        let allowed = |base: &str, uri: &str| {
            Base::parse(base, false).unwrap().may_receive_credential::<Acme>(&uri.parse().unwrap())
        };
        let acme = "https://api.acme.example";
        for uri in
            ["https://api.acme.example/me", "https://api.acme.example:443/me", "https://eu.acme.example/me"]
        {
            assert!(allowed(acme, uri), "{uri}");
        }
        for uri in [
            "http://api.acme.example/me",
            "http://eu.acme.example/me",
            "https://eu.acme.example:8443/me",
            "https://api.acme.example:8443/me",
            "https://evil.com/me",
            "https://api.acme.example@evil.com/me",
            "https://api.acme.example.evil.com/me",
            "/me",
        ] {
            assert!(!allowed(acme, uri), "{uri}");
        }
        assert!(allowed("http://127.0.0.1:8849", "http://127.0.0.1:8849/me"));
        assert!(!allowed("http://127.0.0.1:8849", "http://127.0.0.1:8850/me"));
        assert!(!allowed("http://127.0.0.1:8849", "https://127.0.0.1:8849/me"));
    }
}

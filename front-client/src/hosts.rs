//! The hosts that belong to Front, and the base URL.

use http::{
    Uri,
    uri::{Authority, PathAndQuery, Scheme},
};

use crate::Error;

/// The base URL that serves every company (<https://dev.frontapp.com/docs/rest-api-reference>).
pub const DEFAULT_BASE_URL: &str = "https://api2.frontapp.com";

/// The host of [`DEFAULT_BASE_URL`].
pub(crate) const DEFAULT_HOST: &str = "api2.frontapp.com";

/// Every company also has `{company}.api.frontapp.com`, which takes the same token and which links in answers name
/// (<https://dev.frontapp.com/docs/rest-api-reference>).
const COMPANY_SUFFIX: &str = ".api.frontapp.com";

/// Whether a link may name this host: the configured one, or a company's.
pub(crate) fn is_known(host: &str, base_host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host.eq_ignore_ascii_case(base_host)
        || host
            .strip_suffix(COMPANY_SUFFIX)
            .is_some_and(|company| !company.is_empty() && !company.contains('.'))
}

/// Where the API is: scheme, host, port and a prefix of the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Base {
    scheme: Scheme,
    authority: Authority,
    prefix: String,
}

impl Base {
    /// Front's own.
    pub(crate) fn front() -> Self {
        Self { scheme: Scheme::HTTPS, authority: Authority::from_static(DEFAULT_HOST), prefix: String::new() }
    }

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

    /// Whether the credential may go to this address: the origin of the base, or a company's host over https.
    pub(crate) fn may_receive_token(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else { return false };
        if authority.as_str().contains('@') {
            return false;
        }
        let port = port(scheme, authority);
        let same_origin = *scheme == self.scheme
            && authority.host().eq_ignore_ascii_case(self.host())
            && port == self::port(&self.scheme, &self.authority);
        same_origin
            || (*scheme == Scheme::HTTPS && port == Some(443) && is_known(authority.host(), DEFAULT_HOST))
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

    #[test]
    fn only_the_base_host_and_companies() {
        for host in ["api2.frontapp.com", "API2.frontapp.com", "acme.api.frontapp.com"] {
            assert!(is_known(host, "api2.frontapp.com"), "{host}");
        }
        for host in [
            "evil.com",
            ".api.frontapp.com",
            "a.b.api.frontapp.com",
            "xapi.frontapp.com",
            "api2.frontapp.com.evil.com",
        ] {
            assert!(!is_known(host, "api2.frontapp.com"), "{host}");
        }
    }

    #[test]
    fn http_is_for_loopback() {
        for url in
            ["http://127.0.0.1:8849", "http://localhost", "http://[::1]:80", "https://proxy.example/front/"]
        {
            assert!(Base::parse(url, false).is_ok(), "{url}");
        }
        for url in [
            "http://api2.frontapp.com",
            "http://127.0.0.1.evil.com",
            "http://localhost.evil.com",
            "ftp://localhost",
            "api2.frontapp.com",
            "/front",
            "",
            "https://user:secret@api2.frontapp.com",
            "https://api2.frontapp.com?x=1",
            "https://api2.frontapp.com#x",
        ] {
            let error = Base::parse(url, false).unwrap_err();
            assert!(error.is_invalid_request(), "{url}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        assert!(Base::parse("http://front.internal", true).is_ok());
    }

    #[test]
    fn joins_below_a_prefix() {
        let join = |base: &str, path: &str| {
            Base::parse(base, false).unwrap().join(&path.parse().unwrap()).unwrap().to_string()
        };
        assert_eq!(join("https://api2.frontapp.com", "/me"), "https://api2.frontapp.com/me");
        assert_eq!(join("https://proxy.example/front/", "/a?b=%2F"), "https://proxy.example/front/a?b=%2F");
        assert_eq!(
            join("https://proxy.example", "https://acme.api.frontapp.com/x"),
            "https://acme.api.frontapp.com/x"
        );
        // Two slashes do not turn a path into a host.
        assert_eq!(join("https://proxy.example", "//evil.com/x"), "https://proxy.example//evil.com/x");
    }

    #[test]
    fn the_token_stays_with_its_origin() {
        let allowed = |base: &str, uri: &str| {
            Base::parse(base, false).unwrap().may_receive_token(&uri.parse().unwrap())
        };
        let front = DEFAULT_BASE_URL;
        for uri in [
            "https://api2.frontapp.com/me",
            "https://api2.frontapp.com:443/me",
            "https://acme.api.frontapp.com/me",
        ] {
            assert!(allowed(front, uri), "{uri}");
        }
        for uri in [
            "http://api2.frontapp.com/me",
            "http://acme.api.frontapp.com/me",
            "https://acme.api.frontapp.com:8443/me",
            "https://api2.frontapp.com:8443/me",
            "https://evil.com/me",
            "https://api2.frontapp.com@evil.com/me",
            "https://api2.frontapp.com.evil.com/me",
            "/me",
        ] {
            assert!(!allowed(front, uri), "{uri}");
        }
        assert!(allowed("http://127.0.0.1:8849", "http://127.0.0.1:8849/me"));
        assert!(!allowed("http://127.0.0.1:8849", "http://127.0.0.1:8850/me"));
        assert!(!allowed("http://127.0.0.1:8849", "https://127.0.0.1:8849/me"));
    }
}

//! URLs without secrets, for display.

/// Returns the URL without parts that may be secret: credentials, query and fragment. Accepts invalid URLs: any
/// text is shown up to its first `?` or `#`.
///
/// ```
/// assert_eq!(client_core::redacted_url("https://me:pass@desk.example/v1?key=k"), "https://desk.example/v1");
/// ```
#[must_use]
pub fn redacted_url(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{scheme}{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_removed() {
        for (url, shown) in [
            ("https://desk.example", "https://desk.example"),
            ("https://a:b@c:p@desk.example:8443/v1/@me", "https://desk.example:8443/v1/@me"),
            ("http://desk.example?key=k#f", "http://desk.example"),
            ("me:pass@desk.example", "desk.example"),
            ("", ""),
        ] {
            assert_eq!(redacted_url(url), shown, "{url}");
        }
    }
}

//! The hosts that belong to Front.

/// Every company also has `{company}.api.frontapp.com`, which takes the same token and which links in answers name
/// (<https://dev.frontapp.com/docs/rest-api-reference>).
const COMPANY_SUFFIX: &str = ".api.frontapp.com";

/// Whether the credential may go to this host: the configured one, or a company's.
pub(crate) fn is_known(host: &str, base_host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host.eq_ignore_ascii_case(base_host)
        || host
            .strip_suffix(COMPANY_SUFFIX)
            .is_some_and(|company| !company.is_empty() && !company.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::is_known;

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
}

//! Parser for the name of an app in pasted text.

/// Domains of apps: FuseDesk's, and the two of Infusionsoft, where an app has the same name.
const DOMAINS: [&str; 3] = ["fusedesk.com", "infusionsoft.com", "infusionsoft.app"];

/// Subdomains of FuseDesk with the vendor's own websites.
const NOT_APPS: [&str; 2] = ["www", "university"];

/// Maximum length of a name: that of a DNS label (RFC 1035, section 2.3.4).
const MAX_NAME_CHARS: usize = 63;

/// Returns the name in lower case, or an error that describes the valid forms.
pub(super) fn name(text: &str) -> Result<String, String> {
    let wrong = |why: &str| {
        Err(format!(
            "the text does not name a FuseDesk app: {why}; give the name of the app, such as `acme`, or its address, \
             such as `https://acme.fusedesk.com`; for another host use `FuseDesk::base_url`"
        ))
    };
    let text = text.trim().to_ascii_lowercase();
    if text.is_empty() {
        return wrong("it is empty");
    }
    let rest = match text.split_once("//") {
        Some(("https:" | "http:" | "", rest)) => rest,
        Some((before, _)) if before.ends_with(':') && !before.contains(['/', '.']) => {
            return wrong("its scheme is not https");
        }
        _ => &text,
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        return wrong("it holds a user name or an e-mail address");
    }
    let host = host.strip_suffix(":443").unwrap_or(host);
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.contains(':') {
        return wrong("it holds a port");
    }
    let name = match host.split_once('.') {
        None => host,
        Some((name, domain)) if DOMAINS.iter().any(|known| is_domain(domain, known)) => name,
        Some(_) if DOMAINS.contains(&host) => return wrong("the address has no app in front of the domain"),
        Some(_) => return wrong("it is an address of another host"),
    };
    let fits = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if name.is_empty()
        || name.len() > MAX_NAME_CHARS
        || !fits(name)
        || name.starts_with('-')
        || name.ends_with('-')
    {
        return wrong("a name has 1 to 63 letters, digits and hyphens, the hyphens within");
    }
    if NOT_APPS.contains(&name) {
        return wrong("it is a website of the vendor");
    }
    Ok(name.to_owned())
}

/// Returns `true` for the domain, with or without its top-level domain: `acme.fusedesk`.
fn is_domain(text: &str, domain: &str) -> bool {
    text == domain || domain.split_once('.').is_some_and(|(label, _)| label == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn app_is_read_from_pasted_text() {
        for text in [
            "acme",
            "ACME",
            "  acme\n",
            "acme/",
            "acme/app/",
            "acme.fusedesk",
            "acme.fusedesk.com",
            "Acme.FuseDesk.com",
            "acme.fusedesk.com.",
            "acme.fusedesk.com/app",
            "//acme.fusedesk.com",
            "http://acme.fusedesk.com",
            "https://acme.fusedesk.com",
            "https://acme.fusedesk.com:443/",
            "https://acme.fusedesk.com/app/",
            "https://acme.fusedesk.com/app/#cases/view/ABCD1234",
            "https://acme.fusedesk.com/app/#apikeys?newkey=x&returnurl=https://example.com/",
            "https://acme.fusedesk.com/api/v1",
            "acme.infusionsoft",
            "acme.infusionsoft.com",
            "https://acme.infusionsoft.com/Contact/manageContact.jsp?ID=1",
            "https://acme.infusionsoft.app",
            "https://acme",
        ] {
            assert_eq!(name(text).as_deref(), Ok("acme"), "{text}");
        }
        assert_eq!(name("a1-b2").as_deref(), Ok("a1-b2"));
    }

    #[test]
    fn text_without_an_app_is_refused() {
        for (text, why) in [
            ("", "empty"),
            ("   ", "empty"),
            ("https://", "1 to 63"),
            ("ac me", "1 to 63"),
            ("acme!", "1 to 63"),
            ("-acme", "1 to 63"),
            ("acme-", "1 to 63"),
            ("äcme", "1 to 63"),
            ("acme_support", "1 to 63"),
            (".fusedesk.com", "1 to 63"),
            (&"a".repeat(64), "1 to 63"),
            ("fusedesk.com", "no app"),
            ("https://fusedesk.com/app/", "no app"),
            ("www.fusedesk.com", "website"),
            ("https://www.fusedesk.com/api/", "website"),
            ("example.com", "another host"),
            ("https://acme.example.com", "another host"),
            ("acme.fusedesk.com.evil.example", "another host"),
            ("acme.fusedesk.evil.example", "another host"),
            ("https://evil.example/acme.fusedesk.com", "another host"),
            ("a.acme.fusedesk.com", "another host"),
            ("https://acme.fusedesk.com@evil.example", "user name"),
            ("jane@acme.com", "user name"),
            ("localhost:8850", "port"),
            ("http://127.0.0.1:8850", "port"),
            ("https://acme.fusedesk.com:8443", "port"),
            ("ftp://acme.fusedesk.com", "scheme"),
            ("file:///etc/passwd", "scheme"),
        ] {
            let error = name(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
            assert!(error.contains("`https://acme.fusedesk.com`"), "{text}: {error}");
        }
    }

    #[test]
    fn error_does_not_repeat_the_text() {
        assert!(!name("fd_live_secret!key").unwrap_err().contains("secret"));
    }

    proptest! {
        /// Every accepted text yields a single DNS label.
        #[test]
        fn a_name_is_a_label(text in prop_oneof![any::<String>(), "[a-zA-Z:/.@#?-]{0,30}(\\.fusedesk\\.com)?"]) {
            if let Ok(name) = name(&text) {
                prop_assert!(name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{name}");
                let url = url::Url::parse(&format!("https://{name}.fusedesk.com")).unwrap();
                let host = format!("{name}.fusedesk.com");
                prop_assert_eq!(url.host_str(), Some(&*host));
            }
        }
    }
}

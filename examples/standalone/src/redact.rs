//! Values in messages, shortened, because a value may be a secret in the wrong place.

/// Maximum number of characters of a setting's value in a message.
const MAX_CHARS: usize = 8;

/// Returns the beginning of a value, in quotation marks.
pub(crate) fn shorten(value: &str) -> String {
    match value.char_indices().nth(MAX_CHARS) {
        None => format!("{value:?}"),
        Some((end, _)) => format!("{:?}", format!("{}…", &value[..end])),
    }
}

/// Returns a message of another crate with every quoted part shortened like a value.
pub(crate) fn shorten_quoted(message: &str) -> String {
    const QUOTES: [char; 3] = ['"', '`', '\''];
    let mut cut = String::new();
    let mut rest = message;
    while let Some(start) = rest.find(QUOTES) {
        let quote = rest[start..].chars().next().unwrap_or('"');
        let inside = &rest[start + 1..];
        let end = inside.find(quote).unwrap_or(inside.len());
        cut.push_str(&rest[..=start]);
        match inside[..end].char_indices().nth(MAX_CHARS) {
            Some((at, _)) => cut.extend([&inside[..at], "…"]),
            None => cut.push_str(&inside[..end]),
        }
        rest = &inside[end..];
        if let Some(after) = rest.strip_prefix(quote) {
            cut.push(quote);
            rest = after;
        }
    }
    cut.push_str(rest);
    cut
}

/// Recognizes an API token of Front, which is a JSON Web Token.
pub(crate) fn is_front_token(value: &str) -> bool {
    value.starts_with("eyJ") && value.split('.').count() == 3
}

/// Recognizes a key: long, only letters and digits, and no name chosen by a person.
pub(crate) fn is_key(value: &str) -> bool {
    const SHORTEST: usize = 20;
    is_front_token(value)
        || value.len() >= SHORTEST
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-+=".contains(&byte))
            && value.bytes().any(|byte| byte.is_ascii_digit())
            && value.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_at_most_eight_characters() {
        assert_eq!(shorten("nonsense"), r#""nonsense""#);
        assert_eq!(shorten("nonsense!"), r#""nonsense…""#);
        assert_eq!(shorten("žluťoučký kůň"), r#""žluťoučk…""#);
        assert_eq!(shorten("a\nb"), r#""a\nb""#);
    }

    #[test]
    fn shortens_quoted_values_of_other_crates() {
        let message = "unknown field `sk_live_424242`, expected `methods` or \"tags\"";
        assert_eq!(shorten_quoted(message), "unknown field `sk_live_…`, expected `methods` or \"tags\"");
        assert_eq!(shorten_quoted("\"sk_live_4242"), "\"sk_live_…");
        assert_eq!(shorten_quoted(""), "");
    }

    #[test]
    fn distinguishes_keys_from_names() {
        assert!(is_front_token("eyJhbGciOi.eyJzY29wZXMi.c2ln") && is_key("eyJhbGciOi.eyJzY29wZXMi.c2ln"));
        assert!(is_key("sk_live_4242424242424242") && is_key("0123456789abcdef0123456789abcdef"));
        for name in [
            "acme",
            "acme.fusedesk.com",
            "https://acme.fusedesk.com/app/",
            "tea_1ab2c",
            "/run/secrets/front-token-1",
            "a-rather-long-company-name",
        ] {
            assert!(!is_key(name), "{name}");
        }
    }
}

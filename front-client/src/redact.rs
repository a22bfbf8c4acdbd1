//! Takes credentials out of text that came from elsewhere.

/// The shortest word that is taken for a credential: "a bearer token" is none.
const MIN_LENGTH: usize = 8;

/// The text without what looks like a credential: the word after `Bearer`, and JSON Web Tokens, which Front's API
/// tokens are. Pages of proxies and error messages of gateways may repeat the headers of the request.
pub(crate) fn redact(text: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    let mut after_bearer = false;
    for piece in text.split_inclusive(|c: char| !is_token(c)) {
        let word = piece.trim_end_matches(|c: char| !is_token(c));
        let secret =
            word.len() >= MIN_LENGTH && (after_bearer || (word.starts_with("eyJ") && word.contains('.')));
        if secret {
            redacted.push_str("[redacted]");
            redacted.push_str(&piece[word.len()..]);
        } else {
            redacted.push_str(piece);
        }
        if !word.is_empty() {
            after_bearer = word.eq_ignore_ascii_case("bearer");
        }
    }
    redacted
}

/// The characters of a token (RFC 6750), as far as they do not end a sentence or a value.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+' | '/' | '=')
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn credentials_are_taken_out() {
        for (text, expected) in [
            (
                "Authorization: Bearer secret-token-1\r\nHost: x",
                "Authorization: Bearer [redacted]\r\nHost: x",
            ),
            (r#"{"auth":"bearer secret-token-1"}"#, r#"{"auth":"bearer [redacted]"}"#),
            ("<td>BEARER&nbsp;</td>eyJhbGciOi.eyJzdWI.c2ln<br>", "<td>BEARER&nbsp;</td>[redacted]<br>"),
            ("Bearer   secret-token-1", "Bearer   [redacted]"),
        ] {
            assert_eq!(redact(text), expected);
        }
    }

    #[test]
    fn other_text_stays() {
        for text in [
            "",
            "Unknown conversation ID cn_123",
            "the bearer token is wrong",
            "Zürich – Bearer",
            "eyJust",
            "\u{1f600} x",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}

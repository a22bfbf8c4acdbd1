//! Removal of credentials from text of other systems.

/// Minimum length of a credential, so that "a bearer token" is not taken for one.
const MIN_LENGTH: usize = 8;

/// Redacts credentials in a text: the word after `Bearer` or the name of an API key, and JSON Web Tokens. Pages of
/// proxies and error messages of gateways may echo the headers of the request.
pub(crate) fn redact(text: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    let (mut after_name, mut after_words) = (false, false);
    let mut before = "";
    for piece in text.split_inclusive(|c: char| !is_token(c)) {
        let word = piece.trim_end_matches(|c: char| !is_token(c));
        // A form or query parameter and its value are one word.
        if let Some((name, value)) = word.split_once('=')
            && names_a_credential(name)
            && value.len() >= MIN_LENGTH
        {
            redacted.push_str(name);
            redacted.push_str("=[redacted]");
            redacted.push_str(&piece[word.len()..]);
            (after_name, after_words) = (false, false);
            continue;
        }
        let is_jwt = word.starts_with("eyJ") && word.contains('.');
        let secret = word.len() >= MIN_LENGTH && (after_name || is_jwt || (after_words && has_digit(word)));
        if secret {
            redacted.push_str("[redacted]");
            redacted.push_str(&piece[word.len()..]);
        } else {
            redacted.push_str(piece);
        }
        if !word.is_empty() {
            after_name = names_a_credential(word);
            // "the API key is" is no credential, "API key: 12ab…" is: after words, a credential is recognised by its digits.
            after_words = before.eq_ignore_ascii_case("api")
                && ["key", "token"].iter().any(|noun| word.eq_ignore_ascii_case(noun));
            before = word;
        }
    }
    redacted
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

fn names_a_credential(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word == "bearer" || word.ends_with("api-key") || word.ends_with("apikey") || word.ends_with("api_key")
}

/// Returns `true` for characters of a token (RFC 6750), except those that end a sentence or a value.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+' | '/' | '=')
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn credentials_are_redacted() {
        for (text, expected) in [
            (
                "Authorization: Bearer secret-token-1\r\nHost: x",
                "Authorization: Bearer [redacted]\r\nHost: x",
            ),
            (r#"{"auth":"bearer secret-token-1"}"#, r#"{"auth":"bearer [redacted]"}"#),
            ("<td>BEARER&nbsp;</td>eyJhbGciOi.eyJzdWI.c2ln<br>", "<td>BEARER&nbsp;</td>[redacted]<br>"),
            ("Bearer   secret-token-1", "Bearer   [redacted]"),
            ("X-Shop-API-Key: secret-key-1\n", "X-Shop-API-Key: [redacted]\n"),
            ("Invalid API key: 0123456789abcdef", "Invalid API key: [redacted]"),
            ("the api token 'fd01234567' is unknown", "the api token '[redacted]' is unknown"),
            ("GET /x?apikey=secret-key-1&a=b", "GET /x?apikey=[redacted]&a=b"),
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
            "the API key permissions are set at #apikeys",
            "Zürich – Bearer",
            "eyJust",
            "\u{1f600} x",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}

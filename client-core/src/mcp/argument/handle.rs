//! E-mail addresses and phone numbers, by their form.

use std::ops::RangeInclusive;

/// The digits of a phone number with its country code (<https://en.wikipedia.org/wiki/E.164>), and no fewer than a
/// number within a country has.
pub const PHONE_DIGITS: RangeInclusive<usize> = 7..=15;

/// What stands in no address, but between two or around one: a list, a name, a comment.
const NOT_IN_AN_EMAIL: &str = ",;<>()\"\\";

/// Whether a text has the form of one e-mail address. Only an answer from the address shows that it is one.
///
/// ```
/// use client_core::mcp::argument::is_email;
///
/// assert!(is_email("elena@northwind.example"));
/// assert!(!is_email("@elena"));
/// ```
#[must_use]
pub fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        let parts = |c: char| c.is_whitespace() || c.is_control() || NOT_IN_AN_EMAIL.contains(c);
        !local.is_empty() && domain.contains('.') && !domain.contains('@') && !text.contains(parts)
    })
}

/// The digits of a phone number that is written with `+` and its country code; `None` for any other text.
///
/// ```
/// use client_core::mcp::argument::international_phone;
///
/// assert_eq!(international_phone("+1 (415) 555-0100").as_deref(), Some("14155550100"));
/// assert_eq!(international_phone("415 555-0100"), None);
/// ```
#[must_use]
pub fn international_phone(text: &str) -> Option<String> {
    let number = text.strip_prefix('+')?;
    if !number.chars().all(|c| c.is_ascii_digit() || " -./()".contains(c)) {
        return None;
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    PHONE_DIGITS.contains(&digits.len()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        for text in ["a@b.example", "a+b@c.d.example"] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "a@b",
            "a b@c.example",
            "@c.example",
            "Jane",
            "a@b.example,c@d.example",
            "a@b.example;c",
            "Jane<a@b.example>",
            "a@b.example\0",
        ] {
            assert!(!is_email(text), "{text}");
        }
        assert_eq!(international_phone("+49 30 90 18 20").as_deref(), Some("4930901820"));
        for text in ["+49", "030 901820", "+49 30 90 18 20 ext 4", "+1234567890123456", "Jane"] {
            assert_eq!(international_phone(text), None, "{text}");
        }
    }
}

//! Form checks of e-mail addresses and phone numbers.

use std::ops::RangeInclusive;

/// Number of digits of a phone number in E.164 form, country code included (<https://en.wikipedia.org/wiki/E.164>).
/// Shorter numbers are national ones.
pub const PHONE_DIGITS: RangeInclusive<usize> = 7..=15;

/// Characters that an address never contains: they separate addresses in a list or belong to a display name or a
/// comment.
const NOT_IN_AN_EMAIL: &str = ",;<>()\"\\";

/// Returns `true` if the text has the form of one e-mail address. It does not show that the address exists.
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

/// Returns the digits of a phone number written with `+` and its country code; `None` for any other text.
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
    fn emails_and_phones_are_recognised() {
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

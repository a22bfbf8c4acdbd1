//! Comparison of phone numbers.

use crate::mcp::argument::PHONE_DIGITS;

/// Number of digits in a country code (<https://en.wikipedia.org/wiki/List_of_country_calling_codes>).
const COUNTRY_CODE: std::ops::RangeInclusive<usize> = 1..=3;

/// Match of two phone numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PhoneMatch {
    /// Digit for digit.
    Exact,
    /// Equal except for the country code, which only one of the two has. In another country the same digits belong to
    /// another person.
    WithoutCountryCode,
}

/// Compares two phone numbers in any notation. Ignores extensions.
///
/// ```
/// use client_core::mcp::{PhoneMatch, same_phone};
///
/// assert_eq!(same_phone("+49 30 901820", "0049-30-901820"), Some(PhoneMatch::Exact));
/// assert_eq!(same_phone("+49 30 901820", "030 / 901820"), Some(PhoneMatch::WithoutCountryCode));
/// assert_eq!(same_phone("+49 30 901820", "+1 30 901820"), None);
/// ```
#[must_use]
pub fn same_phone(one: &str, other: &str) -> Option<PhoneMatch> {
    let (one, other) = (Number::of(one)?, Number::of(other)?);
    if one.digits == other.digits {
        return Some(PhoneMatch::Exact);
    }
    let (whole, part) = match (one.international, other.international) {
        (true, false) => (one, other),
        (false, true) => (other, one),
        _ => return None,
    };
    // The zero before an area code is dialled within the country only.
    let part = part.digits.strip_prefix('0').unwrap_or(&part.digits);
    let code = whole.digits.len().checked_sub(part.len())?;
    let fits = part.len() >= *PHONE_DIGITS.start() && COUNTRY_CODE.contains(&code);
    (fits && whole.digits.ends_with(part)).then_some(PhoneMatch::WithoutCountryCode)
}

struct Number {
    digits: String,
    international: bool,
}

impl Number {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches("tel:");
        let end = text.find(|c: char| c.is_alphabetic() || matches!(c, ';' | ',' | '#'));
        // A zero in brackets is not dialled after a country code.
        let number = text[..end.unwrap_or(text.len())].replace("(0)", "");
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let (digits, international) = match digits.strip_prefix("00") {
            Some(rest) => (rest.to_owned(), true),
            None => (digits, number.trim_start().starts_with('+')),
        };
        PHONE_DIGITS.contains(&digits.len()).then_some(Self { digits, international })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation_is_ignored_and_country_code_matters() {
        use PhoneMatch::{Exact, WithoutCountryCode};
        for (one, other, expected) in [
            ("+1 (415) 555-0100", "+14155550100", Some(Exact)),
            ("+1 (415) 555-0100", "1 415 555 0100", Some(Exact)),
            ("415-555-0100", "(415) 555 0100", Some(Exact)),
            ("+1 415 555 0100", "415 555 0100", Some(WithoutCountryCode)),
            ("+44 (0)20 7946 0100", "020 7946 0100", Some(WithoutCountryCode)),
            ("tel:+14155550100", "+1 415 555 0100 ext. 7", Some(Exact)),
            ("+1 415 555 0100", "+44 415 555 0100", None),
            ("+1 415 555 0100", "555 0100", None),
            ("415 555 0100", "555 0100", None),
            ("+1 415 555 0100", "415 555 0101", None),
            ("12", "12", None),
            ("", "", None),
        ] {
            assert_eq!(same_phone(one, other), expected, "{one} and {other}");
            assert_eq!(same_phone(other, one), expected, "{other} and {one}");
        }
    }
}

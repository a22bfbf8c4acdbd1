//! Forms in which a credential comes back: plain, base64 and hexadecimal.

use super::units::{OTHER, unit};

/// Minimum length of a credential that is looked for in every form and anywhere in a text.
pub(super) const MIN_LENGTH: usize = 8;

/// Minimum length of a credential that is looked for as a word.
const MIN_WORD: usize = 4;

/// A credential in one encoding.
pub(super) struct Form {
    /// Characters to look for, in lower case.
    pub(super) text: Vec<u8>,
    pub(super) kind: Kind,
}

/// Extent of a form in a text, beside its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The characters alone.
    Plain,
    /// The characters, if they are a whole word.
    Word,
    /// The characters, and those of base64 around them that hold some of the credential's bits.
    Base64 {
        /// The first bits are in the character before.
        before: bool,
        /// The last bits are in the character after.
        after: bool,
    },
}

/// Returns the forms of a credential. A short one has few, or none: it could be an ordinary word.
pub(super) fn forms(credential: &str) -> Vec<Form> {
    let plain = seen(credential.as_bytes());
    if credential.len() < MIN_LENGTH {
        let is_word = credential.len() >= MIN_WORD && credential.bytes().any(|byte| byte.is_ascii_digit());
        return if is_word { vec![Form { text: plain, kind: Kind::Word }] } else { Vec::new() };
    }
    let mut forms = vec![
        Form { text: plain, kind: Kind::Plain },
        Form { text: hex(credential.as_bytes()), kind: Kind::Plain },
    ];
    for offset in 0..3 {
        for alphabet in [STANDARD, URL_SAFE] {
            let form = base64(credential.as_bytes(), offset, alphabet);
            // Most credentials have the same form in both alphabets.
            if !forms.iter().any(|known| known.text == form.text) {
                forms.push(form);
            }
        }
    }
    forms
}

/// Returns a text as it is compared: the escapes undone, in lower case.
fn seen(text: &[u8]) -> Vec<u8> {
    let mut seen = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let unit = unit(text, at);
        seen.extend(unit.byte.filter(|byte| *byte != OTHER));
        at = unit.end;
    }
    seen
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Returns the characters of base64 that depend on the credential alone, if it begins `offset` bytes after a group of
/// three. They are the same whatever stands before and after it.
fn base64(credential: &[u8], offset: usize, alphabet: &[u8; 64]) -> Form {
    let (first_bit, last_bit) = (offset * 8, (offset + credential.len()) * 8);
    let (first, last) = (first_bit.div_ceil(6), last_bit / 6);
    let bit = |at: usize| {
        let byte = credential[at / 8 - offset];
        byte >> (7 - at % 8) & 1
    };
    let text = (first..last).map(|character| {
        let value = (0..6).fold(0, |value, at| value << 1 | bit(character * 6 + at));
        alphabet[usize::from(value)].to_ascii_lowercase()
    });
    let (before, after) = (!first_bit.is_multiple_of(6), !last_bit.is_multiple_of(6));
    Form { text: text.collect(), kind: Kind::Base64 { before, after } }
}

/// Returns `true` for characters of base64, in both alphabets.
pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

/// Returns the text of base64, in both alphabets. `None` for another text.
pub(super) fn from_base64(text: &str) -> Option<String> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = STANDARD.iter().chain(URL_SAFE).position(|known| *known == byte)? % 64;
        bits = bits << 6 | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    String::from_utf8(bytes).ok()
}

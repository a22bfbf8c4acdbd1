//! Addresses: equality, domains, and the form of exactly one address.

use client_core::mcp::argument::{PHONE_DIGITS, international_phone, is_email};

/// Domains at which everybody can have a mailbox. Two addresses there have nothing in common.
const PUBLIC_DOMAINS: &[&str] = &[
    "163.com",
    "aol.com",
    "duck.com",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "t-online.de",
    "tuta.com",
    "wanadoo.fr",
    "web.de",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "zoho.com",
];

/// Maximum number of characters of an address in a text. The longest valid one has 254
/// (<https://www.rfc-editor.org/errata/eid1690>), most have fewer than 50.
const MAX_QUOTED: usize = 80;

/// Domain of the receiving addresses that Front itself hosts.
const FRONT_DOMAIN: &str = "frontapp.com";

/// Local parts of senders that nobody reads, without separators.
const UNREAD_SENDERS: &[&str] = &[
    "noreply",
    "donotreply",
    "mailerdaemon",
    "nichtantworten",
    "nepasrepondre",
    "noresponder",
    "noresponda",
];

/// Returns the same text for two spellings of one address: case, the Unicode and ASCII forms of a domain, and the
/// punctuation of a phone number with `+` do not matter.
pub(crate) fn key(handle: &str) -> String {
    let handle = handle.trim();
    if let Some(digits) = international_phone(handle) {
        return format!("+{digits}");
    }
    match handle.rsplit_once('@') {
        Some((local, domain)) => {
            let domain = domain.trim_end_matches('.');
            let domain = match domain.is_ascii() {
                true => domain.to_ascii_lowercase(),
                false => match url::Host::parse(domain) {
                    Ok(url::Host::Domain(ascii)) => ascii,
                    _ => domain.to_lowercase(),
                },
            };
            format!("{}@{domain}", local.to_lowercase())
        }
        None => handle.to_lowercase(),
    }
}

/// Returns the key without a tag: `help+billing@acme.example` is delivered to `help@acme.example`.
pub(super) fn without_tag(key: &str) -> Option<String> {
    let (local, domain) = key.rsplit_once('@')?;
    let (name, _) = local.split_once('+').filter(|(name, _)| !name.is_empty())?;
    Some(format!("{name}@{domain}"))
}

/// Returns the domain of a key.
pub(super) fn domain(key: &str) -> Option<&str> {
    key.rsplit_once('@').map(|(_, domain)| domain).filter(|domain| !domain.is_empty())
}

/// Returns the domain of a key if it belongs to one organisation.
pub(super) fn organisation(key: &str) -> Option<&str> {
    domain(key).filter(|domain| {
        let front =
            domain.strip_suffix(FRONT_DOMAIN).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        !front && !PUBLIC_DOMAINS.contains(domain)
    })
}

/// Returns `true` if nobody reads mail to this address.
pub(super) fn is_unread(handle: &str) -> bool {
    let local = handle.trim().rsplit_once('@').map_or(handle, |(local, _)| local).to_lowercase();
    let joined: String = local.chars().filter(|c| c.is_alphanumeric()).collect();
    is_bounce_sender(handle) || UNREAD_SENDERS.iter().any(|name| joined.contains(name))
}

/// Returns `true` if the address sends reports on mail that could not be delivered.
pub(super) fn is_bounce_sender(handle: &str) -> bool {
    let local = handle.trim().rsplit_once('@').map_or(handle, |(local, _)| local).to_lowercase();
    let joined: String = local.chars().filter(|c| c.is_alphanumeric()).collect();
    let first = local.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(first, "bounce" | "bounces" | "postmaster") || joined.starts_with("mailerdaemon")
}

/// Medium of a message, as far as it determines the form of its recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    Email,
    Phone,
    Other,
}

impl Medium {
    /// Returns the form that a recipient must have, unless it has it.
    pub(crate) fn fault(self, handle: &str) -> Option<&'static str> {
        match self {
            _ if handle.chars().any(is_invisible) => Some("an address without invisible characters"),
            Self::Email if !is_email(handle) => Some("an e-mail address, and exactly one"),
            // Front reads a number without + as American and would send the message to a stranger.
            Self::Phone if international_phone(handle).is_none() => {
                Some("a phone number with + and its country code, such as +4930901820")
            }
            _ if handle.starts_with("crd_") => Some("an address of the contact; read_contact shows them"),
            _ => None,
        }
    }
}

/// Returns `true` for a number without `+` that Front would read as American. Short codes are complete numbers.
pub(super) fn is_national_number(handle: &str) -> bool {
    let digits = handle.chars().filter(char::is_ascii_digit).count();
    PHONE_DIGITS.contains(&digits) && handle.chars().all(|c| c.is_ascii_digit() || " -./()".contains(c))
}

/// Returns an address or argument for a text, quoted and cut to a length that a reader takes in.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// Returns `true` for characters that show nothing and would make two equal addresses differ.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_have_one_key() {
        for (left, right) in [
            ("Jane@B.example", " jane@b.example "),
            ("info@b\u{fc}cher.example", "INFO@xn--bcher-kva.example"),
            ("a@b.example.", "a@b.example"),
            ("+1 (415) 555-0100", "+14155550100"),
            ("Visitor-1", "visitor-1"),
        ] {
            assert_eq!(key(left), key(right), "{left}");
        }
        for (left, right) in [("jane+x@b.example", "jane@b.example"), ("a@b.example", "a@c.example")] {
            assert_ne!(key(left), key(right), "{left}");
        }
        assert_eq!(without_tag("help+x+y@a.example").as_deref(), Some("help@a.example"));
        assert_eq!(without_tag("+49301@a.example"), None);
    }

    #[test]
    fn public_mailboxes_are_no_organisation() {
        assert_eq!(organisation("jane@b.example"), Some("b.example"));
        for key in ["jane@gmail.com", "x-1@in.frontapp.com", "visitor-1", "+4930901820"] {
            assert_eq!(organisation(key), None, "{key}");
        }
        assert_eq!(organisation("a@notfrontapp.com"), Some("notfrontapp.com"));
    }

    #[test]
    fn unread_senders_are_recognised() {
        for handle in [
            "no-reply@b.example",
            "NoReply@b.example",
            "billing-noreply+42@b.example",
            "do_not_reply@b.example",
            "MAILER-DAEMON@mx.example",
            "postmaster@b.example",
            "bounces+17-jane=b.example@mail.example",
        ] {
            assert!(is_unread(handle), "{handle}");
        }
        for handle in ["jane@noreply.example", "bouncer@club.example", "reply@b.example", "norbert@b.example"]
        {
            assert!(!is_unread(handle), "{handle}");
        }
    }

    #[test]
    fn recipient_is_exactly_one_address() {
        for handle in [
            "Ann <a@x.example>, b@y.example",
            "a@x.example,b@y.example",
            "a@x.example; b@y.example",
            "Ann <a@x.example>",
            "\"Weber, Jonas\" <j@x.example>",
            "a@x.example\u{200b}",
            "a@x.example\nbcc: b@y.example",
            "undisclosed-recipients:;",
            "",
        ] {
            assert!(Medium::Email.fault(handle).is_some(), "{handle:?}");
        }
        for handle in ["a+b@x.example", "jan\u{e9}@b\u{fc}cher.example", "o'neil@x.example"] {
            assert_eq!(Medium::Email.fault(handle), None, "{handle}");
        }
        for handle in ["030 901820", "0049 30 901820", "4155550100", "+49", "Jane"] {
            assert!(Medium::Phone.fault(handle).is_some(), "{handle}");
        }
        assert_eq!(Medium::Phone.fault("+49 30 901820"), None);
        assert!(Medium::Other.fault("crd_1").is_some());
        assert_eq!(Medium::Other.fault("visitor-8841"), None);
        assert!(is_national_number("030 901820") && !is_national_number("12345"));
    }
}

//! Error with all of its causes, in one line that is safe to log.

use std::{error::Error as StdError, fmt};

use crate::{error::Error, one_line::one_line, redact::redact, redacted_url};

/// Maximum number of causes in a report.
const MAX_CAUSES: usize = 16;

/// Maximum number of characters of one message in a report.
const MAX_CHARS: usize = 400;

/// Maximum number of characters of one message that are read. URLs become shorter, so more are read than shown.
const MAX_READ_CHARS: usize = 16 * 1024;

/// Messages of reqwest and hyper without information of their own.
const EMPTY: [&str; 4] = [
    "error sending request",
    "client error (Connect)",
    "client error (SendRequest)",
    "error trying to connect",
];

/// `Display` of an error with all of its causes: one line for a log.
///
/// ```text
/// GET /inboxes: no connection was made: dns error: failed to lookup address information: Name or service not known
/// ```
///
/// Omits secrets, queries of URLs, line breaks and repeated messages. Shows at most 16 causes, and 400 characters
/// of each. Create it with [`Error::report`] for errors of this crate, or with [`Report::new`] for any error.
///
/// ```
/// use client_core::{Error, Report, TransportError};
///
/// let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
/// let error = Error::invalid("the transport cannot be set up").with_source(TransportError::connect(refused));
/// assert_eq!(
///     error.report().to_string(),
///     "the transport cannot be set up: no connection was made: connection refused",
/// );
/// assert_eq!(Report::new(&std::fmt::Error).to_string(), std::fmt::Error.to_string());
/// ```
#[derive(Clone, Copy)]
pub struct Report<'a>(&'a (dyn StdError + 'static));

impl<'a> Report<'a> {
    /// Creates a report of this error.
    #[must_use]
    pub fn new(error: &'a (dyn StdError + 'static)) -> Self {
        Self(error)
    }
}

impl Error {
    /// Returns the error with all of its causes, in one line that is safe to log.
    #[must_use]
    pub fn report(&self) -> Report<'_> {
        Report::new(self)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = clean(&self.0.to_string());
        let mut last = text.clone();
        let causes = std::iter::successors(self.0.source(), |&cause| cause.source());
        for cause in causes.take(MAX_CAUSES) {
            let message = clean(&cause.to_string());
            if message.is_empty() || text.contains(&message) {
                continue;
            }
            if EMPTY.contains(&&*message) && cause.source().is_some() {
                continue;
            }
            // Some errors repeat their cause in their own message.
            let news =
                message.strip_prefix(&*last).map_or(&*message, |rest| rest.trim_start_matches([':', ' ']));
            text.push_str(": ");
            text.push_str(news);
            last = message;
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Returns the message in one line, without secrets and queries, truncated.
fn clean(message: &str) -> String {
    let mut text = String::with_capacity(message.len());
    for word in one_line(message, MAX_READ_CHARS).split(' ').filter(|word| !word.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&without_query(word));
    }
    let text = redact(&text);
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns a word with a URL, up to the query.
fn without_query(word: &str) -> String {
    let Some(start) = word.find("://").or_else(|| word.find("/").filter(|_| word.contains('?'))) else {
        return word.to_owned();
    };
    // The scheme is part of the URL, a bracket before it is not.
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let start = word[..start].trim_end_matches(is_scheme).len();
    let rest = &word[start..];
    let end = rest.trim_end_matches(['.', ',', ';', ':', ')', ']', '>', '"', '\'', '`']).len();
    format!("{}{}{}", &word[..start], redacted_url(&rest[..end]), &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BoxError, TransportError, testing::acme::Acme};

    #[derive(Debug)]
    struct Failed(&'static str, Option<BoxError>);

    impl fmt::Display for Failed {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Failed {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.1.as_deref().map(|cause| cause as _)
        }
    }

    /// A chain of errors with these messages, the first outermost.
    fn chain(messages: &[&'static str]) -> Failed {
        let (first, rest) = messages.split_first().unwrap();
        Failed(first, (!rest.is_empty()).then(|| chain(rest).into()))
    }

    #[test]
    fn repeated_messages_are_omitted() {
        for (messages, expected) in [
            (&["a", "b", "c"][..], "a: b: c"),
            (&["a: b", "b", "c"], "a: b: c"),
            (
                &["no connection was made", "no connection was made", "refused"],
                "no connection was made: refused",
            ),
            (
                &["tcp connect error", "tcp connect error: refused (os error 111)"],
                "tcp connect error: refused (os error 111)",
            ),
            (&["x", "error sending request", "client error (Connect)", "dns error"], "x: dns error"),
            (&["error sending request"], "error sending request"),
            (&["x", "", "y"], "x: y"),
        ] {
            assert_eq!(Report::new(&chain(messages)).to_string(), expected);
        }
    }

    #[test]
    fn a_report_is_one_line_without_secrets_and_queries() {
        for (message, expected) in [
            ("a\r\n\tb\u{1b}[31m", "a b [31m"),
            ("for url (https://me:pw@desk.example/v1?q=hunter2#f)", "for url (https://desk.example/v1)"),
            ("`/contacts?q=hunter2`: gone", "`/contacts`: gone"),
            ("GET /a?b=c, then https://x.example/?d.", "GET /a, then https://x.example/."),
            ("Authorization: Bearer hunter2-hunter2", "Authorization: Bearer [redacted]"),
            ("is it so?", "is it so?"),
        ] {
            assert_eq!(Report::new(&chain(&["x", message])).to_string(), format!("x: {expected}"));
        }
        let long = Report::new(&Failed("ü", Some("é".repeat(1000).into()))).to_string();
        assert_eq!(long.chars().count(), 1 + 2 + MAX_CHARS + 1);
    }

    #[test]
    fn an_endless_chain_ends() {
        #[derive(Debug)]
        struct Endless;
        impl fmt::Display for Endless {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("endless")
            }
        }
        impl StdError for Endless {
            fn source(&self) -> Option<&(dyn StdError + 'static)> {
                Some(&Self)
            }
        }
        assert_eq!(Report::new(&Endless).to_string(), "endless");
    }

    #[test]
    fn transport_error_message_is_not_repeated() {
        let cause = TransportError::connect(chain(&["dns error", "no such host"]));
        let error = Error::from_stack::<Acme>(cause.into(), true);
        assert_eq!(error.report().to_string(), "no connection was made: dns error: no such host");
        let first = StdError::source(&error).unwrap();
        assert_eq!(first.to_string(), "dns error");
    }
}

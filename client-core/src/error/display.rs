//! Message of an error: the client's words, and the vendor's.

use std::fmt;

use super::Error;
use crate::one_line::one_line;

/// Maximum length of an error's own message, in characters. Arguments that it repeats may be longer.
const MAX_MESSAGE_CHARS: usize = 2000;

impl Error {
    /// Returns the vendor's words about a failure, as one line of at most 500 visible characters. They are untrusted
    /// text: a vendor may repeat what others wrote. [`api`](Self::api) returns them as they came, without credentials.
    #[must_use]
    pub fn vendor_message(&self) -> Option<&str> {
        self.0.vendor_message.as_deref()
    }

    /// Returns the message without the vendor's words.
    #[cfg(feature = "mcp")]
    pub(crate) fn own_message(&self) -> String {
        self.shown(None)
    }

    fn shown(&self, vendor_message: Option<&str>) -> String {
        let mut text = match &self.0.operation {
            Some((method, operation)) => format!("{method} {}: ", operation.path),
            None => String::new(),
        };
        text.push_str(&one_line(&self.0.message, MAX_MESSAGE_CHARS));
        if let Some(words) = vendor_message {
            text.push_str(": ");
            text.push_str(words);
        }
        text.push_str(&self.0.explanation);
        if let Some(hint) = self.verification_hint() {
            text.push_str("; it is not known whether the write was carried out: ");
            text.push_str(hint);
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown(self.vendor_message()))
    }
}

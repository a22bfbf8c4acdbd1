//! Removal of the exact credential from what a vendor returns.
//!
//! Vendors, gateways and proxies repeat the headers of a request in error messages, pages and logs. What they repeat
//! reaches models, users and log files. [`redact`](crate::redact) knows the usual shapes of credentials; this module
//! knows the credential itself, in every encoding in which it usually comes back.

mod forms;
mod scan;
mod sent;
#[cfg(test)]
mod tests;
mod units;

use std::{borrow::Cow, fmt, ops::Range};

use aho_corasick::{
    AhoCorasick, Anchored,
    automaton::{Automaton, StateID},
    dfa::DFA,
    nfa::noncontiguous::NFA,
};
use http::{HeaderMap, HeaderValue};

pub(crate) use self::sent::{Filters, Sent};
use self::{
    forms::{Form, MIN_LENGTH, forms},
    scan::Scan,
};
use crate::secret::Secret;

/// Text in place of a credential.
const REDACTED: &[u8] = b"[redacted]";

/// Characters of a form that the automaton knows. Longer forms are compared to their end, so that its size is bounded.
const ANCHOR: usize = 48;

/// Finds the credentials of one request in texts and files.
pub(crate) struct Filter {
    forms: Vec<Form>,
    automaton: DFA,
    start: StateID,
    /// First characters of the forms.
    first: [bool; 256],
    /// Bytes that are a character of their own, in lower case. 0 for those that need a closer look.
    plain: [u8; 256],
    /// The credentials as they were sent, for files.
    exact: Option<AhoCorasick>,
}

impl Filter {
    /// Creates a filter. `None` if the credentials are too short to be looked for.
    pub(crate) fn new(credentials: &[Secret]) -> Option<Self> {
        let forms: Vec<_> = credentials.iter().flat_map(|credential| forms(credential.expose())).collect();
        let anchors = forms.iter().map(|form| &form.text[..form.text.len().min(ANCHOR)]);
        let nfa = NFA::new(anchors).ok().filter(|_| !forms.is_empty())?;
        let automaton = DFA::builder().build_from_noncontiguous(&nfa).ok()?;
        let start = automaton.start_state(Anchored::No).ok()?;
        let mut first = [false; 256];
        forms.iter().filter_map(|form| form.text.first()).for_each(|byte| first[usize::from(*byte)] = true);
        let plain = std::array::from_fn(|byte| match u8::try_from(byte) {
            Ok(byte) if byte.is_ascii() && !b"\\%&\r\n\0".contains(&byte) => byte.to_ascii_lowercase(),
            _ => 0,
        });
        let exact: Vec<_> =
            credentials.iter().map(Secret::expose).filter(|text| text.len() >= MIN_LENGTH).collect();
        let exact = if exact.is_empty() { None } else { AhoCorasick::new(exact).ok() };
        Some(Self { forms, automaton, start, first, plain, exact })
    }

    /// Returns the text without the credentials.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.bytes(text.as_bytes()) {
            Some(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    /// Returns a text without the credentials, or `None` if it has none.
    pub(crate) fn bytes(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut scan = Scan::new(self, text);
        while !scan.advance() {}
        replaced(text, &scan.found())
    }

    /// Like [`bytes`](Self::bytes), with a pause for other tasks now and then.
    pub(crate) async fn long_bytes(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut scan = Scan::new(self, text);
        while !scan.advance() {
            pause().await;
        }
        replaced(text, &scan.found())
    }

    /// Returns a file without the credentials, or `None` if it has none. Only their exact bytes are replaced, and the
    /// length stays, so that the file stays readable.
    pub(crate) fn file(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let exact = self.exact.as_ref()?;
        let found: Vec<Range<usize>> = exact.find_iter(bytes).map(|found| found.range()).collect();
        (!found.is_empty()).then(|| {
            let mut file = bytes.to_vec();
            found.into_iter().for_each(|range| file[range].fill(b'*'));
            file
        })
    }

    /// Removes the credentials from the values of headers.
    pub(crate) fn headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            if let Some(clean) = self.bytes(value.as_bytes()) {
                let sensitive = value.is_sensitive();
                *value = HeaderValue::from_bytes(&clean)
                    .unwrap_or_else(|_| HeaderValue::from_static("[redacted]"));
                value.set_sensitive(sensitive);
            }
        }
    }
}

fn replaced(text: &[u8], found: &[Range<usize>]) -> Option<Vec<u8>> {
    if found.is_empty() {
        return None;
    }
    let mut clean = Vec::with_capacity(text.len());
    let mut end = 0;
    for range in found {
        clean.extend_from_slice(&text[end..range.start]);
        let credential = &text[range.clone()];
        if credential.contains(&0) {
            // Two bytes a character: the length stays even.
            clean.extend(credential.iter().map(|byte| if *byte == 0 { 0 } else { b'*' }));
        } else {
            clean.extend_from_slice(REDACTED);
        }
        end = range.end;
    }
    clean.extend_from_slice(&text[end..]);
    Some(clean)
}

/// Lets other tasks of the runtime run.
async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|cx| {
        if std::mem::replace(&mut paused, true) {
            return std::task::Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

/// Shows no credential.
impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filter").field("forms", &self.forms.len()).finish_non_exhaustive()
    }
}

//! Words of a vendor in errors, and removal of credentials from errors.

use std::{error::Error as StdError, fmt};

use super::{ApiError, Error, Inner, TransportError};
use crate::{BoxError, credential::Filter, one_line::one_line};

/// Maximum length of the vendor's words in a message, in characters.
const MAX_VENDOR_CHARS: usize = 500;

/// Number of causes that are looked at.
const MAX_CAUSES: usize = 16;

/// Returns the description of a failure as one visible line: its message or title, its code and its details.
pub(super) fn vendor_message(api: &ApiError) -> Option<String> {
    let mut text = api.message.as_ref().or(api.title.as_ref()).cloned().unwrap_or_default();
    if let Some(code) = &api.code {
        text.push_str(&format!(" [{code}]"));
    }
    if !api.details.is_empty() {
        text.push_str(&format!(" ({})", api.details.join("; ")));
    }
    let line = one_line(&text, MAX_VENDOR_CHARS);
    (!line.is_empty()).then_some(line)
}

/// Text of an error whose own text held a credential.
#[derive(Debug)]
struct Cleaned(String);

impl fmt::Display for Cleaned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Cleaned {}

/// Returns an error of a transport or a layer without the credential. Its kind stays.
pub(crate) fn without_credential(error: BoxError, filter: &Filter) -> BoxError {
    if !causes(&*error).any(|cause| shows(cause, filter)) {
        return error;
    }
    let error = match error.downcast::<Error>() {
        Ok(error) => return error.cleaned(filter).into(),
        Err(error) => error,
    };
    match error.downcast::<TransportError>() {
        Ok(error) => error.map_cause(|cause| cleaned(&*cause, filter)).into(),
        Err(error) => cleaned(&*error, filter),
    }
}

fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source()).take(MAX_CAUSES)
}

fn shows(error: &dyn StdError, filter: &Filter) -> bool {
    [format!("{error}"), format!("{error:?}")].iter().any(|text| filter.bytes(text.as_bytes()).is_some())
}

/// Returns the messages of an error and its causes, as an error.
fn cleaned(error: &(dyn StdError + 'static), filter: &Filter) -> BoxError {
    let messages: Vec<_> = causes(error).map(|cause| filter.text(&cause.to_string()).into_owned()).collect();
    Cleaned(messages.join(": ")).into()
}

impl Error {
    fn cleaned(self, filter: &Filter) -> Self {
        let Inner { message, explanation, vendor_message, api, body, source, .. } = *self.0;
        let clean = |text: String| filter.text(&text).into_owned();
        Self(Box::new(Inner {
            message: clean(message),
            explanation: clean(explanation),
            vendor_message: vendor_message.map(clean),
            api: api.map(|api| ApiError {
                status: api.status,
                code: api.code.map(clean),
                title: api.title.map(clean),
                message: api.message.map(clean),
                details: api.details.into_iter().map(clean).collect(),
            }),
            body: body.map(clean),
            source: source.map(|source| without_credential(source, filter)),
            ..*self.0
        }))
    }
}

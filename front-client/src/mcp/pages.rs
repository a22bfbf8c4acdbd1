//! Lists without a page argument, read to their last page.

use std::collections::HashSet;

use bytes::Bytes;
use client_core::{Body, DecodeError, Encoding};
use http::{Extensions, Method, Request, Response};
use mcp_core::{HandlerError, HandlerErrorKind};
use serde::Serialize;

use super::call::Call;
use crate::{
    Endpoint, Error, Upload,
    page::{Page, PageToken, with_token},
    vendor::Front,
};

/// Maximum number of pages of a list that Front documents as whole.
pub(crate) const MAX_LIST_PAGES: usize = 10;

/// Items of a list.
#[derive(Debug)]
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
    /// Reason why further items may exist. `None` if the list is complete.
    pub(crate) incomplete: Option<String>,
}

/// Reads a list to its last page, and at most `max_pages`. Only an error of the first page is an error.
pub(crate) async fn all_pages<E, T>(
    call: &Call,
    endpoint: &E,
    max_pages: usize,
) -> Result<Listed<T>, HandlerError>
where
    E: Endpoint<Vendor = Front, Output = Page<T>>,
    T: Send + 'static,
{
    let mut page = call.send(endpoint).await?;
    let (mut items, mut seen) = (Vec::new(), HashSet::new());
    let incomplete = loop {
        let next = page.checked_next(call.client());
        items.extend(page);
        let token = match next {
            Ok(Some(token)) => token,
            Ok(None) => break None,
            Err(error) => break Some(error.to_string()),
        };
        if !seen.insert(token.clone()) {
            break Some("its pages repeat".to_owned());
        }
        if seen.len() >= max_pages {
            break Some(format!("it has more than {max_pages} pages"));
        }
        page = match call.send(&At { endpoint, token }).await {
            Ok(page) => page,
            Err(error) => break Some(error.message().to_owned()),
        };
    };
    Ok(Listed { items, incomplete })
}

/// Reads a list on which a decision depends, to its last page.
///
/// # Errors
///
/// When the list cannot be read to its end: the part of it would name the wrong record, or none.
pub(crate) async fn whole<E, T>(call: &Call, endpoint: &E, what: &str) -> Result<Vec<T>, HandlerError>
where
    E: Endpoint<Vendor = Front, Output = Page<T>>,
    T: Send + 'static,
{
    let Listed { items, incomplete } = all_pages(call, endpoint, MAX_LIST_PAGES).await?;
    match incomplete {
        None => Ok(items),
        Some(why) => Err(HandlerError::new(
            HandlerErrorKind::Upstream,
            format!("the list of {what} could not be read to its end: {why}"),
        )
        .with_hint("Nothing was changed. Pass an id instead of a name.")),
    }
}

/// Another page of a list, by its token.
#[derive(Serialize)]
#[serde(transparent)]
struct At<'a, E> {
    endpoint: &'a E,
    #[serde(skip)]
    token: PageToken,
}

impl<E: Endpoint<Vendor = Front>> Endpoint for At<'_, E> {
    type Vendor = Front;
    type Output = E::Output;
    const METHOD: Method = E::METHOD;
    const PATH: &'static str = E::PATH;
    const SCOPES: &'static [&'static str] = E::SCOPES;
    const QUERY: &'static [&'static str] = E::QUERY;
    const ENCODING: Encoding = E::ENCODING;
    const ACCEPT: &'static str = E::ACCEPT;

    fn validate(&self) -> Result<(), String> {
        self.endpoint.validate()
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        self.endpoint.files()
    }

    fn annotate(&self, extensions: &mut Extensions) {
        self.endpoint.annotate(extensions);
    }

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        E::decode(response)
    }

    fn to_request(&self) -> Result<Request<Body>, Error> {
        let mut request = self.endpoint.to_request()?;
        *request.uri_mut() = with_token(request.uri(), &self.token)?;
        Ok(request)
    }
}

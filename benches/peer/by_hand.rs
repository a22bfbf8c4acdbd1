//! Handlers for one tool each, with the least work that a call needs: no protocol, no validation, no registry.

use std::collections::HashSet;

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderName, header::AUTHORIZATION, header::CONTENT_TYPE},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest, Sha256};

use crate::{Arguments, Echo};

/// Digests of the valid keys. Comparing digests takes the same time for every wrong key.
#[derive(Clone)]
pub(crate) struct Keys(HashSet<[u8; 32]>);

impl Keys {
    pub(crate) fn new(key: &str) -> Self {
        Self(HashSet::from([Sha256::digest(key).into()]))
    }

    fn contains(&self, headers: &HeaderMap) -> bool {
        let key = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        key.is_some_and(|key| self.0.contains(&<[u8; 32]>::from(Sha256::digest(key))))
    }
}

#[derive(Deserialize)]
struct Request<A> {
    id: Box<RawValue>,
    method: String,
    params: Params<A>,
}

#[derive(Deserialize)]
struct Params<A> {
    name: String,
    arguments: A,
    #[serde(rename = "_meta")]
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "io.modelcontextprotocol/protocolVersion")]
    revision: String,
}

#[derive(Serialize)]
struct Response<'a> {
    jsonrpc: &'a str,
    id: Box<RawValue>,
    result: CallResult<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallResult<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    result_type: Option<&'a str>,
    content: [Content<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    structured_content: Option<&'a RawValue>,
    is_error: bool,
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    meta: Option<ResultMeta<'a>>,
}

#[derive(Serialize)]
struct Content<'a> {
    r#type: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct ResultMeta<'a> {
    #[serde(rename = "io.modelcontextprotocol/serverInfo")]
    server: &'a RawValue,
}

pub(crate) type Handler = fn(&Keys, &RawValue, &HeaderMap, &Bytes) -> Reply;
pub(crate) type Reply = ([(HeaderName, &'static str); 1], Vec<u8>);

/// Handler of the tool `search_042`. `server` is the JSON of the server's name and version.
pub(crate) fn search(keys: &Keys, server: &RawValue, headers: &HeaderMap, body: &Bytes) -> Reply {
    call(keys, "search_042", headers, body, |id, arguments: Arguments, stateless| {
        let structured = to_raw_value(&arguments).expect("arguments are JSON");
        write(id, structured.get(), Some(&structured), stateless.then_some(server))
    })
}

/// Handler of the tool `echo`.
pub(crate) fn echo(keys: &Keys, server: &RawValue, headers: &HeaderMap, body: &Bytes) -> Reply {
    call(keys, "echo", headers, body, |id, echo: Echo, stateless| {
        write(id, &echo.text, None, stateless.then_some(server))
    })
}

fn call<A: DeserializeOwned>(
    keys: &Keys,
    tool: &str,
    headers: &HeaderMap,
    body: &Bytes,
    run: impl FnOnce(Box<RawValue>, A, bool) -> Vec<u8>,
) -> Reply {
    assert!(keys.contains(headers), "the key is valid");
    let Request { id, method, params } = serde_json::from_slice(body).expect("the request is valid");
    assert!(method == "tools/call" && params.name == tool);
    let stateless = params.meta.is_some_and(|meta| meta.revision == crate::STATELESS);
    ([(CONTENT_TYPE, "application/json")], run(id, params.arguments, stateless))
}

fn write(id: Box<RawValue>, text: &str, structured: Option<&RawValue>, server: Option<&RawValue>) -> Vec<u8> {
    let result = CallResult {
        result_type: server.map(|_| "complete"),
        content: [Content { r#type: "text", text }],
        structured_content: structured,
        is_error: false,
        meta: server.map(|server| ResultMeta { server }),
    };
    serde_json::to_vec(&Response { jsonrpc: "2.0", id, result }).expect("the result is JSON")
}

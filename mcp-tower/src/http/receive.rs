//! Receives a request: headers, then body.

use std::pin::{Pin, pin};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::EXPECT, request::Parts};
use http_body::Body;
use mcp_core::RpcError;
use tokio::time::Instant;
use tower::BoxError;

use super::{
    headers::{self, Accepted},
    read_body::{self, ReadError},
    refusal::Refusal,
    settings::Settings,
};
use crate::call::deadline::{after, until};

/// Validates and reads everything before the body is parsed: caller, content types and size.
pub(crate) async fn receive<B>(
    settings: &Settings,
    parts: &Parts,
    mut body: Pin<&mut B>,
) -> Result<(Accepted, Bytes), Refusal>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let end = after(settings.limits.body_timeout);
    // A client that waits for permission sends no body before.
    let waits = parts.headers.contains_key(EXPECT);
    let accept = match declared(&parts.headers) {
        Ok(accept) => accept,
        Err(refusal) => {
            if !waits {
                Box::pin(drain(settings, body, end)).await;
            }
            return Err(refusal);
        }
    };
    let limit = settings.limits.max_body_bytes;
    let read = until(end, pin!(read_body::read(body.as_mut(), limit))).await;
    match read {
        Ok(Ok(body)) => Ok((accept, body)),
        Ok(Err(ReadError::TooLarge { begun })) => {
            if begun || !waits {
                Box::pin(drain(settings, body, end)).await;
            }
            let message = format!("the body is larger than {limit} bytes; send a smaller request");
            Err(Refusal::plain(StatusCode::PAYLOAD_TOO_LARGE, message))
        }
        Ok(Err(ReadError::CutOff)) => {
            let message = "the body is larger than this server accepts; send a smaller request";
            Err(Refusal::plain(StatusCode::PAYLOAD_TOO_LARGE, message))
        }
        Ok(Err(ReadError::Broken)) => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            RpcError::parse("the body could not be read; send the request again"),
        )),
        Err(_) => {
            let message = format!(
                "the body did not arrive within {:?}; send the request again",
                settings.limits.body_timeout
            );
            Err(Refusal::plain(StatusCode::REQUEST_TIMEOUT, message))
        }
    }
}

async fn drain<B: Body>(settings: &Settings, body: Pin<&mut B>, end: Instant) {
    read_body::drain(body, settings.limits.max_drained_bytes, settings.limits.drain_pause, end).await;
}

/// Returns the accepted content types, if the content type of the body is supported.
fn declared(headers: &HeaderMap) -> Result<Accepted, Refusal> {
    let unsupported = |message| Refusal::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
    if !headers::is_json(headers) {
        return Err(unsupported("unsupported Content-Type; send application/json"));
    }
    if headers::is_encoded(headers) {
        return Err(unsupported("unsupported Content-Encoding; send the JSON uncompressed"));
    }
    let accept = headers::accepted(headers);
    if !accept.json && !accept.events {
        let message = "Accept allows neither application/json nor text/event-stream; send both";
        return Err(Refusal::plain(StatusCode::NOT_ACCEPTABLE, message));
    }
    Ok(accept)
}

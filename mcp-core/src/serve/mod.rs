//! Serving floor: bytes to request, dispatch, and response to bytes. The fourth of four floors.

pub(crate) mod capabilities;
pub(crate) mod dispatch;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod server;
pub(crate) mod subscription;

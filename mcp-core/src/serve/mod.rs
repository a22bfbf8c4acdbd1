//! The fourth floor: bytes to a request, its dispatch, and a response as bytes.

pub(crate) mod capabilities;
pub(crate) mod dispatch;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod server;
pub(crate) mod subscription;

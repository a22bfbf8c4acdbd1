//! What reading a resource answers.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::wire::{protocol::ResourceContents, rate_limit::RateLimit};

/// The contents of a resource, read. A text turns into contents of the URI that was asked for.
///
/// Contents without a URI have the one that was asked for, and contents without a media type that of the definition.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::ResourceOutput;
///
/// let output = ResourceOutput::from("# Order 7\n\nPaid.").with_ttl(Duration::from_secs(60)).private();
/// assert_eq!(output.contents()[0].text.as_deref(), Some("# Order 7\n\nPaid."));
/// let picture = ResourceOutput::bytes([0x89, b'P', b'N', b'G']);
/// assert_eq!(picture.contents()[0].blob.as_deref(), Some("iVBORw=="));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ResourceOutput {
    pub(crate) contents: Vec<ResourceContents>,
    pub(crate) ttl: Option<Duration>,
    pub(crate) private: bool,
    pub(crate) meta: Map<String, Value>,
    pub(crate) rate_limit: Option<RateLimit>,
}

impl ResourceOutput {
    /// A resource of these contents: one, or several where the resource is a folder.
    pub fn new(contents: impl IntoIterator<Item = ResourceContents>) -> Self {
        Self { contents: contents.into_iter().collect(), ..Self::default() }
    }

    /// A resource that is text.
    pub fn text(text: impl Into<String>) -> Self {
        ResourceContents::text("", text).into()
    }

    /// A resource that is bytes.
    pub fn bytes(bytes: impl AsRef<[u8]>) -> Self {
        ResourceContents::blob("", bytes).into()
    }

    /// Says how long a client may keep the contents. Unset it is the server's
    /// [`read_ttl`](crate::Server::read_ttl).
    #[must_use]
    pub const fn with_ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// Says that the contents are for this caller only, where the server could not know: it keeps contents private
    /// anyway when the caller is known or a filter is chosen for the request.
    #[must_use]
    pub const fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Adds a member to the result's `_meta`.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }

    /// Adds what the upstream said about its limits.
    #[must_use]
    pub fn with_rate_limit(mut self, rate_limit: RateLimit) -> Self {
        self.rate_limit = Some(rate_limit);
        self
    }

    /// The contents.
    #[must_use]
    pub fn contents(&self) -> &[ResourceContents] {
        &self.contents
    }
}

impl From<ResourceContents> for ResourceOutput {
    fn from(contents: ResourceContents) -> Self {
        Self::new([contents])
    }
}

impl From<Vec<ResourceContents>> for ResourceOutput {
    fn from(contents: Vec<ResourceContents>) -> Self {
        Self::new(contents)
    }
}

impl From<String> for ResourceOutput {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&str> for ResourceOutput {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

//! Result of reading a resource.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::wire::{protocol::ResourceContents, upstream_rate_limit::UpstreamRateLimit};

/// Contents of a resource. A text converts to contents with the requested URI.
///
/// Contents without a URI get the requested one, and contents without a MIME type that of the definition.
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
    pub(crate) rate_limit: Option<UpstreamRateLimit>,
}

impl ResourceOutput {
    /// Creates a result of these contents: one, or several if the resource is a folder.
    pub fn new(contents: impl IntoIterator<Item = ResourceContents>) -> Self {
        Self { contents: contents.into_iter().collect(), ..Self::default() }
    }

    /// Creates text contents.
    pub fn text(text: impl Into<String>) -> Self {
        ResourceContents::text("", text).into()
    }

    /// Creates binary contents.
    pub fn bytes(bytes: impl AsRef<[u8]>) -> Self {
        ResourceContents::blob("", bytes).into()
    }

    /// Sets the time for which clients may cache the contents. Defaults to the server's
    /// [`read_ttl`](crate::Server::read_ttl).
    #[must_use]
    pub const fn with_ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// Marks the contents as private to the caller. The server marks them itself if the request has a caller or a
    /// filter.
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

    /// Adds the upstream's rate limit.
    #[must_use]
    pub fn with_rate_limit(mut self, rate_limit: UpstreamRateLimit) -> Self {
        self.rate_limit = Some(rate_limit);
        self
    }

    /// Returns the contents.
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

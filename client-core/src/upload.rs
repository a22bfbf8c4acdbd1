//! A file to attach to a message, draft, comment or contact.

use std::fmt;

use bytes::Bytes;

/// A file to upload: name, media type and content.
///
/// ```
/// use client_core::Upload;
/// let file = Upload::new("report.csv", "text/csv", "a,b\n1,2\n");
/// assert_eq!(file.len(), 8);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    pub(crate) filename: String,
    pub(crate) content_type: String,
    pub(crate) content: Bytes,
}

impl Upload {
    /// A file with this name, media type (`text/csv`) and content.
    pub fn new(
        filename: impl Into<String>,
        content_type: impl Into<String>,
        content: impl Into<Bytes>,
    ) -> Self {
        Self { filename: filename.into(), content_type: content_type.into(), content: content.into() }
    }

    /// The size of the content in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.content.len()
    }

    /// Whether the content is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("filename", &self.filename)
            .field("content_type", &self.content_type)
            .field("bytes", &self.content.len())
            .finish()
    }
}

//! Files to attach to a message, draft, comment or contact.

#[cfg(feature = "fs")]
mod disk;

use std::fmt;

use bytes::Bytes;

/// File to upload: name, media type and content.
///
/// `Upload::from_path` (feature `fs`) streams a file from disk.
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
    pub(crate) content: Content,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Bytes(Bytes),
    #[cfg(feature = "fs")]
    File {
        path: std::sync::Arc<std::path::Path>,
        len: u64,
    },
}

impl Upload {
    /// Creates a file with this name, media type (`text/csv`) and content.
    pub fn new(
        filename: impl Into<String>,
        content_type: impl Into<String>,
        content: impl Into<Bytes>,
    ) -> Self {
        Self {
            filename: filename.into(),
            content_type: content_type.into(),
            content: Content::Bytes(content.into()),
        }
    }

    /// Replaces the name that the recipient sees.
    #[must_use]
    pub fn filename(mut self, filename: impl Into<String>) -> Self {
        self.filename = filename.into();
        self
    }

    /// Replaces the media type, for example `text/csv`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// Returns the size of the content in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.content {
            Content::Bytes(bytes) => bytes.len(),
            #[cfg(feature = "fs")]
            Content::File { len, .. } => usize::try_from(*len).unwrap_or(usize::MAX),
        }
    }

    /// Returns `true` if the content is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the content, unless it is on disk.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            #[cfg(feature = "fs")]
            Content::File { .. } => None,
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("filename", &self.filename)
            .field("content_type", &self.content_type)
            .field("bytes", &self.len())
            .finish()
    }
}

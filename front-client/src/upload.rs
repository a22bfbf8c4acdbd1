//! What may be attached.

/// The largest upload that Front takes, in bytes: 25 MB (<https://dev.frontapp.com/docs/attachments-1>). The page does
/// not say whether that is each file or all of a request; the client counts all, and refuses more before it sends.
pub const MAX_UPLOAD_BYTES: usize = 25 * 1024 * 1024;

//! Upload limit of Front.

/// Maximum size of an upload, in bytes: 25 MB (<https://dev.frontapp.com/docs/attachments-1>). The page does not
/// say whether this applies to each file or to the whole request. The client applies it to the whole request,
/// before sending.
pub const MAX_UPLOAD_BYTES: usize = 25 * 1024 * 1024;

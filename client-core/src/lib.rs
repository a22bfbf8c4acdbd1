//! What typed clients of REST APIs share.

/// Any error that can cross threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[cfg(feature = "testing")]
pub mod testing;

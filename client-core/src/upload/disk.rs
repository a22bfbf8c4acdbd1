//! Uploads of files on disk.

#[cfg(test)]
mod tests;

use std::{io::ErrorKind, path::PathBuf};

use tokio::fs;

use super::{Content, Upload};
use crate::error::Error;

impl Upload {
    /// A file on disk, which is read in pieces of 64 KiB while the request is sent.
    ///
    /// The name is that of the path, the media type is guessed from its extension (`application/octet-stream` when it
    /// is unknown); [`filename`](Self::filename) and [`content_type`](Self::content_type) replace them. Only the size
    /// is read here. Each attempt to send the request opens the file again, so leave it in place until the call
    /// returns. A file whose size has changed by then is an
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) of the call, and nothing is carried out.
    ///
    /// ```
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use client_core::Upload;
    ///
    /// # let path = std::env::temp_dir().join(format!("report-{}.csv", std::process::id()));
    /// # std::fs::write(&path, "a,b\n1,2\n")?;
    /// let file = Upload::from_path(&path).await?.filename("report.csv");
    /// assert_eq!(format!("{file:?}"), r#"Upload { filename: "report.csv", content_type: "text/csv", bytes: 8 }"#);
    /// # std::fs::remove_file(&path)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the file does not exist, is a directory or another
    /// thing without a size, or may not be read. A file that is larger than the vendor takes
    /// ([`Vendor::MAX_UPLOAD_BYTES`](crate::Vendor::MAX_UPLOAD_BYTES)) is refused by the call, before anything is sent.
    pub async fn from_path(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        let shown = path.display();
        let failed = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => Error::invalid(format!("the file `{shown}` does not exist")),
            ErrorKind::PermissionDenied => Error::invalid(format!("the file `{shown}` may not be read")),
            _ => Error::invalid(format!("the file `{shown}` cannot be read")).with_source(error),
        };
        let found = fs::metadata(&path).await.map_err(failed)?;
        if found.is_dir() {
            return Err(Error::invalid(format!("`{shown}` is a directory: attach its files one by one")));
        }
        // To open a pipe is to wait for whoever writes into it.
        if !found.is_file() {
            return Err(Error::invalid(format!("`{shown}` is no regular file: its size is not known")));
        }
        drop(fs::File::open(&path).await.map_err(failed)?);
        let filename = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let content_type = mime_guess::from_path(&path).first_or_octet_stream().essence_str().to_owned();
        // The working directory may change until the file is sent.
        let path = std::path::absolute(&path).unwrap_or(path);
        Ok(Self { filename, content_type, content: Content::File { path: path.into(), len: found.len() } })
    }
}

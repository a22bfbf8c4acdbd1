//! Uploads of files on disk.

#[cfg(test)]
mod tests;

use std::{io::ErrorKind, path::PathBuf};

use tokio::fs;

use super::{Content, Upload};
use crate::error::Error;

impl Upload {
    /// Creates an upload of a file on disk, which is read in chunks of 64 KiB while the request is sent.
    ///
    /// The name is the file name of the path, the media type is guessed from its extension (`application/octet-stream`
    /// if it is unknown). Replace them with [`filename`](Self::filename) and [`content_type`](Self::content_type).
    /// Only the size is read here. Each attempt to send the request opens the file again, so keep it in place until
    /// the call returns. If its size has changed by then, the call fails with
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest), and nothing is carried out.
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
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the file does not exist, is not a regular file, or
    /// may not be read. Files over the vendor's limit ([`Vendor::MAX_UPLOAD_BYTES`](crate::Vendor::MAX_UPLOAD_BYTES))
    /// are refused by the call, before anything is sent.
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
        // Opening a pipe would block until there is a writer.
        if !found.is_file() {
            return Err(Error::invalid(format!("`{shown}` is no regular file: its size is not known")));
        }
        drop(fs::File::open(&path).await.map_err(failed)?);
        let filename = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let content_type = mime_guess::from_path(&path).first_or_octet_stream().essence_str().to_owned();
        // The working directory may change before the file is sent.
        let path = std::path::absolute(&path).unwrap_or(path);
        Ok(Self { filename, content_type, content: Content::File { path: path.into(), len: found.len() } })
    }
}

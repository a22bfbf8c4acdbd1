//! Forms with files on disk.

use std::{
    io,
    path::Path,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::stream;
use http_body::Frame;
use tokio::{fs::File, io::AsyncReadExt};

use super::BodyError;

/// Bytes per read of a file.
const CHUNK_BYTES: usize = 64 * 1024;

/// The frames of one file.
pub(super) type Reading = Pin<Box<dyn Stream<Item = Result<Bytes, BodyError>> + Send + Sync>>;

/// Encoded form.
#[derive(Debug)]
pub(crate) struct Form {
    chunks: Vec<Chunk>,
    /// Failure, shared by all clones. The client reads it from its own clone, because not every transport reports the
    /// cause.
    failed: OnceLock<BodyError>,
}

#[derive(Debug)]
pub(crate) enum Chunk {
    Bytes(Bytes),
    File(FileChunk),
}

/// File with the length that `Content-Length` already announced.
#[derive(Debug, Clone)]
pub(crate) struct FileChunk {
    pub(crate) path: Arc<Path>,
    pub(crate) len: u64,
}

impl Form {
    pub(super) fn new(chunks: Vec<Chunk>) -> Self {
        Self { chunks, failed: OnceLock::new() }
    }

    pub(super) fn len(&self) -> u64 {
        self.chunks.iter().map(Chunk::len).sum()
    }

    pub(super) fn failure(&self) -> Option<&BodyError> {
        self.failed.get()
    }

    pub(super) fn is_sent(&self, sent: usize) -> bool {
        sent >= self.chunks.len()
    }

    pub(super) fn in_memory(&self) -> Box<dyn Iterator<Item = &Bytes> + '_> {
        Box::new(self.chunks.iter().filter_map(|chunk| match chunk {
            Chunk::Bytes(bytes) => Some(bytes),
            Chunk::File(_) => None,
        }))
    }

    pub(super) fn nothing<'a>() -> Box<dyn Iterator<Item = &'a Bytes> + 'a> {
        Box::new(std::iter::empty())
    }

    pub(super) fn poll(
        &self,
        sent: &mut usize,
        reading: &mut Option<Reading>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            if let Some(stream) = reading {
                match ready!(stream.as_mut().poll_next(cx)) {
                    Some(Ok(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                    Some(Err(error)) => {
                        *sent = self.chunks.len();
                        *reading = None;
                        return Poll::Ready(Some(Err(self.failed.get_or_init(|| error).clone())));
                    }
                    None => *reading = None,
                }
            }
            let Some(chunk) = self.chunks.get(*sent) else { return Poll::Ready(None) };
            *sent += 1;
            match chunk {
                Chunk::Bytes(bytes) => return Poll::Ready(Some(Ok(Frame::data(bytes.clone())))),
                Chunk::File(file) => *reading = Some(file.read()),
            }
        }
    }
}

impl Chunk {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(file) => file.len,
        }
    }
}

impl FileChunk {
    /// Opens the file at the first poll. Ends with an error unless the file has the announced length.
    fn read(&self) -> Reading {
        let chunk = self.clone();
        Box::pin(stream::try_unfold((None, self.len), move |(file, left)| {
            let chunk = chunk.clone();
            async move {
                let mut file = match file {
                    Some(file) => file,
                    None => chunk.open().await?,
                };
                if left == 0 {
                    return Ok(None);
                }
                let mut bytes = BytesMut::with_capacity(left.min(CHUNK_BYTES as u64) as usize);
                let read =
                    (&mut file).take(left).read_buf(&mut bytes).await.map_err(|error| chunk.io(&error))?;
                if read == 0 {
                    return Err(chunk.changed());
                }
                Ok(Some((bytes.freeze(), (Some(file), left - read as u64))))
            }
        }))
    }

    async fn open(&self) -> Result<File, BodyError> {
        let file = File::open(&self.path).await.map_err(|error| self.io(&error))?;
        let found = file.metadata().await.map_err(|error| self.io(&error))?;
        if found.len() == self.len { Ok(file) } else { Err(self.changed()) }
    }

    fn io(&self, error: &io::Error) -> BodyError {
        self.error(&format!("cannot be read any more ({error})"))
    }

    fn changed(&self) -> BodyError {
        self.error("has changed since it was attached")
    }

    fn error(&self, what: &str) -> BodyError {
        BodyError {
            message: format!(
                "the file `{}` {what}: nothing was carried out, attach it again",
                self.path.display()
            ),
        }
    }
}

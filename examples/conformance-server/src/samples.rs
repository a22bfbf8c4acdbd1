//! Minimal image and audio content.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mcp_core::Content;

/// A PNG of one grey pixel.
pub(crate) const PNG: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\
    \x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\
    \x00\x00\x00\x0aIDATx\xdac\xa8\x07\x00\x00\x81\x00\x80~\x1c)\xc7\
    \x00\x00\x00\x00IEND\xaeB`\x82";

/// A WAV without samples: mono, 8 kHz, 8 bit.
const WAV: &[u8] = b"RIFF\x24\0\0\0WAVE\
    fmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0\
    data\0\0\0\0";

pub(crate) fn image() -> Content {
    Content::image(STANDARD.encode(PNG), "image/png")
}

pub(crate) fn sound() -> Content {
    Content::audio(STANDARD.encode(WAV), "audio/wav")
}

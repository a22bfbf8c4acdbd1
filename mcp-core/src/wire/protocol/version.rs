//! Protocol revisions and the two eras they fall into.

use std::{fmt, str::FromStr};

/// A revision of MCP that this crate speaks.
///
/// ```
/// use mcp_core::{Era, ProtocolVersion};
///
/// let version: ProtocolVersion = "2026-07-28".parse()?;
/// assert_eq!(version.era(), Era::Modern);
/// assert_eq!(ProtocolVersion::negotiate("1999-01-01"), ProtocolVersion::V2025_11_25);
/// # Ok::<(), mcp_core::UnknownVersion>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ProtocolVersion {
    /// 2025-03-26: the first one with a single HTTP endpoint.
    V2025_03_26,
    /// 2025-06-18: adds `title`, `outputSchema` and `structuredContent`.
    V2025_06_18,
    /// 2025-11-25: the newest one that opens with `initialize`.
    V2025_11_25,
    /// 2026-07-28: no handshake, every request stands alone.
    V2026_07_28,
}

/// How a request is opened and what its result carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Era {
    /// 2026-07-28 and later: the request names its revision in `_meta`.
    Modern,
    /// Everything before: the client opens with `initialize`.
    Legacy,
}

impl ProtocolVersion {
    /// Revisions that a request may name in its `_meta`, oldest first.
    pub const MODERN: &'static [Self] = &[Self::V2026_07_28];
    /// Revisions that `initialize` can agree on, oldest first.
    pub const LEGACY: &'static [Self] = &[Self::V2025_03_26, Self::V2025_06_18, Self::V2025_11_25];
    /// The newest revision that `initialize` can agree on.
    pub const NEWEST_LEGACY: Self = Self::V2025_11_25;

    /// The name on the wire, a date.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2025_03_26 => "2025-03-26",
            Self::V2025_06_18 => "2025-06-18",
            Self::V2025_11_25 => "2025-11-25",
            Self::V2026_07_28 => "2026-07-28",
        }
    }

    /// The era of the revision.
    #[must_use]
    pub const fn era(self) -> Era {
        match self {
            Self::V2026_07_28 => Era::Modern,
            _ => Era::Legacy,
        }
    }

    /// What `initialize` answers to a requested revision: that one if it belongs to the legacy era, else the newest
    /// legacy one. It never fails, because clients give up on an error here.
    #[must_use]
    pub fn negotiate(requested: &str) -> Self {
        requested
            .parse()
            .ok()
            .filter(|version: &Self| version.era() == Era::Legacy)
            .unwrap_or(Self::NEWEST_LEGACY)
    }
}

impl fmt::Display for ProtocolVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProtocolVersion {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, UnknownVersion> {
        Self::LEGACY.iter().chain(Self::MODERN).find(|v| v.as_str() == text).copied().ok_or(UnknownVersion)
    }
}

/// The text names no protocol revision that this crate speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown MCP protocol version")]
#[non_exhaustive]
pub struct UnknownVersion;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_reads_back() {
        for version in ProtocolVersion::LEGACY.iter().chain(ProtocolVersion::MODERN) {
            assert_eq!(version.as_str().parse(), Ok(*version));
        }
        assert_eq!("2024-11-05".parse::<ProtocolVersion>(), Err(UnknownVersion));
    }

    #[test]
    fn negotiation_echoes_legacy_and_never_answers_modern() {
        assert_eq!(ProtocolVersion::negotiate("2025-03-26"), ProtocolVersion::V2025_03_26);
        assert_eq!(ProtocolVersion::negotiate("2026-07-28"), ProtocolVersion::V2025_11_25);
        assert_eq!(ProtocolVersion::negotiate(""), ProtocolVersion::V2025_11_25);
    }
}

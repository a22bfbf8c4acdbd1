//! Protocol revisions, stateless or negotiated with `initialize`.

use std::{fmt, str::FromStr};

/// Supported revision of MCP.
///
/// ```
/// use mcp_core::{Lifecycle, ProtocolVersion};
///
/// let version: ProtocolVersion = "2026-07-28".parse()?;
/// assert_eq!(version.lifecycle(), Lifecycle::Stateless);
/// assert_eq!(ProtocolVersion::negotiate("1999-01-01"), ProtocolVersion::V2025_11_25);
/// # Ok::<(), mcp_core::UnknownVersion>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ProtocolVersion {
    /// 2025-03-26: the first with a single HTTP endpoint.
    V2025_03_26,
    /// 2025-06-18: adds `title`, `outputSchema` and `structuredContent`.
    V2025_06_18,
    /// 2025-11-25: the newest with `initialize`.
    V2025_11_25,
    /// 2026-07-28: stateless, without `initialize`.
    V2026_07_28,
}

/// Kind of a revision: stateless, or negotiated with `initialize`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lifecycle {
    /// 2026-07-28 and later: each request names its revision in `_meta`.
    Stateless,
    /// Earlier revisions: the client sends `initialize` first.
    Initialize,
}

impl ProtocolVersion {
    /// Revisions that requests name in `_meta`, oldest first.
    pub const STATELESS: &'static [Self] = &[Self::V2026_07_28];
    /// Revisions that `initialize` negotiates, oldest first.
    pub const INITIALIZE: &'static [Self] = &[Self::V2025_03_26, Self::V2025_06_18, Self::V2025_11_25];
    /// Newest revision that `initialize` negotiates.
    pub const NEWEST_INITIALIZE: Self = Self::V2025_11_25;

    /// Returns the revision as written on the wire, a date.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2025_03_26 => "2025-03-26",
            Self::V2025_06_18 => "2025-06-18",
            Self::V2025_11_25 => "2025-11-25",
            Self::V2026_07_28 => "2026-07-28",
        }
    }

    /// Returns the kind of the revision.
    #[must_use]
    pub const fn lifecycle(self) -> Lifecycle {
        match self {
            Self::V2026_07_28 => Lifecycle::Stateless,
            _ => Lifecycle::Initialize,
        }
    }

    /// Returns the revision that `initialize` responds with: the requested one if `initialize` can negotiate it,
    /// otherwise the newest that it can. It never fails, because clients give up on an error here.
    #[must_use]
    pub fn negotiate(requested: &str) -> Self {
        requested
            .parse()
            .ok()
            .filter(|version: &Self| version.lifecycle() == Lifecycle::Initialize)
            .unwrap_or(Self::NEWEST_INITIALIZE)
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
        Self::INITIALIZE
            .iter()
            .chain(Self::STATELESS)
            .find(|v| v.as_str() == text)
            .copied()
            .ok_or(UnknownVersion)
    }
}

/// The text is not a supported protocol revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown MCP protocol version")]
#[non_exhaustive]
pub struct UnknownVersion;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_reads_back() {
        for version in ProtocolVersion::INITIALIZE.iter().chain(ProtocolVersion::STATELESS) {
            assert_eq!(version.as_str().parse(), Ok(*version));
        }
        assert_eq!("2024-11-05".parse::<ProtocolVersion>(), Err(UnknownVersion));
    }

    #[test]
    fn initialize_negotiates_initialize_revisions_only() {
        assert_eq!(ProtocolVersion::negotiate("2025-03-26"), ProtocolVersion::V2025_03_26);
        assert_eq!(ProtocolVersion::negotiate("2026-07-28"), ProtocolVersion::V2025_11_25);
        assert_eq!(ProtocolVersion::negotiate(""), ProtocolVersion::V2025_11_25);
    }
}

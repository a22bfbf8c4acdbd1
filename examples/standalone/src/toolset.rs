//! Tool sets: the values of `MCP_TOOLSETS`.

use std::fmt;

use crate::{error::ConfigError, redact::shorten};

/// A set of tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toolset {
    /// Front's tools for agents.
    Front,
    /// FuseDesk's tools for agents.
    FuseDesk,
    /// One tool per operation of FuseDesk's API.
    FuseDeskApi,
}

const SERVED: [Toolset; 3] = [Toolset::Front, Toolset::FuseDesk, Toolset::FuseDeskApi];

impl Toolset {
    const fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::FuseDesk => "fusedesk",
            Self::FuseDeskApi => "fusedesk-api",
        }
    }

    /// Returns `true` if its tools are Front's.
    pub(crate) const fn is_front(self) -> bool {
        matches!(self, Self::Front)
    }

    /// Returns a tool of the set that only reads, needs no argument and has a result on any account.
    pub(crate) const fn sample(self) -> &'static str {
        match self {
            Self::Front => "list_teammates",
            Self::FuseDesk => "fusedesk_list_reps",
            Self::FuseDeskApi => "list_all_fuse_desk_reps",
        }
    }

    /// Returns the default sets: those for agents, of the served vendors.
    pub(crate) fn default_list(front: bool, fusedesk: bool) -> Vec<Self> {
        let sets = [(Self::Front, front), (Self::FuseDesk, fusedesk)];
        sets.into_iter().filter(|(_, served)| *served).map(|(set, _)| set).collect()
    }

    /// Parses a comma list. Duplicates are ignored.
    pub(crate) fn parse_list(text: &str) -> Result<Vec<Self>, ToolsetError> {
        let mut sets = Vec::new();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let set = SERVED.into_iter().find(|set| set.name().eq_ignore_ascii_case(word));
            match set {
                Some(set) if sets.contains(&set) => {}
                Some(set) => sets.push(set),
                None => return Err(ToolsetError::Unknown(word.to_owned())),
            }
        }
        if sets.is_empty() { Err(ToolsetError::Empty) } else { Ok(sets) }
    }
}

impl fmt::Display for Toolset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<ToolsetError> for ConfigError {
    fn from(error: ToolsetError) -> Self {
        Self::new(format!("MCP_TOOLSETS: {error}"))
    }
}

/// An invalid list of tool sets.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ToolsetError {
    #[error("names no tool set; {}", known())]
    Empty,
    #[error("there is no tool set {}; {}", shorten(.0), known())]
    Unknown(String),
}

fn known() -> String {
    format!("tool sets are {}", SERVED.map(Toolset::name).join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_once() {
        assert_eq!(
            Toolset::parse_list(" front, FRONT ,fusedesk-api"),
            Ok(vec![Toolset::Front, Toolset::FuseDeskApi])
        );
    }

    #[test]
    fn the_default_is_the_agent_sets_of_the_vendors_that_are_served() {
        use Toolset::{Front, FuseDesk};
        for (front, fusedesk, sets) in
            [(true, false, vec![Front]), (false, true, vec![FuseDesk]), (true, true, vec![Front, FuseDesk])]
        {
            assert_eq!(Toolset::default_list(front, fusedesk), sets);
        }
    }

    #[test]
    fn unknown_sets_are_named() {
        let error = Toolset::parse_list("front,serach").unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no tool set \"serach\"; tool sets are front, fusedesk, fusedesk-api"
        );
        assert_eq!(Toolset::parse_list(" , "), Err(ToolsetError::Empty));
    }
}

//! Which tools are served: the words of `MCP_TOOLSETS`.

use std::fmt;

/// A set of tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toolset {
    /// Front's tools for agents.
    Front,
}

/// What is served.
const SERVED: [Toolset; 1] = [Toolset::Front];
/// Words of later versions: known, so that the error can say so.
const LATER: [&str; 4] = ["fusedesk", "front-api", "fusedesk-api", "search"];

impl Toolset {
    const fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
        }
    }

    /// The sets that are served when none is named.
    pub(crate) fn default_list() -> Vec<Self> {
        vec![Self::Front]
    }

    /// Reads a comma list. A set that is named twice is served once.
    pub(crate) fn parse_list(text: &str) -> Result<Vec<Self>, ToolsetError> {
        let mut sets = Vec::new();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let set = SERVED.into_iter().find(|set| set.name().eq_ignore_ascii_case(word));
            match set {
                Some(set) if sets.contains(&set) => {}
                Some(set) => sets.push(set),
                None if LATER.iter().any(|later| later.eq_ignore_ascii_case(word)) => {
                    return Err(ToolsetError::Later(word.to_owned()));
                }
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

/// A list of tool sets that cannot be served.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ToolsetError {
    #[error("names no tool set; {}", known())]
    Empty,
    #[error("the tool set {0:?} is not served yet; {known}", known = known())]
    Later(String),
    #[error("there is no tool set {0:?}; {known}", known = known())]
    Unknown(String),
}

fn known() -> String {
    format!("served are: {}", SERVED.map(Toolset::name).join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_once() {
        assert_eq!(Toolset::parse_list(" front, FRONT ,"), Ok(vec![Toolset::Front]));
    }

    #[test]
    fn names_what_it_does_not_know() {
        let error = Toolset::parse_list("front,fusedesk").unwrap_err();
        assert_eq!(error.to_string(), "the tool set \"fusedesk\" is not served yet; served are: front");
        let error = Toolset::parse_list("frnt").unwrap_err();
        assert_eq!(error.to_string(), "there is no tool set \"frnt\"; served are: front");
        assert_eq!(Toolset::parse_list(" , "), Err(ToolsetError::Empty));
    }
}

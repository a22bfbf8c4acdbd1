//! Which tools are served: the words of `MCP_TOOLSETS`.

use std::fmt;

/// A set of tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toolset {
    /// Front's tools for agents.
    Front,
    /// FuseDesk's tools for agents.
    FuseDesk,
    /// One tool for each operation of FuseDesk's API.
    FuseDeskApi,
}

/// What is served.
const SERVED: [Toolset; 3] = [Toolset::Front, Toolset::FuseDesk, Toolset::FuseDeskApi];
/// Words of later versions: known, so that the error can say so.
const LATER: [&str; 2] = ["front-api", "search"];

impl Toolset {
    const fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::FuseDesk => "fusedesk",
            Self::FuseDeskApi => "fusedesk-api",
        }
    }

    /// A tool of the set that needs no argument and answers something on any account.
    pub(crate) const fn sample(self) -> &'static str {
        match self {
            Self::Front => "list_teammates",
            Self::FuseDesk => "fusedesk_list_reps",
            Self::FuseDeskApi => "list_all_fuse_desk_reps",
        }
    }

    /// The sets that are served when none is named: those for agents of the vendors that have an account, and of all
    /// vendors when none has. A fake beside a real account would mix invented customers with true ones.
    pub(crate) fn default_list(front_account: bool, fusedesk_account: bool) -> Vec<Self> {
        let fakes = !front_account && !fusedesk_account;
        let sets = [(Self::Front, front_account), (Self::FuseDesk, fusedesk_account)];
        sets.into_iter().filter(|(_, account)| *account || fakes).map(|(set, _)| set).collect()
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
        assert_eq!(
            Toolset::parse_list(" front, FRONT ,fusedesk-api"),
            Ok(vec![Toolset::Front, Toolset::FuseDeskApi])
        );
    }

    #[test]
    fn a_fake_stands_beside_no_account() {
        use Toolset::{Front, FuseDesk};
        for (front, fusedesk, sets) in [
            (false, false, vec![Front, FuseDesk]),
            (true, false, vec![Front]),
            (false, true, vec![FuseDesk]),
            (true, true, vec![Front, FuseDesk]),
        ] {
            assert_eq!(Toolset::default_list(front, fusedesk), sets);
        }
    }

    #[test]
    fn names_what_it_does_not_know() {
        let served = "served are: front, fusedesk, fusedesk-api";
        let error = Toolset::parse_list("front,search").unwrap_err();
        assert_eq!(error.to_string(), format!("the tool set \"search\" is not served yet; {served}"));
        let error = Toolset::parse_list("frnt").unwrap_err();
        assert_eq!(error.to_string(), format!("there is no tool set \"frnt\"; {served}"));
        assert_eq!(Toolset::parse_list(" , "), Err(ToolsetError::Empty));
    }
}

//! Teams, which Front also calls workspaces: groups of teammates with inboxes of their own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    TeamId,
    api::{inboxes::Inbox, teammates::Teammate},
};

/// A team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Team {
    /// The team.
    pub id: TeamId,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its inboxes. A list of teams leaves them out.
    #[serde(default, deserialize_with = "crate::de::null_default", skip_serializing_if = "Vec::is_empty")]
    pub inboxes: Vec<Inbox>,
    /// Its teammates. A list of teams leaves them out.
    #[serde(default, deserialize_with = "crate::de::null_default", skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Teammate>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

//! Teammates: the users of Front in the company, and the bots that act there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{TeammateId, wire_enum::wire_enum};

wire_enum! {
    /// What a teammate is: a person, or the kind of bot that acts under the name.
    pub enum TeammateKind {
        /// A person with a seat.
        User = "user",
        /// A visitor.
        Visitor = "visitor",
        /// An AI.
        Ai = "ai",
        /// An OAuth client.
        Api = "api",
        /// An application.
        Application = "application",
        /// A bulk reply.
        BulkReply = "bulk_reply",
        /// A satisfaction survey, as the author of comments.
        Csat = "csat",
        /// An integration.
        Integration = "integration",
        /// A macro.
        Macro = "macro",
        /// A rule.
        Rule = "rule",
        /// A smart satisfaction survey.
        SmartCsat = "smart_csat",
    }
}

/// A teammate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Teammate {
    /// The teammate.
    pub id: TeammateId,
    /// The e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The name after the `@` of a mention.
    #[serde(default)]
    pub username: Option<String>,
    /// The first name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// The licence. Front's OpenAPI file requires this field and does not define it.
    #[serde(default, deserialize_with = "crate::de::lenient")]
    pub license_type: Option<String>,
    /// Whether the teammate administers the company's Front.
    #[serde(default)]
    pub is_admin: Option<bool>,
    /// Whether the teammate is available for new work.
    #[serde(default)]
    pub is_available: Option<bool>,
    /// Whether the teammate can no longer sign in.
    #[serde(default)]
    pub is_blocked: Option<bool>,
    /// A person, or the kind of bot.
    #[serde(default, rename = "type")]
    pub kind: Option<TeammateKind>,
    /// Custom fields, by name.
    #[serde(default, deserialize_with = "crate::de::null_default")]
    pub custom_fields: Map<String, Value>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

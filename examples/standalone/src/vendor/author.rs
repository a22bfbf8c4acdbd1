//! Authors of the tools' writes.

use crate::{
    error::ConfigError,
    redact::{is_key, shorten},
};

/// Value for writing as the credential itself.
const API_TOKEN: &str = "api-token";

/// Author of comments, drafts and replies in Front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FrontAuthor {
    Teammate(String),
    ApiToken,
}

/// Author of notes in FuseDesk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FuseDeskAuthor {
    Rep(u64),
    ApiToken,
}

impl FrontAuthor {
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        match text {
            API_TOKEN => Ok(Self::ApiToken),
            id if is_teammate(id) => Ok(Self::Teammate(id.to_owned())),
            other => Err(ConfigError::new(format!(
                "{name}={} is not the id of a teammate, which begins with tea_ (or alt:email:), nor {API_TOKEN}{}",
                shorten(other),
                misplaced(other, "FRONT_API_TOKEN"),
            ))),
        }
    }

    pub(crate) fn to_author(&self) -> front_client::mcp::Author {
        match self {
            Self::Teammate(id) => front_client::mcp::Author::new(id.as_str()),
            Self::ApiToken => front_client::mcp::Author::api_token(),
        }
    }
}

impl FuseDeskAuthor {
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        match (text, text.parse()) {
            (API_TOKEN, _) => Ok(Self::ApiToken),
            (_, Ok(id)) if id > 0 => Ok(Self::Rep(id)),
            (other, _) => Err(ConfigError::new(format!(
                "{name}={} is not the user id of a rep, which is a number, nor {API_TOKEN}{}",
                shorten(other),
                misplaced(other, "FUSEDESK_API_KEY"),
            ))),
        }
    }

    pub(crate) fn to_author(self) -> fusedesk_client::mcp::Author {
        match self {
            Self::Rep(id) => fusedesk_client::mcp::Author::new(fusedesk_client::RepUserId::new(id)),
            Self::ApiToken => fusedesk_client::mcp::Author::api_token(),
        }
    }
}

fn is_teammate(id: &str) -> bool {
    let rest = id.strip_prefix("tea_").or_else(|| id.strip_prefix("alt:email:"));
    rest.is_some_and(|rest| !rest.is_empty()) && !is_key(id)
}

/// Returns the end of an error about a value that looks like a secret.
pub(super) fn misplaced(value: &str, belongs: &str) -> String {
    match is_key(value) {
        true => format!("; it looks like a key, which belongs in {belongs}"),
        false => String::new(),
    }
}

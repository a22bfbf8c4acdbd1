//! The settings, from the environment.

use std::{
    ffi::OsString,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use front_client::testing::seed;
use secrecy::SecretString;

use crate::toolset::{Toolset, ToolsetError};

/// Where it listens, unless `MCP_BIND` says otherwise.
pub(crate) const DEFAULT_BIND: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8848);
/// How long calls in progress may go on after the signal to stop, unless set otherwise in [`Config`].
pub(crate) const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// Everything that can be set.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) bind: SocketAddr,
    pub(crate) toolsets: Vec<Toolset>,
    pub(crate) front: FrontSource,
    /// The teammate in whose name the tools write.
    pub(crate) author: Option<String>,
    pub(crate) shutdown_grace: Duration,
    /// What is set and has no effect, one sentence each.
    pub(crate) notes: Vec<String>,
}

/// Which Front is served.
#[derive(Debug)]
pub(crate) enum FrontSource {
    /// The one in memory.
    Fake,
    /// A real account, or whatever answers at the base URL.
    Account { token: SecretString, base_url: Option<String> },
}

/// A setting that cannot be used. None of the messages repeats a secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("{0} is set but empty; give it a value or unset it")]
    Empty(&'static str),
    #[error("{0} is not valid UTF-8")]
    NotText(&'static str),
    #[error("MCP_BIND={0:?} is not an address; write it as 127.0.0.1:8848")]
    BadBind(String),
    #[error(
        "MCP_BIND={0} can be reached from other machines, and this program has no authentication of its own yet; \
         bind a loopback address and put a proxy that authenticates in front of it"
    )]
    PublicBind(SocketAddr),
    #[error("MCP_TOOLSETS: {0}")]
    Toolsets(#[from] ToolsetError),
    #[error(
        "FRONT_BASE_URL is set but FRONT_API_TOKEN is not; set both for an account, neither for the fake"
    )]
    BaseUrlAlone,
    #[error("FRONT_AUTHOR_ID={0:?} is not the id of a teammate; it begins with tea_ (or alt:email:)")]
    BadAuthor(String),
}

impl Config {
    /// Reads the settings through `lookup`, which is [`std::env::var_os`] but in tests.
    pub(crate) fn read(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        let text = |name: &'static str| -> Result<Option<String>, ConfigError> {
            let Some(value) = lookup(name) else { return Ok(None) };
            let value = value.into_string().map_err(|_| ConfigError::NotText(name))?;
            // An empty value is a slip of a shell or a compose file; to guess what was meant could serve the wrong Front.
            match value.trim() {
                "" => Err(ConfigError::Empty(name)),
                value => Ok(Some(value.to_owned())),
            }
        };

        let bind = text("MCP_BIND")?.map_or(Ok(DEFAULT_BIND), |value| parse_bind(&value))?;
        let toolsets = match text("MCP_TOOLSETS")? {
            Some(list) => Toolset::parse_list(&list)?,
            None => Toolset::default_list(),
        };
        let front = match (text("FRONT_API_TOKEN")?, text("FRONT_BASE_URL")?) {
            (Some(token), base_url) => FrontSource::Account { token: token.into(), base_url },
            (None, Some(_)) => return Err(ConfigError::BaseUrlAlone),
            (None, None) => FrontSource::Fake,
        };
        let author = match (text("FRONT_AUTHOR_ID")?, &front) {
            (Some(id), _) if id.starts_with("tea_") || id.starts_with("alt:email:") => Some(id),
            (Some(id), _) => return Err(ConfigError::BadAuthor(id)),
            (None, FrontSource::Fake) => Some(seed::SARAH.to_owned()),
            (None, FrontSource::Account { .. }) => None,
        };
        let notes = ["FUSEDESK_APP", "FUSEDESK_API_KEY", "FUSEDESK_BASE_URL", "MCP_ADMIN_TOKEN"]
            .into_iter()
            .filter(|name| lookup(name).is_some())
            .map(|name| format!("{name} is set, but what it is for is not served yet; it has no effect"))
            .collect();
        Ok(Self { bind, toolsets, front, author, shutdown_grace: SHUTDOWN_GRACE, notes })
    }
}

/// Reads `IP:PORT` or `localhost:PORT`; loopback only.
fn parse_bind(text: &str) -> Result<SocketAddr, ConfigError> {
    let address = match text.strip_prefix("localhost:") {
        Some(port) => port.parse().ok().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        None => text.parse().ok(),
    };
    match address {
        None => Err(ConfigError::BadBind(text.to_owned())),
        Some(address) if address.ip().to_canonical().is_loopback() => Ok(address),
        Some(address) => Err(ConfigError::PublicBind(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            let (_, value) = variables.iter().find(|(key, _)| *key == name)?;
            Some(OsString::from(value))
        })
    }

    fn error(variables: &[(&str, &str)]) -> String {
        read(variables).unwrap_err().to_string()
    }

    #[test]
    fn nothing_set_serves_the_fake() {
        let config = read(&[]).unwrap();
        assert_eq!(config.bind.to_string(), "127.0.0.1:8848");
        assert_eq!(config.toolsets, [Toolset::Front]);
        assert!(matches!(config.front, FrontSource::Fake));
        assert_eq!(config.author.as_deref(), Some(seed::SARAH));
        assert!(config.notes.is_empty());
    }

    #[test]
    fn a_token_serves_the_account() {
        let config =
            read(&[("FRONT_API_TOKEN", "s3cret"), ("FRONT_BASE_URL", "http://127.0.0.1:8849")]).unwrap();
        assert_eq!(config.author, None);
        assert!(!format!("{config:?}").contains("s3cret"));
        let FrontSource::Account { base_url, .. } = config.front else { panic!("an account") };
        assert_eq!(base_url.as_deref(), Some("http://127.0.0.1:8849"));
    }

    #[test]
    fn half_an_account_is_refused() {
        assert_eq!(read(&[("FRONT_BASE_URL", "http://x")]).unwrap_err(), ConfigError::BaseUrlAlone);
        assert_eq!(
            error(&[("FRONT_API_TOKEN", " ")]),
            "FRONT_API_TOKEN is set but empty; give it a value or unset it"
        );
    }

    #[test]
    fn only_loopback_is_bound() {
        for address in ["127.0.0.1:0", "localhost:9", "[::1]:8848", "[::ffff:127.0.0.1]:1"] {
            assert!(read(&[("MCP_BIND", address)]).is_ok(), "{address}");
        }
        for address in ["0.0.0.0:8848", "[::]:8848", "192.0.2.1:80"] {
            assert!(error(&[("MCP_BIND", address)]).contains("no authentication"), "{address}");
        }
        for address in ["8848", ":8848", "127.0.0.1", "localhost:x", "http://127.0.0.1:1"] {
            assert!(error(&[("MCP_BIND", address)]).contains("is not an address"), "{address}");
        }
    }

    #[test]
    fn errors_name_the_variable() {
        assert!(
            error(&[("MCP_TOOLSETS", "nope")]).starts_with("MCP_TOOLSETS: there is no tool set \"nope\"")
        );
        assert!(error(&[("FRONT_AUTHOR_ID", "sarah")]).starts_with("FRONT_AUTHOR_ID=\"sarah\""));
    }

    #[test]
    fn what_has_no_effect_is_noted() {
        let config = read(&[("MCP_ADMIN_TOKEN", "hush")]).unwrap();
        assert_eq!(config.notes.len(), 1);
        assert!(config.notes[0].starts_with("MCP_ADMIN_TOKEN is set"));
        assert!(!config.notes[0].contains("hush"));
    }
}

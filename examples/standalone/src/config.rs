//! The settings, from the environment.

use std::{
    ffi::OsString,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use crate::{
    env::Environment,
    toolset::{Toolset, ToolsetError},
    vendor::{Front, FuseDesk},
};

/// Where it listens, unless `MCP_BIND` says otherwise.
pub(crate) const DEFAULT_BIND: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8848);
/// How long calls in progress may go on after the signal to stop, unless set otherwise in [`Config`].
pub(crate) const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// Everything that can be set.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) bind: SocketAddr,
    pub(crate) toolsets: Vec<Toolset>,
    pub(crate) front: Front,
    pub(crate) fusedesk: FuseDesk,
    pub(crate) shutdown_grace: Duration,
    /// What is set and has no effect, one sentence each.
    pub(crate) notes: Vec<String>,
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
    #[error(
        "FRONT_AUTHOR_ID={0:?} is neither the id of a teammate, which begins with tea_ (or alt:email:), nor api-token"
    )]
    BadFrontAuthor(String),
    #[error(
        "FUSEDESK_API_KEY is set but neither FUSEDESK_APP nor FUSEDESK_BASE_URL is; name the app, such as acme"
    )]
    KeyWithoutApp,
    #[error(
        "FUSEDESK_APP or FUSEDESK_BASE_URL is set but FUSEDESK_API_KEY is not; set both for an app, none for the fake"
    )]
    AppWithoutKey,
    #[error("FUSEDESK_AUTHOR_ID={0:?} is neither the user id of a rep, which is a number, nor api-token")]
    BadFuseDeskAuthor(String),
}

impl Config {
    /// Reads the settings through `lookup`, which is [`std::env::var_os`] but in tests.
    pub(crate) fn read(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        let env = Environment::new(&lookup);
        let bind = env.text("MCP_BIND")?.map_or(Ok(DEFAULT_BIND), |value| parse_bind(&value))?;
        let (front, fusedesk) = (Front::read(&env)?, FuseDesk::read(&env)?);
        let toolsets = match env.text("MCP_TOOLSETS")? {
            Some(list) => Toolset::parse_list(&list)?,
            None => Toolset::default_list(front.has_account(), fusedesk.has_account()),
        };
        let mut notes = Vec::new();
        if env.is_set("MCP_ADMIN_TOKEN") {
            notes.push(
                "MCP_ADMIN_TOKEN is set, but what it is for is not served yet; it has no effect".to_owned(),
            );
        }
        let config = Self { bind, toolsets, front, fusedesk, shutdown_grace: SHUTDOWN_GRACE, notes };
        Ok(config.with_notes_on_what_is_not_served())
    }
}

impl Config {
    /// Whether a set with tools of Front is served.
    pub(crate) fn serves_front(&self) -> bool {
        self.toolsets.contains(&Toolset::Front)
    }

    /// Whether a set with tools of FuseDesk is served.
    pub(crate) fn serves_fusedesk(&self) -> bool {
        self.toolsets.iter().any(|set| matches!(set, Toolset::FuseDesk | Toolset::FuseDeskApi))
    }

    fn with_notes_on_what_is_not_served(mut self) -> Self {
        let vendors = [
            ("FRONT_API_TOKEN", self.front.has_account(), self.serves_front()),
            ("FUSEDESK_API_KEY", self.fusedesk.has_account(), self.serves_fusedesk()),
        ];
        for (name, account, served) in vendors {
            if account && !served {
                self.notes.push(format!("{name} is set, but MCP_TOOLSETS names no tool set of its vendor"));
            }
        }
        self
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
    fn nothing_set_serves_the_fakes() {
        let config = read(&[]).unwrap();
        assert_eq!(config.bind.to_string(), "127.0.0.1:8848");
        assert_eq!(config.toolsets, [Toolset::Front, Toolset::FuseDesk]);
        assert!(!config.front.has_account() && !config.fusedesk.has_account());
        assert!(config.front.author().is_some() && config.fusedesk.author().is_some());
        assert!(config.notes.is_empty());
    }

    #[test]
    fn a_credential_serves_its_account_alone() {
        let front =
            read(&[("FRONT_API_TOKEN", "s3cret"), ("FRONT_BASE_URL", "http://127.0.0.1:8849")]).unwrap();
        assert_eq!(front.toolsets, [Toolset::Front]);
        assert!(front.front.has_account() && front.front.author().is_none());
        let desk = read(&[("FUSEDESK_APP", "acme"), ("FUSEDESK_API_KEY", "s3cret")]).unwrap();
        assert_eq!(desk.toolsets, [Toolset::FuseDesk]);
        assert!(desk.fusedesk.has_account() && desk.fusedesk.author().is_none());
        assert!(!format!("{front:?} {desk:?}").contains("s3cret"));
        // An address of its own needs no name.
        assert!(read(&[("FUSEDESK_BASE_URL", "http://127.0.0.1:8850"), ("FUSEDESK_API_KEY", "k")]).is_ok());
    }

    #[test]
    fn the_api_token_is_an_author_by_its_name() {
        let config = read(&[("FRONT_AUTHOR_ID", "api-token"), ("FUSEDESK_AUTHOR_ID", "api-token")]).unwrap();
        assert_eq!(config.front.author(), Some(front_client::mcp::Author::api_token()));
        assert_eq!(config.fusedesk.author(), Some(fusedesk_client::mcp::Author::api_token()));
    }

    #[test]
    fn half_an_account_is_refused() {
        for (variables, wrong) in [
            ([("FRONT_BASE_URL", "http://x")], ConfigError::BaseUrlAlone),
            ([("FUSEDESK_API_KEY", "k")], ConfigError::KeyWithoutApp),
            ([("FUSEDESK_APP", "acme")], ConfigError::AppWithoutKey),
            ([("FUSEDESK_BASE_URL", "http://x")], ConfigError::AppWithoutKey),
        ] {
            assert_eq!(read(&variables).unwrap_err(), wrong);
        }
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
        assert!(error(&[("FUSEDESK_AUTHOR_ID", "0")]).starts_with("FUSEDESK_AUTHOR_ID=\"0\""));
    }

    #[test]
    fn what_has_no_effect_is_noted() {
        let config = read(&[("MCP_ADMIN_TOKEN", "hush")]).unwrap();
        assert_eq!(config.notes.len(), 1);
        assert!(config.notes[0].starts_with("MCP_ADMIN_TOKEN is set"));
        assert!(!config.notes[0].contains("hush"));
        let config = read(&[("FRONT_API_TOKEN", "t"), ("MCP_TOOLSETS", "fusedesk")]).unwrap();
        assert_eq!(config.notes.len(), 1);
        assert!(config.notes[0].starts_with("FRONT_API_TOKEN is set, but MCP_TOOLSETS"));
    }
}

//! Listen addresses, and accepted host names and origins.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use mcp_tower::{AllowedHosts, AllowedOrigins};

use crate::{
    cli::Settings,
    env::text,
    error::ConfigError,
    redact::{is_key, shorten},
};

/// Default of `MCP_BIND`.
pub(crate) const DEFAULT_BIND: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8848);

/// Parses `IP:PORT` or `localhost:PORT`.
pub(crate) fn address(name: &str, value: Option<&str>) -> Result<Option<SocketAddr>, ConfigError> {
    let Some(text) = text(name, value)? else { return Ok(None) };
    let address = match text.strip_prefix("localhost:") {
        Some(port) => port.parse().ok().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        None => text.parse().ok(),
    };
    match address {
        Some(address) => Ok(Some(address)),
        None => Err(ConfigError::new(format!(
            "{name}={} is not an address; write it as 127.0.0.1:8848{}",
            shorten(&text),
            if is_key(&text) { "; it looks like a secret in the wrong variable" } else { "" }
        ))),
    }
}

/// Returns the URL of the endpoint for a client on this machine.
pub(crate) fn url(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        });
    }
    format!("http://{address}/mcp")
}

pub(crate) fn is_loopback(address: SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

pub(crate) fn hosts(
    settings: &Settings,
    bind: SocketAddr,
    stdio: bool,
    notes: &mut Vec<String>,
) -> Result<AllowedHosts, ConfigError> {
    let mut hosts = loopback_and(bind);
    match text("MCP_ALLOWED_HOSTS", settings.allowed_hosts.as_deref())? {
        Some(list) if list == "*" => return Ok(AllowedHosts::any()),
        Some(list) => {
            for name in words(&list) {
                hosts = hosts.allow(name).map_err(|_| {
                    ConfigError::new(format!(
                        "MCP_ALLOWED_HOSTS: {} is not a host name; write it as desk.example.com, without https://",
                        shorten(name)
                    ))
                })?;
            }
        }
        None if bind.ip().is_unspecified() && !stdio => notes.push(
            "MCP_ALLOWED_HOSTS is not set, so requests under any name but localhost are refused with 403"
                .to_owned(),
        ),
        None => {}
    }
    Ok(hosts)
}

/// Returns the first allowed host name as a URL.
pub(crate) fn public_url(settings: &Settings) -> Option<String> {
    let name = words(settings.allowed_hosts.as_deref()?).next().filter(|name| *name != "*")?;
    Some(format!("https://{name}/mcp"))
}

/// Returns the names of this machine, and the address itself.
pub(crate) fn loopback_and(bind: SocketAddr) -> AllowedHosts {
    let hosts = AllowedHosts::loopback();
    if bind.ip().is_unspecified() {
        return hosts;
    }
    let name = SocketAddr::new(bind.ip(), 0).to_string();
    hosts.allow(name.trim_end_matches(":0")).expect("an IP address is a host")
}

pub(crate) fn origins(settings: &Settings) -> Result<AllowedOrigins, ConfigError> {
    let mut origins = AllowedOrigins::loopback();
    let list = text("MCP_ALLOWED_ORIGINS", settings.allowed_origins.as_deref())?;
    for origin in words(list.as_deref().unwrap_or_default()) {
        origins = origins.allow(origin).map_err(|_| {
            ConfigError::new(format!(
                "MCP_ALLOWED_ORIGINS: {} is not an origin; write it as https://chat.example.com, without a path",
                shorten(origin)
            ))
        })?;
    }
    Ok(origins)
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{error, read};

    #[test]
    fn names_and_origins_are_read_from_lists() {
        let keys = ("MCP_KEYS", r#"[{"key": "c0ffeec0ffeec0ffee", "principal": "bot"}]"#);
        let config = read(&[], &[("MCP_BIND", "0.0.0.0:0"), keys]).unwrap();
        assert!(config.notes.iter().any(|note| note.starts_with("MCP_ALLOWED_HOSTS is not set")));
        let hosts = ("MCP_ALLOWED_HOSTS", "desk.example, api.desk.example:8443");
        let config = read(&[], &[("MCP_BIND", "192.0.2.1:80"), keys, hosts]).unwrap();
        for host in ["desk.example", "api.desk.example:8443", "localhost:1", "192.0.2.1", "192.0.2.1:80"] {
            assert!(config.hosts.allows(host), "{host}");
        }
        assert!(!config.hosts.allows("evil.example") && config.notes.is_empty());
        assert_eq!(config.public_url.as_deref(), Some("https://desk.example/mcp"));
        let config = read(&[], &[("MCP_ALLOWED_ORIGINS", "https://chat.example")]).unwrap();
        assert!(
            config.origins.allows("https://chat.example") && config.origins.allows("http://localhost:6274")
        );
        assert!(!config.origins.allows("https://chat.example.evil.example"));
        assert!(error(&[], &[("MCP_ALLOWED_ORIGINS", "chat.example")]).contains("is not an origin"));
    }
}

//! Settings as one validated value.

use std::net::SocketAddr;

use mcp_core::RequestStateKey;
use mcp_tower::{AllowedHosts, AllowedOrigins, layer::Quota};

use crate::{
    access::Allow,
    cli::{Cli, Settings},
    client_env,
    env::{ADMIN_TOKEN, Environment, text},
    error::ConfigError,
    http::Limits,
    keys::Keys,
    network::{DEFAULT_BIND, address, hosts, is_loopback, loopback_and, origins, public_url},
    redact::shorten,
    toolset::Toolset,
    vendor::{Front, FuseDesk},
};

/// All settings.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) stdio: bool,
    /// Demo data, of both vendors.
    pub(crate) demo: bool,
    pub(crate) bind: SocketAddr,
    /// Address for monitoring. Beside the endpoint if unset.
    pub(crate) metrics_bind: Option<SocketAddr>,
    pub(crate) hosts: AllowedHosts,
    pub(crate) origins: AllowedOrigins,
    /// URL for remote clients, through the proxy that has the certificate.
    pub(crate) public_url: Option<String>,
    pub(crate) toolsets: Vec<Toolset>,
    pub(crate) allow: Allow,
    pub(crate) keys: Option<Keys>,
    /// Quota of each caller.
    pub(crate) rate_limit: Option<Quota>,
    pub(crate) front: Front,
    pub(crate) fusedesk: FuseDesk,
    pub(crate) limits: Limits,
    /// Key of cursors and request states. Random if unset.
    pub(crate) state_key: Option<RequestStateKey>,
    /// The same settings as variables, for a client that starts the program. Secrets are placeholders.
    pub(crate) client_env: serde_json::Map<String, serde_json::Value>,
    /// Settings without effect, and settings that were corrected, one sentence each.
    pub(crate) notes: Vec<String>,
}

fn state_key(env: &Environment) -> Result<Option<RequestStateKey>, ConfigError> {
    let Some(secret) = env.secret("MCP_STATE_KEY", None)? else { return Ok(None) };
    let key = RequestStateKey::new(secret).map_err(|_| {
        ConfigError::new(
            "MCP_STATE_KEY is too short; it must be a secret of at least 32 bytes: openssl rand -hex 32",
        )
    })?;
    Ok(Some(key))
}

impl Config {
    /// Validates arguments and environment.
    pub(crate) fn read(cli: Cli, env: &Environment) -> Result<Self, ConfigError> {
        let Cli { settings, stdio, .. } = cli;
        if let (Some(unknown), false) = (env.misspelt_access(), settings.demo) {
            return Err(ConfigError::new(format!(
                "{unknown} Without it callers could get more access than intended, so nothing is served; correct it, or use --demo"
            )));
        }
        let (front, fusedesk) = (Front::read(&settings, env)?, FuseDesk::read(&settings, env)?);
        let demo = demo(&settings, env, stdio, front.has_account() || fusedesk.has_account())?;
        let (front, fusedesk) = match demo {
            true => (front.with_demo_author(), fusedesk.with_demo_author()),
            false => (front, fusedesk),
        };
        let toolsets = toolsets(&settings, demo, &front, &fusedesk)?;
        let allow = match text("MCP_ALLOW", settings.allow.as_deref())? {
            Some(allow) => Allow::parse(&allow)?,
            None => Allow::default_for(demo),
        };
        let keys = text("MCP_KEYS", settings.keys.as_deref())?.map(|keys| Keys::read(&keys)).transpose()?;
        if let Some(keys) = &keys {
            keys.differ_from("FRONT_API_TOKEN", front.credential())?;
            keys.differ_from("FUSEDESK_API_KEY", fusedesk.credential())?;
        }
        let bind = address("MCP_BIND", settings.bind.as_deref())?.unwrap_or(DEFAULT_BIND);
        if !is_loopback(bind) && keys.is_none() && !stdio {
            return Err(ConfigError::new(format!(
                "MCP_BIND={bind} can be reached from other machines; set MCP_KEYS so that callers are authenticated, or bind \
                 a loopback address"
            )));
        }
        let mut notes: Vec<String> = front.notes().to_vec();
        let config = Self {
            stdio,
            demo,
            bind,
            metrics_bind: address("MCP_METRICS_BIND", settings.metrics_bind.as_deref())?,
            hosts: hosts(&settings, bind, stdio, &mut notes)?,
            origins: origins(&settings)?,
            public_url: public_url(&settings),
            toolsets,
            allow,
            keys,
            rate_limit: rate_limit(&settings)?,
            front,
            fusedesk,
            limits: Limits::read(&settings)?,
            state_key: state_key(env)?,
            client_env: client_env::environment(&settings, env),
            notes,
        };
        Ok(config.with_notes(env))
    }

    /// Returns `true` if a set with tools of Front is served.
    pub(crate) fn serves_front(&self) -> bool {
        self.toolsets.iter().any(|set| set.is_front())
    }

    /// Returns `true` if a set with tools of FuseDesk is served.
    pub(crate) fn serves_fusedesk(&self) -> bool {
        self.toolsets.iter().any(|set| !set.is_front())
    }

    /// Returns `true` if metrics are served beside the endpoint: only if no other machine can read them.
    pub(crate) fn metrics_beside(&self) -> bool {
        self.metrics_bind.is_none() && is_loopback(self.bind)
    }

    fn with_notes(mut self, env: &Environment) -> Self {
        self.notes.extend(env.unknown().iter().map(|unknown| format!("{unknown} It has no effect.")));
        if env.is_set(ADMIN_TOKEN) {
            self.notes.push(format!("{ADMIN_TOKEN} has no effect: this program has no management API"));
        }
        let foreign = self.hosts != loopback_and(self.bind);
        if foreign && self.keys.is_none() && !self.stdio {
            self.notes.push(
                "MCP_ALLOWED_HOSTS is set and MCP_KEYS is not: unless the proxy authenticates, anyone who reaches it may call"
                    .to_owned(),
            );
        }
        if self.stdio && self.keys.is_some() {
            self.notes.push(
                "MCP_KEYS has no effect with --stdio: the caller is the client that started the program"
                    .to_owned(),
            );
        }
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

/// Decides between demo data and accounts. Demo data never replaces an intended account.
fn demo(settings: &Settings, env: &Environment, stdio: bool, has_account: bool) -> Result<bool, ConfigError> {
    match (settings.demo, has_account) {
        (true, true) => Err(ConfigError::new(
            "--demo serves demo data, but the credential of an account is set; leave out one of the two",
        )),
        (true, false) => Ok(true),
        (false, true) => Ok(false),
        (false, false) => {
            if let Some(unknown) = env.unknown().first() {
                return Err(ConfigError::new(format!(
                    "{unknown} No account is set, and demo data is not served by mistake: correct the name, or pass \
                     --demo for demo data"
                )));
            }
            let authors = [
                ("FRONT_AUTHOR_ID", &settings.front_author_id),
                ("FUSEDESK_AUTHOR_ID", &settings.fusedesk_author_id),
            ];
            if let Some((name, _)) = authors.into_iter().find(|(_, id)| id.is_some()) {
                return Err(ConfigError::new(format!(
                    "{name} is set, but no credential: set FRONT_API_TOKEN, or FUSEDESK_APP and FUSEDESK_API_KEY, or pass \
                     --demo for demo data"
                )));
            }
            if stdio {
                return Err(ConfigError::new(
                    "no account is set: set FRONT_API_TOKEN, or FUSEDESK_APP and FUSEDESK_API_KEY, in the \"env\" of the \
                     client's configuration, or pass --demo for demo data",
                ));
            }
            Ok(true)
        }
    }
}

/// Returns the tool sets of the served vendors: demo data is never mixed with an account.
fn toolsets(
    settings: &Settings,
    demo: bool,
    front: &Front,
    fusedesk: &FuseDesk,
) -> Result<Vec<Toolset>, ConfigError> {
    let (with_front, with_fusedesk) = (demo || front.has_account(), demo || fusedesk.has_account());
    let Some(list) = text("MCP_TOOLSETS", settings.toolsets.as_deref())? else {
        return Ok(Toolset::default_list(with_front, with_fusedesk));
    };
    let sets = Toolset::parse_list(&list)?;
    for set in &sets {
        let (served, vendor, set_what) = match set.is_front() {
            true => (with_front, "Front", "FRONT_API_TOKEN"),
            false => (with_fusedesk, "FuseDesk", "FUSEDESK_APP and FUSEDESK_API_KEY"),
        };
        if !served {
            return Err(ConfigError::new(format!(
                "MCP_TOOLSETS names {set}, but there is no account of {vendor}: set {set_what}, or leave the set out"
            )));
        }
    }
    Ok(sets)
}

/// Parses `60/min`: a number of calls per sec, min or hour.
fn rate_limit(settings: &Settings) -> Result<Option<Quota>, ConfigError> {
    let Some(text) = text("MCP_RATE_LIMIT", settings.rate_limit.as_deref())? else { return Ok(None) };
    let quota = text.split_once('/').and_then(|(count, period)| {
        let count = count.trim().parse().ok().filter(|count| *count > 0)?;
        match period.trim() {
            "s" | "sec" | "second" => Some(Quota::per_second(count)),
            "min" | "minute" => Some(Quota::per_minute(count)),
            "h" | "hour" => Some(Quota::per_hour(count)),
            _ => None,
        }
    });
    match quota {
        Some(quota) => Ok(Some(quota)),
        None => Err(ConfigError::new(format!(
            "MCP_RATE_LIMIT={} is not a rate; write it as 60/min (or /sec, /hour)",
            shorten(&text)
        ))),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::cli;

    /// Reads settings from arguments and from variables without an argument.
    pub(crate) fn read(args: &[&str], variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        // Maps a variable to its argument, as clap does.
        let mut args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        for (name, value) in variables {
            if cli::variables().iter().any(|known| known == name) {
                let long = name.strip_prefix("MCP_").unwrap_or(name).to_ascii_lowercase().replace('_', "-");
                args.push(format!("--{long}={value}"));
            }
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let env = variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value)));
        Config::read(cli::tests::parse(&args).unwrap(), &Environment::new(env))
    }

    pub(crate) fn error(args: &[&str], variables: &[(&str, &str)]) -> String {
        read(args, variables).unwrap_err().to_string()
    }

    #[test]
    fn empty_settings_serve_demo_data() {
        let config = read(&[], &[]).unwrap();
        assert_eq!(config.bind.to_string(), "127.0.0.1:8848");
        assert_eq!(config.toolsets, [Toolset::Front, Toolset::FuseDesk]);
        assert!(config.demo && config.front.author().is_some() && config.fusedesk.author().is_some());
        assert!(config.notes.is_empty() && config.metrics_beside());
        assert_eq!(config.allow, Allow::default_for(true));
    }

    #[test]
    fn credential_serves_only_its_account_without_send_access() {
        let front =
            read(&[], &[("FRONT_API_TOKEN", "s3cret"), ("FRONT_BASE_URL", "http://127.0.0.1:8849")]).unwrap();
        assert_eq!(front.toolsets, [Toolset::Front]);
        assert!(!front.demo && front.front.author().is_none());
        assert_eq!(front.allow, Allow::default_for(false));
        let desk = read(&[], &[("FUSEDESK_APP", "acme"), ("FUSEDESK_API_KEY", "s3cret")]).unwrap();
        assert_eq!(desk.toolsets, [Toolset::FuseDesk]);
        assert!(!format!("{front:?} {desk:?}").contains("s3cret"));
        // A base URL needs no app.
        assert!(
            read(&[], &[("FUSEDESK_BASE_URL", "http://127.0.0.1:8850"), ("FUSEDESK_API_KEY", "k")]).is_ok()
        );
    }

    #[test]
    fn demo_data_never_replaces_an_account() {
        for (variables, part) in [
            (&[("FRONT_TOKEN", "t")][..], "did you mean FRONT_API_TOKEN?"),
            (&[("MCP_TOOLSET", "front")], "did you mean MCP_TOOLSETS?"),
            (&[("FRONT_AUTHOR_ID", "tea_mia")], "FRONT_AUTHOR_ID is set, but no credential"),
            (&[("FUSEDESK_AUTHOR_ID", "3")], "FUSEDESK_AUTHOR_ID is set, but no credential"),
        ] {
            let error = error(&[], variables);
            assert!(error.contains(part) && error.contains("--demo"), "{error}");
            assert!(read(&["--demo"], variables).unwrap().demo, "{variables:?}");
        }
        let account = [("FRONT_API_TOKEN", "t")];
        assert!(error(&["--demo"], &account).contains("leave out one of the two"));
        let sets = [account[0], ("MCP_TOOLSETS", "front,fusedesk")];
        assert!(error(&[], &sets).contains("names fusedesk, but there is no account of FuseDesk"));
        // With an account, a misspelt variable is only a note.
        let config = read(&[], &[account[0], ("FRONT_AUTHOR", "tea_mia")]).unwrap();
        assert!(config.notes[0].contains("did you mean FRONT_AUTHOR_ID?"), "{:?}", config.notes);
    }

    #[test]
    fn misspelt_access_setting_is_refused() {
        let account = ("FRONT_API_TOKEN", "t");
        for (name, nearest) in [
            ("MCP_KEY", "MCP_KEYS"),
            ("MCP_KEYS_FILE", "MCP_KEYS"),
            ("MCP_ALOW", "MCP_ALLOW"),
            ("MCP_RATELIMIT", "MCP_RATE_LIMIT"),
        ] {
            let error = error(&[], &[account, (name, "x")]);
            assert!(
                error.contains(&format!("did you mean {nearest}?")) && error.contains("nothing is served"),
                "{error}"
            );
        }
    }

    #[test]
    fn placeholders_and_credentials_as_keys_are_refused() {
        assert!(error(&[], &[("FRONT_API_TOKEN", "YOUR_FRONT_API_TOKEN")]).contains("is a placeholder"));
        let author = [("FRONT_API_TOKEN", "t"), ("FRONT_AUTHOR_ID", "tea_...")];
        assert!(error(&[], &author).contains("is a placeholder"));
        assert!(error(&[], &[("FRONT_API_TOKEN", "'t'")]).contains("quotation marks"));
        assert!(error(&[], &[("MCP_STATE_KEY", "short")]).contains("at least 32 bytes"));
        let keys = ("MCP_KEYS", r#"[{"key": "c0ffeec0ffeec0ffee", "principal": "bot"}]"#);
        let error = error(&[], &[("FRONT_API_TOKEN", "c0ffeec0ffeec0ffee"), keys]);
        assert!(
            error.contains("\"bot\" is the value of FRONT_API_TOKEN") && !error.contains("c0ffee"),
            "{error}"
        );
    }

    #[test]
    fn stdio_without_an_account_needs_demo() {
        assert!(error(&["--stdio"], &[]).contains("no account is set"));
        assert!(read(&["--stdio", "--demo"], &[]).unwrap().demo);
        assert!(!read(&["--stdio"], &[("FRONT_API_TOKEN", "t")]).unwrap().demo);
    }

    #[test]
    fn incomplete_account_is_refused() {
        for (variables, part) in [
            (&[("FRONT_BASE_URL", "http://x")][..], "FRONT_API_TOKEN is not"),
            (&[("FUSEDESK_API_KEY", "k")], "name the app"),
            (&[("FUSEDESK_APP", "acme")], "FUSEDESK_API_KEY is not"),
            (&[("FUSEDESK_BASE_URL", "http://x")], "FUSEDESK_API_KEY is not"),
            (&[("FRONT_API_TOKEN", " ")], "FRONT_API_TOKEN is set but empty"),
            (&[("MCP_BIND", "")], "MCP_BIND is set but empty"),
        ] {
            assert!(error(&[], variables).contains(part), "{variables:?}");
        }
    }

    #[test]
    fn keys_in_the_wrong_variable_are_recognised_and_not_repeated() {
        let token = "eyJhbGciOiJIUzI1.eyJzY29wZXMiOlsi.c2lnbmF0dXJlLW9m";
        let key = "0123456789abcdef0123456789abcdef";
        for (variables, part) in [
            (&[("FRONT_API_TOKEN", "t"), ("FRONT_AUTHOR_ID", token)][..], "belongs in FRONT_API_TOKEN"),
            (&[("FRONT_API_TOKEN", "t"), ("FRONT_BASE_URL", token)], "belongs in FRONT_API_TOKEN"),
            (&[("FRONT_API_TOKEN", "tea_0123456789")], "belongs in FRONT_AUTHOR_ID"),
            (&[("FRONT_API_TOKEN", "https://api2.frontapp.com")], "belongs in FRONT_BASE_URL"),
            (&[("FUSEDESK_APP", key), ("FUSEDESK_API_KEY", "k")], "belongs in FUSEDESK_API_KEY"),
            (&[("FUSEDESK_APP", "acme"), ("FUSEDESK_API_KEY", token)], "belongs in FRONT_API_TOKEN"),
            (
                &[("FUSEDESK_APP", "a"), ("FUSEDESK_API_KEY", "k"), ("FUSEDESK_AUTHOR_ID", key)],
                "FUSEDESK_API_KEY",
            ),
            (&[("FUSEDESK_BASE_URL", key), ("FUSEDESK_API_KEY", "k")], "belongs in FUSEDESK_API_KEY"),
            (
                &[("FUSEDESK_APP", "acme/0123456789abcdef0123456789abcdef"), ("FUSEDESK_API_KEY", "k")],
                "FUSEDESK_API_KEY",
            ),
            (
                &[("FRONT_API_TOKEN", "t"), ("FRONT_AUTHOR_ID", "tea_0123456789abcdef01234567")],
                "looks like a key",
            ),
            (
                &[("FRONT_API_TOKEN", "t"), ("FRONT_BASE_URL", "http://x/0123456789abcdef0123456789abcdef")],
                "looks like a key",
            ),
            (&[("MCP_BIND", token)], "secret in the wrong variable"),
            (&[("MCP_TOOLSETS", token)], "there is no tool set"),
            (&[("MCP_ALLOW", token)], "there is no access class"),
            (&[("MCP_KEYS", key)], "looks like a key"),
            (&[("MCP_ALLOWED_HOSTS", "https://a-rather-long.example/")], "is not a host name"),
            (&[("MCP_CALL_TIMEOUT", token)], "is not a time"),
        ] {
            let error = error(&[], variables);
            assert!(error.contains(part), "{error}");
            for secret in [token, key, "a-rather-long"] {
                let end = secret.char_indices().nth(9).map_or(secret.len(), |(end, _)| end);
                assert!(!error.contains(&secret[..end]), "{error}");
            }
        }
    }

    #[test]
    fn bearer_prefix_of_a_token_is_stripped() {
        let config = read(&[], &[("FRONT_API_TOKEN", "Bearer  s3cret")]).unwrap();
        assert!(config.notes[0].starts_with("FRONT_API_TOKEN begins with \"Bearer\""));
        assert!(config.front.client(config.limits.call).is_ok());
    }

    #[test]
    fn a_public_address_needs_keys() {
        for address in ["127.0.0.1:0", "localhost:9", "[::1]:8848", "[::ffff:127.0.0.1]:1"] {
            assert!(read(&[], &[("MCP_BIND", address)]).is_ok(), "{address}");
        }
        let keys = ("MCP_KEYS", r#"[{"key": "c0ffeec0ffeec0ffee", "principal": "bot"}]"#);
        for address in ["0.0.0.0:8848", "[::]:8848", "192.0.2.1:80"] {
            assert!(error(&[], &[("MCP_BIND", address)]).contains("set MCP_KEYS"), "{address}");
            let config = read(&[], &[("MCP_BIND", address), keys]).unwrap();
            assert!(!config.metrics_beside(), "{address}");
        }
        for address in ["8848", ":8848", "127.0.0.1", "localhost:x", "http://127.0.0.1:1"] {
            assert!(error(&[], &[("MCP_BIND", address)]).contains("is not an address"), "{address}");
        }
    }

    #[test]
    fn rate_limit_parses_count_per_unit() {
        for text in ["60/min", "60 / minute", "1/sec", "5000/hour"] {
            assert!(read(&[], &[("MCP_RATE_LIMIT", text)]).unwrap().rate_limit.is_some(), "{text}");
        }
        assert!(read(&[], &[]).unwrap().rate_limit.is_none());
        for text in ["60", "0/min", "-1/min", "60/day", "many/min"] {
            assert!(error(&[], &[("MCP_RATE_LIMIT", text)]).contains("is not a rate"), "{text}");
        }
    }

    #[test]
    fn a_public_name_without_keys_is_noted() {
        let config = read(&[], &[("MCP_ALLOWED_HOSTS", "desk.example")]).unwrap();
        assert!(config.notes[0].contains("unless the proxy authenticates"), "{:?}", config.notes);
    }

    #[test]
    fn settings_without_effect_are_noted() {
        let config = read(&["--demo"], &[("MCP_ADMIN_TOKEN", "hush"), ("MCP_QUUX", "1")]).unwrap();
        assert_eq!(config.notes.len(), 2, "{:?}", config.notes);
        assert!(!format!("{:?}", config.notes).contains("hush"));
        let both = [("FRONT_API_TOKEN", "t"), ("FUSEDESK_APP", "a"), ("FUSEDESK_API_KEY", "k")];
        let config = read(&["--toolsets=fusedesk"], &both).unwrap();
        assert!(config.notes[0].starts_with("FRONT_API_TOKEN is set, but MCP_TOOLSETS"));
    }
}

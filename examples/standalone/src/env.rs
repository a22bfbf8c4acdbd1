//! Environment: secrets, and variables that look like settings but are none.

use std::{collections::BTreeMap, ffi::OsString, fs, io::Read as _};

use crate::{
    cli,
    error::ConfigError,
    redact::{is_key, shorten},
};

/// Prefixes of our variables, and of names commonly mistaken for ours.
const PREFIXES: [&str; 5] = ["FRONT_", "FRONTAPP_", "FRONTDESK_", "FUSEDESK_", "MCP_"];

/// Variables of other MCP programs with one of our prefixes: of Claude Code and of the MCP Inspector.
const FOREIGN: [&str; 9] = [
    "MCP_TIMEOUT",
    "MCP_TOOL_TIMEOUT",
    "MCP_CLIENT_SECRET",
    "MCP_OAUTH_CALLBACK_PORT",
    "MCP_SERVER_CONNECTION_BATCH_SIZE",
    "MCP_CONNECTION_NONBLOCKING",
    "MCP_PROXY_AUTH_TOKEN",
    "MCP_PROXY_FULL_ADDRESS",
    "MCP_AUTO_OPEN_ENABLED",
];

/// A variable that this program recognizes but does not use.
pub(crate) const ADMIN_TOKEN: &str = "MCP_ADMIN_TOKEN";

/// Maximum size of a file with secrets or keys, in bytes. A larger one is the wrong file.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Minimum similarity of two names, 0 to 1, for a suggestion.
const SIMILAR: f64 = 0.75;
/// Similarity subtracted for each further word of the longer name.
const PER_WORD: f64 = 0.05;

/// Variables with one of our prefixes.
#[derive(Default)]
pub(crate) struct Environment(BTreeMap<String, OsString>);

/// A variable with one of our prefixes that is no setting.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    pub(crate) name: String,
    nearest: Option<String>,
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is not a setting of this program", self.name)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest}?"),
            None => f.write_str("; --help lists them."),
        }
    }
}

impl Environment {
    pub(crate) fn of_process() -> Self {
        Self::new(std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))))
    }

    pub(crate) fn new(variables: impl IntoIterator<Item = (String, OsString)>) -> Self {
        let ours = |name: &str| {
            let name = name.to_ascii_uppercase();
            PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        };
        Self(variables.into_iter().filter(|(name, _)| ours(name)).collect())
    }

    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns the secret in a variable, or in the file that `file` names.
    ///
    /// The trailing line break that editors and `echo` add to a file is not part of the secret.
    pub(crate) fn secret(
        &self,
        name: &'static str,
        file: Option<&str>,
    ) -> Result<Option<String>, ConfigError> {
        let value = match self.0.get(name) {
            None => None,
            Some(value) => match value.to_str() {
                Some(value) => Some(present(name, value)?),
                None => return Err(ConfigError::new(format!("{name} is not valid UTF-8"))),
            },
        };
        match (value, file) {
            (Some(_), Some(_)) => {
                Err(ConfigError::new(format!("{name} and {name}_FILE are both set; unset one of them")))
            }
            (Some(value), None) => Ok(Some(value)),
            (None, Some(path)) => {
                let name = format!("{name}_FILE");
                read_secret(&name, &present(&name, path)?).map(Some)
            }
            (None, None) => Ok(None),
        }
    }

    /// Returns a misspelt setting without which callers would get too much access.
    pub(crate) fn misspelt_access(&self) -> Option<Unknown> {
        const NARROWING: [&str; 4] = ["MCP_ALLOW", "MCP_KEYS", "MCP_RATE_LIMIT", "MCP_TOOLSETS"];
        let narrows =
            |unknown: &Unknown| unknown.nearest.as_deref().is_some_and(|name| NARROWING.contains(&name));
        self.unknown().into_iter().find(narrows)
    }

    /// Returns variables that look like settings but are none. Known variables of other programs are excluded.
    pub(crate) fn unknown(&self) -> Vec<Unknown> {
        let mut known = cli::variables();
        known.extend(cli::ONLY_VARIABLES.map(str::to_owned));
        let unknown = self.0.keys().filter(|name| {
            !known.contains(name) && !FOREIGN.contains(&name.as_str()) && name.as_str() != ADMIN_TOKEN
        });
        unknown.map(|name| Unknown { name: name.clone(), nearest: nearest(name, &known) }).collect()
    }
}

/// Returns the text of a setting. It must not be empty.
pub(crate) fn text(name: &str, value: Option<&str>) -> Result<Option<String>, ConfigError> {
    value.map(|value| present(name, value)).transpose()
}

/// Returns the value without surrounding spaces. An empty value is a mistake of a shell or a compose file; guessing
/// its meaning could serve the wrong account.
pub(crate) fn present(name: &str, value: &str) -> Result<String, ConfigError> {
    match value.trim() {
        "" => Err(ConfigError::new(format!("{name} is set but empty; give it a value or unset it"))),
        value if value.chars().any(|char| char.is_control() && !char.is_whitespace()) => {
            Err(ConfigError::new(format!("{name} has control characters; remove them")))
        }
        value if value.starts_with("YOUR_") || value.ends_with("...") || value.ends_with('…') => Err(
            ConfigError::new(format!("{name}={} is a placeholder; put your own value there", shorten(value))),
        ),
        value => Ok(value.to_owned()),
    }
}

/// Returns the secret in a file.
fn read_secret(name: &str, path: &str) -> Result<String, ConfigError> {
    if is_key(path) && !fs::exists(path).unwrap_or(false) {
        return Err(ConfigError::new(format!(
            "{name}={} looks like a secret, but it names the file that holds one",
            shorten(path)
        )));
    }
    present(name, &read_file(name, path)?)
        .map_err(|_| ConfigError::new(format!("the file of {name} is empty")))
}

/// Returns the text of a small file.
pub(crate) fn read_file(name: &str, path: &str) -> Result<String, ConfigError> {
    let unreadable = |error: std::io::Error| {
        ConfigError::new(format!("{name}: the file {} cannot be read: {error}", shorten(path)))
    };
    let mut text = String::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(ConfigError::new(format!(
            "{name}: the file {} has more than {MAX_FILE_BYTES} bytes; is it the right one?",
            shorten(path)
        )));
    }
    // Some editors write a byte order mark.
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

/// Returns the most similar known name. The order of words does not matter.
fn nearest(name: &str, known: &[String]) -> Option<String> {
    let name = name.to_ascii_uppercase();
    let name = name.replace("FRONTAPP_", "FRONT_").replace("FRONTDESK_", "MCP_");
    let words = |name: &str| name.split('_').map(str::to_owned).collect::<Vec<_>>();
    let similarity = |other: &str| {
        // One name contains all words of the other: FRONT_TOKEN and FRONT_API_TOKEN.
        let (ours, theirs) = (words(&name), words(other));
        let (fewer, more) = if ours.len() <= theirs.len() { (&ours, &theirs) } else { (&theirs, &ours) };
        let shared = match fewer.len() > 1 && fewer.iter().all(|word| more.contains(word)) {
            true => 1.0 - PER_WORD * (more.len() - fewer.len()) as f64,
            false => 0.0,
        };
        strsim::jaro_winkler(&name, other).max(shared) + strsim::normalized_levenshtein(&name, other) / 100.0
    };
    let best = known.iter().map(|other| (similarity(other), other)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(similarity, _)| *similarity >= SIMILAR).map(|(_, other)| other.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::new(variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))))
    }

    #[test]
    fn unknown_names_come_with_the_nearest_known_one() {
        for (name, nearest) in [
            ("FRONT_TOKEN", "FRONT_API_TOKEN"),
            ("FRONT_API_KEY", "FRONT_API_TOKEN"),
            ("FRONT_TOKEN_API", "FRONT_API_TOKEN"),
            ("FRONTAPP_API_TOKEN", "FRONT_API_TOKEN"),
            ("front_api_token", "FRONT_API_TOKEN"),
            ("FRONT_AUTHOR", "FRONT_AUTHOR_ID"),
            ("FUSEDESK_KEY", "FUSEDESK_API_KEY"),
            ("FUSEDESK_APP_NAME", "FUSEDESK_APP"),
            ("FUSEDESK_URL", "FUSEDESK_BASE_URL"),
            ("MCP_TOOLSET", "MCP_TOOLSETS"),
            ("MCP_ALLOWED_HOST", "MCP_ALLOWED_HOSTS"),
        ] {
            let unknown = environment(&[(name, "x")]).unknown();
            assert_eq!(unknown.len(), 1, "{name}");
            assert_eq!(unknown[0].nearest.as_deref(), Some(nearest), "{name}");
            assert!(unknown[0].to_string().ends_with(&format!("did you mean {nearest}?")));
        }
        let unknown = environment(&[("MCP_QUUX", "x")]).unknown();
        assert_eq!(unknown[0].to_string(), "MCP_QUUX is not a setting of this program; --help lists them.");
    }

    #[test]
    fn settings_and_foreign_variables_are_not_reported() {
        let known = environment(&[
            ("FRONT_API_TOKEN", "t"),
            ("MCP_BIND", "x"),
            ("MCP_TIMEOUT", "1"),
            ("MCP_ADMIN_TOKEN", "x"),
            ("PATH", "/bin"),
            ("FRONTEND_URL", "x"),
        ]);
        assert_eq!(known.unknown(), []);
    }

    #[test]
    fn a_secret_comes_from_a_variable_or_a_file() {
        let path = std::env::temp_dir().join(format!("frontdesk-secret-{}", std::process::id()));
        let file = path.to_str().unwrap();
        fs::write(&path, "s3cret\n").unwrap();
        let none = Environment::default();
        assert_eq!(none.secret("FRONT_API_TOKEN", Some(file)).unwrap().as_deref(), Some("s3cret"));
        fs::write(&path, "\u{feff}s3cret\r\n").unwrap();
        assert_eq!(none.secret("FRONT_API_TOKEN", Some(file)).unwrap().as_deref(), Some("s3cret"));
        fs::write(&path, "\n").unwrap();
        let error = none.secret("FRONT_API_TOKEN", Some(file)).unwrap_err().to_string();
        assert_eq!(error, "the file of FRONT_API_TOKEN_FILE is empty");
        fs::remove_file(&path).unwrap();
        let error = none.secret("FRONT_API_TOKEN", Some(file)).unwrap_err().to_string();
        assert!(error.contains("cannot be read"), "{error}");

        let both = environment(&[("FRONT_API_TOKEN", "t")]);
        assert!(both.secret("FRONT_API_TOKEN", Some(file)).is_err());
        assert_eq!(both.secret("FRONT_API_TOKEN", None).unwrap().as_deref(), Some("t"));
        let token = "eyJhbGciOi.eyJzY29wZXMi.c2lnbmF0dXJl";
        let error = none.secret("FRONT_API_TOKEN", Some(token)).unwrap_err().to_string();
        assert!(error.contains("looks like a secret") && !error.contains("zY29wZXMi"), "{error}");
        let empty = environment(&[("FRONT_API_TOKEN", " ")]).secret("FRONT_API_TOKEN", None).unwrap_err();
        assert_eq!(empty.to_string(), "FRONT_API_TOKEN is set but empty; give it a value or unset it");
    }
}

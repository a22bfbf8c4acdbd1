//! Front: an account, or demo data.

use std::{fmt, time::Duration};

use client_core::{Secret, redacted_url};
use front_client::{
    Client, Error,
    testing::{FakeFront, seed},
};

use super::{FrontAuthor, author::misplaced, within};
use crate::{
    cli::Settings,
    env::{Environment, present},
    error::ConfigError,
    redact::{is_front_token, is_key, shorten},
};

/// The served Front, and its author.
#[derive(Debug, Default)]
pub(crate) struct Front {
    account: Option<Account>,
    author: Option<FrontAuthor>,
    notes: Vec<String>,
}

/// A real account, or any server at the base URL.
#[derive(Debug)]
struct Account {
    token: Secret,
    base_url: Option<String>,
}

impl Front {
    pub(crate) fn read(settings: &Settings, env: &Environment) -> Result<Self, ConfigError> {
        let mut notes = Vec::new();
        let token = env.secret("FRONT_API_TOKEN", settings.front_api_token_file.as_deref())?;
        let token = token.map(|token| token_of(token, &mut notes)).transpose()?;
        let base_url = settings.front_base_url.as_deref().map(base_url).transpose()?;
        let account = match (token, base_url) {
            (Some(token), base_url) => Some(Account { token: token.into(), base_url }),
            (None, Some(_)) => {
                return Err(ConfigError::new(
                    "FRONT_BASE_URL is set but FRONT_API_TOKEN is not; set both for an account, neither for demo data",
                ));
            }
            (None, None) => None,
        };
        let author =
            settings.front_author_id.as_deref().map(|id| present("FRONT_AUTHOR_ID", id)).transpose()?;
        let author = author.map(|id| FrontAuthor::parse("FRONT_AUTHOR_ID", &id)).transpose()?;
        Ok(Self { account, author, notes })
    }

    pub(crate) fn credential(&self) -> Option<&Secret> {
        self.account.as_ref().map(|account| &account.token)
    }

    pub(crate) fn has_account(&self) -> bool {
        self.account.is_some()
    }

    /// Sets a teammate of the demo company as author if the settings name none.
    pub(crate) fn with_demo_author(mut self) -> Self {
        self.author.get_or_insert_with(|| FrontAuthor::Teammate(seed::SARAH.to_owned()));
        self
    }

    /// Returns the author from the settings, for callers without one in their key.
    pub(crate) const fn author(&self) -> Option<&FrontAuthor> {
        self.author.as_ref()
    }

    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Returns the scopes in the token itself, if it contains any.
    pub(crate) fn scopes(&self) -> Option<Vec<String>> {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        let token = self.account.as_ref()?.token.expose();
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
        let scopes = claims.get("scopes")?.as_array()?;
        Some(scopes.iter().filter_map(|scope| scope.as_str().map(str::to_owned)).collect())
    }

    /// Returns the client. Its requests time out before a call does, so that the call can report their outcome.
    pub(crate) fn client(&self, call: Duration) -> Result<Client, Error> {
        match &self.account {
            None => {
                let fake = FakeFront::seeded();
                Client::builder().credential(fake.token()).base_url(fake.base_url()).transport(fake).build()
            }
            Some(Account { token, base_url }) => {
                let mut builder = Client::builder().credential(token.clone()).timeout(within(call));
                if let Some(base_url) = base_url {
                    builder = builder.base_url(base_url);
                }
                builder.build()
            }
        }
    }
}

/// Returns the token without its header prefix. Recognizes ids and URLs pasted by mistake.
fn token_of(token: String, notes: &mut Vec<String>) -> Result<String, ConfigError> {
    let token = match token.split_once(char::is_whitespace) {
        Some((word, rest)) if word.eq_ignore_ascii_case("bearer") => {
            notes.push("FRONT_API_TOKEN begins with \"Bearer\"; the word is removed".to_owned());
            rest.trim().to_owned()
        }
        _ => token,
    };
    if token.starts_with(['"', '\'']) {
        return Err(ConfigError::new("FRONT_API_TOKEN is in quotation marks; remove them"));
    }
    let belongs = match &token {
        id if id.starts_with("tea_") || id.starts_with("alt:") => Some("FRONT_AUTHOR_ID"),
        url if url.starts_with("http://") || url.starts_with("https://") => Some("FRONT_BASE_URL"),
        _ => None,
    };
    match belongs {
        None => Ok(token),
        Some(belongs) => Err(ConfigError::new(format!(
            "FRONT_API_TOKEN={} is not an API token; it belongs in {belongs}",
            shorten(&token)
        ))),
    }
}

fn base_url(text: &str) -> Result<String, ConfigError> {
    let url = present("FRONT_BASE_URL", text)?;
    if is_front_token(&url) || !url.contains("://") || url.split('/').any(is_key) {
        return Err(ConfigError::new(format!(
            "FRONT_BASE_URL={} is not a base URL; write it as https://api2.frontapp.com{}",
            shorten(&url),
            misplaced(url.rsplit('/').next().unwrap_or_default(), "FRONT_API_TOKEN")
        )));
    }
    Ok(url)
}

impl fmt::Display for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.account {
            None => writeln!(f, "Front: demo data. FRONT_API_TOKEN serves your own account.")?,
            Some(Account { base_url: None, .. }) => writeln!(f, "Front: the account of FRONT_API_TOKEN.")?,
            Some(Account { base_url: Some(url), .. }) => {
                writeln!(f, "Front: the account of FRONT_API_TOKEN at {}.", redacted_url(url))?;
            }
        }
        match &self.author {
            Some(FrontAuthor::Teammate(id)) => {
                writeln!(f, "       Author of comments, drafts and replies: {id}.")
            }
            Some(FrontAuthor::ApiToken) => {
                writeln!(f, "       Author of comments and replies: the API token. Drafts are refused.")
            }
            None => writeln!(
                f,
                "       Author: none, so comments, drafts and replies are refused; set FRONT_AUTHOR_ID."
            ),
        }
    }
}

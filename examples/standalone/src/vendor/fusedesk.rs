//! FuseDesk: an app, or demo data.

use std::{fmt, time::Duration};

use client_core::{Secret, redacted_url};
use fusedesk_client::{
    Client, Error,
    testing::{FakeDesk, seed},
};

use super::{FuseDeskAuthor, author::misplaced, within};
use crate::{
    cli::Settings,
    env::{Environment, present},
    error::ConfigError,
    redact::{is_front_token, is_key, shorten},
};

/// The served FuseDesk, and its author.
#[derive(Debug, Default)]
pub(crate) struct FuseDesk {
    account: Option<Account>,
    author: Option<FuseDeskAuthor>,
}

/// A real app, or any server at the base URL.
#[derive(Debug)]
struct Account {
    key: Secret,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// Name of the app, in any form that people paste.
    App(String),
    BaseUrl(String),
}

impl FuseDesk {
    pub(crate) fn read(settings: &Settings, env: &Environment) -> Result<Self, ConfigError> {
        let app = settings.fusedesk_app.as_deref().map(app).transpose()?;
        let base_url = settings.fusedesk_base_url.as_deref().map(base_url).transpose()?;
        let place = base_url.map(Place::BaseUrl).or(app.map(Place::App));
        let key = env.secret("FUSEDESK_API_KEY", settings.fusedesk_api_key_file.as_deref())?;
        let account = match (key.map(key_of).transpose()?, place) {
            (Some(key), Some(place)) => Some(Account { key: key.into(), place }),
            (Some(_), None) => {
                return Err(ConfigError::new(
                    "FUSEDESK_API_KEY is set but neither FUSEDESK_APP nor FUSEDESK_BASE_URL is; name the app, such as acme",
                ));
            }
            (None, Some(_)) => {
                return Err(ConfigError::new(
                    "FUSEDESK_APP or FUSEDESK_BASE_URL is set but FUSEDESK_API_KEY is not; set both for an app, none for \
                     demo data",
                ));
            }
            (None, None) => None,
        };
        let author =
            settings.fusedesk_author_id.as_deref().map(|id| present("FUSEDESK_AUTHOR_ID", id)).transpose()?;
        let author = author.map(|id| FuseDeskAuthor::parse("FUSEDESK_AUTHOR_ID", &id)).transpose()?;
        Ok(Self { account, author })
    }

    pub(crate) fn credential(&self) -> Option<&Secret> {
        self.account.as_ref().map(|account| &account.key)
    }

    pub(crate) fn has_account(&self) -> bool {
        self.account.is_some()
    }

    /// Sets a rep of the demo company as author if the settings name none.
    pub(crate) fn with_demo_author(mut self) -> Self {
        self.author.get_or_insert(FuseDeskAuthor::Rep(seed::SARAH));
        self
    }

    /// Returns the author from the settings, for callers without one in their key.
    pub(crate) const fn author(&self) -> Option<&FuseDeskAuthor> {
        self.author.as_ref()
    }

    /// Returns the client. Its requests time out before a call does, so that the call can report their outcome.
    pub(crate) fn client(&self, call: Duration) -> Result<Client, Error> {
        match &self.account {
            None => {
                let fake = FakeDesk::seeded();
                let desk = fusedesk_client::FuseDesk::base_url(fake.base_url());
                desk.builder().credential(fake.api_key()).transport(fake).build()
            }
            Some(Account { key, place }) => {
                let desk = match place {
                    Place::App(app) => fusedesk_client::FuseDesk::app(app)?,
                    Place::BaseUrl(url) => fusedesk_client::FuseDesk::base_url(url),
                };
                desk.builder().credential(key.clone()).timeout(within(call)).build()
            }
        }
    }
}

fn app(text: &str) -> Result<String, ConfigError> {
    let app = present("FUSEDESK_APP", text)?;
    match app.split(['/', '?', '=', '&', '#']).find(|part| is_key(part)) {
        None => Ok(app),
        Some(key) => Err(ConfigError::new(format!(
            "FUSEDESK_APP={} is not the name of an app{}",
            shorten(&app),
            misplaced(key, "FUSEDESK_API_KEY")
        ))),
    }
}

fn base_url(text: &str) -> Result<String, ConfigError> {
    let url = present("FUSEDESK_BASE_URL", text)?;
    match url.contains("://") && !url.split('/').any(is_key) {
        true => Ok(url),
        false => Err(ConfigError::new(format!(
            "FUSEDESK_BASE_URL={} is not a base URL; write it as https://acme.fusedesk.com{}",
            shorten(&url),
            misplaced(url.rsplit('/').next().unwrap_or_default(), "FUSEDESK_API_KEY")
        ))),
    }
}

fn key_of(key: String) -> Result<String, ConfigError> {
    if key.starts_with(['"', '\'']) {
        return Err(ConfigError::new("FUSEDESK_API_KEY is in quotation marks; remove them"));
    }
    match is_front_token(&key) {
        false => Ok(key),
        true => Err(ConfigError::new(format!(
            "FUSEDESK_API_KEY={} looks like an API token of Front, which belongs in FRONT_API_TOKEN",
            shorten(&key)
        ))),
    }
}

impl fmt::Display for FuseDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.account {
            None => {
                writeln!(f, "FuseDesk: demo data. FUSEDESK_APP and FUSEDESK_API_KEY serve your own app.")?
            }
            Some(Account { place: Place::App(app), .. }) => writeln!(f, "FuseDesk: the app {app}.")?,
            Some(Account { place: Place::BaseUrl(url), .. }) => {
                writeln!(f, "FuseDesk: the app at {}.", redacted_url(url))?;
            }
        }
        match self.author {
            Some(FuseDeskAuthor::Rep(id)) => writeln!(f, "       Author of notes: the rep {id}."),
            Some(FuseDeskAuthor::ApiToken) => writeln!(f, "       Author of notes: the API key."),
            None => writeln!(f, "       Author: none, so notes are refused; set FUSEDESK_AUTHOR_ID."),
        }
    }
}

//! FuseDesk: an app, or the fake.

use std::fmt;

use client_core::shown_url;
use fusedesk_client::{
    Client, Error, RepUserId,
    mcp::Author,
    testing::{FakeDesk, seed},
};
use secrecy::SecretString;

use crate::{config::ConfigError, env::Environment};

/// Which FuseDesk is served, and who writes in it.
#[derive(Debug)]
pub(crate) struct FuseDesk {
    account: Option<Account>,
    author: Option<Author>,
}

/// A real app, or whatever answers at the base URL.
#[derive(Debug)]
struct Account {
    key: SecretString,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// The name of the app, in any form that people paste.
    App(String),
    BaseUrl(String),
}

impl FuseDesk {
    pub(crate) fn read(env: &Environment<'_>) -> Result<Self, ConfigError> {
        let (app, base_url) = (env.text("FUSEDESK_APP")?, env.text("FUSEDESK_BASE_URL")?);
        let place = base_url.map(Place::BaseUrl).or(app.map(Place::App));
        let account = match (env.text("FUSEDESK_API_KEY")?, place) {
            (Some(key), Some(place)) => Some(Account { key: key.into(), place }),
            (Some(_), None) => return Err(ConfigError::KeyWithoutApp),
            (None, Some(_)) => return Err(ConfigError::AppWithoutKey),
            (None, None) => None,
        };
        let author = match env.text("FUSEDESK_AUTHOR_ID")? {
            Some(id) if id == "api-token" => Some(Author::api_token()),
            Some(id) => match id.parse() {
                Ok(id) if id > 0 => Some(Author::new(RepUserId::new(id))),
                _ => return Err(ConfigError::BadFuseDeskAuthor(id)),
            },
            None => account.is_none().then(|| Author::new(RepUserId::new(seed::SARAH))),
        };
        Ok(Self { account, author })
    }

    pub(crate) fn has_account(&self) -> bool {
        self.account.is_some()
    }

    /// The author of what the tools write.
    pub(crate) fn author(&self) -> Option<Author> {
        self.author
    }

    pub(crate) fn client(&self) -> Result<Client, Error> {
        match &self.account {
            None => {
                let fake = FakeDesk::seeded();
                let desk = fusedesk_client::FuseDesk::base_url(fake.base_url());
                desk.builder().token(fake.api_key()).transport(fake).build()
            }
            Some(Account { key, place }) => {
                let desk = match place {
                    Place::App(app) => fusedesk_client::FuseDesk::app(app)?,
                    Place::BaseUrl(url) => fusedesk_client::FuseDesk::base_url(url),
                };
                desk.client(key.clone())
            }
        }
    }
}

impl fmt::Display for FuseDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.account {
            None => writeln!(
                f,
                "FuseDesk: the fake, the same company, new at every start. Nothing leaves this machine.\n       \
                 Set FUSEDESK_APP and FUSEDESK_API_KEY to serve your own app."
            )?,
            Some(Account { place: Place::App(app), .. }) => {
                writeln!(f, "FuseDesk: the app {app} of FUSEDESK_APP.")?;
            }
            Some(Account { place: Place::BaseUrl(url), .. }) => {
                writeln!(f, "FuseDesk: the app of FUSEDESK_API_KEY at {}.", shown_url(url))?;
            }
        }
        match self.author {
            Some(author) => writeln!(f, "       Author of notes: {author}."),
            None => writeln!(f, "       No author: notes and replies need FUSEDESK_AUTHOR_ID."),
        }
    }
}

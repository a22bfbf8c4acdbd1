//! Front: an account, or the fake.

use std::fmt;

use client_core::shown_url;
use front_client::{
    Client, Error,
    mcp::Author,
    testing::{FakeFront, seed},
};
use secrecy::SecretString;

use crate::{config::ConfigError, env::Environment};

/// Which Front is served, and who writes in it.
#[derive(Debug)]
pub(crate) struct Front {
    account: Option<Account>,
    author: Option<Author>,
}

/// A real account, or whatever answers at the base URL.
#[derive(Debug)]
struct Account {
    token: SecretString,
    base_url: Option<String>,
}

impl Front {
    pub(crate) fn read(env: &Environment<'_>) -> Result<Self, ConfigError> {
        let account = match (env.text("FRONT_API_TOKEN")?, env.text("FRONT_BASE_URL")?) {
            (Some(token), base_url) => Some(Account { token: token.into(), base_url }),
            (None, Some(_)) => return Err(ConfigError::BaseUrlAlone),
            (None, None) => None,
        };
        let author = match env.text("FRONT_AUTHOR_ID")? {
            Some(id) if id == "api-token" => Some(Author::api_token()),
            Some(id) if id.starts_with("tea_") || id.starts_with("alt:email:") => Some(Author::new(id)),
            Some(id) => return Err(ConfigError::BadFrontAuthor(id)),
            None => account.is_none().then(|| Author::new(seed::SARAH)),
        };
        Ok(Self { account, author })
    }

    pub(crate) fn has_account(&self) -> bool {
        self.account.is_some()
    }

    /// The author of what the tools write.
    pub(crate) fn author(&self) -> Option<Author> {
        self.author.clone()
    }

    pub(crate) fn client(&self) -> Result<Client, Error> {
        match &self.account {
            None => {
                let fake = FakeFront::seeded();
                Client::builder().token(fake.token()).base_url(fake.base_url()).transport(fake).build()
            }
            Some(Account { token, base_url }) => {
                let mut builder = Client::builder().token(token.clone());
                if let Some(base_url) = base_url {
                    builder = builder.base_url(base_url);
                }
                builder.build()
            }
        }
    }
}

impl fmt::Display for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.account {
            None => writeln!(
                f,
                "Front: the fake, a company in memory that is new at every start. Nothing leaves this machine.\n       \
                 Set FRONT_API_TOKEN to serve your own account."
            )?,
            Some(Account { base_url: None, .. }) => writeln!(f, "Front: the account of FRONT_API_TOKEN.")?,
            Some(Account { base_url: Some(url), .. }) => {
                writeln!(f, "Front: the account of FRONT_API_TOKEN at {}.", shown_url(url))?;
            }
        }
        match &self.author {
            Some(author) if author.id().is_none() => {
                writeln!(f, "       Author of comments and replies: the API token; drafts need a teammate.")
            }
            Some(author) => writeln!(f, "       Author of comments, drafts and replies: {author}."),
            None => writeln!(f, "       No author: comments, drafts and replies need FRONT_AUTHOR_ID."),
        }
    }
}

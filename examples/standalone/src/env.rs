//! The environment, read with clear errors.

use std::ffi::OsString;

use crate::config::ConfigError;

/// Where the variables are looked up: [`std::env::var_os`] but in tests.
pub(crate) struct Environment<'a>(&'a dyn Fn(&str) -> Option<OsString>);

impl<'a> Environment<'a> {
    pub(crate) fn new(lookup: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Self(lookup)
    }

    /// The value without the spaces around it. An empty value is a slip of a shell or a compose file; to guess what was
    /// meant could serve the wrong account.
    pub(crate) fn text(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        let Some(value) = (self.0)(name) else { return Ok(None) };
        let value = value.into_string().map_err(|_| ConfigError::NotText(name))?;
        match value.trim() {
            "" => Err(ConfigError::Empty(name)),
            value => Ok(Some(value.to_owned())),
        }
    }

    pub(crate) fn is_set(&self, name: &str) -> bool {
        (self.0)(name).is_some()
    }
}

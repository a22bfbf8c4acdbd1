//! Making contacts.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Endpoint, Front, TeamId, TeammateId, Upload,
    api::{
        check_not_empty,
        contacts::{Contact, Handle},
    },
};

fn check_handles(handles: &[Handle]) -> Result<(), String> {
    check_not_empty("handles", handles)?;
    handles.iter().try_for_each(Handle::check)
}

/// Creates a contact of the company.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateContact {
    /// The addresses that reach the contact, at least one. An address belongs to one contact in the whole company.
    handles: Vec<Handle>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What is noted about the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Pages about the contact, as addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    links: Option<Vec<String>>,
    /// The contact lists to put the contact on, by name. Front makes the lists that are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list_names: Option<Vec<String>>,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
    /// A picture, which makes the call a form upload of at most 25 MB.
    #[serde(skip)]
    avatar: Option<Upload>,
}

impl CreateContact {
    /// A contact with these handles.
    #[must_use]
    pub fn new(handles: impl IntoIterator<Item = Handle>) -> Self {
        Self {
            handles: handles.into_iter().collect(),
            name: None,
            description: None,
            links: None,
            list_names: None,
            custom_fields: Map::new(),
            avatar: None,
        }
    }

    /// The name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What is noted about the contact.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Pages about the contact, as addresses.
    #[must_use]
    pub fn links(mut self, links: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.links = Some(links.into_iter().map(Into::into).collect());
        self
    }

    /// The contact lists to put the contact on, by name. Front makes the lists that are missing.
    #[must_use]
    pub fn list_names(mut self, list_names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.list_names = Some(list_names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets one custom field, by its name.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }

    /// A picture, which makes the call a form upload of at most 25 MB.
    #[must_use]
    pub fn avatar(mut self, avatar: Upload) -> Self {
        self.avatar = Some(avatar);
        self
    }
}

impl Endpoint for CreateContact {
    type Vendor = Front;
    type Output = Contact;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/contacts";
    const SCOPES: &'static [&'static str] = &["contacts:write"];

    fn validate(&self) -> Result<(), String> {
        check_handles(&self.handles)
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        self.avatar.iter().map(|file| ("avatar".to_owned(), file)).collect()
    }
}

/// Creates a contact of a team (workspace).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeamContact {
    /// The team that owns the contact.
    team_id: TeamId,
    /// The addresses that reach the contact, at least one. An address belongs to one contact in the whole company.
    handles: Vec<Handle>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What is noted about the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Pages about the contact, as addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    links: Option<Vec<String>>,
    /// The contact lists to put the contact on, by name. Front makes the lists that are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list_names: Option<Vec<String>>,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
    /// A picture, which makes the call a form upload of at most 25 MB.
    #[serde(skip)]
    avatar: Option<Upload>,
}

impl CreateTeamContact {
    /// A contact of this team with these handles.
    pub fn new(team_id: impl Into<TeamId>, handles: impl IntoIterator<Item = Handle>) -> Self {
        Self {
            team_id: team_id.into(),
            handles: handles.into_iter().collect(),
            name: None,
            description: None,
            links: None,
            list_names: None,
            custom_fields: Map::new(),
            avatar: None,
        }
    }

    /// The name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What is noted about the contact.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Pages about the contact, as addresses.
    #[must_use]
    pub fn links(mut self, links: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.links = Some(links.into_iter().map(Into::into).collect());
        self
    }

    /// The contact lists to put the contact on, by name. Front makes the lists that are missing.
    #[must_use]
    pub fn list_names(mut self, list_names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.list_names = Some(list_names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets one custom field, by its name.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }

    /// A picture, which makes the call a form upload of at most 25 MB.
    #[must_use]
    pub fn avatar(mut self, avatar: Upload) -> Self {
        self.avatar = Some(avatar);
        self
    }
}

impl Endpoint for CreateTeamContact {
    type Vendor = Front;
    type Output = Contact;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/teams/{team_id}/contacts";
    const SCOPES: &'static [&'static str] = &["contacts:write"];

    fn validate(&self) -> Result<(), String> {
        check_handles(&self.handles)
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        self.avatar.iter().map(|file| ("avatar".to_owned(), file)).collect()
    }
}

/// Creates a private contact of a teammate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeammateContact {
    /// The teammate who owns the contact; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// The addresses that reach the contact, at least one. An address belongs to one contact in the whole company.
    handles: Vec<Handle>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What is noted about the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Pages about the contact, as addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    links: Option<Vec<String>>,
    /// The contact lists to put the contact on, by name. Front makes the lists that are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list_names: Option<Vec<String>>,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
    /// A picture, which makes the call a form upload of at most 25 MB.
    #[serde(skip)]
    avatar: Option<Upload>,
}

impl CreateTeammateContact {
    /// A contact of this teammate with these handles.
    pub fn new(teammate_id: impl Into<TeammateId>, handles: impl IntoIterator<Item = Handle>) -> Self {
        Self {
            teammate_id: teammate_id.into(),
            handles: handles.into_iter().collect(),
            name: None,
            description: None,
            links: None,
            list_names: None,
            custom_fields: Map::new(),
            avatar: None,
        }
    }

    /// The name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What is noted about the contact.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Pages about the contact, as addresses.
    #[must_use]
    pub fn links(mut self, links: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.links = Some(links.into_iter().map(Into::into).collect());
        self
    }

    /// The contact lists to put the contact on, by name. Front makes the lists that are missing.
    #[must_use]
    pub fn list_names(mut self, list_names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.list_names = Some(list_names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets one custom field, by its name.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }

    /// A picture, which makes the call a form upload of at most 25 MB.
    #[must_use]
    pub fn avatar(mut self, avatar: Upload) -> Self {
        self.avatar = Some(avatar);
        self
    }
}

impl Endpoint for CreateTeammateContact {
    type Vendor = Front;
    type Output = Contact;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/teammates/{teammate_id}/contacts";
    const SCOPES: &'static [&'static str] = &["contacts:write"];

    fn validate(&self) -> Result<(), String> {
        check_handles(&self.handles)
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        self.avatar.iter().map(|file| ("avatar".to_owned(), file)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_makes_a_form() {
        let request = CreateContact::new([Handle::email("jane@example.com")])
            .custom_field("Tier", "Gold")
            .avatar(Upload::new("jane.png", "image/png", "png"))
            .to_request()
            .unwrap();
        let body = String::from_utf8(request.body().as_bytes().unwrap().to_vec()).unwrap();
        assert!(body.contains("name=\"handles[0][handle]\"\r\n\r\njane@example.com\r\n"), "{body}");
        assert!(body.contains("name=\"custom_fields[Tier]\"\r\n\r\nGold\r\n"), "{body}");
        assert!(body.contains("name=\"avatar\"; filename=\"jane.png\"\r\n"), "{body}");
    }

    #[test]
    fn a_contact_needs_a_handle_that_front_reads_as_meant() {
        for (handles, word) in [
            (vec![], "`handles`"),
            (vec![Handle::phone("0301234567")], "`+`"),
            (vec![Handle::email("")], "empty"),
        ] {
            let error = CreateContact::new(handles).to_request().unwrap_err();
            assert!(error.is_invalid_request() && error.to_string().contains(word), "{error}");
        }
    }
}

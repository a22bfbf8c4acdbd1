//! `update_contact`: changes handles and custom fields.

mod fields;

use client_core::mcp::{
    argument::{echo, is_email},
    result::Failed,
    untrusted::{Fields, Line},
};
use mcp_core::{HandlerError, HandlerErrorKind, Tool, ToolMethod};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Call, ToolSet};
use crate::{
    Endpoint,
    api::{
        contact_handles::{AddContactHandle, RemoveContactHandle},
        contacts::{Contact, GetContact, Handle, HandleSource, UpdateContact},
    },
    id::ContactId,
    mcp::{resolve, view::HandleView},
    vendor::Front,
};

/// Maximum number of handles that one call changes.
const MAX_HANDLES: usize = 10;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// Contact: id crd_…, an e-mail address or a phone number with +.
    #[serde(alias = "contact_id")]
    contact_id: String,
    /// Addresses to add or remove, at most 10. Other addresses stay.
    #[serde(default)]
    #[schemars(with = "Option<Vec<HandleChange>>")]
    handles: Vec<HandleChange>,
    /// Custom fields to set, by name. null clears a field; other fields stay. Dates are days such as 2026-05-03,
    /// RFC 3339 or seconds since 1970. Teammates are e-mail addresses.
    #[serde(default, alias = "custom_fields")]
    #[schemars(schema_with = "any_object")]
    custom_fields: Map<String, Value>,
}

/// Returns an open object schema: the company defines names and types of custom fields.
fn any_object(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object" })
}

/// A change of one address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HandleChange {
    /// Kind of address.
    #[serde(rename = "type", alias = "source")]
    kind: HandleKind,
    /// Address, number (with + and country code) or name.
    handle: String,
    /// Action: add or remove.
    action: Action,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum HandleKind {
    Email,
    Phone,
    Twitter,
    Facebook,
    Intercom,
    FrontChat,
    Custom,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Add,
    Remove,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Updated {
    /// Contact id.
    id: ContactId,
    /// Name, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
    /// Addresses after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    handles: Option<Vec<HandleView>>,
    /// All custom fields after the change, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_fields: Option<Fields>,
    /// Changes made. Values that were already as requested are not listed.
    changed: Vec<Line>,
    /// Failed changes, if others succeeded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "update_contact",
            "Changes a contact's addresses (handles) and custom fields. Other values stay. The last address of a \
             contact cannot be removed. An address of another contact cannot be added. Returns the contact after \
             the change.",
            update,
        )
        .title("Update a contact")
        .method(ToolMethod::Update)
        .tags(["contacts"])
}

async fn update(call: Call, arguments: Arguments) -> Result<Updated, HandlerError> {
    let Arguments { contact_id, handles, custom_fields } = arguments;
    if handles.is_empty() && custom_fields.is_empty() {
        return Err(HandlerError::invalid_arguments(
            "handles and customFields are empty; there is nothing to change",
        ));
    }
    if handles.len() > MAX_HANDLES {
        return Err(HandlerError::invalid_arguments(format!(
            "handles has {} entries; one call takes at most {MAX_HANDLES}",
            handles.len()
        )));
    }
    handles.iter().try_for_each(HandleChange::check)?;
    let before = resolve::contact(&call, "contactId", &contact_id).await?;
    let (adds, removes) = plan(&before, &handles)?;
    let fields = fields::validate(&call, custom_fields).await?;
    let fields = different(&before, fields);

    let mut changes = Changes { call: &call, changed: Vec::new(), failed: Vec::new(), first: None };
    // Additions first: a contact must never be without an address.
    for handle in adds {
        let request = AddContactHandle::new(before.id.clone(), handle.to_add());
        changes.carry_out(format!("added the handle {}", handle.handle), &request).await;
    }
    for handle in removes {
        let request = RemoveContactHandle::new(before.id.clone(), handle.to_remove(&before));
        changes.carry_out(format!("removed the handle {}", handle.handle), &request).await;
    }
    if !fields.is_empty() {
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        let what = format!("changed the custom fields {}", names.join(", "));
        let mut request = UpdateContact::new(before.id.clone());
        for (name, value) in fields {
            request = request.custom_field(name, value);
        }
        changes.carry_out(what, &request).await;
    }
    changes.result(before).await
}

/// Returns the handles to add and to remove, without those already in the requested state.
fn plan<'a>(
    contact: &Contact,
    changes: &'a [HandleChange],
) -> Result<(Vec<&'a HandleChange>, Vec<&'a HandleChange>), HandlerError> {
    let has = |change: &HandleChange| {
        contact.handles.iter().any(|known| change.is(known.source.as_ref(), known.handle.as_deref()))
    };
    let (mut adds, mut removes): (Vec<&HandleChange>, Vec<&HandleChange>) = (Vec::new(), Vec::new());
    for change in changes {
        let same = |other: &&HandleChange| change.is(Some(&other.kind.source()), Some(&other.handle));
        let (list, opposite, needed) = match change.action {
            Action::Add => (&mut adds, &removes, !has(change)),
            Action::Remove => (&mut removes, &adds, has(change)),
        };
        if opposite.iter().any(same) {
            return Err(HandlerError::invalid_arguments(format!(
                "handles adds and removes {}; decide for one of them",
                change.handle
            )));
        }
        if needed && !list.iter().any(same) {
            list.push(change);
        }
    }
    if !removes.is_empty() && contact.handles.len() + adds.len() <= removes.len() {
        return Err(HandlerError::new(
            HandlerErrorKind::Conflict,
            "the last handle of a contact cannot be removed, because Front would delete the contact",
        )
        .with_hint("Keep one handle, or add another in the same call."));
    }
    Ok((adds, removes))
}

/// Returns the custom fields whose value changes.
fn different(contact: &Contact, fields: Map<String, Value>) -> Map<String, Value> {
    let same =
        |name: &String, value: &Value| contact.custom_fields.get(name).unwrap_or(&Value::Null) == value;
    fields.into_iter().filter(|(name, value)| !same(name, value)).collect()
}

/// Sequence of changes, each of which may fail.
struct Changes<'a> {
    call: &'a Call,
    changed: Vec<Line>,
    failed: Vec<Failed>,
    first: Option<HandlerError>,
}

impl Changes<'_> {
    async fn carry_out<E: Endpoint<Vendor = Front>>(&mut self, what: String, request: &E) {
        match self.call.send(request).await {
            Ok(_) => self.changed.push(what.into()),
            Err(error) => {
                self.failed.push(Failed::new(format!("not {what}"), &error));
                self.first.get_or_insert(error);
            }
        }
    }

    /// Returns the contact after the changes, or the first failure if nothing was changed.
    async fn result(mut self, before: Contact) -> Result<Updated, HandlerError> {
        if self.changed.is_empty()
            && let Some(error) = self.first
        {
            return Err(error);
        }
        let after = if self.changed.is_empty() {
            Some(before.clone())
        } else {
            match self.call.send(&GetContact::new(before.id.clone())).await {
                Ok(after) => Some(after),
                Err(error) => {
                    self.failed.push(Failed::new("reading the contact after the change", &error));
                    None
                }
            }
        };
        Ok(Updated {
            id: before.id,
            name: Line::given(before.name.as_deref()),
            handles: after.as_ref().map(|contact| contact.handles.iter().map(Into::into).collect()),
            custom_fields: after.map(|contact| Fields::new(&contact.custom_fields)),
            changed: self.changed,
            failed: self.failed,
        })
    }
}

impl HandleKind {
    const fn source(self) -> HandleSource {
        match self {
            Self::Email => HandleSource::Email,
            Self::Phone => HandleSource::Phone,
            Self::Twitter => HandleSource::Twitter,
            Self::Facebook => HandleSource::Facebook,
            Self::Intercom => HandleSource::Intercom,
            Self::FrontChat => HandleSource::FrontChat,
            Self::Custom => HandleSource::Custom,
        }
    }

    /// Removes formatting from a handle: spaces, and separators between the digits of a phone number.
    fn plain(self, handle: &str) -> String {
        let handle = handle.trim();
        match self {
            Self::Phone => handle.chars().filter(|c| !" -./()".contains(*c)).collect(),
            _ => handle.to_owned(),
        }
    }
}

impl HandleChange {
    fn to_add(&self) -> Handle {
        Handle::new(self.kind.source(), self.kind.plain(&self.handle))
    }

    /// Returns the handle exactly as stored on the contact, because Front removes no other.
    fn to_remove(&self, contact: &Contact) -> Handle {
        let stored =
            contact.handles.iter().find(|known| self.is(known.source.as_ref(), known.handle.as_deref()));
        match stored.and_then(|known| known.handle.as_deref()) {
            Some(handle) => Handle::new(self.kind.source(), handle),
            None => self.to_add(),
        }
    }

    /// Returns `true` if the change concerns this handle. Front ignores case.
    fn is(&self, source: Option<&HandleSource>, handle: Option<&str>) -> bool {
        // Results show handles as lines.
        let key = |handle: &str| Line::new(&self.kind.plain(handle)).to_ascii_lowercase();
        source == Some(&self.kind.source()) && handle.is_some_and(|handle| key(handle) == key(&self.handle))
    }

    /// Rejects values that Front would refuse or misread, before anything is changed.
    fn check(&self) -> Result<(), HandlerError> {
        let handle = self.handle.trim();
        let expected = match (self.action, self.kind) {
            _ if handle.is_empty() => "the address, number or name",
            (Action::Add, HandleKind::Email) if !is_email(handle) => "an e-mail address",
            (Action::Add, HandleKind::Phone) if !handle.starts_with('+') => {
                "a phone number with + and its country code"
            }
            _ => return Ok(()),
        };
        Err(HandlerError::invalid_arguments(format!(
            "handles: {handle} must be {expected}",
            handle = echo(handle)
        )))
    }
}

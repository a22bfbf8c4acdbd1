//! Contacts.

use serde_json::{Value, json};

use super::call::{Call, ErrorResponse, HandlerResult};
use super::model::{CONTACT_FIELDS, Contact};
use super::router::Route;
use super::state::State;
use super::{dates, rows};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v2/contacts", "contacts", search).takes(&["search", "limit", "offset"]),
    Route::post("/api/v2/contacts", "contacts_create", create).takes(&CONTACT_FIELDS),
    Route::get("/api/v2/contacts/{contactId}", "contacts", get),
    Route::post("/api/v2/contacts/{contactId}", "contacts_update", update).takes(&CONTACT_FIELDS),
];

/// Minimum number of digits to find a phone number.
const MIN_DIGITS: usize = 4;

/// Returns the contacts with every word of the text in name, address, company or phone number.
fn search(state: &mut State, call: &Call) -> HandlerResult {
    let wanted = call.required("search")?;
    let found = state.contacts.iter().filter(|contact| fits(contact, &wanted)).collect();
    rows::page(call, found, |contact| render(contact))
}

fn fits(contact: &Contact, wanted: &str) -> bool {
    let text = ["firstName", "lastName", "company"].map(|field| contact.field(field)).join(" ");
    let text = contact.emails().fold(text, |text, address| text + " " + address);
    let digits: String = wanted.chars().filter(char::is_ascii_digit).collect();
    let is_phone = digits.len() >= MIN_DIGITS && !wanted.chars().any(char::is_alphabetic);
    if is_phone {
        return ["phone1", "phone2"].into_iter().any(|field| {
            contact.field(field).chars().filter(char::is_ascii_digit).collect::<String>().contains(&digits)
        });
    }
    wanted.split_whitespace().all(|word| rows::contains(&text, word))
}

fn get(state: &mut State, call: &Call) -> HandlerResult {
    state.contact(call.segment("contactId")).map(render_whole).ok_or_else(unknown)
}

fn create(state: &mut State, call: &Call) -> HandlerResult {
    let now = state.now();
    let mut contact = Contact { created: now, updated: now, ..Contact::default() };
    fill(&mut contact, call)?;
    if ["firstName", "lastName", "emailAddress"].into_iter().all(|field| contact.field(field).is_empty()) {
        return Err(ErrorResponse::missing("emailAddress"));
    }
    let uuid = add(state, contact);
    state.contact(&uuid).map(render_whole).ok_or_else(unknown)
}

fn update(state: &mut State, call: &Call) -> HandlerResult {
    let now = state.now();
    let uuid = state.contact(call.segment("contactId")).ok_or_else(unknown)?.uuid.clone();
    let contact = state.contacts.iter_mut().find(|contact| contact.uuid == uuid).ok_or_else(unknown)?;
    fill(contact, call)?;
    contact.updated = now;
    Ok(render_whole(contact))
}

fn fill(contact: &mut Contact, call: &Call) -> Result<(), ErrorResponse> {
    let mut changed = contact.clone();
    for field in CONTACT_FIELDS {
        if let Some(value) = call.text(field)? {
            changed.set(field, value.trim());
        }
    }
    *contact = changed;
    Ok(())
}

/// Adds a contact and returns its UUID. Assigns an id in the CRM unless it has one.
pub(super) fn add(state: &mut State, contact: Contact) -> String {
    let uuid = if contact.uuid.is_empty() { state.new_uuid() } else { contact.uuid };
    let crm_id = contact.crm_id.unwrap_or_else(|| state.new_id());
    state.contacts.push(Contact { uuid: uuid.clone(), crm_id: Some(crm_id), ..contact });
    uuid
}

/// Contact of a case or chat: the id in the CRM and the UUID.
pub(super) type Link = (Option<u64>, Option<String>);

/// Returns the link to the contact with this UUID. Empty for the empty text.
pub(super) fn by_uuid(state: &State, uuid: &str) -> Result<Link, ErrorResponse> {
    if uuid.is_empty() {
        return Ok((None, None));
    }
    let found = state.contacts.iter().find(|contact| contact.uuid == uuid);
    let found = found.ok_or_else(|| ErrorResponse::invalid("contactUuid", "no contact has this id"))?;
    Ok((found.crm_id, Some(found.uuid.clone())))
}

/// Returns the link to the contact with this id in the CRM, which may be unknown to FuseDesk.
pub(super) fn by_crm_id(state: &State, crm_id: u64) -> Link {
    let found = state.contacts.iter().find(|contact| contact.crm_id == Some(crm_id));
    (Some(crm_id), found.map(|contact| contact.uuid.clone()))
}

/// Renders a row of a search.
pub(super) fn render(contact: &Contact) -> Value {
    let field = |name: &str| Some(contact.field(name)).filter(|value| !value.is_empty());
    json!({
        "id": contact.uuid,
        "crmId": contact.crm_id,
        "firstName": field("firstName"),
        "lastName": field("lastName"),
        "emailAddress": field("emailAddress"),
        "phone1": field("phone1"),
        "company": field("company"),
        "website": field("website"),
        "timeZone": field("timeZone"),
        "dateCreated": dates::text(contact.created),
        "dateUpdated": dates::text(contact.updated),
    })
}

/// A contact with all its fields.
pub(super) fn render_whole(contact: &Contact) -> Value {
    let mut whole = render(contact);
    for (name, value) in CONTACT_FIELDS.iter().zip(&contact.fields) {
        whole[*name] = value.as_deref().filter(|value| !value.is_empty()).into();
    }
    whole
}

fn unknown() -> ErrorResponse {
    ErrorResponse::not_found("Contact not found")
}

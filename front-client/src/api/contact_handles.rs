//! Contact handles: the addresses of a contact. Only these operations change them; updating the contact does not.
//!
//! A handle belongs to one contact in the whole company. To move it, remove it from one contact and add it to the
//! other.
//!
//! ```
//! use front_client::{Endpoint, api::contact_handles::RemoveContactHandle, api::contacts::Handle};
//!
//! let request = RemoveContactHandle::new("crd_1", Handle::email("jane@example.com")).to_request()?;
//! assert_eq!(request.uri(), "/contacts/crd_1/handles");
//! assert_eq!(request.body(), r#"{"force":false,"handle":"jane@example.com","source":"email"}"#);
//! # Ok::<(), front_client::Error>(())
//! ```

use client_core::request;

use crate::{
    api::{
        check,
        contacts::{Handle, HandleSource, check_handle},
    },
    id::ContactId,
};

/// Adds a handle, such as a second e-mail address, to a contact.
#[request(POST "/contacts/{contact_id}/handles", scopes = ["contacts:write"], check = check_added, new = none)]
pub struct AddContactHandle {
    /// Contact id, or an alias such as `alt:email:jane@example.com`.
    contact_id: ContactId,
    /// Address, number or name. A phone number begins with `+` and the country code.
    handle: String,
    /// Kind of address.
    source: HandleSource,
}

impl AddContactHandle {
    /// Creates a request for this contact and handle.
    pub fn new(contact_id: impl Into<ContactId>, handle: Handle) -> Self {
        Self { contact_id: contact_id.into(), source: handle.source, handle: handle.handle }
    }
}

fn check_added(request: &AddContactHandle) -> Result<(), String> {
    check_handle(&request.source, &request.handle)
}

/// Removes a handle from a contact.
///
/// Front refuses to remove the last handle unless `force` is true; then it deletes the contact.
#[request(DELETE "/contacts/{contact_id}/handles", scopes = ["contacts:write"], new = none)]
pub struct RemoveContactHandle {
    /// Contact id, or an alias such as `alt:email:jane@example.com`.
    contact_id: ContactId,
    /// Address, number or name, exactly as stored on the contact.
    // A stored number may lack its country code and must still be removable.
    #[check(check::not_blank)]
    handle: String,
    /// Kind of address.
    source: HandleSource,
    /// Deletes the whole contact if this is its last handle. Defaults to `false`.
    #[default]
    #[no_setter]
    force: bool,
}

impl RemoveContactHandle {
    /// Creates a request for this contact and handle.
    pub fn new(contact_id: impl Into<ContactId>, handle: Handle) -> Self {
        Self { contact_id: contact_id.into(), source: handle.source, handle: handle.handle, force: false }
    }

    /// Deletes the whole contact if this is its last handle.
    #[must_use]
    pub fn delete_contact_with_last_handle(mut self) -> Self {
        self.force = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    #[test]
    fn deleting_the_contact_needs_an_explicit_setter() {
        let request = RemoveContactHandle::new("crd_1", Handle::phone("+491234"))
            .delete_contact_with_last_handle()
            .to_request()
            .unwrap();
        assert_eq!(request.body(), r#"{"force":true,"handle":"+491234","source":"phone"}"#);
    }

    #[test]
    fn a_phone_number_needs_its_country() {
        let error = AddContactHandle::new("crd_1", Handle::phone("491234")).to_request().unwrap_err();
        assert!(error.to_string().contains("`+`"), "{error}");
    }
}

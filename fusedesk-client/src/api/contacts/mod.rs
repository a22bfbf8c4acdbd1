//! Contacts: the people that cases and chats are about.
//!
//! A contact has an id in FuseDesk, a [`ContactUuid`], and usually one in the CRM, a [`CrmContactId`]. Cases
//! contain both, as `contactUuid` and `contactid`.

mod create;
mod search;
mod update;

pub use create::*;
pub use search::*;
pub use update::*;

use client_core::response;

use crate::{
    id::{ContactUuid, CrmContactId},
    record::Record,
    time::Moment,
};

/// A contact. Searches return some of the fields, [`GetContact`] returns all.
#[response(reader = crate::record)]
pub struct Contact {
    /// The contact in FuseDesk.
    pub id: Option<ContactUuid>,
    /// The contact in the CRM.
    #[serde(rename = "crmId")]
    pub crm_id: Option<CrmContactId>,
    /// First name.
    #[serde(rename = "firstName")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(rename = "lastName")]
    pub last_name: Option<String>,
    /// E-mail address.
    #[serde(rename = "emailAddress")]
    pub email: Option<String>,
    /// A second e-mail address.
    #[serde(rename = "emailAddress2")]
    pub email_2: Option<String>,
    /// A third e-mail address.
    #[serde(rename = "emailAddress3")]
    pub email_3: Option<String>,
    /// The phone number.
    #[serde(rename = "phone1")]
    pub phone: Option<String>,
    /// The extension of the phone number.
    #[serde(rename = "phoneExt1")]
    pub phone_extension: Option<String>,
    /// A second phone number.
    #[serde(rename = "phone2")]
    pub phone_2: Option<String>,
    /// The extension of the second phone number.
    #[serde(rename = "phoneExt2")]
    pub phone_2_extension: Option<String>,
    /// The company, by name.
    pub company: Option<String>,
    /// The website.
    pub website: Option<String>,
    /// The time zone, such as America/New_York.
    #[serde(rename = "timeZone")]
    pub time_zone: Option<String>,
    /// The street of the billing address.
    #[serde(rename = "street1Billing")]
    pub billing_street: Option<String>,
    /// The second line of the billing address.
    #[serde(rename = "street2Billing")]
    pub billing_street_2: Option<String>,
    /// The city of the billing address.
    #[serde(rename = "cityBilling")]
    pub billing_city: Option<String>,
    /// The state of the billing address.
    #[serde(rename = "stateBilling")]
    pub billing_state: Option<String>,
    /// The postal code of the billing address.
    #[serde(rename = "postalBilling")]
    pub billing_postal_code: Option<String>,
    /// The country of the billing address.
    #[serde(rename = "countryBilling")]
    pub billing_country: Option<String>,
    /// Time of creation.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
    /// Time of the last change.
    #[serde(rename = "dateUpdated")]
    pub updated_at: Option<Moment>,
}

impl Record for Contact {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}

client_core::ids! {
    /// Contact, by its id in FuseDesk or in the CRM.
    ContactKey;
}

impl From<ContactUuid> for ContactKey {
    fn from(id: ContactUuid) -> Self {
        Self(id.into())
    }
}

impl From<&ContactUuid> for ContactKey {
    fn from(id: &ContactUuid) -> Self {
        Self(id.as_str().to_owned())
    }
}

impl From<CrmContactId> for ContactKey {
    fn from(id: CrmContactId) -> Self {
        Self(id.to_string())
    }
}

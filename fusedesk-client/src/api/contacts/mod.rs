//! Contacts: the people that cases and chats are about.
//!
//! A contact has an id in FuseDesk, a [`ContactUuid`], and most have a number in the CRM, a [`CrmContactId`]. Cases know
//! both, as `contactUuid` and `contactid`.

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

/// A contact. Searches answer some of the fields, [`GetContact`] all.
#[response(reader = crate::record)]
pub struct Contact {
    /// The contact in FuseDesk.
    pub id: Option<ContactUuid>,
    /// The contact in the CRM.
    #[serde(rename = "crmId")]
    pub crm_id: Option<CrmContactId>,
    /// The first name.
    #[serde(rename = "firstName")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(rename = "lastName")]
    pub last_name: Option<String>,
    /// The e-mail address.
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
    /// When it was created.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
    /// When it was last changed.
    #[serde(rename = "dateUpdated")]
    pub updated_at: Option<Moment>,
}

impl Record for Contact {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}

client_core::ids! {
    /// A contact where either its id in FuseDesk or its number in the CRM will do.
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

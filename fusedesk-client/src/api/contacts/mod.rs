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

use crate::{ContactUuid, CrmContactId, Moment, Record, record::record};

record! {
    /// A contact. Searches answer some of the fields, [`GetContact`] all.
    pub struct Contact {
        /// The contact in FuseDesk.
        pub id: Option<ContactUuid> = "id",
        /// The contact in the CRM.
        pub crm_id: Option<CrmContactId> = "crmId",
        /// The first name.
        pub first_name: Option<String> = "firstName",
        /// The last name.
        pub last_name: Option<String> = "lastName",
        /// The e-mail address.
        pub email: Option<String> = "emailAddress",
        /// A second e-mail address.
        pub email_2: Option<String> = "emailAddress2",
        /// A third e-mail address.
        pub email_3: Option<String> = "emailAddress3",
        /// The phone number.
        pub phone: Option<String> = "phone1",
        /// The extension of the phone number.
        pub phone_extension: Option<String> = "phoneExt1",
        /// A second phone number.
        pub phone_2: Option<String> = "phone2",
        /// The extension of the second phone number.
        pub phone_2_extension: Option<String> = "phoneExt2",
        /// The company, by name.
        pub company: Option<String> = "company",
        /// The website.
        pub website: Option<String> = "website",
        /// The time zone, such as America/New_York.
        pub time_zone: Option<String> = "timeZone",
        /// The street of the billing address.
        pub billing_street: Option<String> = "street1Billing",
        /// The second line of the billing address.
        pub billing_street_2: Option<String> = "street2Billing",
        /// The city of the billing address.
        pub billing_city: Option<String> = "cityBilling",
        /// The state of the billing address.
        pub billing_state: Option<String> = "stateBilling",
        /// The postal code of the billing address.
        pub billing_postal_code: Option<String> = "postalBilling",
        /// The country of the billing address.
        pub billing_country: Option<String> = "countryBilling",
        /// When it was created.
        pub created_at: Option<Moment> = "dateCreated",
        /// When it was last changed.
        pub updated_at: Option<Moment> = "dateUpdated",
    }
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

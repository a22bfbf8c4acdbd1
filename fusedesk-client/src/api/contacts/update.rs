//! Changing contacts.

use client_core::request;

use crate::{
    api::{
        check,
        contacts::{Contact, ContactKey},
    },
    write_response::WriteResponse,
};

/// Updates a contact. Absent fields stay unchanged. No field can be cleared.
#[request(POST "/api/v2/contacts/{contactId}" -> WriteResponse<Contact>, check = check::changes)]
pub struct UpdateContact {
    /// The contact, by its id in FuseDesk or in the CRM.
    #[serde(rename = "contactId")]
    contact: ContactKey,
    /// First name.
    #[serde(rename = "firstName")]
    #[check(check::text)]
    first_name: Option<String>,
    /// Last name.
    #[serde(rename = "lastName")]
    #[check(check::text)]
    last_name: Option<String>,
    /// E-mail address.
    #[serde(rename = "emailAddress")]
    #[check(check::text)]
    email: Option<String>,
    /// A second e-mail address.
    #[serde(rename = "emailAddress2")]
    #[check(check::text)]
    email_2: Option<String>,
    /// A third e-mail address.
    #[serde(rename = "emailAddress3")]
    #[check(check::text)]
    email_3: Option<String>,
    /// The phone number.
    #[serde(rename = "phone1")]
    #[check(check::text)]
    phone: Option<String>,
    /// The extension of the phone number.
    #[serde(rename = "phoneExt1")]
    #[check(check::text)]
    phone_extension: Option<String>,
    /// A second phone number.
    #[serde(rename = "phone2")]
    #[check(check::text)]
    phone_2: Option<String>,
    /// The extension of the second phone number.
    #[serde(rename = "phoneExt2")]
    #[check(check::text)]
    phone_2_extension: Option<String>,
    /// The company, by name.
    #[check(check::text)]
    company: Option<String>,
    /// The website.
    #[check(check::text)]
    website: Option<String>,
    /// The time zone, such as America/New_York.
    #[serde(rename = "timeZone")]
    #[check(check::text)]
    time_zone: Option<String>,
    /// The street of the billing address.
    #[serde(rename = "street1Billing")]
    #[check(check::text)]
    billing_street: Option<String>,
    /// The second line of the billing address.
    #[serde(rename = "street2Billing")]
    #[check(check::text)]
    billing_street_2: Option<String>,
    /// The city of the billing address.
    #[serde(rename = "cityBilling")]
    #[check(check::text)]
    billing_city: Option<String>,
    /// The state of the billing address.
    #[serde(rename = "stateBilling")]
    #[check(check::text)]
    billing_state: Option<String>,
    /// The postal code of the billing address.
    #[serde(rename = "postalBilling")]
    #[check(check::text)]
    billing_postal_code: Option<String>,
    /// The country of the billing address.
    #[serde(rename = "countryBilling")]
    #[check(check::text)]
    billing_country: Option<String>,
}

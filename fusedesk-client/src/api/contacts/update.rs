//! Changing contacts.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, FuseDesk, Written,
    api::{
        check_changes, check_texts,
        contacts::{Contact, ContactKey},
    },
};

/// Changes a contact. What is left out stays as it is; nothing can be cleared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateContact {
    /// The contact: its id in FuseDesk, or its number in the CRM.
    #[serde(rename = "contactId")]
    contact: ContactKey,
    /// The first name.
    #[serde(rename = "firstName", default, skip_serializing_if = "Option::is_none")]
    first_name: Option<String>,
    /// The last name.
    #[serde(rename = "lastName", default, skip_serializing_if = "Option::is_none")]
    last_name: Option<String>,
    /// The e-mail address.
    #[serde(rename = "emailAddress", default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// A second e-mail address.
    #[serde(rename = "emailAddress2", default, skip_serializing_if = "Option::is_none")]
    email_2: Option<String>,
    /// A third e-mail address.
    #[serde(rename = "emailAddress3", default, skip_serializing_if = "Option::is_none")]
    email_3: Option<String>,
    /// The phone number.
    #[serde(rename = "phone1", default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// The extension of the phone number.
    #[serde(rename = "phoneExt1", default, skip_serializing_if = "Option::is_none")]
    phone_extension: Option<String>,
    /// A second phone number.
    #[serde(rename = "phone2", default, skip_serializing_if = "Option::is_none")]
    phone_2: Option<String>,
    /// The extension of the second phone number.
    #[serde(rename = "phoneExt2", default, skip_serializing_if = "Option::is_none")]
    phone_2_extension: Option<String>,
    /// The company, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    /// The website.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    website: Option<String>,
    /// The time zone, such as America/New_York.
    #[serde(rename = "timeZone", default, skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    /// The street of the billing address.
    #[serde(rename = "street1Billing", default, skip_serializing_if = "Option::is_none")]
    billing_street: Option<String>,
    /// The second line of the billing address.
    #[serde(rename = "street2Billing", default, skip_serializing_if = "Option::is_none")]
    billing_street_2: Option<String>,
    /// The city of the billing address.
    #[serde(rename = "cityBilling", default, skip_serializing_if = "Option::is_none")]
    billing_city: Option<String>,
    /// The state of the billing address.
    #[serde(rename = "stateBilling", default, skip_serializing_if = "Option::is_none")]
    billing_state: Option<String>,
    /// The postal code of the billing address.
    #[serde(rename = "postalBilling", default, skip_serializing_if = "Option::is_none")]
    billing_postal_code: Option<String>,
    /// The country of the billing address.
    #[serde(rename = "countryBilling", default, skip_serializing_if = "Option::is_none")]
    billing_country: Option<String>,
}

impl UpdateContact {
    /// A change of this contact; say what with the setters.
    pub fn new(contact: impl Into<ContactKey>) -> Self {
        Self {
            contact: contact.into(),
            first_name: None,
            last_name: None,
            email: None,
            email_2: None,
            email_3: None,
            phone: None,
            phone_extension: None,
            phone_2: None,
            phone_2_extension: None,
            company: None,
            website: None,
            time_zone: None,
            billing_street: None,
            billing_street_2: None,
            billing_city: None,
            billing_state: None,
            billing_postal_code: None,
            billing_country: None,
        }
    }

    /// The first name.
    #[must_use]
    pub fn first_name(mut self, first_name: impl Into<String>) -> Self {
        self.first_name = Some(first_name.into());
        self
    }

    /// The last name.
    #[must_use]
    pub fn last_name(mut self, last_name: impl Into<String>) -> Self {
        self.last_name = Some(last_name.into());
        self
    }

    /// The e-mail address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// A second e-mail address.
    #[must_use]
    pub fn email_2(mut self, email_2: impl Into<String>) -> Self {
        self.email_2 = Some(email_2.into());
        self
    }

    /// A third e-mail address.
    #[must_use]
    pub fn email_3(mut self, email_3: impl Into<String>) -> Self {
        self.email_3 = Some(email_3.into());
        self
    }

    /// The phone number.
    #[must_use]
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.phone = Some(phone.into());
        self
    }

    /// The extension of the phone number.
    #[must_use]
    pub fn phone_extension(mut self, phone_extension: impl Into<String>) -> Self {
        self.phone_extension = Some(phone_extension.into());
        self
    }

    /// A second phone number.
    #[must_use]
    pub fn phone_2(mut self, phone_2: impl Into<String>) -> Self {
        self.phone_2 = Some(phone_2.into());
        self
    }

    /// The extension of the second phone number.
    #[must_use]
    pub fn phone_2_extension(mut self, phone_2_extension: impl Into<String>) -> Self {
        self.phone_2_extension = Some(phone_2_extension.into());
        self
    }

    /// The company, by name.
    #[must_use]
    pub fn company(mut self, company: impl Into<String>) -> Self {
        self.company = Some(company.into());
        self
    }

    /// The website.
    #[must_use]
    pub fn website(mut self, website: impl Into<String>) -> Self {
        self.website = Some(website.into());
        self
    }

    /// The time zone, such as America/New_York.
    #[must_use]
    pub fn time_zone(mut self, time_zone: impl Into<String>) -> Self {
        self.time_zone = Some(time_zone.into());
        self
    }

    /// The street of the billing address.
    #[must_use]
    pub fn billing_street(mut self, billing_street: impl Into<String>) -> Self {
        self.billing_street = Some(billing_street.into());
        self
    }

    /// The second line of the billing address.
    #[must_use]
    pub fn billing_street_2(mut self, billing_street_2: impl Into<String>) -> Self {
        self.billing_street_2 = Some(billing_street_2.into());
        self
    }

    /// The city of the billing address.
    #[must_use]
    pub fn billing_city(mut self, billing_city: impl Into<String>) -> Self {
        self.billing_city = Some(billing_city.into());
        self
    }

    /// The state of the billing address.
    #[must_use]
    pub fn billing_state(mut self, billing_state: impl Into<String>) -> Self {
        self.billing_state = Some(billing_state.into());
        self
    }

    /// The postal code of the billing address.
    #[must_use]
    pub fn billing_postal_code(mut self, billing_postal_code: impl Into<String>) -> Self {
        self.billing_postal_code = Some(billing_postal_code.into());
        self
    }

    /// The country of the billing address.
    #[must_use]
    pub fn billing_country(mut self, billing_country: impl Into<String>) -> Self {
        self.billing_country = Some(billing_country.into());
        self
    }
}

impl Endpoint for UpdateContact {
    type Vendor = FuseDesk;
    type Output = Written<Contact>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v2/contacts/{contactId}";
    const SCOPES: &'static [&'static str] = &[];

    fn validate(&self) -> Result<(), String> {
        check_texts(&[
            ("firstName", &self.first_name),
            ("lastName", &self.last_name),
            ("emailAddress", &self.email),
            ("emailAddress2", &self.email_2),
            ("emailAddress3", &self.email_3),
            ("phone1", &self.phone),
            ("phoneExt1", &self.phone_extension),
            ("phone2", &self.phone_2),
            ("phoneExt2", &self.phone_2_extension),
            ("company", &self.company),
            ("website", &self.website),
            ("timeZone", &self.time_zone),
            ("street1Billing", &self.billing_street),
            ("street2Billing", &self.billing_street_2),
            ("cityBilling", &self.billing_city),
            ("stateBilling", &self.billing_state),
            ("postalBilling", &self.billing_postal_code),
            ("countryBilling", &self.billing_country),
        ])?;
        check_changes(self, &["contactId"])
    }
}

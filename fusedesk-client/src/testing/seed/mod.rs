//! The company of [`FakeDesk::seeded`](super::FakeDesk::seeded): Acme, which sells software and supports it.
//!
//! Its customers and reps are those of the fake Front of `front-client`, with the same addresses and phone
//! numbers, so that one person can be found in both. The 17 cases are new, open, closed, snoozed or without a
//! contact. One has a long history, one contains hidden instructions for agents. Elena Voss has all kinds of
//! records: cases, notes, a call, chats and e-mails. Times are relative to the creation of the fake. Ids never
//! change, and the constants here name those used in tests and examples.
//!
//! ```
//! use fusedesk_client::testing::{FakeDesk, seed};
//!
//! let fake = FakeDesk::seeded();
//! let dispute = fake.case(seed::DISPUTE).unwrap();
//! assert_eq!((&dispute["status"], &dispute["contactid"]), (&"new".into(), &seed::ELENA_CRM.into()));
//! let elena = fake.contact(seed::ELENA).unwrap();
//! assert_eq!(elena["emailAddress"], "elena.voss@northwind.example");
//! // The rep's promise is in the transcript only.
//! assert!(!fake.chat(seed::PROMISE).unwrap()["dateClosed"].is_null());
//! ```

use std::time::Duration;

use super::build::NewContact;
use super::model::{CaseTag, Department, Rep};
use super::state::State;

mod cases;
mod chats;
mod mail;

/// Sarah Chen (`sarah@acme.example`), billing. Her user id, which is `repid` in cases.
pub const SARAH: u64 = 101;
/// David Okafor (`david@acme.example`), engineer.
pub const DAVID: u64 = 102;
/// Mia Larsen (`mia@acme.example`), who leads customer care.
pub const MIA: u64 = 103;
/// Tom Reyes (`tom@acme.example`), whose account is disabled.
pub const TOM: u64 = 104;
/// The `repid` of [`SARAH`]'s own rep record. No other record uses it.
pub const SARAHS_REP_ID: u64 = 11;

/// The department Support: all reps.
pub const SUPPORT: u64 = 21;
/// The department Billing: Sarah and Mia.
pub const BILLING: u64 = 22;
/// The department Sales: Mia.
pub const SALES: u64 = 23;
/// The department Integrations: David.
pub const INTEGRATIONS: u64 = 24;
/// An archived department.
pub const ONBOARDING: u64 = 25;

/// The case tag VIP.
pub const VIP: u64 = 31;
/// The case tag Billing Dispute.
pub const BILLING_DISPUTE: u64 = 32;
/// The case tag Refund.
pub const REFUND: u64 = 33;
/// The case tag API Error.
pub const API_ERROR_TAG: u64 = 34;
/// The case tag Urgent, which no case has.
pub const URGENT: u64 = 35;
/// The archived case tag Beta 2021.
pub const ARCHIVED_TAG: u64 = 36;

/// Elena Voss of Northwind Traders (`elena.voss@northwind.example`, +49 30 901820), a VIP: her UUID.
pub const ELENA: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
/// The id of [`ELENA`] in the CRM.
pub const ELENA_CRM: u64 = 5001;
/// Raj Patel of Globex (`raj@globex.example`), a VIP.
pub const RAJ: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
/// The id of [`RAJ`] in the CRM.
pub const RAJ_CRM: u64 = 5002;
/// Jonas Weber (`jonas@weberdesign.example`).
pub const JONAS: &str = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
/// The id of [`JONAS`] in the CRM.
pub const JONAS_CRM: u64 = 5003;
/// Priya Nair (`priya@lumen.example`).
pub const PRIYA: &str = "6fa459ea-ee8a-4ca4-894e-db77e160355e";
/// The id of [`PRIYA`] in the CRM.
pub const PRIYA_CRM: u64 = 5004;
/// A contact without a name, with the phone number +1 415 555 0100 only.
pub const NAMELESS: &str = "886313e1-3b8a-4372-9b90-0c9aee199e5d";
/// Alex Moreno (`alex@example.com`), with one open and one closed case.
pub const ALEX: &str = "9a3f7c1e-2b4d-4e8a-b7c5-5d1e0f6a8b92";
/// The id of [`ALEX`] in the CRM.
pub const ALEX_CRM: u64 = 5006;
/// Dana Whitfield (`dana.whitfield@harbor.example`), the client of [`PROMISE`], which does not name her contact.
pub const DANA: &str = "3d6f4a58-90be-4c1d-8e2f-7ab1c2d3e4f5";
/// The id of [`DANA`] in the CRM.
pub const DANA_CRM: u64 = 5007;
/// Dana Whitlock (`d.whitlock@pinecrest.example`), an unrelated person with nearly the same name.
pub const OTHER_DANA: &str = "c1a2b3d4-e5f6-4789-8abc-def012345678";

/// New, of Elena (VIP): charged twice. Her second mail is 30 hours old, in HTML with quoted history.
pub const DISPUTE: u64 = 2001;
/// New, of Jonas: the VAT of an invoice; waiting for 5 hours.
pub const VAT_DISPUTE: u64 = 2002;
/// New, of Raj (VIP): status 500 from the API; waiting for 2 hours.
pub const API_ERROR: u64 = 2003;
/// New, of Priya: her webhooks fail; waiting for 26 hours.
pub const WEBHOOK_ERROR: u64 = 2004;
/// New, without a contact: a mail with instructions for agents in hidden text. Waiting for 3 hours.
pub const HOSTILE: u64 = 2005;
/// Open, of Alex: an export stops; opened 30 hours ago.
pub const EXPORT: u64 = 2006;
/// Closed, of Alex: 40 days old.
pub const OLD_LOGIN: u64 = 2007;
/// Open, of Jonas: Sarah has answered.
pub const ANSWERED: u64 = 2008;
/// New, of Raj (VIP): his second mail is 50 hours old. A note says that his renewal depends on it.
pub const OVERDUE: u64 = 2009;
/// Open, of Priya: more than 40 entries.
pub const LONG: u64 = 2010;
/// Open and snoozed until tomorrow, of Raj.
pub const SNOOZED: u64 = 2011;
/// Closed, of Elena: a paid refund, with a rating.
pub const REFUNDED: u64 = 2012;
/// Open, of Elena: a call about the renewal and a note.
pub const RENEWAL: u64 = 2013;
/// New, in Sales, of a visitor without a contact.
pub const LEAD: u64 = 2014;
/// New, of Priya: a duplicate of [`WEBHOOK_ERROR`].
pub const DUPLICATE: u64 = 2015;
/// New, of [`NAMELESS`].
pub const CALLBACK: u64 = 2016;
/// Open, of Elena: single sign-on. Its chat is [`SSO_CHAT`].
pub const SSO: u64 = 2017;

/// Closed by David, with the promise that the engineering team reviews the logs. Names its client, Dana Whitfield,
/// but not her contact.
pub const PROMISE: &str = "ch-9099";
/// Active: Elena waits for a response about her seats.
pub const SEATS_CHAT: &str = "ch-9101";
/// Active: a visitor without a name asks for a plan for schools.
pub const VISITOR_CHAT: &str = "ch-9102";
/// Active: belongs to [`SSO`].
pub const SSO_CHAT: &str = "ch-9103";

/// E-mail of Elena without a case.
pub const ORDER_NUMBER_EMAIL: &str = "e8801";
/// E-mail with a request for a quote.
pub const QUOTE_EMAIL: &str = "e8802";
/// Spam, by its score.
pub const SPAM_EMAIL: &str = "e8803";

pub(super) const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

pub(super) const fn hours(hours: u64) -> Duration {
    minutes(60 * hours)
}

pub(super) const fn days(days: u64) -> Duration {
    hours(24 * days)
}

pub(super) fn fill(state: &mut State) {
    state.backdate(days(400), company);
    cases::fill(state);
    chats::fill(state);
}

fn company(state: &mut State) {
    let created = state.now();
    for (user_id, rep_id, first_name, last_name, department, active) in [
        (SARAH, SARAHS_REP_ID, "Sarah", "Chen", BILLING, true),
        (DAVID, 12, "David", "Okafor", INTEGRATIONS, true),
        (MIA, 13, "Mia", "Larsen", SUPPORT, true),
        (TOM, 14, "Tom", "Reyes", SUPPORT, false),
    ] {
        let rep = Rep {
            user_id,
            rep_id,
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email: format!("{}@acme.example", first_name.to_lowercase()),
            active,
            department: Some(department),
            created,
        };
        state.reps.insert(user_id, rep);
    }
    for (id, name, reps) in [
        (SUPPORT, "Support", None),
        (BILLING, "Billing", Some(vec![SARAH, MIA])),
        (SALES, "Sales", Some(vec![MIA])),
        (INTEGRATIONS, "Integrations", Some(vec![DAVID])),
        (ONBOARDING, "Onboarding 2021", Some(vec![TOM])),
    ] {
        let department = Department {
            id,
            name: name.to_owned(),
            all_reps: reps.is_none(),
            reps: reps.unwrap_or_default(),
            created,
            archived: (id == ONBOARDING).then_some(created),
            // Stale after a day, with a warning after half a day. Feedback request an hour after closing.
            numbers: [Some(1_440), Some(720), Some(60), Some(30), Some(100), None, None],
            ..Department::default()
        };
        state.departments.insert(id, department);
    }
    for (id, name) in [
        (VIP, "VIP"),
        (BILLING_DISPUTE, "Billing Dispute"),
        (REFUND, "Refund"),
        (API_ERROR_TAG, "API Error"),
        (URGENT, "Urgent"),
        (ARCHIVED_TAG, "Beta 2021"),
    ] {
        state.case_tags.insert(id, CaseTag { id, name: name.to_owned(), hidden: id == ARCHIVED_TAG });
    }
    state.integrations.push((12, "Website chat".into(), "livechat".into()));
    state.integrations.push((15, "Facebook page".into(), "facebook".into()));
    customers(state);
}

fn customers(state: &mut State) {
    for (ids, name, email, phone, company) in [
        (
            (ELENA, ELENA_CRM),
            ("Elena", "Voss"),
            "elena.voss@northwind.example",
            "+49 30 901820",
            "Northwind Traders",
        ),
        ((RAJ, RAJ_CRM), ("Raj", "Patel"), "raj@globex.example", "", "Globex"),
        ((JONAS, JONAS_CRM), ("Jonas", "Weber"), "jonas@weberdesign.example", "", "Weber Design"),
        ((PRIYA, PRIYA_CRM), ("Priya", "Nair"), "priya@lumen.example", "", "Lumen"),
        ((NAMELESS, 5005), ("", ""), "", "+1 (415) 555-0100", ""),
        ((ALEX, ALEX_CRM), ("Alex", "Moreno"), "alex@example.com", "+1 617 555 0142", "Moreno Studio"),
        ((DANA, DANA_CRM), ("Dana", "Whitfield"), "dana.whitfield@harbor.example", "", "Harbor Logistics"),
        ((OTHER_DANA, 5008), ("Dana", "Whitlock"), "d.whitlock@pinecrest.example", "", "Pinecrest"),
    ] {
        let mut contact = NewContact::new(name.0, name.1).email(email).phone(phone).company(company);
        if ids.0 == ELENA {
            contact = contact
                .field("emailAddress2", "finance@northwind.example")
                .field("website", "https://northwind.example")
                .field("timeZone", "Europe/Berlin")
                .field("street1Billing", "Speicherstrasse 8")
                .field("cityBilling", "Hamburg")
                .field("postalBilling", "20457")
                .field("countryBilling", "Germany");
        }
        contact.ids(ids.0, ids.1).add(state);
    }
}

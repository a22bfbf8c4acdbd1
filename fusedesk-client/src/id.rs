//! Identifiers, one type for each thing.
//!
//! FuseDesk gives several things the same name and one thing several names, and most mistakes with its API are an id of
//! one kind where another was meant. Here they are types, and none converts into another:
//!
//! | type | what FuseDesk calls it |
//! | --- | --- |
//! | [`RepUserId`] | `repid` of cases, notes, bulk updates and closed chats; `repId` of chats; `repUserIds`, `userId` |
//! | [`RepId`] | `repid` of a rep, which no operation takes |
//! | [`CrmContactId`] | `contactid` of cases, `contactId` of chats, `crmId` of contacts: the contact in the CRM |
//! | [`ContactUuid`] | `contactUuid`, `id` of contacts: the contact in FuseDesk |
//! | [`DepartmentId`] | `depid`, `departmentid`, `departmentId`, `id` of departments |
//!
//! ```
//! use fusedesk_client::{CaseId, RepUserId, api::cases::UpdateCase};
//! let update = UpdateCase::new(CaseId::new(1042)).rep(RepUserId::new(7));
//! ```
//!
//! What a rep's own record calls `repid` is not what a case calls `repid`, and does not compile:
//!
//! ```compile_fail,E0277
//! use fusedesk_client::{CaseId, RepId, api::cases::UpdateCase};
//! let update = UpdateCase::new(CaseId::new(1042)).rep(RepId::new(3));
//! ```

client_core::int_ids! {
    /// A case. Not the case number that people see, which is a text such as `ABCD1234`.
    CaseId;
    /// A tag of cases.
    CaseTagId;
    /// A company in the CRM.
    CompanyId;
    /// An automation in the CRM.
    CrmAutomationId;
    /// A contact in the CRM: `contactid`. FuseDesk's own id of a contact is a [`ContactUuid`].
    CrmContactId;
    /// A tag in the CRM, on contacts. A tag on cases is a [`CaseTagId`].
    CrmTagId;
    /// A department.
    DepartmentId;
    /// A note in the history of a case.
    NoteId;
    /// What a rep's own record calls `repid`. No operation takes it: cases and all else name a rep by a [`RepUserId`].
    RepId;
    /// A rep, by the number of the user: what FuseDesk calls `repid` wherever something belongs to a rep.
    RepUserId;
    /// A template of notes or replies.
    TemplateId;
}

client_core::ids! {
    /// A chat.
    ChatId;
    /// A contact in FuseDesk: `contactUuid`. The contact in the CRM has a [`CrmContactId`].
    ContactUuid;
    /// An e-mail.
    EmailId;
    /// An integration, such as a chat widget on a website.
    IntegrationId;
    /// A webhook.
    WebhookId;
}

//! Identifiers, one type for each resource.
//!
//! FuseDesk uses the same name for several ids, and several names for the same id. Most mistakes with its API are
//! ids of the wrong kind. Each kind is a type here, and none converts into another:
//!
//! | type | name in FuseDesk |
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
//! The `repid` of a rep's own record is not the `repid` of a case, and does not compile:
//!
//! ```compile_fail,E0277
//! use fusedesk_client::{CaseId, RepId, api::cases::UpdateCase};
//! let update = UpdateCase::new(CaseId::new(1042)).rep(RepId::new(3));
//! ```

client_core::int_ids! {
    /// A case. Not the case number shown to people, which is a text such as `ABCD1234`.
    CaseId;
    /// A case tag.
    CaseTagId;
    /// A company in the CRM.
    CompanyId;
    /// An automation in the CRM.
    CrmAutomationId;
    /// A contact in the CRM: `contactid`. The contact in FuseDesk has a [`ContactUuid`].
    CrmContactId;
    /// A tag in the CRM, on contacts. A tag on cases is a [`CaseTagId`].
    CrmTagId;
    /// A department.
    DepartmentId;
    /// A note in the history of a case.
    NoteId;
    /// The `repid` of a rep's own record. No operation takes it: cases and all other records name a rep by a
    /// [`RepUserId`].
    RepId;
    /// A rep, by user id: `repid` in cases, notes, chats and all other records that belong to a rep.
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

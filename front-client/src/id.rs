//! Identifiers, one type per resource.
//!
//! Each is a string with a prefix of Front's (`cnv_55c8c149`). If the API accepts an alias instead
//! (<https://dev.frontapp.com/docs/resource-aliases-1>), the alias is a value of the same type:
//! `ContactId::new("alt:email:jane@example.com")`. Any text is accepted, because Front does not document the format
//! of its ids. Requests check that an id cannot change the route.

use client_core::ids;

ids! {
    /// Account id, `acc_…`; aliases `alt:domain:…` and `alt:ext_id:…`.
    AccountId;
    /// Attachment id, `fil_…`.
    AttachmentId;
    /// Channel id, `cha_…`; alias `alt:address:…`.
    ChannelId;
    /// Comment id, `com_…`.
    CommentId;
    /// Company id, `cmp_…`.
    CompanyId;
    /// Contact id, `crd_…`; aliases such as `alt:email:…` and `alt:phone:…`.
    ContactId;
    /// Contact list id, `grp_…`.
    ContactListId;
    /// Conversation id, `cnv_…`.
    ConversationId;
    /// Custom field id, `fld_…`.
    CustomFieldId;
    /// Event id, `evt_…`.
    EventId;
    /// Inbox id, `inb_…`.
    InboxId;
    /// Link id, `top_…`.
    LinkId;
    /// Message or draft id, `msg_…`; alias `alt:uid:…`.
    MessageId;
    /// Id of an accepted message before it exists: 32 hexadecimal digits. [`to_message_id`](Self::to_message_id)
    /// returns the alias for reading it.
    MessageUid;
    /// Message template id, `rsp_…`.
    MessageTemplateId;
    /// Rule id, `rul_…`.
    RuleId;
    /// Signature id, `sig_…`.
    SignatureId;
    /// Ticket status id, `sts_…`.
    StatusId;
    /// Tag id, `tag_…`.
    TagId;
    /// Teammate id, `tea_…`; alias `alt:email:…`.
    TeammateId;
    /// Teammate group id, `cir_…`.
    TeammateGroupId;
    /// Team (workspace) id, `tim_…`.
    TeamId;
}

impl MessageUid {
    /// Returns the alias of the message: `alt:uid:…`.
    #[must_use]
    pub fn to_message_id(&self) -> MessageId {
        MessageId::new(format!("alt:uid:{}", self.as_str()))
    }
}

//! Identifiers, one type for each resource.
//!
//! Each is a string with a prefix that Front gives it (`cnv_55c8c149`). Where the API takes an alias in its place
//! (<https://dev.frontapp.com/docs/resource-aliases-1>), the alias is a value of the same type:
//! `ContactId::new("alt:email:jane@example.com")`. Any text is taken: Front does not document the form of its ids, and
//! a request checks that one cannot change the route.

use client_core::ids;

ids! {
    /// An account, `acc_…`; aliases `alt:domain:…` and `alt:ext_id:…`.
    AccountId;
    /// An attachment, `fil_…`.
    AttachmentId;
    /// A channel, `cha_…`; alias `alt:address:…`.
    ChannelId;
    /// A comment, `com_…`.
    CommentId;
    /// A company, `cmp_…`.
    CompanyId;
    /// A contact, `crd_…`; aliases such as `alt:email:…` and `alt:phone:…`.
    ContactId;
    /// A list of contacts, `grp_…`.
    ContactListId;
    /// A conversation, `cnv_…`.
    ConversationId;
    /// A custom field, `fld_…`.
    CustomFieldId;
    /// An event, `evt_…`.
    EventId;
    /// An inbox, `inb_…`.
    InboxId;
    /// A link, `top_…`.
    LinkId;
    /// A message or draft, `msg_…`; alias `alt:uid:…`.
    MessageId;
    /// What Front announces a message by before it exists; 32 hexadecimal digits.
    /// [`to_message_id`](Self::to_message_id) is the alias to look it up by.
    MessageUid;
    /// A message template, `rsp_…`.
    MessageTemplateId;
    /// A rule, `rul_…`.
    RuleId;
    /// A signature, `sig_…`.
    SignatureId;
    /// A ticket status, `sts_…`.
    StatusId;
    /// A tag, `tag_…`.
    TagId;
    /// A teammate, `tea_…`; alias `alt:email:…`.
    TeammateId;
    /// A group of teammates, `cir_…`.
    TeammateGroupId;
    /// A team, which Front also calls a workspace, `tim_…`.
    TeamId;
}

impl MessageUid {
    /// The alias of the message: `alt:uid:…`.
    #[must_use]
    pub fn to_message_id(&self) -> MessageId {
        MessageId::new(format!("alt:uid:{}", self.as_str()))
    }
}

//! Rows of contacts, accounts, tags, inboxes, teammates, teams, channels, custom fields and the token.

use front_client::{
    PageToken, Timestamp, Upload,
    api::{
        SortOrder,
        accounts::*,
        channels::*,
        contact_handles::*,
        contact_notes::*,
        contacts::*,
        conversations::{ConversationFilter, StatusCategory, StatusFilter},
        custom_fields::*,
        identity::*,
        inboxes::*,
        tags::*,
        teammates::*,
        teams::*,
    },
};
use serde_json::{Map, Value, json};

use super::row::{Row, list, nothing, one};

fn token() -> PageToken {
    "92f32bcd".into()
}

fn custom_fields() -> Map<String, Value> {
    json!({"Job Title": "firefighter", "isVIP": true, "sla_time": 90}).as_object().unwrap().clone()
}

fn upload() -> Upload {
    Upload::new("a.png", "image/png", "a")
}

fn time() -> Timestamp {
    Timestamp::from_millis(1_701_292_649_333)
}

pub(super) fn rows() -> Vec<Row> {
    let me = vec![one([GetMe::new()])];
    [tags(), contacts(), about_contacts(), accounts(), inboxes(), teammates(), channels(), definitions(), me]
        .into_iter()
        .flatten()
        .collect()
}

/// A list of conversations without and with all filters.
macro_rules! conversations_of {
    ($request:expr) => {
        list([
            $request,
            $request
                .statuses([StatusFilter::Assigned, StatusFilter::Archived])
                .limit(100)
                .page_token(token()),
            $request.q(ConversationFilter::status_categories([StatusCategory::Waiting])),
            $request.q(ConversationFilter::status_ids(["sts_5x"])),
        ])
    };
}

/// A list with all sort and paging arguments.
macro_rules! sorted {
    ($request:expr, $by:expr) => {
        list([$request, $request.sort_by($by).sort_order(SortOrder::Descending).limit(1).page_token(token())])
    };
}

/// A list of contacts with all filter, sort and paging arguments.
macro_rules! contacts_of {
    ($request:expr) => {
        list([
            $request,
            $request
                .updated_after(time())
                .updated_before(time())
                .sort_by(ContactSort::CreatedAt)
                .sort_order(SortOrder::Ascending)
                .limit(100)
                .page_token(token()),
        ])
    };
}

macro_rules! new_tag {
    ($request:expr) => {
        one([
            $request,
            $request
                .description("Billing")
                .highlight(TagHighlight::LightBlue)
                .is_visible_in_conversation_lists(true),
        ])
    };
}

fn tags() -> Vec<Row> {
    vec![
        sorted!(ListTags::new(), TagSort::Id),
        sorted!(ListCompanyTags::new(), TagSort::Id),
        sorted!(ListTeamTags::new("tim_1"), TagSort::Id),
        sorted!(ListTeammateTags::new("tea_1"), TagSort::Id),
        list([ListTagChildren::new("tag_1")]),
        one([GetTag::new("tag_1")]),
        conversations_of!(ListTaggedConversations::new("tag_1")),
        new_tag!(CreateTag::new("a".repeat(MAX_TAG_NAME_CHARS))),
        new_tag!(CreateCompanyTag::new("VIP")),
        new_tag!(CreateTeamTag::new("tim_1", "VIP")),
        new_tag!(CreateTeammateTag::new("tea_1", "VIP")),
        new_tag!(CreateChildTag::new("tag_1", "VIP")),
        nothing([
            UpdateTag::new("tag_1").clear_parent_tag_id(),
            UpdateTag::new("tag_1")
                .name("VIP")
                .description("")
                .highlight(TagHighlight::Purple)
                .parent_tag_id("tag_2")
                .is_visible_in_conversation_lists(false),
        ]),
        nothing([DeleteTag::new("tag_1")]),
    ]
}

macro_rules! new_contact {
    ($request:expr) => {
        one([
            $request,
            $request
                .name("Jane")
                .description("Buys")
                .links(["https://example.com"])
                .list_names(["Newsletter"])
                .custom_field("isVIP", true)
                .avatar(upload()),
        ])
    };
}

fn contacts() -> Vec<Row> {
    let handles = || [Handle::email("a@b.example"), Handle::phone("+491512345"), Handle::custom("a")];
    vec![
        contacts_of!(ListContacts::new()),
        contacts_of!(ListTeamContacts::new("tim_1")),
        contacts_of!(ListTeammateContacts::new("alt:email:a@b.example")),
        one([GetContact::new("alt:email:a@b.example")]),
        conversations_of!(ListContactConversations::new("crd_1")),
        new_contact!(CreateContact::new(handles())),
        new_contact!(CreateTeamContact::new("tim_1", handles())),
        new_contact!(CreateTeammateContact::new("tea_1", handles())),
        nothing([
            UpdateContact::new("crd_1")
                .name("Jane")
                .description("")
                .links([] as [&str; 0])
                .list_names(["Newsletter"])
                .custom_field("isVIP", true)
                .remove_custom_field("city"),
            UpdateContact::new("crd_1").avatar(upload()),
        ]),
        nothing([
            ReplaceContactCustomFields::new("crd_1", custom_fields()),
            ReplaceContactCustomFields::new("crd_1", Map::new()),
        ])
        .variant(),
        nothing([DeleteContact::new("crd_1")]),
        one([
            MergeContacts::new(["crd_1", "crd_2"]),
            MergeContacts::new(["crd_1"]).target_contact_id("crd_2"),
        ]),
    ]
}

fn about_contacts() -> Vec<Row> {
    let source = |source| AddContactHandle::new("crd_1", Handle::new(source, "+a"));
    vec![
        nothing(
            [
                HandleSource::Twitter,
                HandleSource::Email,
                HandleSource::Phone,
                HandleSource::Facebook,
                HandleSource::Intercom,
                HandleSource::FrontChat,
                HandleSource::Custom,
            ]
            .map(source),
        ),
        nothing([
            RemoveContactHandle::new("crd_1", Handle::email("a@b.example")),
            RemoveContactHandle::new("crd_1", Handle::email("a@b.example")).delete_contact_with_last_handle(),
        ]),
        list([ListContactNotes::new("crd_1")]),
        one([AddContactNote::new("crd_1", "tea_1", "Called back.")]),
    ]
}

fn accounts() -> Vec<Row> {
    vec![
        sorted!(ListAccounts::new(), AccountSort::UpdatedAt),
        one([GetAccount::new("alt:domain:b.example")]),
        sorted!(ListAccountContacts::new("acc_1"), ContactSort::UpdatedAt),
        one([
            CreateAccount::new("Northwind"),
            CreateAccount::new("Northwind")
                .description("Import")
                .domains(["b.example"])
                .external_id("nw-1")
                .custom_field("sla_time", 90),
        ]),
        one([UpdateAccount::new("acc_1")
            .name("Northwind")
            .description("")
            .domains([] as [&str; 0])
            .custom_field("sla_time", 90)]),
        one([ReplaceAccountCustomFields::new("acc_1", custom_fields())]).variant(),
        nothing([DeleteAccount::new("acc_1")]),
        nothing([AddAccountContacts::new("acc_1", ["crd_1", "alt:email:a@b.example"])]),
        nothing([RemoveAccountContacts::new("acc_1", ["crd_1"])]),
    ]
}

macro_rules! new_inbox {
    ($request:expr) => {
        one([$request, $request.teammate_ids(["tea_1"]).is_public(true).custom_field("sla_time", 90)])
    };
}

fn inboxes() -> Vec<Row> {
    vec![
        list([ListInboxes::new()]),
        list([ListTeamInboxes::new("tim_1")]),
        list([ListTeammatePrivateInboxes::new("tea_1")]),
        one([GetInbox::new("inb_1")]),
        list([ListInboxChannels::new("inb_1")]),
        conversations_of!(ListInboxConversations::new("inb_1")),
        list([ListInboxAccess::new("inb_1")]),
        new_inbox!(CreateInbox::new("Support")),
        new_inbox!(CreateTeamInbox::new("tim_1", "Support")),
        one([
            CreateTeammatePrivateInbox::new("tea_1", "Mine"),
            CreateTeammatePrivateInbox::new("tea_1", "Mine").custom_field("sla_time", 90),
        ]),
        nothing([AddInboxAccess::new("inb_1", ["tea_1"])]),
        nothing([RemoveInboxAccess::new("inb_1", ["tea_1"])]),
    ]
}

fn teammates() -> Vec<Row> {
    vec![
        list([ListTeammates::new()]),
        one([GetTeammate::new("alt:email:a@b.example")]),
        nothing([UpdateTeammate::new("tea_1")
            .username("sarah_2")
            .first_name("Sarah")
            .last_name("Chen")
            .is_available(false)
            .custom_field("sla_time", 90)]),
        nothing([ReplaceTeammateCustomFields::new("tea_1", custom_fields())]).variant(),
        conversations_of!(ListAssignedConversations::new("tea_1")),
        list([ListTeammateInboxes::new("tea_1")]),
        list([ListTeams::new()]),
        one([GetTeam::new("tim_1")]),
        nothing([AddTeamTeammates::new("tim_1", ["tea_1"])]),
        nothing([RemoveTeamTeammates::new("tim_1", ["tea_1"])]),
    ]
}

fn channels() -> Vec<Row> {
    let custom = || CreateChannel::new("inb_1", NewChannelKind::Custom).application_uid("app");
    vec![
        list([ListChannels::new()]),
        list([ListTeamChannels::new("tim_1")]),
        list([ListTeammateChannels::new("tea_1")]),
        one([GetChannel::new("alt:address:a@b.example")]),
        nothing([
            CreateChannel::new("inb_1", NewChannelKind::Smtp).send_as("a@b.example"),
            CreateChannel::new("inb_1", NewChannelKind::Twilio)
                .send_as("+491512345")
                .sid("AC1")
                .auth_token("s"),
            custom().credentials(ChannelCredentials::api_key("s")),
            custom().credentials(ChannelCredentials::password("user", "s")),
            custom().credentials(ChannelCredentials::bearer("s")),
            custom().credentials(ChannelCredentials::client("client", "s")),
            custom()
                .name("Status page")
                .undo_send_time(0)
                .all_teammates_can_reply(true)
                .webhook_url("https://example.com"),
        ]),
        nothing(UNDO_SEND_TIMES.map(|seconds| {
            UpdateChannel::new("cha_1")
                .name("Support")
                .inbox_id("inb_2")
                .undo_send_time(seconds)
                .all_teammates_can_reply(false)
                .webhook_url("https://example.com")
        })),
        one([ValidateChannel::new("cha_1")]),
    ]
}

fn definitions() -> Vec<Row> {
    vec![
        list([ListAccountCustomFields::new()]),
        list([ListContactCustomFields::new()]),
        list([ListConversationCustomFields::new()]),
        list([ListInboxCustomFields::new()]),
        list([ListLinkCustomFields::new()]),
        list([ListTeammateCustomFields::new()]),
        list([ListCustomFields::new()]),
    ]
}

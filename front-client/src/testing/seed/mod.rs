//! Company of [`FakeFront::seeded`](super::FakeFront::seeded): Acme, a software vendor with customer support.
//!
//! Four teammates in two teams work in four inboxes. Two customers are VIPs with a tier, a yearly revenue and a
//! renewal date. There are some 20 conversations. Several are unassigned billing disputes or API errors, four have
//! waited for a reply for more than 24 hours, one is merged into another, one has more than 60 messages, and one
//! tries to instruct any agent that reads it. Times are relative to the fake's clock at creation, so waiting
//! conversations stay overdue. Ids never change; those used by tests and examples are the constants here.
//!
//! ```
//! use front_client::testing::{FakeFront, seed};
//!
//! let fake = FakeFront::seeded();
//! let dispute = fake.conversation(seed::DISPUTE).unwrap();
//! assert_eq!(dispute["status"], "unassigned");
//! assert_eq!(dispute["recipient"]["name"], "Elena Voss");
//! let elena = fake.contact(seed::ELENA).unwrap();
//! assert_eq!(elena["custom_fields"]["Tier"], "Platinum");
//! // It was merged: the API answers 301 for it.
//! assert_eq!(fake.conversation(seed::MERGED), None);
//! ```

use client_core::testing::FormFile;
use serde_json::json;

use super::build::add_teammate;
use super::state::{Kind, State};
use super::{accounts, attachments, channels, contacts, custom_fields, tags};

mod conversations;
mod mail;

/// Sarah Chen (`sarah@acme.example`), billing.
pub const SARAH: &str = "tea_sarah";
/// David Okafor (`david@acme.example`), engineer.
pub const DAVID: &str = "tea_david";
/// Mia Larsen (`mia@acme.example`), head of customer care and an admin.
pub const MIA: &str = "tea_mia";
/// Tom Reyes (`tom@acme.example`), member of both teams and away.
pub const TOM: &str = "tea_tom";

/// Team Customer Care: Sarah, Mia and Tom.
pub const CARE_TEAM: &str = "tim_care";
/// Team Engineering: David and Tom.
pub const ENGINEERING_TEAM: &str = "tim_eng";

/// Inbox Support of Customer Care, which most customers write to.
pub const SUPPORT: &str = "inb_supp1";
/// Inbox Billing of Customer Care.
pub const BILLING: &str = "inb_bill1";
/// Inbox Integrations of Engineering.
pub const INTEGRATIONS: &str = "inb_integ1";
/// Sarah's private inbox.
pub const SARAHS_INBOX: &str = "inb_sarah1";

/// E-mail channel of [`SUPPORT`], `support@acme.example`.
pub const SUPPORT_EMAIL: &str = "cha_supp1";
/// E-mail channel of [`BILLING`], `billing@acme.example`.
pub const BILLING_EMAIL: &str = "cha_bill1";
/// Chat channel of [`SUPPORT`].
pub const CHAT: &str = "cha_chat1";
/// Custom channel of [`INTEGRATIONS`], the only one that accepts `incoming_messages`.
pub const CUSTOM_CHANNEL: &str = "cha_cust1";
/// E-mail channel of [`SARAHS_INBOX`].
pub const SARAHS_EMAIL: &str = "cha_sarah1";

/// Tag Finance, parent of [`BILLING_DISPUTE`] and [`REFUND`].
pub const FINANCE: &str = "tag_fin";
/// Tag Billing Dispute, below [`FINANCE`].
pub const BILLING_DISPUTE: &str = "tag_fin1";
/// Tag Refund, below [`FINANCE`].
pub const REFUND: &str = "tag_fin2";
/// Tag Engineering, parent of [`API_ERROR_TAG`] and [`BUG`].
pub const ENGINEERING: &str = "tag_eng";
/// Tag API Error, below [`ENGINEERING`].
pub const API_ERROR_TAG: &str = "tag_eng1";
/// Tag Bug, below [`ENGINEERING`].
pub const BUG: &str = "tag_eng2";
/// Tag Urgent.
pub const URGENT: &str = "tag_urg";
/// Tag VIP.
pub const VIP: &str = "tag_vip";
/// Tag SLA Breach.
pub const SLA_BREACH: &str = "tag_sla";

/// Account Northwind Traders, of [`ELENA`].
pub const NORTHWIND: &str = "acc_north";
/// Account Globex, of [`RAJ`].
pub const GLOBEX: &str = "acc_globex";

/// Elena Voss of Northwind (`elena.voss@northwind.example`), a VIP of tier Platinum.
pub const ELENA: &str = "crd_elena";
/// Raj Patel of Globex (`raj@globex.example`), a VIP of tier Gold.
pub const RAJ: &str = "crd_raj";
/// Jonas Weber (`jonas@weberdesign.example`).
pub const JONAS: &str = "crd_jonas";
/// Priya Nair (`priya@lumen.example`).
pub const PRIYA: &str = "crd_priya";
/// A contact without a name, with a phone number only.
pub const NAMELESS: &str = "crd_anon";

/// Unassigned: Elena (VIP) was charged twice; waiting for 30 hours.
pub const DISPUTE: &str = "cnv_disp1";
/// Unassigned: Jonas disputes the VAT of an invoice; waiting for 5 hours.
pub const VAT_DISPUTE: &str = "cnv_disp2";
/// Unassigned: Raj (VIP) gets status 500 from the API; waiting for 2 hours.
pub const API_ERROR: &str = "cnv_apie1";
/// Unassigned: Priya's webhooks fail, with a log as CSV; waiting for 26 hours.
pub const WEBHOOK_ERROR: &str = "cnv_apie2";
/// Unassigned: a mail with instructions for an agent in hidden text; waiting for 3 hours.
pub const HOSTILE: &str = "cnv_host1";
/// Unassigned: a question in the chat, 20 minutes old.
pub const CHAT_QUESTION: &str = "cnv_chat1";
/// Assigned to Sarah, who has replied.
pub const ANSWERED: &str = "cnv_sara1";
/// Assigned to David, from Raj (VIP); waiting for 50 hours.
pub const OVERDUE: &str = "cnv_over1";
/// Assigned to Mia; waiting for 27 hours.
pub const OVERDUE_QUESTION: &str = "cnv_over2";
/// Archived: a refund that was paid.
pub const ARCHIVED: &str = "cnv_arch1";
/// A discussion between teammates without messages.
pub const DISCUSSION: &str = "cnv_disc1";
/// Assigned to Tom, with a CSV, a PNG and a PDF attached.
pub const WITH_FILES: &str = "cnv_file1";
/// Merged into [`MERGED_INTO`]: answers 301.
pub const MERGED: &str = "cnv_merg1";
/// Target of the merge of [`MERGED`]; assigned to Sarah.
pub const MERGED_INTO: &str = "cnv_merg2";
/// More than 60 messages in the chat, assigned to Tom.
pub const LONG: &str = "cnv_long1";
/// Assigned to Sarah, with a shared and a private draft.
pub const WITH_DRAFTS: &str = "cnv_draf1";
/// A conversation in Sarah's private inbox.
pub const PRIVATE: &str = "cnv_priv1";
/// Moved to the trash.
pub const TRASHED: &str = "cnv_tras1";
/// Snoozed: returned as archived, with a reminder for tomorrow.
pub const SNOOZED: &str = "cnv_snoo1";
/// From the custom channel, with an event of an unknown type and an undocumented field.
pub const FROM_STATUS_PAGE: &str = "cnv_stat1";

/// Shared draft of [`WITH_DRAFTS`], with version [`SHARED_DRAFT_VERSION`].
pub const SHARED_DRAFT: &str = "msg_draf1";
/// Version of [`SHARED_DRAFT`] until it is edited.
pub const SHARED_DRAFT_VERSION: &str = "5c1f0a9e7b3d4862";
/// Private draft of [`WITH_DRAFTS`].
pub const PRIVATE_DRAFT: &str = "msg_draf2";
/// Last message of [`DISPUTE`].
pub const DISPUTE_MESSAGE: &str = "msg_disp1";
/// A comment of Mia's in [`OVERDUE`] that mentions David.
pub const MENTION: &str = "com_ment1";
/// A message template, of which the fake knows only the id and its file, [`TEMPLATE_FILE`].
pub const TEMPLATE: &str = "rsp_greet";
/// File of [`TEMPLATE`].
pub const TEMPLATE_FILE: &str = "fil_greet";

pub(super) fn fill(state: &mut State) {
    state.backdate(conversations::days(400), company);
    conversations::fill(state);
}

fn company(state: &mut State) {
    people(state);
    places(state);
    tag_tree(state);
    fields(state);
    customers(state);
    let greeting = FormFile::new("welcome.txt", "text/plain", "Welcome to Acme.\n");
    let file = attachments::store(state, &greeting, None);
    // Uses a fixed id that does not depend on earlier resources.
    if let (Some(mut row), Some(bytes)) = (state.remove(Kind::Attachment, &file), state.files.remove(&file)) {
        row.insert("id".into(), TEMPLATE_FILE.into());
        row.insert("template_id".into(), TEMPLATE.into());
        state.insert(Kind::Attachment, row.into());
        state.files.insert(TEMPLATE_FILE.into(), bytes);
    }
}

fn people(state: &mut State) {
    for (id, first_name, last_name, extra) in [
        (
            SARAH,
            "Sarah",
            "Chen",
            json!({ "license_type": "full", "custom_fields": { "Skills": "billing, refunds" } }),
        ),
        (DAVID, "David", "Okafor", json!({ "custom_fields": { "Skills": "api, webhooks" } })),
        (MIA, "Mia", "Larsen", json!({ "license_type": "full", "is_admin": true })),
        (TOM, "Tom", "Reyes", json!({ "is_available": false })),
    ] {
        let email = format!("{}@acme.example", first_name.to_lowercase());
        let mut row = json!({ "id": id, "email": email, "first_name": first_name, "last_name": last_name });
        if let (Some(row), Some(extra)) = (row.as_object_mut(), extra.as_object()) {
            row.extend(extra.clone());
        }
        add_teammate(state, row);
    }
    for (id, name, teammates) in [
        (CARE_TEAM, "Customer Care", vec![SARAH, MIA, TOM]),
        (ENGINEERING_TEAM, "Engineering", vec![DAVID, TOM]),
    ] {
        state.insert(Kind::Team, json!({ "id": id, "name": name, "teammate_ids": teammates }));
    }
}

fn places(state: &mut State) {
    for (id, name, team, members, hours) in [
        (SUPPORT, "Support", CARE_TEAM, vec![SARAH, MIA, TOM], 24),
        (BILLING, "Billing", CARE_TEAM, vec![SARAH, MIA], 24),
        (INTEGRATIONS, "Integrations", ENGINEERING_TEAM, vec![DAVID, TOM], 48),
    ] {
        let custom_fields = json!({ "SLA Hours": hours });
        state.insert(
            Kind::Inbox,
            json!({
                "id": id, "name": name, "team_id": team, "teammate_ids": members, "is_private": false,
                "is_public": true, "custom_fields": custom_fields,
            }),
        );
    }
    state.insert(
        Kind::Inbox,
        json!({
            "id": SARAHS_INBOX, "name": "Sarah", "owner_id": SARAH, "teammate_ids": [SARAH], "is_private": true,
            "is_public": false, "custom_fields": {},
        }),
    );
    for (id, inbox, kind, address, name) in [
        (SUPPORT_EMAIL, SUPPORT, "smtp", "support@acme.example", "Acme Support"),
        (BILLING_EMAIL, BILLING, "gmail", "billing@acme.example", "Acme Billing"),
        (CHAT, SUPPORT, "front_chat", "7c0b1f2e9d", "Website chat"),
        (CUSTOM_CHANNEL, INTEGRATIONS, "custom", "status-page", "Status page"),
    ] {
        let team = if inbox == INTEGRATIONS { ENGINEERING_TEAM } else { CARE_TEAM };
        let row = json!({ "id": id, "inbox_id": inbox, "type": kind, "address": address, "name": name, "team_id": team });
        channels::create(state, row);
    }
    channels::create(
        state,
        json!({
            "id": SARAHS_EMAIL, "inbox_id": SARAHS_INBOX, "type": "office365", "address": "sarah@acme.example",
            "name": "Sarah Chen", "teammate_id": SARAH, "is_private": true,
        }),
    );
}

fn tag_tree(state: &mut State) {
    for (id, name, parent, highlight) in [
        (FINANCE, "Finance", None, Some("green")),
        (BILLING_DISPUTE, "Billing Dispute", Some(FINANCE), Some("orange")),
        (REFUND, "Refund", Some(FINANCE), None),
        (ENGINEERING, "Engineering", None, Some("blue")),
        (API_ERROR_TAG, "API Error", Some(ENGINEERING), Some("purple")),
        (BUG, "Bug", Some(ENGINEERING), None),
        (URGENT, "Urgent", None, Some("red")),
        // Not one of the nine colours that requests accept.
        (VIP, "VIP", None, Some("⭐")),
        (SLA_BREACH, "SLA Breach", None, Some("red")),
    ] {
        let row = json!({
            "id": id, "name": name, "parent_id": parent, "highlight": highlight,
            "is_visible_in_conversation_lists": parent.is_none(),
        });
        tags::create(state, row);
    }
    tags::create(state, json!({ "name": "Care: follow up", "team_id": CARE_TEAM }));
    tags::create(state, json!({ "name": "To read", "teammate_id": SARAH, "is_private": true }));
}

fn fields(state: &mut State) {
    for (resource, name, kind, values) in [
        ("contacts", "Tier", "enum", &["Platinum", "Gold", "Standard"] as &[&str]),
        ("contacts", "ARR", "number", &[]),
        ("contacts", "Renewal Date", "datetime", &[]),
        ("contacts", "Account Manager", "teammate", &[]),
        ("contacts", "Beta", "boolean", &[]),
        ("contacts", "Role", "string", &[]),
        ("accounts", "Plan", "enum", &["Starter", "Business", "Enterprise"]),
        ("accounts", "Seats", "number", &[]),
        ("accounts", "Contract ID", "string", &[]),
        ("conversations", "Priority", "enum", &["Low", "Normal", "High"]),
        ("conversations", "Order ID", "string", &[]),
        ("conversations", "Region", "string", &[]),
        ("conversations", "Escalated", "boolean", &[]),
        ("conversations", "Escalation Inbox", "inbox", &[]),
        ("teammates", "Skills", "string", &[]),
        ("inboxes", "SLA Hours", "number", &[]),
        ("links", "Severity", "string", &[]),
    ] {
        custom_fields::define(state, resource, name, kind, values);
    }
}

fn customers(state: &mut State) {
    let in_days = |days: u64| (state.now() + 86_400_000 * (400 + days)) / 1000;
    let (soon, later) = (in_days(21), in_days(160));
    for row in [
        json!({
            "id": NORTHWIND, "name": "Northwind Traders", "domains": ["northwind.example"], "external_id": "nw-001",
            "description": "Food import, 40 shops",
            "custom_fields": { "Plan": "Enterprise", "Seats": 180, "Contract ID": "C-2291" },
        }),
        json!({
            "id": GLOBEX, "name": "Globex", "domains": ["globex.example", "globex-labs.example"],
            "custom_fields": { "Plan": "Business", "Seats": 45, "Contract ID": "C-1007" },
        }),
    ] {
        accounts::create(state, row);
    }
    let noted_at = state.now();
    for row in [
        json!({
            "id": ELENA, "name": "Elena Voss", "description": "Head of finance at Northwind", "account_id": NORTHWIND,
            "handles": [
                { "handle": "elena.voss@northwind.example", "source": "email" },
                { "handle": "+4930901820", "source": "phone" },
            ],
            "links": ["https://northwind.example/team"],
            "custom_fields": {
                "Tier": "Platinum", "ARR": 96_000, "Renewal Date": soon, "Account Manager": "mia@acme.example",
                "Role": "Head of finance",
            },
            "notes": [{ "author_id": MIA, "body": "Prefers a call for anything about money.", "created_at": noted_at }],
        }),
        json!({
            "id": RAJ, "name": "Raj Patel", "description": "Platform lead at Globex", "account_id": GLOBEX,
            "handles": [{ "handle": "raj@globex.example", "source": "email" }],
            "custom_fields": { "Tier": "Gold", "ARR": 31_500.5, "Renewal Date": later, "Beta": true },
        }),
        json!({
            "id": JONAS, "name": "Jonas Weber",
            "handles": [{ "handle": "jonas@weberdesign.example", "source": "email" }],
            "custom_fields": { "Tier": "Standard" },
        }),
        json!({
            "id": PRIYA, "name": "Priya Nair", "team_id": CARE_TEAM,
            "handles": [
                { "handle": "priya@lumen.example", "source": "email" },
                { "handle": "visitor-priya", "source": "front_chat" },
            ],
        }),
        json!({ "id": NAMELESS, "handles": [{ "handle": "+14155550100", "source": "phone" }] }),
        json!({
            "name": "Sarah's dentist", "teammate_id": SARAH, "is_private": true,
            "handles": [{ "handle": "praxis@dentist.example", "source": "email" }],
        }),
    ] {
        contacts::create(state, row);
    }
}

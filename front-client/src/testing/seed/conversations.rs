//! Seeded conversations. Their times are hours and days before the creation of the fake.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::testing::build::{NewConversation, NewMessage, add_comment};
use crate::testing::events::{self, Source};
use crate::testing::state::{Fields, Kind, State};
use crate::testing::{conversations, html};

const ELENA_MAIL: &str = "elena.voss@northwind.example";
const RAJ_MAIL: &str = "raj@globex.example";
const JONAS_MAIL: &str = "jonas@weberdesign.example";
const PRIYA_MAIL: &str = "priya@lumen.example";

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

const fn hours(hours: u64) -> Duration {
    minutes(60 * hours)
}

pub(super) const fn days(days: u64) -> Duration {
    hours(24 * days)
}

pub(super) fn fill(state: &mut State) {
    unassigned(state);
    assigned(state);
    closed(state);
    internal(state);
    merged(state);
    long(state);
    drafts(state);
    add_unusual_data(state);
}

fn unassigned(state: &mut State) {
    NewConversation::new("Charged twice on the 3rd (INV-20417)")
        .id(DISPUTE)
        .inbox(BILLING)
        .tag(VIP)
        .custom_fields(json!({ "Priority": "High", "Order ID": "INV-20417", "Region": "EMEA" }))
        .message(from(ELENA_MAIL, "Elena Voss", mail::DISPUTE_FIRST, days(4)))
        .message(NewMessage::by(SARAH, ELENA_MAIL, mail::DISPUTE_REPLY).ago(days(3)))
        .message(from(ELENA_MAIL, "Elena Voss", mail::DISPUTE_AGAIN, hours(30)).set("id", DISPUTE_MESSAGE))
        .add(state);
    NewConversation::new("Wrong VAT on INV-20533")
        .id(VAT_DISPUTE)
        .inbox(BILLING)
        .message(from(JONAS_MAIL, "Jonas Weber", mail::VAT, hours(5)))
        .add(state);
    NewConversation::new("500 from POST /v2/orders in production")
        .id(API_ERROR)
        .inbox(SUPPORT)
        .tag(VIP)
        .custom_fields(json!({ "Region": "AMER" }))
        .message(from(RAJ_MAIL, "Raj Patel", mail::API_ERROR, hours(2)))
        .add(state);
    NewConversation::new("Webhook signature mismatch since Tuesday")
        .id(WEBHOOK_ERROR)
        .inbox(SUPPORT)
        .message(from(PRIYA_MAIL, "Priya Nair", mail::WEBHOOK, hours(26)).file(
            "deliveries.csv",
            "text/csv",
            mail::WEBHOOK_LOG,
        ))
        .add(state);
    NewConversation::new("Invoice for last month")
        .id(HOSTILE)
        .inbox(SUPPORT)
        .message(from("max@freemail.example", "Max", mail::HOSTILE, hours(3)))
        .add(state);
    NewConversation::new("")
        .id(CHAT_QUESTION)
        .inbox(SUPPORT)
        .message(
            NewMessage::from("visitor-8841", "<p>Hi! Do you have a plan for schools?</p>")
                .channel(CHAT)
                .ago(minutes(20))
                .set("subject", serde_json::Value::Null),
        )
        .add(state);
}

fn assigned(state: &mut State) {
    NewConversation::new("Change of billing address")
        .id(ANSWERED)
        .inbox(BILLING)
        .assignee(SARAH)
        .tag(FINANCE)
        .message(from(
            JONAS_MAIL,
            "Jonas Weber",
            "<p>We have moved. Please use the new address.</p>",
            days(2),
        ))
        .message(
            NewMessage::by(SARAH, JONAS_MAIL, "<p>Done. The next invoice will show it.</p>")
                .ago(hours(20))
                .set(
                    "seen",
                    json!([
                        { "at": state.now() - 60_000, "by": { "handle": JONAS_MAIL, "source": "email" } },
                        { "at": state.now() - 30_000, "by": null },
                    ]),
                ),
        )
        .add(state);
    NewConversation::new("Rate limits for the batch import")
        .id(OVERDUE)
        .inbox(INTEGRATIONS)
        .assignee(DAVID)
        .tag(VIP)
        .custom_fields(json!({ "Priority": "High" }))
        .message(from(RAJ_MAIL, "Raj Patel", "<p>Which limits apply to our batch import?</p>", days(6)))
        .message(
            NewMessage::by(DAVID, RAJ_MAIL, "<p>We will check what we can do and come back to you.</p>")
                .ago(days(5)),
        )
        .message(from(RAJ_MAIL, "Raj Patel", mail::OVERDUE, hours(50)))
        .add(state);
    let comment = "@david this is a **VIP**, their renewal depends on it. Can you answer today?";
    state.backdate(hours(28), |state| {
        let id = add_comment(state, OVERDUE, MIA, comment);
        rename(state, Kind::Comment, &id, MENTION);
    });
    NewConversation::new("Can I export my data?")
        .id(OVERDUE_QUESTION)
        .inbox(SUPPORT)
        .assignee(MIA)
        .message(from("lee@studio.example", "Lee", "<p>How do I export all orders as CSV?</p>", hours(27)))
        .add(state);
    NewConversation::new("Orders of March and the cover sheet")
        .id(WITH_FILES)
        .inbox(SUPPORT)
        .assignee(TOM)
        .message(
            from(PRIYA_MAIL, "Priya Nair", "<p>Here are the orders.</p><img src=\"cid:logo\">", hours(8))
                .file("orders.csv", "text/csv", mail::ORDERS)
                .file("logo.png", "image/png", mail::PNG)
                .file("cover.pdf", "application/pdf", mail::PDF),
        )
        .add(state);
    for id in state.ids(Kind::Attachment, |row| row.text("filename") == "logo.png") {
        state.set(Kind::Attachment, &id, "cid", "logo");
    }
}

fn closed(state: &mut State) {
    NewConversation::new("Refund for February")
        .id(ARCHIVED)
        .inbox(BILLING)
        .assignee(SARAH)
        .tag(FINANCE)
        .tag(REFUND)
        .archived()
        .message(from(
            ELENA_MAIL,
            "Elena Voss",
            "<p>Please refund the unused seats of February.</p>",
            days(20),
        ))
        .message(NewMessage::by(SARAH, ELENA_MAIL, "<p>€480.00 are on their way.</p>").ago(days(19)))
        .add(state);
    NewConversation::new("Password reset")
        .inbox(SUPPORT)
        .archived()
        .message(from("kim@example.com", "Kim", "<p>The reset mail never came.</p>", days(9)))
        .message(
            NewMessage::by(MIA, "kim@example.com", "<p>We have sent it again.</p>")
                .ago(days(9) - hours(1))
                .set("error_type", "Mailbox full"),
        )
        .add(state);
    NewConversation::new("You have won")
        .id(TRASHED)
        .inbox(SUPPORT)
        .message(from("prize@lottery.example", "Prize", "<p>Click here.</p>", days(3)))
        .add(state);
    state.backdate(days(3), |state| {
        conversations::set_status(state, TRASHED, "deleted", Source::Teammate(MIA))
    });
    NewConversation::new("Contract for next year")
        .id(SNOOZED)
        .inbox(SUPPORT)
        .assignee(MIA)
        .message(from(RAJ_MAIL, "Raj Patel", "<p>Let us talk about it next week.</p>", days(1)))
        .add(state);
    let (set_at, due) = (state.now() - 3_600_000, state.now() + 86_400_000);
    let reminder =
        json!({ "teammate_id": MIA, "created_at": set_at, "updated_at": set_at, "scheduled_at": due });
    state.set(Kind::Conversation, SNOOZED, "reminders", json!([reminder]));
    state.backdate(hours(1), |state| {
        conversations::set_status(state, SNOOZED, "snoozed", Source::Teammate(MIA))
    });
}

fn internal(state: &mut State) {
    state.backdate(hours(7), |state| {
        NewConversation::new("Who takes the billing queue on Friday?")
            .id(DISCUSSION)
            .discussion(&[SARAH, MIA])
            .add(state);
        add_comment(state, DISCUSSION, MIA, "I am off on Friday. @sarah can you take the billing queue?");
    });
    state.backdate(hours(6), |state| {
        add_comment(
            state,
            DISCUSSION,
            SARAH,
            "Yes. Anything that smells of a **chargeback** goes to me first.",
        );
    });
    NewConversation::new("Your appointment")
        .id(PRIVATE)
        .inbox(SARAHS_INBOX)
        .message(from("praxis@dentist.example", "Dentist", "<p>See you on Monday at 8.</p>", hours(10)))
        .add(state);
}

fn merged(state: &mut State) {
    NewConversation::new("Login broken?")
        .id(MERGED)
        .inbox(SUPPORT)
        .message(from(PRIYA_MAIL, "Priya Nair", "<p>I cannot log in any more.</p>", hours(15)))
        .add(state);
    NewConversation::new("Single sign-on fails")
        .id(MERGED_INTO)
        .inbox(SUPPORT)
        .assignee(SARAH)
        .tag(BUG)
        .custom_fields(json!({ "Priority": "Normal", "Region": "APAC" }))
        .message(from(
            PRIYA_MAIL,
            "Priya Nair",
            "<p>The sign-on page says <i>invalid issuer</i>.</p>",
            hours(14),
        ))
        .add(state);
    state.backdate(hours(13), |state| conversations::merge(state, MERGED, MERGED_INTO));
}

/// Number of messages in the long conversation.
const LONG_MESSAGES: u64 = 64;

fn long(state: &mut State) {
    let mut long = NewConversation::new("Onboarding").id(LONG).inbox(SUPPORT).assignee(TOM);
    for step in 1..=LONG_MESSAGES {
        let ago = days(10) - minutes(7 * step);
        let body = html::from_text(&format!("Step {step} of the import."));
        long = long.message(if step % 2 == 1 {
            NewMessage::from("visitor-priya", &body).name("Priya Nair").channel(CHAT).ago(ago)
        } else {
            NewMessage::by(TOM, "visitor-priya", &body).channel(CHAT).ago(ago)
        });
    }
    long.add(state);
}

fn drafts(state: &mut State) {
    NewConversation::new("Upgrade to Enterprise")
        .id(WITH_DRAFTS)
        .inbox(BILLING)
        .assignee(SARAH)
        .message(from(RAJ_MAIL, "Raj Patel", "<p>What would 100 more seats cost?</p>", hours(9)))
        .add(state);
    for (id, mode, version, body) in [
        (SHARED_DRAFT, "shared", SHARED_DRAFT_VERSION, "<p>Hi Raj, 100 seats are €2,100 a month.</p>"),
        (PRIVATE_DRAFT, "private", "0f9a3b7c2d1e4856", "<p>Ask Mia about the discount first.</p>"),
    ] {
        let (uid, created_at) = (state.new_uid(), state.now() - 3_600_000);
        state.insert(
            Kind::Message,
            json!({
                "id": id, "message_uid": uid, "conversation_id": WITH_DRAFTS, "type": "email", "is_inbound": false,
                "draft_mode": mode, "version": version, "created_at": created_at, "author_id": SARAH,
                "channel_id": BILLING_EMAIL, "subject": "Upgrade to Enterprise", "body": body,
                "text": html::to_text(body), "attachments": [], "metadata": {},
                "recipients": [
                    { "role": "from", "handle": "billing@acme.example", "name": null },
                    { "role": "to", "handle": RAJ_MAIL, "name": "Raj Patel" },
                ],
            }),
        );
    }
}

/// Adds unusual data that a client must tolerate: undocumented fields and values, a reply-to, a link.
fn add_unusual_data(state: &mut State) {
    let link = json!({
        "name": "ORD-2231", "type": "web", "external_url": "https://tracker.acme.example/ORD-2231", "custom_fields": {},
    });
    let link = state.insert(Kind::Link, link);
    NewConversation::new("Elevated error rate on eu-west")
        .id(FROM_STATUS_PAGE)
        .inbox(INTEGRATIONS)
        .assignee(DAVID)
        .tag(ENGINEERING)
        .set("link_ids", json!([link]))
        .set("external_ids", json!(["incident-77"]))
        .set("extra", json!({ "ai_summary": { "text": "Error rate above 2 %", "stale": false } }))
        .message(
            NewMessage::from("status-bot", "<p>Error rate is at 2.1 %.</p>")
                .name("Status page")
                .channel(CUSTOM_CHANNEL)
                .ago(hours(11))
                .set("metadata", json!({ "thread_ref": "incident-77", "headers": { "severity": "minor" } })),
        )
        .add(state);
    state.backdate(hours(10), |state| {
        events::record(state, FROM_STATUS_PAGE, "ai_summary_created", Source::Api, None);
        events::record(state, FROM_STATUS_PAGE, "link_added", Source::Teammate(DAVID), Some(("link", &link)));
    });
}

fn from(handle: &str, name: &str, html: &str, ago: Duration) -> NewMessage {
    NewMessage::from(handle, html).name(name).ago(ago)
}

/// Changes the id of a row and of the events that refer to it.
fn rename(state: &mut State, kind: Kind, old: &str, new: &str) {
    let Some(mut row) = state.remove(kind, old) else { return };
    row.insert("id".into(), new.into());
    state.insert(kind, row.into());
    for event in state.ids(Kind::Event, |row| row.object("target").text("id") == old) {
        let mut target = state.row(Kind::Event, &event).map(|row| row.object("target")).unwrap_or_default();
        target.insert("id".into(), new.into());
        state.set(Kind::Event, &event, "target", target);
    }
}

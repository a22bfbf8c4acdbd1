//! Seeded cases. Their times are relative to the creation of the fake.

use super::*;
use crate::testing::build::{NewCase, NewEntry};
use crate::testing::state::State;

pub(super) fn fill(state: &mut State) {
    elena(state);
    waiting(state);
    alex(state);
    raj(state);
    long(state);
    nobody(state);
}

/// Seeds Elena, the customer with all kinds of records.
fn elena(state: &mut State) {
    NewCase::new(BILLING, "Charged twice on the 3rd (INV-20417)")
        .id(DISPUTE)
        .contact(ELENA)
        .rep(SARAH)
        .tag(VIP)
        .tag(BILLING_DISPUTE)
        .opened_as("email")
        .details(mail::DISPUTE_FIRST)
        .ago(days(4))
        .entry(NewEntry::email_by(SARAH, mail::DISPUTE_REPLY).ago(days(3)))
        .entry(
            NewEntry::note(
                SARAH,
                "Payment provider",
                "Ticket PP-5512 with the provider; answer within two days.",
            )
            .ago(days(3) - minutes(10)),
        )
        .entry(NewEntry::email(mail::DISPUTE_AGAIN_TEXT).html(mail::DISPUTE_AGAIN).ago(hours(30)))
        .add(state);
    NewCase::new(BILLING, "Refund for February")
        .id(REFUNDED)
        .contact(ELENA)
        .rep(SARAH)
        .tag(REFUND)
        .opened_as("email")
        .details("Please refund the unused seats of February.")
        .ago(days(20))
        .entry(NewEntry::email_by(SARAH, "480.00 euros are on their way.").ago(days(19)))
        .status("closed")
        .add(state);
    let rated = state.backdate(days(18), |state| state.now());
    let requested = state.backdate(days(19) - hours(1), |state| state.now());
    if let Some(case) = state.cases.get_mut(&REFUNDED) {
        (case.feedback_requested, case.rated) = (Some(requested), Some(rated));
        (case.rating, case.feedback) = (Some(5), Some("Quick and friendly.".into()));
    }
    NewCase::new(SALES, "Renewal in three weeks")
        .id(RENEWAL)
        .contact(ELENA)
        .rep(MIA)
        .created_by(MIA)
        .opened_by("Mia Larsen")
        .opened_as("call")
        .details("Elena called. She renews when the double charge is settled, and wants a price for 40 more seats.")
        .ago(days(2))
        .entry(
            NewEntry::note(MIA, "Price", "40 seats at 21 euros a month. Not before the dispute is closed.")
                .ago(days(2) - hours(2)),
        )
        .status("open")
        .add(state);
    NewCase::new(SUPPORT, "Single sign-on fails for new colleagues")
        .id(SSO)
        .contact(ELENA)
        .rep(DAVID)
        .opened_as("chat")
        .details("Two new colleagues see 'invalid issuer' on the sign-on page.")
        .ago(hours(9))
        .entry(
            NewEntry::note(DAVID, "Cause", "Their identity provider still has the old entity id.")
                .ago(hours(7)),
        )
        .status("open")
        .add(state);
}

/// Seeds new cases that wait for a response.
fn waiting(state: &mut State) {
    NewCase::new(BILLING, "Wrong VAT on INV-20533")
        .id(VAT_DISPUTE)
        .contact(JONAS)
        .rep(SARAH)
        .opened_as("email")
        .details(mail::VAT)
        .ago(hours(5))
        .add(state);
    NewCase::new(INTEGRATIONS, "500 from POST /v2/orders in production")
        .id(API_ERROR)
        .contact(RAJ)
        .rep(DAVID)
        .tag(VIP)
        .tag(API_ERROR_TAG)
        .opened_as("email")
        .details(mail::API_ERROR)
        .ago(hours(2))
        .add(state);
    NewCase::new(SUPPORT, "Webhook signature mismatch since Tuesday")
        .id(WEBHOOK_ERROR)
        .contact(PRIYA)
        .rep(MIA)
        .opened_as("email")
        .details(mail::WEBHOOK)
        .ago(hours(26))
        .add(state);
    NewCase::new(SUPPORT, "Webhooks still broken")
        .id(DUPLICATE)
        .contact(PRIYA)
        .opened_as("email")
        .details("Any news? The signature still does not match.")
        .ago(hours(6))
        .add(state);
    NewCase::new(BILLING, "Change of billing address")
        .id(ANSWERED)
        .contact(JONAS)
        .rep(SARAH)
        .opened_as("email")
        .details("We have moved. Please use the new address.")
        .ago(days(2))
        .entry(NewEntry::email_by(SARAH, "Done. The next invoice will show it.").ago(hours(20)))
        .add(state);
}

/// Seeds Alex, a customer with an open case of the last 48 hours.
fn alex(state: &mut State) {
    NewCase::new(SUPPORT, "Cannot log in after the password change")
        .id(OLD_LOGIN)
        .contact(ALEX)
        .rep(MIA)
        .opened_as("email")
        .details("The new password is refused.")
        .ago(days(40))
        .entry(NewEntry::email_by(MIA, "The reset mail is on its way to you.").ago(days(40) - hours(1)))
        .entry(NewEntry::email("It works, thank you.").ago(days(39)))
        .status("closed")
        .add(state);
    NewCase::new(SUPPORT, "CSV export stops at 10,000 rows")
        .id(EXPORT)
        .contact(ALEX)
        .rep(MIA)
        .opened_as("email")
        .details(
            "Hi, our monthly export stops at exactly 10,000 rows since the update on Monday. We have about 14,300 orders \
             and need all of them for the tax adviser by Thursday.",
        )
        .ago(hours(30))
        .entry(
            NewEntry::email_by(MIA, "Thank you for the details. Which browser do you use, and is a filter set?")
                .ago(hours(26)),
        )
        .entry(NewEntry::email("Firefox, no filter. The API gives me all rows.").ago(hours(22)))
        .entry(NewEntry::note(MIA, "", "Reproduced: the export page ignores the second page.").ago(hours(20)))
        .entry(
            NewEntry::email_by(MIA, "We can see it too and are fixing it. Until then the API is a way around.")
                .ago(hours(19)),
        )
        .add(state);
}

fn raj(state: &mut State) {
    NewCase::new(INTEGRATIONS, "Rate limits for the batch import")
        .id(OVERDUE)
        .contact(RAJ)
        .rep(DAVID)
        .tag(VIP)
        .opened_as("email")
        .details("Which limits apply to our batch import?")
        .ago(days(6))
        .entry(NewEntry::email_by(DAVID, "We will check what we can do and come back to you.").ago(days(5)))
        .entry(NewEntry::email(mail::OVERDUE_TEXT).html(mail::OVERDUE).ago(hours(50)))
        .entry(
            NewEntry::note(MIA, "VIP", "David, their renewal depends on this. Can you answer today?")
                .ago(hours(28)),
        )
        .status("new")
        .add(state);
    NewCase::new(SALES, "Contract for next year")
        .id(SNOOZED)
        .contact(RAJ)
        .rep(MIA)
        .opened_as("email")
        .details("Let us talk about it next week.")
        .ago(days(1))
        .status("open")
        .snoozed_for(days(1))
        .add(state);
}

/// Number of e-mails in the long case after the first.
const LONG_MAILS: u64 = 44;

fn long(state: &mut State) {
    let mut long = NewCase::new(SUPPORT, "Onboarding")
        .id(LONG)
        .contact(PRIYA)
        .rep(MIA)
        .opened_as("email")
        .details("We would like to import our orders of the last five years.")
        .ago(days(10));
    for step in 1..=LONG_MAILS {
        let ago = days(9) - hours(3 * step);
        let text = format!("Step {step} of the import.");
        let html = format!(
            "<div><p>Step <b>{step}</b> of the import.</p></div><div class=\"gmail_quote\">\
             <div>On Monday, somebody wrote:</div><blockquote class=\"gmail_quote\">\
             <p>Step {} of the import.</p></blockquote></div>",
            step - 1
        );
        let entry = if step % 2 == 1 { NewEntry::email(&text) } else { NewEntry::email_by(MIA, &text) };
        long = long.entry(entry.html(&html).ago(ago));
    }
    long.status("open").add(state);
}

/// Seeds cases without a contact, or with a contact without a name.
fn nobody(state: &mut State) {
    NewCase::new(SUPPORT, "Invoice for last month")
        .id(HOSTILE)
        .opened_by("max@freemail.example")
        .opened_as("email")
        .details(mail::HOSTILE)
        .ago(hours(3))
        .add(state);
    NewCase::new(SALES, "Plan for schools?")
        .id(LEAD)
        .opened_by("Website form: Robin Ek, +46 70 555 01 23")
        .details("Do you have a plan for schools? We are 30 teachers.")
        .ago(days(1))
        .add(state);
    NewCase::new(SUPPORT, "Call back about the price list")
        .id(CALLBACK)
        .contact(NAMELESS)
        .created_by(MIA)
        .opened_by("+1 415 555 0100")
        .opened_as("call")
        .details("Wanted the price list, did not leave a name.")
        .ago(hours(4))
        .add(state);
    if let Some(case) = state.cases.get_mut(&CALLBACK) {
        (case.rep, case.assigned) = (None, None);
    }
}

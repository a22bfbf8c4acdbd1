//! Seeded chats, and e-mails without a case.

use super::*;
use crate::testing::build::{NewChat, NewEmail};
use crate::testing::state::State;

pub(super) fn fill(state: &mut State) {
    NewChat::new(INTEGRATIONS, "Imports fail at night")
        .id(PROMISE)
        .client("Dana Whitfield")
        .client_message("Hello, our nightly import has failed three times this week with 'upstream timeout'.", hours(20))
        .rep_message(DAVID, "Hi Dana, sorry about that. Always at the same time?", hours(20) - minutes(2))
        .client_message("Yes, around 02:15. We lose the whole night's orders each time.", hours(20) - minutes(4))
        .rep_message(
            DAVID,
            "I will have the engineering team review the logs of those three nights and send you what they find by \
             tomorrow noon.",
            hours(20) - minutes(7),
        )
        .client_message("Great. Please send it by e-mail, I am trav", hours(20) - minutes(8))
        .closed()
        .add(state);
    NewChat::new(SALES, "More seats")
        .id(SEATS_CHAT)
        .client("Elena Voss")
        .contact(ELENA)
        .client_message("Hi Mia, did you get a price for the 40 seats?", minutes(50))
        .rep_message(MIA, "Yes, 21 euros a month each. I can send the offer today.", minutes(45))
        .client_message("Please do. But only if the double charge is off the table.", minutes(40))
        .add(state);
    NewChat::new(SALES, "Question from the website")
        .id(VISITOR_CHAT)
        .client_message("Hi! Do you have a plan for schools?", minutes(20))
        .add(state);
    NewChat::new(SUPPORT, "Single sign-on")
        .id(SSO_CHAT)
        .client("Elena Voss")
        .contact(ELENA)
        .case(SSO)
        .client_message("Two new colleagues see 'invalid issuer' on the sign-on page.", hours(9))
        .rep_message(DAVID, "I have an idea what it is. Can you send me your entity id?", hours(8))
        .add(state);
    for email in [
        NewEmail::new(
            "elena.voss@northwind.example",
            "Our new order number",
            "Hello,\n\nfrom the first of next month please put order number NW-7781 on our invoices.\n\nElena Voss",
        )
        .id(ORDER_NUMBER_EMAIL)
        .cc("finance@northwind.example")
        .ago(hours(12)),
        NewEmail::new(
            "procurement@harbor.example",
            "Quote for 60 seats",
            "Good morning, please send us a quote for 60 seats for two years.",
        )
        .id(QUOTE_EMAIL)
        .ago(hours(4)),
        NewEmail::new("prize@lottery.example", "You have won", "Click here.").id(SPAM_EMAIL).spam_score(9.4).ago(days(1)),
        NewEmail::new(
            "noreply@carrier.example",
            "Delivery of your parcel",
            "Your parcel will be delivered tomorrow between 9 and 12.",
        )
        .spam_score(2.1)
        .ago(hours(7)),
        NewEmail::new(
            "raj@globex.example",
            "Fwd: incident report",
            "As promised, our report of last night. Times are UTC.",
        )
        .html("<p>As promised, our report of last night. Times are UTC.</p>")
        .ago(minutes(90)),
    ] {
        email.add(state);
    }
}

//! Texts in and out: words of customers and colleagues reach the model, and words of the model reach customers.

use serde_json::json;

use crate::mcp_support::Desk;

#[tokio::test]
async fn notes_are_read_word_for_word() {
    let desk = Desk::new();
    for note in [
        "Jane <jane@x.example> called.\nPhone 123.\nLimit: 5 <x",
        "Please change my flight:\n\nFrom: Berlin\nTo: Paris\nDate: 3 May 2026\n\nMy booking code is ABC123.",
        "She called.\n\nOn Monday, 3 May 2026 at 10:00, Bob <bob@x.example> wrote:\n> please call 555-123\nand ask for Ann",
    ] {
        desk.call("fusedesk_add_note", json!({"case_id": 2003, "note": note})).await;
        let read = desk.call("fusedesk_read_case", json!({"case_id": 2003, "limit": 1})).await;
        assert_eq!(read["history"][0]["text"]["text"], note);
        assert!(read.get("folded").is_none(), "{read}");
    }
}

#[tokio::test]
async fn reply_keeps_words_in_brackets() {
    let desk = Desk::new();
    let body = "Hi Raj,\n\nwrite to Help <help@acme.example>. Run x.sh <id>\n\nBest";
    let reply = desk.call("fusedesk_reply_to_case", json!({"case_id": 2003, "body": body})).await;
    assert_eq!(reply["body_read_as"], "plain");
    let read = desk.call("fusedesk_read_case", json!({"case_id": 2003, "limit": 1})).await;
    assert_eq!(read["history"][0]["text"]["text"], body);
}

#[tokio::test]
async fn markdown_reply_is_converted_by_default() {
    let desk = Desk::new();
    let body = "Hi **Raj**,\n\nsee [docs](https://x.example/a).";
    let reply = desk.call("fusedesk_reply_to_case", json!({"case_id": 2003, "body": body})).await;
    assert_eq!(reply["body_read_as"], "markdown");
}

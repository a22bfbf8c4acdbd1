//! Responses whose encoding is damaged, or that PHP wrote into.

use std::convert::Infallible;

use bytes::Bytes;
use fusedesk_client::{
    Body, CaseId, Client, Endpoint, FuseDesk,
    api::cases::{GetCase, SearchCases},
};
use http::{Request, Response};

fn client(body: Vec<u8>) -> Client {
    let wire = tower::service_fn(move |_: Request<Body>| {
        let body = Bytes::from(body.clone());
        async move { Ok::<_, Infallible>(Response::new(http_body_util::Full::new(body))) }
    });
    FuseDesk::app("acme").unwrap().builder().credential("the-key").transport(wire).build().unwrap()
}

const CASE: &str = r#"{"id": 7, "casenum": "A1", "summary": "Thanks \ud83d", "status": "open",
    "history": [{"id": 1, "note": "\ude00 a \ud83d\ude00", "type": "note"}]}"#;

#[tokio::test]
async fn lone_surrogate_costs_one_character() {
    let case = GetCase::new(CaseId::new(7)).send(&client(CASE.into())).await.unwrap();
    assert_eq!(case.summary.as_deref(), Some("Thanks \u{fffd}"));
    assert_eq!(case.history.unwrap()[0].note.as_deref(), Some("\u{fffd} a 😀"));
}

#[tokio::test]
async fn text_of_php_around_damaged_json_is_ignored() {
    for (before, after) in [
        ("PHP Notice:  Undefined index: x in /srv/api.php on line 7\n", ""),
        (
            "",
            "<br />\n<b>Warning</b>:  Undefined array key \"x\" in <b>/srv/api.php</b> on line <b>7</b><br />\n",
        ),
        ("\u{feff}", ""),
        ("\u{feff}\nNotice: Undefined variable $caf in /srv/api.php on line 3\n", "\n"),
        ("Deprecated: strlen(): Passing null in /srv/api.php on line 3\n", "\0"),
    ] {
        let case = GetCase::new(CaseId::new(7)).send(&client(format!("{before}{CASE}{after}").into())).await;
        let case = case.unwrap_or_else(|error| panic!("{before:?} {after:?}: {error}"));
        assert_eq!(case.summary.as_deref(), Some("Thanks \u{fffd}"), "{before:?} {after:?}");
    }
}

#[tokio::test]
async fn foreign_bytes_cost_one_character() {
    let rows = b"[{\"id\": 1, \"casenum\": \"A\", \"summary\": \"Caf\xe9\"}, {\"id\": 2, \"casenum\": \"B\", \"summary\": \"x\"}]";
    let cases = SearchCases::new().send(&client(rows.to_vec())).await.unwrap();
    assert_eq!(cases.len(), 2);
    assert_eq!(cases[0].summary.as_deref(), Some("Caf\u{fffd}"));
}

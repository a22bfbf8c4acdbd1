//! FakeDesk: keys, scopes, request formats, rate limit and errors.

use std::time::Duration;

use bytes::Bytes;
use fusedesk_client::testing::{FakeDesk, seed};
use http::Request;
use http_body_util::Full;
use serde_json::json;

use crate::fake_http::{FORM, delete, get, post, request, send, send_as};

fn bare(fake: &FakeDesk, path: &str) -> http::request::Builder {
    Request::get(format!("{}{path}", fake.base_url()))
}

#[tokio::test]
async fn a_key_comes_in_three_forms_and_the_header_wins() {
    let fake = FakeDesk::seeded();
    let (key, path) = (fake.api_key(), "/api/v1/session/permissions");
    let with_parameter = format!("{path}?apikey={key}");
    for (request, status) in [
        (bare(&fake, path), 401),
        (bare(&fake, path).header("X-FuseDesk-API-Key", &key), 200),
        (bare(&fake, path).header("authorization", format!("Bearer {key}")), 200),
        (bare(&fake, path).header("authorization", format!("Basic {key}")), 401),
        (bare(&fake, &with_parameter), 200),
        (bare(&fake, &with_parameter).header("x-fusedesk-api-key", "wrong"), 401),
        (bare(&fake, &with_parameter).header("authorization", "Bearer wrong"), 401),
        (bare(&fake, path).header("x-fusedesk-api-key", FakeDesk::new().api_key()), 401),
    ] {
        let request = request.body(Full::<Bytes>::default()).unwrap();
        assert_eq!(send(&fake, request).await.unwrap().status, status);
    }
    // In the form body of a POST, as in an old plugin of the vendor.
    let request = Request::post(format!("{}/api/v1/usage", fake.base_url()))
        .header("content-type", FORM)
        .body(Full::from(format!("apikey={key}")))
        .unwrap();
    assert_eq!(send(&fake, request).await.unwrap().json()["limit"], 1800);
}

#[tokio::test]
async fn the_key_is_not_in_the_log() {
    let fake = FakeDesk::seeded();
    let key = fake.api_key();
    let request =
        Request::post(format!("{}/api/v1/cases/{}/addnote?apikey={key}&title=a", fake.base_url(), seed::SSO))
            .header("content-type", FORM)
            .body(Full::from(format!("note=b&apikey={key}")))
            .unwrap();
    assert_eq!(send(&fake, request).await.unwrap().status, 200);
    let log = fake.requests();
    assert_eq!((log[0].query.as_str(), &log[0].body), ("title=a", &Some(json!({ "note": "b" }))));
    assert_eq!(
        (log[0].authorization_present, log[0].status, log[0].content_type.as_str()),
        (true, Some(200), FORM)
    );
    // Also if the rest of the request is unreadable.
    let request = Request::post(format!("{}/api/v1/usage?a=1&apik%65y={key}&b[c]=2&b[]=3", fake.base_url()))
        .header("content-type", "application/json")
        .body(Full::from("{"))
        .unwrap();
    assert_eq!(send(&fake, request).await.unwrap().status, 405);
    let log = fake.requests();
    assert_eq!((log[1].query.as_str(), log[1].authorization_present), ("a=1&b[c]=2&b[]=3", true));
    assert!(!format!("{fake:?} {log:?}").contains(&key));
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say() {
    let fake = FakeDesk::seeded();
    let key = fake.key_with_scopes(["cases_create", "reps"]);
    let form = format!("depid={}&summary=a&details=b&openedby=c", seed::SUPPORT);
    // The key may create cases but not read them.
    assert_eq!(send_as(&fake, &key, "POST", "/v1/cases", &form).await.status, 200);
    let refused = send_as(&fake, &key, "GET", "/v1/cases", "").await;
    assert_eq!(refused.error(), (403, "api_error_noscope".into()));
    assert_eq!(refused.json()["error"], "Not Authorized");
    assert_eq!(send_as(&fake, &key, "GET", "/v1/session/poweredby", "").await.json()["plan"], "Pro");
    let scopes = send_as(&fake, &key, "GET", "/v1/session/permissions", "").await.json();
    assert_eq!(scopes, json!(["cases_create", "reps"]));
    let all = get(&fake, "/v1/session/permissions").await.json();
    for (method, path, scope) in FakeDesk::operations() {
        assert!(scope.is_empty() || all.as_array().unwrap().contains(&scope.into()), "{scope}");
        let path = path.trim_start_matches("/api").replace(['{', '}'], "");
        let answer = send_as(&fake, &fake.key_with_scopes(["none"]), method, &path, "").await;
        assert_eq!(answer.status == 403, !scope.is_empty(), "{method} {path}");
    }
}

#[tokio::test]
async fn error_headers_match_the_body() {
    let fake = FakeDesk::seeded();
    for (method, path, form, expected) in [
        ("GET", "/v1/nowhere", "", (404, "api_error_notfound")),
        ("GET", "/v3/cases", "", (404, "api_error_notfound")),
        ("PUT", "/v1/cases", "", (404, "api_error_notfound")),
        ("DELETE", "/v1/cases/2001", "", (404, "api_error_notfound")),
        ("GET", "/v1/cases/999999", "", (404, "api_error_notfound")),
        ("GET", "/v1/cases/ABCD1234", "", (404, "api_error_notfound")),
        ("POST", "/v1/cases", "depid=21&summary=a&details=b", (405, "api_error_missingparam")),
        ("POST", "/v1/cases", "depid=21&summary=+&details=b&openedby=c", (405, "api_error_missingparam")),
        ("GET", "/v1/cases?status=solved", "", (405, "api_error_invalidparam")),
        ("GET", "/v1/cases?limit=many", "", (405, "api_error_invalidparam")),
        ("GET", "/v1/cases?summary[a]=1&summary[]=2", "", (405, "api_error_invalidparam")),
        ("GET", "/v2/contacts", "", (405, "api_error_missingparam")),
    ] {
        let answer = send_as(&fake, &fake.api_key(), method, path, form).await;
        assert_eq!(answer.error(), (expected.0, expected.1.to_owned()), "{method} {path}");
        assert_eq!(answer.header("x-fusedesk-usage-limit"), "1800");
    }
    let missing = post(&fake, "/v1/casetags", "").await;
    assert_eq!(missing.json()["error"], "Missing required parameter: tagname");
    let answer = send_as(&fake, "wrong", "GET", "/v1/nowhere", "").await;
    assert_eq!(answer.error(), (401, "api_error_invalidkey".into()));
    assert_eq!(answer.header("x-fusedesk-usage-remaining"), "1788");
}

#[tokio::test]
async fn the_limit_is_per_hour_and_each_answer_shows_it() {
    let fake = FakeDesk::seeded();
    fake.clock().freeze();
    fake.set_hourly_limit(2);
    for remaining in ["1", "0"] {
        let answer = get(&fake, "/v1/casetags").await;
        assert_eq!(
            (answer.header("x-fusedesk-usage-limit"), answer.header("x-fusedesk-usage-remaining")),
            ("2", remaining)
        );
    }
    fake.advance(Duration::from_secs(3_599));
    let refused = post(&fake, "/v1/casetags", "tagname=New").await;
    assert_eq!(refused.error(), (429, "api_error_ratelimit".into()));
    assert_eq!((refused.header("x-fusedesk-usage-remaining"), refused.header("retry-after")), ("0", ""));
    assert_eq!(fake.case_tags().len(), 6);
    fake.advance(Duration::from_secs(1));
    assert_eq!(get(&fake, "/v1/casetags").await.header("x-fusedesk-usage-remaining"), "1");
}

#[tokio::test]
async fn a_slash_at_the_end_makes_no_difference() {
    let fake = FakeDesk::seeded();
    for path in ["/v1/cases/", "/v1/cases/2001/", "/v2/departments/all/"] {
        assert_eq!(get(&fake, path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn bodies_in_three_encodings_and_the_query_beside_them() {
    let fake = FakeDesk::seeded();
    let base = format!("{}/api/v1/cases/{}/addnote", fake.base_url(), seed::EXPORT);
    let multipart = "--X\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nthird\r\n\
                     --X\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\ncall\r\n--X--\r\n";
    for (query, content_type, body, note, title) in [
        ("", FORM, "note=first+%26+only&title=a", "first & only", "a"),
        (
            "?title=query&note=lost",
            "application/json",
            r#"{ "note": "second", "repid": 103 }"#,
            "second",
            "query",
        ),
        ("", "multipart/form-data; boundary=X", multipart, "third", ""),
        ("?note=fourth&title=b", "", "", "fourth", "b"),
    ] {
        let request = Request::post(format!("{base}{query}"))
            .header("x-fusedesk-api-key", fake.api_key())
            .header("content-type", content_type)
            .body(Full::from(body.to_owned()))
            .unwrap();
        let answer = send(&fake, request).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let case = fake.case(seed::EXPORT).unwrap();
        let last = case["history"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["note"], &last["title"]), (&note.into(), &title.into()));
    }
    for (content_type, body) in [
        ("application/json", "{"),
        ("application/json", "[1]"),
        ("multipart/form-data", "x"),
        ("text/plain", "note=x"),
    ] {
        let request = Request::post(&base)
            .header("x-fusedesk-api-key", fake.api_key())
            .header("content-type", content_type)
            .body(Full::from(body.to_owned()))
            .unwrap();
        assert_eq!(send(&fake, request).await.unwrap().status, 405, "{content_type} {body}");
    }
    fake.set_body_limit(10);
    assert_eq!(post(&fake, "/v1/casetags", "tagname=Long").await.status, 413);
}

#[tokio::test]
async fn unknown_parameters_are_ignored_and_recorded() {
    let fake = FakeDesk::seeded();
    let path = format!("/v1/cases/{}", seed::EXPORT);
    assert_eq!(post(&fake, &path, &format!("departmentid={}&summary=New", seed::BILLING)).await.status, 200);
    let case = fake.case(seed::EXPORT).unwrap();
    assert_eq!((&case["departmentid"], &case["summary"]), (&seed::SUPPORT.into(), &json!("New")));
    assert_eq!(fake.ignored_parameters(), ["POST /api/v1/cases/{caseId}: departmentid"]);
}

/// Every operation responds with 200 and knows every parameter sent.
#[tokio::test]
async fn every_operation_answers() {
    let fake = FakeDesk::seeded();
    let (case, tag) = (seed::EXPORT, seed::URGENT);
    let webhook = "objectType=case&action=created&url=https%3A%2F%2Fhooks.example%2Fx";
    let calls = [
        ("GET", "/v1/cases?status=active&contactid[]=5001&limit=5".to_owned(), ""),
        ("GET", format!("/v1/cases/{case}"), ""),
        ("POST", "/v1/cases".into(), "depid=21&summary=a&details=b&openedby=c"),
        ("POST", format!("/v1/cases/{case}"), "summary=x"),
        ("POST", format!("/v1/cases/update?caseids={case}&tagid=33"), ""),
        ("POST", format!("/v1/cases/{case}/addnote"), "note=x&title=y&type=call&status=open&repid=103"),
        ("POST", format!("/v1/cases/{case}/reply"), "body=x&cc=a@b.example"),
        ("POST", format!("/v1/cases/{case}/snooze"), "until=tomorrow"),
        ("POST", format!("/v1/cases/{case}/tag/{tag}"), ""),
        ("POST", format!("/v1/cases/{case}/untag/{tag}"), ""),
        ("GET", format!("/v1/cases/{case}/feedback"), ""),
        ("POST", format!("/v1/cases/{case}/feedback/doask"), ""),
        ("POST", format!("/v1/cases/{case}/feedback/request"), ""),
        ("POST", format!("/v1/cases/{case}/feedback/dontask"), ""),
        ("GET", "/v1/casetags".into(), ""),
        ("POST", "/v1/casetags".into(), "tagname=New"),
        ("DELETE", format!("/v1/casetags/{tag}"), ""),
        ("GET", "/v1/chats".into(), ""),
        ("GET", format!("/v1/chats/{}", seed::SSO_CHAT), ""),
        ("POST", format!("/v1/chats/{}", seed::SSO_CHAT), "title=x&unseen=0"),
        ("POST", format!("/v1/chats/{}/close", seed::SSO_CHAT), "status=closed&depid=21&repid=103"),
        ("GET", "/v1/emails/unassigned?bodylimit=10&orderby=date_received+desc".into(), ""),
        ("GET", format!("/v1/emails/{}", seed::QUOTE_EMAIL), ""),
        ("GET", "/v2/contacts?search=dana&limit=1&offset=1".into(), ""),
        ("POST", "/v2/contacts".into(), "firstName=Jo"),
        ("GET", format!("/v2/contacts/{}", seed::DANA), ""),
        ("POST", format!("/v2/contacts/{}", seed::DANA), "cityBilling=Oslo"),
        ("GET", "/v2/departments".into(), ""),
        ("GET", "/v2/departments/all".into(), ""),
        ("GET", "/v2/departments/archived".into(), ""),
        ("GET", "/v2/departments/21".into(), ""),
        ("POST", "/v2/departments".into(), "name=Legal"),
        ("POST", "/v2/departments/23".into(), "repUserIds[]=102&allReps=0"),
        ("DELETE", "/v2/departments/23".into(), ""),
        ("POST", "/v2/departments/23/restore".into(), ""),
        ("GET", "/v2/reps".into(), ""),
        ("GET", "/v2/reps/101".into(), ""),
        ("GET", "/v2/webhooks".into(), ""),
        ("POST", "/v2/webhooks".into(), webhook),
        ("DELETE", "/v2/webhooks/{id}".into(), ""),
        ("GET", "/v1/session/permissions".into(), ""),
        ("GET", "/v1/session/poweredby".into(), ""),
        ("POST", "/v1/usage".into(), ""),
        ("GET", "/v1/integrations".into(), ""),
    ];
    let operations = FakeDesk::operations().count();
    assert_eq!(calls.len(), operations, "add a call of the new operation to `calls` in {}", file!());
    for (method, path, form) in calls {
        let id = fake.webhooks().first().map(|webhook| webhook["id"].as_str().unwrap().to_owned());
        let path = path.replace("{id}", &id.unwrap_or_default());
        let answer = send(&fake, request(&fake, &fake.api_key(), method, &path, form)).await.unwrap();
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text());
    }
    assert!(fake.ignored_parameters().is_empty(), "{:?}", fake.ignored_parameters());
    assert_eq!(delete(&fake, "/v2/webhooks/wh_0").await.status, 404);
}

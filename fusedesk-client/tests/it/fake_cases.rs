//! FakeDesk: cases, one at a time.

use std::time::Duration;

use fusedesk_client::testing::{FakeDesk, NewCase, seed};
use serde_json::{Value, json};

use crate::fake_http::{encode, get, post, post_ok, send_as};

async fn found(fake: &FakeDesk, query: &str) -> Vec<u64> {
    get(fake, &format!("/v1/cases?{query}")).await.ids()
}

#[tokio::test]
async fn filters_of_the_search() {
    use seed::*;
    let fake = FakeDesk::seeded();
    assert_eq!(found(&fake, "").await, (DISPUTE..=SSO).collect::<Vec<_>>());
    for (query, expected) in [
        ("status=closed", vec![OLD_LOGIN, REFUNDED]),
        ("status=open&contactid=5006", vec![EXPORT]),
        ("status=&contactid=5006", vec![EXPORT, OLD_LOGIN]),
        ("status=all&contactid[]=5006&contactid[]=5003", vec![VAT_DISPUTE, EXPORT, OLD_LOGIN, ANSWERED]),
        ("contactid[0]=5006&contactid[1]=5003&status=new", vec![VAT_DISPUTE]),
        ("status=active&email=FINANCE@northwind.example", vec![DISPUTE, RENEWAL, SSO]),
        ("email=nobody@example.com", vec![]),
        ("contactUuid=7c9e6679-7425-40de-944b-e07fc1f90ae7&repid=103", vec![RENEWAL]),
        ("depid=24", vec![API_ERROR, OVERDUE]),
        ("repid=102&depid=21", vec![SSO]),
        ("createdByRep=103", vec![RENEWAL, CALLBACK]),
        ("from=FREEMAIL", vec![HOSTILE]),
        ("subject=webhook", vec![WEBHOOK_ERROR, DUPLICATE]),
        ("companyid=7", vec![]),
        ("limit=2&offset=3", vec![WEBHOOK_ERROR, HOSTILE]),
        ("orderby=date_opened+desc&limit=2", vec![API_ERROR, HOSTILE]),
        ("orderby=status+desc,caseid+desc&limit=1", vec![SSO]),
    ] {
        assert_eq!(found(&fake, query).await, expected, "{query}");
    }
    for wrong in ["orderby=colour", "contactid=abc", "contactid[]=1&contactid[]=x", "limit=0", "offset=-1"] {
        assert_eq!(get(&fake, &format!("/v1/cases?{wrong}")).await.status, 405, "{wrong}");
    }
    let row = get(&fake, "/v1/cases?subject=onboarding").await.json()[0].clone();
    assert_eq!((&row["caseid"], &row["casenum"]), (&row["id"], &row["casenumber"]));
    assert_eq!((&row["history"], &row["isArchived"]), (&Value::Null, &json!(false)));
    let number = row["casenum"].as_str().unwrap();
    assert!(number.len() == 8 && number[..4].bytes().all(|byte| byte.is_ascii_uppercase()), "{number}");
}

#[tokio::test]
async fn dates_of_the_search() {
    use seed::*;
    let fake = FakeDesk::seeded();
    fake.clock().freeze();
    let range = |json: &str| encode(json);
    for (query, expected) in [
        (format!("date_opened={}", range(r#"{"after":"-2 hours"}"#)), vec![API_ERROR]),
        (format!("date_opened={}", range(r#"{"after":"-4 hours","before":"-3 hours"}"#)), vec![CALLBACK]),
        (format!("date_closed={}", range(r#"{"after":"-30 days"}"#)), vec![REFUNDED]),
        (format!("date_closed={}", range(r#"{"before":"-30 days"}"#)), vec![OLD_LOGIN]),
        ("date_opened[before]=-30+days".to_owned(), vec![OLD_LOGIN]),
        ("date_opened=&status=closed".to_owned(), vec![OLD_LOGIN, REFUNDED]),
    ] {
        assert_eq!(found(&fake, &query).await, expected, "{query}");
    }
    let day = fake.case(OLD_LOGIN).unwrap()["date_opened"].as_str().unwrap()[..10].to_owned();
    assert_eq!(found(&fake, &format!("date_opened={day}")).await, [OLD_LOGIN]);
    assert_eq!(get(&fake, "/v1/cases?date_opened=whenever").await.status, 405);
    assert_eq!(
        get(&fake, &format!("/v1/cases?date_opened={}", range(r#"{"until":"now"}"#))).await.status,
        405
    );
}

#[tokio::test]
async fn a_page_holds_50_rows_unless_asked_and_500_at_most() {
    let fake = FakeDesk::new();
    let support = fake.add_department("Support");
    for number in 0..510 {
        fake.add_case(NewCase::new(support, &format!("Case {number}")));
    }
    assert_eq!(found(&fake, "").await.len(), 50);
    assert_eq!(found(&fake, "limit=5000").await.len(), 500);
    assert_eq!(found(&fake, "limit=500&offset=500").await.len(), 10);
}

#[tokio::test]
async fn a_created_case_has_a_rep_a_contact_and_tags() {
    use seed::*;
    let fake = FakeDesk::seeded();
    let basics = "summary=Seats&details=How+many%3F&openedby=Elena";
    let all = format!(
        "depid={BILLING}&{basics}&repid={SARAH}&status=open&email=elena.voss@northwind.example&type=call\
         &casetags=vip,+{REFUND},Beta+2021,unknown,vip&date_opened=2024-03-05+14:07:09"
    );
    let case = post_ok(&fake, "/v1/cases", &all).await;
    assert_eq!((&case["contactid"], &case["contactUuid"]), (&json!(ELENA_CRM), &json!(ELENA)));
    assert_eq!(
        (&case["repid"], &case["status"], &case["tags"]),
        (&json!(SARAH), &json!("open"), &json!([VIP, REFUND]))
    );
    for field in ["date_opened", "date_updated", "date_assigned"] {
        assert_eq!(case[field], "2024-03-05T14:07:09+00:00", "{field}");
    }
    let whole = get(&fake, &format!("/v1/cases/{}", case["id"])).await.json();
    assert_eq!(
        (&whole["history"][0]["type"], &whole["history"][0]["note"]),
        (&json!("call"), &json!("How many?"))
    );
    // A rep of another department, a disabled one and nonsense: a rep of the department gets the case.
    for rep in ["102", "104", "999", "abc", ""] {
        let case = post_ok(&fake, "/v1/cases", &format!("depid={BILLING}&{basics}&repid={rep}")).await;
        assert!([SARAH, MIA].contains(&case["repid"].as_u64().unwrap()), "{rep}");
        assert_eq!((&case["status"], &case["contactid"]), (&json!("new"), &Value::Null));
    }
    // An unknown address or id.
    let case = post_ok(&fake, "/v1/cases", &format!("depid={BILLING}&{basics}&email=x@y.example")).await;
    assert_eq!((&case["contactid"], &case["contactUuid"]), (&Value::Null, &Value::Null));
    let case = post_ok(&fake, "/v1/cases", &format!("depid={BILLING}&{basics}&contactid=77")).await;
    assert_eq!((&case["contactid"], &case["contactUuid"]), (&json!(77), &Value::Null));
    let closed = post_ok(&fake, "/v1/cases", &format!("depid={BILLING}&{basics}&status=closed")).await;
    assert!(closed["date_closed"].is_string());
    let before = fake.cases().len();
    for wrong in [
        format!("depid={ONBOARDING}&{basics}"),
        format!("depid=999&{basics}"),
        format!("depid={BILLING}&{basics}&status=pending"),
        format!("depid={BILLING}&{basics}&type=fax"),
        format!("depid={BILLING}&{basics}&contactUuid=nobody"),
        format!("depid={BILLING}&{basics}&date_opened=soon"),
    ] {
        assert_eq!(
            post(&fake, "/v1/cases", &wrong).await.error(),
            (405, "api_error_invalidparam".into()),
            "{wrong}"
        );
    }
    assert_eq!(fake.cases().len(), before);
}

#[tokio::test]
async fn an_update_changes_what_it_names() {
    use seed::*;
    let fake = FakeDesk::seeded();
    let path = format!("/v1/cases/{LEAD}");
    let case = post_ok(&fake, &path, &format!("contactUuid={DANA}&status=open&companyid=9")).await;
    assert_eq!(
        (&case["contactid"], &case["status"], &case["companyid"]),
        (&json!(DANA_CRM), &json!("open"), &json!(9))
    );
    assert_eq!(case["summary"], "Plan for schools?");
    // Another department: one of its reps takes over.
    let case = post_ok(&fake, &path, &format!("depid={INTEGRATIONS}")).await;
    assert_eq!((&case["departmentid"], &case["repid"]), (&json!(INTEGRATIONS), &json!(DAVID)));
    assert!(case["date_assigned"].is_string());
    let case = post_ok(&fake, &path, "repid=0&contactid=&companyid=").await;
    assert_eq!(
        (&case["repid"], &case["contactid"], &case["contactUuid"], &case["companyid"]),
        (&Value::Null, &Value::Null, &Value::Null, &Value::Null)
    );
    let case = post_ok(&fake, &path, "status=closed").await;
    assert!(case["date_closed"].is_string());
    assert_eq!(post_ok(&fake, &path, "status=new").await["date_closed"], Value::Null);
    let before = fake.case(LEAD);
    for wrong in ["repid=11", "repid=104", "depid=25", "status=done", "contactid=x", "summary=lost&repid=5"] {
        assert_eq!(post(&fake, &path, wrong).await.status, 405, "{wrong}");
    }
    assert_eq!(fake.case(LEAD), before);
}

#[tokio::test]
async fn a_reply_is_sent_and_the_case_waits_for_the_customer() {
    use seed::*;
    let fake = FakeDesk::seeded();
    let path = format!("/v1/cases/{DISPUTE}/reply");
    let before = fake.case(DISPUTE).unwrap()["date_firstresponse"].clone();
    let case =
        post_ok(&fake, &path, "body=Refunded.&html=%3Cp%3ERefunded.%3C%2Fp%3E&cc=a@b.example,+c@d.example")
            .await;
    assert_eq!((&case["status"], &case["date_firstresponse"]), (&json!("open"), &before));
    let sent = &fake.sent_emails()[0];
    assert_eq!(
        (&sent["to"], &sent["from"]),
        (&json!("elena.voss@northwind.example"), &json!("billing@acme.example"))
    );
    assert_eq!(
        (&sent["cc"], &sent["subject"]),
        (&json!("a@b.example, c@d.example"), &json!("Re: Charged twice on the 3rd (INV-20417)"))
    );
    let whole = fake.case(DISPUTE).unwrap();
    let last = whole["history"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["type"], &last["note"], &last["repid"]),
        (&json!("email"), &json!("<p>Refunded.</p>"), &json!(SARAH))
    );
    let email = get(&fake, &format!("/v1/emails/{}", last["emailid"].as_str().unwrap())).await.json();
    assert_eq!((&email["body"], &email["caseid"]), (&json!("Refunded."), &json!(DISPUTE)));
    for (case, form) in
        [(DISPUTE, ""), (DISPUTE, "html=x"), (DISPUTE, "body=x&to=nobody"), (CALLBACK, "body=x")]
    {
        let answer = post(&fake, &format!("/v1/cases/{case}/reply"), form).await;
        assert_eq!(answer.status, 405, "{form}");
    }
    assert_eq!(post(&fake, "/v1/cases/1/reply", "body=x").await.status, 404);
    assert_eq!(fake.sent_emails().len(), 1);
    // The reply goes to the opener if there is no contact.
    post_ok(&fake, &format!("/v1/cases/{HOSTILE}/reply"), "body=x").await;
    assert_eq!(fake.sent_emails()[1]["to"], "max@freemail.example");
}

#[tokio::test]
async fn notes_tags_and_feedback() {
    use seed::*;
    let fake = FakeDesk::seeded();
    let base = format!("/v1/cases/{RENEWAL}");
    let case = post_ok(
        &fake,
        &format!("{base}/addnote"),
        &format!("note=Called&type=call&repid={DAVID}&status=closed"),
    )
    .await;
    assert_eq!(case["status"], "closed");
    let whole = fake.case(RENEWAL).unwrap();
    let last = whole["history"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["type"], &last["repid"], &last["status"]),
        (&json!("call"), &json!(DAVID), &json!("closed"))
    );
    assert_eq!(post(&fake, &format!("{base}/addnote"), "title=x").await.error().1, "api_error_missingparam");

    for _ in 0..2 {
        assert_eq!(post_ok(&fake, &format!("{base}/tag/{URGENT}"), "").await["tags"], json!([URGENT]));
    }
    for (path, status) in [(format!("{base}/tag/999"), 404), (format!("{base}/tag/{ARCHIVED_TAG}"), 405)] {
        assert_eq!(post(&fake, &path, "").await.status, status);
    }
    for _ in 0..2 {
        assert_eq!(post_ok(&fake, &format!("{base}/untag/{URGENT}"), "").await["tags"], json!([]));
    }

    let unset = get(&fake, &format!("{base}/feedback")).await.json();
    assert_eq!((&unset["rating"], &unset["date_rated"]), (&Value::Null, &json!(false)));
    let asked = post_ok(&fake, &format!("{base}/feedback/request"), "").await;
    assert!(asked["date_requestedfeedback"].is_string());
    assert_eq!(fake.sent_emails()[0]["kind"], "feedback");
    post_ok(&fake, &format!("{base}/feedback/dontask"), "").await;
    assert_eq!(post(&fake, &format!("{base}/feedback/request"), "").await.status, 405);
    assert_eq!(post_ok(&fake, &format!("{base}/feedback/doask"), "").await["askfeedback"], true);
    fake.add_rating(RENEWAL, 2, "Too slow");
    let rated = get(&fake, &format!("{base}/feedback")).await.json();
    assert_eq!((&rated["rating"], &rated["feedback"]), (&json!(2), &json!("Too slow")));
}

#[tokio::test]
async fn a_snoozed_case_comes_back() {
    let fake = FakeDesk::seeded();
    fake.clock().freeze();
    let path = format!("/v1/cases/{}/snooze", seed::EXPORT);
    for wrong in ["", "until=", "until=yesterday", "until=later"] {
        assert_eq!(post(&fake, &path, wrong).await.status, 405, "{wrong}");
    }
    let until = encode("+2 hours");
    let case = post_ok(&fake, &path, &format!("until={until}")).await;
    assert_eq!(case["status"], "open");
    assert!(case["date_snoozed"].is_string());
    fake.advance(Duration::from_secs(7_199));
    assert_eq!(fake.case(seed::EXPORT).unwrap()["status"], "open");
    fake.advance(Duration::from_secs(1));
    let back = get(&fake, &format!("/v1/cases/{}", seed::EXPORT)).await.json();
    assert_eq!((&back["status"], &back["date_snoozed"]), (&json!("new"), &Value::Null));
    assert_eq!(back["history"].as_array().unwrap().last().unwrap()["title"], "Snooze ended");
}

#[tokio::test]
async fn bulk_updates_change_all_or_nothing() {
    use seed::*;
    let fake = FakeDesk::seeded();
    let ids = format!("caseids={WEBHOOK_ERROR},+{DUPLICATE},{LEAD}");
    let before = fake.cases();
    for (query, status) in [
        (format!("{ids},1&status=closed"), 404),
        (ids.clone(), 405),
        (format!("{ids}&merge=0"), 405),
        (format!("{ids}&status=gone"), 405),
        (format!("{ids}&tagid=999"), 404),
        (format!("{ids}&repid=104&status=closed"), 405),
        (format!("{ids}&snooze=yesterday"), 405),
        ("status=closed".to_owned(), 405),
        ("caseids=a,b&status=closed".to_owned(), 405),
        (format!("{ids}&merge=1&status=closed"), 405),
        (format!("caseids={LEAD}&merge=1"), 405),
        (format!("caseids={LEAD},{LEAD}&merge=1"), 405),
    ] {
        assert_eq!(post(&fake, &format!("/v1/cases/update?{query}"), "").await.status, status, "{query}");
    }
    assert_eq!(fake.cases(), before);
    let query =
        format!("{ids}&status=closed&tagid={URGENT}&repid={DAVID}&crmTagId=7&snooze={}", encode("+1 day"));
    let changed = post(&fake, &format!("/v1/cases/update?{query}"), "").await;
    assert_eq!(changed.ids(), [WEBHOOK_ERROR, DUPLICATE, LEAD]);
    for field in ["status", "tags", "repid"] {
        let expected = json!({ "status": "closed", "tags": [URGENT], "repid": DAVID });
        assert_eq!(changed.column(field), vec![expected[field].clone(); 3]);
    }
    // The lead has no contact, so the CRM has nothing to tag.
    let actions = fake.crm_actions();
    assert_eq!(actions.len(), 2);
    assert_eq!(actions[0], json!({ "caseid": WEBHOOK_ERROR, "contactid": PRIYA_CRM, "crmTagId": 7 }));
}

#[tokio::test]
async fn a_merge_keeps_the_first_case_and_the_whole_history() {
    use seed::*;
    let fake = FakeDesk::seeded();
    let length = |id| fake.case(id).unwrap()["history"].as_array().unwrap().len();
    let before = length(LEAD) + length(API_ERROR) + length(SSO);
    let answer = post(&fake, &format!("/v1/cases/update?caseids={LEAD},{API_ERROR},{SSO}&merge=1"), "").await;
    assert_eq!(answer.ids(), [LEAD]);
    let merged = fake.case(LEAD).unwrap();
    assert_eq!((&merged["tags"], &merged["contactid"]), (&json!([VIP, API_ERROR_TAG]), &json!(RAJ_CRM)));
    let history = merged["history"].as_array().unwrap();
    assert_eq!(history.len(), before + 1);
    let dates: Vec<&str> = history.iter().map(|entry| entry["date_created"].as_str().unwrap()).collect();
    assert!(dates.is_sorted(), "{dates:?}");
    for gone in [API_ERROR, SSO] {
        assert_eq!(
            get(&fake, &format!("/v1/cases/{gone}")).await.error(),
            (404, "api_error_notfound".into())
        );
        assert_eq!(fake.merged_into(gone), Some(LEAD));
    }
    assert_eq!(get(&fake, &format!("/v1/chats/{SSO_CHAT}")).await.json()["caseId"], LEAD);
    let key = fake.key_with_scopes(["cases"]);
    let path = format!("/v1/cases/update?caseids={LEAD},{EXPORT}&merge=1");
    assert_eq!(send_as(&fake, &key, "POST", &path, "").await.status, 403);
}

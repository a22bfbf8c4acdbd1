//! Paging with conforming and misbehaving servers.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use fusedesk_client::{
    CaseId, Endpoint, ErrorKind, LARGEST_KNOWN_PAGE, StreamLimits,
    api::{case_tags::ListCaseTags, cases::SearchCases, emails::SearchUnassignedEmails},
};
use futures_util::{StreamExt, TryStreamExt};
use http::Response;
use serde_json::{Value, json};
use url::Url;

use crate::scripted_transport::{answer, desk, desk_within};

/// Returns a number in the query of a URL.
fn number(address: &str, name: &str) -> Option<usize> {
    let url = Url::parse(address).unwrap();
    let value = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    value.map(|value| value.parse().unwrap())
}

/// Returns the page for a URL of a list with this many rows, of at most `max` rows.
fn page(address: &str, rows: usize, max: usize) -> Response<String> {
    let offset = number(address, "offset").unwrap_or(0);
    let limit = number(address, "limit").unwrap_or(rows).min(max);
    let rows: Vec<Value> = (offset..rows.min(offset + limit)).map(|id| json!({ "id": id + 1 })).collect();
    Response::new(Value::from(rows).to_string())
}

#[tokio::test]
async fn every_row_once() {
    for rows in [0, 1, 9, 10, 11, 20, 25] {
        let (desk, requested) = desk(move |address| page(address, rows, usize::MAX));
        let cases: Vec<_> = SearchCases::new().limit(10).stream(&desk).try_collect().await.unwrap();
        let ids: Vec<_> = cases.iter().map(|case| case.id.unwrap().get()).collect();
        assert_eq!(ids, (1..=rows as u64).collect::<Vec<_>>());
        // A page that is not full is the last.
        assert_eq!(requested.lock().unwrap().len(), rows / 10 + 1, "{rows} rows");
    }
}

#[tokio::test]
async fn the_address_of_a_page() {
    let (desk, requested) = desk(|address| page(address, 25, usize::MAX));
    let search = SearchCases::new().subject("a b&c").offset(10).limit(10);
    let cases: Vec<_> = search.stream(&desk).try_collect().await.unwrap();
    assert_eq!(cases.len(), 15);
    let base = "https://acme.fusedesk.com/api/v1/cases";
    let requested = requested.lock().unwrap();
    assert_eq!(
        *requested,
        [
            format!("{base}?limit=10&offset=10&subject=a%20b%26c"),
            format!("{base}?limit=10&subject=a%20b%26c&offset=20"),
        ]
    );
}

#[tokio::test]
async fn truncated_page_is_not_the_last() {
    // Above the largest known page size, only an empty page ends the list.
    let (desk, requested) = desk(|address| page(address, 450, 200));
    let cases: Vec<_> = SearchCases::new().limit(500).stream(&desk).try_collect().await.unwrap();
    assert_eq!((cases.len(), requested.lock().unwrap().len()), (450, 4));
    let (desk, requested) = self::desk(|address| page(address, 200, usize::MAX));
    let cases: Vec<_> =
        SearchCases::new().limit(LARGEST_KNOWN_PAGE).stream(&desk).try_collect().await.unwrap();
    assert_eq!((cases.len(), requested.lock().unwrap().len()), (200, 2));
}

#[tokio::test]
async fn a_stream_goes_on_after_a_429_where_it_stopped() {
    for failing in [0, 10, 20] {
        let (desk, requested) = desk(move |address| page(address, 25, usize::MAX));
        let all: Vec<_> = SearchCases::new().limit(10).stream(&desk).try_collect().await.unwrap();
        let failures = Arc::new(AtomicUsize::new(2));
        let (again, _) = self::desk(move |address| {
            let fails = number(address, "offset").unwrap_or(0) == failing
                && failures
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                    .is_ok();
            if fails { answer(429, &[("retry-after", "9")], "") } else { page(address, 25, usize::MAX) }
        });
        let mut stream = SearchCases::new().limit(10).stream(&again);
        let mut cases = Vec::new();
        let mut waits = Vec::new();
        loop {
            match stream.try_next().await {
                Ok(Some(case)) => cases.push(case),
                Ok(None) => break,
                Err(error) => {
                    waits.push(error.retry_after().unwrap().as_secs());
                    assert!(stream.next().await.is_none());
                    // Alternates between the same stream and a new one.
                    match waits.len() {
                        1 => stream.resume(),
                        _ => {
                            let position = stream.position().unwrap();
                            stream = SearchCases::new().limit(10).stream_from(&again, &position);
                        }
                    }
                }
            }
        }
        assert_eq!((cases.len(), waits), (25, vec![9, 9]));
        assert_eq!(cases, all);
        assert_eq!(requested.lock().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_position_of_another_search_is_refused() {
    let (desk, requested) = desk(|address| page(address, 25, usize::MAX));
    let mut stream = SearchCases::new().limit(10).stream(&desk);
    stream.try_next().await.unwrap();
    let position = stream.position().unwrap();
    let mut other = SearchCases::new().limit(10).subject("x").stream_from(&desk, &position);
    assert!(other.try_next().await.unwrap_err().is_invalid_request());
    assert_eq!(requested.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn repeated_page_is_an_error() {
    let rows = json!((1..=10).map(|id| json!({ "id": id })).collect::<Vec<_>>()).to_string();
    let (desk, requested) = desk(move |_| Response::new(rows.clone()));
    let results: Vec<_> = SearchCases::new().limit(10).stream(&desk).collect().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 10);
    let error = results.into_iter().next_back().unwrap().unwrap_err();
    assert_eq!((error.kind(), requested.lock().unwrap().len()), (ErrorKind::Pagination, 2));
}

#[tokio::test]
async fn the_limits_of_a_stream_end_it_with_an_error() {
    let limits = StreamLimits { pages: 3, items: 1_000 };
    let (desk, _) = desk_within(limits, |address| page(address, 100, usize::MAX));
    let results: Vec<_> = SearchCases::new().limit(10).stream(&desk).collect().await;
    assert_eq!(results.len(), 31);
    assert!(results[30].as_ref().unwrap_err().to_string().contains("3 pages"));
}

#[tokio::test]
async fn a_list_without_pages_is_one_page() {
    let (desk, requested) = desk(|address| page(address, 300, usize::MAX));
    let tags: Vec<_> = ListCaseTags::new().stream(&desk).try_collect().await.unwrap();
    assert_eq!((tags.len(), requested.lock().unwrap().len()), (300, 1));
}

#[tokio::test]
async fn non_list_response_is_an_error() {
    for body in [
        "{}",
        "\"\"",
        "null",
        "false",
        "true",
        "",
        r#"{"emails": []}"#,
        r#"{"id": "e1", "from": "jane@example.com"}"#,
        r#"[1, "x"]"#,
        "[null]",
    ] {
        let (desk, _) = desk(move |_| Response::new(body.to_owned()));
        let error = SearchUnassignedEmails::new().stream(&desk).try_collect::<Vec<_>>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    }
}

#[tokio::test]
async fn invalid_row_does_not_affect_the_others() {
    let (desk, _) = desk(|_| Response::new(r#"[{"id": 1}, null, "x", [], false, {"id": "2"}]"#.to_owned()));
    let cases: Vec<_> = SearchCases::new().stream(&desk).try_collect().await.unwrap();
    let ids: Vec<_> = cases.iter().map(|case| case.id.map_or(0, CaseId::get)).collect();
    assert_eq!(ids, [1, 0, 0, 0, 0, 2]);
    assert_eq!(cases[2].extra["value"], "x");
}

#[tokio::test]
async fn a_page_of_rows_with_junk_is_not_taken_for_the_last() {
    let (desk, _) = desk(|address| match number(address, "offset") {
        None => Response::new(r#"[{"id": 1}, null]"#.to_owned()),
        Some(2) => Response::new(r#"[{"id": 3}]"#.to_owned()),
        offset => panic!("{offset:?}"),
    });
    let cases: Vec<_> = SearchCases::new().limit(2).stream(&desk).try_collect().await.unwrap();
    assert_eq!(cases.len(), 3);
}

#[tokio::test]
async fn list_with_gaps_is_ordered_by_index() {
    // PHP writes a list with removed items as an object.
    let rows: Value = (0..12)
        .filter(|place| *place != 5)
        .map(|place| (place.to_string(), json!({ "id": place + 1 })))
        .collect();
    let (desk, _) = desk(move |_| Response::new(rows.to_string()));
    let cases = SearchCases::new().send(&desk).await.unwrap();
    let ids: Vec<_> = cases.iter().map(|case| case.id.unwrap().get()).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12]);
}

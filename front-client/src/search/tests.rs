use proptest::prelude::*;

use super::*;
use crate::{Endpoint, api::conversations::SearchConversations};

fn refused(query: SearchQuery) -> String {
    query.build().unwrap_err().to_string()
}

#[test]
fn every_filter() {
    let time = Timestamp::from_millis(1_701_292_649_999);
    let query = SearchQuery::new()
        .inbox("inb_1")
        .tag("tag_1")
        .link("top_1")
        .from("a@b.c")
        .from("d@e.f")
        .to("a@b.c")
        .cc("a@b.c")
        .bcc("a@b.c")
        .recipient("+33123456789")
        .contact("crd_1")
        .assignee("tea_1")
        .author("tea_1")
        .participant("tea_1")
        .mention("tea_1")
        .commenter("tea_1");
    assert_eq!(
        query.build().unwrap(),
        "inbox:inb_1 tag:tag_1 link:top_1 from:a@b.c from:d@e.f to:a@b.c cc:a@b.c bcc:a@b.c recipient:+33123456789 \
         contact:crd_1 assignee:tea_1 author:tea_1 participant:tea_1 mention:tea_1 commenter:tea_1"
    );
    assert!(refused(query.is(SearchIs::Open)).contains("16 filters"));
    let query =
        SearchQuery::new().before(time).after(time).during(time).custom_field("Job Title", "fire = hot");
    assert_eq!(
        query.build().unwrap(),
        "before:1701292649 after:1701292649 during:1701292649 custom_field:\"Job Title=fire = hot\""
    );
}

#[test]
fn words_and_phrases_do_not_count() {
    let query = (0..15).fold(SearchQuery::new(), |query, _| query.tag("tag_1"));
    assert!(query.word("one").phrase("two three").build().is_ok());
}

#[test]
fn unquotable_text_is_refused() {
    assert!(refused(SearchQuery::new()).contains("empty"));
    assert!(refused(SearchQuery::new().phrase("say \"no\"")).contains("double quote"));
    assert!(refused(SearchQuery::new().phrase("two\nlines")).contains("line break"));
    assert!(refused(SearchQuery::new().phrase(" ")).contains("empty"));
    assert!(refused(SearchQuery::new().word("two words")).contains("phrase"));
    assert!(refused(SearchQuery::new().word("is:open")).contains("colon"));
    assert!(refused(SearchQuery::new().word("")).contains("empty"));
    assert!(refused(SearchQuery::new().word("..")).contains("dots"));
    assert!(refused(SearchQuery::new().from("a b")).contains("`from:`"));
    assert!(refused(SearchQuery::new().tag("")).contains("`tag:`"));
    assert!(refused(SearchQuery::new().custom_field("a=b", "c")).contains("`=`"));
    assert!(refused(SearchQuery::new().custom_field("a", "\"")).contains("double quote"));
    // The first error is returned.
    assert!(refused(SearchQuery::new().tag("").word("")).contains("`tag:`"));
}

#[test]
fn states_that_exclude_each_other() {
    for (one, other) in [
        (SearchIs::Open, SearchIs::Archived),
        (SearchIs::Snoozed, SearchIs::Trashed),
        (SearchIs::Assigned, SearchIs::Unassigned),
    ] {
        let query = SearchQuery::new().is(one.clone()).is(SearchIs::Unreplied).is(other.clone());
        assert_eq!(refused(query), format!("`is:{one}` and `is:{other}` exclude each other"));
    }
    let query = SearchQuery::new().is(SearchIs::Open).is(SearchIs::Unassigned).is(SearchIs::Open);
    assert_eq!(query.build().unwrap(), "is:open is:unassigned is:open");
}

#[test]
fn typed_queries() {
    let parsed =
        SearchQuery::parse("  refund  \"two words\" is:open\tcustom_field:\"Job Title=x y\" ").unwrap();
    assert_eq!(parsed.to_string(), "refund \"two words\" is:open custom_field:\"Job Title=x y\"");
    assert_eq!(parsed.warnings(), [] as [&str; 0]);
    let error = SearchQuery::parse("status:open").unwrap_err();
    assert!(error.to_string().contains("`is:open`"), "{error}");
    for text in ["", " \n ", "\"open", "a \"b\" \"", &"tag:tag_1 ".repeat(16), "..", "a\u{0}b"] {
        assert!(SearchQuery::parse(text).is_err(), "{text:?}");
    }
    assert!(SearchQuery::parse(&"x: ".repeat(16)).is_ok());
}

#[test]
fn suspicious_terms_give_warnings() {
    for (text, hint) in [
        ("subject:refund", "`subject:`"),
        ("tag:", "`tag:` has no value"),
        ("is:closed", "`is:closed`"),
        ("is:open is:archived", "exclude"),
    ] {
        let query = SearchQuery::parse(text).unwrap();
        assert_eq!(query.warnings().len(), 1, "{text}: {:?}", query.warnings());
        assert!(query.warnings()[0].contains(hint), "{text}: {:?}", query.warnings());
    }
}

#[test]
fn search_error_converts_to_client_error() {
    let error = Error::from(SearchQuery::new().build().unwrap_err());
    assert!(error.is_invalid_request());
}

proptest! {
    /// Any query arrives as it was built, in one segment of the same path.
    #[test]
    fn query_round_trips_through_the_url(
        word in "[^\\s\":\\p{Cc}]{1,12}",
        phrase in "[^\"\\p{Cc}]{0,12}[^\"\\s\\p{Cc}]",
        handle in "[^\\s\"\\p{Cc}]{1,12}",
        value in "[^\"\\p{Cc}]{0,12}",
    ) {
        let query = SearchQuery::new().word(&word).phrase(&phrase).from(&handle).custom_field("Name", &value);
        let text = query.build().unwrap();
        let request = SearchConversations::matching(&query).unwrap().to_request().unwrap();
        let uri = request.uri();
        prop_assert_eq!(uri.query(), None);
        let segment = uri.path().strip_prefix("/conversations/search/").unwrap();
        prop_assert!(!segment.contains('/'));
        let decoded = percent_encoding::percent_decode_str(segment).decode_utf8().unwrap();
        prop_assert_eq!(&*decoded, &text);
        prop_assert_eq!(SearchQuery::parse(&decoded).unwrap().build().unwrap(), text);
    }

    /// Any text is either rejected or one segment of the same path.
    #[test]
    fn any_text_stays_in_one_path_segment(text in any::<String>()) {
        if let Ok(request) = SearchConversations::new(text).to_request() {
            let path = request.uri().path();
            let segment = path.strip_prefix("/conversations/search/").unwrap();
            prop_assert!(!segment.is_empty() && !segment.contains('/') && segment != "." && segment != "..");
            prop_assert_eq!(request.uri().query(), None);
        }
    }
}

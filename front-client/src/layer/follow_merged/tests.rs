use super::*;
use http::Method;
use std::time::Duration;
use tower_test::mock::{self, Handle, Spawn};

type Wire = Handle<Request<Bytes>, Response<Bytes>>;
type Stack = Spawn<FollowMerged<mock::Mock<Request<Bytes>, Response<Bytes>>>>;

fn stack(layer: FollowMergedLayer) -> (Stack, Wire) {
    mock::spawn_layer(layer)
}

fn moved(location: &str) -> Response<Bytes> {
    Response::builder().status(301).header("location", location).body(Bytes::new()).unwrap()
}

fn answer(status: u16) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::new()).unwrap()
}

/// Sends a reply, with one prepared response per exchange. Returns the requests and the result.
async fn send(
    stack: &mut Stack,
    wire: &mut Wire,
    request: Request<Bytes>,
    answers: Vec<Response<Bytes>>,
) -> (Vec<String>, Result<Response<Bytes>, BoxError>) {
    assert!(stack.poll_ready().is_ready());
    let call = tokio::spawn(stack.call(request));
    let mut asked = Vec::new();
    for answer in answers {
        let (request, respond) = wire.next_request().await.unwrap();
        let body = String::from_utf8_lossy(request.body()).into_owned();
        asked.push(format!("{} {} {body}", request.method(), request.uri()).trim_end().to_owned());
        respond.send_response(answer);
    }
    // A request without a response must fail the test instead of hanging it.
    let result = tokio::time::timeout(Duration::from_secs(5), call).await.expect("no more requests").unwrap();
    assert!(wire.poll_request().is_pending(), "more was asked than expected");
    (asked, result)
}

fn reply(id: &str) -> Request<Bytes> {
    Request::post(format!("/conversations/{id}/messages")).body(Bytes::from_static(b"hi")).unwrap()
}

fn merged(response: &Response<Bytes>) -> Option<(&str, &str)> {
    response.extensions().get::<MergedInto>().map(|merged| (merged.from.as_str(), merged.to.as_str()))
}

fn redirect(error: &BoxError) -> &RedirectError {
    let error = error.downcast_ref::<Error>().unwrap();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.to_string().contains("nothing was carried out"), "{error}");
    std::error::Error::source(error).unwrap().downcast_ref().unwrap()
}

#[tokio::test]
async fn the_same_method_and_body_go_to_the_new_conversation() {
    let (mut stack, mut wire) = stack(FollowMergedLayer::new());
    let answers = vec![moved("/conversations/cnv_b"), answer(202)];
    let (asked, result) = send(&mut stack, &mut wire, reply("cnv_a"), answers).await;
    assert_eq!(asked, ["POST /conversations/cnv_a/messages hi", "POST /conversations/cnv_b/messages hi"]);
    let response = result.unwrap();
    assert_eq!(response.status(), 202);
    assert_eq!(merged(&response), Some(("cnv_a", "cnv_b")));
}

#[tokio::test]
async fn a_merge_is_remembered_and_chains_are_compressed() {
    let (mut stack, mut wire) = stack(FollowMergedLayer::new());
    let answers = vec![moved("/conversations/cnv_b"), moved("/conversations/cnv_c"), answer(202)];
    let (asked, _) = send(&mut stack, &mut wire, reply("cnv_a"), answers).await;
    assert_eq!(asked.len(), 3);
    for id in ["cnv_a", "cnv_b"] {
        let (asked, result) = send(&mut stack, &mut wire, reply(id), vec![answer(202)]).await;
        assert_eq!(asked, ["POST /conversations/cnv_c/messages hi"]);
        assert_eq!(merged(&result.unwrap()), Some((id, "cnv_c")));
    }
    let (asked, result) = send(&mut stack, &mut wire, reply("cnv_c"), vec![answer(202)]).await;
    assert_eq!(asked, ["POST /conversations/cnv_c/messages hi"]);
    assert_eq!(merged(&result.unwrap()), None);
}

#[tokio::test]
async fn a_remembered_merge_that_fails_is_forgotten() {
    let (mut stack, mut wire) = stack(FollowMergedLayer::new());
    let answers = vec![moved("/conversations/cnv_b"), answer(202)];
    let (asked, _) = send(&mut stack, &mut wire, reply("cnv_a"), answers).await;
    assert_eq!(asked.len(), 2);
    let (asked, _) = send(&mut stack, &mut wire, reply("cnv_a"), vec![answer(404)]).await;
    assert_eq!(asked, ["POST /conversations/cnv_b/messages hi"]);
    let (asked, _) = send(&mut stack, &mut wire, reply("cnv_a"), vec![answer(202)]).await;
    assert_eq!(asked, ["POST /conversations/cnv_a/messages hi"]);
}

#[tokio::test]
async fn loops_and_long_chains_end() {
    let (mut stack, mut wire) = stack(FollowMergedLayer::new().max_hops(2));
    let answers = vec![moved("/conversations/cnv_b"), moved("/conversations/cnv_a")];
    let (_, result) = send(&mut stack, &mut wire, reply("cnv_a"), answers).await;
    assert_eq!(redirect(&result.unwrap_err()).reason, Reason::Loop);

    // Merges learned during the failed call are forgotten.
    let answers = vec![moved("/conversations/cnv_a")];
    let (asked, result) = send(&mut stack, &mut wire, reply("cnv_a"), answers).await;
    assert_eq!(asked, ["POST /conversations/cnv_a/messages hi"]);
    assert_eq!(redirect(&result.unwrap_err()).reason, Reason::Loop);

    let answers = ["b", "c", "d"].map(|id| moved(&format!("/conversations/cnv_{id}"))).into();
    let (_, result) = send(&mut stack, &mut wire, reply("cnv_a"), answers).await;
    assert_eq!(redirect(&result.unwrap_err()).reason, Reason::TooMany);
}

#[tokio::test]
async fn location_without_conversation_is_an_error_with_location() {
    for (location, reason) in [
        ("https://evil.com/conversations/cnv_b", Reason::Foreign),
        ("/login?next=%2Fsecret", Reason::NoConversation),
    ] {
        let (mut stack, mut wire) = stack(FollowMergedLayer::new());
        let (_, result) = send(&mut stack, &mut wire, reply("cnv_a"), vec![moved(location)]).await;
        let error = result.unwrap_err();
        assert_eq!(redirect(&error).reason, reason);
        assert_eq!(redirect(&error).location(), Some(location));
        assert!(!error.to_string().contains("secret"));
    }
    let (mut stack, mut wire) = stack(FollowMergedLayer::new());
    let (_, result) = send(&mut stack, &mut wire, reply("cnv_a"), vec![answer(301)]).await;
    assert_eq!(redirect(&result.unwrap_err()).location(), None);
}

#[tokio::test]
async fn other_requests_and_redirects_pass() {
    let deletion = |uri: &str| Request::builder().method(Method::DELETE).uri(uri).body(Bytes::new()).unwrap();
    let mut kept = reply("cnv_a");
    kept.extensions_mut().insert(DoNotFollowMerged);
    for request in
        [deletion("/conversations/cnv_a"), Request::get("/contacts/crd_1").body(Bytes::new()).unwrap(), kept]
    {
        let (mut stack, mut wire) = stack(FollowMergedLayer::new());
        let (_, result) = send(&mut stack, &mut wire, request, vec![moved("/conversations/cnv_b")]).await;
        assert_eq!(result.unwrap().status(), 301);
    }
    for status in [302, 303, 307, 308] {
        let (mut stack, mut wire) = stack(FollowMergedLayer::new());
        let mut response = moved("/conversations/cnv_b");
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        let (_, result) = send(&mut stack, &mut wire, reply("cnv_a"), vec![response]).await;
        assert_eq!(result.unwrap().status(), status);
    }
}

#[tokio::test]
async fn configured_base_host_is_accepted() {
    let (mut stack, mut wire) = stack(FollowMergedLayer::new().base_host("127.0.0.1"));
    let answers = vec![moved("http://127.0.0.1:8849/conversations/cnv_b/messages"), answer(202)];
    let (asked, _) = send(&mut stack, &mut wire, reply("cnv_a"), answers).await;
    assert_eq!(asked[1], "POST /conversations/cnv_b/messages hi");
}

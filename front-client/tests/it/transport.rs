//! The default transport on the wire.

use std::time::Duration;

use front_client::{
    Client, Endpoint, ErrorKind,
    api::{identity::GetMe, messages::SendReply},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{header, method, path},
};

const ME: &str = r#"{"id":"cmp_1","name":"Acme"}"#;

async fn answering(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any()).respond_with(response).mount(&server).await;
    server
}

fn client(url: &str) -> Client {
    Client::builder().credential("token-1").base_url(url).build().unwrap()
}

/// Answers every connection with these bytes and closes it.
async fn raw(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    url
}

#[tokio::test]
async fn a_call_below_a_prefix() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/front/me"))
        .and(header("authorization", "Bearer token-1"))
        .and(header("accept", "application/json"))
        .and(header("user-agent", concat!("front-client/", env!("CARGO_PKG_VERSION"))))
        .respond_with(ResponseTemplate::new(200).set_body_string(ME))
        .expect(1)
        .mount(&server)
        .await;
    let me = GetMe::new().send(&client(&format!("{}/front/", server.uri()))).await.unwrap();
    assert_eq!(me.name.as_deref(), Some("Acme"));
}

#[tokio::test]
async fn refused_connection_is_a_connect_error() {
    // Nothing listens here any more.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = SendReply::new("cnv_1", "hi").send(&client(&url)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert!(error.is_retryable(), "nothing was carried out");
}

#[tokio::test]
async fn connect_error_states_its_cause_once() {
    // A port without a listener, and a server without TLS.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refused = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let plain = raw("HTTP/1.1 400 Bad Request\r\n\r\n").await.replace("http:", "https:");
    for (url, cause) in [(&refused, "Connection refused"), (&plain, "corrupt message")] {
        let error = SendReply::new("cnv_1", "hi").send(&client(url)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
        let chain: Vec<_> =
            std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source())
                .map(ToString::to_string)
                .collect();
        assert!(chain.iter().any(|message| message.contains(cause)), "{chain:#?}");
        assert_eq!(
            chain.iter().filter(|message| message.contains("no connection was made")).count(),
            1,
            "{chain:#?}"
        );
        let report = error.report().to_string();
        let operation = "POST /conversations/{conversation_id}/messages: no connection was made: ";
        assert!(report.starts_with(operation) && report.contains(cause), "{report}");
        assert!(!report.contains("client error") && !report.contains('\n'), "{report}");
        println!("{report}");
    }
}

#[tokio::test]
async fn broken_connection_leaves_write_outcome_unknown() {
    let url = raw("").await;
    let error = SendReply::new("cnv_1", "hi").send(&client(&url)).await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
    let error = GetMe::new().send(&client(&url)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}

#[tokio::test]
async fn truncated_body_is_an_error() {
    let url = raw("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"id\":\"cmp_1\"").await;
    let error = GetMe::new().send(&client(&url)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
    let url = raw("HTTP/1.1 202 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"sta\r\n").await;
    let error = SendReply::new("cnv_1", "hi").send(&client(&url)).await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
}

#[tokio::test]
async fn a_body_over_the_limit_is_given_up() {
    let server = answering(ResponseTemplate::new(200).set_body_string("x".repeat(2000))).await;
    let front =
        Client::builder().credential("token-1").base_url(server.uri()).max_response_bytes(1999).build();
    let error = GetMe::new().send(&front.unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error:?}");

    // A response without a declared length.
    let url = raw("HTTP/1.1 200 OK\r\n\r\n{\"id\":\"cmp_1\",\"name\":\"Acme\"}").await;
    let front = Client::builder().credential("token-1").base_url(url).max_response_bytes(10).build();
    assert_eq!(GetMe::new().send(&front.unwrap()).await.unwrap_err().kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn a_slow_answer_ends_with_the_time_limit() {
    let server = answering(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let front =
        Client::builder().credential("token-1").base_url(server.uri()).timeout(Duration::from_millis(100));
    let front = front.build().unwrap();
    assert_eq!(GetMe::new().send(&front).await.unwrap_err().kind(), ErrorKind::Interrupted);
    assert!(SendReply::new("cnv_1", "hi").send(&front).await.unwrap_err().is_outcome_unknown());
}

#[tokio::test]
async fn html_page_of_a_proxy_is_an_error() {
    let page = "<html><h1>502 Bad Gateway</h1></html>";
    let server = answering(ResponseTemplate::new(502).set_body_raw(page, "text/html")).await;
    let error = GetMe::new().send(&client(&server.uri())).await.unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Server, Some(page)));
    let error = SendReply::new("cnv_1", "hi").send(&client(&server.uri())).await.unwrap_err();
    assert!(error.is_outcome_unknown() && error.body() == Some(page));

    // Status 200 does not make it a response of Front either.
    let server = answering(ResponseTemplate::new(200).set_body_raw(page, "text/html")).await;
    assert_eq!(GetMe::new().send(&client(&server.uri())).await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_redirect_of_another_route_is_not_followed() {
    let target = answering(ResponseTemplate::new(200).set_body_string(ME)).await;
    let elsewhere = ResponseTemplate::new(302).insert_header("location", target.uri());
    let server = answering(elsewhere).await;
    let error = GetMe::new().send(&client(&server.uri())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(target.received_requests().await.unwrap().is_empty(), "the token stays here");
}

#[tokio::test]
async fn the_token_goes_to_no_other_host() {
    let elsewhere = answering(ResponseTemplate::new(200)).await;
    let server = answering(ResponseTemplate::new(200).set_body_string(ME)).await;
    let request = http::Request::get(format!("{}/me", elsewhere.uri())).body(bytes::Bytes::new()).unwrap();
    let error = client(&server.uri()).execute(request).await.unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("127.0.0.1"), "{error}");
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[test]
fn invalid_settings_are_refused() {
    let builder = || Client::builder().credential("token-1");
    assert!(builder().build().is_ok());
    for (result, word) in [
        (Client::builder().build(), "token"),
        (Client::new(""), "token"),
        (Client::new("token-1\n"), "token"),
        (builder().base_url("http://front.example").build(), "https"),
        (builder().base_url("front.example").build(), "scheme"),
        (builder().user_agent("a\nb").build(), "transport"),
    ] {
        let error = result.unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains(word), "{error}");
        assert!(!format!("{error:?}").contains("token-1"), "{error:?}");
    }
    assert!(builder().base_url("http://front.example").allow_http(true).build().is_ok());
}

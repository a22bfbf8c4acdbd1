//! Serves the fake on a socket, for behaviour that only the wire can show.

use bytes::Bytes;
use front_client::testing::FakeFront;
use futures_util::FutureExt;
use http_body_util::{BodyExt, Full};
use tower::ServiceExt;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

struct Fake(FakeFront);

impl Respond for Fake {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut forwarded = http::Request::builder().method(request.method.clone());
        *forwarded.headers_mut().unwrap() = request.headers.clone();
        let path = &request.url[url::Position::BeforePath..url::Position::AfterQuery];
        let forwarded = forwarded.uri(path).body(Full::new(Bytes::copy_from_slice(&request.body))).unwrap();
        let answer =
            self.0.clone().oneshot(forwarded).now_or_never().expect("the fake does not wait").unwrap();
        let (head, body) = answer.into_parts();
        let body = body.collect().now_or_never().expect("the body is in memory").unwrap().to_bytes();
        let mut response = ResponseTemplate::new(head.status.as_u16()).set_body_bytes(body);
        for (name, value) in &head.headers {
            response = response.insert_header(name.clone(), value.clone());
        }
        response
    }
}

pub(crate) async fn serve(fake: &FakeFront) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(Fake(fake.clone())).mount(&server).await;
    server
}

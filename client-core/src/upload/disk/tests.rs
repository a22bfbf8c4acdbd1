use std::path::PathBuf;

use http::{Method, Request, Response};
use http_body::Body as _;
use http_body_util::BodyExt;
use serde::Serialize;

use super::*;
use crate::{Body, Client, Endpoint, Vendor, testing::acme::Acme};

#[derive(Serialize)]
struct Send {
    text: &'static str,
    #[serde(skip)]
    files: Vec<Upload>,
}

impl Endpoint for Send {
    type Vendor = Acme;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/messages";
    const SCOPES: &'static [&'static str] = &[];

    fn files(&self) -> Vec<(String, &Upload)> {
        self.files.iter().enumerate().map(|(at, file)| (format!("files[{at}]"), file)).collect()
    }
}

/// Temporary directory of a test.
struct Dir(PathBuf);

impl Dir {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("upload-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn large() -> Vec<u8> {
    (0..300_000u32).flat_map(u32::to_le_bytes).collect()
}

#[tokio::test]
async fn a_file_on_disk_is_sent_in_pieces_of_known_length() {
    let dir = Dir::new("pieces");
    let path = dir.file("report.pdf", &large());
    let files = vec![Upload::from_path(path).await.unwrap(), Upload::new("b.txt", "text/plain", "b")];
    let request = Send { text: "hi", files }.to_request().unwrap();
    let (head, mut body) = request.into_parts();
    assert_eq!(body.as_bytes(), None);
    let length = body.size_hint().exact().unwrap();
    let again = body.clone();
    let mut sent = Vec::new();
    while let Some(frame) = body.frame().await {
        let data = frame.unwrap().into_data().unwrap();
        assert!(data.len() <= 64 * 1024, "{}", data.len());
        sent.extend_from_slice(&data);
    }
    assert!(body.is_end_stream());
    assert_eq!(sent.len() as u64, length);
    assert_eq!(again.collect().await.unwrap().to_bytes(), sent);

    let content_type = head.headers["content-type"].to_str().unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = [
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhi\r\n").as_bytes(),
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"report.pdf\"\r\n"
        )
        .as_bytes(),
        b"Content-Type: application/pdf\r\n\r\n",
        &large(),
        format!(
            "\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"files[1]\"; filename=\"b.txt\"\r\n"
        )
        .as_bytes(),
        b"Content-Type: text/plain\r\n\r\nb\r\n",
        format!("--{boundary}--\r\n").as_bytes(),
    ]
    .concat();
    assert!(sent == expected, "the form is another one");
}

#[tokio::test]
async fn boundary_of_a_file_on_disk_cannot_be_guessed() {
    let dir = Dir::new("boundary");
    let path = dir.file("a.txt", b"--frontdesk-form-00000000--");
    let boundary = || async {
        let files = vec![Upload::from_path(&path).await.unwrap()];
        Send { text: "", files }.to_request().unwrap().headers()["content-type"].to_str().unwrap().to_owned()
    };
    let (first, second) = (boundary().await, boundary().await);
    assert_ne!(first, second);
    assert!(!first.contains("form-00000000"), "{first}");
}

#[tokio::test]
async fn name_and_media_type_are_those_of_the_path_unless_they_are_set() {
    let dir = Dir::new("names");
    for (name, media_type) in [
        ("a.csv", "text/csv"),
        ("A.PNG", "image/png"),
        ("b.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("no extension", "application/octet-stream"),
        (".hidden", "application/octet-stream"),
        ("x.unheard-of", "application/octet-stream"),
    ] {
        let file = Upload::from_path(dir.file(name, b"x")).await.unwrap();
        assert_eq!((&*file.filename, &*file.content_type, file.len()), (name, media_type, 1));
    }
    let file = Upload::from_path(dir.file("tmp-1", b"")).await.unwrap();
    let file = file.filename("a.txt").content_type("text/markdown");
    assert_eq!(
        format!("{file:?}"),
        r#"Upload { filename: "a.txt", content_type: "text/markdown", bytes: 0 }"#
    );
    assert!(file.is_empty());
}

#[tokio::test]
async fn paths_that_are_no_file_are_refused() {
    let dir = Dir::new("paths");
    for (path, word) in [
        (dir.0.join("none.txt"), "does not exist"),
        (dir.0.clone(), "is a directory"),
        (PathBuf::from(""), "does not exist"),
        (PathBuf::from("/dev/zero"), "no regular file"),
        (dir.file("a.txt", b"").join("b"), "cannot be read"),
    ] {
        let error = Upload::from_path(&path).await.unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains(word), "{path:?}: {error}");
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let dir = Dir::new("large");
    let path = dir.0.join("sparse.bin");
    let too_large = Acme::MAX_UPLOAD_BYTES as u64 + 1;
    std::fs::File::create(&path).unwrap().set_len(too_large).unwrap();
    let files = vec![Upload::from_path(&path).await.unwrap()];
    let error = Send { text: "", files }.to_request().unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains(&too_large.to_string()), "{error}");
    assert_eq!(error.operation().unwrap().1, "/messages");
}

/// Client over a transport that reads the request as a server does, and reports no cause of failures.
fn reader() -> Client<Acme> {
    let wire = tower::service_fn(|request: Request<Body>| async move {
        match request.into_body().collect().await {
            Ok(_) => Ok(Response::new(String::new())),
            Err(_) => Err("the connection broke"),
        }
    });
    Client::<Acme>::builder().credential("the-token").transport(wire).build().unwrap()
}

#[tokio::test]
async fn a_file_that_changes_before_it_is_sent_is_an_invalid_request() {
    let dir = Dir::new("changes");
    for (change, word) in [
        ((|path| std::fs::remove_file(path).unwrap()) as fn(&PathBuf), "cannot be read any more"),
        (|path| std::fs::write(path, "longer than before").unwrap(), "has changed"),
        (|path| std::fs::write(path, "").unwrap(), "has changed"),
    ] {
        let path = dir.file("a.txt", b"content");
        let files = vec![Upload::from_path(&path).await.unwrap()];
        let send = Send { text: "", files };
        send.send(&reader()).await.unwrap();
        change(&path);
        // Not an unknown outcome: the server got less than `Content-Length` announced.
        let error = send.send(&reader()).await.unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().contains(word) && error.to_string().contains("a.txt"), "{error}");
    }
}

#[test]
fn body_is_send_sync_and_unpin() {
    fn all<T: std::marker::Send + Sync + Unpin + 'static>() {}
    all::<Body>();
}

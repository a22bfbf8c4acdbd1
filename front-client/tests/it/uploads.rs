//! Upload of files on disk.

use std::{path::PathBuf, time::Duration};

use front_client::{
    Client, Endpoint, ErrorKind, Upload,
    api::{attachments::DownloadCommentAttachment, comments::AddComment, messages::SendReply},
    layer::RetryPolicy,
    testing::{FakeFront, Fault, seed},
};

use crate::socket;

/// A file of the test.
struct File(PathBuf);

impl File {
    fn new(name: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("front-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    async fn upload(&self) -> Upload {
        Upload::from_path(&self.0).await.unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn large() -> Vec<u8> {
    (0..=255).cycle().take(3_000_000).collect()
}

#[tokio::test]
async fn a_file_on_disk_arrives_as_it_is_with_its_length_announced() {
    let fake = FakeFront::seeded();
    let server = socket::serve(&fake).await;
    let front = Client::builder().credential(fake.token()).base_url(server.uri()).build().unwrap();
    let file = File::new("scan.pdf", &large());
    let comment = AddComment::new(seed::DISPUTE, "see file").attach(file.upload().await.filename("scan.pdf"));
    let comment = comment.send(&front).await.unwrap();
    let attachment = &comment.attachments[0];
    assert_eq!(attachment.filename.as_deref(), Some("scan.pdf"));
    assert_eq!(attachment.content_type.as_deref(), Some("application/pdf"));
    let found = DownloadCommentAttachment::new(comment.id.clone(), attachment.id.clone()).send(&front).await;
    assert!(found.unwrap().bytes == large());

    let requests = server.received_requests().await.unwrap();
    let length: usize = requests[0].headers["content-length"].to_str().unwrap().parse().unwrap();
    assert_eq!(length, requests[0].body.len());
    assert!(!requests[0].headers.contains_key("transfer-encoding"));
}

#[tokio::test]
async fn a_retry_opens_the_file_again() {
    for merged in [seed::DISPUTE, seed::MERGED] {
        let fake = FakeFront::seeded();
        fake.fault(Fault::rate_limited(Duration::from_millis(1)).on("POST", "/messages").times(2));
        let server = socket::serve(&fake).await;
        let policy = RetryPolicy::new().backoff(Duration::from_millis(1), Duration::from_millis(1));
        let builder = Client::builder().credential(fake.token()).base_url(server.uri());
        let front = builder.retry(policy).timeout(Duration::from_secs(60)).build().unwrap();
        let file = File::new(&format!("again-{merged}.csv"), &large());
        let reply = SendReply::new(merged, "hi").attach(file.upload().await.filename("again.csv"));
        reply.send(&front).await.unwrap();
        assert_eq!(fake.sent().len(), 1);
        assert_eq!(fake.sent()[0]["attachments"][0], "again.csv");
        let posts: Vec<_> = server.received_requests().await.unwrap();
        assert!(posts.len() >= 3, "{}", posts.len());
        assert!(
            posts.iter().all(|request| request.body.len() > large().len()),
            "an attempt was without the file"
        );
    }
}

#[tokio::test]
async fn missing_file_is_not_outcome_unknown() {
    let fake = FakeFront::seeded();
    let server = socket::serve(&fake).await;
    let front = Client::builder().credential(fake.token()).base_url(server.uri()).build().unwrap();
    let file = File::new("gone.txt", b"soon gone");
    let reply = SendReply::new(seed::DISPUTE, "hi").attach(file.upload().await);
    drop(file);
    let error = reply.send(&front).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    let shown = error.to_string();
    assert!(shown.starts_with("POST /conversations/{conversation_id}/messages: the file `"), "{shown}");
    assert!(shown.contains("gone.txt` cannot be read any more"), "{shown}");
    assert!(fake.sent().is_empty());
}

//! Reports of progress, for a client that asked for them.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::wire::{jsonrpc::push_json, protocol::PROGRESS};

/// Where progress goes; set by the transport. It takes reports one at a time, in their order, and reports nothing itself.
pub type ProgressSink = Arc<dyn Fn(Progress) + Send + Sync>;

/// One report of progress.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    token: Bytes,
    /// How far the call is.
    pub progress: f64,
    /// How far it will go, in the same unit.
    pub total: Option<f64>,
    /// What it does just now.
    pub message: Option<String>,
}

impl Progress {
    /// The JSON-RPC notification that carries the report, with the client's token as it was sent.
    #[must_use]
    pub fn to_notification(&self) -> Bytes {
        let mut body = Vec::with_capacity(128);
        body.extend_from_slice(br#"{"jsonrpc":"2.0","method":""#);
        body.extend_from_slice(PROGRESS.as_bytes());
        body.extend_from_slice(br#"","params":{"progressToken":"#);
        body.extend_from_slice(&self.token);
        body.extend_from_slice(br#","progress":"#);
        push_json(&mut body, &self.progress);
        if let Some(total) = self.total {
            body.extend_from_slice(br#","total":"#);
            push_json(&mut body, &total);
        }
        if let Some(message) = &self.message {
            body.extend_from_slice(br#","message":"#);
            push_json(&mut body, message);
        }
        body.extend_from_slice(b"}}");
        body.into()
    }
}

/// A progress token with the last value reported for it.
pub(super) struct Token {
    raw: Bytes,
    last: Mutex<Option<f64>>,
}

impl Token {
    pub(super) const fn new(raw: Bytes) -> Self {
        Self { raw, last: Mutex::new(None) }
    }

    pub(super) fn report(
        &self,
        sink: &ProgressSink,
        progress: f64,
        total: Option<f64>,
        message: Option<&str>,
    ) {
        // Held until the report is handed over: two that are made at once must not change places.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if !progress.is_finite() || last.is_some_and(|last| progress <= last) {
            return;
        }
        *last = Some(progress);
        sink(Progress {
            token: self.raw.clone(),
            progress,
            total: total.filter(|total| total.is_finite()),
            message: message.map(str::to_owned),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handler::context::Context;

    fn recording() -> (Context, Arc<Mutex<Vec<Bytes>>>) {
        let seen: Arc<Mutex<Vec<Bytes>>> = Arc::default();
        let sink = Arc::clone(&seen);
        let mut context = Context::new().with_progress_sink(Arc::new(move |progress: Progress| {
            sink.lock().unwrap().push(progress.to_notification());
        }));
        context.set_progress_token(Some(Bytes::from_static(br#""t""#)));
        (context, seen)
    }

    #[test]
    fn progress_grows_and_keeps_the_token() {
        let (context, seen) = recording();
        assert!(context.wants_progress());
        context.progress(0.0, Some(100.0), None);
        context.progress(50.0, Some(100.0), Some("half"));
        context.progress(50.0, Some(100.0), None);
        context.progress(f64::NAN, None, None);
        let seen = seen.lock().unwrap();
        assert_eq!(seen.len(), 2);
        assert_eq!(
            seen[1],
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","progress":50.0,"total":100.0,"message":"half"}}"#
        );
    }

    #[test]
    fn without_a_token_nobody_hears() {
        let (mut context, seen) = recording();
        context.set_progress_token(None);
        assert!(!context.wants_progress());
        context.progress(1.0, None, None);
        assert!(seen.lock().unwrap().is_empty());
    }
}

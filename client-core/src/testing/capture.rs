//! Capture of spans, events and log records in tests.

use std::{
    cell::RefCell,
    fmt::{self, Write},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use tracing::{
    Dispatch, Event, Subscriber, field,
    span::{Attributes, Id, Record},
    subscriber::{self, DefaultGuard},
};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt},
    registry::{LookupSpan, SpanRef},
};

/// Captures `tracing` and `log` output of this thread, at every level, until it is dropped. For tests that
/// something is logged, and that secrets such as a credential are not.
///
/// Captures only the thread that creates it, so an asynchronous test needs a single-threaded runtime. Records of
/// `log`, used by reqwest and rustls, are captured unless the program has a logger of its own.
///
/// ```
/// use client_core::testing::LogCapture;
/// use tracing::{debug, info_span};
///
/// let capture = LogCapture::start();
/// let call = info_span!(target: "shop", "call", tool = "buy");
/// call.in_scope(|| {
///     debug!(price = 3, "bought");
///     drop(info_span!(target: "shop::wire", "exchange", status = 200));
/// });
/// assert!(capture.text().contains(r#"message=bought price=3"#));
/// assert_eq!(capture.ended("shop::wire"), [r#"call{tool="buy"}:exchange{status=200}"#]);
/// assert!(capture.ended("shop").is_empty(), "the call goes on");
/// ```
#[derive(Debug)]
pub struct LogCapture {
    output: Output,
    _guard: DefaultGuard,
}

#[derive(Debug, Clone, Default)]
struct Output(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    text: String,
    ended: Vec<(&'static str, String)>,
}

impl LogCapture {
    /// Starts to capture the output of this thread.
    #[must_use]
    pub fn start() -> Self {
        // Fails for all tests but the first, and where the program has a logger of its own.
        if log::set_logger(&LogBridge).is_ok() {
            log::set_max_level(log::LevelFilter::Trace);
        }
        IDLE_SUBSCRIBERS.get_or_init(|| [(); 2].map(|()| Dispatch::new(Registry::default())));
        let output = Output::default();
        CAPTURE.set(Some(output.clone()));
        Self { _guard: subscriber::set_default(Registry::default().with(output.clone())), output }
    }

    /// Returns the output so far: a line for each event, record, span and later value of a span.
    #[must_use]
    pub fn text(&self) -> String {
        self.output.state().text.clone()
    }

    /// Returns the closed spans with this target, usually a module, in order of closing. Each has its parent spans and
    /// its final values.
    #[must_use]
    pub fn ended(&self, target: &str) -> Vec<String> {
        let state = self.output.state();
        state.ended.iter().filter(|(at, _)| *at == target).map(|(_, line)| line.clone()).collect()
    }
}

impl Drop for LogCapture {
    fn drop(&mut self) {
        CAPTURE.set(None);
    }
}

/// Subscribers that live for ever and capture nothing. With a single subscriber, tracing caches the interest of a
/// callsite by the first thread that reaches it, which may belong to another test.
static IDLE_SUBSCRIBERS: OnceLock<[Dispatch; 2]> = OnceLock::new();

thread_local! {
    /// Destination of the records of this thread.
    static CAPTURE: RefCell<Option<Output>> = const { RefCell::new(None) };
}

/// Logger that passes records to the capture of their thread.
struct LogBridge;

impl log::Log for LogBridge {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        CAPTURE.with_borrow(Option::is_some)
    }

    fn log(&self, record: &log::Record<'_>) {
        CAPTURE.with_borrow(|output| {
            if let Some(output) = output {
                output.state().line(record.target(), record.args());
            }
        });
    }

    fn flush(&self) {}
}

impl Output {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn line(&mut self, target: &str, what: &dyn fmt::Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{target}: {what}");
    }
}

/// Fields of a span or an event, as text.
#[derive(Default)]
struct Fields(String);

impl field::Visit for Fields {
    fn record_debug(&mut self, field: &field::Field, value: &dyn fmt::Debug) {
        let space = if self.0.is_empty() { "" } else { " " };
        let _ = write!(self.0, "{space}{field}={value:?}");
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Output {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let metadata = attributes.metadata();
        self.state().line(metadata.target(), &format_args!("{}{{{}}}", metadata.name(), fields.0));
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut extensions = span.extensions_mut();
        let Some(fields) = extensions.get_mut::<Fields>() else { return };
        let before = fields.0.len();
        values.record(fields);
        self.state().line(span.metadata().target(), &&fields.0[before..]);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.state().line(event.metadata().target(), &fields.0);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let path: Vec<_> = span.scope().from_root().map(|span| capture(&span)).collect();
        self.state().ended.push((span.metadata().target(), path.join(":")));
    }
}

fn capture<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) -> String {
    let extensions = span.extensions();
    let fields = extensions.get::<Fields>().map_or("", |fields| &fields.0);
    format!("{}{{{fields}}}", span.name())
}

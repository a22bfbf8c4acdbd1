//! A request struct as a row of the table of operations.

use std::fmt::Debug;

use bytes::Bytes;
use front_client::{Endpoint, Page, api::attachments::Download};
use http::Response;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// Row of a request struct: its metadata, sample calls, and the way its response is read.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// `GET /tags/{tag_id}`.
    pub(crate) operation: String,
    pub(crate) scopes: &'static [&'static str],
    /// `true` for another struct of the same operation, besides the one named after it.
    pub(crate) variant: bool,
    /// Schema of the arguments.
    pub(crate) arguments: Value,
    pub(crate) calls: Vec<Call>,
    pub(crate) response: ResponseKind,
}

/// A call as it is sent.
pub(crate) struct Call {
    /// Fields of the struct.
    pub(crate) fields: Value,
    /// Names and values in the query, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// JSON body, or the equivalent of a form with files.
    pub(crate) body: Option<Value>,
    /// Names of the files.
    pub(crate) files: Vec<String>,
}

/// Type of a response.
pub(crate) enum ResponseKind {
    /// No body.
    Nothing,
    /// A file.
    File,
    /// One resource.
    One(Read),
    /// A list of resources.
    List(Read),
}

/// Reads JSON as the client does. Returns the parsed value, as JSON and as `Debug` text.
pub(crate) type Read = fn(&Value) -> Result<(Value, String), String>;

impl Row {
    /// Marks a second struct for the same operation.
    pub(crate) fn variant(mut self) -> Self {
        self.variant = true;
        self
    }
}

/// Creates the row of an operation whose response is not read.
pub(crate) fn nothing<E: Endpoint<Output = ()> + JsonSchema>(calls: impl IntoIterator<Item = E>) -> Row {
    row(calls, ResponseKind::Nothing)
}

/// Creates the row of an operation that returns a file.
pub(crate) fn file<E: Endpoint<Output = Download> + JsonSchema>(calls: impl IntoIterator<Item = E>) -> Row {
    row(calls, ResponseKind::File)
}

/// Creates the row of an operation that returns one resource.
pub(crate) fn one<E>(calls: impl IntoIterator<Item = E>) -> Row
where
    E: Endpoint + JsonSchema,
    E::Output: Serialize + Debug,
{
    row(
        calls,
        ResponseKind::One(|json| {
            let value = E::decode(&response(json)).map_err(|error| reason(&error))?;
            Ok((serde_json::to_value(&value).map_err(|error| reason(&error))?, format!("{value:?}")))
        }),
    )
}

/// Creates the row of an operation that returns a list.
pub(crate) fn list<E, T>(calls: impl IntoIterator<Item = E>) -> Row
where
    E: Endpoint<Output = Page<T>> + JsonSchema,
    T: Serialize + Debug,
{
    row(
        calls,
        ResponseKind::List(|json| {
            let page = E::decode(&response(json)).map_err(|error| reason(&error))?;
            Ok((serde_json::to_value(&page.items).map_err(|error| reason(&error))?, format!("{page:?}")))
        }),
    )
}

fn row<E: Endpoint + JsonSchema>(calls: impl IntoIterator<Item = E>, response: ResponseKind) -> Row {
    let name = std::any::type_name::<E>().rsplit("::").next().unwrap();
    let calls = calls.into_iter().map(|call| sent(name, &call)).collect();
    Row {
        name,
        operation: format!("{} {}", E::METHOD, E::PATH.replace("{*", "{")),
        scopes: E::SCOPES,
        variant: false,
        arguments: schemars::schema_for!(E).to_value(),
        calls,
        response,
    }
}

fn sent<E: Endpoint>(name: &str, call: &E) -> Call {
    let request = call.to_request().unwrap_or_else(|error| panic!("{name}: {error}"));
    let fields = serde_json::to_value(call).unwrap();
    let files: Vec<String> = call.files().into_iter().map(|(name, _)| name).collect();
    let query = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let query = query.into_owned().collect();
    let body = if !files.is_empty() {
        // The form is equivalent to the JSON; a test of the form checks that.
        let in_path = |field: &str| E::PATH.contains(&format!("{{{field}}}"));
        let rest = fields.as_object().unwrap().iter();
        let rest = rest.filter(|(field, _)| !in_path(field) && !E::QUERY.contains(&field.as_str()));
        Some(rest.map(|(field, value)| (field.clone(), value.clone())).collect::<Map<_, _>>().into())
    } else if request.body().is_empty() {
        None
    } else {
        assert_eq!(request.headers()["content-type"], "application/json", "{name}");
        Some(serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap())
    };
    Call { fields, query, body, files }
}

fn response(json: &Value) -> Response<Bytes> {
    Response::new(json.to_string().into())
}

/// Returns the error with its causes.
fn reason(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

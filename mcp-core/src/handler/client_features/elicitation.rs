//! Elicitation: asks the user.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json, value::RawValue};

use super::{Field, sealed::Sealed};
use crate::{
    handler::{
        context::Context,
        tool::{HandlerError, HandlerErrorKind},
    },
    wire::protocol::{ELICIT, Lifecycle, ProtocolVersion},
};

/// Elicitation request: a form that the client shows, or a page that the user opens.
///
/// Do not ask for passwords, keys or payment data in a form. Use [`url`](Self::url) for them
/// (<https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation>).
///
/// ```
/// use mcp_core::client_features::{Elicitation, Field};
///
/// let form = Elicitation::form("Which team takes the case?")
///     .field("team", Field::one_of(["billing", "support"]).title("Team"))
///     .field("note", Field::text().max_length(500).optional());
/// # let _ = form;
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Elicitation {
    message: String,
    mode: Mode,
    unsolicited: bool,
    once: bool,
}

#[derive(Debug, Clone)]
enum Mode {
    Form(Vec<(String, Field)>),
    Url(String),
}

/// Result of an elicitation: the action of the user.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ElicitationResult {
    /// The user submitted the form, or agreed to open the page. For a page the fields are empty, and the user has
    /// not yet finished there.
    Accepted(Map<String, Value>),
    /// The user declined.
    Declined,
    /// The user dismissed the request.
    Cancelled,
}

impl Elicitation {
    /// Creates a form. Without [fields](Self::field), it only asks for consent.
    pub fn form(message: impl Into<String>) -> Self {
        Self { message: message.into(), mode: Mode::Form(Vec::new()), unsolicited: false, once: false }
    }

    /// Creates a request to open a page. The client does not see what happens on the page, and no notification
    /// reports that it is done. The handler must check that in its next run, and send the request again if necessary.
    pub fn url(message: impl Into<String>, url: impl Into<String>) -> Self {
        Self { message: message.into(), mode: Mode::Url(url.into()), unsolicited: false, once: false }
    }

    /// Appends a field to a form. Has no effect on a page.
    pub fn field(mut self, name: impl Into<String>, field: Field) -> Self {
        if let Mode::Form(fields) = &mut self.mode {
            fields.push((name.into(), field));
        }
        self
    }

    /// Accepts the response in one call only. Use it for elicitations that authorise an action which cannot be undone.
    ///
    /// In revision 2026-07-28 the client holds the request state, and could send it again to run the handler again. With
    /// `once`, the second call is refused with an error, and the user has to be asked again. This also holds if the first
    /// call failed after the response was read. An unsolicited response is not accepted.
    ///
    /// ```
    /// use mcp_core::{Context, HandlerError, client_features::Elicitation};
    ///
    /// async fn wipe(context: Context) -> Result<&'static str, HandlerError> {
    ///     let form = Elicitation::form("Delete everything?").once();
    ///     match context.request_client("wipe", form).await?.accepted() {
    ///         Some(_) => Ok("deleted"),
    ///         None => Ok("kept"),
    ///     }
    /// }
    /// # let _ = wipe;
    /// ```
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// Also accepts an unsolicited response, which has no request state. Without the state, nothing proves that the
    /// elicitation was sent in this request. Do not use it for elicitations that authorise an action.
    pub const fn accept_unsolicited(mut self) -> Self {
        self.unsolicited = true;
        self
    }
}

impl ElicitationResult {
    /// Returns the submitted fields; `None` if the user declined or dismissed the request.
    #[must_use]
    pub fn accepted(self) -> Option<Map<String, Value>> {
        match self {
            Self::Accepted(content) => Some(content),
            _ => None,
        }
    }

    /// Parses the submitted fields; `None` if the user declined or dismissed the request.
    ///
    /// # Errors
    ///
    /// If the fields of the form do not match the type, which is a bug in the handler.
    pub fn parse<T: DeserializeOwned>(self) -> Result<Option<T>, HandlerError> {
        let Some(content) = self.accepted() else { return Ok(None) };
        serde_json::from_value(content.into()).map(Some).map_err(|error| {
            HandlerError::new(HandlerErrorKind::Internal, "the fields of the form do not match the type")
                .with_source(error)
        })
    }
}

impl Sealed for Elicitation {
    type Response = ElicitationResult;

    fn method(&self) -> &'static str {
        ELICIT
    }

    fn since(&self) -> ProtocolVersion {
        match &self.mode {
            Mode::Form(fields) if fields.iter().all(|(_, field)| !field.is_list()) => {
                ProtocolVersion::V2025_06_18
            }
            Mode::Form(_) | Mode::Url(_) => ProtocolVersion::V2025_11_25,
        }
    }

    fn missing(&self, context: &Context) -> Option<&'static [&'static str]> {
        let modes = context.client_capability("elicitation");
        let can = match (&self.mode, &modes) {
            (_, None) => false,
            // A client that declares no mode supports forms.
            (Mode::Form(_), Some(modes)) => modes.get("form").is_some() || modes.get("url").is_none(),
            (Mode::Url(_), Some(modes)) => modes.get("url").is_some(),
        };
        match (can, &self.mode) {
            (true, _) => None,
            (false, Mode::Form(_)) => Some(&["elicitation", "form"]),
            (false, Mode::Url(_)) => Some(&["elicitation", "url"]),
        }
    }

    fn params(&self, context: &Context) -> Value {
        match &self.mode {
            // `mode` is omitted: 2025-06-18 does not have it, and later revisions default to a form.
            Mode::Form(fields) => {
                let mut properties = Map::new();
                let mut required = Vec::new();
                let old = context.protocol_version() == Some(ProtocolVersion::V2025_06_18);
                for (name, field) in fields {
                    let schema = if old { field.old_schema() } else { field.schema().clone() };
                    properties.insert(name.clone(), schema.into());
                    if field.is_required() {
                        required.push(name.as_str());
                    }
                }
                let mut schema = json!({ "type": "object", "properties": properties });
                if !required.is_empty() {
                    schema["required"] = required.into();
                }
                json!({ "message": self.message, "requestedSchema": schema })
            }
            Mode::Url(url) => {
                let mut params = json!({ "mode": "url", "message": self.message, "url": url });
                let initialize_revision = context
                    .protocol_version()
                    .is_some_and(|version| version.lifecycle() == Lifecycle::Initialize);
                if initialize_revision {
                    params["elicitationId"] = next_id().into();
                }
                params
            }
        }
    }

    fn accept_unsolicited(&self) -> bool {
        self.unsolicited
    }

    fn is_once(&self) -> bool {
        self.once
    }

    fn read(&self, response: &RawValue) -> Result<ElicitationResult, String> {
        #[derive(Deserialize)]
        struct Wire {
            action: String,
            content: Option<Map<String, Value>>,
        }
        let Wire { action, content } =
            serde_json::from_str(response.get()).map_err(|error| error.to_string())?;
        match (action.as_str(), &self.mode) {
            ("decline", _) => Ok(ElicitationResult::Declined),
            ("cancel", _) => Ok(ElicitationResult::Cancelled),
            ("accept", Mode::Url(_)) => Ok(ElicitationResult::Accepted(Map::new())),
            ("accept", Mode::Form(fields)) => validate_fields(fields, content.unwrap_or_default()),
            _ => Err("action must be accept, decline or cancel".to_owned()),
        }
    }
}

/// Validates the fields of the form. Other members are removed.
fn validate_fields(
    fields: &[(String, Field)],
    mut content: Map<String, Value>,
) -> Result<ElicitationResult, String> {
    let mut filled = Map::new();
    for (name, field) in fields {
        // Clients send `null` for a field that the user left empty.
        match content.remove(name).filter(|value| !value.is_null()) {
            Some(value) => {
                field.check(&value).map_err(|fault| format!("{name} {fault}"))?;
                filled.insert(name.clone(), value);
            }
            None if field.is_required() => return Err(format!("{name} is missing")),
            None => {}
        }
    }
    Ok(ElicitationResult::Accepted(filled))
}

/// Returns the id that 2025-11-25 requires for a page. Nothing refers to it, so it only needs to be unique within
/// the process.
fn next_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("elicitation-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::protocol::ProtocolVersion;

    fn form() -> Elicitation {
        Elicitation::form("Who?")
            .field("name", Field::text().min_length(2))
            .field("age", Field::integer().minimum(18.0).optional())
    }

    fn read(form: &Elicitation, response: Value) -> Result<ElicitationResult, String> {
        form.read(&serde_json::value::to_raw_value(&response).unwrap())
    }

    #[test]
    fn a_form_has_the_wire_names() {
        assert_eq!(
            form().params(&Context::new()),
            json!({
                "message": "Who?",
                "requestedSchema": {
                    "type": "object",
                    "properties": {
                        "name": { "type": "string", "minLength": 2 },
                        "age": { "type": "integer", "minimum": 18 }
                    },
                    "required": ["name"]
                }
            })
        );
    }

    #[test]
    fn form_for_2025_06_18_has_the_old_schema() {
        let form = Elicitation::form("Which?")
            .field("kind", Field::one_of_titled([("q", "Question"), ("p", "Problem")]).default_value("q"))
            .field("sure", Field::boolean().default_value(true));
        let old = Context::new().with_protocol_version(ProtocolVersion::V2025_06_18);
        assert_eq!(
            form.params(&old)["requestedSchema"]["properties"],
            json!({
                "kind": { "type": "string", "enum": ["q", "p"], "enumNames": ["Question", "Problem"] },
                "sure": { "type": "boolean", "default": true }
            })
        );
        let new = Context::new().with_protocol_version(ProtocolVersion::V2025_11_25);
        let schema = &form.params(&new)["requestedSchema"]["properties"]["kind"];
        assert_eq!(schema["oneOf"][1], json!({ "const": "p", "title": "Problem" }));
        assert_eq!(schema["default"], "q");

        assert_eq!(form.since(), ProtocolVersion::V2025_06_18);
        let lists = form.field("tags", Field::any_of(["a", "b"]));
        assert_eq!(lists.since(), ProtocolVersion::V2025_11_25);
        assert_eq!(Elicitation::url("", "").since(), ProtocolVersion::V2025_11_25);
    }

    #[test]
    fn page_has_an_id_in_2025_11_25() {
        let page = Elicitation::url("Sign in", "https://example.com/");
        let new = Context::new().with_protocol_version(ProtocolVersion::V2026_07_28);
        assert_eq!(
            page.params(&new),
            json!({ "mode": "url", "message": "Sign in", "url": "https://example.com/" })
        );
        let old = Context::new().with_protocol_version(ProtocolVersion::V2025_11_25);
        assert_ne!(page.params(&old)["elicitationId"], page.params(&old)["elicitationId"]);
    }

    #[test]
    fn responses_are_validated_against_the_form() {
        let accept = |content: Value| read(&form(), json!({ "action": "accept", "content": content }));
        let ada = accept(json!({ "name": "Ada", "age": null, "more": 1 })).unwrap();
        assert_eq!(ada.accepted(), Some(Map::from_iter([("name".to_owned(), "Ada".into())])));
        for (content, fault) in [
            (json!({}), "name is missing"),
            (json!({ "name": 7 }), "name must be text"),
            (json!({ "name": "A" }), "name is shorter than 2"),
            (json!({ "name": "Ada", "age": 17 }), "age is less than 18"),
            (json!({ "name": "Ada", "age": 18.5 }), "age must be an integer"),
        ] {
            assert_eq!(accept(content).unwrap_err(), fault);
        }
        assert_eq!(read(&form(), json!({ "action": "decline" })).unwrap(), ElicitationResult::Declined);
        assert_eq!(read(&form(), json!({ "action": "cancel" })).unwrap(), ElicitationResult::Cancelled);
        for nonsense in [json!(12345), json!({}), json!({ "action": "yes" }), json!({ "action": "accept" })] {
            assert!(read(&form(), nonsense).is_err());
        }
    }

    #[test]
    fn submitted_form_is_parsed() {
        #[derive(serde::Deserialize)]
        struct Person {
            name: String,
            age: Option<u8>,
        }
        let result = read(&form(), json!({ "action": "accept", "content": { "name": "Ada", "age": 36 } }));
        let person: Person = result.unwrap().parse().unwrap().unwrap();
        assert_eq!((person.name.as_str(), person.age), ("Ada", Some(36)));
        assert!(ElicitationResult::Declined.parse::<Person>().unwrap().is_none());
    }

    #[test]
    fn modes_follow_the_client_capabilities() {
        let can = |capabilities: Value, request: &Elicitation| {
            let context = Context::new().with_client_capabilities(capabilities.as_object().unwrap());
            request.missing(&context).is_none()
        };
        let page = Elicitation::url("", "");
        assert!(!can(json!({}), &form()) && !can(json!({}), &page));
        assert!(can(json!({ "elicitation": {} }), &form()) && !can(json!({ "elicitation": {} }), &page));
        let only_pages = json!({ "elicitation": { "url": {} } });
        assert!(!can(only_pages.clone(), &form()) && can(only_pages, &page));
    }
}

//! Tool for one operation.

use std::{any::TypeId, fmt, sync::Arc};

use futures_util::future::BoxFuture;
use mcp_core::{
    Access, Annotations, Arguments, Context, HandlerError, Tool, ToolDefinition, ToolMethod, ToolOutput,
    async_trait, schema,
};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{
    arguments::{Shape, read},
    description::first_paragraph,
    list::{self, PAGED},
    visible::show_text,
};
use crate::{
    endpoint::Endpoint,
    mcp::{Call, ToolSet, ToolVendor, outcome_unknown, untrusted::Paths},
    page::Paged,
    vendor::Vendor,
};

/// Sends an operation with these fields.
type Run<V> = Arc<dyn Fn(Call<V>, Inputs) -> BoxFuture<'static, Result<Value, HandlerError>> + Send + Sync>;

/// Validates the fields of a call before it is sent.
pub type Validate<V> = fn(&Call<V>, &Map<String, Value>) -> Result<(), HandlerError>;

struct Inputs {
    name: Arc<str>,
    shape: Arc<Shape>,
    unfiltered: Arc<[&'static str]>,
    fields: Map<String, Value>,
}

/// Tool for one operation of a vendor's API. [`ToolSet::endpoints`] creates a registry of them.
pub struct EndpointTool<V: ToolVendor> {
    definition: ToolDefinition,
    shape: Shape,
    unfiltered: Vec<&'static str>,
    validate: Option<Validate<V>>,
    run: Run<V>,
}

/// Creates a tool that lists items. It takes `limit` and `cursor`, and returns `items` and `next_cursor`.
#[must_use]
pub fn list<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Paged<E::Vendor>,
    <E::Output as Paged<E::Vendor>>::Item: Serialize,
{
    let (mut shape, mut input, doc) = Shape::of::<E>();
    shape.reserve(<E::Vendor as ToolVendor>::HOST_FIELDS, &mut input);
    shape.page(<E::Vendor as ToolVendor>::PAGE_FIELDS, &mut input);
    let description = first_paragraph(&doc, PAGED.len()) + PAGED;
    let output = json!({
        "type": "object",
        "properties": {
            "items": { "type": "array", "items": { "type": "object" } },
            "next_cursor": { "type": "string" },
        },
        "required": ["items"],
    });
    EndpointTool {
        definition: definition::<E::Vendor>(name, description, ToolMethod::List, input, output),
        shape,
        unfiltered: Vec::new(),
        validate: None,
        run: Arc::new(|call, inputs| {
            Box::pin(async move {
                let Inputs { name, shape, unfiltered, fields } = inputs;
                list::page::<E>(&call, &name, &shape, &unfiltered, fields).await
            })
        }),
    }
}

/// Creates a tool that reads one resource.
#[must_use]
pub fn get<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, ToolMethod::Get)
}

/// Creates a tool that creates a resource.
#[must_use]
pub fn create<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, ToolMethod::Create)
}

/// Creates a tool that updates a resource.
#[must_use]
pub fn update<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, ToolMethod::Update)
}

/// Creates a tool that deletes a resource. It counts as destructive.
#[must_use]
pub fn delete<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, ToolMethod::Delete)
}

/// Creates a tool for any other operation. It counts as a write unless set otherwise.
#[must_use]
pub fn custom<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, ToolMethod::Custom)
}

fn single<E>(name: &str, method: ToolMethod) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    let (mut shape, mut input, doc) = Shape::of::<E>();
    shape.reserve(<E::Vendor as ToolVendor>::HOST_FIELDS, &mut input);
    let description = first_paragraph(&doc, 0);
    let output = if returns_nothing::<E>() {
        json!({ "type": "object", "properties": { "ok": { "type": "boolean" } }, "required": ["ok"] })
    } else {
        json!({ "type": "object", "properties": {} })
    };
    EndpointTool {
        definition: definition::<E::Vendor>(name, description, method, input, output),
        shape,
        unfiltered: Vec::new(),
        validate: None,
        run: Arc::new(|call, inputs| {
            Box::pin(async move {
                let request: E = read(&inputs.fields)?;
                let answer = call.send(&request).await?;
                if returns_nothing::<E>() {
                    return Ok(json!({ "ok": true }));
                }
                let mut answer = serde_json::to_value(answer).map_err(|error| {
                    HandlerError::internal("the response cannot be written as JSON").with_source(error)
                })?;
                show_text(&call, &mut answer, &inputs.unfiltered).await;
                Ok(if answer.is_object() { answer } else { json!({ "result": answer }) })
            })
        }),
    }
}

fn returns_nothing<E: Endpoint>() -> bool {
    TypeId::of::<E::Output>() == TypeId::of::<()>()
}

fn definition<V: Vendor>(
    name: &str,
    description: String,
    method: ToolMethod,
    input: Map<String, Value>,
    output: Value,
) -> ToolDefinition {
    let Value::Object(output) = output else { unreachable!("output schemas are written as objects") };
    ToolDefinition::new(name, title::<V>(name), description)
        .with_method(method)
        .with_input_schema(input)
        .with_output_schema(output)
}

/// Returns the name in words, with the vendor's spelling of its own name: `List all FuseDesk cases`.
fn title<V: Vendor>(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut label = String::new();
    for c in V::NAME.chars() {
        if c.is_uppercase() && !label.is_empty() {
            label.push(' ');
        }
        label.extend(c.to_lowercase());
    }
    let words = format!(" {words} ").replace(&format!(" {label} "), &format!(" {} ", V::NAME));
    let words = words.trim();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl<V: ToolVendor> EndpointTool<V> {
    /// Sets the tags that filters match.
    #[must_use]
    pub fn tags<T: Into<String>>(self, tags: impl IntoIterator<Item = T>) -> Self {
        self.define(|definition| definition.with_tags(tags))
    }

    /// Sets the title. Defaults to the name in words.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        self.define(|definition| definition.with_title(title))
    }

    /// Marks the operation as sending to a customer. It is refused close to the call's deadline. After a failure the
    /// model is told whether to verify the outcome before it repeats the call.
    #[must_use]
    pub fn sending(self) -> Self {
        self.define(|definition| definition.with_access(Access::Send))
    }

    /// Marks the operation as read-only.
    #[must_use]
    pub fn read_only(self) -> Self {
        self.define(|definition| definition.with_access(Access::Read))
    }

    /// Marks the operation as destructive. Deletes and sends always are.
    #[must_use]
    pub fn destructive(self) -> Self {
        self.define(|definition| {
            let hints: Annotations = definition.annotations().destructive(true);
            definition.with_annotations(hints)
        })
    }

    /// Adds author fields of this operation to those of every operation of the vendor
    /// ([`HOST_FIELDS`](ToolVendor::HOST_FIELDS)). The host sets them with [`host_field`](ToolVendor::host_field), no
    /// argument does.
    #[must_use]
    pub fn host_fields(mut self, names: &'static [&'static str]) -> Self {
        let mut input = self.definition.input_schema().clone();
        self.shape.reserve(names, &mut input);
        self.define(|definition| definition.with_input_schema(input))
    }

    /// Sets the most items on a page, where the vendor allows fewer than 100. Only lists
    /// have pages.
    #[must_use]
    pub fn max_page(mut self, items: usize) -> Self {
        if self.definition.method() != ToolMethod::List {
            return self;
        }
        self.shape.max_page = items.max(1);
        let mut input = self.definition.input_schema().clone();
        self.shape.write_limit(&mut input);
        self.define(|definition| definition.with_input_schema(input))
    }

    /// Sets the type of the result, or of the items of a list, for the output schema without descriptions. The default
    /// schema describes the envelope only. Every result must match the type: clients refuse other results.
    #[must_use]
    pub fn output<T: JsonSchema>(self) -> Self {
        let lean = schema::lean(schema::output_schema::<T>());
        let output = match self.definition.method() {
            ToolMethod::List => {
                let mut list = self.definition.output_schema().cloned().unwrap_or_default();
                list["properties"]["items"]["items"] = Value::Object(lean);
                list
            }
            _ => lean,
        };
        self.define(|definition| definition.with_output_schema(output))
    }

    /// Removes fields of the operation from the arguments. The vendor's defaults apply.
    ///
    /// # Panics
    ///
    /// When the operation has no such field, or requires it.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        let mut input = self.definition.input_schema().clone();
        for name in names {
            self.shape.remove(name, &mut input);
        }
        self.define(|definition| definition.with_input_schema(input))
    }

    /// Keeps the HTML of these members of the response, hidden text included, and says so in the description. For HTML
    /// that is changed and written back: its text alone would destroy it.
    #[must_use]
    pub fn unfiltered(mut self, names: &[&'static str]) -> Self {
        self.unfiltered.extend(names);
        let sentence = format!(" Unfiltered HTML, with hidden text: {}.", names.join(", "));
        self.define(|definition| {
            let description = definition.description();
            let description = match description.strip_suffix(PAGED) {
                Some(start) => format!("{start}{sentence}{PAGED}"),
                None => format!("{description}{sentence}"),
            };
            definition.with_description(description)
        })
    }

    /// Adds a validation of the fields, by the vendor's names, before they are sent. For limits of the host.
    #[must_use]
    pub fn validate(mut self, validate: Validate<V>) -> Self {
        self.validate = Some(validate);
        self
    }

    /// Changes parts of the definition that have no setter here.
    #[must_use]
    pub fn define(mut self, change: impl FnOnce(ToolDefinition) -> ToolDefinition) -> Self {
        self.definition = change(self.definition);
        self
    }

    /// Returns the tool over the client of a set, with the limits of the set.
    #[must_use]
    pub fn into_tool(self, set: &ToolSet<V>) -> impl Tool {
        Bound {
            name: self.definition.name().into(),
            definition: self.definition,
            shape: Arc::new(self.shape),
            unfiltered: self.unfiltered.into(),
            validate: self.validate,
            run: self.run,
            set: set.clone(),
        }
    }
}

impl<V: ToolVendor> fmt::Debug for EndpointTool<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointTool")
            .field("definition", &self.definition)
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}

struct Bound<V: ToolVendor> {
    name: Arc<str>,
    definition: ToolDefinition,
    shape: Arc<Shape>,
    unfiltered: Arc<[&'static str]>,
    validate: Option<Validate<V>>,
    run: Run<V>,
    set: ToolSet<V>,
}

const VERIFY_FIRST: &str =
    "It may have been sent. Look for it first. Repeat the call only if it is not there.";

#[async_trait]
impl<V: ToolVendor> Tool for Bound<V> {
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    async fn call(&self, arguments: Arguments<'_>, context: &Context) -> Result<ToolOutput, HandlerError> {
        let mut fields = self.shape.fields(arguments, self.definition.input_schema())?;
        self.shape.fill(&mut fields, |name| V::host_field(context, name))?;
        let call = self.set.call(context.clone());
        if let Some(validate) = self.validate {
            validate(&call, &fields).map_err(|error| call.fail(error))?;
        }
        let sends = self.definition.access() == Access::Send;
        if sends {
            call.ensure_time()?;
        }
        let inputs = Inputs {
            name: Arc::clone(&self.name),
            shape: Arc::clone(&self.shape),
            unfiltered: Arc::clone(&self.unfiltered),
            fields,
        };
        match (self.run)(call.clone(), inputs).await {
            Ok(answer) => self.finish(&call, answer),
            Err(error) if sends => Err(call.fail(outcome_unknown(error, VERIFY_FIRST))),
            Err(error) => Err(call.fail(error)),
        }
    }
}

impl<V: ToolVendor> Bound<V> {
    fn finish(&self, call: &Call<V>, mut answer: Value) -> Result<ToolOutput, HandlerError> {
        if let Value::Object(members) = &mut answer {
            for (name, value) in call.reports() {
                members.entry(name).or_insert(value);
            }
        }
        // All of it is the vendor's data: fields of operations are not told apart.
        call.finish(&answer, &Paths::whole(), self.definition.output_schema())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::acme::Acme;

    #[test]
    fn titles_keep_the_vendors_spelling() {
        assert_eq!(title::<Acme>("list_all_acme_orders"), "List all Acme orders");
        assert_eq!(title::<Acme>("acme_orders_pay"), "Acme orders pay");
    }
}

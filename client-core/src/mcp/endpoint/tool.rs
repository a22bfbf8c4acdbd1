//! The tool of an operation.

use std::{any::TypeId, fmt, sync::Arc};

use futures_util::future::BoxFuture;
use mcp_core::{
    Access, Annotations, Arguments, Context, Method, Tool, ToolDefinition, ToolError, ToolOutput,
    async_trait, schema,
};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{
    arguments::{Shape, read},
    description::first_paragraph,
    list::{self, PAGED},
};
use crate::{
    endpoint::Endpoint,
    mcp::{Call, ToolSet, ToolVendor, maybe_done, result::prune, text},
    page::Paged,
    vendor::Vendor,
};

/// Sends an operation whose fields these are.
type Run<V> = Arc<dyn Fn(Call<V>, Inputs) -> BoxFuture<'static, Result<Value, ToolError>> + Send + Sync>;

/// Looks at the fields of a call before it is sent.
pub type Check<V> = fn(&Call<V>, &Map<String, Value>) -> Result<(), ToolError>;

struct Inputs {
    name: Arc<str>,
    shape: Arc<Shape>,
    fields: Map<String, Value>,
}

/// A tool that is one operation of a vendor's API. [`ToolSet::endpoints`] makes a registry of them.
pub struct EndpointTool<V: ToolVendor> {
    definition: ToolDefinition,
    shape: Shape,
    check: Option<Check<V>>,
    run: Run<V>,
}

/// A tool that lists: it takes `limit` and `cursor` and answers `items` and `next_cursor`.
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
        definition: definition::<E::Vendor>(name, description, Method::List, input, output),
        shape,
        check: None,
        run: Arc::new(|call, inputs| {
            Box::pin(async move { list::page::<E>(&call, &inputs.name, &inputs.shape, inputs.fields).await })
        }),
    }
}

/// A tool that reads one thing.
#[must_use]
pub fn get<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, Method::Get)
}

/// A tool that makes something.
#[must_use]
pub fn create<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, Method::Create)
}

/// A tool that changes something.
#[must_use]
pub fn update<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, Method::Update)
}

/// A tool that removes something; it counts as destructive.
#[must_use]
pub fn delete<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, Method::Delete)
}

/// A tool that does anything else. It counts as one that writes until told otherwise.
#[must_use]
pub fn custom<E>(name: &str) -> EndpointTool<E::Vendor>
where
    E: Endpoint + DeserializeOwned + JsonSchema + 'static,
    E::Vendor: ToolVendor,
    E::Output: Serialize,
{
    single::<E>(name, Method::Custom)
}

fn single<E>(name: &str, method: Method) -> EndpointTool<E::Vendor>
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
        check: None,
        run: Arc::new(|call, inputs| {
            Box::pin(async move {
                let request: E = read(&inputs.fields)?;
                let answer = call.send(&request).await?;
                if returns_nothing::<E>() {
                    return Ok(json!({ "ok": true }));
                }
                let answer = serde_json::to_value(answer).map_err(|error| {
                    ToolError::internal("the answer cannot be written as JSON").with_source(error)
                })?;
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
    method: Method,
    input: Map<String, Value>,
    output: Value,
) -> ToolDefinition {
    let Value::Object(output) = output else { unreachable!("output schemas are written as objects") };
    ToolDefinition::new(name, title::<V>(name), description)
        .with_method(method)
        .with_input_schema(input)
        .with_output_schema(output)
}

/// The name in words, with the vendor's name as the vendor writes it: `List all FuseDesk cases`.
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
    /// Sets the subjects by which a filter finds the tool.
    #[must_use]
    pub fn tags<T: Into<String>>(self, tags: impl IntoIterator<Item = T>) -> Self {
        self.define(|definition| definition.with_tags(tags))
    }

    /// Sets the title; unset it is the name in words.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        self.define(|definition| definition.with_title(title))
    }

    /// Says that the operation reaches a customer. It is not begun when the time of the call is nearly up, and after a
    /// failure the model is told whether to look before it repeats the call.
    #[must_use]
    pub fn sends(self) -> Self {
        self.define(|definition| definition.with_access(Access::Send))
    }

    /// Says that the operation changes nothing, whatever its kind.
    #[must_use]
    pub fn reads(self) -> Self {
        self.define(|definition| definition.with_access(Access::Read))
    }

    /// Says that the operation may destroy something; deletes and sends do anyway.
    #[must_use]
    pub fn destructive(self) -> Self {
        self.define(|definition| {
            let hints: Annotations = definition.annotations().destructive(true);
            definition.with_annotations(hints)
        })
    }

    /// Says that these fields of the operation say in whose name it is done, beside those that do in every operation of
    /// the vendor ([`HOST_FIELDS`](ToolVendor::HOST_FIELDS)): no argument sets them, the host does by way of
    /// [`host_field`](ToolVendor::host_field).
    #[must_use]
    pub fn host_fields(mut self, names: &'static [&'static str]) -> Self {
        let mut input = self.definition.input_schema().clone();
        self.shape.reserve(names, &mut input);
        self.define(|definition| definition.with_input_schema(input))
    }

    /// Sets the most items on a page, where the vendor allows fewer than [`MAX_PAGE`](super::MAX_PAGE). Only lists
    /// have pages.
    #[must_use]
    pub fn max_page(mut self, items: usize) -> Self {
        if self.definition.method() != Method::List {
            return self;
        }
        self.shape.max_page = items.max(1);
        let mut input = self.definition.input_schema().clone();
        self.shape.write_limit(&mut input);
        self.define(|definition| definition.with_input_schema(input))
    }

    /// Declares the type of the result, or of the items of a list, from which the output schema is made, without
    /// descriptions. Without it the schema says no more than the form. What is declared must hold: clients refuse a
    /// result that differs.
    #[must_use]
    pub fn output<T: JsonSchema>(self) -> Self {
        let lean = schema::lean(schema::output_schema::<T>());
        let output = match self.definition.method() {
            Method::List => {
                let mut list = self.definition.output_schema().cloned().unwrap_or_default();
                list["properties"]["items"]["items"] = Value::Object(lean);
                list
            }
            _ => lean,
        };
        self.define(|definition| definition.with_output_schema(output))
    }

    /// Leaves these fields of the operation out: no argument sets them, and the vendor's default holds.
    ///
    /// # Panics
    ///
    /// When the operation has no such field, or cannot do without it.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        let mut input = self.definition.input_schema().clone();
        for name in names {
            self.shape.remove(name, &mut input);
        }
        self.define(|definition| definition.with_input_schema(input))
    }

    /// Looks at the fields before they are sent, under the names that the vendor has for them, and may refuse them: for
    /// limits that are the host's and not the vendor's.
    #[must_use]
    pub fn check(mut self, check: Check<V>) -> Self {
        self.check = Some(check);
        self
    }

    /// Changes the definition in ways that have no setter here.
    #[must_use]
    pub fn define(mut self, change: impl FnOnce(ToolDefinition) -> ToolDefinition) -> Self {
        self.definition = change(self.definition);
        self
    }

    /// The tool over the client of a set, under its limits.
    #[must_use]
    pub fn over(self, set: &ToolSet<V>) -> impl Tool {
        Bound {
            name: self.definition.name().into(),
            definition: self.definition,
            shape: Arc::new(self.shape),
            check: self.check,
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
    check: Option<Check<V>>,
    run: Run<V>,
    set: ToolSet<V>,
}

const LOOK_FIRST: &str = "It may have been sent. Do not call again before you have looked whether it is there; only if it is not, repeat \
     the call.";

#[async_trait]
impl<V: ToolVendor> Tool for Bound<V> {
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    async fn call(&self, arguments: Arguments<'_>, context: &Context) -> Result<ToolOutput, ToolError> {
        let mut fields = self.shape.fields(arguments, self.definition.input_schema())?;
        self.shape.fill(&mut fields, |name| V::host_field(context, name))?;
        let call = self.set.call(context.clone());
        if let Some(check) = self.check {
            check(&call, &fields).map_err(|error| call.fail(error))?;
        }
        let sends = self.definition.access() == Access::Send;
        if sends {
            call.has_time()?;
        }
        let inputs = Inputs { name: Arc::clone(&self.name), shape: Arc::clone(&self.shape), fields };
        match (self.run)(call.clone(), inputs).await {
            Ok(answer) => self.finish(&call, answer),
            Err(error) if sends => Err(call.fail(maybe_done(error, LOOK_FIRST))),
            Err(error) => Err(call.fail(error)),
        }
    }
}

impl<V: ToolVendor> Bound<V> {
    fn finish(&self, call: &Call<V>, mut answer: Value) -> Result<ToolOutput, ToolError> {
        if let Value::Object(members) = &mut answer {
            for (name, value) in call.remarks() {
                members.entry(name).or_insert(value);
            }
        }
        if self.definition.method() != Method::List {
            text::make_visible(&mut answer);
            prune(&mut answer, call.limits().result_chars);
        }
        call.finish(&answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acme::Acme;

    #[test]
    fn titles_write_the_vendor_as_it_does() {
        assert_eq!(title::<Acme>("list_all_acme_orders"), "List all Acme orders");
        assert_eq!(title::<Acme>("acme_orders_pay"), "Acme orders pay");
    }
}

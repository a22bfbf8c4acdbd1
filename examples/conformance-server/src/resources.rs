//! Resources and a resource template.

use mcp_core::{Context, HandlerError, Registry, RegistryError, ResourceOutput, resource_fn, template_fn};
use serde::Deserialize;
use serde_json::json;

use crate::samples;

/// Resource whose changes can be triggered.
pub(crate) const WATCHED: &str = "test://watched-resource";

#[derive(Deserialize)]
struct Item {
    id: String,
}

pub(crate) fn registry() -> Result<Registry, RegistryError> {
    let text = resource_fn("test://static-text", "static_text", "Text.", |_: Context| async {
        Ok::<_, HandlerError>("This is the content of the static text resource.")
    })
    .mime_type("text/plain");

    let binary = resource_fn("test://static-binary", "static_binary", "An image.", |_: Context| async {
        Ok::<_, HandlerError>(ResourceOutput::bytes(samples::PNG))
    })
    .mime_type("image/png");

    let watched = resource_fn(WATCHED, "watched", "Text with subscriptions.", |_: Context| async {
        Ok::<_, HandlerError>("Nothing has changed.")
    })
    .mime_type("text/plain");

    let item =
        template_fn("test://template/{id}/data", "template", "Data by id.", |Item { id }: Item| async move {
            let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
            Ok::<_, HandlerError>(data.to_string())
        })
        .mime_type("application/json");

    Registry::new().with_resource(text)?.with_resource(binary)?.with_resource(watched)?.with_template(item)
}

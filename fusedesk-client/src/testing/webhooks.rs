//! Webhooks. They are stored but not called, because FuseDesk does not document their requests.

use serde_json::{Value, json};

use super::call::{Call, ErrorResponse, HandlerResult};
use super::dates;
use super::model::Webhook;
use super::router::Route;
use super::state::State;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v2/webhooks", "webhooks", list),
    Route::post("/api/v2/webhooks", "webhooks_create", create).takes(&["objectType", "action", "url"]),
    Route::delete("/api/v2/webhooks/{webhookId}", "webhooks_delete", delete),
];

fn list(state: &mut State, _: &Call) -> HandlerResult {
    Ok(state.webhooks.iter().map(render).collect())
}

fn create(state: &mut State, call: &Call) -> HandlerResult {
    let (object_type, action) = (call.required("objectType")?, call.required("action")?);
    let url = call.required("url")?;
    if url::Url::parse(&url).map_or(true, |url| url.scheme() != "https") {
        return Err(ErrorResponse::invalid("url", "expected an https address"));
    }
    let webhook =
        Webhook { id: format!("wh_{}", state.new_id()), object_type, action, url, created: state.now() };
    let answer = render(&webhook);
    state.webhooks.push(webhook);
    Ok(answer)
}

fn delete(state: &mut State, call: &Call) -> HandlerResult {
    let id = call.segment("webhookId");
    let at = state.webhooks.iter().position(|webhook| webhook.id == id);
    let removed = state.webhooks.remove(at.ok_or_else(|| ErrorResponse::not_found("Webhook not found"))?);
    Ok(json!({ "id": removed.id, "deleted": true }))
}

pub(super) fn render(webhook: &Webhook) -> Value {
    json!({
        "id": webhook.id,
        "objectType": webhook.object_type,
        "action": webhook.action,
        "url": webhook.url,
        "dateCreated": dates::text(webhook.created),
    })
}

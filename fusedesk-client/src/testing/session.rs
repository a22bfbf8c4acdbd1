//! Permissions of the key, plan, usage and integrations of the account.

use std::collections::BTreeSet;

use serde_json::json;

use super::call::{Call, HandlerResult};
use super::router::{self, Route};
use super::state::State;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/session/permissions", "", permissions),
    Route::get("/api/v1/session/poweredby", "", powered_by),
    Route::post("/api/v1/usage", "", usage),
    Route::get("/api/v1/integrations", "integrations", integrations),
];

fn permissions(state: &mut State, call: &Call) -> HandlerResult {
    if let Some(scopes) = state.kit.tokens.scopes(call.key) {
        return Ok(scopes.iter().cloned().collect());
    }
    let all: BTreeSet<&str> =
        router::routes().map(|route| route.scope).filter(|scope| !scope.is_empty()).collect();
    Ok(all.into_iter().collect())
}

fn powered_by(_: &mut State, _: &Call) -> HandlerResult {
    Ok(json!({ "plan": "Pro", "footerlink": true, "partnercode": "" }))
}

/// Invented response. Of the real one it is only known that it has no `error` for a valid key.
fn usage(state: &mut State, call: &Call) -> HandlerResult {
    let (limit, remaining) = (state.hourly_limit.limit(), state.hourly_limit.remaining(call.now));
    Ok(json!({ "limit": limit, "used": limit - remaining, "remaining": remaining }))
}

fn integrations(state: &mut State, _: &Call) -> HandlerResult {
    let all = state.integrations.iter();
    Ok(all.map(|(id, name, platform)| json!({ "id": id, "name": name, "platform": platform })).collect())
}

//! Items of the desk beside the tools of Front: one of each kind.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use front_client::{Client, mcp::agent_tools, testing::FakeFront};
use mcp_core::{
    CompletionRequest, Context, HandlerError, Level, NoArguments, Registry, Server, ToolMethod,
    client_features::Elicitation,
    prompt_fn,
    schemars::{self, JsonSchema},
    template_fn, tool_fn,
};
use serde::Deserialize;
use serde_json::json;

/// Support tier with a response time.
#[derive(Deserialize, JsonSchema)]
struct Tier {
    /// The tier of a customer.
    tier: String,
}

/// Counter of calls dropped before they ended.
#[derive(Clone, Default)]
pub(crate) struct Dropped(Arc<AtomicUsize>);

impl Dropped {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// A call that runs.
struct Running(Dropped);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
    }
}

async fn agreed(context: &Context) -> Result<bool, HandlerError> {
    Ok(context.request_client("sure", Elicitation::form("Are you sure?")).await?.accepted().is_some())
}

pub(crate) fn server(front: &FakeFront, dropped: &Dropped) -> Server {
    let client = Client::builder().credential(front.token()).transport(front.clone()).build().unwrap();
    Server::new(with_wares(agent_tools(&client), dropped)).name("desk").version("1")
}

fn with_wares(mut registry: Registry, dropped: &Dropped) -> Registry {
    let count = tool_fn("count", "Counts to three.", |_: NoArguments, context: Context| async move {
        context.log(Level::Info, Some("count"), "begun");
        for step in 1..=3 {
            context.progress(step.into(), Some(3.0), Some("counting"));
            tokio::task::yield_now().await;
        }
        Ok::<_, HandlerError>(json!({ "counted": 3 }))
    });
    let close = tool_fn("close_day", "Closes the day.", |_: NoArguments, context: Context| async move {
        Ok::<_, HandlerError>(json!({ "closed": agreed(&context).await? }))
    });
    let whoami = tool_fn("whoami", "Says who calls.", |_: NoArguments, context: Context| async move {
        Ok::<_, HandlerError>(json!({ "caller": context.caller().map(|caller| caller.id().to_owned()) }))
    });
    let dropped = dropped.clone();
    let slow = tool_fn("slow", "Never ends.", move |_: NoArguments, context: Context| {
        let running = Running(dropped.clone());
        async move {
            context.progress(1.0, None, None);
            pending::<()>().await;
            drop(running);
            Ok::<_, HandlerError>("done")
        }
    });
    let promises = template_fn(
        "desk://promises/{tier}",
        "promise",
        "How soon we answer a customer of a tier.",
        |Tier { tier }: Tier| async move {
            match tier.as_str() {
                "Platinum" => Ok("Within four hours."),
                _ => Err(HandlerError::not_found(format!("nothing is promised to {tier}"))),
            }
        },
    );
    let farewell = prompt_fn("farewell", "Ends a day.", |args: Tier, context: Context| async move {
        let sure = agreed(&context).await?;
        Ok::<_, HandlerError>(format!("Say good night to all of {}: {sure}.", args.tier))
    });
    let farewell = farewell.complete("tier", |request: CompletionRequest| async move {
        Ok::<_, HandlerError>(request.choose(["Gold", "Platinum"]))
    });
    registry.insert(count.method(ToolMethod::Get)).unwrap();
    registry.insert(close.method(ToolMethod::Get)).unwrap();
    registry.insert(whoami.method(ToolMethod::Get)).unwrap();
    registry.insert(slow.method(ToolMethod::Get)).unwrap();
    registry.with_template(promises).unwrap().with_prompt(farewell).unwrap()
}

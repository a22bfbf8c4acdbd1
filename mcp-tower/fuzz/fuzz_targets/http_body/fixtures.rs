//! Server with tools, prompts and resources of every kind.

use std::{num::NonZeroUsize, time::Duration};

use mcp_core::{
    CompletionRequest, Context, HandlerError, Level, NoArguments, Registry, RegistryError, Server,
    client_features::{Elicitation, Field, Roots, Sampling},
    prompt_fn, resource_fn,
    schemars::{self, JsonSchema},
    template_fn, tool_fn,
};
use serde::Deserialize;

/// URI of the only resource.
pub(crate) const RESOURCE: &str = "a:b";
/// Duration of the slow tool.
const SLOW: Duration = Duration::from_secs(5);

#[derive(Deserialize, JsonSchema)]
struct Args {
    text: String,
    number: Option<u32>,
    list: Option<Vec<bool>>,
}

#[derive(Deserialize, JsonSchema)]
struct Place {
    #[schemars(extend("x-mcp-header" = "Region"))]
    region: String,
}

/// Lists have one item per page.
pub(crate) fn server() -> Server {
    let registry = tools(Registry::new()).and_then(others).expect("the names differ");
    Server::new(registry).page_size(NonZeroUsize::MIN)
}

fn tools(registry: Registry) -> Result<Registry, RegistryError> {
    let echo = tool_fn("echo", "Answers with its arguments.", |args: Args, context: Context| async move {
        context.progress(1.0, Some(2.0), Some(&args.text));
        context.log(Level::Info, None, &args.text);
        tokio::task::yield_now().await;
        Ok::<_, HandlerError>((args.text, args.number, args.list))
    });
    let place = tool_fn("place", "Has an argument in a header.", |args: Place| async move {
        Ok::<_, HandlerError>(args.region)
    });
    let slow = tool_fn("slow", "Takes its time.", |_: NoArguments, context: Context| async move {
        context.progress(0.0, None, None);
        tokio::time::sleep(SLOW).await;
        Ok::<_, HandlerError>("done")
    });
    let ask = tool_fn("ask", "Asks twice.", |_: NoArguments, context: Context| async move {
        let question = || Elicitation::form("?").field("a", Field::text()).field("b", Field::one_of(["x"]));
        let first = context.request_client("q", question().accept_unsolicited()).await?;
        let second = context.request_client("r", question()).await?;
        Ok::<_, HandlerError>(format!("{first:?} {second:?}"))
    });
    let all = tool_fn("all", "Asks everything.", |_: NoArguments, context: Context| async move {
        let model = context.request_client("m", Sampling::new(9).user("?")).await?;
        let roots = context.request_client("o", Roots::new()).await?;
        Ok::<_, HandlerError>(format!("{} {roots:?}", model.text()))
    });
    registry.with_tool(echo)?.with_tool(place)?.with_tool(slow)?.with_tool(ask)?.with_tool(all)
}

fn others(registry: Registry) -> Result<Registry, RegistryError> {
    let complete = |request: CompletionRequest| async move {
        Ok::<_, HandlerError>(request.choose(["alpha", "alphabet", "beta"]))
    };
    let prompt = prompt_fn("p", "A prompt.", |args: Args| async move { Ok::<_, HandlerError>(args.text) })
        .complete("text", complete);
    let asks = prompt_fn("q", "Asks.", |_: NoArguments, context: Context| async move {
        let answer = context.request_client("q", Elicitation::form("?").field("a", Field::text())).await?;
        Ok::<_, HandlerError>(format!("{answer:?}"))
    });
    let resource =
        resource_fn(RESOURCE, "r", "A resource.", |_: Context| async { Ok::<_, HandlerError>("text") });
    let template = template_fn("t://{text}", "t", "A template.", |args: Args| async move {
        Ok::<_, HandlerError>(args.text)
    })
    .complete("text", complete);
    registry.with_prompt(prompt)?.with_prompt(asks)?.with_resource(resource)?.with_template(template)
}

//! Small shop with prompts, resources and templates, for several tests.

use std::time::Duration;

use mcp_core::{
    CompletionRequest, Content, ContentAnnotations, Context, HandlerError, HandlerErrorKind, Icon,
    NoArguments, PromptMessage, PromptOutput, Registry, ResourceContents, ResourceDefinition, ResourceOutput,
    Role, Server, ToolMethod, ToolOutput, UpstreamRateLimit, client_features::Elicitation,
    client_features::Field, prompt_fn, resource_fn, template_fn, tool_fn,
};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Draft {
    /// The order that the answer is about.
    order: u32,
    /// Tone of reply.
    tone: Option<Tone>,
    /// Signed author.
    author: Option<String>,
}

#[derive(Deserialize, JsonSchema, Debug)]
#[serde(rename_all = "snake_case")]
enum Tone {
    Warm,
    Short,
}

#[derive(Deserialize)]
struct Order {
    number: u32,
}

#[derive(Deserialize)]
struct Item {
    number: u32,
    item: String,
}

fn policy() -> ResourceDefinition {
    ResourceDefinition::new("shop://policy", "policy")
        .with_title("Return policy")
        .with_mime_type("text/plain")
}

pub(crate) fn registry() -> Registry {
    let icon = || [Icon::new("https://shop.example/order.png").mime_type("image/png").sizes(["48x48"])];
    let look = tool_fn("look_up", "Looks an order up.", |_: NoArguments| async {
        Ok::<_, HandlerError>(
            ToolOutput::text("here")
                .with_content(policy().into())
                .with_content(ResourceContents::text("shop://orders/7", "Paid.").into()),
        )
    });

    let draft = prompt_fn("draft_reply", "Drafts an answer.", |args: Draft| async move {
        let tone = args.tone.map_or("plain".to_owned(), |tone| format!("{tone:?}").to_lowercase());
        let author = args.author.unwrap_or("nobody".to_owned());
        Ok::<_, HandlerError>(
            PromptOutput::new([
                PromptMessage::user(format!(
                    "A {tone} answer about order {}, signed by {author}.",
                    args.order
                )),
                PromptMessage::user(Content::from(policy())),
                PromptMessage::assistant(ResourceContents::text("shop://orders/7", "Paid.")),
            ])
            .with_description(format!("An answer about order {}", args.order))
            .with_meta("example/order", args.order),
        )
    });
    let authors = |request: CompletionRequest, context: Context| async move {
        let team =
            if request.given("tone") == Some("short") { vec!["Bob"] } else { vec!["Ada", "Adam", "Bob"] };
        match context.account() {
            Some("closed") => Err(HandlerError::new(HandlerErrorKind::Unavailable, "nobody is in")),
            _ => Ok(request.choose(team)),
        }
    };
    let hello = prompt_fn("hello", "Says hello.", |_: NoArguments, context: Context| async move {
        let who = context.caller().map_or("you", |caller| caller.id()).to_owned();
        Ok::<_, HandlerError>(format!("Hello, {who}."))
    });
    let asks = prompt_fn("ask_first", "Asks for a name.", |_: NoArguments, context: Context| async move {
        let form = Elicitation::form("Who?").field("name", Field::text());
        let answer = context.request_client("who", form).await?.accepted().unwrap_or_default();
        Ok::<_, HandlerError>(format!("Hello, {}.", answer["name"].as_str().unwrap_or_default()))
    });

    let about = resource_fn("shop://policy", "policy", "What can be returned.", |_: Context| async {
        Ok::<_, HandlerError>("Everything, within thirty days.")
    });
    let logo = resource_fn("shop://logo", "logo", "The logo.", |_: Context| async {
        let mut limit = UpstreamRateLimit::default();
        limit.remaining = Some(9);
        Ok::<_, HandlerError>(
            ResourceOutput::bytes([0x89, b'P', b'N', b'G'])
                .with_ttl(Duration::from_secs(3600))
                .with_meta("example/version", 2)
                .with_rate_limit(limit),
        )
    });
    let secret = resource_fn("shop://ledger", "ledger", "The books.", |_: Context| async {
        Ok::<_, HandlerError>(ResourceOutput::text("42").private())
    });
    let ask = resource_fn("shop://till", "till", "What is in the till.", |context: Context| async move {
        let form = Elicitation::form("Which till?").field("till", Field::text());
        let answer = context.request_client("till", form).await?.accepted().unwrap_or_default();
        Ok::<_, HandlerError>(answer["till"].to_string())
    });

    let orders = template_fn("shop://orders/{number}", "order", "An order.", |order: Order| async move {
        match order.number {
            7 => Ok("Paid."),
            13 => Err(HandlerError::new(HandlerErrorKind::Unavailable, "the books are closed")
                .with_hint("Come back tomorrow.")),
            other => Err(HandlerError::not_found(format!("there is no order {other}"))),
        }
    });
    let numbers =
        |request: CompletionRequest| async move { Ok::<_, HandlerError>(request.choose(["7", "70", "12"])) };
    let items = template_fn(
        "shop://orders/{number}/items/{item}",
        "item",
        "A thing of an order.",
        |item: Item| async move {
            Ok::<_, HandlerError>(ResourceContents::text("", format!("{} of {}", item.item, item.number)))
        },
    );
    let newest =
        template_fn("shop://orders/new-{number}", "newest", "A new order.", |order: Order| async move {
            Ok::<_, HandlerError>(format!("the {}. newest", order.number))
        });

    Registry::new()
        .with_tool(
            look.method(ToolMethod::Get).icons(icon()).define(|tool| tool.with_meta("example/level", 1)),
        )
        .unwrap()
        .with_prompt(draft.tags(["orders"]).icons(icon()).complete("author", authors))
        .unwrap()
        .with_prompt(hello)
        .unwrap()
        .with_prompt(asks)
        .unwrap()
        .with_resource(
            about
                .title("Return policy")
                .mime_type("text/plain")
                .annotations(ContentAnnotations::new().audience([Role::User]).priority(1.0)),
        )
        .unwrap()
        .with_resource(
            logo.mime_type("image/png").define(|logo| logo.with_size(4).with_meta("example/hue", "red")),
        )
        .unwrap()
        .with_resource(secret.tags(["money"]))
        .unwrap()
        .with_resource(ask.tags(["money"]))
        .unwrap()
        .with_template(
            orders.mime_type("text/markdown").tags(["orders"]).icons(icon()).complete("number", numbers),
        )
        .unwrap()
        .with_template(items.tags(["orders"]))
        .unwrap()
        .with_template(newest.tags(["orders"]))
        .unwrap()
}

pub(crate) fn server() -> Server {
    Server::new(registry())
        .name("shop")
        .title("The shop")
        .version("1.0.0")
        .description("Sells things.")
        .website("https://shop.example/")
        .icons([Icon::new("https://shop.example/logo.png")])
        .instructions("Be kind.")
}

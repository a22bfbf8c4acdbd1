//! Prompts, resources and templates: look-up, filters and errors.

use std::num::NonZeroUsize;

use mcp_core::{
    CompletionRequest, Context, Filter, HandlerError, HandlerErrorKind, NoArguments, Principal,
    PromptArgument, ProtocolVersion, Registry, RegistryError, ResourceDefinition, RpcError, Server,
    ToolMethod, UriTemplateError, jsonrpc::Message, prompt_fn, protocol::Params, resource_fn, template_fn,
    testing::TestClient, tool_fn,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::shop;

const VERSIONS: [ProtocolVersion; 4] = [
    ProtocolVersion::V2026_07_28,
    ProtocolVersion::V2025_11_25,
    ProtocolVersion::V2025_06_18,
    ProtocolVersion::V2025_03_26,
];

fn names(items: &[Value], member: &str) -> Vec<String> {
    items.iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn prompts_and_resources_work_in_every_revision() {
    for version in VERSIONS {
        let client = TestClient::of(shop::server()).version(version);
        let prompts = client.list_prompts().await.unwrap();
        assert_eq!(names(&prompts, "name"), ["ask_first", "draft_reply", "hello"]);
        let resources = client.list_resources().await.unwrap();
        assert_eq!(
            names(&resources, "uri"),
            ["shop://ledger", "shop://logo", "shop://policy", "shop://till"]
        );
        assert_eq!(client.list_templates().await.unwrap().len(), 3);
        assert_eq!(client.read_resource("shop://orders/7").await.unwrap().text(), "Paid.");
        assert_eq!(client.get_prompt("hello", json!({})).await.unwrap().text(), "Hello, you.");
        assert_eq!(client.complete_prompt("draft_reply", "author", "a").await.unwrap(), ["Ada", "Adam"]);
        let missing = client.read_resource("shop://nothing").await.unwrap_err();
        let code = if version == ProtocolVersion::V2026_07_28 { -32602 } else { -32002 };
        assert_eq!(missing.code(), code, "{version}");
        assert_eq!(missing.data().unwrap().get(), r#"{"uri":"shop://nothing"}"#);
    }
}

#[tokio::test]
async fn most_specific_template_is_used() {
    let client = TestClient::of(shop::server());
    let new = client.read_resource("shop://orders/new-3").await.unwrap();
    assert_eq!(new.text(), "the 3. newest");
    let item = client.read_resource("shop://orders/7/items/b%C3%BCch%2Fer").await.unwrap();
    assert_eq!(item.text(), "büch/er of 7");
    assert_eq!(item.contents()[0]["uri"], "shop://orders/7/items/b%C3%BCch%2Fer");
    // A resource takes precedence over any template.
    let exact = resource_fn("shop://orders/7", "seven", "Order 7.", |_: Context| async {
        Ok::<_, HandlerError>("the very one")
    });
    let client = TestClient::new(shop::registry().with_resource(exact).unwrap());
    assert_eq!(client.read_resource("shop://orders/7").await.unwrap().text(), "the very one");
}

#[tokio::test]
async fn empty_optional_arguments_are_removed() {
    let client = TestClient::of(shop::server());
    let get = async |arguments: Value| client.get_prompt("draft_reply", arguments).await;
    let plain = "A plain answer about order 7, signed by nobody.";
    for arguments in [
        json!({ "order": "7" }),
        json!({ "order": "7", "tone": "", "author": "" }),
        json!({ "order": "7", "tone": null }),
        json!({ "order": 7 }),
    ] {
        assert_eq!(get(arguments).await.unwrap().text(), plain);
    }
    for (arguments, words) in [
        (json!({}), "missing required arguments of the prompt draft_reply: order"),
        (json!(null), "missing required arguments of the prompt draft_reply: order"),
        (json!({ "order": null }), "missing required arguments of the prompt draft_reply: order"),
        (json!({ "order": "" }), "arguments: missing field `order`"),
        (json!([]), "the arguments must be an object with text values"),
        (json!({ "order": "7", "tone": "loud" }), "arguments.tone: unknown variant `loud`"),
        (json!({ "order": "7", "colour": "red" }), "arguments.colour: unknown field `colour`"),
    ] {
        let error = get(arguments).await.unwrap_err();
        assert_eq!(error.code(), RpcError::INVALID_PARAMS);
        assert!(error.message().starts_with(words), "{error}");
    }
}

#[tokio::test]
async fn failures_have_machine_readable_data() {
    let client = TestClient::of(shop::server());
    let error = client.read_resource("shop://orders/13").await.unwrap_err();
    assert_eq!((error.code(), error.message()), (RpcError::INTERNAL, "the books are closed"));
    let data: Value = serde_json::from_str(error.data().unwrap().get()).unwrap();
    assert_eq!(data["kind"], HandlerErrorKind::Unavailable.as_str());
    assert_eq!(data["hint"], "Come back tomorrow.");
    let closed = client.context(|context| context.set_account("closed"));
    let error = closed.complete_prompt("draft_reply", "author", "").await.unwrap_err();
    assert_eq!((error.code(), error.message()), (RpcError::INTERNAL, "nobody is in"));
}

#[tokio::test]
async fn caller_dependent_results_are_private() {
    let client = TestClient::of(shop::server());
    let scope = async |client: &TestClient, method: &str, params: Value| {
        client.request(method, params).await.unwrap()["cacheScope"].as_str().map(str::to_owned).unwrap()
    };
    let reads = [
        ("prompts/list", json!({})),
        ("resources/list", json!({})),
        ("resources/templates/list", json!({})),
        ("resources/read", json!({ "uri": "shop://policy" })),
    ];
    let known = client.clone().caller(Principal::new("u"));
    let on_behalf = client.clone().context(|context| context.set_account("acme"));
    let filtered = client.clone().filter(&Filter::all());
    for (method, params) in reads {
        assert_eq!(scope(&client, method, params.clone()).await, "public");
        assert_eq!(scope(&known, method, params.clone()).await, "private");
        assert_eq!(scope(&on_behalf, method, params.clone()).await, "private");
        assert_eq!(scope(&filtered, method, params).await, "private");
    }
    assert_eq!(scope(&client, "resources/read", json!({ "uri": "shop://ledger" })).await, "private");
    let read = client.read_resource("shop://policy").await.unwrap();
    assert_eq!(read.as_value()["ttlMs"], 0);
    let kept = TestClient::of(shop::server().read_ttl(std::time::Duration::from_secs(9)));
    assert_eq!(kept.read_resource("shop://policy").await.unwrap().as_value()["ttlMs"], 9000);
    assert_eq!(kept.read_resource("shop://logo").await.unwrap().as_value()["ttlMs"], 3_600_000);
}

/// Registry in which a tool, a prompt, a resource, a template and two completions report what their caller sees.
fn onlookers() -> Registry {
    fn seen(context: &Context) -> String {
        let view = context.view().expect("dispatch says what may be seen");
        view.iter().map(|tool| tool.name()).collect::<Vec<_>>().join(" ")
    }
    let complete = |_: mcp_core::CompletionRequest, context: Context| async move {
        Ok::<_, HandlerError>([seen(&context)])
    };
    let tool = |name: &str| {
        tool_fn(name, "A tool.", |_: NoArguments, context: Context| async move {
            Ok::<_, HandlerError>(seen(&context))
        })
    };
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    #[expect(dead_code, reason = "the argument is there to be completed")]
    struct One {
        /// Which.
        one: Option<String>,
    }
    let prompt = prompt_fn("prompt", "A prompt.", |_: One, context: Context| async move {
        Ok::<_, HandlerError>(seen(&context))
    });
    let resource = resource_fn("a:b", "resource", "A resource.", |context: Context| async move {
        Ok::<_, HandlerError>(seen(&context))
    });
    let template =
        template_fn("a:b/{one}", "template", "A template.", |_: One, context: Context| async move {
            Ok::<_, HandlerError>(seen(&context))
        });
    Registry::new()
        .with_tool(tool("look").method(ToolMethod::Get))
        .unwrap()
        .with_tool(tool("drop").method(ToolMethod::Delete))
        .unwrap()
        .with_prompt(prompt.complete("one", complete))
        .unwrap()
        .with_resource(resource)
        .unwrap()
        .with_template(template.complete("one", complete))
        .unwrap()
}

#[tokio::test]
async fn handlers_see_the_view_of_their_caller() {
    let all = TestClient::new(onlookers());
    let less = all.clone().filter(&Filter::new().methods(["read"]).unwrap());
    let own = TestClient::of(Server::new(onlookers()).filter(&Filter::new().methods(["read"]).unwrap()));
    for (client, seen) in [(all, "drop look"), (less, "look"), (own, "look")] {
        for version in VERSIONS {
            let client = client.clone().version(version);
            let called = client.call_tool("look", json!({})).await.unwrap();
            assert_eq!(called.text(), json!({ "result": seen }).to_string());
            assert_eq!(client.get_prompt("prompt", json!({})).await.unwrap().text(), seen);
            assert_eq!(client.read_resource("a:b").await.unwrap().text(), seen);
            assert_eq!(client.read_resource("a:b/c").await.unwrap().text(), seen);
            assert_eq!(client.complete_prompt("prompt", "one", "").await.unwrap(), [seen]);
            assert_eq!(client.complete_template("a:b/{one}", "one", "").await.unwrap(), [seen]);
        }
    }
}

#[test]
fn request_subject_is_the_registry_name() {
    let server = shop::server().list_changed(true);
    let subject = |method: &str, params: Value, filter: &Filter| {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        let Ok(Message::Request(envelope)) = Message::parse(&body.into()) else { panic!("a request") };
        let params = Params::parse(&envelope).and_then(Params::validate).unwrap();
        let mut request = server.decode(&envelope, params, Context::new()).unwrap();
        request.narrow(filter);
        request.subject().map(str::to_owned)
    };
    let complete =
        |reference: Value| json!({ "ref": reference, "argument": { "name": "x", "value": "hunter2" } });
    let form = json!({ "type": "ref/resource", "uri": "shop://orders/{number}" });
    for (method, params, name) in [
        ("tools/call", json!({ "name": "look_up" }), "look_up"),
        ("prompts/get", json!({ "name": "hello" }), "hello"),
        ("resources/read", json!({ "uri": "shop://policy" }), "policy"),
        ("resources/read", json!({ "uri": "shop://orders/7" }), "order"),
        ("completion/complete", complete(json!({ "type": "ref/prompt", "name": "hello" })), "hello"),
        ("completion/complete", complete(form), "order"),
    ] {
        assert_eq!(subject(method, params.clone(), &Filter::all()).as_deref(), Some(name), "{params}");
        assert_eq!(subject(method, params, &Filter::none()), None);
    }
    for (method, params) in [
        ("tools/call", json!({ "name": "hunter2" })),
        ("prompts/get", json!({ "name": "hunter2" })),
        ("resources/read", json!({ "uri": "hunter:2" })),
        ("tools/list", json!({})),
    ] {
        assert_eq!(subject(method, params, &Filter::all()), None);
    }
}

#[tokio::test]
async fn prompt_and_resource_support_elicitation() {
    let client = TestClient::of(shop::server());
    let can = json!({ "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} } });
    for (method, subject, key, answer, text) in [
        ("prompts/get", json!({ "name": "ask_first" }), "who", json!({ "name": "Ada" }), "Hello, Ada."),
        ("resources/read", json!({ "uri": "shop://till" }), "till", json!({ "till": "2" }), "\"2\""),
    ] {
        let mut params = subject;
        let unable = client.request(method, params.clone()).await.unwrap_err();
        assert_eq!(unable.code(), RpcError::MISSING_CAPABILITY);
        params["_meta"] = can.clone();
        let asked = client.request(method, params.clone()).await.unwrap();
        assert_eq!(asked["resultType"], "input_required");
        assert_eq!(asked["inputRequests"][key]["method"], "elicitation/create");
        params["requestState"] = asked["requestState"].clone();
        params["inputResponses"] = json!({ key: { "action": "accept", "content": answer } });
        let result = client.request(method, params.clone()).await.unwrap();
        assert_eq!(result["resultType"], "complete");
        // A user's response is private to that user.
        assert_ne!(result["cacheScope"], "public");
        assert!(result.to_string().contains(&text.replace('"', "\\\"")), "{result}");
        // A state is valid only for the request that it was issued for.
        let other = if method == "prompts/get" { json!("hello") } else { json!("shop://policy") };
        params[if method == "prompts/get" { "name" } else { "uri" }] = other;
        assert_eq!(client.request(method, params).await.unwrap_err().code(), RpcError::INVALID_PARAMS);
    }
    // Without a session, a client of an `initialize` revision cannot be asked.
    let initialize_revision = client.version(ProtocolVersion::V2025_11_25);
    let error = initialize_revision.get_prompt("ask_first", json!({})).await.unwrap_err();
    assert_eq!(error.code(), RpcError::INVALID_REQUEST);
}

#[tokio::test]
async fn missing_capabilities_are_not_served() {
    let ping = || tool_fn("ping", "Answers.", |_: NoArguments| async { Ok::<_, HandlerError>("pong") });
    let tools = TestClient::new(Registry::new().with_tool(ping()).unwrap());
    let hello = prompt_fn("hello", "Hello.", |_: NoArguments| async { Ok::<_, HandlerError>("Hello.") });
    let prompts = TestClient::new(Registry::new().with_prompt(hello).unwrap());
    for (client, capabilities, missing) in [
        (
            &tools,
            json!({ "logging": {}, "tools": {} }),
            [
                "prompts/list",
                "prompts/get",
                "resources/list",
                "resources/templates/list",
                "resources/read",
                "completion/complete",
            ],
        ),
        (
            &prompts,
            json!({ "logging": {}, "prompts": {} }),
            [
                "tools/list",
                "tools/call",
                "resources/list",
                "resources/templates/list",
                "resources/read",
                "completion/complete",
            ],
        ),
    ] {
        assert_eq!(client.connect().await.unwrap()["capabilities"], capabilities);
        for method in missing {
            let params = json!({ "name": "ping", "uri": "a:b" });
            assert_eq!(client.request(method, params).await.unwrap_err().code(), RpcError::METHOD_NOT_FOUND);
        }
    }
    let all = TestClient::of(shop::server()).version(ProtocolVersion::V2025_06_18);
    assert_eq!(
        all.connect().await.unwrap()["capabilities"],
        json!({ "completions": {}, "prompts": {}, "resources": {}, "tools": {} })
    );
    // Without a session, a client of an `initialize` revision gets no notifications, whatever the transport
    // supports.
    let announcing = shop::server().list_changed(true);
    let old = TestClient::of(announcing.clone()).version(ProtocolVersion::V2025_06_18);
    assert_eq!(old.connect().await.unwrap()["capabilities"], all.connect().await.unwrap()["capabilities"]);
    let new = TestClient::of(announcing).connect().await.unwrap();
    assert_eq!(new["capabilities"]["prompts"], json!({ "listChanged": true }));
    // A filter of the server reduces the capabilities; a filter for a caller does not.
    let only_tools = shop::server().filter(&Filter::new().methods(["look_up"]).unwrap());
    let client = TestClient::of(only_tools);
    assert_eq!(client.list_prompts().await.unwrap_err().code(), RpcError::METHOD_NOT_FOUND);
    let client = TestClient::of(shop::server()).filter(&Filter::none());
    assert!(client.list_prompts().await.unwrap().is_empty());
}

#[tokio::test]
async fn lists_come_in_pages() {
    let client = |size| TestClient::of(shop::server().page_size(NonZeroUsize::new(size).unwrap()));
    let whole = TestClient::of(shop::server());
    for size in 1..6 {
        let client = client(size);
        assert_eq!(client.list_prompts().await.unwrap(), whole.list_prompts().await.unwrap());
        assert_eq!(client.list_resources().await.unwrap(), whole.list_resources().await.unwrap());
        assert_eq!(client.list_templates().await.unwrap(), whole.list_templates().await.unwrap());
        assert_eq!(client.list_tools().await.unwrap(), whole.list_tools().await.unwrap());
    }
    let page = client(2).request("resources/list", json!({})).await.unwrap();
    let cursor = page["nextCursor"].as_str().unwrap();
    // Another caller sees less, and another replica may have other page sizes: the cursor stays valid.
    let less = client(1).filter(&Filter::new().methods(["ledger", "till"]).unwrap());
    let rest = less.request("resources/list", json!({ "cursor": cursor })).await.unwrap();
    assert_eq!(names(rest["resources"].as_array().unwrap(), "name"), ["till"]);
    for bad in [json!("x"), json!(""), json!(7), json!({})] {
        let error = client(2).request("resources/list", json!({ "cursor": bad })).await.unwrap_err();
        assert_eq!(error.code(), RpcError::INVALID_PARAMS);
    }
    let other = client(2).request("prompts/list", json!({ "cursor": cursor })).await.unwrap_err();
    assert_eq!(other.code(), RpcError::INVALID_PARAMS);
}

#[test]
fn registry_refuses_invalid_items() {
    let prompt = |name: &str| prompt_fn(name, "P.", |_: NoArguments| async { Ok::<_, HandlerError>("") });
    let resource = |uri: &str, name: &str| {
        resource_fn(uri, name, "R.", |_: Context| async { Ok::<_, HandlerError>("") })
    };
    let template =
        |form: &str| template_fn(form, "t", "T.", |_: NoArguments| async { Ok::<_, HandlerError>("") });
    let registry =
        || Registry::new().with_prompt(prompt("p")).unwrap().with_resource(resource("a:b", "r")).unwrap();
    assert_eq!(registry().with_prompt(prompt("p")).unwrap_err(), RegistryError::DuplicatePrompt("p".into()));
    assert_eq!(registry().with_prompt(prompt("p p")).unwrap_err(), RegistryError::InvalidName("p p".into()));
    assert_eq!(
        registry().with_resource(resource("a:b", "other")).unwrap_err(),
        RegistryError::DuplicateUri("a:b".into())
    );
    // Names of resources need not be unique, because requests use their URIs.
    registry().with_resource(resource("a:c", "r")).unwrap();
    for uri in ["", "b", "/b", "ä:b"] {
        assert_eq!(
            registry().with_resource(resource(uri, "r")).unwrap_err(),
            RegistryError::InvalidUri(uri.into())
        );
    }
    let error = registry().with_template(template("a:{b*}")).unwrap_err();
    assert_eq!(error, RegistryError::InvalidTemplate(UriTemplateError::Variable("{b*}".into())));
    let one = registry().with_template(template("a:{b}")).unwrap();
    assert_eq!(
        one.clone().with_template(template("a:{b}")).unwrap_err(),
        RegistryError::DuplicateUri("a:{b}".into())
    );
    let names = |request: CompletionRequest| async move { Ok::<_, HandlerError>(request.choose(["a"])) };
    let misspelt = registry().with_prompt(prompt("q").complete("inbx", names)).unwrap_err();
    assert_eq!(
        misspelt.to_string(),
        r#""q" completes the unknown argument "inbx"; use the name of one of its arguments"#
    );
    let misspelt = registry().with_template(template("a:{b}").complete("c", names)).unwrap_err();
    assert_eq!(
        misspelt.to_string(),
        r#""t" completes the unknown argument "c"; use the name of one of its arguments"#
    );
    assert!(one.clone().merge(&one).is_err());
    let prefixed = one.prefix("acme_").unwrap();
    assert_eq!(prefixed.prompts().next().unwrap().name(), "acme_p");
    let resource = prefixed.resources().next().unwrap();
    assert_eq!((resource.uri(), resource.definition().name()), ("a:b", "acme_r"));
    // A tool and a prompt may have the same name.
    let tool =
        tool_fn("p", "P.", |_: NoArguments| async { Ok::<_, HandlerError>(()) }).method(ToolMethod::Get);
    registry().with_tool(tool).unwrap();
}

#[test]
fn filters_apply_to_prompts_and_resources() {
    let registry = shop::registry();
    let seen = |filter: &Filter| {
        let view = registry.view(filter);
        let names = view.prompts().map(|p| p.name().to_owned());
        let names = names.chain(view.resources().map(|r| r.definition().name().to_owned()));
        names.chain(view.templates().map(|t| t.definition().name().to_owned())).collect::<Vec<_>>()
    };
    let methods = |words: &[&str]| Filter::new().methods(words).unwrap();
    assert_eq!(seen(&methods(&["write", "send", "custom", "list"])), [""; 0]);
    assert_eq!(seen(&methods(&["read"])).len(), 10);
    assert_eq!(seen(&methods(&["get"])).len(), 10);
    assert_eq!(seen(&methods(&["HELLO", "ledger", "item"])), ["hello", "ledger", "item"]);
    assert_eq!(seen(&Filter::new().tags(["Money"]).unwrap()), ["ledger", "till"]);
    assert_eq!(
        seen(&methods(&["read"]).tags(["orders"]).unwrap()),
        ["draft_reply", "newest", "order", "item"]
    );
    methods(&["hello", "ledger", "item"]).tags(["money", "orders"]).unwrap().check(&registry).unwrap();
    assert!(methods(&["helo"]).check(&registry).is_err());
    assert!(methods(&["read"]).allows_resource(&ResourceDefinition::new("a:b", "r")));
}

proptest! {
    #[test]
    fn what_is_hidden_answers_like_what_does_not_exist(
        words in prop::collection::vec(
            prop::sample::select(vec!["hello", "draft_reply", "policy", "order", "item", "newest", "write", "look_up"]),
            0..4,
        ),
        stateless in any::<bool>(),
    ) {
        let version = if stateless { ProtocolVersion::V2026_07_28 } else { ProtocolVersion::V2025_11_25 };
        let filter = Filter::new().methods(&words).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let client = TestClient::of(shop::server()).version(version).filter(&filter);
            // The same server with other items in place of the hidden ones, so that the capabilities are equal.
            let other = prompt_fn("other", "O.", |_: NoArguments| async { Ok::<_, HandlerError>("") })
                .define(|definition| definition.with_arguments(vec![PromptArgument::new("x")]))
                .complete("x", |_: CompletionRequest| async { Ok::<_, HandlerError>(["x"]) });
            let thing = resource_fn("a:b", "thing", "T.", |_: Context| async { Ok::<_, HandlerError>("") });
            let stranger = Registry::new().with_prompt(other).unwrap().with_resource(thing).unwrap();
            let stranger = TestClient::new(stranger).version(version);
            let same = async |method: &str, params: Value| {
                let hidden = client.request(method, params.clone()).await.unwrap_err();
                let unknown = stranger.request(method, params).await.unwrap_err();
                assert_eq!(hidden.to_body(None), unknown.to_body(None), "{method}");
            };
            let complete = |reference: Value| {
                json!({ "ref": reference, "argument": { "name": "order", "value": "" } })
            };
            let prompts = names(&client.list_prompts().await.unwrap(), "name");
            for name in ["hello", "draft_reply", "ask_first"] {
                let visible = words.contains(&name);
                assert_eq!(prompts.iter().any(|n| n == name), visible);
                if !visible {
                    same("prompts/get", json!({ "name": name, "arguments": { "bad": 1 } })).await;
                    same("completion/complete", complete(json!({ "type": "ref/prompt", "name": name }))).await;
                }
            }
            let resources = names(&client.list_resources().await.unwrap(), "name");
            assert_eq!(resources.iter().any(|name| name == "policy"), words.contains(&"policy"));
            if !words.contains(&"policy") {
                same("resources/read", json!({ "uri": "shop://policy" })).await;
            }
            let templates = names(&client.list_templates().await.unwrap(), "name");
            for (name, form, uri) in [
                ("order", "shop://orders/{number}", "shop://orders/8"),
                ("item", "shop://orders/{number}/items/{item}", "shop://orders/x/items/1"),
            ] {
                assert_eq!(templates.iter().any(|n| n == name), words.contains(&name));
                if !words.contains(&name) {
                    same("completion/complete", complete(json!({ "type": "ref/resource", "uri": form }))).await;
                    same("resources/read", json!({ "uri": uri })).await;
                }
            }
        });
    }
}

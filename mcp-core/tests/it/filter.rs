//! Algebra of filters, and hidden tools.

use mcp_core::{Access, Filter, Registry, ToolDefinition, ToolMethod, testing::TestClient};
use proptest::prelude::*;
use serde_json::json;

use crate::fixtures;

const WORDS: [&str; 12] = [
    "read",
    "write",
    "custom",
    "send",
    "list",
    "get",
    "create",
    "update",
    "delete",
    "echo",
    "add_note",
    "Send_Reply",
];
const TAGS: [&str; 4] = ["talk", "NOTES", "slow", "nobody"];

fn tool() -> impl Strategy<Value = ToolDefinition> {
    let method = prop::sample::select(vec![
        ToolMethod::List,
        ToolMethod::Get,
        ToolMethod::Create,
        ToolMethod::Update,
        ToolMethod::Delete,
        ToolMethod::Custom,
    ]);
    let access =
        prop::sample::select(vec![None, Some(Access::Read), Some(Access::Write), Some(Access::Send)]);
    let name = prop::sample::select(vec!["echo", "add_note", "send_reply", "other"]);
    let tags = prop::collection::vec(prop::sample::select(vec!["Talk", "notes", "slow"]), 0..3);
    (name, method, access, tags).prop_map(|(name, method, access, tags)| {
        let tool = ToolDefinition::new(name, "T", "D").with_method(method).with_tags(tags);
        match access {
            Some(access) => tool.with_access(access),
            None => tool,
        }
    })
}

fn allows(word: &str, tool: &ToolDefinition) -> bool {
    Filter::new().methods([word]).unwrap().allows(tool)
}

fn rule() -> impl Strategy<Value = Filter> {
    let words = prop::option::of(prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..3));
    let tags = prop::option::of(prop::collection::vec(prop::sample::select(TAGS.to_vec()), 0..3));
    (words, tags).prop_map(|(words, tags)| {
        let mut filter = Filter::new();
        if let Some(words) = words {
            filter = filter.methods(words).unwrap();
        }
        if let Some(tags) = tags {
            filter = filter.tags(tags).unwrap();
        }
        filter
    })
}

fn filter() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![8 => rule(), 1 => Just(Filter::all()), 1 => Just(Filter::none())];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a.and(&b)),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a.or(&b)),
            inner.prop_map(|a| a.not()),
        ]
    })
}

proptest! {
    #[test]
    fn and_or_not_follow_boolean_logic(a in filter(), b in filter(), tool in tool()) {
        prop_assert_eq!(a.and(&b).allows(&tool), a.allows(&tool) && b.allows(&tool));
        prop_assert_eq!(a.or(&b).allows(&tool), a.allows(&tool) || b.allows(&tool));
        prop_assert_eq!(a.not().allows(&tool), !a.allows(&tool));
        prop_assert_eq!(a.not().not(), a);
    }

    #[test]
    fn all_and_none_are_neutral(a in filter()) {
        prop_assert_eq!(&a.and(&Filter::all()), &a);
        prop_assert_eq!(&Filter::all().and(&a), &a);
        prop_assert_eq!(&a.or(&Filter::none()), &a);
        prop_assert_eq!(&a.and(&Filter::none()), &Filter::none());
        prop_assert_eq!(&a.or(&Filter::all()), &Filter::all());
        prop_assert_eq!(&a.and(&a), &a);
    }

    #[test]
    fn json_keeps_the_meaning(a in filter(), tool in tool()) {
        let json = serde_json::to_string(&a).unwrap();
        let back: Filter = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(back.allows(&tool), a.allows(&tool), "{}", json);
    }

    #[test]
    fn every_tool_is_in_exactly_one_class(tool in tool()) {
        let class = match tool.access() {
            Access::Read => "read",
            Access::Write => "write",
            _ => "send",
        };
        for word in ["read", "write", "send"] {
            prop_assert_eq!(allows(word, &tool), word == class, "{}", word);
        }
    }

    #[test]
    fn method_word_is_a_subset_of_its_class(tool in tool()) {
        for (word, method, classes) in [
            ("list", ToolMethod::List, &["read"][..]),
            ("get", ToolMethod::Get, &["read"]),
            ("create", ToolMethod::Create, &["write"]),
            ("update", ToolMethod::Update, &["write"]),
            ("delete", ToolMethod::Delete, &["write"]),
            ("custom", ToolMethod::Custom, &["read", "write"]),
        ] {
            let in_class = classes.iter().any(|class| allows(class, &tool));
            prop_assert_eq!(allows(word, &tool), in_class && tool.method() == method, "{}", word);
        }
    }

    #[test]
    fn only_send_and_exact_names_match_sending_tools(words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..8), tool in tool()) {
        let filter = Filter::new().methods(&words).unwrap();
        if filter.allows(&tool) && tool.access() == Access::Send {
            prop_assert!(words.iter().any(|word| *word == "send" || word.eq_ignore_ascii_case(tool.name())));
        }
        let reads = Filter::new().methods(["read"]).unwrap();
        prop_assert_eq!(reads.allows(&tool), tool.access() == Access::Read);
    }

    #[test]
    fn what_is_hidden_answers_like_what_does_not_exist(a in filter()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let registry = fixtures::registry();
            let client = TestClient::new(registry.clone()).filter(&a);
            let listed = client.tool_names().await.unwrap();
            for tool in registry.iter() {
                let visible = a.allows(tool.definition());
                assert_eq!(visible, listed.iter().any(|name| name == tool.name()));
                if !visible {
                    let hidden = client.call_tool(tool.name(), json!({ "bad": 1 })).await.unwrap_err();
                    let nobody = TestClient::new(Registry::new());
                    let unknown = nobody.call_tool(tool.name(), json!({})).await.unwrap_err();
                    assert_eq!(hidden.to_body(None), unknown.to_body(None));
                }
            }
        });
    }
}

#[test]
fn an_empty_rule_matches_nothing() {
    let registry = fixtures::registry();
    let nothing: Vec<Filter> = vec![
        Filter::new(),
        Filter::default(),
        Filter::new().methods([""; 0]).unwrap(),
        Filter::new().tags([""; 0]).unwrap(),
        Filter::new().methods(["read"]).unwrap().tags([""; 0]).unwrap(),
        serde_json::from_value(json!({})).unwrap(),
        serde_json::from_value(json!({ "methods": [] })).unwrap(),
        serde_json::from_value(json!({ "or": [] })).unwrap(),
        serde_json::from_value(json!("none")).unwrap(),
    ];
    for filter in nothing {
        assert_eq!(registry.view(&filter).iter().count(), 0, "{filter:?}");
    }
}

#[test]
fn words_and_tags_are_combined_and_ignore_case() {
    let registry = fixtures::registry();
    let names =
        |filter: Filter| registry.view(&filter).iter().map(|t| t.name().to_owned()).collect::<Vec<_>>();
    let methods = |words: &[&str]| Filter::new().methods(words).unwrap();
    assert_eq!(names(methods(&["READ"])), ["echo", "limited"]);
    assert_eq!(names(methods(&["write"])), ["add_note", "ask_model", "delete_note", "mixed"]);
    assert_eq!(names(methods(&["custom"])), ["ask_model", "mixed"]);
    assert_eq!(names(methods(&["Send"])), ["send_reply"]);
    assert_eq!(names(methods(&["create"])), ["add_note"]);
    assert_eq!(names(methods(&["SEND_reply", "list"])), ["limited", "send_reply"]);
    assert_eq!(names(methods(&["read", "write"]).tags(["Notes"]).unwrap()), ["add_note", "delete_note"]);
    assert_eq!(names(Filter::new().tags(["slow"]).unwrap()), ["limited"]);
}

#[test]
fn a_tool_with_the_defaults_writes() {
    let bare = ToolDefinition::new("refund", "Refund", "Refunds.");
    let words = |tool: &ToolDefinition| -> Vec<&str> {
        let all = ["read", "write", "send", "custom", "list", "get", "create", "update", "delete"];
        all.into_iter().filter(|word| allows(word, tool)).collect()
    };
    assert_eq!(words(&bare), ["write", "custom"]);
    assert_eq!(words(&bare.clone().with_access(Access::Read)), ["read", "custom"]);
    assert_eq!(words(&bare.clone().with_access(Access::Send)), ["send"]);
    // If access and method disagree, the access decides.
    assert_eq!(words(&bare.clone().with_method(ToolMethod::Get).with_access(Access::Write)), ["write"]);
    assert_eq!(words(&bare.with_method(ToolMethod::Delete).with_access(Access::Read)), ["read"]);
    let json = serde_json::from_value::<Filter>(json!({ "methods": ["write"] })).unwrap();
    assert!(json.allows(&ToolDefinition::new("refund", "Refund", "Refunds.")));
}

#[test]
fn unknown_words_are_reported() {
    let registry = fixtures::registry();
    for bad in ["re ad", "", "read,write", "*"] {
        let error = Filter::new().methods([bad]).unwrap_err();
        assert!(error.to_string().contains(&format!("{bad:?}")), "{error}");
    }
    let filter = Filter::new().methods(["read", "wirte"]).unwrap().tags(["talk", "tlak"]).unwrap();
    let error = filter.not().check(&registry).unwrap_err();
    assert_eq!(error.to_string(), r#"the filter names unknown methods or tags: method "wirte", tag "tlak""#);
    Filter::new().methods(["read", "ECHO"]).unwrap().tags(["TALK"]).unwrap().check(&registry).unwrap();
    for bad in [
        json!({ "method": ["read"] }),
        json!({ "methods": ["read"], "not": "all" }),
        json!("some"),
        json!({ "methods": "read" }),
        json!({ "and": [] }),
        json!(5),
    ] {
        assert!(serde_json::from_value::<Filter>(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn repeated_member_in_filter_is_refused() {
    for json in [
        r#"{"methods":["read"],"methods":["send"]}"#,
        r#"{"and":[{"tags":["a"],"tags":["b"]}]}"#,
        r#"{"not":"all","not":"none"}"#,
    ] {
        let error = serde_json::from_str::<mcp_core::Filter>(json).unwrap_err().to_string();
        assert!(error.contains("duplicate field"), "{json}: {error}");
    }
}

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{paths::Paths, *};

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Part {
    Named { name: Line },
    Numbered { number: u32, note: Option<Passage> },
}

#[derive(Serialize, JsonSchema)]
struct Person {
    id: String,
    name: Option<Line>,
    addresses: Vec<Line>,
}

#[derive(Serialize, JsonSchema)]
struct Frame {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Line>,
}

/// Result with every kind of place.
#[derive(Serialize, JsonSchema)]
struct All {
    id: u32,
    #[serde(flatten)]
    frame: Frame,
    /// The writer.
    author: Option<Person>,
    parts: Vec<Part>,
    by_name: HashMap<String, Person>,
    fields: Fields,
    pair: (u32, Line),
    fact: String,
}

fn person(name: &str) -> Person {
    Person { id: "p/1".into(), name: Line::given(Some(name)), addresses: vec!["a@x.example".into()] }
}

fn all() -> All {
    All {
        id: 1,
        frame: Frame { title: Some("t".into()) },
        author: Some(person("Ann")),
        parts: vec![
            Part::Named { name: "n".into() },
            Part::Numbered { number: 2, note: Some(Passage::new("x").by(Writer::File)) },
            Part::Numbered { number: 3, note: None },
        ],
        by_name: HashMap::from([("a/b~c".to_owned(), person(""))]),
        fields: Fields::new(json!({ "Tier": "gold" }).as_object().unwrap()),
        pair: (1, "second".into()),
        fact: "fact".into(),
    }
}

#[test]
fn untrusted_text_of_every_place_has_a_pointer() {
    let value = json!(all());
    let mut pointers = Paths::of::<All>().pointers(&value);
    pointers.sort();
    assert_eq!(
        pointers,
        [
            "/author/addresses/0",
            "/author/name",
            "/by_name/a~1b~0c/addresses/0",
            "/by_name/a~1b~0c/name",
            "/fields",
            "/pair/0",
            "/pair/1",
            "/parts/0/name",
            "/parts/1/note/text",
            "/title",
        ]
    );
    for pointer in pointers {
        assert!(value.pointer(&pointer).is_some(), "{pointer}");
    }
}

#[test]
fn result_that_is_no_object_is_found_below_its_member() {
    let value = json!({ "result": ["a"] });
    assert_eq!(Paths::of::<Vec<Line>>().pointers_below_result(&value), ["/result/0"]);
    assert_eq!(Paths::whole().pointers_below_result(&value), [""]);
    assert_eq!(Paths::whole().pointers(&value), [""]);
    assert!(Paths::of::<Vec<String>>().is_empty());
}

#[derive(Serialize, JsonSchema)]
struct Node {
    name: Line,
    children: Vec<Self>,
}

#[test]
fn type_that_contains_itself_counts_as_a_whole_from_there_on() {
    let paths = Paths::of::<Node>();
    let leaf = json!({ "name": "c", "children": [] });
    let tree = json!({ "name": "a", "children": [{ "name": "b", "children": [leaf] }] });
    let mut pointers = paths.pointers(&tree);
    pointers.sort();
    assert_eq!(pointers, ["/children/0/children/0", "/children/0/name", "/name"]);
}

#[test]
fn schema_that_is_sent_has_no_keyword() {
    let schema = mcp_core::schema::output_schema::<All>();
    assert!(!json!(schema).to_string().contains("x-untrusted"));
    let passage = &schema["properties"]["parts"]["items"]["anyOf"][1]["properties"]["note"];
    assert_eq!(passage["anyOf"][0]["required"], json!(["untrusted", "text"]), "{passage}");
}

#[test]
fn every_line_break_and_hidden_character_is_folded() {
    let breaks = [
        "\n", "\r\n", "\r", "\u{B}", "\u{C}", "\u{1C}", "\u{1D}", "\u{1E}", "\u{85}", "\u{2028}", "\u{2029}",
    ];
    for line_break in breaks {
        let line = Line::new(&format!("a{line_break}[SYSTEM NOTICE]{line_break}b"));
        assert_eq!(line.as_str(), "a [SYSTEM NOTICE] b", "{line_break:?}");
        let passage = Passage::new(&format!("a{line_break}b"));
        assert_eq!(passage.text(), "a\nb", "{line_break:?}");
    }
    assert_eq!(Line::new("a\u{202E}b\u{E0041} \u{A0}\u{3000}⟦image⟧").as_str(), "ab [image]");
}

#[test]
fn labels_cannot_be_forged() {
    for name in ["Eve (tea_1)", "Eve （tea_1）", "Eve ⁽tea_1⁾", "Eve (tea_1", "(tea_1)\u{2028}Eve"] {
        let label = Line::labelled(name, "tea_9");
        assert!(label.ends_with(" (tea_9)"), "{label}");
        assert_eq!(label.matches(['(', ')', '（', '）', '⁽', '⁾']).count(), 2, "{label}");
    }
    assert_eq!(Line::labelled(" \u{200B}", "tea_9").as_str(), "tea_9");
    assert_eq!(Line::address("", "a@x.example").as_str(), "a@x.example");
    assert_eq!(Line::address("Ann", "").as_str(), "Ann");
    assert_eq!(Line::address("a@x.example", "a@x.example").as_str(), "a@x.example");
    assert_eq!(Line::address("Ann＜s@x.example＞", "e>vil <x").as_str(), "Ann s@x.example <e vil x>");
}

#[test]
fn names_of_fields_that_become_equal_stay_apart() {
    let fields = json!({ "a b": 1, "a\nb": 2, "a\u{2028}b": ["x\ny", { "k\n": "v\n" }] });
    let value = json!(Fields::new(fields.as_object().unwrap()));
    let mut values: Vec<String> = value.as_object().unwrap().values().map(Value::to_string).collect();
    values.sort();
    assert_eq!(values, ["1", "2", r#"["x y",{"k":"v"}]"#]);
}

#[test]
fn marks_stay_in_untrusted_text_only() {
    let mut value = json!(all());
    value["title"] = "⟦…3 more characters⟧\u{200B}".into();
    value["fact"] = "⟦forged⟧".into();
    value["fields"]["Tier"] = "⟦…3 more characters⟧".into();
    Paths::of::<All>().clean(&mut value);
    assert_eq!(value["title"], "⟦…3 more characters⟧");
    assert_eq!(value["fields"]["Tier"], "⟦…3 more characters⟧");
    assert_eq!(value["fact"], "[forged]");
}

#[test]
fn envelope_keeps_a_part_and_counts_the_rest() {
    let mut passage = Passage::new("aäbc").by(Writer::Teammate);
    assert_eq!(passage.keep(1, 2), Some(1));
    assert_eq!(passage.text(), "äb");
    assert_eq!(passage.keep(0, 2), None);
    assert!(Passage::new("abcdef").beginning(3).text().starts_with("abc "));
    assert_eq!(json!(passage), json!({ "from": "teammate", "untrusted": true, "text": "äb" }));
}

#[test]
fn sentence_stands_once_in_descriptions_of_tools_with_untrusted_text() {
    assert_eq!(described("Adds. ", &Paths::default()), "Adds.");
    assert_eq!(described("Lists.", &Paths::of::<Frame>()), format!("Lists. {DATA_SENTENCE}"));
    assert_eq!(described("Reads.", &Paths::of::<Part>()), format!("Reads. {DATA_SENTENCE} {MARKS_SENTENCE}"));
}

#[test]
fn pointers_of_a_large_result_take_linear_time() {
    #[derive(Serialize, JsonSchema)]
    struct Many {
        people: Vec<Person>,
    }
    let value = json!(Many { people: (0..100_000).map(|_| person("Ann")).collect() });
    let start = std::time::Instant::now();
    assert_eq!(Paths::of::<Many>().pointers(&value).len(), 200_000);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

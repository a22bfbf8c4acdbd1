//! Tests of the tool over scripted sources.

use std::sync::Mutex;

use mcp_core::{Registry, async_trait, lint, testing::TestClient};
use serde_json::{Value, json};

use super::*;
use crate::mcp::Customer;

type Response = Box<dyn Fn(&CustomerQuery) -> Result<FoundCustomers, HandlerError> + Send + Sync>;

/// Scripted source that records its queries.
struct ScriptedSource {
    name: &'static str,
    answer: Response,
    wait: Duration,
    queries: Arc<Mutex<Vec<CustomerQuery>>>,
}

impl ScriptedSource {
    fn new(
        name: &'static str,
        answer: impl Fn(&CustomerQuery) -> Result<FoundCustomers, HandlerError> + Send + Sync + 'static,
    ) -> Self {
        Self { name, answer: Box::new(answer), wait: Duration::ZERO, queries: Arc::default() }
    }

    /// Creates a source that finds these customers by any of their addresses.
    fn of(name: &'static str, customers: Vec<Customer>) -> Self {
        Self::new(name, move |query| {
            let fits = |customer: &&Customer| {
                let email = query.email.as_ref().is_some_and(|email| customer.emails.contains(email));
                let phone = query.phone.as_ref().is_some_and(|phone| customer.phones.contains(phone));
                email || phone || (query.name.is_some() && query.name == customer.name)
            };
            Ok(customers.iter().filter(fits).cloned().collect())
        })
    }
}

#[async_trait]
impl CustomerSource for ScriptedSource {
    fn name(&self) -> &str {
        self.name
    }

    async fn find(&self, query: &CustomerQuery, _: &Context) -> Result<FoundCustomers, HandlerError> {
        self.queries.lock().unwrap().push(query.clone());
        tokio::time::sleep(self.wait).await;
        (self.answer)(query)
    }
}

async fn ask(lookup: CustomerLookup, arguments: Value) -> Result<Value, Value> {
    let agent = TestClient::new(Registry::new().with_tool(lookup.tool()).unwrap());
    let answer = agent.call_tool(NAME, arguments).await.unwrap();
    match answer.structured() {
        Some(found) => Ok(found.clone()),
        None => Err(serde_json::from_str::<Value>(answer.text()).unwrap()["error"].clone()),
    }
}

fn ann() -> Customer {
    Customer::new("1").name("Ann Lee").email("ann@a.example").phone("+49 30 901820").read_with("read_contact")
}

#[test]
fn tool_passes_the_lint() {
    let tool = CustomerLookup::new()
        .with(ScriptedSource::of("Mail", vec![]))
        .with(ScriptedSource::of("Desk", vec![]))
        .tool();
    let tools = Registry::new().with_tool(tool).unwrap();
    assert_eq!(lint::lint(&tools), []);
    assert!(tools.get(NAME).unwrap().definition().description().contains("Mail and Desk"));
}

#[tokio::test]
async fn address_from_one_source_finds_the_person_in_another() {
    let desk = ScriptedSource::of("Desk", vec![Customer::new("77").name("A. Lee").phone("+49 30 901820")]);
    let queries = Arc::clone(&desk.queries);
    let lookup = CustomerLookup::new().with(ScriptedSource::of("Mail", vec![ann()])).with(desk);
    let found = ask(lookup, json!({ "email": "ann@a.example" })).await.unwrap();
    let records = found["persons"][0]["records"].as_array().unwrap();
    assert_eq!(found["persons"].as_array().unwrap().len(), 1);
    assert_eq!((&records[0]["source"], &records[0]["certainty"]), (&json!("Mail"), &json!("exact_email")));
    assert_eq!((&records[1]["source"], &records[1]["certainty"]), (&json!("Desk"), &json!("shared_phone")));
    assert_eq!(records[0]["read_with"], "read_contact");
    assert!(found.get("failed").is_none());
    let by_phone = CustomerQuery::phone("+49 30 901820");
    assert_eq!(*queries.lock().unwrap(), [CustomerQuery::email("ann@a.example"), by_phone]);
}

#[tokio::test]
async fn equal_addresses_are_searched_once() {
    let desk = ScriptedSource::of("Desk", vec![]);
    let queries = Arc::clone(&desk.queries);
    let twice = [
        ann(),
        Customer::new("2").name("A. Lee").email("ANN@a.example").phone("0049-30-901820"),
        Customer::new("3").name("Ann").email("ann@a.example").email("lee@a.example"),
    ];
    let mail = ScriptedSource::new("Mail", move |_| Ok(twice.iter().cloned().collect()));
    ask(CustomerLookup::new().with(mail).with(desk), json!({ "email": "Ann@A.example" })).await.unwrap();
    let further = [CustomerQuery::phone("+49 30 901820"), CustomerQuery::email("lee@a.example")];
    assert_eq!(queries.lock().unwrap()[1..], further);
}

#[tokio::test(start_paused = true)]
async fn failed_sources_are_listed_beside_results() {
    let broken =
        ScriptedSource::new("Desk", |_| Err(HandlerError::forbidden("the key may not read contacts")));
    let hanging = ScriptedSource { wait: Duration::from_secs(3_600), ..ScriptedSource::of("Shop", vec![]) };
    let lookup =
        CustomerLookup::new().with(broken).with(ScriptedSource::of("Mail", vec![ann()])).with(hanging);
    let found = ask(lookup, json!({ "phone": "0049 30 901820", "email": "ann@a.example" })).await.unwrap();
    assert_eq!(found["persons"][0]["certainty"], "exact_email");
    assert_eq!(
        found["failed"],
        json!([
            { "what": "Desk", "error": "the key may not read contacts" },
            { "what": "Shop", "error": "no response within 20 seconds" },
        ])
    );
    assert_eq!(found["searched"], json!([{ "source": "Mail", "records": 1 }]));
}

#[tokio::test]
async fn call_fails_if_all_sources_fail() {
    let broken = |name| ScriptedSource::new(name, |_| Err(HandlerError::forbidden("no")));
    let error =
        ask(CustomerLookup::new().with(broken("Mail")).with(broken("Desk")), json!({ "name": "Ann" }))
            .await
            .unwrap_err();
    assert_eq!(error["kind"], "forbidden");
    assert_eq!(error["message"], "no source could be searched: Mail: no; Desk: no");
}

#[tokio::test(start_paused = true)]
async fn concurrency_limit_is_respected() {
    let mut lookup = CustomerLookup::new().concurrency(2);
    for name in ["A", "B", "C", "D"] {
        lookup =
            lookup.with(ScriptedSource { wait: Duration::from_secs(5), ..ScriptedSource::of(name, vec![]) });
    }
    let start = tokio::time::Instant::now();
    ask(lookup, json!({ "name": "Ann" })).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn result_is_bounded_and_reports_omissions() {
    let crowd = |_: &CustomerQuery| {
        let many = (0..40).map(|n| Customer::new(n.to_string()).name("Ann").email(format!("a{n}@a.example")));
        Ok(many.collect::<FoundCustomers>())
    };
    let found = ask(CustomerLookup::new().with(ScriptedSource::new("Mail", crowd)), json!({ "name": "Ann" }))
        .await
        .unwrap();
    assert_eq!(found["persons"].as_array().unwrap().len(), DEFAULT_PERSONS);
    assert_eq!(found["not_shown"], MAX_PER_SOURCE - DEFAULT_PERSONS);
    assert!(found["searched"][0]["incomplete"].as_str().unwrap().contains("25 of 40"), "{found}");
    let small = CustomerLookup::new().with(ScriptedSource::new("Mail", crowd)).result_chars(1_000);
    let found = ask(small, json!({ "name": "Ann" })).await.unwrap();
    assert!(found.to_string().chars().count() <= 1_000);
}

#[tokio::test]
async fn query_without_identifier_is_refused() {
    for (arguments, words) in [
        (json!({}), "email, phone and name are missing; pass at least one"),
        (json!({ "email": " ", "phone": null }), "email, phone and name are missing; pass at least one"),
        (json!({ "email": "ann" }), "not an e-mail address"),
        (json!({ "phone": "12" }), "7 to 15 digits"),
        (json!({ "name": "Ann", "limit": 26 }), "1 to 25"),
    ] {
        let error =
            ask(CustomerLookup::new().with(ScriptedSource::of("Mail", vec![])), arguments).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
}

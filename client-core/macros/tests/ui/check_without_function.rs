use client_core::request;

#[request(POST "/tags", vendor = client_core::testing::acme::Acme)]
struct CreateTag {
    #[check("name")]
    name: String,
    #[check()]
    colour: Option<String>,
}

fn main() {}

use client_core::request;

#[request(POST "/tags", vendor = client_core::testing::acme::Acme)]
struct CreateTag {
    #[entry(custom_field)]
    custom_fields: Vec<String>,
}

fn main() {}

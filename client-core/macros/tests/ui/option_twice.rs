use client_core::request;

#[request(GET "/tags", scopes = [], scopes = [], vendor = client_core::testing::acme::Acme)]
struct ListTags {}

fn main() {}

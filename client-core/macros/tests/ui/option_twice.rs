use client_core::request;

#[request(GET "/tags", scopes = [], scopes = [], vendor = client_core::acme::Acme)]
struct ListTags {}

fn main() {}

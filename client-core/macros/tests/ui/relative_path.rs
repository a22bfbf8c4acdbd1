use client_core::request;

#[request(GET "tags", vendor = client_core::acme::Acme)]
struct ListTags {}

fn main() {}

use client_core::request;

#[request(GET "/tags", scope = ["tags:read"], vendor = client_core::acme::Acme)]
struct ListTags {}

fn main() {}

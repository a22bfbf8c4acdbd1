use client_core::request;

#[request(GET "/tags", scope = ["tags:read"], vendor = client_core::testing::acme::Acme)]
struct ListTags {}

fn main() {}

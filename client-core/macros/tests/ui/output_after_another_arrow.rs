use client_core::request;

#[request(GET "/tags" => Vec<String>, vendor = client_core::testing::acme::Acme)]
struct ListTags {}

fn main() {}

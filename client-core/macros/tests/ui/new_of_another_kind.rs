use client_core::request;

#[request(GET "/tags", new = public, vendor = client_core::testing::acme::Acme)]
struct ListTags {}

fn main() {}

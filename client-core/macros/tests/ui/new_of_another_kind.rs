use client_core::request;

#[request(GET "/tags", new = public, vendor = client_core::acme::Acme)]
struct ListTags {}

fn main() {}

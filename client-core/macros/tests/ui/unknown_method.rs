use client_core::request;

#[request(FETCH "/tags", vendor = client_core::testing::acme::Acme)]
struct ListTags {}

fn main() {}

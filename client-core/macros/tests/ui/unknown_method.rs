use client_core::request;

#[request(FETCH "/tags", vendor = client_core::acme::Acme)]
struct ListTags {}

fn main() {}

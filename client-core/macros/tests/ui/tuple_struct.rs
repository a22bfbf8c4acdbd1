use client_core::request;

#[request(POST "/tags", vendor = client_core::acme::Acme)]
struct CreateTag(String);

fn main() {}

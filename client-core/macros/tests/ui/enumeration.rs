use client_core::request;

#[request(POST "/tags", vendor = client_core::testing::acme::Acme)]
enum CreateTag {}

fn main() {}

use client_core::request;

#[request(GET)]
struct ListTags {}

fn main() {}

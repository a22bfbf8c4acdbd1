#![allow(unused_imports)]
use client_core::{request, testing::acme::Acme};

#[request(GET "/tags", scopes = "tags:read", vendor = Acme)]
struct ListTags {}

#[request(POST "/tags", query = name, vendor = Acme)]
struct CreateTag {
    name: String,
}

fn main() {}

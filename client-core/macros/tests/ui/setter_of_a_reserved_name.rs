#![allow(unused_imports)]
use client_core::{request, testing::acme::Acme};

#[request(POST "/tags", vendor = Acme)]
struct CreateTag {
    send: Option<bool>,
}

#[request(POST "/tags", vendor = Acme)]
struct CopyTag {
    stream: Option<String>,
}

fn main() {}

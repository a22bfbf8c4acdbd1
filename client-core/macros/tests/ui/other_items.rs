#![allow(unused_imports)]
use client_core::{request, request_part, response, testing::acme::Acme};

#[request(GET "/tags", vendor = Acme)]
fn list_tags() {}

#[request_part]
enum Filter {}

#[response]
mod tags {}

fn main() {}

#![allow(unused_imports)]
use client_core::{request, request_part, response, testing::acme::Acme};

#[request(POST "/tags", vendor = Acme)]
#[serde(rename_all = "camelCase")]
struct CreateTag {
    tag_name: String,
}

#[request_part]
#[serde(deny_unknown_fields)]
struct Filter {
    tag_name: String,
}

#[response]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    pub tag_name: Option<String>,
}

fn main() {}

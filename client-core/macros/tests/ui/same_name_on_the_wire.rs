#![allow(unused_imports)]
use client_core::{request, response, testing::acme::Acme};

#[request(POST "/tags", vendor = Acme)]
struct CreateTag {
    name: String,
    #[serde(rename = "name")]
    title: Option<String>,
}

#[response]
pub struct Tag {
    #[serde(alias = "title")]
    pub name: Option<String>,
    pub title: Option<String>,
}

fn main() {}

#![allow(unused_imports)]
use client_core::{Patch, request};

#[request(POST "/tags", vendor = client_core::testing::acme::Acme)]
struct CreateTag {
    #[serde(skip)]
    hidden: Option<String>,
    #[serde(skip_serializing)]
    unsent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    colour: Option<String>,
    #[serde(default = "size")]
    size: u32,
    #[serde(flatten)]
    options: Option<String>,
    #[serde(rename(serialize = "parent", deserialize = "parent_id"))]
    parent_id: Patch<String>,
    #[cfg_attr(all(), serde(rename = "tag_name"))]
    name: String,
    #[cfg_attr(all(), cfg_attr(all(), required))]
    names: Vec<String>,
    #[serde(borrow)]
    text: String,
    #[file]
    #[serde(with = "module")]
    icon: Option<client_core::Upload>,
}

fn main() {}

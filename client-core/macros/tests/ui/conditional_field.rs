#![allow(unused_imports)]
use client_core::{request, response, testing::acme::Acme};

#[request(POST "/tags", vendor = Acme)]
struct CreateTag {
    #[cfg(feature = "colour")]
    colour: Option<String>,
}

#[response]
pub struct Tag {
    #[cfg(feature = "colour")]
    pub colour: Option<String>,
}

fn main() {}

use client_core::response;

#[response]
pub struct Tag {
    name: Option<String>,
}

fn main() {}

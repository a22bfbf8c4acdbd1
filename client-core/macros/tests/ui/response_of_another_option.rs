use client_core::response;

#[response(vendor = client_core::testing::acme::Acme)]
pub struct Tag {
    pub name: Option<String>,
}

fn main() {}

use client_core::response;

#[response(vendor = client_core::acme::Acme)]
pub struct Tag {
    pub name: Option<String>,
}

fn main() {}

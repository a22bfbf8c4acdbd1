use client_core::response;

#[response]
pub struct Tag {
    pub extra: Option<String>,
}

fn main() {}

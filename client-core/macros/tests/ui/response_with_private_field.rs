use client_core::response;

#[response]
pub struct Tag {
    name: Option<String>,
    pub(crate) colour: Option<String>,
}

fn main() {}

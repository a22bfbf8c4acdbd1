use client_core::request;

#[request(POST "/tags", vendor = client_core::acme::Acme)]
struct CreateTag {
    #[required]
    name: String,
}

fn main() {}

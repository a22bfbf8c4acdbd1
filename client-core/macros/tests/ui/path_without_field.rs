use client_core::request;

#[request(GET "/tags/{tag_id}", vendor = client_core::acme::Acme)]
struct GetTag {
    id: String,
}

fn main() {}

use client_core::request;

#[request(GET "/tags/{tag_id", vendor = client_core::testing::acme::Acme)]
struct GetTag {
    tag_id: String,
}

fn main() {}

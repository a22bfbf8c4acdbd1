use client_core::request;

#[request(GET "/tags/{}", vendor = client_core::testing::acme::Acme)]
struct GetTag {
    tag_id: String,
}

fn main() {}

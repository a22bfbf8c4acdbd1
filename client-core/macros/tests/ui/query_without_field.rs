use client_core::request;

#[request(POST "/tags", query = ["limit"], vendor = client_core::testing::acme::Acme)]
struct CreateTag {
    name: String,
}

fn main() {}

use client_core::request;

#[request(POST "/tags", vendor = client_core::testing::acme::Acme)]
struct CreateTag {
    #[required]
    name: String,
}

fn main() {}

use client_core::request;

#[request(POST "/tags", vendor = client_core::testing::acme::Acme)]
struct CreateTag {
    #[required]
    #[default]
    names: Vec<String>,
}

fn main() {}

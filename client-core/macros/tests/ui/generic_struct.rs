use client_core::request;

#[request(POST "/tags", vendor = client_core::testing::acme::Acme)]
struct CreateTag<T> {
    name: T,
}

fn main() {}

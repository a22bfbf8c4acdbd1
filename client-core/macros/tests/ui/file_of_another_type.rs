use client_core::request;

#[request(POST "/tags", vendor = client_core::acme::Acme)]
struct CreateTag {
    #[file]
    icon: Option<String>,
}

fn main() {}

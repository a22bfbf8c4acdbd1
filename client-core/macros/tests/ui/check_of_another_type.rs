use client_core::request;

fn check_number(_: &str, _: &u32) -> Result<(), String> {
    Ok(())
}

#[request(POST "/tags", vendor = client_core::testing::acme::Acme)]
struct CreateTag {
    #[check(check_number)]
    name: String,
}

fn main() {}

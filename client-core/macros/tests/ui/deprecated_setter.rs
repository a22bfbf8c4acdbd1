#![deny(deprecated)]
use client_core::{Patch, request, testing::acme::Acme};

#[request(PATCH "/tags", vendor = Acme)]
struct UpdateTag {
    #[deprecated = "use `parent`"]
    above: Patch<String>,
}

fn main() {
    let _ = UpdateTag::new().clear_above();
    let _ = UpdateTag::new().above("a");
}

#![allow(unused_imports)]
use client_core::{Patch, Upload, request, testing::acme::Acme};

#[request(PATCH "/tags", vendor = Acme)]
struct UpdateTag {
    parent: Patch<String>,
    clear_parent: Option<bool>,
}

#[request(POST "/files", vendor = Acme)]
struct UploadFiles {
    #[file]
    images: Vec<Upload>,
    #[file]
    texts: Vec<Upload>,
}

fn main() {}

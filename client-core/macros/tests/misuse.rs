//! Errors of the attributes point at the field or word that is wrong, and say what to write.

#[test]
fn misuse_is_explained() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

//! Compile errors of the attributes: each points at the wrong field or word and says what to write.

#[test]
fn misuse_is_explained() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

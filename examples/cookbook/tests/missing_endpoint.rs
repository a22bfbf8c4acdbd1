#[path = "../missing_endpoint.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

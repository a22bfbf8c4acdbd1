#[path = "../test_your_host.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

#[path = "../limits_per_caller.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

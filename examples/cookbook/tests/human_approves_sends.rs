#[path = "../human_approves_sends.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

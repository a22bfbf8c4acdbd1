#[path = "../key_per_agent.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

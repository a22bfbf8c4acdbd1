#[path = "../read_only_auditor.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}
